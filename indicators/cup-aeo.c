/* cup-aeo: controls of authorised economic operators against those of other operators. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "cli/program.h"
#include "stat/ratio.h"

#define AEO "AEOC AEOS AEOF"

enum { STATUS, VALUE = STATUS + 3, ITEMS }; /* places in reads */

static const an_need reads[] = {
    {.name = "{role}_aeo"},
    {.name = "control_stage", .unless = "controls control_result"},
    {.name = "{role}", .optional = true},
    {.name = "statistical_value", .optional = true},
    {.name = "items", .optional = true},
    {.name = NULL},
};

/* Whether a row brings items: one of a further control repeats the value of its item. */
static bool brings_items(const an_row *row)
{
    return row->values[ITEMS].number.units != 0;
}

static an_decimal value_of_items(const an_row *row, const void *context)
{
    (void)context;
    return brings_items(row) ? row->values[VALUE].number : an_decimal_from_int(0);
}

static an_decimal items_without_value(const an_row *row, const void *context)
{
    (void)context;
    const bool is_known = row->values[VALUE].present && row->values[STATUS].code > 0;
    return is_known ? an_decimal_from_int(0) : row->values[ITEMS].number;
}

static const an_sum sums[] = {
    {.name = "items_of_known_status",
     .parts = "aeo_items other_items",
     .of = "items",
     .where = {{"{role}_aeo", "*"}},
     .whole = true},
    {.name = "items_of_unknown_status", .of = "items", .where = {{"{role}_aeo", "-"}}, .whole = true},
    {.name = "aeo_items", .of = "items", .where = {{"{role}_aeo", AEO}}, .whole = true},
    {.name = "other_items", .of = "items", .where = {{"{role}_aeo", "none"}}, .whole = true},
    {.name = "aeo_controls",
     .parts = "aeo_named aeo_unnamed",
     .of = "controls",
     .where = {{"{role}_aeo", AEO}}},
    {.name = "other_controls",
     .parts = "other_named other_unnamed",
     .of = "controls",
     .where = {{"{role}_aeo", "none"}}},
    {.name = "aeo_named", .of = "controls", .where = {{"{role}_aeo", AEO}, {"{role}", "*"}}},
    {.name = "aeo_unnamed", .of = "controls", .where = {{"{role}_aeo", AEO}, {"{role}", "-"}}},
    {.name = "other_named", .of = "controls", .where = {{"{role}_aeo", "none"}, {"{role}", "*"}}},
    {.name = "other_unnamed", .of = "controls", .where = {{"{role}_aeo", "none"}, {"{role}", "-"}}},
    {.name = "aeo_operators", .distinct = "{role}", .where = {{"{role}_aeo", AEO}}, .whole = true},
    {.name = "other_operators", .distinct = "{role}", .where = {{"{role}_aeo", "none"}}, .whole = true},
    {.name = "items", .parts = "items_of_known_status items_of_unknown_status", .of = "items", .whole = true},
    {.name = "controls", .parts = "aeo_controls other_controls controls_of_unknown_status", .of = "controls"},
    {.name = "value_of_known_status",
     .title = "EUR",
     .parts = "aeo_value other_value",
     .of = "statistical_value",
     .count = value_of_items,
     .where = {{"{role}_aeo", "*"}},
     .whole = true},
    {.name = "aeo_value",
     .title = "EUR of AEOs",
     .of = "statistical_value",
     .count = value_of_items,
     .where = {{"{role}_aeo", AEO}},
     .whole = true},
    {.name = "other_value",
     .of = "statistical_value",
     .count = value_of_items,
     .where = {{"{role}_aeo", "none"}},
     .whole = true},
    {.name = "items_without_status_or_value",
     .of = "statistical_value",
     .count = items_without_value,
     .whole = true},
    {.name = "controls_of_unknown_status", .of = "controls", .where = {{"{role}_aeo", "-"}}},
    {.name = NULL},
};

static const an_source sources[] = {
    {.extract = "declarations",
     .date = "acceptance_date",
     .reads = reads,
     .sums = sums,
     .operator = "{role}"},
    {.extract = NULL},
};

/* Below this the strata are said to differ: one ratio does not tell of them. */
static const double differ_below = 0.05;

/* The strata of a group: a of n1 and b of n0 in each. */
typedef struct strata {
    double *a, *n1, *b, *n0;
    size_t n;
    size_t degrees;
    double q, p; /* of their homogeneity; NAN: fewer than two compare */
} strata;

enum { SUMS = 4 };
static const char *const table_sums[SUMS] = {"aeo_controls", "aeo_items", "other_controls", "other_items"};

