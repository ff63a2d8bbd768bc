/* dispersion: see the header. */
#include "stat/dispersion.h"

#include <math.h>
#include <string.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>

#include "stat/location.h"

static const double MOST = 1.5; /* larger scores count as this */

an_code an_dispersion_phi(const double z[], size_t n, double trim, double scratch[], double *phi)
{
    double low, high, sum = 0;
    if (!(trim >= 0 && trim < .5))
        return AN_UNDEFINED;
    memcpy(scratch, z, n * sizeof *z);
    an_location_sort(scratch, n);
    if (an_location_quantile(scratch, n, trim, &low) != AN_OK ||
        an_location_quantile(scratch, n, 1 - trim, &high) != AN_OK)
        return AN_UNDEFINED;
    for (size_t i = 0; i < n; i++) {
        const double kept = fmin(fmax(z[i], low), high);
        sum += kept * kept;
    }
    *phi = sum / (double)n;
    return AN_OK;
}

/* The estimating sum at tau2, in units of the largest weight. */
static double excess(const double d[], const double s[], size_t n, double least, double tau2)
{
    const double most = MOST * MOST;
    const double expected = 1 - 2 * gsl_cdf_ugaussian_Q(MOST) - 2 * MOST * gsl_ran_ugaussian_pdf(MOST) +
                            2 * most * gsl_cdf_ugaussian_Q(MOST);
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        const double variance = s[i] * s[i] + tau2, weight = (least + tau2) / variance;
        sum += weight * weight * (fmin(d[i] * d[i] / variance, most) - expected);
    }
    return sum;
}

an_code an_dispersion_between(const double d[], const double s[], size_t n, double *tau2)
{
    enum { HALVINGS = 60 };
    double least = INFINITY, high = 0;
    for (size_t i = 0; i < n; i++) {
        if (!(s[i] > 0))
            return AN_UNDEFINED;
        least = fmin(least, s[i] * s[i]);
        high = fmax(high, d[i] * d[i]);
    }
    if (n < 2)
        return AN_UNDEFINED;
    *tau2 = 0;
    if (excess(d, s, n, least, 0) <= 0)
        return AN_OK;
    double low = 0;
    while (excess(d, s, n, least, high) > 0)
        high *= 2;
    for (int i = 0; i < HALVINGS; i++) {
        const double middle = (low + high) / 2;
        *(excess(d, s, n, least, middle) > 0 ? &low : &high) = middle;
    }
    *tau2 = (low + high) / 2;
    return AN_OK;
}
