/* crmf-random: what random controls say of all items: the rate of non-compliance and the duty it costs. */
#include <stdlib.h>

#include "cli/program.h"
#include "indicator/concentration.h"
#include "tally/controls.h"
#include "schema/column.h"

enum { ITEMS, CONTROLS }; /* places in reads */

static const an_need reads[] = {
    {.name = "items", .optional = true},
    {.name = "controls", .optional = true},
    {.name = "control_basis"},
    {.name = "control_result"},
    {.name = NULL},
};

/* Items of a row beyond those controlled: of an item's own row 1 or 0. */
static an_decimal not_controlled(const an_row *row, const void *context)
{
    (void)context;
    an_decimal rest = row->values[ITEMS].number;
    an_decimal_sub(&rest, row->values[CONTROLS].number); /* counts do not overflow */
    return rest.units > 0 ? rest : (an_decimal){0};
}

static const an_sum sums[] = {
    {.name = "population", .of = "items", .where = {{"control_basis", "- random other"}}},
    {.name = "uncontrolled", .of = "items", .count = not_controlled},
    {.name = "random_items_irregular", .title = "irregular"},
    {.name = "random_items_closed", .title = "random controls with a result"},
    {.name = "random_items_left_out"},
    {.name = NULL},
};

static const an_source sources[] = {
    {.extract = "declarations",
     .date = "acceptance_date",
     .reads = reads,
     .sums = sums,
     .sample = an_controls_sample,
     .carry = an_controls_carry,
     .named_by = "declaration_id",
     .sample_where = {{"control_basis", AN_CONTROLS_BASES}}},
    {.extract = NULL},
};

/* The share by stratum, weighted by the items of each; its interval is that of as many controls, drawn
 * simply, as tell as much. */
static an_code weigh(const an_controls *f, const an_settings *settings, an_result *result, an_error *err)
{
    an_proportion_weighted weighted;
    double *numbers = calloc(3 * f->n_strata, sizeof *numbers);
    if (numbers == NULL)
        return an_fail_memory(err);
    for (size_t k = 0; k < f->n_strata; k++) {
        numbers[k] = f->strata[k].population;
        numbers[f->n_strata + k] = f->strata[k].closed;
        numbers[2 * f->n_strata + k] = f->strata[k].irregular;
    }
    an_interval interval;
    if (an_proportion_poststratified(numbers, numbers + f->n_strata, numbers + 2 * f->n_strata, f->n_strata,
                                     &weighted) == AN_OK &&
        an_proportion_interval(settings->interval, weighted.share * weighted.n_effective,
                               weighted.n_effective, settings->level, &interval) == AN_OK)
        an_result_estimate(result, weighted.share, interval, "post-stratified");
    free(numbers);
    return AN_OK;
}

static an_code noncompliance(const an_computation *from, an_result *result, an_error *err)
{
    an_controls f;
    an_code code = an_controls_find(&f, from->tally, from->group, err);
    if (code != AN_OK)
        return code;
    an_result_counts(result, (int64_t)f.irregular, (int64_t)f.closed, (int64_t)(f.open + f.left_out));
    an_result_rate(result, from->settings);
    if (f.irregular > 0 && an_options_given(an_run_options(from->context), "strata"))
        code = weigh(&f, from->settings, result, err);
    an_controls_free(&f);
    return code;
}

/* Each established amount stands for the items of its stratum that were not controlled, as many as there are
 * to each control; those not known yet are taken to be like the others. */
static an_code weigh_amounts(const an_computation *from, double **amounts, size_t *n, an_error *err)
{
    an_controls f;
    an_code code = an_controls_find(&f, from->tally, from->group, err);
    if (code != AN_OK)
        return code;
    *amounts = malloc((f.n + 1) * sizeof **amounts);
    *n = 0;
    for (const an_controlled_item *item = f.items; *amounts != NULL && item < f.items + f.n; item++) {
        const an_control_stratum *stratum = &f.strata[f.merged[item->stratum]];
        if (!item->hit && item->valued > 0)
            (*amounts)[(*n)++] =
                item->amount * (stratum->uncontrolled / stratum->closed) * (f.irregular / f.valued);
    }
    an_controls_free(&f);
    return *amounts != NULL ? AN_OK : an_fail_memory(err);
}

/* The amounts as they stand, added up exactly. */
static an_decimal add_amounts(const an_controls *f)
{
    an_decimal sum = {0};
    for (const an_controlled_item *item = f->items; item < f->items + f->n; item++)
        an_decimal_add(&sum, an_concentration_sum(&item->amount, 1));
    return sum;
}

/* The share of the items of the strata that were looked at, of these and those not controlled. */
static double fraction_of(const an_controls *f)
{
    double uncontrolled = 0;
    for (size_t k = 0; k < f->n_strata; k++)
        uncontrolled += f->strata[k].uncontrolled;
    return uncontrolled > 0 ? f->closed / (f->closed + uncontrolled) : 0;
}

static an_code estimate_gap(const an_computation *from, double fraction, an_result *result, an_error *err)
{
    double *amounts;
    size_t n;
    an_code code = weigh_amounts(from, &amounts, &n, err);
    if (code != AN_OK)
        return code;
    result->value = 0;
    for (size_t i = 0; i < n; i++)
        result->value += amounts[i];
    free(amounts);
    return an_concentration_interval(from, fraction, 1, result, err);
}

