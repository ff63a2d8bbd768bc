/* config: what an administration fixes once: its descriptor, strata, thresholds, language.
 *
 *     # comment
 *     schema = /srv/customs/own.json
 *     min-n = 50
 *     [ind-plot]
 *     lang = de
 *
 * The file is that of --config, else of $CUPRUM_CONFIG, else cuprum/config under $XDG_CONFIG_HOME
 * (~/.config), else /etc/cuprum/config; "none" is no file. Never one of the current folder. The command line
 * goes before settings, those under [PROGRAM] before those for all. One that has no effect in this program is
 * passed over; one that no program knows is a mistake. */
#ifndef AN_CLI_CONFIG_H
#define AN_CLI_CONFIG_H

#include "cli/options.h"
#include "cli/run.h"

/* Applies the settings to run->options and notes their file in run->config. AN_SYSTEM: a file that was asked
 * for cannot be read; AN_USAGE, with its line: a setting that is none. */
an_code an_config_apply(an_run *run, an_error *err);

#endif
