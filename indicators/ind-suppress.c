/* ind-suppress: what may not be published, and what must go with it. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "cli/indicator_input.h"
#include "cli/program.h"
#include "indicator/grouping.h"
#include "indicator/margins.h"
#include "indicator/protection.h"
#include "stat/disclosure.h"

typedef struct criteria {
    an_disclosure_rules rules;        /* of operators, or units that stand for them */
    int operators, max1, max2, total; /* columns of the sheet, -1: not there */
} criteria;

/* ---- primary ---- */

static bool is_small(an_decimal count, double least)
{
    const double value = an_decimal_double(count);
    return an_disclosure_is_few(value, least) && value == floor(value);
}

/* Without a column of operators the units are counted: of a share also those that it leaves. */
static bool has_few_units(const an_observation *o, double least)
{
    an_decimal rest = o->denominator;
    if ((an_meaning_counts_above(o->meaning) && o->has_numerator && is_small(o->numerator, least)) ||
        (an_meaning_counts_below(o->meaning) && o->has_denominator && is_small(o->denominator, least)))
        return true;
    return an_observation_is_share(o) && an_decimal_sub(&rest, o->numerator) && is_small(rest, least);
}

static an_code read_cell(const an_observations *table, size_t row, const criteria *given,
                         an_disclosure_cell *cell, an_error *err)
{
    double *const numbers[] = {&cell->contributors, &cell->max1, &cell->max2, &cell->total};
    const int columns[] = {given->operators, given->max1, given->max2, given->total};
    *cell = (an_disclosure_cell){NAN, NAN, NAN, NAN};
    an_code code = AN_OK;
    for (size_t k = 0; k < sizeof numbers / sizeof numbers[0] && code == AN_OK; k++)
        code = an_sheet_number(table->sheet, row, columns[k], numbers[k], err);
    return code;
}

static an_code judge_row(const an_observations *table, size_t i, const criteria *given, char *status,
                         an_error *err)
{
    const an_observation *o = &table->rows[i];
    an_disclosure_cell cell;
    *status = 'Q';
    if (o->status == 'Q')
        return AN_OK;
    const an_code code = read_cell(table, o->row, given, &cell, err);
    if (code != AN_OK)
        return code;
    if (an_disclosure_primary(&cell, &given->rules, status) != AN_OK)
        return an_observation_fail(table, i, given->max1, err,
                                   "expected max1 >= max2 >= 0 and max1 + max2 <= total");
    if (isnan(cell.contributors) && has_few_units(o, given->rules.contributors))
        *status = 'A';
    return AN_OK;
}

/* ---- rows that tell of others ---- */

/* Whether a row gives away what stands in another of the same period and keys, which is not published.
 * That the second rate of a ratio is withheld says nothing against its first rate. */
static bool gives_away(const an_observation *row, const an_observation *other, char status)
{
    const bool by_base = status == 'd' && other->meaning->indicator->kind == AN_RATIO;
    return !by_base && an_meaning_tells(row->meaning, other->meaning);
}

/* Takes with each row that is not published those that tell of it; places: the rows of each period and
 * key. */
static bool follow_links(const an_observations *table, const an_grouping *places, char status[])
{
    bool changed = false;
    for (size_t g = 0; g < places->n; g++)
        for (size_t a = places->start[g]; a < places->start[g + 1]; a++) {
            const size_t row = places->row[a];
            for (size_t b = places->start[g]; b < places->start[g + 1] && status[row] == 'F'; b++) {
                const size_t other = places->row[b];
                if (status[other] == 'F' ||
                    !gives_away(&table->rows[row], &table->rows[other], status[other]))
                    continue;
                status[row] = 'd';
                changed = true;
            }
        }
    return changed;
}

/* What no declaration knows may tell anything of anything. */
static an_code check_known(const an_observations *table, an_error *err)
{
    for (size_t i = 0; i < table->n; i++)
        if (table->rows[i].meaning == NULL)
            return an_observation_fail(table, i, table->columns.indicator, err,
                                       "no declaration knows %s, so that nothing tells what gives it away: "
                                       "declare it in a file for --meaning, or leave it out with --where",
                                       table->rows[i].indicator);
    return AN_OK;
}

