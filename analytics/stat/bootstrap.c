/* bootstrap: see the header. */
#include "stat/bootstrap.h"

#include <limits.h>
#include <math.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

#include "stat/location.h"

enum { STATE_SIZE = 8192 }; /* mt19937 takes 5000 bytes */

/* A GSL generator in memory of our own: gsl_rng_alloc would allocate. */
typedef struct generator {
    gsl_rng rng;
    _Alignas(max_align_t) unsigned char state[STATE_SIZE];
} generator;

static an_code start(generator *g, unsigned long seed)
{
    if (gsl_rng_mt19937->size > sizeof g->state)
        return AN_UNDEFINED;
    g->rng = (gsl_rng){gsl_rng_mt19937, g->state};
    gsl_rng_set(&g->rng, seed);
    return AN_OK;
}

/* The sum of population draws, of which those that hit one of the n cases count. */
static double draw_sum(generator *g, const double x[], size_t n, unsigned population)
{
    const double share = (double)n / population;
    const unsigned cases = population > n ? gsl_ran_binomial(&g->rng, share, population) : population;
    double sum = 0;
    for (unsigned i = 0; i < cases; i++)
        sum += x[gsl_rng_uniform_int(&g->rng, n)];
    return sum;
}

/* The value at rank (n + 1) p of sorted[n], between ranks interpolated, beyond them the extreme. */
static double at_rank(const double sorted[], unsigned n, double p)
{
    const double rank = fmin(fmax((n + 1.0) * p, 1), n), whole = floor(rank);
    const unsigned i = (unsigned)whole - 1;
    return i + 1 < n ? sorted[i] + (rank - whole) * (sorted[i + 1] - sorted[i]) : sorted[i];
}

/* Bias: the normal quantile of the share of replicates below sum, kept off 0 and 1. */
static double bias(const double sorted[], unsigned n, double sum)
{
    double below = 0;
    for (unsigned i = 0; i < n && sorted[i] <= sum; i++)
        below += sorted[i] < sum ? 1 : .5;
    return gsl_cdf_ugaussian_Pinv(fmin(fmax(below / n, .5 / n), 1 - .5 / n));
}

/* Acceleration: sum d^3 / (6 (sum d^2)^1.5) over the units, d = amount less mean; 0 if all are equal. */
static double acceleration(const double x[], size_t n, unsigned population, double sum)
{
    const double mean = sum / population, zeros = population - (double)n;
    double square = zeros * mean * mean, cube = -zeros * mean * mean * mean;
    for (size_t i = 0; i < n; i++) {
        const double d = x[i] - mean;
        square += d * d;
        cube += d * d * d;
    }
    return square > 0 ? cube / (6 * square * sqrt(square)) : 0;
}

/* Efron's corrected probability for the normal quantile z. */
static double corrected(double z, double z0, double a)
{
    const double moved = 1 - a * (z0 + z);
    if (moved <= 0)
        return z > 0 ? 1 : 0;
    return gsl_cdf_ugaussian_P(z0 + (z0 + z) / moved);
}

an_code an_bootstrap_rate(const double x[], size_t n, double denominator, const an_bootstrap_plan *plan,
                          double scratch[], double *rate, an_interval *interval)
{
    double z, sum = 0;
    generator g;
    if (n < 2 || n > UINT_MAX || plan->population < n || !(denominator > 0 && isfinite(denominator)) ||
        an_interval_z(plan->level, &z) != AN_OK || plan->replicates + 1.0 < 2 / (1 - plan->level) - 1e-9 ||
        start(&g, plan->seed) != AN_OK)
        return AN_UNDEFINED;
    for (size_t i = 0; i < n; i++)
        sum += x[i];
    for (unsigned r = 0; r < plan->replicates; r++)
        scratch[r] = draw_sum(&g, x, n, plan->population);
    an_location_sort(scratch, plan->replicates);
    double low = (1 - plan->level) / 2, high = 1 - low;
    if (plan->method == AN_BOOTSTRAP_BCA) {
        const double z0 = bias(scratch, plan->replicates, sum);
        const double a = acceleration(x, n, plan->population, sum);
        low = corrected(-z, z0, a);
        high = corrected(z, z0, a);
    }
    *rate = sum / denominator;
    interval->lower = at_rank(scratch, plan->replicates, low) / denominator;
    interval->upper = at_rank(scratch, plan->replicates, high) / denominator;
    return AN_OK;
}
