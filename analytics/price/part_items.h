/* part_items: the items of some groups of the partitions, all that is known of them, in the order of the
 * input. */
#ifndef AN_PRICE_PART_ITEMS_H
#define AN_PRICE_PART_ITEMS_H

#include "price/partitions.h"

/* A group of an open part. */
typedef struct an_part_group {
    const an_partition *partition;
    uint32_t group;
} an_part_group;

/* The items of group[n], each listed once, of extended and placed partitions. Keys and periods stay those of
 * the parts. renumber: senders are numbered as they appear, else over all partitions. Free with
 * an_items_free. O(items of the parts of these groups). AN_SYSTEM. */
an_code an_part_items_load(an_items *items, an_partitions *partitions, const an_part_group group[], size_t n,
                           bool renumber, unsigned threads, an_error *err);

#endif
