/* auto: the default method: every item judged by a model of all groups at once.
 *
 * Rounds, each of which takes what the last one left (the model: model.h):
 *
 *     related groups say what a group's level, scale and tails should be   model_prior.c, effects.c
 *     each item is honest, manipulated or of a wrong quantity               model_expect.c, model_rates.c
 *     each group is what its items, so weighed, make it                     model_step.c
 *
 * until what all groups share (share of wrong items, heavy tails and their reach, skewness) moves by less
 * than 0.4 %, some twenty rounds, 40 at most. Importers and Member States are looked at once prices have
 * settled, after four: before that they would be blamed for what the levels do not know yet.
 *
 * Of more items than AN_AUTO_AT_ONCE what all groups share is learned from whole headings with twice as
 * many; then each part is looked at twice: two rounds to add up what all items look like and what importers
 * did, and later the same two and two more, which know both, to judge.
 *
 * The reference price of an item is the center of its price group on its day; of one that is probably
 * manipulated, of the group that it most likely was moved from. The shortfall sums over all of them. O(n) a
 * round. */
#include "model/auto.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

/* Rounds end when what all groups share moves no more; parties are looked at once prices have settled. */
enum { MOST_ROUNDS = 40, ROUNDS_BEFORE_RATES = 4 };
#define SETTLED 0.004

/* Where what all groups share is known, groups settle soon. */
enum { SURVEY_ROUNDS = 2, JUDGE_ROUNDS = 2 };

enum { REPORTED = 1024 }; /* items that a thread takes at a time */

/* True if this round moved nothing that all groups share by more than SETTLED. */
static bool has_settled(const an_model_shared *before, const an_model_shared *now)
{
    return fabs(log(now->reach / before->reach)) < SETTLED && fabs(now->skew - before->skew) < SETTLED &&
           fabs(now->heavy - before->heavy) < SETTLED && fabs(log(now->wrong / before->wrong)) < 3 * SETTLED;
}

/* How likely it is that a manipulated x was moved from part k, but for a constant. */
static double moved_from(const an_model *model, const an_mixture *mixture, size_t k, double x)
{
    an_mixture one = *mixture;
    double density[AN_MIXTURE_CHANGES], sum = 0;
    one.parts[0] = mixture->parts[k];
    one.n_parts = 1;
    an_mixture_moved(&one, x, density);
    for (size_t c = 0; c < AN_MIXTURE_UNDER + AN_MIXTURE_OVER; c++)
        sum += model->now.changes.share[c] * density[c];
    return sum;
}

/* What is missing to the price of part k; x and parts: without drift. */
static double shortfall_to(const an_mixture *mixture, size_t k, double x, double drift)
{
    return fmax(exp(mixture->parts[k].center + drift) - exp(x + drift), 0);
}

/* Sets the part that the item is held against: the nearest, or the one that it most likely was moved from (of
 * a wild price, which no factor explains, again the nearest); returns its shortfall. drift: of its day. */
static double hold_against(const an_model *model, const an_mixture *mixture, double x, double drift,
                           double manipulated, size_t *part)
{
    double all = 0, most = 0, gap = 0;
    *part = an_mixture_nearest(mixture, x);
    for (size_t k = 0; k < mixture->n_parts; k++) {
        double from = moved_from(model, mixture, k, x);
        if (manipulated >= 0.5 && from > most)
            *part = k;
        most = fmax(most, from);
        all += from;
        gap += from * shortfall_to(mixture, k, x, drift);
    }
    return all > 0 ? manipulated * gap / all : manipulated * shortfall_to(mixture, *part, x, drift);
}

/* The place of a part among them all by price, from 1. */
static unsigned rank_of(const an_mixture *mixture, size_t part)
{
    unsigned rank = 1;
    for (size_t k = 0; k < mixture->n_parts; k++)
        rank += mixture->parts[k].center < mixture->parts[part].center;
    return rank;
}

