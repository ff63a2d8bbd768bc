/* signal_run: the runs of sidda-flag, from the extract to the rows and notes. */
#ifndef AN_CLI_SIGNAL_RUN_H
#define AN_CLI_SIGNAL_RUN_H

#include "cli/program.h"

/* Judges all items against each other, within bounds; with --reference each declaration as it comes, in
 * constant memory. */
an_code an_signal_run(an_run *run, an_error *err);

#endif
