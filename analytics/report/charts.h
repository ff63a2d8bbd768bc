/* charts: what a chart shows, in words and in numbers of its table. */
#ifndef AN_REPORT_CHARTS_H
#define AN_REPORT_CHARTS_H

#include <stddef.h>

#include "csv/writer.h"
#include "report/results.h"

/* How far the values of an indicator go in a table. */
typedef struct an_extent {
    size_t n, low, high, first, last; /* rows; low to last only where n > 0 */
    size_t n_outside;                 /* of the funnel */
    size_t n_hidden;                  /* without a value, or suppressed */
    const char *period;               /* NULL: all */
} an_extent;

/* Of the parts (where the table has any) in a period; period NULL: of all rows in all of them. */
an_extent an_charts_extent(const an_result_file *table, const char *code, const char *period);

/* What a chart shows, in words made from the numbers of its table: without its title, nothing where there are
 * none. */
void an_charts_describe(an_results *results, const an_result_file *chart, an_writer *writer);

/* The numbers that a chart draws, as a table behind it; nothing where the chart is of no indicator, or of too
 * many rows for a page. */
void an_charts_write_numbers(an_results *results, const an_result_file *chart, an_writer *writer);

#endif
