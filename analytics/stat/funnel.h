/* funnel: institutions of unequal size against a common share (Spiegelhalter 2005, Stat. Med. 24:1185).
 *
 * Unit i has x_i of n_i items. In a funnel plot y_i = x_i/n_i stands over n_i, between control limits that
 * narrow with n. Where units differ more than chance explains (overdispersion), the limits are widened by the
 * factor phi or by a variance tau^2 between units. */
#ifndef AN_STAT_FUNNEL_H
#define AN_STAT_FUNNEL_H

#include <stddef.h>

#include "base/error.h"
#include "stat/interval.h"

/* The exact binomial control limit at probability for n items: with r the smallest number such that
 * P(X <= r) >= probability, (r - alpha)/n, alpha = (P(X <= r) - probability)/P(X = r); not below 0.
 * AN_UNDEFINED unless n is whole and positive, 0 < target < 1, 0 < probability < 1. */
an_code an_funnel_exact_limit(double target, double n, double probability, double *limit);

typedef enum an_funnel_scale {
    AN_FUNNEL_NATURAL, /* y, standard error sqrt(target (1-target)/n) */
    AN_FUNNEL_ARCSINE, /* asin(sqrt(y)), standard error 1/(2 sqrt(n)), as FunnelPlotR 0.6: better for
                          small shares */
} an_funnel_scale;

typedef enum an_funnel_spread {
    AN_FUNNEL_BINOMIAL,       /* s: chance alone */
    AN_FUNNEL_MULTIPLICATIVE, /* s sqrt(phi), if phi > 1 */
    AN_FUNNEL_ADDITIVE,       /* sqrt(s^2 + tau^2) */
} an_funnel_spread;

typedef struct an_funnel {
    an_funnel_scale scale;
    double target; /* share on the y axis */
    double phi;    /* mean of the squared winsorised z-scores; about 1 under chance alone */
    double tau2;   /* variance between units on the scale; 0 if units * phi < units - 1 */
    double p_value; /* of the test of phi = 1: units * phi against chi-square with units - 1 degrees
                       of freedom, upper tail; cautious because winsorising makes phi smaller */
} an_funnel;

/* Describes units by target = sum x / sum n, phi and tau2. x[i] of n[i], i < units, not changed. trim:
 * the share winsorised at each end (.1 is usual, 0 none), at R's type 7 quantiles.
 * scratch: 2 * units doubles.
 * Least: 2 units. AN_UNDEFINED also unless 0 <= x <= n, n > 0 for each, 0 < target < 1, 0 <= trim < .5.
 * O(units log units). */
an_code an_funnel_fit(an_funnel_scale scale, const double x[], const double n[], size_t units, double trim,
                      double scratch[], an_funnel *fit);

/* The z-score of x of n against the target; its p-value is an_interval_p(z).
 * AN_UNDEFINED unless 0 <= x <= n, n > 0. */
an_code an_funnel_z(const an_funnel *fit, an_funnel_spread spread, double x, double n, double *z);

/* The control limit for n items at probability (.025 and .975, .001 and .999 are usual), as a share between
 * 0 and 1. AN_UNDEFINED unless n > 0, 0 < probability < 1. */
an_code an_funnel_limit(const an_funnel *fit, an_funnel_spread spread, double n, double probability,
                        double *limit);

#endif
