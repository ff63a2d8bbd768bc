/* effects: Gaussian belief propagation on the two trees of a heading.
 *
 *     y[g] = goods[commodity] + keys[cn8 and keys] + e
 *
 * Each set (heading, subheading, commodity; heading and origin, subheading and origin, cn8 and origin) has
 * an effect: that of the set it lies in and a normal deviation with a spread of its kind. All is normal, so
 * that what a group says of a set, and a set of its groups, is a message of two numbers, precision and
 * precision times mean; messages add up, and a belief is the sum of them less the one that came from who
 * asks. Up the trees, down again, and from the one tree to the other over the groups, twice a round: exact
 * on one tree, and where the two cross variances come out up to a fifth too large, means right
 * (tests/test_effects.c, against R).
 *
 * Why effects and not the one next coarser set: what the same goods cost from elsewhere and what that
 * origin's goods cost both say something, each as much as its spread allows. Spreads are learned by moments
 * (Fay, Herriot 1979), half-way from what they were: full steps swing to and fro for ever. A group beyond
 * two standard deviations of what the others say counts less (Huber). O(groups) a sweep. */
#include "model/effects.h"

#include <math.h>
#include <stdlib.h>

#define NONE AN_REFERENCES_NONE

/* Beyond this many standard deviations a group counts less; no square counts more than MOST squared. */
#define HUBER 2.0
#define MOST 3.0

void an_effects_free(an_effects *effects)
{
    free(effects->group);
    free(effects->set);
    free(effects->sent);
    *effects = (an_effects){0};
}

an_code an_effects_new(an_effects *effects, const an_hierarchy *hierarchy, double usual, an_error *err)
{
    *effects = (an_effects){.hierarchy = hierarchy,
                            .spreads.own = usual,
                            .group = calloc(hierarchy->n_groups + 1, sizeof *effects->group),
                            .set = calloc(hierarchy->n_sets + 1, sizeof *effects->set),
                            .sent = calloc(hierarchy->n_groups + 1, sizeof *effects->sent)};
    for (size_t kind = 0; kind < AN_HIERARCHY_KINDS; kind++)
        effects->spreads.spread[kind] = usual;
    if (effects->group != NULL && effects->set != NULL && effects->sent != NULL)
        return AN_OK;
    an_effects_free(effects);
    return an_fail_memory(err);
}

/* ---- messages ---- */

/* A normal distribution. */
typedef struct belief {
    double mean, variance;
} belief;

/* Of a sum of messages, less one of them. */
static belief without(an_message all, an_message one)
{
    double precision = fmax(all.precision - one.precision, 1e-12);
    return (belief){(all.pull - one.pull) / precision, 1 / precision};
}

static an_message message(double mean, double variance)
{
    return (an_message){1 / variance, mean / variance};
}

static an_message add(an_message a, an_message b)
{
    return (an_message){a.precision + b.precision, a.pull + b.pull};
}

/* In sum, puts now in the place of before. */
static void replace(an_message *sum, an_message *before, an_message now)
{
    sum->precision = fmax(sum->precision + now.precision - before->precision, 0);
    sum->pull += now.pull - before->pull;
    *before = now;
}

/* What a set descends from: the set it lies in as all others there have it, else the center (of goods) or
 * 0. */
static belief origin_of(const an_effects *effects, uint32_t s)
{
    const an_hierarchy_set *set = &effects->hierarchy->sets[s];
    if (set->parent == NONE)
        return (belief){set->kind == 0 || set->kind == 3 || set->kind == 5 ? effects->spreads.center : 0, 0};
    const an_effects_set *parent = &effects->set[set->parent];
    return without(add(parent->sum, parent->down), effects->set[s].up);
}

/* Takes the messages of groups up a family's trees, and down again. */
static void climb(an_effects *effects, size_t family)
{
    const an_hierarchy *hierarchy = effects->hierarchy;
    const uint32_t first = hierarchy->first_listed[family], end = hierarchy->first_listed[family + 1];
    for (uint32_t k = first; k < end; k++) {
        an_effects_set *set = &effects->set[hierarchy->listed[k]];
        const an_hierarchy_set *of = &hierarchy->sets[hierarchy->listed[k]];
        double spread = effects->spreads.spread[of->kind];
        an_message sent = {0, 0};
        if (of->parent == NONE)
            continue;
        if (set->sum.precision > 0)
            sent = message(set->sum.pull / set->sum.precision, 1 / set->sum.precision + spread * spread);
        replace(&effects->set[of->parent].sum, &set->up, sent);
    }
    for (uint32_t k = end; k-- > first;) {
        uint32_t s = hierarchy->listed[k];
        double spread = effects->spreads.spread[hierarchy->sets[s].kind];
        belief origin = origin_of(effects, s);
        effects->set[s].down = message(origin.mean, origin.variance + spread * spread);
    }
}

/* What a group's set in a tree is without the group's own message. */
static belief belief_of(const an_effects *effects, size_t g, size_t tree)
{
    uint32_t s = effects->hierarchy->finest[g][tree];
    if (s == NONE)
        return (belief){tree == AN_HIERARCHY_GOODS ? effects->spreads.center : 0, 0};
    return without(add(effects->set[s].sum, effects->set[s].down), effects->sent[g][tree]);
}

