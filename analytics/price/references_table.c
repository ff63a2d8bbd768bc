/* references_table: references as the table that sidda-reference writes. */
#include "price/references.h"

#include <math.h>
#include <string.h>

const char *const an_reference_columns[] = {
    "n",  "median",       "q1",      "q3",    "cap",        "lap",           "mad",         "qn",
    "mc", "price_groups", "verdict", "level", "log_median", "cleaned_share", "scale_method"};

void an_references_write(const an_references_entry *entry, const an_comparison *comparison, an_output *output)
{
    const an_reference *r = &entry->reference;
    const char *method;
    char key[AN_COMPARISON_KEY];
    (void)an_reference_scale(r, &method);
    an_output_string(output, entry->period);
    for (size_t k = 0; k < comparison->n_keys; k++) {
        an_comparison_split(entry->key, k, key);
        an_output_string(output, key);
    }
    an_output_count(output, (int64_t)r->n);
    const double numbers[] = {r->median, r->q1, r->q3, r->cap, r->lap, r->mad, r->qn, r->mc};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        an_output_number(output, numbers[i]);
    const bool judged = (r->made & AN_REFERENCE_GOODS) != 0;
    if (judged)
        an_output_count(output, r->price_groups);
    else
        an_output_empty(output);
    an_output_string(output, judged ? an_reference_verdict(r->verdict) : "");
    an_output_string(output, comparison->levels[entry->level].name);
    an_output_number(output, r->log_median);
    an_output_number(output, r->cleaned_share);
    an_output_string(output, method);
}

typedef struct table_columns {
    size_t keys[AN_COMPARISON_KEYS], period, level;
    size_t n, median, q1, q3, mad, log_median;
} table_columns;

static an_code find_columns(const an_sheet *sheet, const an_comparison *comparison, const char *const by[],
                            table_columns *at, an_error *err)
{
    size_t *const places[] = {&at->period, &at->level, &at->n,   &at->median,
                              &at->q1,     &at->q3,    &at->mad, &at->log_median};
    static const char *const names[] = {"period", "level", "n", "median", "q1", "q3", "mad", "log_median"};
    an_code code = AN_OK;
    for (size_t i = 0; i < sizeof names / sizeof names[0] && code == AN_OK; i++)
        code = an_sheet_need(sheet, names[i], places[i], err);
    for (size_t k = 0; k < comparison->n_keys && code == AN_OK; k++)
        code = an_sheet_need(sheet, by[k], &at->keys[k], err);
    return code;
}

/* The cells of a row that the score needs. */
static an_code read_reference(const an_sheet *sheet, size_t row, const table_columns *at,
                              an_reference *reference, an_error *err)
{
    double n = 0;
    const size_t places[] = {at->n, at->median, at->q1, at->q3, at->mad, at->log_median};
    double *const values[] = {
        &n, &reference->median, &reference->q1, &reference->q3, &reference->mad, &reference->log_median};
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        an_code code = an_sheet_number(sheet, row, (int)places[i], values[i], err);
        if (code != AN_OK)
            return code;
        if (isnan(*values[i]))
            return an_sheet_fail(sheet, row, (int)places[i], err, "empty: expected a number");
    }
    if (!(n >= 0 && n <= 1e15) || !(reference->median > 0))
        return an_sheet_fail(sheet, row, (int)at->n, err, "not a reference of positive prices");
    reference->n = (size_t)n;
    reference->made = AN_REFERENCE_LEVEL;
    return AN_OK;
}

static size_t find_level(const an_comparison *comparison, const char *name)
{
    for (size_t level = 0; level < comparison->n; level++)
        if (strcmp(comparison->levels[level].name, name) == 0)
            return level;
    return SIZE_MAX;
}

static an_code read_row(an_references *references, const an_sheet *sheet, size_t row, const table_columns *at,
                        an_error *err)
{
    const an_comparison *comparison = references->comparison;
    const char *keys[AN_COMPARISON_KEYS], *period = an_sheet_cell(sheet, row, (int)at->period);
    char key[AN_COMPARISON_KEY];
    size_t size, level = find_level(comparison, an_sheet_cell(sheet, row, (int)at->level));
    an_reference reference = an_reference_none;
    an_references_entry *entry;
    if (level == SIZE_MAX)
        return an_sheet_fail(sheet, row, (int)at->level, err, "unknown level '%s' for these keys (--by)",
                             an_sheet_cell(sheet, row, (int)at->level));
    for (size_t k = 0; k < comparison->n_keys; k++)
        keys[k] = an_sheet_cell(sheet, row, (int)at->keys[k]);
    if (!an_comparison_key(comparison, level, keys, key, &size))
        return an_sheet_fail(sheet, row, (int)at->level, err,
                             "the commodity code is too short for its level");
    if (strcmp(an_sheet_cell(sheet, row, (int)at->n), "0") == 0)
        return AN_OK; /* no price: nothing to compare with */
    an_code code = read_reference(sheet, row, at, &reference, err);
    if (code == AN_OK)
        code = an_references_add(references, level, period, key, size, &entry, err);
    if (code != AN_OK)
        return code;
    if (entry->reference.n == 0 || strcmp(entry->period, period) <= 0) { /* the latest period */
        entry->reference = reference;
        entry->period = an_arena_copy(&references->arena, period, strlen(period));
    }
    return entry->period != NULL ? AN_OK : an_fail_memory(err);
}

an_code an_references_read(an_references *references, const an_sheet *sheet, const char *const by[],
                           an_error *err)
{
    table_columns at;
    references->any_period = true;
    an_code code = find_columns(sheet, references->comparison, by, &at, err);
    for (size_t row = 0; code == AN_OK && row < an_sheet_rows(sheet); row++)
        code = read_row(references, sheet, row, &at, err);
    return code;
}
