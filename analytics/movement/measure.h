/* measure: did the declared unit values of some goods change after a measure (an interrupted series).
 *
 * Each key (levels.h) is compared with itself only, so that the mix of goods moves nothing; goods that are
 * not monitored, where there are any, say what would have happened anyway, and the difference of the two is
 * then judged too. */
#ifndef AN_MOVEMENT_MEASURE_H
#define AN_MOVEMENT_MEASURE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/date.h"
#include "base/error.h"
#include "base/memory.h"
#include "indicator/indicator.h"
#include "movement/levels.h"
#include "stat/interrupted.h"

/* The goods of a row, in the order of their names. */
enum {
    AN_MEASURE_COMPARISON,
    AN_MEASURE_DIFFERENCE,
    AN_MEASURE_EXPECTED,
    AN_MEASURE_MONITORED,
    AN_MEASURE_SERIES
};
extern const char *const an_measure_names[]; /* comparison, difference, expected, monitored */

typedef struct an_measure_rules {
    const an_date *dates; /* of the measures, ascending */
    size_t n_dates;       /* 1 to AN_INTERRUPTED_CUTS */
    size_t min_group;     /* a period of fewer prices says nothing of its key */
    double level;         /* of the intervals */
} an_measure_rules;

/* One group of goods in one period. */
typedef struct an_measure_index {
    size_t keys, prices;
    double log_index;    /* NAN: no key */
    double lower, upper; /* of the median over the keys; infinite: too few */
} an_measure_index;

/* What a measure did to a series. */
typedef struct an_measure_series {
    size_t keys, prices, periods; /* that the series rests on */
    bool known;                   /* false: too few periods on a side, and nothing below is set */
    unsigned seasons;
    double rho;
    an_interrupted_change change[AN_INTERRUPTED_CUTS];
} an_measure_series;

typedef struct an_measured {
    an_arena arena;
    an_period first; /* of the levels; n_periods from it to the last of them */
    size_t n_periods;
    bool *partial;                   /* a measure begins within the period: no part of the fit */
    size_t cut[AN_INTERRUPTED_CUTS]; /* first whole period of each measure; n_periods: beyond them */
    /* [AN_MEASURE_SERIES][n_periods]; the difference has no interval, what was expected has log_index only */
    an_measure_index *index;
    an_measure_series series[AN_MEASURE_SERIES]; /* not of what was expected */
    bool compares;                               /* there are keys to compare with */
} an_measured;

/* monitored[n_series]: which keys are; the others are compared with. Periods must not be AN_PERIOD_NONE.
 * AN_USAGE: no period before a measure or none after it, or two measures begin with the same period.
 * Free with an_measure_free, also after an error. O(levels log levels). */
an_code an_measure_make(an_measured *measured, const an_levels *levels, const bool monitored[],
                        const an_measure_rules *rules, an_error *err);
void an_measure_free(an_measured *measured);

/* ---- the table ---- */

/* An indicator table broken down by `goods` (comparison, difference, expected, monitored). Indicators:
 * the index of prices (1: the level before the measure), the changes of level and of slope (relative; at the
 * first whole period of each measure). */
enum { AN_MEASURE_TOLD = 3 };

/* Behind the fixed columns: n (keys), prices, periods, window, seasons, rho, p_value, signal (up, down). */
extern const char *const an_measure_columns[];
enum { AN_MEASURE_COLUMNS = 8 };

/* Writes all rows: by indicator, then period, then goods. n_measures: how many there are; level: that of the
 * intervals; a p-value up to 1 - level is a signal; told: the declarations of the three indicators. */
void an_measure_table_write(const an_measured *measured, size_t n_measures, double level,
                            const an_indicator told[AN_MEASURE_TOLD], an_indicators *out);

#endif
