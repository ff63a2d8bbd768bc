/* by_model: the signals of an extract by the model of all groups.
 *
 * Few items are judged all at once. Of many, what all groups share is learned from some whole headings. Then
 * each part is looked at twice: to see what all items look like, and which importers, whose items lie in all
 * parts, have more wrong ones than others; and to judge. Of those that are surely honest nothing is kept but
 * what the q-values of the others need. */
#include "signal/scoring.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/auto.h"
#include "stat/multiplicity.h"

/* The quantity is presumed wrong, not the value [UN IMTS 2010 manual, 15.19]: unless that is so many times
 * less likely. */
#define QUANTITY_PRESUMED 0.25

/* Items are kept for the list of signals if they are less probably honest than this; where signals turn out
 * to reach further, all are. */
#define KEPT 0.98

/* What a thread has seen. */
typedef struct seen_items {
    an_model_totals totals;
    an_model_importers importers;
} seen_items;

/* What is kept of the items of one part. */
typedef struct kept_items {
    an_signal *list; /* those that may be signals, or are to be listed; not decided */
    size_t n, capacity;
    /* Of the others what counts in the q-values of these: probabilities or p-values. By class (class_of). */
    double *others[2];
    size_t n_others[2], others_capacity[2];
    uint64_t passed[2]; /* items that do not even count there */
} kept_items;

typedef struct model_job {
    const an_scoring *scoring;
    const an_signal_rules *rules;
    an_scoring_part *parts;    /* AN_PARTITIONS */
    kept_items *kept;          /* of each part */
    bool by_honesty;           /* q-values are made from probabilities */
    uint64_t n_items, at_once; /* all; so many are judged at once, and twice as many are learned from */
    bool keeps_all;
    an_part_group *groups; /* of all parts, in order */
    size_t n_groups;
    an_model_shared shared, known; /* learned from some; with what all look like */
    an_model_importers importers;
    seen_items *seen; /* by each thread */
} model_job;

static an_code run(const model_job *job, an_partitions_step *step, an_error *err)
{
    return an_partitions_run(job->scoring->partitions, job->rules->threads, step, (void *)job, err);
}

static an_code open_part(void *context, size_t p, unsigned thread, an_error *err)
{
    const model_job *const job = context;
    (void)thread;
    return an_scoring_open(job->scoring, p, true, err);
}

/* ---- what is kept of an item ---- */

/* What the model says of an item that is named by set. */
static an_signal score(const an_references_entry *set, const an_auto_result *result, const an_item *item,
                       const an_item_group *group)
{
    an_signal signal = {.item = {.place = item->place, .value = item->value, .mass = item->mass},
                        .group = group,
                        .set = set,
                        .method = "auto",
                        .price = item->value / item->mass,
                        .reference = exp(result->center),
                        .score = result->score,
                        .p_value = result->p_value,
                        .q_value = NAN,
                        .probability = result->manipulated,
                        .shortfall = result->shortfall,
                        .price_group = result->price_group,
                        .price_groups = result->price_groups,
                        .drift = result->drift,
                        .borrowed = result->borrowed,
                        .honest = fmin(fmax(1 - result->manipulated - result->quantity, 0), 1)};
    if (result->quantity > QUANTITY_PRESUMED * result->manipulated)
        signal.kind = AN_SIGNAL_QUANTITY;
    else
        signal.honest = 1 - result->manipulated;
    return signal;
}

/* Wrong quantities, which are sure, would make room for wrong values that are not: each class is corrected
 * apart. Without probabilities there is one. */
static int class_of(const model_job *job, const an_signal *signal)
{
    return job->by_honesty && signal->kind == AN_SIGNAL_QUANTITY;
}

/* Whether an item may be a signal, or is to be written. */
static bool may_be(const model_job *job, const an_signal *signal)
{
    if (job->keeps_all)
        return true;
    if (job->rules->threshold > 0)
        return fabs(signal->score) > job->rules->threshold;
    return job->by_honesty ? signal->honest < KEPT : signal->p_value <= job->rules->fdr;
}

