/* test_disclosure: tests of stat/disclosure. */
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include "near.h"
#include "stat/disclosure.h"

/* Sums of whole numbers: worked by hand. */
Test(disclosure, primary_rules_say_why)
{
    const an_disclosure_rules all = {3, 2, 85, 10}, one = {0, 1, 90, 0}, percent = {0, 0, 0, 10}, none = {0};
    const struct {
        const an_disclosure_rules *rules;
        an_disclosure_cell cell; /* contributors, max1, max2, total */
        char status;
    } cases[] = {
        {&all, {0, 0, 0, 0}, 'F'}, /* nobody */
        {&all, {1, 100, NAN, 100}, 'A'},    {&all, {2, 50, 50, 100}, 'A'},
        {&all, {2, 50, 60, 1}, 'A'}, /* amounts are not looked at */
        {&all, {3, 0, 0, 0}, 'F'},          {&all, {3, 86, 7, 100}, 'O'},
        {&all, {3, 85, 8, 100}, 'T'},  /* 93 of 100; 85 alone is not more than 85 */
        {&all, {3, 45, 40, 100}, 'F'}, /* exactly 85 of 100; 15 is not below 10 % of 45 */
        {&all, {4, 30, 25, 100}, 'F'},      {&all, {NAN, 86, 7, 100}, 'O'}, /* the number is not known */
        {&all, {NAN, NAN, NAN, NAN}, 'F'},  {&all, {9, NAN, NAN, 100}, 'F'},
        {&all, {9, 86, NAN, 100}, 'O'},     {&one, {1, 91, 9, 100}, 'O'},
        {&one, {2, 90, 10, 100}, 'F'},      {&percent, {3, 100, 80, 189.9}, 'M'}, /* 9.9 < 10 % of 100 */
        {&percent, {4, 100, 80, 190}, 'F'},                                       /* 10 is not below */
        {&percent, {1, 5, NAN, 5}, 'M'},    {&none, {1, 5, NAN, 5}, 'F'},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char status = '?';
        cr_assert_eq(an_disclosure_primary(&cases[i].cell, cases[i].rules, &status), AN_OK);
        cr_expect_eq(status, cases[i].status, "case %zu: %c", i, status);
    }
}

Test(disclosure, primary_refuses_amounts_that_cannot_be)
{
    const an_disclosure_rules rules = {3, 2, 85, 10};
    const an_disclosure_cell bad[] = {{5, -1, 0, 10}, {5, 5, -1, 10},       {5, 4, 5, 10},
                                      {5, 6, 5, 10},  {5, INFINITY, 5, 10}, {5, 5, 0, -10}};
    char status;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        cr_expect_eq(an_disclosure_primary(&bad[i], &rules, &status), AN_UNDEFINED, "case %zu", i);
    const an_disclosure_cell rounded = {5, 6, 4, 10 - 1e-9};
    cr_expect_eq(an_disclosure_primary(&rounded, &rules, &status), AN_OK);
}

Test(disclosure, few_is_more_than_none_and_less_than_the_least)
{
    cr_expect(an_disclosure_is_few(1, 3) && an_disclosure_is_few(2, 3));
    cr_expect_not(an_disclosure_is_few(0, 3) || an_disclosure_is_few(3, 3) || an_disclosure_is_few(1, 0) ||
                  an_disclosure_is_few(NAN, 3));
}

/* A table of ROWS x COLUMNS cells with totals: cell r (COLUMNS+1) + c, the last row and column are totals. */
enum { ROWS = 3, COLUMNS = 3, WIDTH = COLUMNS + 1, CELLS = (ROWS + 1) * WIDTH };
enum { EQUATIONS = ROWS + COLUMNS + 2 };

static size_t start[EQUATIONS + 1], member[EQUATIONS * (CELLS + 1)], column[CELLS];
static double value[CELLS], matrix[EQUATIONS * CELLS];
static bool marks[2 * CELLS], exposed[CELLS];
static const an_disclosure_scratch scratch = {matrix, column, marks};
static const an_disclosure_table table = {CELLS, EQUATIONS, start, member, value};

