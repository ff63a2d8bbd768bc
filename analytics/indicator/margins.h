/* margins: the sums that everybody can see in an indicator table.
 *
 * A row whose key stands for all (observation.h: an_key_is_total) is the total of the rows that have that
 * key, if numerators or denominators show that it is; a year is the total of its quarters or months. A cell
 * that is not published can be computed back from them (disclosure.h). */
#ifndef AN_INDICATOR_MARGINS_H
#define AN_INDICATOR_MARGINS_H

#include <stddef.h>

#include "base/error.h"
#include "indicator/observation.h"

/* Equation e: observation member[start[e]] is the sum of member[start[e] + 1] to member[start[e+1] - 1]. */
typedef struct an_margins {
    size_t n;
    size_t *start; /* n + 1 */
    size_t *member;
    size_t start_capacity, member_capacity;
} an_margins;

/* Finds the equations of a table. In a family of rows that differ in one key the totals are the rows whose
 * own table does not have the column and those whose key is TOTAL or _T; where these are no sums or not
 * there, the row with an empty key too. A row counts as a total only if the numerators add up to it exactly,
 * or the denominators do, or a suppressed row hides whether they do. AN_DATA with its place: two rows of the
 * same indicator, period and keys, or no period. *margins is to be freed in any case. */
an_code an_margins_find(const an_observations *table, an_margins *margins, an_error *err);
void an_margins_free(an_margins *margins);

#endif
