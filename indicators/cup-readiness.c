/* cup-readiness: which Member States can deliver the new data elements, and what stands in the way. */
#include "cli/program.h"
#include "indicator/waiting.h"

static const an_sum reported[] = {
    {.name = "elements",
     .title = "elements reported on",
     .parts = "elements_ready elements_not_ready",
     .of = "items",
     .where = {{"readiness", "*"}}},
    {.name = "elements_ready", .title = "ready", .of = "items", .where = {{"readiness", "ready"}}},
    {.name = "elements_not_ready", .of = "items", .where = {{"readiness", "in_progress not_ready"}}},
    {.name = "elements_unknown", .of = "items", .where = {{"readiness", "-"}}},
    {.name = NULL},
};

static const an_sum stated[] = {
    {.name = "shortcoming_rows", .of = "items"},
    {.name = NULL},
};

static const an_source sources[] = {
    {.extract = "readiness",
     .date = "date",
     .reads = (const an_need[]){{.name = "readiness"}, {0}},
     .sums = reported},
    {.extract = "shortcomings",
     .option = "shortcomings",
     .date = "opened_date",
     .reads = (const an_need[]){{.name = "opened_date"}, {.name = "closed_date"}, {0}},
     .sums = stated,
     .parts = (const an_part[]){{"opened_date", "closed_date"}, {0}},
     .sample = (const char *const[]){"opened_date", "closed_date", NULL},
     .optional = true,
     .partial = true},
    {.extract = NULL},
};

static const an_indicator indicators[] = {
    {.code = "readiness_share",
     .kind = AN_SHARE_OF_TOTAL,
     .title = "readiness for new data elements",
     .sentence = "Member States were ready to deliver %v of the new data elements",
     .numerator = "elements_ready",
     .denominator = "elements",
     .missing = "elements_unknown",
     .known = "elements",
     .definition =
         "Reports `ready` / reports whose status is known, a report being of one Member State and data "
         "element. All of them are asked: there is no interval."},
    {.code = "shortcomings_open",
     .kind = AN_STOCK,
     .title = "shortcomings that are open",
     .option = "shortcomings",
     .known = "shortcoming_rows",
     .since = "opened_date",
     .until = "closed_date",
     .definition = "Shortcomings stated in the period that are not remedied by --as-of."},
    {.code = "shortcomings_closed",
     .kind = AN_COUNT,
     .title = "shortcomings that are remedied",
     .option = "shortcomings",
     .known = "shortcoming_rows",
     .since = "opened_date",
     .until = "closed_date",
     .definition = "Shortcomings stated in the period that are remedied by --as-of."},
    {.code = "shortcoming_median_days",
     .kind = AN_QUANTILE,
     .title = "median days until a shortcoming is remedied",
     .sentence = "half of the shortcomings were remedied within %v",
     .unit = "days",
     .option = "shortcomings",
     .known = "shortcoming_rows",
     .since = "opened_date",
     .until = "closed_date",
     .definition =
         "The time within which half of the shortcomings are remedied: Kaplan and Meier's estimate, in "
         "which one still open counts as `longer than so far`, with its log-log interval. Status M: "
         "fewer than half were remedied while they could be seen."},
    {.code = NULL},
};

static const an_option options[] = {
    {.name = "shortcomings",
     .type = AN_OPTION_FILE,
     .argument = "FILE",
     .help = "the shortcomings extract: what stands in the way, since when and until when"},
    AN_WAITING_AS_OF,
    {.name = NULL},
};

static const an_program program = {
    .name = "cup-readiness",
    .summary = "readiness of Member States for new data elements, and their shortcomings",
    .definition =
        "Counts which data elements each Member State reports itself ready to deliver (Surveillance) and, "
        "with --shortcomings, how many shortcomings (legal, IT, staff) are open and how long they last. "
        "Several reports of one element in one period are several rows: take the last with --where, or "
        "break down by period.",
    .source =
        "SWD(2018) 380, section 3.2, objective 1: Member States' readiness to feed new data elements in "
        "Surveillance 3; shortcomings in Member States (legal, IT). No public definition: the count of "
        "elements is this project's. Kaplan, Meier 1958, JASA 53:457.",
    .examples = "cup-readiness --by member_state readiness.csv\n"
                "cup-readiness --shortcomings shortcomings.csv --as-of 2017-12-31 readiness.csv",
    .options = options,
    .sources = sources,
    .indicators = indicators,
};

AN_PROGRAM(program)
