/* table: the indicator table, which every cup-* and crmf-* program writes and every ind-* program reads.
 *
 *     indicator,period,BREAKDOWN...,value,lower,upper,numerator,denominator,n_missing,unit,status,method
 *
 * Means that have an interval stand in a table with one more column, squares: the sum of the squares of what
 * the numerator adds up, so that parts can be merged to the whole. Of units in clusters (--cluster) two
 * columns follow: clusters, how many there are, and design_effect: the interval is that of numerator and
 * denominator divided by it. Both are empty where the interval is not one of clusters. */
#ifndef AN_INDICATOR_TABLE_H
#define AN_INDICATOR_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/decimal.h"
#include "base/error.h"
#include "csv/writer.h"
#include "indicator/output.h"
#include "indicator/sheet.h"

/* One row of the table. NAN is a value that does not exist and prints as empty. */
/* The key of a row that stands for all of a column: an empty text, known by its address from the key of units
 * that have none. Written as empty, in SDMX as _T. */
extern const char an_key_all[];

typedef struct an_result {
    const char *indicator;
    const char *period;
    const char *const *keys; /* as many as the table has breakdown columns */
    double value, lower, upper;
    an_decimal numerator, denominator, n_missing;
    an_decimal squares; /* of a mean that has an interval */
    bool has_numerator, has_denominator, has_squares;
    size_t clusters;      /* of the units; 0: not asked for, or no matter */
    double design_effect; /* where there are clusters: what the counts are divided by for the interval; NAN:
                             there is only one */
    bool no_missing;    /* n_missing is not known: printed as empty */
    bool exact;         /* value is the numerator: printed as the exact decimal */
    const char *unit;   /* ratio, count, EUR, days, EUR/kg */
    char status;        /* SDMX OBS_STATUS: A P U M Q B */
    const char *method; /* wilson, katz, exact, sum ...; "" where nothing is estimated. Of a suppressed cell
                           (status Q) suppressed:L WORDS, L the CONF_STATUS that SDMX is given */
} an_result;

/* A row without numbers: no value, no interval, status A, method "". */
an_result an_result_empty(const char *indicator, const char *period, const char *const *keys,
                          const char *unit);

/* The table as it is written. sdmx: SDMX-CSV 2.0, in which an
 * empty key is _U and all rows as one period _T. squares: with the further column of that name. */
typedef struct an_indicators an_indicators;
an_code an_indicators_new(an_indicators **table, an_writer *writer, an_format format,
                          const char *const breakdown[], size_t n_breakdown, bool squares, an_error *err);
void an_indicators_add(an_indicators *table, const an_result *result);

/* The same table of units in clusters: with clusters and design_effect. cluster: the column they are of,
 * which stays; method names it. */
an_code an_indicators_clustered(an_indicators **table, an_writer *writer, an_format format,
                                const char *const breakdown[], size_t n_breakdown, const char *cluster,
                                an_error *err);

/* What follows the method of an interval that is one of clusters; whether a method says so. The part before
 * it: "wilson" of "wilson, clustered by importer", of size bytes. */
#define AN_CLUSTERED ", clustered by "
bool an_method_is_clustered(const char *method);
size_t an_method_size(const char *method);

/* Who is behind a numerator: how many operators, and the two largest contributions. */
typedef struct an_contributions {
    bool is_known;
    int64_t operators;
    an_decimal max1, max2;
} an_contributions;

/* The same table with the columns operators, max1 and max2, which an_indicators_disclose fills: empty where
 * they are not known. A table without them (an_indicators_discloses) is written as by an_indicators_add. */
an_code an_indicators_with_operators(an_indicators **table, an_writer *writer, an_format format,
                                     const char *const breakdown[], size_t n_breakdown, an_error *err);
bool an_indicators_discloses(const an_indicators *table);
void an_indicators_disclose(an_indicators *table, const an_result *result, const an_contributions *behind);

/* Finishes the table where code, that of what wrote its rows, is AN_OK; frees it (NULL is allowed) in any
 * case. */
an_code an_indicators_end(an_indicators *table, an_code code, an_error *err);

/* From now on a row of status A is written as P, provisional, where is_provisional. */
void an_indicators_set_provisional(an_indicators *table, bool is_provisional);

/* The same table with n_more columns of the program's own behind the fixed ones. A row begins with
 * an_indicators_row: its further cells and its end are the caller's, on the output that is returned. */
an_code an_indicators_wide(an_indicators **table, an_writer *writer, an_format format,
                           const char *const breakdown[], size_t n_breakdown, const char *const more[],
                           size_t n_more, an_error *err);
an_output *an_indicators_row(an_indicators *table, const an_result *result);

/* Where the fixed columns stand in a sheet that holds an indicator table, and which columns are its
 * breakdown: those between period and value. AN_DATA: a fixed column is missing. */
enum { AN_BREAKDOWN_LIMIT = 32 };
typedef struct an_indicator_columns {
    int indicator, period, value, lower, upper, numerator, denominator, n_missing, unit, status, method;
    int squares, clusters, design_effect; /* -1: the sheet has no such column */
    size_t n_breakdown;
    int breakdown[AN_BREAKDOWN_LIMIT];
} an_indicator_columns;
an_code an_indicator_columns_find(const an_sheet *sheet, an_indicator_columns *columns, an_error *err);

#endif
