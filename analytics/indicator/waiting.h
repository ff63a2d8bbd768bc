/* waiting: how long something takes, from one date to another that may not have come yet.
 *
 * An indicator declares it (since, until, due, within in indicator.h); the dates are columns of the
 * sample of its source. What is still open on the last day is neither dropped nor late: it took longer
 * than so far. */
#ifndef AN_INDICATOR_WAITING_H
#define AN_INDICATOR_WAITING_H

#include "indicator/indicator.h"
#include "stat/survival.h"

/* The option of programs that declare such an indicator. */
#define AN_WAITING_AS_OF                                                                                     \
    {                                                                                                        \
        .name = "as-of", .type = AN_OPTION_DATE, .argument = "DATE",                                         \
        .help = "the day up to which the dates are known: what comes later is still open (default: the "     \
                "last date in the extract that begins or ends a wait)"                                       \
    }

/* The last day of an indicator's waits: as_of, or where that is NAN the last date that begins or ends
 * one, over all groups; -INFINITY: there is none. O(rows of the sample). */
double an_waiting_last_day(const an_tally *tally, const an_indicator *indicator, double as_of);

/* The waits of a group as a survival curve. Begins as {0}. */
typedef struct an_waiting {
    double *time;   /* days; n of them, in the order of the input */
    bool *happened; /* ended by the last day */
    size_t *order;  /* by time, after an_survival_curve */
    an_survival_step *steps;
    size_t n_steps;
    size_t n, ended; /* begun by the last day; ended by then */
    size_t of;       /* rows of the group */
} an_waiting;
an_code an_waiting_new(an_waiting *w, const an_computation *from, an_error *err);
void an_waiting_free(an_waiting *w); /* also after an error */

/* What the kind makes of them. AN_QUANTILE: the median by Kaplan and Meier with its log-log interval;
 * numerator: ended, denominator: begun; status M where fewer than half ended while they could be seen.
 * AN_SHARE: those that ended in time, until `due` or `within` days, of those whose time was up by the
 * last day; the others are missing units. AN_COUNT: those that ended by the last day. AN_STOCK: those
 * that had begun and were open on it. O(n log n). */
an_code an_waiting_compute(const an_computation *from, an_result *result, an_error *err);

#endif
