/* test_proportion: tests of stat/proportion. */
#include <criterion/criterion.h>

#include "near.h"
#include "stat/proportion.h"

TestSuite(proportion, .init = gsl_handler_off);

typedef struct interval_case {
    an_proportion_method method;
    double x, n, level, lower, upper;
} interval_case;

static void check(const interval_case cases[], size_t count, double tolerance, double least)
{
    for (size_t i = 0; i < count; i++) {
        const interval_case *const c = &cases[i];
        an_interval interval;
        cr_assert_eq(an_proportion_interval(c->method, c->x, c->n, c->level, &interval), AN_OK);
        cr_expect(fabs(interval.lower - c->lower) <= fmax(least, tolerance * c->lower), "%g/%g: %.17g",
                  c->x, c->n, interval.lower);
        cr_expect(fabs(interval.upper - c->upper) <= fmax(least, tolerance * c->upper), "%g/%g: %.17g",
                  c->x, c->n, interval.upper);
    }
}

/* R: prop.test(x, n, correct = FALSE), binom.test(x, n), qbeta(c(.025, .975), x + .5, n - x + .5); to 8
 * places */
Test(proportion, intervals_agree_with_r)
{
    const interval_case cases[] = {
        {AN_PROPORTION_WILSON, 0, 20, .95, 0, .16112516},
        {AN_PROPORTION_WILSON, 1, 20, .95, .00888145, .23613119},
        {AN_PROPORTION_WILSON, 8, 100, .95, .04109346, .14998108},
        {AN_PROPORTION_WILSON, 37, 1250, .95, .02155015, .04053222},
        {AN_PROPORTION_WILSON, 3, 100000, .95, .00001020, .00008821},
        {AN_PROPORTION_EXACT, 0, 20, .95, 0, .16843347},
        {AN_PROPORTION_EXACT, 1, 20, .95, .00126509, .24873276},
        {AN_PROPORTION_EXACT, 8, 100, .95, .03517156, .15155764},
        {AN_PROPORTION_EXACT, 37, 1250, .95, .02092494, .04057046},
        {AN_PROPORTION_EXACT, 3, 100000, .95, .00000619, .00008767},
        {AN_PROPORTION_JEFFREYS, 0, 20, .95, 0, .11663898},
        {AN_PROPORTION_JEFFREYS, 1, 20, .95, .00544903, .21081864},
        {AN_PROPORTION_JEFFREYS, 8, 100, .95, .03854940, .14526748},
        {AN_PROPORTION_JEFFREYS, 37, 1250, .95, .02126263, .04011041},
        {AN_PROPORTION_JEFFREYS, 3, 100000, .95, .00000845, .00008006},
    };
    check(cases, sizeof cases / sizeof *cases, 0, .5000001e-8);
}

/* R: the same with conf.level; qbeta(c(5e-11), 37, 1214), qbeta(5e-11, 38, 1213, lower.tail = FALSE) */
Test(proportion, intervals_hold_for_one_two_huge_and_near_certain)
{
    const interval_case cases[] = {
        {AN_PROPORTION_WILSON, 0, 1, .95, 0, .7934506856227626},
        {AN_PROPORTION_WILSON, 1, 2, .95, .09453120573423074, .90546879426576921},
        {AN_PROPORTION_WILSON, 2.5, 10, .95, .0809478242099945, .5578185757214501},
        {AN_PROPORTION_WILSON, 8, 100, .99, .03359056285907148, .17867481482221975},
        {AN_PROPORTION_EXACT, 1, 1, .95, .025, 1},
        {AN_PROPORTION_EXACT, 1, 2, .95, .01257911709342506, .98742088290657493},
        {AN_PROPORTION_EXACT, 2, 2, .90, .2236067977499789, 1},
        {AN_PROPORTION_EXACT, 0, 1e9, .95, 0, 3.688879447310018e-9},
        {AN_PROPORTION_EXACT, 1, 1e9, .95, 2.531780798396940e-11, 5.571643378203111e-9},
        {AN_PROPORTION_EXACT, 5e5, 1e9, .95, .000498615388645712, .000501387504150450},
        {AN_PROPORTION_EXACT, 1e9 - 3, 1e9, .95, .9999999912327270, .9999999993813279},
        {AN_PROPORTION_EXACT, 1e9, 1e9, .95, .9999999963111206, 1},
        {AN_PROPORTION_EXACT, 37, 1250, 1 - 1e-10, .008117986317951166, .072238498772077109},
        {AN_PROPORTION_JEFFREYS, 0, 1e9, .95, 0, 2.51194308987453e-9},
        {AN_PROPORTION_JEFFREYS, 3, 1e9, .95, 8.449345910378905e-10, 8.006382115271557e-9},
    };
    check(cases, sizeof cases / sizeof *cases, 1e-8, 0);
}

