/* table: the indicator table, written row by row, and its columns found again.
 *
 * Breakdown columns stand between period and value, so that a reader finds them by place whatever they are
 * called, and any program can append columns behind. Counts and money are written as exact decimals, other
 * values in the shortest text that reads back the same. sdmx is SDMX-CSV 2.0: the same cells under its
 * names, ACTION M in every row, a suppressed value as NaN with CONF_STATUS. A dimension is never empty there:
 * a key that stands for all of them is _T, and so are all rows as one period; an empty one, which is that of
 * units whose key is not known, is _U. */
#include "indicator/table.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "indicator/sdmx.h"

/* ---- writing ---- */

const char an_key_all[] = "";

an_result an_result_empty(const char *indicator, const char *period, const char *const *keys,
                          const char *unit)
{
    return (an_result){.indicator = indicator,
                       .period = period,
                       .keys = keys,
                       .value = NAN,
                       .lower = NAN,
                       .upper = NAN,
                       .unit = unit,
                       .status = 'A',
                       .method = ""};
}

static const char *const fixed[] = {"value",     "lower", "upper",  "numerator", "denominator",
                                    "n_missing", "unit",  "status", "method"};
enum { N_FIXED = sizeof fixed / sizeof fixed[0] };

struct an_indicators {
    an_output *output;
    size_t n_breakdown;
    bool squares, operators, is_provisional;
    an_sdmx *sdmx;           /* NULL: another format */
    const char *shown[AN_BREAKDOWN_LIMIT]; /* the keys of a row, as SDMX has them */
    an_error failure;        /* of a key; code AN_OK: none */
    uint64_t unknown[2]; /* bit k: breakdown column k has an empty key; has the text of SDMX for one */
    const char *cluster; /* NULL: without the columns of clusters */
};

an_code an_indicators_new(an_indicators **table, an_writer *writer, an_format format,
                          const char *const breakdown[], size_t n_breakdown, bool squares, an_error *err)
{
    static const char *const more[] = {"squares"};
    an_code code = an_indicators_wide(table, writer, format, breakdown, n_breakdown, more, squares, err);
    if (code == AN_OK)
        (*table)->squares = squares;
    return code;
}

an_code an_indicators_clustered(an_indicators **table, an_writer *writer, an_format format,
                                const char *const breakdown[], size_t n_breakdown, const char *cluster,
                                an_error *err)
{
    static const char *const more[] = {"clusters", "design_effect"};
    an_code code = an_indicators_wide(table, writer, format, breakdown, n_breakdown, more, 2, err);
    if (code == AN_OK)
        (*table)->cluster = cluster;
    return code;
}

bool an_method_is_clustered(const char *method)
{
    return strstr(method, AN_CLUSTERED) != NULL;
}

size_t an_method_size(const char *method)
{
    const char *const end = strstr(method, AN_CLUSTERED);
    return end != NULL ? (size_t)(end - method) : strlen(method);
}

static an_code open_sdmx(an_indicators *table, an_writer *writer, const char *const breakdown[],
                         const char *const more[], size_t n_more, an_error *err)
{
    if (table->n_breakdown > AN_BREAKDOWN_LIMIT)
        return an_fail(err, AN_USAGE, "--format sdmx: more than %d breakdown columns", AN_BREAKDOWN_LIMIT);
    return an_sdmx_new(&table->sdmx, an_writer_imprint(writer), breakdown, table->n_breakdown, more, n_more,
                       err);
}

