/* outlier: skewness that outliers do not move, and the rules that mark a value as a signal.
 *
 * Values and scratch: see stat/location.h. The rules are for a sample of one product and one comparison
 * set. Where there is no spread to measure against they are AN_UNDEFINED instead of marking all that differs.
 * An outlier lies outside its bounds. On prices work with logs: the lower bound of raw prices may be
 * negative, and then nothing is too low. */
#ifndef AN_STAT_OUTLIER_H
#define AN_STAT_OUTLIER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "stat/interval.h"

/* A modified z-score, 0.6745 (x - median) / raw MAD, beyond this is a signal. Source: Iglewicz, Hoaglin 1993,
 * How to Detect and Handle Outliers, 3.3. */
#define AN_OUTLIER_MODIFIED_Z 3.5

/* The medcouple of x, ascending: the median of h(a, b) = ((a - m) - (m - b)) / (a - b) over all a >= m >= b,
 * m the median; where a = m = b, of k values equal to m, the i-th as a and the j-th as b have the sign of
 * i + j - 1 - k. In [-1, 1], 0 for symmetry, positive for a long upper tail; breaks down at 25 %. With an
 * even number of pairs it is the mean of the two middle ones (robustbase's mc does that only with
 * doReflect = TRUE, its default for n <= 100; else it takes one of the two).
 * scratch: 2 n doubles. O(n log n). AN_UNDEFINED: n = 0. Source: Brys, Hubert, Struyf 2004, J. Comput. Graph.
 * Stat. 13:996. */
an_code an_outlier_medcouple(const double x[], size_t n, double scratch[], double *medcouple);

/* The fences of the boxplot adjusted for skewness, of x, ascending: hinges (an_location_hinges) and their
 * distance D give [H1 - 1.5 e^(-4 mc) D, H3 + 1.5 e^(3 mc) D] for mc >= 0, else [H1 - 1.5 e^(-3 mc) D, H3
 * + 1.5 e^(4 mc) D]; mc = 0 is Tukey's boxplot. scratch: 2 n doubles. *medcouple is set whenever n > 0.
 * AN_UNDEFINED: n = 0, or D = 0. Source: Hubert, Vandervieren 2008, Comput. Stat. Data Anal. 52:5186. */
an_code an_outlier_adjusted_boxplot(const double x[], size_t n, double scratch[], double *medcouple,
                                    an_interval *fences);

/* Hidiroglou-Berthelot effects of n pairs of positive values of two periods: with r = after / before, rM
 * their median, s = 1 - rM / r if r < rM else r / rM - 1, effect[i] = s max(before, after)^exponent;
 * exponent in [0, 1], usually 0.5, says how much more a large unit counts. Leave pairs with a zero out,
 * and list them.
 * scratch: n doubles; effect: n. AN_UNDEFINED: n = 0, or a value not above 0.
 * Source: Hidiroglou, Berthelot 1986, Surv. Methodol. 12:73. */
an_code an_outlier_hb_effects(const double before[], const double after[], size_t n, double exponent,
                              double scratch[], double effect[]);

/* Hidiroglou-Berthelot bounds of effects in any order: with quartiles E1, EM, E3 (type 7),
 * [EM - c max(EM - E1, |a EM|), EM + c max(E3 - EM, |a EM|)]; usually a = 0.05, c = 4.
 * scratch: n doubles. AN_UNDEFINED: n = 0, or one of the two distances is 0 (a quarter of the units or
 * more moved alike). Source: as an_outlier_hb_effects. */
an_code an_outlier_hb_bounds(const double effect[], size_t n, double a, double c, double scratch[],
                             an_interval *bounds);

/* Where a forward search stopped. */
typedef struct an_outlier_forward_result {
    size_t m;         /* units that agree; n: no outliers */
    double estimate;  /* their mean */
    double scale;     /* root of their residual sum of squares over m - 1: not corrected for the trimming */
    double statistic; /* the deletion residual that went beyond its bound, or the last one */
    double bound;
} an_outlier_forward_result;

/* Forward search with the Bonferroni bound for the location of y, in any order: at the first m whose least
 * deletion residual outside goes beyond its bound all n - m units outside are outliers. start: a robust
 * estimate (an_regression_lts_location: raw_estimate); probability: 0.99.
 * scratch: 2 n doubles. outlier: n flags. O(n^2).
 * AN_UNDEFINED: n < 3, probability outside (0, 1), or the residuals of the subset all 0.
 * Sources: Atkinson, Riani 2000, Robust Diagnostic Regression Analysis, ch. 2; Riani, Atkinson, Cerioli 2009,
 * JRSS B 71:447; the bound: FSDA. */
an_code an_outlier_forward(const double y[], size_t n, double start, double probability, double scratch[],
                           bool outlier[], an_outlier_forward_result *result);

#endif
