/* cup-procedures: which procedures the items of declarations are under: the composition of trade. */
#include "cli/program.h"

static const an_need reads[] = {
    {.name = "procedure"},
    {.name = NULL},
};

static const an_sum sums[] = {
    {.name = "declared_items",
     .parts = "items_under_procedure items_without_procedure",
     .title = "items",
     .of = "items"},
    {.name = "items_under_procedure", .of = "items", .where = {{"procedure", "*"}}},
    {.name = "items_without_procedure", .of = "items", .where = {{"procedure", "-"}}},
    {.name = NULL},
};

static const an_source sources[] = {
    {.extract = "declarations", .date = "acceptance_date", .reads = reads, .sums = sums},
    {.extract = NULL},
};

static const an_indicator indicators[] = {
    {.code = "procedure_share",
     .kind = AN_SHARE_OF_TOTAL,
     .title = "share of items",
     .sentence = "the share of items under a procedure was %v",
     .numerator = "items_under_procedure",
     .share_of = "procedure",
     .missing = "items_without_procedure",
     .definition = "Items under the procedure / items of the same group whose procedure is known."},
    {.code = NULL},
};

static const an_program program = {
    .name = "cup-procedures",
    .summary = "shares of the items by procedure",
    .definition = "Counts the items of each procedure, and what share of the group's items they are.",
    .source = "An example of this project's.",
    .examples =
        "cup-procedures declarations.csv\ncup-procedures --by member_state,procedure declarations.csv",
    .by = "procedure",
    .sources = sources,
    .indicators = indicators,
};

AN_PROGRAM(program)
