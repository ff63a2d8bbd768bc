/* cup-survey: what Member States answered on the strategy's actions, and how far these have come. */
#include <ctype.h>
#include <math.h>
#include <string.h>

#include "cli/program.h"

enum { ANSWER, MEMBER_STATES }; /* places in survey */

static const an_need survey[] = {
    {.name = "answer"},
    {.name = "member_states"},
    {.name = NULL},
};

static const an_need actions[] = {
    {.name = "status"},
    {.name = NULL},
};

/* An empty answer, or "no reply" written in any way: No_Reply, no-reply. */
static bool is_no_reply(const char *text, size_t size)
{
    static const char words[] = "no reply";
    bool same = size == strlen(words);
    for (size_t i = 0; i < size && same; i++)
        same = tolower((unsigned char)text[i]) == words[i] ||
               (words[i] == ' ' && (text[i] == '_' || text[i] == '-'));
    return same || size == 0;
}

static an_decimal replied(const an_row *row)
{
    an_cell answer = row->values[ANSWER].text;
    const an_decimal none = {0};
    return is_no_reply(answer.text, answer.size) ? none : row->values[MEMBER_STATES].number;
}

static const an_sum answers[] = {
    {.name = "member_states", .of = "member_states"},
    {.name = "replied", .of = "member_states", .count = replied},
    {.name = "survey_rows", .of = "items"},
    {.name = NULL},
};

static const an_sum statuses[] = {
    {.name = "completed", .of = "items", .where = {{"status", "COMPLETED"}}},
    {.name = "ongoing", .of = "items", .where = {{"status", "ONGOING"}}},
    {.name = "not_started", .of = "items", .where = {{"status", "NOT_STARTED"}}},
    {.name = "without_status", .of = "items", .where = {{"status", "-"}}},
    {.name = "action_rows", .of = "items"},
    {.name = NULL},
};

static const an_source sources[] = {
    {.extract = "survey", .reads = survey, .sums = answers, .partial = true},
    {.extract = "actions",
     .option = "actions",
     .reads = actions,
     .sums = statuses,
     .partial = true,
     .optional = true},
    {.extract = NULL},
};

typedef struct survey_report {
    const an_tally *tally;
    const an_settings *settings;
    an_indicators *table;
    size_t answer, n_by; /* place of the answer among the keys, and their number */
} survey_report;

static an_decimal sum_of(const survey_report *report, size_t group, const char *name)
{
    return an_tally_sum(report->tally, group, an_tally_find(report->tally, name));
}

static bool same_question(const survey_report *report, size_t a, size_t b)
{
    const char *const *x = an_tally_key(report->tally, a), *const *y = an_tally_key(report->tally, b);
    for (size_t k = 0; k < report->n_by; k++)
        if (k != report->answer && strcmp(x[k], y[k]) != 0)
            return false;
    return true;
}

static an_result new_result(const survey_report *report, size_t group, const char *code, const char *unit)
{
    return (an_result){.indicator = code,
                       .period = an_tally_period(report->tally, group),
                       .keys = an_tally_key(report->tally, group),
                       .value = NAN,
                       .lower = NAN,
                       .upper = NAN,
                       .has_numerator = true,
                       .unit = unit,
                       .status = 'A',
                       .method = ""};
}

/* All Member States are asked: what they answer is no sample, and has no interval. */
static an_code write_share(const survey_report *report, size_t group, an_error *err)
{
    const char *answer = an_tally_key(report->tally, group)[report->answer];
    if (is_no_reply(answer, strlen(answer)))
        return AN_OK;
    an_result result = new_result(report, group, "answer_share", "ratio");
    result.has_denominator = true;
    result.numerator = sum_of(report, group, "replied");
    for (size_t g = 0; g < an_tally_groups(report->tally); g++)
        if (same_question(report, g, group)) {
            an_decimal silent = sum_of(report, g, "member_states");
            if (!an_decimal_add(&result.denominator, sum_of(report, g, "replied")) ||
                !an_decimal_sub(&silent, sum_of(report, g, "replied")) ||
                !an_decimal_add(&result.n_missing, silent))
                return an_fail(err, AN_DATA, "a sum is too large");
        }
    result.value = an_decimal_double(result.numerator) / an_decimal_double(result.denominator);
    an_indicator_status(&result, report->settings);
    return an_indicators_add(report->table, &result, err);
}

