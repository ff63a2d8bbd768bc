/* test_chance: tests of stat/chance. */
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

#include "near.h"
#include "stat/chance.h"
#include "stat/mann_kendall.h"

TestSuite(chance, .init = gsl_handler_off);

Test(chance, p_is_one_in_twenty_at_the_critical_value)
{
    expect_near(an_chance_p(2.5, 2.5), .05, 1e-12);
    expect_near(an_chance_p(-2.5, 2.5), .05, 1e-12);
    cr_expect_eq(an_chance_p(0, 2.5), 1);
    cr_expect_eq(an_chance_p(INFINITY, 2.5), 0);
    cr_expect_eq(an_chance_p(9, INFINITY), 1);
}

Test(chance, too_few_values_have_no_critical_value)
{
    static const size_t least[] = {5, 5, 7, 7};
    for (int test = 0; test < 4; test++) {
        cr_expect_eq(an_chance_critical((an_chance_test)test, least[test] - 1, 1), INFINITY);
        cr_expect_lt(an_chance_critical((an_chance_test)test, least[test], 1), 5);
        cr_expect_lt(an_chance_critical((an_chance_test)test, 100000, 1), 7);
    }
    cr_expect_eq(an_chance_critical(AN_CHANCE_TREND, 11, 4), INFINITY);
    cr_expect_eq(an_chance_critical(AN_CHANCE_SHIFT, 35, 12), INFINITY);
}

/* By hand: 6 beside 1, 2, 2 with the mean square 3; beside a counting error of 4. */
Test(chance, a_change_is_held_against_the_others)
{
    static const double d[] = {1, -2, 6, 2}, none[] = {0, 0};
    double statistic;
    cr_assert_eq(an_chance_change(d, 4, 2, 0, &statistic), AN_OK);
    expect_near(statistic, 6 / sqrt(3), 1e-14);
    cr_assert_eq(an_chance_change(d, 4, 2, 4, &statistic), AN_OK);
    expect_near(statistic, 1.5, 1e-14);
    cr_expect_eq(an_chance_change(d, 1, 0, 1, &statistic), AN_UNDEFINED);
    cr_expect_eq(an_chance_change(none, 2, 0, 0, &statistic), AN_UNDEFINED);
}

/* Median 4, ranges 1, 1, 7, 7 (mean 4, / 1.128); the MAD 1 is less. */
Test(chance, center_and_spread_of_a_chart)
{
    static const double x[] = {2, 3, 4, 11, 4}, same[] = {1, 1};
    double scratch[10], center, sigma;
    cr_assert_eq(an_chance_center(x, 5, scratch, &center, &sigma), AN_OK);
    cr_expect_eq(center, 4);
    expect_near(sigma, 4 / 1.128, 1e-14);
    cr_expect_eq(an_chance_center(x, 1, scratch, &center, &sigma), AN_UNDEFINED);
    cr_expect_eq(an_chance_center(same, 2, scratch, &center, &sigma), AN_UNDEFINED);
}

Test(chance, the_rules_of_a_chart)
{
    static const struct {
        double z[12];
        const char *rules; /* . none, l limit, t two of three, r run, s steps */
        const char *sides;
    } cases[] = {{{0, 4, 0, -4, 0, 1, -1, 1, -1, 1, -1, 0}, ".l.l........", ".+.-........"},
                 {{0, 2.1, 0, 2.2, 0, -2.1, 0, 0, -2.1, 1, -1, 0}, ".t.t........", ".+.+........"},
                 {{1, 2, 1, 2, 1, 2, 1, -1, 1, -1, 1, -1}, "rrrrrrr.....", "+++++++....."},
                 {{-1, -.9, -.8, -.6, .1, .2, .3, .5, -1, 1, -1, 1}, "ssssssss....", "++++++++...."},
                 {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, "............", "............"}};
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        an_chance_rule rule[12];
        int side[12];
        an_chance_chart(cases[k].z, 12, 3, rule, side);
        for (size_t i = 0; i < 12; i++) {
            cr_expect_eq(".ltrs"[rule[i]], cases[k].rules[i], "%zu: %zu: %c", k, i, ".ltrs"[rule[i]]);
            cr_expect_eq(side[i], cases[k].sides[i] == '+' ? 1 : cases[k].sides[i] == '-' ? -1 : 0);
        }
    }
    an_chance_chart(NULL, 0, 3, NULL, (int[]){0});
}

/* By hand: 12 quarters, whose seasons have the ranks 1 to 3, 4 to 6, 7 to 9 and 10 to 12: H = 12/(12 13)
 * (36/3 + 225/3 + 576/3 + 1089/3) - 39 = 10.38, beyond the 95 % point 7.81 of chi-square with 3 degrees; two
 * years cannot reach it. */
Test(chance, seasons_show_in_three_years)
{
    double t[12], x[12], even[12], scratch[12 * 15];
    for (size_t i = 0; i < 12; i++) {
        t[i] = (double)i;
        x[i] = 10 * (double)(i % 4) + (double)(i / 4);
        even[i] = (double)((i * 7) % 5);
    }
    cr_expect(an_chance_seasonal(t, x, 12, 4, scratch));
    cr_expect_not(an_chance_seasonal(t, x, 8, 4, scratch));
    cr_expect_not(an_chance_seasonal(t, x, 7, 4, scratch));
    cr_expect_not(an_chance_seasonal(t, x, 12, 1, scratch));
    cr_expect_not(an_chance_seasonal(t, even, 12, 4, scratch));
}

/* What the tables promise, of 16 values: the measurement proper is bench_verdicts. */
Test(chance, ordinary_series_seldom_have_a_trend_or_a_signal)
{
    enum { N = 16, RUNS = 2000 };
    static const double phis[] = {0, .6};
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    for (size_t p = 0; p < 2; p++) {
        size_t trends = 0, signals = 0;
        gsl_rng_set(rng, 7);
        for (size_t r = 0; r < RUNS; r++) {
            double x[N], z[N], scratch[N * N], center, sigma, before = gsl_ran_ugaussian(rng);
            an_chance_rule rule[N];
            int side[N];
            an_kendall_test test;
            for (size_t i = 0; i < N; i++)
                x[i] = before =
                    i == 0 ? before : phis[p] * before + sqrt(1 - phis[p] * phis[p]) * gsl_ran_ugaussian(rng);
            cr_assert_eq(an_kendall_trend(NULL, x, N, 1, scratch, &test), AN_OK);
            trends += fabs(test.z) > an_chance_critical(AN_CHANCE_TREND, N, 1);
            cr_assert_eq(an_chance_center(x, N, scratch, &center, &sigma), AN_OK);
            for (size_t i = 0; i < N; i++)
                z[i] = (x[i] - center) / sigma;
            an_chance_chart(z, N, an_chance_critical(AN_CHANCE_CHART, N, 1), rule, side);
            size_t any = 0;
            for (size_t i = 0; i < N; i++)
                any += rule[i] != AN_CHART_NONE;
            signals += any > 0;
        }
        const double most = p == 0 ? .05 : .08;
        cr_expect_leq((double)trends, most * RUNS, "phi %g: %zu trends", phis[p], trends);
        cr_expect_leq((double)signals, most * RUNS, "phi %g: %zu signals", phis[p], signals);
    }
    gsl_rng_free(rng);
}
