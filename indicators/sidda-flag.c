/* sidda-flag: the consignments whose unit price gives reason to doubt. */
#include <string.h>

#include "cli/program.h"
#include "cli/signal_run.h"
#include "signal/method.h"

static const an_need reads[] = {
    {.name = "statistical_value"},
    {.name = "net_mass"},
    {.name = NULL},
};

static const an_source sources[] = {
    {.extract = "declarations",
     .date = "acceptance_date",
     .reads = reads},
    {.extract = NULL},
};

/* Options that must fit together. */
static an_code check_options(an_run *run, an_error *err)
{
    const an_options *options = an_run_options(run);
    static const char *const whole[] = {"fdr", "correction", "budget", "rank"};
    const char *method = an_options_text(options, "method");
    if (!an_options_given(options, "reference"))
        return AN_OK;
    for (size_t i = 0; i < sizeof whole / sizeof whole[0]; i++)
        if (an_options_given(options, whole[i]))
            return an_fail(err, AN_USAGE,
                           "--%s: needs all items at once; --reference judges one after the other", whole[i]);
    if (an_options_given(options, "method") && strcmp(method, "mad") != 0)
        return an_fail(err, AN_USAGE, "--method %s: with --reference prices are judged by mad", method);
    return AN_OK;
}

static const an_option own_options[] = {
    {.name = "reference",
     .type = AN_OPTION_FILE,
     .argument = "FILE",
     .help = "judge by this table of sidda-reference (of an earlier quarter) instead of by the declarations "
             "themselves"},
    {.name = "all",
     .type = AN_OPTION_FLAG,
     .help = "a row for every item that was scored, its signal may be empty"},
    {.name = "method",
     .type = AN_OPTION_CHOICE,
     .argument = "NAME",
     .choices = AN_METHOD_NAMES,
     .fallback = "auto",
     .help = "how prices are held against their comparison set; auto finds the most (see above), mad is the "
             "easiest to explain and to check"},
    {.name = "fdr",
     .type = AN_OPTION_NUMBER,
     .argument = "Q",
     .fallback = "0.05",
     .min = 0,
     .max = 1,
     .help = "the share of false signals that is accepted: a q_value up to it is a signal"},
    {.name = "correction",
     .type = AN_OPTION_CHOICE,
     .argument = "HOW",
     .choices = "usual bh bonferroni",
     .fallback = "usual",
     .help = "q_value from the probabilities of auto, for the other methods as bh (usual); after Benjamini "
             "and Hochberg (bh); times the number of items (bonferroni)"},
    {.name = "threshold",
     .type = AN_OPTION_NUMBER,
     .argument = "Z",
     .min = 0.1,
     .max = 100,
     .help = "instead of --fdr: a score beyond it, on either side, is a signal (with --reference 3.5, if not "
             "given)"},
    {.name = "budget",
     .type = AN_OPTION_COUNT,
     .argument = "N",
     .min = 1,
     .max = 1e12,
     .help = "writes the N signals of the best rank; a note says what is left out"},
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
     .help = "what comes first: the expected duty at stake, or the probability and the score"},
    {.name = "precision",
     .type = AN_OPTION_OUTPUT,
     .argument = "FILE",
     .help = "writes there, by method and level, how many signals were amended, confirmed or ignored (column "
             "outcome)"},
    AN_RUN_CONCORDANCE,
    AN_RUN_MEMORY,
    {.name = NULL},
};

