/* model: what `auto` believes before its first round.
 *
 * Empirical Bayes; the parts are explained in model.h and at the heads of the model_*.c. Here each group
 * gets its start: what mass and importer explain taken out (explain.c), weights that no party outvotes
 * (balance.c), the drift of its period taken out (drift.c),
 * price groups of its own if it has 30 items or more and a valley in their density (price_groups.c), its
 * weighted median and MAD. Price groups are found once, before any round: what rounds find out neither adds
 * any nor takes any away, or groups would split and join for ever.
 *
 * Supplementary units, where there are any, say whether the mass is right: units per kg of one product vary
 * little (0.15 on the log scale), and the error of whole units, 0.4 of one, is taken into account: 1 unit
 * may be off by 40 %, 100 by 0.4 %. */
#include "model/model.h"

#include <math.h>
#include <stdlib.h>

#include "model/balance.h"
#include "model/price_groups.h"
#include "stat/location.h"
#include "stat/scale.h"

/* Units per kg of one product differ by about this much (log); so many items would be needed to say
 * otherwise. */
#define UNITS_SCALE 0.15
#define UNITS_PRIOR 5.0
#define UNITS_LEAST 3

/* Units are counted in whole ones: the error of one, as a standard deviation. */
#define WHOLE_UNIT 0.4

/* Degrees of freedom of a group's scale, and what levels and logs of squared scales differ by, before any are
 * seen. */
#define FREEDOM 8.0
#define LEVELS_DIFFER 0.5
#define SCALES_DIFFER 0.5

void an_model_free(an_model *model)
{
    an_effects_free(&model->levels);
    an_effects_free(&model->scales);
    an_hierarchy_free(&model->hierarchy);
    free(model->item);
    free(model->group);
    free(model->sums);
    free(model->order);
    free(model->importer_odds);
    *model = (an_model){0};
}

/* Room for one group at a time. */
typedef struct workspace {
    size_t *count; /* of each state or importer: 0 */
    double *x, *day, *weight, *scratch; /* scratch: 6 n + 100 */
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
        if (item[i].units > 0)
            work->scratch[known++] = log(item[i].units / item[i].mass);
    double center, mad;
    for (size_t i = 0; i < n; i++) {
        out[i].units_off = NAN;
        out[i].units_fit = NAN;
    }
    if (known < UNITS_LEAST || an_location_median(work->scratch, known, &center) != AN_OK)
        return;
    (void)an_scale_mad(work->scratch, known, center, work->scratch, &mad); /* known > 0 */
    double scale = sqrt((UNITS_PRIOR * UNITS_SCALE * UNITS_SCALE + (double)known * mad * mad * 2.2) /
                        (UNITS_PRIOR + (double)known));
    for (size_t i = 0; i < n; i++)
        if (item[i].units > 0) {
            double off = log(item[i].units / item[i].mass) - center, whole = WHOLE_UNIT / item[i].units;
            double wide = sqrt(scale * scale + whole * whole), z = off / wide;
            out[i].units_off = (float)off;
            out[i].units_fit = (float)(exp(-0.5 * z * z) / (wide * sqrt(2 * M_PI)));
        }
}

/* First guess of a group: its price groups, as wide as they look, with tails that keep wild prices from
 * moving them. */
static void start_group(const an_model *model, size_t n, an_model_group *group)
{
    an_mixture *mixture = &group->mixture;
    for (size_t k = 0; k < mixture->n_parts; k++) {
        an_mixture_part *part = &mixture->parts[k];
        double scale = n >= 20 && part->under > 0 ? part->under : model->now.scale;
        part->under = part->over = fmax(scale, 0.01);
    }
    group->has_level = mixture->n_parts == 1;
    group->prior_heavy = model->now.heavy;
    group->level = mixture->parts[0].center;
    group->share[0] = 1;
    group->scale = model->now.scale;
    group->freedom = mixture->freedom = FREEDOM;
    mixture->tail = an_model_tail(1);
    mixture->reach = model->now.reach;
}

static void prepare_group(an_model *model, size_t g, workspace *work)
{
    const an_item_group *of = &model->items->groups[g];
    const an_item *item = model->items->items + of->first;
    an_model_item *out = model->item + of->first;
    an_model_group *group = &model->group[g];
    const an_explain_room room = {work->scratch, work->order};
    an_explain_take(&model->now.explained, item, of->n, &room, work->x, work->day);
    for (size_t i = 0; i < of->n; i++) {
        out[i].spread = (float)work->day[i];
        work->day[i] = item[i].day;
    }
    group->mixture.n_parts = 1;
    if (of->n > 0) {
        an_balance_weigh(item, of->n, work->count, work->scratch, work->weight);
        take_drift(work, of->n, group);
        an_price_groups_find(work->x, work->weight, work->order, of->n, work->scratch, &group->mixture);
    }
    for (size_t i = 0; i < of->n; i++) {
        out[i].x = work->x[i];
        out[i].balance = (float)work->weight[i];
        model->order[of->first + i] = work->order[i];
        out[i].rate = 1;
    }
    fit_units(item, work, of->n, out);
    start_group(model, of->n, group);
}

/* Numbers the Member States within a group; last: of each state, the group that saw it last and its
 * number. */
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
    }
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
        scale = fmin(fmax(AN_SCALE_MAD_NORMAL * median, 0.05), 1);
    return scale;
}

/* ---- making it ---- */

/* Room for the workspaces of all threads, by the items of the largest group, and the parties. */
typedef struct preparing {
    an_model *model;
    size_t most, n_parties;
    double *numbers;
    uint32_t *order;
    size_t *count;
    an_explain_sums *sums; /* of each group */
} preparing;