static an_code find_strata(strata *found, const an_tally *tally, size_t group, an_error *err)
{
    const size_t n = an_tally_strata(tally, group);
    double *const values = calloc(SUMS * n + 1, sizeof *values);
    if (values == NULL)
        return an_fail_memory(err);
    for (size_t s = 0; s < SUMS; s++) {
        int sum = an_tally_find(tally, table_sums[s]);
        for (size_t k = 0; k < n; k++)
            values[s * n + k] = an_decimal_double(an_tally_stratum(tally, group, k, sum));
    }
    *found = (strata){.a = values, .n1 = values + n, .b = values + 2 * n, .n0 = values + 3 * n, .n = n};
    if (an_ratio_homogeneity(found->a, found->n1, found->b, found->n0, n, &found->q, &found->degrees,
                             &found->p) != AN_OK)
        found->q = found->p = NAN;
    return AN_OK;
}

/* What the stratified ratio says of the crude one (Simpson's paradox), and whether one ratio tells of all
 * strata. */
static const char *word_method(const an_computation *from, const an_ratio_common *common, bool differ)
{
    static const char *const words[][2] = {
        {"mantel-haenszel", "mantel-haenszel; the strata differ"},
        {"mantel-haenszel; the crude ratio points the other way",
         "mantel-haenszel; the strata differ; the crude ratio points the other way"},
        {"mantel-haenszel; the crude ratio lies outside",
         "mantel-haenszel; the strata differ; the crude ratio lies outside"},
        {"mantel-haenszel; score interval", "mantel-haenszel; score interval; the strata differ"},
    };
    double cell[SUMS], crude;
    an_interval interval;
    for (size_t s = 0; s < SUMS; s++)
        cell[s] = an_decimal_double(an_tally_total(from->tally, from->group, table_sums[s]));
    if (common->by_score)
        return words[3][differ];
    if (an_ratio_katz(cell[0], cell[1], cell[2], cell[3], from->settings->level, &crude, &interval) != AN_OK)
        return words[0][differ];
    if ((crude < 1) != (common->ratio < 1))
        return words[1][differ];
    if (interval.upper < common->interval.lower || interval.lower > common->interval.upper)
        return words[2][differ];
    return words[0][differ];
}

static an_code stratified_ratio(const an_computation *from, an_result *result, an_error *err)
{
    an_ratio_common common;
    strata s;
    an_code code = find_strata(&s, from->tally, from->group, err);
    if (code != AN_OK)
        return code;
    an_indicator_standard(from, result);
    result->value = result->lower = result->upper = NAN;
    result->method = "";
    if (an_ratio_mantel_haenszel(s.a, s.n1, s.b, s.n0, s.n, from->settings->level, &common) == AN_OK) {
        an_result_estimate(result, isinf(common.ratio) ? NAN : common.ratio, common.interval,
                           word_method(from, &common, s.p < differ_below));
        if (isinf(common.ratio))
            result->status = 'M'; /* no value, but a lower bound */
    } else {
        result->status = 'M';
    }
    free(s.a);
    return AN_OK;
}

/* Numerator: Q; denominator: its degrees of freedom. */
static an_code homogeneity(const an_computation *from, an_result *result, an_error *err)
{
    strata s;
    an_code code = find_strata(&s, from->tally, from->group, err);
    if (code != AN_OK)
        return code;
    result->status = isnan(s.p) ? 'M' : 'A';
    result->n_missing = an_tally_total(from->tally, from->group, "items_of_unknown_status");
    if (!isnan(s.p)) {
        char text[AN_NUMBER_SIZE];
        result->value = s.p;
        result->method = "cochran";
        result->denominator = an_decimal_from_int((int64_t)s.degrees);
        result->has_numerator = result->has_denominator =
            an_decimal_parse(text, an_number_print(s.q, text), '.', &result->numerator) == AN_OK;
    }
    free(s.a);
    return AN_OK;
}

/* Of two means over operators. No interval: how controls spread over operators is not known. */
static an_code operator_ratio(const an_computation *from, an_result *result, an_error *err)
{
    (void)err;
    const an_indicator *const i = from->indicator;
    const double base = an_decimal_double(an_tally_total(from->tally, from->group, i->base_numerator)) /
                        an_decimal_double(an_tally_total(from->tally, from->group, i->base_denominator));
    result->numerator = an_tally_total(from->tally, from->group, i->numerator);
    result->denominator = an_tally_total(from->tally, from->group, i->denominator);
    result->n_missing = an_tally_total(from->tally, from->group, i->missing);
    result->has_numerator = result->has_denominator = true;
    result->method = "";
    an_indicator_status(result, from->settings);
    result->value = NAN;
    if (result->status != 'M' && base > 0)
        result->value = an_decimal_double(result->numerator) / an_decimal_double(result->denominator) / base;
    else
        result->status = 'M';
    return AN_OK;
}

/* ---- what is said on stderr ---- */

