/* sidda-flag: the consignments whose unit price gives reason to doubt. */
#include <string.h>

#include "cli/program.h"
#include "price/signals.h"

static const an_need reads[] = {
    {.name = "statistical_value"},
    {.name = "net_mass"},
    {.name = NULL},
};

static const char *const sample[] = {"statistical_value", "net_mass", "items", "duty_rate", NULL};
static const char *const carry[] = {"declaration_id", "item_number", NULL};

static const an_source sources[] = {
    {.extract = "declarations",
     .date = "acceptance_date",
     .reads = reads,
     .sample = sample,
     .carry = carry,
     .named_by = "declaration_id"},
    {.extract = NULL},
};

static const char *const result_columns[] = {
    "unit_price", "reference_price", "level", "n",      "score",    "p_value",       "q_value", "signal",
    "value_gap",  "duty_at_stake",   "rank",  "method", "net_mass", "cleaned_share", "verdict"};
enum { RESULT_COLUMNS = sizeof result_columns / sizeof result_columns[0] };

static void write_item(const an_tally *tally, const an_scored *item, const an_ladder *ladder,
                       an_output *output)
{
    size_t n;
    const double *row = an_tally_sample(tally, item->group, &n);
    row += (item->row - an_tally_first(tally, item->group)) * AN_PRICE_WIDTH;
    an_output_string(output, an_tally_carry(tally, item->row, 0));
    an_output_string(output, an_tally_carry(tally, item->row, 1));
    an_output_string(output, an_tally_period(tally, item->group));
    for (size_t k = 0; k < ladder->n_keys; k++)
        an_output_string(output, an_tally_key(tally, item->group)[k]);
    an_output_number(output, item->price);
    an_output_number(output, item->entry->reference.median);
    an_output_string(output, ladder->levels[item->entry->level].name);
    an_output_count(output, (int64_t)item->entry->reference.n);
    an_output_number(output, item->score);
    an_output_number(output, item->p_value);
    an_output_number(output, item->q_value);
    an_output_string(output, an_signal_name(item->signal));
    an_output_number(output, item->value_gap);
    an_output_number(output, item->duty_at_stake);
    if (item->rank > 0)
        an_output_count(output, item->rank);
    else
        an_output_empty(output);
    an_output_string(output, item->method);
    an_output_number(output, row[AN_PRICE_MASS]);
    an_output_number(output, item->entry->reference.cleaned_share);
    an_output_string(output, an_reference_verdict(item->entry->reference.verdict));
    an_output_end_row(output);
}

static an_code write_signals(an_run *run, const an_tally *tally, const an_signals *signals,
                             const an_ladder *ladder, const char *const by[], an_error *err)
{
    const char *names[3 + AN_LADDER_KEYS + RESULT_COLUMNS] = {"declaration_id", "item_number", "period"};
    size_t n = 3;
    for (size_t k = 0; k < ladder->n_keys; k++)
        names[n++] = by[k];
    for (size_t i = 0; i < RESULT_COLUMNS; i++)
        names[n++] = result_columns[i];
    an_output *output;
    an_code code = an_run_output(run, names, n, &output, err);
    if (code != AN_OK)
        return code;
    size_t rows = an_options_flag(an_run_options(run), "all") ? signals->n : signals->n_signals;
    for (size_t i = 0; i < rows; i++)
        write_item(tally, &signals->items[i], ladder, output);
    return an_output_finish(output, err);
}

static void tell(an_run *run, const an_signals *signals)
{
    an_run_note(run, "%zu items scored, %zu signals", signals->n, signals->n_signals);
    if (signals->unpriced > 0)
        an_run_note(run, "%zu items have no unit price (no value or no mass, or 0) and were not scored",
                    signals->unpriced);
    if (signals->unmatched > 0)
        an_run_note(run,
                    "%zu items have no comparison set of --min-group prices at any level and were not scored",
                    signals->unmatched);
}

/* The references: of the declarations themselves, or of --reference. */
static an_code get_references(an_run *run, const an_tally *tally, const char *const by[], size_t min_group,
                              an_references *references, an_error *err)
{
    const char *path = an_options_text(an_run_options(run), "reference");
    size_t unpriced;
    return path != NULL ? an_references_read(references, path, by, err)
                        : an_references_make(references, tally, min_group, &unpriced, err);
}

