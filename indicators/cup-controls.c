/* cup-controls: how much is controlled, why, and what the controls find. */
#include "cli/program.h"

#define RISK "risk_profile crc"
#define CLOSED "conform irregular"

static const an_need reads[] = {
    {.name = "control_stage", .unless = "controls control_result"},
    {.name = "control_result", .optional = true},
    {.name = "control_basis", .optional = true},
    {.name = NULL},
};

static const an_sum sums[] = {
    {.name = "items", .title = "items", .of = "items", .whole = true},
    {.name = "controls",
     .parts = "with_basis without_basis | closed open_controls without_result",
     .title = "controls",
     .of = "controls"},
    {.name = "closed",
     .parts = "risk_closed random_closed other_closed closed_without_basis",
     .title = "closed controls",
     .of = "controls",
     .where = {{"control_result", CLOSED}}},
    {.name = "irregular",
     .parts = "risk_irregular random_irregular other_irregular irregular_without_basis",
     .title = "irregular",
     .of = "controls",
     .where = {{"control_result", "irregular"}}},
    {.name = "without_result", .of = "controls", .where = {{"control_result", "-"}}},
    {.name = "open_controls", .of = "controls", .where = {{"control_result", "open"}}},
    {.name = "with_basis",
     .parts = "risk random other_basis",
     .of = "controls",
     .where = {{"control_basis", "*"}}},
    {.name = "without_basis", .of = "controls", .where = {{"control_basis", "-"}}},
    {.name = "risk",
     .parts = "risk_closed risk_open risk_without_result",
     .of = "controls",
     .where = {{"control_basis", RISK}}},
    {.name = "risk_closed", .of = "controls", .where = {{"control_basis", RISK}, {"control_result", CLOSED}}},
    {.name = "risk_irregular",
     .of = "controls",
     .where = {{"control_basis", RISK}, {"control_result", "irregular"}}},
    {.name = "risk_without_result",
     .of = "controls",
     .where = {{"control_basis", RISK}, {"control_result", "-"}}},
    {.name = "random",
     .parts = "random_closed random_open random_without_result",
     .of = "controls",
     .where = {{"control_basis", "random"}}},
    {.name = "random_closed",
     .of = "controls",
     .where = {{"control_basis", "random"}, {"control_result", CLOSED}}},
    {.name = "random_irregular",
     .of = "controls",
     .where = {{"control_basis", "random"}, {"control_result", "irregular"}}},
    {.name = "random_without_result",
     .of = "controls",
     .where = {{"control_basis", "random"}, {"control_result", "-"}}},
    {.name = "other_basis", .of = "controls", .where = {{"control_basis", "other"}}},
    {.name = "other_irregular",
     .of = "controls",
     .where = {{"control_basis", "other"}, {"control_result", "irregular"}}},
    {.name = "risk_open", .of = "controls", .where = {{"control_basis", RISK}, {"control_result", "open"}}},
    {.name = "random_open",
     .of = "controls",
     .where = {{"control_basis", "random"}, {"control_result", "open"}}},
    {.name = "other_closed",
     .of = "controls",
     .where = {{"control_basis", "other"}, {"control_result", CLOSED}}},
    {.name = "closed_without_basis",
     .of = "controls",
     .where = {{"control_basis", "-"}, {"control_result", CLOSED}}},
    {.name = "irregular_without_basis",
     .of = "controls",
     .where = {{"control_basis", "-"}, {"control_result", "irregular"}}},
    {.name = NULL},
};

static const an_source sources[] = {
    {.extract = "declarations",
     .date = "acceptance_date",
     .reads = reads,
     .sums = sums,
     .operator = "importer"},
    {.extract = NULL},
};