/* What groups say of mass and importers. */
static void look_at_groups(void *context, unsigned thread, size_t first, size_t end)
{
    const preparing *p = context;
    const an_items *const items = p->model->items;
    const an_explain_room room = {p->numbers + thread * (9 * p->most + 100), p->order + thread * p->most};
    for (size_t g = first; g < end; g++)
        an_explain_look(&p->model->now.explained, items->items + items->groups[g].first, items->groups[g].n,
                        &room, &p->sums[g]);
}

static void explain(const preparing *p)
{
    an_model *const model = p->model;
    const size_t n = model->items->n_groups;
    an_threads_run(n, AN_MODEL_GRAIN, model->threads, look_at_groups, (void *)p);
    an_explain_learn_slopes(p->sums, n, &model->now.explained);
    an_threads_run(n, AN_MODEL_GRAIN, model->threads, look_at_groups, (void *)p);
    an_explain_learn_importers(p->sums, n, &model->now.explained);
}

static void prepare_groups(void *context, unsigned thread, size_t first, size_t end)
{
    const preparing *p = context;
    double *const x = p->numbers + thread * (9 * p->most + 100);
    workspace work = {.x = x,
                      .day = x + p->most,
                      .weight = x + 2 * p->most,
                      .scratch = x + 3 * p->most,
                      .order = p->order + thread * p->most,
                      .count = p->count + thread * p->n_parties};
    for (size_t g = first; g < end; g++)
        prepare_group(p->model, g, &work);
}

static an_code prepare(an_model *model, an_error *err)
{
    const an_items *items = model->items;
    const size_t threads = model->threads;
    preparing p = {.model = model,
                   .n_parties = (items->states > items->importers ? items->states : items->importers) + 1UL};
    for (size_t g = 0; g < items->n_groups; g++)
        p.most = items->groups[g].n > p.most ? items->groups[g].n : p.most;
    p.numbers = malloc(threads * (9 * p.most + 100) * sizeof *p.numbers);
    p.order = malloc((threads * p.most + 1) * sizeof *p.order);
    p.count = calloc(threads * p.n_parties, sizeof *p.count);
    double *scratch = malloc((items->n + 1) * sizeof *scratch);
    p.sums = malloc((items->n_groups + 1) * sizeof *p.sums);
    uint32_t(*last)[2] = calloc(items->states + 1UL, sizeof *last);
    an_code code = AN_OK;
    if (p.numbers == NULL || p.order == NULL || p.count == NULL || scratch == NULL || last == NULL ||
        p.sums == NULL) {
        code = an_fail_memory(err);
    } else {
        if (model->shared == NULL) {
            model->now.scale = usual_scale(items, scratch);
            explain(&p);
        }
        an_threads_run(items->n_groups, AN_MODEL_GRAIN, model->threads, prepare_groups, &p);
        model->n_clusters[1] = items->importers;
        for (size_t g = 0; g < items->n_groups; g++)
            number_clusters(model, g, last);
    }
    free(p.numbers);
    free(p.order);
    free(p.count);
    free(scratch);
    free(p.sums);
    free(last);
    return code;
}

/* Everything at its first guess. */
static an_code start(an_model *model, an_error *err)
{
    size_t n_groups = model->items->n_groups;
    model->item = calloc(model->items->n + 1, sizeof *model->item);
    model->group = calloc(n_groups + 1, sizeof *model->group);
    model->order = malloc((model->items->n + 1) * sizeof *model->order);
    model->sums = malloc((n_groups / model->grain + 1) * sizeof *model->sums);
    if (model->item == NULL || model->group == NULL || model->order == NULL || model->sums == NULL)
        return an_fail_memory(err);
    an_code code = prepare(model, err);
    if (code == AN_OK)
        code = an_hierarchy_of_items(&model->hierarchy, model->items, model->references, err);
    if (code == AN_OK)
        code = an_effects_new(&model->levels, &model->hierarchy, LEVELS_DIFFER, err);
    if (code == AN_OK)
        code = an_effects_new(&model->scales, &model->hierarchy, SCALES_DIFFER, err);
    if (code == AN_OK && model->shared != NULL) {
        model->levels.spreads = model->shared->levels;
        model->scales.spreads = model->shared->scales;
    }
    if (code == AN_OK)
        code = an_model_shape(model, err);
    free(model->order);
    model->order = NULL;
    return code;
}

/* Where levels and scales lie before anything is learned of them: so the currency does not matter. */
static void start_centers(an_model *model)
{
    double sum = 0, n = 0;
    for (size_t g = 0; g < model->items->n_groups; g++) {
        sum += model->items->groups[g].n > 0 ? model->group[g].level : 0;
        n += model->items->groups[g].n > 0;
    }
    model->levels.spreads.center = n > 0 ? sum / n : 0;
    model->scales.spreads.center = 2 * log(model->now.scale);
}

an_code an_model_new(an_model *model, const an_items *items, const an_references *references,
                     const an_model_shared *shared, unsigned threads, an_error *err)
{
    *model = (an_model){
        .items = items,
        .references = references,
        .shared = shared,
        .threads = threads > 0 ? threads : 1,
        .grain = shared == NULL ? AN_MODEL_GRAIN : 1,
        .now = {
            .heavy = 0.01, .reach = AN_MODEL_REACH, .wrong = AN_MODEL_WRONG, .changes = an_mixture_usual}};
    if (shared != NULL)
        model->now = *shared;
    an_code code = start(model, err);
    if (code != AN_OK) {
        an_model_free(model);
        return code;
    }
    an_model_update(model);
    if (shared == NULL)
        start_centers(model);
    return AN_OK;
}
