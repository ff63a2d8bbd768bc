/* bunching_world: declared values of people who round, each world in its own way, with or without a pile. */
#ifndef AN_TESTS_BENCH_BUNCHING_WORLD_H
#define AN_TESTS_BENCH_BUNCHING_WORLD_H

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "stat/bunching.h"

enum { BUNCHING_MILLIONTHS = 1000000, BUNCHING_HABITS = 8 };

typedef struct bunching_world {
    double at;     /* the threshold, EUR */
    double median; /* of values */
    double sigma;  /* of their logarithm */
    double habits[BUNCHING_HABITS];
    double pile; /* of those up to half above the threshold, who declare just below it */
    size_t n;
} bunching_world;

/* How values are told: as they are, to 1, 5, 10, 50 or 100, a cent or one below a ten. */
static inline double bunching_told(double value, size_t habit)
{
    static const double steps[BUNCHING_HABITS] = {0.01, 1, 5, 10, 50, 100, 10, 10};
    static const double below[BUNCHING_HABITS] = {0, 0, 0, 0, 0, 0, 0.01, 1};
    const double told = round(value / steps[habit]) * steps[habit] - below[habit];
    return told > 0 ? told : value;
}

/* A world: how many values, where they lie, how people round. */
static inline bunching_world bunching_world_draw(gsl_rng *r, double at, double pile)
{
    bunching_world w = {.at = at,
                        .median = at * exp(gsl_ran_flat(r, log(0.3), log(2))),
                        .sigma = gsl_ran_flat(r, 0.5, 1.3),
                        .pile = pile,
                        .n = (size_t)exp(gsl_ran_flat(r, log(1000), log(100000)))};
    double weights[BUNCHING_HABITS];
    for (size_t i = 0; i < BUNCHING_HABITS; i++)
        weights[i] = 0.5;
    gsl_ran_dirichlet(r, BUNCHING_HABITS, weights, w.habits);
    return w;
}

static inline int bunching_ascending(const void *a, const void *b)
{
    const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* Its values in millionths, ascending; the caller frees them. */
static inline int64_t *bunching_world_values(const bunching_world *w, gsl_rng *r)
{
    int64_t *const values = malloc((w->n + 1) * sizeof *values);
    gsl_ran_discrete_t *const habits = gsl_ran_discrete_preproc(BUNCHING_HABITS, w->habits);
    for (size_t i = 0; i < w->n && values != NULL; i++) {
        double value = w->median * exp(gsl_ran_gaussian(r, w->sigma));
        value = bunching_told(value, gsl_ran_discrete(r, habits));
        if (value > w->at && value <= 1.5 * w->at && gsl_rng_uniform(r) < w->pile)
            value = w->at * (1 - gsl_ran_exponential(r, 0.01));
        values[i] = llround(value * 100) * (BUNCHING_MILLIONTHS / 100);
    }
    gsl_ran_discrete_free(habits);
    if (values != NULL)
        qsort(values, w->n, sizeof *values, bunching_ascending);
    return values;
}

/* The p-value of a pile in a world; NAN: it cannot be judged. around: values around the threshold. */
static inline double bunching_world_p(const bunching_world *w, gsl_rng *r, double *around)
{
    int64_t *const values = bunching_world_values(w, r);
    const int64_t at = llround(w->at * 100) * (BUNCHING_MILLIONTHS / 100);
    an_bunching_count neighbours[AN_BUNCHING_NEIGHBOURS];
    an_bunching_zones zones;
    an_bunching result = {.p_value = NAN};
    if (values == NULL || an_bunching_zones_make(at, at / 50, &zones) != AN_OK) {
        free(values);
        return NAN;
    }
    for (size_t k = 0; k < zones.n; k++)
        neighbours[k] = an_bunching_look(&zones, zones.neighbours[k], values, w->n);
    const an_bunching_count own = an_bunching_look(&zones, at, values, w->n);
    *around = own.around;
    if (own.around < 30 || an_bunching_judge(own, neighbours, zones.n, 0.95, &result) != AN_OK)
        result.p_value = NAN;
    free(values);
    return result.p_value;
}

#endif
