/* groups: the groups of a finished tally in their order, and what can be asked of them.
 *
 * A tally counts tuples: a period and the texts of the keys, in which a splitting key may stand for all its
 * codes (AN_ALL). A line is such a whole tuple, spread over each combination of splitting codes; lines are
 * sorted, and those of one period and breakdown, which differ in their strata only, are a group. */
#include "tally/groups.h"

#include <stdlib.h>
#include <string.h>

void an_groups_free(an_groups *groups)
{
    free(groups->lines);
    free(groups->first);
    free(groups->keys);
    free(groups->periods);
    free(groups->sums);
    free(groups->sample);
    free(groups->splits);
    *groups = (an_groups){0};
}

/* The declared sum with this number over all sources; its value in a line. */
static const an_compiled_sum *sum_of(const an_tally *tally, size_t sum)
{
    size_t s = 0;
    while (s + 1 < tally->compiled.n_sources && sum >= tally->compiled.sources[s + 1].first_sum)
        s++;
    return &tally->compiled.sources[s].sums[sum - tally->compiled.sources[s].first_sum];
}

static an_decimal line_sum(const an_tally *tally, const an_group_line *line, size_t sum)
{
    uint32_t id = sum_of(tally, sum)->whole ? line->whole_id : line->full_id;
    const an_decimal none = {0};
    return id == AN_ALL ? none : tally->sums[id * tally->compiled.n_sums + sum];
}

/* ---- the combinations of splitting codes ---- */

/* Every combination of the declared codes of the splitting keys, as tuples of n_keys numbers (others
 * AN_ALL). */
static an_code declared_splits(an_tally *tally, an_intern *splits, an_error *err)
{
    uint32_t *tuple = tally->tuple, id;
    int codes[64] = {0};
    size_t n_keys = tally->n_keys;
    for (;;) {
        bool complete = true;
        for (size_t k = 0; k < n_keys && k < 64; k++) {
            tuple[k] = AN_ALL;
            if (!tally->compiled.splitting[k])
                continue;
            size_t size;
            const char *word = an_words_get(an_column_find(tally->plan->by[k])->codes, codes[k] + 1, &size);
            if (an_intern_add(tally->texts[k], word, size, &tuple[k]) != AN_OK)
                complete = false;
        }
        if (!complete || an_intern_add(splits, tuple, n_keys * sizeof *tuple, &id) != AN_OK)
            return an_fail_memory(err);
        size_t k = 0, size; /* the next combination: count up */
        for (; k < n_keys && k < 64; k++) {
            if (!tally->compiled.splitting[k])
                continue;
            if (an_words_get(an_column_find(tally->plan->by[k])->codes, ++codes[k] + 1, &size) != NULL)
                break;
            codes[k] = 0;
        }
        if (k == n_keys || k == 64)
            return AN_OK;
    }
}

static bool is_whole(const an_tally *tally, const uint32_t *tuple)
{
    for (size_t k = 0; k < tally->n_keys; k++)
        if (tally->compiled.splitting[k] && tuple[k + 1] != AN_ALL)
            return false;
    return true;
}

static const uint32_t *tuple_of(const an_tally *tally, uint32_t id)
{
    /* A key is aligned as a uint32_t. */
    return (const uint32_t *)(const void *)an_intern_text(tally->tuples, id, NULL);
}

