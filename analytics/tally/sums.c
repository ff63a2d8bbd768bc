/* sums: the declared sums of a program's sources, resolved to columns, conditions to bit tests.
 *
 * Declarations are texts; rows come by the billion. Before the scan each column gets its place among the
 * needs and each list of codes becomes a mask of 64 bits, bit 0 for an empty cell and bit k for the k-th
 * code of the column, so that a condition is one shift. A mistake in a declaration (no such code, no such
 * column) is found here, when the program starts. The same place decides what the scan may do with a column:
 * only added up, only told apart, or anything (an_use), on which the fast path rests. */
#include "tally/sums.h"

#include <string.h>

static size_t count_sums(const an_source *source)
{
    return an_list_count(source->sums, sizeof *source->sums);
}

static size_t count_parts(const an_source *source)
{
    return an_list_count(source->parts, sizeof *source->parts);
}

/* The need called name, appended if it is new. A column that one use requires is required. */
static size_t need(an_compiled_source *source, const char *name, bool optional)
{
    for (size_t i = 0; i < source->n_needs; i++)
        if (strcmp(source->needs[i].name, name) == 0) {
            source->needs[i].optional = source->needs[i].optional && optional;
            return i;
        }
    source->needs[source->n_needs] = (an_need){.name = name, .optional = optional};
    return source->n_needs++;
}

/* The codes of a condition as bits. */
static an_code compile_codes(const an_condition *condition, uint64_t *mask, an_error *err)
{
    const an_column *column = an_column_find(condition->column);
    bool coded = column != NULL && column->type == AN_TYPE_CODE;
    size_t size;
    const char *word;
    *mask = 0;
    for (int k = 1; (word = an_words_get(condition->codes, k, &size)) != NULL; k++) {
        int code = coded ? an_words_find(column->codes, word, size) : 0;
        if (size == 1 && *word == '-')
            *mask |= 1;
        else if (size == 1 && *word == '*')
            *mask |= ~UINT64_C(1);
        else if (code > 0)
            *mask |= UINT64_C(1) << code;
        else
            return an_fail(err, AN_USAGE, "declaration: column %s has no code '%.*s'", condition->column,
                           (int)size, word);
    }
    return AN_OK;
}

static an_code compile_tests(an_compiled_source *source, const an_condition where[AN_CONDITIONS],
                             an_tests *tests, an_error *err)
{
    for (size_t i = 0; i < AN_CONDITIONS && where[i].column != NULL; i++) {
        an_test *test = &tests->test[tests->n++];
        test->need = need(source, where[i].column, true);
        an_code code = compile_codes(&where[i], &test->mask, err);
        if (code != AN_OK)
            return code;
    }
    return AN_OK;
}

static bool is_numeric(const char *name)
{
    const an_column *column = an_column_find(name);
    return column != NULL && (column->type == AN_TYPE_COUNT || column->type == AN_TYPE_AMOUNT);
}

static bool is_date(const char *name)
{
    const an_column *column = an_column_find(name);
    return column != NULL && column->type == AN_TYPE_DATE;
}

/* False: the program computes it. */
static bool is_added_up(const an_sum *sum)
{
    return sum->of != NULL || sum->count != NULL || sum->distinct != NULL;
}

/* Whether an extract of the plan has columns that split the numerators only. */
static bool can_split(const an_tally_plan *plan)
{
    for (const an_source *source = plan->sources; source->extract != NULL; source++)
        for (const an_column *column = an_columns; column->name != NULL; column++)
            if (column->splits &&
                an_words_find(column->extracts, source->extract, strlen(source->extract)) > 0)
                return true;
    return false;
}

static an_code compile_sum(an_compiled_source *source, const an_sum *sum, const an_tally_plan *plan,
                           an_error *err)
{
    if (sum->whole && !can_split(plan))
        return an_fail(err, AN_USAGE,
                       "declaration: sum %s is whole, but no column of its extracts splits it; a total over "
                       "the rows of other keys is declared as an indicator's share_of",
                       sum->name);
    an_compiled_sum *out = &source->sums[source->n_sums++];
    *out = (an_compiled_sum){.sum = sum, .distinct = sum->distinct != NULL, .whole = sum->whole};
    const char *of = out->distinct ? sum->distinct : sum->of;
    if (of == NULL || (!out->distinct && sum->count == NULL && !is_numeric(of)))
        return an_fail(err, AN_USAGE, "declaration: sum %s is not of a count or amount column", sum->name);
    out->need = need(source, of, true);
    source->splits = source->splits || !sum->whole;
    return compile_tests(source, sum->where, &out->where, err);
}

