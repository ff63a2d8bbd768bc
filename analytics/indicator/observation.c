/* observation: the rows of an indicator table as numbers.
 *
 * What every ind-* program, chart and page begins with: cells are read once, checked with their place, and
 * each row gets the meaning of its code (meaning.h), so that nobody behind this file asks for a name.
 * Numbers are exact decimals where they are counts or money: who adds them up again gets the bytes of one
 * run. Whether a row is a share of units is asked of its meaning and of its numbers: a declared share whose
 * numerator exceeds its denominator is none. */
#include "indicator/observation.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/number.h"

/* ---- one row ---- */

static an_code read_decimal(const an_sheet *sheet, size_t row, int c, bool *has, an_decimal *value,
                            an_error *err)
{
    const char *text = an_sheet_cell(sheet, row, c);
    *has = text[0] != '\0';
    *value = (an_decimal){0};
    an_code code = *has ? an_decimal_parse(text, strlen(text), '.', value) : AN_OK;
    if (code == AN_OK)
        return AN_OK;
    return an_sheet_fail(sheet, row, c, err, "%s: '%s'",
                         code == AN_UNDEFINED ? "too large a number" : "not a number", text);
}

/* 0.0714 may stand for anything from 0.07135 to 0.07145; 0 and 1 stand for themselves. */
static double rounding_of(const char *value)
{
    const char *const point = strchr(value, '.');
    if (point == NULL)
        return 0;
    const size_t digits = strspn(point + 1, "0123456789");
    const char *const exponent = point + 1 + digits;
    const long power = *exponent == 'e' || *exponent == 'E' ? strtol(exponent + 1, NULL, 10) : 0;
    return digits > 0 ? .5 * pow(10, (double)power - (double)digits) : 0;
}

/* The meaning of a row's indicator; rows of one indicator mostly follow each other. */
static const an_meaning *meaning_of(const an_observations *table, const char *code)
{
    const an_observation *const last = table->n > 1 ? &table->rows[table->n - 2] : NULL;
    if (table->meanings == NULL)
        return NULL;
    if (last != NULL && strcmp(last->indicator, code) == 0)
        return last->meaning;
    return an_meanings_find(table->meanings, code);
}

static an_code read_row(const an_observations *table, size_t row, an_observation *o, an_error *err)
{
    const an_sheet *const sheet = table->sheet;
    const an_indicator_columns *const columns = &table->columns;
    const char *status = an_sheet_cell(sheet, row, columns->status);
    *o = (an_observation){
        .row = row,
        .indicator = an_sheet_cell(sheet, row, columns->indicator),
        .period = an_sheet_cell(sheet, row, columns->period),
        .unit = an_sheet_cell(sheet, row, columns->unit),
        .method = an_sheet_cell(sheet, row, columns->method),
        .status = status[0],
        .rounding = rounding_of(an_sheet_cell(sheet, row, columns->value)),
    };
    o->meaning = meaning_of(table, o->indicator);
    if (status[0] != '\0' && status[1] != '\0')
        return an_sheet_fail(sheet, row, columns->status, err, "not an OBS_STATUS: '%s'", status);
    an_code code = an_sheet_number(sheet, row, columns->value, &o->value, err);
    if (code == AN_OK)
        code = an_sheet_number(sheet, row, columns->lower, &o->lower, err);
    if (code == AN_OK)
        code = an_sheet_number(sheet, row, columns->upper, &o->upper, err);
    if (code == AN_OK)
        code = read_decimal(sheet, row, columns->numerator, &o->has_numerator, &o->numerator, err);
    if (code == AN_OK)
        code = read_decimal(sheet, row, columns->denominator, &o->has_denominator, &o->denominator, err);
    if (code == AN_OK)
        code = read_decimal(sheet, row, columns->n_missing, &o->has_missing, &o->n_missing, err);
    if (code == AN_OK)
        code = read_decimal(sheet, row, columns->squares, &o->has_squares, &o->squares, err);
    if (code == AN_OK)
        code = an_sheet_number(sheet, row, columns->design_effect, &o->design_effect, err);
    if (code == AN_OK && o->design_effect < 1)
        return an_sheet_fail(sheet, row, columns->design_effect, err, "a design effect below 1");
    if (isnan(o->design_effect))
        o->design_effect = 1;
    return code;
}

/* ---- the rows that --where keeps ---- */

static an_code read_kept(an_observations *table, const bool keep[], an_error *err)
{
    table->rows = malloc((table->n_read + 1) * sizeof *table->rows);
    if (table->rows == NULL)
        return an_fail_memory(err);
    an_code code = AN_OK;
    for (size_t row = 0; row < table->n_read && code == AN_OK; row++)
        if (keep[row]) {
            table->n++;
            code = read_row(table, row, &table->rows[table->n - 1], err);
        }
    return code;
}

