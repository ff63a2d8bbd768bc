/* test_reference: what the prices of a comparison set look like, against R. */
#include <criterion/criterion.h>

#include "near.h"
#include "price/reference.h"
#include "sample.h"

TestSuite(reference, .init = gsl_handler_off);

enum { MOST = 64 };

static an_reference make(const double prices[], size_t n, size_t min_group)
{
    double sorted[MOST], scratch[4 * MOST];
    an_reference reference = an_reference_none;
    for (size_t i = 0; i < n; i++)
        sorted[i] = prices[i];
    an_reference_describe(sorted, n, AN_REFERENCE_ALL, min_group, scratch, &reference);
    return reference;
}

/* R, with u() of reference/robust.R: p <- -log(u(n, n)); l <- log(p); m <- mad(l); s <- if (m >= .01) m else
 * .1; keep <- abs(l - median(l)) / s <= 3.5; c(median(p), quantile(p, c(.25, .75)), mean(p[keep]), median(l),
 * m, robustbase::Qn(l), robustbase::mc(l, doReflect = TRUE)) */
Test(reference, has_the_numbers_of_R)
{
    static const struct {
        size_t n;
        double median, q1, q3, cap, log_median, mad, qn, mc;
    } cases[] = {
        {1, 11.758011851616077, 11.758011851616077, 11.758011851616077, 11.758011851616077, 2.464534867941460,
         0, NAN, 0},
        {2, 6.2000892984178479, 3.7677016120987066, 8.6324769847369911, 6.2000892984178479,
         1.3464705788363227, 1.5675591538888110, 1.8740227283288222, 0},
        {15, 0.65665777497215805, 0.22744383676955823, 1.46053364525862550, 1.42224160261767540,
         -0.42059228666142395, 1.40890880267977758, 1.72145961001740755, -0.24367841152061498},
        {60, 0.68118753114065855, 0.23331670124968981, 1.61584678642923252, 1.19834862310024981,
         -0.38449803926686588, 1.38334372383368809, 1.39578584568881547, -0.12686764954931506},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        double prices[MOST];
        exponentials(prices, cases[i].n);
        const an_reference r = make(prices, cases[i].n, 10);
        cr_expect_eq(r.n, cases[i].n);
        expect_near(r.median, cases[i].median, 1e-14);
        expect_near(r.q1, cases[i].q1, 1e-14);
        expect_near(r.q3, cases[i].q3, 1e-14);
        expect_near(r.cap, cases[i].cap, 1e-14);
        expect_near(r.log_median, cases[i].log_median, 1e-13);
        expect_near(r.mad, cases[i].mad, 1e-13);
        cr_expect(isnan(cases[i].qn) ? isnan(r.qn) : is_near(r.qn, cases[i].qn, 1e-7), "n = %zu: Qn %.17g",
                  r.n, r.qn);
        expect_near(r.mc, cases[i].mc, 1e-13);
        cr_expect_eq(r.cleaned_share, 0);
        cr_expect_eq(r.verdict, cases[i].n < 10 ? AN_PRICE_SPARSE : AN_PRICE_SEPARATE, "its MAD is over 0.7");
        cr_expect(isnan(r.lap), "a LAP would be meaningless");
    }
    an_reference r = an_reference_none;
    double nothing[1];
    an_reference_describe(nothing, 0, AN_REFERENCE_ALL, 10, nothing, &r);
    cr_expect(r.n == 0 && isnan(r.median) && isnan(r.cap) && r.verdict == AN_PRICE_SPARSE);
}

/* R: p <- c(8:12, 9.5, 10.5, 10.2, 9.9, 10.1, 1, 95); l <- log(p); keep <- abs(l - median(l)) / mad(l)
 * <= 3.5; c(mean(p[keep]), 1 - mean(keep)) */
