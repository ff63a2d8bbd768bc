/* tally: exact sums by key: counting rows and adding tallies up. What is made of the sums: groups.h. */
#include "tally/tally.h"

#include <stdlib.h>
#include <string.h>

#include "tally/groups.h"

an_code an_tally_new(an_tally **tally, const an_tally_plan *plan, an_error *err)
{
    an_tally *made = calloc(1, sizeof *made);
    if (made == NULL)
        return an_fail_memory(err);
    made->plan = plan;
    made->n_keys = plan->n_by + plan->n_strata;
    made->width = made->n_keys + 1;
    an_code code = an_sums_compile(&made->compiled, &made->arena, plan, err);
    if (code == AN_OK) {
        made->texts = calloc(made->n_keys + 1, sizeof *made->texts);
        made->tuple = calloc(3 * made->width + 2, sizeof *made->tuple);
        if (made->texts == NULL || made->tuple == NULL || an_intern_new(&made->tuples) != AN_OK ||
            an_intern_new(&made->distinct_keys) != AN_OK || an_intern_new(&made->distinct_texts) != AN_OK ||
            an_intern_new(&made->pairs) != AN_OK)
            code = an_fail_memory(err);
    }
    for (size_t k = 0; k < made->n_keys && code == AN_OK; k++)
        if (an_intern_new(&made->texts[k]) != AN_OK)
            code = an_fail_memory(err);
    if (code != AN_OK) {
        an_tally_free(made);
        return code;
    }
    for (size_t s = 0; s < made->compiled.n_sources; s++)
        if (made->compiled.sources[s].n_sample > 0 || made->compiled.sources[s].n_carry > 0) {
            made->samples.width = made->compiled.sources[s].n_sample;
            made->samples.carry = made->compiled.sources[s].n_carry;
        }
    *tally = made;
    return AN_OK;
}

void an_tally_free(an_tally *tally)
{
    if (tally == NULL)
        return;
    for (size_t k = 0; tally->texts != NULL && k < tally->n_keys; k++)
        an_intern_free(tally->texts[k]);
    free(tally->texts);
    free(tally->tuple);
    an_intern_free(tally->tuples);
    an_intern_free(tally->distinct_keys);
    an_intern_free(tally->distinct_texts);
    an_intern_free(tally->pairs);
    free(tally->sums);
    an_samples_free(&tally->samples);
    an_groups_free(&tally->groups);
    an_arena_free(&tally->arena);
    free(tally);
}

const an_need *an_tally_needs(const an_tally *tally, size_t s, size_t *n)
{
    *n = tally->compiled.sources[s].n_needs;
    return tally->compiled.sources[s].needs;
}

void an_tally_source(an_tally *tally, size_t s)
{
    tally->source = &tally->compiled.sources[s];
}

an_code an_tally_tuple(an_tally *tally, const uint32_t *tuple, uint32_t *id, an_error *err)
{
    if (an_intern_add(tally->tuples, tuple, tally->width * sizeof *tuple, id) != AN_OK)
        return an_fail_memory(err);
    if (*id < tally->n_tuples)
        return AN_OK;
    size_t n_sums = tally->compiled.n_sums;
    if (an_grow(&tally->sums, &tally->sums_capacity, ((size_t)*id + 1) * n_sums, sizeof *tally->sums) !=
        AN_OK)
        return an_fail_memory(err);
    if (n_sums > 0)
        memset(tally->sums + (size_t)*id * n_sums, 0, n_sums * sizeof *tally->sums);
    tally->n_tuples = *id + 1;
    return AN_OK;
}

/* The tuple of a row: period, keys; in the whole tuple the splitting keys stand for all their codes. */
static an_code make_tuples(an_tally *tally, const an_row *row, uint32_t *full, uint32_t *whole, an_error *err)
{
    full[0] = whole[0] = (uint32_t)row->period.index;
    for (size_t k = 0; k < tally->n_keys; k++) {
        full[k + 1] = AN_ALL;
        int key = tally->source->key[k];
        if (key != AN_KEY_ALL) {
            an_cell text = key >= 0 ? row->values[key].text : (an_cell){.text = "", .size = 0};
            if (an_intern_add(tally->texts[k], text.text, text.size, &full[k + 1]) != AN_OK)
                return an_fail_memory(err);
        }
        whole[k + 1] = tally->compiled.splitting[k] ? AN_ALL : full[k + 1];
    }
    return AN_OK;
}

