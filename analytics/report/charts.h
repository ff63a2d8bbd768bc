/* charts: what a chart shows, in words and in numbers of its table. */
#ifndef AN_REPORT_CHARTS_H
#define AN_REPORT_CHARTS_H

#include "csv/writer.h"
#include "report/results.h"

/* What a chart shows, in words made from the numbers of its table: without its title, nothing where there are
 * none. */
void an_charts_describe(an_results *results, const an_result_file *chart, an_writer *writer);

/* The numbers that a chart draws, as a table that is printed with it; nothing where the chart is of no
 * indicator, or of too many rows for a page. */
void an_charts_write_numbers(an_results *results, const an_result_file *chart, an_writer *writer);

#endif