/* "2017-Q3 DE 970000", cut where it is long. */
static void print_place(const an_tally *tally, size_t group, size_t stratum, size_t n_strata, char text[],
                        size_t size)
{
    size_t used = 0;
    text[0] = '\0';
    for (size_t k = 0; k < 1 + an_tally_keys(tally) + n_strata && used < size; k++) {
        const char *const word =
            k == 0 ? an_tally_period(tally, group)
            : k <= an_tally_keys(tally)
                ? an_tally_key(tally, group)[k - 1]
                : an_tally_stratum_key(tally, group, stratum, k - 1 - an_tally_keys(tally));
        if (word[0] != '\0')
            used += (size_t)snprintf(text + used, size - used, "%s%.60s", used > 0 ? " " : "", word);
    }
}

typedef struct remarks {
    size_t n_strata;             /* columns of --strata */
    size_t left_out, named;      /* strata; those in names */
    size_t differ;               /* groups */
    char names[360], first[120]; /* as many of the former as there is room for; of the latter the first */
} remarks;

static an_code look_at_group(remarks *r, const an_tally *tally, size_t group, an_error *err)
{
    strata s;
    an_code code = find_strata(&s, tally, group, err);
    if (code != AN_OK)
        return code;
    for (size_t k = 0; k < s.n; k++) {
        if (s.a[k] <= s.n1[k] && s.b[k] <= s.n0[k])
            continue;
        char place[120];
        const size_t used = strlen(r->names);
        print_place(tally, group, k, r->n_strata, place, sizeof place);
        if (r->left_out++ == r->named && used + strlen(place) + 3 < sizeof r->names) {
            snprintf(r->names + used, sizeof r->names - used, "%s%s", used > 0 ? "; " : "", place);
            r->named++;
        }
    }
    if (s.p < differ_below && r->differ++ == 0)
        print_place(tally, group, 0, 0, r->first, sizeof r->first);
    free(s.a);
    return AN_OK;
}

static an_code finish(an_run *run, const an_tally *tally, an_error *err)
{
    remarks r = {0};
    an_code code = AN_OK;
    if (!an_options_given(an_run_options(run), "strata"))
        return AN_OK;
    (void)an_options_list(an_run_options(run), "strata", &r.n_strata);
    for (size_t g = 0; g < an_tally_groups(tally) && code == AN_OK; g++)
        code = look_at_group(&r, tally, g, err);
    if (r.left_out > 0)
        an_run_note(run,
                    "%zu strat%s with more controls than items (an item controlled twice) %s left out of "
                    "aeo_control_ratio_mh: %s%s",
                    r.left_out, r.left_out == 1 ? "um" : "a", r.left_out == 1 ? "is" : "are", r.names,
                    r.left_out == r.named ? "" : " and others");
    if (r.differ > 0)
        an_run_note(
            run,
            "warning: the ratios of the strata differ (p < 0.05) in %zu of %zu groups%s%s: one ratio, "
            "aeo_control_ratio_mh, does not tell of them; see aeo_control_ratio_homogeneity",
            r.differ, an_tally_groups(tally), r.first[0] != '\0' ? ", first " : "", r.first);
    return code;
}

