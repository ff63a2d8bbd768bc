/* party_levels: how dear a party (an importer, a Member State) declares, beside its peers for the same goods.
 *
 * A party's level is the factor between its unit prices and those of the other parties in the same
 * comparison sets. What makes a level low, prices cannot tell: a related party, large lots, second choice, or
 * undervaluation of everything. */
#ifndef AN_PRICE_PARTY_LEVELS_H
#define AN_PRICE_PARTY_LEVELS_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

typedef struct an_party_item {
    double log_price; /* of EUR/kg */
    uint32_t party, set;
    int32_t day;
} an_party_item;

typedef struct an_party_rules {
    double level;       /* of the intervals */
    size_t least_peers; /* sets with fewer other parties are not compared */
    int32_t middle;     /* days before it are early, the others late */
} an_party_rules;

/* Logarithms of factors; NAN where there is nothing to compare. */
typedef struct an_party_level {
    double level, lower, upper; /* to the peers, and its interval */
    double score; /* no logarithm: level over the standard deviation of chance and honest differences */
    double change, change_lower, change_upper; /* of the late to the early prices */
    size_t sets, items;                        /* that were compared */
    size_t prices;                             /* different ones of these */
    size_t peers;                              /* other parties in a set, the median over the sets */
} an_party_level;

/* How parties differ in all. */
typedef struct an_party_spread {
    double within;  /* standard deviation of a party's log prices in a set */
    double goods;   /* of its level from set to set, beside chance */
    double parties; /* of the levels of parties, beside chance */
    size_t compared, items;
} an_party_spread;

/* Compares the items of party 0 to parties - 1 in set 0 to sets - 1. levels: of each party. peer: for each
 * item the log price of its peers, NAN: none. In any order of the items the same. O(n log n). AN_SYSTEM: no
 * memory. */
an_code an_party_levels_find(const an_party_item items[], size_t n, uint32_t parties, uint32_t sets,
                             const an_party_rules *rules, an_party_level levels[], double peer[],
                             an_party_spread *spread, an_error *err);

#endif
