/* by_set: the signals of an extract in partitions, by a method that judges one comparison set at a time. */
#include "signal/by_set.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "signal/part.h"
#include "stat/multiplicity.h"

/* ---- q-values ---- */

/* The last bin whose items may be signals; false: none can be. A little is added so that the rounding of a
 * p-value cannot leave one out. */
static bool find_last(const uint64_t count[], uint64_t n, const an_signal_rules *rules, bool all,
                      size_t *last)
{
    const double more = 1 + 1e-9;
    double p = 1;
    if (!all && rules->threshold > 0)
        p = an_scoring_p_value(rules->method, rules->threshold) * more;
    else if (!all && rules->correction == AN_CORRECTION_BONFERRONI)
        p = rules->fdr / (double)n * more;
    else if (!all)
        return an_multiplicity_last(count, rules->fdr, last);
    *last = an_multiplicity_bin(fmin(p, 1));
    return n > 0;
}

/* A score whose p-value lies in this bin or behind it, with hardly any larger one that does. */
static double score_of(const an_method *method, size_t bin)
{
    double least = 0, most = 40;
    while (most - least > 1e-6) {
        const double middle = (least + most) / 2;
        *(an_multiplicity_bin(an_scoring_p_value(method, middle)) >= bin ? &least : &most) = middle;
    }
    return least;
}

/* Most items lie near the middle of their set: for q-values up to PLENTY it does not matter where. */
#define PLENTY 0.125

static double find_near(const an_signal_rules *rules, bool all)
{
    return all || rules->fdr > PLENTY || rules->method->limit > 0
               ? 0
               : score_of(rules->method, an_multiplicity_bin(PLENTY));
}

/* Whether the counts tell what is wanted: q-values of bins up to last are no more than PLENTY, so that no
 * p-value above it has a say in them. */
static bool is_counted(const an_by_set_job *job, const uint64_t count[])
{
    uint64_t before = 0;
    for (size_t bin = 0; bin <= job->last; bin++)
        before += count[bin];
    return job->near == 0 || before == 0 ||
           (job->last + 1 < AN_MULTIPLICITY_BINS &&
            (double)job->n / (double)before * an_multiplicity_least(job->last + 1) <= PLENTY);
}

/* What no item of a lesser score can be: a signal, or wanted for its p-value. The next bin is left to what
 * rounding does. */
static double find_least(const an_by_set_job *job)
{
    const an_signal_rules *const rules = job->rules;
    size_t bin = AN_MULTIPLICITY_BINS - 1;
    if (job->all)
        return 0;
    if (rules->method->limit > 0) /* scores decide */
        return rules->threshold > 0 ? rules->threshold : rules->method->limit;
    while (bin > job->last && !job->open[bin])
        bin--;
    return bin + 2 < AN_MULTIPLICITY_BINS ? score_of(rules->method, bin + 2) : 0;
}

/* Adds up what the threads counted; returns the counts. */
static uint64_t *sum_counts(an_by_set_job *job, an_by_set *sift)
{
    uint64_t *const count = job->counts; /* the first thread's, and then all */
    for (unsigned t = 1; t < job->threads; t++)
        for (size_t bin = 0; bin < AN_MULTIPLICITY_BINS; bin++)
            count[bin] += count[t * (size_t)AN_MULTIPLICITY_BINS + bin];
    sift->n_scored = sift->signals.unmatched = 0;
    for (size_t p = 0; p < AN_PARTITIONS; p++) {
        sift->n_scored += sift->parts[p].scored;
        sift->signals.unmatched += sift->parts[p].unmatched;
    }
    job->n = sift->n_scored;
    return count;
}

/* What is wanted of all items: those up to the last bin, and the p-values of the open ones. *any: there may
 * be some. Counts anew, closely, where the first counts do not tell. */
static an_code choose(an_by_set_job *job, an_by_set *sift, bool *any, an_error *err)
{
    const uint64_t *const count = sum_counts(job, sift);
    const bool scores_decide = job->rules->method->limit > 0;
    *any = scores_decide || find_last(count, sift->n_scored, job->rules, job->all, &job->last);
    if (!scores_decide && *any && !is_counted(job, count)) {
        job->near = 0;
        memset(job->counts, 0, (size_t)job->threads * AN_MULTIPLICITY_BINS * sizeof *job->counts);
        const an_code code = an_partitions_run(job->partitions, job->threads, an_by_set_count, job, err);
        return code == AN_OK ? choose(job, sift, any, err) : code;
    }
    if (!scores_decide && *any && job->rules->correction != AN_CORRECTION_BONFERRONI)
        (void)an_multiplicity_open(count, job->last, job->open);
    job->least = find_least(job);
    return AN_OK;
}

