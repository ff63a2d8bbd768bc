/* confirm: is a shift borne out by what the search for it does not look at.
 *
 * The search (stat/shift.c) sees one median a period and takes them for independent. Two ways to be wrong,
 * and a test for each; a shift has the larger of the three p-values:
 *
 * - prices that wander look like shifts. t is multiplied by sqrt((1 - rho)/(1 + rho)), the effective number
 * of independent values of an AR(1); rho of neighbouring residuals, wild ones cut, plus 3/n for what the fit
 * took;
 *
 * - where a code holds two price groups the median of few prices hops between them. All prices before and
 * after are compared by ranks (stat/rank.c), trend and seasons taken out: a hop of the median moves few
 * ranks.
 *
 * Both are multiplied by the number of positions, as the search's own p is. Measured on 3,000 keys without
 * any shift: of 345 false signals with two price groups 0 are left, of 777 and 1,336 on random walks 21 and
 * 144; the price are 14 of 40 planted shifts (docs/prices.md). */
#include "movement/confirm.h"

#include <math.h>

#include <gsl/gsl_cdf.h>

#include "stat/interrupted.h"
#include "stat/interval.h"
#include "stat/location.h"
#include "stat/rank.h"
#include "stat/scale.h"
#include "stat/mann_kendall.h"

static const double WILD = 2.5;

/* The series without the shift: its trend and the median of each season beside it. */
static void find_trend(const an_confirm *c, double trend[], double values[])
{
    const an_shift *shift = c->shift;
    for (unsigned season = 0; season < c->cycle; season++) {
        size_t n = 0;
        double middle = 0;
        for (size_t i = 0; i < c->n; i++)
            if (an_kendall_season(c->t, i, c->cycle) == season)
                values[n++] = c->x[i] - shift->slope * c->t[i] - (i >= shift->position ? shift->size : 0);
        if (an_location_median(values, n, &middle) != AN_OK)
            continue; /* no value of this season */
        for (size_t i = 0; i < c->n; i++)
            if (an_kendall_season(c->t, i, c->cycle) == season)
                trend[i] = shift->slope * c->t[i] + middle;
    }
}

/* Of neighbouring residuals. */
static double find_correlation(const an_confirm *c, const double trend[], double rest[], double values[])
{
    double scale;
    for (size_t i = 0; i < c->n; i++) {
        rest[i] = c->x[i] - trend[i] - (i >= c->shift->position ? c->shift->size : 0);
        values[i] = fabs(rest[i]);
    }
    if (an_location_median(values, c->n, &scale) != AN_OK || !(scale > 0))
        return 0;
    const double bound = WILD * AN_SCALE_MAD_NORMAL * scale;
    for (size_t i = 0; i < c->n; i++)
        rest[i] = fmin(fmax(rest[i], -bound), bound);
    return an_interrupted_correlation(c->t, rest, c->n, 3);
}

static double p_of_correlated(const an_confirm *c, const double trend[], double rest[], double values[])
{
    const double rho = find_correlation(c, trend, rest, values);
    const double freedom = (double)c->n - (double)c->cycle - 2;
    const double t = fabs(c->shift->t) * sqrt((1 - rho) / (1 + rho));
    return isinf(t) ? 0 : 2 * gsl_cdf_tdist_Q(t, freedom);
}

static double p_of_prices(const an_confirm *c, const double trend[], double values[])
{
    an_rank_comparison ranks;
    size_t before = 0, all = 0;
    for (size_t i = 0; i < c->n; i++) {
        before = i == c->shift->position ? all : before;
        for (size_t k = 0; k < c->n_prices[i]; k++)
            values[all++] = log(c->prices[i][k]) - trend[i];
    }
    an_location_sort(values, before);
    an_location_sort(values + before, all - before);
    if (an_rank_compare(values, before, values + before, all - before, &ranks) != AN_OK)
        return 1; /* all prices are the same */
    return an_interval_p((ranks.above - .5) / ranks.error);
}

double an_confirm_shift(const an_confirm *c, double scratch[])
{
    double *trend = scratch, *rest = trend + c->n, *values = rest + c->n;
    find_trend(c, trend, values);
    const double p = fmax(p_of_correlated(c, trend, rest, values), p_of_prices(c, trend, values));
    return fmax(c->shift->p_value, fmin(1, p * (double)c->shift->candidates));
}
