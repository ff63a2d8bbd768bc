/* price_run: the priced items of a run's extract, in partitions. */
#include "cli/price_run.h"

static an_code scan_items(an_run *run, an_intake *intake, bool again, an_error *err)
{
    an_need needs[AN_INTAKE_NEEDS_MOST];
    an_scan scan = {.needs = needs,
                    .n_needs = an_intake_needs(intake, again, needs),
                    .row = again ? an_intake_name : an_intake_row,
                    .wants = again ? an_intake_wants : NULL};
    if (again)
        return an_run_scan_again(run, &scan, an_intake_workers(intake), err);
    scan.again = an_intake_counts_again(intake) ? an_intake_again : NULL;
    scan.extract = an_extract_of("declarations");
    scan.date = "acceptance_date";
    scan.period = an_run_period(run);
    an_code code = an_run_scan(run, &scan, an_intake_workers(intake), err);
    return code == AN_OK ? an_intake_close(intake, err) : code;
}

an_code an_price_run_read(an_price_run *prices, an_run *run, bool named, bool extended, an_error *err)
{
    size_t n_by;
    *prices = (an_price_run){0};
    an_intake_plan plan = {.comparison = &prices->comparison,
                           .period = an_run_period(run),
                           .named = named,
                           .extended = extended,
                           .threads = an_run_threads(run)};
    an_code code = an_run_by(run, &prices->by, &n_by, err);
    if (code == AN_OK)
        code = an_comparison_new(&prices->comparison, prices->by, n_by, err);
    if (code == AN_OK)
        code = an_run_memory(run, &plan.memory, err);
    plan.by = prices->by;
    plan.files = an_run_files(run, &plan.n_files);
    if (code == AN_OK)
        code = an_intake_new(&prices->intake, &plan, err);
    return code == AN_OK ? scan_items(run, prices->intake, false, err) : code;
}

void an_price_run_free(an_price_run *prices)
{
    an_intake_free(prices->intake);
    *prices = (an_price_run){0};
}

an_code an_price_run_name(an_price_run *prices, an_run *run, an_named_item *items[], size_t n, an_error *err)
{
    an_code code = AN_OK;
    an_intake_seek(prices->intake, items, n);
    if (n > 0 && an_intake_reads_again(prices->intake))
        code = scan_items(run, prices->intake, true, err);
    return code == AN_OK ? an_intake_finish(prices->intake, err) : code;
}
