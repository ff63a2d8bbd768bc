/* cup-sharing: how much of what could be shared with other authorities is shared. */
#include "cli/program.h"
#include "indicator/waiting.h"

static const an_sum sums[] = {
    {.name = "shareable", .title = "shareable records", .of = "shareable", .where = {{"shared", "*"}}},
    {.name = "shareable_without_shared", .of = "shareable", .where = {{"shared", "-"}}},
    {.name = "shared", .title = "shared", .of = "shared", .where = {{"shareable", "*"}}},
    {.name = "sharing_requests", .parts = "sharing_followed sharing_not_followed", .of = "requests"},
    {.name = "sharing_followed", .title = "requests", .of = "requests", .where = {{"answers", "*"}}},
    {.name = "sharing_not_followed", .of = "requests", .where = {{"answers", "-"}}},
    {.name = "sharing_answers", .title = "answers", .of = "answers", .where = {{"requests", "*"}}},
    {.name = "sharing_judged_answers", .title = "answers", .of = "answers", .where = {{"acted_on", "*"}}},
    {.name = "sharing_answers_not_judged", .of = "answers", .where = {{"acted_on", "-"}}},
    {.name = "sharing_acted_on", .title = "led to a measure", .of = "acted_on", .where = {{"answers", "*"}}},
    {.name = "sharing_alerts", .of = "alerts"},
    {.name = "sharing_dated_answers", .of = "items", .where = {{"answer_date", "*"}}},
    {.name = NULL},
};

static const an_need reads[] = {
    {.name = "shareable", .unless = "requests alerts"},
    {.name = "shared", .unless = "requests alerts"},
    {.name = "answer_date", .optional = true},
    {.name = NULL},
};

static const an_source sources[] = {
    {.extract = "sharing",
     .date = "date",
     .reads = reads,
     .sums = sums,
     .parts = (const an_part[]){{"shared", "shareable"},
                                {"answers", "requests"},
                                {"acted_on", "answers"},
                                {"date", "answer_date"},
                                {0}},
     .sample = (const char *const[]){"date", "answer_date", NULL}},
    {.extract = NULL},
};

static const an_indicator indicators[] = {
    {.code = "sharing_rate",
     .kind = AN_SHARE,
     .title = "sharing rate",
     .sentence = "the share of shareable records that were shared was %v",
     .numerator = "shared",
     .denominator = "shareable",
     .missing = "shareable_without_shared",
     .definition =
         "Shared / shareable records. Where it is not reported how much was shared (an empty cell, not "
         "0) the records are left out and counted in n_missing."},
    {.code = "sharing_requests",
     .kind = AN_COUNT,
     .title = "requests for information",
     .numerator = "sharing_requests",
     .rows = "sharing_requests",
     .definition = "Requests of partners (market surveillance, postal operators, platforms). No row where "
                   "none is reported."},
    {.code = "sharing_alerts",
     .kind = AN_COUNT,
     .title = "alerts",
     .numerator = "sharing_alerts",
     .rows = "sharing_alerts",
     .definition = "Alerts given to partners or had from them. No row where none is reported."},
    {.code = "sharing_answer_rate",
     .kind = AN_SHARE,
     .title = "answer rate of requests for information",
     .sentence = "%v of the requests of partners were answered",
     .numerator = "sharing_answers",
     .denominator = "sharing_followed",
     .missing = "sharing_not_followed",
     .rows = "sharing_requests",
     .definition = "Answers / requests whose answers are reported (0 is a report, an empty cell is none)."},
    {.code = "sharing_outcome_share",
     .kind = AN_SHARE,
     .title = "share of answers that led to a measure",
     .numerator = "sharing_acted_on",
     .denominator = "sharing_judged_answers",
     .missing = "sharing_answers_not_judged",
     .rows = "sharing_judged_answers",
     .definition = "Answers on which the partner acted / answers of which that is reported."},
    {.code = "sharing_median_days",
     .kind = AN_QUANTILE,
     .title = "median days until a request for information is answered",
     .unit = "days",
     .rows = "sharing_dated_answers",
     .since = "date",
     .until = "answer_date",
     .definition = "In an extract of a request a row: the time within which half of the requests are "
                   "answered, by Kaplan and Meier, an open one counting as `longer than so far`. No row "
                   "where no answer is dated."},
    {.code = NULL},
};

static const an_option options[] = {
    AN_WAITING_AS_OF,
    {.name = NULL},
};

static const an_program program = {
    .name = "cup-sharing",
    .summary = "information sharing: what was shared of what could be",
    .definition =
        "Adds up the records that could have been shared and those that were. The kinds are different "
        "things (goods_movements, risk_results, control_results, market_surveillance, postal_platforms): "
        "a rate over all of them is that of the largest; use --by kind. A row with more shared than "
        "shareable is bad. Where the extract has them, requests, answers and alerts of partners (market "
        "surveillance authorities, postal operators, platforms) are counted too: use --by kind,partner.",
    .source = "SWD(2018) 380, section 3.2, objective 2: sharing of data on movements of goods, of risk "
              "analysis results, of control results; cooperation with market surveillance and postal "
              "authorities and platforms. Wilson 1927, JASA 22:209. Kaplan, Meier 1958, JASA 53:457.",
    .examples = "cup-sharing --by kind sharing.csv\n"
                "cup-sharing --by kind,member_state sharing.csv | ind-compare",
    .options = options,
    .sources = sources,
    .indicators = indicators,
};

AN_PROGRAM(program)
