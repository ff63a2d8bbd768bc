/* cup-sharing: how much of what could be shared with other authorities is shared. */
#include "cli/program.h"

static const an_sum sums[] = {
    {.name = "shareable", .title = "shareable records", .of = "shareable", .where = {{"shared", "*"}}},
    {.name = "shareable_without_shared", .of = "shareable", .where = {{"shared", "-"}}},
    {.name = "shared", .title = "shared", .of = "shared", .where = {{"shareable", "*"}}},
    {.name = NULL},
};

static const an_source sources[] = {
    {.extract = "sharing",
     .date = "date",
     .reads = (const an_need[]){{.name = "shareable"}, {.name = "shared"}, {0}},
     .sums = sums,
     .parts = (const an_part[]){{"shared", "shareable"}, {0}}},
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
    {.code = NULL},
};

static const an_program program = {
    .name = "cup-sharing",
    .summary = "information sharing: what was shared of what could be",
    .definition =
        "Adds up the records that could have been shared and those that were. The kinds are different "
        "things (goods_movements, risk_results, control_results, market_surveillance, postal_platforms): "
        "a rate over all of them is that of the largest; use --by kind. A row with more shared than "
        "shareable is bad.",
    .source = "SWD(2018) 380, section 3.2, objective 2: sharing of data on movements of goods, of risk "
              "analysis results, of control results; cooperation with market surveillance and postal "
              "authorities and platforms. Wilson 1927, JASA 22:209.",
    .examples = "cup-sharing --by kind sharing.csv\n"
                "cup-sharing --by kind,member_state sharing.csv | ind-compare",
    .sources = sources,
    .indicators = indicators,
};

AN_PROGRAM(program)
