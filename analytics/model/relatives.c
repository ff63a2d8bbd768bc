/* relatives: the families of groups, and the sets of each. */
#include <stdio.h>
#include <stdlib.h>

#include "model/effects.h"

#define NONE AN_REFERENCES_NONE

/* The kinds of sets of each tree, from the finest on. */
enum { GENERATIONS = 3 };
static const size_t generations[AN_EFFECTS_TREES][GENERATIONS] = {{0, 3, 5}, {1, 2, 4}};

void an_relatives_free(an_relatives *kin)
{
    free(kin->set);
    free(kin->group);
    free(kin->family);
    free(kin->sets);
    free(kin->listed);
    free(kin->first_listed);
    free(kin->finest);
    *kin = (an_relatives){0};
}

static an_code make_room(an_relatives *kin, size_t n_groups, size_t n_sets, an_error *err)
{
    *kin = (an_relatives){.n_groups = n_groups,
                          .set = malloc((n_groups + 1) * sizeof *kin->set),
                          .group = malloc((n_groups + 1) * sizeof *kin->group),
                          .family = calloc(n_groups + 2, sizeof *kin->family),
                          .sets = malloc((n_sets + 1) * sizeof *kin->sets),
                          .listed = malloc((n_sets + 1) * sizeof *kin->listed),
                          .first_listed = malloc((n_groups + 2) * sizeof *kin->first_listed),
                          .finest = malloc((n_groups + 1) * sizeof *kin->finest)};
    bool has_all = kin->set != NULL && kin->group != NULL && kin->family != NULL && kin->sets != NULL &&
                   kin->listed != NULL && kin->first_listed != NULL && kin->finest != NULL;
    return has_all ? AN_OK : an_fail_memory(err);
}

/* The commodity of each group over all other keys, as a number from first on. */
static an_code name_commodities(an_relatives *kin, const an_items *items, const an_comparison *comparison,
                                uint32_t first, an_error *err)
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
            kin->set[g][0] = first + id;
    }
    kin->n_sets = first + an_intern_count(names);
    an_intern_free(names);
    return code;
}

/* The family of group g: its coarsest set, else itself. */
static size_t family_of(const an_relatives *kin, size_t g)
{
    for (size_t kind = AN_EFFECTS_KINDS; kind-- > 0;)
        if (kin->set[g][kind] != NONE)
            return kin->set[g][kind];
    return kin->n_sets + g;
}

/* Puts the groups of each family together, families in the order of their first groups. number: of each
 * possible family, 0 at first. */
static void gather(an_relatives *kin, uint32_t number[])
{
    for (size_t g = 0; g < kin->n_groups; g++) {
        uint32_t *family = &number[family_of(kin, g)];
        if (*family == 0)
            *family = (uint32_t)++kin->n_families;
        kin->family[*family]++; /* counts, one place further */
    }
    for (size_t f = 1; f <= kin->n_families; f++)
        kin->family[f] += kin->family[f - 1];
    for (size_t g = 0; g < kin->n_groups; g++)
        kin->group[kin->family[number[family_of(kin, g)] - 1]++] = (uint32_t)g;
    for (size_t f = kin->n_families; f > 0; f--)
        kin->family[f] = kin->family[f - 1];
    kin->family[0] = 0;
}

/* Puts set s into the list, if it is not yet there. */
static void list_set(an_relatives *kin, uint32_t s, size_t kind, uint32_t parent, uint32_t *n)
{
    if (s == NONE || kin->sets[s].kind != NONE)
        return;
    kin->sets[s] = (an_relatives_set){parent, (uint32_t)kind};
    kin->listed[(*n)++] = s;
}

/* Lists the sets of each family by generation, with the set that each lies in. */
static void list_sets(an_relatives *kin)
{
    uint32_t n = 0;
    for (size_t s = 0; s < kin->n_sets; s++)
        kin->sets[s] = (an_relatives_set){NONE, NONE};
    for (size_t f = 0; f < kin->n_families; f++) {
        kin->first_listed[f] = n;
        for (size_t generation = 0; generation < GENERATIONS; generation++)
            for (size_t k = kin->family[f]; k < kin->family[f + 1]; k++)
                for (size_t tree = 0; tree < AN_EFFECTS_TREES; tree++) {
                    const uint32_t *set = kin->set[kin->group[k]];
                    size_t kind = generations[tree][generation], coarser = generation + 1;
                    while (coarser < GENERATIONS && set[generations[tree][coarser]] == NONE)
                        coarser++;
                    list_set(kin, set[kind], kind,
                             coarser < GENERATIONS ? set[generations[tree][coarser]] : NONE, &n);
                }
    }
    kin->first_listed[kin->n_families] = n;
    for (size_t g = 0; g < kin->n_groups; g++)
        for (size_t tree = 0; tree < AN_EFFECTS_TREES; tree++) {
            size_t generation = 0;
            while (generation + 1 < GENERATIONS && kin->set[g][generations[tree][generation]] == NONE)
                generation++;
            kin->finest[g][tree] = kin->set[g][generations[tree][generation]];
        }
}

static an_code finish(an_relatives *kin, an_error *err)
{
    uint32_t *number = calloc(kin->n_sets + kin->n_groups + 1, sizeof *number);
    if (number == NULL)
        return an_fail_memory(err);
    gather(kin, number);
    list_sets(kin);
    free(number);
    return AN_OK;
}

an_code an_relatives_new(an_relatives *kin, const an_items *items, const an_references *references,
                         an_error *err)
{
    size_t n = items->n_groups, levels = references->comparison->n, first = an_references_count(references);
    an_code code = make_room(kin, n, first + n, err);
    kin->n_sets = first;
    for (size_t g = 0; g < n && code == AN_OK; g++)
        for (size_t kind = 0; kind < AN_EFFECTS_KINDS; kind++)
            kin->set[g][kind] = kind > 0 && kind < levels ? references->sets[kind * n + g] : NONE;
    if (code == AN_OK && references->comparison->n_keys > 1 && levels > 1)
        code = name_commodities(kin, items, references->comparison, (uint32_t)first, err);
    if (code == AN_OK)
        code = finish(kin, err);
    if (code != AN_OK)
        an_relatives_free(kin);
    return code;
}

an_code an_relatives_by_hand(an_relatives *kin, const uint32_t set[][AN_EFFECTS_KINDS], size_t n,
                             size_t n_sets, an_error *err)
{
    an_code code = make_room(kin, n, n_sets, err);
    kin->n_sets = n_sets;
    for (size_t g = 0; g < n && code == AN_OK; g++)
        for (size_t kind = 0; kind < AN_EFFECTS_KINDS; kind++)
            kin->set[g][kind] = set[g][kind];
    if (code == AN_OK)
        code = finish(kin, err);
    if (code != AN_OK)
        an_relatives_free(kin);
    return code;
}
