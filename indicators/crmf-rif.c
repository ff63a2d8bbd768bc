/* crmf-rif: risk information forms: how many, how good, and how soon they are answered. */
#include <math.h>
#include <stdlib.h>

#include "base/number.h"
#include "cli/program.h"
#include "indicator/waiting.h"
#include "stat/location.h"

enum { ISSUED, DUE, ANSWERED, WIDTH }; /* places in sample */

static const an_need reads[] = {
    {.name = "issue_date"},       {.name = "fields_required"},
    {.name = "fields_completed"}, {.name = "fields_precise"},
    {.name = "relevant"},         {.name = "feedback_due_date"},
    {.name = "feedback_date"},    {.name = NULL},
};

static const an_sum sums[] = {
    {.name = "rifs", .parts = "rifs_with_relevance rifs_without_relevance", .of = "items"},
    {.name = "required_fields", .of = "fields_required", .where = {{"fields_completed", "*"}}},
    {.name = "unknown_fields", .of = "fields_required", .where = {{"fields_completed", "-"}}},
    {.name = "completed_fields", .of = "fields_completed", .where = {{"fields_required", "*"}}},
    {.name = "judged_fields", .of = "fields_completed", .where = {{"fields_precise", "*"}}},
    {.name = "fields_not_judged", .of = "fields_completed", .where = {{"fields_precise", "-"}}},
    {.name = "precise_fields", .of = "fields_precise", .where = {{"fields_completed", "*"}}},
    {.name = "rifs_with_relevance", .of = "items", .where = {{"relevant", "*"}}},
    {.name = "rifs_without_relevance", .of = "items", .where = {{"relevant", "-"}}},
    {.name = "relevant_rifs", .of = "items", .where = {{"relevant", "yes"}}},
    {.name = "answered_in_time", .title = "in time"},
    {.name = "feedback_due", .title = "forms due"},
    {.name = "feedback_not_due"},
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

/* ---- --curve: the course of feedback as a table ---- */

typedef struct curve {
    an_indicators *table;
    an_settings settings;
    const char *period;
    const char *keys[AN_BREAKDOWN_LIMIT]; /* the last one is the days */
    size_t n_keys;
    bool few; /* forms: low reliability */
} curve;

/* A row at some days after issue: the share answered by then, with its band (NULL: none). */
static void add_row(curve *c, double days, const an_survival_step *step, size_t answered, size_t at_risk,
                    size_t open)
{
    char text[AN_NUMBER_SIZE];
    an_interval band;
    an_number_print(days, text);
    c->keys[c->n_keys - 1] = text;
    an_result result = an_result_empty("feedback_answered_share", c->period, c->keys, "ratio");
    an_result_counts(&result, (int64_t)answered, (int64_t)at_risk, (int64_t)open);
    result.value = step != NULL ? 1 - step->survival : 0;
    result.status = c->few ? 'U' : 'A';
    result.method = "kaplan-meier";
    if (step != NULL && an_survival_band(step, c->settings.level, &band) == AN_OK) {
        result.lower = 1 - band.upper;
        result.upper = 1 - band.lower;
    }
    an_indicators_add(c->table, &result);
}

/* A row for each number of days at which feedback came or a form is last seen open. */
static void add_steps(curve *c, const an_waiting *w)
{
    size_t next = 0;
    const an_survival_step *step = NULL;
    if (w->n_steps == 0)
        return; /* no form: no curve */
    if (w->time[w->order[0]] > 0)
        add_row(c, 0, NULL, 0, w->n, 0);
    for (size_t i = 0, end; i < w->n; i = end) {
        const double days = w->time[w->order[i]];
        size_t answered = 0;
        for (end = i; end < w->n && w->time[w->order[end]] <= days; end++)
            answered += w->happened[w->order[end]];
        if (next < w->n_steps && w->steps[next].time <= days)
            step = &w->steps[next++];
        add_row(c, days, step, answered, w->n - i, end - i - answered);
    }
}

/* The days that forms were given for feedback: the median, as a row of its own. */
static an_code add_due(curve *c, const an_tally *tally, size_t group, an_error *err)
{
    size_t n, known = 0;
    char text[AN_NUMBER_SIZE];
    double median;
    const double *row = an_tally_sample(tally, group, &n);
    double *const days = malloc((n + 1) * sizeof *days);
    if (days == NULL)
        return an_fail_memory(err);
    for (size_t i = 0; i < n; i++, row += WIDTH)
        if (!isnan(row[DUE]) && !isnan(row[ISSUED]))
            days[known++] = row[DUE] - row[ISSUED];
    const an_code found = an_location_median(days, known, &median);
    free(days);
    if (found != AN_OK)
        return AN_OK; /* no form has a due date */
    an_number_print(median, text);
    c->keys[c->n_keys - 1] = text;
    an_result result = an_result_empty("feedback_due_days", c->period, c->keys, "days");
    an_result_counts(&result, 0, (int64_t)known, (int64_t)(n - known));
    result.has_numerator = false;
    result.value = median;
    result.method = "median";
    an_indicators_add(c->table, &result);
    return AN_OK;
}

static an_code add_group(curve *c, const an_computation *from, an_error *err)
{
    const an_tally *const tally = from->tally;
    const size_t group = from->group;
    an_waiting w = {0};
    c->period = an_tally_period(tally, group);
    for (size_t k = 0; k + 1 < c->n_keys; k++)
        c->keys[k] = an_tally_key(tally, group)[k];
    an_code code = an_waiting_new(&w, from, err);
    c->few = (int64_t)w.n < c->settings.min_n;
    if (code == AN_OK) {
        add_steps(c, &w);
        code = add_due(c, tally, group, err);
    }
    an_waiting_free(&w);
    return code;
}

/* Whose curve it is. */
static const an_indicator feedback = {.since = "issue_date", .until = "feedback_date"};

static an_code write_curves(an_run *run, const an_tally *tally, an_writer *writer, an_error *err)
{
    const char *const *by;
    size_t n_by;
    const char *names[AN_BREAKDOWN_LIMIT];
    curve c = {.settings = *an_run_settings(run)};
    an_code code = an_run_by(run, &by, &n_by, err);
    if (code != AN_OK)
        return code;
    if (n_by + 1 > AN_BREAKDOWN_LIMIT)
        return an_fail(err, AN_USAGE, "--curve: too many columns in --by");
    for (size_t k = 0; k < n_by; k++)
        names[k] = by[k];
    names[n_by] = "days";
    c.n_keys = n_by + 1;
    code = an_indicators_new(&c.table, writer, AN_FORMAT_CSV, names, c.n_keys, false, err);
    if (code == AN_OK)
        an_indicators_set_provisional(c.table, c.settings.provisional);
    an_computation from = {.indicator = &feedback, .tally = tally, .settings = &c.settings};
    from.last_day = an_waiting_last_day(tally, &feedback, c.settings.as_of);
    for (; from.group < an_tally_groups(tally) && code == AN_OK; from.group++)
        code = add_group(&c, &from, err);
    return an_indicators_end(c.table, code, err);
}

static an_code finish(an_run *run, const an_tally *tally, an_error *err)
{
    an_writer *const writer = an_run_side(run, "curve");
    return writer != NULL ? write_curves(run, tally, writer, err) : AN_OK;
}

static const an_indicator indicators[] = {
    {.code = "rifs_issued",
     .kind = AN_COUNT,
     .title = "RIFs issued",
     .numerator = "rifs",
     .definition = "Risk information forms by date of issue."},
    {.code = "rif_completion",
     .kind = AN_SHARE,
     .title = "RIF completion",
     .numerator = "completed_fields",
     .denominator = "required_fields",
     .missing = "unknown_fields",
     .definition = "Fields completed / fields required, over all forms. Fields of one form go together: "
                   "the interval, which takes each for itself, is too narrow rather than too wide."},
    {.code = "rif_precision",
     .kind = AN_SHARE,
     .title = "RIF precision",
     .numerator = "precise_fields",
     .denominator = "judged_fields",
     .missing = "fields_not_judged",
     .definition = "Fields that are precise / fields completed; the interval as above."},
    {.code = "rif_relevance",
     .kind = AN_SHARE,
     .title = "RIF relevance",
     .numerator = "relevant_rifs",
     .denominator = "rifs_with_relevance",
     .missing = "rifs_without_relevance",
     .definition = "Forms that their receivers found relevant / forms they judged."},
    {.code = "feedback_on_time_rate",
     .kind = AN_SHARE,
     .title = "share of RIF feedback in time",
     .sentence = "the share of feedback on risk information forms that came in time was %v",
     .numerator = "answered_in_time",
     .denominator = "feedback_due",
     .missing = "feedback_not_due",
     .since = "issue_date",
     .until = "feedback_date",
     .due = "feedback_due_date",
     .definition =
         "Forms with feedback by feedback_due_date / forms whose feedback was due by --as-of. Forms not "
         "due yet, answered or not, and forms without a due date are in n_missing: to count only the "
         "early answers among them would flatter the rate."},
    {.code = "feedback_median_days",
     .kind = AN_QUANTILE,
     .title = "median days until RIF feedback",
     .sentence = "half of the risk information forms were answered within %v of their issue",
     .unit = "days",
     .since = "issue_date",
     .until = "feedback_date",
     .definition = "The time within which half of the forms are answered, from issue: Kaplan and Meier's "
                   "estimate, in which a form still open counts as `longer than so far`, and its log-log "
                   "interval. Numerator: answered by --as-of; denominator: issued by then. Status M: "
                   "fewer than half are answered while they could be seen."},
    {.code = "feedback_answered_share",
     .kind = AN_SHARE,
     .title = "risk information forms answered",
     .elsewhere = "--curve",
     .definition = "By the days since issue: the share of forms answered by then, 1 - Kaplan and Meier's "
                   "estimate, with its pointwise log-log band."},
    {.code = "feedback_due_days",
     .kind = AN_QUANTILE,
     .title = "days until RIF feedback is due",
     .unit = "days",
     .elsewhere = "--curve",
     .definition = "The median of the days that forms were given for feedback."},
    {.code = NULL},
};

static const an_option options[] = {
    AN_WAITING_AS_OF,
    {.name = "curve",
     .type = AN_OPTION_OUTPUT,
     .argument = "FILE",
     .help = "writes there, by the days since issue, the share of forms answered by then (ind-plot survival "
             "draws it)"},
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
        "completed or more completed than required fields, or with feedback before its issue, is bad.\n\n"
        "--curve writes an indicator table with the further breakdown column days: feedback_answered_share, "
        "the share of forms answered within so many days of issue (1 - the Kaplan-Meier estimate) with its "
        "pointwise log-log band, numerator: answered at that day, denominator: still open just before, "
        "n_missing: last seen open at that day; and feedback_due_days, the median of the days that forms "
        "were given for feedback.",
    .source =
        "SWD(2018) 380, section 3.2, objective 4: system usage of risk information forms, their quality "
        "(completion, precision), relevance and timeliness of feedback. Kaplan, Meier 1958, JASA 53:457. "
        "Brookmeyer, Crowley 1982, Biometrics 38:29.",
    .examples =
        "crmf-rif --as-of 2017-12-31 rif.csv\n"
        "crmf-rif --period year --curve curve.csv rif.csv && ind-plot survival curve.csv -o curve.svg\n"
        "crmf-rif --period year --by member_state --as-of 2017-12-31 rif.csv",
    .options = options,
    .sources = sources,
    .indicators = indicators,
    .finish = finish,
};

AN_PROGRAM(program)
