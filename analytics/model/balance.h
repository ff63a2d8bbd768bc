/* balance: weights with which no Member State and no importer outvotes the others of a group.
 *
 * A party keeps the weight of its items until it holds its share of the group, and no more. */
#ifndef AN_MODEL_BALANCE_H
#define AN_MODEL_BALANCE_H

#include "price/items.h"

/* What nobody may exceed: this share of a group, or this over the number of parties if that is more. */
#define AN_BALANCE_STATE 0.15
#define AN_BALANCE_IMPORTER 0.05
#define AN_BALANCE_FEW 1.2

/* weight[n], above 0, at most 1, of n items. A party that is not known is one of its own per item. count: of
 * each state's or importer's number, all 0 before and after. scratch: n doubles. O(n log n). */
void an_balance_weigh(const an_item item[], size_t n, size_t count[], double scratch[], double weight[]);

#endif
