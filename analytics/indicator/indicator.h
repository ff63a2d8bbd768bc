/* indicator: the indicator table that every cup-* and crmf-* program writes and every ind-* program reads.
 *
 *     indicator,period,BREAKDOWN...,value,lower,upper,numerator,denominator,n_missing,unit,status,method
 *
 * A declared indicator is computed here from the sums of a group; see tally.h for the sums. */
#ifndef AN_INDICATOR_INDICATOR_H
#define AN_INDICATOR_INDICATOR_H

#include <stdbool.h>
#include <stddef.h>

#include "base/decimal.h"
#include "base/error.h"
#include "csv/writer.h"
#include "indicator/output.h"
#include "indicator/sheet.h"
#include "stat/proportion.h"
#include "tally/tally.h"

/* What an analyst may set for all indicators of a run. */
typedef struct an_settings {
    an_proportion_method interval; /* of rates */
    double level;                  /* of every interval, 0.95 */
    int64_t min_n;                 /* a smaller denominator has status U */
} an_settings;

/* One row of the table. NAN is a value that does not exist and prints as empty. */
typedef struct an_result {
    const char *indicator;
    const char *period;
    const char *const *keys; /* as many as the table has breakdown columns */
    double value, lower, upper;
    an_decimal numerator, denominator, n_missing;
    bool has_numerator, has_denominator;
    bool no_missing;    /* n_missing is not known: printed as empty */
    bool exact;         /* value is the numerator: printed as the exact decimal */
    const char *unit;   /* ratio, count, EUR, days, EUR/kg */
    char status;        /* SDMX OBS_STATUS: A U M Q B */
    const char *method; /* wilson, katz, exact, sum ...; "" where nothing is estimated. Of a suppressed cell
                           (status Q) suppressed:L WORDS, L the CONF_STATUS that SDMX is given */
} an_result;

typedef struct an_indicator an_indicator;

/* Fills result's value, interval, numbers, unit, status and method from a group; indicator, period and keys
 * are set. */
typedef an_code an_compute(const an_indicator *indicator, const an_tally *tally, size_t group,
                           const an_settings *settings, const void *context, an_result *result,
                           an_error *err);

/* A declared indicator. Sums are named as in the program's sums. */
struct an_indicator {
    const char *code;        /* control_rate */
    const char *definition;  /* one sentence, for --help and the man page */
    const char *numerator;   /* name of a sum */
    const char *denominator; /* name of a sum; NULL: the value is the numerator, a count or an amount */
    const char *base_numerator, *base_denominator; /* a ratio of two rates: the second rate */
    const char *missing; /* name of a sum: units that a missing cell kept out; NULL: none */
    const char *unit;    /* NULL: ratio where there is a denominator, else count */
    bool mean;           /* a mean per unit, no share: may exceed 1, has no interval */
    const char *option;  /* only where this option is given; NULL: always */
    an_compute *compute; /* NULL: the standard rules below */
};

/* The standard rules. They fill value, interval, status and method from the numbers of a result, which are
 * sums that add up over parts of the data; value, lower, upper are NAN before. Denominator 0: value empty,
 * status M; below min_n: status U.
 *   sum    value is the numerator, exact; there is no denominator
 *   rate   numerator / denominator with the interval of settings (empty when the numerator exceeds the
 *          denominator: then it is no proportion)
 *   mean   numerator / denominator, no interval
 *   ratio  (numerator / denominator) / (base_numerator / base_denominator) with Katz's interval; M also where
 *          the base rate is 0, U also where its denominator is small */
void an_result_sum(an_result *result);
void an_result_rate(an_result *result, const an_settings *settings);
void an_result_mean(an_result *result, const an_settings *settings);
void an_result_ratio(an_result *result, an_decimal base_numerator, an_decimal base_denominator,
                     const an_settings *settings);

/* The rule that fits an indicator's declaration, applied to the sums it names. */
an_compute an_indicator_standard;

/* Sets status from the denominator, and an empty value where it is 0. For an_compute functions of
 * programs. */
void an_indicator_status(an_result *result, const an_settings *settings);

/* The table as it is written. sdmx: SDMX-CSV 2.0. */
typedef struct an_indicators an_indicators;
an_code an_indicators_new(an_indicators **table, an_writer *writer, an_format format,
                          const char *const breakdown[], size_t n_breakdown, an_error *err);
an_code an_indicators_add(an_indicators *table, const an_result *result, an_error *err);
an_code an_indicators_finish(an_indicators *table, an_error *err); /* frees in any case */
void an_indicators_free(an_indicators *table);

/* Finishes the table where code, that of what wrote its rows, is AN_OK; else frees it and returns code. */
an_code an_indicators_end(an_indicators *table, an_code code, an_error *err);

/* The same table with n_more columns of the program's own behind the fixed ones. A row begins with
 * an_indicators_row: its further cells and its end are the caller's, on the output that is returned. */
an_code an_indicators_wide(an_indicators **table, an_writer *writer, an_format format,
                           const char *const breakdown[], size_t n_breakdown, const char *const more[],
                           size_t n_more, an_error *err);
an_output *an_indicators_row(an_indicators *table, const an_result *result);

/* All rows of the declared indicators (ends with a NULL code): indicator by indicator, group by group.
 * context goes to each an_compute. */
an_code an_indicators_compute(an_indicators *table, const an_indicator *indicators, const an_tally *tally,
                              const an_settings *settings, const void *context, an_error *err);

/* AN_USAGE: an indicator names a sum that the tally does not have. */
an_code an_indicators_check(const an_indicator *indicators, const an_tally *tally, an_error *err);

/* Where the fixed columns stand in a sheet that holds an indicator table, and which columns are its
 * breakdown: those between period and value. AN_DATA: a fixed column is missing. */
enum { AN_BREAKDOWN_LIMIT = 32 };
typedef struct an_indicator_columns {
    int indicator, period, value, lower, upper, numerator, denominator, n_missing, unit, status, method;
    size_t n_breakdown;
    int breakdown[AN_BREAKDOWN_LIMIT];
} an_indicator_columns;
an_code an_indicator_columns_find(const an_sheet *sheet, an_indicator_columns *columns, an_error *err);

#endif
