/* balance: weights with which no Member State and no importer outvotes the others of a group.
 *
 * Where one of them brings most of a group and undervalues nearly all of it, a reference pooled by items
 * follows the fraud. OLAF's mean of the Member States' prices knew that; the weights here go as far towards
 * it as the group allows: a party keeps the weight of its items until it holds its share, and no more. */
#ifndef AN_MODEL_BALANCE_H
#define AN_MODEL_BALANCE_H

#include "price/items.h"

/* What nobody may exceed: this share of a group, or this over the number of parties if that is more. */
#define AN_BALANCE_STATE 0.15
#define AN_BALANCE_IMPORTER 0.05
#define AN_BALANCE_FEW 1.2

typedef struct an_balance {
    size_t *count; /* of each state or importer */
    double *limit; /* room for the counts of one group */
    size_t n_parties;
} an_balance;

/* Room for the parties of items, groups of up to n items. AN_SYSTEM: no memory. Free with an_balance_free. */
an_code an_balance_new(an_balance *balance, const an_items *items, an_error *err);
void an_balance_free(an_balance *balance);

/* weight[n], above 0, at most 1, of n items. A party that is not known is one of its own per item. */
void an_balance_weigh(an_balance *balance, const an_item item[], size_t n, double weight[]);

#endif
