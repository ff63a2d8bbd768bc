/* sidda-flag: the consignments whose unit price gives reason to doubt. */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/program.h"
#include "price/checker.h"
#include "price/items.h"
#include "price/signal_row.h"
#include "stat/outlier.h"

#define UNPRICED "%zu items have no unit price (no value or no mass, or 0) and were not scored"

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
     .carry = an_items_carry,
     .named_by = "declaration_id"},
    {.extract = NULL},
};

/* What the rows are written from. Of a stream: references alone. */
typedef struct flagging {
    const an_tally *tally;
    const char *const *by;
    an_ladder ladder;
    an_items items;
    an_references references;
    an_signals signals;
    an_outcomes outcomes;
} flagging;

static void write_item(const flagging *work, const an_scored *scored, an_output *output)
{
    const an_item *item = &work->items.items[scored->item];
    const an_item_group *group = &work->items.groups[item->group];
    const an_signal_names names = {an_tally_carry(work->tally, item->row, AN_ITEM_DECLARATION),
                                   an_tally_carry(work->tally, item->row, AN_ITEM_NUMBER), group->period,
                                   group->keys};
    an_signal_row_write(&work->ladder, &names, scored, item->mass, true, output);
}

static an_code open_output(an_run *run, const an_ladder *ladder, const char *const by[], an_output **output,
                           an_error *err)
{
    const char *names[AN_SIGNAL_ROW_MOST];
    size_t n = an_signal_row_names(ladder, by, names);
    return an_run_output(run, names, n, output, err);
}

/* --precision FILE: what became of the signals, where the extract says so. */
static an_code save_precision(an_run *run, const an_outcomes *outcomes, const an_ladder *ladder,
                              an_error *err)
{
    const char *path = an_options_text(an_run_options(run), "precision");
    return path != NULL ? an_outcomes_save(outcomes, ladder, path, err) : AN_OK;
}

/* How many rows are written: all that were scored, or the signals that the budget allows. */
static size_t count_rows(an_run *run, const an_signals *signals)
{
    const an_options *options = an_run_options(run);
    size_t rows = an_options_flag(options, "all") ? signals->n : signals->n_signals;
    size_t budget = an_options_given(options, "budget") ? (size_t)an_options_count(options, "budget") : rows;
    return budget < rows ? budget : rows;
}

static an_code write_signals(an_run *run, flagging *work, an_error *err)
{
    an_output *output;
    an_code code = open_output(run, &work->ladder, work->by, &output, err);
    if (code != AN_OK)
        return code;
    for (size_t i = 0; i < count_rows(run, &work->signals); i++)
        write_item(work, &work->signals.items[i], output);
    for (size_t i = 0; i < work->signals.n_signals; i++) {
        const an_scored *scored = &work->signals.items[i];
        an_outcomes_add(&work->outcomes, scored->method, scored->entry->level,
                        an_tally_carry(work->tally, work->items.items[scored->item].row, AN_ITEM_OUTCOME));
    }
    code = an_output_finish(output, err);
    return code == AN_OK ? save_precision(run, &work->outcomes, &work->ladder, err) : code;
}

/* What the budget leaves out. */
static void tell_budget(an_run *run, const an_signals *signals)
{
    size_t rows = count_rows(run, signals), left = 0;
    double written = 0, left_out = 0;
    for (size_t i = 0; i < signals->n_signals; i++) {
        double duty = signals->items[i].expected_duty > 0 ? signals->items[i].expected_duty : 0;
        *(i < rows ? &written : &left_out) += duty;
        left += i >= rows;
    }
    if (left > 0)
        an_run_note(run, "--budget %zu leaves out %zu signals with EUR %.0f of the EUR %.0f duty at stake",
                    rows, left, left_out, written + left_out);
}

