/* cup-detection: the amounts that controls establish, against traditional own resources. */
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "cli/program.h"
#include "stat/bootstrap.h"
#include "stat/location.h"

enum { LARGEST = 10, REPLICATES = 1999, SEED = 380 };

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

/* The interval of the rate: cases drawn again, their number varying among the controls as chance has it. */
static an_code bootstrap(const an_computation *from, an_result *result, an_error *err)
{
    size_t n;
    const double *cases = an_tally_sample(from->tally, from->group, &n);
    double controls = an_decimal_double(an_tally_total(from->tally, from->group, "controls"));
    double population = fmin(fmax((double)n, controls), UINT_MAX), rate;
    const an_bootstrap_plan plan = {.replicates = REPLICATES,
                                    .population = (unsigned)population,
                                    .level = from->settings->level,
                                    .seed = SEED};
    an_interval interval;
    double *scratch = malloc(REPLICATES * sizeof *scratch);
    if (scratch == NULL)
        return an_fail_memory(err);
    if (an_bootstrap_rate(cases, n, an_decimal_double(result->denominator), &plan, scratch, &rate,
                          &interval) == AN_OK &&
        interval.upper > interval.lower) /* amounts that are all 0 say nothing of the next one */
        an_result_estimate(result, result->value, interval, "bootstrap");
    free(scratch);
    return AN_OK;
}

/* A rate of amounts: no binomial interval, and few cases, not a small denominator, make it unreliable. */
static an_code detection_rate(const an_computation *from, an_result *result, an_error *err)
{
    size_t n;
    an_indicator_standard(from, result);
    if (result->status == 'M')
        return AN_OK;
    (void)an_tally_sample(from->tally, from->group, &n);
    result->status = (int64_t)n < from->settings->min_n ? 'U' : 'A';
    result->method = "";
    return bootstrap(from, result, err);
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
    result->numerator = (an_decimal){0};
    for (size_t i = n > LARGEST ? n - LARGEST : 0; i < n; i++) {
        char text[AN_NUMBER_SIZE];
        an_decimal amount; /* the double is the nearest to a decimal: its shortest text is that decimal */
        if (an_decimal_parse(text, an_number_print(sorted[i], text), '.', &amount) == AN_OK)
            an_decimal_add(&result->numerator, amount);
    }
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
     .definition =
         "Amounts established by controls / gross traditional own resources of the same period. The interval "
         "is a percentile bootstrap over the cases (1,999 replicates, fixed seed), whose number varies "
         "among the controls; amounts are heavy-tailed, so no binomial interval is given. Irregular "
         "controls without an amount are in n_missing. Status U: fewer cases than --min-n."},
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
    .source = "SWD(2018) 380, chapter 3, detection rate. Davison, Hinkley 1997, Bootstrap Methods and their "
              "Application, 5.2.",
    .examples =
        "cup-detection --tor tor.csv declarations.csv\n"
        "cup-detection --tor tor.csv --by member_state declarations.csv | ind-plot bars -o detection.svg",
    .options = options,
    .sources = sources,
    .indicators = indicators,
};

AN_PROGRAM(program)
