/* test_amounts: tests of stat/amounts. */
#include <math.h>

#include <criterion/criterion.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

#include "near.h"
#include "stat/amounts.h"

TestSuite(amounts, .init = gsl_handler_off);

enum { N = 20 };
static const double amounts[N] = {1200, 15000, 800,  950,    43000, 2100, 700, 3300, 12500, 600,
                                  5400, 880,   1900, 260000, 7300,  1500, 990, 4100, 2800,  18000};
static double scratch[N];

/* scipy: y, v, w = 600, 112500, 250; [v/(2*y)*chi2.ppf(.025, 2*y*y/v),
 * (v+w*w)/(2*(y+w))*chi2.ppf(.975, 2*(y+w)**2/(v+w*w))] */
Test(amounts, weighted_poisson_agrees_with_fay_and_feuer)
{
    const double x[] = {100, 200, 250};
    const double ones[] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    an_interval v;
    cr_assert_eq(an_amounts_weighted_poisson(x, 3, 250, .95, &v), AN_OK);
    expect_near(v.lower, 100.0707759, 1e-9);
    expect_near(v.upper, 1804.149823, 1e-9);
    /* Garwood 1936: ten events, exact Poisson limits 4.80 and 18.39 */
    cr_assert_eq(an_amounts_weighted_poisson(ones, 10, 1, .95, &v), AN_OK);
    expect_near(v.lower, 4.795389, 1e-6);
    expect_near(v.upper, 18.390356, 1e-6);
}

/* The formulas of amounts.c in scipy (chi2.ppf), written apart from the C. */
Test(amounts, interval_is_the_wider_of_two_on_each_side)
{
    const struct {
        double x[N];
        size_t n;
        double fraction, lower, upper;
    } cases[] = {
        {{7, 7, 7, 7, 7}, 5, 0, 11.3644047308, 81.6783245553},
        {{7, 7, 7, 7, 7}, 5, .5, 1.57422061558, 101.013119655},
        {{1, 2, 4, 8, 16, 32, 64}, 7, 0, 25.7450072258, 15678.1221035},
        {{250, 100, 200}, 3, 0, 100.070775907, 54732.6560155},
        {{64, 2, 4, 8, 16, 32, 1}, 7, .5, 0, 22119.6077889},
    };
    an_interval v;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cr_assert_eq(an_amounts_interval(cases[i].x, cases[i].n, cases[i].fraction, .95, scratch, &v), AN_OK);
        expect_near(v.lower, cases[i].lower, 1e-10);
        expect_near(v.upper, cases[i].upper, 1e-10);
    }
    cr_assert_eq(an_amounts_interval(amounts, N, 0, .95, scratch, &v), AN_OK);
    expect_near(v.lower, 49537.1879161, 1e-11); /* Fay and Feuer's */
    expect_near(v.upper, 5721776.59211, 1e-11); /* its too: one case is two thirds of all */
}

Test(amounts, interval_follows_the_unit_and_holds_the_sum)
{
    double cents[N], sum = 0;
    an_interval v, of_cents, wide;
    for (size_t i = 0; i < N; i++) {
        cents[i] = 100 * amounts[N - 1 - i];
        sum += amounts[i];
    }
    cr_assert_eq(an_amounts_interval(amounts, N, 0, .95, scratch, &v), AN_OK);
    cr_assert_eq(an_amounts_interval(cents, N, 0, .95, scratch, &of_cents), AN_OK);
    cr_assert_eq(an_amounts_interval(amounts, N, 0, .99, scratch, &wide), AN_OK);
    expect_near(of_cents.lower, 100 * v.lower, 1e-12);
    expect_near(of_cents.upper, 100 * v.upper, 1e-12);
    cr_expect(wide.lower < v.lower && v.lower < sum && sum < v.upper && v.upper < wide.upper);
}

