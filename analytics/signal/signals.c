/* signals: scored items, which of them give reason to doubt, and in what order to look at them. */
#include "signal/signals.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stat/discovery.h"
#include "stat/multiplicity.h"

/* A price off by 100 or 1,000, give or take this factor (as log), is one of the mass: g for kg, kg for t, a
 * decimal mark out of place. Off by 10 it may be either, and is left to the score. */
#define QUANTITY_TOLERANCE M_LN2

/* The quantity is presumed wrong, not the value [UN IMTS 2010 manual, 15.19]: unless that is so many times
 * less likely. */
#define QUANTITY_PRESUMED 0.25

const char *an_signal_name(an_signal signal)
{
    static const char *const names[] = {"", "under", "over", "quantity_error"};
    return names[signal];
}

void an_signals_free(an_signals *signals)
{
    free(signals->items);
    *signals = (an_signals){0};
}

an_signal an_signals_classify(double score, double limit, double log_distance)
{
    if (!(fabs(score) > limit))
        return AN_SIGNAL_NONE;
    double distance = fabs(log_distance);
    if (fabs(distance - 2 * M_LN10) < QUANTITY_TOLERANCE || fabs(distance - 3 * M_LN10) < QUANTITY_TOLERANCE)
        return AN_SIGNAL_QUANTITY;
    return score < 0 ? AN_SIGNAL_UNDER : AN_SIGNAL_OVER;
}

static an_code add_scored(an_signals *signals, an_scored scored, an_error *err)
{
    if (an_grow(&signals->items, &signals->capacity, signals->n + 1, sizeof *signals->items) != AN_OK)
        return an_fail_memory(err);
    scored.q_value = NAN;
    signals->items[signals->n++] = scored;
    return AN_OK;
}

/* ---- auto ---- */

an_scored an_signals_of_auto(const an_references_entry *entry, const an_auto_result *result, size_t item,
                             double value, double mass)
{
    an_scored scored = {.item = item,
                        .entry = entry,
                        .method = "auto",
                        .price = value / mass,
                        .reference = exp(result->center),
                        .score = result->score,
                        .p_value = result->p_value,
                        .q_value = NAN,
                        .probability = result->manipulated,
                        .shortfall = result->shortfall,
                        .price_group = result->price_group,
                        .price_groups = result->price_groups,
                        .drift = result->drift,
                        .borrowed = result->borrowed,
                        .honest = fmin(fmax(1 - result->manipulated - result->quantity, 0), 1)};
    if (result->quantity > QUANTITY_PRESUMED * result->manipulated)
        scored.signal = AN_SIGNAL_QUANTITY;
    else
        scored.honest = 1 - result->manipulated;
    return scored;
}

static an_code score_auto(an_signals *signals, const an_items *items, const an_references *references,
                          const an_signal_rules *rules, an_error *err)
{
    an_auto_result *results = malloc((items->n + 1) * sizeof *results);
    an_code code = results == NULL ? an_fail_memory(err)
                                   : an_auto_assess(items, references, rules->threads, results, err);
    const an_references_entry *entry = NULL;
    for (size_t i = 0; i < items->n && code == AN_OK; i++) {
        const an_item *item = &items->items[i];
        const an_item_group *group = &items->groups[item->group];
        if (i == group->first)
            entry = an_references_find(references, group->period, group->keys, rules->min_group);
        if (entry == NULL || !results[i].judged) {
            signals->unmatched++;
            continue;
        }
        const an_scored scored = an_signals_of_auto(entry, &results[i], i, item->value, item->mass);
        code = add_scored(signals, scored, err);
    }
    free(results);
    return code;
}

/* ---- one comparison set at a time ---- */

/* The fit of a comparison set, made when it is first asked for. */
typedef struct set_fit {
    bool tried, fits;
    an_price_fit fit;
} set_fit;

/* The items' prices, values and masses in room: 3 n doubles. */
static an_scoring_data lay_out(const an_items *items, double room[])
{
    double *const price = room, *const value = room + items->n, *const mass = value + items->n;
    for (size_t i = 0; i < items->n; i++) {
        value[i] = items->items[i].value;
        mass[i] = items->items[i].mass;
        price[i] = value[i] / mass[i];
    }
    return (an_scoring_data){items->groups, price, value, mass};
}

