/* part: what a sift does in one part at a time. */
#include "signal/part.h"

#include <math.h>
#include <stdlib.h>

#include "stat/multiplicity.h"

void an_by_set_part_free(an_by_set_part *part)
{
    an_references_free(&part->references);
    an_partition_free(&part->partition);
    free(part->entry);
    free(part->fits);
    free(part->order);
    free(part->found);
    free(part->others);
}

/* ---- fitting ---- */

/* What judges each group: the finest set of enough prices. Coarser ones are only named where one is
 * needed. */
static an_code choose_sets(an_by_set_part *part, size_t min_group, an_error *err)
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

static an_code fit_sets(const an_by_set_job *job, an_by_set_part *part, an_error *err)
{
    const an_partition *partition = &part->partition;
    const an_method *method = job->rules->method;
    const size_t n_entries = an_references_count(&part->references);
    an_partition_data prices;
    size_t most = 0;
    for (size_t g = 0; g < partition->n_groups; g++)
        if (partition->groups[g].n > 0 && part->entry[g] != AN_REFERENCES_NONE)
            part->fits[part->entry[g]].used = true;
    for (size_t e = 0; e < n_entries; e++)
        if (part->fits[e].used && part->references.entries[e].reference.n > most)
            most = part->references.entries[e].reference.n;
    an_code code = an_partition_load(partition, AN_SCORING_ROOM * most, &prices, err);
    const an_scoring_data data = {partition->groups, prices.price, prices.value, prices.mass};
    for (size_t e = 0; e < n_entries && code == AN_OK; e++) {
        an_by_set_fit_of *fit = &part->fits[e];
        if (!fit->used)
            continue;
        an_references_describe(&part->references, e, partition->groups, prices.price, method->parts,
                               job->rules->min_group, prices.room);
        fit->fits = an_scoring_fit(&part->references, &part->references.entries[e], &data, method,
                                   prices.room, &fit->fit);
    }
    an_partition_unload(&prices);
    return code;
}

/* ---- rows ---- */

typedef struct counting {
    const an_by_set_job *job;
    an_by_set_part *part;
    uint64_t *counts;
} counting;

static const an_by_set_fit_of *fit_of(const an_by_set_part *part, uint32_t group)
{
    const uint32_t entry = part->entry[group];
    return entry != AN_REFERENCES_NONE && part->fits[entry].fits ? &part->fits[entry] : NULL;
}

/* The prices of a set between which no score reaches least. What is left off is far more than what rounding
 * does to a score. */
static void find_bounds(an_by_set_fit_of *fit, double least)
{
    const double less = 1 - 1e-9;
    fit->low = INFINITY;
    if (fit->fit.exponent > 0) /* a score is not of the price alone */
        return;
    fit->low = exp(fit->fit.center - least * fit->fit.under) / less;
    fit->high = exp(fit->fit.center + least * fit->fit.over) * less;
}

static void find_all_bounds(an_by_set_part *part, double least)
{
    for (size_t e = 0; e < an_references_count(&part->references); e++)
        find_bounds(&part->fits[e], least);
}

static inline bool is_between(const an_by_set_fit_of *fit, double value, double mass)
{
    return value > fit->low * mass && value < fit->high * mass;
}

static an_code count_rows(void *context, const an_partition_piece *piece, an_error *err)
{
    const counting *c = context;
    const an_method *const method = c->job->rules->method;
    (void)err;
    for (size_t i = 0; i < piece->n; i++) {
        const an_by_set_fit_of *fit = fit_of(c->part, piece->group[i]);
        if (fit == NULL) {
            c->part->unmatched++;
            continue;
        }
        c->part->scored++;
        double p_value = 1;
        if (method->limit == 0 && !is_between(fit, piece->value[i], piece->mass[i]))
            p_value = an_scoring_p_value(method, an_method_score(&fit->fit, piece->value[i], piece->mass[i]));
        c->counts[an_multiplicity_bin(p_value)]++;
    }
    return AN_OK;
}

an_code an_by_set_count(void *context, size_t p, unsigned thread, an_error *err)
{
    const an_by_set_job *job = context;
    an_by_set_part *part = &job->parts[p];
    counting c = {job, part, job->counts + (size_t)thread * AN_MULTIPLICITY_BINS};
    part->scored = part->unmatched = 0;
    find_all_bounds(part, job->near);
    return an_partition_rows(&part->partition, count_rows, &c, err);
}

