/* model_step: one round of expectation and maximisation. */
#include <math.h>

#include "price/model.h"

/* A relative scale below this is not believed. */
#define LEAST_SCALE 0.01

/* Groups have heavy tails or not: then this share of their items has the wider spread, else the other. Three
 * groups without prices are taken to be light, so that a few manipulated prices do not make all tails heavy.
 */
#define HEAVY_TAIL 0.1
#define LIGHT_TAIL 0.001
#define HEAVY_PRIOR 3.0
#define HEAVY_DOUBT 1.2 /* and a fifth more than there are */

/* Heavy tails reach as far as AN_MODEL_REACH, but for what more than this many items in them say. */
#define REACH_PRIOR 30.0

/* The two sides of a group differ as far as this many items do not object. */
#define SKEW_PRIOR 60.0

/* What changes occur is what is usual, but for what this many wrong items say. */
#define CHANGES_PRIOR 30.0

/* The share of wrong items is AN_MODEL_WRONG, but for what the items say, which count 1 / WRONG_PRIOR times
 * as much: a few wild prices can be explained by heavy tails as well, and the data alone cannot tell. */
#define WRONG_PRIOR 0.5

/* Density of a wrong quantity: a factor anywhere between 1/2000 and 2000. */
#define WRONG_QUANTITY (1 / 15.2)

double an_model_tail(double heavy)
{
    return heavy * HEAVY_TAIL + (1 - heavy) * LIGHT_TAIL;
}

bool an_model_predict(const an_model *model, size_t i, an_mixture *mixture)
{
    const an_model_group *group = &model->group[model->items->items[i].group];
    *mixture = group->mixture;
    if (mixture->n_parts > 1 || mixture->atom_share > 0)
        return true;
    an_mixture_part *part = &mixture->parts[0];
    const an_model_item *item = &model->item[i];
    double side = item->x < part->center ? part->under : part->over;
    double own = item->weight / (side * side);
    double precision = fmax(group->precision - own, 0) + group->prior_precision;
    if (!(precision > 1e-6))
        return false;
    part->center = (group->pull - own * item->x + group->prior_center * group->prior_precision) / precision;
    part->under = sqrt(part->under * part->under + 1 / precision);
    part->over = sqrt(part->over * part->over + 1 / precision);
    mixture->freedom = fmin(model->freedom + fmax(group->count - item->weight - 1, 0), 1000);
    return true;
}

/* The density of an item if the tail had another share. */
static double tail_density(const an_mixture *mixture, double tail, const an_model_item *item)
{
    an_mixture other = *mixture;
    other.tail = tail;
    return an_mixture_density(&other, item->x) + 1e-300;
}

