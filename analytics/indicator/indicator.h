/* indicator: a declared indicator: what it means, and how its value, interval and status follow from sums.
 *
 * The declaration is all that any later stage asks: merging and suppression, charts, the page and the
 * definitions know no code by its name (meaning.h finds the declaration of a code). */
#ifndef AN_INDICATOR_INDICATOR_H
#define AN_INDICATOR_INDICATOR_H

#include <stdbool.h>
#include <stddef.h>

#include "base/decimal.h"
#include "base/error.h"
#include "indicator/table.h"
#include "stat/proportion.h"
#include "tally/tally.h"

/* What an analyst may set for all indicators of a run. */
typedef struct an_settings {
    an_proportion_method interval; /* of rates */
    double level;                  /* of every interval, 0.95 */
    int64_t min_n;                 /* a smaller denominator has status U */
    double as_of;                  /* the day up to which dates are known (an_date); NAN: not stated */
    bool provisional;              /* the data are not final: a row of status A has P */
} an_settings;

typedef struct an_indicator an_indicator;

/* What a value is computed from. */
typedef struct an_computation {
    const an_indicator *indicator;
    const an_tally *tally;
    size_t group;
    const an_settings *settings;
    const void *context; /* of a program: its an_run */
    double last_day;     /* of an indicator with `since`: waiting.h */
    double *by_cluster;  /* of a tally of clusters: room for four numbers a stratum of the group; else NULL */
} an_computation;

/* Fills result's value, interval, numbers, unit, status and method from a group; indicator, period and keys
 * are set. */
typedef an_code an_compute(const an_computation *from, an_result *result, an_error *err);

/* The amounts that a value is the sum of, weighted where they stand for more; *amounts to be freed. */
typedef an_code an_amounts_find(const an_computation *from, double **amounts, size_t *n, an_error *err);

/* What the value of an indicator is made of. meaning.h says what follows for merging, charts and words. */
typedef enum an_kind {
    AN_KIND_NONE,        /* not declared: refused */
    AN_SHARE,            /* a share of independent counts: numerator within denominator */
    AN_EVENTS,           /* events per unit: an item controlled twice counts twice, so it may exceed 1 */
    AN_SHARE_OF_TOTAL,   /* of the total of other rows (share_of), or of all that there are: no estimate */
    AN_RATIO,            /* of two rates: (numerator / denominator) / (base_numerator / base_denominator) */
    AN_RATIO_OF_AMOUNTS, /* an amount / an amount */
    AN_MEAN,             /* the numerator per unit of the denominator */
    AN_COUNT,            /* of events or units */
    AN_AMOUNT,           /* of money, mass, days */
    AN_STOCK,            /* a count at the end of the period, which does not add up over time */
    AN_DIFFERENCE,       /* of two values: of either sign */
    AN_INDEX,            /* a level against that of a base period */
    AN_QUANTILE,         /* a median, or another quantile of a sample */
} an_kind;

/* What a row tells of the amounts that another indicator adds up (concentration.h). */
typedef enum an_concentration {
    AN_NO_CONCENTRATION,
    AN_CASES,           /* how many there are */
    AN_EFFECTIVE_CASES, /* of one size that would tell as much */
    AN_LARGEST_SHARE,   /* the largest / all: tells of one operator */
    AN_WITHOUT_LARGEST, /* the value without it: tells of one operator */
} an_concentration;

/* A declared indicator. Sums are named as in the program's sums (tally.h), whose meaning is the same over all
 * programs. */
