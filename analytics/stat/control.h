/* control: control charts, which say at which period a series left its usual range.
 *
 * One for shares (Laney's p', which with sigma_z 1 is the p chart), one for small lasting shifts of a value
 * (EWMA). */
#ifndef AN_STAT_CONTROL_H
#define AN_STAT_CONTROL_H

#include <stddef.h>

#include "base/error.h"
#include "stat/interval.h"

/* A chart of shares (Laney 2002): limits center +- width sigma_z sqrt(center (1-center)/n). */
typedef struct an_control_chart {
    double center;  /* sum x / sum n */
    double sigma_z; /* the mean |z_i - z_(i-1)| / 1.128, z_i the standardised shares: about 1 without
                       overdispersion; 1 is the p chart, which for large n would always signal */
} an_control_chart;

/* x[i] of n[i] in period i < periods, in order of time. AN_UNDEFINED: fewer than 2 periods, or unless
 * 0 <= x <= n, n > 0 in each, and 0 < center < 1. */
an_code an_control_fit(const double x[], const double n[], size_t periods, an_control_chart *chart);

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

#endif
