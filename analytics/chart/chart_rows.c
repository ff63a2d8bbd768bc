/* chart_rows: the observations of an indicator table that a chart draws.
 *
 * What a row is, its declaration says (indicator/meaning.h): whether it is told in percent, whether it is a
 * share of counted items or a ratio of two rates, and its title. An indicator that no declaration knows is
 * drawn in plain numbers under a name made of its code. */
#include "chart/chart_rows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "chart/phrase.h"
#include "schema/column.h"

/* ---- which indicators ---- */

/* A share of counted items has the interval of a proportion, or none; of a suppressed one it is gone. */
static bool is_share(const an_observation *o)
{
    return an_meaning_is_proportion(o->meaning) &&
           (o->status == 'Q' || o->method[0] == '\0' ||
            an_words_find("wilson exact jeffreys", o->method, an_method_size(o->method)) > 0);
}

static bool is_of(const an_observation *o, an_chart_fit fit)
{
    switch (fit) {
    case AN_FIT_PERCENT:
        return an_meaning_in_percent(o->meaning);
    case AN_FIT_SHARE:
        return is_share(o);
    case AN_FIT_RATIO:
        return an_meaning_is_ratio(o->meaning);
    default:
        return true;
    }
}

/* Whether all rows of code fit. */
static bool fits(const an_observations *table, const char *code, an_chart_fit fit)
{
    for (size_t i = 0; i < table->n; i++)
        if (strcmp(table->rows[i].indicator, code) == 0 && !is_of(&table->rows[i], fit))
            return false;
    return true;
}

/* The first row with text in column, or the number of rows. */
static size_t first_row(const an_observations *table, int column, const char *text)
{
    size_t i = 0;
    while (i < table->n && strcmp(an_observation_cell(table, i, column), text) != 0)
        i++;
    return i;
}

/* The different texts of a column as "a, b, c", for messages. */
static an_sentence list_column(const an_observations *table, int column)
{
    an_sentence list = {0};
    for (size_t i = 0; i < table->n && list.used < AN_SENTENCE_SIZE - 1; i++) {
        const char *const text = an_observation_cell(table, i, column);
        if (first_row(table, column, text) == i)
            an_sentence_item(&list, 0, text);
    }
    return list;
}

static const char *const fit_names[] = {"an indicator", "a share", "a share of counted items",
                                        "a ratio of two rates"};

static void take_indicator(an_chart_rows *rows, const char *code, const an_meaning *meaning)
{
    rows->meanings[rows->n_indicators] = meaning;
    rows->indicators[rows->n_indicators++] = code;
}

static an_code take_named(an_chart_rows *rows, const an_chart_request *request, an_chart_fit fit, size_t most,
                          an_error *err)
{
    const an_observations *const table = rows->table;
    if (request->n_indicators > most)
        return an_fail(err, AN_USAGE, "--indicator: %zu codes, this kind of chart draws at most %zu",
                       request->n_indicators, most);
    for (size_t k = 0; k < request->n_indicators; k++) {
        const char *const code = request->indicators[k];
        const size_t i = first_row(table, table->columns.indicator, code);
        if (i == table->n) {
            const an_sentence list = list_column(table, table->columns.indicator);
            return an_fail(err, AN_USAGE, "--indicator: '%s' is not in the table; it has: %s", code,
                           list.text);
        }
        const an_meaning *const meaning = table->rows[i].meaning;
        if (!fits(table, code, fit))
            return an_fail(err, AN_USAGE, "--indicator: '%s' is not %s, which this kind of chart needs%s",
                           code, fit_names[fit],
                           meaning == NULL ? ": no declaration knows it (--meaning FILE)" : "");
        take_indicator(rows, code, meaning);
    }
    return AN_OK;
}

static an_code take_first(an_chart_rows *rows, an_chart_fit fit, an_error *err)
{
    const an_observations *const table = rows->table;
    const int column = table->columns.indicator;
    bool unknown = false;
    for (size_t i = 0; i < table->n; i++) {
        const an_observation *const o = &table->rows[i];
        unknown = unknown || o->meaning == NULL;
        if (first_row(table, column, o->indicator) == i && fits(table, o->indicator, fit)) {
            take_indicator(rows, o->indicator, o->meaning);
            return AN_OK;
        }
    }
    if (table->n == 0)
        return AN_OK;
    const an_sentence list = list_column(table, column);
    return an_fail(err, AN_DATA, "this kind of chart needs %s; the table has: %s%s", fit_names[fit],
                   list.text, unknown ? " (--meaning FILE declares indicators of your own)" : "");
}

