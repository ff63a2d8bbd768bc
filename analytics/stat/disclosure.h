/* disclosure: which cells of a table tell too much of a contributor (an operator by its EORI, not a
 * declaration).
 *
 * A cell's status is its SDMX CONF_STATUS: F free, A too few contributors, O dominated by one, T by two,
 * M under the p% rule. What must be suppressed with such cells: indicator/protection.h. */
#ifndef AN_STAT_DISCLOSURE_H
#define AN_STAT_DISCLOSURE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

typedef struct an_disclosure_rules {
    double contributors; /* a cell of fewer is A; 3 is usual, 0: no such rule */
    int largest;         /* dominance (n, k), n 1 or 2: the n largest have more than k percent of the cell; */
    double share;        /* (2, 85) is usual; largest 0: no such rule */
    double percent;      /* p%: the cell less its two largest is below p percent of the largest: the
                            second can estimate the first; 10 is usual, 0: no such rule */
} an_disclosure_rules;

/* What a cell is made of; NAN: not known. */
typedef struct an_disclosure_cell {
    double contributors;      /* their number */
    double max1, max2, total; /* the two largest amounts (max2 NAN: 0), and that of all */
} an_disclosure_cell;

/* Whether a count of contributors, or of units that stand for them, is too small: above 0 and below least. */
bool an_disclosure_is_few(double count, double least);

/* The status of one cell: *status is F, A, O, T or M. A cell without contributors is F: there is nobody to
 * protect; so is one without amounts. Where the contributors are too few the amounts are not looked at;
 * where their number is not known the amounts alone decide. AN_UNDEFINED unless max1 >= max2 >= 0 and
 * max1 + max2 <= total, but for rounding (use absolute values). O(1). */
an_code an_disclosure_primary(const an_disclosure_cell *cell, const an_disclosure_rules *rules, char *status);

#endif
