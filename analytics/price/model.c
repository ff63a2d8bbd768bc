/* model: what `auto` believes before its first round. */
#include "price/model.h"

#include <math.h>
#include <stdlib.h>

#include "price/balance.h"
#include "price/parts.h"
#include "stat/location.h"

/* Units per kg of one product differ by about this much (log); so many items would be needed to say
 * otherwise. */
#define UNITS_SCALE 0.15
#define UNITS_PRIOR 5.0
#define UNITS_LEAST 3

void an_model_free(an_model *model)
{
    free(model->item);
    free(model->group);
    free(model->active);
    *model = (an_model){0};
}

void an_model_widen(an_model *model)
{
    for (size_t g = 0; g < model->items->n_groups; g++)
        model->active[g] = (uint32_t)g;
    model->n_active = model->items->n_groups;
    model->items_active = model->items->n;
}

/* Whole headings, evenly spread over those there are, until there are enough items to learn from. */
static void choose_active(an_model *model)
{
    const an_items *items = model->items;
    size_t every = items->n / AN_MODEL_LEARNED + 1;
    const uint32_t *coarsest = model->references->sets + (model->references->ladder->n - 1) * items->n_groups;
    for (size_t g = 0; g < items->n_groups; g++) {
        size_t family = coarsest[g] != AN_REFERENCES_NONE ? coarsest[g] : g;
        if (family % every != 0)
            continue;
        model->active[model->n_active++] = (uint32_t)g;
        model->items_active += items->groups[g].n;
    }
    if (model->items_active < AN_MODEL_LEARNED / 2)
        an_model_widen(model); /* few headings, or one very large */
}

/* Room for one group at a time. */
typedef struct workspace {
    an_balance balance;
    double *x, *day, *weight, *scratch;
    uint32_t *order;
} workspace;

static int by_value(const void *a, const void *b, void *given)
{
    const double *x = given;
    uint32_t i = *(const uint32_t *)a, j = *(const uint32_t *)b;
    return x[i] != x[j] ? (x[i] > x[j]) - (x[i] < x[j]) : (i > j) - (i < j);
}

static void sort_order(workspace *work, size_t n)
{
    for (size_t i = 0; i < n; i++)
        work->order[i] = (uint32_t)i;
    qsort_r(work->order, n, sizeof *work->order, by_value, work->x);
}

/* Takes the drift out of x. */
static void take_drift(workspace *work, size_t n, an_model_group *group)
{
    sort_order(work, n);
    an_drift_find(work->x, work->day, work->weight, work->order, n, work->scratch, &group->drift);
    if (group->drift.kind == AN_DRIFT_NONE)
        return;
    for (size_t i = 0; i < n; i++)
        work->x[i] -= an_drift_at(&group->drift, work->day[i]);
    sort_order(work, n);
}

/* What supplementary units say of each item's mass. */
static void fit_units(const an_item item[], workspace *work, size_t n, an_model_item out[])
{
    size_t known = 0;
    for (size_t i = 0; i < n; i++)
        if (!isnan(item[i].units))
            work->scratch[known++] = log(item[i].units / item[i].mass);
    double center, mad;
    for (size_t i = 0; i < n; i++) {
        out[i].x_units = NAN;
        out[i].units_fit = NAN;
    }
    if (known < UNITS_LEAST || an_location_median(work->scratch, known, &center) != AN_OK)
        return;
    for (size_t i = 0; i < known; i++)
        work->scratch[i] = fabs(work->scratch[i] - center);
    (void)an_location_median(work->scratch, known, &mad); /* known > 0 */
    double scale = sqrt((UNITS_PRIOR * UNITS_SCALE * UNITS_SCALE + (double)known * mad * mad * 2.2) /
                        (UNITS_PRIOR + (double)known));
    for (size_t i = 0; i < n; i++)
        if (!isnan(item[i].units)) {
            double off = log(item[i].units / item[i].mass) - center, z = off / scale;
            out[i].x_units = out[i].x - off;
            out[i].units_fit = exp(-0.5 * z * z) / (scale * sqrt(2 * M_PI));
        }
}

/* First guess of a group: its price groups, and sums as if every item within two scales were honest. */
static void start_group(const an_model *model, const workspace *work, size_t n, an_model_group *group,
                        an_model_item out[])
{
    an_mixture *mixture = &group->mixture;
    double usual = model->scale;
    for (size_t k = 0; k < mixture->n_parts; k++) {
        an_mixture_part *part = &mixture->parts[k];
        double scale = n >= 20 && part->under > 0 ? part->under : usual;
        part->under = part->over = fmax(scale, 0.01);
    }
    group->heavy = model->heavy;
    mixture->tail = an_model_tail(model->heavy);
    mixture->reach = model->reach;
    mixture->freedom = model->freedom;
    const an_mixture_part *part = &mixture->parts[0];
    for (size_t i = 0; i < n && mixture->n_parts == 1; i++) {
        double z = fabs(work->x[i] - part->center) / part->under;
        double weight = work->weight[i] * (z > 2 ? 4 / (z * z) : 1);
        if (an_mixture_on_atom(mixture, work->x[i]))
            continue;
        out[i].weight = weight;
        group->precision += weight / (part->under * part->under);
        group->pull += weight * work->x[i] / (part->under * part->under);
        group->count += weight;
    }
}

