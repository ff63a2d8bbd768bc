/* test_ratio: tests of stat/ratio. */
#include <criterion/criterion.h>

#include "near.h"
#include "stat/ratio.h"

TestSuite(ratio, .init = gsl_handler_off);

/* R: epitools::riskratio.wald(matrix(c(14880, 9970, 120, 30), 2)) */
Test(ratio, katz_agrees_with_r_and_refuses_cells_of_0)
{
    const struct {
        double cells[4], level, ratio, lower, upper;
    } cases[] = {
        {{30, 10000, 120, 15000}, .95, .375, .2515523217432074, .5590288295711081},
        {{30, 10000, 120, 15000}, .99, .375, .2218917616222890, .6337549396690816},
    };
    const double zero[][4] = {{0, 1, 0, 1}, {1, 1, 1, 1}, {0, 5, 2, 5},
                              {2, 5, 0, 5}, {5, 5, 2, 5}, {2, 5, 5, 5}};
    double ratio;
    an_interval v;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const double *const c = cases[i].cells;
        cr_assert_eq(an_ratio_katz(c[0], c[1], c[2], c[3], cases[i].level, &ratio, &v), AN_OK);
        expect_near(ratio, cases[i].ratio, 1e-13);
        expect_near(v.lower, cases[i].lower, 1e-12);
        expect_near(v.upper, cases[i].upper, 1e-12);
    }
    for (size_t i = 0; i < sizeof zero / sizeof *zero; i++)
        cr_expect_eq(an_ratio_katz(zero[i][0], zero[i][1], zero[i][2], zero[i][3], .95, &ratio, &v),
                     AN_UNDEFINED);
}

/* The first three: scipy, the score test inverted by brentq. The others in R, without the closed form: the
 * constrained maximum by optimize, the bounds by uniroot:
 *    ll <- function(p0) dbinom(a, n1, rho*p0, log = TRUE) + dbinom(b, n0, p0, log = TRUE)
 *    p0 <- optimize(ll, c(1e-14, min(1, 1/rho) - 1e-14), maximum = TRUE, tol = 1e-14)$maximum; p1 <- rho*p0
 *    (a/n1 - rho*b/n0)/sqrt((p1*(1-p1)/n1 + rho^2*p0*(1-p0)/n0)*N/(N-1)) = +-qnorm(.975) */
Test(ratio, score_interval_agrees_with_numerical_likelihood)
{
    const double cases[][7] = {
        {0, 100, 30, 100, 0, .12430292, 5e-8},
        {50, 100, 0, 100, 13.43153401, INFINITY, 3e-9},
        {30, 10000, 120, 15000, .25217882, .55750052, 3e-8},
        {8, 15, 4, 15, .80336664718537, 5.42309695043063, 2e-6},
        {0, 100, 7, 200, 0, 1.074309200046557, 2e-6},
        {5, 10, 0, 12, 1.814686954359185, INFINITY, 2e-6},
        {10, 10, 9, 12, .9111114579740897, 2.1677197139513900, 2e-6},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const double *const c = cases[i];
        double ratio;
        an_interval v;
        cr_assert_eq(an_ratio_score(c[0], c[1], c[2], c[3], .95, &ratio, &v), AN_OK);
        expect_near(ratio, c[2] > 0 ? c[0] / c[1] / (c[2] / c[3]) : INFINITY, 1e-14);
        expect_near(v.lower, c[4], c[6]);
        expect_near(v.upper, c[5], c[6]);
    }
}

Test(ratio, score_interval_holds_at_the_edges)
{
    const double cases[][4] = {{1, 1, 1, 1},         {1, 1, 0, 1},     {0, 1, 1, 1},
                               {1e9, 1e9, 1e9, 1e9}, {1, 1e9, 1, 1e9}, {5, 5, 1e6, 1e9}};
    double ratio;
    an_interval v, swapped;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const double *const c = cases[i];
        cr_assert_eq(an_ratio_score(c[0], c[1], c[2], c[3], .95, &ratio, &v), AN_OK);
        cr_expect(v.lower <= ratio && ratio <= v.upper && v.lower < v.upper, "case %zu", i);
        cr_assert_eq(an_ratio_score(c[2], c[3], c[0], c[1], .95, &ratio, &swapped), AN_OK);
        if (c[0] > 0 && c[2] > 0)
            expect_near(1 / swapped.upper, v.lower, 1e-9);
    }
    cr_expect_eq(an_ratio_score(0, 5, 0, 5, .95, &ratio, &v), AN_UNDEFINED);
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
        an_ratio_common common;
        cr_expect_eq(an_ratio_katz(c[0], c[1], c[2], c[3], c[4], &ratio, &v), AN_UNDEFINED);
        cr_expect_eq(an_ratio_score(c[0], c[1], c[2], c[3], c[4], &ratio, &v), AN_UNDEFINED);
        cr_expect_eq(an_ratio_mantel_haenszel(&c[0], &c[1], &c[2], &c[3], 1, c[4], &common), AN_UNDEFINED);
        cr_expect(ratio == 7 && v.lower == 7 && v.upper == 7);
    }
}