static an_code finish(an_run *run, const an_tally *tally, an_error *err)
{
    const an_options *given = an_run_options(run);
    const an_signal_rules rules = {.threshold = an_options_number(given, "threshold"),
                                   .min_group = (size_t)an_options_count(given, "min-group"),
                                   .by_score = strcmp(an_options_text(given, "rank"), "score") == 0};
    const char *const *by;
    size_t n_by;
    an_ladder ladder;
    an_references references;
    an_signals signals = {0};
    an_code code = an_run_by(run, &by, &n_by, err);
    if (code == AN_OK)
        code = an_ladder_new(&ladder, by, n_by, err);
    if (code == AN_OK)
        code = an_references_new(&references, &ladder, err);
    if (code != AN_OK)
        return code;
    code = get_references(run, tally, by, rules.min_group, &references, err);
    if (code == AN_OK)
        code = an_signals_make(&signals, tally, &references, &rules, err);
    if (code == AN_OK)
        code = write_signals(run, tally, &signals, &ladder, by, err);
    if (code == AN_OK)
        tell(run, &signals);
    an_signals_free(&signals);
    an_references_free(&references);
    return code;
}

static const an_option options[] = {
    {.name = "reference",
     .type = AN_OPTION_FILE,
     .argument = "FILE",
     .help = "judge by this table of sidda-reference (of an earlier quarter) instead of by the declarations "
             "themselves"},
    {.name = "all",
     .type = AN_OPTION_FLAG,
     .help = "a row for every item that was scored, its signal may be empty"},
    {.name = "threshold",
     .type = AN_OPTION_NUMBER,
     .argument = "Z",
     .fallback = "3.5",
     .min = 0.1,
     .max = 100,
     .help = "a score beyond it, on either side, is a signal"},
    {.name = "min-group",
     .type = AN_OPTION_COUNT,
     .argument = "N",
     .fallback = "10",
     .min = 2,
     .max = 1e9,
     .help = "the least number of prices to compare with; smaller groups are judged by a coarser key"},
    {.name = "rank",
     .type = AN_OPTION_CHOICE,
     .argument = "WHAT",
     .choices = "duty score",
     .fallback = "duty",
     .help = "what comes first: the duty at stake, or the score"},
    {.name = NULL},
};

static const an_program program = {
    .name = "sidda-flag",
    .summary = "signals: consignments whose unit price gives reason to doubt",
    .definition = "Compares the unit price of each item (statistical_value / net_mass, EUR/kg) with those of "
                  "the same key (--by) "
                  "and period: score = (log price - median of the log prices) / scale, scale = MAD x 1.4826. "
                  "Where more than "
                  "half of the prices are the same (MAD below 1 %) the scale is the interquartile range of "
                  "the logs / 1.349, "
                  "and if that is no better a floor of 10 %; `method` says which. A score beyond --threshold "
                  "(3.5) on either side "
                  "is a signal: under, over, or quantity_error where the price is off by about 100 or 1,000 "
                  "(a mass in g or t: presume "
                  "the quantity wrong, not the value).\n\n"
                  "A group of fewer than --min-group prices is judged by a coarser key: CN code and origin, "
                  "subheading and origin, "
                  "subheading, heading and origin, heading; `level` names the key and n the prices it rests "
                  "on. Items that no "
                  "level can judge are counted in a note.\n\n"
                  "p_value is that of a normal score, q_value the same after Benjamini and Hochberg over all "
                  "scored items. "
                  "value_gap = (reference_price - unit_price) x net_mass; duty_at_stake = value_gap x "
                  "duty_rate, not below 0. "
                  "The rows come in the order of rank: 1 is the first to look at.\n\n"
                  "A signal is a reason to doubt, never the true value: statistics alone re-value no goods.",
    .output =
        "declaration_id (FILE:LINE where the extract has none), item_number, period, the columns of --by, "
        "unit_price, reference_price (EUR/kg), level, n, score, p_value, q_value, signal (under, over, "
        "quantity_error), value_gap, duty_at_stake (EUR), rank, method (mad, iqr, floor), net_mass (kg), "
        "cleaned_share and verdict (of the comparison set, see sidda-reference)",
    .source =
        "Iglewicz, Hoaglin 1993, How to Detect and Handle Outliers (3.5). Benjamini, Hochberg 1995, JRSS B "
        "57:289. "
        "UN IMTS 2010 Compilers Manual 15.19 (the quantity is presumed wrong). FAO trade statistics (from "
        "specific to generic, at least 10 flows). In the manner of Italy's SIDDA, whose formulas are not "
        "public.",
    .examples = "sidda-flag declarations.csv -o signals.csv\n"
                "sidda-reference previous/declarations.csv -o reference.csv\n"
                "sidda-flag --reference reference.csv declarations.csv\n"
                "sidda-flag --all declarations.csv | ind-plot prices -o prices.svg",
    .by = "commodity,origin",
    .options = options,
    .sources = sources,
    .finish = finish,
};

int main(int argc, char **argv)
{
    return an_main(&program, argc, argv);
}
