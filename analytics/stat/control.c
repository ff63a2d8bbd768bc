/* control: see the header. */
#include "stat/control.h"

#include <math.h>

#include "stat/proportion.h"

static const double RANGE_FACTOR = 1.128; /* mean range of two standard normal values, as in the tables */

/* The mean of |z_i - z_(i-1)| over the standardised shares, in standard deviations. */
static double moving_range(const double x[], const double n[], size_t periods, double center)
{
    double before = 0, sum = 0;
    for (size_t i = 0; i < periods; i++) {
        const double z = (x[i] / n[i] - center) / sqrt(center * (1 - center) / n[i]);
        if (i > 0)
            sum += fabs(z - before);
        before = z;
    }
    return sum / (double)(periods - 1) / RANGE_FACTOR;
}

an_code an_control_fit(const double x[], const double n[], size_t periods, an_control_chart *chart)
{
    if (periods < 2 || an_proportion_pooled(x, n, periods, &chart->center) != AN_OK)
        return AN_UNDEFINED;
    chart->sigma_z = moving_range(x, n, periods, chart->center);
    return AN_OK;
}

an_code an_control_limits(const an_control_chart *chart, double n, double width, an_interval *limits)
{
    if (!(n > 0 && width > 0))
        return AN_UNDEFINED;
    const double half = width * chart->sigma_z * sqrt(chart->center * (1 - chart->center) / n);
    limits->lower = fmax(0, chart->center - half);
    limits->upper = fmin(1, chart->center + half);
    return AN_OK;
}

an_code an_control_ewma(const double x[], size_t n, double center, double sigma, double lambda, double width,
                        double z[], an_interval limits[])
{
    if (n == 0 || !(sigma > 0 && lambda > 0 && lambda <= 1 && width > 0))
        return AN_UNDEFINED;
    double average = center, rest = 1;
    for (size_t i = 0; i < n; i++) {
        average += lambda * (x[i] - average);
        rest *= (1 - lambda) * (1 - lambda);
        const double half = width * sigma * sqrt(lambda / (2 - lambda) * (1 - rest));
        z[i] = average;
        limits[i] = (an_interval){center - half, center + half};
    }
    return AN_OK;
}