Test(reference, the_CAP_leaves_out_extremes_of_both_tails_and_the_LAP_is_half_of_it)
{
    static const double prices[] = {8, 9, 10, 11, 12, 9.5, 10.5, 10.2, 9.9, 10.1, 1, 95};
    const an_reference r = make(prices, 12, 10);
    expect_near(r.cap, 10.02, 1e-14);
    expect_near(r.cleaned_share, 2.0 / 12, 1e-14);
    cr_expect_eq(r.verdict, AN_PRICE_HOMOGENEOUS);
    expect_near(r.lap, 5.01, 1e-14);
    cr_expect_eq(make(prices, 12, 13).verdict, AN_PRICE_SPARSE);
    cr_expect(isnan(make(prices, 12, 13).lap));
}

Test(reference, does_not_depend_on_the_order)
{
    static const double up[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11},
                        down[] = {11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1};
    const an_reference a = make(up, 11, 2), b = make(down, 11, 2);
    cr_expect(a.median == b.median && a.cap == b.cap && a.mad == b.mad && a.qn == b.qn && a.mc == b.mc);
}

/* Prices in cents or in another currency: what is in EUR/kg scales, what is of logs stays. */
Test(reference, is_equivariant_in_the_unit_of_money)
{
    double prices[MOST], cents[MOST];
    exponentials(prices, 40);
    for (size_t i = 0; i < 40; i++)
        cents[i] = 100 * prices[i];
    const an_reference a = make(prices, 40, 10), b = make(cents, 40, 10);
    expect_near(b.median, 100 * a.median, 1e-14);
    expect_near(b.cap, 100 * a.cap, 1e-13);
    expect_near(b.mad, a.mad, 1e-13);
    expect_near(b.qn, a.qn, 1e-12);
    expect_near(b.mc, a.mc, 1e-11);
    cr_expect_eq(a.price_groups, b.price_groups);
}

/* More than half of the prices alike: no division by zero, no mass flagging. R: log(12/10)/1.349 */
Test(reference, the_scale_is_never_0)
{
    static const struct {
        double prices[12];
        double scale;
        const char *method;
    } cases[] = {
        {{10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 50}, AN_PRICE_SCALE_FLOOR, "floor"},
        {{10, 10, 10, 10, 10, 10, 10, 12, 12, 12, 12, 12}, 0.1351531185, "iqr"},
        {{10, 10, 10, 10, 10, 10, 10, 10, 10.01, 10.01, 10.01, 10.02}, AN_PRICE_SCALE_FLOOR, "floor"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const an_reference r = make(cases[i].prices, 12, 10);
        const char *method;
        const double scale = an_reference_scale(&r, &method);
        expect_near(scale, cases[i].scale, 1e-8);
        cr_expect_str_eq(method, cases[i].method);
        cr_expect_eq(an_reference_score(&r, 10, scale), 0);
        cr_expect_lt(fabs(an_reference_score(&r, 10.2, scale)), 3.5, "a small difference is no signal");
    }
    static const double spread[] = {8, 9, 10, 11, 12};
    const an_reference r = make(spread, 5, 2);
    const char *method;
    cr_expect_eq(an_reference_scale(&r, &method), r.mad);
    cr_expect_str_eq(method, "mad");
}

Test(reference, several_price_groups_are_heterogeneous)
{
    double prices[40];
    for (size_t i = 0; i < 40; i++) /* garments and buttons of one code */
        prices[i] = (i % 5 == 0 ? 2 : 30) * (1 + 0.01 * (double)(i % 7));
    const an_reference r = make(prices, 40, 10);
    cr_expect_eq(r.price_groups, 2);
    cr_expect_eq(r.verdict, AN_PRICE_SEPARATE);
    cr_expect(isnan(r.lap));
    cr_expect_str_eq(an_reference_verdict(AN_PRICE_SEPARATE), "heterogeneous");
    cr_expect_str_eq(an_reference_verdict(AN_PRICE_HOMOGENEOUS), "homogeneous");
    cr_expect_str_eq(an_reference_verdict(AN_PRICE_SPARSE), "sparse");
}
