/* chart_rows: the rows of an indicator table that a chart draws. */
#include "chart/chart_rows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "chart/phrase.h"
#include "indicator/observation.h"
#include "schema/column.h"

/* ---- which indicators ---- */

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

static bool ends(const char *text, const char *with)
{
    const size_t size = strlen(text), tail = strlen(with);
    return size >= tail && strcmp(text + size - tail, with) == 0;
}

/* A ratio of two rates has no limit of 1 and is not drawn in percent: known by its method or its code. */
static bool is_ratio(const an_sheet *sheet, const an_indicator_columns *columns, size_t row)
{
    static const char *const methods[] = {"katz", "mantel", "greenland", "miettinen"};
    static const char *const codes[] = {"_ratio", "_ratio_mh", "_lift"};
    const char *const method = an_sheet_cell(sheet, row, columns->method);
    const char *const code = an_sheet_cell(sheet, row, columns->indicator);
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++)
        if (begins(method, methods[i]))
            return true;
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
        if (ends(code, codes[i]))
            return true;
    return false;
}

/* A share of counted items has the interval of a proportion, or none. */
static bool is_share(const an_sheet *sheet, const an_indicator_columns *columns, size_t row)
{
    const char *const method = an_sheet_cell(sheet, row, columns->method);
    return strcmp(an_sheet_cell(sheet, row, columns->unit), "ratio") == 0 && !is_ratio(sheet, columns, row) &&
           (method[0] == '\0' || an_words_find("wilson exact jeffreys", method, strlen(method)) > 0);
}

/* Whether the rows of code fit: all must be shares, or one must be a ratio (those without a value do not
 * tell). */
static bool fits(const an_chart_request *request, const an_indicator_columns *columns, const char *code,
                 an_chart_fit fit)
{
    const an_sheet *const sheet = request->sheet;
    bool shares = true, ratio = false;
    for (size_t r = 0; r < an_sheet_rows(sheet); r++) {
        if (!an_chart_keeps(request, r) || strcmp(an_sheet_cell(sheet, r, columns->indicator), code) != 0)
            continue;
        const bool suppressed = an_sheet_cell(sheet, r, columns->status)[0] == 'Q'; /* its method is gone */
        shares = shares && (suppressed || is_share(sheet, columns, r));
        ratio = ratio || is_ratio(sheet, columns, r);
    }
    return fit == AN_FIT_ANY || (fit == AN_FIT_SHARE ? shares : ratio);
}

/* The first row that counts with text in column, or the number of rows. */
static size_t first_row(const an_chart_request *request, int column, const char *text)
{
    const an_sheet *const sheet = request->sheet;
    size_t r = 0;
    while (r < an_sheet_rows(sheet) &&
           (!an_chart_keeps(request, r) || strcmp(an_sheet_cell(sheet, r, column), text) != 0))
        r++;
    return r;
}

/* The different texts of a column as "a, b, c", for messages. */
static an_sentence list_column(const an_chart_request *request, int column)
{
    const an_sheet *const sheet = request->sheet;
    an_sentence list = {0};
    for (size_t r = 0; r < an_sheet_rows(sheet) && list.used < AN_SENTENCE_SIZE - 1; r++) {
        const char *const text = an_sheet_cell(sheet, r, column);
        if (first_row(request, column, text) == r)
            an_sentence_item(&list, 0, text);
    }
    return list;
}

static const char *const fit_names[] = {"an indicator", "a share of counted items", "a ratio of two rates"};

static an_code ask_indicators(an_chart_rows *rows, const an_chart_request *request, an_chart_fit fit,
                              size_t most, an_error *err)
{
    const an_indicator_columns *const columns = &rows->columns;
    if (request->n_indicators > most)
        return an_fail(err, AN_USAGE, "--indicator: %zu codes, this kind of chart draws at most %zu",
                       request->n_indicators, most);
    for (size_t i = 0; i < request->n_indicators; i++) {
        const char *const code = request->indicators[i];
        if (first_row(request, columns->indicator, code) == an_sheet_rows(request->sheet)) {
            const an_sentence list = list_column(request, columns->indicator);
            return an_fail(err, AN_USAGE, "--indicator: '%s' is not in the table; it has: %s", code,
                           list.text);
        }
        if (!fits(request, columns, code, fit))
            return an_fail(err, AN_USAGE, "--indicator: '%s' is not %s, which this kind of chart needs", code,
                           fit_names[fit]);
        rows->indicators[rows->n_indicators++] = code;
    }
    return AN_OK;
}

