/* ind-compare: institutions against their common rate: a funnel, with overdispersion. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/indicator_input.h"
#include "cli/program.h"
#include "indicator/grouping.h"
#include "stat/binomial.h"
#include "stat/funnel.h"

static const double TRIM = .1, SIGNIFICANT = .05;

static const char *const names[] = {"expected",  "z",         "z_adjusted", "p_value", "lower_95", "upper_95",
                                    "lower_998", "upper_998", "phi",        "tau2",    "outside",  "form"};
enum { N_NAMES = sizeof names / sizeof names[0] };

/* What is written behind a row that was compared; form NULL: it was not. */
typedef struct comparison {
    double expected, z, z_adjusted, p_value;
    an_interval limits_95, limits_998;
    double phi, tau2;
    const char *outside, *form;
} comparison;

typedef struct settings {
    an_funnel_scale scale;
    bool automatic; /* the spread is chosen by the test of phi */
    an_funnel_spread spread;
} settings;

static settings read_settings(const an_options *options)
{
    const char *scale = an_options_text(options, "scale");
    const char *spread = an_options_text(options, "overdispersion");
    static const an_funnel_spread spreads[] = {AN_FUNNEL_BINOMIAL, AN_FUNNEL_MULTIPLICATIVE,
                                               AN_FUNNEL_ADDITIVE};
    int place = spread != NULL ? an_words_find("none multiplicative additive", spread, strlen(spread)) : 0;
    return (settings){
        .scale = strcmp(scale, "arcsine") == 0 ? AN_FUNNEL_ARCSINE : AN_FUNNEL_NATURAL,
        .automatic = place == 0,
        .spread = place > 0 ? spreads[place - 1] : AN_FUNNEL_BINOMIAL,
    };
}

/* ---- one row ---- */

static const char *form_name(const an_funnel *fit, an_funnel_spread spread)
{
    static const char *const forms[][2] = {{"normal", "arcsine"},
                                           {"multiplicative", "arcsine multiplicative"},
                                           {"additive", "arcsine additive"}};
    return forms[spread][fit->scale == AN_FUNNEL_ARCSINE];
}

/* The limits of a unit of size n: exact ones for chance alone, or scaled ones. */
static bool find_limits(const an_funnel *fit, an_funnel_spread spread, bool exact, double n, comparison *c)
{
    static const double levels[] = {.025, .975, .001, .999};
    double *const limits[] = {&c->limits_95.lower, &c->limits_95.upper, &c->limits_998.lower,
                              &c->limits_998.upper};
    an_code code = AN_OK;
    for (size_t k = 0; k < sizeof levels / sizeof levels[0] && code == AN_OK; k++)
        code = exact ? an_funnel_exact_limit(fit->target, n, levels[k], limits[k])
                     : an_funnel_limit(fit, spread, n, levels[k], limits[k]);
    return code == AN_OK;
}

static bool is_outside(double share, an_interval limits)
{
    return share < limits.lower || share > limits.upper;
}

/* Chance alone on the natural scale has exact limits, unless a denominator is not whole. */
static comparison compare(const an_funnel *fit, an_funnel_spread spread, double x, double n)
{
    comparison c = {.expected = fit->target, .phi = fit->phi, .tau2 = fit->tau2, .outside = ""};
    if (an_funnel_z(fit, AN_FUNNEL_BINOMIAL, x, n, &c.z) != AN_OK ||
        an_funnel_z(fit, spread, x, n, &c.z_adjusted) != AN_OK)
        return c;
    c.p_value = an_interval_p(c.z_adjusted);
    if (spread == AN_FUNNEL_BINOMIAL && fit->scale == AN_FUNNEL_NATURAL &&
        find_limits(fit, spread, true, n, &c) && an_binomial_p(x, n, fit->target, &c.p_value) == AN_OK)
        c.form = "exact";
    else if (find_limits(fit, spread, false, n, &c))
        c.form = form_name(fit, spread);
    if (c.form != NULL && is_outside(x / n, c.limits_998))
        c.outside = "99.8";
    else if (c.form != NULL && is_outside(x / n, c.limits_95))
        c.outside = "95";
    return c;
}

/* ---- the rows that are compared with each other ---- */

/* A share that has a name: some key that does not stand for all. */
static bool is_unit(const an_observations *table, size_t i)
{
    const an_indicator_columns *columns = &table->columns;
    for (size_t k = 0; k < columns->n_breakdown; k++)
        if (!an_key_is_total(an_observation_cell(table, i, columns->breakdown[k])))
            return an_observation_is_share(&table->rows[i]);
    return false;
}

