/* control: the p chart, Laney's p' and the EWMA chart.
 *
 * Shares. The p chart has the limits center +- width sqrt(center (1 - center)/n). With large n it signals at
 * every period, because shares move by more than a binomial says. Laney (2002) measures by how much: z_i the
 * standardised shares, sigma_z the mean of |z_i - z_(i-1)| / 1.128 (1.128 is the mean range of two standard
 * normal values); limits center +- width sigma_z sqrt(center (1 - center)/n). A moving range, not the
 * standard deviation of the z: a step or a trend, which the chart is to show, then hardly widens the limits.
 *
 * Values. z_i = lambda x_i + (1 - lambda) z_(i-1) (Roberts 1959): an average over some 1/lambda periods,
 * which sees a small lasting shift that no single value shows. Its variance grows from the start to
 * lambda/(2 - lambda) sigma^2, hence the factor 1 - (1 - lambda)^(2 i). O(n). */
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