static an_code keep(const model_job *job, kept_items *kept, const an_signal *signal, an_error *err)
{
    const int class = class_of(job, signal);
    if (may_be(job, signal)) {
        if (an_grow(&kept->list, &kept->capacity, kept->n + 1, sizeof *kept->list) != AN_OK)
            return an_fail_memory(err);
        kept->list[kept->n++] = *signal;
    } else if (job->by_honesty && !(job->rules->threshold > 0)) {
        kept->passed[class]++;
    } else {
        if (an_grow(&kept->others[class], &kept->others_capacity[class], kept->n_others[class] + 1,
                    sizeof *kept->others[class]) != AN_OK)
            return an_fail_memory(err);
        kept->others[class][kept->n_others[class]++] = job->by_honesty ? signal->honest : signal->p_value;
    }
    return AN_OK;
}

/* Keeps what may be a signal of the items of group number g of items, whose results are given, and counts the
 * others. Threads may do so for groups of different parts. */
static an_code keep_group(const model_job *job, const an_part_group *group, const an_items *items, size_t g,
                          const an_auto_result result[], an_error *err)
{
    an_scoring_part *const part = &job->parts[group->partition->number];
    const uint32_t entry = part->entry[group->group];
    const an_item_group *const of = &items->groups[g];
    an_code code = AN_OK;
    for (size_t i = of->first; i < of->first + of->n && code == AN_OK; i++) {
        if (entry == AN_REFERENCES_NONE || !result[i].judged) {
            part->unmatched++;
            continue;
        }
        an_signal signal = score(&part->references.entries[entry], &result[i], &items->items[i],
                                 &part->partition.groups[group->group]);
        signal.order = part->order[group->group];
        part->scored++;
        code = keep(job, &job->kept[group->partition->number], &signal, err);
    }
    return code;
}

/* ---- q-values ---- */

/* q-values of values x[n], p-values or probabilities of honesty; x may be q. */
static an_code correct(const model_job *job, const double x[], size_t n, double scratch[], double q[])
{
    if (job->by_honesty)
        return an_multiplicity_of_nulls(x, n, scratch, q);
    return job->rules->correction == AN_CORRECTION_BONFERRONI ? an_multiplicity_bonferroni(x, n, q)
                                                              : an_multiplicity_bh(x, n, scratch, q);
}

/* q-values of all that was found of one class, with the others of that class. */
static an_code adjust(const model_job *job, an_signals *signals, int class, an_error *err)
{
    size_t most = signals->n, n = 0, known = 0;
    for (size_t p = 0; p < AN_PARTITIONS; p++)
        most += job->kept[p].n_others[class];
    double *const x = malloc((most + 1) * sizeof *x), *const scratch =
                                                          malloc((2 * most + 1) * sizeof *scratch);
    an_code code = x == NULL || scratch == NULL ? an_fail_memory(err) : AN_OK;
    for (size_t i = 0; i < signals->n && code == AN_OK; i++)
        if (class_of(job, &signals->list[i]) == class)
            x[n++] = job->by_honesty ? signals->list[i].honest : signals->list[i].p_value;
    for (size_t p = 0; p < AN_PARTITIONS && code == AN_OK; p++) {
        const kept_items *const kept = &job->kept[p];
        if (kept->n_others[class] > 0)
            memcpy(x + n, kept->others[class], kept->n_others[class] * sizeof *x);
        n += kept->n_others[class];
    }
    if (code == AN_OK && correct(job, x, n, scratch, x) != AN_OK)
        code = an_fail(err, AN_SYSTEM, "a probability outside 0 to 1: please report this");
    for (size_t i = 0; i < signals->n && code == AN_OK; i++)
        if (class_of(job, &signals->list[i]) == class)
            signals->list[i].q_value = x[known++];
    free(x);
    free(scratch);
    return code;
}

