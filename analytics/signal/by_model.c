/* by_model: auto in partitions. Few items are judged all at once. Of many, what all groups share is learned
 * from some whole headings. Then each part is looked at twice: to see what all items look like, and which
 * importers, whose items lie in all parts, have more wrong ones than others; and to judge. */
#include <stdlib.h>

#include "signal/by_model.h"

static an_code run(const an_auto_job *all, an_partitions_step *step, an_error *err)
{
    return an_partitions_run(all->job->partitions, all->job->threads, step, (void *)all, err);
}

static an_code open_part(void *context, size_t p, unsigned thread, an_error *err)
{
    const an_auto_job *const all = context;
    (void)thread;
    return an_by_set_open(all->job, p, err);
}

/* ---- all at once ---- */

/* What learns from a lot of groups, or judges it: result NULL to learn. */
static an_code look_at(an_auto_job *all, const an_part_group groups[], size_t n, an_auto_result **result,
                       an_items *items, an_error *err)
{
    an_references references;
    an_code code = an_references_new(&references, all->job->comparison, err);
    if (code != AN_OK)
        return code;
    code = an_part_items_load(items, all->job->partitions, groups, n, true, all->job->threads, err);
    if (code == AN_OK)
        code = an_references_name(&references, items->groups, n, all->job->comparison->n, err);
    if (code == AN_OK && result == NULL)
        code = an_auto_learn(items, &references, all->job->threads, &all->shared, err);
    else if (code == AN_OK) {
        *result = malloc((items->n + 1) * sizeof **result);
        code = *result == NULL ? an_fail_memory(err)
                               : an_auto_assess(items, &references, all->job->threads, *result, err);
    }
    an_references_free(&references);
    return code;
}

static an_code judge_at_once(an_auto_job *all, an_error *err)
{
    an_items items = {0};
    an_auto_result *result = NULL;
    an_code code = look_at(all, all->groups, all->n_groups, &result, &items, err);
    for (size_t g = 0; g < all->n_groups && code == AN_OK; g++)
        code = an_auto_keep(all, &all->groups[g], &items, g, result, err);
    free(result);
    an_items_free(&items);
    return code;
}

/* ---- headings to learn from ---- */

typedef struct family {
    uint64_t n; /* items */
    bool taken;
} family;

/* The families of all groups, in the order of their first ones: of[g], numbers; returns how many, or
 * SIZE_MAX: no memory. */
static size_t find_families(const an_auto_job *all, uint32_t of[])
{
    uint32_t *number[AN_PARTITIONS] = {NULL};
    uint32_t n = 0;
    bool has_memory = true;
    for (size_t p = 0; p < AN_PARTITIONS; p++) {
        const an_by_set_part *const part = &all->job->parts[p];
        number[p] =
            calloc(an_references_count(&part->references) + part->partition.n_groups + 1, sizeof *number[p]);
        has_memory = has_memory && number[p] != NULL;
    }
    for (size_t g = 0; g < all->n_groups && has_memory; g++) {
        const an_by_set_part *const part = &all->job->parts[all->groups[g].partition->number];
        const size_t n_groups = part->partition.n_groups, own = all->groups[g].group;
        size_t set = an_references_count(&part->references) + own;
        for (size_t level = 1; level < all->job->comparison->n; level++) {
            const uint32_t coarser = part->references.sets[level * n_groups + own];
            set = coarser != AN_REFERENCES_NONE ? coarser : set;
        }
        uint32_t *const known = &number[part->partition.number][set];
        if (*known == 0)
            *known = ++n;
        of[g] = *known - 1;
    }
    for (size_t p = 0; p < AN_PARTITIONS; p++)
        free(number[p]);
    return has_memory ? n : SIZE_MAX;
}

/* The smallest family that is not taken; n: there is none. */
static size_t find_smallest(const family families[], size_t n)
{
    size_t smallest = n;
    for (size_t f = 0; f < n; f++)
        if (!families[f].taken && families[f].n > 0 &&
            (smallest == n || families[f].n < families[smallest].n))
            smallest = f;
    return smallest;
}

