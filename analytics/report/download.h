/* download: a table as the page carries it, safe to open in a spreadsheet. */
#ifndef AN_REPORT_DOWNLOAD_H
#define AN_REPORT_DOWNLOAD_H

#include <stdbool.h>

#include "csv/writer.h"
#include "report/results.h"

/* Whether a spreadsheet would run the text as a formula: it begins with = + - @, a tab or CR and is no number
 * (-5.2 and +3 are). */
bool an_download_is_formula(const char *text);

/* Writes the link that saves the table: the bytes of the file; where a cell would be run as a formula, the
 * same table with an apostrophe before such cells. Where the table is too large to be carried, a sentence
 * that names the file beside the page. AN_SYSTEM: memory. */
an_code an_download_write(const an_result_file *file, an_writer *writer, an_error *err);

#endif
