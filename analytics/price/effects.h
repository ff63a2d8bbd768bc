/* effects: what its kin say of a group: the same goods from elsewhere, the same origin of goods like these.
 *
 * A number of every group (its level, its scale) is taken as the sum of the effects of the sets that it
 * belongs to, each drawn from a normal distribution around 0, and a rest of its own:
 *
 *     y[g] = center + sum over its sets s of u[s] + e[g],  u[s] ~ N(0, spread[kind of s]^2), e ~ N(0, own^2)
 *
 * Sets are the commodity over all origins and the coarser sets of the ladder: these cross, so neither alone
 * would do. What the others of a family (a heading) say of a group is found by passing messages between
 * groups and sets (Gaussian belief propagation): what a group said itself never comes back to it.
 */
#ifndef AN_PRICE_EFFECTS_H
#define AN_PRICE_EFFECTS_H

#include "price/references.h"

enum { AN_EFFECTS_KINDS = AN_LADDER_LEVELS }; /* 0: the commodity alone; then as the ladder's levels */

/* Families and sets of groups, made once. */
typedef struct an_kin {
    uint32_t (*set)[AN_EFFECTS_KINDS]; /* of each group; AN_REFERENCES_NONE: has none of this kind */
    size_t n_groups, n_sets;
    uint32_t *group;  /* family by family */
    uint32_t *family; /* of each the first in group[]; and the end */
    size_t n_families;
} an_kin;

/* The families of items: no set reaches beyond one. AN_SYSTEM: no memory. Free with an_kin_free. */
an_code an_kin_new(an_kin *kin, const an_items *items, const an_references *references, an_error *err);
void an_kin_free(an_kin *kin);

/* What is known of one group, and what its kin say. */
typedef struct an_effects_group {
    double seen, variance; /* y and its error; variance INFINITY: nothing is known */
    double mean, spread;   /* of y as all others have it: a normal distribution's mean and variance */
} an_effects_group;

typedef struct an_message {
    double precision, pull; /* 1 / variance, and that times the mean */
} an_message;

typedef struct an_effects {
    const an_kin *kin;
    an_effects_group *group;
    an_message *sum;                              /* of each set: all that its groups say */
    an_message (*said)[AN_EFFECTS_KINDS];         /* by each group to each of its sets */
    double center, spread[AN_EFFECTS_KINDS], own; /* standard deviations */
} an_effects;

/* Nothing said yet; the spreads start at usual. AN_SYSTEM: no memory. Free with an_effects_free. */
an_code an_effects_new(an_effects *effects, const an_kin *kin, double usual, an_error *err);
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