/* q-values of all that were found, in their order. */
static an_code find_q(const an_by_set_job *job, const double p[], size_t n, double q[], an_error *err)
{
    size_t n_others = 0, k = 0;
    for (size_t i = 0; i < AN_PARTITIONS; i++)
        n_others += job->parts[i].n_others;
    double *others = malloc((n_others + 1) * sizeof *others),
           *scratch = malloc((2 * n + 1) * sizeof *scratch);
    an_code code = others == NULL || scratch == NULL ? an_fail_memory(err) : AN_OK;
    for (size_t i = 0; i < AN_PARTITIONS && code == AN_OK; i++)
        for (size_t j = 0; j < job->parts[i].n_others; j++)
            others[k++] = job->parts[i].others[j];
    if (code == AN_OK && job->rules->correction == AN_CORRECTION_BONFERRONI)
        for (size_t i = 0; i < n; i++)
            q[i] = fmin(1, (double)job->n * p[i]);
    else if (code == AN_OK && an_multiplicity_bh_smallest(p, n, job->counts, job->last, job->open, others,
                                                          scratch, q) != AN_OK)
        code = an_fail(err, AN_SYSTEM, "a probability outside 0 to 1: please report this");
    free(others);
    free(scratch);
    return code;
}

/* ---- what was found, in order ---- */

/* A signal; what else is said of it is made once the rows are gone. */
typedef struct finding {
    an_by_set_item item;
    double q_value;
} finding;

static int by_group(const void *a, const void *b)
{
    const an_part_group *x = a, *y = b;
    return an_partition_compare(x->partition, x->group, y->partition, y->group);
}

static int by_place(const void *a, const void *b)
{
    const an_by_set_item *x = &((const finding *)a)->item, *y = &((const finding *)b)->item;
    if (x->order != y->order)
        return x->order < y->order ? -1 : 1;
    return (x->place > y->place) - (x->place < y->place);
}

an_code an_by_set_order(an_by_set_part parts[], an_part_group **names, size_t *n, an_error *err)
{
    size_t all = 0, k = 0;
    for (size_t p = 0; p < AN_PARTITIONS; p++)
        all += parts[p].partition.n_groups;
    *names = malloc((all + 1) * sizeof **names);
    an_code code = *names == NULL ? an_fail_memory(err) : AN_OK;
    for (size_t p = 0; p < AN_PARTITIONS && code == AN_OK; p++) {
        const size_t n_groups = parts[p].partition.n_groups;
        parts[p].order = malloc((n_groups + 1) * sizeof *parts[p].order);
        if (parts[p].order == NULL)
            code = an_fail_memory(err);
        for (uint32_t g = 0; g < n_groups && code == AN_OK; g++)
            (*names)[k++] = (an_part_group){&parts[p].partition, g};
    }
    if (code == AN_OK && k > 0)
        qsort(*names, k, sizeof **names, by_group);
    for (size_t i = 0; i < k && code == AN_OK; i++)
        parts[(*names)[i].partition->number].order[(*names)[i].group] = (uint32_t)i;
    *n = k;
    return code;
}

/* What is said of an item. */
static an_scored score(const an_by_set_job *job, const an_by_set_part *part, const an_by_set_item *item,
                       double q_value)
{
    const uint32_t entry = part->entry[item->group];
    an_scored scored = an_scoring_score(&part->references.entries[entry], &part->fits[entry].fit,
                                        job->rules->method, 0, item->value, item->mass);
    scored.q_value = job->rules->method->limit > 0 ? (double)NAN : q_value;
    an_signals_decide(&scored, job->rules);
    return scored;
}

/* Judges what was found in a part, whose q-values are given, and keeps the signals. */
static size_t judge(const an_by_set_job *job, an_by_set_part *part, const double q[], finding out[])
{
    size_t kept = 0;
    for (size_t i = 0; i < part->n_found; i++) {
        const an_by_set_found *found = &part->found[i];
        const an_by_set_item item = {found->place,     found->value, found->mass,
                                     &part->partition, found->group, part->order[found->group]};
        if (!job->all && score(job, part, &item, q[i]).signal == AN_SIGNAL_NONE)
            continue;
        part->fits[part->entry[found->group]].named = true;
        out[kept++] = (finding){item, q[i]};
    }
    free(part->found);
    part->found = NULL;
    return kept;
}