/* Takes families evenly spread over those there are, until they have enough items; very large ones only where
 * the others do not do, and then the smallest of them. */
static void take_families(const an_auto_job *all, family families[], size_t n)
{
    const uint64_t enough = 2 * all->at_once;
    const size_t every = (size_t)(all->n_items / enough) + 1;
    uint64_t taken = 0;
    for (size_t first = 0; first < every && taken < enough; first++)
        for (size_t f = first; f < n && taken < enough; f += every)
            if (families[f].n <= enough) {
                families[f].taken = true;
                taken += families[f].n;
            }
    for (size_t f; taken < enough / 2 && (f = find_smallest(families, n)) < n;) {
        families[f].taken = true;
        taken += families[f].n;
    }
}

static an_code learn(an_auto_job *all, an_error *err)
{
    uint32_t *const of = malloc((all->n_groups + 1) * sizeof *of);
    an_part_group *const chosen = malloc((all->n_groups + 1) * sizeof *chosen);
    const size_t n = of != NULL ? find_families(all, of) : SIZE_MAX;
    family *const families = n < SIZE_MAX ? calloc(n + 1, sizeof *families) : NULL;
    an_code code = chosen == NULL || families == NULL ? an_fail_memory(err) : AN_OK;
    if (code == AN_OK) {
        an_items items = {0};
        size_t n_chosen = 0;
        for (size_t g = 0; g < all->n_groups; g++)
            families[of[g]].n += all->groups[g].partition->groups[all->groups[g].group].n;
        take_families(all, families, n);
        for (size_t g = 0; g < all->n_groups; g++)
            if (families[of[g]].taken)
                chosen[n_chosen++] = all->groups[g];
        code = look_at(all, chosen, n_chosen, NULL, &items, err);
        an_items_free(&items);
    }
    free(of);
    free(chosen);
    free(families);
    return code;
}

/* ---- part by part ---- */

/* The groups of part p and their items; free both. */
static an_code load_part(const an_auto_job *all, size_t p, an_part_group **groups, an_items *items,
                         an_error *err)
{
    const an_partition *const partition = &all->job->parts[p].partition;
    *groups = malloc((partition->n_groups + 1) * sizeof **groups);
    *items = (an_items){0};
    if (*groups == NULL)
        return an_fail_memory(err);
    for (uint32_t g = 0; g < partition->n_groups; g++)
        (*groups)[g] = (an_part_group){partition, g};
    return an_part_items_load(items, all->job->partitions, *groups, partition->n_groups, false, 1, err);
}

static an_code survey_part(void *context, size_t p, unsigned thread, an_error *err)
{
    const an_auto_job *const all = context;
    an_part_group *groups;
    an_items items;
    if (all->job->parts[p].partition.n == 0)
        return AN_OK;
    an_code code = load_part(all, p, &groups, &items, err);
    if (code == AN_OK)
        code = an_auto_survey(&items, &all->job->parts[p].references, &all->shared, &all->seen[thread].totals,
                              &all->seen[thread].senders, err);
    an_items_free(&items);
    free(groups);
    return code;
}

static an_code judge_part(void *context, size_t p, unsigned thread, an_error *err)
{
    const an_auto_job *const all = context;
    const size_t n = all->job->parts[p].partition.n;
    an_part_group *groups;
    an_items items;
    (void)thread;
    if (n == 0)
        return AN_OK;
    an_auto_result *const result = malloc(n * sizeof *result);
    an_code code = load_part(all, p, &groups, &items, err);
    if (code == AN_OK && result == NULL)
        code = an_fail_memory(err);
    if (code == AN_OK)
        code = an_auto_judge(&items, &all->job->parts[p].references, &all->shared, &all->known, &all->senders,
                             result, err);
    for (size_t g = 0; g < items.n_groups && code == AN_OK; g++)
        code = an_auto_keep(all, &groups[g], &items, g, result, err);
    free(result);
    an_items_free(&items);
    free(groups);
    return code;
}

