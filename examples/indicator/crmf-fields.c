/* crmf-fields: how many fields a risk information form has filled in, on average. */
#include "cli/program.h"

static const an_need reads[] = {
    {.name = "fields_completed"},
    {.name = NULL},
};

static const an_sum sums[] = {
    {.name = "rif_fields", .title = "fields completed", .of = "fields_completed"},
    {.name = "rif_fields_squared", .of = "fields_completed", .square = true},
    {.name = "rifs_with_fields",
     .title = "risk information forms",
     .of = "items",
     .where = {{"fields_completed", "*"}}},
    {.name = "rifs_without_fields", .of = "items", .where = {{"fields_completed", "-"}}},
    {.name = NULL},
};

static const an_source sources[] = {
    {.extract = "rif", .date = "issue_date", .reads = reads, .sums = sums},
    {.extract = NULL},
};

static const an_indicator indicators[] = {
    {.code = "rif_fields_mean",
     .kind = AN_MEAN,
     .title = "fields completed per RIF",
     .sentence = "risk information forms had %v completed on average",
     .unit = "fields",
     .numerator = "rif_fields",
     .squares = "rif_fields_squared",
     .denominator = "rifs_with_fields",
     .missing = "rifs_without_fields",
     .definition = "Fields completed / forms whose number of completed fields is known."},
    {.code = NULL},
};

static const an_program program = {
    .name = "crmf-fields",
    .summary = "fields completed per risk information form",
    .definition = "The mean number of fields completed, with Student's interval over the forms.",
    .source = "An example of this project's. Student 1908, Biometrika 6:1.",
    .examples = "crmf-fields rif.csv\ncrmf-fields --by member_state --period year rif.csv",
    .sources = sources,
    .indicators = indicators,
};

AN_PROGRAM(program)
