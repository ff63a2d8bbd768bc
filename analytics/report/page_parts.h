/* page_parts: the parts of the page, one function each. Private to report/. */
#ifndef AN_REPORT_PAGE_PARTS_H
#define AN_REPORT_PAGE_PARTS_H

#include "csv/writer.h"
#include "report/results.h"

/* An indicator of the whole at the period of the page, or at its last one before: what findings are made
 * of. */
typedef struct an_figure {
    const an_result_file *file;
    size_t row; /* of its rows */
} an_figure;

typedef struct an_figures {
    an_figure *figures; /* in the order of their first appearance; those of ind-trend stand for others */
    size_t n, capacity;
    const char *period; /* of the page: the last one of the first table that has any; "" */
    bool later;         /* some tables go on after it */
} an_figures;

/* figures starts as {0}; free the array. AN_SYSTEM: memory. */
an_code an_figures_find(an_figures *figures, const an_results *results, an_error *err);
const an_observation *an_figure_observation(const an_figure *figure);
const an_figure *an_figures_of(const an_figures *figures, const char *code); /* or NULL */

/* The parts, in their order. Arena gives memory for words; what it cannot give is left out and reported by
 * an_page_write. */
void an_part_findings(an_results *results, const an_figures *figures, an_writer *writer);
void an_part_changes(an_results *results, const an_figures *figures, an_writer *writer);
void an_part_outside(an_results *results, an_writer *writer);
void an_part_signals(const an_results *results, an_writer *writer);
void an_part_figures(an_results *results, const an_figures *figures, an_writer *writer);
void an_part_contents(const an_results *results, an_writer *writer); /* links to the sections of: */
void an_part_results(an_results *results, an_writer *writer);
void an_part_quality(an_results *results, an_writer *writer);
void an_part_definitions(const an_results *results, an_writer *writer);
void an_part_audit(const an_results *results, an_writer *writer);

/* The numbers that a chart draws, as a table that is printed with it; nothing where the chart is of no
 * indicator, or of too many rows for a page. */
void an_part_chart_table(an_results *results, const an_result_file *chart, an_writer *writer);

/* A table of a file with its caption, sortable, in a closed or open box, with its download: an indicator
 * table as values for people, any other as it lies in the file. */
void an_part_table(an_results *results, const an_result_file *file, bool open, an_writer *writer);

/* What a chart shows, in words made from the numbers of its table: without its title, "" where there are
 * none. */
void an_part_alt(an_results *results, const an_result_file *chart, an_writer *writer);

#endif
