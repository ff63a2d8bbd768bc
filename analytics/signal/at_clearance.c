/* at_clearance: the worker of a scan that answers each declaration as it comes. */
#include "signal/at_clearance.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "signal/signal_row.h"

enum { READ_VALUE, READ_MASS, READ_ITEMS, READ_RATE, READ_DECLARATION, READ_NUMBER, READ_OUTCOME, READ_KEYS };

size_t an_at_clearance_needs(const an_comparison *comparison, const char *const by[],
                             an_need needs[AN_AT_CLEARANCE_NEEDS_MOST])
{
    static const an_need first[AN_AT_CLEARANCE_NEEDS] = {
        [READ_VALUE] = {.name = "statistical_value"},
        [READ_MASS] = {.name = "net_mass"},
        [READ_ITEMS] = {.name = "items", .optional = true},
        [READ_RATE] = {.name = "duty_rate", .optional = true},
        [READ_DECLARATION] = {.name = "declaration_id", .optional = true},
        [READ_NUMBER] = {.name = "item_number", .optional = true},
        [READ_OUTCOME] = {.name = "outcome", .optional = true}};
    memcpy(needs, first, sizeof first);
    for (size_t k = 0; k < comparison->n_keys; k++)
        needs[AN_AT_CLEARANCE_NEEDS + k] = (an_need){.name = by[k], .option = "by"};
    return AN_AT_CLEARANCE_NEEDS + comparison->n_keys;
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

an_code an_at_clearance_row(void *worker, const an_row *row, an_error *err)
{
    an_at_clearance *checker = worker;
    char texts[AN_COMPARISON_KEYS + 3][AN_COMPARISON_KEY], place[AN_COMPARISON_KEY], period[AN_PERIOD_SIZE];
    const char *keys[AN_COMPARISON_KEYS];
    an_scored scored;
    (void)err;
    if (!(number_of(&row->values[READ_ITEMS]) > 0))
        return AN_OK;
    for (size_t k = 0; k < checker->references->comparison->n_keys; k++)
        keys[k] = text_of(&row->values[READ_KEYS + k], texts[k]);
    an_period_print(row->period, period);
    const an_check_item item = {number_of(&row->values[READ_VALUE]), number_of(&row->values[READ_MASS]),
                                number_of(&row->values[READ_RATE]), period, keys};
    an_check_result result =
        an_check(checker->references, &item, checker->threshold, checker->min_group, &scored);
    checker->unpriced += result == AN_CHECK_UNPRICED;
    checker->unmatched += result == AN_CHECK_UNMATCHED;
    if (result != AN_CHECK_JUDGED)
        return AN_OK;
    checker->scored++;
    checker->signals += scored.signal != AN_SIGNAL_NONE;
    if (scored.signal != AN_SIGNAL_NONE)
        an_outcomes_add(&checker->outcomes, scored.method, scored.entry->level,
                        text_of(&row->values[READ_OUTCOME], texts[AN_COMPARISON_KEYS]));
    if (scored.signal == AN_SIGNAL_NONE && !checker->all)
        return AN_OK;
    if (row->values[READ_DECLARATION].text.size == 0)
        snprintf(place, sizeof place, "%.500s:%llu", row->file, (unsigned long long)row->record->line);
    else
        text_of(&row->values[READ_DECLARATION], place);
    const an_signal_names names = {place, text_of(&row->values[READ_NUMBER], texts[AN_COMPARISON_KEYS + 2]),
                                   period, keys};
    an_signal_row_write(checker->references->comparison, &names, &scored, item.mass, false, checker->output);
    if (checker->flushed != NULL)
        an_writer_flush(checker->flushed);
    return AN_OK;
}
