/* test_binomial: tests of stat/binomial. */
#include <criterion/criterion.h>

#include "near.h"
#include "stat/binomial.h"

TestSuite(binomial, .init = gsl_handler_off);

/* R: q <- qbeta(tail, a, b); log(q) - log1p(-q) */
Test(binomial, beta_quantiles_agree_with_r)
{
    const struct {
        double a, b, tail, logit;
    } cases[] = {
        {.5, .5, .025, -6.4735650437619991}, {37, 1214, .025, -3.8456666539000701},
        {1e6, 999e6 + 1, .025, -6.9087166974351089}, {40, 20, 1e-15, -1.4184858075486548},
        {1000, .5, .005, 5.5344248879043345},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double logit;
        cr_assert_eq(an_beta_logit(cases[i].a, cases[i].b, cases[i].tail, &logit), AN_OK);
        expect_near(logit, cases[i].logit, 1e-12);
    }
}

/* Beta(1, b) has the distribution 1 - (1-x)^b. */
Test(binomial, beta_quantile_is_exact_where_a_formula_exists)
{
    for (double b = 1e-3; b < 1e10; b *= 10) {
        for (double tail = 1e-16; tail <= .5; tail *= 9) {
            double logit;
            cr_assert_eq(an_beta_logit(1, b, tail, &logit), AN_OK);
            const double rest = log1p(-tail) / b; /* log(1-x) */
            expect_near(exp(logit), expm1(-rest), 1e-11);
        }
    }
}

Test(binomial, beta_quantile_refuses_what_is_no_distribution)
{
    const double bad[][3] = {{0, 1, .1}, {1, 0, .1}, {-1, 1, .1}, {1, 1, 0}, {1, 1, .6}, {INFINITY, 1, .1},
                             {NAN, 1, .1}, {1, 1, NAN}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        double logit = 7;
        cr_expect_eq(an_beta_logit(bad[i][0], bad[i][1], bad[i][2], &logit), AN_UNDEFINED);
        cr_expect_eq(logit, 7);
    }
}

/* R: pbinom(r, n, theta); pbinom(r, n, theta, lower.tail = FALSE); dbinom(r, n, theta) */
Test(binomial, distribution_agrees_with_r)
{
    const struct {
        double r, n, theta, lower, upper, mass;
    } cases[] = {
        {0, 1e9, 1e-9, .367879440987503, .632120559012497, .367879440987503},
        {99637, 1e9, 1e-4, .125783976384546, .874216023615454, .000653450664199782},
        {8, 100, .1, .320873888362839, .679126111637161, .114823026558829},
        {2, 1e6, .5e-6, .985612350464158, .0143876495358416, .0758163229870161},
        {59, 60, .9, .998202989700086, .00179701029991443, .0119800686660962},
        {0, 7, .3, .0823543, .9176457, .0823543},
        {7, 7, .3, 1, 0, .0002187},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double lower, upper;
        cr_assert_eq(an_binomial_cdf(cases[i].r, cases[i].n, cases[i].theta, &lower, &upper), AN_OK);
        expect_near(lower, cases[i].lower, 1e-11);
        expect_near(upper, cases[i].upper, 1e-11);
        expect_near(an_binomial_pmf(cases[i].r, cases[i].n, cases[i].theta), cases[i].mass, 1e-12);
    }
}

/* R: pbinom(20, 1000, .1); pbinom(180, 1000, .1, lower.tail = FALSE) */
Test(binomial, far_tails_keep_their_digits)
{
    double lower, upper;
    cr_assert_eq(an_binomial_cdf(20, 1000, .1, &lower, &upper), AN_OK);
    expect_near(lower, 5.96248787659694e-24, 1e-11);
    cr_assert_eq(an_binomial_cdf(180, 1000, .1, &lower, &upper), AN_OK);
    expect_near(upper, 5.23285059083902e-15, 1e-11);
}