/* q-values and kinds of all that was found. *complete: no item that was passed over can be a signal. */
static an_code decide(const model_job *job, an_signals *signals, bool *complete, an_error *err)
{
    double sum[2] = {0, 0}, n[2] = {0, 0};
    an_code code = AN_OK;
    for (int class = 0; class < (job->by_honesty ? 2 : 1) && code == AN_OK; class ++)
        code = adjust(job, signals, class, err);
    for (size_t i = 0; i < signals->n && code == AN_OK; i++) {
        an_signal *const signal = &signals->list[i];
        const int class = signal->kind == AN_SIGNAL_QUANTITY;
        sum[class] += signal->honest;
        n[class]++;
        an_scoring_decide(signal, job->rules);
    }
    *complete = true;
    for (int class = 0; class < 2; class ++) {
        uint64_t passed = 0;
        for (size_t p = 0; p < AN_PARTITIONS; p++)
            passed += job->kept[p].passed[class];
        if (passed > 0 && (sum[class] + KEPT) / (n[class] + 1) <= job->rules->fdr * (1 + 1e-9))
            *complete = false; /* the least q-value that any of them could have */
    }
    return code;
}

/* ---- all at once ---- */

/* Learns from some groups, or judges their items: result NULL to learn. */
static an_code look_at(model_job *job, const an_part_group groups[], size_t n, an_auto_result **result,
                       an_items *items, an_error *err)
{
    an_references references;
    an_code code = an_references_new(&references, job->scoring->comparison, err);
    if (code != AN_OK)
        return code;
    code = an_items_load(items, job->scoring->partitions, groups, n, true, job->rules->threads, err);
    if (code == AN_OK)
        code = an_references_name(&references, items->groups, n, job->scoring->comparison->n, err);
    if (code == AN_OK && result == NULL)
        code = an_auto_learn(items, &references, job->rules->threads, &job->shared, err);
    else if (code == AN_OK) {
        *result = malloc((items->n + 1) * sizeof **result);
        code = *result == NULL ? an_fail_memory(err)
                               : an_auto_assess(items, &references, job->rules->threads, *result, err);
    }
    an_references_free(&references);
    return code;
}

