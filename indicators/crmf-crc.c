/* crmf-crc: how often the common risk criteria hit, and how many hits remain after a person's look. */
#include "cli/program.h"

enum { AUTOMATED, FINAL }; /* places in reads */

static const an_need reads[] = {
    {.name = "automated_hits"},
    {.name = "final_hits"},
    {.name = "items_analysed"},
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
    {.name = NULL},
};

static const an_source sources[] = {
    {.extract = "crc",
     .date = "date",
     .reads = reads,
     .sums = sums,
     .parts = (const an_part[]){{"final_hits", "automated_hits"}, {0}}},
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
    {.code = NULL},
};

static const an_program program = {
    .name = "crmf-crc",
    .summary = "common risk criteria: hit rate, final hits and false positives",
    .definition =
        "Adds up the items analysed against the common risk criteria, their automated hits and the hits "
        "that remain after a person has looked (final hits), and computes three shares with an interval.\n\n"
        "Hits whose final number is not known yet (an empty cell) are in neither part of the shares of "
        "hits and counted in n_missing. A row with more final than automated hits is bad.",
    .source = "SWD(2018) 380, section 3.2, objective 4: items subject to CRC analysis, automated hits, "
              "final hits, false positives.",
    .examples = "crmf-crc crc.csv\n"
                "crmf-crc --by policy_area crc.csv | ind-trend\n"
                "crmf-crc --by member_state --where policy_area=safety crc.csv | ind-compare",
    .sources = sources,
    .indicators = indicators,
};

AN_PROGRAM(program)
