/* effects: what its kin say of a group: the same goods from elsewhere, the same origin of goods like these.
 */
#include "price/effects.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Beyond this many standard deviations a group is heard less; no square counts more than MOST squared. */
#define HUBER 2.0
#define MOST 3.0

/* ---- families ---- */

void an_kin_free(an_kin *kin)
{
    free(kin->set);
    free(kin->group);
    free(kin->family);
    *kin = (an_kin){0};
}

/* The commodity of each group over all other keys, as a number from first on. */
static an_code name_commodities(an_kin *kin, const an_items *items, const an_ladder *ladder, uint32_t first,
                                an_error *err)
{
    an_intern *names;
    if (an_intern_new(&names) != AN_OK)
        return an_fail_memory(err);
    an_code code = AN_OK;
    for (size_t g = 0; g < items->n_groups && code == AN_OK; g++) {
        const an_item_group *group = &items->groups[g];
        const char *commodity = group->keys[ladder->commodity];
        char name[AN_LADDER_KEY];
        uint32_t id;
        int size = snprintf(name, sizeof name, "%s\n%s", group->period, commodity);
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
static size_t family_of(const an_kin *kin, size_t g)
{
    for (size_t kind = AN_EFFECTS_KINDS; kind-- > 0;)
        if (kin->set[g][kind] != AN_REFERENCES_NONE)
            return kin->set[g][kind];
    return kin->n_sets + g;
}

/* Puts the groups of each family together, families in the order of their first groups. number: of each
 * possible family, 0 at first. */
static void gather(an_kin *kin, uint32_t number[])
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

an_code an_kin_new(an_kin *kin, const an_items *items, const an_references *references, an_error *err)
{
    size_t n = items->n_groups, levels = references->ladder->n, first = an_references_count(references);
    *kin = (an_kin){.n_groups = n,
                    .n_sets = first,
                    .set = malloc((n + 1) * sizeof *kin->set),
                    .group = malloc((n + 1) * sizeof *kin->group),
                    .family = calloc(n + 2, sizeof *kin->family)};
    uint32_t *number = calloc(first + 2 * n + 1, sizeof *number);
    an_code code = AN_OK;
    if (kin->set == NULL || kin->group == NULL || kin->family == NULL || number == NULL)
        code = an_fail_memory(err);
    for (size_t g = 0; g < n && code == AN_OK; g++) {
        for (size_t kind = 0; kind < AN_EFFECTS_KINDS; kind++)
            kin->set[g][kind] =
                kind > 0 && kind < levels ? references->sets[kind * n + g] : AN_REFERENCES_NONE;
    }
    if (code == AN_OK && references->ladder->n_keys > 1 && levels > 1)
        code = name_commodities(kin, items, references->ladder, (uint32_t)first, err);
    if (code == AN_OK)
        gather(kin, number);
    free(number);
    if (code != AN_OK)
        an_kin_free(kin);
    return code;
}

/* ---- effects ---- */

void an_effects_free(an_effects *effects)
{
    free(effects->group);
    free(effects->sum);
    free(effects->said);
    *effects = (an_effects){0};
}

an_code an_effects_new(an_effects *effects, const an_kin *kin, double usual, an_error *err)
{
    *effects = (an_effects){.kin = kin,
                            .own = usual,
                            .group = calloc(kin->n_groups + 1, sizeof *effects->group),
                            .sum = calloc(kin->n_sets + 1, sizeof *effects->sum),
                            .said = calloc(kin->n_groups + 1, sizeof *effects->said)};
    for (size_t kind = 0; kind < AN_EFFECTS_KINDS; kind++)
        effects->spread[kind] = usual;
    if (effects->group != NULL && effects->sum != NULL && effects->said != NULL)
        return AN_OK;
    an_effects_free(effects);
    return an_fail_memory(err);
}

/* What the sets of a group say of it, each without what the group said itself. */
typedef struct heard {
    double mean[AN_EFFECTS_KINDS], variance[AN_EFFECTS_KINDS]; /* of each effect */
    double all_mean, all_variance; /* of their sum, with the center and the rest */
} heard;

static void hear(const an_effects *effects, size_t g, heard *h)
{
    const uint32_t *set = effects->kin->set[g];
    h->all_mean = effects->center;
    h->all_variance = effects->own * effects->own;
    for (size_t kind = 0; kind < AN_EFFECTS_KINDS; kind++) {
        h->mean[kind] = h->variance[kind] = 0;
        if (set[kind] == AN_REFERENCES_NONE)
            continue;
        const an_message *sum = &effects->sum[set[kind]], *said = &effects->said[g][kind];
        double prior = 1 / (effects->spread[kind] * effects->spread[kind]);
        double precision = prior + fmax(sum->precision - said->precision, 0);
        h->mean[kind] = (sum->pull - said->pull) / precision;
        h->variance[kind] = 1 / precision;
        h->all_mean += h->mean[kind];
        h->all_variance += h->variance[kind];
    }
}

/* How much wider than it says a group's error is taken to be, when others expected it elsewhere. */
static double doubt(const an_effects_group *group, const heard *h)
{
    double z = fabs(group->seen - h->all_mean) / sqrt(group->variance + h->all_variance);
    return z > HUBER ? z / HUBER : 1;
}

/* Group g tells its sets what it makes of their effects. */
static void tell(an_effects *effects, size_t g, const heard *h)
{
    const an_effects_group *group = &effects->group[g];
    const uint32_t *set = effects->kin->set[g];
    bool known = !isinf(group->variance);
    double wider = known ? doubt(group, h) : 1;
    for (size_t kind = 0; kind < AN_EFFECTS_KINDS; kind++) {
        if (set[kind] == AN_REFERENCES_NONE)
            continue;
        an_message *sum = &effects->sum[set[kind]], *said = &effects->said[g][kind], now = {0, 0};
        if (known) {
            now.precision = 1 / (wider * (group->variance + h->all_variance) - h->variance[kind]);
            now.pull = now.precision * (group->seen - h->all_mean + h->mean[kind]);
        }
        sum->precision += now.precision - said->precision;
        sum->pull += now.pull - said->pull;
        *said = now;
    }
}

/* One more squared distance from what was expected, with the variance of its error. */
static void add_square(an_effects_sums *sums, size_t kind, double distance, double error, double spread,
                       double part)
{
    double expected = error + spread * spread, square = fmin(distance * distance, MOST * MOST * expected);
    sums->excess[kind] += part * (square - error) / (expected * expected);
    sums->weight[kind] += part / (expected * expected);
}

/* What a set of group g is known to be, as one of its groups' part of it. */
static void add_set(const an_effects *effects, size_t g, size_t kind, bool is_coarsest, an_effects_sums *sums)
{
    const an_message *sum = &effects->sum[effects->kin->set[g][kind]], *said = &effects->said[g][kind];
    if (!(sum->precision > 0))
        return;
    double part = said->precision / sum->precision, spread = effects->spread[kind];
    double at = sum->pull / sum->precision, error = 1 / sum->precision;
    add_square(sums, kind, at, error, spread, part);
    if (is_coarsest) {
        sums->precision += part / (error + spread * spread);
        sums->pull += part * at / (error + spread * spread);
    }
}

static void add_group(const an_effects *effects, size_t g, an_effects_sums *sums)
{
    const an_effects_group *group = &effects->group[g];
    double own = effects->own * effects->own, error = group->variance + group->spread - own;
    bool is_coarsest = true;
    if (isinf(group->variance))
        return;
    add_square(sums, AN_EFFECTS_KINDS, group->seen - group->mean, error, effects->own, 1);
    for (size_t kind = AN_EFFECTS_KINDS; kind-- > 0;)
        if (effects->kin->set[g][kind] != AN_REFERENCES_NONE) {
            add_set(effects, g, kind, is_coarsest, sums);
            is_coarsest = false;
        }
    if (is_coarsest) { /* it has no kin */
        sums->precision += 1 / (error + own);
        sums->pull += (group->seen - group->mean) / (error + own);
    }
}

void an_effects_pass(an_effects *effects, size_t family, int sweeps, an_effects_sums *sums)
{
    const an_kin *kin = effects->kin;
    const uint32_t *group = kin->group + kin->family[family];
    size_t n = kin->family[family + 1] - kin->family[family];
    heard h;
    for (int sweep = 0; sweep < sweeps; sweep++)
        for (size_t k = 0; k < n; k++) {
            hear(effects, group[k], &h);
            tell(effects, group[k], &h);
        }
    for (size_t k = 0; k < n; k++) {
        hear(effects, group[k], &h);
        effects->group[group[k]].mean = h.all_mean;
        effects->group[group[k]].spread = h.all_variance;
        add_group(effects, group[k], sums);
    }
}

void an_effects_learn(an_effects *effects, const an_effects_sums *sums, double least, double least_own)
{
    for (size_t kind = 0; kind <= AN_EFFECTS_KINDS; kind++) {
        double *spread = kind < AN_EFFECTS_KINDS ? &effects->spread[kind] : &effects->own;
        if (!(sums->weight[kind] > 0))
            continue;
        double square = (fmax(sums->excess[kind] / sums->weight[kind], 0) + *spread * *spread) / 2;
        *spread = fmax(sqrt(square), kind < AN_EFFECTS_KINDS ? least : least_own);
    }
    if (sums->precision > 0)
        effects->center += sums->pull / sums->precision;
}
