/* proportion: shares x/n with their uncertainty.
 *
 * x of n items show a property (were controlled, were irregular). Counts are doubles because they may be
 * weighted or halved; they need not be whole. All functions: AN_UNDEFINED, nothing changed, unless 0 <= x
 * <= n, 0 < n < infinity and 0 < level < 1. Right for n up to 10^9 and level up to 1 - 10^-15. */
#ifndef AN_STAT_PROPORTION_H
#define AN_STAT_PROPORTION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "stat/interval.h"

/* Whether 0 <= x <= n, 0 < n < infinity (false for a NaN). */
bool an_proportion_valid(double x, double n);

/* The share of all units together: sum x / sum n of x[i] of n[i], i < units. AN_UNDEFINED also where it is 0
 * or 1. */
an_code an_proportion_pooled(const double x[], const double n[], size_t units, double *share);

typedef enum an_proportion_method {
    AN_PROPORTION_WILSON,   /* the default: near its level on average, for all n */
    AN_PROPORTION_EXACT,    /* Clopper and Pearson (1934), with e = (1 - level)/2: the e quantile of
                               Beta(x, n-x+1) and the 1-e quantile of Beta(x+1, n-x); exactly 0 at x = 0 and 1
                               at x = n. Never below its level, wide */
    AN_PROPORTION_JEFFREYS, /* Bayes with the prior Beta(1/2, 1/2): the e and 1-e quantiles of Beta(x+1/2,
                               n-x+1/2); lower 0 at x = 0, upper 1 at x = n (Brown, Cai, DasGupta 2001) */
} an_proportion_method;

/* The interval of x/n by method. O(1) for wilson, some microseconds for the others. */
an_code an_proportion_interval(an_proportion_method method, double x, double n, double level,
                               an_interval *interval);

/* Wilson's score interval (1927). */
an_code an_proportion_wilson(double x, double n, double level, an_interval *interval);

/* The score test of two independent shares x1/n1 and x0/n0 being one: with the pooled share, no continuity
 * correction; two-sided. AN_UNDEFINED also where the pooled share is 0 or 1: there is nothing to compare. */
an_code an_proportion_compare(double x1, double n1, double x0, double n0, double *p_value);

/* A share of a population of strata, estimated from a sample that was drawn without regard to them. */
typedef struct an_proportion_weighted {
    double share;       /* sum W_h p_h, W_h = N_h/N, p_h = x_h/n_h */
    double variance;    /* (1-f)/n sum W_h s_h^2 + 1/n^2 sum (1-W_h) s_h^2, s_h^2 = n_h p_h (1-p_h)/(n_h-1),
                           f = n/N (Cochran 1977, 5A.9, which has n - 1 = n) */
    double n_effective; /* share (1-share) / variance: the simple random sample that tells as much; n where
                           the variance is 0. For an interval: an_proportion_interval(method,
                           share * n_effective, n_effective, ...) */
} an_proportion_weighted;

/* Post-stratified share. population[h] = N_h > 0, n[h] = n_h, x[h] = x_h, for h < strata.
 * Least: one stratum, n_h >= 2 in each (merge smaller ones first), n_h <= N_h, else AN_UNDEFINED. */
an_code an_proportion_poststratified(const double population[], const double n[], const double x[],
                                     size_t strata, an_proportion_weighted *out);

#endif
