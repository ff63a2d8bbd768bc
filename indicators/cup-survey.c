/* cup-survey: what Member States answered on the strategy's actions, and how far these have come. */
#include <ctype.h>
#include <string.h>

#include "cli/program.h"

enum { ANSWER, MEMBER_STATES }; /* places in survey */

static const an_need survey[] = {
    {.name = "answer"},
    {.name = "member_states"},
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

static bool has_reply(const an_row *row)
{
    const an_cell answer = row->values[ANSWER].text;
    return !is_no_reply(answer.text, answer.size);
}

static an_decimal replied(const an_row *row, const void *context)
{
    (void)context;
    const an_decimal none = {0};
    return has_reply(row) ? row->values[MEMBER_STATES].number : none;
}

static an_decimal silent(const an_row *row, const void *context)
{
    (void)context;
    const an_decimal none = {0};
    return has_reply(row) ? none : row->values[MEMBER_STATES].number;
}

static an_decimal is_reply(const an_row *row, const void *context)
{
    (void)context;
    return an_decimal_from_int(has_reply(row));
}

static const an_sum answers[] = {
    {.name = "asked_member_states", .parts = "replied silent", .of = "member_states"},
    {.name = "replied", .of = "member_states", .count = replied},
    {.name = "silent", .of = "member_states", .count = silent},
    {.name = "reply_rows", .of = "answer", .count = is_reply},
    {.name = "survey_rows", .of = "items"},
    {.name = NULL},
};

static const an_sum statuses[] = {
    {.name = "completed_actions", .of = "items", .where = {{"status", "COMPLETED"}}},
    {.name = "ongoing_actions", .of = "items", .where = {{"status", "ONGOING"}}},
    {.name = "not_started_actions", .of = "items", .where = {{"status", "NOT_STARTED"}}},
    {.name = "actions_without_status", .of = "items", .where = {{"status", "-"}}},
    {.name = "action_rows", .of = "items"},
    {.name = NULL},
};

static const an_source sources[] = {
    {.extract = "survey", .reads = survey, .sums = answers, .partial = true},
    {.extract = "actions",
     .option = "actions",
     .reads = (const an_need[]){{.name = "status"}, {0}},
     .sums = statuses,
     .partial = true,
     .optional = true},
    {.extract = NULL},
};

static const an_indicator indicators[] = {
    {.code = "answer_share",
     .kind = AN_SHARE_OF_TOTAL,
     .title = "answer share",
     .numerator = "replied",
     .share_of = "answer",
     .missing = "silent",
     .rows = "reply_rows",
     .definition = "The Member States that gave an answer / those that replied to the question."},
    {.code = "member_states",
     .kind = AN_COUNT,
     .title = "Member States",
     .numerator = "asked_member_states",
     .rows = "survey_rows",
     .definition = "The number itself, for `no reply` too."},
    {.code = "actions_completed",
     .kind = AN_COUNT,
     .title = "actions completed",
     .numerator = "completed_actions",
     .missing = "actions_without_status",
     .rows = "action_rows",
     .definition = "Actions that are completed."},
    {.code = "actions_ongoing",
     .kind = AN_COUNT,
     .title = "actions ongoing",
     .numerator = "ongoing_actions",
     .missing = "actions_without_status",
     .rows = "action_rows",
     .definition = "Actions that are under way."},
    {.code = "actions_not_started",
     .kind = AN_COUNT,
     .title = "actions not started",
     .numerator = "not_started_actions",
     .missing = "actions_without_status",
     .rows = "action_rows",
     .definition = "Actions that have not begun."},
    {.code = NULL},
};

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
    .indicators = indicators,
};

AN_PROGRAM(program)
