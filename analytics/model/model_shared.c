/* model_shared: what all groups share: taken out of one model, put into others, and learned from many.
 *
 * Parts of a large extract are drawn anew by each run's random hash, and threads finish them in any order.
 * Sums over them are therefore whole numbers of 2^-24: integer addition has no order. A group's evidence for
 * heavy tails cannot be summed so; it is counted in 1,601 cells, from which the share is found as if all
 * groups were there. Spreads of levels and scales stay as the first learning had them. */
#include <math.h>

#include "model/model.h"

void an_model_share(const an_model *model, an_model_shared *shared)
{
    *shared = model->now;
    shared->levels = model->levels.spreads;
    shared->scales = model->scales.spreads;
}

void an_model_add_up(const an_model *model, size_t n, an_model_sums *all)
{
    for (size_t share = 0; share * model->grain < n; share++) {
        const an_model_sums *const sums = &model->sums[share];
        an_effects_add(&all->level, &sums->level);
        an_effects_add(&all->scale, &sums->scale);
        for (size_t k = 0; k < AN_SUMS; k++)
            all->of[k] += sums->of[k];
    }
}

/* ---- of many models ---- */

#define UNIT 0x1p-24

/* No single group counts more than MOST. */
#define MOST 0x1p30

static int64_t whole_of(double x)
{
    return isfinite(x) ? (int64_t)llround(fmin(fmax(x, -MOST), MOST) / UNIT) : 0;
}

/* The cell of a group's evidence for heavy tails, and the evidence of a cell. */
static size_t cell_of(double likelier)
{
    return (size_t)llround((fmin(fmax(log(likelier), -50), 50) + 50) / 100 * (AN_MODEL_CELLS - 1));
}

static double likelier_of(size_t cell)
{
    return exp((double)cell / (AN_MODEL_CELLS - 1) * 100 - 50);
}

static double heavy_slope(const void *context, double share)
{
    const an_model_totals *const totals = context;
    double slope = 0;
    for (size_t cell = 0; cell < AN_MODEL_CELLS; cell++)
        if (totals->evidence[cell] > 0)
            slope += (double)totals->evidence[cell] * an_model_heavy_slope(likelier_of(cell), share);
    return slope;
}

void an_model_add_totals(const an_model *model, an_model_totals *totals)
{
    totals->n += model->items->n;
    for (size_t g = 0; g < model->hierarchy.n_groups; g++) {
        an_model_sums sums = model->sums[g]; /* of its items; its shape is not in it */
        an_model_add_shape(&model->group[g], &sums);
        for (size_t k = 0; k < AN_SUMS; k++)
            totals->of[k] += whole_of(sums.of[k]);
        totals->evidence[cell_of(model->group[g].likelier)]++;
    }
}

void an_model_join_totals(an_model_totals *totals, const an_model_totals *other)
{
    totals->n += other->n;
    for (size_t k = 0; k < AN_SUMS; k++)
        totals->of[k] += other->of[k];
    for (size_t cell = 0; cell < AN_MODEL_CELLS; cell++)
        totals->evidence[cell] += other->evidence[cell];
}

void an_model_learn_totals(an_model_shared *shared, const an_model_totals *totals)
{
    const double n = (double)totals->n;
    an_model_sums all = {0};
    an_model_expect_changes(n, &all);
    an_model_expect_shape(&all);
    for (size_t k = 0; k < AN_SUMS; k++)
        all.of[k] += (double)totals->of[k] * UNIT;
    if (totals->n > 0)
        an_model_learn_changes(&all, n, &shared->changes, &shared->wrong);
    shared->heavy = an_model_likeliest_heavy(heavy_slope, totals);
    an_model_learn_shape(&all, shared->fall, &shared->skew, &shared->reach);
}