static an_code choose_rows(an_observations *table, const char *const where[], size_t n, an_error *err)
{
    bool *keep = malloc(table->n_read + 1);
    if (keep == NULL)
        return an_fail_memory(err);
    an_code code = an_sheet_filter(table->sheet, where, n, keep, err);
    if (code == AN_OK)
        code = read_kept(table, keep, err);
    free(keep);
    return code;
}

enum { N_NUMBERS = 6, N_FIXED = 9 }; /* value to n_missing; value to method */

/* indicator, period, the breakdown columns, value ... method, then what else the tables had. */
static an_code order_columns(an_observations *table, an_error *err)
{
    const an_indicator_columns *c = &table->columns;
    const int fixed[N_FIXED] = {c->value,     c->lower, c->upper,  c->numerator, c->denominator,
                         c->n_missing, c->unit,  c->status, c->method};
    table->order = malloc((an_sheet_columns(table->sheet) + 1) * sizeof *table->order);
    if (table->order == NULL)
        return an_fail_memory(err);
    table->order[table->n_columns++] = c->indicator;
    table->order[table->n_columns++] = c->period;
    for (size_t k = 0; k < c->n_breakdown; k++)
        table->order[table->n_columns++] = c->breakdown[k];
    for (size_t k = 0; k < N_FIXED; k++)
        table->order[table->n_columns++] = fixed[k];
    for (int column = 0; (size_t)column < an_sheet_columns(table->sheet); column++) {
        bool known = false;
        for (size_t k = 0; k < table->n_columns && !known; k++)
            known = table->order[k] == column;
        if (!known)
            table->order[table->n_columns++] = column;
    }
    return AN_OK;
}

an_code an_observations_of(an_observations *table, an_sheet *sheet, const char *const where[], size_t n_where,
                           const an_meanings *meanings, an_error *err)
{
    *table = (an_observations){.sheet = sheet, .meanings = meanings};
    an_code code = an_indicator_columns_find(table->sheet, &table->columns, err);
    if (code == AN_OK)
        code = order_columns(table, err);
    if (code == AN_OK) {
        table->n_read = an_sheet_rows(table->sheet);
        code = choose_rows(table, where, n_where, err);
    }
    if (code != AN_OK)
        an_observations_free(table);
    return code;
}

void an_observations_free(an_observations *table)
{
    an_sheet_free(table->sheet);
    free(table->order);
    free(table->rows);
    *table = (an_observations){.sheet = NULL};
}

const char *an_observation_key(const an_observations *table, size_t i, size_t k)
{
    const int c = table->columns.breakdown[k];
    return an_sheet_has(table->sheet, table->rows[i].row, c) ? an_observation_cell(table, i, c) : an_key_all;
}

an_result an_observation_result(const an_observations *table, size_t i, const char *keys[])
{
    const an_observation *o = &table->rows[i];
    const char *value = an_observation_cell(table, i, table->columns.value);
    for (size_t k = 0; k < table->columns.n_breakdown; k++)
        keys[k] = an_observation_key(table, i, k);
    return (an_result){
        .indicator = o->indicator,
        .period = o->period,
        .keys = keys,
        .value = o->value,
        .lower = o->lower,
        .upper = o->upper,
        .numerator = o->numerator,
        .denominator = o->denominator,
        .n_missing = o->n_missing,
        .squares = o->squares,
        .has_numerator = o->has_numerator,
        .has_denominator = o->has_denominator,
        .has_squares = o->has_squares,
        .no_missing = !o->has_missing,
        .exact = o->has_numerator && !o->has_denominator &&
                 strcmp(value, an_observation_cell(table, i, table->columns.numerator)) == 0,
        .unit = o->unit,
        .status = o->status,
        .method = o->method,
    };
}

const char *an_observation_cell(const an_observations *table, size_t i, int c)
{
    return an_sheet_cell(table->sheet, table->rows[i].row, c);
}

an_code an_observation_period(const an_observations *table, size_t i, an_period *period, an_error *err)
{
    const char *text = table->rows[i].period;
    if (an_period_parse(text, strlen(text), NULL, period) == AN_OK)
        return AN_OK;
    return an_observation_fail(table, i, table->columns.period, err,
                               "not a period: '%s'; expected 2017-Q3, 2017-07 or 2017", text);
}