static an_code find_indicator(an_chart_rows *rows, const an_chart_request *request, an_chart_fit fit,
                              an_error *err)
{
    const int column = rows->columns.indicator;
    bool any = false;
    for (size_t r = 0; r < an_sheet_rows(request->sheet); r++) {
        const char *const code = an_sheet_cell(request->sheet, r, column);
        if (first_row(request, column, code) != r)
            continue;
        any = true;
        if (fits(request, &rows->columns, code, fit)) {
            rows->indicators[rows->n_indicators++] = code;
            return AN_OK;
        }
    }
    if (!any)
        return AN_OK;
    const an_sentence list = list_column(request, column);
    return an_fail(err, AN_DATA, "this kind of chart needs %s; the table has: %s", fit_names[fit], list.text);
}

/* ---- which period ---- */

/* ISO and SDMX periods sort as texts. */
static an_code choose_period(an_chart_rows *rows, const an_chart_request *request, bool every_period,
                             an_error *err)
{
    const an_sheet *const sheet = request->sheet;
    const int column = rows->columns.period;
    if (request->period != NULL) {
        if (first_row(request, column, request->period) == an_sheet_rows(sheet)) {
            const an_sentence list = list_column(request, column);
            return an_fail(err, AN_USAGE, "--at: '%s' is not in the table; it has: %s", request->period,
                           list.text);
        }
        rows->period = request->period;
        return AN_OK;
    }
    for (size_t r = 0; r < an_sheet_rows(sheet) && !every_period; r++) {
        if (!an_chart_keeps(request, r))
            continue;
        const char *const period = an_sheet_cell(sheet, r, column);
        for (size_t i = 0; i < rows->n_indicators; i++)
            if (strcmp(an_sheet_cell(sheet, r, rows->columns.indicator), rows->indicators[i]) == 0 &&
                (rows->period == NULL || strcmp(period, rows->period) > 0))
                rows->period = period;
    }
    return AN_OK;
}

/* ---- the rows ---- */

/* The breakdown cells as one text that no other cells give; the indicator where there are none. NULL: no
 * memory. */
static const char *key_of(an_chart_rows *rows, const an_sheet *sheet, size_t row)
{
    const an_indicator_columns *const columns = &rows->columns;
    size_t size = 1;
    if (columns->n_breakdown == 0)
        return an_sheet_cell(sheet, row, columns->indicator);
    for (size_t i = 0; i < columns->n_breakdown; i++)
        size += strlen(an_sheet_cell(sheet, row, columns->breakdown[i])) + 1;
    char *const key = an_arena_alloc(&rows->arena, size);
    char *end = key;
    for (size_t i = 0; i < columns->n_breakdown && key != NULL; i++) {
        end = stpcpy(end, an_sheet_cell(sheet, row, columns->breakdown[i]));
        *end++ = '\x1F'; /* the unit separator, which no code has */
    }
    if (key != NULL)
        *end = '\0';
    return key;
}

static const char *label_of(an_chart_rows *rows, const an_sheet *sheet, size_t row)
{
    an_sentence label = {0};
    const an_indicator_columns *const columns = &rows->columns;
    if (columns->n_breakdown == 0)
        return an_phrase_of_name(&rows->arena, an_sheet_cell(sheet, row, columns->indicator));
    for (size_t i = 0; i < columns->n_breakdown; i++) {
        const char *const cell = an_sheet_cell(sheet, row, columns->breakdown[i]);
        an_sentence_item(&label, 0, cell[0] != '\0' ? cell : "(empty)");
    }
    return an_phrase_shorten(&rows->arena, label.text, AN_LABEL_LETTERS);
}

static an_chart_mark mark_of(const an_sheet *sheet, size_t row, int status, double value)
{
    const char letter = an_sheet_cell(sheet, row, status)[0];
    if (letter == 'Q')
        return AN_MARK_SUPPRESSED;
    if (isnan(value))
        return AN_MARK_MISSING;
    return letter == 'U' ? AN_MARK_LOW : letter == 'B' ? AN_MARK_BREAK : AN_MARK_VALUE;
}

static an_code read_numbers(const an_sheet *sheet, const an_indicator_columns *c, an_chart_row *row,
                            an_error *err)
{
    const struct {
        int column;
        double *to;
    } cells[] = {
        {c->value, &row->value},         {c->lower, &row->lower},
        {c->upper, &row->upper},         {c->numerator, &row->numerator},
        {c->denominator, &row->denominator},
    };
    for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++) {
        const an_code code = an_sheet_number(sheet, row->row, cells[i].column, cells[i].to, err);
        if (code != AN_OK)
            return code;
    }
    row->mark = mark_of(sheet, row->row, c->status, row->value);
    if (row->mark == AN_MARK_SUPPRESSED)
        row->value = row->lower = row->upper = row->numerator = row->denominator = NAN;
    const an_code code = an_limits_read(sheet, row->row, &row->limits, err);
    if (row->mark == AN_MARK_SUPPRESSED)
        row->limits = (an_limits){NAN, NAN, NAN, 0}; /* the limits would tell the value */
    return code;
}

