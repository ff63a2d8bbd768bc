/* cup-cooperation: mutual assistance, and the activities of the customs programme. */
#include "cli/program.h"
#include "indicator/waiting.h"

static const an_sum assisted[] = {
    {.name = "requests", .parts = "followed not_followed", .of = "requests"},
    {.name = "answers", .of = "answers"},
    {.name = "followed", .of = "requests", .where = {{"answers", "*"}}},
    {.name = "not_followed", .of = "requests", .where = {{"answers", "-"}}},
    {.name = "answers_to", .of = "answers", .where = {{"requests", "*"}}},
    {.name = "assistance_rows", .of = "items"},
    {.name = "dated_answers", .of = "items", .where = {{"answer_date", "*"}}},
    {.name = NULL},
};

static const an_sum taken_part[] = {
    {.name = "participations", .of = "participations"},
    {.name = "man_days", .of = "man_days", .is_public = true},
    {.name = "programme_rows", .of = "items"},
    {.name = NULL},
};

static const an_source sources[] = {
    {.extract = "assistance",
     .date = "date",
     .reads =
         (const an_need[]){
             {.name = "requests"}, {.name = "answers"}, {.name = "answer_date", .optional = true}, {0}},
     .sums = assisted,
     .parts = (const an_part[]){{"date", "answer_date"}, {0}},
     .sample = (const char *const[]){"date", "answer_date", NULL}},
    {.extract = "programme",
     .option = "programme",
     .date = "date",
     .reads = (const an_need[]){{.name = "participations"}, {.name = "man_days"}, {0}},
     .sums = taken_part,
     .optional = true},
    {.extract = NULL},
};

static const an_indicator indicators[] = {
    {.code = "requests",
     .kind = AN_COUNT,
     .title = "requests",
     .numerator = "requests",
     .known = "assistance_rows",
     .definition = "Requests for administrative assistance."},
    {.code = "answers",
     .kind = AN_COUNT,
     .title = "answers",
     .numerator = "answers",
     .missing = "not_followed",
     .known = "assistance_rows",
     .definition = "Answers to such requests. n_missing: requests whose answers are not reported."},
    {.code = "answer_rate",
     .kind = AN_EVENTS,
     .title = "answer rate",
     .numerator = "answers_to",
     .denominator = "followed",
     .missing = "not_followed",
     .definition = "Answers / requests of the same period and group. Answers may come in a later period "
                   "than their request: where there are more answers than requests there is no interval. "
                   "Requests whose answers are not reported (an empty cell) are left out and counted in "
                   "n_missing."},
    {.code = "answer_median_days",
     .kind = AN_QUANTILE,
     .title = "median days until a request for assistance is answered",
     .sentence = "half of the requests for assistance were answered within %v",
     .unit = "days",
     .rows = "dated_answers",
     .since = "date",
     .until = "answer_date",
     .definition = "In an extract of a request a row: the time within which half of the requests are "
                   "answered, by Kaplan and Meier, an open one counting as `longer than so far`. No row "
                   "where no answer is dated."},
    {.code = "participations",
     .kind = AN_COUNT,
     .title = "participations",
     .numerator = "participations",
     .option = "programme",
     .known = "programme_rows",
     .definition = "Participations in activities of the customs programme."},
    {.code = "man_days",
     .kind = AN_AMOUNT,
     .title = "man days",
     .numerator = "man_days",
     .unit = "days",
     .option = "programme",
     .known = "programme_rows",
     .definition = "Man-days spent on these activities, technical assistance to third countries among them."},
    {.code = NULL},
};

static const an_option options[] = {
    AN_WAITING_AS_OF,
    {.name = "programme",
     .type = AN_OPTION_FILE,
     .argument = "FILE",
     .help = "the programme extract: participations and man-days by activity"},
    {.name = NULL},
};

static const an_program program = {
    .name = "cup-cooperation",
    .summary = "administrative assistance: requests and answers; participation in the customs programme",
    .definition =
        "Adds up requests for administrative assistance and their answers and, with --programme, the "
        "participations and man-days of the customs programme.\n\n"
        "What was sent and what was received are different things, as are assistance within the EU and "
        "with third countries: use --by direction,scope, or choose one with --where. A column of --by or "
        "--where must then be in both extracts, or --programme be left out. Where only one of the "
        "extracts has rows of a period and group, the indicators of the other have status M there.",
    .source = "SWD(2018) 380, section 3.2, objectives 5 to 7: requests and answers for administrative "
              "assistance sent and received within the EU and with third countries; participations in the "
              "customs programme; man-days spent on technical assistance. Kaplan, Meier 1958, JASA 53:457.",
    .examples = "cup-cooperation --by direction,scope assistance.csv\n"
                "cup-cooperation --programme programme.csv assistance.csv\n"
                "cup-cooperation --programme programme.csv --by member_state assistance.csv",
    .options = options,
    .sources = sources,
    .indicators = indicators,
};

AN_PROGRAM(program)
