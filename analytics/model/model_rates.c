/* model_rates: which parties have more wrong items than others.
 *
 * Of each kind of cluster (an importer; a Member State within a group) the overdispersion of wrong
 * items is measured; where there is none, an item is judged by its price alone. Where there is some, the rate
 * of its cluster, without the item itself, is drawn to that of all as a beta prior with that overdispersion
 * would do it. What importers do in other models is taken in once, from sums over all of them. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/model.h"

/* No item is taken to be more likely wrong than this many times the rate of all, or less than one over it. */
#define MOST_TIMES 100.0

typedef struct cluster {
    double wrong, squares, n;
} cluster;

/* Sets the odds of an item, where they are further from 1 than what it has. */
static void set_odds(an_model_item *item, double odds)
{
    odds = fmin(fmax(odds, 1 / MOST_TIMES), MOST_TIMES);
    if (fabs(log(odds)) > fabs(log((double)item->rate)))
        item->rate = (float)odds;
}

/* The odds of an item of a cluster of n, of which so many are wrong, itself by `own`, relative to all. */
static double odds_of(double wrong, double own, double n, double mean, double strength)
{
    double rate = (strength * mean + wrong - own) / (strength + n - 1);
    return rate / (1 - fmin(rate, 0.99)) * (1 - mean) / mean;
}

static double wrong_of(const an_model_item *item)
{
    return (double)item->manipulated + item->quantity;
}

/* How much clusters are alike: the strength of a beta prior with the intraclass correlation of wrong items,
 * by moments, shrunk: pairs of one cluster that are both wrong; 0: they do not differ. */
static double strength_of(const cluster clusters[], size_t n, double mean)
{
    double pairs = 0, both = 0;
    for (size_t c = 0; c < n; c++) {
        double weight = fmin(1, 50 / (clusters[c].n + 1)); /* no cluster decides alone */
        pairs += weight * clusters[c].n * (clusters[c].n - 1);
        both += weight * (clusters[c].wrong * clusters[c].wrong - clusters[c].squares -
                          2 * mean * (clusters[c].n - 1) * clusters[c].wrong +
                          mean * mean * clusters[c].n * (clusters[c].n - 1));
    }
    const double rho = pairs > 0 ? both / (pairs * mean * (1 - mean)) : 0;
    return rho > 0.02 ? 1 / fmin(rho, 0.9) - 1 : 0;
}

/* Sets the rate of items further from 1 where this kind of cluster says more. */
static void apply(const an_model *model, size_t kind, const cluster clusters[], double mean, double strength)
{
    for (size_t a = 0; a < model->hierarchy.n_groups; a++) {
        const an_item_group *group = &model->items->groups[model->hierarchy.group[a]];
        for (size_t i = group->first; i < group->first + group->n; i++) {
            an_model_item *item = &model->item[i];
            const cluster *c = &clusters[model->item[i].cluster[kind]];
            set_odds(item, odds_of(c->wrong, wrong_of(item), c->n, mean, strength));
        }
    }
}

static void count(const an_model *model, size_t kind, cluster clusters[])
{
    for (size_t a = 0; a < model->hierarchy.n_groups; a++) {
        const an_item_group *group = &model->items->groups[model->hierarchy.group[a]];
        for (size_t i = group->first; i < group->first + group->n; i++) {
            cluster *c = &clusters[model->item[i].cluster[kind]];
            double wrong = wrong_of(&model->item[i]);
            c->wrong += wrong;
            c->squares += wrong * wrong;
            c->n++;
        }
    }
}

/* The mean of wrong items; rates start at 1 again. */
static double restart(an_model *model)
{
    double sum = 0;
    for (size_t a = 0; a < model->hierarchy.n_groups; a++) {
        const an_item_group *group = &model->items->groups[model->hierarchy.group[a]];
        for (size_t i = group->first; i < group->first + group->n; i++) {
            sum += wrong_of(&model->item[i]);
            model->item[i].rate = 1;
        }
    }
    return sum / (double)model->items->n;
}

