/* model_shape: the price groups that a commodity shows, for its groups that are too small to show any. */
#include <math.h>
#include <stdlib.h>

#include "price/model.h"
#include "price/parts.h"

/* A group of as many items shows its own price groups, or that it has none. */
enum { OWN_SHAPE = 100 };

/* Price groups are those of the goods, not of their groups, unless items of one group are this much more alike
 * in them than chance has it. */
#define MOST_ALIKE 0.5

/* How much more likely price groups must be than one: times log n for each. Twice what BIC asks for. */
#define GAIN 3.0

/* What a group's level is held to that of its set, in items. */
#define LEVEL_PRIOR 2.0

/* The items of one set; room for those of the largest family. */
typedef struct pool {
    const an_model *model;
    const uint32_t *group;
    size_t n_groups, n;
    double *x, *raw, *weight, *scratch;
    uint32_t *order;
    uint8_t *part;
    double counts[AN_MIXTURE_GROUPS], alike; /* items of each part; pairs of a group that share theirs */
    double pairs;
} pool;

static int by_value(const void *a, const void *b, void *given)
{
    const double *x = given;
    uint32_t i = *(const uint32_t *)a, j = *(const uint32_t *)b;
    return x[i] != x[j] ? (x[i] > x[j]) - (x[i] < x[j]) : (i > j) - (i < j);
}

static const an_item_group *items_of(const pool *p, size_t k)
{
    return &p->model->items->groups[p->group[k]];
}

/* Puts the items of all groups together. */
static void fill(pool *p)
{
    p->n = 0;
    for (size_t k = 0; k < p->n_groups; k++) {
        const an_item_group *of = items_of(p, k);
        for (size_t i = of->first; i < of->first + of->n; i++, p->n++) {
            p->raw[p->n] = p->x[p->n] = p->model->item[i].x;
            p->weight[p->n] = p->model->item[i].balance;
        }
    }
}

static void find_parts(pool *p, an_mixture *mixture)
{
    for (size_t i = 0; i < p->n; i++)
        p->order[i] = (uint32_t)i;
    qsort_r(p->order, p->n, sizeof *p->order, by_value, p->x);
    *mixture = (an_mixture){0};
    an_parts_find(p->x, p->weight, p->order, p->n, p->scratch, mixture);
    for (size_t k = 0; k < mixture->n_parts; k++) {
        an_mixture_part *part = &mixture->parts[k];
        part->under = part->over = fmax(part->under, 0.02);
    }
}

/* Says which part each item belongs to, and counts. */
static void assign(pool *p, const an_mixture *mixture)
{
    size_t at = 0;
    p->alike = p->pairs = 0;
    for (size_t k = 0; k < mixture->n_parts; k++)
        p->counts[k] = 0;
    for (size_t g = 0; g < p->n_groups; g++) {
        double own[AN_MIXTURE_GROUPS] = {0}, n = (double)items_of(p, g)->n;
        for (size_t i = 0; i < items_of(p, g)->n; i++, at++) {
            p->part[at] = (uint8_t)an_mixture_nearest(mixture, p->x[at]);
            own[p->part[at]]++;
        }
        double weight = n > 1 ? fmin(1, 20 / n) : 0; /* no group decides alone */
        p->pairs += weight * n * (n - 1);
        for (size_t k = 0; k < mixture->n_parts; k++) {
            p->alike += weight * own[k] * (own[k] - 1);
            p->counts[k] += own[k];
        }
    }
}

/* Takes each group's level, less that of the set, out of its items. */
static void align(pool *p, const an_mixture *mixture, double level[])
{
    size_t at = 0;
    for (size_t g = 0; g < p->n_groups; g++) {
        size_t n = items_of(p, g)->n;
        double sum = 0, weights = LEVEL_PRIOR;
        for (size_t i = at; i < at + n; i++) {
            const an_mixture_part *part = &mixture->parts[p->part[i]];
            double d = p->raw[i] - part->center, reach = 3 * part->under;
            sum += p->weight[i] * fmin(fmax(d, -reach), reach);
            weights += p->weight[i];
        }
        level[g] = sum / weights;
        for (; n > 0; n--, at++)
            p->x[at] = p->raw[at] - level[g];
    }
}

/* True if items of one group lie in different parts, about as items of any do. */
static bool is_within(const pool *p, size_t n_parts)
{
    double chance = 0;
    for (size_t k = 0; k < n_parts; k++)
        chance += p->counts[k] / (double)p->n * p->counts[k] / (double)p->n;
    return p->pairs > 0 && p->alike / p->pairs - chance < MOST_ALIKE * (1 - chance);
}

/* n log of the mean distance from the centers, none more than they lie apart, and of the parts' shares. */
static double cost(const pool *p, const an_mixture *mixture, bool as_one)
{
    const an_mixture_part *parts = mixture->parts;
    double most = parts[mixture->n_parts - 1].center - parts[0].center, sum[AN_MIXTURE_GROUPS] = {0}, cost = 0;
    double middle = p->x[p->order[p->n / 2]];
    for (size_t i = 0; i < p->n; i++) {
        double center = as_one ? middle : parts[p->part[i]].center;
        sum[as_one ? 0 : p->part[i]] += fmin(fabs(p->x[i] - center), most);
    }
    if (as_one)
        return (double)p->n * log(sum[0] / (double)p->n);
    for (size_t k = 0; k < mixture->n_parts; k++)
        if (p->counts[k] > 0)
            cost += p->counts[k] * (log(fmax(sum[k] / p->counts[k], 0.01)) - log(p->counts[k] / (double)p->n));
    return cost;
}