/* Of the signals whose outcome is known: how many declarants amended. */
static void tell_outcomes(an_run *run, const an_outcomes *outcomes, const an_ladder *ladder)
{
    for (size_t m = 0; outcomes->known > 0 && m < AN_OUTCOME_METHODS && outcomes->methods[m] != NULL; m++)
        for (size_t level = 0; level < ladder->n; level++) {
            const an_outcome_counts *c = &outcomes->counts[m][level];
            if (c->amended + c->confirmed > 0)
                an_run_note(run, "%s, %s: %llu of %llu signals amended, %llu ignored", outcomes->methods[m],
                            ladder->levels[level].name, (unsigned long long)c->amended,
                            (unsigned long long)(c->amended + c->confirmed), (unsigned long long)c->ignored);
        }
}

static void tell(an_run *run, const flagging *work)
{
    const an_signals *signals = &work->signals;
    an_run_note(run, "%zu items scored, %zu signals", signals->n, signals->n_signals);
    if (work->items.unpriced > 0)
        an_run_note(run, UNPRICED, work->items.unpriced);
    if (signals->unmatched > 0)
        an_run_note(run,
                    "%zu items have no comparison set of --min-group prices at any level and were not scored",
                    signals->unmatched);
    tell_budget(run, signals);
    tell_outcomes(run, &work->outcomes, &work->ladder);
}

static an_signal_rules rules_of(const an_options *options)
{
    static const char *const corrections[] = {"usual", "bh", "bonferroni"};
    an_signal_rules rules = {.method = an_method_find(an_options_text(options, "method")),
                             .fdr = an_options_number(options, "fdr"),
                             .min_group = (size_t)an_options_count(options, "min-group"),
                             .by_score = strcmp(an_options_text(options, "rank"), "score") == 0};
    if (an_options_given(options, "threshold"))
        rules.threshold = an_options_number(options, "threshold");
    for (int i = 0; i < 3; i++)
        if (strcmp(an_options_text(options, "correction"), corrections[i]) == 0)
            rules.correction = (an_correction)i;
    return rules;
}

static an_code finish(an_run *run, const an_tally *tally, an_error *err)
{
    an_signal_rules rules = rules_of(an_run_options(run));
    flagging work = {.tally = tally};
    size_t n_by;
    rules.threads = an_run_threads(run);
    an_code code = an_run_by(run, &work.by, &n_by, err);
    if (code == AN_OK)
        code = an_ladder_new(&work.ladder, work.by, n_by, err);
    if (code == AN_OK)
        code = an_references_new(&work.references, &work.ladder, err);
    if (code != AN_OK)
        return code;
    code = an_items_read(&work.items, tally, err);
    if (code == AN_OK)
        code = an_references_make(&work.references, &work.items, rules.min_group, err);
    if (code == AN_OK)
        code = an_signals_make(&work.signals, &work.items, &work.references, &rules, err);
    if (code == AN_OK)
        code = write_signals(run, &work, err);
    if (code == AN_OK)
        tell(run, &work);
    an_signals_free(&work.signals);
    an_references_free(&work.references);
    an_items_free(&work.items);
    return code;
}

/* ---- --reference: a declaration in, its verdict out ---- */

static an_code scan_stream(an_run *run, an_checker *checker, const char *const by[], an_error *err)
{
    an_need needs[AN_CHECKER_NEEDS_MOST];
    an_scan scan = {.needs = needs,
                    .n_needs = an_checker_needs(checker->references->ladder, by, needs),
                    .date = "acceptance_date",
                    .period = an_run_period(run),
                    .row = an_checker_row,
                    .prompt = true,
                    .threads = 1};
    void *const workers[] = {checker};
    return an_run_scan(run, &scan, workers, err);
}

static void tell_stream(an_run *run, const an_checker *checker)
{
    an_run_note(run, "%zu items scored, %zu signals", checker->scored, checker->signals);
    if (checker->unpriced > 0)
        an_run_note(run, UNPRICED, checker->unpriced);
    if (checker->unmatched > 0)
        an_run_note(run, "%zu items have no reference of --min-group prices at any level and were not scored",
                    checker->unmatched);
    tell_outcomes(run, &checker->outcomes, checker->references->ladder);
}

