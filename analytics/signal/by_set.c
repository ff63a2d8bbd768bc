/* by_set: the signals of an extract by a method that judges one comparison set at a time.
 *
 * The sets that items need are described and fitted part by part, each by one thread; the scores of all items
 * are only counted, by p-value. The counts say how far down the list of p-values signals can reach, so that
 * only the few items up to there, and the p-values that have a say in theirs, are collected in a second pass
 * (multiplicity.h). The result is that of all items in one list, bit by bit. */
#include "signal/scoring.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stat/location.h"
#include "stat/multiplicity.h"

/* A row that may be a signal: what is said of it is made once all rows are gone, which are as many bytes. */
typedef struct candidate {
    uint64_t place;
    double value, mass, p_value;
    uint32_t group;
} candidate;

/* What is collected in one part. */
typedef struct collected {
    candidate *list;
    size_t n, capacity;
    double *others; /* p-values of open bins */
    size_t n_others, others_capacity;
} collected;

typedef struct counting_job {
    const an_scoring *scoring;
    const an_signal_rules *rules;
    uint64_t *counts; /* p-values by bin: of each thread */
    double near;      /* scores nearer to 0 are counted as if their p-value were 1 */
    uint64_t n;       /* items scored */
    size_t last;      /* bin of what may be a signal */
    double least;     /* items of no larger score are no signals, nor are their p-values wanted */
    bool *open;       /* bins whose p-values are wanted besides */
    collected *parts; /* AN_PARTITIONS */
} counting_job;

static an_code run(counting_job *job, an_partitions_step *step, an_error *err)
{
    return an_partitions_run(job->scoring->partitions, job->rules->threads, step, job, err);
}

/* ---- fitting ---- */

enum { FIT_ROOM = 9 }; /* doubles for each price of the largest set */

/* Fits the method to a set, whose reference has the parts that the method looks at. */
static void fit_set(const an_scoring_part *part, size_t e, const an_prices *prices, const an_method *method,
                    an_scoring_set *fitted)
{
    const an_references_entry *entry = &part->references.entries[e];
    const an_item_group *groups = part->partition.groups;
    const size_t n = entry->reference.n;
    double *logs = prices->room, *value = logs + n, *mass = value + n, *scratch = mass + n;
    an_price_set set = {.n = n, .reference = &entry->reference};
    if (method->logs) {
        (void)an_references_gather(&part->references, entry, groups, prices->price, logs);
        an_location_sort(logs, n);
        for (size_t i = 0; i < n; i++)
            logs[i] = log(logs[i]);
        set.logs = logs;
    }
    if (method->pairs) {
        (void)an_references_gather(&part->references, entry, groups, prices->value, value);
        (void)an_references_gather(&part->references, entry, groups, prices->mass, mass);
        set.value = value;
        set.mass = mass;
    }
    fitted->fit = (an_price_fit){0};
    fitted->fits = method->fit(&set, scratch, &fitted->fit) == AN_OK;
}

static an_code fit_sets(const counting_job *job, an_scoring_part *part, an_error *err)
{
    const an_partition *partition = &part->partition;
    const an_method *method = job->rules->method;
    an_prices prices;
    for (size_t g = 0; g < partition->n_groups; g++)
        if (partition->groups[g].n > 0 && part->entry[g] != AN_REFERENCES_NONE)
            part->references.entries[part->entry[g]].wanted = true;
    an_code code = an_references_price(&part->references, partition, method->parts, job->rules->min_group,
                                       FIT_ROOM, &prices, err);
    for (size_t e = 0; e < an_references_count(&part->references) && code == AN_OK; e++)
        if (part->references.entries[e].reference.made != 0)
            fit_set(part, e, &prices, method, &part->sets[e]);
    an_prices_free(&prices);
    return code;
}

/* ---- rows ---- */

typedef struct counting {
    const counting_job *job;
    an_scoring_part *part;
    uint64_t *counts;
} counting;

static const an_scoring_set *set_of(const an_scoring_part *part, uint32_t group)
{
    const uint32_t entry = part->entry[group];
    return entry != AN_REFERENCES_NONE && part->sets[entry].fits ? &part->sets[entry] : NULL;
}

/* The prices of each set between which no score reaches least. What is left off is far more than what
 * rounding does to a score. */
