/* kept: which items auto keeps until q-values can be made, and the signals among them. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "signal/by_model.h"

/* Items are kept for the list of signals if they are less probably honest than this; where signals turn out
 * to reach further, all are. */
#define KEPT 0.98

void an_auto_forget(an_auto_part parts[])
{
    for (size_t p = 0; p < AN_PARTITIONS; p++) {
        free(parts[p].found);
        free(parts[p].others[0]);
        free(parts[p].others[1]);
        parts[p] = (an_auto_part){0};
    }
}

/* ---- what is kept of an item ---- */

/* Whether an item may be a signal, or is to be written. */
static bool may_be(const an_auto_job *all, const an_scored *scored)
{
    const an_signal_rules *const rules = all->job->rules;
    if (all->keeps_all)
        return true;
    if (rules->threshold > 0)
        return fabs(scored->score) > rules->threshold;
    return an_signals_by_honesty(rules) ? scored->honest < KEPT : scored->p_value <= rules->fdr;
}

static an_code keep(const an_auto_job *all, an_auto_part *part, const an_auto_found *found, an_error *err)
{
    const an_signal_rules *const rules = all->job->rules;
    const bool by_honesty = an_signals_by_honesty(rules);
    const int class = by_honesty && found->scored.signal == AN_SIGNAL_QUANTITY;
    part->scored++;
    if (may_be(all, &found->scored)) {
        if (an_grow(&part->found, &part->capacity, part->n_found + 1, sizeof *part->found) != AN_OK)
            return an_fail_memory(err);
        part->found[part->n_found++] = *found;
    } else if (by_honesty && !(rules->threshold > 0)) {
        part->passed[class]++;
    } else {
        if (an_grow(&part->others[class], &part->others_capacity[class], part->n_others[class] + 1,
                    sizeof *part->others[class]) != AN_OK)
            return an_fail_memory(err);
        part->others[class][part->n_others[class]++] =
            by_honesty ? found->scored.honest : found->scored.p_value;
    }
    return AN_OK;
}

/* Keeps what was found out of the items of group g, of a part. */
an_code an_auto_keep(const an_auto_job *all, const an_part_group *group, const an_items *items, size_t g,
                     const an_auto_result result[], an_error *err)
{
    const size_t p = group->partition->number;
    const an_by_set_part *const sifted = &all->job->parts[p];
    const uint32_t entry = sifted->entry[group->group];
    const an_item_group *const of = &items->groups[g];
    an_code code = AN_OK;
    for (size_t i = of->first; i < of->first + of->n && code == AN_OK; i++) {
        const an_item *const item = &items->items[i];
        if (entry == AN_REFERENCES_NONE || !result[i].judged) {
            all->parts[p].unmatched++;
            continue;
        }
        const an_auto_found found = {
            an_signals_of_auto(&sifted->references.entries[entry], &result[i], 0, item->value, item->mass),
            item->place, item->value, item->mass, group->group};
        code = keep(all, &all->parts[p], &found, err);
    }
    return code;
}

/* ---- signals ---- */

/* The others of all parts, of one class. */
static an_code join_others(const an_auto_job *all, int class, double **x, size_t *n, an_error *err)
{
    *n = 0;
    for (size_t p = 0; p < AN_PARTITIONS; p++)
        *n += all->parts[p].n_others[class];
    *x = malloc((*n + 1) * sizeof **x);
    if (*x == NULL)
        return an_fail_memory(err);
    double *next = *x;
    for (size_t p = 0; p < AN_PARTITIONS; p++) {
        const size_t some = all->parts[p].n_others[class];
        if (some > 0)
            next = mempcpy(next, all->parts[p].others[class], some * sizeof *next);
    }
    return AN_OK;
}

/* q-values and signals of all that was found, part by part; those that are neither signals nor asked for go.
 * *complete: no item that was passed over can be a signal. */
