/* page: results as one HTML page that needs nothing else.
 *
 *     findings | charts and tables | data quality | definitions and sources | audit record
 *
 * The page loads nothing: charts are data: images, the style and the script stand in it and are the only ones
 * that its Content-Security-Policy lets run, tables can be saved through data: links. The same results make
 * the same bytes. */
#ifndef AN_REPORT_PAGE_H
#define AN_REPORT_PAGE_H

#include "base/error.h"
#include "csv/writer.h"
#include "report/heading.h"
#include "report/results.h"

/* Writes the page under its heading. AN_SYSTEM: memory. Write errors are reported at the commit. */
an_code an_page_write(an_results *results, const an_heading *heading, an_writer *writer, an_error *err);

#endif
