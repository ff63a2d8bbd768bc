/* scale: spread of one sample. Zero is a legal answer: prices in declarations are often the same.
 *
 * Values and scratch: see stat/location.h. */
#ifndef AN_STAT_SCALE_H
#define AN_STAT_SCALE_H

#include <stddef.h>

#include "base/error.h"

/* MAD times this estimates the standard deviation of a normal sample. It is the constant of R's mad and of
 * datamash; GSL has 1.482602218505602, which is 1.5e-6 more. */
#define AN_SCALE_MAD_NORMAL 1.4826

/* The interquartile range over this estimates it too. */
#define AN_SCALE_IQR_NORMAL 1.349

/* The standard deviation with divisor n - 1, of x in any order: two passes, the second corrected for the
 * rounding of the mean. Not robust. AN_UNDEFINED: n < 2.
 * Source: Chan, Golub, LeVeque 1983, Am. Stat. 37:242. */
an_code an_scale_sd(const double x[], size_t n, double *sd);

/* The raw MAD: the median of |x - center|, of x in any order; center is usually the median. scratch: n
 * doubles. O(n). AN_UNDEFINED: n = 0. Source: Hampel 1974, JASA 69:383. */
an_code an_scale_mad(const double x[], size_t n, double center, double scratch[], double *mad);

/* The interquartile range of x, ascending: quantiles of type 7, as R's IQR. AN_UNDEFINED: n = 0. */
an_code an_scale_iqr(const double x[], size_t n, double *iqr);

/* Qn of x, ascending: 2.21914 times the k-th smallest |x_i - x_j|, i < j, with k = C(floor(n/2) + 1, 2),
 * times the finite-sample factor that makes it unbiased for normal samples: the defaults of robustbase.
 * Breaks down at 50 %, efficiency 82 %, needs no center. scratch: n doubles. O(n log n). AN_UNDEFINED: n < 2.
 * Source: Rousseeuw, Croux 1993, JASA 88:1273. */
an_code an_scale_qn(const double x[], size_t n, double scratch[], double *qn);

#endif
