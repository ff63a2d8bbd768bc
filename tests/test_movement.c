/* test_movement: tests of movement/movement and movement/change: how price levels go. */
#include <criterion/criterion.h>

#include "movement/change.h"
#include "movement/movement.h"
#include "near.h"
#include "price_levels.h"

TestSuite(movement, .init = gsl_handler_off);

static made_levels made;
static an_movement movements[MADE_KEYS];
static an_price_change changes[MADE_KEYS * MADE_PERIODS];
static const an_movement_rules rules = {.min_group = 2, .level = .95, .fdr = .05, .least = .05};

static void judge(void)
{
    an_error err;
    double phi;
    cr_assert_eq(an_movements_make(movements, &made.levels, &rules, 2, &phi, &err), AN_OK);
}

/* What moves a little, up and down, as if by chance. */
static double wobble(size_t p)
{
    static const double by[] = {.004, -.006, .003, .001, -.002, .005, -.003, -.004, .006, 0, .002, -.005};
    return by[(p * 5 + 3) % 12];
}

static void make_key(const char *key, size_t n, double slope, size_t shift, double size)
{
    double medians[MADE_PERIODS];
    for (size_t p = 0; p < n; p++)
        medians[p] = 10 * exp(wobble(p) + slope * (double)p + (p >= shift ? size : 0));
    made_key(&made, key, medians, n);
}

Test(movement, keys_that_jump_or_drift_have_a_signal_and_others_none)
{
    made_start(&made);
    make_key("flat", 14, 0, 0, 0);
    make_key("down", 14, -.02, 0, 0);
    make_key("jump", 14, 0, 6, .5);
    make_key("fall", 14, 0, 9, -.7);
    judge();
    cr_expect_str_eq(movements[0].signal, "");
    cr_expect_str_eq(movements[1].signal, "falling");
    cr_expect_str_eq(movements[2].signal, "jump_up");
    cr_expect_str_eq(movements[3].signal, "jump_down");
    cr_expect_float_eq(movements[1].line.slope, -.02, .002);
    cr_expect_float_eq(movements[2].shift_size, .5, .02);
    cr_expect_str_eq(made.level[movements[2].shift].period, "2015-07");
    cr_expect_str_eq(made.level[movements[3].shift].period, "2015-10");
}

/* In two years a step is a slope with a step back a year later, if seasons are free. */
Test(movement, a_drop_in_the_first_of_two_years_is_found_where_it_is)
{
    made_start(&made);
    make_key("drop", 24, 0, 8, -.35);
    judge();
    cr_expect_eq(movements[0].seasons, 12);
    cr_expect_str_eq(movements[0].signal, "jump_down");
    cr_expect_str_eq(made.level[movements[0].shift].period, "2015-09");
    cr_expect_float_eq(movements[0].shift_size, -.35, .02);
}

Test(movement, three_years_of_seasons_are_no_change)
{
    double medians[38];
    made_start(&made);
    for (size_t p = 0; p < 38; p++)
        medians[p] = 3 * exp(.4 * sin(2 * M_PI * (double)p / 12) + wobble(p * 7 % 11));
    made_key(&made, "season", medians, 38);
    judge();
    cr_expect_eq(movements[0].seasons, 12);
    cr_expect_str_eq(movements[0].signal, "");
}

/* A trend is one beside what others do. */
Test(movement, a_trend_that_all_keys_have_is_no_signal)
{
    made_start(&made);
    for (size_t k = 0; k < 30; k++)
        make_key("key", 14, k % 2 == 0 ? .02 : -.02, 0, 0);
    judge();
    for (size_t k = 0; k < 30; k++)
        cr_expect_str_eq(movements[k].signal, "");
    made_start(&made);
    for (size_t k = 0; k < 30; k++) {
        double medians[14];
        for (size_t p = 0; p < 14; p++)
            medians[p] = 10 * exp(wobble(p * (k + 1) + k) + (k == 7 ? .02 * (double)p : 0));
        made_key(&made, "key", medians, 14);
    }
    judge();
    for (size_t k = 0; k < 30; k++)
        cr_expect_str_eq(movements[k].signal, k == 7 ? "rising" : "");
}

