/* disclosure: which cells of a table must not be published.
 *
 * Primary: a cell that tells too much of a contributor (an operator by its EORI, not a declaration).
 * Secondary: further cells, so that no suppressed cell can be computed from the rest and the totals.
 *
 * A cell's status is its SDMX CONF_STATUS: F free, A too few contributors, O dominated by one, T by two,
 * M under the p% rule, D secondary. */
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

/* A published table as its cells, totals included, and the sums that everybody knows to hold.
 * Equation e is member[start[e]] = member[start[e]+1] + ... + member[start[e+1]-1], cell numbers, each cell
 * at most once in an equation. A 2 x 2 table with totals has 9 cells and 6 equations. */
typedef struct an_disclosure_table {
    size_t cells, equations;
    const size_t *start;  /* equations + 1 numbers, start[0] = 0 */
    const size_t *member; /* start[equations] numbers, below cells */
    const double *value;  /* of each cell: its importance; the smaller, the rather it is suppressed */
} an_disclosure_table;

typedef struct an_disclosure_scratch {
    double *matrix; /* equations * cells */
    size_t *column; /* cells */
    bool *exposed;  /* 2 * cells */
} an_disclosure_scratch;

/* Which suppressed cells (status[c] not F) can be computed exactly: exposed[cells] is written, *count their
 * number. The equations between the suppressed cells are reduced by elimination; a cell is exposed
 * where a reduced row holds it alone. Reads only start, member, cells, equations of table.
 * scratch->exposed may not be exposed. O(equations^2 suppressed). Never fails. */
void an_disclosure_exposed(const an_disclosure_table *table, const char status[],
                           const an_disclosure_scratch *scratch, bool exposed[], size_t *count);

/* Adds secondary suppressions (status F becomes D) until no cell is exposed: step by step the free cell,
 * of those that share a sum with an exposed one, that leaves the fewest cells exposed, and of
 * these the smallest (ties: the lowest number). Then each D, from the largest, is freed again if nothing is
 * exposed without it. Cells of value 0 are never taken: an empty cell can be guessed.
 * Protects against exact recalculation only; not against close bounds, nor against a contributor who
 * subtracts its own amount.
 * AN_UNDEFINED: no cell is left to take (*status then holds what was tried: publish nothing of
 * it). Cost: added cells x free cells x O(equations^2 suppressed): tables of some hundred cells. */
an_code an_disclosure_protect(const an_disclosure_table *table, const an_disclosure_scratch *scratch,
                              char status[]);

#endif
