/* signal_run: the runs of sidda-flag, from the extract to the rows and notes. */
#include "cli/signal_run.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/indicator_input.h"
#include "cli/price_run.h"
#include "signal/at_clearance.h"
#include "signal/outcome.h"
#include "signal/signals.h"
#include "stat/outlier.h"

/* What the options of sidda-flag say. */
typedef struct signal_options {
    an_signal_rules rules;
    size_t budget;         /* rows at most */
    const char *reference; /* a table of sidda-reference; NULL: the items judge each other */
    an_writer *precision; /* NULL: not asked for */
} signal_options;

static signal_options read_options(const an_run *run)
{
    static const char *const corrections[] = {"usual", "bh", "bonferroni"};
    const an_options *given = an_run_options(run);
    signal_options read = {.rules = {.method = an_method_find(an_options_text(given, "method")),
                                     .fdr = an_options_number(given, "fdr"),
                                     .min_group = (size_t)an_options_count(given, "min-group"),
                                     .all = an_options_flag(given, "all"),
                                     .by_score = strcmp(an_options_text(given, "rank"), "score") == 0,
                                     .threads = an_run_threads(run)},
                           .budget = SIZE_MAX,
                           .reference = an_options_text(given, "reference"),
                           .precision = an_run_side(run, "precision")};
    if (an_options_given(given, "threshold"))
        read.rules.threshold = an_options_number(given, "threshold");
    else if (read.reference != NULL)
        read.rules.threshold = AN_OUTLIER_MODIFIED_Z;
    if (an_options_given(given, "budget"))
        read.budget = (size_t)an_options_count(given, "budget");
    for (int i = 0; i < 3; i++)
        if (strcmp(an_options_text(given, "correction"), corrections[i]) == 0)
            read.rules.correction = (an_correction)i;
    return read;
}

/* ---- rows and notes ---- */

/* Opens the result with its columns. */
static an_code open_rows(an_run *run, const an_comparison *comparison, const char *const by[],
                         an_output **output, an_error *err)
{
    const char *names[AN_SIGNAL_COLUMNS_MOST];
    size_t n = an_signals_columns(comparison, by, names);
    return an_run_output(run, names, n, output, err);
}

/* --precision FILE: what became of the signals, where the extract says so. */
static an_code save_outcomes(const signal_options *options, const an_outcomes *outcomes,
                             const an_comparison *comparison, an_error *err)
{
    return options->precision != NULL ? an_outcomes_write(outcomes, comparison, options->precision, err)
                                      : AN_OK;
}

static void tell_counts(an_run *run, uint64_t scored, size_t signals, uint64_t unpriced, uint64_t uncoded)
{
    an_run_note(run, "%llu items scored, %zu signals", (unsigned long long)scored, signals);
    if (unpriced > 0)
        an_run_note(run, "%llu items have no unit price (no value or no mass, or 0) and were not scored",
                    (unsigned long long)unpriced);
    if (uncoded > 0)
        an_run_note(run, "%llu items have no commodity code and were not scored",
                    (unsigned long long)uncoded);
}

/* Of the signals whose outcome is known: how many declarants amended. */
static void tell_outcomes(an_run *run, const an_outcomes *outcomes, const an_comparison *comparison)
{
    for (size_t m = 0; outcomes->known > 0 && m < AN_OUTCOME_METHODS && outcomes->methods[m] != NULL; m++)
        for (size_t level = 0; level < comparison->n; level++) {
            const an_outcome_counts *c = &outcomes->counts[m][level];
            if (c->amended + c->confirmed > 0)
                an_run_note(run, "%s, %s: %llu of %llu signals amended, %llu ignored", outcomes->methods[m],
                            comparison->levels[level].name, (unsigned long long)c->amended,
                            (unsigned long long)(c->amended + c->confirmed), (unsigned long long)c->ignored);
        }
}

/* ---- all items at once ---- */

/* Finds what names the items of the list. */
static an_code name_items(an_run *run, an_price_run *prices, an_signals *signals, an_error *err)
{
    an_named_item **const items = malloc((signals->n + 1) * sizeof(an_named_item *));
    if (items == NULL)
        return an_fail_memory(err);
    for (size_t i = 0; i < signals->n; i++)
        items[i] = &signals->list[i].item;
    const an_code code = an_price_run_name(prices, run, items, signals->n, err);
    free(items);
    return code;
}

/* What the budget leaves out, of so many rows. */
static void tell_budget(an_run *run, const an_signals *signals, size_t rows)
{
    double written = 0, left_out = 0;
    for (size_t i = 0; i < signals->n_signals; i++) {
        const double duty = signals->list[i].expected_duty > 0 ? signals->list[i].expected_duty : 0;
        *(i < rows ? &written : &left_out) += duty;
    }
    if (signals->n_signals > rows)
        an_run_note(run, "--budget %zu leaves out %zu signals with EUR %.0f of the EUR %.0f expected duty",
                    rows, signals->n_signals - rows, left_out, written + left_out);
}

