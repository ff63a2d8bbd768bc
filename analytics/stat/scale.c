/* scale: standard deviation, MAD, IQR and Qn. */
#include "stat/scale.h"

#include <math.h>

#include "stat/location.h"
#include "stat/pairs.h"

an_code an_scale_sd(const double x[], size_t n, double *sd)
{
    double mean;
    if (n < 2 || an_location_mean(x, n, &mean) != AN_OK)
        return AN_UNDEFINED;
    double squares = 0, rest = 0;
    for (size_t i = 0; i < n; i++) {
        double d = x[i] - mean;
        squares += d * d;
        rest += d;
    }
    double sum = squares - rest * rest / (double)n;
    *sd = sum > 0 ? sqrt(sum / (double)(n - 1)) : 0;
    return AN_OK;
}

an_code an_scale_mad(const double x[], size_t n, double center, double scratch[], double *mad)
{
    for (size_t i = 0; i < n; i++)
        scratch[i] = fabs(x[i] - center);
    return an_location_median(scratch, n, mad);
}

an_code an_scale_iqr(const double x[], size_t n, double *iqr)
{
    double q1, q3;
    an_code code = an_location_quantile(x, n, 0.25, &q1);
    if (code != AN_OK || (code = an_location_quantile(x, n, 0.75, &q3)) != AN_OK)
        return code;
    *iqr = q3 - q1;
    return AN_OK;
}

/* The factors come from simulations of the authors; those for n > 12 were refitted for robustbase. */
static double qn_factor(size_t n)
{
    static const double small[] = {0.399356, 0.99365, 0.51321, 0.84401, 0.61220, 0.85877,
                                   0.66993, 0.87344, 0.72014, 0.88906, 0.75743};
    if (n <= 12)
        return small[n - 2];
    double m = (double)n;
    double excess = n % 2 == 1 ? 1.60188 + (-2.1284 - 5.172 / m) / m
                               : 3.67561 + (1.9654 + (6.987 - 77 / m) / m) / m;
    return 1 / (1 + excess / m);
}

an_code an_scale_qn(const double x[], size_t n, double scratch[], double *qn)
{
    double iqr;
    if (n < 2 || an_scale_iqr(x, n, &iqr) != AN_OK)
        return AN_UNDEFINED;
    uint64_t half = n / 2 + 1;
    /* The pairs within the middle half number about k: half their range is near the answer, and above it
     * for most shapes. */
    double kth = an_pairs_difference(x, n, half * (half - 1) / 2 - 1, iqr / 2, scratch);
    *qn = 2.21914 * kth * qn_factor(n);
    return AN_OK;
}
