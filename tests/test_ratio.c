/* test_ratio: tests of stat/ratio. */
#include <criterion/criterion.h>

#include "near.h"
#include "stat/ratio.h"

TestSuite(ratio, .init = gsl_handler_off);

/* R: epitools::riskratio.wald(matrix(c(14880, 9970, 120, 30), 2)); corrected cells:
 *    r <- .5/101/(7.5/201); r*exp(c(-1, 1)*qnorm(.975)*sqrt(1/.5 - 1/101 + 1/7.5 - 1/201)) */
Test(ratio, katz_agrees_with_r_and_says_when_it_corrects)
{
    const struct {
        double cells[4], level, ratio, lower, upper;
        bool corrected;
    } cases[] = {
        {{30, 10000, 120, 15000}, .95, .375, .2515523217432074, .5590288295711081, false},
        {{30, 10000, 120, 15000}, .99, .375, .2218917616222890, .6337549396690816, false},
        {{0, 100, 7, 200}, .95, .13267326732673268, .007653609727974363, 2.299855426232890, true},
        {{5, 10, 0, 12}, .95, 13, .805305925612894, 209.858135430183495, true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double ratio;
        an_interval v;
        bool corrected;
        const double *const c = cases[i].cells;
        cr_assert_eq(an_ratio_katz(c[0], c[1], c[2], c[3], cases[i].level, &ratio, &v, &corrected), AN_OK);
        expect_near(ratio, cases[i].ratio, 1e-13);
        expect_near(v.lower, cases[i].lower, 1e-12);
        expect_near(v.upper, cases[i].upper, 1e-12);
        cr_expect_eq(corrected, cases[i].corrected, "case %zu", i);
    }
}

Test(ratio, katz_corrects_every_kind_of_zero_cell)
{
    const double cells[][4] = {{0, 1, 0, 1}, {1, 1, 1, 1}, {0, 5, 2, 5},
                               {2, 5, 0, 5}, {5, 5, 2, 5}, {2, 5, 5, 5}};
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        double ratio;
        an_interval v;
        bool corrected = false;
        const double *const c = cells[i];
        cr_assert_eq(an_ratio_katz(c[0], c[1], c[2], c[3], .95, &ratio, &v, &corrected), AN_OK);
        cr_expect(corrected && v.lower > 0 && v.lower < ratio && ratio < v.upper && isfinite(v.upper));
    }
}

static const double not_pairs[][5] = {
    {1, 0, 1, 5, .95}, {1, 5, 1, 0, .95}, {6, 5, 1, 5, .95}, {-1, 5, 1, 5, .95}, {1, 5, -1, 5, .95},
    {NAN, 5, 1, 5, .95}, {1, 5, 1, INFINITY, .95}, {1, 5, 1, 5, 0}, {1, 5, 1, 5, 1}, {1, 5, 1, 5, NAN},
};

Test(ratio, two_groups_refuse_what_is_no_pair_of_shares)
{
    for (size_t i = 0; i < sizeof not_pairs / sizeof *not_pairs; i++) {
        const double *const c = not_pairs[i];
        double ratio = 7;
        an_interval v = {7, 7};
        bool corrected;
        an_ratio_common common;
        cr_expect_eq(an_ratio_katz(c[0], c[1], c[2], c[3], c[4], &ratio, &v, &corrected), AN_UNDEFINED);
        cr_expect_eq(an_ratio_score(c[0], c[1], c[2], c[3], c[4], &ratio, &v), AN_UNDEFINED);
        cr_expect_eq(an_ratio_mantel_haenszel(&c[0], &c[1], &c[2], &c[3], 1, c[4], &common), AN_UNDEFINED);
        cr_expect(ratio == 7 && v.lower == 7 && v.upper == 7);
    }
    double ratio;
    an_interval v;
    cr_expect_eq(an_ratio_score(0, 5, 0, 5, .95, &ratio, &v), AN_UNDEFINED);
}

/* R, without the closed form: the constrained maximum by optimize, the bounds by uniroot:
 *    ll <- function(p0) dbinom(a, n1, rho*p0, log = TRUE) + dbinom(b, n0, p0, log = TRUE)
 *    p0 <- optimize(ll, c(1e-14, min(1, 1/rho) - 1e-14), maximum = TRUE, tol = 1e-14)$maximum; p1 <- rho*p0
 *    (a/n1 - rho*b/n0)/sqrt((p1*(1-p1)/n1 + rho^2*p0*(1-p0)/n0)*N/(N-1)) = +-qnorm(.975) */
Test(ratio, score_interval_agrees_with_numerical_likelihood)
{
    const double cases[][6] = {
        {30, 10000, 120, 15000, .2521788218467268, .5575005165860603},
        {8, 15, 4, 15, .80336664718537, 5.42309695043063},
        {0, 100, 7, 200, 0, 1.074309200046557},
        {5, 10, 0, 12, 1.814686954359185, INFINITY},
        {10, 10, 9, 12, .9111114579740897, 2.1677197139513900},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const double *const c = cases[i];
        double ratio;
        an_interval v;
        cr_assert_eq(an_ratio_score(c[0], c[1], c[2], c[3], .95, &ratio, &v), AN_OK);
        expect_near(ratio, c[2] > 0 ? c[0] / c[1] / (c[2] / c[3]) : INFINITY, 1e-14);
        expect_near(v.lower, c[4], 2e-6); /* what optimize gives */
        expect_near(v.upper, c[5], 2e-6);
    }
}