static const an_indicator indicators[] = {
    {.code = "aeo_item_share",
     .kind = AN_SHARE,
     .title = "share of items of AEOs",
     .numerator = "aeo_items",
     .denominator = "items_of_known_status",
     .missing = "items_of_unknown_status",
     .definition = "Items of AEOs / items of operators whose status is known."},
    {.code = "aeo_value_share",
     .kind = AN_RATIO_OF_AMOUNTS,
     .title = "share of the value of AEOs",
     .sentence = "%v of the value was of AEOs",
     .numerator = "aeo_value",
     .denominator = "value_of_known_status",
     .missing = "items_without_status_or_value",
     .definition = "Statistical value of items of AEOs / of operators whose status is known. WCO PMM: AEO "
                   "involvement by value. n_missing: items whose status or value is not known."},
    {.code = "aeo_control_rate",
     .kind = AN_EVENTS,
     .title = "control rate of AEOs",
     .numerator = "aeo_controls",
     .denominator = "aeo_items",
     .definition = "Controls of items of AEOs / items of AEOs."},
    {.code = "non_aeo_control_rate",
     .kind = AN_EVENTS,
     .title = "control rate of other operators",
     .numerator = "other_controls",
     .denominator = "other_items",
     .definition = "Controls of items of other operators / their items."},
    {.code = "aeo_control_ratio",
     .kind = AN_RATIO,
     .title = "control rate of AEOs / of other operators",
     .sentence = "the control rate of AEOs was %v of that of other operators",
     .numerator = "aeo_controls",
     .denominator = "aeo_items",
     .base_numerator = "other_controls",
     .base_denominator = "other_items",
     .missing = "items_of_unknown_status",
     .definition =
         "aeo_control_rate / non_aeo_control_rate, with Katz's interval, where a cell is 0 Miettinen and "
         "Nurminen's. Below 1: AEOs are controlled less. Numerator and denominator are those of "
         "aeo_control_rate."},
    {.code = "aeo_control_ratio_mh",
     .kind = AN_RATIO,
     .title = "control rate of AEOs / of other operators, stratified",
     .numerator = "aeo_controls",
     .denominator = "aeo_items",
     .base_numerator = "other_controls",
     .base_denominator = "other_items",
     .missing = "items_of_unknown_status",
     .option = "strata",
     .compute = stratified_ratio,
     .definition =
         "The same ratio within the strata of --strata, combined by Mantel and Haenszel, variance of "
         "Greenland and Robins; where one of the groups has no control, the score interval. A stratum with "
         "more controls than items is left out and named in a note. `method` says so when the strata "
         "differ (aeo_control_ratio_homogeneity below 0.05), and when the crude ratio points the other way "
         "or lies outside by more than both intervals (Simpson's paradox): AEOs and others then trade in "
         "different goods or places."},
    {.code = "aeo_control_ratio_homogeneity",
     .kind = AN_INDEX,
     .title = "homogeneity of the control ratios of the strata, p",
     .unit = "p",
     .option = "strata",
     .compute = homogeneity,
     .definition =
         "How often strata with one ratio would differ as much by chance: Cochran's Q of the logarithms "
         "(numerator) against chi-squared with strata - 1 degrees of freedom (denominator). Small: "
         "aeo_control_ratio_mh is a mean of ratios that differ, look at them by --by. A stratum in which "
         "one of the groups has no control has 1/2 added to its cells."},
    {.code = "controls_per_aeo",
     .kind = AN_MEAN,
     .title = "controls per AEO",
     .numerator = "aeo_named",
     .denominator = "aeo_operators",
     .missing = "aeo_unnamed",
     .unit = "controls/operator",
     .definition = "Controls of items of AEOs / number of AEOs (distinct identifiers, not rows). Controls of "
                   "items without an identifier are left out, and in n_missing."},
    {.code = "controls_per_non_aeo",
     .kind = AN_MEAN,
     .title = "controls per other operator",
     .numerator = "other_named",
     .denominator = "other_operators",
     .missing = "other_unnamed",
     .unit = "controls/operator",
     .definition = "The same of other operators."},
    {.code = "controls_per_operator_ratio",
     .kind = AN_RATIO,
     .title = "controls per AEO / per other operator",
     .numerator = "aeo_named",
     .denominator = "aeo_operators",
     .base_numerator = "other_named",
     .base_denominator = "other_operators",
     .missing = "aeo_unnamed",
     .compute = operator_ratio,
     .definition = "controls_per_aeo / controls_per_non_aeo, without an interval. An AEO trades more than "
                   "others: above 1 while aeo_control_ratio is below 1 is no contradiction. Status M where "
                   "there are no others, or none of them was controlled."},
    {.code = NULL},
};

static const an_option options[] = {
    {.name = "role",
     .type = AN_OPTION_CHOICE,
     .argument = "ROLE",
     .choices = "importer declarant",
     .fallback = "importer",
     .help = "whose authorisation counts: importer or declarant"},
    {.name = "strata",
     .type = AN_OPTION_LIST,
     .argument = "COL[,COL...]",
     .help = "compare like with like: chapter, member_state, procedure ..."},
    AN_RUN_DISCLOSURE,
    {.name = NULL},
};

static const an_program program = {
    .name = "cup-aeo",
    .summary = "control rates of authorised economic operators against other operators",
    .definition =
        "Compares how often items of authorised economic operators (AEOC, AEOS, AEOF) and of other operators "
        "are controlled, per item and per operator. Items whose operator's status is empty are in neither "
        "and counted in n_missing.\n\n"
        "The crude ratio mixes what AEOs trade with how they are treated; --strata compares like with like.",
    .source = "SWD(2018) 380, chapter 3: AEO indicators; UCC Article 38. Katz et al. 1978, Biometrics "
              "34:469. Miettinen, Nurminen 1985, Stat. Med. 4:213. Greenland, Robins 1985, Biometrics 41:55. "
              "Cochran 1954, Biometrics 10:417.",
    .examples = "cup-aeo declarations.csv\n"
                "cup-aeo --role declarant --by member_state --strata chapter declarations.csv\n"
                "cup-aeo --by member_state declarations.csv | ind-plot ratio -o aeo.svg",
    .options = options,
    .sources = sources,
    .indicators = indicators,
    .finish = finish,
};

AN_PROGRAM(program)