static const an_program program = {
    .name = "sidda-flag",
    .summary = "signals: consignments whose unit price gives reason to doubt",
    .definition =
        "Compares the unit price of each item (statistical_value / net_mass, EUR/kg) with those of the "
        "same key (--by) and period, on the log scale.\n\n"
        "auto, the default, looks at all groups at once (empirical Bayes). A group has one level, or two or "
        "three price groups (fashion and mass goods under one code); skewness; heavy tails where its prices "
        "and those of its heading show them; perhaps one price that many items share; and a drift or jump "
        "within the period, which is taken out (`drift`). So are a dependence on the mass and an importer's "
        "own level of prices. What is known of a group's level and scale from its own items is joined with "
        "what related groups say: the same commodity from other origins, the same origin within the "
        "subheading and the heading, the subheading, the heading, each as one effect; `borrowed` is their "
        "share. A group too small to show price groups has those of its commodity; reference_price is that "
        "of the item's (`price_group` of `price_groups`, counted from the cheapest), on its day, for its "
        "mass and its importer. An item is judged by the others: its own part is left out. No Member State "
        "or importer outvotes the others of a group, so that an undervaluation most of a group takes part in "
        "does not hide itself. Each item is honest, manipulated or has a wrong quantity with a probability "
        "that all prices together give (`probability`: that the value is wrong). Where supplementary units "
        "are declared they tell a wrong mass from a wrong value; where not, a price off by a power of ten is "
        "presumed one of the quantity, unless a wrong value is four times as likely. So is a price so wild "
        "that neither honest tails nor any usual manipulation explain it. Importers and Member States whose "
        "other items are wrong more often than those of others are doubted more, as far as the extract shows "
        "such differences.\n\n"
        "Other methods judge one comparison set at a time, score = (log price - center) / scale: mad "
        "(median, MAD x 1.4826; where that is below 1 % the interquartile range / 1.349, else a floor of "
        "10 %; `method` says which; everybody can check it), qn, adjbox (boxplot adjusted for skewness: the "
        "fences are at 2.698), hb (Hidiroglou-Berthelot: C = 4 is at 2.698), lts, fs (forward search; lts "
        "above 3,000 prices), lap (below half of the cleaned average price: score below -1; refuses "
        "heterogeneous and sparse sets).\n\n"
        "q_value up to --fdr is a signal: under, over, or quantity_error. For auto it is the share of "
        "false signals to be expected among all that are as sure, from the probabilities, wrong values and "
        "wrong quantities apart; else (and with --correction bh) that of Benjamini and Hochberg. With "
        "--threshold a score beyond it is a signal instead; the score of auto is the normal deviate of "
        "p_value, the probability that an honest price lies as far from its price group. Outside auto a "
        "price off by about 100 or 1,000 is a quantity_error (a mass in g or t: presume the quantity wrong, "
        "not the value).\n\n"
        "A group of fewer than --min-group prices is named by a coarser key: CN code and origin, "
        "subheading and origin, subheading, heading and origin, heading; `level` names the key and n the "
        "prices it rests on, period their window. Items that no level can judge are counted in a note.\n\n"
        "value_gap = (reference_price - unit_price) x net_mass; duty_at_stake = value_gap x duty_rate, "
        "not below 0. expected_duty is what is to be expected of it: duty_at_stake x probability, summed "
        "over the price groups that an item may come from. The rows come in the order of rank: 1 is the "
        "first to look at.\n\n"
        "--reference judges each declaration when it comes, in constant memory, by the plain robust "
        "score (mad; --threshold, 3.5 if not given) against an earlier table of sidda-reference: a "
        "credibility check at clearance. q_value, rank, probability, cleaned_share and verdict, which "
        "need all items, are empty. Where the extract has a column outcome (amended, confirmed, "
        "ignored), notes and --precision tell how many signals were amended.\n\n"
        "A signal is a reason to doubt, never the true value: statistics alone re-value no goods.",
    .output =
        "declaration_id (FILE:LINE where the extract has none), item_number, period, the columns of --by, "
        "unit_price, reference_price (EUR/kg), level, n, score, p_value, q_value, signal (under, over, "
        "quantity_error), value_gap, duty_at_stake (EUR), rank, method (auto, mad, iqr, floor, qn, adjbox, "
        "hb, lts, fs, lap: what was used), net_mass (kg), cleaned_share and verdict (of the comparison set, "
        "see sidda-reference), probability, expected_duty (EUR), price_group, price_groups, drift (steady, "
        "jump), borrowed (auto alone)",
    .source =
        "Iglewicz, Hoaglin 1993, How to Detect and Handle Outliers (3.5). Benjamini, Hochberg 1995, JRSS B "
        "57:289. Newton, Noueiry, Sarkar, Ahlquist 2004, Biostatistics 5:155 (q-values from probabilities). "
        "Smyth 2004, SAGMB 3:3 (borrowed scales). Hubert, Vandervieren 2008; Hidiroglou, Berthelot 1986; "
        "Riani, Atkinson, Cerioli 2009. Fay, Herriot 1979, JASA 74:269 (levels of small groups). The model "
        "of auto is this project's own. UN IMTS 2010 Compilers Manual 15.19 (the quantity is presumed "
        "wrong). FAO trade statistics (from specific to generic, at least 10 flows). In the manner of "
        "Italy's SIDDA, whose formulas are not public.",
    .examples = "sidda-flag declarations.csv -o signals.csv\n"
                "sidda-flag --budget 50 --fdr 0.1 declarations.csv\n"
                "sidda-flag --method mad --threshold 3.5 declarations.csv\n"
                "sidda-reference previous/declarations.csv -o reference.csv\n"
                "sidda-flag --reference reference.csv declarations.csv\n"
                "sidda-flag --all declarations.csv | ind-plot prices -o prices.svg",
    .by = "commodity,origin",
    .options = own_options,
    .sources = sources,
    .check = check_options,
    .run = an_signal_run,
};

AN_PROGRAM(program)
