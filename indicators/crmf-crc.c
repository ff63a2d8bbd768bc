/* crmf-crc: how often the common risk criteria hit, and how many hits remain after a person's look. */
#include "cli/program.h"
#include "indicator/waiting.h"

enum { AUTOMATED, FINAL }; /* places in reads */

static const an_need reads[] = {
    {.name = "automated_hits"},
    {.name = "final_hits"},
    {.name = "items_analysed"},
    {.name = "controls", .optional = true},
    {.name = "irregular", .optional = true},
    {.name = "control_date", .optional = true},
    {.name = NULL},
};

/* Automated hits that a person's look has taken back; the row is known to have both numbers. */
static an_decimal false_hits(const an_row *row, const void *context)
{
    (void)context;
    an_decimal hits = row->values[AUTOMATED].number;
    an_decimal_sub(&hits, row->values[FINAL].number); /* cannot overflow: final_hits is a part */
    return hits;
}

static const an_sum sums[] = {
    {.name = "analysed_items", .of = "items_analysed", .where = {{"automated_hits", "*"}}},
    {.name = "analysed_items_without_hits", .of = "items_analysed", .where = {{"automated_hits", "-"}}},
    {.name = "hits", .of = "automated_hits", .where = {{"items_analysed", "*"}}},
    {.name = "judged_hits",
     .parts = "final_hits false_hits",
     .of = "automated_hits",
     .where = {{"final_hits", "*"}}},
    {.name = "hits_not_judged", .of = "automated_hits", .where = {{"final_hits", "-"}}},
    {.name = "final_hits", .of = "final_hits", .where = {{"automated_hits", "*"}}},
    {.name = "false_hits",
     .of = "automated_hits",
     .count = false_hits,
     .where = {{"automated_hits", "*"}, {"final_hits", "*"}}},
    {.name = "crc_followed_hits", .title = "final hits", .of = "final_hits", .where = {{"controls", "*"}}},
    {.name = "crc_hits_not_followed", .of = "final_hits", .where = {{"controls", "-"}}},
    {.name = "crc_controls", .title = "controls", .of = "controls", .where = {{"final_hits", "*"}}},
    {.name = "crc_judged_controls", .title = "controls", .of = "controls", .where = {{"irregular", "*"}}},
    {.name = "crc_controls_not_judged", .of = "controls", .where = {{"irregular", "-"}}},
    {.name = "crc_irregular", .title = "irregular", .of = "irregular", .where = {{"controls", "*"}}},
    {.name = "crc_dated_controls", .of = "items", .where = {{"control_date", "*"}}},
    {.name = NULL},
};

static const an_source sources[] = {
    {.extract = "crc",
     .date = "date",
     .reads = reads,
     .sums = sums,
     .parts =
         (const an_part[]){
             {"final_hits", "automated_hits"}, {"irregular", "controls"}, {"date", "control_date"}, {0}},
     .sample = (const char *const[]){"date", "control_date", NULL}},
    {.extract = NULL},
};

static const an_indicator indicators[] = {
    {.code = "crc_hit_rate",
     .kind = AN_EVENTS,
     .title = "CRC hit rate",
     .numerator = "hits",
     .denominator = "analysed_items",
     .missing = "analysed_items_without_hits",
     .definition = "Automated hits / items analysed. An item that several criteria hit counts several "
                   "times in the numerator; where there are more hits than items there is no interval."},
    {.code = "crc_final_hit_share",
     .kind = AN_SHARE,
     .title = "share of CRC hits that are final",
     .numerator = "final_hits",
     .denominator = "judged_hits",
     .missing = "hits_not_judged",
     .definition = "Final hits / automated hits: the precision of the criteria."},
    {.code = "crc_false_positive_share",
     .kind = AN_SHARE,
     .title = "share of CRC hits that are false",
     .numerator = "false_hits",
     .denominator = "judged_hits",
     .missing = "hits_not_judged",
     .definition = "(Automated hits - final hits) / automated hits: 1 - precision. It is a share of the "
                   "hits and no false-positive rate: what no criterion hit was not examined."},
    {.code = "crc_control_rate",
     .kind = AN_EVENTS,
     .title = "control rate of CRC hits",
     .sentence = "%v of the final hits of common risk criteria were controlled",
     .numerator = "crc_controls",
     .denominator = "crc_followed_hits",
     .missing = "crc_hits_not_followed",
     .rows = "crc_followed_hits",
     .definition =
         "Controls / final hits of which it is reported whether they were controlled. No row where none is."},
    {.code = "crc_control_irregularity_rate",
     .kind = AN_SHARE,
     .title = "irregularity rate of controls of CRC hits",
     .sentence = "%v of the controls of CRC hits found an irregularity",
     .numerator = "crc_irregular",
     .denominator = "crc_judged_controls",
     .missing = "crc_controls_not_judged",
     .rows = "crc_judged_controls",
     .definition = "Irregular controls / controls of final hits whose results are reported."},
    {.code = "crc_control_median_days",
     .kind = AN_QUANTILE,
     .title = "median days from a CRC hit to its control",
     .sentence = "half of the final hits of common risk criteria were controlled within %v",
     .unit = "days",
     .rows = "crc_dated_controls",
     .since = "date",
     .until = "control_date",
     .definition = "In an extract of a hit a row: the time within which half of the hits are controlled, "
                   "by Kaplan and Meier, one not controlled yet counting as `longer than so far`. No row "
                   "where no control is dated."},
    {.code = NULL},
};

static const an_option options[] = {
    AN_WAITING_AS_OF,
    {.name = NULL},
};

static const an_program program = {
    .name = "crmf-crc",
    .summary = "common risk criteria: hit rate, final hits and false positives",
    .definition =
        "Adds up the items analysed against the common risk criteria, their automated hits and the hits "
        "that remain after a person has looked (final hits), and computes shares with an interval; where "
        "the extract has them also what followed: controls of final hits, their results and how long they "
        "took.\n\n"
        "Hits whose final number is not known yet (an empty cell) are in neither part of the shares of hits "
        "and counted in n_missing. A row with more final than automated hits is bad.",
    .source = "SWD(2018) 380, section 3.2, objective 4: items subject to CRC analysis, automated hits, "
              "final hits, false positives. Kaplan, Meier 1958, JASA 53:457.",
    .examples = "crmf-crc crc.csv\n"
                "crmf-crc --by policy_area crc.csv | ind-trend\n"
                "crmf-crc --by member_state --where policy_area=safety crc.csv | ind-compare",
    .options = options,
    .sources = sources,
    .indicators = indicators,
};

AN_PROGRAM(program)