static an_code score_group(an_signals *signals, const an_items *items, const an_item_group *group,
                           const an_references_entry *entry, const an_price_fit *fit, const an_method *method,
                           an_error *err)
{
    an_code code = AN_OK;
    for (size_t i = group->first; i < group->first + group->n && code == AN_OK; i++)
        code = add_scored(
            signals, an_scoring_score(entry, fit, method, i, items->items[i].value, items->items[i].mass),
            err);
    return code;
}

static an_code score_sets(an_signals *signals, const an_items *items, const an_references *references,
                          const an_signal_rules *rules, an_error *err)
{
    set_fit *fits = calloc(an_references_count(references) + 1, sizeof *fits);
    double *room = malloc(((3 + AN_SCORING_ROOM) * items->n + 1) * sizeof *room);
    an_code code = fits == NULL || room == NULL ? an_fail_memory(err) : AN_OK;
    an_scoring_data data = {0};
    if (code == AN_OK)
        data = lay_out(items, room);
    for (size_t g = 0; g < items->n_groups && code == AN_OK; g++) {
        const an_item_group *group = &items->groups[g];
        const an_references_entry *entry =
            an_references_find(references, group->period, group->keys, rules->min_group);
        set_fit *fit = entry != NULL ? &fits[entry - references->entries] : NULL;
        if (fit != NULL && !fit->tried) {
            fit->tried = true;
            fit->fits =
                an_scoring_fit(references, entry, &data, rules->method, room + 3 * items->n, &fit->fit);
        }
        if (fit == NULL || !fit->fits)
            signals->unmatched += group->n;
        else
            code = score_group(signals, items, group, entry, &fit->fit, rules->method, err);
    }
    free(fits);
    free(room);
    return code;
}

/* ---- what is a signal, and its worth ---- */

/* q-values of values x[n], p-values or probabilities of honesty; x may be q. */
static an_code correct(const double x[], size_t n, bool by_honesty, an_correction correction,
                       double scratch[], double q[])
{
    if (by_honesty)
        return an_discovery_rates(x, n, scratch, q);
    return correction == AN_CORRECTION_BONFERRONI ? an_multiplicity_bonferroni(x, n, q)
                                                  : an_multiplicity_bh(x, n, scratch, q);
}

/* True if x is to be corrected with the others of its class: wrong quantities, which are sure, would else
 * make room for wrong values that are not. Other methods have one class. */
static bool is_of(const an_scored *scored, bool by_honesty, bool quantity)
{
    return !isnan(scored->p_value) && (!by_honesty || (scored->signal == AN_SIGNAL_QUANTITY) == quantity);
}

bool an_signals_by_honesty(const an_signal_rules *rules)
{
    return rules->method->fit == NULL && rules->correction == AN_CORRECTION_USUAL;
}

an_code an_signals_adjust(an_signals *signals, const an_signals_others *others, const an_signal_rules *rules,
                          an_error *err)
{
    const size_t most = signals->n + others->n[0] + others->n[1];
    double *x = calloc(most + 1, sizeof *x);
    double *scratch = malloc((2 * most + 1) * sizeof *scratch);
    const bool by_honesty = an_signals_by_honesty(rules);
    an_code code = x == NULL || scratch == NULL ? an_fail_memory(err) : AN_OK;
    for (int quantity = 0; quantity < (by_honesty ? 2 : 1) && code == AN_OK; quantity++) {
        size_t n = 0;
        for (size_t i = 0; i < signals->n; i++)
            if (is_of(&signals->items[i], by_honesty, quantity))
                x[n++] = by_honesty ? signals->items[i].honest : signals->items[i].p_value;
        if (others->n[quantity] > 0)
            memcpy(x + n, others->x[quantity], others->n[quantity] * sizeof *x);
        if (correct(x, n + others->n[quantity], by_honesty, rules->correction, scratch, x) != AN_OK)
            code = an_fail(err, AN_SYSTEM, "a probability outside 0 to 1: please report this");
        n = 0;
        for (size_t i = 0; i < signals->n && code == AN_OK; i++)
            if (is_of(&signals->items[i], by_honesty, quantity))
                signals->items[i].q_value = x[n++];
    }
    free(x);
    free(scratch);
    return code;
}

