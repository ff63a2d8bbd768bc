/* crmf-simplified: controls of simplified declarations against those of standard ones. */
#include "cli/program.h"

static const an_need reads[] = {
    {.name = "declaration_type"},
    {.name = "control_stage", .unless = "controls control_result"},
    {.name = NULL},
};

static const an_sum sums[] = {
    {.name = "items_of_known_type",
     .parts = "simplified_items standard_items",
     .of = "items",
     .where = {{"declaration_type", "*"}},
     .whole = true},
    {.name = "items_of_unknown_type", .of = "items", .where = {{"declaration_type", "-"}}, .whole = true},
    {.name = "simplified_items", .of = "items", .where = {{"declaration_type", "simplified"}}, .whole = true},
    {.name = "standard_items", .of = "items", .where = {{"declaration_type", "standard"}}, .whole = true},
    {.name = "simplified_controls", .of = "controls", .where = {{"declaration_type", "simplified"}}},
    {.name = "standard_controls", .of = "controls", .where = {{"declaration_type", "standard"}}},
    {.name = "items", .parts = "items_of_known_type items_of_unknown_type", .of = "items", .whole = true},
    {.name = "controls",
     .parts = "simplified_controls standard_controls controls_of_unknown_type",
     .of = "controls"},
    {.name = "controls_of_unknown_type", .of = "controls", .where = {{"declaration_type", "-"}}},
    {.name = NULL},
};

static const an_source sources[] = {
    {.extract = "declarations", .date = "acceptance_date", .reads = reads, .sums = sums, .operator = "importer"},
    {.extract = NULL},
};

static const an_indicator indicators[] = {
    {.code = "simplified_item_share",
     .kind = AN_SHARE,
     .title = "share of items declared in simplified form",
     .numerator = "simplified_items",
     .denominator = "items_of_known_type",
     .missing = "items_of_unknown_type",
     .definition = "Items of simplified declarations / items whose type of declaration is known."},
    {.code = "simplified_control_rate",
     .kind = AN_EVENTS,
     .title = "control rate of simplified declarations",
     .numerator = "simplified_controls",
     .denominator = "simplified_items",
     .definition = "Controls of items of simplified declarations / these items."},
    {.code = "standard_control_rate",
     .kind = AN_EVENTS,
     .title = "control rate of standard declarations",
     .numerator = "standard_controls",
     .denominator = "standard_items",
     .definition = "Controls of items of standard declarations / these items."},
    {.code = "simplified_control_ratio",
     .kind = AN_RATIO,
     .title = "control rate of simplified / of standard declarations",
     .sentence = "the control rate of simplified declarations was %v of that of standard ones",
     .numerator = "simplified_controls",
     .denominator = "simplified_items",
     .base_numerator = "standard_controls",
     .base_denominator = "standard_items",
     .missing = "items_of_unknown_type",
     .definition =
         "simplified_control_rate / standard_control_rate, with Katz's interval. Below 1: simplified "
         "declarations are controlled less. Numerator and denominator are those of simplified_control_rate."},
    {.code = NULL},
};

static const an_option options[] = {AN_RUN_DISCLOSURE, {.name = NULL}};

static const an_program program = {
    .name = "crmf-simplified",
    .summary = "simplified declarations: their share, and their control rate against standard ones",
    .definition =
        "Compares how often items of simplified and of standard declarations are controlled. Items whose "
        "declaration_type is empty are in neither and counted in n_missing.\n\n"
        "Authorised traders declare most of the simplified ones: the ratio mixes the procedure with the "
        "trader. Compare within --by importer_aeo. A breakdown by control_stage, control_type or "
        "control_basis splits the controls only.",
    .source =
        "SWD(2018) 380, section 3.2, objective 4: controls on simplified procedures; UCC Articles 166 "
        "and 182. Katz et al. 1978, Biometrics 34:469.",
    .examples = "crmf-simplified declarations.csv\n"
                "crmf-simplified --by importer_aeo declarations.csv\n"
                "crmf-simplified --by member_state declarations.csv | ind-plot ratio -o simplified.svg",
    .options = options,
    .sources = sources,
    .indicators = indicators,
};

AN_PROGRAM(program)