/* ---- which period ---- */

/* The series that an observation is of, or the number of indicators. */
static size_t series_of(const an_chart_rows *rows, const an_observation *o)
{
    size_t series = 0;
    while (series < rows->n_indicators && strcmp(o->indicator, rows->indicators[series]) != 0)
        series++;
    return series;
}

/* ISO and SDMX periods sort as texts. */
static an_code choose_period(an_chart_rows *rows, const an_chart_request *request, bool every_period,
                             an_error *err)
{
    const an_observations *const table = rows->table;
    const int column = table->columns.period;
    if (request->period != NULL && first_row(table, column, request->period) == table->n) {
        const an_sentence list = list_column(table, column);
        return an_fail(err, AN_USAGE, "--at: '%s' is not in the table; it has: %s", request->period,
                       list.text);
    }
    rows->period = request->period;
    for (size_t i = 0; i < table->n && request->period == NULL && !every_period; i++) {
        const an_observation *const o = &table->rows[i];
        if (series_of(rows, o) < rows->n_indicators &&
            (rows->period == NULL || strcmp(o->period, rows->period) > 0))
            rows->period = o->period;
    }
    return AN_OK;
}

/* ---- the rows ---- */

const an_observation *an_chart_row_observation(const an_chart_rows *rows, const an_chart_row *row)
{
    return &rows->table->rows[row->observation];
}

an_code an_chart_row_number(const an_chart_rows *rows, const an_chart_row *row, int c, double *value,
                            an_error *err)
{
    return an_sheet_number(rows->table->sheet, an_chart_row_observation(rows, row)->row, c, value, err);
}

/* The breakdown cells as one text that no other cells give; the indicator where there are none. NULL: no
 * memory. */
static const char *key_of(an_chart_rows *rows, size_t i)
{
    const an_observations *const table = rows->table;
    const an_indicator_columns *const columns = &table->columns;
    size_t size = 1;
    if (columns->n_breakdown == 0)
        return table->rows[i].indicator;
    for (size_t k = 0; k < columns->n_breakdown; k++)
        size += strlen(an_observation_cell(table, i, columns->breakdown[k])) + 1;
    char *const key = an_arena_alloc(&rows->arena, size);
    char *end = key;
    for (size_t k = 0; k < columns->n_breakdown && key != NULL; k++) {
        end = stpcpy(end, an_observation_cell(table, i, columns->breakdown[k]));
        *end++ = '\x1F'; /* the unit separator, which no code has */
    }
    if (key != NULL)
        *end = '\0';
    return key;
}

static const char *label_of(an_chart_rows *rows, size_t i)
{
    an_sentence label = {0};
    const an_indicator_columns *const columns = &rows->table->columns;
    if (columns->n_breakdown == 0)
        return an_phrase_of_name(&rows->arena, rows->table->rows[i].indicator);
    for (size_t k = 0; k < columns->n_breakdown; k++) {
        const char *const cell = an_observation_cell(rows->table, i, columns->breakdown[k]);
        an_sentence_item(&label, 0, cell[0] != '\0' ? cell : "(empty)");
    }
    return an_phrase_shorten(&rows->arena, label.text, AN_LABEL_LETTERS);
}

static an_chart_mark mark_of(const an_observation *o)
{
    if (o->status == 'Q')
        return AN_MARK_SUPPRESSED;
    if (isnan(o->value))
        return AN_MARK_MISSING;
    return o->status == 'U' ? AN_MARK_LOW : o->status == 'B' ? AN_MARK_BREAK : AN_MARK_VALUE;
}

/* The columns of ind-trend; -1: the table is none of its. */
typedef struct limit_columns {
    int lower, upper, charted, signal, chart;
} limit_columns;

