/* test_bootstrap: tests of stat/bootstrap. */
#include <string.h>

#include <criterion/criterion.h>

#include "near.h"
#include "stat/bootstrap.h"

TestSuite(bootstrap, .init = gsl_handler_off);

enum { REPLICATES = 19999 };
static double scratch[REPLICATES];

static const double amounts[] = {1200, 15000, 800, 950, 43000, 2100, 700, 3300, 12500, 600, 5400,
                                 880, 1900, 260000, 7300, 1500, 990, 4100, 2800, 18000};

/* R, package boot: b <- boot(x, function(d, i) sum(d[i])/1e7, R = 199999); boot.ci(b, conf, type = "perc").
 * Last case: m <- rbinom(199999, 1000, .02);
 * quantile(sapply(m, function(k) sum(sample(x, k, TRUE)))/1e7, c(.025, .975)). Two simulations: their
 * tails are up to 6 % apart. */
Test(bootstrap, intervals_agree_with_r)
{
    const struct {
        an_bootstrap_plan plan;
        double lower, upper;
    } cases[] = {
        {{REPLICATES, 20, .95, 1}, .006905, .093353},
        {{REPLICATES, 20, .8, 1}, .010012, .06849},
        {{REPLICATES, 1000, .95, 1}, .00537595, .0971582},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double rate;
        an_interval v;
        cr_assert_eq(an_bootstrap_rate(amounts, 20, 1e7, &cases[i].plan, scratch, &rate, &v), AN_OK);
        expect_near(rate, .038302, 1e-14);
        expect_near(v.lower, cases[i].lower, .06);
        expect_near(v.upper, cases[i].upper, .06);
    }
}

/* Two amounts 0 and 1: the sum is 0, 1, 2 with probability 1/4, 1/2, 1/4. */
Test(bootstrap, quantiles_are_those_of_the_exact_distribution)
{
    const double x[] = {0, 1};
    const struct {
        double level, lower, upper;
    } cases[] = {{.95, 0, 1}, {.6, 0, 1}, {.4, .5, .5}};
    for (size_t i = 0; i < 3; i++) {
        const an_bootstrap_plan plan = {1999, 2, cases[i].level, 5};
        double rate;
        an_interval v;
        cr_assert_eq(an_bootstrap_rate(x, 2, 2, &plan, scratch, &rate, &v), AN_OK);
        cr_expect(rate == .5 && v.lower == cases[i].lower && v.upper == cases[i].upper, "case %zu", i);
    }
}

/* Equal amounts: a fixed number of cases has no spread; cases out of a population are binomial.
 * R: qbinom(c(.025, .975), 1e6, 5e-6) is 1 and 10 */
Test(bootstrap, number_of_cases_varies_with_the_population)
{
    const double x[] = {10, 10, 10, 10, 10};
    const an_bootstrap_plan fixed = {1999, 5, .95, 1}, open = {9999, 1000000, .95, 1};
    double rate;
    an_interval v;
    cr_assert_eq(an_bootstrap_rate(x, 5, 100, &fixed, scratch, &rate, &v), AN_OK);
    cr_expect(rate == .5 && v.lower == .5 && v.upper == .5);
    cr_assert_eq(an_bootstrap_rate(x, 5, 100, &open, scratch, &rate, &v), AN_OK);
    cr_expect(v.lower == .1 && v.upper == 1, "%g %g", v.lower, v.upper);
}

Test(bootstrap, seed_decides_and_nothing_else)
{
    an_bootstrap_plan plan = {999, 20, .95, 42};
    double rate;
    an_interval first, again, other;
    cr_assert_eq(an_bootstrap_rate(amounts, 20, 1e7, &plan, scratch, &rate, &first), AN_OK);
    memset(scratch, 0xff, sizeof scratch);
    cr_assert_eq(an_bootstrap_rate(amounts, 20, 1e7, &plan, scratch, &rate, &again), AN_OK);
    cr_expect(first.lower == again.lower && first.upper == again.upper);
    plan.seed = 43;
    cr_assert_eq(an_bootstrap_rate(amounts, 20, 1e7, &plan, scratch, &rate, &other), AN_OK);
    cr_expect(first.lower != other.lower && first.upper != other.upper);
}

Test(bootstrap, refuses_what_it_cannot_answer)
{
    const an_bootstrap_plan good = {39, 20, .95, 1};
    an_bootstrap_plan few = good, part = good, sure = good;
    few.replicates = 38;
    part.population = 19;
    sure.level = 1;
    double rate = 7;
    an_interval v = {7, 7};
    cr_expect_eq(an_bootstrap_rate(amounts, 0, 1, &good, scratch, &rate, &v), AN_UNDEFINED);
    cr_expect_eq(an_bootstrap_rate(amounts, 1, 1, &good, scratch, &rate, &v), AN_UNDEFINED);
    cr_expect_eq(an_bootstrap_rate(amounts, 20, 0, &good, scratch, &rate, &v), AN_UNDEFINED);
    cr_expect_eq(an_bootstrap_rate(amounts, 20, -1, &good, scratch, &rate, &v), AN_UNDEFINED);
    cr_expect_eq(an_bootstrap_rate(amounts, 20, INFINITY, &good, scratch, &rate, &v), AN_UNDEFINED);
    cr_expect_eq(an_bootstrap_rate(amounts, 20, 1, &few, scratch, &rate, &v), AN_UNDEFINED);
    cr_expect_eq(an_bootstrap_rate(amounts, 20, 1, &part, scratch, &rate, &v), AN_UNDEFINED);
    cr_expect_eq(an_bootstrap_rate(amounts, 20, 1, &sure, scratch, &rate, &v), AN_UNDEFINED);
    cr_expect(rate == 7 && v.lower == 7 && v.upper == 7);
    cr_expect_eq(an_bootstrap_rate(amounts, 20, 1, &good, scratch, &rate, &v), AN_OK);
    cr_expect_eq(v.lower, scratch[0]);
    cr_expect_eq(v.upper, scratch[38]);
}
