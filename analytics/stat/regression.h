/* regression: least trimmed squares with one coefficient, and ordinary least squares.
 *
 * Values and scratch: see stat/location.h. The trimmed fits are those of one coefficient: the line through
 * the origin y = estimate x (a price: value on quantity) and, with x NULL standing for a constant 1, the
 * location of y. One struct, one scale, one rule for flags serves both. */
#ifndef AN_STAT_REGRESSION_H
#define AN_STAT_REGRESSION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/* A raw scale up to this (in the unit of y) is an exact fit: the limit of ltsReg and FSDA. */
#define AN_REGRESSION_EXACT 1e-7

typedef struct an_regression_lts {
    size_t h;            /* units trimmed least squares looks at: floor((n + 2) / 2) */
    size_t kept;         /* units of weight one in the reweighted step: |residual| <= 2.2414 raw_scale
                            (exact fit: units on the line) */
    bool proven;         /* raw_estimate is the global minimum; false: the search stopped early */
    double raw_estimate; /* minimises the sum of the h smallest squared residuals */
    double raw_scale;    /* consistent for normal errors, with the small-sample factor */
    double estimate;     /* least squares on the kept units */
    double scale;        /* of their residuals, consistent, with its own small-sample factor */
    double cutoff;       /* Phi^-1(1 - 0.005/n): flags are |residual / scale| > cutoff, so that a clean sample
                            of n is flagged at all with probability 1 % (Bonferroni) */
    bool exact;          /* exact fit: about half of the units or more lie on the line. The scales are 0,
                            nothing is flagged: fall back (an_scale_robust of the residuals) and say so */
} an_regression_lts;

/* Least trimmed squares through the origin, y = estimate x, reweighted. x (for example net mass) and y
 * (for example value), n units, not changed; 0 in x is allowed, other x are at least 1e-150 in magnitude.
 * The raw estimate is the global minimum: concentration from ten quantiles of the unit slopes y / x gives
 * a good line, then branch and bound over the slope shows that no other has a criterion lower by more than
 * one part in 10^6 (fit->proven). Random or even all elemental starts miss it at times. No random numbers;
 * the order of the units does not matter but where squared residuals tie. Raw scale with its consistency
 * factor and the factor for small n (Pison), reweighting at Phi^-1(0.9875): as FSDA's LXS with p = 1,
 * factors interpolated at h/n. (robustbase's ltsReg without intercept has other small-sample factors; the
 * raw estimate and the raw scale without factor are the same.) scratch: 3 n doubles. Some 40 to 400 steps
 * of O(n) each; at most 500 + 2 10^6 / n. AN_UNDEFINED: n < 3, or all x are 0. Sources: Rousseeuw 1984,
 * JASA 79:871; Rousseeuw, Van Driessen 2006, Data Min. Knowl. Discov. 12:29 (concentration); Pison, Van
 * Aelst, Willems 2002, Metrika 55:111; cutoff: Arsenis, Perrotta, Torti 2015, EUR 27696; the search: this
 * project. */
an_code an_regression_lts_origin(const double x[], const double y[], size_t n, double scratch[],
                                 an_regression_lts *fit);

/* Least trimmed squares location of y, ascending: the exact minimum, found among the n - h + 1 windows of h
 * neighbours (the lowest of equal ones). Scales and reweighting as above. scratch: 2 n doubles. O(n).
 * AN_UNDEFINED: n < 3. Source: Rousseeuw, Leroy 1987, Robust Regression and Outlier Detection, 4.2. */
an_code an_regression_lts_location(const double y[], size_t n, double scratch[], an_regression_lts *fit);

/* score[i] = (y[i] - fit->estimate x[i]) / fit->scale, for comparison with fit->cutoff; all 0 for an exact
 * fit. x NULL: location; units in any order. */
void an_regression_lts_scores(const an_regression_lts *fit, const double x[], const double y[], size_t n,
                              double score[]);

/* One concentration step: the m units (1 <= m <= n) whose residuals from *estimate are smallest (ties: the
 * first in the order of the arrays), then least squares on them. Never raises the criterion.
 * x NULL: location. scratch: 2 n doubles. inside (n flags; NULL: not wanted): who was chosen.
 * *estimate: in, the line to start from; out, the fit to the chosen units (unchanged if all their x are 0).
 * Returns the criterion of the start: the sum of the m smallest squared residuals. O(n). */
double an_regression_concentrate(const double x[], const double y[], size_t n, size_t m, double scratch[],
                                 bool inside[], double *estimate);

/* Room that an_regression_ols needs for n rows and p columns, in doubles. */
#define AN_REGRESSION_OLS_SCRATCH(n, p) ((n) * (p) + 2 * (n) + 3 * (p))

/* Ordinary least squares y = x b by Householder QR with refinement; normal equations would lose half of the
 * digits. Of the certified ones of NIST's Longley data 14 come out right, of Filip's 7, where the powers of x
 * themselves are rounded.
 * x: n rows of p columns, row by row (a constant column is the caller's), not changed.
 * Out: coefficient[p], error[p] (standard errors; NULL: not wanted), *residual_sd with divisor n - p
 * (NULL: not wanted). scratch: AN_REGRESSION_OLS_SCRATCH(n, p) doubles. O(n p^2).
 * AN_UNDEFINED: p = 0, n <= p, or columns that are linearly dependent to working precision.
 * Source: Bjorck 1967, BIT 7:257 (the refinement). */
an_code an_regression_ols(const double x[], const double y[], size_t n, size_t p, double scratch[],
                          double coefficient[], double error[], double *residual_sd);

#endif