/* The declared combinations and any other that occurs (an empty cell). */
static an_code collect_splits(an_tally *tally, an_error *err)
{
    an_groups *groups = &tally->groups;
    an_intern *splits = NULL;
    if (an_intern_new(&splits) != AN_OK)
        return an_fail_memory(err);
    an_code code = declared_splits(tally, splits, err);
    for (uint32_t t = 0; t < tally->n_tuples && code == AN_OK; t++) {
        const uint32_t *tuple = tuple_of(tally, t);
        uint32_t id;
        if (is_whole(tally, tuple))
            continue;
        for (size_t k = 0; k < tally->n_keys; k++)
            tally->tuple[k] = tally->compiled.splitting[k] ? tuple[k + 1] : AN_ALL;
        if (an_intern_add(splits, tally->tuple, tally->n_keys * sizeof *tally->tuple, &id) != AN_OK)
            code = an_fail_memory(err);
    }
    groups->n_splits = an_intern_count(splits);
    groups->splits = malloc((groups->n_splits * tally->n_keys + 1) * sizeof *groups->splits);
    if (code == AN_OK && groups->splits == NULL)
        code = an_fail_memory(err);
    for (uint32_t s = 0; s < groups->n_splits && code == AN_OK; s++)
        memcpy(groups->splits + s * tally->n_keys, an_intern_text(splits, s, NULL),
               tally->n_keys * sizeof *groups->splits);
    an_intern_free(splits);
    return code;
}

/* ---- lines ---- */

/* Gives each key a tuple in every period from the first to the last. */
static an_code fill_periods(an_tally *tally, an_error *err)
{
    int32_t first = INT32_MAX, last = INT32_MIN;
    uint32_t n = tally->n_tuples, id;
    for (uint32_t t = 0; t < n; t++) {
        int32_t period = (int32_t)tuple_of(tally, t)[0];
        first = period < first ? period : first;
        last = period > last ? period : last;
    }
    an_code code = AN_OK;
    for (uint32_t t = 0; t < n; t++)
        for (int32_t period = first; period <= last && code == AN_OK; period++) {
            memcpy(tally->tuple, tuple_of(tally, t), tally->width * sizeof *tally->tuple);
            tally->tuple[0] = (uint32_t)period;
            code = an_tally_tuple(tally, tally->tuple, &id, err);
        }
    return code;
}

static uint32_t line_text(const an_group_line *line, size_t k)
{
    return line->whole[k + 1] == AN_ALL && line->split != NULL ? line->split[k] : line->whole[k + 1];
}

/* The tuple of a whole line at one combination of splitting codes, if anything was counted there. */
static uint32_t find_full(an_tally *tally, const an_group_line *line)
{
    uint32_t id;
    tally->tuple[0] = line->whole[0];
    for (size_t k = 0; k < tally->n_keys; k++)
        tally->tuple[k + 1] = line_text(line, k);
    return an_intern_find(tally->tuples, tally->tuple, tally->width * sizeof *tally->tuple, &id) ? id
                                                                                                 : AN_ALL;
}

static an_code make_lines(an_tally *tally, an_error *err)
{
    an_groups *groups = &tally->groups;
    size_t each = tally->compiled.any_splitting ? groups->n_splits : 1;
    groups->lines = malloc((tally->n_tuples * each + 1) * sizeof *groups->lines);
    if (groups->lines == NULL)
        return an_fail_memory(err);
    for (uint32_t t = 0; t < tally->n_tuples; t++) {
        const uint32_t *tuple = tuple_of(tally, t);
        if (!is_whole(tally, tuple))
            continue;
        for (size_t s = 0; s < each; s++) {
            an_group_line *line = &groups->lines[groups->n_lines++];
            *line = (an_group_line){.whole = tuple, .whole_id = t, .full_id = t};
            if (tally->compiled.any_splitting) {
                line->split = groups->splits + s * tally->n_keys;
                line->full_id = find_full(tally, line);
            }
        }
    }
    return AN_OK;
}

/* ---- order ---- */

/* rank[id] of the texts of key k in the order of their bytes. */
static uint32_t *rank_texts(const an_intern *texts)
{
    const uint32_t n = an_intern_count(texts);
    uint32_t *const rank = malloc((n + 1) * sizeof *rank), *const order = malloc((n + 1) * sizeof *order);
    if (rank == NULL || order == NULL) {
        free(rank);
        free(order);
        return NULL;
    }
    an_intern_sort(texts, order);
    for (uint32_t i = 0; i < n; i++)
        rank[order[i]] = i;
    free(order);
    return rank;
}