/* out[i] of each unit i of rows. scratch: 4 doubles a row. */
static void compare_group(const an_observations *table, const size_t rows[], size_t n_rows,
                          const settings *given, double scratch[], comparison out[])
{
    double *x = scratch, *n = scratch + n_rows;
    size_t units = 0;
    for (size_t k = 0; k < n_rows; k++) {
        const an_observation *o = &table->rows[rows[k]];
        if (!is_unit(table, rows[k]))
            continue;
        x[units] = an_decimal_double(o->numerator);
        n[units++] = an_decimal_double(o->denominator);
    }
    an_funnel fit;
    if (an_funnel_fit(given->scale, x, n, units, TRIM, scratch + 2 * n_rows, &fit) != AN_OK)
        return; /* fewer than two, or all shares are 0 or all are 1: there is nothing to compare */
    an_funnel_spread spread = given->spread;
    if (given->automatic && fit.p_value < SIGNIFICANT)
        spread = AN_FUNNEL_ADDITIVE;
    for (size_t k = 0, unit = 0; k < n_rows; k++)
        if (is_unit(table, rows[k])) {
            out[rows[k]] = compare(&fit, spread, x[unit], n[unit]);
            unit++;
        }
}

/* The columns whose cells must agree: indicator, period, and those of --within, or else the columns that
 * split controls where something else is left to compare. */
static an_code find_columns(const an_run *run, const an_observations *table, int columns[], size_t *n,
                            an_error *err)
{
    size_t n_within, n_split = 0;
    const char *const *within = an_options_list(an_run_options(run), "within", &n_within);
    columns[(*n)++] = table->columns.indicator;
    columns[(*n)++] = table->columns.period;
    for (size_t k = 0; k < n_within; k++) {
        size_t c;
        if (*n == AN_BREAKDOWN_LIMIT || an_sheet_need(table->sheet, within[k], &c, NULL) != AN_OK)
            return an_fail(err, AN_USAGE, "--within %s: the table has no such column", within[k]);
        columns[(*n)++] = (int)c;
    }
    for (size_t k = 0; k < table->columns.n_breakdown && n_within == 0; k++) {
        int c = table->columns.breakdown[k];
        const an_column *column = an_column_find(an_sheet_name(table->sheet, (size_t)c));
        if (column != NULL && column->splits)
            columns[2 + n_split++] = c;
    }
    if (n_split < table->columns.n_breakdown)
        *n += n_split;
    return AN_OK;
}

static an_code compare_all(const an_run *run, const an_observations *table, comparison out[], an_error *err)
{
    int columns[AN_BREAKDOWN_LIMIT + 2];
    size_t n_columns = 0;
    const settings given = read_settings(an_run_options(run));
    an_grouping groups = {0};
    double *scratch = NULL;
    an_code code = find_columns(run, table, columns, &n_columns, err);
    if (code == AN_OK)
        code = an_observations_group(table, columns, n_columns, AN_PATTERN_TOTALS, &groups, err);
    if (code == AN_OK && (scratch = calloc(table->n + 1, 4 * sizeof *scratch)) == NULL)
        code = an_fail_memory(err);
    for (size_t g = 0; g < groups.n && code == AN_OK; g++)
        compare_group(table, groups.row + groups.start[g], groups.start[g + 1] - groups.start[g], &given,
                      scratch, out);
    free(scratch);
    an_grouping_free(&groups);
    return code;
}

/* ---- the result ---- */

static void write_comparison(const void *all, size_t row, an_output *output)
{
    const comparison *const c = (const comparison *)all + row;
    const double numbers[] = {c->expected,
                              c->z,
                              c->z_adjusted,
                              c->p_value,
                              c->limits_95.lower,
                              c->limits_95.upper,
                              c->limits_998.lower,
                              c->limits_998.upper,
                              c->phi,
                              c->tau2};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        an_output_number(output, c->form != NULL ? numbers[i] : (double)NAN);
    an_output_string(output, c->form != NULL ? c->outside : "");
    an_output_string(output, c->form != NULL ? c->form : "");
}