/* Adds up what the threads have seen, and learns from it. */
static an_code add_up(an_auto_job *all, an_error *err)
{
    an_model_totals *const totals = &all->seen[0].totals;
    all->senders = all->seen[0].senders;
    all->seen[0].senders.sender = NULL;
    for (unsigned t = 1; t < all->job->threads; t++) {
        an_model_join_totals(totals, &all->seen[t].totals);
        for (uint32_t s = 0; s <= all->senders.n; s++) {
            const an_model_party *const other = &all->seen[t].senders.sender[s];
            all->senders.sender[s].wrong += other->wrong;
            all->senders.sender[s].squares += other->squares;
            all->senders.sender[s].n += other->n;
        }
    }
    all->known = all->shared;
    an_model_learn_totals(&all->known, totals);
    return an_model_compare_senders(&all->senders, err);
}

static an_code survey(an_auto_job *all, an_error *err)
{
    const size_t n = an_partitions_senders(all->job->partitions, AN_SENDER_IMPORTER);
    all->seen = calloc(all->job->threads, sizeof *all->seen);
    an_code code = all->seen == NULL ? an_fail_memory(err) : AN_OK;
    for (unsigned t = 0; t < all->job->threads && code == AN_OK; t++) {
        an_model_parties *const senders = &all->seen[t].senders;
        senders->n = (uint32_t)n;
        senders->sender = calloc(n + 1, sizeof *senders->sender);
        code = senders->sender == NULL ? an_fail_memory(err) : AN_OK;
    }
    if (code == AN_OK)
        code = run(all, survey_part, err);
    if (code == AN_OK)
        code = add_up(all, err);
    for (unsigned t = 0; all->seen != NULL && t < all->job->threads; t++)
        free(all->seen[t].senders.sender);
    free(all->seen);
    return code;
}

/* ---- the whole ---- */

/* Judges all items, those that are kept being enough for all signals. */
static an_code judge(an_auto_job *all, an_signals *decided, an_error *err)
{
    const bool at_once = all->n_items <= all->at_once;
    bool complete = false;
    an_code code = AN_OK;
    while (!complete && code == AN_OK) {
        code = at_once ? judge_at_once(all, err) : run(all, judge_part, err);
        if (code == AN_OK)
            code = an_auto_list(all, decided, err);
        if (code == AN_OK)
            code = an_auto_decide(all, decided, &complete, err);
        if (!complete && code == AN_OK) {
            an_signals_free(decided);
            an_auto_forget(all->parts);
            all->keeps_all = true;
        }
    }
    return code;
}

/* Finds the signals of open parts. */
static an_code find(an_auto_job *all, an_by_set *sift, an_error *err)
{
    an_signals decided = {0};
    const bool at_once = all->n_items <= all->at_once;
    all->keeps_all = all->job->all || at_once;
    an_code code = at_once ? AN_OK : learn(all, err);
    if (code == AN_OK && !at_once)
        code = survey(all, err);
    if (code == AN_OK)
        code = judge(all, &decided, err);
    if (code == AN_OK)
        code = an_auto_hand_over(all, &decided, sift, err);
    an_signals_free(&decided);
    return code == AN_OK
               ? an_partitions_run(all->job->partitions, all->job->threads, an_by_set_describe, all->job, err)
               : code;
}

an_code an_by_set_auto(an_by_set_job *job, an_by_set *sift, an_error *err)
{
    an_auto_job all = {.job = job,
                       .at_once = job->rules->at_once > 0 ? job->rules->at_once : AN_AUTO_AT_ONCE,
                       .parts = calloc(AN_PARTITIONS, sizeof *all.parts)};
    an_code code = all.parts == NULL ? an_fail_memory(err) : run(&all, open_part, err);
    if (code == AN_OK)
        code = an_by_set_order(job->parts, &all.groups, &all.n_groups, err);
    for (size_t p = 0; p < AN_PARTITIONS; p++)
        all.n_items += an_partitions_size(job->partitions, p);
    if (code == AN_OK)
        code = find(&all, sift, err);
    an_partitions_forget(job->partitions);
    if (all.parts != NULL)
        an_auto_forget(all.parts);
    free(all.parts);
    free(all.groups);
    free(all.senders.sender);
    return code;
}
