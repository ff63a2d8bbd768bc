/* model_shared: what all groups share: taken out of one model, put into others, and learned from many. */
#include <math.h>
#include <string.h>

#include "model/model.h"

void an_model_share(const an_model *model, an_model_shared *shared)
{
    *shared = (an_model_shared){.scale = model->scale,
                                .heavy = model->heavy,
                                .reach = model->reach,
                                .skew = model->skew,
                                .fall = {model->fall[0], model->fall[1]},
                                .wrong = model->wrong,
                                .changes = model->changes,
                                .levels = model->levels.spreads,
                                .scales = model->scales.spreads,
                                .mean = model->mean,
                                .strength = model->strength};
}

void an_model_adopt(an_model *model, const an_model_shared *shared)
{
    model->heavy = shared->heavy;
    model->reach = shared->reach;
    model->skew = shared->skew;
    memcpy(model->fall, shared->fall, sizeof model->fall);
    model->wrong = shared->wrong;
    model->changes = shared->changes;
    model->mean = shared->mean;
    model->strength = shared->strength;
}

void an_model_adopt_spreads(an_model *model, const an_model_shared *shared)
{
    model->levels.spreads = shared->levels;
    model->scales.spreads = shared->scales;
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
        const an_model_sums *const sums = &model->sums[g];
        an_model_sums shape = {0};
        an_model_add_shape(&model->group[g], &shape);
        for (size_t c = 0; c < AN_MIXTURE_CHANGES; c++)
            totals->changes[c] += whole_of(sums->changes[c]);
        totals->wrong += whole_of(sums->wrong);
        totals->evidence[cell_of(model->group[g].likelier)]++;
        totals->skew += whole_of(shape.skew);
        totals->counts += whole_of(shape.counts);
        totals->tail_count += whole_of(shape.tail_count);
        totals->tail_squares += whole_of(shape.tail_squares);
        for (int side = 0; side < 2; side++)
            for (int power = 0; power < 3; power++)
                totals->sides[side][power] += whole_of(shape.sides[side][power]);
    }
}

void an_model_join_totals(an_model_totals *totals, const an_model_totals *other)
{
    totals->n += other->n;
    for (size_t c = 0; c < AN_MIXTURE_CHANGES; c++)
        totals->changes[c] += other->changes[c];
    totals->wrong += other->wrong;
    for (size_t cell = 0; cell < AN_MODEL_CELLS; cell++)
        totals->evidence[cell] += other->evidence[cell];
    totals->skew += other->skew;
    totals->counts += other->counts;
    totals->tail_count += other->tail_count;
    totals->tail_squares += other->tail_squares;
    for (int side = 0; side < 2; side++)
        for (int power = 0; power < 3; power++)
            totals->sides[side][power] += other->sides[side][power];
}

void an_model_learn_totals(an_model_shared *shared, const an_model_totals *totals)
{
    const double n = (double)totals->n;
    an_model_sums all = {0};
    an_model_expect_changes(n, &all);
    an_model_expect_shape(&all);
    all.wrong += (double)totals->wrong * UNIT;
    for (size_t c = 0; c < AN_MIXTURE_CHANGES; c++)
        all.changes[c] += (double)totals->changes[c] * UNIT;
    all.skew += (double)totals->skew * UNIT;
    all.counts += (double)totals->counts * UNIT;
    all.tail_count += (double)totals->tail_count * UNIT;
    all.tail_squares += (double)totals->tail_squares * UNIT;
    for (int side = 0; side < 2; side++)
        for (int power = 0; power < 3; power++)
            all.sides[side][power] += (double)totals->sides[side][power] * UNIT;
    if (totals->n > 0)
        an_model_learn_changes(&all, n, &shared->changes, &shared->wrong);
    shared->heavy = an_model_likeliest_heavy(heavy_slope, totals);
    an_model_learn_shape(&all, shared->fall, &shared->skew, &shared->reach);
}