/* The rows of a count, where the extract that it is of has rows. */
static an_code write_counts(const survey_report *report, const char *code, const char *sum, const char *rows,
                            an_error *err)
{
    an_code status = AN_OK;
    for (size_t g = 0; g < an_tally_groups(report->tally) && status == AN_OK; g++) {
        if (sum_of(report, g, rows).units == 0)
            continue;
        an_result result = new_result(report, g, code, "count");
        result.numerator = sum_of(report, g, sum);
        result.n_missing = sum_of(report, g, "without_status");
        an_result_sum(&result);
        status = an_indicators_add(report->table, &result, err);
    }
    return status;
}

static an_code write_rows(const survey_report *report, an_error *err)
{
    an_code code = AN_OK;
    for (size_t g = 0; g < an_tally_groups(report->tally) && code == AN_OK; g++)
        if (sum_of(report, g, "survey_rows").units != 0)
            code = write_share(report, g, err);
    if (code == AN_OK)
        code = write_counts(report, "member_states", "member_states", "survey_rows", err);
    if (code == AN_OK)
        code = write_counts(report, "actions_completed", "completed", "action_rows", err);
    if (code == AN_OK)
        code = write_counts(report, "actions_ongoing", "ongoing", "action_rows", err);
    if (code == AN_OK)
        code = write_counts(report, "actions_not_started", "not_started", "action_rows", err);
    return code;
}

/* The place of the answer in --by. */
static an_code find_answer(an_run *run, const char *const **by, size_t *n_by, size_t *answer, an_error *err)
{
    an_code code = an_run_by(run, by, n_by, err);
    if (code != AN_OK)
        return code;
    for (*answer = 0; *answer < *n_by && strcmp((*by)[*answer], "answer") != 0; ++*answer)
        ;
    return *answer < *n_by
               ? AN_OK
               : an_fail(err, AN_USAGE, "--by: 'answer' must be among the columns: shares are of its values");
}

static an_code check(an_run *run, an_error *err)
{
    const char *const *by;
    size_t n_by, answer;
    return find_answer(run, &by, &n_by, &answer, err);
}

static an_code finish(an_run *run, const an_tally *tally, an_error *err)
{
    const char *const *by;
    survey_report report = {.tally = tally, .settings = an_run_settings(run)};
    an_code code = find_answer(run, &by, &report.n_by, &report.answer, err);
    if (code == AN_OK)
        code = an_indicators_new(&report.table, an_run_writer(run), an_run_format(run), by, report.n_by, err);
    if (code != AN_OK)
        return code;
    code = write_rows(&report, err);
    return an_indicators_end(report.table, code, err);
}

static const an_option options[] = {
    {.name = "actions",
     .type = AN_OPTION_FILE,
     .argument = "FILE",
     .help = "the actions extract: the status of each action of the strategy"},
    {.name = NULL},
};

static const an_program program = {
    .name = "cup-survey",
    .summary = "what Member States answered on the strategy's actions, and the status of these",
    .definition =
        "answer_share: the Member States that gave an answer / those that replied to the question. An "
        "answer that is empty or `no reply` is none: these Member States are in no share, and in "
        "n_missing of all answers of their question. A Member State that gives two answers counts half "
        "for each: numbers may be halves (2.5), and add up exactly. All Member States are asked, so a "
        "share is no estimate and has no interval; status U stands below --min-n replies all the same.\n\n"
        "member_states: the number itself, for `no reply` too.\n\n"
        "actions_completed, actions_ongoing, actions_not_started (with --actions): actions by status. "
        "Columns of --by that only the survey has are empty in their rows; --by objective,answer counts "
        "them by objective.",
    .output = "the indicator table: indicator, period (empty: neither extract is dated), the columns of "
              "--by, value, lower, upper, numerator, denominator, n_missing, unit, status, method",
    .source = "SWD(2018) 380, section 3.2: output indicators from the actors' reports; chapter 2: the tables "
              "of status, results, use and challenges under each sub-action, and the status of each action.",
    .examples = "cup-survey survey.csv\n"
                "cup-survey --actions actions.csv survey.csv\n"
                "cup-survey --where question=challenges --by sub_action,answer survey.csv",
    .by = "sub_action,question,answer",
    .options = options,
    .sources = sources,
    .check = check,
    .finish = finish,
};

int main(int argc, char **argv)
{
    return an_main(&program, argc, argv);
}
