/* items: the priced items of open parts, group by group.
 *
 * Rows of a part lie as its workers met them; two passes put them in order, by counting: groups know how
 * many rows they have, so that each row goes straight to its place, O(n). Within a group the order is that
 * of the input, by place, whatever thread read it. */
#include "price/items.h"

#include <math.h>
#include <stdlib.h>

/* ---- prices ---- */

/* Prices on their way to their groups. */
typedef struct pricing {
    size_t *next; /* of each group */
    double *value, *mass;
} pricing;

static an_code price_rows(void *context, const an_partition_batch *batch, an_error *err)
{
    const pricing *const to = context;
    (void)err;
    for (size_t i = 0; i < batch->n; i++) {
        const size_t at = to->next[batch->group[i]]++;
        to->value[at] = batch->value[i];
        to->mass[at] = batch->mass[i];
    }
    return AN_OK;
}

an_code an_prices_load(an_prices *prices, const an_partition *partition, size_t room, an_error *err)
{
    const size_t n = partition->n;
    pricing to = {.next = malloc((partition->n_groups + 1) * sizeof *to.next)};
    *prices = (an_prices){.price = malloc((3 * n + room + 1) * sizeof *prices->price)};
    an_code code = to.next == NULL || prices->price == NULL ? an_fail_memory(err) : AN_OK;
    if (code == AN_OK) {
        to.value = prices->value = prices->price + n;
        to.mass = prices->mass = prices->value + n;
        prices->room = prices->mass + n;
        for (size_t g = 0; g < partition->n_groups; g++)
            to.next[g] = partition->groups[g].first;
        code = an_partition_rows(partition, price_rows, &to, err);
    }
    for (size_t i = 0; i < n && code == AN_OK; i++)
        prices->price[i] = prices->value[i] / prices->mass[i];
    free(to.next);
    return code;
}

void an_prices_free(an_prices *prices)
{
    free(prices->price);
    *prices = (an_prices){0};
}

/* ---- all that is known ---- */

#define NONE UINT32_MAX

void an_items_free(an_items *items)
{
    free(items->items);
    free(items->groups);
    *items = (an_items){0};
}

typedef struct loading {
    an_items *items;
    const an_partition *part[AN_PARTITIONS]; /* those that have some of the groups */
    uint32_t *at[AN_PARTITIONS];             /* of each of their groups the number in items; NONE */
    uint32_t *numbers;                       /* all of at */
    size_t *next;                            /* of each group of items: where its next item goes */
} loading;

typedef struct part_loading {
    const loading *all;
    const uint32_t *at;
} part_loading;

static an_code place_rows(void *context, const an_partition_batch *batch, an_error *err)
{
    const part_loading *const to = context;
    (void)err;
    for (size_t i = 0; i < batch->n; i++) {
        const uint32_t group = to->at[batch->group[i]];
        const an_partition_more *const more = &batch->more[i];
        if (group == NONE)
            continue;
        to->all->items->items[to->all->next[group]++] =
            (an_item){.value = batch->value[i],
                      .mass = batch->mass[i],
                      .log_price = log(batch->value[i] / batch->mass[i]),
                      .units = more->units,
                      .day = more->day != AN_PARTITION_NO_DAY ? (double)more->day : (double)NAN,
                      .state = more->party[AN_PARTY_STATE],
                      .importer = more->party[AN_PARTY_IMPORTER],
                      .group = group,
                      .place = batch->place[i]};
    }
    return AN_OK;
}

static int by_place(const void *a, const void *b)
{
    const an_item *x = a, *y = b;
    return (x->place > y->place) - (x->place < y->place);
}

/* Puts the items of a group in the order of the input: those that one thread met are. */
static void sort_group(const an_items *items, const an_item_group *group)
{
    an_item *const item = items->items + group->first;
    for (size_t i = 1; i < group->n; i++)
        if (item[i].place < item[i - 1].place) {
            qsort(item, group->n, sizeof *item, by_place);
            return;
        }
}

