/* pairs: order statistics of values that belong to pairs: there are O(n^2) of them, and they are never made.
 *
 * O(n log n), whatever the values. Values and scratch: see stat/location.h. Source: Johnson, Mizoguchi 1978,
 * SIAM J. Comput. 7:147. */
#ifndef AN_STAT_PAIRS_H
#define AN_STAT_PAIRS_H

#include <stddef.h>
#include <stdint.h>

/* The k-th smallest (k from 0) of the n (n - 1) / 2 differences x[j] - x[i], i < j, of x, ascending, n >= 2.
 * start: a guess at the answer (any value >= 0 is right, a good one is faster). scratch: n doubles. */
double an_pairs_difference(const double x[], size_t n, uint64_t k, double start, double scratch[]);

/* The k-th and the (k + 1)-th smallest (k from 0) of the n m shares a[j] / (a[j] + b[i]) of two ascending
 * arrays of positive values, n >= 1 of a, m >= 1 of b; value[1] is value[0] when k is the last.
 * scratch: n + m doubles. */
void an_pairs_share(const double a[], size_t n, const double b[], size_t m, uint64_t k, double scratch[],
                    double value[2]);

#endif
