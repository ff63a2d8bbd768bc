/* crmf-rif: risk information forms: how many, how good, and how soon they are answered. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/program.h"
#include "stat/survival.h"

enum { ISSUED, DUE, ANSWERED, WIDTH }; /* places in sample */

static const an_need reads[] = {
    {.name = "issue_date"},       {.name = "fields_required"},
    {.name = "fields_completed"}, {.name = "fields_precise"},
    {.name = "relevant"},         {.name = "feedback_due_date"},
    {.name = "feedback_date"},    {.name = NULL},
};

static const an_sum sums[] = {
    {.name = "rifs", .of = "items"},
    {.name = "required", .of = "fields_required", .where = {{"fields_completed", "*"}}},
    {.name = "required_unknown", .of = "fields_required", .where = {{"fields_completed", "-"}}},
    {.name = "completed", .of = "fields_completed", .where = {{"fields_required", "*"}}},
    {.name = "judged", .of = "fields_completed", .where = {{"fields_precise", "*"}}},
    {.name = "not_judged", .of = "fields_completed", .where = {{"fields_precise", "-"}}},
    {.name = "precise", .of = "fields_precise", .where = {{"fields_completed", "*"}}},
    {.name = "with_relevance", .of = "items", .where = {{"relevant", "*"}}},
    {.name = "without_relevance", .of = "items", .where = {{"relevant", "-"}}},
    {.name = "relevant", .of = "items", .where = {{"relevant", "yes"}}},
    {.name = NULL},
};

static const an_part parts[] = {
    {"fields_completed", "fields_required"},
    {"fields_precise", "fields_completed"},
    {"issue_date", "feedback_due_date"},
    {"issue_date", "feedback_date"},
    {0},
};

static const an_source sources[] = {
    {.extract = "rif",
     .date = "issue_date",
     .reads = reads,
     .sums = sums,
     .parts = parts,
     .sample = (const char *const[]){"issue_date", "feedback_due_date", "feedback_date", NULL}},
    {.extract = NULL},
};

/* The day up to which feedback is known: --as-of, or the last day that the extract names as past. */
static double last_day(const an_run *run, const an_tally *tally)
{
    const char *text = an_options_text(an_run_options(run), "as-of");
    an_date date;
    if (text != NULL && an_date_parse(text, strlen(text), NULL, &date) == AN_OK)
        return date;
    double last = -INFINITY;
    for (size_t g = 0; g < an_tally_groups(tally); g++) {
        size_t n;
        const double *row = an_tally_sample(tally, g, &n);
        for (size_t i = 0; i < n; i++, row += WIDTH)
            last = fmax(last, fmax(row[ISSUED], row[ANSWERED])); /* fmax passes over a NAN */
    }
    return last;
}

/* Forms whose feedback was due by the last day: answered by then, or not. */
static an_code on_time(const an_indicator *indicator, const an_tally *tally, size_t group,
                       const an_settings *settings, const void *run, an_result *result, an_error *err)
{
    (void)indicator;
    (void)err;
    size_t n, due = 0, met = 0;
    const double *row = an_tally_sample(tally, group, &n), last = last_day(run, tally);
    for (size_t i = 0; i < n; i++, row += WIDTH)
        if (row[DUE] <= last) {
            due++;
            met += row[ANSWERED] <= row[DUE];
        }
    result->has_numerator = result->has_denominator = true;
    result->numerator = an_decimal_from_int((int64_t)met);
    result->denominator = an_decimal_from_int((int64_t)due);
    result->n_missing = an_decimal_from_int((int64_t)(n - due));
    an_result_rate(result, settings);
    return AN_OK;
}

typedef struct waiting {
    double *time;
    bool *happened;
    size_t *order;
    an_survival_step *steps;
    size_t n, answered;
} waiting;

/* The days from issue to feedback, or to the last day where it is still open then. */
static void measure(waiting *w, const double *row, size_t n, double last)
{
    for (size_t i = 0; i < n; i++, row += WIDTH) {
        if (!(row[ISSUED] <= last))
            continue;
        w->happened[w->n] = row[ANSWERED] <= last;
        w->time[w->n] = (w->happened[w->n] ? row[ANSWERED] : last) - row[ISSUED];
        w->answered += w->happened[w->n++];
    }
}

static void estimate(waiting *w, const an_settings *settings, an_result *result)
{
    size_t count;
    double median;
    an_interval interval;
    if (an_survival_curve(w->time, w->happened, w->n, w->order, w->steps, &count) != AN_OK ||
        an_survival_quantile(w->steps, count, .5, settings->level, &median, &interval) != AN_OK)
        return;
    result->value = median;
    result->lower = interval.lower;
    result->upper = interval.upper;
    result->method = "kaplan-meier";
    if (isinf(median))
        result->status = 'M'; /* fewer than half were answered while they could be seen */
}