static an_code judge_at_once(model_job *job, an_error *err)
{
    an_items items = {0};
    an_auto_result *result = NULL;
    an_code code = look_at(job, job->groups, job->n_groups, &result, &items, err);
    for (size_t g = 0; g < job->n_groups && code == AN_OK; g++)
        code = keep_group(job, &job->groups[g], &items, g, result, err);
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
static size_t find_families(const model_job *job, uint32_t of[])
{
    size_t first[AN_PARTITIONS], all = 0; /* of the sets of each part, and then its groups */
    uint32_t n = 0;
    for (size_t p = 0; p < AN_PARTITIONS; p++) {
        first[p] = all;
        all += an_references_count(&job->parts[p].references) + job->parts[p].partition.n_groups;
    }
    uint32_t *const number = calloc(all + 1, sizeof *number);
    if (number == NULL)
        return SIZE_MAX;
    for (size_t g = 0; g < job->n_groups; g++) {
        const an_scoring_part *const part = &job->parts[job->groups[g].partition->number];
        const size_t n_groups = part->partition.n_groups, own = job->groups[g].group;
        size_t set = an_references_count(&part->references) + own;
        for (size_t level = 1; level < job->scoring->comparison->n; level++) {
            const uint32_t coarser = part->references.sets[level * n_groups + own];
            set = coarser != AN_REFERENCES_NONE ? coarser : set;
        }
        uint32_t *const known = &number[first[part->partition.number] + set];
        if (*known == 0)
            *known = ++n;
        of[g] = *known - 1;
    }
    free(number);
    return n;
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
static void take_families(const model_job *job, family families[], size_t n)
{
    const uint64_t enough = 2 * job->at_once;
    const size_t every = (size_t)(job->n_items / enough) + 1;
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

static an_code learn(model_job *job, an_error *err)
{
    uint32_t *const of = malloc((job->n_groups + 1) * sizeof *of);
    an_part_group *const chosen = malloc((job->n_groups + 1) * sizeof *chosen);
    const size_t n = of != NULL ? find_families(job, of) : SIZE_MAX;
    family *const families = n < SIZE_MAX ? calloc(n + 1, sizeof *families) : NULL;
    an_code code = chosen == NULL || families == NULL ? an_fail_memory(err) : AN_OK;
    if (code == AN_OK) {
        an_items items = {0};
        size_t n_chosen = 0;
        for (size_t g = 0; g < job->n_groups; g++)
            families[of[g]].n += job->groups[g].partition->groups[job->groups[g].group].n;
        take_families(job, families, n);
        for (size_t g = 0; g < job->n_groups; g++)
            if (families[of[g]].taken)
                chosen[n_chosen++] = job->groups[g];
        code = look_at(job, chosen, n_chosen, NULL, &items, err);
        an_items_free(&items);
    }
    free(of);
    free(chosen);
    free(families);
    return code;
}

/* ---- part by part ---- */

/* The groups of part p and their items; free both. */
static an_code load_part(const model_job *job, size_t p, an_part_group **groups, an_items *items,
                         an_error *err)
{
    const an_partition *const partition = &job->parts[p].partition;
    *groups = malloc((partition->n_groups + 1) * sizeof **groups);
    *items = (an_items){0};
    if (*groups == NULL)
        return an_fail_memory(err);
    for (uint32_t g = 0; g < partition->n_groups; g++)
        (*groups)[g] = (an_part_group){partition, g};
    return an_items_load(items, job->scoring->partitions, *groups, partition->n_groups, false, 1, err);
}

static an_code survey_part(void *context, size_t p, unsigned thread, an_error *err)
{
    const model_job *const job = context;
    an_part_group *groups;
    an_items items;
    if (job->parts[p].partition.n == 0)
        return AN_OK;
    an_code code = load_part(job, p, &groups, &items, err);
    if (code == AN_OK)
        code = an_auto_survey(&items, &job->parts[p].references, &job->shared, &job->seen[thread].totals,
                              &job->seen[thread].importers, err);
    an_items_free(&items);
    free(groups);
    return code;
}

static an_code judge_part(void *context, size_t p, unsigned thread, an_error *err)
{
    const model_job *const job = context;
    const size_t n = job->parts[p].partition.n;
    an_part_group *groups;
    an_items items;
    (void)thread;
    if (n == 0)
        return AN_OK;
    an_auto_result *const result = malloc(n * sizeof *result);
    an_code code = load_part(job, p, &groups, &items, err);
    if (code == AN_OK && result == NULL)
        code = an_fail_memory(err);
    if (code == AN_OK)
        code = an_auto_judge(&items, &job->parts[p].references, &job->shared, &job->known, &job->importers,
                             result, err);
    for (size_t g = 0; g < items.n_groups && code == AN_OK; g++)
        code = keep_group(job, &groups[g], &items, g, result, err);
    free(result);
    an_items_free(&items);
    free(groups);
    return code;
}

/* Adds up what the threads have seen, and learns from it. */
static an_code add_up(model_job *job, an_error *err)
{
    an_model_totals *const totals = &job->seen[0].totals;
    job->importers = job->seen[0].importers;
    job->seen[0].importers.party = NULL;
    for (unsigned t = 1; t < job->rules->threads; t++) {
        an_model_join_totals(totals, &job->seen[t].totals);
        for (uint32_t s = 0; s <= job->importers.n; s++) {
            const an_model_importer *const other = &job->seen[t].importers.party[s];
            job->importers.party[s].wrong += other->wrong;
            job->importers.party[s].squares += other->squares;
            job->importers.party[s].n += other->n;
        }
    }
    job->known = job->shared;
    an_model_learn_totals(&job->known, totals);
    return an_model_compare_importers(&job->importers, err);
}

static an_code survey(model_job *job, an_error *err)
{
    const size_t n = an_partitions_parties(job->scoring->partitions, AN_PARTY_IMPORTER);
    job->seen = calloc(job->rules->threads, sizeof *job->seen);
    an_code code = job->seen == NULL ? an_fail_memory(err) : AN_OK;
    for (unsigned t = 0; t < job->rules->threads && code == AN_OK; t++) {
        an_model_importers *const importers = &job->seen[t].importers;
        importers->n = (uint32_t)n;
        importers->party = calloc(n + 1, sizeof *importers->party);
        code = importers->party == NULL ? an_fail_memory(err) : AN_OK;
    }
    if (code == AN_OK)
        code = run(job, survey_part, err);
    if (code == AN_OK)
        code = add_up(job, err);
    for (unsigned t = 0; job->seen != NULL && t < job->rules->threads; t++)
        free(job->seen[t].importers.party);
    free(job->seen);
    return code;
}

/* ---- the whole ---- */

/* Lets go of what was kept. */
static void forget(const model_job *job)
{
    for (size_t p = 0; p < AN_PARTITIONS; p++) {
        free(job->kept[p].list);
        free(job->kept[p].others[0]);
        free(job->kept[p].others[1]);
        job->kept[p] = (kept_items){0};
    }
}

/* Moves what was kept to signals, part by part. */
static an_code gather(const model_job *job, an_signals *signals, an_error *err)
{
    size_t n = 0;
    for (size_t p = 0; p < AN_PARTITIONS; p++)
        n += job->kept[p].n;
    signals->n = 0;
    signals->list = malloc((n + 1) * sizeof *signals->list);
    if (signals->list == NULL)
        return an_fail_memory(err);
    for (size_t p = 0; p < AN_PARTITIONS; p++) { /* each goes at once: there may be as many as items */
        kept_items *const kept = &job->kept[p];
        if (kept->n > 0)
            memcpy(signals->list + signals->n, kept->list, kept->n * sizeof *kept->list);
        signals->n += kept->n;
        free(kept->list);
        kept->list = NULL;
    }
    return AN_OK;
}

/* Leaves the signals, or all that are asked for, in order, and names their sets. */
static void select_signals(const model_job *job, an_signals *signals)
{
    size_t n = 0, i = 0;
    for (size_t p = 0; p < AN_PARTITIONS; p++)
        for (size_t k = 0; k < job->kept[p].n; k++, i++) {
            const an_signal *const signal = &signals->list[i];
            if (!job->rules->all && signal->kind == AN_SIGNAL_NONE)
                continue;
            an_references_entry *const entries = job->parts[p].references.entries;
            entries[signal->set - entries].wanted = true;
            signals->list[n++] = *signal;
        }
    signals->n = n;
    an_scoring_sort(signals);
}

/* Judges all items, those that are kept being enough for all signals. */
static an_code judge(model_job *job, bool at_once, an_signals *signals, an_error *err)
{
    bool complete = false;
    an_code code = AN_OK;
    while (!complete && code == AN_OK) {
        code = at_once ? judge_at_once(job, err) : run(job, judge_part, err);
        if (code == AN_OK)
            code = gather(job, signals, err);
        if (code == AN_OK)
            code = decide(job, signals, &complete, err);
        if (!complete && code == AN_OK) {
            free(signals->list);
            signals->list = NULL;
            forget(job);
            for (size_t p = 0; p < AN_PARTITIONS; p++)
                job->parts[p].scored = job->parts[p].unmatched = 0;
            job->keeps_all = true;
        }
    }
    return code;
}

/* Finds the signals of open parts. */
static an_code find(model_job *job, an_signals *signals, an_error *err)
{
    const bool at_once = job->n_items <= job->at_once;
    job->keeps_all = job->rules->all || at_once;
    an_code code = at_once ? AN_OK : learn(job, err);
    if (code == AN_OK && !at_once)
        code = survey(job, err);
    if (code == AN_OK)
        code = judge(job, at_once, signals, err);
    if (code != AN_OK)
        return code;
    select_signals(job, signals);
    return an_scoring_describe(job->scoring, err);
}

an_code an_by_model_find(an_scoring *scoring, an_signals *signals, an_error *err)
{
    const an_signal_rules *const rules = scoring->rules;
    kept_items kept[AN_PARTITIONS] = {{0}};
    model_job job = {.scoring = scoring,
                     .rules = rules,
                     .parts = scoring->parts,
                     .kept = kept,
                     .by_honesty = rules->correction == AN_CORRECTION_USUAL,
                     .at_once = rules->at_once > 0 ? rules->at_once : AN_AUTO_AT_ONCE};
    an_code code = run(&job, open_part, err);
    if (code == AN_OK)
        code = an_scoring_order(scoring, &job.groups, &job.n_groups, err);
    for (size_t p = 0; p < AN_PARTITIONS; p++)
        job.n_items += an_partitions_size(scoring->partitions, p);
    if (code == AN_OK)
        code = find(&job, signals, err);
    forget(&job);
    free(job.groups);
    free(job.importers.party);
    return code;
}
