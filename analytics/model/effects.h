/* effects: what related groups say of a group: the same goods from elsewhere, the same origin of such goods.
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
 * (Gaussian belief propagation): what a group sent itself never comes back to it. Exact where one of the
 * trees is alone. */
#ifndef AN_MODEL_EFFECTS_H
#define AN_MODEL_EFFECTS_H

#include "model/hierarchy.h"

/* What is known of one group, and what related ones say. */
typedef struct an_effects_group {
    double seen, variance; /* y and its error; variance INFINITY: nothing is known */
    double mean, spread;   /* of y as all others have it: a normal distribution's mean and variance */
} an_effects_group;

typedef struct an_message {
    double precision, pull; /* 1 / variance, and that times the mean */
} an_message;

/* What is said of one set. */
typedef struct an_effects_set {
    an_message sum;  /* by its groups and the sets in it, all together */
    an_message up;   /* what of that it has sent to the set it lies in */
    an_message down; /* by that set */
} an_effects_set;

typedef struct an_effects_spreads {
    double center, spread[AN_HIERARCHY_KINDS], own; /* standard deviations */
} an_effects_spreads;

typedef struct an_effects {
    const an_hierarchy *hierarchy;
    an_effects_group *group;
    an_effects_set *set;
    an_message (*sent)[AN_HIERARCHY_TREES];         /* by each group to its finest sets */
    an_effects_spreads spreads;
} an_effects;

/* No message yet; the spreads start at usual. AN_SYSTEM: no memory. Free with an_effects_free. */
an_code an_effects_new(an_effects *effects, const an_hierarchy *hierarchy, double usual, an_error *err);
void an_effects_free(an_effects *effects);

/* What is summed by kind of set, and besides: of the rest of each group's own; of the center. */
enum { AN_EFFECTS_OWN = AN_HIERARCHY_KINDS, AN_EFFECTS_CENTER, AN_EFFECTS_SUMS };

/* Sums over families from which center and spreads are learned; they can be added up. */
typedef struct an_effects_sums {
    double excess[AN_EFFECTS_SUMS], weight[AN_EFFECTS_SUMS]; /* of the center: pull, precision */
} an_effects_sums;

void an_effects_add(an_effects_sums *to, const an_effects_sums *from);

/* Passes messages in one family, `sweeps` times, sets mean and spread of its groups and adds to sums. A group
 * that lies far from what the others say counts less: beyond two standard deviations its variance grows with
 * the distance. May run for several families at once. O(sweeps x groups). */
void an_effects_pass(an_effects *effects, size_t family, int sweeps, an_effects_sums *sums);

/* Sets center and spreads: the method of moments, weighted [Fay, Herriot 1979], half-way from what they were:
 * full steps can swing to and fro for ever. None below least, that of the rest not below least_own. */
void an_effects_learn(an_effects *effects, const an_effects_sums *sums, double least, double least_own);

#endif
