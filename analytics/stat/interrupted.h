/* interrupted: did the level and the slope of a series change after given times (interrupted time series).
 *
 * Model: x = a + b (t - t[0]) + season + sum over cuts c of [ level_c I(t >= c) + slope_c (t - c) I(t >= c) ]
 * + noise that is correlated in time. level_c is the step at the cut against what was before, slope_c what
 * the slope changes by, per unit of t. With strong correlation the intervals are too narrow (measured:
 * interrupted.c). Source: Wagner, Soumerai, Zhang, Ross-Degnan 2002, J. Clin. Pharm. Ther. 27:299. */
#ifndef AN_STAT_INTERRUPTED_H
#define AN_STAT_INTERRUPTED_H

#include <stddef.h>

#include "base/error.h"
#include "stat/interval.h"

enum {
    AN_INTERRUPTED_SIDE = 3,  /* least number of values before the first cut, and from each on to the next */
    AN_INTERRUPTED_CUTS = 8,  /* most cuts */
    AN_INTERRUPTED_CYCLE = 12 /* most seasons */
};

typedef struct an_interrupted_series {
    const double *t; /* whole and ascending, strictly; not negative where there are seasons */
    const double *x;
    size_t n;
    const double *cuts; /* ascending, strictly */
    size_t n_cuts;      /* at least 1 */
    unsigned cycle;     /* seasons, t mod cycle; 1: none */
} an_interrupted_series;

typedef struct an_interrupted_effect {
    double size;
    an_interval interval;
    double p_value; /* two-sided, of no change */
} an_interrupted_effect;

typedef struct an_interrupted_change {
    an_interrupted_effect level, slope;
} an_interrupted_change;

/* Room in doubles for a series of n values. */
#define AN_INTERRUPTED_COLUMNS (1 + (size_t)AN_INTERRUPTED_CYCLE + 2 * AN_INTERRUPTED_CUTS)
#define AN_INTERRUPTED_SCRATCH(n) ((3 * AN_INTERRUPTED_COLUMNS + 4) * ((n) + 3))

/* change[n_cuts]: in the order of the cuts. expected[n]: the course before the first cut, gone on through all
 * t. *rho: what was taken; 0 where the fit is exact. AN_UNDEFINED: fewer values
 * than above or than coefficients, a season that no value has, more cuts or seasons than above, 0 cuts, t not
 * ascending, level outside (0, 1). O(n p^2). */
an_code an_interrupted_fit(const an_interrupted_series *series, double level, double scratch[],
                           an_interrupted_change change[], double expected[], double *rho);

/* The correlation of residuals rest[n] at times t with those one unit of time before, with what the fit of so
 * many parameters, taken, took from it: sum e e' / sum e^2 (n - 1) / pairs + taken / n, within [0, .9]. */
double an_interrupted_correlation(const double t[], const double rest[], size_t n, double taken);

#endif
