/* indicator: the indicator table that every cup-* and crmf-* program writes. */
#include "indicator/indicator.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "stat/ratio.h"

/* ---- the standard rules ---- */

static an_decimal named_sum(const an_tally *tally, size_t group, const char *name)
{
    int sum = name != NULL ? an_tally_find(tally, name) : -1;
    return sum >= 0 ? an_tally_sum(tally, group, sum) : (an_decimal){0};
}

void an_indicator_status(an_result *result, const an_settings *settings)
{
    an_decimal least = an_decimal_from_int(settings->min_n);
    result->status = 'A';
    if (result->has_denominator && result->denominator.units == 0)
        result->status = 'M';
    else if (result->has_denominator && an_decimal_compare(result->denominator, least) < 0)
        result->status = 'U';
    if (result->status != 'M')
        return;
    result->value = result->lower = result->upper = NAN;
    result->method = "";
}

static const char *interval_name(an_proportion_method method)
{
    static const char *const names[] = {"wilson", "exact", "jeffreys"};
    return names[method];
}

void an_result_sum(an_result *result)
{
    result->value = an_decimal_double(result->numerator);
    result->exact = true;
    result->status = 'A';
    result->method = "sum";
}

void an_result_rate(an_result *result, const an_settings *settings)
{
    double x = an_decimal_double(result->numerator), n = an_decimal_double(result->denominator);
    an_interval interval;
    an_indicator_status(result, settings);
    if (result->status == 'M')
        return;
    result->value = x / n;
    if (an_proportion_interval(settings->interval, x, n, settings->level, &interval) != AN_OK)
        return; /* more controls than items: no proportion, and no interval is defended */
    result->lower = interval.lower;
    result->upper = interval.upper;
    result->method = interval_name(settings->interval);
}

void an_result_mean(an_result *result, const an_settings *settings)
{
    an_indicator_status(result, settings);
    if (result->status == 'M')
        return;
    result->value = an_decimal_double(result->numerator) / an_decimal_double(result->denominator);
    result->method = "mean";
}

/* The value is the plain ratio; where a cell is 0 the interval is that of all four cells with .5 added, and
 * the method says so. */
void an_result_ratio(an_result *result, an_decimal base_numerator, an_decimal base_denominator,
                     const an_settings *settings)
{
    double a = an_decimal_double(result->numerator), n1 = an_decimal_double(result->denominator);
    double b = an_decimal_double(base_numerator), n0 = an_decimal_double(base_denominator), ratio;
    an_interval interval;
    bool corrected;
    an_indicator_status(result, settings);
    if (!(b > 0) || !(n0 > 0) || !(n1 > 0)) {
        result->status = 'M';
        return;
    }
    if (result->status == 'A' && n0 < (double)settings->min_n)
        result->status = 'U';
    result->value = a / n1 / (b / n0);
    if (an_ratio_katz(a, n1, b, n0, settings->level, &ratio, &interval, &corrected) != AN_OK)
        return;
    result->lower = interval.lower;
    result->upper = interval.upper;
    result->method = corrected ? "katz+0.5" : "katz";
}

an_code an_indicator_standard(const an_indicator *indicator, const an_tally *tally, size_t group,
                              const an_settings *settings, const void *context, an_result *result,
                              an_error *err)
{
    (void)context;
    (void)err;
    result->numerator = named_sum(tally, group, indicator->numerator);
    result->denominator = named_sum(tally, group, indicator->denominator);
    result->n_missing = named_sum(tally, group, indicator->missing);
    result->has_numerator = true;
    result->has_denominator = indicator->denominator != NULL;
    if (!result->has_denominator)
        an_result_sum(result);
    else if (indicator->base_denominator != NULL)
        an_result_ratio(result, named_sum(tally, group, indicator->base_numerator),
                        named_sum(tally, group, indicator->base_denominator), settings);
    else if (indicator->mean)
        an_result_mean(result, settings);
    else
        an_result_rate(result, settings);
    return AN_OK;
}

/* ---- writing ---- */

static const char *const fixed[] = {"value",     "lower", "upper",  "numerator", "denominator",
                                    "n_missing", "unit",  "status", "method"};
enum { N_FIXED = sizeof fixed / sizeof fixed[0] };

struct an_indicators {
    an_output *output;
    size_t n_breakdown;
    bool sdmx;
};

static const char *sdmx_name(const char *name)
{
    static const char *const names[][2] = {
        {"indicator", "INDICATOR"},
        {"period", "TIME_PERIOD"},
        {"value", "OBS_VALUE"},
        {"lower", "LOWER"},
        {"upper", "UPPER"},
        {"numerator", "NUMERATOR"},
        {"denominator", "DENOMINATOR"},
        {"n_missing", "N_MISSING"},
        {"unit", "UNIT_MEASURE"},
        {"status", "OBS_STATUS"},
        {"method", "METHOD"},
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(names[i][0], name) == 0)
            return names[i][1];
    return NULL;
}

