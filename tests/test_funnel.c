/* test_funnel: tests of stat/funnel. */
#include <criterion/criterion.h>

#include "near.h"
#include "stat/funnel.h"

TestSuite(funnel, .init = gsl_handler_off);

enum { UNITS = 8 };
static const double x[UNITS] = {12, 30, 55, 8, 90, 140, 22, 5};
static const double n[UNITS] = {200, 420, 600, 260, 1100, 1500, 300, 150};
static double scratch[2 * UNITS];

/* Spiegelhalter 2005, appendix A.1.1, for target .1 and 100 items; digits from R:
 *    r <- qbinom(p, 100, .1); (r - (pbinom(r, 100, .1) - p)/dbinom(r, 100, .1))/100 */
Test(funnel, exact_limits_are_interpolated)
{
    const double cases[][4] = {{.1, 100, .001, .01417886501}, {.1, 100, .025, .04038059552},
                               {.1, 100, .975, .1577186116}, {.1, 100, .999, .1983567185},
                               {.5, 1, .25, 0}, {.5, 1, .75, .5}, {.01, 1, .975, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double limit;
        cr_assert_eq(an_funnel_exact_limit(cases[i][0], cases[i][1], cases[i][2], &limit), AN_OK);
        expect_near(limit, cases[i][3], 4e-10);
    }
}

Test(funnel, exact_limits_of_huge_units_are_normal)
{
    double limit;
    cr_assert_eq(an_funnel_exact_limit(.1, 1e9, .975, &limit), AN_OK);
    expect_near((limit - .1) / sqrt(.09 / 1e9), 1.959964, 1e-3);
    cr_expect_eq(an_funnel_exact_limit(.1, 0, .975, &limit), AN_UNDEFINED);
    cr_expect_eq(an_funnel_exact_limit(.1, 10.5, .975, &limit), AN_UNDEFINED);
    cr_expect_eq(an_funnel_exact_limit(0, 10, .975, &limit), AN_UNDEFINED);
    cr_expect_eq(an_funnel_exact_limit(1, 10, .975, &limit), AN_UNDEFINED);
    cr_expect_eq(an_funnel_exact_limit(.1, 10, 1, &limit), AN_UNDEFINED);
}

/* FunnelPlotR 0.6 (data_type = "PR", trim_by = .1). p_value: R: pchisq(8*phi, 7, lower.tail = FALSE) */
Test(funnel, arcsine_form_agrees_with_funnelplotr)
{
    const double z[] = {-1.10667, -.657609, 1.028725, -3.556098, .231935, 1.849351, -.428456, -2.522724},
                 adjusted[] = {-.857661, -.424801, .59444, -2.604341, .107473, .755798, -.303157, -2.060672};
    an_funnel fit;
    cr_assert_eq(an_funnel_fit(AN_FUNNEL_ARCSINE, x, n, UNITS, .1, scratch, &fit), AN_OK);
    expect_near(fit.target, .07991169978, 1e-10);
    expect_near(fit.phi, 2.370842689, 1e-9);
    expect_near(fit.tau2, .0008312072054, 1e-10);
    expect_near(fit.p_value, .00829216736289618, 1e-11);
    for (size_t i = 0; i < UNITS; i++) {
        double plain, wide;
        cr_assert_eq(an_funnel_z(&fit, AN_FUNNEL_BINOMIAL, x[i], n[i], &plain), AN_OK);
        cr_assert_eq(an_funnel_z(&fit, AN_FUNNEL_ADDITIVE, x[i], n[i], &wide), AN_OK);
        cr_expect(fabs(plain - z[i]) < 6e-7 && fabs(wide - adjusted[i]) < 6e-7, "unit %zu", i);
    }
}

/* R: y <- x/n; t <- sum(x)/sum(n); s <- sqrt(t*(1-t)/n); z <- (y-t)/s
 *    w <- pmin(pmax(z, quantile(z, .1)), quantile(z, .9)); phi <- mean(w^2); w <- 1/s^2
 *    tau2 <- (8*phi - 7)/(sum(w) - sum(w^2)/sum(w)); pchisq(8*phi, 7, lower.tail = FALSE); mean(z^2) */
Test(funnel, natural_form_agrees_with_r)
{
    an_funnel fit;
    double z;
    cr_assert_eq(an_funnel_fit(AN_FUNNEL_NATURAL, x, n, UNITS, .1, scratch, &fit), AN_OK);
    expect_near(fit.phi, 1.816494511627519, 1e-13);
    expect_near(fit.tau2, .000153865423676128, 1e-12);
    expect_near(fit.p_value, .0424895955060597, 1e-11);
    cr_assert_eq(an_funnel_z(&fit, AN_FUNNEL_BINOMIAL, x[3], n[3], &z), AN_OK);
    expect_near(z, -2.92229266546078, 1e-13);
    cr_assert_eq(an_funnel_z(&fit, AN_FUNNEL_MULTIPLICATIVE, x[3], n[3], &z), AN_OK);
    expect_near(z, -2.16823655990182, 1e-13);
    cr_assert_eq(an_funnel_z(&fit, AN_FUNNEL_ADDITIVE, x[3], n[3], &z), AN_OK);
    expect_near(z, -2.35172610309969, 1e-13);
    cr_assert_eq(an_funnel_fit(AN_FUNNEL_NATURAL, x, n, UNITS, 0, scratch, &fit), AN_OK);
    expect_near(fit.phi, 2.43612612132138, 1e-13);
}

/* R: t + qnorm(p)*sqrt(c(v, phi*v, v + tau2)), v <- t*(1-t)/250; and
 *    sin(asin(sqrt(t)) + qnorm(p)*sqrt(c(s2, phi*s2, s2 + tau2)))^2, s2 <- 1/1000 */
Test(funnel, limits_agree_with_r)
{
    const struct {
        an_funnel_scale scale;
        double probability, limits[3]; /* binomial, multiplicative, additive */
    } cases[] = {
        {AN_FUNNEL_NATURAL, .001, {.0269159473616261, .0084854073466523, .0145060950374780}},
        {AN_FUNNEL_NATURAL, .975, {.113523983834668, .125213459274063, .121394868997652}},
        {AN_FUNNEL_ARCSINE, .001, {.0352504828073590, .0184162055107149, .0236367498652506}},
        {AN_FUNNEL_ARCSINE, .975, {.116661342963006, .138981389161195, .131079923661170}},
    };
    for (size_t i = 0; i < 4; i++) {
        an_funnel fit;
        cr_assert_eq(an_funnel_fit(cases[i].scale, x, n, UNITS, .1, scratch, &fit), AN_OK);
        for (int spread = AN_FUNNEL_BINOMIAL; spread <= AN_FUNNEL_ADDITIVE; spread++) {
            double limit;
            cr_assert_eq(an_funnel_limit(&fit, (an_funnel_spread)spread, 250, cases[i].probability, &limit),
                         AN_OK);
            expect_near(limit, cases[i].limits[spread], 1e-12);
        }
    }
}

Test(funnel, limits_stay_between_0_and_1)
{
    for (int scale = AN_FUNNEL_NATURAL; scale <= AN_FUNNEL_ARCSINE; scale++) {
        const an_funnel fit = {(an_funnel_scale)scale, .5, 9, .1, 0};
        for (int spread = AN_FUNNEL_BINOMIAL; spread <= AN_FUNNEL_ADDITIVE; spread++) {
            double limit;
            cr_assert_eq(an_funnel_limit(&fit, (an_funnel_spread)spread, 1, 1e-9, &limit), AN_OK);
            cr_expect_eq(limit, 0);
            cr_assert_eq(an_funnel_limit(&fit, (an_funnel_spread)spread, 1, 1 - 1e-9, &limit), AN_OK);
            cr_expect_eq(limit, 1);
        }
    }
    const an_funnel fit = {AN_FUNNEL_ARCSINE, .5, 1, 0, 0};
    double limit, z;
    cr_expect_eq(an_funnel_limit(&fit, AN_FUNNEL_BINOMIAL, 0, .5, &limit), AN_UNDEFINED);
    cr_expect_eq(an_funnel_limit(&fit, AN_FUNNEL_BINOMIAL, 9, 0, &limit), AN_UNDEFINED);
    cr_expect_eq(an_funnel_limit(&fit, AN_FUNNEL_BINOMIAL, 9, 1, &limit), AN_UNDEFINED);
    cr_expect_eq(an_funnel_z(&fit, AN_FUNNEL_BINOMIAL, 2, 1, &z), AN_UNDEFINED);
}

Test(funnel, units_alike_are_not_overdispersed)
{
    const double same_x[] = {1, 2, 4}, same_n[] = {10, 20, 40};
    an_funnel fit;
    double z;
    for (int scale = AN_FUNNEL_NATURAL; scale <= AN_FUNNEL_ARCSINE; scale++) {
        cr_assert_eq(an_funnel_fit((an_funnel_scale)scale, same_x, same_n, 3, .1, scratch, &fit), AN_OK);
        cr_expect(fit.phi < 1e-20 && fit.tau2 == 0 && fit.p_value == 1);
        double plain; /* phi < 1 changes nothing */
        cr_assert_eq(an_funnel_z(&fit, AN_FUNNEL_MULTIPLICATIVE, 3, 10, &z), AN_OK);
        cr_assert_eq(an_funnel_z(&fit, AN_FUNNEL_BINOMIAL, 3, 10, &plain), AN_OK);
        cr_expect(z == plain && z > 0);
    }
    const double none[] = {0, 0}, all[] = {10, 20}, bad[] = {11, 1}, zero_n[] = {0, 20};
    cr_expect_eq(an_funnel_fit(AN_FUNNEL_ARCSINE, same_x, same_n, 0, .1, scratch, &fit), AN_UNDEFINED);
    cr_expect_eq(an_funnel_fit(AN_FUNNEL_ARCSINE, same_x, same_n, 1, .1, scratch, &fit), AN_UNDEFINED);
    cr_expect_eq(an_funnel_fit(AN_FUNNEL_ARCSINE, none, same_n, 2, .1, scratch, &fit), AN_UNDEFINED);
    cr_expect_eq(an_funnel_fit(AN_FUNNEL_ARCSINE, all, same_n, 2, .1, scratch, &fit), AN_UNDEFINED);
    cr_expect_eq(an_funnel_fit(AN_FUNNEL_ARCSINE, bad, same_n, 2, .1, scratch, &fit), AN_UNDEFINED);
    cr_expect_eq(an_funnel_fit(AN_FUNNEL_ARCSINE, none, zero_n, 2, .1, scratch, &fit), AN_UNDEFINED);
    cr_expect_eq(an_funnel_fit(AN_FUNNEL_ARCSINE, same_x, same_n, 3, .5, scratch, &fit), AN_UNDEFINED);
    cr_expect_eq(an_funnel_fit(AN_FUNNEL_ARCSINE, same_x, same_n, 3, NAN, scratch, &fit), AN_UNDEFINED);
}