/* Links and margins in turn, until neither asks for more. */
static an_code protect(const an_observations *table, char status[], an_error *err)
{
    int columns[AN_BREAKDOWN_LIMIT + 1] = {table->columns.period};
    an_grouping places = {0};
    an_margins margins;
    memcpy(columns + 1, table->columns.breakdown, table->columns.n_breakdown * sizeof *columns);
    an_code code = an_margins_find(table, &margins, err);
    if (code == AN_OK)
        code = an_observations_group(table, columns, 1 + table->columns.n_breakdown, AN_PATTERN_NONE, &places,
                                     err);
    if (code == AN_OK) {
        follow_links(table, &places, status);
        do
            code = an_protection_add(&margins, table, status, err);
        while (code == AN_OK && follow_links(table, &places, status));
    }
    an_grouping_free(&places);
    an_margins_free(&margins);
    return code;
}

/* ---- the result ---- */

static const char *method_of(char status)
{
    switch (status) {
    case 'A':
        return "suppressed:A small counts";
    case 'O':
        return "suppressed:O dominance by one";
    case 'T':
        return "suppressed:T dominance by two";
    case 'M':
        return "suppressed:M p% rule";
    default:
        return "suppressed:D secondary";
    }
}

static void suppress(an_result *result, char status)
{
    result->value = result->lower = result->upper = NAN;
    result->exact = result->has_numerator = result->has_denominator = result->has_squares = false;
    result->no_missing = true;
    result->status = 'Q';
    if (status != 'Q')
        result->method = method_of(status);
}

static an_code write_table(an_run *run, const an_observations *table, const char status[], an_error *err)
{
    const char *keys[AN_BREAKDOWN_LIMIT];
    an_indicators *out;
    an_code code = an_observations_indicators(table, an_run_writer(run), an_run_format(run), &out, err);
    if (code != AN_OK)
        return code;
    for (size_t i = 0; i < table->n; i++) {
        an_result result = an_observation_result(table, i, keys);
        if (status[i] != 'F')
            suppress(&result, status[i]);
        an_indicators_add(out, &result);
    }
    return an_indicators_end(out, code, err);
}

static void note_counts(an_run *run, const char status[], size_t n)
{
    size_t primary = 0, secondary = 0;
    for (size_t i = 0; i < n; i++) {
        primary += status[i] != 'F' && status[i] != 'd' && status[i] != 'Q';
        secondary += status[i] == 'd';
    }
    an_run_note(run, "%zu of %zu rows suppressed, and %zu more to protect them", primary, n, secondary);
}

/* ---- the command line ---- */

/* --dominance N,K or none. */
static an_code read_dominance(const an_options *given, an_disclosure_rules *rules, an_error *err)
{
    size_t n;
    const char *const *words = an_options_list(given, "dominance", &n);
    if (n == 1 && strcmp(words[0], "none") == 0)
        return AN_OK;
    if (n == 2 && (strcmp(words[0], "1") == 0 || strcmp(words[0], "2") == 0) &&
        an_number_parse(words[1], strlen(words[1]), '.', &rules->share) == AN_OK && rules->share > 0 &&
        rules->share < 100) {
        rules->largest = words[0][0] - '0';
        return AN_OK;
    }
    return an_fail(err, AN_USAGE, "--dominance: expected N,K with N 1 or 2 and K between 0 and 100, or none");
}

/* The columns that the rules look at are no breakdown, wherever they stand. */
static an_code find_columns(an_observations *table, criteria *given, an_error *err)
{
    int *const places[] = {&given->operators, &given->max1, &given->max2, &given->total};
    static const char *const names[] = {"operators", "max1", "max2", "total"};
    an_indicator_columns *columns = &table->columns;
    for (size_t k = 0; k < sizeof places / sizeof places[0]; k++) {
        size_t kept = 0;
        *places[k] = an_sheet_find(table->sheet, names[k]);
        for (size_t b = 0; b < columns->n_breakdown; b++)
            if (columns->breakdown[b] != *places[k])
                columns->breakdown[kept++] = columns->breakdown[b];
        columns->n_breakdown = kept;
    }
    const int found = (given->max1 >= 0) + (given->max2 >= 0) + (given->total >= 0);
    if (found == 0 || found == 3)
        return AN_OK;
    return an_fail(err, AN_DATA,
                   "dominance needs the columns max1, max2 and total: the table has only some of them");
}

