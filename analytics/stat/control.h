/* control: control charts, which say at which period a series left its usual range.
 *
 * Two are for shares (p, Laney's p'), two for small lasting shifts of a value (EWMA, CUSUM). */
#ifndef AN_STAT_CONTROL_H
#define AN_STAT_CONTROL_H

#include <stddef.h>

#include "base/error.h"
#include "stat/interval.h"

typedef enum an_control_kind {
    AN_CONTROL_P,     /* binomial: limits center +- width sqrt(center (1-center)/n) */
    AN_CONTROL_LANEY, /* p' (Laney 2002): the same times sigma_z, for large n, where p would always signal */
} an_control_kind;

typedef struct an_control_chart {
    double center;  /* sum x / sum n */
    double sigma_z; /* 1 for AN_CONTROL_P; Laney: the mean |z_i - z_(i-1)| / 1.128, z_i the
                       standardised shares: about 1 without overdispersion */
} an_control_chart;

/* x[i] of n[i] in period i < periods, in order of time. Least: 1 period for P, 2 for Laney.
 * AN_UNDEFINED also unless 0 <= x <= n, n > 0 in each, and 0 < center < 1. */
an_code an_control_fit(an_control_kind kind, const double x[], const double n[], size_t periods,
                       an_control_chart *chart);

/* The limits for a period of n items, width (3 is usual) standard errors off, cut to [0, 1].
 * A share outside is a signal. Needs n > 0, width > 0. */
an_code an_control_limits(const an_control_chart *chart, double n, double width, an_interval *limits);

/* Exponentially weighted moving average (Roberts 1959): z[i] = lambda x[i] + (1-lambda) z[i-1], z[-1] =
 * center; limits[i] = center +- width sigma sqrt(lambda/(2-lambda) (1 - (1-lambda)^(2(i+1)))).
 * z outside limits is a signal. center and sigma come from a reference period. x[n] not changed;
 * z[n] and limits[n] are written. Usual: lambda .2, width 2.7 to 3. Least n 1.
 * AN_UNDEFINED unless sigma > 0, 0 < lambda <= 1, width > 0. */
an_code an_control_ewma(const double x[], size_t n, double center, double sigma, double lambda, double width,
                        double z[], an_interval limits[]);

/* Tabular CUSUM (Page 1954): up[i] = max(0, up[i-1] + x[i] - center - k), down[i] = max(0, down[i-1] -
 * x[i] + center - k), from 0. *signal is the first i with up[i] > h or down[i] > h, n if there is none. k
 * and h are in the unit of x; usual: k = sigma/2, h = 4 to 5 sigma. up[n], down[n] are written. Least n 1.
 * AN_UNDEFINED unless k >= 0, h > 0. */
an_code an_control_cusum(const double x[], size_t n, double center, double k, double h, double up[],
                         double down[], size_t *signal);

#endif
