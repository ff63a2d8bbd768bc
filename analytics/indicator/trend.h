/* trend: how the values of a series went: their changes, trend, level shift and control chart.
 *
 * The statistics of ind-trend, of one segment of a series (series.h): mann_kendall.h, shift.h, control.h and
 * the tests of ratio.h and proportion.h brought to the rows of an indicator table. */
#ifndef AN_INDICATOR_TREND_H
#define AN_INDICATOR_TREND_H

#include <stddef.h>

#include "base/date.h"
#include "indicator/observation.h"
#include "indicator/series.h"

/* Of a value against an earlier one: the earlier value, the difference, and the p-value of no change: that of
 * counting alone (the score test of two shares, the exact conditional test of two counts), and from five
 * changes on not below that of the ordinary spread between such periods. NAN where there is none. */
typedef struct an_change {
    double before, change, p_value;
} an_change;

/* What the rows of a segment have in common. */
typedef struct an_trend {
    double seasons;                    /* 1; the periods of a year where these were compared apart */
    double slope, lower, upper;        /* Theil-Sen, a period; bounds may be infinite: open */
    double z, p_value;                 /* Mann-Kendall, as if periods were independent */
    double chance_p;                   /* of z among series that wander (stat/chance.h) */
    char shift_period[AN_PERIOD_SIZE]; /* first of the new level; "": none could be sought */
    double shift_size, shift_p;
    const char *trend, *shift; /* rising, falling; up, down; none; AN_TOO_FEW */
} an_trend;

#define AN_TOO_FEW "too few periods"

/* Of one row. */
typedef struct an_trend_verdict {
    unsigned segment; /* 0: the row has no value, and nothing else is set */
    an_change previous, year;
    an_trend trend;
    const char *chart; /* p, laney, xmr, changes; "": fewer than AN_CHART_LEAST values, or all are the same */
    double charted, center, lower, upper;
    const char *signal; /* above, below or "" */
    const char *rule;   /* limit, two of three, run, steps; "" */
    const char *change; /* rose, fell, no more than chance, AN_TOO_FEW, two points cannot tell; "" */
    char verdict[120];  /* what is beyond the ordinary, joined; ordinary; or that it cannot be told */
} an_trend_verdict;

/* Values: fewest for a chart, most for a shift, most for a chart. */
enum { AN_CHART_LEAST = 7, AN_SHIFT_MOST = 240, AN_TREND_MOST = 4000 };

/* A row without a value. */
an_trend_verdict an_trend_verdict_none(void);

/* Judges the n points of one segment, sorted, of one kind of period, each with a value; writes the verdict
 * of each by the number of its observation. level: of the interval of the slope. Where seasons show
 * (an_chance_seasonal) trend and change are those of the same season. A shift is sought beside seasons, from
 * three years on, and from 7 values on where there are none. Shares get a p chart or Laney's p', stocks and
 * values with a trend one of their changes, others one of the values. scratch: an_trend_scratch(n) doubles.
 * O(n^2 log n), and O(n^3 log n) up to AN_SHIFT_MOST. */
void an_trend_judge(const an_observations *table, const an_point points[], size_t n, double level,
                    double scratch[], an_trend_verdict verdicts[]);
size_t an_trend_scratch(size_t n);

#endif
