/* output: the rows a program writes, as csv, as an aligned table or as JSON.
 *
 * Numbers are the shortest texts that read back the same; counts and amounts are exact; a missing value is
 * empty (null in JSON). csv and json stream; table is for people: held in memory to find its widths, doubles
 * of six digits. */
#ifndef AN_INDICATOR_OUTPUT_H
#define AN_INDICATOR_OUTPUT_H

#include <stddef.h>
#include <stdint.h>

#include "base/decimal.h"
#include "base/error.h"
#include "csv/writer.h"

typedef enum an_format { AN_FORMAT_CSV, AN_FORMAT_TABLE, AN_FORMAT_JSON, AN_FORMAT_SDMX } an_format;

typedef struct an_output an_output;

/* Starts on writer (kept, not owned) and writes the header of n columns; names are copied.
 * AN_FORMAT_SDMX is written by table.h and refused here: AN_USAGE. */
an_code an_output_new(an_output **output, an_writer *writer, an_format format, const char *const names[],
                      size_t n, an_error *err);

/* The next cell of the row. */
void an_output_text(an_output *output, const char *text, size_t size);
void an_output_string(an_output *output, const char *text);
void an_output_number(an_output *output, double value); /* NAN: empty */
void an_output_decimal(an_output *output, an_decimal value);
void an_output_count(an_output *output, int64_t value);
void an_output_empty(an_output *output);

/* Ends the row, which must have n cells (anything else is a mistake of the program: reported by finish). */
void an_output_end_row(an_output *output);

/* Writes what is held and the closing bracket; frees output in any case. */
an_code an_output_finish(an_output *output, an_error *err);
void an_output_free(an_output *output);

#endif
