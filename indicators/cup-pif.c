/* cup-pif: fraud and irregularities that affect own resources: how often, how much, how much comes back. */
#include "cli/program.h"

enum { AMOUNT, KIND, RECOVERED }; /* places in reads */

static const an_need reads[] = {
    {.name = "pif_amount"},
    {.name = "case_kind"},
    {.name = "recovered", .optional = true},
    {.name = NULL},
};

/* Cases up to this amount need not be reported, so that they are counted nowhere. */
static const int64_t floor_of_reports = 10000; /* EUR */

static bool is_reported(const an_row *row)
{
    return an_decimal_compare(row->values[AMOUNT].number, an_decimal_from_int(floor_of_reports)) > 0;
}

static an_decimal above(const an_row *row, const void *context)
{
    (void)context;
    return an_decimal_from_int(is_reported(row));
}

static an_decimal not_above(const an_row *row, const void *context)
{
    (void)context;
    return an_decimal_from_int(!is_reported(row));
}

static an_decimal amount(const an_row *row, const void *context)
{
    (void)context;
    return is_reported(row) ? row->values[AMOUNT].number : an_decimal_from_int(0);
}

static an_decimal recovered(const an_row *row, const void *context)
{
    (void)context;
    return is_reported(row) ? row->values[RECOVERED].number : an_decimal_from_int(0);
}

static const an_sum cases[] = {
    {.name = "pif_cases",
     .title = "cases",
     .parts = "pif_fraud_cases pif_irregularity_cases pif_unknown_cases",
     .of = "pif_amount",
     .count = above},
    {.name = "pif_fraud_cases",
     .title = "fraudulent",
     .of = "pif_amount",
     .count = above,
     .where = {{"case_kind", "fraud"}}},
    {.name = "pif_irregularity_cases",
     .of = "pif_amount",
     .count = above,
     .where = {{"case_kind", "irregularity"}}},
    {.name = "pif_unknown_cases", .of = "pif_amount", .count = above, .where = {{"case_kind", "-"}}},
    {.name = "pif_known_cases",
     .title = "cases",
     .of = "pif_amount",
     .count = above,
     .where = {{"case_kind", "*"}}},
    {.name = "pif_small_cases", .of = "pif_amount", .count = not_above},
    {.name = "pif_amounts", .title = "EUR affected", .of = "pif_amount", .count = amount},
    {.name = "pif_fraud_amounts",
     .title = "EUR affected by fraud",
     .of = "pif_amount",
     .count = amount,
     .where = {{"case_kind", "fraud"}}},
    {.name = "pif_irregularity_amounts",
     .title = "EUR affected by irregularities",
     .of = "pif_amount",
     .count = amount,
     .where = {{"case_kind", "irregularity"}}},
    {.name = "pif_known_amounts",
     .title = "EUR affected",
     .of = "pif_amount",
     .count = amount,
     .where = {{"case_kind", "*"}}},
    {.name = "pif_followed_amounts",
     .title = "EUR affected",
     .of = "pif_amount",
     .count = amount,
     .where = {{"recovered", "*"}}},
    {.name = "pif_cases_not_followed", .of = "pif_amount", .count = above, .where = {{"recovered", "-"}}},
    {.name = "pif_recovered", .title = "EUR recovered", .of = "recovered", .count = recovered},
    {.name = NULL},
};

static const an_sum collected[] = {
    {.name = "gross_tor",
     .title = "EUR of gross traditional own resources",
     .of = "gross_tor",
     .is_public = true},
    {.name = NULL},
};

static const an_source sources[] = {
    {.extract = "pif", .date = "report_date", .reads = reads, .sums = cases},
    {.extract = "tor", .option = "tor", .date = "date", .sums = collected, .optional = true},
    {.extract = NULL},
};

static const an_indicator indicators[] = {
    {.code = "pif_fraud_detection_rate",
     .kind = AN_RATIO_OF_AMOUNTS,
     .title = "fraud detection rate",
     .sentence = "fraud that was detected affected %v of gross own resources",
     .numerator = "pif_fraud_amounts",
     .denominator = "gross_tor",
     .missing = "pif_small_cases",
     .option = "tor",
     .definition = "Amounts of fraudulent cases / gross traditional own resources of the same period."},
    {.code = "pif_irregularity_detection_rate",
     .kind = AN_RATIO_OF_AMOUNTS,
     .title = "irregularity detection rate",
     .sentence = "irregularities that were detected, other than fraud, affected %v of gross own resources",
     .numerator = "pif_irregularity_amounts",
     .denominator = "gross_tor",
     .missing = "pif_small_cases",
     .option = "tor",
     .definition =
         "Amounts of cases that are no fraud / gross traditional own resources of the same period."},
    {.code = "pif_fraud_frequency",
     .kind = AN_SHARE,
     .title = "fraud frequency",
     .sentence = "%v of the reported cases were fraudulent",
     .numerator = "pif_fraud_cases",
     .denominator = "pif_known_cases",
     .missing = "pif_unknown_cases",
     .definition = "Fraudulent cases / cases whose kind is known."},
    {.code = "pif_fraud_amount_level",
     .kind = AN_RATIO_OF_AMOUNTS,
     .title = "fraud amount level",
     .numerator = "pif_fraud_amounts",
     .denominator = "pif_known_amounts",
     .missing = "pif_unknown_cases",
     .definition = "Amounts of fraudulent cases / amounts of cases whose kind is known."},
    {.code = "pif_recovery_rate",
     .kind = AN_RATIO_OF_AMOUNTS,
     .title = "recovery rate",
     .sentence = "%v of the amounts affected were recovered so far",
     .numerator = "pif_recovered",
     .denominator = "pif_followed_amounts",
     .missing = "pif_cases_not_followed",
     .definition =
         "Recovered / amounts of the cases for which it is reported what was recovered (0 is a report, an "
         "empty cell is none). Old cases had more time than new ones."},
    {.code = NULL},
};

static const an_option options[] = {
    {.name = "tor",
     .type = AN_OPTION_FILE,
     .argument = "FILE",
     .help = "the tor extract: gross traditional own resources, the denominator of the detection rates"},
    {.name = NULL},
};

static const an_program program = {
    .name = "cup-pif",
    .summary = "fraud and irregularities that affect own resources: detection, frequency, amounts, recovery",
    .definition =
        "Takes cases as Member States report them to the Commission (OWNRES). Cases of EUR 10,000 or less "
        "need not be reported: they are left out, whatever the extract holds, so that Member States "
        "compare. n_missing says how many a detection rate leaves out. Columns of --by must be in both "
        "extracts.",
    .source =
        "Annual reports on the protection of the EU's financial interests (PIF reports, Article 325 TFEU), "
        "statistical annex: fraud and irregularity detection rate, fraud frequency level, fraud amount "
        "level, recovery rate; Regulation (EU, Euratom) No 609/2014, Article 5: the floor of EUR 10,000. "
        "SWD(2018) 380, section 3.2, objective 3: detection rate.",
    .examples = "cup-pif --tor tor.csv pif.csv\n"
                "cup-pif --period year --by member_state --tor tor.csv pif.csv",
    .options = options,
    .sources = sources,
    .indicators = indicators,
};

AN_PROGRAM(program)
