/* signals: which items of an extract give reason to doubt, in what order to look at them, and their rows.
 *
 *     value_gap     = (reference - price) x mass, EUR
 *     duty_at_stake = max(value_gap, 0) x duty rate
 *     expected_duty = shortfall x mass x duty rate; the shortfall, of auto, is summed over the price groups
 *         that the item may come from, times the probability of each; of other methods duty_at_stake
 *
 * Rank: by expected duty, the value gap, the probability, the score, and then by period, keys and place, so
 * that equal ones have one order on every machine. A probability of 0.1 that a dear good was declared as a
 * cheap one may be worth more than a sure signal on scrap: with expected duty the first 1 % of the list held
 * 0.66 of what is lost where duty at stake held 0.35 (docs/prices.md, price groups). A wrong quantity has no
 * worth: nothing is known of the value. */
#include "signal/signals.h"

#include <math.h>
#include <stdlib.h>

const char *an_signal_name(an_signal_kind kind)
{
    static const char *const names[] = {"", "under", "over", "quantity_error"};
    return names[kind];
}

/* ---- finding ---- */

an_code an_signals_find(an_signals *signals, an_partitions *partitions, const an_comparison *comparison,
                        const an_signal_rules *rules, an_error *err)
{
    *signals = (an_signals){.parts = calloc(AN_PARTITIONS, sizeof *signals->parts)};
    an_scoring scoring = {partitions, comparison, rules, signals->parts};
    an_code code = signals->parts == NULL       ? an_fail_memory(err)
                   : rules->method->fit != NULL ? an_by_set_find(&scoring, signals, err)
                                                : an_by_model_find(&scoring, signals, err);
    an_partitions_forget(partitions);
    for (size_t p = 0; p < AN_PARTITIONS && code == AN_OK; p++) {
        signals->scored += signals->parts[p].scored;
        signals->unmatched += signals->parts[p].unmatched;
    }
    if (code != AN_OK)
        an_signals_free(signals);
    return code;
}

void an_signals_free(an_signals *signals)
{
    for (size_t p = 0; signals->parts != NULL && p < AN_PARTITIONS; p++) {
        an_scoring_part *const part = &signals->parts[p];
        an_references_free(&part->references);
        an_partition_free(&part->partition);
        free(part->entry);
        free(part->sets);
        free(part->order);
    }
    free(signals->parts);
    free(signals->list);
    *signals = (an_signals){0};
}

/* ---- worth and rank ---- */

void an_signals_appraise(an_signal *signal)
{
    const an_named_item *const item = &signal->item;
    signal->value_gap = signal->duty_at_stake = signal->expected_duty = NAN;
    if (signal->kind == AN_SIGNAL_QUANTITY)
        return;
    signal->value_gap = signal->reference * item->mass - item->value;
    if (isnan(item->duty_rate))
        return;
    signal->duty_at_stake = fmax(signal->value_gap, 0) * item->duty_rate / 100;
    signal->expected_duty = isnan(signal->shortfall) ? signal->duty_at_stake
                                                     : signal->shortfall * item->mass * item->duty_rate / 100;
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
    const an_signal_rules *rules = *(const an_signal_rules *const *)given;
    const an_signal *x = a, *y = b;
    if ((x->kind != AN_SIGNAL_NONE) != (y->kind != AN_SIGNAL_NONE))
        return x->kind != AN_SIGNAL_NONE ? -1 : 1;
    int order = 0;
    if (x->kind != AN_SIGNAL_NONE && !rules->by_score)
        order = descending(x->expected_duty, y->expected_duty);
    if (x->kind != AN_SIGNAL_NONE && order == 0 && !rules->by_score)
        order = descending(x->value_gap, y->value_gap);
    if (x->kind != AN_SIGNAL_NONE && order == 0)
        order = descending(x->probability, y->probability);
    if (x->kind != AN_SIGNAL_NONE && order == 0)
        order = descending(x->score, y->score);
    if (order == 0)
        order = (x->order > y->order) - (x->order < y->order);
    return order != 0 ? order : (x->item.place > y->item.place) - (x->item.place < y->item.place);
}

void an_signals_rank(an_signals *signals, const an_signal_rules *rules)
{
    size_t n = 0;
    for (size_t i = 0; i < signals->n; i++)
        an_signals_appraise(&signals->list[i]);
    if (signals->n > 0)
        qsort_r(signals->list, signals->n, sizeof *signals->list, by_rank, &rules);
    for (; n < signals->n && signals->list[n].kind != AN_SIGNAL_NONE; n++)
        signals->list[n].rank = (uint32_t)n + 1;
    signals->n_signals = n;
}

/* ---- rows ---- */

static const char *const columns[AN_SIGNAL_COLUMNS] = {
    "unit_price",    "reference_price", "level",        "n",
    "score",         "p_value",         "q_value",      "signal",
    "value_gap",     "duty_at_stake",   "rank",         "method",
    "net_mass",      "cleaned_share",   "verdict",      "probability",
    "expected_duty", "price_group",     "price_groups", "drift",
    "borrowed"};

size_t an_signals_columns(const an_comparison *comparison, const char *const by[],
                          const char *names[AN_SIGNAL_COLUMNS_MOST])
{
    static const char *const first[] = {"declaration_id", "item_number", "period"};
    size_t n = 0;
    for (; n < sizeof first / sizeof first[0]; n++)
        names[n] = first[n];
    for (size_t k = 0; k < comparison->n_keys; k++)
        names[n++] = by[k];
    for (size_t i = 0; i < AN_SIGNAL_COLUMNS; i++)
        names[n++] = columns[i];
    return n;
}

/* What the model of auto says of the reference price: empty for other methods. */
static void write_model(const an_signal *signal, an_output *output)
{
    static const char *const drifts[] = {"", "steady", "jump"};
    for (int i = 0; i < 2; i++)
        if (signal->price_groups > 0)
            an_output_count(output, i == 0 ? signal->price_group : signal->price_groups);
        else
            an_output_empty(output);
    an_output_string(output, drifts[signal->drift]);
    an_output_number(output, signal->borrowed);
}

void an_signals_write(const an_signal *signal, const an_comparison *comparison, an_output *output)
{
    const an_reference *const reference = &signal->set->reference;
    const bool has_goods = (reference->made & AN_REFERENCE_GOODS) != 0;
    an_output_string(output, signal->item.declaration);
    an_output_string(output, signal->item.number);
    an_output_string(output, signal->group->period);
    for (size_t k = 0; k < comparison->n_keys; k++)
        an_output_string(output, signal->group->keys[k]);
    an_output_number(output, signal->price);
    an_output_number(output, signal->reference);
    an_output_string(output, comparison->levels[signal->set->level].name);
    an_output_count(output, (int64_t)reference->n);
    an_output_number(output, signal->score);
    an_output_number(output, signal->p_value);
    an_output_number(output, signal->q_value);
    an_output_string(output, an_signal_name(signal->kind));
    an_output_number(output, signal->value_gap);
    an_output_number(output, signal->duty_at_stake);
    if (signal->rank > 0)
        an_output_count(output, signal->rank);
    else
        an_output_empty(output);
    an_output_string(output, signal->method);
    an_output_number(output, signal->item.mass);
    an_output_number(output, has_goods ? reference->cleaned_share : (double)NAN);
    an_output_string(output, has_goods ? an_reference_verdict(reference->verdict) : "");
    an_output_number(output, signal->probability);
    an_output_number(output, signal->expected_duty);
    write_model(signal, output);
    an_output_end_row(output);
}
