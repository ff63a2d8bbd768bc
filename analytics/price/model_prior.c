/* model_prior: what the groups of coarser sets say of the level and the scale of a group. */
#include <gsl/gsl_sf_psi.h>
#include <math.h>

#include "price/model.h"

/* A set's level is held against outlying groups: beyond this many standard deviations their pull is bounded.
 */
#define HUBER 2.0

/* The spread of levels within a set is never believed to be less. */
#define LEAST_SPREAD 0.02

/* Says nothing of other groups: two price groups have no one level, and an empty group none at all. */
static bool is_mute(const an_model_group *group)
{
    return group->mixture.n_parts > 1 || !(group->precision > 0);
}

/* What the groups of one set say of its level. */
typedef struct set_level {
    double weight, pull; /* sums of 1 / variance, and of that times the levels */
    size_t n;
} set_level;

static double level_of(const an_model_group *group)
{
    return group->mixture.atom_share > 0 ? group->mixture.atom : group->pull / group->precision;
}

/* A group's weight in its set, if that has its level at center. */
static double weight_of(const an_model_group *group, double spread, double center)
{
    double variance = spread * spread + 1 / group->precision;
    double z = fabs(level_of(group) - center) / sqrt(variance);
    return (z > HUBER ? HUBER / z : 1) / variance;
}

/* The level of a set: a Huber mean, started at the mean, three rounds. */
static set_level find_level(const an_model *model, const an_references_entry *entry, double spread,
                            double *center)
{
    set_level level = {0};
    for (int round = 0; round < 4; round++) {
        level = (set_level){0};
        for (size_t k = 0; k < entry->n_groups; k++) {
            const an_model_group *group = &model->group[model->references->members[entry->first + k]];
            if (is_mute(group))
                continue;
            double weight =
                round == 0 ? 1 / (spread * spread + 1 / group->precision) : weight_of(group, spread, *center);
            level.weight += weight;
            level.pull += weight * level_of(group);
            level.n++;
        }
        if (level.n > 0)
            *center = level.pull / level.weight;
    }
    return level;
}

/* Offers the level of the set, without the group itself, as the prior of each of its groups; adds to the sums
 * that give the spread of this ladder's level: of squared distances less what errors explain, weighted. */
static void offer(an_model *model, const an_references_entry *entry, double spread, double sums[2])
{
    double center = 0;
    set_level level = find_level(model, entry, spread, &center);
    for (size_t k = 0; k < entry->n_groups; k++) {
        an_model_group *group = &model->group[model->references->members[entry->first + k]];
        bool mute = is_mute(group);
        double own = mute ? 0 : weight_of(group, spread, center), rest = level.weight - own;
        if (level.n < (mute ? 1U : 2U) || !(rest > 1e-9 * level.weight))
            continue;
        double others = mute ? center : (level.pull - own * level_of(group)) / rest;
        double precision = 1 / (spread * spread + 1 / rest);
        if (!mute) {
            double error = 1 / group->precision + 1 / rest, expected = spread * spread + error;
            double square = fmin(pow(level_of(group) - others, 2), 9 * expected);
            sums[0] += (square - error) / (expected * expected);
            sums[1] += 1 / (expected * expected);
        }
        if (precision > group->prior_precision) {
            group->prior_precision = precision;
            group->prior_center = others;
        }
    }
}

void an_model_prior(an_model *model)
{
    size_t n_groups = model->items->n_groups;
    for (size_t g = 0; g < n_groups; g++)
        model->group[g].prior_precision = 0;
    for (size_t e = 0; e < an_references_count(model->references); e++) {
        const an_references_entry *entry = &model->references->entries[e];
        size_t level = entry->level;
        if (level == 0)
            continue;
        double sums[2] = {0, 0};
        size_t last = e;
        for (; last < an_references_count(model->references); last++) {
            entry = &model->references->entries[last];
            if (entry->level != level)
                break;
            offer(model, entry, model->spread[level], sums);
        }
        if (sums[1] > 0)
            model->spread[level] = fmax(sqrt(fmax(sums[0] / sums[1], 0)), LEAST_SPREAD);
        e = last - 1;
    }
}

/* The x above 0 with trigamma(x) = y: trigamma falls, so halve the bracket. */
static double inverse_trigamma(double y)
{
    double low = 1e-3, high = 1e6;
    for (int i = 0; i < 80; i++) {
        double middle = sqrt(low * high);
        if (gsl_sf_psi_1(middle) > y)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* Smyth 2004 (limma): log s^2 of a group has the variance trigamma(df / 2) + trigamma(freedom / 2). */
void an_model_scale(an_model *model)
{
    double sum = 0, squares = 0, explained = 0;
    size_t n = 0;
    for (size_t a = 0; a < model->n_active; a++) {
        const an_model_group *group = &model->group[model->active[a]];
        double df = group->count - 1;
        if (is_mute(group) || df < 2 || !(group->squares > 0))
            continue;
        double e = log(group->squares / df) - gsl_sf_psi(df / 2) + log(df / 2);
        e = fmax(e, 2 * log(0.005));
        double before = n > 0 ? sum / (double)n : e;
        n++;
        sum += e;
        squares += (e - before) * (e - sum / (double)n);
        explained += gsl_sf_psi_1(df / 2);
    }
    if (n < 5)
        return;
    double excess = squares / (double)(n - 1) - explained / (double)n;
    model->freedom = excess > 1e-4 ? fmin(fmax(2 * inverse_trigamma(excess), 3), 500) : 500;
    double half = model->freedom / 2;
    model->scale = exp((sum / (double)n + gsl_sf_psi(half) - log(half)) / 2);
}
