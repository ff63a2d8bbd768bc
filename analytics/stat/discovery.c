/* discovery: the false discovery rate of a list whose items have a probability of being false each.
 *
 * Where a model gives each item the probability h_i that nothing is wrong, the expected share of false ones
 * among the k surest is the mean of their h: q_i = mean of h_j over all j with h_j <= h_i (Newton, Noueiry,
 * Sarkar, Ahlquist 2004, Biostatistics 5:155, direct posterior probability approach). A running mean of
 * ascending values only rises, so that no step-up is needed; items that tie have one q. As right as the
 * model is: no assumption on dependence, but none on the truth of h either. One sort, one pass. */
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