an_code an_by_set_open(const an_by_set_job *job, size_t p, an_error *err)
{
    an_by_set_part *part = &job->parts[p];
    an_code code = an_partition_open(&part->partition, job->partitions, p, err);
    if (code == AN_OK)
        code = an_references_new(&part->references, job->comparison, err);
    if (code == AN_OK) {
        part->entry = malloc((part->partition.n_groups + 1) * sizeof *part->entry);
        code = part->entry == NULL ? an_fail_memory(err) : AN_OK;
    }
    if (code == AN_OK)
        code = choose_sets(part, job->rules->min_group, err);
    if (code == AN_OK && job->rules->method->fit == NULL) /* auto looks at all sets */
        code = an_references_name(&part->references, part->partition.groups, part->partition.n_groups,
                                  job->comparison->n, err);
    if (code == AN_OK) {
        part->fits = calloc(an_references_count(&part->references) + 1, sizeof *part->fits);
        code = part->fits == NULL ? an_fail_memory(err) : AN_OK;
    }
    return code;
}

an_code an_by_set_fit(void *context, size_t p, unsigned thread, an_error *err)
{
    const an_by_set_job *job = context;
    an_by_set_part *part = &job->parts[p];
    an_code code = an_by_set_open(job, p, err);
    if (code == AN_OK)
        code = fit_sets(job, part, err);
    return code == AN_OK ? an_by_set_count(context, p, thread, err) : code;
}

/* Whether a row may be a signal, and whether its p-value is wanted. */
static void look(const an_by_set_job *job, double score, double p_value, bool *may_be, bool *wanted)
{
    const size_t bin = isnan(p_value) ? 0 : an_multiplicity_bin(p_value);
    *may_be = job->all || (isnan(p_value) ? fabs(score) > job->least : bin <= job->last);
    *wanted = !isnan(p_value) && job->open[bin];
}

static an_code collect_rows(void *context, const an_partition_piece *piece, an_error *err)
{
    const counting *c = context;
    an_by_set_part *part = c->part;
    for (size_t i = 0; i < piece->n; i++) {
        const an_by_set_fit_of *fit = fit_of(part, piece->group[i]);
        bool may_be, wanted;
        if (fit == NULL || is_between(fit, piece->value[i], piece->mass[i]))
            continue;
        const double score = an_method_score(&fit->fit, piece->value[i], piece->mass[i]);
        const double p_value = an_scoring_p_value(c->job->rules->method, score);
        look(c->job, score, p_value, &may_be, &wanted);
        if ((may_be &&
             an_grow(&part->found, &part->found_capacity, part->n_found + 1, sizeof *part->found) != AN_OK) ||
            (wanted && an_grow(&part->others, &part->others_capacity, part->n_others + 1,
                               sizeof *part->others) != AN_OK))
            return an_fail_memory(err);
        if (may_be)
            part->found[part->n_found++] =
                (an_by_set_found){piece->place[i], piece->value[i], piece->mass[i], p_value, piece->group[i]};
        if (wanted)
            part->others[part->n_others++] = p_value;
    }
    return AN_OK;
}

an_code an_by_set_collect(void *context, size_t p, unsigned thread, an_error *err)
{
    const an_by_set_job *job = context;
    counting c = {job, &job->parts[p], NULL};
    (void)thread;
    find_all_bounds(c.part, job->least);
    return an_partition_rows(&job->parts[p].partition, collect_rows, &c, err);
}

an_code an_by_set_describe(void *context, size_t p, unsigned thread, an_error *err)
{
    const an_by_set_job *job = context;
    an_by_set_part *part = &job->parts[p];
    const size_t n_entries = an_references_count(&part->references);
    size_t most = 0;
    an_partition_data prices;
    (void)thread;
    for (size_t e = 0; e < n_entries; e++)
        if (part->fits[e].named && part->references.entries[e].reference.n > most)
            most = part->references.entries[e].reference.n;
    if (most == 0)
        return AN_OK;
    an_code code = an_partition_load(&part->partition, AN_SCORING_ROOM * most, &prices, err);
    for (size_t e = 0; e < n_entries && code == AN_OK; e++)
        if (part->fits[e].named)
            an_references_describe(&part->references, e, part->partition.groups, prices.price,
                                   AN_REFERENCE_GOODS, job->rules->min_group, prices.room);
    an_partition_unload(&prices);
    return code;
}