/* Numbers the Member States within a group; last: of each state, the group that saw it last and its number.
 */
static void number_clusters(an_model *model, size_t g, uint32_t (*last)[2])
{
    const an_item_group *group = &model->items->groups[g];
    for (size_t i = group->first; i < group->first + group->n; i++) {
        const an_item *item = &model->items->items[i];
        uint32_t *seen = last[item->state];
        if (seen[0] != g + 1 || item->state == 0) {
            seen[0] = (uint32_t)g + 1;
            seen[1] = (uint32_t)model->n_clusters[0]++;
        }
        model->item[i].cluster[0] = seen[1];
        model->item[i].cluster[1] =
            item->importer > 0 ? item->importer - 1 : (uint32_t)model->n_clusters[1]++;
        model->item[i].cluster[2] = (uint32_t)g;
    }
}

static void prepare_group(an_model *model, size_t g, workspace *work)
{
    const an_item_group *group = &model->items->groups[g];
    const an_item *item = model->items->items + group->first;
    an_model_item *out = model->item + group->first;
    if (group->n == 0) {
        model->group[g].mixture.n_parts = 1;
        model->group[g].mixture.reach = model->reach;
        return;
    }
    for (size_t i = 0; i < group->n; i++) {
        work->x[i] = item[i].log_price;
        work->day[i] = item[i].day;
    }
    an_balance_weigh(&work->balance, item, group->n, work->weight);
    take_drift(work, group->n, &model->group[g]);
    an_parts_find(work->x, work->weight, work->order, group->n, work->scratch, &model->group[g].mixture);
    for (size_t i = 0; i < group->n; i++) {
        out[i].x = work->x[i];
        out[i].balance = work->weight[i];
        out[i].rate = 1;
    }
    fit_units(item, work, group->n, out);
    start_group(model, work, group->n, &model->group[g], out);
}

/* The usual scale of a group: the median distance of items from the median of their group. */
static double usual_scale(const an_items *items, double scratch[])
{
    size_t kept = 0;
    double median, scale = 0.3;
    for (size_t g = 0; g < items->n_groups; g++) {
        const an_item_group *group = &items->groups[g];
        double *x = scratch + kept;
        if (group->n < 4)
            continue;
        for (size_t i = 0; i < group->n; i++)
            x[i] = items->items[group->first + i].log_price;
        (void)an_location_median(x, group->n, &median); /* n > 0 */
        for (size_t i = 0; i < group->n; i++)
            x[i] = fabs(x[i] - median);
        kept += group->n;
    }
    if (kept > 0 && an_location_median(scratch, kept, &median) == AN_OK)
        scale = fmin(fmax(1.4826 * median, 0.05), 1);
    return scale;
}

static an_code prepare(an_model *model, workspace *work, uint32_t (*last)[2], an_error *err)
{
    const an_items *items = model->items;
    an_code code = an_balance_new(&work->balance, items, err);
    if (code != AN_OK)
        return code;
    model->scale = usual_scale(items, work->scratch);
    model->n_clusters[1] = an_intern_count(items->importers);
    model->n_clusters[2] = items->n_groups;
    for (size_t g = 0; g < items->n_groups; g++) {
        prepare_group(model, g, work);
        number_clusters(model, g, last);
    }
    an_balance_free(&work->balance);
    choose_active(model);
    return AN_OK;
}

an_code an_model_new(an_model *model, const an_items *items, const an_references *references, an_error *err)
{
    size_t n = items->n, states = an_intern_count(items->states) + 1;
    *model = (an_model){.items = items,
                        .references = references,
                        .freedom = 8,
                        .heavy = 0.2,
                        .reach = AN_MODEL_REACH,
                        .wrong = AN_MODEL_WRONG,
                        .item = calloc(n + 1, sizeof *model->item),
                        .group = calloc(items->n_groups + 1, sizeof *model->group),
                        .active = malloc((items->n_groups + 1) * sizeof *model->active)};
    model->changes = an_mixture_usual;
    for (size_t level = 0; level < AN_LADDER_LEVELS; level++)
        model->spread[level] = 0.5;
    workspace work = {.x = malloc((4 * n + 100) * sizeof *work.x),
                      .order = malloc((n + 1) * sizeof *work.order)};
    uint32_t(*last)[2] = calloc(states, sizeof *last);
    an_code code = AN_SYSTEM;
    if (model->item == NULL || model->group == NULL || model->active == NULL || work.x == NULL ||
        work.order == NULL || last == NULL) {
        code = an_fail_memory(err);
    } else {
        work.day = work.x + n;
        work.weight = work.day + n;
        work.scratch = work.weight + n;
        code = prepare(model, &work, last, err);
    }
    free(work.x);
    free(work.order);
    free(last);
    if (code != AN_OK)
        an_model_free(model);
    return code;
}
