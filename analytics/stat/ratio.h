/* ratio: ratios of two rates, with intervals on the log scale.
 *
 * a of n1 items in the first group, b of n0 in the second (or reference) group. Counts are doubles
 * and need not be whole. All functions: AN_UNDEFINED, nothing changed, where a precondition fails
 * (0 <= a <= n1, 0 <= b <= n0, n1 > 0, n0 > 0, 0 < level < 1 everywhere). */
#ifndef AN_STAT_RATIO_H
#define AN_STAT_RATIO_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "stat/interval.h"

/* Risk ratio (a/n1)/(b/n0) with Katz's interval (1978): var ln = 1/a - 1/n1 + 1/b - 1/n0. If one of the four
 * cells a, n1-a, b, n0-b is zero, .5 is added to all four, for the ratio and the interval, and
 * *corrected is set; say so where you print it. */
an_code an_ratio_katz(double a, double n1, double b, double n0, double level, double *ratio,
                      an_interval *interval, bool *corrected);

/* A ratio common to several strata. */
typedef struct an_ratio_common {
    double ratio;
    an_interval interval;
} an_ratio_common;

/* Mantel-Haenszel risk ratio over strata, with the variance of Greenland and Robins (1985). A stratum where
 * n1 or n0 is 0 says nothing and is left out. AN_UNDEFINED also where one of the two sums, of a n0/N and of
 * b n1/N, is 0, or a cannot vary, given the margins. */
an_code an_ratio_mantel_haenszel(const double a[], const double n1[], const double b[], const double n0[],
                                 size_t strata, double level, an_ratio_common *out);

#endif
