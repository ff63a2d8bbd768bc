/* multiplicity: p-values adjusted for the number of tests, and false discovery rates from probabilities. */
#ifndef AN_STAT_MULTIPLICITY_H
#define AN_STAT_MULTIPLICITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* Benjamini-Hochberg: q[i] is the least false discovery rate at which test i is still a discovery,
 * q(i) = min over j >= i of min(1, n p(j) / j), p(1) <= ... <= p(n); as R's p.adjust(p, "BH").
 * p: n p-values in [0, 1], any order, not changed. scratch: 2 n doubles. q: n, in the order of p (q may be
 * p). n = 0 is no test and no error. O(n log n). AN_UNDEFINED: a p outside [0, 1] or NaN. Source: Benjamini,
 * Hochberg 1995, JRSS B 57:289. */
an_code an_multiplicity_bh(const double p[], size_t n, double scratch[], double q[]);

/* Bonferroni: q[i] = min(1, n p[i]), the family-wise error. Arguments and codes as above. O(n). */
an_code an_multiplicity_bonferroni(const double p[], size_t n, double q[]);

/* The false discovery rate of a list whose items have a probability of being false each; q[i]: the mean of
 * null[j] over all j with null[j] <= null[i]: the share of false ones to be expected if i and all that are
 * surer are called discoveries. null: n probabilities that the null hypothesis of a test
 * holds, any order, not changed. scratch: 2 n doubles. q: n, in the order of null (q may be null). n = 0 is
 * no error. O(n log n). AN_UNDEFINED: a probability outside [0, 1] or NaN. Source: Newton, Noueiry, Sarkar,
 * Ahlquist 2004, Biostatistics 5:155 (direct posterior probability approach). */
an_code an_multiplicity_of_nulls(const double null[], size_t n, double scratch[], double q[]);

/* Benjamini-Hochberg of so many tests that only the smallest p-values can be kept. All are counted into bins,
 * p by p; the counts then say up to which bin discoveries can lie, and which of the bins above could still
 * hold the minimum that their q-values look for:
 *
 *     count[an_multiplicity_bin(p)]++        for every p
 *     last = an_multiplicity_last(...)       or any other last bin of those that are kept
 *     an_multiplicity_open(...)              mostly none: then no other p is needed
 *     an_multiplicity_bh_smallest(...)       the same q-values, bit by bit, as an_multiplicity_bh of all */
enum { AN_MULTIPLICITY_BINS = 0x3ff01 };

/* The bin of p in [0, 1]: its upper 20 bits; the least p of a bin. */
size_t an_multiplicity_bin(double p);
double an_multiplicity_least(size_t bin);

/* The last bin that can hold a q-value up to rate; false: none can. count: AN_MULTIPLICITY_BINS. */
bool an_multiplicity_last(const uint64_t count[], double rate, size_t *last);

/* Marks the bins behind last whose p-values are needed, and returns how many those are. */
uint64_t an_multiplicity_open(const uint64_t count[], size_t last, bool open[]);

/* q[n] of p[n], all p-values of the bins up to last, in any order; q may be p. others: all p-values of the
 * bins in open, sorted here. scratch: 2 n doubles. AN_UNDEFINED: a p outside [0, 1] or NaN. O(n log n). */
an_code an_multiplicity_bh_smallest(const double p[], size_t n, const uint64_t count[], size_t last,
                                    const bool open[], double others[], double scratch[], double q[]);

#endif
