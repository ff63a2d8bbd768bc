/* model_step: what each group is, after what its items are.
 *
 * The maximisation step, in closed form. Each item counts balance x probability of being honest x its part
 * in the price group, and less in the tail (1/reach^2). Level: sums of weight/scale^2 and of that times x.
 * Scales of both sides: as the maximum likelihood of the two-piece normal has it, cbrt of the squares below
 * and above, drawn to each other (SKEW_PRIOR) and to the scale that related groups have (model_prior.c).
 * Shares of price groups: drawn to those of the commodity. What an item added is kept with it, so that
 * model_expect.c can take it out again.
 *
 * What all groups share (reach and share of heavy tails, skewness, how sides fall off, the changes) is added
 * up in runs of 32 groups, in their order: the same bytes for any number of threads. O(items). */
#include <math.h>
#include <string.h>

#include "model/model.h"

/* A relative scale below this is not believed. */
#define LEAST_SCALE 0.01

/* Three groups more than there are, all light: a few manipulated prices do not make all tails heavy. */
#define HEAVY_PRIOR 3.0

/* In any case one group in a hundred may be. */
#define HEAVY_LEAST 0.01

/* Heavy tails reach as far as AN_MODEL_REACH, but for what more than this many items in them say. */
#define REACH_PRIOR 30.0

/* They reach no further than this. Where most prices are nearly equal and the rest spread honestly they do
 * reach as far: with a limit of 6 four signals in ten were false there (bench_worlds: atoms). */
#define MOST_REACH 40.0

/* The two sides of a group differ as far as this many items do not object. */
#define SKEW_PRIOR 60.0

/* The price groups of a commodity have its shares in a group, but for what more than this many items say. */
#define SHARE_PRIOR 10.0

/* Sums over the items of one part. */
typedef struct part_sums {
    double precision, pull, count, squares[2];
    double tail_count, tail_squares;
} part_sums;

/* Adds an item to part k, and what it added to the item. */
static void add_item(part_sums *sums, an_model_group *group, const an_mixture *shape, size_t k,
                     an_model_item *item)
{
    an_mixture wide;
    const an_mixture *mixture = shape;
    if (item->spread > 0) {
        wide = *shape;
        an_mixture_widen(&wide, item->spread);
        mixture = &wide;
    }
    const an_mixture_part *part = &mixture->parts[k];
    double core, tail, all_core, all_tail;
    an_mixture_part_density(mixture, k, item->x, &core, &tail);
    double mine = 1, honest = 1 - item->manipulated - item->quantity;
    core *= 1 - mixture->tail;
    tail *= mixture->tail;
    if (mixture->n_parts > 1) {
        an_mixture_densities(mixture, item->x, &all_core, &all_tail);
        double all = (1 - mixture->tail) * all_core + mixture->tail * all_tail + 1e-300;
        mine = part->share * (core + tail) / all;
    }
    double in_tail = core + tail > 0 ? tail / (core + tail) : 1;
    double count = item->balance * honest * mine;
    double weight = count * (1 - in_tail + in_tail / (mixture->reach * mixture->reach));
    int side = item->x >= part->center;
    double scale = side ? part->over : part->under, d = item->x - part->center;
    double usual = side ? shape->parts[k].over : shape->parts[k].under, narrower = usual / scale;
    float precision = (float)(weight / (scale * scale)),
          squares = (float)(weight * d * d * narrower * narrower);
    double shift = precision * (group->has_level ? group->offset[k] : 0);
    sums->precision += precision;
    sums->pull += precision * item->x - shift;
    sums->squares[side] += squares;
    sums->count += count;
    double z = fabs(d) / scale;
    group->sides[side][0] += weight;
    group->sides[side][1] += weight * z;
    group->sides[side][2] += weight * z * z;
    sums->tail_count += count * in_tail;
    sums->tail_squares += count * in_tail * d * d / (scale * scale);
    item->precision += precision;
    item->pull += (float)shift;
    item->weight += (float)count;
    item->squares += squares;
}

