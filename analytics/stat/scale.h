/* scale: spread of one sample. Zero is a legal answer: prices in declarations are often the same
 * (an_scale_robust says what to do then).
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

/* Sn of x, ascending: 1.1926 times the low median over i of the high median over j of |x_i - x_j| (j = i
 * included; low: rank floor((n + 1) / 2), high: rank floor(n/2) + 1), times the finite-sample factor: the
 * defaults of robustbase. Breaks down at 50 %, efficiency 58 %. scratch: n doubles. O(n).
 * AN_UNDEFINED: n < 2. Source: as Qn. */
an_code an_scale_sn(const double x[], size_t n, double scratch[], double *sn);

/* Which rung of the comparison an_scale_robust stood on. */
typedef enum an_scale_method {
    AN_SCALE_MAD,   /* MAD x AN_SCALE_MAD_NORMAL */
    AN_SCALE_IQR,   /* IQR / AN_SCALE_IQR_NORMAL */
    AN_SCALE_FLOOR, /* the least scale believed */
} an_scale_method;

/* Median and a scale that is never zero: the first of MAD x 1.4826 and IQR / 1.349 that reaches least, else
 * least itself. Where more than half of the prices are the same their MAD is 0 (or, for logs of them, a
 * rounding error): dividing by it would flag all the others. Name *method in the result row. x is reordered.
 * least: the smallest scale believed, in the unit of x, greater than 0. For logs of prices it is a relative
 * scale as it stands (0.01: 1 %); for raw values pass the fraction times their |median|.
 * scratch: n doubles. O(n) expected, O(n log n) below the first rung. AN_UNDEFINED: n = 0, or least not
 * above 0. Source: this project's own choice. */
an_code an_scale_robust(double x[], size_t n, double least, double scratch[], double *median, double *scale,
                        an_scale_method *method);

#endif
