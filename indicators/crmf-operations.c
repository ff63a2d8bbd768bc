/* crmf-operations: what priority control areas and joint customs operations have found. */
#include "cli/program.h"

static const an_need reads[] = {
    {.name = "controls"},
    {.name = "irregular"},
    {.name = "seizures"},
    {.name = "established_amount"},
    {.name = "participated", .optional = true},
    {.name = NULL},
};

static const an_sum sums[] = {
    {.name = "operation_controls", .parts = "operation_judged operation_not_judged", .of = "controls"},
    {.name = "unknown_operation_controls", .of = "items", .where = {{"controls", "-"}}},
    {.name = "operation_judged", .of = "controls", .where = {{"irregular", "*"}}},
    {.name = "operation_not_judged", .of = "controls", .where = {{"irregular", "-"}}},
    {.name = "operation_irregular", .of = "irregular", .where = {{"controls", "*"}}},
    {.name = "operation_seizures", .of = "seizures"},
    {.name = "unknown_operation_seizures", .of = "items", .where = {{"seizures", "-"}}},
    {.name = "operation_established", .of = "established_amount"},
    {.name = "unknown_operation_established", .of = "items", .where = {{"established_amount", "-"}}},
    {.name = "operation_valued_controls", .of = "controls", .where = {{"established_amount", "*"}}},
    {.name = "operation_controls_not_valued", .of = "controls", .where = {{"established_amount", "-"}}},
    {.name = "operation_valued", .of = "established_amount", .where = {{"controls", "*"}}},
    {.name = "operation_invited", .title = "invitations", .of = "items", .where = {{"participated", "*"}}},
    {.name = "operation_participations",
     .title = "took part",
     .of = "items",
     .where = {{"participated", "yes"}}},
    {.name = "operation_participation_unknown", .of = "items", .where = {{"participated", "-"}}},
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
     .kind = AN_COUNT,
     .title = "operation controls",
     .numerator = "operation_controls",
     .missing = "unknown_operation_controls",
     .definition = "Controls made in the operations. n_missing: rows that do not report them."},
    {.code = "operation_irregularity_rate",
     .kind = AN_SHARE,
     .title = "operation irregularity rate",
     .numerator = "operation_irregular",
     .denominator = "operation_judged",
     .missing = "operation_not_judged",
     .definition = "Irregular controls / controls. Controls of rows that do not report irregularities "
                   "(an empty cell, not 0) are left out and counted in n_missing."},
    {.code = "operation_seizures",
     .kind = AN_COUNT,
     .title = "operation seizures",
     .numerator = "operation_seizures",
     .missing = "unknown_operation_seizures",
     .definition = "Seizures. n_missing: rows that do not report them."},
    {.code = "operation_established",
     .kind = AN_AMOUNT,
     .title = "operation established",
     .numerator = "operation_established",
     .missing = "unknown_operation_established",
     .unit = "EUR",
     .definition = "Amounts established, EUR. n_missing: rows that do not report them."},
    {.code = "operation_yield",
     .kind = AN_MEAN,
     .title = "amount established per control of an operation",
     .unit = "EUR",
     .numerator = "operation_valued",
     .denominator = "operation_valued_controls",
     .missing = "operation_controls_not_valued",
     .definition = "Amounts established / controls of the rows that report both, EUR."},
    {.code = "operation_participation_rate",
     .kind = AN_SHARE_OF_TOTAL,
     .title = "participation in operations",
     .sentence = "%v of the invitations to operations were taken up",
     .numerator = "operation_participations",
     .denominator = "operation_invited",
     .missing = "operation_participation_unknown",
     .rows = "operation_invited",
     .definition = "Invitations that a Member State took up / invitations (rows whose `participated` is "
                   "yes or no). All of them are known: there is no interval. No row where the extract does "
                   "not say."},
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

AN_PROGRAM(program)
