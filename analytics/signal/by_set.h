/* by_set: the signals of an extract in partitions.
 *
 * Of a method that judges one comparison set at a time:
 * The sets that items need are described and fitted part by part, each by one thread; the scores of all items
 * are only counted, by p-value, so that q-values can be made of the few that may be signals (multiplicity.h).
 * What it finds is what an_signals_make finds of the same items, bit by bit. */
#ifndef AN_SIGNAL_BY_SET_H
#define AN_SIGNAL_BY_SET_H

#include "signal/signals.h"
#include "price/partitions.h"

/* An item that was found, by an_scored.item: they stand in the order of period, keys and place. */
typedef struct an_by_set_item {
    uint64_t place;
    double value, mass;
    const an_partition *partition;
    uint32_t group; /* of the partition */
    uint32_t order; /* the same, counted over all partitions in the order of period and keys */
} an_by_set_item;

typedef struct an_by_set_part an_by_set_part; /* what is kept of one part */

typedef struct an_by_set {
    an_by_set_part *parts; /* AN_PARTITIONS */
    an_by_set_item *items; /* as many as signals.n */
    an_signals signals;  /* of the items; in their order, not ranked, what needs the duty rate not set */
    uint64_t n_scored;   /* of all items */
} an_by_set;

/* Finds the signals; all: every scored item. partitions are placed, for auto extended, comparison is
 * theirs; the rows are gone afterwards. signals.unmatched is set. Free with an_by_set_free, partitions
 * after it. O(n) time, memory for the largest parts under way. AN_SYSTEM. */
an_code an_by_set_make(an_by_set *sift, an_partitions *partitions, const an_comparison *comparison,
                       const an_signal_rules *rules, bool all, unsigned threads, an_error *err);
void an_by_set_free(an_by_set *sift);

#endif