struct an_indicator {
    const char *code; /* control_rate; with {option} in it: the option's value stands there */
    an_kind kind;
    const char *title;       /* "control rate", a phrase without a capital; NULL: made of the code */
    const char *sentence;    /* what the page says: "the control rate of items was %v"; NULL: nothing */
    const char *break_at;    /* the period from which on the definition is another one; NULL: none */
    const char *definition;  /* one sentence, for --help and the man page */
    const char *numerator;   /* name of a sum */
    const char *denominator; /* name of a sum; NULL: the value is the numerator, a count or an amount */
    const char *base_numerator, *base_denominator; /* AN_RATIO: the second rate */
    const char *share_of; /* AN_SHARE_OF_TOTAL: the denominator is the numerator's total over these columns of
                             --by (blank between them), its missing units their total of `missing` */
    const char *squares; /* AN_MEAN: the sum of the squares of what the numerator adds up, for its interval */
    const char *missing; /* name of a sum: units that a missing cell kept out; NULL: none */
    const char *rows;    /* name of a sum: a group in which it is 0 has no row; NULL: each group has one */
    const char *known;   /* name of a sum: in a group in which it is 0 nothing is known, and status is M */
    const char *since, *until; /* dates in the sample of the source: how long it takes from one to the other,
                                  which is empty while it is open. AN_QUANTILE: the median of the days;
                                  AN_SHARE: the share in time; AN_COUNT: what ended; AN_STOCK: what is
                                  open. The rule is that of waiting.h */
    const char *due;           /* AN_SHARE: a date in the sample; in time is until it; or NULL, and */
    int within;                /* in time is within so many days */
    const char *elsewhere; /* where the program writes it, if not as a row of its sums: "--curve", "finish" */
    const char *unit;      /* NULL: count of counts and stocks, else ratio */
    const char *option;    /* only where this option is given; NULL: always */
    an_compute *compute;   /* NULL: the standard rule of its kind */
    an_amounts_find *amounts; /* of a sum of amounts; NULL: the numbers of the sample, one a row */
    const char *bridge; /* the page's bridge of amounts tells the value, of a ratio its numerator, by these
                           words; NULL: it does not */
    const char *about;  /* the indicator whose amounts this row tells of; NULL: none */
    an_concentration concentration; /* what it tells of them */
};

/* The standard rules. They fill value, interval, status and method from the numbers of a result, which are
 * sums that add up over parts of the data; value, lower, upper are NAN before. Denominator 0: value empty,
 * status M; below min_n: status U.
 *   sum    value is the numerator, exact; there is no denominator
 *   rate   numerator / denominator with the interval of settings (empty when the numerator exceeds the
 *          denominator: then it is no proportion)
 *   mean   numerator / denominator; with has_squares the interval of Student's t, which takes the denominator
 *          for the number of values that were added up; else none
 *   ratio  (numerator / denominator) / (base_numerator / base_denominator) with Katz's interval, where a cell
 *          is 0 Miettinen and Nurminen's; M also where the base rate is 0 (no value, but the lower bound that
 *          a numerator above 0 has), U also where its denominator is small */
void an_result_of_kind(an_result *result, an_kind kind, const an_settings *settings); /* but AN_RATIO */
void an_result_sum(an_result *result);
void an_result_rate(an_result *result, const an_settings *settings);
void an_result_ratio(an_result *result, an_decimal base_numerator, an_decimal base_denominator,
                     const an_settings *settings);

/* Whether the interval of an indicator's rows can be one of clusters (--cluster): a share, a rate of events
 * or a ratio of two by the standard rule. */
bool an_indicator_clusters(const an_indicator *indicator);

/* The rule that fits an indicator's kind, applied to the sums it names; where the tally's strata are
 * clusters (tally.h) with the interval of clusters (stat/cluster.h). Status is then U also where there are
 * fewer than AN_CLUSTERS_LEAST, and with one cluster there is no interval. */
void an_indicator_standard(const an_computation *from, an_result *result);

/* For an_compute functions of programs: the counts that a result is made of; a value with its interval. */
void an_result_counts(an_result *result, int64_t numerator, int64_t denominator, int64_t n_missing);
void an_result_estimate(an_result *result, double value, an_interval interval, const char *method);

/* Sets status from the denominator, and an empty value where it is 0. For an_compute functions of
 * programs. */
void an_indicator_status(an_result *result, const an_settings *settings);

/* All rows of the declared indicators (ends with a NULL code): indicator by indicator, group by group. by:
 * the names of the tally's keys. context goes to each an_compute. O(groups), with share_of O(n log n). */
an_code an_indicators_compute(an_indicators *table, const an_indicator *indicators, const an_tally *tally,
                              const char *const by[], const an_settings *settings, const void *context,
                              an_error *err);

/* Whether the table of these indicators has the column squares: one of them is a mean with an interval. */
bool an_indicators_have_squares(const an_indicator *indicators);

/* AN_USAGE, a mistake of the declaration or of --by: an indicator has no kind, names a sum that the tally
 * does not have, is a share of a column that is not in by, or divides a sum by itself (share_of is
 * meant). */
an_code an_indicators_check(const an_indicator *indicators, const an_tally *tally, const char *const by[],
                            an_error *err);

#endif
