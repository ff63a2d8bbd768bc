/* binomial: the beta and binomial distributions for samples of up to 10^9.
 *
 * Those of GSL 2.7 fail there. These agree with R's qbeta and pbinom to 12 digits where those are exact. At
 * worst O(sqrt(n)) terms an evaluation. */
#ifndef AN_STAT_BINOMIAL_H
#define AN_STAT_BINOMIAL_H

#include "base/error.h"

/* The quantile of Beta(a, b) with lower tail probability tail, as log odds: the quantile is 1/(1 +
 * exp(-*logit)), and its odds exp(*logit), both without loss near 0 and 1. For an upper tail call it with
 * a and b exchanged and change the sign. AN_UNDEFINED unless a > 0, b > 0, 0 < tail <= .5. */
an_code an_beta_logit(double a, double b, double tail, double *logit);

/* *lower = P(X <= r) and *upper = P(X > r) for X ~ Binomial(n, theta), each with full relative
 * accuracy in its own tail. r may be any number (below 0: 0 and 1; n or more: 1 and 0) and need not
 * be whole: the beta function interpolates.
 * AN_UNDEFINED unless n > 0 and 0 < theta < 1. */
an_code an_binomial_cdf(double r, double n, double theta, double *lower, double *upper);

/* P(X = r) for X ~ Binomial(n, theta); r = 0..n, 0 < theta < 1 (the caller sees to that). */
double an_binomial_pmf(double r, double n, double theta);

/* The smallest whole r with P(X <= r) >= probability, and that P(X <= r) in *cdf. O(log n) evaluations of
 * the distribution. Where a P(X <= r) equals probability to the last bits, the next r may come out.
 * AN_UNDEFINED unless n is whole and positive, 0 < theta < 1, 0 < probability < 1. */
an_code an_binomial_quantile(double probability, double n, double theta, double *r, double *cdf);

/* The exact two-sided p-value of x of n: twice the smaller tail of Binomial(n, theta), at most 1. With theta
 * 1/2 that of two Poisson counts x and n - x of one exposure being of one rate (Przyborowski, Wilenski 1940).
 * AN_UNDEFINED unless 0 <= x <= n, n > 0, 0 < theta < 1. */
an_code an_binomial_p(double x, double n, double theta, double *p_value);

#endif
