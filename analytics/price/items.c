/* items: the priced items of an extract, group by group. */
#include "price/items.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const an_items_sample[] = {"statistical_value",   "net_mass",        "items", "duty_rate",
                                       "supplementary_units", "acceptance_date", NULL};
const char *const an_items_carry[] = {"declaration_id", "item_number", "member_state",
                                      "importer",       "outcome",     NULL};

double an_items_price(const double row[AN_ITEM_WIDTH])
{
    bool priced = row[AN_ITEM_VALUE] > 0 && row[AN_ITEM_MASS] > 0 && row[AN_ITEM_ITEMS] > 0;
    return priced ? row[AN_ITEM_VALUE] / row[AN_ITEM_MASS] : NAN;
}

an_code an_items_new(an_items *items, an_error *err)
{
    *items = (an_items){0};
    if (an_intern_new(&items->states) == AN_OK && an_intern_new(&items->importers) == AN_OK)
        return AN_OK;
    an_intern_free(items->states);
    an_intern_free(items->importers);
    *items = (an_items){0};
    return an_fail_memory(err);
}

void an_items_free(an_items *items)
{
    free(items->items);
    free(items->groups);
    an_intern_free(items->states);
    an_intern_free(items->importers);
    *items = (an_items){0};
}

an_code an_items_group(an_items *items, const char *period, const char *const *keys, an_error *err)
{
    if (an_grow(&items->groups, &items->groups_capacity, items->n_groups + 1, sizeof *items->groups) != AN_OK)
        return an_fail_memory(err);
    items->groups[items->n_groups++] = (an_item_group){.period = period, .keys = keys, .first = items->n};
    return AN_OK;
}

an_code an_items_add(an_items *items, const an_item *item, an_error *err)
{
    if (an_grow(&items->items, &items->capacity, items->n + 1, sizeof *items->items) != AN_OK)
        return an_fail_memory(err);
    an_item *added = &items->items[items->n++];
    *added = *item;
    added->log_price = log(item->value / item->mass);
    added->group = (uint32_t)(items->n_groups - 1);
    items->groups[items->n_groups - 1].n++;
    return AN_OK;
}

/* The number of a text, from 1; 0 for the empty one. */
static an_code number_text(an_intern *texts, const char *text, uint32_t *number, an_error *err)
{
    *number = 0;
    if (text[0] == '\0')
        return AN_OK;
    if (an_intern_add(texts, text, strlen(text), number) != AN_OK)
        return an_fail_memory(err);
    ++*number;
    return AN_OK;
}

static an_code read_row(an_items *items, const an_tally *tally, size_t number,
                        const double row[AN_ITEM_WIDTH], an_error *err)
{
    an_item item = {.value = row[AN_ITEM_VALUE],
                    .mass = row[AN_ITEM_MASS],
                    .units = row[AN_ITEM_UNITS] > 0 ? row[AN_ITEM_UNITS] : NAN,
                    .duty_rate = row[AN_ITEM_DUTY_RATE],
                    .day = row[AN_ITEM_DAY],
                    .row = number};
    an_code code = number_text(items->states, an_tally_carry(tally, number, AN_ITEM_STATE), &item.state, err);
    if (code == AN_OK)
        code = number_text(items->importers, an_tally_carry(tally, number, AN_ITEM_IMPORTER), &item.importer,
                           err);
    return code == AN_OK ? an_items_add(items, &item, err) : code;
}

an_code an_items_read(an_items *items, const an_tally *tally, an_error *err)
{
    an_code code = an_items_new(items, err);
    for (size_t g = 0; g < an_tally_groups(tally) && code == AN_OK; g++) {
        size_t n;
        const double *row = an_tally_sample(tally, g, &n);
        code = an_items_group(items, an_tally_period(tally, g), an_tally_key(tally, g), err);
        for (size_t i = 0; i < n && code == AN_OK; i++, row += AN_ITEM_WIDTH) {
            if (an_items_price(row) > 0)
                code = read_row(items, tally, an_tally_first(tally, g) + i, row, err);
            else
                items->unpriced += row[AN_ITEM_ITEMS] > 0;
        }
    }
    if (code != AN_OK)
        an_items_free(items);
    return code;
}
