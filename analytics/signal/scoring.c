/* scoring: what judges the items of an extract, part by part, and what is said of them.
 *
 * An item is judged by the finest comparison set of at least min_group prices; coarser sets of a part are
 * named only if some group of it needs one, which in most parts none does. Score to kind: within the limit
 * nothing; off by about 100 or 1,000 (within a factor of 2) a wrong quantity, g for kg or kg for t, because
 * the quantity is presumed wrong before the value (UN IMTS 2010 manual, 15.19); else under or over. A factor
 * of 10 may be either, and stays with the score.
 *
 * Groups of all parts are put in one order, by period and keys: signals sort by that and by place, so that
 * nothing depends on how the data were parted. */
#include "signal/scoring.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

/* A price off by 100 or 1,000, give or take this factor (as log), is one of the mass: g for kg, kg for t, a
 * decimal mark out of place. Off by 10 it may be either, and is left to the score. */
#define QUANTITY_TOLERANCE M_LN2

/* ---- one item ---- */

double an_scoring_p_value(const an_method *method, double score)
{
    return method->limit == 0 ? 2 * gsl_cdf_ugaussian_Q(fabs(score)) : (double)NAN;
}

an_signal an_scoring_score(const an_references_entry *set, const an_price_fit *fit, const an_method *method,
                           double value, double mass)
{
    an_signal signal = {.item = {.value = value, .mass = mass},
                        .set = set,
                        .method = fit->name,
                        .price = value / mass,
                        .reference = exp(fit->center),
                        .q_value = NAN,
                        .probability = NAN,
                        .honest = NAN,
                        .shortfall = NAN,
                        .borrowed = NAN,
                        .score = an_method_score(fit, value, mass)};
    if (fit->center == set->reference.log_median)
        signal.reference = set->reference.median; /* as it stands, not through its log */
    signal.p_value = an_scoring_p_value(method, signal.score);
    return signal;
}

an_signal_kind an_scoring_classify(double score, double limit, double log_distance)
{
    if (!(fabs(score) > limit))
        return AN_SIGNAL_NONE;
    double distance = fabs(log_distance);
    if (fabs(distance - 2 * M_LN10) < QUANTITY_TOLERANCE || fabs(distance - 3 * M_LN10) < QUANTITY_TOLERANCE)
        return AN_SIGNAL_QUANTITY;
    return score < 0 ? AN_SIGNAL_UNDER : AN_SIGNAL_OVER;
}

void an_scoring_decide(an_signal *signal, const an_signal_rules *rules)
{
    double limit = rules->method->limit;
    bool is_quantity = signal->kind == AN_SIGNAL_QUANTITY;
    if (rules->threshold > 0)
        limit = rules->threshold;
    else if (limit == 0)
        limit = signal->q_value <= rules->fdr ? 0 : INFINITY;
    signal->kind = an_scoring_classify(signal->score, limit, log(signal->price / signal->reference));
    if (signal->kind != AN_SIGNAL_NONE && !isnan(signal->probability))
        signal->kind = is_quantity         ? AN_SIGNAL_QUANTITY
                       : signal->score < 0 ? AN_SIGNAL_UNDER
                                           : AN_SIGNAL_OVER;
}

/* ---- parts ---- */

/* What judges each group: the finest set of enough prices. Coarser ones are only named where one is
 * needed. */
static an_code choose_sets(an_scoring_part *part, size_t min_group, an_error *err)
{
    const an_partition *partition = &part->partition;
    an_references *references = &part->references;
    an_code code = an_references_name(references, partition->groups, partition->n_groups, 1, err);
    for (size_t g = 0; g < partition->n_groups && code == AN_OK; g++) {
        const an_item_group *group = &partition->groups[g];
        part->entry[g] = references->sets[g];
        if (group->n == 0 || group->n >= min_group)
            continue;
        code = an_references_name(references, partition->groups, partition->n_groups,
                                  references->comparison->n, err);
        if (code != AN_OK)
            break;
        const an_references_entry *entry =
            an_references_find(references, group->period, group->keys, min_group);
        part->entry[g] = entry != NULL ? (uint32_t)(entry - references->entries) : AN_REFERENCES_NONE;
    }
    return code;
}