/* R: Greenland and Robins' formula */
Test(ratio, mantel_haenszel_agrees_with_r)
{
    const double a[] = {30, 12, 5, 0, 2}, n1[] = {10000, 2000, 900, 0, 1}, b[] = {120, 90, 40, 3, 3},
                 n0[] = {15000, 6000, 3000, 10, 40};
    an_ratio_common c;
    for (size_t strata = 3; strata <= 5; strata++) { /* the others compare nothing: they change nothing */
        cr_assert_eq(an_ratio_mantel_haenszel(a, n1, b, n0, strata, .95, &c), AN_OK);
        expect_near(c.ratio, .386878919, 1.3e-9);
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
    cr_expect_eq(an_ratio_mantel_haenszel(zero, one, zero, one, 1, .95, &c), AN_UNDEFINED);
    cr_expect_eq(an_ratio_mantel_haenszel(one, one, one, one, 1, .95, &c), AN_UNDEFINED);
    cr_expect_eq(an_ratio_mantel_haenszel(one, zero, one, more, 1, .95, &c), AN_UNDEFINED, "1 of 0");
}

/* With one stratum it is the score interval of section 8; two alike are narrower about the same ratio. */
Test(ratio, groups_without_an_event_have_the_score_interval)
{
    const double none[] = {0, 0}, n[] = {100, 100}, b[] = {30, 30};
    an_ratio_common one, two, open;
    cr_assert_eq(an_ratio_mantel_haenszel(none, n, b, n, 1, .95, &one), AN_OK);
    cr_expect(one.by_score && one.ratio == 0 && one.interval.lower == 0);
    expect_near(one.interval.upper, .12430292, 5e-8);
    cr_assert_eq(an_ratio_mantel_haenszel(none, n, b, n, 2, .95, &two), AN_OK);
    cr_expect(two.ratio == 0 && two.interval.upper < one.interval.upper && two.interval.upper > 0);
    cr_assert_eq(an_ratio_mantel_haenszel(b, n, none, n, 2, .95, &open), AN_OK);
    cr_expect(isinf(open.ratio) && isinf(open.interval.upper) && open.interval.lower > 1);
}

/* The formula in scipy: chi2.sf(Q, H - 1). The strata of section 2, and two that contradict each other. */
Test(ratio, homogeneity_agrees_with_scipy)
{
    const double a[] = {30, 12, 5, 2}, n1[] = {10000, 2000, 900, 1}, b[] = {120, 90, 40, 3},
                 n0[] = {15000, 6000, 3000, 40};
    const double low[] = {100, 1000}, n[] = {10000, 10000}, high[] = {1000, 100}, none[] = {0, 0};
    double q, p;
    size_t degrees;
    for (size_t strata = 3; strata <= 4; strata++) { /* two controls on one item compare nothing */
        cr_assert_eq(an_ratio_homogeneity(a, n1, b, n0, strata, &q, &degrees, &p), AN_OK);
        expect_near(q, .05980356, 1e-7);
        expect_near(p, .9705, 1e-4);
        cr_expect_eq(degrees, 2);
    }
    cr_assert_eq(an_ratio_homogeneity(low, n, high, n, 2, &q, &degrees, &p), AN_OK);
    expect_near(q, 981.833, 1e-6);
    cr_expect(degrees == 1 && p < 1e-200);
    cr_expect_eq(an_ratio_homogeneity(low, n, high, n, 1, &q, &degrees, &p), AN_UNDEFINED);
    cr_expect_eq(an_ratio_homogeneity(none, n, none, n, 2, &q, &degrees, &p), AN_UNDEFINED);
    cr_assert_eq(an_ratio_homogeneity(none, n, high, n, 2, &q, &degrees, &p), AN_OK);
    cr_assert_eq(an_ratio_homogeneity(n, n, n, n, 2, &q, &degrees, &p), AN_OK);
    cr_expect(q == 0 && p == 1);
}