/* Also where every number of prices is enough. */
Test(movement, a_period_without_prices_does_not_move_a_shift)
{
    const an_movement_rules none = {.min_group = 0, .level = .95, .fdr = .05, .least = .05};
    an_error err;
    double phi;
    made_start(&made);
    make_key("jump", 14, 0, 6, .5);
    made.level[3].n = 0;
    made.level[3].median = NAN;
    cr_assert_eq(an_movements_make(movements, &made.levels, &none, 2, &phi, &err), AN_OK);
    cr_expect_eq(movements[0].periods, 13);
    cr_expect_str_eq(movements[0].signal, "jump_up");
    cr_expect_str_eq(made.level[movements[0].shift].period, "2015-07");
}

Test(movement, a_change_below_the_least_is_no_signal)
{
    made_start(&made);
    make_key("small", 14, 0, 7, .03);
    judge();
    cr_expect(movements[0].shift_q <= .05);
    cr_expect_str_eq(movements[0].signal, "");
}

Test(movement, few_periods_and_constant_prices_say_nothing)
{
    const double one[] = {5}, two[] = {5, 6}, flat[] = {2, 2, 2, 2, 2, 2, 2, 2},
                 gaps[] = {2, 0, 0, 2.2, 0, 2.4};
    made_start(&made);
    made_key(&made, "none", one, 0);
    made_key(&made, "one", one, 1);
    made_key(&made, "two", two, 2);
    made_key(&made, "flat", flat, 8);
    made_key(&made, "gaps", gaps, 6);
    judge();
    const size_t periods[] = {0, 1, 2, 8, 3};
    for (size_t s = 0; s < 5; s++) {
        cr_expect_eq(movements[s].periods, periods[s], "key %zu", s);
        cr_expect_str_eq(movements[s].signal, "");
    }
    cr_expect(isnan(movements[2].line.slope));
    cr_expect_eq(movements[3].line.slope, 0);
    cr_expect(isnan(movements[3].test.p_value));
    cr_expect_float_eq(movements[4].line.slope, log(1.2) / 5, 1e-12); /* of 1.1 / 3, 1.2 / 5 and 12/11 / 2 */
}

Test(movement, periods_of_few_prices_are_left_out)
{
    made_start(&made);
    make_key("key", 10, .05, 0, 0);
    made.level[3].n = 1;
    made.level[3].median = 1000;
    judge();
    cr_expect_eq(movements[0].periods, 9);
    cr_expect_str_eq(movements[0].signal, "rising");
}

Test(movement, no_key_at_all_is_no_error)
{
    made_start(&made);
    judge();
}

/* ---- change ---- */

static double compare(const an_movement_rules *with)
{
    an_error err;
    double tau;
    cr_assert_eq(an_changes_make(changes, &made.levels, with, 2, &tau, &err), AN_OK);
    return tau;
}

/* R: wilcox.test(b, a, exact = FALSE, correct = FALSE) of 4 and 4 prices, all of b above: z = 2.309401, p =
 * 0.02092134; with tau = 0: one change alone has no variance beside chance. */
Test(movement, a_change_is_tested_by_ranks)
{
    const double medians[] = {10, 0, 20};
    const an_movement_rules with = {.min_group = 4, .fdr = .05, .least = .05};
    made_start(&made);
    made_key(&made, "key", medians, 3);
    cr_expect_eq(compare(&with), 0);
    cr_expect(isnan(changes[0].change));
    cr_expect_eq(changes[1].previous, 10);
    cr_expect_eq(changes[1].change, 1);
    cr_expect_eq(changes[1].above, 1);
    expect_near(changes[1].p_value, 0.0209213353378, 1e-9);
    cr_expect_str_eq(changes[1].moved, "up");
}

/* All keys change by much: what they have in common is no signal of any. */
Test(movement, what_all_prices_do_is_no_signal)
{
    const an_movement_rules with = {.min_group = 4, .fdr = .05, .least = .05};
    made_start(&made);
    for (size_t k = 0; k < 20; k++) {
        const double medians[] = {10, k % 2 == 0 ? 12 : 8};
        made_key(&made, "key", medians, 2);
    }
    cr_expect_gt(compare(&with), .3);
    for (size_t i = 0; i < made.levels.n; i++)
        cr_expect_str_eq(changes[i].moved, "");
}

Test(movement, constant_prices_have_no_change_to_test)
{
    const an_movement_rules with = {.min_group = 1, .fdr = .05, .least = .05};
    const double medians[] = {10, 10};
    made_start(&made);
    made_key(&made, "key", medians, 2);
    for (size_t i = 0; i < 2 * MADE_PRICES; i++)
        made.prices[i] = 10;
    compare(&with);
    cr_expect_eq(changes[1].change, 0);
    cr_expect(isnan(changes[1].p_value));
    cr_expect_str_eq(changes[1].moved, "");
}