static void report(const an_model *model, size_t i, an_auto_result *result)
{
    const an_item *item = &model->items->items[i];
    const an_model_item *known = &model->item[i];
    an_mixture mixture;
    size_t part;
    *result = (an_auto_result){.judged = an_model_predict(model, i, &mixture)};
    if (!result->judged)
        return;
    an_model_judge(model, i, &mixture, &result->manipulated, &result->quantity);
    double drift = item->log_price - known->x; /* all that is explained */
    result->shortfall = hold_against(model, &mixture, known->x, drift, result->manipulated, &part);
    result->center = mixture.parts[part].center + drift;
    result->price_group = rank_of(&mixture, part);
    result->price_groups = (unsigned)mixture.n_parts;
    result->drift = model->group[item->group].drift.kind;
    result->borrowed = an_model_borrowed(model, i);
    result->p_value = an_mixture_p_value(&mixture, known->x);
    double score = gsl_cdf_ugaussian_Qinv(fmax(result->p_value, 1e-300) / 2);
    result->score = known->x < mixture.parts[part].center ? -score : score;
}

typedef struct reporting {
    const an_model *model;
    an_auto_result *result;
} reporting;

static void report_items(void *context, unsigned thread, size_t first, size_t end)
{
    const reporting *all = context;
    (void)thread;
    for (size_t i = first; i < end; i++)
        report(all->model, i, &all->result[i]);
}

static an_code run_round(an_model *model, bool with_rates, an_error *err)
{
    an_model_prior(model);
    an_model_expect(model);
    an_code code = with_rates ? an_model_rates(model, err) : AN_OK;
    if (code == AN_OK)
        an_model_update(model);
    return code;
}

/* Makes the model and lets it settle. */
static an_code learn(an_model *model, const an_items *items, const an_references *references,
                     unsigned threads, an_error *err)
{
    an_code code = an_model_new(model, items, references, NULL, threads, err);
    bool settled = false;
    for (int round = 0; round < MOST_ROUNDS && !settled && code == AN_OK; round++) {
        const an_model_shared before = model->now;
        code = run_round(model, round >= ROUNDS_BEFORE_RATES, err);
        settled = round > ROUNDS_BEFORE_RATES + 1 && has_settled(&before, &model->now);
    }
    if (code == AN_OK) {
        an_model_prior(model);
        an_model_expect(model);
    }
    return code;
}

static void report_all(const an_model *model, unsigned threads, an_auto_result result[])
{
    reporting all = {model, result};
    an_threads_run(model->items->n, REPORTED, threads, report_items, &all);
}

an_code an_auto_assess(const an_items *items, const an_references *references, unsigned threads,
                       an_auto_result result[], an_error *err)
{
    an_model model;
    if (items->n == 0)
        return AN_OK;
    const an_code code = learn(&model, items, references, threads, err);
    if (code == AN_OK)
        report_all(&model, threads, result);
    an_model_free(&model);
    return code;
}

an_code an_auto_learn(const an_items *items, const an_references *references, unsigned threads,
                      an_model_shared *shared, an_error *err)
{
    an_model model;
    const an_code code = learn(&model, items, references, threads, err);
    if (code == AN_OK)
        an_model_share(&model, shared);
    an_model_free(&model);
    return code;
}

/* Some rounds, and what items are after them. */
static an_code run_rounds(an_model *model, int rounds, bool with_rates, an_error *err)
{
    an_code code = AN_OK;
    for (int round = 0; round < rounds && code == AN_OK; round++)
        code = run_round(model, with_rates, err);
    an_model_prior(model);
    an_model_expect(model);
    return code;
}

/* A model of items before importers are looked at. */
static an_code look(an_model *model, const an_items *items, const an_references *references,
                    const an_model_shared *shared, an_error *err)
{
    const an_code code = an_model_new(model, items, references, shared, 1, err);
    return code == AN_OK ? run_rounds(model, SURVEY_ROUNDS, false, err) : code;
}

an_code an_auto_survey(const an_items *items, const an_references *references, const an_model_shared *shared,
                       an_model_totals *totals, an_model_importers *importers, an_error *err)
{
    an_model model;
    const an_code code = look(&model, items, references, shared, err);
    if (code == AN_OK) {
        an_model_count_importers(&model, importers);
        an_model_add_totals(&model, totals);
    }
    an_model_free(&model);
    return code;
}

an_code an_auto_judge(const an_items *items, const an_references *references, const an_model_shared *shared,
                      const an_model_shared *known, const an_model_importers *importers,
                      an_auto_result result[], an_error *err)
{
    an_model model;
    an_code code = look(&model, items, references, shared, err);
    if (code == AN_OK) {
        model.now = *known;
        code = an_model_expect_importers(&model, importers, err);
    }
    if (code == AN_OK)
        code = run_rounds(&model, JUDGE_ROUNDS, true, err);
    if (code == AN_OK)
        report_all(&model, 1, result);
    an_model_free(&model);
    return code;
}