/* auto has already named the quantity errors among what may become one. */
void an_signals_decide(an_scored *scored, const an_signal_rules *rules)
{
    double limit = rules->method->limit;
    bool is_quantity = scored->signal == AN_SIGNAL_QUANTITY;
    if (rules->threshold > 0)
        limit = rules->threshold;
    else if (limit == 0)
        limit = scored->q_value <= rules->fdr ? 0 : INFINITY;
    scored->signal = an_signals_classify(scored->score, limit, log(scored->price / scored->reference));
    if (scored->signal != AN_SIGNAL_NONE && !isnan(scored->probability))
        scored->signal = is_quantity         ? AN_SIGNAL_QUANTITY
                         : scored->score < 0 ? AN_SIGNAL_UNDER
                                             : AN_SIGNAL_OVER;
}

void an_signals_appraise(an_scored *scored, double value, double mass, double duty_rate)
{
    scored->value_gap = scored->duty_at_stake = scored->expected_duty = NAN;
    if (scored->signal == AN_SIGNAL_QUANTITY)
        return;
    scored->value_gap = scored->reference * mass - value;
    if (isnan(duty_rate))
        return;
    scored->duty_at_stake = fmax(scored->value_gap, 0) * duty_rate / 100;
    scored->expected_duty =
        isnan(scored->shortfall) ? scored->duty_at_stake : scored->shortfall * mass * duty_rate / 100;
}

/* Larger first; what is not known counts as 0. */
static int descending(double a, double b)
{
    a = isnan(a) ? 0 : fabs(a);
    b = isnan(b) ? 0 : fabs(b);
    return (a < b) - (a > b);
}

/* Signals before the others, then by worth; equal ones stay in the order of the input. */
static int by_rank(const void *a, const void *b, void *given)
{
    const an_signal_rules *rules = given;
    const an_scored *x = a, *y = b;
    if ((x->signal != AN_SIGNAL_NONE) != (y->signal != AN_SIGNAL_NONE))
        return x->signal != AN_SIGNAL_NONE ? -1 : 1;
    int order = 0;
    if (x->signal != AN_SIGNAL_NONE && !rules->by_score)
        order = descending(x->expected_duty, y->expected_duty);
    if (x->signal != AN_SIGNAL_NONE && order == 0 && !rules->by_score)
        order = descending(x->value_gap, y->value_gap);
    if (x->signal != AN_SIGNAL_NONE && order == 0)
        order = descending(x->probability, y->probability);
    if (x->signal != AN_SIGNAL_NONE && order == 0)
        order = descending(x->score, y->score);
    return order != 0 ? order : (x->item > y->item) - (x->item < y->item);
}

void an_signals_rank(an_signals *signals, const an_signal_rules *rules)
{
    an_signal_rules order = *rules;
    if (signals->n > 0)
        qsort_r(signals->items, signals->n, sizeof *signals->items, by_rank, &order);
    size_t n = 0;
    for (; n < signals->n && signals->items[n].signal != AN_SIGNAL_NONE; n++)
        signals->items[n].rank = (uint32_t)n + 1;
    signals->n_signals = n;
}

an_code an_signals_make(an_signals *signals, const an_items *items, const an_references *references,
                        const an_signal_rules *rules, an_error *err)
{
    *signals = (an_signals){0};
    an_code code = rules->method->fit == NULL ? score_auto(signals, items, references, rules, err)
                                              : score_sets(signals, items, references, rules, err);
    if (code == AN_OK)
        code = an_signals_adjust(signals, &(an_signals_others){0}, rules, err);
    if (code != AN_OK)
        return code;
    for (size_t i = 0; i < signals->n; i++) {
        const an_item *item = &items->items[signals->items[i].item];
        an_signals_decide(&signals->items[i], rules);
        an_signals_appraise(&signals->items[i], item->value, item->mass, item->duty_rate);
    }
    an_signals_rank(signals, rules);
    return AN_OK;
}
