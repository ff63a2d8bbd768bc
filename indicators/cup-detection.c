/* cup-detection: the amounts that controls establish, against traditional own resources. */
#include <stdlib.h>
#include <string.h>

#include "cli/program.h"
#include "indicator/concentration.h"
#include "stat/location.h"

enum { LARGEST = 10 };

static const an_sum established[] = {
    {.name = "established", .title = "EUR established", .of = "established_amount"},
    {.name = "controls", .of = "controls"},
    {.name = "unknown_amounts",
     .of = "controls",
     .where = {{"control_result", "irregular"}, {"established_amount", "-"}}},
    {.name = NULL},
};

static const an_sum collected[] = {
    {.name = "gross_tor",
     .title = "EUR of gross traditional own resources",
     .of = "gross_tor",
     .whole = true,
     .is_public = true},
    {.name = NULL},
};

static const an_source sources[] = {
    {.extract = "declarations",
     .date = "acceptance_date",
     .reads = (const an_need[]){{.name = "established_amount"}, {0}},
     .sums = established,
     .operator = "importer",
     .sample = (const char *const[]){"established_amount", NULL},
     .sample_where = {{"established_amount", "*"}}},
    {.extract = "tor",
     .option = "tor",
     .date = "date",
     .reads = (const an_need[]){{.name = "gross_tor"}, {0}},
     .sums = collected},
    {.extract = NULL},
};

/* A rate of amounts: no binomial interval, and few cases, not a small denominator, make it unreliable. */
static an_code detection_rate(const an_computation *from, an_result *result, an_error *err)
{
    an_indicator_standard(from, result);
    if (result->status == 'M')
        return AN_OK;
    result->status = 'A';
    return an_concentration_interval(from, 0, an_decimal_double(result->denominator), result, err);
}

/* Numerator: the amounts of the LARGEST cases, added up exactly. */
static an_code top_share(const an_computation *from, an_result *result, an_error *err)
{
    size_t n;
    const double *cases = an_tally_sample(from->tally, from->group, &n);
    an_indicator_standard(from, result);
    double *sorted = malloc((n + 1) * sizeof *sorted);
    if (sorted == NULL)
        return an_fail_memory(err);
    memcpy(sorted, cases, n * sizeof *sorted);
    an_location_sort(sorted, n);
    const size_t first = n > LARGEST ? n - LARGEST : 0;
    result->numerator = an_concentration_sum(sorted + first, n - first);
    free(sorted);
    if (result->status != 'M') {
        result->value = an_decimal_double(result->numerator) / an_decimal_double(result->denominator);
        result->status = (int64_t)n < from->settings->min_n ? 'U' : 'A';
        result->method = "sum";
    }
    return AN_OK;
}

static const an_indicator indicators[] = {
    {.code = "detection_rate",
     .kind = AN_RATIO_OF_AMOUNTS,
     .title = "detection rate",
     .sentence = "established amounts were %v of gross traditional own resources",
     .numerator = "established",
     .denominator = "gross_tor",
     .missing = "unknown_amounts",
     .unit = "ratio",
     .compute = detection_rate,
     .bridge = "established by controls",
     .definition =
         "Amounts established by controls / gross traditional own resources of the same period. The interval "
         "is that of a sum of skewed amounts of a random number of cases: the wider of a weighted Poisson "
         "(gamma) and a log-normal one; it needs 3 cases, and is not given where they vary too much to tell. "
         "Irregular controls without an amount are in n_missing. Status U: fewer cases than --min-n, or no "
         "interval; method then says why."},
    AN_CONCENTRATION("detection_rate", "detection rate", AN_RATIO_OF_AMOUNTS, "ratio", NULL, "gross_tor",
                     "unknown_amounts"),
    {.code = "top_ten_share",
     .kind = AN_RATIO_OF_AMOUNTS,
     .title = "share of the ten largest cases",
     .numerator = "established",
     .denominator = "established",
     .missing = "unknown_amounts",
     .unit = "ratio",
     .compute = top_share,
     .definition = "The ten largest cases / all established amounts: how much the rate hangs on a few."},
    {.code = NULL},
};

static const an_option options[] = {
    {.name = "tor",
     .type = AN_OPTION_FILE,
     .argument = "FILE",
     .help = "the tor extract: gross traditional own resources by period and Member State"},
    AN_RUN_DISCLOSURE,
    {.name = NULL},
};

static const an_program program = {
    .name = "cup-detection",
    .summary = "detection rate: established amounts against gross traditional own resources",
    .usage = "--tor FILE [OPTION]... [FILE]...",
    .definition =
        "Adds up the amounts that controls established and divides them by the gross traditional own "
        "resources (TOR) of the same period and group. The period of a case is that of its declaration "
        "(or of its `period` cell): state it when you compare with figures by year of establishment.\n\n"
        "An extract of OWNRES holds only cases above EUR 10,000: a rate from it is truncated.",
    .source = "SWD(2018) 380, chapter 3, detection rate. Fay, Feuer 1997, Stat. Med. 16:791 (gamma). Zou, "
              "Taleban, Huo 2009, Comput. Stat. Data Anal. 53:3755 (log-normal). Kish 1965, Survey Sampling "
              "(effective cases).",
    .examples =
        "cup-detection --tor tor.csv declarations.csv\n"
        "cup-detection --tor tor.csv --by member_state declarations.csv | ind-plot bars -o detection.svg",
    .options = options,
    .sources = sources,
    .indicators = indicators,
};

AN_PROGRAM(program)