an_code an_observation_fail(const an_observations *table, size_t i, int c, an_error *err, const char *format,
                            ...)
{
    char text[400];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return an_sheet_fail(table->sheet, table->rows[i].row, c, err, "%s", text);
}

/* ---- what a row is ---- */

static bool is_computed(const an_observation *o)
{
    return o->status != 'M' && o->status != 'Q';
}

/* A share of units, if the value is theirs. */
static bool is_of_units(const an_observation *o)
{
    return is_computed(o) && an_meaning_is_proportion(o->meaning) && o->has_numerator && o->has_denominator &&
           o->numerator.units >= 0 && o->denominator.units > 0 &&
           an_decimal_compare(o->numerator, o->denominator) <= 0 && strcmp(o->unit, "ratio") == 0 &&
           (o->method[0] == '\0' ||
            an_words_find("wilson exact jeffreys", o->method, an_method_size(o->method)) > 0);
}

void an_observation_counts(const an_observation *o, double *x, double *n)
{
    *x = an_decimal_double(o->numerator) / o->design_effect;
    *n = an_decimal_double(o->denominator) / o->design_effect;
}

static bool is_quotient(const an_observation *o)
{
    const double share = an_decimal_double(o->numerator) / an_decimal_double(o->denominator);
    return isnan(o->value) || fabs(o->value - share) <= 1e-9 * share + o->rounding;
}

bool an_observation_is_share(const an_observation *o)
{
    return is_of_units(o) && is_quotient(o);
}

an_code an_observation_check(const an_observations *table, size_t i, an_error *err)
{
    const an_observation *const o = &table->rows[i];
    if (!is_of_units(o) || is_quotient(o))
        return AN_OK;
    return an_observation_fail(table, i, table->columns.value, err,
                               "'%s' is not %s / %s, not even rounded; correct the row, or leave it out with "
                               "--where",
                               an_observation_cell(table, i, table->columns.value),
                               an_observation_cell(table, i, table->columns.numerator),
                               an_observation_cell(table, i, table->columns.denominator));
}

double an_observation_number(const an_observation *o)
{
    if (!an_observation_is_share(o) || isnan(o->value))
        return o->value;
    return an_decimal_double(o->numerator) / an_decimal_double(o->denominator);
}

bool an_observation_is_count(const an_observation *o)
{
    return is_computed(o) && an_meaning_is_count(o->meaning) && !o->has_denominator && o->value >= 0 &&
           o->value == floor(o->value) && strcmp(o->unit, "count") == 0;
}

bool an_key_is_total(const char *key)
{
    return key[0] == '\0' || strcmp(key, "TOTAL") == 0 || strcmp(key, "_T") == 0;
}

bool an_observation_is_total(const an_observations *table, size_t i)
{
    for (size_t k = 0; k < table->columns.n_breakdown; k++)
        if (!an_key_is_total(an_observation_cell(table, i, table->columns.breakdown[k])))
            return false;
    return true;
}

/* ---- writing on ---- */

an_code an_observations_indicators(const an_observations *table, an_writer *writer, an_format format,
                                   an_indicators **out, an_error *err)
{
    const char *names[AN_BREAKDOWN_LIMIT];
    for (size_t k = 0; k < table->columns.n_breakdown; k++)
        names[k] = an_sheet_name(table->sheet, (size_t)table->columns.breakdown[k]);
    return an_indicators_new(out, writer, format, names, table->columns.n_breakdown,
                             table->columns.squares >= 0, err);
}

static bool is_one_of(const char *name, const char *const names[], size_t n)
{
    for (size_t k = 0; k < n; k++)
        if (strcmp(names[k], name) == 0)
            return true;
    return false;
}

static an_code open_output(const an_observations *table, an_writer *writer, an_format format,
                           const char *const names[], size_t n, an_output **output, an_error *err)
{
    size_t n_all = 0;
    const char **all = malloc((table->n_columns + n + 1) * sizeof *all);
    if (all == NULL)
        return an_fail_memory(err);
    for (size_t k = 0; k < table->n_columns; k++) {
        const char *name = an_sheet_name(table->sheet, (size_t)table->order[k]);
        if (!is_one_of(name, names, n))
            all[n_all++] = name;
    }
    for (size_t k = 0; k < n; k++)
        all[n_all++] = names[k];
    an_code code = an_output_new(output, writer, format, all, n_all, err);
    free(all);
    return code;
}

typedef enum cell_kind { CELL_CODE, CELL_NUMBER, CELL_ANY } cell_kind;

/* Codes stay texts whatever they look like; value to n_missing were read as numbers. k: a place in the order,
 * in which value stands behind the keys. */
