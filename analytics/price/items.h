/* items: the priced items of open parts, group by group: their prices alone, or all that is known of them.
 *
 * An item has a price (EUR/kg), and what else a method may ask of it: its date, Member State and importer,
 * and its supplementary units. Groups are those of the finest key and one period. */
#ifndef AN_PRICE_ITEMS_H
#define AN_PRICE_ITEMS_H

#include "price/partitions.h"

/* The prices of a part, group by group; the order within a group depends on the number of threads. */
typedef struct an_prices {
    double *price, *value, *mass; /* EUR/kg, EUR, kg: of the part's n rows each, groups from their first on */
    double *room;                 /* what was asked for besides */
} an_prices;

/* room: a number of doubles. End with an_prices_free. O(rows). AN_SYSTEM. */
an_code an_prices_load(an_prices *prices, const an_partition *partition, size_t room, an_error *err);
void an_prices_free(an_prices *prices);

typedef struct an_item {
    double value, mass;       /* EUR, kg, both above 0 */
    double log_price;         /* of EUR/kg */
    double units;             /* supplementary; NAN: none declared */
    double day;               /* of acceptance, a count of days; NAN: not known */
    uint32_t state, importer; /* numbers from 1; 0: not known */
    uint32_t group;
    uint64_t place; /* where it stands in the input: larger for later ones */
} an_item;

typedef struct an_items {
    an_item *items; /* group by group, in the order of the input */
    size_t n;
    an_item_group *groups;
    size_t n_groups;
    uint32_t states, importers; /* the largest numbers */
} an_items;

/* A group of an open part. */
typedef struct an_part_group {
    const an_partition *partition;
    uint32_t group;
} an_part_group;

/* The items of group[n], each listed once, of extended and placed partitions. Keys and periods stay those of
 * the parts. renumber: parties are numbered as they appear, else over all partitions. Free with
 * an_items_free. O(items of the parts of these groups). AN_SYSTEM. */
an_code an_items_load(an_items *items, an_partitions *partitions, const an_part_group group[], size_t n,
                      bool renumber, unsigned threads, an_error *err);
void an_items_free(an_items *items);

#endif
