/* signal_stream: --reference, which judges each declaration when it comes. */
#include <sys/stat.h>
#include <unistd.h>

#include "cli/indicator_input.h"
#include "signal/at_clearance.h"
#include "cli/signal_run.h"
#include "cli/signal_rows.h"
#include "stat/outlier.h"

static an_code scan_stream(an_run *run, an_at_clearance *checker, const char *const by[], an_error *err)
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

static void tell_stream(an_run *run, const an_at_clearance *checker)
{
    an_run_note(run, "%zu items scored, %zu signals", checker->scored, checker->signals);
    if (checker->unpriced > 0)
        an_run_note(run, AN_FLAGGING_UNPRICED, (unsigned long long)checker->unpriced);
    if (checker->unmatched > 0)
        an_run_note(run, "%zu items have no reference of --min-group prices at any level and were not scored",
                    checker->unmatched);
    an_flagging_tell_outcomes(run, &checker->outcomes, checker->references->comparison);
}

/* The rows of one scan, and what it told of outcomes. */
static an_code write_verdicts(an_run *run, an_at_clearance *checker, const char *const by[], an_error *err)
{
    an_code code = an_flagging_open(run, checker->references->comparison, by, &checker->output, err);
    if (code != AN_OK)
        return code;
    code = scan_stream(run, checker, by, err);
    if (code == AN_OK)
        code = an_output_finish(checker->output, err);
    else
        an_output_free(checker->output);
    return code == AN_OK
               ? an_flagging_precision(run, &checker->outcomes, checker->references->comparison, err)
               : code;
}

/* --reference FILE, which the audit record names too. */
static an_code read_references(an_run *run, an_references *references, const char *const by[], an_error *err)
{
    const char *const path = an_options_text(an_run_options(run), "reference");
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

an_code an_flagging_stream(an_run *run, an_error *err)
{
    const an_options *options = an_run_options(run);
    struct stat status;
    an_comparison comparison;
    an_references references;
    an_at_clearance checker = {.references = &references,
                               .all = an_options_flag(options, "all"),
                               .threshold = AN_OUTLIER_MODIFIED_Z,
                               .min_group = (size_t)an_options_count(options, "min-group")};
    const char *const *by;
    size_t n_by;
    an_code code = an_run_by(run, &by, &n_by, err);
    if (code == AN_OK)
        code = an_comparison_new(&comparison, by, n_by, err);
    if (code == AN_OK)
        code = an_references_new(&references, &comparison, err);
    if (code != AN_OK)
        return code;
    if (an_options_given(options, "threshold"))
        checker.threshold = an_options_number(options, "threshold");
    if (!an_options_given(options, "output") && fstat(STDOUT_FILENO, &status) == 0 &&
        !S_ISREG(status.st_mode))
        checker.flushed = an_run_writer(run);
    code = read_references(run, &references, by, err);
    if (code == AN_OK)
        code = write_verdicts(run, &checker, by, err);
    if (code == AN_OK)
        tell_stream(run, &checker);
    an_references_free(&references);
    return code;
}
