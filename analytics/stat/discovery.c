/* discovery: the false discovery rate of a list whose items have a probability of being false each. */
#include "stat/discovery.h"

#include <string.h>

#include "stat/location.h"

/* The number of values of ascending x up to and with value. */
static size_t count_up_to(const double x[], size_t n, double value)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (x[middle] <= value)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

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
        q[i] = mean[count_up_to(ascending, n, null[i]) - 1];
    return AN_OK;
}