typedef struct line_order {
    size_t n_keys;
    uint32_t **rank;
} line_order;

static int compare_lines(const void *a, const void *b, void *given)
{
    const line_order *order = given;
    const an_group_line *x = a, *y = b;
    if (x->whole[0] != y->whole[0])
        return (int32_t)x->whole[0] < (int32_t)y->whole[0] ? -1 : 1;
    for (size_t k = 0; k < order->n_keys; k++) {
        uint32_t i = order->rank[k][line_text(x, k)], j = order->rank[k][line_text(y, k)];
        if (i != j)
            return i < j ? -1 : 1;
    }
    return 0;
}

static an_code sort_lines(an_tally *tally, an_error *err)
{
    an_code code = AN_OK;
    line_order order = {.n_keys = tally->n_keys, .rank = calloc(tally->n_keys + 1, sizeof *order.rank)};
    for (size_t k = 0; order.rank != NULL && k < tally->n_keys; k++) {
        order.rank[k] = rank_texts(tally->texts[k]);
        if (order.rank[k] == NULL)
            code = an_fail_memory(err);
    }
    if (order.rank == NULL)
        code = an_fail_memory(err);
    if (code == AN_OK)
        qsort_r(tally->groups.lines, tally->groups.n_lines, sizeof *tally->groups.lines, compare_lines,
                &order);
    for (size_t k = 0; order.rank != NULL && k < tally->n_keys; k++)
        free(order.rank[k]);
    free(order.rank);
    return code;
}

/* ---- groups ---- */

static bool same_group(const an_tally *tally, const an_group_line *a, const an_group_line *b)
{
    if (a->whole[0] != b->whole[0])
        return false;
    for (size_t k = 0; k < tally->plan->n_by; k++)
        if (line_text(a, k) != line_text(b, k))
            return false;
    return true;
}

static an_code add_lines(an_tally *tally, size_t group, an_error *err)
{
    an_groups *groups = &tally->groups;
    size_t n_sums = tally->compiled.n_sums;
    for (size_t l = groups->first[group]; l < groups->first[group + 1]; l++)
        for (size_t i = 0; i < n_sums; i++)
            if (!an_decimal_add(&groups->sums[group * n_sums + i], line_sum(tally, &groups->lines[l], i)))
                return an_fail(err, AN_DATA, "a sum is too large");
    return AN_OK;
}

static an_code make_groups(an_tally *tally, an_error *err)
{
    an_groups *groups = &tally->groups;
    size_t n_by = tally->plan->n_by, n = groups->n_lines;
    an_period_kind kind = tally->compiled.dated ? tally->plan->period : AN_PERIOD_NONE;
    groups->first = malloc((n + 1) * sizeof *groups->first);
    groups->keys = malloc((n * n_by + 1) * sizeof *groups->keys);
    groups->periods = malloc((n + 1) * sizeof *groups->periods);
    groups->sums = calloc(n * tally->compiled.n_sums + 1, sizeof *groups->sums);
    if (groups->first == NULL || groups->keys == NULL || groups->periods == NULL || groups->sums == NULL)
        return an_fail_memory(err);
    for (size_t l = 0; l < n; l++) {
        const an_group_line *line = &groups->lines[l];
        if (l > 0 && same_group(tally, line - 1, line))
            continue;
        size_t g = groups->n++;
        groups->first[g] = l;
        for (size_t k = 0; k < n_by; k++)
            groups->keys[g * n_by + k] = an_intern_text(tally->texts[k], line_text(line, k), NULL);
        an_period_print((an_period){kind, (int32_t)line->whole[0]}, groups->periods[g]);
    }
    groups->first[groups->n] = n;
    an_code code = AN_OK;
    for (size_t g = 0; g < groups->n && code == AN_OK; g++)
        code = add_lines(tally, g, err);
    return code;
}