/* Adds an equation: total, then count cells from first, stride apart. */
static size_t add_equation(size_t e, size_t total, size_t first, size_t stride, size_t count)
{
    size_t at = start[e];
    member[at++] = total;
    for (size_t k = 0; k < count; k++)
        member[at++] = first + k * stride;
    start[e + 1] = at;
    return e + 1;
}

/* Sets the equations, and the totals of value from its inner cells. */
static void set_table(void)
{
    size_t e = 0;
    for (size_t r = 0; r <= ROWS; r++)
        e = add_equation(e, r * WIDTH + COLUMNS, r * WIDTH, 1, COLUMNS);
    for (size_t c = 0; c <= COLUMNS; c++)
        e = add_equation(e, ROWS * WIDTH + c, c, WIDTH, ROWS);
    for (size_t c = 0; c < COLUMNS; c++) {
        value[ROWS * WIDTH + c] = 0;
        for (size_t r = 0; r < ROWS; r++)
            value[ROWS * WIDTH + c] += value[r * WIDTH + c];
    }
    for (size_t r = 0; r <= ROWS; r++) {
        value[r * WIDTH + COLUMNS] = 0;
        for (size_t c = 0; c < COLUMNS; c++)
            value[r * WIDTH + COLUMNS] += value[r * WIDTH + c];
    }
}

/* The inner cells as bits of pattern, 1: suppressed. */
static void set_status(unsigned pattern, char status[CELLS])
{
    memset(status, 'F', CELLS);
    for (size_t i = 0; i < ROWS * COLUMNS; i++) {
        if (pattern >> i & 1)
            status[i / COLUMNS * WIDTH + i % COLUMNS] = 'A';
    }
}

/* Whether row r and column c are joined by suppressed cells without the cell (r, c) itself. A cell
 * of a two-way table with published totals is safe exactly then: it lies on a cycle (Gusfield 1988). */
static bool is_on_cycle(const char status[CELLS], size_t r, size_t c)
{
    bool row[ROWS] = {false}, col[COLUMNS] = {false};
    row[r] = true;
    for (size_t pass = 0; pass < ROWS + COLUMNS; pass++) {
        for (size_t i = 0; i < ROWS; i++) {
            for (size_t k = 0; k < COLUMNS; k++) {
                if (status[i * WIDTH + k] == 'F' || (i == r && k == c))
                    continue;
                row[i] = col[k] = row[i] || col[k];
            }
        }
    }
    return col[c];
}

Test(disclosure, exposed_cells_are_those_on_no_cycle)
{
    set_table();
    for (unsigned pattern = 0; pattern < 1u << ROWS * COLUMNS; pattern++) {
        char status[CELLS];
        size_t count, expected = 0;
        set_status(pattern, status);
        an_disclosure_exposed(&table, status, &scratch, exposed, &count);
        for (size_t i = 0; i < CELLS; i++) {
            const bool should = status[i] != 'F' && !is_on_cycle(status, i / WIDTH, i % WIDTH);
            cr_expect_eq(exposed[i], should, "pattern %x, cell %zu", pattern, i);
            expected += should;
        }
        cr_expect_eq(count, expected);
    }
}

Test(disclosure, suppressed_totals_count_too)
{
    char status[CELLS];
    size_t count;
    set_table();
    set_status(1, status);
    status[COLUMNS] = status[ROWS * WIDTH] = 'D'; /* its row total and its column total */
    an_disclosure_exposed(&table, status, &scratch, exposed, &count);
    cr_expect_eq(count, 3, "the grand total gives both");
    status[CELLS - 1] = 'D';
    an_disclosure_exposed(&table, status, &scratch, exposed, &count);
    cr_expect_eq(count, 0);
}