/* The probabilities of one item, and what it says of the changes. */
static void judge(an_model *model, size_t i, double seen[AN_MIXTURE_CHANGES])
{
    an_model_item *item = &model->item[i];
    an_mixture mixture;
    double density[AN_MIXTURE_CHANGES], manipulated = 0, quantity = 0;
    size_t part;
    item->manipulated = item->quantity = 0;
    if (!an_model_predict(model, i, &mixture) || an_mixture_on_atom(&mixture, item->x))
        return;
    double odds = model->wrong / (1 - model->wrong) * item->rate;
    double usual = an_mixture_density(&mixture, item->x) + 1e-300, honest = (1 - mixture.atom_share) * usual;
    an_mixture_moved(&mixture, item->x, density, &part);
    double powers = 0;
    for (size_t c = 0; c < AN_MIXTURE_CHANGES; c++) {
        density[c] *= model->changes.share[c];
        if (c < AN_MIXTURE_UNDER + AN_MIXTURE_OVER)
            manipulated += density[c];
        else {
            quantity += density[c];
            powers += model->changes.share[c];
        }
    }
    if (!isnan(item->x_units)) { /* the units decide */
        double wrong = model->wrong * powers * WRONG_QUANTITY, fits = item->units_fit + wrong;
        honest *= fits;
        manipulated *= fits;
        quantity = powers * WRONG_QUANTITY * an_mixture_density(&mixture, item->x_units);
    }
    double all = honest + odds * (manipulated + quantity);
    double wrong = odds * (manipulated + quantity);
    model->group[model->items->items[i].group].evidence +=
        log(tail_density(&mixture, HEAVY_TAIL, item) * honest / usual + wrong) -
        log(tail_density(&mixture, LIGHT_TAIL, item) * honest / usual + wrong);
    item->manipulated = odds * manipulated / all;
    item->quantity = odds * quantity / all;
    double step_sum = manipulated > 0 ? item->manipulated / manipulated : 0;
    for (size_t c = 0; c < AN_MIXTURE_UNDER + AN_MIXTURE_OVER; c++)
        seen[c] += density[c] * step_sum * (isnan(item->x_units) ? 1 : item->units_fit);
    if (isnan(item->x_units)) {
        for (size_t c = AN_MIXTURE_UNDER + AN_MIXTURE_OVER; c < AN_MIXTURE_CHANGES; c++)
            seen[c] += quantity > 0 ? density[c] * item->quantity / quantity : 0;
    } else {
        for (size_t c = AN_MIXTURE_UNDER + AN_MIXTURE_OVER; c < AN_MIXTURE_CHANGES; c++)
            seen[c] += item->quantity / AN_MIXTURE_POWERS;
    }
}

void an_model_expect(an_model *model)
{
    double seen[AN_MIXTURE_CHANGES] = {0}, sum = 0, wrong = 0;
    double n = (double)model->items_active;
    for (size_t a = 0; a < model->n_active; a++) {
        const an_item_group *group = &model->items->groups[model->active[a]];
        model->group[model->active[a]].evidence = 0;
        for (size_t i = group->first; i < group->first + group->n; i++) {
            judge(model, i, seen);
            wrong += model->item[i].manipulated + model->item[i].quantity;
        }
    }
    for (size_t c = 0; c < AN_MIXTURE_CHANGES; c++)
        sum += seen[c] + CHANGES_PRIOR * an_mixture_usual.share[c];
    for (size_t c = 0; c < AN_MIXTURE_CHANGES; c++)
        model->changes.share[c] = (seen[c] + CHANGES_PRIOR * an_mixture_usual.share[c]) / sum;
    double prior = WRONG_PRIOR * n;
    model->wrong = fmin((wrong + prior * AN_MODEL_WRONG) / (n + prior), 0.2);
}

/* Sums over the items of one part. */
typedef struct part_sums {
    double weight, pull, precision; /* of the level */
    double count, squares[2];
    double tail_count, tail_squares;
} part_sums;

static void add_item(part_sums *sums, const an_mixture *mixture, size_t k, an_model_item *item)
{
    const an_mixture_part *part = &mixture->parts[k];
    double core, tail, all = an_mixture_density(mixture, item->x) + 1e-300;
    an_mixture_part_density(mixture, k, item->x, &core, &tail);
    double honest = 1 - item->manipulated - item->quantity;
    double mine = mixture->n_parts == 1 ? 1 : part->share * (core + tail) / all;
    double in_tail = core + tail > 0 ? tail / (core + tail) : 1;
    double weight = item->balance * honest * mine;
    double pull = weight * (1 - in_tail + in_tail / (mixture->reach * mixture->reach));
    int side = item->x >= part->center;
    double scale = side ? part->over : part->under, d = item->x - part->center;
    sums->pull += pull * item->x / (scale * scale);
    sums->precision += pull / (scale * scale);
    sums->squares[side] += pull * d * d;
    sums->count += weight;
    sums->tail_count += weight * in_tail;
    sums->tail_squares += weight * in_tail * d * d / (scale * scale);
    if (mixture->n_parts == 1)
        item->weight = pull;
}

