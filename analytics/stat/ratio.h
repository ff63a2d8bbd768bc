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

/* Risk ratio (a/n1)/(b/n0) with Katz's interval (1978): var ln = 1/a - 1/n1 + 1/b - 1/n0. AN_UNDEFINED also
 * where one of the four cells a, n1-a, b, n0-b is 0: then an_ratio_score serves. O(1). */
an_code an_ratio_katz(double a, double n1, double b, double n0, double level, double *ratio,
                      an_interval *interval);

/* Risk ratio with the score interval of Miettinen and Nurminen (1985): all rho that
 * |a/n1 - rho b/n0| <= z sd(rho) does not reject, sd at the most likely shares whose ratio is rho, times
 * sqrt(N/(N-1)). The ratio lies in it: a = 0 gives lower 0, b = 0 ratio and upper INFINITY with a lower
 * bound. AN_UNDEFINED also for a = b = 0. About 100 evaluations of a closed form. */
an_code an_ratio_score(double a, double n1, double b, double n0, double level, double *ratio,
                       an_interval *interval);

/* A ratio common to several strata. */
typedef struct an_ratio_common {
    double ratio; /* INFINITY where the second groups have no event */
    an_interval interval;
    bool by_score; /* one of the groups has no event: the interval is Miettinen and Nurminen's over strata */
} an_ratio_common;

/* Mantel-Haenszel risk ratio over the strata that compare two shares (0 <= a <= n1, 0 <= b <= n0, neither n1
 * nor n0 is 0; two controls of one item do not), with the variance of Greenland and Robins (1985);
 * the others are left out. Where all a, or all b, are 0: the score interval. AN_UNDEFINED where both are, or
 * a cannot vary, given the margins. O(strata). */
an_code an_ratio_mantel_haenszel(const double a[], const double n1[], const double b[], const double n0[],
                                 size_t strata, double level, an_ratio_common *out);

/* Whether the strata have one ratio: Cochran's Q = sum w (ln RR - mean)^2, w = 1/(1/a - 1/n1 + 1/b - 1/n0),
 * mean weighted by w, against chi-squared with *degrees = strata used - 1. Of a stratum with a or b = 0, or a
 * = n1 and b = n0, 1/2 is added to all four cells, so that none that compares is left out but those without
 * any event. AN_UNDEFINED: fewer than two strata. O(strata). */
an_code an_ratio_homogeneity(const double a[], const double n1[], const double b[], const double n0[],
                             size_t strata, double *q, size_t *degrees, double *p_value);

#endif