static an_code run_suppress(an_run *run, an_error *err)
{
    const an_options *given = an_run_options(run);
    criteria limits = {.rules = {.contributors = (double)an_options_count(given, "min-n-cell"),
                                 .percent = an_options_number(given, "p-percent")}};
    an_observations table;
    an_code code = read_dominance(given, &limits.rules, err);
    if (code == AN_OK)
        code = an_run_observations(run, &table, err);
    if (code != AN_OK)
        return code;
    char *status = malloc(table.n + 1);
    code = status != NULL ? check_known(&table, err) : an_fail_memory(err);
    if (code == AN_OK)
        code = find_columns(&table, &limits, err);
    for (size_t i = 0; i < table.n && code == AN_OK; i++)
        code = judge_row(&table, i, &limits, &status[i], err);
    if (code == AN_OK)
        code = protect(&table, status, err);
    if (code == AN_OK)
        code = write_table(run, &table, status, err);
    if (code == AN_OK)
        note_counts(run, status, table.n);
    free(status);
    an_observations_free(&table);
    return code;
}

static const an_option options[] = {
    {.name = "min-n-cell",
     .type = AN_OPTION_COUNT,
     .argument = "N",
     .fallback = "3",
     .min = 0,
     .max = 1e9,
     .help =
         "fewest operators of a cell (or units, where the table has no column operators); 0: no such rule"},
    {.name = "dominance",
     .type = AN_OPTION_LIST,
     .argument = "N,K",
     .fallback = "2,85",
     .help = "the N (1 or 2) largest operators may not have more than K percent of a cell; or none"},
    {.name = "p-percent",
     .type = AN_OPTION_NUMBER,
     .argument = "P",
     .fallback = "10",
     .min = 0,
     .max = 100,
     .help = "a cell less its two largest must be at least P percent of the largest; 0: no such rule"},
    AN_RUN_MEANING,
    {.name = NULL},
};

static const an_program program = {
    .name = "ind-suppress",
    .summary =
        "disclosure control: suppresses cells that tell of single operators, and what must go with them",
    .definition =
        "Reads an indicator table and writes it with the cells suppressed that may not be published: value, "
        "interval, numerator, denominator and n_missing empty, status Q, and a method that says why, with "
        "the CONF_STATUS letter of SDMX (which -f sdmx writes).\n\n"
        "Primary, A small counts: fewer than --min-n-cell operators, where the table has a column operators "
        "(the number of distinct operators behind the row). Without it the units themselves are counted: a "
        "numerator, a denominator or what a share leaves (denominator - numerator) between 1 and N-1. This "
        "is weaker: many declarations may be of one operator. Amounts are judged by operators or dominance "
        "only.\n\n"
        "Primary, O, T and M: where the table has the columns max1, max2 and total (the amounts of the two "
        "largest operators and of all), dominance by one or two (x1 + x2 > K % of the total) and the p% "
        "rule (total - x1 - x2 < P % of x1: the second can estimate the first).\n\n"
        "Secondary, D: further cells, so that no suppressed one can be computed exactly from what is "
        "published. Margins are the rows whose key is TOTAL or _T, or else empty (a table without the "
        "breakdown column, concatenated), where the sums show that they are, and the years of quarters or "
        "months. Of the cells that help the smallest are taken. Rows of one period and key in which the "
        "same sum stands go together, as their declarations tell: a ratio with its two rates, "
        "controls_per_aeo with aeo_control_rate, hits with false positives, a count with the rates it is "
        "the denominator of. Indicators that no declaration knows are refused (--meaning).\n\n"
        "Give all rows that will be published in one run: what stands in another table protects nothing "
        "here. Not protected against: close bounds, an operator who subtracts its own amount, hierarchies "
        "of codes (chapter and heading), figures published elsewhere. All further columns of the input are "
        "left out, as they may tell what was suppressed.",
    .source =
        "Hundepool et al. 2012, Statistical Disclosure Control, chapter 4. SDMX code lists CL_OBS_STATUS, "
        "CL_CONF_STATUS.",
    .output = "an indicator table",
    .examples = "cat national.csv by_state.csv | ind-suppress\n"
                "ind-suppress -f sdmx --min-n-cell 4 table.csv -o published.csv\n"
                "ind-suppress --dominance 1,75 --p-percent 0 amounts.csv",
    .options = options,
    .uses = AN_USES_TABLES,
    .run = run_suppress,
};

AN_PROGRAM(program)
