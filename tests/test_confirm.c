/* test_confirm: tests of movement/confirm: is a shift borne out. */
#include <math.h>

#include <criterion/criterion.h>

#include "movement/confirm.h"
#include "near.h"

TestSuite(confirm, .init = gsl_handler_off);

enum { PERIODS = 12, PRICES = 5 };
static double prices[PERIODS][PRICES], t[PERIODS], x[PERIODS], scratch[3 * PERIODS + PERIODS * PRICES + 200];
static const double *price[PERIODS];
static size_t n_prices[PERIODS];

/* Makes x of the middle price of each period and judges the shift that the search finds. */
static double judge(an_shift *shift)
{
    for (size_t i = 0; i < PERIODS; i++) {
        t[i] = (double)i;
        x[i] = log(prices[i][PRICES / 2]);
        price[i] = prices[i];
        n_prices[i] = PRICES;
    }
    cr_assert_eq(an_shift_find(t, x, PERIODS, 1, scratch, shift), AN_OK);
    return an_confirm_shift(&(an_confirm){shift, t, x, PERIODS, 1, price, n_prices}, scratch);
}

static double wobble(size_t i)
{
    return .01 * sin(7. * (double)(i * i + 1));
}

Test(confirm, a_jump_of_all_prices_is_borne_out)
{
    an_shift shift;
    for (size_t i = 0; i < PERIODS; i++)
        for (size_t k = 0; k < PRICES; k++)
            prices[i][k] = (i >= 6 ? 15 : 10) * exp(wobble(i) + .02 * ((double)k - 2));
    const double p = judge(&shift);
    cr_expect_eq(shift.position, 6);
    cr_expect(p >= shift.p_value && p < 1e-4, "%g", p);
}

/* Two dear and two cheap goods in each period, and a fifth that is the one or the other: the medians jump,
 * the prices hardly do. */
Test(confirm, a_median_that_hops_between_two_goods_is_not)
{
    an_shift shift;
    for (size_t i = 0; i < PERIODS; i++)
        for (size_t k = 0; k < PRICES; k++)
            prices[i][k] = (k < 2 || (k == 2 && i < 6) ? 1 : 4) *
                           exp(wobble(i) / 9 + .001 * (double)((k * 7 + i * 3) % 5));
    const double p = judge(&shift);
    cr_expect_eq(shift.position, 6);
    cr_expect_lt(shift.p_value, 1e-6);
    cr_expect_gt(p, .5);
}

/* A level that wanders has residuals that go together. */
Test(confirm, a_level_that_wanders_is_less_sure_than_one_that_jumps)
{
    static const double level[PERIODS] = {0, .05, .1, .12, .07, .03, .3, .36, .41, .37, .3, .26};
    an_shift shift;
    for (size_t i = 0; i < PERIODS; i++)
        for (size_t k = 0; k < PRICES; k++)
            prices[i][k] = 10 * exp(level[i] + .001 * (double)k);
    const double p = judge(&shift);
    cr_expect_lt(shift.p_value, p / 3);
}

/* R: wilcox.test(rep(2, 30), rep(1, 30), exact = FALSE, correct = FALSE)$p.value */
Test(confirm, an_exact_jump_is_as_sure_as_its_prices_make_it)
{
    an_shift shift;
    for (size_t i = 0; i < PERIODS; i++)
        for (size_t k = 0; k < PRICES; k++)
            prices[i][k] = i >= 6 ? 2 : 1;
    const double p = judge(&shift);
    cr_expect_eq(shift.p_value, 0);
    expect_near(p, 1.57671966567281e-14 * (double)shift.candidates, 1e-9);
}