an_code an_scoring_open(const an_scoring *scoring, size_t p, bool every_set, an_error *err)
{
    an_scoring_part *part = &scoring->parts[p];
    const an_partition *partition = &part->partition;
    an_code code = an_partition_open(&part->partition, scoring->partitions, p, err);
    if (code == AN_OK)
        code = an_references_new(&part->references, scoring->comparison, err);
    if (code == AN_OK) {
        part->entry = malloc((partition->n_groups + 1) * sizeof *part->entry);
        code = part->entry == NULL ? an_fail_memory(err) : choose_sets(part, scoring->rules->min_group, err);
    }
    if (code == AN_OK && every_set)
        code = an_references_name(&part->references, partition->groups, partition->n_groups,
                                  scoring->comparison->n, err);
    if (code == AN_OK) {
        part->sets = calloc(an_references_count(&part->references) + 1, sizeof *part->sets);
        code = part->sets == NULL ? an_fail_memory(err) : AN_OK;
    }
    return code;
}

static int by_group(const void *a, const void *b)
{
    const an_part_group *x = a, *y = b;
    return an_partition_compare(x->partition, x->group, y->partition, y->group);
}

an_code an_scoring_order(const an_scoring *scoring, an_part_group **groups, size_t *n, an_error *err)
{
    an_scoring_part *const parts = scoring->parts;
    size_t all = 0, k = 0;
    for (size_t p = 0; p < AN_PARTITIONS; p++)
        all += parts[p].partition.n_groups;
    *groups = malloc((all + 1) * sizeof **groups);
    an_code code = *groups == NULL ? an_fail_memory(err) : AN_OK;
    for (size_t p = 0; p < AN_PARTITIONS && code == AN_OK; p++) {
        const size_t n_groups = parts[p].partition.n_groups;
        parts[p].order = malloc((n_groups + 1) * sizeof *parts[p].order);
        if (parts[p].order == NULL)
            code = an_fail_memory(err);
        for (uint32_t g = 0; g < n_groups && code == AN_OK; g++)
            (*groups)[k++] = (an_part_group){&parts[p].partition, g};
    }
    if (code == AN_OK && k > 0)
        qsort(*groups, k, sizeof **groups, by_group);
    for (size_t i = 0; i < k && code == AN_OK; i++)
        parts[(*groups)[i].partition->number].order[(*groups)[i].group] = (uint32_t)i;
    *n = k;
    return code;
}

/* ---- what was found ---- */

/* Describes the sets that are wanted. */
static an_code describe_part(void *context, size_t p, unsigned thread, an_error *err)
{
    const an_scoring *const scoring = context;
    an_scoring_part *const part = &scoring->parts[p];
    an_prices prices;
    (void)thread;
    const an_code code = an_references_price(&part->references, &part->partition, AN_REFERENCE_GOODS,
                                             scoring->rules->min_group, AN_REFERENCES_ROOM, &prices, err);
    an_prices_free(&prices);
    return code;
}

an_code an_scoring_describe(const an_scoring *scoring, an_error *err)
{
    return an_partitions_run(scoring->partitions, scoring->rules->threads, describe_part, (void *)scoring,
                             err);
}

static int by_place(const void *a, const void *b)
{
    const an_signal *x = a, *y = b;
    if (x->order != y->order)
        return x->order < y->order ? -1 : 1;
    return (x->item.place > y->item.place) - (x->item.place < y->item.place);
}

void an_scoring_sort(an_signals *signals)
{
    if (signals->n > 0)
        qsort(signals->list, signals->n, sizeof *signals->list, by_place);
}
