/* row: the records of a file as typed rows.
 *
 * A cell goes through its column's cache first (value_cache.h): most columns hold few texts, and what was
 * read once is not parsed again. Cells of columns that are only added up are not cached: they seldom repeat.
 * An empty count takes its default here (1 where the column it follows is not empty), since only the whole
 * record knows. Messages name the cell by its number in the record and give the hint that fits the text: a
 * comma as decimal mark, a date in another form. */
#include "scan/row.h"

#include <string.h>

/* What the commas of a cell that is no number are: 1,000 may be one, or a thousand. */
static const char *comma_hint(const char *text, size_t size)
{
    const char *const comma = memchr(text, ',', size);
    const size_t after = (size_t)(text + size - comma) - 1;
    if (memchr(text, '.', size) != NULL || memchr(comma + 1, ',', after) != NULL)
        return " (separators of thousands are read with --schema and \"groupChar\")";
    return after == 3 ? " (a decimal comma is read with --decimal , and one of thousands with --schema and "
                        "\"groupChar\")"
                      : " (a decimal comma is read with --decimal ,)";
}

static an_code fail_cell(const an_binding *binding, const an_record *record, size_t need,
                         const an_value *value, const char *reason, const char *expected, const char *hint,
                         an_error *err)
{
    if (binding->sources[need].mapping.declared != NULL)
        hint = "";
    else if (expected == NULL && strncmp(reason, "not a", 5) == 0 && binding->decimal == '.' &&
             value->text.size < 32 && memchr(value->text.text, ',', value->text.size) != NULL)
        hint = comma_hint(value->text.text, value->text.size);
    else if (strcmp(reason, "not a date") == 0)
        hint = " (other forms: --schema with \"format\": \"%d.%m.%Y\" and the like)";
    const an_cell_source *const s = &binding->sources[need];
    return an_fail_at(err, AN_DATA, binding->file, record->line, binding->cells[need], "%s: %s: '%.*s'%s%s%s",
                      s->prefix > 0 ? s->column->name : binding->plan->needs[need].name, reason,
                      value->text.size < 200 ? (int)value->text.size : 200, value->text.text,
                      an_value_expected(s->column, expected),
                      expected != NULL ? expected : "", hint);
}

/* Remembers what a cell was read as. The period of a date stands for it where nothing else is made of it. */
static an_code remember(const an_binding *binding, const an_cell_source *s, an_value_cache *cache,
                        an_cell cell, const an_value *value)
{
    an_value kept = *value;
    if (s->kind == AN_VALUE_CACHE_PERIOD)
        kept.period = an_period_of_date(binding->plan->period, value->date);
    return an_value_cache_add(cache, s->kind, cell.text, cell.size, &kept);
}

/* Whether a cell is not empty, a text that the schema takes for a missing value being empty. */
static bool is_present(const an_mapping *mapping, an_cell cell)
{
    an_value value;
    const char *reason, *expected;
    (void)an_value_read(NULL, mapping, '.', cell, &value, &reason, &expected);
    return value.present;
}

/* The default of an empty cell of a column that has one: 1 or 0. */
static bool counts_one(const an_cell_source *s, const an_record *record)
{
    if (s->one_where < 0)
        return s->one_where == -2;
    const an_cell cell = record->cells[s->one_where];
    return s->one_mapping.n_missing + s->one_mapping.n_categories == 0 ? cell.size > 0
                                                                       : is_present(&s->one_mapping, cell);
}

/* The cells of a date that stands in several, with '-' between them; empty if all are. */
static an_cell join_cells(const an_cell_source *s, const an_record *record, an_value_cache *cache)
{
    size_t used = 0, sum = record->cells[s->cell].size;
    for (size_t i = 0; i <= s->n_parts; i++) {
        const an_cell cell = record->cells[i == 0 ? s->cell : s->parts[i - 1]];
        const size_t most = sizeof cache->joined / (AN_DATE_PARTS + 1) - 1;
        const size_t size = cell.size < most ? cell.size : most; /* a longer one is no part of a date */
        sum += cell.size;
        if (i > 0)
            cache->joined[used++] = '-';
        memcpy(cache->joined + used, cell.text, size);
        used += size;
    }
    return (an_cell){.text = cache->joined, .size = sum > 0 ? used : 0};
}

static an_cell cell_of(const an_cell_source *s, const an_record *record, an_value_cache *cache)
{
    if (s->n_parts > 0)
        return join_cells(s, record, cache);
    return s->cell >= 0 ? record->cells[s->cell] : (an_cell){.text = "", .size = 0};
}

/* Reads the cell of a need without its cache. */
static an_code read_anew(const an_binding *binding, const an_record *record, size_t need, an_cell cell,
                         an_value *value, an_error *err)
{
    const an_cell_source *s = &binding->sources[need];
    const char *reason, *expected;
    if (an_value_read(s->column, &s->mapping, binding->decimal, cell, value, &reason, &expected) != AN_OK &&
        !s->is_lenient)
        return fail_cell(binding, record, need, value, reason, expected, "", err);
    if (s->prefix > 0 && value->text.size > s->prefix)
        value->text.size = s->prefix;
    if (!value->present && an_source_has_default(s))
        an_source_set_default(value, counts_one(s, record));
    return AN_OK;
}

