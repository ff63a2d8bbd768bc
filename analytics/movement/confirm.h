/* confirm: is a shift of a key's price level borne out by what the search for it (stat/shift.h) does not look
 * at.
 *
 * The search sees one median a period and takes them for independent. Two more tests, each of which a real
 * shift passes. */
#ifndef AN_MOVEMENT_CONFIRM_H
#define AN_MOVEMENT_CONFIRM_H

#include <stddef.h>

#include "stat/shift.h"

/* The periods of one key that the shift was found in, and all their prices. */
typedef struct an_confirm {
    const an_shift *shift;
    const double *t, *x; /* as the search was given them */
    size_t n;
    unsigned cycle;
    const double *const *prices; /* of each period, in the unit whose logarithm x is */
    const size_t *n_prices;
} an_confirm;

/* The largest of three p-values, each adjusted for the candidates: that of the search; the same where
 * residuals are correlated in time; that of the rank test of all prices before the shift and after it.
 * scratch: 3 n doubles and one for each price. O(prices log prices). */
double an_confirm_shift(const an_confirm *confirm, double scratch[]);

#endif
