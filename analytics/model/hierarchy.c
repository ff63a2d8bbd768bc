/* hierarchy: the families of groups, and the sets of each. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/hierarchy.h"

#define NONE AN_REFERENCES_NONE

/* The kinds of sets of each tree, from the finest on. */
enum { GENERATIONS = 3 };
static const size_t generations[AN_HIERARCHY_TREES][GENERATIONS] = {{0, 3, 5}, {1, 2, 4}};

void an_hierarchy_free(an_hierarchy *hierarchy)
{
    free(hierarchy->set);
    free(hierarchy->group);
    free(hierarchy->family);
    free(hierarchy->sets);
    free(hierarchy->listed);
    free(hierarchy->first_listed);
    free(hierarchy->finest);
    *hierarchy = (an_hierarchy){0};
}

static an_code make_room(an_hierarchy *hierarchy, size_t n_groups, size_t n_sets, an_error *err)
{
    *hierarchy = (an_hierarchy){.n_groups = n_groups,
                                .n_sets = n_sets,
                                .set = malloc((n_groups + 1) * sizeof *hierarchy->set),
                                .group = malloc((n_groups + 1) * sizeof *hierarchy->group),
                                .family = calloc(n_groups + 2, sizeof *hierarchy->family),
                                .sets = malloc((n_sets + 1) * sizeof *hierarchy->sets),
                                .listed = malloc((n_sets + 1) * sizeof *hierarchy->listed),
                                .first_listed = malloc((n_groups + 2) * sizeof *hierarchy->first_listed),
                                .finest = malloc((n_groups + 1) * sizeof *hierarchy->finest)};
    bool has_all = hierarchy->set != NULL && hierarchy->group != NULL && hierarchy->family != NULL &&
                   hierarchy->sets != NULL && hierarchy->listed != NULL && hierarchy->first_listed != NULL &&
                   hierarchy->finest != NULL;
    return has_all ? AN_OK : an_fail_memory(err);
}

/* The family of group g: its coarsest set, else itself. */
static size_t family_of(const an_hierarchy *hierarchy, size_t g)
{
    for (size_t kind = AN_HIERARCHY_KINDS; kind-- > 0;)
        if (hierarchy->set[g][kind] != NONE)
            return hierarchy->set[g][kind];
    return hierarchy->n_sets + g;
}

/* Puts the groups of each family together, families in the order of their first groups. number: of each
 * possible family, 0 at first. */
static void gather(an_hierarchy *hierarchy, uint32_t number[])
{
    for (size_t g = 0; g < hierarchy->n_groups; g++) {
        uint32_t *family = &number[family_of(hierarchy, g)];
        if (*family == 0)
            *family = (uint32_t)++hierarchy->n_families;
        hierarchy->family[*family]++; /* counts, one place further */
    }
    for (size_t f = 1; f <= hierarchy->n_families; f++)
        hierarchy->family[f] += hierarchy->family[f - 1];
    for (size_t g = 0; g < hierarchy->n_groups; g++)
        hierarchy->group[hierarchy->family[number[family_of(hierarchy, g)] - 1]++] = (uint32_t)g;
    for (size_t f = hierarchy->n_families; f > 0; f--)
        hierarchy->family[f] = hierarchy->family[f - 1];
    hierarchy->family[0] = 0;
}

/* Puts set s into the list, if it is not yet there. */
static void list_set(an_hierarchy *hierarchy, uint32_t s, size_t kind, uint32_t parent, uint32_t *n)
{
    if (s == NONE || hierarchy->sets[s].kind != NONE)
        return;
    hierarchy->sets[s] = (an_hierarchy_set){parent, (uint32_t)kind};
    hierarchy->listed[(*n)++] = s;
}