/* How much wider than it says a group's error is taken to be, when others expected it elsewhere. */
static double widen(double distance, double variance)
{
    double z = fabs(distance) / sqrt(variance);
    return z > HUBER ? z / HUBER : 1;
}

/* Group g tells its set in a tree what it makes of it, given the other tree. */
static void send(an_effects *effects, size_t g, size_t tree)
{
    const an_effects_group *group = &effects->group[g];
    uint32_t s = effects->hierarchy->finest[g][tree];
    if (s == NONE)
        return;
    an_message now = {0, 0};
    if (!isinf(group->variance)) {
        belief other = belief_of(effects, g, 1 - tree), here = belief_of(effects, g, tree);
        double variance = group->variance + effects->spreads.own * effects->spreads.own + other.variance;
        double at = group->seen - other.mean, all = variance + here.variance;
        now = message(at, variance + (widen(at - here.mean, all) - 1) * all);
    }
    replace(&effects->set[s].sum, &effects->sent[g][tree], now);
}

/* ---- what is learned from them ---- */

/* One more squared distance from what was expected, with the variance of its error. */
static void add_square(an_effects_sums *sums, size_t kind, double distance, double error, double spread)
{
    double expected = error + spread * spread, square = fmin(distance * distance, MOST * MOST * expected);
    sums->excess[kind] += (square - error) / (expected * expected);
    sums->weight[kind] += 1 / (expected * expected);
}

static void add_center(an_effects_sums *sums, double distance, double variance)
{
    sums->weight[AN_EFFECTS_CENTER] += 1 / variance;
    sums->excess[AN_EFFECTS_CENTER] += distance / variance;
}

static void add_set(const an_effects *effects, uint32_t s, an_effects_sums *sums)
{
    const an_message *sum = &effects->set[s].sum;
    uint32_t kind = effects->hierarchy->sets[s].kind;
    if (!(sum->precision > 0))
        return;
    belief origin = origin_of(effects, s);
    double distance = sum->pull / sum->precision - origin.mean, error = 1 / sum->precision + origin.variance;
    double spread = effects->spreads.spread[kind];
    add_square(sums, kind, distance, error, spread);
    if (effects->hierarchy->sets[s].parent == NONE && (kind == 0 || kind == 3 || kind == 5))
        add_center(sums, distance, error + spread * spread);
}

static void add_group(an_effects *effects, size_t g, an_effects_sums *sums)
{
    an_effects_group *group = &effects->group[g];
    belief goods = belief_of(effects, g, AN_HIERARCHY_GOODS),
           others = belief_of(effects, g, AN_HIERARCHY_OTHERS);
    double error = group->variance + goods.variance + others.variance,
           own = effects->spreads.own * effects->spreads.own;
    group->mean = goods.mean + others.mean;
    group->spread = goods.variance + others.variance + own;
    if (isinf(group->variance))
        return;
    add_square(sums, AN_EFFECTS_OWN, group->seen - group->mean, error, effects->spreads.own);
    if (effects->hierarchy->finest[g][AN_HIERARCHY_GOODS] == NONE)
        add_center(sums, group->seen - group->mean, error + own);
}

void an_effects_pass(an_effects *effects, size_t family, int sweeps, an_effects_sums *sums)
{
    const an_hierarchy *hierarchy = effects->hierarchy;
    const uint32_t first = hierarchy->family[family], end = hierarchy->family[family + 1];
    climb(effects, family);
    for (int sweep = 0; sweep < sweeps; sweep++)
        for (size_t tree = 0; tree < AN_HIERARCHY_TREES; tree++) {
            for (uint32_t k = first; k < end; k++)
                send(effects, hierarchy->group[k], tree);
            climb(effects, family);
        }
    for (uint32_t k = hierarchy->first_listed[family]; k < hierarchy->first_listed[family + 1]; k++)
        add_set(effects, hierarchy->listed[k], sums);
    for (uint32_t k = first; k < end; k++)
        add_group(effects, hierarchy->group[k], sums);
}

void an_effects_add(an_effects_sums *to, const an_effects_sums *from)
{
    for (size_t kind = 0; kind < AN_EFFECTS_SUMS; kind++) {
        to->excess[kind] += from->excess[kind];
        to->weight[kind] += from->weight[kind];
    }
}

void an_effects_learn(an_effects *effects, const an_effects_sums *sums, double least, double least_own)
{
    for (size_t kind = 0; kind <= AN_EFFECTS_OWN; kind++) {
        double *spread = kind < AN_HIERARCHY_KINDS ? &effects->spreads.spread[kind] : &effects->spreads.own;
        if (!(sums->weight[kind] > 0))
            continue;
        double square = (fmax(sums->excess[kind] / sums->weight[kind], 0) + *spread * *spread) / 2;
        *spread = fmax(sqrt(square), kind < AN_HIERARCHY_KINDS ? least : least_own);
    }
    if (sums->weight[AN_EFFECTS_CENTER] > 0)
        effects->spreads.center += sums->excess[AN_EFFECTS_CENTER] / sums->weight[AN_EFFECTS_CENTER];
}