Test(ratio, score_interval_holds_at_the_edges)
{
    const double cases[][4] = {{1, 1, 1, 1},         {1, 1, 0, 1},     {0, 1, 1, 1},
                               {1e9, 1e9, 1e9, 1e9}, {1, 1e9, 1, 1e9}, {5, 5, 1e6, 1e9}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const double *const c = cases[i];
        double ratio;
        an_interval v, swapped;
        cr_assert_eq(an_ratio_score(c[0], c[1], c[2], c[3], .95, &ratio, &v), AN_OK);
        cr_expect(v.lower <= ratio && ratio <= v.upper && v.lower < v.upper, "case %zu", i);
        cr_assert_eq(an_ratio_score(c[2], c[3], c[0], c[1], .95, &ratio, &swapped), AN_OK);
        if (c[0] > 0 && c[2] > 0)
            expect_near(1 / swapped.upper, v.lower, 1e-9);
    }
}

/* R: Greenland and Robins' formula */
Test(ratio, mantel_haenszel_agrees_with_r)
{
    const double a[] = {30, 12, 5, 0}, n1[] = {10000, 2000, 900, 0}, b[] = {120, 90, 40, 3},
                 n0[] = {15000, 6000, 3000, 10};
    an_ratio_common c;
    for (size_t strata = 3; strata <= 4; strata++) { /* the fourth has no first group: it changes nothing */
        cr_assert_eq(an_ratio_mantel_haenszel(a, n1, b, n0, strata, .95, &c), AN_OK);
        expect_near(c.ratio, .386878919, 1.3e-9);
        expect_near(c.log_variance, .0255278527, 2e-9);
        expect_near(c.interval.lower, .28286217, 2e-8);
        expect_near(c.interval.upper, .52914569, 1e-8);
    }
}

Test(ratio, mantel_haenszel_of_one_stratum_is_the_risk_ratio)
{
    const double a[] = {30}, n1[] = {10000}, b[] = {120}, n0[] = {15000};
    an_ratio_common c;
    cr_assert_eq(an_ratio_mantel_haenszel(a, n1, b, n0, 1, .95, &c), AN_OK);
    expect_near(c.ratio, .375, 1e-14);
    expect_near(c.interval.lower, .2515523217432074, 1e-12);
    cr_expect_eq(an_ratio_mantel_haenszel(a, n1, b, n0, 0, .95, &c), AN_UNDEFINED);
    const double zero[] = {0}, one[] = {1}, more[] = {2};
    cr_expect_eq(an_ratio_mantel_haenszel(zero, one, one, one, 1, .95, &c), AN_UNDEFINED);
    cr_expect_eq(an_ratio_mantel_haenszel(one, one, zero, one, 1, .95, &c), AN_UNDEFINED);
    cr_expect_eq(an_ratio_mantel_haenszel(one, one, one, one, 1, .95, &c), AN_UNDEFINED);
    cr_expect_eq(an_ratio_mantel_haenszel(one, zero, one, more, 1, .95, &c), AN_UNDEFINED, "1 of 0");
}

/* R: poisson.test(c(a, b), c(t1, t0)): estimate, conf.int; p: twice the smaller of the p-values
 * with alternative "less" and "greater", at most 1 */
Test(ratio, rates_agree_with_r)
{
    const double cases[][8] = {
        {11, 800, 15, 1000, .9166666666666667, .3808360742038599, 2.1358787318859180, .9884941705572305},
        {0, 10, 3, 12, 0, 0, 2.9039422720240706, .3245679939894816},
        {41, 28010, 15, 19017, 1.855758657622278, 1.005684062689258, 3.609300311077905, .04766024675456605},
        {1e6, 2e3, 1003000, 2e3, .9970089730807578, .9942503496367076, .9997752476995381, .03408836507943939},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const double *const c = cases[i];
        an_ratio_poisson r;
        cr_assert_eq(an_ratio_rates(c[0], c[1], c[2], c[3], .95, &r), AN_OK);
        expect_near(r.ratio, c[4], 1e-14);
        expect_near(r.interval.lower, c[5], 1e-10);
        expect_near(r.interval.upper, c[6], 1e-10);
        expect_near(r.p_value, c[7], 1e-10);
    }
}

Test(ratio, rates_at_their_limits)
{
    an_ratio_poisson r, swapped;
    cr_assert_eq(an_ratio_rates(3, 12, 0, 10, .95, &r), AN_OK);
    cr_expect(isinf(r.ratio) && isinf(r.interval.upper));
    cr_assert_eq(an_ratio_rates(0, 10, 3, 12, .95, &swapped), AN_OK);
    expect_near(1 / r.interval.lower, swapped.interval.upper, 1e-13);
    cr_assert_eq(an_ratio_rates(5, 1, 5, 1, .95, &r), AN_OK);
    cr_expect_eq(r.p_value, 1);
    const double bad[][5] = {{0, 1, 0, 1, .95}, {-1, 1, 3, 1, .95}, {1, 0, 3, 1, .95}, {1, 1, 3, 0, .95},
                             {1, 1, 3, 1, 1}, {NAN, 1, 3, 1, .95}, {1, INFINITY, 3, 1, .95},
                             {1, 1e300, 3, 1e-300, .95}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        cr_expect_eq(an_ratio_rates(bad[i][0], bad[i][1], bad[i][2], bad[i][3], bad[i][4], &r), AN_UNDEFINED);
}