static cell_kind kind_of(const an_observations *table, size_t k)
{
    size_t first = 0;
    while (table->order[first] != table->columns.value)
        first++;
    if (k < first || (k >= first + N_NUMBERS && k < first + N_FIXED))
        return CELL_CODE;
    return k < first + N_NUMBERS ? CELL_NUMBER : CELL_ANY;
}

/* Writes a cell as a number, for JSON and the aligned table; false: it is none. A cell of a further column is
 * one only if that gives the very text that stood there. */
static bool write_number(const char *text, cell_kind kind, an_output *output)
{
    const size_t size = strlen(text);
    char decimal_text[AN_DECIMAL_SIZE], number_text[AN_NUMBER_SIZE];
    an_decimal decimal;
    double number;
    if (an_decimal_parse(text, size, '.', &decimal) == AN_OK &&
        an_decimal_print(decimal, decimal_text) == size && strcmp(text, decimal_text) == 0) {
        an_output_decimal(output, decimal);
        return true;
    }
    if (an_number_parse(text, size, '.', &number) != AN_OK ||
        (kind == CELL_ANY &&
         (an_number_print(number, number_text) != size || strcmp(text, number_text) != 0)))
        return false;
    an_output_number(output, number);
    return true;
}

static void write_cell(const char *text, cell_kind kind, an_output *output)
{
    if (kind != CELL_CODE && text[0] == '\0')
        an_output_empty(output);
    else if (kind == CELL_CODE || !write_number(text, kind, output))
        an_output_string(output, text);
}

static void write_row(const an_observations *table, size_t i, const char *const names[], size_t n,
                      an_output *output)
{
    const char *status = &table->rows[i].status;
    for (size_t k = 0; k < table->n_columns; k++) {
        const int c = table->order[k];
        if (is_one_of(an_sheet_name(table->sheet, (size_t)c), names, n))
            continue;
        if (c == table->columns.status)
            an_output_text(output, status, *status != '\0');
        else
            write_cell(an_observation_cell(table, i, c), kind_of(table, k), output);
    }
}

/* Whether the cells of a column stand behind those of an indicator table, and are not computed anew. k: a
 * place in the order. */
static bool is_further(const an_observations *table, size_t k, const char *const names[], size_t n)
{
    return k >= 2 + table->columns.n_breakdown + N_FIXED &&
           !is_one_of(an_sheet_name(table->sheet, (size_t)table->order[k]), names, n);
}

/* As SDMX the rows go through the writer of indicator tables, which knows keys and names. */
static an_code write_sdmx(const an_observations *table, an_writer *writer, const char *const names[],
                          size_t n, an_observation_writer *write, const void *context, an_error *err)
{
    const char *keys[AN_BREAKDOWN_LIMIT];
    an_indicators *out = NULL;
    size_t n_more = 0;
    const char **more = malloc((table->n_columns + n + 1) * sizeof *more);
    if (more == NULL)
        return an_fail_memory(err);
    for (size_t k = 0; k < table->columns.n_breakdown; k++)
        keys[k] = an_sheet_name(table->sheet, (size_t)table->columns.breakdown[k]);
    for (size_t k = 0; k < table->n_columns; k++)
        if (is_further(table, k, names, n))
            more[n_more++] = an_sheet_name(table->sheet, (size_t)table->order[k]);
    for (size_t k = 0; k < n; k++)
        more[n_more++] = names[k];
    an_code code = an_indicators_wide(&out, writer, AN_FORMAT_SDMX, keys, table->columns.n_breakdown, more,
                                      n_more, err);
    free(more);
    for (size_t i = 0; i < table->n && code == AN_OK; i++) {
        const an_result result = an_observation_result(table, i, keys);
        an_output *const output = an_indicators_row(out, &result);
        for (size_t k = 0; k < table->n_columns; k++)
            if (is_further(table, k, names, n))
                write_cell(an_observation_cell(table, i, table->order[k]), CELL_ANY, output);
        write(context, i, output);
        an_output_end_row(output);
    }
    return an_indicators_end(out, code, err);
}

an_code an_observations_write(const an_observations *table, an_writer *writer, an_format format,
                              const char *const names[], size_t n, an_observation_writer *write,
                              const void *context, an_error *err)
{
    if (format == AN_FORMAT_SDMX)
        return write_sdmx(table, writer, names, n, write, context, err);
    an_output *output = NULL;
    an_code code = open_output(table, writer, format, names, n, &output, err);
    if (code != AN_OK)
        return code;
    for (size_t i = 0; i < table->n; i++) {
        write_row(table, i, names, n, output);
        write(context, i, output);
        an_output_end_row(output);
    }
    return an_output_finish(output, err);
}
