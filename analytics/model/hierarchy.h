/* hierarchy: the comparison sets that each group lies in, and the families of groups that share some.
 *
 * A family is a heading: its groups learn from each other (effects.h), those of others do not. */
#ifndef AN_MODEL_HIERARCHY_H
#define AN_MODEL_HIERARCHY_H

#include "price/items.h"
#include "price/references.h"

/* 0: the commodity over all other keys; then the comparison's levels. */
enum { AN_HIERARCHY_KINDS = AN_COMPARISON_LEVELS };

/* Sets lie in each other along two trees: goods, and goods with the other keys. */
enum { AN_HIERARCHY_GOODS, AN_HIERARCHY_OTHERS, AN_HIERARCHY_TREES };

/* A set of groups. */
typedef struct an_hierarchy_set {
    uint32_t parent; /* the coarser one it lies in; AN_REFERENCES_NONE: none */
    uint32_t kind;
} an_hierarchy_set;

/* Families and sets of groups, made once. */
typedef struct an_hierarchy {
    uint32_t (*set)[AN_HIERARCHY_KINDS]; /* of each group; AN_REFERENCES_NONE: has none of this kind */
    size_t n_groups, n_sets;
    uint32_t *group;  /* family by family */
    uint32_t *family; /* of each the first in group[]; and the end */
    size_t n_families;
    an_hierarchy_set *sets;
    uint32_t *listed;                       /* sets, family by family, finer ones before those they lie in */
    uint32_t *first_listed;                 /* of each family the first in listed[]; and the end */
    uint32_t (*finest)[AN_HIERARCHY_TREES]; /* of each group, in each tree; AN_REFERENCES_NONE */
} an_hierarchy;

/* The families of n groups, of which is given what sets they belong to; sets are numbered from 0. No set
 * reaches beyond one family. AN_SYSTEM: no memory. Free with an_hierarchy_free. */
an_code an_hierarchy_new(an_hierarchy *hierarchy, const uint32_t set[][AN_HIERARCHY_KINDS], size_t n,
                         size_t n_sets, an_error *err);
void an_hierarchy_free(an_hierarchy *hierarchy);

/* Those of the groups of items, whose sets are named in references. AN_SYSTEM: no memory. */
an_code an_hierarchy_of_items(an_hierarchy *hierarchy, const an_items *items, const an_references *references,
                              an_error *err);

#endif