/* Counts the distinct texts seen in each group into its sums. */
static an_code count_distinct(an_tally *tally, an_error *err)
{
    an_groups *groups = &tally->groups;
    size_t n_sums = tally->compiled.n_sums, n_keys = an_intern_count(tally->distinct_keys);
    uint32_t pairs = an_intern_count(tally->pairs), key[3], id;
    if (pairs == 0)
        return AN_OK;
    int64_t *counts = calloc(n_keys * n_sums, sizeof *counts);
    if (counts == NULL)
        return an_fail_memory(err);
    for (uint32_t p = 0; p < pairs; p++) {
        memcpy(key, an_intern_text(tally->pairs, p, NULL), sizeof key);
        counts[key[0] * n_sums + key[1]]++;
    }
    for (size_t g = 0; g < groups->n; g++)
        for (size_t i = 0; i < n_sums; i++) {
            const an_compiled_sum *sum = sum_of(tally, i);
            const an_group_line *line = &groups->lines[groups->first[g]];
            if (!sum->distinct)
                continue;
            tally->tuple[0] = line->whole[0];
            for (size_t k = 0; k < tally->n_keys; k++) {
                uint32_t text = sum->whole ? line->whole[k + 1] : line_text(line, k);
                tally->tuple[k + 1] = k < tally->plan->n_by ? text : AN_ALL;
            }
            if (an_intern_find(tally->distinct_keys, tally->tuple, tally->width * sizeof *tally->tuple, &id))
                groups->sums[g * n_sums + i] = an_decimal_from_int(counts[id * n_sums + i]);
        }
    free(counts);
    return AN_OK;
}

static an_code place_samples(an_tally *tally, an_error *err)
{
    an_groups *groups = &tally->groups;
    size_t *place = malloc((tally->n_tuples + 1) * sizeof *place);
    groups->sample = malloc((groups->n_lines + 1) * sizeof *groups->sample);
    if (place == NULL || groups->sample == NULL) {
        free(place);
        return an_fail_memory(err);
    }
    for (uint32_t t = 0; t < tally->n_tuples; t++)
        place[t] = SIZE_MAX;
    for (size_t l = 0; l < groups->n_lines; l++)
        if (groups->lines[l].full_id != AN_ALL)
            place[groups->lines[l].full_id] = l;
    an_code code = an_samples_sort(&tally->samples, place, groups->n_lines, groups->sample, err);
    free(place);
    return code;
}

an_code an_tally_finish(an_tally *tally, an_error *err)
{
    an_code code = tally->compiled.every_period ? fill_periods(tally, err) : AN_OK;
    if (code == AN_OK && tally->compiled.any_splitting)
        code = collect_splits(tally, err);
    if (code == AN_OK)
        code = make_lines(tally, err);
    if (code == AN_OK)
        code = sort_lines(tally, err);
    if (code == AN_OK)
        code = make_groups(tally, err);
    if (code == AN_OK)
        code = count_distinct(tally, err);
    return code == AN_OK && tally->samples.width > 0 ? place_samples(tally, err) : code;
}

/* ---- what can be asked of them ---- */

size_t an_tally_groups(const an_tally *tally)
{
    return tally->groups.n;
}

size_t an_tally_keys(const an_tally *tally)
{
    return tally->plan->n_by;
}

const char *an_tally_period(const an_tally *tally, size_t group)
{
    return tally->groups.periods[group];
}

const char *const *an_tally_key(const an_tally *tally, size_t group)
{
    return tally->groups.keys + group * tally->plan->n_by;
}

int an_tally_compare(const an_tally *tally, size_t a, size_t b, size_t n)
{
    const char *const *x = an_tally_key(tally, a), *const *y = an_tally_key(tally, b);
    int order = 0;
    for (size_t k = 0; k < n && order == 0; k++)
        order = strcmp(x[k], y[k]);
    return (order > 0) - (order < 0);
}

/* Groups come by period, and so stay in order of it. */
static int compare_groups(const void *a, const void *b, void *context)
{
    const an_tally *tally = *(const an_tally *const *)context;
    const size_t x = *(const size_t *)a, y = *(const size_t *)b;
    const int order = an_tally_compare(tally, x, y, an_tally_keys(tally));
    return order != 0 ? order : (x > y) - (x < y);
}

