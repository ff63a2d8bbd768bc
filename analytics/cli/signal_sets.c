/* signal_sets: the signals among the items of an extract, by any method. */
#include <stdlib.h>

#include "cli/signal_run.h"
#include "cli/signal_rows.h"
#include "signal/by_set.h"
#include "price/intake.h"

typedef struct found {
    an_intake *intake;
    an_by_set sift;
    an_detail *details; /* of the sift's items */
} found;

static const char *name_found(void *context, const an_scored *scored, an_signal_names *names, double *mass)
{
    const found *all = context;
    const an_by_set_item *item = &all->sift.items[scored->item];
    const an_item_group *group = &item->partition->groups[item->group];
    const an_detail *detail = &all->details[scored->item];
    *names = (an_signal_names){detail->declaration, detail->number, group->period, group->keys};
    *mass = item->mass;
    return detail->outcome;
}

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
    scan.date = "acceptance_date";
    scan.period = an_run_period(run);
    an_code code = an_run_scan(run, &scan, an_intake_workers(intake), err);
    return code == AN_OK ? an_intake_close(intake, err) : code;
}

/* What names the items that were found. */
static an_code name_items(an_run *run, found *all, an_error *err)
{
    const size_t n = all->sift.signals.n;
    an_question *questions = malloc((n + 1) * sizeof *questions);
    all->details = malloc((n + 1) * sizeof *all->details);
    an_code code = questions == NULL || all->details == NULL ? an_fail_memory(err) : AN_OK;
    for (size_t i = 0; i < n && code == AN_OK; i++)
        questions[i] =
            (an_question){all->sift.items[i].place, all->sift.items[i].value, all->sift.items[i].mass};
    if (code == AN_OK)
        code = an_intake_ask(all->intake, questions, n, all->details, err);
    if (code == AN_OK && n > 0 && an_intake_reads_again(all->intake))
        code = scan_items(run, all->intake, true, err);
    if (code == AN_OK)
        code = an_intake_answer(all->intake, err);
    free(questions);
    return code;
}

/* Their worth and rank. */
static void rank_items(found *all, const an_signal_rules *rules)
{
    an_signals *signals = &all->sift.signals;
    for (size_t i = 0; i < signals->n; i++)
        an_signals_appraise(&signals->items[i], all->sift.items[i].value, all->sift.items[i].mass,
                            all->details[i].duty_rate);
    an_signals_rank(signals, rules);
}

static an_code find(an_run *run, an_flagged *flagged, found *all, an_error *err)
{
    const an_signal_rules rules = an_flagging_rules(an_run_options(run));
    const bool every = an_options_flag(an_run_options(run), "all");
    an_code code = scan_items(run, all->intake, false, err);
    if (code == AN_OK)
        code = an_by_set_make(&all->sift, an_intake_partitions(all->intake), &flagged->comparison, &rules,
                              every, an_run_threads(run), err);
    if (code == AN_OK)
        code = name_items(run, all, err);
    if (code != AN_OK)
        return code;
    rank_items(all, &rules);
    flagged->signals = &all->sift.signals;
    flagged->scored = all->sift.n_scored;
    flagged->unpriced = an_intake_unpriced(all->intake);
    an_run_note_filtered(run);
    return an_flagged_write(flagged, run, err);
}

an_code an_flagging_sets(an_run *run, an_error *err)
{
    found all = {0};
    an_flagged flagged = {.name = name_found, .context = &all};
    an_code code = an_flagged_start(&flagged, run, err);
    an_intake_plan plan = {.comparison = &flagged.comparison,
                           .by = flagged.by,
                           .period = an_run_period(run),
                           .named = true,
                           .extended = an_flagging_rules(an_run_options(run)).method->fit == NULL,
                           .threads = an_run_threads(run)};
    plan.files = an_run_files(run, &plan.n_files);
    if (code == AN_OK)
        code = an_run_memory(run, &plan.memory, err);
    if (code == AN_OK)
        code = an_intake_new(&all.intake, &plan, err);
    if (code == AN_OK)
        code = find(run, &flagged, &all, err);
    free(all.details);
    an_by_set_free(&all.sift);
    an_intake_free(all.intake);
    return code;
}