/* One unsafe cell of a two-way table needs three more; here the cheapest corner is known. */
Test(disclosure, protection_takes_the_cheap_rectangle)
{
    const double inner[] = {40, 9, 50, 8, 7, 60, 70, 80, 90};
    char status[CELLS], expected[CELLS];
    for (size_t i = 0; i < ROWS * COLUMNS; i++)
        value[i / COLUMNS * WIDTH + i % COLUMNS] = inner[i];
    set_table();
    set_status(1, status);
    set_status(1, expected);
    expected[1] = expected[WIDTH] = expected[WIDTH + 1] = 'D';
    cr_assert_eq(an_disclosure_protect(&table, &scratch, status), AN_OK);
    cr_expect_arr_eq(status, expected, CELLS);
}

Test(disclosure, protection_leaves_nothing_exposed_and_nothing_needless)
{
    srand(7);
    for (unsigned pattern = 0; pattern < 1u << ROWS * COLUMNS; pattern++) {
        char status[CELLS], before[CELLS];
        size_t count;
        for (size_t i = 0; i < ROWS * COLUMNS; i++)
            value[i / COLUMNS * WIDTH + i % COLUMNS] = 1 + rand() % 100;
        set_table();
        set_status(pattern, before);
        memcpy(status, before, CELLS);
        cr_assert_eq(an_disclosure_protect(&table, &scratch, status), AN_OK, "pattern %x", pattern);
        an_disclosure_exposed(&table, status, &scratch, exposed, &count);
        cr_expect_eq(count, 0, "pattern %x", pattern);
        for (size_t i = 0; i < CELLS; i++) {
            cr_expect(before[i] == 'F' ? status[i] == 'F' || status[i] == 'D' : status[i] == before[i]);
            if (status[i] != 'D')
                continue;
            status[i] = 'F';
            an_disclosure_exposed(&table, status, &scratch, exposed, &count);
            cr_expect(count > 0, "pattern %x: cell %zu was not needed", pattern, i);
            status[i] = 'D';
        }
    }
}

Test(disclosure, protection_never_takes_an_empty_cell)
{
    const double inner[] = {40, 0, 50, 0, 0, 60, 70, 80, 90};
    char status[CELLS];
    for (size_t i = 0; i < ROWS * COLUMNS; i++)
        value[i / COLUMNS * WIDTH + i % COLUMNS] = inner[i];
    set_table();
    set_status(1, status);
    cr_assert_eq(an_disclosure_protect(&table, &scratch, status), AN_OK);
    cr_expect(status[1] == 'F' && status[WIDTH] == 'F' && status[WIDTH + 1] == 'F');
}

Test(disclosure, protection_of_a_single_sum)
{
    const size_t one_start[] = {0, 3}, one_member[] = {2, 0, 1};
    const double values[] = {5, 9, 14}, empty[] = {5, 0, 0};
    const an_disclosure_table sum = {3, 1, one_start, one_member, values},
                              hopeless = {3, 1, one_start, one_member, empty},
                              nothing = {0, 0, one_start, one_member, values};
    char status[] = {'A', 'F', 'F'};
    cr_assert_eq(an_disclosure_protect(&sum, &scratch, status), AN_OK);
    cr_expect(status[0] == 'A' && status[1] == 'D' && status[2] == 'F');
    status[1] = 'F';
    cr_expect_eq(an_disclosure_protect(&hopeless, &scratch, status), AN_UNDEFINED);
    cr_expect_eq(an_disclosure_protect(&nothing, &scratch, status), AN_OK);
}

/* Three months in a quarter, four quarters in a year: a hierarchy, not a rectangle. */
Test(disclosure, protection_works_up_a_hierarchy)
{
    const size_t tree_start[] = {0, 4, 8}, tree_member[] = {3, 0, 1, 2, 6, 3, 4, 5};
    const double values[] = {5, 9, 7, 21, 4, 6, 31};
    const an_disclosure_table tree = {7, 2, tree_start, tree_member, values};
    char status[] = {'F', 'F', 'F', 'A', 'F', 'F', 'F'};
    cr_assert_eq(an_disclosure_protect(&tree, &scratch, status), AN_OK);
    /* the total 21 is suppressed but 5 + 9 + 7 gives it: one of these, and one beside it, must go */
    cr_expect_arr_eq(status, "DFFADFF", 7);
}
