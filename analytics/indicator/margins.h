/* margins: the sums that everybody can check in what is published, as linear equations between figures.
 *
 * Along a breakdown column and over time a total is the sum of its parts; the first digits of a code are the
 * total of the codes that begin with them; a measure is the sum of its parts as the catalogue declares them.
 * A figure that is not published can be computed back from these (protection.h). */
#ifndef AN_INDICATOR_MARGINS_H
#define AN_INDICATOR_MARGINS_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "indicator/figures.h"

/* Equation e: figure member[start[e]] is the sum of member[start[e] + 1] to member[start[e+1] - 1]. */
typedef struct an_margins {
    size_t n;
    size_t *start; /* n + 1 */
    uint32_t *member;
    size_t start_capacity, member_capacity;
    /* Keys that no name tells to be totals but the sums do, everywhere they occur: dimension and text. */
    struct an_found_total {
        uint32_t dimension, key;
    } * found;
    size_t n_found, found_capacity;
} an_margins;

/* Finds the equations between figures, to which those are added that are needed and that no row shows: a
 * part that is not published, what the published parts leave of a total. Numbers decide, exact decimals,
 * so that this is no guess: a total that is less than its parts is none; where it is more, the rest, of at
 * least 0, is a figure of its own, unless parts do not add up (stocks). A rest of 0 is left out, as if it
 * were known to be 0. A figure that is not known and the only one in an equation gets its value from it.
 * AN_SYSTEM: no memory. *margins is to be freed in any case. O(n log n) for each dimension. */
an_code an_margins_find(an_figures *figures, size_t n_rows, an_margins *margins, an_error *err);
/* The equations of each of n figures. */
an_code an_margins_index(const an_margins *margins, size_t n, an_grouping *equations, an_error *err);
void an_margins_free(an_margins *margins);

#endif