static void find_bounds(an_scoring_part *part, double least)
{
    const double less = 1 - 1e-9;
    for (size_t e = 0; e < an_references_count(&part->references); e++) {
        an_scoring_set *const set = &part->sets[e];
        set->low = INFINITY;
        if (set->fit.exponent > 0) /* a score is not of the price alone */
            continue;
        set->low = exp(set->fit.center - least * set->fit.under) / less;
        set->high = exp(set->fit.center + least * set->fit.over) * less;
    }
}

static inline bool is_between(const an_scoring_set *set, double value, double mass)
{
    return value > set->low * mass && value < set->high * mass;
}

static an_code count_rows(void *context, const an_partition_batch *batch, an_error *err)
{
    const counting *c = context;
    const an_method *const method = c->job->rules->method;
    (void)err;
    for (size_t i = 0; i < batch->n; i++) {
        const an_scoring_set *set = set_of(c->part, batch->group[i]);
        if (set == NULL) {
            c->part->unmatched++;
            continue;
        }
        c->part->scored++;
        double p_value = 1;
        if (method->limit == 0 && !is_between(set, batch->value[i], batch->mass[i]))
            p_value = an_scoring_p_value(method, an_method_score(&set->fit, batch->value[i], batch->mass[i]));
        c->counts[an_multiplicity_bin(p_value)]++;
    }
    return AN_OK;
}

static an_code count_part(void *context, size_t p, unsigned thread, an_error *err)
{
    const counting_job *job = context;
    an_scoring_part *part = &job->scoring->parts[p];
    counting c = {job, part, job->counts + (size_t)thread * AN_MULTIPLICITY_BINS};
    part->scored = part->unmatched = 0;
    find_bounds(part, job->near);
    return an_partition_rows(&part->partition, count_rows, &c, err);
}

/* Opens the part, fits the sets that its items need, counts their scores. */
static an_code fit_part(void *context, size_t p, unsigned thread, an_error *err)
{
    const counting_job *job = context;
    an_scoring_part *part = &job->scoring->parts[p];
    an_code code = an_scoring_open(job->scoring, p, false, err);
    if (code == AN_OK)
        code = fit_sets(job, part, err);
    return code == AN_OK ? count_part(context, p, thread, err) : code;
}

/* Whether a row may be a signal, and whether its p-value is wanted. */
static void look(const counting_job *job, double score, double p_value, bool *may_be, bool *wanted)
{
    const size_t bin = isnan(p_value) ? 0 : an_multiplicity_bin(p_value);
    *may_be = job->rules->all || (isnan(p_value) ? fabs(score) > job->least : bin <= job->last);
    *wanted = !isnan(p_value) && job->open[bin];
}

static an_code collect_rows(void *context, const an_partition_batch *batch, an_error *err)
{
    const counting *c = context;
    collected *const part = &c->job->parts[c->part->partition.number];
    for (size_t i = 0; i < batch->n; i++) {
        const an_scoring_set *set = set_of(c->part, batch->group[i]);
        bool may_be, wanted;
        if (set == NULL || is_between(set, batch->value[i], batch->mass[i]))
            continue;
        const double score = an_method_score(&set->fit, batch->value[i], batch->mass[i]);
        const double p_value = an_scoring_p_value(c->job->rules->method, score);
        look(c->job, score, p_value, &may_be, &wanted);
        if ((may_be && an_grow(&part->list, &part->capacity, part->n + 1, sizeof *part->list) != AN_OK) ||
            (wanted && an_grow(&part->others, &part->others_capacity, part->n_others + 1,
                               sizeof *part->others) != AN_OK))
            return an_fail_memory(err);
        if (may_be)
            part->list[part->n++] =
                (candidate){batch->place[i], batch->value[i], batch->mass[i], p_value, batch->group[i]};
        if (wanted)
            part->others[part->n_others++] = p_value;
    }
    return AN_OK;
}

static an_code collect_part(void *context, size_t p, unsigned thread, an_error *err)
{
    const counting_job *job = context;
    counting c = {job, &job->scoring->parts[p], NULL};
    (void)thread;
    find_bounds(c.part, job->least);
    return an_partition_rows(&job->scoring->parts[p].partition, collect_rows, &c, err);
}

/* ---- q-values ---- */

/* The last bin whose items may be signals; false: none can be. A little is added so that the rounding of a
 * p-value cannot leave one out. */