/* A distinct value counts once in its group: strata do not matter. */
static an_code add_distinct(an_tally *tally, const uint32_t *tuple, uint32_t sum, an_cell text, an_error *err)
{
    uint32_t *outer = tally->tuple + 2 * tally->width, key[3] = {0, sum, 0};
    memcpy(outer, tuple, tally->width * sizeof *tuple);
    for (size_t k = tally->plan->n_by; k < tally->n_keys; k++)
        outer[k + 1] = AN_ALL;
    uint32_t id;
    if (an_intern_add(tally->distinct_keys, outer, tally->width * sizeof *outer, &key[0]) != AN_OK ||
        an_intern_add(tally->distinct_texts, text.text, text.size, &key[2]) != AN_OK ||
        an_intern_add(tally->pairs, key, sizeof key, &id) != AN_OK)
        return an_fail_memory(err);
    return AN_OK;
}

/* The tuple that split sums and samples of this row belong to. Where a column splits, it stands only once
 * something is counted in it. */
static an_code split_id(an_tally *tally, const uint32_t *full, uint32_t whole, uint32_t *id, an_error *err)
{
    if (*id != AN_ALL)
        return AN_OK;
    if (tally->compiled.any_splitting)
        return an_tally_tuple(tally, full, id, err);
    *id = whole;
    return AN_OK;
}

/* What a row adds to a sum; false: nothing. A distinct text adds itself. */
static bool row_adds(const an_tally *tally, const an_compiled_sum *sum, const an_row *row, an_decimal *number)
{
    const an_value *value = &row->values[sum->need];
    bool made = sum->sum->count != NULL;
    *number = value->number;
    if (!(sum->distinct ? value->present : made || number->units != 0) ||
        !an_tests_hold(&sum->where, row->values))
        return false;
    if (made)
        *number = sum->sum->count(row, tally->plan->context);
    return sum->distinct || number->units != 0;
}

static an_code add_sums(an_tally *tally, const an_row *row, uint64_t times, const uint32_t *full,
                        const uint32_t *whole, uint32_t whole_id, uint32_t *full_id, an_error *err)
{
    const an_compiled_source *source = tally->source;
    for (size_t i = 0; i < source->n_sums; i++) {
        const an_compiled_sum *sum = &source->sums[i];
        an_decimal added;
        if (!row_adds(tally, sum, row, &added))
            continue;
        size_t number = source->first_sum + i;
        an_code code = sum->whole ? AN_OK : split_id(tally, full, whole_id, full_id, err);
        if (code == AN_OK && sum->distinct)
            code = add_distinct(tally, sum->whole ? whole : full, (uint32_t)number,
                                row->values[sum->need].text, err);
        if (code != AN_OK)
            return code;
        if (sum->distinct)
            continue;
        uint32_t id = sum->whole ? whole_id : *full_id;
        uint64_t n = source->needs[sum->need].use == AN_USE_SUM ? 1 : times; /* it is a total already */
        if ((sum->sum->square && !an_decimal_mul(&added, added, added)) ||
            !an_decimal_add_times(&tally->sums[id * tally->compiled.n_sums + number], added, n))
            return an_row_fail(row, source->needs, sum->need, err, "the sum of %s is too large",
                               sum->sum->name);
    }
    return AN_OK;
}

static an_code check_parts(const an_compiled_source *source, const an_row *row, an_error *err)
{
    for (size_t i = 0; i < source->n_parts; i++) {
        size_t part = source->parts[i][0], whole = source->parts[i][1];
        const an_value *small = &row->values[part], *large = &row->values[whole];
        bool later = small->date > large->date; /* 0, both, of numbers */
        if (small->text.size == 0 || large->text.size == 0 ||
            !(later || an_decimal_compare(small->number, large->number) > 0))
            continue;
        return an_row_fail(row, source->needs, part, err, "'%.*s' is %s %s, '%.*s'", (int)small->text.size,
                           small->text.text, later ? "later than" : "more than", source->needs[whole].name,
                           (int)large->text.size, large->text.text);
    }
    return AN_OK;
}

static an_code add_sample(an_tally *tally, const an_row *row, uint32_t id, an_error *err)
{
    const an_compiled_source *source = tally->source;
    an_row sampled = *row;
    if (source->dated != NULL) {
        memcpy(source->dated, row->values, source->n_needs * sizeof *source->dated);
        for (size_t i = 0; i < source->n_sample; i++) {
            an_value *value = &source->dated[source->sample[i]];
            if (value->number.units == 0)
                value->number = an_decimal_from_int(value->date);
        }
        sampled.values = source->dated;
    }
    return an_samples_add(&tally->samples, id, &sampled, source->sample, source->carry, source->named_by,
                          err);
}

