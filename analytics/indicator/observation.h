/* observation: the rows of an indicator table as numbers, in the order they were read.
 *
 * What every ind-* program begins with: the table of one or several files (sheet.h), its rows chosen by
 * --where, its numbers checked; and what two of them end with: rows written on with further columns. */
#ifndef AN_INDICATOR_OBSERVATION_H
#define AN_INDICATOR_OBSERVATION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/date.h"
#include "base/decimal.h"
#include "base/error.h"
#include "indicator/indicator.h"
#include "indicator/meaning.h"
#include "indicator/output.h"
#include "indicator/sheet.h"

/* One row. Texts and numbers are those of its cells; an empty number is NAN, or 0 with has_ false. */
typedef struct an_observation {
    size_t row; /* of the sheet */
    const char *indicator, *period, *unit, *method;
    const an_meaning *meaning; /* of the indicator; NULL: no declaration knows it */
    double value, lower, upper;
    double design_effect; /* what counts are divided by to be those of independent units */
    double rounding; /* half a unit of the last digit that value is written with, after the point; else 0 */
    an_decimal numerator, denominator, n_missing, squares;
    bool has_numerator, has_denominator, has_missing, has_squares;
    char status; /* '\0': empty */
} an_observation;

typedef struct an_observations {
    an_sheet *sheet;
    const an_meanings *meanings; /* borrowed */
    an_indicator_columns columns;
    int *order; /* the columns of the sheet as an indicator table has them, then any others: n_columns */
    size_t n_columns;
    an_observation *rows;
    size_t n;
    size_t n_read; /* before --where */
} an_observations;

/* The indicator table of a sheet that was read, which table owns from now on, also after an error: the rows
 * for which all conditions of where hold (filter.h; columns by their names in the table). meanings is kept,
 * not owned; NULL: nothing is known. AN_DATA: no indicator table, or a number that is none, or a status of
 * more than one letter, with its place. AN_USAGE: a condition on a column that the table does not have.
 * *table holds nothing after an error. */
an_code an_observations_of(an_observations *table, an_sheet *sheet, const char *const where[], size_t n_where,
                           const an_meanings *meanings, an_error *err);
void an_observations_free(an_observations *table);

/* Observation i as a row to write: keys is an array of as many texts as there are breakdown columns,
 * filled. */
an_result an_observation_result(const an_observations *table, size_t i, const char *keys[]);

/* The text of an observation's cell in column c of the sheet. */
const char *an_observation_cell(const an_observations *table, size_t i, int c);

/* The period as such. AN_DATA with its place: not a period. */
an_code an_observation_period(const an_observations *table, size_t i, an_period *period, an_error *err);

/* An AN_DATA error at observation i, in column c of the sheet (-1: the row as such). */
an_code an_observation_fail(const an_observations *table, size_t i, int c, an_error *err, const char *format,
                            ...) AN_PRINTF(5, 6);

/* True for a share of units: its meaning is one (an_meaning_is_proportion), numerator and denominator
 * stand, 0 <= numerator <= denominator > 0, the unit is ratio, the method is empty or one of the
 * intervals of a proportion, the value (where there is one) is numerator / denominator at the digits that it
 * is written with (a spreadsheet's 0.0714 is 30 / 420), and the status is neither M nor Q. False for counts,
 * amounts, means, ratios of two rates, weighted estimates. */
bool an_observation_is_share(const an_observation *observation);

/* Numerator and denominator of a share as tests take them: divided by its design effect. */
void an_observation_counts(const an_observation *observation, double *x, double *n);

/* AN_DATA with its place for a row that would be such a share, but whose value is not its numerator /
 * denominator: one of them was changed, and nothing can be computed from both. */
an_code an_observation_check(const an_observations *table, size_t i, an_error *err);

/* numerator / denominator of a share, whose value may be rounded; of other rows the value. */
double an_observation_number(const an_observation *observation);

/* True for a number of events: no denominator, a value that is a whole number of at least 0, unit count,
 * status neither M nor Q. */
bool an_observation_is_count(const an_observation *observation);

/* The key of observation i in breakdown column k; an_key_all (table.h): its own table does not have it. */
const char *an_observation_key(const an_observations *table, size_t i, size_t k);

/* True for the text of a key that stands for all of them: empty, TOTAL, or _T as in SDMX. An empty key is
 * also that of units without one, and of rows whose own table did not have the column. */
bool an_key_is_total(const char *key);

/* Whether observation i is of the whole, not of a part: no breakdown, or all its keys stand for "all". */
bool an_observation_is_total(const an_observations *table, size_t i);

/* Starts an indicator table with the breakdown columns of table, and no others. */
an_code an_observations_indicators(const an_observations *table, an_writer *writer, an_format format,
                                   an_indicators **out, an_error *err);

/* What a program writes behind the cells of observation i: its n columns. */
typedef void an_observation_writer(const void *context, size_t i, an_output *output);

/* Writes all observations with the columns of the table, in the order of an indicator table whatever theirs
 * was, and then the n of names, which write fills. A column of the table that is called as one of names gives
 * way to it: a program reads its own output and computes it anew. The status is that of the observation,
 * which the program may have changed; numbers of the table are written in their shortest text, other cells
 * as they stand. */
an_code an_observations_write(const an_observations *table, an_writer *writer, an_format format,
                              const char *const names[], size_t n, an_observation_writer *write,
                              const void *context, an_error *err);

#endif
