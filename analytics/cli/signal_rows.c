/* signal_rows: what all runs of sidda-flag write and tell. */
#include "cli/signal_rows.h"

#include <string.h>

an_code an_flagging_open(an_run *run, const an_comparison *comparison, const char *const by[],
                         an_output **output, an_error *err)
{
    const char *names[AN_SIGNAL_ROW_MOST];
    size_t n = an_signal_row_names(comparison, by, names);
    return an_run_output(run, names, n, output, err);
}

an_code an_flagging_precision(an_run *run, const an_outcomes *outcomes, const an_comparison *comparison,
                              an_error *err)
{
    const char *path = an_options_text(an_run_options(run), "precision");
    return path != NULL ? an_outcomes_save(outcomes, comparison, path, err) : AN_OK;
}

/* How many rows are written: all that were scored, or the signals that the budget allows. */
static size_t count_rows(an_run *run, const an_signals *signals)
{
    const an_options *options = an_run_options(run);
    size_t rows = an_options_flag(options, "all") ? signals->n : signals->n_signals;
    size_t budget = an_options_given(options, "budget") ? (size_t)an_options_count(options, "budget") : rows;
    return budget < rows ? budget : rows;
}

static an_code write_rows(an_run *run, an_flagged *flagged, an_error *err)
{
    an_output *output;
    an_signal_names names;
    double mass;
    an_code code = an_flagging_open(run, &flagged->comparison, flagged->by, &output, err);
    if (code != AN_OK)
        return code;
    const size_t rows = count_rows(run, flagged->signals);
    for (size_t i = 0; i < rows || i < flagged->signals->n_signals; i++) {
        const an_scored *scored = &flagged->signals->items[i];
        const char *outcome = flagged->name(flagged->context, scored, &names, &mass);
        if (i < rows)
            an_signal_row_write(&flagged->comparison, &names, scored, mass, true, output);
        if (i < flagged->signals->n_signals)
            an_outcomes_add(&flagged->outcomes, scored->method, scored->entry->level, outcome);
    }
    code = an_output_finish(output, err);
    return code == AN_OK ? an_flagging_precision(run, &flagged->outcomes, &flagged->comparison, err) : code;
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
        an_run_note(run, "--budget %zu leaves out %zu signals with EUR %.0f of the EUR %.0f expected duty",
                    rows, left, left_out, written + left_out);
}

void an_flagging_tell_outcomes(an_run *run, const an_outcomes *outcomes, const an_comparison *comparison)
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

static void tell(an_run *run, const an_flagged *flagged)
{
    const an_signals *signals = flagged->signals;
    an_run_note(run, "%llu items scored, %zu signals", flagged->scored, signals->n_signals);
    if (flagged->unpriced > 0)
        an_run_note(run, AN_FLAGGING_UNPRICED, flagged->unpriced);
    if (signals->unmatched > 0)
        an_run_note(run,
                    "%zu items have no comparison set of --min-group prices at any level and were not scored",
                    signals->unmatched);
    tell_budget(run, signals);
    an_flagging_tell_outcomes(run, &flagged->outcomes, &flagged->comparison);
}

an_signal_rules an_flagging_rules(const an_options *options)
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

an_code an_flagged_start(an_flagged *flagged, an_run *run, an_error *err)
{
    size_t n_by;
    an_code code = an_run_by(run, &flagged->by, &n_by, err);
    return code == AN_OK ? an_comparison_new(&flagged->comparison, flagged->by, n_by, err) : code;
}

an_code an_flagged_write(an_flagged *flagged, an_run *run, an_error *err)
{
    an_code code = write_rows(run, flagged, err);
    if (code == AN_OK)
        tell(run, flagged);
    return code;
}
