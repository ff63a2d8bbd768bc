/* controls: the random controls of a tally's groups, item by item and stratum by stratum.
 *
 * What is estimated from random controls is a share of items, not of controls: the rows of one item
 * (declaration_id and item_number) are taken together, an item is irregular if one of its random controls
 * found it so, and its established amounts are added. An item that a risk profile or a common risk criterion
 * hit as well would have been controlled anyway: it says nothing of those that nobody chose, and is left out
 * and counted. Without declaration_id each row is an item.
 *
 * Strata: a stratum of fewer than two controls with a result has no variance; it is taken together with its
 * neighbour in the order of keys until it has, which makes the estimate a little coarser, never undefined.
 * O(rows of the sample). */
#include "tally/controls.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { ROW_CONTROLS, ROW_AMOUNT, ROW_ITEMS, ROW }; /* places in sample */
enum { ID, NUMBER, BASIS, RESULT };                /* places in carry */

const char *const an_controls_sample[] = {"controls", "established_amount", "items", NULL};
const char *const an_controls_carry[] = {"declaration_id", "item_number", "control_basis", "control_result",
                                         NULL};

static void add_row(an_controlled_item *item, const double *row, const an_tally *tally, size_t i)
{
    const char *basis = an_tally_carry(tally, i, BASIS), *result = an_tally_carry(tally, i, RESULT);
    bool irregular = strcmp(result, "irregular") == 0;
    if (strcmp(basis, "random") != 0) {
        item->hit = true;
        return;
    }
    item->population += row[ROW_ITEMS];
    item->selected = fmax(item->selected, row[ROW_CONTROLS]);
    if (irregular || strcmp(result, "conform") == 0)
        item->closed = fmax(item->closed, row[ROW_CONTROLS]);
    if (!irregular)
        return;
    item->irregular = fmax(item->irregular, row[ROW_CONTROLS]);
    if (!isnan(row[ROW_AMOUNT])) {
        item->valued = fmax(item->valued, row[ROW_CONTROLS]);
        item->amount += row[ROW_AMOUNT];
    }
}

/* The rows of a group by item: two rows with one declaration_id and item_number are one. */
static an_code collect_items(an_controls *f, const an_tally *tally, size_t group, an_intern *names,
                             an_error *err)
{
    size_t first = an_tally_first_of(tally, group, 0), n;
    const double *rows = an_tally_sample(tally, group, &n);
    for (size_t k = 0; k < an_tally_strata(tally, group); k++)
        for (size_t i = an_tally_first_of(tally, group, k); i < an_tally_first_of(tally, group, k + 1); i++) {
            char name[1300];
            uint32_t id;
            int size = snprintf(name, sizeof name, "%.640s\n%.640s", an_tally_carry(tally, i, ID),
                                an_tally_carry(tally, i, NUMBER));
            if (an_intern_add(names, name, (size_t)size, &id) != AN_OK)
                return an_fail_memory(err);
            if (id == f->n)
                f->items[f->n++] = (an_controlled_item){.stratum = k};
            add_row(&f->items[id], rows + (i - first) * ROW, tally, i);
        }
    return AN_OK;
}

static double stratum_sum(const an_tally *tally, size_t group, size_t k, const char *name)
{
    return an_decimal_double(an_tally_stratum(tally, group, k, an_tally_find(tally, name)));
}

/* Adds the items up by stratum, those that a profile also hit left out. */
static void add_items(an_controls *f, const an_tally *tally, size_t group)
{
    for (size_t k = 0; k < f->n_strata; k++)
        f->strata[k] = (an_control_stratum){.population = stratum_sum(tally, group, k, "population"),
                                            .uncontrolled = stratum_sum(tally, group, k, "uncontrolled")};
    for (an_controlled_item *item = f->items; item < f->items + f->n; item++) {
        an_control_stratum *stratum = &f->strata[item->stratum];
        if (item->hit) {
            f->left_out += item->selected;
            stratum->population -= item->population;
            item->amount = 0;
            continue;
        }
        f->open += item->selected - item->closed;
        f->closed += item->closed;
        f->irregular += item->irregular;
        f->valued += item->valued;
        stratum->closed += item->closed;
        stratum->irregular += item->irregular;
    }
}

static void add_stratum(an_control_stratum *into, const an_control_stratum *from)
{
    into->population += from->population;
    into->uncontrolled += from->uncontrolled;
    into->closed += from->closed;
    into->irregular += from->irregular;
}

/* A stratum with fewer than two controls has no variance: it is taken together with the next one in order,
 * the last ones with the one before. */
static void merge_strata(an_controls *f)
{
    size_t n = 0;
    bool filled = true;
    for (size_t k = 0; k < f->n_strata; k++) {
        if (filled)
            f->strata[n++] = f->strata[k];
        else
            add_stratum(&f->strata[n - 1], &f->strata[k]);
        f->merged[k] = n - 1;
        filled = f->strata[n - 1].closed >= 2;
    }
    if (!filled && n > 1) {
        add_stratum(&f->strata[n - 2], &f->strata[n - 1]);
        n--;
    }
    for (size_t k = 0; k < f->n_strata; k++)
        f->merged[k] = f->merged[k] < n ? f->merged[k] : n - 1;
    f->n_strata = n;
}

void an_controls_free(an_controls *f)
{
    free(f->items);
    free(f->strata);
    free(f->merged);
}

an_code an_controls_find(an_controls *f, const an_tally *tally, size_t group, an_error *err)
{
    size_t rows;
    an_intern *names = NULL;
    (void)an_tally_sample(tally, group, &rows);
    *f = (an_controls){.n_strata = an_tally_strata(tally, group)};
    f->items = calloc(rows + 1, sizeof *f->items);
    f->strata = calloc(f->n_strata + 1, sizeof *f->strata);
    f->merged = calloc(f->n_strata + 1, sizeof *f->merged);
    an_code code =
        f->items == NULL || f->strata == NULL || f->merged == NULL || an_intern_new(&names) != AN_OK
            ? an_fail_memory(err)
            : collect_items(f, tally, group, names, err);
    an_intern_free(names);
    if (code == AN_OK) {
        add_items(f, tally, group);
        merge_strata(f);
    } else {
        an_controls_free(f);
    }
    return code;
}