static bool find_last(const uint64_t count[], uint64_t n, const an_signal_rules *rules, size_t *last)
{
    const double more = 1 + 1e-9;
    double p = 1;
    if (!rules->all && rules->threshold > 0)
        p = an_scoring_p_value(rules->method, rules->threshold) * more;
    else if (!rules->all && rules->correction == AN_CORRECTION_BONFERRONI)
        p = rules->fdr / (double)n * more;
    else if (!rules->all)
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

static double find_near(const an_signal_rules *rules)
{
    return rules->all || rules->fdr > PLENTY || rules->method->limit > 0
               ? 0
               : score_of(rules->method, an_multiplicity_bin(PLENTY));
}

/* Whether the counts tell what is wanted: q-values of bins up to last are no more than PLENTY, so that no
 * p-value above it has a say in them. */
static bool is_counted(const counting_job *job, const uint64_t count[])
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
static double find_least(const counting_job *job)
{
    const an_signal_rules *const rules = job->rules;
    size_t bin = AN_MULTIPLICITY_BINS - 1;
    if (job->rules->all)
        return 0;
    if (rules->method->limit > 0) /* scores decide */
        return rules->threshold > 0 ? rules->threshold : rules->method->limit;
    while (bin > job->last && !job->open[bin])
        bin--;
    return bin + 2 < AN_MULTIPLICITY_BINS ? score_of(rules->method, bin + 2) : 0;
}

/* Adds up what the threads counted. */
static void sum_counts(counting_job *job)
{
    uint64_t *const count = job->counts; /* the first thread's, and then all */
    for (unsigned t = 1; t < job->rules->threads; t++)
        for (size_t bin = 0; bin < AN_MULTIPLICITY_BINS; bin++)
            count[bin] += count[t * (size_t)AN_MULTIPLICITY_BINS + bin];
    job->n = 0;
    for (size_t p = 0; p < AN_PARTITIONS; p++)
        job->n += job->scoring->parts[p].scored;
}

/* What is wanted of all items: those up to the last bin, and the p-values of the open ones. *any: there may
 * be some. Counts anew, closely, where the first counts do not tell. */
static an_code choose_bins(counting_job *job, bool *any, an_error *err)
{
    const uint64_t *const count = job->counts;
    const bool scores_decide = job->rules->method->limit > 0;
    sum_counts(job);
    *any = scores_decide || find_last(count, job->n, job->rules, &job->last);
    if (!scores_decide && *any && !is_counted(job, count)) {
        job->near = 0;
        memset(job->counts, 0, (size_t)job->rules->threads * AN_MULTIPLICITY_BINS * sizeof *job->counts);
        const an_code code = run(job, count_part, err);
        return code == AN_OK ? choose_bins(job, any, err) : code;
    }
    if (!scores_decide && *any && job->rules->correction != AN_CORRECTION_BONFERRONI)
        (void)an_multiplicity_open(count, job->last, job->open);
    job->least = find_least(job);
    return AN_OK;
}

/* q-values of all candidates, in their order; q: their p-values. */
static an_code find_q(const counting_job *job, double q[], size_t n, an_error *err)
{
    size_t n_others = 0, k = 0;
    for (size_t p = 0; p < AN_PARTITIONS; p++)
        n_others += job->parts[p].n_others;
    double *others = malloc((n_others + 1) * sizeof *others),
           *scratch = malloc((2 * n + 1) * sizeof *scratch);
    an_code code = others == NULL || scratch == NULL ? an_fail_memory(err) : AN_OK;
    for (size_t p = 0; p < AN_PARTITIONS && code == AN_OK; p++)
        for (size_t i = 0; i < job->parts[p].n_others; i++)
            others[k++] = job->parts[p].others[i];
    if (code == AN_OK && job->rules->correction == AN_CORRECTION_BONFERRONI)
        for (size_t i = 0; i < n; i++)
            q[i] = fmin(1, (double)job->n * q[i]);
    else if (code == AN_OK && an_multiplicity_bh_smallest(q, n, job->counts, job->last, job->open, others,
                                                          scratch, q) != AN_OK)
        code = an_fail(err, AN_SYSTEM, "a probability outside 0 to 1: please report this");
    free(others);
    free(scratch);
    return code;
}

/* ---- signals ---- */

/* What is said of a candidate of part p. */
static an_signal judge(const counting_job *job, size_t p, const candidate *row, double q_value)
{
    const an_scoring_part *const part = &job->scoring->parts[p];
    const uint32_t entry = part->entry[row->group];
    an_signal signal = an_scoring_score(&part->references.entries[entry], &part->sets[entry].fit,
                                        job->rules->method, row->value, row->mass);
    signal.item.place = row->place;
    signal.group = &part->partition.groups[row->group];
    signal.order = part->order[row->group];
    signal.q_value = job->rules->method->limit > 0 ? (double)NAN : q_value;
    an_scoring_decide(&signal, job->rules);
    return signal;
}

static size_t count_candidates(const counting_job *job)
{
    size_t n = 0;
    for (size_t p = 0; p < AN_PARTITIONS; p++)
        n += job->parts[p].n;
    return n;
}

/* Keeps the candidates that are signals, or all that are asked for, with their q_value in place of the
 * p_value, and names their sets. */
static an_code choose_signals(const counting_job *job, an_error *err)
{
    const size_t n = count_candidates(job);
    double *const q = malloc((n + 1) * sizeof *q);
    an_code code = q == NULL ? an_fail_memory(err) : AN_OK;
    size_t k = 0;
    for (size_t p = 0; p < AN_PARTITIONS && code == AN_OK; p++)
        for (size_t i = 0; i < job->parts[p].n; i++)
            q[k++] = job->parts[p].list[i].p_value;
    if (code == AN_OK && job->rules->method->limit == 0)
        code = find_q(job, q, n, err);
    k = 0;
    for (size_t p = 0; p < AN_PARTITIONS && code == AN_OK; p++) {
        an_scoring_part *const part = &job->scoring->parts[p];
        collected *const found = &job->parts[p];
        size_t kept = 0;
        for (size_t i = 0; i < found->n; i++, k++) {
            candidate row = found->list[i];
            if (!job->rules->all && judge(job, p, &row, q[k]).kind == AN_SIGNAL_NONE)
                continue;
            part->references.entries[part->entry[row.group]].wanted = true;
            row.p_value = q[k];
            found->list[kept++] = row;
        }
        found->n = kept;
    }
    free(q);
    return code;
}

/* The signals of the candidates that are left, which go. */
static an_code list_signals(const counting_job *job, an_signals *signals, an_error *err)
{
    signals->list = malloc((count_candidates(job) + 1) * sizeof *signals->list);
    if (signals->list == NULL)
        return an_fail_memory(err);
    for (size_t p = 0; p < AN_PARTITIONS; p++) {
        collected *const found = &job->parts[p];
        for (size_t i = 0; i < found->n; i++)
            signals->list[signals->n++] = judge(job, p, &found->list[i], found->list[i].p_value);
        free(found->list);
        *found = (collected){.others = found->others};
    }
    an_scoring_sort(signals);
    return AN_OK;
}

/* ---- the whole ---- */

static an_code find(counting_job *job, an_signals *signals, an_error *err)
{
    an_part_group *groups = NULL;
    size_t n_groups;
    bool any = false;
    an_code code = run(job, fit_part, err);
    if (code == AN_OK)
        code = choose_bins(job, &any, err);
    if (code == AN_OK && any)
        code = run(job, collect_part, err);
    if (code == AN_OK)
        code = an_scoring_order(job->scoring, &groups, &n_groups, err);
    free(groups);
    if (code == AN_OK)
        code = choose_signals(job, err);
    if (code == AN_OK)
        code = an_scoring_describe(job->scoring, err);
    an_partitions_forget(job->scoring->partitions);
    return code == AN_OK ? list_signals(job, signals, err) : code;
}

an_code an_by_set_find(an_scoring *scoring, an_signals *signals, an_error *err)
{
    const an_signal_rules *const rules = scoring->rules;
    counting_job job = {.scoring = scoring,
                        .rules = rules,
                        .near = find_near(rules),
                        .counts = calloc((size_t)rules->threads * AN_MULTIPLICITY_BINS, sizeof *job.counts),
                        .open = calloc(AN_MULTIPLICITY_BINS, sizeof *job.open),
                        .parts = calloc(AN_PARTITIONS, sizeof *job.parts)};
    const an_code code = job.counts == NULL || job.open == NULL || job.parts == NULL
                             ? an_fail_memory(err)
                             : find(&job, signals, err);
    for (size_t p = 0; job.parts != NULL && p < AN_PARTITIONS; p++) {
        free(job.parts[p].list);
        free(job.parts[p].others);
    }
    free(job.counts);
    free(job.open);
    free(job.parts);
    return code;
}