static an_code compile_parts(an_compiled_source *out, an_arena *arena, const an_source *source, an_error *err)
{
    out->n_parts = count_parts(source);
    out->parts = an_arena_alloc(arena, out->n_parts * sizeof *out->parts);
    if (out->parts == NULL)
        return an_fail_memory(err);
    for (size_t i = 0; i < out->n_parts; i++) {
        const an_part *part = &source->parts[i];
        if (!(is_numeric(part->part) && is_numeric(part->whole)) &&
            !(is_date(part->part) && is_date(part->whole)))
            return an_fail(err, AN_USAGE, "declaration: %s and %s are not both numbers or both dates",
                           part->part, part->whole);
        out->parts[i][0] = need(out, part->part, true);
        out->parts[i][1] = need(out, part->whole, true);
    }
    return AN_OK;
}

/* The most needs that a source can have. */
static size_t most_needs(const an_source *source, size_t n_keys)
{
    return n_keys + an_list_count(source->reads, sizeof *source->reads) +
           (count_sums(source) + 1) * (1 + AN_CONDITIONS) + 2 * count_parts(source) +
           an_list_count(source->sample, sizeof *source->sample) +
           an_list_count(source->carry, sizeof *source->carry);
}

static size_t *compile_names(an_compiled_source *out, an_arena *arena, const char *const *names, size_t *n)
{
    *n = an_list_count(names, sizeof *names);
    size_t *needs = an_arena_alloc(arena, *n * sizeof *needs);
    for (size_t i = 0; needs != NULL && i < *n; i++)
        needs[i] = need(out, names[i], true);
    return needs;
}

static const char *key_name(const an_tally_plan *plan, size_t k)
{
    return k < plan->n_by ? plan->by[k] : plan->strata[k - plan->n_by];
}

/* Whether key column k is known to be of other extracts of the plan, and not of this one. */
static bool is_elsewhere(const an_tally_plan *plan, const an_source *source, size_t k)
{
    const an_column *column = an_column_find(key_name(plan, k));
    const char *extracts = column != NULL && column->extracts != NULL ? column->extracts : source->extract;
    bool elsewhere = false;
    for (const an_source *other = plan->sources; other->extract != NULL; other++)
        elsewhere = elsewhere ||
                    (!other->absent && an_words_find(extracts, other->extract, strlen(other->extract)) > 0);
    return elsewhere && an_words_find(extracts, source->extract, strlen(source->extract)) == 0;
}

static int key_need(an_compiled_source *out, const an_tally_plan *plan, const an_source *source, size_t k)
{
    if ((source->partial && is_elsewhere(plan, source, k)) ||
        (k >= plan->n_by && plan->by_operator && source->operator == NULL))
        return AN_KEY_EMPTY;
    const char *const name = key_name(plan, k);
    bool required = false; /* by the program itself */
    for (size_t j = 0; j < out->n_needs; j++)
        if (strcmp(out->needs[j].name, name) == 0)
            required = !out->needs[j].optional && out->needs[j].unless == NULL;
    const size_t i = need(out, name, false);
    out->needs[i].unless = NULL; /* a breakdown by a column that is not there is none */
    if (!required)
        out->needs[i].option = k < plan->n_by        ? "--by"
                                   : plan->by_operator ? "--disclosure"
                                                       : "--strata";
    return (int)i;
}

/* most: the needs that out may come to have. */
static an_code compile_sample(an_compiled_source *out, an_arena *arena, const an_source *source, size_t most,
                              an_error *err)
{
    bool dated = false;
    out->sample = compile_names(out, arena, source->sample, &out->n_sample);
    out->carry = compile_names(out, arena, source->carry, &out->n_carry);
    for (size_t i = 0; i < out->n_sample; i++)
        dated = dated || is_date(source->sample[i]);
    out->dated = dated ? an_arena_alloc(arena, most * sizeof *out->dated) : NULL;
    if (out->sample == NULL || out->carry == NULL || (dated && out->dated == NULL))
        return an_fail_memory(err);
    out->named_by = SIZE_MAX;
    for (size_t i = 0; i < out->n_carry && source->named_by != NULL; i++)
        if (strcmp(source->carry[i], source->named_by) == 0)
            out->named_by = i;
    out->splits = out->splits || out->n_sample > 0;
    return compile_tests(out, source->sample_where, &out->sample_where, err);
}

