/* whole: auto, which judges all items at once. */
#include <stdlib.h>

#include "flagging/flagging.h"
#include "flagging/rows.h"
#include "price/items.h"

typedef struct whole {
    const an_tally *tally;
    an_items items;
} whole;

static const char *name_item(void *context, const an_scored *scored, an_signal_names *names, double *mass)
{
    const whole *all = context;
    const an_item *item = &all->items.items[scored->item];
    const an_item_group *group = &all->items.groups[item->group];
    *names =
        (an_signal_names){an_tally_carry(all->tally, item->row, AN_ITEM_DECLARATION),
                          an_tally_carry(all->tally, item->row, AN_ITEM_NUMBER), group->period, group->keys};
    *mass = item->mass;
    return an_tally_carry(all->tally, item->row, AN_ITEM_OUTCOME);
}

/* Judges the sets that stand in the rows: of all other sets the model wants to know the members only. */
static an_code describe(const whole *all, an_references *references, const an_signals *signals, bool every,
                        size_t min_group, an_error *err)
{
    const an_items *items = &all->items;
    double *price = malloc((6 * items->n + 1) * sizeof *price);
    bool *done = calloc(an_references_count(references) + 1, sizeof *done);
    an_code code = price == NULL || done == NULL ? an_fail_memory(err) : AN_OK;
    for (size_t i = 0; i < items->n && code == AN_OK; i++)
        price[i] = items->items[i].value / items->items[i].mass;
    for (size_t i = 0; i < (every ? signals->n : signals->n_signals) && code == AN_OK; i++) {
        const size_t entry = (size_t)(signals->items[i].entry - references->entries);
        if (!done[entry])
            an_references_describe(references, entry, items->groups, price, AN_REFERENCE_GOODS, min_group,
                                   price + items->n);
        done[entry] = true;
    }
    free(price);
    free(done);
    return code;
}

an_code an_flagging_whole(an_run *run, const an_tally *tally, an_error *err)
{
    an_signal_rules rules = an_flagging_rules(an_run_options(run));
    whole all = {.tally = tally};
    an_flagged flagged = {.name = name_item, .context = &all};
    an_references references;
    an_signals signals = {0};
    rules.threads = an_run_threads(run);
    an_code code = an_flagged_start(&flagged, run, err);
    if (code == AN_OK)
        code = an_references_new(&references, &flagged.ladder, err);
    if (code != AN_OK)
        return code;
    code = an_items_read(&all.items, tally, err);
    if (code == AN_OK)
        code = an_references_name(&references, all.items.groups, all.items.n_groups, flagged.ladder.n, err);
    if (code == AN_OK)
        code = an_signals_make(&signals, &all.items, &references, &rules, err);
    if (code == AN_OK)
        code = describe(&all, &references, &signals, an_options_flag(an_run_options(run), "all"),
                        rules.min_group, err);
    flagged.signals = &signals;
    flagged.scored = signals.n;
    flagged.unpriced = all.items.unpriced;
    if (code == AN_OK)
        code = an_flagged_write(&flagged, run, err);
    an_signals_free(&signals);
    an_references_free(&references);
    an_items_free(&all.items);
    return code;
}
