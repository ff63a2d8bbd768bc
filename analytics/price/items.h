/* items: the priced items of an extract, group by group, as every method wants them.
 *
 * An item has a price (EUR/kg), and what else a method may ask of it: its date, Member State and importer,
 * and its supplementary units. Groups are those of the finest key and one period.
 */
#ifndef AN_PRICE_ITEMS_H
#define AN_PRICE_ITEMS_H

#include <stdint.h>

#include "base/memory.h"
#include "table/tally.h"

/* What a source must sample and carry for an_items_read, in this order. The first two columns are needed. */
extern const char *const an_items_sample[]; /* AN_ITEM_VALUE ... */
extern const char *const an_items_carry[];  /* AN_ITEM_DECLARATION ... */
enum {
    AN_ITEM_VALUE,
    AN_ITEM_MASS,
    AN_ITEM_ITEMS,
    AN_ITEM_DUTY_RATE,
    AN_ITEM_UNITS,
    AN_ITEM_DAY,
    AN_ITEM_WIDTH
};
enum { AN_ITEM_DECLARATION, AN_ITEM_NUMBER, AN_ITEM_STATE, AN_ITEM_IMPORTER, AN_ITEM_OUTCOME };

typedef struct an_item {
    double value, mass;       /* EUR, kg, both above 0 */
    double log_price;         /* of EUR/kg */
    double units;             /* supplementary; NAN: none declared */
    double duty_rate;         /* per cent; NAN: not known */
    double day;               /* of acceptance, a count of days; NAN: not known */
    uint32_t state, importer; /* numbers from 1; 0: not known */
    uint32_t group;
    size_t row; /* of the tally's sample */
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
    size_t unpriced; /* items without a value or a mass, or with 0; they are left out */
    an_intern *states, *importers;
} an_items;

/* EUR/kg of a sampled row; NAN: it has no price, or stands for no item (the second control of one). */
double an_items_price(const double row[AN_ITEM_WIDTH]);

/* The items of a finished tally whose source samples and carries as above. Keys and periods stay the
 * tally's. Free with an_items_free. */
an_code an_items_read(an_items *items, const an_tally *tally, an_error *err);

/* By hand, for tests: an empty table, then groups, each with its items behind it. */
an_code an_items_new(an_items *items, an_error *err);
an_code an_items_group(an_items *items, const char *period, const char *const *keys, an_error *err);
an_code an_items_add(an_items *items, const an_item *item, an_error *err); /* log_price, group: made here */
void an_items_free(an_items *items);

#endif
