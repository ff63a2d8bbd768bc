/* model_rates: which senders have more wrong items than others.
 *
 * Of each kind of cluster (an importer; a Member State within a group) the overdispersion of wrong
 * items is measured; where there is none, an item is judged by its price alone. Where there is some, the rate
 * of its cluster, without the item itself, is drawn to that of all as a beta prior with that overdispersion
 * would do it.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/model.h"

/* No item is taken to be more likely wrong than this many times the rate of all, or less than one over it. */
#define MOST_TIMES 100.0

typedef struct cluster {
    double wrong, squares, n;
} cluster;

static double wrong_of(const an_model_item *item)
{
    return (double)item->manipulated + item->quantity;
}

/* The intraclass correlation of wrong items, by moments, shrunk: pairs of one cluster that are both wrong. */
static double correlation(const cluster clusters[], size_t n, double mean)
{
    double pairs = 0, both = 0;
    for (size_t c = 0; c < n; c++) {
        double weight = fmin(1, 50 / (clusters[c].n + 1)); /* no cluster decides alone */
        pairs += weight * clusters[c].n * (clusters[c].n - 1);
        both += weight * (clusters[c].wrong * clusters[c].wrong - clusters[c].squares -
                          2 * mean * (clusters[c].n - 1) * clusters[c].wrong +
                          mean * mean * clusters[c].n * (clusters[c].n - 1));
    }
    return pairs > 0 ? both / (pairs * mean * (1 - mean)) : 0;
}

/* Sets the rate of items further from 1 where this kind of cluster says more. */
static void apply(const an_model *model, size_t kind, const cluster clusters[], double mean, double strength)
{
    for (size_t a = 0; a < model->n_active; a++) {
        const an_item_group *group = &model->items->groups[model->active[a]];
        for (size_t i = group->first; i < group->first + group->n; i++) {
            an_model_item *item = &model->item[i];
            const cluster *c = &clusters[model->item[i].cluster[kind]];
            double rate = (strength * mean + c->wrong - wrong_of(item)) / (strength + c->n - 1);
            double odds = rate / (1 - fmin(rate, 0.99)) * (1 - mean) / mean;
            odds = fmin(fmax(odds, 1 / MOST_TIMES), MOST_TIMES);
            if (fabs(log(odds)) > fabs(log((double)item->rate)))
                item->rate = (float)odds;
        }
    }
}

static void count(const an_model *model, size_t kind, cluster clusters[])
{
    for (size_t a = 0; a < model->n_active; a++) {
        const an_item_group *group = &model->items->groups[model->active[a]];
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
    for (size_t a = 0; a < model->n_active; a++) {
        const an_item_group *group = &model->items->groups[model->active[a]];
        for (size_t i = group->first; i < group->first + group->n; i++) {
            sum += wrong_of(&model->item[i]);
            model->item[i].rate = 1;
        }
    }
    return sum / (double)model->items_active;
}

an_code an_model_rates(an_model *model, an_error *err)
{
    size_t most = 0;
    for (size_t kind = 0; kind < AN_MODEL_CLUSTERS; kind++)
        most = model->n_clusters[kind] > most ? model->n_clusters[kind] : most;
    cluster *clusters = malloc((most + 1) * sizeof *clusters);
    if (clusters == NULL)
        return an_fail_memory(err);
    double mean = restart(model);
    for (size_t kind = 0; kind < AN_MODEL_CLUSTERS && mean > 1e-6; kind++) {
        memset(clusters, 0, (most + 1) * sizeof *clusters);
        count(model, kind, clusters);
        double rho = correlation(clusters, model->n_clusters[kind], mean);
        if (rho > 0.02)
            apply(model, kind, clusters, mean, 1 / fmin(rho, 0.9) - 1);
    }
    free(clusters);
    return AN_OK;
}