void an_tally_by_keys(const an_tally *tally, size_t order[])
{
    for (size_t g = 0; g < an_tally_groups(tally); g++)
        order[g] = g;
    qsort_r(order, an_tally_groups(tally), sizeof *order, compare_groups, &tally);
}

int an_tally_find(const an_tally *tally, const char *name)
{
    for (size_t i = 0; i < tally->compiled.n_sums; i++)
        if (strcmp(sum_of(tally, i)->sum->name, name) == 0)
            return (int)i;
    return -1;
}

static const an_sum *declared_sum(const an_tally *tally, const char *name)
{
    for (const an_source *source = tally->plan->sources; source->extract != NULL; source++)
        for (const an_sum *sum = source->sums; sum != NULL && sum->name != NULL; sum++)
            if (strcmp(sum->name, name) == 0)
                return sum;
    return NULL;
}

bool an_tally_declares(const an_tally *tally, const char *name)
{
    return declared_sum(tally, name) != NULL;
}

static bool same_text(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

bool an_tally_same(const an_tally *tally, const char *a, const char *b)
{
    const an_sum *x = declared_sum(tally, a), *y = declared_sum(tally, b);
    bool same = x != NULL && y != NULL && same_text(x->of, y->of) && same_text(x->distinct, y->distinct) &&
                x->count == y->count && x->square == y->square;
    for (size_t i = 0; same && i < AN_CONDITIONS; i++)
        same = same_text(x->where[i].column, y->where[i].column) &&
               same_text(x->where[i].codes, y->where[i].codes);
    return same && (x->of != NULL || x->distinct != NULL);
}

an_decimal an_tally_sum(const an_tally *tally, size_t group, int sum)
{
    return tally->groups.sums[group * tally->compiled.n_sums + (size_t)sum];
}

an_decimal an_tally_total(const an_tally *tally, size_t group, const char *name)
{
    const int sum = name != NULL ? an_tally_find(tally, name) : -1;
    return sum >= 0 ? an_tally_sum(tally, group, sum) : (an_decimal){0};
}

size_t an_tally_strata(const an_tally *tally, size_t group)
{
    return tally->groups.first[group + 1] - tally->groups.first[group];
}

an_decimal an_tally_stratum(const an_tally *tally, size_t group, size_t k, int sum)
{
    return line_sum(tally, &tally->groups.lines[tally->groups.first[group] + k], (size_t)sum);
}

const char *an_tally_stratum_key(const an_tally *tally, size_t group, size_t k, size_t column)
{
    const size_t key = tally->plan->n_by + column;
    if (column >= tally->plan->n_strata)
        return "";
    const uint32_t text = line_text(&tally->groups.lines[tally->groups.first[group] + k], key);
    return text == AN_ALL ? "" : an_intern_text(tally->texts[key], text, NULL);
}

const double *an_tally_sample(const an_tally *tally, size_t group, size_t *n)
{
    size_t first = an_tally_first_of(tally, group, 0);
    *n = an_tally_first_of(tally, group + 1, 0) - first;
    return tally->samples.values + first * tally->samples.width;
}

size_t an_tally_sample_width(const an_tally *tally)
{
    return tally->samples.width;
}

size_t an_tally_sampled(const an_tally *tally, const char *column)
{
    for (const an_source *source = tally->plan->sources; source->extract != NULL; source++)
        for (size_t i = 0; source->sample != NULL && source->sample[i] != NULL; i++)
            if (strcmp(source->sample[i], column) == 0)
                return i;
    return SIZE_MAX;
}

size_t an_tally_first_of(const an_tally *tally, size_t group, size_t k)
{
    return tally->groups.sample[tally->groups.first[group] + k];
}

const char *an_tally_carry(const an_tally *tally, size_t row, size_t column)
{
    return an_samples_text(&tally->samples, row, column);
}