/* The squares as if both sides had the mean of their scales: count times its variance, as the maximum
 * likelihood of the two-piece normal has it. */
static double two_pieces(const part_sums *sums)
{
    double both = cbrt(sums->squares[0]) + cbrt(sums->squares[1]);
    return both * both * both / 4;
}

/* Both sides' scales: their mean squares (two-piece normal), drawn to each other and to the scale of related
 * groups. */
static void set_scales(const an_model *model, const an_model_group *group, const part_sums *sums,
                       an_mixture_part *part)
{
    double count = sums->count, skew = model->now.skew, squares = count > 1 ? two_pieces(sums) : 0;
    double variance =
        (group->freedom * group->scale * group->scale + squares) / (group->freedom + fmax(count - 1, 0));
    if (sums->squares[0] > 0 && sums->squares[1] > 0)
        skew = (SKEW_PRIOR * model->now.skew + log(sums->squares[1] / sums->squares[0]) / 3 * count) /
               (count + SKEW_PRIOR);
    double scale = fmax(sqrt(variance), LEAST_SCALE), ratio = exp(fmin(fmax(skew, -1.4), 1.4));
    part->under = fmax(2 * scale / (1 + ratio), LEAST_SCALE);
    part->over = fmax(2 * scale * ratio / (1 + ratio), LEAST_SCALE);
}

/* The sums of one part over its group's items; those of the group grow. */
static part_sums add_part(an_model *model, size_t g, const an_mixture *mixture, size_t k)
{
    an_model_group *group = &model->group[g];
    const an_item_group *of = &model->items->groups[g];
    part_sums sums = {0};
    for (size_t i = of->first; i < of->first + of->n; i++)
        if (!an_mixture_on_atom(mixture, model->item[i].x))
            add_item(&sums, group, mixture, k, &model->item[i]);
    group->precision += sums.precision;
    group->pull += sums.pull;
    group->count += sums.count;
    group->squares += sums.squares[0] + sums.squares[1];
    group->tail_count += sums.tail_count;
    group->tail_squares += sums.tail_squares;
    return sums;
}

/* The level of a group, its parts' centers and shares. */
static void set_centers(an_model_group *group, const part_sums sums[])
{
    an_mixture *mixture = &group->mixture;
    double all = 0, precision = group->precision + group->prior_precision;
    if (group->has_level && precision > 0)
        group->level = (group->pull + group->prior_center * group->prior_precision) / precision;
    for (size_t k = 0; k < mixture->n_parts; k++) {
        an_mixture_part *part = &mixture->parts[k];
        if (group->has_level && mixture->atom_share == 0)
            part->center = group->level + group->offset[k];
        else if (sums[k].precision > 0 && mixture->atom_share == 0)
            part->center = sums[k].pull / sums[k].precision;
        part->share = sums[k].count + (group->has_level ? SHARE_PRIOR * group->share[k] : 1);
        all += part->share;
    }
    for (size_t k = 0; k < mixture->n_parts; k++)
        mixture->parts[k].share /= all;
}

static void update_group(an_model *model, size_t g)
{
    an_model_group *group = &model->group[g];
    const an_item_group *of = &model->items->groups[g];
    const an_mixture before = group->mixture;
    part_sums sums[AN_MIXTURE_GROUPS];
    group->precision = group->pull = group->count = group->squares = 0;
    group->tail_count = group->tail_squares = 0;
    memset(group->sides, 0, sizeof group->sides);
    for (size_t i = of->first; i < of->first + of->n; i++) {
        an_model_item *item = &model->item[i];
        item->precision = item->pull = item->weight = item->squares = 0;
    }
    double below = 0, above = 0;
    for (size_t k = 0; k < before.n_parts; k++) {
        sums[k] = add_part(model, g, &before, k);
        set_scales(model, group, &sums[k], &group->mixture.parts[k]);
        below += sums[k].squares[0];
        above += sums[k].squares[1];
    }
    group->skew = below > 0 && above > 0 ? log(above / below) / 3 : 0;
    set_centers(group, sums);
    group->likelier = an_model_likelier(group, group->evidence);
    group->heavy = an_model_heavy(group, group->likelier);
    group->mixture.tail = an_model_tail(group->heavy);
    group->mixture.reach = model->now.reach;
    group->mixture.fall[0] = model->now.fall[0];
    group->mixture.fall[1] = model->now.fall[1];
    group->mixture.freedom = fmin(group->freedom + fmax(group->count - 1, 0), 1000);
}

