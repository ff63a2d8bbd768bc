/* cup-conformity: goods that do not conform, and goods that infringe intellectual property. */
#include "cli/program.h"

static const an_need reads[] = {
    {.name = "import_items", .optional = true},
    {.name = "finding"},
    {.name = NULL},
};

/* Cases / items, told per million. */
static an_code per_million(const an_computation *from, an_result *result, an_error *err)
{
    (void)err;
    result->numerator = an_tally_total(from->tally, from->group, from->indicator->numerator);
    result->denominator = an_tally_total(from->tally, from->group, from->indicator->denominator);
    result->has_numerator = result->has_denominator = true;
    an_result_rate(result, from->settings);
    result->value *= 1e6;
    result->lower *= 1e6;
    result->upper *= 1e6;
    return AN_OK;
}

static const an_sum sums[] = {
    {.name = "conformity_cases", .title = "cases", .of = "cases", .where = {{"finding", "non_conformity"}}},
    {.name = "import_items", .title = "import items", .of = "import_items"},
    {.name = "ipr_cases", .title = "cases", .of = "cases", .where = {{"finding", "ipr"}}},
    {.name = "ipr_articles", .title = "articles", .of = "articles", .where = {{"finding", "ipr"}}},
    {.name = "ipr_without_articles", .of = "cases", .where = {{"finding", "ipr"}, {"articles", "-"}}},
    {.name = "ipr_value", .title = "EUR", .of = "market_value", .where = {{"finding", "ipr"}}},
    {.name = "ipr_without_value", .of = "cases", .where = {{"finding", "ipr"}, {"market_value", "-"}}},
    {.name = NULL},
};

static const an_source sources[] = {
    {.extract = "conformity", .date = "date", .reads = reads, .sums = sums},
    {.extract = NULL},
};

static const an_indicator indicators[] = {
    {.code = "conformity_cases",
     .kind = AN_COUNT,
     .title = "cases of non-conformity",
     .sentence = "there were %v cases of goods that did not conform",
     .numerator = "conformity_cases",
     .definition = "Cases of goods that do not conform to the product rules of the Union."},
    {.code = "conformity_per_million",
     .kind = AN_MEAN,
     .title = "cases of non-conformity per million import items",
     .numerator = "conformity_cases",
     .denominator = "import_items",
     .unit = "cases",
     .compute = per_million,
     .definition =
         "The same / import items, times a million, with the interval of a share. The items stand once for "
         "each date and Member State (import_items on one of its rows), not by finding or product: do not "
         "break down by these."},
    {.code = "ipr_cases",
     .kind = AN_COUNT,
     .title = "cases of infringed intellectual property",
     .numerator = "ipr_cases",
     .definition = "Cases of goods suspected of infringing intellectual property rights."},
    {.code = "ipr_articles",
     .kind = AN_COUNT,
     .title = "articles detained for intellectual property",
     .numerator = "ipr_articles",
     .missing = "ipr_without_articles",
     .definition = "Articles in these cases. n_missing: cases without a number."},
    {.code = "ipr_value",
     .kind = AN_AMOUNT,
     .title = "value of the goods detained for intellectual property",
     .numerator = "ipr_value",
     .unit = "EUR",
     .missing = "ipr_without_value",
     .definition = "What genuine goods would cost on the market. n_missing: cases without a value."},
    {.code = NULL},
};

static const an_program program = {
    .name = "cup-conformity",
    .summary = "non-conforming goods and goods that infringe intellectual property: cases, articles, value",
    .definition =
        "Adds up cases, articles and values of goods that customs stopped because they do not conform, or "
        "are suspected of infringing intellectual property, and sets the first against the import items.",
    .source = "Customs Union: facts and figures (2024: 66,000 cases of intellectual property, 61,000 of "
              "non-conformity, 3,000 of CITES). Regulation (EU) 2019/1020, Articles 25 to 28 (product "
              "compliance); Regulation (EU) No 608/2013 (intellectual property). SWD(2018) 380, section 3.2, "
              "objective 3: results of different types of controls.",
    .examples = "cup-conformity conformity.csv\n"
                "cup-conformity --by member_state --period year conformity.csv",
    .sources = sources,
    .indicators = indicators,
};

AN_PROGRAM(program)