Test(amounts, interval_is_refused_where_none_is_honest)
{
    const double two[] = {1, 2}, zero[] = {0, 1, 2}, below[] = {-1, 1, 2}, open[] = {1, 2, INFINITY};
    const double apart[] = {1, 1000, 1e6}; /* three cases that say nothing of the next one */
    an_interval v = {7, 7};
    cr_expect_eq(an_amounts_interval(amounts, 0, 0, .95, scratch, &v), AN_UNDEFINED);
    cr_expect_eq(an_amounts_interval(amounts, 1, 0, .95, scratch, &v), AN_UNDEFINED);
    cr_expect_eq(an_amounts_interval(two, 2, 0, .95, scratch, &v), AN_UNDEFINED);
    cr_expect_eq(an_amounts_interval(zero, 3, 0, .95, scratch, &v), AN_UNDEFINED);
    cr_expect_eq(an_amounts_interval(below, 3, 0, .95, scratch, &v), AN_UNDEFINED);
    cr_expect_eq(an_amounts_interval(open, 3, 0, .95, scratch, &v), AN_UNDEFINED);
    cr_expect_eq(an_amounts_interval(apart, 3, 0, .95, scratch, &v), AN_UNDEFINED);
    cr_expect_eq(an_amounts_interval(amounts, N, 1, .95, scratch, &v), AN_UNDEFINED);
    cr_expect_eq(an_amounts_interval(amounts, N, -.1, .95, scratch, &v), AN_UNDEFINED);
    cr_expect_eq(an_amounts_interval(amounts, N, 0, 1, scratch, &v), AN_UNDEFINED);
    cr_expect_eq(an_amounts_weighted_poisson(zero, 1, 1, .95, &v), AN_UNDEFINED);
    cr_expect_eq(an_amounts_weighted_poisson(two, 2, -1, .95, &v), AN_UNDEFINED);
    cr_expect(v.lower == 7 && v.upper == 7);
}

/* Kish: (1 + 2 + 5)^2 / (1 + 4 + 25) */
Test(amounts, description_counts_cases)
{
    const double x[] = {0, 1, 2, 5}, huge[] = {1e200, 1e200}, below[] = {1, -1}, gap[] = {1, NAN};
    an_amounts of;
    cr_assert_eq(an_amounts_describe(x, 4, &of), AN_OK);
    cr_expect(of.cases == 3 && of.sum == 8 && of.largest == 5);
    expect_near(of.effective, 64.0 / 30, 1e-14);
    cr_assert_eq(an_amounts_describe(huge, 2, &of), AN_OK);
    expect_near(of.effective, 2, 1e-14);
    cr_assert_eq(an_amounts_describe(x, 0, &of), AN_OK);
    cr_expect(of.cases == 0 && of.sum == 0 && of.largest == 0 && of.effective == 0);
    cr_assert_eq(an_amounts_describe(x, 1, &of), AN_OK);
    cr_expect(of.cases == 0 && of.effective == 0);
    cr_expect_eq(an_amounts_describe(below, 2, &of), AN_UNDEFINED);
    cr_expect_eq(an_amounts_describe(gap, 2, &of), AN_UNDEFINED);
}

/* By simulation: of the runs that give an interval at least .92 cover the expected sum, and nearly all of 20
 * cases give one. make bench has the whole table. */
Test(amounts, interval_covers_the_expected_sum)
{
    enum { RUNS = 1000, MOST = 100 };
    const double spreads[] = {1, 1.5, 0}, means[] = {1.6487212707001282, 3.0802168489180311, 2};
    gsl_rng *const rng = gsl_rng_alloc(gsl_rng_mt19937);
    cr_assert_not_null(rng);
    for (size_t law = 0; law < 3; law++) { /* the last is Pareto with index 2 */
        unsigned given = 0, covered = 0;
        for (unsigned r = 0; r < RUNS; r++) {
            double x[MOST], room[MOST];
            an_interval v;
            const unsigned n = gsl_ran_poisson(rng, 20);
            cr_assert_leq(n, MOST);
            for (unsigned i = 0; i < n; i++)
                x[i] =
                    law < 2 ? exp(spreads[law] * gsl_ran_ugaussian(rng)) : pow(gsl_rng_uniform_pos(rng), -.5);
            if (an_amounts_interval(x, n, 0, .95, room, &v) != AN_OK)
                continue;
            given++;
            covered += v.lower <= 20 * means[law] && 20 * means[law] <= v.upper;
        }
        cr_expect(given >= .95 * RUNS && covered >= .92 * given, "%zu: %u of %u", law, covered, given);
    }
    gsl_rng_free(rng);
}
