/* location: order statistics, quantiles and the mean of one sample.
 *
 * What holds for every kernel of stat/: the values are finite, of magnitude below 1e150 (their squares
 * must not overflow); the caller keeps NaN and infinities out, and none comes out. A kernel allocates
 * nothing: scratch comes in, its size stands beside it. It returns AN_OK, or AN_UNDEFINED where the
 * statistic does not exist; the results are then not set. "Ascending" means sorted by an_location_sort. */
#ifndef AN_STAT_LOCATION_H
#define AN_STAT_LOCATION_H

#include <stddef.h>

#include "base/error.h"
#include "stat/interval.h"

/* The k-th smallest (k from 0, less than n) of x, which is reordered: x[k] is it, nothing before it is
 * greater, nothing after it is less. O(n) expected for every order of the input: branchless quickselect,
 * pivots drawn by a generator seeded from n (the same input takes the same path), ties set apart.
 * Source: Hoare 1961, CACM 4:321. */
double an_location_select(double x[], size_t n, size_t k);

/* Sorts x ascending, in place. O(n log n) expected. */
void an_location_sort(double x[], size_t n);

/* The number of values of x, ascending, that are below value. O(log n). */
size_t an_location_below(const double x[], size_t n, double value);

/* The median: the middle value, or the mean of the two middle ones. Reorders x. O(n) expected.
 * AN_UNDEFINED: n = 0. */
an_code an_location_median(double x[], size_t n, double *median);

/* The quantile of probability p in [0, 1] of x, ascending: type 7 of Hyndman and Fan, the default of R's
 * quantile: x at rank (n - 1) p, counted from 0 and interpolated linearly. p = 0.5 is the median.
 * AN_UNDEFINED: n = 0, or p outside [0, 1].
 * Source: Hyndman, Fan 1996, Am. Stat. 50:361. */
an_code an_location_quantile(const double x[], size_t n, double p, double *quantile);

/* The quantiles of type 7 at 1/4, 1/2 and 3/4, of x in any order, which is reordered: the same values as
 * an_location_quantile gives of sorted x. O(n) expected. AN_UNDEFINED: n = 0. */
an_code an_location_quartiles(double x[], size_t n, double quartile[3]);

/* The distribution-free interval of the median of x, ascending: its r-th value from below and from above, r
 * the binomial quantile of (1 - level) / 2 for n and 1/2. It covers the median of the population in at least
 * level of the samples; where n is too small for that (r = 0) it is open, both bounds infinite.
 * AN_UNDEFINED: n = 0, or level outside (0, 1).
 * Source: Thompson 1936, Ann. Math. Stat. 7:122. */
an_code an_location_median_interval(const double x[], size_t n, double level, an_interval *interval);

/* Tukey's hinges of x, ascending, as R's fivenum: the medians of the two halves, the middle value
 * belonging to both when n is odd. AN_UNDEFINED: n = 0.
 * Source: Tukey 1977, Exploratory Data Analysis, ch. 2. */
an_code an_location_hinges(const double x[], size_t n, double *lower, double *upper);

/* The mean of x in any order, with a compensated sum: its error does not grow with n.
 * AN_UNDEFINED: n = 0. Source: Neumaier 1974, ZAMM 54:39. */
an_code an_location_mean(const double x[], size_t n, double *mean);

/* Student's interval for the mean of n values, from their sum and the sum of their squares:
 * m -+ t(n - 1) s / sqrt(n). Least n 2: AN_UNDEFINED below. O(1). Source: Student 1908, Biometrika 6:1. */
an_code an_location_mean_interval(double sum, double squares, double n, double level, an_interval *interval);

#endif
