/* item_table: items made by hand, group by group, and the same in partitions as a scan leaves them. */
#ifndef AN_TESTS_ITEM_TABLE_H
#define AN_TESTS_ITEM_TABLE_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "price/items.h"
#include "price/references.h"

static inline void table_need(bool done)
{
    if (done)
        return;
    fputs("item_table: cannot go on\n", stderr);
    abort();
}

/* Begins a group. The table starts as {0}; an_items_free frees it. */
static inline void table_group(an_items *items, const char *period, const char *const *keys)
{
    items->groups = realloc(items->groups, (items->n_groups + 1) * sizeof *items->groups);
    table_need(items->groups != NULL);
    items->groups[items->n_groups++] = (an_item_group){.period = period, .keys = keys, .first = items->n};
}

/* Adds an item to the last group; its log_price and group are made here. */
static inline void table_add(an_items *items, an_item item)
{
    items->items = realloc(items->items, (items->n + 1) * sizeof *items->items);
    table_need(items->items != NULL && items->n_groups > 0);
    item.log_price = log(item.value / item.mass);
    item.group = (uint32_t)(items->n_groups - 1);
    items->states = item.state > items->states ? item.state : items->states;
    items->importers = item.importer > items->importers ? item.importer : items->importers;
    items->groups[item.group].n++;
    items->items[items->n++] = item;
}

/* Names the sets of all groups at all levels, and describes them if min_group is above 0. */
static inline void table_references(an_references *references, const an_comparison *comparison,
                                    const an_items *items, size_t min_group)
{
    an_error err = {0};
    double *const price = malloc(((1 + AN_REFERENCES_ROOM) * items->n + 1) * sizeof *price);
    table_need(price != NULL && an_references_new(references, comparison, &err) == AN_OK &&
               an_references_name(references, items->groups, items->n_groups, comparison->n, &err) == AN_OK);
    for (size_t i = 0; i < items->n; i++)
        price[i] = items->items[i].value / items->items[i].mass;
    for (size_t e = 0; e < an_references_count(references) && min_group > 0; e++)
        an_references_describe(references, e, items->groups, price, AN_REFERENCE_ALL, min_group,
                               price + items->n);
    free(price);
}

static inline an_cell table_cell(const char *text)
{
    return (an_cell){.text = text, .size = strlen(text)};
}

/* How a table is handed to partitions: by so many workers that take turns; `back`: each meets the later items
 * first; extended: with day, units, Member State and importer. */
typedef struct table_scan {
    unsigned workers;
    uint64_t memory;
    bool back, extended;
    an_period period; /* of all items */
} table_scan;

static inline an_partition_more table_more(an_partitions *partitions, unsigned worker, const an_item *item)
{
    an_error err = {0};
    an_partition_more more = {.units = item->units,
                              .day = isnan(item->day) ? AN_PARTITION_NO_DAY : (int32_t)item->day};
    const uint32_t numbers[AN_PARTIES] = {
        [AN_PARTY_STATE] = item->state, [AN_PARTY_IMPORTER] = item->importer};
    for (int kind = 0; kind < AN_PARTIES; kind++) {
        char name[20];
        snprintf(name, sizeof name, "%u", numbers[kind]);
        table_need(an_partitions_party(partitions, worker, kind, table_cell(name), &more.party[kind], &err) ==
                   AN_OK);
    }
    return more;
}

/* Free with an_partitions_free. */
static inline an_partitions *table_partitions(const an_items *items, const an_comparison *comparison,
                                              table_scan scan)
{
    an_partitions *partitions;
    an_error err = {0};
    table_need(an_partitions_new(&partitions, comparison, scan.period.kind, scan.workers, true, scan.extended,
                                 scan.memory, &err) == AN_OK);
    for (size_t k = 0; k < items->n; k++) {
        const size_t i = scan.back ? items->n - 1 - k : k;
        const an_item *const item = &items->items[i];
        const unsigned worker = (unsigned)(i / 7 % scan.workers);
        an_cell cells[AN_COMPARISON_KEYS];
        uint32_t group;
        for (size_t c = 0; c < comparison->n_keys; c++)
            cells[c] = table_cell(items->groups[item->group].keys[c]);
        table_need(an_partitions_group(partitions, worker, scan.period.index, cells, &group, &err) == AN_OK);
        an_partition_more more;
        if (scan.extended)
            more = table_more(partitions, worker, item);
        table_need(an_partitions_add(partitions, worker, group, item->value, item->mass, item->place,
                                     scan.extended ? &more : NULL, &err) == AN_OK);
    }
    table_need(an_partitions_close(partitions, &err) == AN_OK);
    return partitions;
}

#endif
