/* test_mann_kendall: tests of stat/trend. */
#include <criterion/criterion.h>

#include "near.h"
#include "series.h"
#include "stat/mann_kendall.h"

TestSuite(mann_kendall, .init = gsl_handler_off);

static double scratch[240 * 239 / 2];

static const double ties[] = {3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5};

/* R, package trend: mk.test(Nile), smk.test(nottem). ties: S <- sum of sign(x[j] - x[i]);
 * v <- (n*(n-1)*(2*n+5) - sum(t*(t-1)*(2*t+5)))/18, t <- table(x); z <- (S - sign(S))/sqrt(v);
 * 2*pnorm(-abs(z)) */
Test(mann_kendall, mann_kendall_agrees_with_r)
{
    const struct {
        const double *x;
        size_t n;
        unsigned cycle;
        double s, variance, z, p;
    } cases[] = {
        {nile, 100, 1, -1387, 112728.3333333333, -4.128066523, 3.658262922e-05},
        {nottem, 240, 12, 224, 11364, 2.091891959, .03644818157},
        {ties, 11, 1, 16, 159.3333333333333, 1.188332399294654, .234702477955161},
    };
    for (size_t i = 0; i < 3; i++) {
        an_kendall_test t;
        cr_assert_eq(an_kendall_trend(NULL, cases[i].x, cases[i].n, cases[i].cycle, scratch, &t), AN_OK);
        cr_expect_eq(t.s, cases[i].s);
        expect_near(t.variance, cases[i].variance, 1e-14);
        expect_near(t.z, cases[i].z, 3e-10);
        expect_near(t.p_value, cases[i].p, 2e-10);
    }
}

/* R, package trend: sens.slope(Nile); sea.sens.slope(nottem) is .05 a year. The other bounds: the
 * slopes d sorted in R, d[round((N - C)/2)], d[round((N + C)/2 + 1)], C <- qnorm(1 - e)*sqrt(v);
 * median(x - slope*t) */
Test(mann_kendall, sen_slopes_agree_with_r)
{
    const double when[] = {0, 1, 3, 4, 8, 9, 10}, gaps[] = {2.1, 2.9, 5.2, 5.8, 10.4, 3, 12.1};
    const struct {
        const double *t, *x;
        size_t n;
        unsigned cycle;
        double level, slope, lower, upper;
    } cases[] = {
        {NULL, nile, 100, 1, .95, -2.6, -3.627906977, -1.428571429},
        {NULL, nottem, 240, 12, .95, .05 / 12, 0, .1066666667 / 12},
        {NULL, ties, 11, 1, .95, .25, -1. / 3, .75},
        {when, gaps, 7, 1, .8, .985714285714286, .6, 1.04},
    };
    an_sen_line line;
    for (size_t i = 0; i < 4; i++) {
        cr_assert_eq(
            an_sen_slope(cases[i].t, cases[i].x, cases[i].n, cases[i].cycle, cases[i].level, scratch, &line),
            AN_OK);
        expect_near(line.slope, cases[i].slope, 1e-12);
        expect_near(line.interval.lower, cases[i].lower, 1e-9);
        expect_near(line.interval.upper, cases[i].upper, 1e-9);
    }
}

/* Quarters, a rise of 1 a quarter, and a season far larger than it: time 8068 is 2017-Q1. */
Test(mann_kendall, seasons_and_missing_periods_do_not_matter)
{
    const double when[] = {8068, 8069, 8070, 8072, 8073, 8075, 8076, 8078, 8079, 8080},
                 season[] = {500, -300, 0, 77};
    double x[10];
    for (size_t i = 0; i < 10; i++)
        x[i] = when[i] + season[(size_t)when[i] % 4];
    an_sen_line line;
    an_kendall_test test;
    cr_assert_eq(an_sen_slope(when, x, 10, 4, .5, scratch, &line), AN_OK);
    expect_near(line.slope, 1, 1e-14);
    cr_assert_eq(an_kendall_trend(when, x, 10, 4, scratch, &test), AN_OK);
    cr_expect_eq(test.s, 6 + 1 + 1 + 1, "pairs of 8068, 72, 76, 80; of 8069, 73; of 8070, 78; of 8075, 79");
    expect_near(test.variance, (4 * 3 * 13 + 3 * 2 * 1 * 9) / 18., 1e-15);
}

Test(mann_kendall, short_and_constant_series)
{
    const double flat[] = {5, 5, 5, 5}, two[] = {1, 2}, three[] = {1, 2, 3};
    an_kendall_test test;
    an_sen_line line;
    for (size_t n = 0; n < 3; n++) {
        cr_expect_eq(an_kendall_trend(NULL, two, n, 1, scratch, &test), AN_UNDEFINED);
        cr_expect_eq(an_sen_slope(NULL, two, n, 1, .95, scratch, &line), AN_UNDEFINED);
    }
    cr_expect_eq(an_kendall_trend(NULL, flat, 4, 1, scratch, &test), AN_UNDEFINED);
    cr_assert_eq(an_sen_slope(NULL, flat, 4, 1, .95, scratch, &line), AN_OK);
    cr_expect(line.slope == 0 && line.interval.lower == 0 && line.interval.upper == 0);
    cr_assert_eq(an_sen_slope(NULL, three, 3, 1, .95, scratch, &line), AN_OK); /* too short for 95 % */
    cr_expect(line.slope == 1 && line.interval.lower == -INFINITY && line.interval.upper == INFINITY);
    cr_expect_eq(an_sen_slope(NULL, flat, 4, 4, .95, scratch, &line), AN_UNDEFINED, "one value a season");
    cr_expect_eq(an_kendall_trend(NULL, three, 3, 3, scratch, &test), AN_UNDEFINED);
}

Test(mann_kendall, refuses_times_out_of_order)
{
    const double x[] = {1, 2, 3}, bad[][3] = {{0, 2, 1}, {0, 0, 1}, {0, 1, NAN}, {0, 1, INFINITY}},
                 seasonal[][3] = {{-1, 0, 1}, {0, .5, 1}};
    an_kendall_test test;
    an_sen_line line;
    for (size_t i = 0; i < 4; i++) {
        cr_expect_eq(an_kendall_trend(bad[i], x, 3, 1, scratch, &test), AN_UNDEFINED);
        cr_expect_eq(an_sen_slope(bad[i], x, 3, 1, .5, scratch, &line), AN_UNDEFINED);
    }
    for (size_t i = 0; i < 2; i++) {
        cr_expect_eq(an_sen_slope(seasonal[i], x, 3, 2, .5, scratch, &line), AN_UNDEFINED);
        cr_expect_eq(an_sen_slope(seasonal[i], x, 3, 1, .5, scratch, &line), AN_OK);
    }
    cr_expect_eq(an_sen_slope(NULL, x, 3, 0, .5, scratch, &line), AN_UNDEFINED);
    cr_expect_eq(an_sen_slope(NULL, x, 3, 1, 1, scratch, &line), AN_UNDEFINED);
}