an_code an_indicators_wide(an_indicators **table, an_writer *writer, an_format format,
                           const char *const breakdown[], size_t n_breakdown, const char *const more[],
                           size_t n_more, an_error *err)
{
    bool sdmx = format == AN_FORMAT_SDMX;
    an_arena arena = {0};
    size_t n = 0;
    const char **names = an_arena_alloc(&arena, (n_breakdown + N_FIXED + n_more + 6) * sizeof *names);
    an_indicators *made = calloc(1, sizeof *made);
    an_code code = names == NULL || made == NULL ? an_fail_memory(err) : AN_OK;
    if (code == AN_OK) {
        *made = (an_indicators){.n_breakdown = n_breakdown};
        if (sdmx) {
            names[n++] = "STRUCTURE";
            names[n++] = "STRUCTURE_ID";
            names[n++] = "ACTION";
        }
        names[n++] = "indicator";
        names[n++] = "period";
        for (size_t i = 0; i < n_breakdown; i++)
            names[n++] = breakdown[i];
        for (size_t i = 0; i < N_FIXED; i++)
            names[n++] = fixed[i];
        if (sdmx)
            names[n++] = "CONF_STATUS";
        for (size_t i = 0; i < n_more; i++)
            names[n++] = more[i];
        for (size_t i = 3; sdmx && i < n && code == AN_OK; i++)
            if ((names[i] = an_sdmx_concept(&arena, names[i])) == NULL)
                code = an_fail_memory(err);
    }
    if (code == AN_OK && sdmx)
        code = open_sdmx(made, writer, breakdown, more, n_more, err);
    if (code == AN_OK)
        code = an_output_new(&made->output, writer, sdmx ? AN_FORMAT_CSV : format, names, n, err);
    an_arena_free(&arena);
    if (code != AN_OK && made != NULL)
        an_sdmx_free(made->sdmx);
    if (code != AN_OK)
        free(made);
    else
        *table = made;
    return code;
}

static void add_value(an_indicators *table, const an_result *result)
{
    if (table->sdmx && isnan(result->value))
        an_output_string(table->output, "NaN");
    else if (result->exact)
        an_output_decimal(table->output, result->numerator);
    else
        an_output_number(table->output, result->value);
}

static void add_decimal(an_output *output, bool has, an_decimal value)
{
    if (has)
        an_output_decimal(output, value);
    else
        an_output_empty(output);
}

/* The interval of clusters names them. */
static void add_method(an_indicators *table, const an_result *result)
{
    enum { LONGEST = 400 };
    char text[LONGEST];
    const bool clustered = table->cluster != NULL && result->clusters > 1 && !isnan(result->lower);
    if (clustered && snprintf(text, sizeof text, "%s" AN_CLUSTERED "%s", result->method, table->cluster) > 0)
        an_output_string(table->output, text);
    else
        an_output_string(table->output, result->method);
}

/* F free; of a suppressed cell the letter that its method names, else C confidential. */
static char conf_status(const an_result *result)
{
    static const char mark[] = "suppressed:";
    if (result->status != 'Q')
        return 'F';
    const char letter =
        strncmp(result->method, mark, sizeof mark - 1) == 0 ? result->method[sizeof mark - 1] : 'C';
    return letter != '\0' && strchr("ACDMOT", letter) != NULL ? letter : 'C';
}

/* A key as SDMX has it. */
static const char *show_key(an_indicators *table, size_t k, const char *key)
{
    if (key != an_key_all && key[0] == '\0') {
        table->unknown[0] |= UINT64_C(1) << k % 64;
        return an_sdmx_unknown;
    }
    if (strcmp(key, an_sdmx_unknown) == 0)
        table->unknown[1] |= UINT64_C(1) << k % 64;
    return key[0] == '\0' ? an_sdmx_total : key;
}

/* What stands before the value. */
static void add_keys(an_indicators *table, const an_result *result)
{
    an_output *const output = table->output;
    if (table->sdmx == NULL) {
        an_output_string(output, result->indicator);
        an_output_string(output, result->period);
        for (size_t k = 0; k < table->n_breakdown; k++)
            an_output_string(output, result->keys[k]);
        return;
    }
    const char *const period = result->period[0] == '\0' ? an_sdmx_total : result->period;
    an_output_string(output, "dataflow");
    an_output_string(output, an_sdmx_structure_id(table->sdmx));
    an_output_string(output, "M");
    an_output_string(output, result->indicator);
    an_output_string(output, period);
    for (size_t k = 0; k < table->n_breakdown; k++) {
        table->shown[k] = show_key(table, k, result->keys[k]);
        an_output_string(output, table->shown[k]);
    }
    if (table->failure.code == AN_OK)
        (void)an_sdmx_key(table->sdmx, result->indicator, period, table->shown, &table->failure);
}

void an_indicators_set_provisional(an_indicators *table, bool is_provisional)
{
    table->is_provisional = is_provisional;
}

