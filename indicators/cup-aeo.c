/* cup-aeo: controls of authorised economic operators against those of other operators. */
#include <math.h>
#include <stdlib.h>

#include "cli/program.h"
#include "stat/ratio.h"

#define AEO "AEOC AEOS AEOF"

static const an_need reads[] = {
    {.name = "{role}_aeo"},
    {.name = "control_stage", .unless = "controls control_result"},
    {.name = "{role}", .optional = true},
    {.name = NULL},
};

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
    {.name = "controls_of_unknown_status", .of = "controls", .where = {{"{role}_aeo", "-"}}},
    {.name = NULL},
};

static const an_source sources[] = {
    {.extract = "declarations", .date = "acceptance_date", .reads = reads, .sums = sums},
    {.extract = NULL},
};

static const char *const table_sums[] = {"aeo_controls", "aeo_items", "other_controls", "other_items"};

/* The strata of a group as four arrays of n in values: a, n1, b, n0. */
static void fill_strata(const an_tally *tally, size_t group, double *values, size_t n)
{
    for (size_t s = 0; s < 4; s++) {
        int sum = an_tally_find(tally, table_sums[s]);
        for (size_t k = 0; k < n; k++)
            values[s * n + k] = an_decimal_double(an_tally_stratum(tally, group, k, sum));
    }
}

/* What the stratified ratio says of the crude one (Simpson's paradox). */
static const char *compare_with_crude(const an_computation *from, const an_ratio_common *common)
{
    double cell[4], crude;
    an_interval interval;
    bool corrected;
    for (size_t s = 0; s < 4; s++)
        cell[s] = an_decimal_double(an_tally_total(from->tally, from->group, table_sums[s]));
    if (an_ratio_katz(cell[0], cell[1], cell[2], cell[3], from->settings->level, &crude, &interval,
                      &corrected) != AN_OK)
        return "mantel-haenszel";
    if ((crude < 1) != (common->ratio < 1))
        return "mantel-haenszel; the crude ratio points the other way";
    if (interval.upper < common->interval.lower || interval.lower > common->interval.upper)
        return "mantel-haenszel; the crude ratio lies outside";
    return "mantel-haenszel";
}

static an_code stratified_ratio(const an_computation *from, an_result *result, an_error *err)
{
    an_indicator_standard(from, result);
    size_t n = an_tally_strata(from->tally, from->group);
    double *values = calloc(4 * n, sizeof *values);
    if (values == NULL)
        return an_fail_memory(err);
    an_ratio_common common;
    fill_strata(from->tally, from->group, values, n);
    result->value = result->lower = result->upper = NAN;
    if (an_ratio_mantel_haenszel(values, values + n, values + 2 * n, values + 3 * n, n,
                                 from->settings->level, &common) == AN_OK) {
        an_result_estimate(result, common.ratio, common.interval, compare_with_crude(from, &common));
    } else {
        result->status = 'M';
        result->method = "";
    }
    free(values);
    return AN_OK;
}

static const an_indicator indicators[] = {
    {.code = "aeo_item_share",
     .kind = AN_SHARE,
     .title = "share of items of AEOs",
     .numerator = "aeo_items",
     .denominator = "items_of_known_status",
     .missing = "items_of_unknown_status",
     .definition = "Items of AEOs / items of operators whose status is known."},
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
         "aeo_control_rate / non_aeo_control_rate, with Katz's interval. Below 1: AEOs are controlled less. "
         "Numerator and denominator are those of aeo_control_rate."},
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
         "Greenland and Robins. `method` says so when the crude ratio points the other way or lies "
         "outside by more than both intervals (Simpson's paradox): AEOs and others then trade in different "
         "goods or places."},
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
              "34:469. Greenland, Robins 1985, Biometrics 41:55.",
    .examples = "cup-aeo declarations.csv\n"
                "cup-aeo --role declarant --by member_state --strata chapter declarations.csv\n"
                "cup-aeo --by member_state declarations.csv | ind-plot ratio -o aeo.svg",
    .options = options,
    .sources = sources,
    .indicators = indicators,
};

AN_PROGRAM(program)
