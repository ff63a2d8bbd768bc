/* test_between: tests of stat/between. */
#include "near.h"
#include "stat/between.h"
#include "stat/binomial.h"

TestSuite(between, .init = gsl_handler_off);

static const double x[] = {12, 30, 55, 8, 90, 140, 22, 5}, n[] = {200, 420, 600, 260, 1100, 1500, 300, 150};
static const double few_x[] = {0, 1, 2, 0, 1, 3, 1, 0}, few_n[] = {1, 2, 9, 3, 5, 8, 4, 6};

/* tests/reference/between.py: the same model with sums of binomial terms and a finer grid of u, in Python. */
Test(between, tails_agree_with_brute_force)
{
    static const struct {
        const double *x, *n;
        size_t i;
        double lower, upper, expected;
    } cases[] = {{x, n, 3, .00994038, .99372295, .08073828},
                 {x, n, 7, .06244137, .96551315, .07716008},
                 {x, n, 0, .36083957, .70782069, .07367668},
                 {few_x, few_n, 5, .91780059, .18397248, .16727311},
                 {few_x, few_n, 0, .78442581, 1, .21568802}};
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        const double of_x = cases[k].x[cases[k].i], of_n = cases[k].n[cases[k].i];
        an_between fit;
        an_between_tails tails;
        cr_assert_eq(an_between_fit(cases[k].x, cases[k].n, 8, &fit), AN_OK);
        cr_assert_eq(an_between_judge(&fit, of_x, of_n, of_x, &tails), AN_OK);
        expect_near(tails.lower, cases[k].lower, 2e-4);
        expect_near(tails.upper, cases[k].upper, 2e-4);
        expect_near(tails.expected, cases[k].expected, 1e-5);
    }
}

/* A thousand areas alike leave chance alone: P(X >= 2 of 2) = .0789^2, P(X >= 1 of 1) = .0789. */
Test(between, many_areas_alike_leave_the_binomial)
{
    enum { AREAS = 1000 };
    static double of_x[AREAS], of_n[AREAS];
    an_between fit;
    an_between_tails tails;
    for (size_t i = 0; i < AREAS; i++) {
        of_x[i] = 789;
        of_n[i] = 10000;
    }
    cr_assert_eq(an_between_fit(of_x, of_n, AREAS, &fit), AN_OK);
    cr_assert_eq(an_between_judge(&fit, 2, 2, NAN, &tails), AN_OK);
    expect_near(tails.upper, .00622521, 1e-3);
    cr_assert_eq(an_between_judge(&fit, 1, 1, NAN, &tails), AN_OK);
    expect_near(tails.upper, .0789, 1e-3);
    cr_expect_lt(tails.tau2, 1e-4);
}

/* The judged area is left out: how far it lies off does not widen what it is judged by. */
Test(between, an_area_does_not_set_its_own_limits)
{
    an_between fit;
    an_between_tails near, far;
    double changed[8];
    memcpy(changed, x, sizeof x);
    cr_assert_eq(an_between_fit(x, n, 8, &fit), AN_OK);
    cr_assert_eq(an_between_judge(&fit, x[2], n[2], x[2], &near), AN_OK);
    changed[2] = 300;
    cr_assert_eq(an_between_fit(changed, n, 8, &fit), AN_OK);
    cr_assert_eq(an_between_judge(&fit, changed[2], n[2], changed[2], &far), AN_OK);
    expect_near(far.expected, near.expected, .05);
    cr_expect_lt(far.p_value, 1e-3);
    cr_expect_gt(an_between_z(&far), 3);
}

Test(between, p_is_never_below_that_of_chance_alone)
{
    an_between fit;
    cr_assert_eq(an_between_fit(x, n, 8, &fit), AN_OK);
    for (size_t i = 0; i < 8; i++)
        for (double found = 0; found <= n[i]; found += 10) {
            double chance;
            an_between_tails tails;
            cr_assert_eq(an_between_judge(&fit, found, n[i], x[i], &tails), AN_OK);
            cr_assert_eq(an_binomial_p(found, n[i], fit.target, &chance), AN_OK);
            cr_expect(tails.p_value >= chance && tails.p_value <= 1);
        }
}

Test(between, limits_narrow_with_the_items_and_stay_within_0_and_1)
{
    static const double probabilities[] = {.001, .025, .975, .999};
    an_between fit;
    cr_assert_eq(an_between_fit(x, n, 8, &fit), AN_OK);
    for (size_t k = 0; k < 4; k++) {
        double small, large;
        cr_assert_eq(an_between_limit(&fit, 1, probabilities[k], &small), AN_OK);
        cr_assert_eq(an_between_limit(&fit, 1e6, probabilities[k], &large), AN_OK);
        cr_expect(k < 2 ? small < large : small > large, "%g: %g %g", probabilities[k], small, large);
        cr_expect(small >= 0 && small <= 1);
    }
}

Test(between, what_cannot_be_told)
{
    static const double none[] = {0, 0}, both[] = {5, 5}, bad[] = {6, 1};
    an_between fit;
    an_between_tails tails;
    double limit;
    cr_expect_eq(an_between_fit(x, n, 0, &fit), AN_UNDEFINED);
    cr_expect_eq(an_between_fit(x, n, 1, &fit), AN_UNDEFINED);
    cr_expect_eq(an_between_fit(none, both, 2, &fit), AN_UNDEFINED);
    cr_expect_eq(an_between_fit(both, both, 2, &fit), AN_UNDEFINED);
    cr_expect_eq(an_between_fit(bad, both, 2, &fit), AN_UNDEFINED);
    cr_assert_eq(an_between_fit((double[]){0, 5}, both, 2, &fit), AN_OK);
    cr_expect_eq(an_between_judge(&fit, 6, 5, NAN, &tails), AN_UNDEFINED);
    cr_expect_eq(an_between_judge(&fit, 0, 0, NAN, &tails), AN_UNDEFINED);
    cr_expect_eq(an_between_judge(&fit, 1, 10, 1, &tails), AN_UNDEFINED); /* nothing is left */
    cr_assert_eq(an_between_judge(&fit, 0, 5, 0, &tails), AN_OK);         /* the others found everything */
    cr_expect_eq(an_between_limit(&fit, 1.5, .5, &limit), AN_UNDEFINED);
    cr_expect_eq(an_between_limit(&fit, 10, 1, &limit), AN_UNDEFINED);
}