an_code an_model_rates(an_model *model, an_error *err)
{
    const bool is_learned = model->shared != NULL;
    /* importers reach beyond items to which what was learned is applied */
    const size_t kinds = !is_learned ? AN_MODEL_CLUSTERS : model->now.strength > 0 ? 1 : 0;
    size_t most = 0;
    for (size_t kind = 0; kind < kinds; kind++)
        most = model->n_clusters[kind] > most ? model->n_clusters[kind] : most;
    cluster *clusters = malloc((most + 1) * sizeof *clusters);
    if (clusters == NULL)
        return an_fail_memory(err);
    double mean = restart(model);
    if (!is_learned) {
        model->now.mean = mean;
        model->now.strength = 0;
    }
    for (size_t kind = 0; kind < kinds && mean > 1e-6; kind++) {
        memset(clusters, 0, (most + 1) * sizeof *clusters);
        count(model, kind, clusters);
        const double strength =
            is_learned ? model->now.strength : strength_of(clusters, model->n_clusters[kind], mean);
        if (kind == 0)
            model->now.strength = strength;
        if (strength > 0)
            apply(model, kind, clusters, model->now.mean, strength);
    }
    if (model->importer_odds != NULL)
        for (size_t i = 0; i < model->items->n; i++)
            set_odds(&model->item[i], (double)model->importer_odds[i]);
    free(clusters);
    return AN_OK;
}

/* ---- importers beyond one model ---- */

static uint64_t whole_of(double probability)
{
    return (uint64_t)(fmin(fmax(probability, 0), 1) / AN_MODEL_UNIT + 0.5);
}

void an_model_count_importers(const an_model *model, an_model_importers *importers)
{
    for (size_t i = 0; i < model->items->n; i++) {
        const double wrong = wrong_of(&model->item[i]);
        an_model_importer *const own = &importers->party[model->items->items[i].importer];
        own->wrong += whole_of(wrong);
        own->squares += whole_of(wrong * wrong);
        own->n++;
    }
}

static int by_counts(const void *a, const void *b)
{
    const cluster *x = a, *y = b;
    if (x->n != y->n)
        return x->n < y->n ? -1 : 1;
    if (x->wrong != y->wrong)
        return x->wrong < y->wrong ? -1 : 1;
    return (x->squares > y->squares) - (x->squares < y->squares);
}

an_code an_model_compare_importers(an_model_importers *importers, an_error *err)
{
    cluster *const clusters = malloc(((size_t)importers->n + 1) * sizeof *clusters);
    uint64_t wrong = 0, n = 0;
    if (clusters == NULL)
        return an_fail_memory(err);
    for (uint32_t s = 0; s <= importers->n; s++) {
        const an_model_importer *const own = &importers->party[s];
        wrong += own->wrong;
        n += own->n;
        clusters[s] = (cluster){(double)own->wrong * AN_MODEL_UNIT,
                                (double)own->squares * AN_MODEL_UNIT, (double)own->n};
    }
    if (importers->n > 0) /* in an order that does not depend on their numbers; 0 is nobody */
        qsort(clusters + 1, importers->n, sizeof *clusters, by_counts);
    importers->mean = n > 0 ? (double)wrong * AN_MODEL_UNIT / (double)n : 0;
    importers->strength =
        importers->mean > 1e-6 ? strength_of(clusters + 1, importers->n, importers->mean) : 0;
    free(clusters);
    return AN_OK;
}

an_code an_model_expect_importers(an_model *model, const an_model_importers *importers, an_error *err)
{
    if (!(importers->strength > 0))
        return AN_OK;
    model->importer_odds = malloc((model->items->n + 1) * sizeof *model->importer_odds);
    if (model->importer_odds == NULL)
        return an_fail_memory(err);
    for (size_t i = 0; i < model->items->n; i++) {
        const uint32_t importer = model->items->items[i].importer;
        const an_model_importer *const s = &importers->party[importer];
        const double own = (double)whole_of(wrong_of(&model->item[i])) * AN_MODEL_UNIT;
        model->importer_odds[i] = importer == 0
                                    ? 1
                                    : (float)odds_of((double)s->wrong * AN_MODEL_UNIT, own, (double)s->n,
                                                     importers->mean, importers->strength);
    }
    return AN_OK;
}
