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
        cr_expect_eq(an_ratio_mantel_haenszel(&c[0], &c[1], &c[2], &c[3], 1, c[4], &common), AN_UNDEFINED);
        cr_expect(ratio == 7 && v.lower == 7 && v.upper == 7);
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