static limit_columns find_limits(const an_sheet *sheet)
{
    const limit_columns c = {an_sheet_find(sheet, "lower_limit"), an_sheet_find(sheet, "upper_limit"),
                             an_sheet_find(sheet, "charted"), an_sheet_find(sheet, "signal"),
                             an_sheet_find(sheet, "chart")};
    if (c.lower >= 0 && c.upper >= 0 && c.charted >= 0 && c.signal >= 0)
        return c;
    return (limit_columns){-1, -1, -1, -1, -1};
}

static an_code read_limits(const an_chart_rows *rows, an_chart_row *row, limit_columns c, an_error *err)
{
    an_limits *const limits = &row->limits;
    an_code code = an_chart_row_number(rows, row, c.lower, &limits->lower, err);
    if (code == AN_OK)
        code = an_chart_row_number(rows, row, c.upper, &limits->upper, err);
    if (code == AN_OK)
        code = an_chart_row_number(rows, row, c.charted, &limits->charted, err);
    if (strcmp(an_observation_cell(rows->table, row->observation, c.chart), "ewma") != 0)
        limits->charted = NAN;
    const char *const signal = an_observation_cell(rows->table, row->observation, c.signal);
    limits->signal = strcmp(signal, "above") == 0 ? 1 : strcmp(signal, "below") == 0 ? -1 : 0;
    if (row->mark == AN_MARK_SUPPRESSED)
        *limits = (an_limits){NAN, NAN, NAN, 0}; /* they would tell the value */
    return code;
}

static an_code add_row(an_chart_rows *rows, size_t i, size_t series, limit_columns limits, an_error *err)
{
    const an_observation *const o = &rows->table->rows[i];
    const bool known = o->status != 'Q';
    if (an_grow(&rows->rows, &rows->capacity, rows->n + 1, sizeof *rows->rows) != AN_OK)
        return an_fail_memory(err);
    an_chart_row *const row = &rows->rows[rows->n];
    *row = (an_chart_row){
        .observation = i,
        .series = rows->table->columns.n_breakdown > 0 ? series : 0,
        .key = key_of(rows, i),
        .label = label_of(rows, i),
        .period = o->period,
        .value = known ? o->value : NAN,
        .lower = known ? o->lower : NAN,
        .upper = known ? o->upper : NAN,
        .numerator = known && o->has_numerator ? an_decimal_double(o->numerator) : NAN,
        .denominator = known && o->has_denominator ? an_decimal_double(o->denominator) : NAN,
        .mark = mark_of(o),
        .is_total = rows->table->columns.n_breakdown > 0 && an_observation_is_total(rows->table, i),
    };
    if (row->key == NULL || row->label == NULL)
        return an_fail_memory(err);
    rows->n++;
    return read_limits(rows, row, limits, err);
}

static an_code take_rows(an_chart_rows *rows, an_error *err)
{
    const limit_columns limits = find_limits(rows->table->sheet);
    an_code code = AN_OK;
    for (size_t i = 0; i < rows->table->n && code == AN_OK; i++) {
        const an_observation *const o = &rows->table->rows[i];
        const size_t series = series_of(rows, o);
        if (series < rows->n_indicators &&
            (rows->period == NULL || strcmp(o->period, rows->period) == 0))
            code = add_row(rows, i, series, limits, err);
    }
    return code;
}

/* ---- what holds for all rows ---- */

bool an_chart_rows_in_percent(const an_chart_rows *rows, size_t series)
{
    bool in_percent = an_meaning_in_percent(rows->meanings[series]);
    for (size_t i = 0; i < rows->n && in_percent; i++)
        in_percent = rows->rows[i].series != series ||
                     strcmp(an_chart_row_observation(rows, &rows->rows[i])->unit, "ratio") == 0;
    return in_percent;
}

static an_code describe(an_chart_rows *rows, an_error *err)
{
    const an_observations *const table = rows->table;
    rows->method = "";
    rows->unit = rows->n > 0 ? an_chart_row_observation(rows, &rows->rows[0])->unit : "";
    rows->in_percent = rows->n > 0;
    for (size_t k = 0; k < rows->n_indicators; k++)
        rows->in_percent = rows->in_percent && an_chart_rows_in_percent(rows, k);
    for (size_t i = 0; i < rows->n; i++) {
        const an_observation *const o = an_chart_row_observation(rows, &rows->rows[i]);
        if (strcmp(o->unit, rows->unit) != 0 && !rows->many_units)
            return an_observation_fail(table, rows->rows[i].observation, table->columns.unit, err,
                                       "'%s' beside '%s': a chart has one unit", o->unit, rows->unit);
        if (rows->method[0] == '\0' && !isnan(rows->rows[i].lower))
            rows->method = o->method;
    }
    return AN_OK;
}

