/* multiplicity: p-values adjusted for the number of tests.
 */
#ifndef AN_STAT_MULTIPLICITY_H
#define AN_STAT_MULTIPLICITY_H

#include <stddef.h>

#include "base/error.h"

/* Benjamini-Hochberg: q[i] is the least false discovery rate at which test i is still a discovery,
 * q(i) = min over j >= i of min(1, n p(j) / j), p(1) <= ... <= p(n); as R's p.adjust(p, "BH").
 * p: n p-values in [0, 1], any order, not changed. scratch: 2 n doubles. q: n, in the order of p (q may be
 * p). n = 0 is no test and no error. O(n log n). AN_UNDEFINED: a p outside [0, 1] or NaN. Source: Benjamini,
 * Hochberg 1995, JRSS B 57:289. */
an_code an_multiplicity_bh(const double p[], size_t n, double scratch[], double q[]);

/* Bonferroni: q[i] = min(1, n p[i]), the family-wise error. Arguments and codes as above. O(n). */
an_code an_multiplicity_bonferroni(const double p[], size_t n, double q[]);

#endif
