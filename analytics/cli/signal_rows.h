/* signal_rows: what all runs of sidda-flag write and tell; shared within flagging/. */
#ifndef AN_CLI_SIGNAL_ROWS_H
#define AN_CLI_SIGNAL_ROWS_H

#include "cli/program.h"
#include "signal/outcome.h"
#include "signal/signal_row.h"

#define AN_FLAGGING_UNPRICED "%llu items have no unit price (no value or no mass, or 0) and were not scored"

/* Ranked signals that are ready to be written. */
typedef struct an_flagged {
    const char *const *by;
    an_comparison comparison;
    const an_signals *signals;
    unsigned long long scored, unpriced; /* items */
    an_outcomes outcomes;
    /* Tells what names a scored item, and its mass; returns its outcome. */
    const char *(*name)(void *context, const an_scored *scored, an_signal_names *names, double *mass);
    void *context;
} an_flagged;

/* by and comparison of the run; the rest stays. */
an_code an_flagged_start(an_flagged *flagged, an_run *run, an_error *err);

/* The options' rules. */
an_signal_rules an_flagging_rules(const an_options *options);

/* Opens the result with its columns. */
an_code an_flagging_open(an_run *run, const an_comparison *comparison, const char *const by[],
                         an_output **output, an_error *err);

/* --precision FILE: what became of the signals, where the extract says so. */
an_code an_flagging_precision(an_run *run, const an_outcomes *outcomes, const an_comparison *comparison,
                              an_error *err);

/* Of the signals whose outcome is known: how many declarants amended. */
void an_flagging_tell_outcomes(an_run *run, const an_outcomes *outcomes, const an_comparison *comparison);

/* Writes the rows that --all and --budget ask for, and then the notes. */
an_code an_flagged_write(an_flagged *flagged, an_run *run, an_error *err);

#endif
