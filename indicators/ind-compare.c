/* ind-compare: institutions against their common rate: a funnel, with overdispersion. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/indicator_input.h"
#include "cli/program.h"
#include "indicator/grouping.h"
#include "stat/between.h"
#include "stat/binomial.h"
#include "stat/funnel.h"
#include "stat/multiplicity.h"

static const double TRIM = .1, LEVEL_95 = .05, LEVEL_998 = .002, RATE_FALSE = .05;
enum { LEAST_998 = 10 }; /* areas, to tell of one in 500 beside a spread that they show themselves */

static const char too_few[] = "too few cases";

static const char *const names[] = {
    "expected", "z",    "z_adjusted", "p_value", "lower_95", "upper_95", "lower_998",   "upper_998",
    "phi",      "tau2", "outside",    "form",    "others",   "q_value",  "outside_fdr", "verdict"};
enum { N_NAMES = sizeof names / sizeof names[0] };

/* What is written behind a row that was compared; form NULL: it was not. */
typedef struct comparison {
    double expected, z, z_adjusted, p_value;
    an_interval limits_95, limits_998;
    double phi, tau2;
    const char *outside, *form;
    double others, q_value;
    const char *outside_fdr, *verdict;
} comparison;

typedef struct settings {
    an_funnel_scale scale;
    an_funnel_spread spread;
} settings;

static settings read_settings(const an_options *options)
{
    const char *scale = an_options_text(options, "scale");
    const char *spread = an_options_text(options, "overdispersion");
    static const an_funnel_spread spreads[] = {AN_FUNNEL_BINOMIAL, AN_FUNNEL_MULTIPLICATIVE,
                                               AN_FUNNEL_ADDITIVE};
    const int place = an_words_find("none multiplicative additive", spread, strlen(spread));
    return (settings){
        .scale = strcmp(scale, "arcsine") == 0 ? AN_FUNNEL_ARCSINE : AN_FUNNEL_NATURAL,
        .spread = spreads[place > 0 ? place - 1 : 2],
    };
}

/* ---- the rows that are compared with each other ---- */

typedef struct unit {
    double x, n;
    size_t row;
    comparison c;
} unit;

/* The units of one funnel, in an order of their own: sums do not depend on that of the table. */
typedef struct group {
    unit *units;
    size_t n;
    an_funnel fit;
    an_between between; /* of an additive spread on the natural scale */
    an_funnel_spread spread;
    bool is_between;
    double *x, *items, *scratch; /* as many doubles; twice as many of scratch */
} group;

