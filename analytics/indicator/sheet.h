/* sheet: a small table of texts in memory: a result that another program reads.
 *
 * Every cell is the text that stood in the file; columns are found by name. A header line that
 * occurs again inside the input (cat a.csv b.csv) begins a new table: its columns are matched by name,
 * columns that only some tables have are empty in the others. SDMX-CSV 2.0 (a header that begins with
 * STRUCTURE) is read as the indicator table that it was written from (sdmx.h). */
#ifndef AN_INDICATOR_SHEET_H
#define AN_INDICATOR_SHEET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "scan/scan.h"

typedef struct an_sheet an_sheet;

/* An empty sheet; its columns come with an_sheet_read. */
an_code an_sheet_new(an_sheet **sheet, an_error *err);
void an_sheet_free(an_sheet *sheet);

/* How the files that are read from now on are written (kept, what it points to too), and their decimal
 * mark: where that is no point, a cell that is a number becomes one with a point, and a point in a number
 * of an indicator table is an error, for it may part thousands. */
void an_sheet_interpret(an_sheet *sheet, an_dialect dialect, char decimal);

/* Appends the rows of n files (n 0, or "-": stdin). A line whose first cell is the first file's first column
 * name is a header. AN_DATA: empty input, malformed CSV, ragged rows. AN_SYSTEM: cannot be read. */
an_code an_sheet_read(an_sheet *sheet, const char *const files[], size_t n, an_error *err);

/* What was read, file by file, for the audit record; names are the caller's. Valid as long as the sheet. */
const an_file_record *an_sheet_files(const an_sheet *sheet, size_t *n);

size_t an_sheet_rows(const an_sheet *sheet);
size_t an_sheet_columns(const an_sheet *sheet);

/* The name of column c; the number of the column called name, or -1. */
const char *an_sheet_name(const an_sheet *sheet, size_t c);
int an_sheet_find(const an_sheet *sheet, const char *name);

/* True if column c stands left of column d in the first header that has c. */
bool an_sheet_precedes(const an_sheet *sheet, size_t c, size_t d);

/* As an_sheet_find, but AN_DATA with the columns there are if it is not there. */
an_code an_sheet_need(const an_sheet *sheet, const char *name, size_t *c, an_error *err);

/* AN_USAGE where the sheet has no column called name, which `told` (an option with its value) names: with the
 * nearest one and those that are there. */
an_code an_sheet_told(const an_sheet *sheet, const char *told, const char *name, int *c, an_error *err);

/* The text of a cell, NUL-terminated, never NULL. c < 0 gives "". */
const char *an_sheet_cell(const an_sheet *sheet, size_t row, int c);

/* Puts another text (copied) into a cell that is not empty. AN_SYSTEM: no memory. */
an_code an_sheet_set(an_sheet *sheet, size_t row, int c, const char *text, size_t size, an_error *err);

/* True if the table that the row stood in has column c, so that an empty cell is its own. */
bool an_sheet_has(const an_sheet *sheet, size_t row, int c);

/* The number of the table, from 0, that the row stood in: a header line begins one. */
size_t an_sheet_table(const an_sheet *sheet, size_t row);

/* The number in a cell; NAN where it is empty. AN_DATA with file, line and column: not a number. */
an_code an_sheet_number(const an_sheet *sheet, size_t row, int c, double *value, an_error *err);

/* An AN_DATA error at a cell, with its file and line. */
an_code an_sheet_fail(const an_sheet *sheet, size_t row, int c, an_error *err, const char *format, ...)
    AN_PRINTF(5, 6);

/* Sets keep[r] for each row r of the sheet: whether all n conditions (filter.h) hold. Columns go by their
 * names in the sheet. Codes are compared as texts here: a total is no code of its column, and the status of
 * an indicator table is not that of the extract of actions. AN_USAGE: no condition, or one on a column that
 * the sheet does not have. AN_DATA with its place: a cell that should be a number is none. */
an_code an_sheet_filter(const an_sheet *sheet, const char *const where[], size_t n, bool keep[],
                        an_error *err);

#endif