/* What each need is used for: more than one use is AN_USE_VALUE. */
static void find_uses(an_compiled_source *source, size_t n_keys)
{
    for (size_t i = 0; i < source->n_sums; i++) {
        const an_compiled_sum *sum = &source->sums[i];
        source->needs[sum->need].use = sum->distinct ? AN_USE_DISTINCT : AN_USE_SUM;
    }
    for (size_t i = 0; i < source->n_parts; i++) {
        source->needs[source->parts[i][0]].use = AN_USE_VALUE;
        source->needs[source->parts[i][1]].use = AN_USE_VALUE;
    }
    for (size_t i = 0; i < source->n_sums; i++) {
        const an_compiled_sum *sum = &source->sums[i];
        if (sum->sum->count != NULL) { /* it may look at any column */
            for (size_t k = 0; k < source->n_needs; k++)
                source->needs[k].use = AN_USE_VALUE;
            return;
        }
        if (sum->sum->square ||
            source->needs[sum->need].use != (sum->distinct ? AN_USE_DISTINCT : AN_USE_SUM))
            source->needs[sum->need].use = AN_USE_VALUE;
        for (size_t t = 0; t < sum->where.n; t++)
            source->needs[sum->where.test[t].need].use = AN_USE_VALUE;
    }
    for (size_t k = 0; k < n_keys; k++)
        if (source->key[k] >= 0)
            source->needs[source->key[k]].use = AN_USE_VALUE;
}

static an_code compile_source(an_compiled *compiled, an_arena *arena, const an_tally_plan *plan,
                              const an_source *source, an_compiled_source *out, an_error *err)
{
    size_t n_keys = plan->n_by + plan->n_strata;
    *out = (an_compiled_source){.first_sum = compiled->n_sums};
    out->needs = an_arena_alloc(arena, most_needs(source, n_keys) * sizeof *out->needs);
    out->key = an_arena_alloc(arena, n_keys * sizeof *out->key);
    out->sums = an_arena_alloc(arena, count_sums(source) * sizeof *out->sums);
    if (out->needs == NULL || out->key == NULL || out->sums == NULL)
        return an_fail_memory(err);
    for (const an_need *reads = source->reads; reads != NULL && reads->name != NULL; reads++) {
        an_need *const known = &out->needs[need(out, reads->name, reads->optional)];
        known->unless = reads->unless;
        known->lenient = reads->lenient;
    }
    an_code code = AN_OK;
    for (size_t i = 0; i < count_sums(source) && code == AN_OK; i++)
        if (is_added_up(&source->sums[i]))
            code = compile_sum(out, &source->sums[i], plan, err);
    if (code == AN_OK)
        code = compile_parts(out, arena, source, err);
    if (code == AN_OK)
        code = compile_sample(out, arena, source, most_needs(source, n_keys), err);
    for (size_t k = 0; k < n_keys && code == AN_OK; k++)
        out->key[k] = compiled->splitting[k] && !out->splits ? AN_KEY_ALL : key_need(out, plan, source, k);
    compiled->dated = compiled->dated || source->date != NULL;
    compiled->every_period = compiled->every_period || source->every_period;
    if (code == AN_OK)
        find_uses(out, n_keys);
    compiled->n_sums += out->n_sums;
    return code;
}

static an_code compile_keys(an_compiled *compiled, const an_tally_plan *plan, an_error *err)
{
    for (size_t k = 0; k < plan->n_by + plan->n_strata; k++) {
        const char *name = key_name(plan, k);
        const an_column *column = an_column_find(name);
        compiled->splitting[k] = column != NULL && column->splits;
        compiled->any_splitting = compiled->any_splitting || compiled->splitting[k];
        if (compiled->splitting[k] && k >= plan->n_by)
            return an_fail(err, AN_USAGE,
                           "--strata: '%s' describes the control, not the item: it cannot be a stratum",
                           name);
        for (size_t j = 0; j < k; j++)
            if (strcmp(key_name(plan, j), name) == 0)
                return an_fail(err, AN_USAGE, "column '%s' is asked for twice in %s", name,
                               k < plan->n_by ? "--by" : "--by and --strata");
    }
    return AN_OK;
}

an_code an_sums_compile(an_compiled *compiled, an_arena *arena, const an_tally_plan *plan, an_error *err)
{
    *compiled = (an_compiled){0};
    const size_t n = an_list_count(plan->sources, sizeof *plan->sources);
    compiled->sources = an_arena_alloc(arena, n * sizeof *compiled->sources);
    compiled->splitting = an_arena_alloc(arena, (plan->n_by + plan->n_strata) * sizeof *compiled->splitting);
    if (compiled->sources == NULL || compiled->splitting == NULL)
        return an_fail_memory(err);
    an_code code = compile_keys(compiled, plan, err);
    for (; compiled->n_sources < n && code == AN_OK; compiled->n_sources++)
        code = compile_source(compiled, arena, plan, &plan->sources[compiled->n_sources],
                              &compiled->sources[compiled->n_sources], err);
    return code;
}

bool an_tests_hold(const an_tests *tests, const an_value *values)
{
    for (size_t i = 0; i < tests->n; i++) {
        const an_value *value = &values[tests->test[i].need];
        unsigned bit = value->code > 0 ? (unsigned)value->code : value->text.size > 0;
        if ((tests->test[i].mask >> bit & 1) == 0)
            return false;
    }
    return true;
}