static int by_size(const void *a, const void *b)
{
    const unit *const x = a, *const y = b;
    if (x->n != y->n)
        return x->n < y->n ? -1 : 1;
    if (x->x != y->x)
        return x->x < y->x ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

static const char *form_name(const group *g)
{
    static const char *const forms[][2] = {{"normal", "arcsine"},
                                           {"multiplicative", "arcsine multiplicative"},
                                           {"additive", "arcsine additive"}};
    return forms[g->spread][g->fit.scale == AN_FUNNEL_ARCSINE];
}

/* ---- one row ---- */

/* The p-value of x items of a unit, had it found so many; of the chance alone, never less. */
static an_code find_p(const group *g, const unit *u, double x, double *p, an_between_tails *tails)
{
    double z;
    if (g->is_between) {
        an_code code = an_between_judge(&g->between, x, u->n, u->x, tails);
        *p = tails->p_value;
        return code;
    }
    if (an_binomial_p(x, u->n, g->fit.target, p) != AN_OK)
        return AN_UNDEFINED;
    if ((g->spread != AN_FUNNEL_BINOMIAL || g->fit.scale == AN_FUNNEL_ARCSINE) &&
        an_funnel_z(&g->fit, g->spread, x, u->n, &z) == AN_OK)
        *p = fmax(*p, an_interval_p(z));
    return AN_OK;
}

/* The limits of a unit of size n, for drawing: of chance alone exact ones, interpolated. */
static const char *find_limits(const group *g, double n, comparison *c)
{
    static const double levels[] = {.025, .975, .001, .999};
    double *const limits[] = {&c->limits_95.lower, &c->limits_95.upper, &c->limits_998.lower,
                              &c->limits_998.upper};
    const bool exact = g->spread == AN_FUNNEL_BINOMIAL && g->fit.scale == AN_FUNNEL_NATURAL;
    const char *form = exact ? "exact" : form_name(g);
    for (size_t k = 0; k < sizeof levels / sizeof levels[0]; k++) {
        an_code code = AN_UNDEFINED;
        if (exact)
            code = an_funnel_exact_limit(g->fit.target, n, levels[k], limits[k]);
        else if (g->is_between)
            code = an_between_limit(&g->between, n, levels[k], limits[k]);
        if (code == AN_OK)
            continue;
        form = form_name(g); /* a denominator that is not whole, too */
        if (an_funnel_limit(&g->fit, g->spread, n, levels[k], limits[k]) != AN_OK)
            return NULL;
    }
    if (g->is_between && g->n < LEAST_998)
        c->limits_998 = (an_interval){NAN, NAN};
    return form;
}

/* Whether some count would lie outside the limits of 95 %. */
static bool can_be_judged(const group *g, const unit *u)
{
    const double many = 100, t = g->fit.target;
    double none, all;
    an_between_tails tails;
    if (u->c.p_value <= LEVEL_95 || u->n * fmin(t, 1 - t) > many)
        return true;
    return (find_p(g, u, 0, &none, &tails) == AN_OK && none <= LEVEL_95) ||
           (find_p(g, u, u->n, &all, &tails) == AN_OK && all <= LEVEL_95);
}

static const char *word_of(const group *g, const unit *u, bool above)
{
    if (!can_be_judged(g, u))
        return too_few;
    if (u->c.outside[0] == '\0')
        return "within";
    return u->c.outside[1] == '5' ? above ? "above 95" : "below 95" : above ? "above 99.8" : "below 99.8";
}

static an_code judge(const group *g, unit *u)
{
    comparison *const c = &u->c;
    an_between_tails tails = {.expected = NAN};
    const double events = g->fit.target * g->between.items;
    *c = (comparison){.expected = g->fit.target, .phi = g->fit.phi, .tau2 = g->fit.tau2, .outside = ""};
    c->others = (events - u->x) / (g->between.items - u->n);
    if (an_funnel_z(&g->fit, AN_FUNNEL_BINOMIAL, u->x, u->n, &c->z) != AN_OK ||
        an_funnel_z(&g->fit, g->spread, u->x, u->n, &c->z_adjusted) != AN_OK ||
        find_p(g, u, u->x, &c->p_value, &tails) != AN_OK)
        return AN_UNDEFINED;
    if (g->is_between) {
        c->others = tails.expected;
        c->tau2 = tails.tau2;
        c->z_adjusted = an_between_z(&tails);
    }
    if (c->p_value <= LEVEL_998 && !(g->is_between && g->n < LEAST_998))
        c->outside = "99.8";
    else if (c->p_value <= LEVEL_95)
        c->outside = "95";
    return AN_OK;
}

/* The limits are those of the units that are not far outside themselves: one of them does not widen what it
 * is seen against. */
static void refit(group *g)
{
    an_between within;
    size_t n = 0;
    for (size_t k = 0; k < g->n; k++)
        if (strcmp(g->units[k].c.outside, "99.8") != 0) {
            g->x[n] = g->units[k].x;
            g->items[n++] = g->units[k].n;
        }
    if (n < g->n && an_between_fit(g->x, g->items, n, &within) == AN_OK)
        g->between = within;
}

/* q-values of the units that can be judged at all (Gilbert 2005: the others are no tests), then what is told
 * of each. */
static an_code finish(group *g)
{
    size_t n = 0;
    for (size_t k = 0; k < g->n; k++) {
        comparison *const c = &g->units[k].c;
        c->verdict = word_of(g, &g->units[k], c->z_adjusted > 0);
        c->q_value = NAN;
        c->outside_fdr = "";
        if (strcmp(c->verdict, too_few) != 0)
            g->x[n++] = c->p_value;
    }
    if (an_multiplicity_bh(g->x, n, g->scratch, g->items) != AN_OK)
        return AN_UNDEFINED;
    for (size_t k = g->n; k-- > 0;) {
        comparison *const c = &g->units[k].c;
        if (strcmp(c->verdict, too_few) == 0)
            continue;
        c->q_value = g->items[--n];
        c->outside_fdr = c->q_value > RATE_FALSE ? "" : c->z_adjusted > 0 ? "above" : "below";
    }
    if (g->is_between)
        refit(g);
    for (size_t k = 0; k < g->n; k++)
        g->units[k].c.form = find_limits(g, g->units[k].n, &g->units[k].c);
    return AN_OK;
}

/* AN_UNDEFINED: fewer than two units, or all shares are 0 or all are 1: there is nothing to compare. */
static an_code compare_units(group *g, const settings *given)
{
    qsort(g->units, g->n, sizeof *g->units, by_size);
    for (size_t k = 0; k < g->n; k++) {
        g->x[k] = g->units[k].x;
        g->items[k] = g->units[k].n;
    }
    g->spread = given->spread;
    g->is_between = given->spread == AN_FUNNEL_ADDITIVE && given->scale == AN_FUNNEL_NATURAL;
    an_code code = an_funnel_fit(given->scale, g->x, g->items, g->n, TRIM, g->scratch, &g->fit);
    if (code == AN_OK)
        code = an_between_fit(g->x, g->items, g->n, &g->between);
    for (size_t k = 0; k < g->n && code == AN_OK; k++)
        code = judge(g, &g->units[k]);
    return code == AN_OK ? finish(g) : code;
}

/* Some key does not stand for all. */
static bool has_name(const an_observations *table, size_t i)
{
    const an_indicator_columns *columns = &table->columns;
    for (size_t k = 0; k < columns->n_breakdown; k++)
        if (!an_key_is_total(an_observation_cell(table, i, columns->breakdown[k])))
            return true;
    return false;
}

/* out[i] of each unit i of rows; none where there is nothing to compare. */
static void compare_group(const an_observations *table, const size_t rows[], size_t n_rows,
                          const settings *given, group *g, comparison out[])
{
    g->n = 0;
    for (size_t k = 0; k < n_rows; k++) {
        const an_observation *o = &table->rows[rows[k]];
        if (has_name(table, rows[k]) && an_observation_is_share(o)) {
            unit *const u = &g->units[g->n++];
            u->row = rows[k];
            an_observation_counts(o, &u->x, &u->n);
        }
    }
    if (compare_units(g, given) != AN_OK)
        return;
    for (size_t k = 0; k < g->n; k++)
        out[g->units[k].row] = g->units[k].c;
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
        int c;
        if (*n == AN_BREAKDOWN_LIMIT)
            return an_fail(err, AN_USAGE, "--within: more than %d columns", AN_BREAKDOWN_LIMIT - 2);
        const an_code code = an_sheet_told(table->sheet, "--within", within[k], &c, err);
        if (code != AN_OK)
            return code;
        columns[(*n)++] = c;
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

/* Says how many shares that have a name were left out, and why. */
static void note_left_out(an_run *run, const an_observations *table, const comparison all[])
{
    static const char *const reasons[] = {"without a value (M)", "suppressed (Q)",
                                          "no counts of items (unit, method)",
                                          "alone, or all of them 0 or all 1"};
    size_t shares = 0, out = 0, n[4] = {0};
    char text[200];
    int used = 0;
    for (size_t i = 0; i < table->n; i++) {
        const an_observation *const o = &table->rows[i];
        if (!has_name(table, i) || !an_meaning_is_proportion(o->meaning))
            continue;
        shares++;
        if (all[i].form != NULL)
            continue;
        out++;
        n[o->status == 'M' ? 0 : o->status == 'Q' ? 1 : !an_observation_is_share(o) ? 2 : 3]++;
    }
    for (size_t k = 0; k < 4; k++)
        if (n[k] > 0)
            used += snprintf(text + used, sizeof text - (size_t)used, "%s %zu %s", used > 0 ? "," : "", n[k],
                             reasons[k]);
    if (out > 0)
        an_run_note(run, "%zu of %zu shares are not compared:%s", out, shares, text);
}

static an_code compare_all(an_run *run, const an_observations *table, comparison out[], an_error *err)
{
    int columns[AN_BREAKDOWN_LIMIT + 2];
    size_t n_columns = 0;
    const settings given = read_settings(an_run_options(run));
    an_grouping groups = {0};
    group g = {.units = calloc(table->n + 1, sizeof *g.units), .x = calloc(4 * (table->n + 1), sizeof *g.x)};
    g.items = g.x + table->n;
    g.scratch = g.items + table->n;
    an_code code = g.units != NULL && g.x != NULL ? AN_OK : an_fail_memory(err);
    for (size_t i = 0; i < table->n && code == AN_OK; i++)
        code = an_observation_check(table, i, err);
    if (code == AN_OK)
        code = find_columns(run, table, columns, &n_columns, err);
    if (code == AN_OK)
        code = an_observations_group(table, columns, n_columns, AN_PATTERN_TOTALS, &groups, err);
    for (size_t k = 0; k < groups.n && code == AN_OK; k++)
        compare_group(table, groups.row + groups.start[k], groups.start[k + 1] - groups.start[k], &given, &g,
                      out);
    if (code == AN_OK)
        note_left_out(run, table, out);
    free(g.units);
    free(g.x);
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
    an_output_number(output, c->form != NULL ? c->others : (double)NAN);
    an_output_number(output, c->form != NULL ? c->q_value : (double)NAN);
    an_output_string(output, c->form != NULL ? c->outside_fdr : "");
    an_output_string(output, c->form != NULL ? c->verdict : "");
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
     .fallback = "additive",
     .help = "how areas differ beside chance: additive (default: a spread of their logits, estimated without "
             "the judged area), none (chance alone), multiplicative (phi)"},
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
        "1/(2 sqrt(n)). A value that was rounded is taken as numerator / denominator if it is theirs at its "
        "own digits, else the run ends with exit 3.\n\n"
        "Whether a row lies outside is decided by its p_value, twice the smaller tail probability of its "
        "own count: outside 95 is p_value <= 0.05, outside 99.8 p_value <= 0.002. With --overdispersion "
        "none that is the binomial tail at the expected rate. By default areas also differ from each other "
        "beside chance: their logits are spread by an amount that is estimated from all rows but the judged "
        "one, and what is not known of it widens the tail; p_value is never below that of chance alone. No "
        "99.8 below ten areas. A row of which no count could lie outside 95 has too few cases. The limits "
        "are for drawing: exact binomial ones, interpolated, and by default widened by the spread of the "
        "rows that are not outside 99.8.\n\n"
        "Measured (docs/methods.md has the table; make bench), spreads of the logits from 0 to 0.5, items "
        "from 1 to 100,000 an area, 10 to 1,000 areas: at most 6.2 % outside 95 and 0.30 % outside 99.8, "
        "where 5 and 0.2 % are meant. Of areas with 20 cases to be expected at least 2.3 % and 0.02 % with "
        "20 areas, 3.5 % and 0.09 % with 100 and more: few areas without any spread are seldom flagged. "
        "Chance alone with the rate estimated: at most 4.8 % and 0.19 %.\n\n"
        "q_value is p_value adjusted for the number of rows that can be judged (Benjamini-Hochberg); "
        "outside_fdr holds at a q_value of at most 0.05: of rows so named one in twenty is to be expected "
        "to differ by chance. Of 27 areas one or two lie outside 95 by chance alone: a reason to ask.\n\n"
        "--overdispersion multiplicative and --scale arcsine are the classic forms: phi is the mean of the "
        "squared z, winsorised by 10 % at each end; tau2 the variance between institutions by moments, (I "
        "phi - (I-1)) / (sum w - sum w^2 / sum w), w = 1/s^2, at least 0; z_adjusted has s sqrt(phi) "
        "(multiplicative, if phi > 1) or sqrt(s^2 + tau2) (additive) in the place of s, p_value is that of "
        "z_adjusted or of chance alone, whichever is larger. They flag too often where there are few areas.",
    .source =
        "Spiegelhalter 2005, Statistics in Medicine 24:1185 (exact limits: appendix A.1.1; overdispersion: "
        "section 6). DerSimonian, Laird 1986, Controlled Clinical Trials 7:177. The arcsine form is that "
        "of the R package FunnelPlotR 0.6. Benjamini, Hochberg 1995, JRSS B 57:289; Gilbert 2005, Applied "
        "Statistics 54:143. Spread of the logits: this project's (analytics/stat/between.c), after Kleinman "
        "1973, JASA 68:46, and Tiao, Tan 1965, Biometrika 52:37.",
    .output = "the columns of the table, then\n"
              "expected                 the common rate t\n"
              "z, z_adjusted            of the row's rate: by chance alone; by default that of p_value, "
              "with its sign\n"
              "p_value                  twice the smaller tail of the row's count\n"
              "lower_95, upper_95       control limits for the row's denominator, for drawing\n"
              "lower_998, upper_998\n"
              "phi, tau2                of the rows that are compared; by default tau2 is the variance of "
              "the logits of the others\n"
              "outside                  empty, 95 or 99.8\n"
              "form                     exact, normal, multiplicative, additive; arcsine, arcsine "
              "multiplicative, arcsine additive\n"
              "others                   the rate of the other rows\n"
              "q_value, outside_fdr     adjusted for the number of rows; above, below or empty\n"
              "verdict                  too few cases, within, above 95, above 99.8, below 95, below 99.8",
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
