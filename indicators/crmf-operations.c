/* crmf-operations: what priority control areas and joint customs operations have found. */
#include "cli/program.h"

static const an_need reads[] = {
    {.name = "controls"},
    {.name = "irregular"},
    {.name = "seizures"},
    {.name = "established_amount"},
    {.name = NULL},
};

static const an_sum sums[] = {
    {.name = "controls", .of = "controls"},
    {.name = "unknown_controls", .of = "items", .where = {{"controls", "-"}}},
    {.name = "judged", .of = "controls", .where = {{"irregular", "*"}}},
    {.name = "not_judged", .of = "controls", .where = {{"irregular", "-"}}},
    {.name = "irregular", .of = "irregular", .where = {{"controls", "*"}}},
    {.name = "seizures", .of = "seizures"},
    {.name = "unknown_seizures", .of = "items", .where = {{"seizures", "-"}}},
    {.name = "established", .of = "established_amount"},
    {.name = "unknown_established", .of = "items", .where = {{"established_amount", "-"}}},
    {.name = NULL},
};

static const an_source sources[] = {
    {.extract = "operations",
     .date = "start_date",
     .reads = reads,
     .sums = sums,
     .parts = (const an_part[]){{"irregular", "controls"}, {0}}},
    {.extract = NULL},
};

static const an_indicator indicators[] = {
    {.code = "operation_controls",
     .numerator = "controls",
     .missing = "unknown_controls",
     .definition = "Controls made in the operations. n_missing: rows that do not report them."},
    {.code = "operation_irregularity_rate",
     .numerator = "irregular",
     .denominator = "judged",
     .missing = "not_judged",
     .definition = "Irregular controls / controls. Controls of rows that do not report irregularities "
                   "(an empty cell, not 0) are left out and counted in n_missing."},
    {.code = "operation_seizures",
     .numerator = "seizures",
     .missing = "unknown_seizures",
     .definition = "Seizures. n_missing: rows that do not report them."},
    {.code = "operation_established",
     .numerator = "established",
     .missing = "unknown_established",
     .unit = "EUR",
     .definition = "Amounts established, EUR. n_missing: rows that do not report them."},
    {.code = NULL},
};

static const an_program program = {
    .name = "crmf-operations",
    .summary = "priority control areas and joint customs operations: controls and what they found",
    .definition = "Adds up what operations report: one row per operation and Member State, dated by the "
                  "first day of the operation. Controls of an operation are chosen for it: its "
                  "irregularity rate says nothing about trade at large. A row with more irregular "
                  "controls than controls is bad.",
    .source =
        "SWD(2018) 380, section 3.2, objective 4: results of priority control areas (PCA) and joint "
        "customs operations (JCO). Wilson 1927, JASA 22:209.",
    .examples = "crmf-operations --by kind operations.csv\n"
                "crmf-operations --by operation_id,policy_area --period none operations.csv",
    .sources = sources,
    .indicators = indicators,
};

int main(int argc, char **argv)
{
    return an_main(&program, argc, argv);
}