/* Writes the rows that --all and --budget ask for, and then the notes. */
static an_code write_signals(an_run *run, const signal_options *options, const an_price_run *prices,
                             const an_signals *signals, an_error *err)
{
    const an_comparison *const comparison = &prices->comparison;
    const size_t rows = signals->n < options->budget ? signals->n : options->budget;
    an_outcomes outcomes = {0};
    an_output *output;
    an_code code = open_rows(run, comparison, prices->by, &output, err);
    if (code != AN_OK)
        return code;
    for (size_t i = 0; i < rows; i++)
        an_signals_write(&signals->list[i], comparison, output);
    for (size_t i = 0; i < signals->n_signals; i++)
        an_outcomes_add(&outcomes, &signals->list[i]);
    code = an_output_finish(output, err);
    if (code == AN_OK)
        code = save_outcomes(options, &outcomes, comparison, err);
    if (code != AN_OK)
        return code;
    tell_counts(run, signals->scored, signals->n_signals, an_intake_unpriced(prices->intake),
                an_intake_uncoded(prices->intake));
    if (signals->unmatched > 0)
        an_run_note(
            run, "%llu items have no comparison set of --min-group prices at any level and were not scored",
            (unsigned long long)signals->unmatched);
    tell_budget(run, signals, rows);
    tell_outcomes(run, &outcomes, comparison);
    return AN_OK;
}

static an_code judge_at_once(an_run *run, const signal_options *options, an_error *err)
{
    an_price_run prices;
    an_signals signals = {0};
    const bool extended = options->rules.method->fit == NULL;
    an_code code = an_price_run_read(&prices, run, true, extended, err);
    if (code == AN_OK)
        code = an_signals_find(&signals, an_intake_partitions(prices.intake), &prices.comparison,
                               &options->rules, err);
    if (code == AN_OK)
        code = name_items(run, &prices, &signals, err);
    if (code == AN_OK) {
        an_signals_rank(&signals, &options->rules);
        an_run_note_filtered(run);
        code = write_signals(run, options, &prices, &signals, err);
    }
    an_signals_free(&signals);
    an_price_run_free(&prices);
    return code;
}

/* ---- at clearance ---- */

/* --reference FILE, which the audit record names too. */
static an_code read_references(an_run *run, an_references *references, const char *path,
                               const char *const by[], an_error *err)
{
    an_sheet *sheet;
    an_code code = an_sheet_new(&sheet, err);
    if (code != AN_OK)
        return code;
    code = an_sheet_read(sheet, &path, 1, err);
    if (code == AN_OK)
        code = an_references_read(references, sheet, by, err);
    if (code == AN_OK)
        code = an_run_record(run, sheet, an_sheet_rows(sheet), err);
    an_sheet_free(sheet);
    return code;
}

static an_code scan_rows(an_run *run, an_at_clearance *checker, const char *const by[], an_error *err)
{
    an_need needs[AN_AT_CLEARANCE_NEEDS_MOST];
    an_scan scan = {.needs = needs,
                    .n_needs = an_at_clearance_needs(checker->references->comparison, by, needs),
                    .date = "acceptance_date",
                    .period = an_run_period(run),
                    .row = an_at_clearance_row,
                    .prompt = true,
                    .threads = 1};
    void *const workers[] = {checker};
    return an_run_scan(run, &scan, workers, err);
}

/* The rows of one scan, and what it told of outcomes. */
static an_code write_verdicts(an_run *run, const signal_options *options, an_at_clearance *checker,
                              const char *const by[], an_error *err)
{
    const an_comparison *const comparison = checker->references->comparison;
    an_code code = open_rows(run, comparison, by, &checker->output, err);
    if (code != AN_OK)
        return code;
    code = scan_rows(run, checker, by, err);
    an_run_rows(run, checker->written);
    if (code == AN_OK)
        code = an_output_finish(checker->output, err);
    else
        an_output_free(checker->output);
    if (code == AN_OK)
        code = save_outcomes(options, &checker->outcomes, comparison, err);
    if (code != AN_OK)
        return code;
    tell_counts(run, checker->scored, checker->signals, checker->unpriced, 0);
    if (checker->unmatched > 0)
        an_run_note(run, "%zu items have no reference of --min-group prices at any level and were not scored",
                    checker->unmatched);
    if (checker->coarser > 0)
        an_run_note(run,
                    "%zu items were judged by a coarser level, for want of --min-group prices of their own",
                    checker->coarser);
    if (checker->unmatched + checker->coarser > 0 && !an_options_given(an_run_options(run), "concordance"))
        an_run_note(run,
                    "a code that a new year brought has no reference of before: --concordance tells what "
                    "codes have become");
    tell_outcomes(run, &checker->outcomes, comparison);
    return AN_OK;
}

static an_code judge_at_clearance(an_run *run, const signal_options *options, an_error *err)
{
    struct stat status;
    an_comparison comparison;
    an_references references;
    an_at_clearance checker = {.references = &references,
                               .all = options->rules.all,
                               .threshold = options->rules.threshold,
                               .min_group = options->rules.min_group};
    const char *const *by;
    size_t n_by;
    an_code code = an_run_by(run, &by, &n_by, err);
    if (code == AN_OK)
        code = an_comparison_new(&comparison, by, n_by, err);
    if (code == AN_OK)
        code = an_references_new(&references, &comparison, err);
    if (code != AN_OK)
        return code;
    if (!an_options_given(an_run_options(run), "output") && fstat(STDOUT_FILENO, &status) == 0 &&
        !S_ISREG(status.st_mode))
        checker.flushed = an_run_writer(run);
    code = read_references(run, &references, options->reference, by, err);
    if (code == AN_OK)
        code = write_verdicts(run, options, &checker, by, err);
    an_references_free(&references);
    return code;
}

an_code an_signal_run(an_run *run, an_error *err)
{
    const signal_options options = read_options(run);
    return (options.reference != NULL ? judge_at_clearance : judge_at_once)(run, &options, err);
}
