/* test_balance: weights with which no Member State outvotes the others. */
#include <criterion/criterion.h>

#include "item_table.h"
#include "model/balance.h"

/* A table of n items whose state is given; importers are not known. */
static void fill(an_items *items, const uint32_t state[], size_t n)
{
    static const char *const keys[] = {"x"};
    *items = (an_items){0};
    table_group(items, "", keys);
    for (size_t i = 0; i < n; i++)
        table_add(items, (an_item){.value = 1, .mass = 1, .state = state[i]});
}

/* 20 items of state 1, one each of 9 others: nobody may hold more than 0.15 of the weight, so L = 0.15 (L +
 * 9). */
Test(balance, cuts_the_largest_party_to_its_share)
{
    uint32_t state[29];
    double weight[29];
    an_items items;
    double scratch[29];
    size_t count[11] = {0};
    for (uint32_t i = 0; i < 29; i++)
        state[i] = i < 20 ? 1 : i - 18;
    fill(&items, state, 29);
    an_balance_weigh(items.items, 29, count, scratch, weight);
    for (size_t i = 0; i < 29; i++)
        cr_assert(fabs(weight[i] - (i < 20 ? 0.15 * 9 / 0.85 / 20 : 1)) < 1e-12, "%zu: %g", i, weight[i]);
    an_items_free(&items);
}

/* Two parties: each may hold 0.6. 8 items and 1: L = 0.6 (L + 1) = 1.5. Unknown ones are left alone. */
Test(balance, allows_more_where_there_are_few)
{
    const uint32_t two[] = {1, 1, 1, 1, 1, 1, 1, 1, 2}, unknown[9] = {0};
    double weight[9];
    an_items items;
    double scratch[9];
    size_t count[3] = {0};
    fill(&items, two, 9);
    an_balance_weigh(items.items, 9, count, scratch, weight);
    cr_assert(fabs(weight[0] - 1.5 / 8) < 1e-12 && weight[8] == 1, "%g %g", weight[0], weight[8]);
    an_items_free(&items);
    fill(&items, unknown, 9);
    an_balance_weigh(items.items, 9, count, scratch, weight);
    cr_assert_eq(weight[0], 1);
    an_items_free(&items);
}
