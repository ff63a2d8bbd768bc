/* sidda-reference: what the unit prices of each product and origin look like. */
#include <string.h>

#include "cli/price_run.h"
#include "price/references.h"

/* What --help says is read; intake.h asks for it. */
static const an_need reads[] = {
    {.name = "statistical_value"},
    {.name = "net_mass"},
    {.name = "duty_rate", .optional = true},
    {.name = "items", .optional = true},
    {.name = NULL},
};

static const an_source sources[] = {
    {.extract = "declarations", .date = "acceptance_date", .reads = reads},
    {.extract = NULL},
};

static an_code write_list(an_run *run, const an_reference_list *listing, const an_comparison *comparison,
                          const char *const by[], an_error *err)
{
    const char *names[1 + AN_COMPARISON_KEYS + AN_REFERENCE_COLUMNS] = {"period"};
    size_t n = 1;
    for (size_t k = 0; k < comparison->n_keys; k++)
        names[n++] = by[k];
    for (size_t i = 0; i < AN_REFERENCE_COLUMNS; i++)
        names[n++] = an_reference_columns[i];
    an_output *output;
    an_code code = an_run_output(run, names, n, &output, err);
    if (code != AN_OK)
        return code;
    for (size_t i = 0; i < listing->n; i++) {
        an_references_write(listing->list[i], comparison, output);
        an_output_end_row(output);
    }
    return an_output_finish(output, err);
}

static an_code make_list(an_run *run, const an_price_run *prices, an_reference_list *listing, an_error *err)
{
    const an_options *given = an_run_options(run);
    const bool all = strcmp(an_options_text(given, "statistics"), "all") == 0;
    const bool coarser = strcmp(an_options_text(given, "levels"), "all") == 0;
    return an_reference_list_make(listing, an_intake_partitions(prices->intake), &prices->comparison,
                                  coarser ? prices->comparison.n : 1,
                                  all ? AN_REFERENCE_ALL : AN_REFERENCE_LEVEL,
                                  (size_t)an_options_count(given, "min-group"), an_run_threads(run), err);
}

static an_code work(an_run *run, an_error *err)
{
    an_price_run prices;
    an_reference_list listing = {0};
    an_code code = an_price_run_read(&prices, run, false, false, err);
    if (code == AN_OK)
        code = make_list(run, &prices, &listing, err);
    if (code == AN_OK)
        code = write_list(run, &listing, &prices.comparison, prices.by, err);
    if (code == AN_OK) {
        an_run_note_filtered(run);
        if (an_intake_unpriced(prices.intake) > 0)
            an_run_note(run, "%llu items have no unit price (no value or no mass, or 0) and are left out",
                        (unsigned long long)an_intake_unpriced(prices.intake));
        if (an_intake_uncoded(prices.intake) > 0)
            an_run_note(run, "%llu items have no commodity code and are left out",
                        (unsigned long long)an_intake_uncoded(prices.intake));
    }
    an_reference_list_free(&listing);
    an_price_run_free(&prices);
    return code;
}

static const an_option options[] = {
    {.name = "min-group",
     .type = AN_OPTION_COUNT,
     .argument = "N",
     .fallback = "10",
     .min = 2,
     .max = 1e9,
     .help = "a comparison set of fewer prices is sparse: it has no LAP, and sidda-flag takes a coarser one"},
    {.name = "statistics",
     .type = AN_OPTION_CHOICE,
     .argument = "WHICH",
     .choices = "all plain",
     .fallback = "all",
     .help = "plain: n, median, quartiles and mad only, the other columns stay empty: what sidda-flag "
             "--reference needs, several times as fast"},
    {.name = "levels",
     .type = AN_OPTION_CHOICE,
     .argument = "WHICH",
     .choices = "all finest",
     .fallback = "all",
     .help = "finest: without the coarser comparison sets"},
    AN_RUN_CONCORDANCE,
    AN_RUN_MEMORY,
    {.name = NULL},
};

static const an_program program = {
    .name = "sidda-reference",
    .summary =
        "the reference prices of each product and origin, with a verdict on how far they can be trusted",
    .definition =
        "Describes the unit prices (statistical_value / net_mass, EUR/kg) of each key (--by) and period: "
        "count, median and quartiles, the cleaned average price (cap: unweighted mean of the prices whose "
        "logarithm lies within 3.5 scales of the median), the lowest acceptable price (lap: half of it), "
        "and of the log prices MAD x 1.4826, Qn and the medcouple.\n\n"
        "Coarser comparison sets follow: the CN code and subheading with the same origin, the subheading, "
        "the heading with the same origin, the heading; `level` names the set, `commodity` then holds the "
        "digits that count. sidda-flag --reference uses the finest that has enough prices.\n\n"
        "verdict: homogeneous; heterogeneous (several price groups, or MAD of the log price above 0.7: a "
        "LAP would be meaningless and is refused); sparse (fewer prices than --min-group). price_groups "
        "counts the peaks of the density of log prices with clear valleys between them. cleaned_share is "
        "what cap leaves out.\n\n"
        "A reference price is a reason to doubt a declaration, never its true value.",
    .output =
        "period, the columns of --by, n, median, q1, q3, cap, lap (EUR/kg), mad, qn, mc (of the log unit "
        "price), price_groups, verdict, level, log_median, cleaned_share, scale_method (mad, iqr or floor: "
        "what sidda-flag will measure with)",
    .source = "CJEU C-72/24 Keladis, paragraphs 41 to 43 (CAP, LAP). Rousseeuw, Croux 1993, JASA 88:1273 "
              "(Qn). Brys, Hubert, Struyf 2004, JCGS 13:996 (medcouple). In the manner of Italy's SIDDA, "
              "whose formulas are not public: none of these is claimed to be its own.",
    .examples = "sidda-reference declarations.csv\n"
                "sidda-reference --by commodity,origin,dataset --where dataset=H1 declarations.csv\n"
                "sidda-reference previous/declarations.csv -o reference.csv\n"
                "sidda-flag --reference reference.csv declarations.csv",
    .by = "commodity,origin",
    .options = options,
    .sources = sources,
    .run = work,
};

AN_PROGRAM(program)