/* Lists the sets of each family by generation, with the set that each lies in. */
static void list_sets(an_hierarchy *hierarchy)
{
    uint32_t n = 0;
    for (size_t s = 0; s < hierarchy->n_sets; s++)
        hierarchy->sets[s] = (an_hierarchy_set){NONE, NONE};
    for (size_t f = 0; f < hierarchy->n_families; f++) {
        hierarchy->first_listed[f] = n;
        for (size_t generation = 0; generation < GENERATIONS; generation++)
            for (size_t k = hierarchy->family[f]; k < hierarchy->family[f + 1]; k++)
                for (size_t tree = 0; tree < AN_HIERARCHY_TREES; tree++) {
                    const uint32_t *set = hierarchy->set[hierarchy->group[k]];
                    size_t kind = generations[tree][generation], coarser = generation + 1;
                    while (coarser < GENERATIONS && set[generations[tree][coarser]] == NONE)
                        coarser++;
                    list_set(hierarchy, set[kind], kind,
                             coarser < GENERATIONS ? set[generations[tree][coarser]] : NONE, &n);
                }
    }
    hierarchy->first_listed[hierarchy->n_families] = n;
    for (size_t g = 0; g < hierarchy->n_groups; g++)
        for (size_t tree = 0; tree < AN_HIERARCHY_TREES; tree++) {
            size_t generation = 0;
            while (generation + 1 < GENERATIONS && hierarchy->set[g][generations[tree][generation]] == NONE)
                generation++;
            hierarchy->finest[g][tree] = hierarchy->set[g][generations[tree][generation]];
        }
}

an_code an_hierarchy_new(an_hierarchy *hierarchy, const uint32_t set[][AN_HIERARCHY_KINDS], size_t n,
                         size_t n_sets, an_error *err)
{
    uint32_t *number = calloc(n_sets + n + 1, sizeof *number);
    an_code code = make_room(hierarchy, n, n_sets, err);
    if (code == AN_OK && number == NULL)
        code = an_fail_memory(err);
    if (code == AN_OK) {
        if (n > 0)
            memcpy(hierarchy->set, set, n * sizeof *set);
        gather(hierarchy, number);
        list_sets(hierarchy);
    }
    free(number);
    if (code != AN_OK)
        an_hierarchy_free(hierarchy);
    return code;
}

/* ---- of items ---- */

/* Names the commodity of each group over all other keys: set[.][0], as a number from *n_sets on, which
 * grows. */
static an_code name_commodities(const an_items *items, const an_comparison *comparison,
                                uint32_t set[][AN_HIERARCHY_KINDS], size_t *n_sets, an_error *err)
{
    an_intern *names;
    if (an_intern_new(&names) != AN_OK)
        return an_fail_memory(err);
    an_code code = AN_OK;
    for (size_t g = 0; g < items->n_groups && code == AN_OK; g++) {
        const an_item_group *group = &items->groups[g];
        char name[AN_COMPARISON_KEY];
        uint32_t id;
        int size = snprintf(name, sizeof name, "%s\n%s", group->period, group->keys[comparison->commodity]);
        if (size <= 0 || (size_t)size >= sizeof name)
            continue;
        code = an_intern_add(names, name, (size_t)size, &id) == AN_OK ? AN_OK : an_fail_memory(err);
        if (code == AN_OK)
            set[g][0] = (uint32_t)*n_sets + id;
    }
    *n_sets += an_intern_count(names);
    an_intern_free(names);
    return code;
}

an_code an_hierarchy_of_items(an_hierarchy *hierarchy, const an_items *items, const an_references *references,
                              an_error *err)
{
    const an_comparison *const comparison = references->comparison;
    const size_t n = items->n_groups;
    size_t n_sets = an_references_count(references);
    uint32_t(*set)[AN_HIERARCHY_KINDS] = malloc((n + 1) * sizeof *set);
    an_code code = set == NULL ? an_fail_memory(err) : AN_OK;
    for (size_t g = 0; g < n && code == AN_OK; g++)
        for (size_t kind = 0; kind < AN_HIERARCHY_KINDS; kind++)
            set[g][kind] = kind > 0 && kind < comparison->n ? references->sets[kind * n + g] : NONE;
    if (code == AN_OK && comparison->n_keys > 1 && comparison->n > 1)
        code = name_commodities(items, comparison, set, &n_sets, err);
    if (code == AN_OK)
        code = an_hierarchy_new(hierarchy, (const uint32_t(*)[AN_HIERARCHY_KINDS])set, n, n_sets, err);
    free(set);
    return code;
}
