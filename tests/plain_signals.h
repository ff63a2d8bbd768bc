/* plain_signals: the signals among items, found the plain way, all of them in memory and one set after the
 * other: what signal/ finds part by part must be this. */
#ifndef AN_TESTS_PLAIN_SIGNALS_H
#define AN_TESTS_PLAIN_SIGNALS_H

#include <criterion/criterion.h>

#include "item_table.h"
#include "model/auto.h"
#include "signal/signals.h"
#include "stat/location.h"
#include "stat/multiplicity.h"

static inline int plain_by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Fits method to all items of a set. */
static inline bool plain_fit(const an_items *items, const an_references *references,
                             const an_references_entry *set, const an_method *method, an_price_fit *fit)
{
    const size_t n = set->reference.n;
    double *const logs = malloc((9 * n + 1) * sizeof *logs), *const value = logs + n, *const mass = value + n;
    size_t k = 0;
    for (size_t m = 0; m < set->n_groups; m++) {
        const an_item_group *group = &items->groups[references->members[set->first + m]];
        for (size_t i = group->first; i < group->first + group->n; i++, k++) {
            value[k] = items->items[i].value;
            mass[k] = items->items[i].mass;
            logs[k] = value[k] / mass[k];
        }
    }
    cr_assert_eq(k, n);
    qsort(logs, n, sizeof *logs, plain_by_value);
    for (size_t i = 0; i < n; i++)
        logs[i] = log(logs[i]);
    const an_price_set prices = {logs, value, mass, n, &set->reference};
    *fit = (an_price_fit){0};
    const bool fits = method->fit(&prices, mass + n, fit) == AN_OK;
    free(logs);
    return fits;
}

/* What auto says of an item. */
static inline an_signal plain_model(const an_references_entry *set, const an_auto_result *r,
                                    const an_item *item)
{
    const bool quantity = r->quantity > 0.25 * r->manipulated;
    return (an_signal){.set = set,
                       .method = "auto",
                       .price = item->value / item->mass,
                       .reference = exp(r->center),
                       .score = r->score,
                       .p_value = r->p_value,
                       .probability = r->manipulated,
                       .honest =
                           quantity ? fmin(fmax(1 - r->manipulated - r->quantity, 0), 1) : 1 - r->manipulated,
                       .shortfall = r->shortfall,
                       .borrowed = r->borrowed,
                       .price_group = r->price_group,
                       .price_groups = r->price_groups,
                       .drift = r->drift,
                       .kind = quantity ? AN_SIGNAL_QUANTITY : AN_SIGNAL_NONE};
}

/* q-values of the items of one class: by probabilities wrong quantities are one of their own. */
static inline void plain_q(an_signals *found, const an_signal_rules *rules, bool by_honesty, bool quantities)
{
    double *const x = malloc((3 * found->n + 1) * sizeof *x), *const scratch = x + found->n;
    size_t n = 0, k = 0;
    for (size_t i = 0; i < found->n; i++)
        if (!by_honesty || (found->list[i].kind == AN_SIGNAL_QUANTITY) == quantities)
            x[n++] = by_honesty ? found->list[i].honest : found->list[i].p_value;
    cr_assert_eq(by_honesty                                      ? an_multiplicity_of_nulls(x, n, scratch, x)
                 : rules->correction == AN_CORRECTION_BONFERRONI ? an_multiplicity_bonferroni(x, n, x)
                                                                 : an_multiplicity_bh(x, n, scratch, x),
                 AN_OK);
    for (size_t i = 0; i < found->n; i++)
        if (!by_honesty || (found->list[i].kind == AN_SIGNAL_QUANTITY) == quantities)
            found->list[i].q_value = x[k++];
    free(x);
}

/* All scored items, ranked; their duty rate is rate(context, place). references: of the items, all parts
 * made. Free with an_signals_free. */
static inline an_signals plain_signals(const an_items *items, const an_references *references,
                                       const an_signal_rules *rules,
                                       double rate(const void *context, uint64_t place), const void *context)
{
    const bool of_model = rules->method->fit == NULL;
    an_signals found = {.list = malloc((items->n + 1) * sizeof *found.list)};
    an_auto_result *const result = calloc(items->n + 1, sizeof *result);
    an_error err = {0};
    if (of_model)
        cr_assert_eq(an_auto_assess(items, references, 1, result, &err), AN_OK);
    for (size_t g = 0; g < items->n_groups; g++) {
        const an_item_group *group = &items->groups[g];
        const an_references_entry *set =
            an_references_find(references, group->period, group->keys, rules->min_group);
        an_price_fit fit;
        const bool fits = set != NULL && (of_model || plain_fit(items, references, set, rules->method, &fit));
        for (size_t i = group->first; i < group->first + group->n; i++) {
            const an_item *item = &items->items[i];
            if (!fits || (of_model && !result[i].judged)) {
                found.unmatched++;
                continue;
            }
            an_signal *const signal = &found.list[found.n++];
            *signal = of_model ? plain_model(set, &result[i], item)
                               : an_scoring_score(set, &fit, rules->method, item->value, item->mass);
            signal->item = (an_named_item){.place = item->place,
                                           .value = item->value,
                                           .mass = item->mass,
                                           .duty_rate = rate(context, item->place)};
            signal->group = group;
            signal->order = (uint32_t)g;
        }
    }
    const bool by_honesty = of_model && rules->correction == AN_CORRECTION_USUAL;
    for (int quantities = 0; quantities < (by_honesty ? 2 : 1) && rules->method->limit == 0; quantities++)
        plain_q(&found, rules, by_honesty, quantities);
    for (size_t i = 0; i < found.n; i++)
        an_scoring_decide(&found.list[i], rules);
    found.scored = found.n;
    an_signals_rank(&found, rules);
    free(result);
    return found;
}

#endif