/* What no interval may do, for every x and method, level near 0 and near 1. */
Test(proportion, intervals_hold_the_share_and_stay_in_0_1)
{
    const double sizes[] = {1, 2, 7, 1e9}, levels[] = {1e-3, .5, .95, 1 - 1e-15};
    for (size_t i = 0; i < 4 * 4 * 5; i++) {
        const double n = sizes[i % 4], level = levels[i / 4 % 4], x = floor(n * (double)(i / 16) / 4);
        for (int method = AN_PROPORTION_WILSON; method <= AN_PROPORTION_JEFFREYS; method++) {
            an_interval v, mirror;
            cr_assert_eq(an_proportion_interval((an_proportion_method)method, x, n, level, &v), AN_OK);
            an_proportion_interval((an_proportion_method)method, n - x, n, level, &mirror);
            cr_expect(v.lower >= 0 && v.lower < v.upper && v.upper <= 1, "%d %g/%g", method, x, n);
            cr_expect(fabs(v.lower + mirror.upper - 1) < 1e-14, "%d %g/%g not symmetric", method, x, n);
            cr_expect((v.lower == 0) == (x == 0) && (v.upper == 1) == (x == n), "%d %g/%g", method, x, n);
            if (level > .4)
                cr_expect(v.lower <= x / n && x / n <= v.upper, "%d %g/%g", method, x, n);
        }
    }
}

Test(proportion, intervals_refuse_what_is_no_share)
{
    const double bad[][3] = {{0, 0, .95}, {-1, 5, .95}, {6, 5, .95}, {NAN, 5, .95}, {1, NAN, .95},
                             {1, INFINITY, .95}, {1, 5, 0}, {1, 5, 1}, {1, 5, NAN}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        for (int method = AN_PROPORTION_WILSON; method <= AN_PROPORTION_JEFFREYS + 1; method++) {
            an_interval v = {7, 7};
            const an_proportion_method m = (an_proportion_method)method;
            cr_expect_eq(an_proportion_interval(m, bad[i][0], bad[i][1], bad[i][2], &v), AN_UNDEFINED);
            cr_expect(v.lower == 7 && v.upper == 7);
        }
    }
}

/* R: prop.test(c(56, 48), c(70, 80), correct = FALSE)$p.value */
Test(proportion, comparison_agrees_with_r)
{
    const double cases[][5] = {{56, 70, 48, 80, .008045081368196564},
                               {30, 10000, 120, 15000, 5.301475695753681e-7}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double p;
        cr_assert_eq(an_proportion_compare(cases[i][0], cases[i][1], cases[i][2], cases[i][3], &p), AN_OK);
        expect_near(p, cases[i][4], 1e-11);
    }
}

Test(proportion, comparison_needs_both_outcomes)
{
    double p;
    cr_expect_eq(an_proportion_compare(0, 10, 0, 20, &p), AN_UNDEFINED);
    cr_expect_eq(an_proportion_compare(10, 10, 20, 20, &p), AN_UNDEFINED);
    cr_expect_eq(an_proportion_compare(1, 10, 0, 0, &p), AN_UNDEFINED);
    cr_expect_eq(an_proportion_compare(11, 10, 1, 20, &p), AN_UNDEFINED);
    cr_expect_eq(an_proportion_compare(0, 1, 1, 1, &p), AN_OK);
    expect_near(p, an_interval_p(sqrt(2)), 1e-15);
}

/* R: N <- c(5000, 3000, 2000); n <- c(60, 25, 15); x <- c(3, 4, 6); W <- N/sum(N); f <- sum(n)/sum(N)
 *    s2 <- mapply(function(x, n) var(rep(c(1, 0), c(x, n - x))), x, n)
 *    sum(W*x/n); v <- (1-f)/sum(n)*sum(W*s2) + sum((1-W)*s2)/sum(n)^2; .153*.847/v
 *    (1 - 50/400)*var(rep(c(1, 0), c(6, 44)))/50 */
Test(proportion, poststratified_share_follows_cochran)
{
    const double population[] = {5000, 3000, 2000}, n[] = {60, 25, 15}, x[] = {3, 4, 6};
    an_proportion_weighted w;
    cr_assert_eq(an_proportion_poststratified(population, n, x, 3, &w), AN_OK);
    expect_near(w.share, .153, 1e-14);
    expect_near(w.variance, .001196839709443099, 1e-13);
    expect_near(w.n_effective, 108.2776573817892, 1e-13);
    const double one[] = {400}, fifty[] = {50}, six[] = {6};
    cr_assert_eq(an_proportion_poststratified(one, fifty, six, 1, &w), AN_OK);
    expect_near(w.variance, .001885714285714286, 1e-13);
    expect_near(w.n_effective, 56, 1e-13);
}

Test(proportion, poststratified_share_at_its_limits)
{
    const double population[] = {50, 10}, n[] = {5, 2}, none[] = {0, 0};
    an_proportion_weighted w;
    cr_assert_eq(an_proportion_poststratified(population, n, none, 2, &w), AN_OK);
    cr_expect(w.share == 0 && w.variance == 0 && w.n_effective == 7);
    cr_expect_eq(an_proportion_poststratified(population, n, none, 0, &w), AN_UNDEFINED);
    const double bad_n[][2] = {{5, 1}, {5, 0}, {5, 11}, {5, NAN}}, bad_x[] = {0, 3};
    for (size_t i = 0; i < 4; i++)
        cr_expect_eq(an_proportion_poststratified(population, bad_n[i], none, 2, &w), AN_UNDEFINED);
    cr_expect_eq(an_proportion_poststratified(population, n, bad_x, 2, &w), AN_UNDEFINED);
    const double endless[] = {50, INFINITY};
    cr_expect_eq(an_proportion_poststratified(endless, n, none, 2, &w), AN_UNDEFINED);
}
