/* effects: what its kin say of a group: the same goods from elsewhere, the same origin of goods like these.
 *
 * A number of every group (its level, its scale) is taken as the sum of an effect of its goods, one of its
 * origin (and what else the keys are) among such goods, and a rest of its own:
 *
 *     y[g] = goods[commodity] + keys[cn8 and keys] + e,   e ~ N(0, own^2)
 *
 * where goods descend from the heading by the subheading to the commodity, and keys from the heading's to the
 * CN code's: each effect is that of the coarser set it lies in, and a normal deviation with a spread of its
 * kind; that of a heading deviates from the center, that of a heading and keys from 0. What the others of a
 * family (a heading) say of a group is found by passing messages along these trees and between the two
 * (Gaussian belief propagation): what a group said itself never comes back to it. Exact where one of the
 * trees is alone. */
#ifndef AN_MODEL_EFFECTS_H
#define AN_MODEL_EFFECTS_H

#include "price/references.h"

enum {
    AN_EFFECTS_KINDS = AN_COMPARISON_LEVELS
}; /* 0: the commodity over all other keys; then the comparison's levels */
enum { AN_EFFECTS_GOODS, AN_EFFECTS_OTHERS, AN_EFFECTS_TREES };

/* A set of groups. */
typedef struct an_relatives_set {
    uint32_t parent; /* the coarser one it lies in; AN_REFERENCES_NONE: none */
    uint32_t kind;
} an_relatives_set;

/* Families and sets of groups, made once. */
typedef struct an_relatives {
    uint32_t (*set)[AN_EFFECTS_KINDS]; /* of each group; AN_REFERENCES_NONE: has none of this kind */
    size_t n_groups, n_sets;
    uint32_t *group;  /* family by family */
    uint32_t *family; /* of each the first in group[]; and the end */
    size_t n_families;
    an_relatives_set *sets;
    uint32_t *listed;                     /* sets, family by family, finer ones before those they lie in */
    uint32_t *first_listed;               /* of each family the first in listed[]; and the end */
    uint32_t (*finest)[AN_EFFECTS_TREES]; /* of each group, in each tree; AN_REFERENCES_NONE */
} an_relatives;

/* The families of items: no set reaches beyond one. AN_SYSTEM: no memory. Free with an_relatives_free. */
an_code an_relatives_new(an_relatives *kin, const an_items *items, const an_references *references,
                         an_error *err);
void an_relatives_free(an_relatives *kin);

/* By hand, for tests: n groups of one family, with what they belong to; sets are numbered from 0. */
an_code an_relatives_by_hand(an_relatives *kin, const uint32_t set[][AN_EFFECTS_KINDS], size_t n,
                             size_t n_sets, an_error *err);

/* What is known of one group, and what its kin say. */
typedef struct an_effects_group {
    double seen, variance; /* y and its error; variance INFINITY: nothing is known */
    double mean, spread;   /* of y as all others have it: a normal distribution's mean and variance */
} an_effects_group;

typedef struct an_message {
    double precision, pull; /* 1 / variance, and that times the mean */
} an_message;

/* What is said of one set. */
typedef struct an_effects_set {
    an_message sum;  /* by its groups and the sets in it, all told */
    an_message up;   /* what of that it has told the set it lies in */
    an_message down; /* by that set */
} an_effects_set;

typedef struct an_effects_spreads {
    double center, spread[AN_EFFECTS_KINDS], own; /* standard deviations */
} an_effects_spreads;

typedef struct an_effects {
    const an_relatives *kin;
    an_effects_group *group;
    an_effects_set *set;
    an_message (*said)[AN_EFFECTS_TREES];         /* by each group to its finest sets */
    double center, spread[AN_EFFECTS_KINDS], own; /* standard deviations */
} an_effects;

/* Nothing said yet; the spreads start at usual. AN_SYSTEM: no memory. Free with an_effects_free. */
an_code an_effects_new(an_effects *effects, const an_relatives *kin, double usual, an_error *err);
void an_effects_free(an_effects *effects);

/* Sums over families from which center and spreads are learned; they can be added up. */
typedef struct an_effects_sums {
    double excess[AN_EFFECTS_KINDS + 1], weight[AN_EFFECTS_KINDS + 1]; /* kinds, and the rest of its own */
    double pull, precision;                                            /* of the center */
} an_effects_sums;

/* Passes messages in one family, `sweeps` times, sets mean and spread of its groups and adds to sums. A group
 * that lies far from what its kin say is heard less: beyond two standard deviations its variance grows with
 * the distance. May run for several families at once. O(sweeps x groups). */
void an_effects_pass(an_effects *effects, size_t family, int sweeps, an_effects_sums *sums);

/* Sets center and spreads: the method of moments, weighted [Fay, Herriot 1979], half-way from what they were:
 * full steps can swing to and fro for ever. None below least, that of the rest not below least_own. */
void an_effects_learn(an_effects *effects, const an_effects_sums *sums, double least, double least_own);

#endif
