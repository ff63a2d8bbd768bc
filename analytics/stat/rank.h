/* rank: are the values of one sample mostly above those of another (Mann, Whitney 1947). */
#ifndef AN_STAT_RANK_H
#define AN_STAT_RANK_H

#include <stddef.h>

#include "base/error.h"

typedef struct an_rank_comparison {
    double above; /* share of the pairs in which b is above a, those that tie counted half; .5: none is */
    double error; /* its standard error where both are of one distribution, corrected for ties */
} an_rank_comparison;

/* a[n], b[m]: ascending. z = (above - 0.5) / error is that of the Mann-Whitney (Wilcoxon) test without
 * continuity correction: R's wilcox.test(b, a, exact = FALSE, correct = FALSE); rough where n or m is
 * below 8. error^2 = (N + 1 - sum over ties of (t^3 - t) / (N (N - 1))) / (12 n m), N = n + m. AN_UNDEFINED:
 * n or m is 0, or all values are the same. O(n + m). */
an_code an_rank_compare(const double a[], size_t n, const double b[], size_t m, an_rank_comparison *out);

#endif