/* Finds the price groups of the pooled items. False: they show none. level: of each group. */
static bool find_shape(pool *p, an_mixture *mixture, double level[])
{
    an_mixture aligned;
    fill(p);
    if (p->n < AN_PARTS_LEAST)
        return false;
    find_parts(p, mixture);
    if (mixture->n_parts == 1)
        return false;
    assign(p, mixture);
    align(p, mixture, level);
    find_parts(p, &aligned);
    if (aligned.n_parts == mixture->n_parts) {
        *mixture = aligned;
        assign(p, mixture);
        align(p, mixture, level);
    }
    double gain = cost(p, mixture, true) - cost(p, mixture, false);
    return is_within(p, mixture->n_parts) && gain > GAIN * (double)(mixture->n_parts - 1) * log((double)p->n);
}

/* Gives the shape to a group: to keep, if it is too small for its own, else to be compared by. */
static void give(an_model_group *group, size_t n, const an_mixture *shape, double level)
{
    an_mixture *mixture = &group->mixture;
    double mean = 0, scale = 0;
    for (size_t k = 0; k < shape->n_parts; k++) {
        mean += shape->parts[k].share * shape->parts[k].center;
        scale += shape->parts[k].share * shape->parts[k].under;
    }
    bool has_own = mixture->n_parts > 1 || mixture->atom_share > 0 || n >= OWN_SHAPE;
    if (has_own && mixture->n_parts != shape->n_parts)
        return;
    group->n_offsets = shape->n_parts;
    for (size_t k = 0; k < shape->n_parts; k++) {
        group->offset[k] = shape->parts[k].center - mean;
        group->share[k] = shape->parts[k].share;
    }
    if (has_own)
        return;
    mixture->n_parts = shape->n_parts;
    group->level = level + mean;
    group->scale = scale;
    for (size_t k = 0; k < shape->n_parts; k++) {
        mixture->parts[k] = shape->parts[k];
        mixture->parts[k].center = group->level + group->offset[k];
    }
}

/* True if sets of this kind hold all keys but the commodity, and goods that are alike. */
static bool has_shape(const an_ladder *ladder, size_t kind)
{
    return kind == 0 || (kind < ladder->n && ladder->levels[kind].digits >= 6 &&
                         (!ladder->levels[kind].others || ladder->n_keys == 1));
}

typedef struct sorting {
    const an_kin *kin;
    size_t kind;
} sorting;

static int by_set(const void *a, const void *b, void *given)
{
    const sorting *s = given;
    uint32_t g = *(const uint32_t *)a, h = *(const uint32_t *)b;
    uint32_t x = s->kin->set[g][s->kind], y = s->kin->set[h][s->kind];
    return x != y ? (x > y) - (x < y) : (g > h) - (g < h);
}

/* The sets of one kind in a family; groups that have a shape already keep it. */
static void shape_family(an_model *model, size_t family, size_t kind, pool *p, uint32_t groups[], double level[])
{
    const an_kin *kin = &model->kin;
    size_t n = kin->family[family + 1] - kin->family[family], kept = 0;
    for (size_t k = 0; k < n; k++) {
        uint32_t g = kin->group[kin->family[family] + k];
        if (kin->set[g][kind] != AN_REFERENCES_NONE)
            groups[kept++] = g;
    }
    sorting by = {kin, kind};
    qsort_r(groups, kept, sizeof *groups, by_set, &by);
    for (size_t first = 0, end; first < kept; first = end) {
        an_mixture shape;
        for (end = first; end < kept && kin->set[groups[end]][kind] == kin->set[groups[first]][kind];)
            end++;
        p->group = groups + first;
        p->n_groups = end - first;
        if (p->n_groups == 1 || !find_shape(p, &shape, level))
            continue;
        for (size_t k = 0; k < p->n_groups; k++)
            if (model->group[p->group[k]].n_offsets == 0)
                give(&model->group[p->group[k]], items_of(p, k)->n, &shape, level[k]);
    }
}

/* Room for the items of the largest family. */
static an_code new_pool(const an_model *model, pool *p, an_error *err)
{
    size_t most = 1;
    for (size_t f = 0; f < model->kin.n_families; f++) {
        size_t n = 0;
        for (size_t k = model->kin.family[f]; k < model->kin.family[f + 1]; k++)
            n += model->items->groups[model->kin.group[k]].n;
        most = n > most ? n : most;
    }
    *p = (pool){.model = model,
                .x = malloc(4 * most * sizeof *p->x),
                .order = malloc(most * sizeof *p->order),
                .part = malloc(most)};
    if (p->x == NULL || p->order == NULL || p->part == NULL)
        return an_fail_memory(err);
    p->raw = p->x + most;
    p->weight = p->raw + most;
    p->scratch = p->weight + most;
    return AN_OK;
}

an_code an_model_shape(an_model *model, an_error *err)
{
    pool p = {0};
    size_t n_groups = model->items->n_groups;
    uint32_t *groups = malloc((n_groups + 1) * sizeof *groups);
    double *level = malloc((n_groups + 1) * sizeof *level);
    an_code code = groups == NULL || level == NULL ? an_fail_memory(err) : new_pool(model, &p, err);
    for (size_t kind = 0; kind < AN_EFFECTS_KINDS && code == AN_OK; kind++)
        for (size_t f = 0; f < model->kin.n_families && has_shape(model->references->ladder, kind); f++)
            shape_family(model, f, kind, &p, groups, level);
    free(p.x);
    free(p.order);
    free(p.part);
    free(groups);
    free(level);
    return code;
}
