/* cup-seizures: what was seized, by kind of goods, in cases and in quantities. */
#include <string.h>

#include "cli/program.h"

static const an_sum sums[] = {
    {.name = "seizure_cases", .title = "cases", .of = "cases"},
    {.name = "cases_without_quantity", .of = "cases", .where = {{"quantity", "-"}}},
    {.name = "seized_quantity", .title = "quantity", .of = "quantity"},
    {.name = "cases_with_quantity", .of = "cases", .where = {{"quantity", "*"}}},
    {.name = NULL},
};

static const an_source sources[] = {
    {.extract = "seizures",
     .date = "date",
     .reads = (const an_need[]){{.name = "goods"}, {.name = "quantity"}, {.name = "quantity_unit"}, {0}},
     .sums = sums},
    {.extract = NULL},
};

static const an_indicator indicators[] = {
    {.code = "seizure_cases",
     .kind = AN_COUNT,
     .title = "cases of seizure",
     .sentence = "there were %v seizures",
     .numerator = "seizure_cases",
     .definition = "Cases of seizure; a row without a number is one case."},
    {.code = "seizure_quantity",
     .kind = AN_AMOUNT,
     .title = "quantity seized",
     .numerator = "seized_quantity",
     .unit = "quantity",
     .missing = "cases_without_quantity",
     .known = "cases_with_quantity",
     .definition = "The quantity seized, in the unit of quantity_unit. n_missing: cases without a quantity."},
    {.code = NULL},
};

/* Whether a condition names one unit alone. */
static bool fixes_unit(const char *condition)
{
    static const char equals[] = "quantity_unit=";
    return strncmp(condition, equals, sizeof equals - 1) == 0 && strchr(condition, ',') == NULL;
}

/* Kilograms and pieces do not add up. */
static an_code keep_units_apart(an_run *run, an_error *err)
{
    size_t n, n_by;
    const char *const *by;
    const char *const *const where = an_options_list(an_run_options(run), "where", &n);
    for (size_t i = 0; i < n; i++)
        if (fixes_unit(where[i]))
            return AN_OK;
    const an_code code = an_run_by(run, &by, &n_by, err);
    for (size_t k = 0; code == AN_OK && k < n_by; k++)
        if (strcmp(by[k], "quantity_unit") == 0)
            return AN_OK;
    return code != AN_OK
               ? code
               : an_fail(err, AN_USAGE,
                         "--by: 'quantity_unit' must be among the columns, or --where quantity_unit=kg "
                         "choose one: quantities of different units do not add up");
}

static const an_program program = {
    .name = "cup-seizures",
    .summary = "seizures by kind of goods: cases and quantities",
    .definition =
        "Adds up cases and quantities of seizures: drugs, cigarettes, firearms, cash, goods that infringe "
        "intellectual property, protected species (CITES), cultural goods. Quantities of different units "
        "are never mixed: quantity_unit stands in --by (it does by default), or --where chooses one.",
    .source =
        "SWD(2018) 380, section 3.2, objective 3: results of different types of controls; Customs Union "
        "Performance, annual reports: seizures of drugs, cigarettes, firearms, cash, IPR, CITES and cultural "
        "goods. No public definition of a case: one is a row, or what `cases` says.",
    .examples = "cup-seizures seizures.csv\n"
                "cup-seizures --by member_state,quantity_unit --where goods=cigarettes seizures.csv",
    .by = "goods,quantity_unit",
    .sources = sources,
    .indicators = indicators,
    .check = keep_units_apart,
};

AN_PROGRAM(program)