/* Both sides' scales: their mean squares (two-piece normal), drawn to each other and to the scale of all. */
static void set_scales(const an_model *model, const part_sums *sums, an_mixture_part *part)
{
    double left = cbrt(sums->squares[0]), right = cbrt(sums->squares[1]);
    double count = sums->count, variance = 0, skew = model->skew;
    if (count > 0)
        variance =
            pow(left + right, 3) / (4 * count); /* of the mean of both scales: MLE of the two-piece normal */
    double n = fmax(count - 1, 0);
    variance = (model->freedom * model->scale * model->scale + n * variance * (count > 1 ? count / n : 0)) /
               (model->freedom + n);
    if (left > 0 && right > 0)
        skew = (SKEW_PRIOR * model->skew + log(right / left) * count) / (count + SKEW_PRIOR);
    double scale = fmax(sqrt(variance), LEAST_SCALE), ratio = exp(fmin(fmax(skew, -1.4), 1.4));
    part->under = fmax(2 * scale / (1 + ratio), LEAST_SCALE);
    part->over = fmax(2 * scale * ratio / (1 + ratio), LEAST_SCALE);
}

static void update_group(an_model *model, size_t g)
{
    an_model_group *group = &model->group[g];
    const an_item_group *of = &model->items->groups[g];
    const an_mixture before = group->mixture;
    an_mixture *mixture = &group->mixture;
    double shares = 0;
    group->tail_count = group->tail_squares = 0;
    for (size_t k = 0; k < before.n_parts; k++) {
        part_sums sums = {0};
        an_mixture_part *part = &mixture->parts[k];
        for (size_t i = of->first; i < of->first + of->n; i++)
            if (!an_mixture_on_atom(&before, model->item[i].x))
                add_item(&sums, &before, k, &model->item[i]);
        group->pull = sums.pull;
        group->precision = sums.precision;
        group->count = sums.count;
        group->tail_count += sums.tail_count;
        group->tail_squares += sums.tail_squares;
        group->squares = sums.squares[0] + sums.squares[1];
        double prior = before.n_parts == 1 ? group->prior_precision : 0;
        if (before.atom_share == 0 && sums.precision + prior > 0)
            part->center = (sums.pull + prior * group->prior_center) / (sums.precision + prior);
        set_scales(model, &sums, part);
        part->share = sums.count + 1;
        shares += part->share;
        group->skew =
            sums.squares[0] > 0 && sums.squares[1] > 0 ? log(sums.squares[1] / sums.squares[0]) / 3 : 0;
    }
    for (size_t k = 0; k < before.n_parts; k++)
        mixture->parts[k].share /= shares;
    double odds = model->heavy / (1 - model->heavy) * exp(fmin(fmax(group->evidence, -50), 50));
    group->heavy = odds / (1 + odds);
    mixture->tail = an_model_tail(group->heavy);
    mixture->reach = model->reach;
    mixture->freedom = fmin(model->freedom + fmax(group->count - 1, 0), 1000);
}

void an_model_update(an_model *model)
{
    double heavy = 0, groups = 0, skew = 0, counts = 0;
    double tail = REACH_PRIOR, squares = REACH_PRIOR * AN_MODEL_REACH * AN_MODEL_REACH;
    for (size_t a = 0; a < model->n_active; a++) {
        const an_model_group *group = &model->group[model->active[a]];
        update_group(model, model->active[a]);
        double count = fmax(group->count - 2, 0), known = group->count / (group->count + 20);
        heavy += known * group->heavy;
        groups += known;
        skew += count * group->skew;
        tail += group->heavy * group->tail_count;
        squares += group->heavy * group->tail_squares;
        counts += count;
    }
    model->heavy = fmin((heavy + 0.01) / (HEAVY_DOUBT * groups + HEAVY_PRIOR), 0.98);
    model->skew = skew / (counts + 200);
    model->reach = fmin(fmax(sqrt(squares / tail), 2), 6);
}
