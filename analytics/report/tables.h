/* tables: the tables of the page: each is sorted by a click on a heading.
 *
 *     an_grid_head, then of each row "<tr>", cells and "</tr>\n", then an_grid_foot
 *
 * Texts come as they are: what HTML gives a meaning is escaped here. */
#ifndef AN_REPORT_TABLES_H
#define AN_REPORT_TABLES_H

#include <stdbool.h>
#include <stddef.h>

#include "csv/writer.h"
#include "report/results.h"

/* ---- markup ---- */

typedef struct an_head {
    const char *text;
    bool number; /* the column holds numbers */
} an_head;

/* The beginning of a table up to its body, with the headings of its n columns; and the end. */
void an_grid_head(const char *caption, const an_head heads[], size_t n, an_writer *writer);
void an_grid_foot(an_writer *writer);

/* The same where the headings come one by one: begin, a heading for each column, body. */
void an_grid_begin(const char *caption, an_writer *writer);
void an_grid_heading(const char *text, bool number, an_writer *writer);
void an_grid_body(an_writer *writer);

/* A cell of text. */
void an_grid_text(const char *text, an_writer *writer);

/* A cell of a column of numbers: what is shown, and the number that it is sorted by (NAN: what is shown). */
void an_grid_number(const char *shown, double value, an_writer *writer);

/* ---- observations: each a row with its value, its interval, what it is made of and a remark ---- */

/* Rows of values that the page shows of a table: each Member State has one. */
enum { AN_SHOWN_ROWS = 30 };

/* A table of values: its beginning, first and second being the headings of the columns that name a row
 * (second NULL: there is one), and a row, with more as a remark. an_grid_foot ends it. */
void an_tables_head(const char *caption, const char *first, const char *second, an_writer *writer);
void an_tables_row(const char *first, const char *second, const an_observation *observation, const char *more,
                   an_writer *writer);

/* The whole of one: of n observations, rows[n], which are named by their areas and, where they are of several
 * indicators, by these. */
void an_tables_rows(an_results *results, const an_result_file *table, const char *caption,
                    const size_t rows[], size_t n, bool several, an_writer *writer);

/* ---- files ---- */

/* A table of a file with its caption, in a closed or open box, with its download: an indicator table as
 * values for people, any other as it lies in the file. */
void an_tables_write(an_results *results, const an_result_file *file, bool open, an_writer *writer);

#endif
