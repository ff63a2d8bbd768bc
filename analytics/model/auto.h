/* auto: the default method: every item judged by a model of all groups at once.
 */
#ifndef AN_MODEL_AUTO_H
#define AN_MODEL_AUTO_H

#include "model/drift.h"
#include "price/references.h"

/* What `auto` says of one item. */
typedef struct an_auto_result {
    bool judged;    /* false: nothing to compare with; the rest is not set */
    double center;  /* log of the reference price (EUR/kg) on the item's day: that of its price group */
    double p_value; /* of an honest price as far from its price group, two-sided */
    double score;   /* the normal deviate of p_value, with the sign of the distance */
    double manipulated, quantity; /* probabilities that the value, or that the quantity is wrong */
    double shortfall; /* EUR/kg, expected: by how much the price of each price group that the item may have
                         been moved from exceeds its own, times the probability of that */
    unsigned price_group, price_groups; /* that of the center, from 1 on by price; of so many */
    an_drift_kind drift;                /* what was taken out of the prices of its group */
    double borrowed; /* share of the center that rests on other groups of the heading, 0 to 1 */
} an_auto_result;

/* result[items->n], in the order of items. references: made of the same items. The same for any number of
 * threads. Some ten rounds of O(n). AN_SYSTEM: no memory. */
an_code an_auto_assess(const an_items *items, const an_references *references, unsigned threads,
                       an_auto_result result[], an_error *err);

#endif
