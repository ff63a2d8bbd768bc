/* auto: the default method: every item judged by a model of all groups at once. */
#ifndef AN_MODEL_AUTO_H
#define AN_MODEL_AUTO_H

#include "model/model.h"

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

/* Up to so many items are judged all at once. Of more, twice as many teach what all groups share; then all
 * are looked at heading by heading. */
enum { AN_AUTO_AT_ONCE = 100000 };

/* result[items->n], in the order of items. references: made of the same items. The same for any number of
 * threads. Some twenty rounds of O(n). AN_SYSTEM: no memory. */
an_code an_auto_assess(const an_items *items, const an_references *references, unsigned threads,
                       an_auto_result result[], an_error *err);

/* The same in three steps, where items are too many to be looked at all at once. */

/* Learns what all groups share from items that stand for all: whole headings. As an_auto_assess. */
an_code an_auto_learn(const an_items *items, const an_references *references, unsigned threads,
                      an_model_shared *shared, an_error *err);

/* Then, of all items, whole headings at a time in any order: adds up what they look like, and what their
 * importers seem to have done. On the caller's thread alone. AN_SYSTEM: no memory. */
an_code an_auto_survey(const an_items *items, const an_references *references, const an_model_shared *shared,
                       an_model_totals *totals, an_model_importers *importers, an_error *err);

/* At last, of the same items at a time: result[items->n]. shared: as it was surveyed with; known: with what
 * the totals say (an_model_learn_totals); importers: compared. As above. */
an_code an_auto_judge(const an_items *items, const an_references *references, const an_model_shared *shared,
                      const an_model_shared *known, const an_model_importers *importers,
                      an_auto_result result[], an_error *err);

#endif
