/* density: how many separate groups of values a sample shows. */
#include "stat/density.h"

#include <math.h>

#include "stat/location.h"
#include "stat/scale.h"

an_code an_density_bandwidth(const double x[], size_t n, double *bandwidth)
{
    double sd, iqr;
    if (an_scale_sd(x, n, &sd) != AN_OK || an_scale_iqr(x, n, &iqr) != AN_OK || !(x[n - 1] > x[0]))
        return AN_UNDEFINED;
    double spread = iqr > 0 ? fmin(sd, iqr / AN_SCALE_IQR_NORMAL) : sd;
    *bandwidth = 0.9 * spread * pow((double)n, -0.2);
    return *bandwidth > 0 ? AN_OK : AN_UNDEFINED;
}

/* Spreads each count by the kernel; step is in bandwidths, unit the weight of one value. The kernel is the
 * same around every point, and small samples leave most points empty. */
static void spread_counts(const double counts[], double step, double unit, double density[])
{
    double kernel[2 * AN_DENSITY_GRID - 1]; /* of distances 1 - grid to grid - 1 */
    for (int d = 0; d < AN_DENSITY_GRID; d++) {
        const double u = d * step;
        kernel[AN_DENSITY_GRID - 1 + d] = kernel[AN_DENSITY_GRID - 1 - d] = exp(-u * u / 2) * unit;
    }
    for (int i = 0; i < AN_DENSITY_GRID; i++)
        density[i] = 0;
    for (int j = 0; j < AN_DENSITY_GRID; j++) {
        const double count = counts[j], *const around = kernel + AN_DENSITY_GRID - 1 - j;
        for (int i = 0; count > 0 && i < AN_DENSITY_GRID; i++)
            density[i] += count * around[i];
    }
}

an_code an_density_estimate(const double x[], size_t n, double bandwidth, double density[AN_DENSITY_GRID],
                            double *start, double *step)
{
    if (n == 0 || !(bandwidth > 0))
        return AN_UNDEFINED;
    double counts[AN_DENSITY_GRID] = {0};
    *start = x[0] - 3 * bandwidth;
    *step = (x[n - 1] - x[0] + 6 * bandwidth) / (AN_DENSITY_GRID - 1);
    for (size_t i = 0; i < n; i++) { /* each value to its two neighbours, by nearness */
        double place = (x[i] - *start) / *step, below = fmin(floor(place), AN_DENSITY_GRID - 2);
        counts[(size_t)below] += 1 - (place - below);
        counts[(size_t)below + 1] += place - below;
    }
    spread_counts(counts, *step / bandwidth, 1 / ((double)n * bandwidth * sqrt(2 * M_PI)), density);
    return AN_OK;
}

int an_density_groups(const double x[], size_t n)
{
    double density[AN_DENSITY_GRID], bandwidth, start, step;
    if (n < 10 || an_density_bandwidth(x, n, &bandwidth) != AN_OK ||
        an_density_estimate(x, n, bandwidth, density, &start, &step) != AN_OK)
        return n > 0;
    const double depth = 0.8;
    const size_t least = n / 10 > 3 ? n / 10 : 3;
    int groups = 1;
    size_t first = 0; /* of the values not yet in a closed group */
    double peak = 0, valley = INFINITY;
    int valley_at = 0;
    for (int i = 0; i < AN_DENSITY_GRID; i++) {
        if (density[i] < valley && peak > 0) {
            valley = density[i];
            valley_at = i;
        }
        if (density[i] > peak && valley > depth * peak) { /* still rising to the first peak */
            peak = density[i];
            valley = INFINITY;
        } else if (valley <= depth * fmin(peak, density[i])) {
            size_t border = an_location_below(x, n, start + valley_at * step);
            if (border - first < least) { /* a few values left of it: no group, it is part of the next */
                peak = density[i];
            } else if (n - border >= least) {
                groups++;
                first = border;
                peak = density[i];
            }
            valley = INFINITY;
        }
    }
    return groups;
}
