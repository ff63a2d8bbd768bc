/* discovery: the false discovery rate of a list whose items have a probability of being false each. */
#include "stat/discovery.h"

#include <math.h>
#include <string.h>

#include "stat/location.h"

an_code an_discovery_rates(const double null[], size_t n, double scratch[], double q[])
{
    double *ascending = scratch, *mean = scratch + n, sum = 0;
    for (size_t i = 0; i < n; i++)
        if (!(null[i] >= 0 && null[i] <= 1))
            return AN_UNDEFINED;
    if (n == 0)
        return AN_OK;
    memcpy(ascending, null, n * sizeof *null);
    an_location_sort(ascending, n);
    for (size_t i = 0; i < n; i++) {
        sum += ascending[i];
        mean[i] = sum / (double)(i + 1);
    }
    for (size_t i = 0; i < n; i++)
        q[i] = mean[an_location_below(ascending, n, nextafter(null[i], 2)) - 1]; /* with those that tie */
    return AN_OK;
}