static an_code name_all(an_chart_rows *rows, an_error *err)
{
    an_sentence by = {0};
    const an_indicator_columns *const columns = &rows->table->columns;
    for (size_t k = 0; k < rows->n_indicators; k++)
        if ((rows->titles[k] = an_phrase_of_indicator(&rows->arena, rows->meanings[k],
                                                      rows->indicators[k])) == NULL)
            return an_fail_memory(err);
    for (size_t k = 0; k < columns->n_breakdown; k++) {
        const char *const column = an_sheet_name(rows->table->sheet, (size_t)columns->breakdown[k]);
        const char *const name = an_phrase_of_column(&rows->arena, column);
        if (name == NULL)
            return an_fail_memory(err);
        an_sentence_item(&by, 0, name);
    }
    rows->by = an_arena_copy(&rows->arena, by.text, by.used);
    return rows->by != NULL ? AN_OK : an_fail_memory(err);
}

an_code an_chart_rows_read(an_chart_rows *rows, const an_chart_request *request, an_chart_fit fit,
                           size_t most, bool every_period, an_error *err)
{
    rows->table = request->observations;
    an_code code = request->n_indicators > 0 ? take_named(rows, request, fit, most, err)
                                             : take_first(rows, fit, err);
    if (code == AN_OK)
        code = name_all(rows, err);
    if (code == AN_OK)
        code = choose_period(rows, request, every_period, err);
    if (code == AN_OK)
        code = take_rows(rows, err);
    return code == AN_OK ? describe(rows, err) : code;
}

void an_chart_rows_free(an_chart_rows *rows)
{
    free(rows->rows);
    free(rows->first);
    an_arena_free(&rows->arena);
    *rows = (an_chart_rows){0};
}

/* ---- the order of keys ---- */

typedef struct group {
    const char *key;
    double value; /* of the first series */
    size_t first; /* row */
    uint32_t id;
} group;

static int compare(const void *a, const void *b)
{
    const group *const x = a, *const y = b;
    if (isnan(x->value) != isnan(y->value))
        return isnan(x->value) ? 1 : -1;
    if (!isnan(x->value) && x->value != y->value)
        return x->value < y->value ? 1 : -1;
    return strcmp(x->key, y->key);
}

/* The groups in the order of their first appearance, and the group of each row. */
static an_code find_groups(an_chart_rows *rows, group all[], an_error *err)
{
    an_intern *keys = NULL;
    an_code code = an_intern_new(&keys);
    for (size_t i = 0; i < rows->n && code == AN_OK; i++) {
        an_chart_row *const row = &rows->rows[i];
        uint32_t id;
        code = an_intern_add(keys, row->key, strlen(row->key), &id);
        if (code != AN_OK)
            break;
        if (id == rows->n_places)
            all[rows->n_places++] = (group){row->key, NAN, i, id};
        if (row->series == 0)
            all[id].value = row->value;
        row->place = id;
    }
    an_intern_free(keys);
    return code == AN_OK ? AN_OK : an_fail_memory(err);
}

an_code an_chart_rows_order(an_chart_rows *rows, bool sorted, an_error *err)
{
    group *const all = calloc(rows->n + 1, sizeof *all);
    size_t *const place_of = calloc(rows->n + 1, sizeof *place_of);
    rows->first = calloc(rows->n + 1, sizeof *rows->first);
    an_code code = AN_OK;
    if (all == NULL || place_of == NULL || rows->first == NULL)
        code = an_fail_memory(err);
    if (code == AN_OK)
        code = find_groups(rows, all, err);
    if (code == AN_OK) {
        if (sorted)
            qsort(all, rows->n_places, sizeof *all, compare);
        for (size_t k = 0; k < rows->n_places; k++) {
            place_of[all[k].id] = k;
            rows->first[k] = all[k].first;
        }
        for (size_t i = 0; i < rows->n; i++)
            rows->rows[i].place = place_of[rows->rows[i].place];
    }
    free(place_of);
    free(all);
    return code;
}
