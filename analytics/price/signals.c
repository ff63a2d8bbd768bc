/* signals: scored items, which of them give reason to doubt, and in what order to look at them. */
#include "price/signals.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

#include "stat/multiplicity.h"

/* A price off by 100 or 1,000, give or take this factor (as log), is one of the mass: g for kg, kg for t, a
 * decimal mark out of place. Off by 10 it may be either, and is left to the score. */
#define QUANTITY_TOLERANCE M_LN2

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

static an_signal classify(const an_scored *item, const an_signal_rules *rules)
{
    if (!(fabs(item->score) > rules->threshold))
        return AN_SIGNAL_NONE;
    double distance = fabs(log(item->price) - item->entry->reference.log_median);
    if (fabs(distance - 2 * M_LN10) < QUANTITY_TOLERANCE || fabs(distance - 3 * M_LN10) < QUANTITY_TOLERANCE)
        return AN_SIGNAL_QUANTITY;
    return item->score < 0 ? AN_SIGNAL_UNDER : AN_SIGNAL_OVER;
}

/* What the signal is worth, if it is real. */
static void appraise(an_scored *item, const double row[AN_PRICE_WIDTH])
{
    item->value_gap = item->duty_at_stake = NAN;
    if (item->signal == AN_SIGNAL_QUANTITY)
        return;
    item->value_gap = item->entry->reference.median * row[AN_PRICE_MASS] - row[AN_PRICE_VALUE];
    if (!isnan(row[AN_PRICE_DUTY_RATE]))
        item->duty_at_stake = fmax(item->value_gap, 0) * row[AN_PRICE_DUTY_RATE] / 100;
}

static an_code score_row(an_signals *signals, const an_references_entry *entry,
                         const double row[AN_PRICE_WIDTH], size_t group, size_t number,
                         const an_signal_rules *rules, an_error *err)
{
    if (an_grow(&signals->items, &signals->capacity, signals->n + 1, sizeof *signals->items) != AN_OK)
        return an_fail_memory(err);
    an_scored *item = &signals->items[signals->n++];
    *item = (an_scored){.row = number, .group = group, .entry = entry, .price = an_price_of(row)};
    double scale = an_reference_scale(&entry->reference, &item->method);
    item->score = an_reference_score(&entry->reference, item->price, scale);
    item->p_value = 2 * gsl_cdf_ugaussian_Q(fabs(item->score));
    item->signal = classify(item, rules);
    signals->n_signals += item->signal != AN_SIGNAL_NONE;
    appraise(item, row);
    return AN_OK;
}

static an_code score_group(an_signals *signals, const an_tally *tally, size_t group,
                           const an_references *references, const an_signal_rules *rules, an_error *err)
{
    size_t n;
    const double *rows = an_tally_sample(tally, group, &n);
    const an_references_entry *entry = an_references_find(references, an_tally_period(tally, group),
                                                          an_tally_key(tally, group), rules->min_group);
    for (size_t i = 0; i < n; i++) {
        const double *row = rows + i * AN_PRICE_WIDTH;
        if (!(row[AN_PRICE_ITEMS] > 0))
            continue; /* a second control of an item that was seen */
        if (isnan(an_price_of(row))) {
            signals->unpriced++;
        } else if (entry == NULL) {
            signals->unmatched++;
        } else {
            an_code code =
                score_row(signals, entry, row, group, an_tally_first(tally, group) + i, rules, err);
            if (code != AN_OK)
                return code;
        }
    }
    return AN_OK;
}

static an_code adjust(an_signals *signals, an_error *err)
{
    double *p = malloc((signals->n + 1) * sizeof *p);
    double *scratch = malloc((2 * signals->n + 1) * sizeof *scratch);
    an_code code = p == NULL || scratch == NULL ? an_fail_memory(err) : AN_OK;
    for (size_t i = 0; i < signals->n && code == AN_OK; i++)
        p[i] = signals->items[i].p_value;
    if (code == AN_OK && an_multiplicity_bh(p, signals->n, scratch, p) != AN_OK)
        code = an_fail(err, AN_SYSTEM, "a p-value outside 0 to 1: please report this");
    for (size_t i = 0; i < signals->n && code == AN_OK; i++)
        signals->items[i].q_value = p[i];
    free(p);
    free(scratch);
    return code;
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
        order = descending(x->duty_at_stake, y->duty_at_stake);
    if (x->signal != AN_SIGNAL_NONE && order == 0 && !rules->by_score)
        order = descending(x->value_gap, y->value_gap);
    if (x->signal != AN_SIGNAL_NONE && order == 0)
        order = descending(x->score, y->score);
    return order != 0 ? order : (x->row > y->row) - (x->row < y->row);
}

an_code an_signals_make(an_signals *signals, const an_tally *tally, const an_references *references,
                        const an_signal_rules *rules, an_error *err)
{
    *signals = (an_signals){0};
    an_code code = AN_OK;
    for (size_t g = 0; g < an_tally_groups(tally) && code == AN_OK; g++)
        code = score_group(signals, tally, g, references, rules, err);
    if (code == AN_OK)
        code = adjust(signals, err);
    if (code != AN_OK)
        return code;
    an_signal_rules order = *rules;
    if (signals->n > 0)
        qsort_r(signals->items, signals->n, sizeof *signals->items, by_rank, &order);
    for (size_t i = 0; i < signals->n_signals; i++)
        signals->items[i].rank = (uint32_t)i + 1;
    return AN_OK;
}