static bool streams(const an_run *run)
{
    return an_options_given(an_run_options(run), "reference");
}

/* The rows of one scan, and what it told of outcomes. */
static an_code write_verdicts(an_run *run, an_checker *checker, const char *const by[], an_error *err)
{
    an_code code = open_output(run, checker->references->ladder, by, &checker->output, err);
    if (code != AN_OK)
        return code;
    code = scan_stream(run, checker, by, err);
    if (code == AN_OK)
        code = an_output_finish(checker->output, err);
    else
        an_output_free(checker->output);
    return code == AN_OK ? save_precision(run, &checker->outcomes, checker->references->ladder, err) : code;
}

static an_code run_stream(an_run *run, an_error *err)
{
    const an_options *options = an_run_options(run);
    struct stat status;
    an_ladder ladder;
    an_references references;
    an_checker checker = {.references = &references,
                          .all = an_options_flag(options, "all"),
                          .threshold = AN_OUTLIER_MODIFIED_Z,
                          .min_group = (size_t)an_options_count(options, "min-group")};
    const char *const *by;
    size_t n_by;
    an_code code = an_run_by(run, &by, &n_by, err);
    if (code == AN_OK)
        code = an_ladder_new(&ladder, by, n_by, err);
    if (code == AN_OK)
        code = an_references_new(&references, &ladder, err);
    if (code != AN_OK)
        return code;
    if (an_options_given(options, "threshold"))
        checker.threshold = an_options_number(options, "threshold");
    if (!an_options_given(options, "output") && fstat(STDOUT_FILENO, &status) == 0 &&
        !S_ISREG(status.st_mode))
        checker.flushed = an_run_writer(run);
    code = an_references_read(&references, an_options_text(options, "reference"), by, err);
    if (code == AN_OK)
        code = write_verdicts(run, &checker, by, err);
    if (code == AN_OK)
        tell_stream(run, &checker);
    an_references_free(&references);
    return code;
}

/* Options that must fit together. */
static an_code check_options(an_run *run, an_error *err)
{
    const an_options *options = an_run_options(run);
    static const char *const whole[] = {"fdr", "correction", "budget", "rank"};
    const char *method = an_options_text(options, "method");
    if (!streams(run))
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
    {.name = "reference", .type = AN_OPTION_FILE, .argument = "FILE",
     .help = "judge by this table of sidda-reference (of an earlier quarter) instead of by the declarations "
             "themselves"},
    {.name = "all", .type = AN_OPTION_FLAG,
     .help = "a row for every item that was scored, its signal may be empty"},
    {.name = "method", .type = AN_OPTION_CHOICE, .argument = "NAME",
     .choices = AN_METHOD_NAMES, .fallback = "auto",
     .help = "how prices are held against their comparison set; auto finds the most (see above), mad is the "
             "easiest to explain and to check"},
    {.name = "fdr", .type = AN_OPTION_NUMBER, .argument = "Q", .fallback = "0.05", .min = 0, .max = 1,
     .help = "the share of false signals that is accepted: a q_value up to it is a signal"},
    {.name = "correction", .type = AN_OPTION_CHOICE, .argument = "HOW",
     .choices = "usual bh bonferroni", .fallback = "usual",
     .help = "q_value from the probabilities of auto, for the other methods as bh (usual); after Benjamini "
             "and Hochberg (bh); times "
             "the number of items (bonferroni)"},
    {.name = "threshold", .type = AN_OPTION_NUMBER, .argument = "Z", .min = 0.1, .max = 100,
     .help = "instead of --fdr: a score beyond it, on either side, is a signal (with --reference 3.5, if not "
             "given)"},
    {.name = "budget", .type = AN_OPTION_COUNT, .argument = "N", .min = 1, .max = 1e12,
     .help = "writes the N signals of the best rank; a note says what is left out"},
    {.name = "min-group", .type = AN_OPTION_COUNT, .argument = "N", .fallback = "10", .min = 2, .max = 1e9,
     .help = "the least number of prices to compare with; smaller groups are judged by a coarser key"},
    {.name = "rank", .type = AN_OPTION_CHOICE, .argument = "WHAT",
     .choices = "duty score", .fallback = "duty",
     .help = "what comes first: the expected duty at stake, or the probability and the score"},
    {.name = "precision", .type = AN_OPTION_FILE, .argument = "FILE",
     .help = "writes there, by method and level, how many signals were amended, confirmed or ignored (column "
             "outcome)"},
    {.name = NULL},
};