/* Moves the findings, in order, to the sift. */
static an_code hand_over(const an_by_set_job *job, an_by_set *sift, const finding findings[], size_t n,
                         an_error *err)
{
    sift->items = malloc((n + 1) * sizeof *sift->items);
    sift->signals.items = malloc((n + 1) * sizeof *sift->signals.items);
    if (sift->items == NULL || sift->signals.items == NULL)
        return an_fail_memory(err);
    for (size_t i = 0; i < n; i++) {
        const an_by_set_item *item = &findings[i].item;
        sift->items[i] = *item;
        sift->signals.items[i] = score(job, &sift->parts[item->partition->number], item, findings[i].q_value);
        sift->signals.items[i].item = i;
    }
    sift->signals.n = sift->signals.capacity = n;
    return AN_OK;
}

/* The findings of all parts in order; *n of them. Free them. */
static an_code judge_all(const an_by_set_job *job, finding **findings, size_t *n, an_error *err)
{
    size_t n_found = 0, k = 0;
    for (size_t p = 0; p < AN_PARTITIONS; p++)
        n_found += job->parts[p].n_found;
    double *const p_value = malloc((n_found + 1) * sizeof *p_value);
    *findings = malloc((n_found + 1) * sizeof **findings);
    an_part_group *names = NULL;
    size_t n_names;
    an_code code = p_value == NULL || *findings == NULL ? an_fail_memory(err) : AN_OK;
    for (size_t p = 0; p < AN_PARTITIONS && code == AN_OK; p++)
        for (size_t i = 0; i < job->parts[p].n_found; i++)
            p_value[k++] = job->parts[p].found[i].p_value;
    if (code == AN_OK && job->rules->method->limit == 0)
        code = find_q(job, p_value, n_found, p_value, err);
    if (code == AN_OK)
        code = an_by_set_order(job->parts, &names, &n_names, err);
    free(names);
    k = *n = 0;
    for (size_t p = 0; p < AN_PARTITIONS && code == AN_OK; p++) {
        *n += judge(job, &job->parts[p], p_value + k, *findings + *n);
        k += job->parts[p].n_found;
    }
    if (code == AN_OK && *n > 0)
        qsort(*findings, *n, sizeof **findings, by_place);
    free(p_value);
    return code;
}

/* ---- the whole ---- */

static an_code run(an_by_set_job *job, an_partitions_step *step, an_error *err)
{
    return an_partitions_run(job->partitions, job->threads, step, job, err);
}

static an_code sift_parts(an_by_set_job *job, an_by_set *sift, an_error *err)
{
    finding *findings = NULL;
    size_t n = 0;
    bool any = false;
    an_code code = run(job, an_by_set_fit, err);
    if (code == AN_OK)
        code = choose(job, sift, &any, err);
    if (code == AN_OK && any)
        code = run(job, an_by_set_collect, err);
    if (code == AN_OK)
        code = judge_all(job, &findings, &n, err);
    if (code == AN_OK)
        code = run(job, an_by_set_describe, err);
    an_partitions_forget(job->partitions);
    if (code == AN_OK)
        code = hand_over(job, sift, findings, n, err);
    free(findings);
    return code;
}

an_code an_by_set_make(an_by_set *sift, an_partitions *partitions, const an_comparison *comparison,
                       const an_signal_rules *rules, bool all, unsigned threads, an_error *err)
{
    *sift = (an_by_set){.parts = calloc(AN_PARTITIONS, sizeof *sift->parts)};
    an_by_set_job job = {.partitions = partitions,
                         .comparison = comparison,
                         .rules = rules,
                         .all = all,
                         .threads = threads,
                         .near = find_near(rules, all),
                         .parts = sift->parts,
                         .counts = calloc((size_t)threads * AN_MULTIPLICITY_BINS, sizeof *job.counts),
                         .open = calloc(AN_MULTIPLICITY_BINS, sizeof *job.open)};
    an_code code = sift->parts == NULL || job.counts == NULL || job.open == NULL ? an_fail_memory(err)
                   : rules->method->fit == NULL ? an_by_set_auto(&job, sift, err)
                                                : sift_parts(&job, sift, err);
    free(job.counts);
    free(job.open);
    if (code != AN_OK)
        an_by_set_free(sift);
    return code;
}

void an_by_set_free(an_by_set *sift)
{
    for (size_t p = 0; sift->parts != NULL && p < AN_PARTITIONS; p++)
        an_by_set_part_free(&sift->parts[p]);
    free(sift->parts);
    free(sift->items);
    an_signals_free(&sift->signals);
    *sift = (an_by_set){0};
}
