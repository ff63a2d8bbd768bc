/* grid: the markup of a table that a click on a heading sorts.
 *
 *     an_grid_head, then of each row "<tr>", cells and "</tr>\n", then an_grid_foot
 *
 * Texts come as they are: what HTML gives a meaning is escaped here. */
#ifndef AN_REPORT_GRID_H
#define AN_REPORT_GRID_H

#include <stdbool.h>
#include <stddef.h>

#include "csv/writer.h"

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

#endif