static an_code revenue_gap(const an_computation *from, an_result *result, an_error *err)
{
    an_controls f;
    an_code code = an_controls_find(&f, from->tally, from->group, err);
    if (code != AN_OK)
        return code;
    const double fraction = fraction_of(&f);
    an_result_counts(result, 0, (int64_t)f.closed, (int64_t)(f.irregular - f.valued));
    result->numerator = add_amounts(&f);
    an_indicator_status(result, from->settings);
    if (f.irregular > 0 && f.valued <= 0)
        result->status = 'M'; /* something was found, and nothing is known of what it is worth */
    an_controls_free(&f);
    return result->status != 'M' ? estimate_gap(from, fraction, result, err) : AN_OK;
}

static const an_indicator indicators[] = {
    {.code = "noncompliance_rate",
     .kind = AN_SHARE,
     .title = "non-compliance rate, from random controls",
     .break_at = "2017",
     .sentence = "the share of irregular items among those that no profile or criterion hits, estimated from "
                 "random controls, was %v",
     .numerator = "random_items_irregular",
     .denominator = "random_items_closed",
     .missing = "random_items_left_out",
     .compute = noncompliance,
     .definition =
         "Irregular items / items with a result, of those selected at random. Items without a result yet, "
         "and items that a profile or a criterion hit as well, are left out and counted in n_missing. "
         "Nothing found: the bound is that of --interval, as everywhere (0 of 100: wilson .0370, exact "
         ".0362). With --strata: the shares within the strata, weighted by the items of each that no "
         "profile or criterion hit (post-stratification; a stratum of fewer than two controls is taken "
         "together with its neighbour); numerator and denominator stay the plain counts."},
    {.code = "revenue_gap",
     .kind = AN_AMOUNT,
     .title = "revenue gap",
     .break_at = "2017",
     .sentence = "the duty lost in items that no profile or criterion hits and nobody controlled, estimated "
                 "from random controls, was %v",
     .unit = "EUR",
     .compute = revenue_gap,
     .amounts = weigh_amounts,
     .bridge = "implied by random controls, in items that no profile or criterion hits and nobody controlled",
     .definition =
         "The undeclared duty to expect in the items that were not controlled: their number times the "
         "mean established amount of a random control (0 where nothing was found), stratum by stratum. "
         "Numerator: amounts established; denominator: random controls with a result; n_missing: "
         "irregular ones whose amount is not known yet, which are taken to be like the others. The "
         "interval is that of a sum of skewed amounts of a random number of cases, for the items that are "
         "there (finite population): the wider of a weighted Poisson (gamma) and a log-normal one. It needs "
         "3 cases, and is not given where they vary too much to tell; status is then U, and method says "
         "why: 0 EUR found is not 0 EUR lost."},
    AN_CONCENTRATION("revenue_gap", "revenue gap", AN_AMOUNT, "EUR", weigh_amounts, NULL, NULL),
    {.code = NULL},
};

/* Rows of one item must not fall into different groups. */
static an_code check(an_run *run, an_error *err)
{
    const char *const *by;
    size_t n;
    an_code code = an_run_by(run, &by, &n, err);
    for (size_t k = 0; k < n && code == AN_OK; k++) {
        const an_column *column = an_column_find(by[k]);
        if (column != NULL && column->splits)
            code = an_fail(err, AN_USAGE, "--by: '%s' describes the control; these are estimates for items",
                           by[k]);
    }
    return code;
}

static an_code finish(an_run *run, const an_tally *tally, an_error *err)
{
    double left_out = 0;
    for (size_t g = 0; g < an_tally_groups(tally); g++) {
        an_controls f;
        an_code code = an_controls_find(&f, tally, g, err);
        if (code != AN_OK)
            return code;
        left_out += f.left_out;
        an_controls_free(&f);
    }
    if (left_out > 0)
        an_run_note(run,
                    "%.0f random controls are left out: a profile or a criterion hit their items as well",
                    left_out);
    return AN_OK;
}

static const an_option options[] = {
    {.name = "strata",
     .type = AN_OPTION_LIST,
     .argument = "COL[,COL...]",
     .help = "post-stratify: chapter, member_state, procedure ..."},
    {.name = NULL},
};

static const an_program program = {
    .name = "crmf-random",
    .summary = "non-compliance of all items, estimated from random controls, and the duty it costs",
    .definition = "Only a truly random selection tells about the items that nobody chose to control. An "
                  "item that a risk profile or a common risk criterion hit as well is not random any "
                  "more: it is left out. Rows are one item where declaration_id and item_number are the "
                  "same; without declaration_id each row is taken for an item.\n\n"
                  "The estimates are for items that no profile or criterion hits.",
    .source = "SWD(2018) 380, section 3.2, objective 4: positive results with random based controls. Cochran "
              "1977, Sampling Techniques, 5A.9 (post-stratification). Fay, Feuer 1997, Stat. Med. 16:791 "
              "(gamma). Zou, Taleban, Huo 2009, Comput. Stat. Data Anal. 53:3755 (log-normal).",
    .examples = "crmf-random declarations.csv\n"
                "crmf-random --strata chapter declarations.csv\n"
                "crmf-random --by dataset --strata member_state declarations.csv",
    .options = options,
    .sources = sources,
    .indicators = indicators,
    .check = check,
    .finish = finish,
};

AN_PROGRAM(program)
