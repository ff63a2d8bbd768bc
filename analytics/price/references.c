/* references: the references of all comparison sets. references_table.c writes and reads them. */
#include "price/references.h"

#include <stdlib.h>
#include <string.h>

an_code an_references_new(an_references *references, const an_comparison *comparison, an_error *err)
{
    *references = (an_references){.comparison = comparison};
    return an_intern_new(&references->keys) == AN_OK ? AN_OK : an_fail_memory(err);
}

void an_references_free(an_references *references)
{
    an_intern_free(references->keys);
    an_arena_free(&references->arena);
    free(references->entries);
    free(references->sets);
    free(references->members);
    *references = (an_references){0};
}

size_t an_references_count(const an_references *references)
{
    return references->keys != NULL ? an_intern_count(references->keys) : 0;
}

/* The text under which an entry is found. False: too long. */
static bool make_name(const an_references *references, size_t level, const char *period, const char *key,
                      size_t size, char name[AN_COMPARISON_KEY + 64], size_t *length)
{
    size_t period_size = references->any_period ? 0 : strlen(period);
    if (period_size > 48)
        return false;
    name[0] = (char)('0' + level);
    memcpy(name + 1, period, period_size);
    name[1 + period_size] = '\n';
    memcpy(name + 2 + period_size, key, size);
    *length = 2 + period_size + size;
    return true;
}

an_code an_references_add(an_references *references, size_t level, const char *period, const char *key,
                          size_t size, an_references_entry **entry, an_error *err)
{
    char name[AN_COMPARISON_KEY + 64];
    size_t length;
    uint32_t id, known = an_intern_count(references->keys);
    if (!make_name(references, level, period, key, size, name, &length))
        return an_fail(err, AN_DATA, "a period is too long: '%.60s'", period);
    if (an_intern_add(references->keys, name, length, &id) != AN_OK ||
        an_grow(&references->entries, &references->capacity, (size_t)id + 1, sizeof *references->entries) !=
            AN_OK)
        return an_fail_memory(err);
    *entry = &references->entries[id];
    if (id < known)
        return AN_OK;
    **entry = (an_references_entry){
        .level = level,
        .period = an_arena_copy(&references->arena, period, strlen(period)),
        .key = an_arena_copy(&references->arena, key, size),
        .reference = an_reference_none,
    };
    return (*entry)->period != NULL && (*entry)->key != NULL ? AN_OK : an_fail_memory(err);
}

const an_references_entry *an_references_find(const an_references *references, const char *period,
                                              const char *const keys[], size_t min_group)
{
    char key[AN_COMPARISON_KEY], name[AN_COMPARISON_KEY + 64];
    size_t size, length;
    uint32_t id;
    for (size_t level = 0; level < references->comparison->n; level++)
        if (an_comparison_key(references->comparison, level, keys, key, &size) &&
            make_name(references, level, period, key, size, name, &length) &&
            an_intern_find(references->keys, name, length, &id) &&
            references->entries[id].reference.n >= min_group)
            return &references->entries[id];
    return NULL;
}

/* ---- of declarations ---- */

/* Names the set of each group. A set that only repeats a finer one stands once, at the finer level. */
static an_code name_sets(an_references *references, const an_item_group groups[], size_t level,
                         uint32_t set[], an_error *err)
{
    const an_comparison *comparison = references->comparison;
    for (size_t g = 0; g < references->n_groups; g++) {
        const an_item_group *group = &groups[g];
        char key[AN_COMPARISON_KEY];
        size_t size;
        an_references_entry *entry;
        set[g] = AN_REFERENCES_NONE;
        if (an_comparison_repeats(comparison, level, group->keys) ||
            !an_comparison_key(comparison, level, group->keys, key, &size))
            continue;
        an_code code = an_references_add(references, level, group->period, key, size, &entry, err);
        if (code != AN_OK)
            return code;
        set[g] = (uint32_t)(entry - references->entries);
        entry->n_groups++;
        entry->reference.n += group->n;
    }
    return AN_OK;
}

/* Puts the groups of each set together, from entry number first on; next: where the members of this level
 * go. */
static void list_members(an_references *references, const uint32_t set[], size_t first, size_t next)
{
    for (size_t e = first; e < an_references_count(references); e++) {
        references->entries[e].first = next;
        next += references->entries[e].n_groups;
        references->entries[e].n_groups = 0;
    }
    for (size_t g = 0; g < references->n_groups; g++)
        if (set[g] != AN_REFERENCES_NONE) {
            an_references_entry *entry = &references->entries[set[g]];
            references->members[entry->first + entry->n_groups++] = (uint32_t)g;
        }
}

an_code an_references_name(an_references *references, const an_item_group groups[], size_t n_groups,
                           size_t levels, an_error *err)
{
    if (references->sets == NULL) {
        const size_t room = references->comparison->n * n_groups + 1;
        references->n_groups = n_groups;
        references->sets = malloc(room * sizeof *references->sets);
        references->members = malloc(room * sizeof *references->members);
    }
    an_code code = references->sets == NULL || references->members == NULL ? an_fail_memory(err) : AN_OK;
    for (; references->n_named < levels && code == AN_OK; references->n_named++) {
        const size_t level = references->n_named, first = an_references_count(references);
        uint32_t *set = references->sets + level * n_groups;
        code = name_sets(references, groups, level, set, err);
        if (code == AN_OK)
            list_members(references, set, first, level * n_groups);
    }
    return code;
}

void an_references_describe(an_references *references, size_t number, const an_item_group groups[],
                            const double price[], unsigned parts, size_t min_group, double room[])
{
    an_references_entry *entry = &references->entries[number];
    size_t n = 0;
    for (size_t i = 0; i < entry->n_groups; i++) {
        const an_item_group *group = &groups[references->members[entry->first + i]];
        if (group->n > 0)
            memcpy(room + n, price + group->first, group->n * sizeof *room);
        n += group->n;
    }
    an_reference_describe(room, n, parts, min_group, room + n, &entry->reference);
}

an_code an_references_make(an_references *references, const an_items *items, size_t min_group, an_error *err)
{
    double *price = malloc((6 * items->n + 1) * sizeof *price);
    an_code code = price == NULL ? an_fail_memory(err) : AN_OK;
    for (size_t i = 0; i < items->n && code == AN_OK; i++)
        price[i] = items->items[i].value / items->items[i].mass;
    if (code == AN_OK)
        code = an_references_name(references, items->groups, items->n_groups, references->comparison->n, err);
    for (size_t e = 0; e < an_references_count(references) && code == AN_OK; e++)
        an_references_describe(references, e, items->groups, price, AN_REFERENCE_ALL, min_group,
                               price + items->n);
    free(price);
    return code;
}

static int by_place(const void *a, const void *b)
{
    const an_references_entry *x = *(const an_references_entry *const *)a,
                              *y = *(const an_references_entry *const *)b;
    int order = (x->level > y->level) - (x->level < y->level);
    if (order == 0)
        order = strcmp(x->period, y->period);
    return order != 0 ? order : strcmp(x->key, y->key);
}

void an_references_sort(const an_references_entry *list[], size_t n)
{
    if (n > 0)
        qsort(list, n, sizeof *list, by_place);
}