/* Dimensions of SDMX are named in capitals. */
static const char *upper_name(an_arena *arena, const char *name)
{
    const char *known = sdmx_name(name);
    if (known != NULL)
        return known;
    char *copy = an_arena_copy(arena, name, strlen(name));
    for (char *c = copy; c != NULL && *c != '\0'; c++)
        *c = (char)(isalnum((unsigned char)*c) ? toupper((unsigned char)*c) : '_');
    return copy;
}

an_code an_indicators_new(an_indicators **table, an_writer *writer, an_format format,
                          const char *const breakdown[], size_t n_breakdown, an_error *err)
{
    return an_indicators_wide(table, writer, format, breakdown, n_breakdown, NULL, 0, err);
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
        *made = (an_indicators){.n_breakdown = n_breakdown, .sdmx = sdmx};
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
            if ((names[i] = upper_name(&arena, names[i])) == NULL)
                code = an_fail_memory(err);
    }
    if (code == AN_OK)
        code = an_output_new(&made->output, writer, sdmx ? AN_FORMAT_CSV : format, names, n, err);
    an_arena_free(&arena);
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

an_output *an_indicators_row(an_indicators *table, const an_result *result)
{
    an_output *output = table->output;
    if (table->sdmx) {
        an_output_string(output, "dataflow");
        an_output_string(output, "CUPRUM:INDICATORS(1.0)");
        an_output_string(output, "M");
    }
    an_output_string(output, result->indicator);
    an_output_string(output, result->period);
    for (size_t i = 0; i < table->n_breakdown; i++)
        an_output_string(output, result->keys[i]);
    add_value(table, result);
    an_output_number(output, result->lower);
    an_output_number(output, result->upper);
    add_decimal(output, result->has_numerator, result->numerator);
    add_decimal(output, result->has_denominator, result->denominator);
    add_decimal(output, !result->no_missing, result->n_missing);
    an_output_string(output, result->unit);
    an_output_text(output, &result->status, result->status != '\0');
    an_output_string(output, result->method);
    if (table->sdmx)
        an_output_text(output, (const char[]){conf_status(result)}, 1);
    return output;
}

an_code an_indicators_add(an_indicators *table, const an_result *result, an_error *err)
{
    (void)err;
    an_output_end_row(an_indicators_row(table, result));
    return AN_OK;
}

an_code an_indicators_finish(an_indicators *table, an_error *err)
{
    an_code code = an_output_finish(table->output, err);
    free(table);
    return code;
}

void an_indicators_free(an_indicators *table)
{
    if (table == NULL)
        return;
    an_output_free(table->output);
    free(table);
}

an_code an_indicators_end(an_indicators *table, an_code code, an_error *err)
{
    if (code == AN_OK)
        return an_indicators_finish(table, err);
    an_indicators_free(table);
    return code;
}

static an_code add_group(an_indicators *table, const an_indicator *indicator, const an_tally *tally,
                         size_t group, const an_settings *settings, const void *context, an_error *err)
{
    an_result result = {
        .indicator = indicator->code,
        .period = an_tally_period(tally, group),
        .keys = an_tally_key(tally, group),
        .value = NAN,
        .lower = NAN,
        .upper = NAN,
        .unit = indicator->unit != NULL          ? indicator->unit
                : indicator->denominator != NULL ? "ratio"
                                                 : "count",
        .status = 'A',
        .method = "",
    };
    an_compute *compute = indicator->compute != NULL ? indicator->compute : an_indicator_standard;
    an_code code = compute(indicator, tally, group, settings, context, &result, err);
    return code == AN_OK ? an_indicators_add(table, &result, err) : code;
}

an_code an_indicators_compute(an_indicators *table, const an_indicator *indicators, const an_tally *tally,
                              const an_settings *settings, const void *context, an_error *err)
{
    an_code code = AN_OK;
    for (const an_indicator *indicator = indicators; indicator->code != NULL; indicator++)
        for (size_t g = 0; g < an_tally_groups(tally) && code == AN_OK; g++)
            code = add_group(table, indicator, tally, g, settings, context, err);
    return code;
}

an_code an_indicators_check(const an_indicator *indicators, const an_tally *tally, an_error *err)
{
    for (const an_indicator *indicator = indicators; indicator->code != NULL; indicator++) {
        const char *names[] = {indicator->numerator, indicator->denominator, indicator->base_numerator,
                               indicator->base_denominator, indicator->missing};
        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
            if (names[i] != NULL && an_tally_find(tally, names[i]) < 0)
                return an_fail(err, AN_USAGE, "declaration: indicator %s: no sum is called '%s'",
                               indicator->code, names[i]);
    }
    return AN_OK;
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