static an_code run_compare(an_run *run, an_error *err)
{
    an_observations table;
    an_code code = an_run_observations(run, &table, err);
    if (code != AN_OK)
        return code;
    comparison *all = calloc(table.n + 1, sizeof *all);
    code = all != NULL ? compare_all(run, &table, all, err) : an_fail_memory(err);
    if (code == AN_OK)
        code = an_observations_write(&table, an_run_writer(run), an_run_format(run), names, N_NAMES,
                                     write_comparison, all, err);
    free(all);
    an_observations_free(&table);
    return code;
}

static const an_option options[] = {
    {.name = "overdispersion",
     .type = AN_OPTION_CHOICE,
     .argument = "MODEL",
     .choices = "none multiplicative additive",
     .help = "none, multiplicative or additive (default: additive where phi is significantly above 1, else "
             "none)"},
    {.name = "scale",
     .type = AN_OPTION_CHOICE,
     .argument = "SCALE",
     .choices = "natural arcsine",
     .fallback = "natural",
     .help = "of z, phi and tau2: natural or arcsine (better for small shares)"},
    {.name = "within",
     .type = AN_OPTION_LIST,
     .argument = "COL[,COL...]",
     .help = "compare only rows that agree in these columns (default: control_stage, control_type and "
             "control_basis, if there is another key)"},
    AN_RUN_MEANING,
    {.name = NULL},
};

static const an_program program = {
    .name = "ind-compare",
    .summary = "compares institutions with their common rate: a funnel with overdispersion",
    .definition =
        "Reads an indicator table and compares, for each indicator and period, the rows of a rate with "
        "their common rate: Member States, offices or whatever the breakdown columns name. Every row is "
        "written on in its place, with further columns; they are empty where there is nothing to compare: "
        "counts, amounts, ratios of two rates, estimates that are not numerator / denominator, status M or "
        "Q, fewer than two rows, and rows whose keys are all empty, TOTAL or _T (totals, or units without a "
        "key). Rows that break down different columns are not compared with each other.\n\n"
        "The expected rate t is the sum of the numerators / the sum of the denominators. For x of n, y = "
        "x/n, z = (y - t)/s with s = sqrt(t(1-t)/n); with --scale arcsine z is that of asin(sqrt(y)), s = "
        "1/(2 sqrt(n)).\n\n"
        "phi is the mean of the squared z, winsorised by 10 % at each end: about 1 if institutions differ "
        "by chance alone. tau2 is the variance between institutions, by moments: (I phi - (I-1)) / (sum w - "
        "sum w^2 / sum w), w = 1/s^2, at least 0. phi is significant where I phi exceeds the 95 % point of "
        "chi-square with I - 1 degrees of freedom. z_adjusted has s sqrt(phi) (multiplicative, if phi > 1) "
        "or sqrt(s^2 + tau2) (additive) in the place of s.\n\n"
        "The limits hold 95 % and 99.8 % of institutions of this size that differ from the expected rate by "
        "no more than chance (and, adjusted, by no more than institutions do). Without overdispersion, on "
        "the natural scale, they are exact binomial limits, interpolated, and p_value is twice the smaller "
        "binomial tail (form exact; normal where a denominator is no whole number). Else they are t -+ 1.96 "
        "and 3.09 adjusted standard errors on the scale, and p_value is that of z_adjusted, two-sided. A "
        "rate outside its limits is a reason to ask, not a verdict; of 27 institutions one or two lie "
        "outside 95 % by chance.",
    .source =
        "Spiegelhalter 2005, Statistics in Medicine 24:1185 (exact limits: appendix A.1.1; overdispersion: "
        "section 6). DerSimonian, Laird 1986, Controlled Clinical Trials 7:177. The arcsine form is that "
        "of the R package FunnelPlotR 0.6.",
    .output = "the columns of the table, then\n"
              "expected                 the common rate t\n"
              "z, z_adjusted, p_value   of the row's rate\n"
              "lower_95, upper_95       control limits for the row's denominator\n"
              "lower_998, upper_998\n"
              "phi, tau2                of the rows that are compared\n"
              "outside                  empty, 95 or 99.8: the widest limits that the rate is outside of\n"
              "form                     exact, normal, multiplicative, additive; arcsine, arcsine "
              "multiplicative, arcsine additive",
    .examples =
        "cup-controls --by member_state declarations.csv | ind-compare\n"
        "cup-controls --by member_state declarations.csv | ind-compare --where indicator=irregularity_rate | "
        "ind-plot funnel -o funnel.svg\n"
        "ind-compare --overdispersion multiplicative --scale arcsine rates.csv",
    .options = options,
    .uses = AN_USES_TABLES,
    .run = run_compare,
};

AN_PROGRAM(program)