an_output *an_indicators_row(an_indicators *table, const an_result *result)
{
    an_output *output = table->output;
    add_keys(table, result);
    add_value(table, result);
    an_output_number(output, result->lower);
    an_output_number(output, result->upper);
    add_decimal(output, result->has_numerator, result->numerator);
    add_decimal(output, result->has_denominator, result->denominator);
    add_decimal(output, !result->no_missing, result->n_missing);
    an_output_string(output, result->unit);
    const char status = table->is_provisional && result->status == 'A' ? 'P' : result->status;
    an_output_text(output, &status, status != '\0');
    add_method(table, result);
    if (table->sdmx)
        an_output_text(output, (const char[]){conf_status(result)}, 1);
    return output;
}

void an_indicators_add(an_indicators *table, const an_result *result)
{
    an_output *const output = an_indicators_row(table, result);
    if (table->squares)
        add_decimal(output, result->has_squares, result->squares);
    if (table->cluster != NULL) {
        add_decimal(output, result->clusters > 0, an_decimal_from_int((int64_t)result->clusters));
        an_output_number(output, result->clusters > 0 ? result->design_effect : (double)NAN);
    }
    an_output_end_row(output);
}

an_code an_indicators_with_operators(an_indicators **table, an_writer *writer, an_format format,
                                     const char *const breakdown[], size_t n_breakdown, an_error *err)
{
    static const char *const more[] = {"operators", "max1", "max2"};
    const an_code code = an_indicators_wide(table, writer, format, breakdown, n_breakdown, more, 3, err);
    if (code == AN_OK)
        (*table)->operators = true;
    return code;
}

bool an_indicators_discloses(const an_indicators *table)
{
    return table->operators;
}

void an_indicators_disclose(an_indicators *table, const an_result *result, const an_contributions *behind)
{
    an_output *const output = an_indicators_row(table, result);
    add_decimal(output, behind->is_known, an_decimal_from_int(behind->operators));
    add_decimal(output, behind->is_known, behind->max1);
    add_decimal(output, behind->is_known, behind->max2);
    an_output_end_row(output);
}

an_code an_indicators_end(an_indicators *table, an_code code, an_error *err)
{
    if (table == NULL)
        return code;
    if (code == AN_OK && (table->unknown[0] & table->unknown[1]) != 0)
        code = an_fail(err, AN_DATA,
                       "--format sdmx: a key is '_U', which is also what SDMX has for the empty key of that "
                       "column: rename it");
    else if (code == AN_OK && table->failure.code != AN_OK)
        code = an_fail(err, table->failure.code, "%s", table->failure.text);
    else if (code == AN_OK && table->sdmx != NULL)
        code = an_sdmx_finish(table->sdmx, err);
    if (code == AN_OK)
        code = an_output_finish(table->output, err);
    else
        an_output_free(table->output);
    an_sdmx_free(table->sdmx);
    free(table);
    return code;
}

/* ---- reading ---- */

an_code an_indicator_columns_find(const an_sheet *sheet, an_indicator_columns *columns, an_error *err)
{
    int *const places[] = {&columns->value,     &columns->lower,       &columns->upper,
                           &columns->numerator, &columns->denominator, &columns->n_missing,
                           &columns->unit,      &columns->status,      &columns->method};
    size_t c;
    an_code code = an_sheet_need(sheet, "indicator", &c, err);
    columns->indicator = (int)c;
    if (code == AN_OK)
        code = an_sheet_need(sheet, "period", &c, err);
    columns->period = (int)c;
    for (size_t i = 0; i < N_FIXED && code == AN_OK; i++) {
        code = an_sheet_need(sheet, fixed[i], &c, err);
        *places[i] = (int)c;
    }
    columns->squares = an_sheet_find(sheet, "squares");
    columns->clusters = an_sheet_find(sheet, "clusters");
    columns->design_effect = an_sheet_find(sheet, "design_effect");
    columns->n_breakdown = 0;
    for (size_t i = 0; i < an_sheet_columns(sheet) && code == AN_OK; i++) {
        if ((int)i == columns->indicator || (int)i == columns->period ||
            !an_sheet_precedes(sheet, i, (size_t)columns->value) || (int)i == columns->value)
            continue;
        if (columns->n_breakdown == AN_BREAKDOWN_LIMIT)
            return an_fail(err, AN_DATA, "more than %d breakdown columns", AN_BREAKDOWN_LIMIT);
        columns->breakdown[columns->n_breakdown++] = (int)i;
    }
    return code;
}
