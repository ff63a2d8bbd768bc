/* multiplicity: Benjamini-Hochberg and Bonferroni.
 */
#include "stat/multiplicity.h"

#include <stdbool.h>
#include <string.h>

#include "stat/location.h"

static bool are_probabilities(const double p[], size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!(p[i] >= 0 && p[i] <= 1))
            return false;
    return true;
}

/* Reduces p, ascending, to the steps of q as a function of p: behind the returned index stand the p at which
 * q rises, and their q in level. Each is the least n p / rank from its rank up; there are few of them. */
static size_t find_steps(double p[], size_t n, double level[])
{
    double least = 1;
    size_t first = n;
    for (size_t rank = n; rank > 0; rank--) {
        double q = (double)n / (double)rank * p[rank - 1];
        if (first < n && q >= least)
            continue;
        least = q < least ? q : least;
        p[--first] = p[rank - 1];
        level[first] = least;
    }
    return first;
}

an_code an_multiplicity_bh(const double p[], size_t n, double scratch[], double q[])
{
    if (!are_probabilities(p, n))
        return AN_UNDEFINED;
    double *step = scratch, *level = scratch + n;
    if (n > 0)
        memcpy(step, p, n * sizeof *p);
    an_location_sort(step, n);
    size_t first = find_steps(step, n, level);
    for (size_t i = 0; i < n; i++) {
        size_t low = first, high = n - 1;
        while (low < high) {
            size_t middle = low + (high - low) / 2;
            if (step[middle] < p[i])
                low = middle + 1;
            else
                high = middle;
        }
        q[i] = level[low];
    }
    return AN_OK;
}

an_code an_multiplicity_bonferroni(const double p[], size_t n, double q[])
{
    if (!are_probabilities(p, n))
        return AN_UNDEFINED;
    for (size_t i = 0; i < n; i++)
        q[i] = (double)n * p[i] < 1 ? (double)n * p[i] : 1;
    return AN_OK;
}