static an_code read_cell(const an_binding *binding, const an_record *record, an_value_cache caches[],
                         size_t need, an_value *value, an_error *err)
{
    const an_cell_source *s = &binding->sources[need];
    const an_cell cell = cell_of(s, record, &caches[need]);
    if (cell.size == 0 || s->use != AN_USE_VALUE || caches[need].given_up)
        return read_anew(binding, record, need, cell, value, err);
    const an_value *const known = an_value_cache_value(&caches[need], cell.text, cell.size);
    if (known != NULL) {
        *value = *known;
        return AN_OK;
    }
    const an_code code = read_anew(binding, record, need, cell, value, err);
    if (code != AN_OK || value->text.size == 0) /* a missing value may have a default, by other cells */
        return code;
    return remember(binding, s, &caches[need], cell, value) == AN_OK ? AN_OK : an_fail_memory(err);
}

static an_code read_period(const an_binding *binding, const an_record *record, const an_value *values,
                           an_row *row, an_error *err)
{
    const an_plan *plan = binding->plan;
    row->period = (an_period){0};
    if (plan->date < 0)
        return AN_OK;
    const an_value *date = &values[plan->date], *period = &values[plan->period_need];
    if (date->present) {
        row->period = an_period_of_date(plan->period, date->date);
        return AN_OK;
    }
    bool by_date = binding->cells[plan->date] > 0;
    uint64_t cell = binding->cells[by_date ? plan->date : plan->period_need];
    if (!period->present)
        return an_fail_at(err, AN_DATA, binding->file, record->line, cell,
                          "%s: empty: each row needs a %s, or take all rows as one period with --period none",
                          by_date ? plan->date_name : "period", by_date ? "date" : "period");
    if (an_period_coarsen(period->period, plan->period, &row->period) == AN_OK)
        return AN_OK;
    return an_fail_at(err, AN_DATA, binding->file, record->line, binding->cells[plan->period_need],
                      "period: longer than the period asked for: '%.*s'; use --period with a longer one",
                      (int)period->text.size, period->text.text);
}

static an_code test_filters(const an_binding *binding, const an_record *record, an_value_cache caches[],
                            an_value values[], bool *passes, an_error *err)
{
    const an_plan *plan = binding->plan;
    *passes = true;
    for (size_t i = 0; i < plan->n_filters && *passes; i++) {
        size_t need = plan->filter_need[i];
        an_code code = read_cell(binding, record, caches, need, &values[need], err);
        if (code != AN_OK)
            return code;
        if (an_filter_test(&plan->filters[i], &values[need], passes) != AN_OK)
            return fail_cell(binding, record, need, &values[need], "not a number", NULL,
                             " (--where compares it with a number)", err);
    }
    return AN_OK;
}

/* Puts codes under those of today, by the row's date or the first day of its period. */
static void concord(const an_plan *plan, an_value values[], an_row *row)
{
    an_date day, end;
    if (values[plan->date].present)
        day = values[plan->date].date;
    else
        an_period_days(values[plan->period_need].period, &day, &end);
    for (size_t i = 0; i < plan->n_concorded; i++) {
        an_value *const value = &values[plan->concorded[i]];
        const an_cell found = an_concordance_code(plan->concordance, value->text, day);
        row->is_concorded = row->is_concorded || found.size != value->text.size ||
                            memcmp(found.text, value->text.text, found.size) != 0;
        value->text = found;
    }
}

/* Whether the row stands, by the columns that say so. */
static an_code judge_standing(const an_binding *binding, const an_record *record, an_value_cache caches[],
                              an_standing_key *key, an_value values[], an_fate *fate, an_error *err)
{
    const an_plan *const plan = binding->plan;
    const an_value *judged[AN_STANDING_NEEDS];
    an_stands stands = AN_STANDS;
    an_code code = AN_OK;
    for (size_t i = 0; i < plan->n_standing && code == AN_OK; i++) {
        const size_t need = plan->standing_need[i];
        judged[i] = &values[need];
        code = read_cell(binding, record, caches, need, &values[need], err);
    }
    if (code == AN_OK && an_standing_judge(plan->standing, key, judged, &stands) != AN_OK)
        code = an_fail_memory(err);
    *fate = stands == AN_STANDS ? AN_FATE_PASSES : stands == AN_SUPERSEDED ? AN_FATE_SUPERSEDED
                                                                           : AN_FATE_WITHDRAWN;
    return code;
}

an_code an_row_read(const an_binding *binding, const an_record *record, an_value_cache caches[],
                    an_standing_key *key, an_value values[], an_row *row, an_fate *fate, an_error *err)
{
    const an_plan *plan = binding->plan;
    bool passes = true;
    an_code code = AN_OK;
    *fate = AN_FATE_PASSES;
    if (record->n != binding->width) {
        size_t first = (record->n < binding->width ? record->n : binding->width) + 1;
        return an_fail_at(err, AN_DATA, binding->file, record->line, first,
                          "ragged row: %zu cell%s where the header has %zu", record->n,
                          record->n == 1 ? "" : "s", binding->width);
    }
    if (plan->standing != NULL)
        code = judge_standing(binding, record, caches, key, values, fate, err);
    if (code == AN_OK && *fate == AN_FATE_PASSES)
        code = test_filters(binding, record, caches, values, &passes, err);
    if (!passes)
        *fate = AN_FATE_FILTERED;
    for (size_t i = 0; i < plan->n && code == AN_OK && *fate == AN_FATE_PASSES; i++)
        code = read_cell(binding, record, caches, i, &values[i], err);
    *row = (an_row){.values = values, .file = binding->file, .record = record, .cell = binding->cells};
    if (code == AN_OK && *fate == AN_FATE_PASSES)
        code = read_period(binding, record, values, row, err);
    if (code == AN_OK && *fate == AN_FATE_PASSES && plan->concordance != NULL)
        concord(plan, values, row);
    return code;
}
