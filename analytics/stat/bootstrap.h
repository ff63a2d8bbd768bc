/* bootstrap: interval of a sum of heavy-tailed amounts over a known denominator.
 *
 * For rates of money (established amount / gross TOR) no binomial interval exists. The cases are drawn
 * again and again with replacement; the spread of the sums is the uncertainty. The generator is GSL's
 * mt19937 started from seed, so the same input gives the same bytes anywhere. */
#ifndef AN_STAT_BOOTSTRAP_H
#define AN_STAT_BOOTSTRAP_H

#include <stddef.h>

#include "base/error.h"
#include "stat/interval.h"

typedef struct an_bootstrap_plan {
    unsigned replicates; /* 1999 is a good number */
    unsigned population; /* units that could have been a case, at least n. n: the number of cases
                            counts as fixed (the textbook bootstrap). More (all controls, say): the other
                            units are cases of amount 0, the number of cases varies as it does in truth,
                            and the interval does not shrink to a point where all amounts are alike. */
    double level;
    unsigned long seed; /* below 2^32; 0 is GSL's default 4357 */
} an_bootstrap_plan;

/* *rate = sum(x)/denominator and its interval. x[n]: the amounts of the cases, not changed.
 * scratch: plan->replicates doubles (changed).
 *
 * Percentile: the e and 1-e quantiles, e = (1-level)/2, of the replicates, at rank (replicates + 1) e,
 * interpolated (Davison and Hinkley 1997, 5.2).
 *
 * Least n 2. AN_UNDEFINED also for denominator <= 0, population < n, or fewer replicates than
 * 2/(1-level) - 1. Where the rank lies outside the replicates the extreme one is given.
 * Cost: replicates x n draws, about 10 ns each. */
an_code an_bootstrap_rate(const double x[], size_t n, double denominator, const an_bootstrap_plan *plan,
                          double scratch[], double *rate, an_interval *interval);

#endif
