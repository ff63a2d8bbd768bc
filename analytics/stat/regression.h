/* regression: ordinary least squares, and the least trimmed squares location of one sample.
 *
 * Values and scratch: see stat/location.h. */
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
                            (exact fit: units equal to the estimate) */
    double raw_estimate; /* minimises the sum of the h smallest squared residuals */
    double raw_scale;    /* consistent for normal errors, with the small-sample factor */
    double estimate;     /* the mean of the kept units */
    double scale;        /* of their residuals, consistent, with its own small-sample factor */
    bool exact;          /* exact fit: about half of the units or more are equal. The scales are 0 */
} an_regression_lts;

/* Least trimmed squares location of y, ascending, reweighted: the exact minimum, found among the n - h + 1
 * windows of h neighbours (the lowest of equal ones). Raw scale with its consistency factor and the factor
 * for small n (Pison), reweighting at Phi^-1(0.9875): as FSDA's LXS with p = 1, factors interpolated at h/n.
 * scratch: 2 n doubles. O(n). AN_UNDEFINED: n < 3. Sources: Rousseeuw, Leroy 1987, Robust Regression and
 * Outlier Detection, 4.2; Pison, Van Aelst, Willems 2002, Metrika 55:111. */
an_code an_regression_lts_location(const double y[], size_t n, double scratch[], an_regression_lts *fit);

/* Room that an_regression_ols needs for n rows and p columns, in doubles. */
#define AN_REGRESSION_OLS_SCRATCH(n, p) ((n) * (p) + 2 * (n) + 3 * (p))

/* Ordinary least squares y = x b by Householder QR with refinement; normal equations would lose half of the
 * digits. Of the certified ones of NIST's Longley data 14 come out right, of Filip's 7, where the powers of x
 * themselves are rounded.
 * x: n rows of p columns, row by row (a constant column is the caller's), not changed.
 * Out: coefficient[p], error[p] (standard errors, of the residuals' standard deviation with divisor n - p).
 * scratch: AN_REGRESSION_OLS_SCRATCH(n, p) doubles. O(n p^2).
 * AN_UNDEFINED: p = 0, n <= p, or columns that are linearly dependent to working precision.
 * Source: Bjorck 1967, BIT 7:257 (the refinement). */
an_code an_regression_ols(const double x[], const double y[], size_t n, size_t p, double scratch[],
                          double coefficient[], double error[]);

#endif