static an_code median_days(const an_indicator *indicator, const an_tally *tally, size_t group,
                           const an_settings *settings, const void *run, an_result *result, an_error *err)
{
    (void)indicator;
    size_t n;
    const double *row = an_tally_sample(tally, group, &n);
    waiting w = {.time = malloc((n + 1) * sizeof *w.time),
                 .happened = malloc((n + 1) * sizeof *w.happened),
                 .order = malloc((n + 1) * sizeof *w.order),
                 .steps = malloc((n + 1) * sizeof *w.steps)};
    an_code code = AN_OK;
    if (w.time == NULL || w.happened == NULL || w.order == NULL || w.steps == NULL) {
        code = an_fail_memory(err);
    } else {
        measure(&w, row, n, last_day(run, tally));
        result->has_numerator = result->has_denominator = true;
        result->numerator = an_decimal_from_int((int64_t)w.answered);
        result->denominator = an_decimal_from_int((int64_t)w.n);
        result->n_missing = an_decimal_from_int((int64_t)(n - w.n));
        an_indicator_status(result, settings);
        estimate(&w, settings, result);
    }
    free(w.time);
    free(w.happened);
    free(w.order);
    free(w.steps);
    return code;
}

static const an_indicator indicators[] = {
    {.code = "rifs_issued", .numerator = "rifs", .definition = "Risk information forms by date of issue."},
    {.code = "rif_completion",
     .numerator = "completed",
     .denominator = "required",
     .missing = "required_unknown",
     .definition = "Fields completed / fields required, over all forms. Fields of one form go together: "
                   "the interval, which takes each for itself, is too narrow rather than too wide."},
    {.code = "rif_precision",
     .numerator = "precise",
     .denominator = "judged",
     .missing = "not_judged",
     .definition = "Fields that are precise / fields completed; the interval as above."},
    {.code = "rif_relevance",
     .numerator = "relevant",
     .denominator = "with_relevance",
     .missing = "without_relevance",
     .definition = "Forms that their receivers found relevant / forms they judged."},
    {.code = "feedback_on_time_rate",
     .unit = "ratio",
     .compute = on_time,
     .definition =
         "Forms with feedback by feedback_due_date / forms whose feedback was due by --as-of. Forms not "
         "due yet, answered or not, and forms without a due date are in n_missing: to count only the "
         "early answers among them would flatter the rate."},
    {.code = "feedback_median_days",
     .unit = "days",
     .compute = median_days,
     .definition = "The time within which half of the forms are answered, from issue: Kaplan and Meier's "
                   "estimate, in which a form still open counts as `longer than so far`, and its log-log "
                   "interval. Numerator: answered by --as-of; denominator: issued by then. Status M: "
                   "fewer than half are answered while they could be seen."},
    {.code = NULL},
};

static const an_option options[] = {
    {.name = "as-of",
     .type = AN_OPTION_DATE,
     .argument = "DATE",
     .help = "the day up to which feedback is known: later feedback is still open (default: the last "
             "date of issue or feedback in the extract)"},
    {.name = NULL},
};

static const an_program program = {
    .name = "crmf-rif",
    .summary = "risk information forms: number, quality, relevance and timeliness of feedback",
    .definition =
        "Counts the risk information forms of each period of issue, and measures how complete and "
        "precise they are, how relevant their receivers found them, and how soon feedback came.\n\n"
        "Feedback that is still open (an empty feedback_date, or one after --as-of) is neither dropped "
        "nor late: dropping it would make the delay look short, for the slow answers are those still "
        "open. State --as-of when an extract is older than its figures. A row with more precise than "
        "completed or more completed than required fields, or with feedback before its issue, is bad.",
    .source =
        "SWD(2018) 380, section 3.2, objective 4: system usage of risk information forms, their quality "
        "(completion, precision), relevance and timeliness of feedback. Kaplan, Meier 1958, JASA 53:457. "
        "Brookmeyer, Crowley 1982, Biometrics 38:29.",
    .examples = "crmf-rif --as-of 2017-12-31 rif.csv\n"
                "crmf-rif --period year --by member_state --as-of 2017-12-31 rif.csv",
    .options = options,
    .sources = sources,
    .indicators = indicators,
};

int main(int argc, char **argv)
{
    return an_main(&program, argc, argv);
}
