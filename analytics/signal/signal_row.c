/* signal_row: the row that sidda-flag writes of a scored item. */
#include "signal/signal_row.h"

#include <math.h>

static const char *const columns[AN_SIGNAL_ROW_COLUMNS] = {
    "unit_price",    "reference_price", "level",        "n",
    "score",         "p_value",         "q_value",      "signal",
    "value_gap",     "duty_at_stake",   "rank",         "method",
    "net_mass",      "cleaned_share",   "verdict",      "probability",
    "expected_duty", "price_group",     "price_groups", "drift",
    "borrowed"};

size_t an_signal_row_names(const an_comparison *comparison, const char *const by[],
                           const char *names[AN_SIGNAL_ROW_MOST])
{
    static const char *const first[] = {"declaration_id", "item_number", "period"};
    size_t n = 0;
    for (; n < sizeof first / sizeof first[0]; n++)
        names[n] = first[n];
    for (size_t k = 0; k < comparison->n_keys; k++)
        names[n++] = by[k];
    for (size_t i = 0; i < AN_SIGNAL_ROW_COLUMNS; i++)
        names[n++] = columns[i];
    return n;
}

/* What the model of auto says of the reference price: empty for other methods. */
static void write_model(const an_scored *scored, an_output *output)
{
    static const char *const drifts[] = {"", "steady", "jump"};
    for (int i = 0; i < 2; i++)
        if (scored->price_groups > 0)
            an_output_count(output, i == 0 ? scored->price_group : scored->price_groups);
        else
            an_output_empty(output);
    an_output_string(output, drifts[scored->drift]);
    an_output_number(output, scored->borrowed);
}

void an_signal_row_write(const an_comparison *comparison, const an_signal_names *names,
                         const an_scored *scored, double mass, bool has_set, an_output *output)
{
    const an_references_entry *entry = scored->entry;
    an_output_string(output, names->declaration);
    an_output_string(output, names->number);
    an_output_string(output, names->period);
    for (size_t k = 0; k < comparison->n_keys; k++)
        an_output_string(output, names->keys[k]);
    an_output_number(output, scored->price);
    an_output_number(output, scored->reference);
    an_output_string(output, comparison->levels[entry->level].name);
    an_output_count(output, (int64_t)entry->reference.n);
    an_output_number(output, scored->score);
    an_output_number(output, scored->p_value);
    an_output_number(output, scored->q_value);
    an_output_string(output, an_signal_name(scored->signal));
    an_output_number(output, scored->value_gap);
    an_output_number(output, scored->duty_at_stake);
    if (scored->rank > 0)
        an_output_count(output, scored->rank);
    else
        an_output_empty(output);
    an_output_string(output, scored->method);
    an_output_number(output, mass);
    an_output_number(output, has_set ? entry->reference.cleaned_share : (double)NAN);
    an_output_string(output, has_set ? an_reference_verdict(entry->reference.verdict) : "");
    an_output_number(output, scored->probability);
    an_output_number(output, scored->expected_duty);
    write_model(scored, output);
    an_output_end_row(output);
}