Test(binomial, distribution_outside_its_range_is_0_or_1)
{
    double lower, upper;
    cr_assert_eq(an_binomial_cdf(-1, 5, .5, &lower, &upper), AN_OK);
    cr_expect(lower == 0 && upper == 1);
    cr_assert_eq(an_binomial_cdf(5, 5, .5, &lower, &upper), AN_OK);
    cr_expect(lower == 1 && upper == 0);
    const double bad[][3] = {{1, 0, .5}, {1, 5, 0}, {1, 5, 1}, {NAN, 5, .5}, {1, NAN, .5}, {1, INFINITY, .5}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        cr_expect_eq(an_binomial_cdf(bad[i][0], bad[i][1], bad[i][2], &lower, &upper), AN_UNDEFINED);
}

/* R: qbinom(p, n, theta); pbinom of it */
Test(binomial, quantiles_agree_with_r)
{
    const struct {
        double p, n, theta, r, cdf;
    } cases[] = {
        {.025, 100, .1, 5, .0575768864870337}, {.999, 100, .1, 20, .999192426125634},
        {.5, 1e9, 1e-4, 1e5, .500841043100386}, {.975, 12345, .03, 408, .976639159653415},
        {1e-6, 7, .5, 0, .0078125},             {.999999, 1e6, .9, 901423, .999999005914864},
        {.9, 1, .05, 0, .95},                   {.96, 1, .05, 1, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double r, cdf;
        cr_assert_eq(an_binomial_quantile(cases[i].p, cases[i].n, cases[i].theta, &r, &cdf), AN_OK);
        cr_expect_eq(r, cases[i].r, "case %zu: %g", i, r);
        expect_near(cdf, cases[i].cdf, 1e-11);
    }
}

/* R 4.2's qbinom(1e-6, 12345, .99999) is wrong (12345); the definition decides. */
Test(binomial, quantile_is_the_smallest_that_reaches_the_probability)
{
    const double n = 12345, theta[] = {1e-5, .004, .37, .99999}, p[] = {1e-6, .025, .5, .999};
    for (size_t i = 0; i < 4; i++) {
        for (size_t k = 0; k < 4; k++) {
            double r, cdf, below, rest;
            cr_assert_eq(an_binomial_quantile(p[k], n, theta[i], &r, &cdf), AN_OK);
            cr_assert_eq(an_binomial_cdf(r - 1, n, theta[i], &below, &rest), AN_OK);
            cr_expect(below < p[k] && cdf >= p[k], "n theta %g, p %g", n * theta[i], p[k]);
        }
    }
    double r, cdf;
    const double bad[][3] = {{0, 5, .5}, {1, 5, .5}, {.5, 5.5, .5}, {.5, 0, .5}, {.5, 5, 0}, {.5, 5, 1}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        cr_expect_eq(an_binomial_quantile(bad[i][0], bad[i][1], bad[i][2], &r, &cdf), AN_UNDEFINED);
}

/* R: min(1, 2*min(pbinom(x, n, t), pbinom(x - 1, n, t, lower.tail = FALSE))) */
Test(binomial, exact_p_values_agree_with_r)
{
    const double cases[][4] = {{.1, 4, 100, .0474221653269535},
                               {.1, 20, 100, .00395712173154248},
                               {.1, 0, 100, 5.31227977751749e-5},
                               {.02, 100, 100, 2.53530120045639e-170},
                               {.1, 10, 100, 1}};
    double p;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cr_assert_eq(an_binomial_p(cases[i][1], cases[i][2], cases[i][0], &p), AN_OK);
        expect_near(p, cases[i][3], 1e-11);
    }
    cr_expect_eq(an_binomial_p(5, 4, .1, &p), AN_UNDEFINED);
    cr_expect_eq(an_binomial_p(0, 0, .1, &p), AN_UNDEFINED);
    cr_expect_eq(an_binomial_p(1, 4, 0, &p), AN_UNDEFINED);
}

/* R: poisson.test(c(a, b), c(t1, t0)): twice the smaller of the p-values with alternative "less" and
 * "greater", at most 1 */
Test(binomial, p_values_are_those_of_two_poisson_counts)
{
    const double cases[][5] = {{11, 800, 15, 1000, .9884941705572305},
                               {0, 10, 3, 12, .3245679939894816},
                               {41, 28010, 15, 19017, .04766024675456605},
                               {1e6, 2e3, 1003000, 2e3, .03408836507943939},
                               {5, 1, 5, 1, 1}};
    const double bad[][2] = {{0, 0}, {-1, 3}, {3, -1}, {NAN, 3}, {1, INFINITY}};
    double p;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const double *const c = cases[i];
        cr_assert_eq(an_binomial_p(c[0], c[0] + c[2], c[1] / (c[1] + c[3]), &p), AN_OK);
        expect_near(p, c[4], 1e-10);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        cr_expect_eq(an_binomial_p(bad[i][0], bad[i][0] + bad[i][1], .5, &p), AN_UNDEFINED);
}
