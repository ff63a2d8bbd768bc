/* sidda-reference: what the unit prices of each product and origin look like. */
#include "cli/program.h"
#include "price/references.h"

static const an_need reads[] = {
    {.name = "statistical_value"},
    {.name = "net_mass"},
    {.name = NULL},
};

static const an_source sources[] = {
    {.extract = "declarations",
     .date = "acceptance_date",
     .reads = reads,
     .sample = an_items_sample,
     .carry = an_items_carry},
    {.extract = NULL},
};

static an_code write_references(an_run *run, an_references *references, const char *const by[], size_t n_by,
                                an_error *err)
{
    const char *names[1 + AN_LADDER_KEYS + AN_REFERENCE_COLUMNS] = {"period"};
    size_t n = 1;
    for (size_t k = 0; k < n_by; k++)
        names[n++] = by[k];
    for (size_t i = 0; i < AN_REFERENCE_COLUMNS; i++)
        names[n++] = an_reference_columns[i];
    an_output *output;
    const an_references_entry **list;
    an_code code = an_references_list(references, &list, err);
    if (code == AN_OK)
        code = an_run_output(run, names, n, &output, err);
    if (code != AN_OK)
        return code;
    for (size_t i = 0; i < an_references_count(references); i++) {
        an_references_write(list[i], references->ladder, output);
        an_output_end_row(output);
    }
    return an_output_finish(output, err);
}

static an_code finish(an_run *run, const an_tally *tally, an_error *err)
{
    const char *const *by;
    size_t n_by;
    an_ladder ladder;
    an_items items = {0};
    an_references references;
    an_code code = an_run_by(run, &by, &n_by, err);
    if (code == AN_OK)
        code = an_ladder_new(&ladder, by, n_by, err);
    if (code == AN_OK)
        code = an_references_new(&references, &ladder, err);
    if (code != AN_OK)
        return code;
    size_t min_group = (size_t)an_options_count(an_run_options(run), "min-group");
    code = an_items_read(&items, tally, err);
    if (code == AN_OK)
        code = an_references_make(&references, &items, min_group, err);
    if (code == AN_OK)
        code = write_references(run, &references, by, n_by, err);
    if (code == AN_OK && items.unpriced > 0)
        an_run_note(run, "%zu items have no unit price (no value or no mass, or 0) and are left out",
                    items.unpriced);
    an_items_free(&items);
    an_references_free(&references);
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
    {.name = NULL},
};

static const an_program program = {
    .name = "sidda-reference",
    .summary =
        "the reference prices of each product and origin, with a verdict on how far they can be trusted",
    .definition =
        "Describes the unit prices (statistical_value / net_mass, EUR/kg) of each key (--by) and period: "
        "count, "
        "median and quartiles, the cleaned average price (cap: unweighted mean of the prices whose logarithm "
        "lies "
        "within 3.5 scales of the median), the lowest acceptable price (lap: half of it), and of the log "
        "prices "
        "MAD x 1.4826, Qn and the medcouple.\n\n"
        "Coarser comparison sets follow: the CN code and subheading with the same origin, the subheading, "
        "the heading "
        "with the same origin, the heading; `level` names the set, `commodity` then holds the digits that "
        "count. "
        "sidda-flag --reference uses the finest that has enough prices.\n\n"
        "verdict: homogeneous; heterogeneous (several price groups, or MAD of the log price above 0.7: a LAP "
        "would be "
        "meaningless and is refused); sparse (fewer prices than --min-group). price_groups counts the peaks "
        "of the "
        "density of log prices with clear valleys between them. cleaned_share is what cap leaves out.\n\n"
        "A reference price is a reason to doubt a declaration, never its true value.",
    .output =
        "period, the columns of --by, n, median, q1, q3, cap, lap (EUR/kg), mad, qn, mc (of the log unit "
        "price), "
        "price_groups, verdict, level, log_median, cleaned_share, scale_method (mad, iqr or floor: what "
        "sidda-flag will measure with)",
    .source = "CJEU C-72/24 Keladis, paragraphs 41 to 43 (CAP, LAP). Rousseeuw, Croux 1993, JASA 88:1273 "
              "(Qn). Brys, "
              "Hubert, Struyf 2004, JCGS 13:996 (medcouple). In the manner of Italy's SIDDA, whose formulas "
              "are not "
              "public: none of these is claimed to be its own.",
    .examples = "sidda-reference declarations.csv\n"
                "sidda-reference --by commodity,origin,dataset --where dataset=H1 declarations.csv\n"
                "sidda-reference previous/declarations.csv -o reference.csv\n"
                "sidda-flag --reference reference.csv declarations.csv",
    .by = "commodity,origin",
    .options = options,
    .sources = sources,
    .finish = finish,
};

int main(int argc, char **argv)
{
    return an_main(&program, argc, argv);
}
