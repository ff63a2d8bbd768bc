/* discovery: the false discovery rate of a list whose items have a probability of being false each. */
#ifndef AN_STAT_DISCOVERY_H
#define AN_STAT_DISCOVERY_H

#include <stddef.h>

#include "base/error.h"

/* q[i]: the mean of null[j] over all j with null[j] <= null[i]: the share of false ones to be expected if i
 * and all that are surer are called discoveries. null: n probabilities that the null hypothesis of a test
 * holds, any order, not changed. scratch: 2 n doubles. q: n, in the order of null (q may be null). n = 0 is
 * no error. O(n log n). AN_UNDEFINED: a probability outside [0, 1] or NaN. Source: Newton, Noueiry, Sarkar,
 * Ahlquist 2004, Biostatistics 5:155 (direct posterior probability approach). */
an_code an_discovery_rates(const double null[], size_t n, double scratch[], double q[]);

#endif
