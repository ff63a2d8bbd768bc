/* values: the observations of an indicator table, for people: each a row with its value, its interval, what
 * it is made of and a remark. */
#ifndef AN_REPORT_VALUES_H
#define AN_REPORT_VALUES_H

#include <stdbool.h>
#include <stddef.h>

#include "csv/writer.h"
#include "report/results.h"

/* Rows of a table that the page shows. */
enum { AN_SHOWN_ROWS = 100 };

/* The number in a column of observation i's row, NAN where there is none; its text, "" likewise. */
double an_values_number(const an_result_file *table, size_t i, const char *column);
const char *an_values_text(const an_result_file *table, size_t i, const char *column);

/* A table of values: its beginning, first and second being the headings of the columns that name a row
 * (second NULL: there is one), and a row, with more as a remark. an_grid_foot ends it. */
void an_values_head(const char *caption, const char *first, const char *second, an_writer *writer);
void an_values_row(const char *first, const char *second, const an_observation *observation, const char *more,
                   an_writer *writer);

/* The whole of one: of n observations, rows[n], which are named by their areas and, where they are of several
 * indicators, by these. */
void an_values_rows(an_results *results, const an_result_file *table, const char *caption,
                    const size_t rows[], size_t n, bool several, an_writer *writer);

/* The same, of the first AN_SHOWN_ROWS of a table. */
void an_values_all(an_results *results, const an_result_file *table, const char *caption, an_writer *writer);

#endif
