/* panels: rows of an indicator table arranged by series and period. */
#ifndef AN_CHART_PANELS_H
#define AN_CHART_PANELS_H

#include <stddef.h>

#include "base/error.h"
#include "chart/chart_rows.h"

typedef struct an_panels {
    size_t n;            /* series, in the order of the table: one for each label and indicator */
    const char **names;
    size_t n_places;     /* periods, from the first to the last */
    const char **places; /* their texts */
    const an_chart_row **cells; /* n * n_places; NULL: the table has no such row */
} an_panels;

/* Arranges rows, which must stay and own the texts. Where all periods are of one kind (quarters...) those
 * that the table leaves out have their places too. series starts as {0}; free it also after an error.
 * AN_DATA: two rows for one series and period. */
an_code an_panels_make(an_panels *series, an_chart_rows *rows, const an_sheet *sheet, an_error *err);
void an_panels_free(an_panels *series);

/* The row of series s at place p, or NULL. */
const an_chart_row *an_panels_row(const an_panels *series, size_t s, size_t p);

#endif
