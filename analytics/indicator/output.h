/* output: the rows a program writes, in one of the formats.
 *
 * Numbers are the shortest texts that read back the same; counts and amounts are exact; a missing value is
 * empty (null in JSON). csv, json, jsonl and excel stream; table and md are for people: held in memory to
 * find their widths, doubles of six digits; xlsx is held in temporary files. A format is one line of a table
 * in output.c and what form.h asks of it. */
#ifndef AN_INDICATOR_OUTPUT_H
#define AN_INDICATOR_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/decimal.h"
#include "base/error.h"
#include "csv/writer.h"

/*   json    an array of objects        jsonl  an object a line
 *   md      a table of Markdown (GFM)
 *   excel   CSV as a German or French spreadsheet opens it by a double click: spreadsheet.c
 *   xlsx    a workbook, a sheet an indicator: xlsx.c
 *   sdmx    SDMX-CSV 2.0, of indicator tables: table.h */
typedef enum an_format {
    AN_FORMAT_CSV,
    AN_FORMAT_TABLE,
    AN_FORMAT_JSON,
    AN_FORMAT_JSONL,
    AN_FORMAT_MD,
    AN_FORMAT_EXCEL,
    AN_FORMAT_XLSX,
    AN_FORMAT_SDMX,
} an_format;

/* Their names, in that order. */
#define AN_FORMATS "csv table json jsonl md excel xlsx sdmx"

/* Whether one output must take all rows, since they are held; whether the result is no text. */
bool an_format_is_whole(an_format format);
bool an_format_is_binary(an_format format);

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

/* Writes what is held and the closing bracket; frees output in any case. AN_USAGE: more rows than a sheet
 * of a workbook has. AN_DATA: a text longer than its cells. */
an_code an_output_finish(an_output *output, an_error *err);
void an_output_free(an_output *output);

#endif
