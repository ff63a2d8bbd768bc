/* model_prior: what related groups say of the level and the scale of a group.
 *
 * This is where a small group gets its reference price from under `auto`: its level is normal with the mean
 * and variance that the other groups of its heading give it through the effects of goods and origins
 * (effects.c), and its own items add their precision. A group of hundreds hardly borrows, one of two rests
 * on the others: `borrowed` in the rows says how much.
 *
 * Scales the same way on the log scale: log(s^2) of a sample with df degrees of freedom is the log of a
 * scaled chi-squared, mean digamma(df/2) - log(df/2), variance trigamma(df/2); what the others' logs vary by
 * beyond that gives the prior degrees of freedom, by the inverse of trigamma (Smyth 2004, SAGMB 3:3). Heavy
 * tails go by the goods: a weighted share of the family's groups, itself left out, against two groups that
 * are as all others. */
#include <gsl/gsl_sf_psi.h>
#include <math.h>

#include "model/model.h"

/* Spreads of levels, and of logs of squared scales, within a set are never believed to be less. */
#define LEAST_LEVELS 0.02
#define LEAST_SCALES 0.02
#define LEAST_OWN_SCALE 0.2

#define HEAVY_KIN 2.0

/* Messages go round twice in a round: those of the round before are still there. */
enum { SWEEPS = 2 };

/* What a group says of its level. Two price groups of its own have no one level, and an empty group none. */
static void say_level(const an_model_group *group, an_effects_group *says)
{
    const an_mixture *mixture = &group->mixture;
    says->variance = INFINITY;
    if (!(group->precision > 0))
        return;
    if (mixture->atom_share > 0)
        says->seen = mixture->atom;
    else if (group->has_level)
        says->seen = group->pull / group->precision;
    else if (group->n_offsets == mixture->n_parts) { /* as far as its price groups lie like its commodity's */
        says->seen = 0;
        for (size_t k = 0; k < mixture->n_parts; k++)
            says->seen += mixture->parts[k].share * (mixture->parts[k].center - group->offset[k]);
    } else
        return;
    says->variance = 1 / group->precision;
}

/* What it says of the log of its squared scale: that of squares / df is about log chi-squared [Smyth
 * 2004]. */
static void say_scale(const an_model_group *group, an_effects_group *says)
{
    double df = group->count - (double)group->mixture.n_parts;
    says->variance = INFINITY;
    if (df < 0.5 || !(group->squares > 0))
        return;
    says->seen = fmax(log(group->squares / df) - gsl_sf_psi(df / 2) + log(df / 2), 2 * log(0.005));
    says->variance = gsl_sf_psi_1(df / 2);
}

/* The x above 0 with trigamma(x) = y: Newton's steps on 1 / trigamma, which is about straight [Smyth
 * 2004]. */
static double inverse_trigamma(double y)
{
    double x = 0.5 + 1 / y;
    for (int i = 0; i < 20; i++) {
        double tri = gsl_sf_psi_1(x), step = tri * (1 - tri / y) / gsl_sf_psi_n(2, x);
        x += step;
        if (fabs(step) < 1e-8 * x)
            break;
    }
    return x;
}

/* Takes over what related groups say. */
static void listen(an_model_group *group, const an_effects_group *level, const an_effects_group *scale)
{
    group->prior_center = level->mean;
    group->prior_precision = 1 / level->spread;
    double half = fmin(fmax(inverse_trigamma(scale->spread), 1.5), 250);
    group->freedom = 2 * half;
    group->scale = exp((scale->mean + gsl_sf_psi(half) - log(half)) / 2);
}

/* Tails are heavy or light by the goods, mostly: what the others of a family are counts against HEAVY_KIN
 * groups that are as all others. */
static void listen_to_tails(an_model *model, const uint32_t groups[], size_t n)
{
    double heavy = HEAVY_KIN * model->now.heavy, known = HEAVY_KIN;
    for (size_t k = 0; k < n; k++) {
        const an_model_group *group = &model->group[groups[k]];
        double part = group->count / (group->count + 20);
        heavy += part * group->heavy;
        known += part;
    }
    for (size_t k = 0; k < n; k++) {
        an_model_group *group = &model->group[groups[k]];
        double part = group->count / (group->count + 20);
        group->prior_heavy = (heavy - part * group->heavy) / (known - part);
    }
}

static void ask_family(an_model *model, uint32_t family, an_model_sums *sums)
{
    const uint32_t *groups = model->hierarchy.group + model->hierarchy.family[family];
    size_t n = model->hierarchy.family[family + 1] - model->hierarchy.family[family];
    for (size_t k = 0; k < n; k++) {
        say_level(&model->group[groups[k]], &model->levels.group[groups[k]]);
        say_scale(&model->group[groups[k]], &model->scales.group[groups[k]]);
    }
    an_effects_pass(&model->levels, family, SWEEPS, &sums->level);
    an_effects_pass(&model->scales, family, SWEEPS, &sums->scale);
    for (size_t k = 0; k < n; k++)
        listen(&model->group[groups[k]], &model->levels.group[groups[k]], &model->scales.group[groups[k]]);
    listen_to_tails(model, groups, n);
}

static void pass_families(void *context, unsigned thread, size_t first, size_t end)
{
    an_model *model = context;
    an_model_sums *sums = &model->sums[first / model->grain];
    (void)thread;
    *sums = (an_model_sums){0};
    for (size_t f = first; f < end; f++)
        ask_family(model, (uint32_t)f, sums);
}

void an_model_prior(an_model *model)
{
    an_model_sums all = {0};
    an_threads_run(model->hierarchy.n_families, model->grain, model->threads, pass_families, model);
    if (model->shared != NULL)
        return;
    an_model_add_up(model, model->hierarchy.n_families, &all);
    an_effects_learn(&model->levels, &all.level, LEAST_LEVELS, LEAST_LEVELS);
    an_effects_learn(&model->scales, &all.scale, LEAST_SCALES, LEAST_OWN_SCALE);
}