an_code an_auto_decide(const an_auto_job *all, an_signals *signals, bool *complete, an_error *err)
{
    double *x[2] = {NULL, NULL};
    an_signals_others others = {0};
    an_code code = AN_OK;
    for (int class = 0; class < 2 && code == AN_OK; class ++) {
        code = join_others(all, class, &x[class], &others.n[class], err);
        others.x[class] = x[class];
    }
    if (code == AN_OK)
        code = an_signals_adjust(signals, &others, all->job->rules, err);
    free(x[0]);
    free(x[1]);
    double sum[2] = {0, 0}, n[2] = {0, 0};
    uint64_t passed[2] = {0, 0};
    for (size_t i = 0; i < signals->n && code == AN_OK; i++) {
        an_scored *const scored = &signals->items[i];
        const int class = scored->signal == AN_SIGNAL_QUANTITY;
        sum[class] += scored->honest;
        n[class]++;
        an_signals_decide(scored, all->job->rules);
    }
    for (size_t p = 0; p < AN_PARTITIONS; p++)
        for (int class = 0; class < 2; class ++)
            passed[class] += all->parts[p].passed[class];
    *complete = true;
    for (int class = 0; class < 2; class ++)
        if (passed[class] > 0 && (sum[class] + KEPT) / (n[class] + 1) <= all->job->rules->fdr * (1 + 1e-9))
            *complete = false; /* the least q-value that any of them could have */
    return code;
}

/* All that was found, part by part, as signals. */
an_code an_auto_list(const an_auto_job *all, an_signals *signals, an_error *err)
{
    size_t n = 0;
    for (size_t p = 0; p < AN_PARTITIONS; p++)
        n += all->parts[p].n_found;
    *signals = (an_signals){.items = malloc((n + 1) * sizeof *signals->items), .n = n};
    if (signals->items == NULL)
        return an_fail_memory(err);
    n = 0;
    for (size_t p = 0; p < AN_PARTITIONS; p++)
        for (size_t i = 0; i < all->parts[p].n_found; i++)
            signals->items[n++] = all->parts[p].found[i].scored;
    return AN_OK;
}

typedef struct placed {
    an_by_set_item item;
    size_t from; /* where it stands in the list of all that was found */
} placed;

static int by_order(const void *a, const void *b)
{
    const an_by_set_item *x = &((const placed *)a)->item, *y = &((const placed *)b)->item;
    if (x->order != y->order)
        return x->order < y->order ? -1 : 1;
    return (x->place > y->place) - (x->place < y->place);
}

/* Moves the signals, in order, to the sift. */
an_code an_auto_hand_over(const an_auto_job *all, const an_signals *decided, an_by_set *sift, an_error *err)
{
    placed *const list = malloc((decided->n + 1) * sizeof *list);
    size_t n = 0, from = 0;
    for (size_t p = 0; p < AN_PARTITIONS && list != NULL; p++) {
        an_by_set_part *const part = &all->job->parts[p];
        for (size_t i = 0; i < all->parts[p].n_found; i++, from++) {
            const an_auto_found *const found = &all->parts[p].found[i];
            if (!all->job->all && decided->items[from].signal == AN_SIGNAL_NONE)
                continue;
            part->fits[part->entry[found->group]].named = true;
            list[n++] = (placed){{found->place, found->value, found->mass, &part->partition, found->group,
                                  part->order[found->group]},
                                 from};
        }
    }
    sift->items = malloc((n + 1) * sizeof *sift->items);
    sift->signals.items = malloc((n + 1) * sizeof *sift->signals.items);
    an_code code =
        list == NULL || sift->items == NULL || sift->signals.items == NULL ? an_fail_memory(err) : AN_OK;
    if (code == AN_OK && n > 0)
        qsort(list, n, sizeof *list, by_order);
    for (size_t i = 0; i < n && code == AN_OK; i++) {
        sift->items[i] = list[i].item;
        sift->signals.items[i] = decided->items[list[i].from];
        sift->signals.items[i].item = i;
    }
    sift->signals.n = sift->signals.capacity = n;
    for (size_t p = 0; p < AN_PARTITIONS; p++) {
        sift->n_scored += all->parts[p].scored;
        sift->signals.unmatched += all->parts[p].unmatched;
    }
    free(list);
    return code;
}
