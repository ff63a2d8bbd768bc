/* ind-merge: tables of parts of the data, added up to the table of the whole. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/indicator_input.h"
#include "cli/program.h"
#include "indicator/merging.h"

typedef struct merge {
    an_run *run;
    const an_observations *table;
    an_merging whole;
    an_additive_rule *rules; /* of each indicator */
} merge;

/* ---- the rule of each indicator ---- */

static an_code refuse(const merge *m, size_t i, const char *reason, an_error *err)
{
    return an_observation_fail(m->table, i, m->table->columns.indicator, err,
                               "%s does not add up exactly: %s; --drop leaves it out",
                               m->table->rows[i].indicator, reason);
}

/* Whether a row was made by its indicator's own rule: its method is one of those of the rule, and its value
 * follows from its numbers, but for rounding. What else it may be, *why says. */
static bool is_of_rule(const an_observation *o, an_additive_rule rule, const char **why)
{
    static const char *const methods[] = {[AN_RULE_SUM] = "sum",
                                          [AN_RULE_RATE] = "wilson exact jeffreys",
                                          [AN_RULE_MEAN] = "mean student",
                                          [AN_RULE_RATIO] = "katz katz+0.5 miettinen-nurminen",
                                          [AN_RULE_SHARE_OF] = ""};
    *why = "the cell is suppressed";
    if (o->status == 'Q')
        return false;
    if (o->status == 'M')
        return true; /* it says nothing */
    *why = "it has no numerator or no value";
    if (!o->has_numerator || isnan(o->value) || o->has_denominator != (rule != AN_RULE_SUM))
        return false;
    *why = "its interval is one of clusters, which may be in two parts";
    if (an_method_is_clustered(o->method) || o->design_effect > 1)
        return false;
    *why = o->method;
    if (o->method[0] != '\0' && an_words_find(methods[rule], o->method, strlen(o->method)) == 0)
        return false;
    *why = "its value does not follow from its numbers";
    const double above = an_decimal_double(o->numerator), below = an_decimal_double(o->denominator);
    const double value = o->has_denominator ? above / below : above;
    return rule == AN_RULE_RATIO || fabs(o->value - value) <= 1e-9 * fabs(value);
}

/* The rule of the rows of one indicator. */
static an_code find_rule(const merge *m, const size_t rows[], size_t n, an_additive_rule *rule, an_error *err)
{
    const an_meaning *const meaning = m->table->rows[rows[0]].meaning;
    const char *why = "";
    if (meaning == NULL)
        return an_observation_fail(m->table, rows[0], m->table->columns.indicator, err,
                                   "no declaration knows %s: declare it in a file for --meaning, or leave it "
                                   "out with --drop",
                                   m->table->rows[rows[0]].indicator);
    *rule = an_meaning_rule(meaning, &why);
    if (*rule == AN_RULE_NONE)
        return refuse(m, rows[0], why, err);
    for (size_t k = 0; k < n; k++)
        if (!is_of_rule(&m->table->rows[rows[k]], *rule, &why))
            return refuse(m, rows[k], why, err);
    const char *const needed = *rule == AN_RULE_RATIO      ? meaning->base
                               : *rule == AN_RULE_SHARE_OF ? meaning->with_missing
                                                           : NULL;
    if (needed == NULL || an_merging_indicator(&m->whole, needed) < m->whole.indicators.n)
        return AN_OK;
    return an_observation_fail(m->table, rows[0], m->table->columns.indicator, err,
                               "%s needs the rows of %s; --drop leaves it out",
                               m->table->rows[rows[0]].indicator, needed);
}

/* What does not add up ends the run, or with --drop is left out. */
static an_code find_rules(merge *m, an_error *err)
{
    const an_grouping *indicators = &m->whole.indicators;
    const bool drop = an_options_flag(an_run_options(m->run), "drop");
    m->rules = calloc(indicators->n + 1, sizeof *m->rules);
    if (m->rules == NULL)
        return an_fail_memory(err);
    for (size_t k = 0; k < indicators->n; k++) {
        an_code code = find_rule(m, indicators->row + indicators->start[k],
                                 indicators->start[k + 1] - indicators->start[k], &m->rules[k], err);
        if (code != AN_OK && !drop)
            return code;
        if (code == AN_OK)
            continue;
        m->rules[k] = AN_RULE_NONE;
        an_run_note(m->run, "%s is left out: it does not add up exactly", an_merging_code(&m->whole, k));
    }
    return AN_OK;
}

/* ---- values ---- */

static an_code compute_ratio(const merge *m, an_merged *row, const char *base, an_error *err)
{
    const size_t indicator = an_merging_indicator(&m->whole, base);
    const an_merged *second = an_merging_find(&m->whole, indicator, row);
    if (second == NULL || m->rules[indicator] == AN_RULE_NONE)
        return an_observation_fail(m->table, row->sample, m->table->columns.indicator, err,
                                   "%s needs the row of %s with the same period and keys",
                                   row->result.indicator, base);
    an_result_ratio(&row->result, second->result.numerator, second->result.denominator,
                    an_run_settings(m->run));
    return AN_OK;
}