void an_model_add_shape(const an_model_group *group, an_model_sums *sums)
{
    double count = fmax(group->count - 2, 0), *sides = &sums->of[AN_SUM_SIDES];
    sums->of[AN_SUM_SKEW] += count * group->skew;
    sums->of[AN_SUM_COUNTS] += count;
    sums->of[AN_SUM_TAIL_COUNT] += group->heavy * group->tail_count;
    sums->of[AN_SUM_TAIL_SQUARES] += group->heavy * group->tail_squares;
    for (int k = 0; k < 6 && group->count >= 20; k++)
        sides[k] += (1 - group->heavy) * group->sides[k / 3][k % 3];
}

static void update_groups(void *context, unsigned thread, size_t first, size_t end)
{
    an_model *model = context;
    an_model_sums *sums = &model->sums[first / model->grain];
    (void)thread;
    *sums = (an_model_sums){0};
    for (size_t a = first; a < end; a++) {
        update_group(model, model->hierarchy.group[a]);
        an_model_add_shape(&model->group[model->hierarchy.group[a]], sums);
    }
}

double an_model_heavy_slope(double likelier, double share)
{
    return (likelier - 1) / (1 + share * (likelier - 1));
}

/* The slope of the log likelihood of a share of heavy groups. */
static double heavy_slope(const void *context, double share)
{
    const an_model *const model = context;
    double slope = 0;
    for (size_t a = 0; a < model->hierarchy.n_groups; a++)
        slope += an_model_heavy_slope(model->group[model->hierarchy.group[a]].likelier, share);
    return slope;
}

double an_model_likeliest_heavy(an_model_slope *slope, const void *context)
{
    double low = HEAVY_LEAST, high = 0.98;
    for (int i = 0; i < 16; i++) {
        double middle = sqrt(low * high);
        *(slope(context, middle) > HEAVY_PRIOR / (1 - middle) ? &low : &high) = middle;
    }
    return low;
}

void an_model_expect_shape(an_model_sums *all)
{
    all->of[AN_SUM_TAIL_COUNT] = REACH_PRIOR;
    all->of[AN_SUM_TAIL_SQUARES] = REACH_PRIOR * AN_MODEL_REACH * AN_MODEL_REACH;
}

void an_model_learn_shape(const an_model_sums *all, double fall[2], double *skew, double *reach)
{
    for (int side = 0; side < 2; side++) {
        const double *s = &all->of[AN_SUM_SIDES + 3 * side];
        double ratio = s[0] > 0 ? s[1] / sqrt(s[0] * s[2]) : 1;
        fall[side] = s[0] / (s[0] + 200) * fmin(fmax((0.775 - ratio) / (0.775 - M_SQRT1_2), 0), 1);
    }
    *skew = all->of[AN_SUM_SKEW] / (all->of[AN_SUM_COUNTS] + 200);
    *reach = fmin(fmax(sqrt(all->of[AN_SUM_TAIL_SQUARES] / all->of[AN_SUM_TAIL_COUNT]), 2), MOST_REACH);
}

void an_model_update(an_model *model)
{
    an_model_sums all = {0};
    an_model_expect_shape(&all);
    an_threads_run(model->hierarchy.n_groups, model->grain, model->threads, update_groups, model);
    if (model->shared != NULL)
        return;
    an_model_add_up(model, model->hierarchy.n_groups, &all);
    an_model_learn_shape(&all, model->now.fall, &model->now.skew, &model->now.reach);
    model->now.heavy = an_model_likeliest_heavy(heavy_slope, model);
}
