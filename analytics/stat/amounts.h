/* amounts: how far a sum of skewed amounts can be trusted, and how much of it hangs on one case.
 *
 * x[n] are the amounts of the cases that were found, each with its weight where it stands for several. How
 * many there are is chance as well (Poisson, or binomial with a small share). */
#ifndef AN_STAT_AMOUNTS_H
#define AN_STAT_AMOUNTS_H

#include <stddef.h>

#include "base/error.h"
#include "stat/interval.h"

/* Fewer cases than these have no interval; a bound beyond this multiple of the sum is none. */
enum { AN_AMOUNTS_LEAST = 3, AN_AMOUNTS_WIDEST = 1000 };

/* What a sum is made of. All of an empty sample are 0. */
typedef struct an_amounts {
    size_t cases; /* amounts above 0 */
    double sum, largest;
    double effective; /* cases of one size would tell as much: sum^2 / sum of squares (Kish 1965) */
} an_amounts;

/* AN_UNDEFINED: an amount is below 0 or not finite. O(n). */
an_code an_amounts_describe(const double x[], size_t n, an_amounts *out);

/* The interval of a sum of weights of which each is counted a Poisson number of times (Fay, Feuer 1997).
 * unseen: the largest weight that a further case may have. AN_UNDEFINED unless the sum is above 0 and finite,
 * unseen not below 0. O(n). */
an_code an_amounts_weighted_poisson(const double x[], size_t n, double unseen, double level,
                                    an_interval *interval);

/* The interval of the sum that cases of this kind and number are expected to have; the sum lies in it.
 *
 * The wider, on each side, of Fay and Feuer's (1997), the unseen case being the next record, and that of a
 * log-normal sum (Zou and others 2009), where the logarithms are not skewed to the left; amounts.c has the
 * formulas. x[n] > 0, not changed; amounts of 0 are no cases: leave them out. scratch: n doubles (changed).
 * fraction: 0 for what is to be expected; else the share of all units, 0 < fraction < 1, that were looked at
 * where the sum stands for the rest of a finite population, whose own cases are chance too: the distances to
 * the sum grow by 1 / sqrt(1 - fraction), the lower bound not below 0.
 *
 * Least n AN_AMOUNTS_LEAST. AN_UNDEFINED also for an amount that is not above 0, and where the upper bound is
 * beyond AN_AMOUNTS_WIDEST times the sum: then the cases do not tell.
 * Cost: O(n log n), and six quantiles of the chi-squared distribution. */
an_code an_amounts_interval(const double x[], size_t n, double fraction, double level, double scratch[],
                            an_interval *interval);

#endif
