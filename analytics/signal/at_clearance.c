/* at_clearance: each declaration judged as it comes, by the references of an earlier table.
 *
 * A credibility check cannot wait for the quarter to end: state is the table alone, a row in gives at most a
 * row out, at once. The score is mad's, which one price and one reference suffice for; q-values, ranks and
 * the model need all items. A product and origin that the earlier quarter did not have, or of which it had
 * too few, is judged by the finest coarser level of the table. O(levels) a row. */
#include "signal/at_clearance.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "signal/signals.h"

size_t an_at_clearance_needs(const an_comparison *comparison, const char *const by[],
                             an_need needs[AN_AT_CLEARANCE_NEEDS_MOST])
{
    memcpy(needs, an_intake_item, sizeof an_intake_item);
    for (size_t k = 0; k < comparison->n_keys; k++)
        needs[AN_INTAKE_NEEDS + k] = (an_need){.name = by[k], .option = "by"};
    return AN_INTAKE_NEEDS + comparison->n_keys;
}

static double number_of(const an_value *value)
{
    return value->present ? an_decimal_double(value->number) : (double)NAN;
}

/* A cell as a text that ends; "" if it is too long to be a key. */
static const char *text_of(const an_value *value, char out[AN_COMPARISON_KEY])
{
    size_t size = value->text.size < AN_COMPARISON_KEY ? value->text.size : 0;
    if (size > 0)
        memcpy(out, value->text.text, size);
    out[size] = '\0';
    return out;
}

/* Judges the item of *signal by the finest reference of enough prices; *signal is then what is said of it.
 * False: it has no price, or there is no such reference. */
static bool judge(an_at_clearance *checker, an_signal *signal)
{
    const an_method *const mad = an_method_find("mad");
    const an_named_item item = signal->item;
    const an_item_group *const group = signal->group;
    an_price_fit fit;
    const bool priced = item.value > 0 && item.mass > 0;
    const an_references_entry *const set =
        priced ? an_references_find(checker->references, group->period, group->keys, checker->min_group)
               : NULL;
    checker->unpriced += !priced;
    checker->unmatched += priced && set == NULL;
    if (set == NULL ||
        mad->fit(&(an_price_set){.n = set->reference.n, .reference = &set->reference}, NULL, &fit) != AN_OK)
        return false;
    checker->coarser += set->level > 0;
    *signal = an_scoring_score(set, &fit, mad, item.value, item.mass);
    signal->item = item;
    signal->group = group;
    signal->kind = an_scoring_classify(signal->score, checker->threshold,
                                       log(signal->price) - set->reference.log_median);
    an_signals_appraise(signal);
    return true;
}

an_code an_at_clearance_row(void *worker, const an_row *row, an_error *err)
{
    an_at_clearance *checker = worker;
    const an_comparison *const comparison = checker->references->comparison;
    char texts[AN_COMPARISON_KEYS + 2][AN_COMPARISON_KEY], place[AN_COMPARISON_KEY], period[AN_PERIOD_SIZE];
    const char *keys[AN_COMPARISON_KEYS];
    const an_item_group group = {.period = period, .keys = keys};
    (void)err;
    if (!(number_of(&row->values[AN_INTAKE_ITEMS]) > 0))
        return AN_OK;
    for (size_t k = 0; k < comparison->n_keys; k++)
        keys[k] = text_of(&row->values[AN_INTAKE_NEEDS + k], texts[k]);
    an_period_print(row->period, period);
    an_signal signal = {
        .item = {.value = number_of(&row->values[AN_INTAKE_VALUE]),
                 .mass = number_of(&row->values[AN_INTAKE_MASS]),
                 .duty_rate = number_of(&row->values[AN_INTAKE_RATE]),
                 .declaration = place,
                 .outcome = text_of(&row->values[AN_INTAKE_OUTCOME], texts[AN_COMPARISON_KEYS]),
                 .number = text_of(&row->values[AN_INTAKE_NUMBER], texts[AN_COMPARISON_KEYS + 1])},
        .group = &group};
    if (!judge(checker, &signal))
        return AN_OK;
    const bool is_signal = signal.kind != AN_SIGNAL_NONE;
    checker->scored++;
    checker->signals += is_signal;
    if (is_signal)
        an_outcomes_add(&checker->outcomes, &signal);
    else if (!checker->all)
        return AN_OK;
    if (row->values[AN_INTAKE_DECLARATION].text.size == 0)
        snprintf(place, sizeof place, "%.500s:%llu", row->file, (unsigned long long)row->record->line);
    else
        text_of(&row->values[AN_INTAKE_DECLARATION], place);
    an_signals_write(&signal, comparison, checker->output);
    checker->written++;
    if (checker->flushed != NULL)
        an_writer_flush(checker->flushed);
    return AN_OK;
}
