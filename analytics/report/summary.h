/* summary: what the results say of the whole, in sentences and tables.
 *
 * The sentences are those that the indicators are declared with (indicator.h), told in the order in which
 * their tables come. */
#ifndef AN_REPORT_SUMMARY_H
#define AN_REPORT_SUMMARY_H

#include <stdbool.h>
#include <stddef.h>

#include "csv/writer.h"
#include "report/results.h"

/* An indicator of the whole, or of a part, at the period of the page, or at its last one before. */
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

/* figures starts as {0}; free the array. parts: instead of the values of the whole a row of each indicator
 * that has a sentence and rows of parts (a share of items by procedure). AN_SYSTEM: memory. */
an_code an_summary_find(an_figures *figures, const an_results *results, bool parts, an_error *err);

/* Whether the change since the period before is more than chance explains; and its sentence, as an item of a
 * list. */
bool an_summary_is_more_than_chance(const an_figure *figure);
void an_summary_write_change(an_results *results, const an_figure *figure, an_writer *writer);

/* What the page says, in its order: the sentences, three of them on top and the others folded
 * (sentences.c; of what has no value of the whole the lowest and highest of its parts); what changed since
 * the period before, and whether chance explains it; the areas outside their funnel; all figures as a
 * table. */
void an_summary_write_sentences(an_results *results, const an_figures *figures, const an_figures *parts,
                                 an_writer *writer);
void an_summary_write_changes(an_results *results, const an_figures *figures, an_writer *writer);
void an_summary_write_outside(an_results *results, an_writer *writer);
void an_summary_write_figures(an_results *results, const an_figures *figures, an_writer *writer);

#endif
