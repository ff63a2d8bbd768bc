/* indicator_input: the indicator table that a program of shape table reads: its operands and --where. */
#ifndef AN_CLI_INDICATOR_INPUT_H
#define AN_CLI_INDICATOR_INPUT_H

#include "cli/program.h"
#include "indicator/meaning.h"
#include "indicator/observation.h"
#include "indicator/sheet.h"

/* The option of programs that read indicator tables. */
#define AN_RUN_MEANING                                                                                       \
    {                                                                                                        \
        .name = "meaning", .type = AN_OPTION_FILE, .argument = "FILE",                                       \
        .help = "a CSV file that declares indicators of your own table: indicator, kind (share, events, "    \
                "share_of_total, ratio, ratio_of_amounts, mean, count, amount, stock, difference, index, "   \
                "quantile) and, where there are any, title, numerator, denominator, base, share_of, unit, "  \
                "break_at, sentence"                                                                         \
    }

/* The declarations that the run knows: the catalogue, and those of --meaning. The run owns them. The codes of
 * an_meanings_new. */
an_code an_run_meanings(an_run *run, const an_meanings **meanings, an_error *err);

/* Reads n files (none: stdin) as the command line says that they are written: --delimiter, --decimal,
 * --encoding, --header-row, --sheet. The codes of an_sheet_read; the caller frees *sheet. */
an_code an_run_sheet(an_run *run, const char *const files[], size_t n, an_sheet **sheet, an_error *err);

/* Reads the operands (none: stdin) with --where, and counts their rows for the audit record.
 * The codes of an_sheet_read and an_observations_of. */
an_code an_run_observations(an_run *run, an_observations *table, an_error *err);

/* Puts the commodity codes of the keys under those of today, as --concordance tells, each by the first day of
 * its row's period, and notes what it did; nothing where it is not given. Rows may then have the same keys.
 * AN_DATA: what an_concordance_new says; a row without a period. */
an_code an_run_concord(an_run *run, an_observations *table, an_error *err);

/* For a program that reads another table: its files go into the audit record, and all its rows count as read;
 * those beyond n_used as left out by --where. */
an_code an_run_record(an_run *run, const an_sheet *sheet, size_t n_used, an_error *err);

#endif