static an_code load_part(void *context, size_t p, unsigned thread, an_error *err)
{
    const loading *const all = context;
    part_loading part = {all, all->at[p]};
    (void)thread;
    if (all->part[p] == NULL)
        return AN_OK;
    const an_code code = an_partition_rows(all->part[p], place_rows, &part, err);
    for (size_t g = 0; g < all->part[p]->n_groups && code == AN_OK; g++)
        if (all->at[p][g] != NONE)
            sort_group(all->items, &all->items->groups[all->at[p][g]]);
    return code;
}

/* Of each part concerned: none of its groups is in items yet. */
static an_code start_parts(loading *to, const an_part_group group[], size_t n)
{
    size_t all = 0, used = 0;
    for (size_t g = 0; g < n; g++) {
        const an_partition *const part = group[g].partition;
        all += to->part[part->number] == NULL ? part->n_groups : 0;
        to->part[part->number] = part;
    }
    to->numbers = malloc((all + 1) * sizeof *to->numbers);
    if (to->numbers == NULL)
        return AN_SYSTEM;
    for (size_t k = 0; k < all; k++)
        to->numbers[k] = NONE;
    for (size_t p = 0; p < AN_PARTITIONS; p++) {
        to->at[p] = to->numbers + used;
        used += to->part[p] != NULL ? to->part[p]->n_groups : 0;
    }
    return AN_OK;
}

/* Room for the items of the groups, one behind the other. */
static an_code make_groups(loading *to, const an_part_group group[], size_t n, an_error *err)
{
    an_items *const items = to->items;
    to->next = malloc((n + 1) * sizeof *to->next);
    items->groups = malloc((n + 1) * sizeof *items->groups);
    if (to->next == NULL || items->groups == NULL || start_parts(to, group, n) != AN_OK)
        return an_fail_memory(err);
    for (size_t g = 0; g < n; g++) {
        const an_partition *const part = group[g].partition;
        const an_item_group *const from = &part->groups[group[g].group];
        to->at[part->number][group[g].group] = (uint32_t)g;
        items->groups[g] = *from;
        items->groups[g].first = items->n;
        to->next[g] = items->n;
        items->n += from->n;
    }
    items->n_groups = n;
    items->items = malloc((items->n + 1) * sizeof *items->items);
    return items->items == NULL ? an_fail_memory(err) : AN_OK;
}

/* The number of a party by its first appearance. */
static void number(uint32_t seen[], uint32_t *party, uint32_t *n)
{
    if (*party == 0)
        return;
    if (seen[*party] == 0)
        seen[*party] = ++*n;
    *party = seen[*party];
}

static an_code number_parties(an_items *items, const an_partitions *from, bool renumber, an_error *err)
{
    const size_t states = an_partitions_parties(from, AN_PARTY_STATE),
                 importers = an_partitions_parties(from, AN_PARTY_IMPORTER);
    items->states = (uint32_t)states;
    items->importers = (uint32_t)importers;
    if (!renumber)
        return AN_OK;
    uint32_t *const seen = calloc(states + importers + 2, sizeof *seen);
    if (seen == NULL)
        return an_fail_memory(err);
    items->states = items->importers = 0;
    for (size_t i = 0; i < items->n; i++) {
        number(seen, &items->items[i].state, &items->states);
        number(seen + states + 1, &items->items[i].importer, &items->importers);
    }
    free(seen);
    return AN_OK;
}

an_code an_items_load(an_items *items, an_partitions *partitions, const an_part_group group[], size_t n,
                      bool renumber, unsigned threads, an_error *err)
{
    loading to = {.items = items};
    *items = (an_items){0};
    an_code code = make_groups(&to, group, n, err);
    if (code == AN_OK)
        code = an_partitions_run(partitions, threads, load_part, &to, err);
    if (code == AN_OK)
        code = number_parties(items, partitions, renumber, err);
    free(to.numbers);
    free(to.next);
    if (code != AN_OK)
        an_items_free(items);
    return code;
}
