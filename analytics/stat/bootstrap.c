/* bootstrap: see the header. */
#include "stat/bootstrap.h"

#include <limits.h>
#include <math.h>

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

an_code an_bootstrap_rate(const double x[], size_t n, double denominator, const an_bootstrap_plan *plan,
                          double scratch[], double *rate, an_interval *interval)
{
    double sum = 0;
    generator g;
    if (n < 2 || n > UINT_MAX || plan->population < n || !(denominator > 0 && isfinite(denominator)) ||
        !(plan->level > 0 && plan->level < 1) || plan->replicates + 1.0 < 2 / (1 - plan->level) - 1e-9 ||
        start(&g, plan->seed) != AN_OK)
        return AN_UNDEFINED;
    for (size_t i = 0; i < n; i++)
        sum += x[i];
    for (unsigned r = 0; r < plan->replicates; r++)
        scratch[r] = draw_sum(&g, x, n, plan->population);
    an_location_sort(scratch, plan->replicates);
    const double tail = (1 - plan->level) / 2;
    *rate = sum / denominator;
    interval->lower = at_rank(scratch, plan->replicates, tail) / denominator;
    interval->upper = at_rank(scratch, plan->replicates, 1 - tail) / denominator;
    return AN_OK;
}
