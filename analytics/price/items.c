/* items: the priced items of an extract, group by group. */
#include "price/items.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"

void an_items_free(an_items *items)
{
    free(items->items);
    free(items->groups);
    *items = (an_items){0};
}

an_code an_items_group(an_items *items, const char *period, const char *const *keys, an_error *err)
{
    if (an_grow(&items->groups, &items->groups_capacity, items->n_groups + 1, sizeof *items->groups) != AN_OK)
        return an_fail_memory(err);
    items->groups[items->n_groups++] = (an_item_group){.period = period, .keys = keys, .first = items->n};
    return AN_OK;
}

an_code an_items_add(an_items *items, const an_item *item, an_error *err)
{
    if (an_grow(&items->items, &items->capacity, items->n + 1, sizeof *items->items) != AN_OK)
        return an_fail_memory(err);
    an_item *added = &items->items[items->n++];
    *added = *item;
    added->log_price = log(item->value / item->mass);
    added->group = (uint32_t)(items->n_groups - 1);
    items->states = item->state > items->states ? item->state : items->states;
    items->importers = item->importer > items->importers ? item->importer : items->importers;
    items->groups[items->n_groups - 1].n++;
    return AN_OK;
}