static an_code add_row(an_tally *tally, const an_row *row, uint64_t times, an_error *err)
{
    const an_compiled_source *source = tally->source;
    uint32_t *full = tally->tuple, *whole = tally->tuple + tally->width, whole_id, full_id = AN_ALL;
    an_code code = check_parts(source, row, err);
    if (code == AN_OK)
        code = make_tuples(tally, row, full, whole, err);
    if (code == AN_OK)
        code = an_tally_tuple(tally, whole, &whole_id, err);
    if (code == AN_OK)
        code = add_sums(tally, row, times, full, whole, whole_id, &full_id, err);
    if (code != AN_OK || source->n_sample == 0 || !an_tests_hold(&source->sample_where, row->values))
        return code;
    code = split_id(tally, full, whole_id, &full_id, err);
    return code == AN_OK ? add_sample(tally, row, full_id, err) : code;
}

an_code an_tally_row(void *tally, const an_row *row, an_error *err)
{
    return add_row(tally, row, 1, err);
}

an_code an_tally_repeat(void *tally, const an_row *row, uint64_t times, an_error *err)
{
    return add_row(tally, row, times, err);
}

bool an_tally_repeats(const an_tally *tally, size_t s)
{
    return tally->compiled.sources[s].n_sample == 0;
}

an_code an_tally_commit(void *state, uint64_t block, an_error *err)
{
    an_tally *tally = state;
    return tally->source->n_sample > 0 ? an_samples_commit(&tally->samples, block, err) : AN_OK;
}

/* Writes the tuple with number id of from with into's numbers of the key texts. */
static an_code translate(an_tally *into, const an_tally *from, const an_intern *tuples, uint32_t id,
                         uint32_t *tuple, an_error *err)
{
    memcpy(tuple, an_intern_text(tuples, id, NULL), into->width * sizeof *tuple);
    for (size_t k = 0; k < into->n_keys; k++) {
        if (tuple[k + 1] == AN_ALL)
            continue;
        size_t size;
        const char *text = an_intern_text(from->texts[k], tuple[k + 1], &size);
        if (an_intern_add(into->texts[k], text, size, &tuple[k + 1]) != AN_OK)
            return an_fail_memory(err);
    }
    return AN_OK;
}

static an_code merge_distinct(an_tally *into, const an_tally *from, an_error *err)
{
    uint32_t *tuple = into->tuple, key[3], id;
    for (uint32_t p = 0; p < an_intern_count(from->pairs); p++) {
        memcpy(key, an_intern_text(from->pairs, p, NULL), sizeof key);
        an_code code = translate(into, from, from->distinct_keys, key[0], tuple, err);
        if (code != AN_OK)
            return code;
        size_t size;
        const char *text = an_intern_text(from->distinct_texts, key[2], &size);
        if (an_intern_add(into->distinct_keys, tuple, into->width * sizeof *tuple, &key[0]) != AN_OK ||
            an_intern_add(into->distinct_texts, text, size, &key[2]) != AN_OK ||
            an_intern_add(into->pairs, key, sizeof key, &id) != AN_OK)
            return an_fail_memory(err);
    }
    return AN_OK;
}

an_code an_tally_merge(an_tally *into, an_tally *from, an_error *err)
{
    size_t n_sums = into->compiled.n_sums;
    uint32_t *numbers = malloc((from->n_tuples + 1) * sizeof *numbers);
    if (numbers == NULL)
        return an_fail_memory(err);
    an_code code = AN_OK;
    for (uint32_t t = 0; t < from->n_tuples && code == AN_OK; t++) {
        code = translate(into, from, from->tuples, t, into->tuple, err);
        if (code == AN_OK)
            code = an_tally_tuple(into, into->tuple, &numbers[t], err);
        for (size_t i = 0; i < n_sums && code == AN_OK; i++)
            if (!an_decimal_add(&into->sums[numbers[t] * n_sums + i], from->sums[t * n_sums + i]))
                code = an_fail(err, AN_DATA, "a sum is too large");
    }
    if (code == AN_OK)
        code = merge_distinct(into, from, err);
    if (code == AN_OK)
        code = an_samples_merge(&into->samples, &from->samples, numbers, err);
    free(numbers);
    return code;
}