static an_code compute_row(const merge *m, an_merged *row, an_error *err)
{
    an_result *result = &row->result;
    const an_meaning *const meaning = m->table->rows[row->sample].meaning;
    an_code code = AN_OK;
    if (!result->has_numerator)
        return AN_OK; /* all parts are M, and so is the whole */
    if (m->rules[row->indicator] == AN_RULE_RATIO)
        code = compute_ratio(m, row, meaning->base, err);
    else
        an_result_of_kind(result, meaning->indicator->kind, an_run_settings(m->run));
    if (row->after_break && result->status != 'M')
        result->status = 'B';
    if (row->is_provisional && result->status == 'A')
        result->status = 'P';
    return code;
}

/* ---- the result ---- */

static an_code write_rows(const merge *m, an_indicators *out, an_error *err)
{
    an_code code = AN_OK;
    for (size_t i = 0; i < m->whole.n && code == AN_OK; i++) {
        if (m->rules[m->whole.rows[i].indicator] == AN_RULE_NONE)
            continue;
        code = compute_row(m, &m->whole.rows[i], err);
        if (code == AN_OK)
            an_indicators_add(out, &m->whole.rows[i].result);
    }
    return code;
}

static an_code write_table(const merge *m, an_error *err)
{
    an_indicators *out;
    an_code code =
        an_observations_indicators(m->table, an_run_writer(m->run), an_run_format(m->run), &out, err);
    if (code != AN_OK)
        return code;
    code = write_rows(m, out, err);
    return an_indicators_end(out, code, err);
}

/* Columns that an indicator table does not have: nothing tells how they add up. */
static an_code check_columns(const merge *m, an_error *err)
{
    const an_indicator_columns *const own = &m->table->columns;
    const int fixed[] = {own->indicator, own->period, own->value,     own->lower, own->upper,  own->numerator,
                         own->denominator, own->n_missing, own->unit, own->status, own->method, own->squares,
                         own->clusters, own->design_effect}; /* rows of clusters are refused themselves */
    for (int c = 0; c < (int)an_sheet_columns(m->table->sheet); c++) {
        bool known = false;
        for (size_t k = 0; k < sizeof fixed / sizeof *fixed; k++)
            known = known || c == fixed[k];
        for (size_t k = 0; k < own->n_breakdown; k++)
            known = known || c == own->breakdown[k];
        const char *const name = an_sheet_name(m->table->sheet, (size_t)c);
        if (!known && !an_options_flag(an_run_options(m->run), "drop"))
            return an_fail(err, AN_DATA,
                           "the column %s does not add up: nothing tells what it is; --drop leaves it out",
                           name);
        if (!known)
            an_run_note(m->run, "the column %s is left out: it does not add up", name);
    }
    return AN_OK;
}

static an_code run_merge(an_run *run, an_error *err)
{
    an_observations table;
    an_code code = an_run_observations(run, &table, err);
    if (code != AN_OK)
        return code;
    merge m = {.run = run, .table = &table};
    code = an_run_concord(run, &table, err);
    if (code == AN_OK)
        code = check_columns(&m, err);
    if (code == AN_OK)
        code = an_merging_new(&m.whole, &table, err);
    if (code == AN_OK)
        code = find_rules(&m, err);
    if (code == AN_OK)
        code = write_table(&m, err);
    free(m.rules);
    an_merging_free(&m.whole);
    an_observations_free(&table);
    return code;
}

static const an_option options[] = {
    {.name = "drop",
     .type = AN_OPTION_FLAG,
     .help = "leave out, with a note, indicators and columns that do not add up exactly"},
    AN_RUN_CONCORDANCE,
    AN_RUN_MEANING,
    {.name = NULL},
};

static const an_program program = {
    .name = "ind-merge",
    .summary = "adds up indicator tables of parts of the data to the table of the whole",
    .definition =
        "Reads indicator tables that one program made, with one --by, of disjoint parts of the data (Member "
        "States, days, shifts), and writes byte for byte the table that it would have made of all the data: "
        "the rows with the same indicator, period and keys become one, numerator, denominator and n_missing "
        "are added exactly, value, interval, status and method are computed anew (--interval, --level, "
        "--min-n); the status is P, provisional, where a part's was. Rows are sorted by indicator in the "
        "order of the input, period and keys.\n\n"
        "What adds up, and how, follows from the declaration of each indicator. A ratio of two rates needs "
        "the rows of its second rate in the same table. A share of a total of other rows (answer_share) is "
        "made anew from the totals of the parts: give each part its header line, and all of its rows. An "
        "indicator that no declaration knows is refused; declare those of your own table with --meaning.\n\n"
        "With --concordance rows of codes that became one are added up too: tables of several years, by "
        "commodity, then have series that ind-trend can follow.\n\n"
        "Refused, or left out with --drop, is what does not add up: means over distinct operators "
        "(controls_per_aeo: an operator may be in two parts), medians, stocks, stratified ratios, intervals "
        "of amounts, suppressed cells, whatever is computed from more than the sums of its row, and further "
        "columns. Compute these from the extracts.",
    .output = "an indicator table",
    .examples = "ind-merge parts/DE.csv parts/FR.csv parts/IT.csv >whole.csv\n"
                "cat parts/*.csv | ind-merge --interval exact\n"
                "ind-merge --drop aeo-1.csv aeo-2.csv\n"
                "ind-merge --concordance cn.csv 2016.csv 2017.csv | ind-trend",
    .options = options,
    .uses = AN_USES_TABLES | AN_USES_INTERVAL | AN_USES_LEVEL | AN_USES_MIN_N,
    .run = run_merge,
};

AN_PROGRAM(program)
