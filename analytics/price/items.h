/* items: the priced items of an extract, group by group, as every method wants them.
 *
 * An item has a price (EUR/kg), and what else a method may ask of it: its date, Member State and importer,
 * and its supplementary units. Groups are those of the finest key and one period. */
#ifndef AN_PRICE_ITEMS_H
#define AN_PRICE_ITEMS_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

typedef struct an_item {
    double value, mass;       /* EUR, kg, both above 0 */
    double log_price;         /* of EUR/kg */
    double units;             /* supplementary; NAN: none declared */
    double duty_rate;         /* per cent; NAN: not known */
    double day;               /* of acceptance, a count of days; NAN: not known */
    uint32_t state, importer; /* numbers from 1; 0: not known */
    uint32_t group;
    uint64_t place; /* where it stands in the input: larger for later ones */
} an_item;

typedef struct an_item_group {
    const char *period;
    const char *const *keys;
    size_t first, n; /* its items */
} an_item_group;

typedef struct an_items {
    an_item *items; /* group by group, in the order of the input */
    size_t n, capacity;
    an_item_group *groups;
    size_t n_groups, groups_capacity;
    uint32_t states, importers; /* the largest numbers */
} an_items;

/* A table starts as {0}; then groups, each with its items behind it. AN_SYSTEM: no memory. */
an_code an_items_group(an_items *items, const char *period, const char *const *keys, an_error *err);
an_code an_items_add(an_items *items, const an_item *item, an_error *err); /* log_price, group: made here */
void an_items_free(an_items *items);

#endif