static bool is_total(const an_sheet *sheet, const an_indicator_columns *columns, size_t row)
{
    for (size_t i = 0; i < columns->n_breakdown; i++)
        if (!an_key_is_total(an_sheet_cell(sheet, row, columns->breakdown[i])))
            return false;
    return columns->n_breakdown > 0;
}

static an_code add_row(an_chart_rows *rows, const an_sheet *sheet, size_t r, size_t series, an_error *err)
{
    if (an_grow(&rows->rows, &rows->capacity, rows->n + 1, sizeof *rows->rows) != AN_OK)
        return an_fail_memory(err);
    an_chart_row *const row = &rows->rows[rows->n];
    *row = (an_chart_row){.row = r,
                          .series = rows->columns.n_breakdown > 0 ? series : 0,
                          .key = key_of(rows, sheet, r),
                          .label = label_of(rows, sheet, r),
                          .period = an_sheet_cell(sheet, r, rows->columns.period),
                          .is_total = is_total(sheet, &rows->columns, r)};
    if (row->key == NULL || row->label == NULL)
        return an_fail_memory(err);
    rows->n++;
    return read_numbers(sheet, &rows->columns, row, err);
}

static an_code take_rows(an_chart_rows *rows, const an_chart_request *request, an_error *err)
{
    const an_sheet *const sheet = request->sheet;
    for (size_t r = 0; r < an_sheet_rows(sheet); r++) {
        if (!an_chart_keeps(request, r))
            continue;
        if (rows->period != NULL && strcmp(an_sheet_cell(sheet, r, rows->columns.period), rows->period) != 0)
            continue;
        for (size_t i = 0; i < rows->n_indicators; i++) {
            if (strcmp(an_sheet_cell(sheet, r, rows->columns.indicator), rows->indicators[i]) != 0)
                continue;
            const an_code code = add_row(rows, sheet, r, i, err);
            if (code != AN_OK)
                return code;
        }
    }
    return AN_OK;
}

/* What holds for all rows: the unit, the method of the intervals, whether they are shares. */
static an_code describe(an_chart_rows *rows, const an_sheet *sheet, an_error *err)
{
    const an_indicator_columns *const columns = &rows->columns;
    rows->method = "";
    rows->unit = rows->n > 0 ? an_sheet_cell(sheet, rows->rows[0].row, columns->unit) : "";
    rows->share = strcmp(rows->unit, "ratio") == 0;
    for (size_t i = 0; i < rows->n; i++) {
        const an_chart_row *const row = &rows->rows[i];
        const char *const unit = an_sheet_cell(sheet, row->row, columns->unit);
        if (strcmp(unit, rows->unit) != 0 && !rows->many_units)
            return an_sheet_fail(sheet, row->row, columns->unit, err,
                                 "'%s' beside '%s': a chart has one unit", unit, rows->unit);
        if (is_ratio(sheet, columns, row->row) || row->value > 1)
            rows->share = false;
        if (rows->method[0] == '\0' && !isnan(row->lower))
            rows->method = an_sheet_cell(sheet, row->row, columns->method);
    }
    return AN_OK;
}

static an_code name_breakdown(an_chart_rows *rows, const an_sheet *sheet, an_error *err)
{
    an_sentence by = {0};
    for (size_t i = 0; i < rows->columns.n_breakdown; i++) {
        const char *const name =
            an_phrase_of_code(&rows->arena, an_sheet_name(sheet, (size_t)rows->columns.breakdown[i]));
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
    an_code code = an_indicator_columns_find(request->sheet, &rows->columns, err);
    if (code == AN_OK)
        code = name_breakdown(rows, request->sheet, err);
    if (code == AN_OK)
        code = request->n_indicators > 0 ? ask_indicators(rows, request, fit, most, err)
                                         : find_indicator(rows, request, fit, err);
    if (code == AN_OK)
        code = choose_period(rows, request, every_period, err);
    if (code == AN_OK)
        code = take_rows(rows, request, err);
    return code == AN_OK ? describe(rows, request->sheet, err) : code;
}

void an_chart_rows_free(an_chart_rows *rows)
{
    free(rows->rows);
    an_arena_free(&rows->arena);
    *rows = (an_chart_rows){0};
}

int an_chart_descending(double a, double b)
{
    if (isnan(a) || isnan(b))
        return (isnan(a) ? 1 : 0) - (isnan(b) ? 1 : 0);
    return (a < b) - (a > b);
}