static const an_program program = {
    .name = "sidda-flag",
    .summary = "signals: consignments whose unit price gives reason to doubt",
    .definition =
        "Compares the unit price of each item (statistical_value / net_mass, EUR/kg) with those of the "
        "same key (--by) and period, on the log scale.\n\n"
        "auto, the default, looks at all groups at once (empirical Bayes). A group has one level, or two or "
        "three price groups (fashion and mass goods under one code); skewness; heavy tails where its "
        "prices and those of its heading show them; perhaps one price that many items share; and a drift or "
        "jump within the period, which is taken out (`drift`). What is known of a group's level and scale "
        "from its own items is joined with what its kin say: the same commodity from other origins, the "
        "same origin within the subheading and the heading, the subheading, the heading, each as one effect; "
        "`borrowed` is their share. A group too small to show price groups has those of its commodity; "
        "reference_price is that of the item's (`price_group` of `price_groups`, counted from the "
        "cheapest), on its day. An item is judged by the others: its own part is left out. No Member State "
        "or importer outvotes the others of a group, so that an undervaluation most of a group takes part "
        "in does not hide itself. Each item is honest, manipulated or has a wrong quantity with a "
        "probability that all prices together give (`probability`: that the value is wrong). Where "
        "supplementary units are declared they tell a wrong mass from a wrong value; where not, a price off "
        "by a power of ten is presumed one of the quantity, unless a wrong value is four times as likely. "
        "Senders whose other items are wrong more often than those of others are doubted more, as far as "
        "the extract shows such differences.\n\n"
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
        "hb, lts, fs, lap: what "
        "was used), net_mass (kg), cleaned_share and verdict (of the comparison set, see sidda-reference), "
        "probability, "
        "expected_duty (EUR), price_group, price_groups, drift (steady, jump), borrowed (auto alone)",
    .source =
        "Iglewicz, Hoaglin 1993, How to Detect and Handle Outliers (3.5). Benjamini, Hochberg 1995, JRSS B "
        "57:289. "
        "Newton, Noueiry, Sarkar, Ahlquist 2004, Biostatistics 5:155 (q-values from probabilities). Smyth "
        "2004, SAGMB 3:3 "
        "(borrowed scales). Hubert, Vandervieren 2008; Hidiroglou, Berthelot 1986; Riani, Atkinson, Cerioli "
        "2009. Fay, Herriot 1979, JASA 74:269 (levels of small groups). The model of auto is this project's "
        "own. "
        "UN IMTS 2010 Compilers Manual 15.19 (the quantity is presumed wrong). FAO trade statistics (from "
        "specific to generic, at least 10 flows). In the manner of Italy's SIDDA, whose formulas are not "
        "public.",
    .examples = "sidda-flag declarations.csv -o signals.csv\n"
                "sidda-flag --budget 50 --fdr 0.1 declarations.csv\n"
                "sidda-flag --method mad --threshold 3.5 declarations.csv\n"
                "sidda-reference previous/declarations.csv -o reference.csv\n"
                "sidda-flag --reference reference.csv declarations.csv\n"
                "sidda-flag --all declarations.csv | ind-plot prices -o prices.svg",
    .by = "commodity,origin",
    .options = own_options,
    .sources = sources,
    .finish = finish,
    .check = check_options,
    .run = run_stream,
    .streams = streams,
};

int main(int argc, char **argv)
{
    return an_main(&program, argc, argv);
}