static const an_indicator indicators[] = {
    {.code = "control_rate",
     .kind = AN_EVENTS,
     .title = "control rate",
     .sentence = "the control rate of items was %v",
     .numerator = "controls",
     .denominator = "items",
     .definition =
         "Controls / items. With control_stage, control_type or control_basis in --by the denominator stays "
         "all items of the group. An item with two controls counts twice in the numerator."},
    {.code = "irregularity_rate",
     .kind = AN_SHARE,
     .title = "irregularity rate",
     .sentence = "the share of closed controls that found an irregularity was %v",
     .numerator = "irregular",
     .denominator = "closed",
     .missing = "without_result",
     .definition =
         "Irregular controls / controls with a result (conform or irregular); open controls are in neither."},
    {.code = "risk_based_share",
     .kind = AN_SHARE,
     .title = "share of risk-based controls",
     .break_at = "2017",
     .numerator = "risk",
     .denominator = "with_basis",
     .missing = "without_basis",
     .definition = "Controls selected by risk analysis (risk_profile, crc) / controls with a known basis. "
                   "The definition changed in 2017 (UCC Article 46(2)): compare with earlier years only "
                   "across a break."},
    {.code = "random_share",
     .kind = AN_SHARE,
     .title = "share of random controls",
     .break_at = "2017",
     .numerator = "random",
     .denominator = "with_basis",
     .missing = "without_basis",
     .definition = "Controls selected at random / controls with a known basis. A break in 2017, as that of "
                   "risk_based_share: what is not selected by risk analysis changed with it."},
    {.code = "risk_irregularity_rate",
     .kind = AN_SHARE,
     .title = "irregularity rate of risk-based controls",
     .break_at = "2017",
     .numerator = "risk_irregular",
     .denominator = "risk_closed",
     .missing = "risk_without_result",
     .definition = "Irregularity rate of the controls selected by risk analysis."},
    {.code = "random_irregularity_rate",
     .kind = AN_SHARE,
     .title = "irregularity rate of random controls",
     .break_at = "2017",
     .numerator = "random_irregular",
     .denominator = "random_closed",
     .missing = "random_without_result",
     .definition = "Irregularity rate of the controls selected at random."},
    {.code = "targeting_lift",
     .kind = AN_RATIO,
     .title = "targeting lift",
     .sentence = "controls based on risk found irregularities %v times as often as random controls",
     .break_at = "2017",
     .numerator = "risk_irregular",
     .denominator = "risk_closed",
     .base_numerator = "random_irregular",
     .base_denominator = "random_closed",
     .missing = "risk_without_result",
     .definition =
         "risk_irregularity_rate / random_irregularity_rate, with Katz's interval, where a cell is 0 "
         "Miettinen and Nurminen's: how many times more often risk analysis finds an irregularity than "
         "chance. Numerator and denominator are those of risk_irregularity_rate."},
    {.code = NULL},
};

static const an_option options[] = {AN_RUN_DISCLOSURE, {.name = NULL}};

static const an_program program = {
    .name = "cup-controls",
    .summary = "control rates, irregularity rates and the lift of risk-based targeting",
    .definition =
        "Counts the items and the controls of declarations and computes what share of the items is "
        "controlled, what share of the controls finds an irregularity, how the controls were selected, and "
        "whether selection by risk analysis finds more than chance.\n\n"
        "Rates are shares with an interval (--interval). A denominator of 0 has status M and no value, one "
        "below --min-n status U. An extract without control_stage and controls, but with control_result, "
        "holds inspected items only: each row with a result is a control, and control_rate says nothing.  "
        "Where there are more controls than items the rate is no share and has no interval.",
    .source = "SWD(2018) 380, chapter 3: objectives 2 and 3, controls at clearance, post-clearance and "
              "post-release; Regulation (EU) No 952/2013 (UCC), Article 46. Wilson 1927, JASA 22:209. Katz "
              "et al. 1978, Biometrics 34:469.",
    .examples =
        "cup-controls --by member_state declarations.csv\n"
        "cup-controls --by control_stage,control_type --where dataset=H1 declarations.csv\n"
        "cup-controls --by member_state declarations.csv | ind-compare | ind-plot funnel -o funnel.svg",
    .options = options,
    .sources = sources,
    .indicators = indicators,
};

AN_PROGRAM(program)
