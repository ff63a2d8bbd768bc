/* crmf-simplified: controls of simplified declarations against standard ones; their authorisations. */
#include "cli/program.h"
#include "indicator/waiting.h"

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

static const an_sum authorised[] = {
    {.name = "authorisations", .title = "authorisations", .of = "items"},
    {.name = "revoked_authorisations",
     .title = "revoked",
     .of = "items",
     .where = {{"ended_by", "revocation"}}},
    {.name = "authorisations_of_known_audit",
     .title = "authorisations",
     .of = "items",
     .where = {{"audited", "*"}}},
    {.name = "authorisations_of_unknown_audit", .of = "items", .where = {{"audited", "-"}}},
    {.name = "audited_authorisations", .title = "audited", .of = "items", .where = {{"audited", "yes"}}},
    {.name = "authorisations_of_known_connection",
     .title = "authorisations",
     .of = "items",
     .where = {{"connected", "*"}}},
    {.name = "authorisations_of_unknown_connection", .of = "items", .where = {{"connected", "-"}}},
    {.name = "connected_authorisations",
     .title = "connected",
     .of = "items",
     .where = {{"connected", "yes"}}},
    {.name = NULL},
};

static const an_source sources[] = {
    {.extract = "declarations",
     .date = "acceptance_date",
     .reads = reads,
     .sums = sums,
     .operator = "importer",
     .partial = true},
    {.extract = "authorisations",
     .option = "authorisations",
     .date = "granted_date",
     .reads = (const an_need[]){{.name = "granted_date"}, {.name = "ended_date"}, {0}},
     .sums = authorised,
     .parts = (const an_part[]){{"granted_date", "ended_date"}, {0}},
     .sample = (const char *const[]){"granted_date", "ended_date", NULL},
     .optional = true,
     .partial = true},
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
         "simplified_control_rate / standard_control_rate, with Katz's interval, where a cell is 0 "
         "Miettinen and Nurminen's. Below 1: simplified declarations are controlled less. Numerator and "
         "denominator are those of simplified_control_rate."},
    {.code = "authorisations_valid",
     .kind = AN_STOCK,
     .title = "authorisations of simplified procedures that are valid",
     .option = "authorisations",
     .rows = "authorisations",
     .since = "granted_date",
     .until = "ended_date",
     .definition = "Authorisations granted in the period that have not ended by --as-of; with --period "
                   "none all that are valid on that day."},
    {.code = "authorisation_audit_rate",
     .kind = AN_SHARE,
     .title = "share of authorised traders that were audited",
     .sentence = "%v of the holders of authorisations for simplified procedures were audited",
     .option = "authorisations",
     .rows = "authorisations",
     .numerator = "audited_authorisations",
     .denominator = "authorisations_of_known_audit",
     .missing = "authorisations_of_unknown_audit",
     .definition = "Authorisations whose holder was audited in the last three years / authorisations for "
                   "which that is reported."},
    {.code = "authorisation_connected_share",
     .kind = AN_SHARE,
     .title = "share of authorised traders with an electronic connection",
     .option = "authorisations",
     .rows = "authorisations",
     .numerator = "connected_authorisations",
     .denominator = "authorisations_of_known_connection",
     .missing = "authorisations_of_unknown_connection",
     .definition = "Authorisations whose records customs reads by an electronic connection / "
                   "authorisations for which that is reported."},
    {.code = "authorisation_revocation_rate",
     .kind = AN_SHARE,
     .title = "revocation rate of authorisations",
     .option = "authorisations",
     .rows = "authorisations",
     .numerator = "revoked_authorisations",
     .denominator = "authorisations",
     .definition = "Authorisations that customs revoked / authorisations granted in the period. Old ones "
                   "had more time than new ones."},
    {.code = NULL},
};

static const an_option options[] = {
    {.name = "authorisations",
     .type = AN_OPTION_FILE,
     .argument = "FILE",
     .help = "the authorisations extract: who may use simplified procedures, since when and until when"},
    AN_WAITING_AS_OF,
    AN_RUN_DISCLOSURE,
    {.name = NULL},
};

static const an_program program = {
    .name = "crmf-simplified",
    .summary =
        "simplified declarations: their share, control rates against standard ones, authorisations",
    .definition =
        "Compares how often items of simplified and of standard declarations are controlled. Items whose "
        "declaration_type is empty are in neither and counted in n_missing.\n\n"
        "Authorised traders declare most of the simplified ones: the ratio mixes the procedure with the "
        "trader. Compare within --by importer_aeo. A breakdown by control_stage, control_type or "
        "control_basis splits the controls only.\n\n"
        "With --authorisations FILE also the authorisations of these procedures: how many are valid, "
        "audited, connected and revoked (--by authorisation_kind with --period none).",
    .source =
        "SWD(2018) 380, section 3.2, objective 4: controls on simplified procedures (authorisations and "
        "communication systems with economic operators); UCC Articles 166, 179, 182 and 185. Katz et al. "
        "1978, Biometrics 34:469. Miettinen, Nurminen 1985, Stat. Med. 4:213.",
    .examples = "crmf-simplified declarations.csv\n"
                "crmf-simplified --by importer_aeo declarations.csv\n"
                "crmf-simplified --by member_state declarations.csv | ind-plot ratio -o simplified.svg",
    .options = options,
    .sources = sources,
    .indicators = indicators,
};

AN_PROGRAM(program)
