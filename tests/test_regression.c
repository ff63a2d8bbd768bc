/* test_regression: tests of stat/regression. The numbers of R come from reference/robust.R. */
#include <string.h>

#include <gsl/gsl_errno.h>

#include "near.h"
#include "reference/nist.h"
#include "sample.h"
#include "stat/location.h"
#include "stat/regression.h"

TestSuite(regression, .init = (void (*)(void))gsl_set_error_handler_off);

enum { MOST = 1000 };

/* Right digits of the worst of p values: the log relative error of NIST. */
static double digits(const double value[], const double (*certified)[2], size_t p, int column)
{
    double worst = 16;
    for (size_t j = 0; j < p; j++) {
        double lre = -log10(fabs(value[j] - certified[j][column]) / fabs(certified[j][column]));
        worst = fmin(worst, lre);
    }
    return worst;
}

Test(regression, ols_keeps_14_digits_of_longley)
{
    enum { N = NIST_LONGLEY_N, P = NIST_LONGLEY_P };
    double x[N * P], y[N], b[P], error[P], scratch[AN_REGRESSION_OLS_SCRATCH(N, P)];
    for (size_t i = 0; i < N; i++) {
        y[i] = nist_longley[i][0];
        for (size_t j = 0; j < P; j++)
            x[i * P + j] = j == 0 ? 1 : nist_longley[i][j];
    }
    cr_assert_eq(an_regression_ols(x, y, N, P, scratch, b, error), AN_OK);
    cr_expect_geq(digits(b, nist_longley_certified, P, 0), 14);
    cr_expect_geq(digits(error, nist_longley_certified, P, 1), 14);
}

Test(regression, ols_keeps_7_digits_of_filip)
{
    enum { N = NIST_FILIP_N, P = NIST_FILIP_P };
    double x[N * P], y[N], b[P], error[P], scratch[AN_REGRESSION_OLS_SCRATCH(N, P)];
    for (size_t i = 0; i < N; i++) {
        y[i] = nist_filip[i][0];
        for (size_t j = 0; j < P; j++)
            x[i * P + j] = j == 0 ? 1 : x[i * P + j - 1] * nist_filip[i][1];
    }
    cr_assert_eq(an_regression_ols(x, y, N, P, scratch, b, error), AN_OK);
    cr_expect_geq(digits(b, nist_filip_certified, P, 0), 7.2);
    cr_expect_geq(digits(error, nist_filip_certified, P, 1), 7.2);
}

Test(regression, ols_gives_coefficients_and_their_errors)
{
    /* Through (1, 1), (2, 3), (3, 2): by hand b = 1 + x / 2, residuals -1/2, 1, -1/2, s^2 = 3/2. */
    const double x[] = {1, 1, 1, 2, 1, 3}, y[] = {1, 3, 2};
    double b[2], error[2], scratch[AN_REGRESSION_OLS_SCRATCH(3, 2)];
    cr_assert_eq(an_regression_ols(x, y, 3, 2, scratch, b, error), AN_OK);
    expect_near(b[0], 1, 1e-15);
    expect_near(b[1], 0.5, 1e-15);
    expect_near(error[0], sqrt(1.5 * 14 / 6), 1e-15);
    expect_near(error[1], sqrt(1.5 / 2), 1e-15);
}

Test(regression, ols_refuses_what_has_no_unique_answer)
{
    const double y[] = {1, 3, 2, 5};
    const double twice[] = {1, 2, 2, 4, 3, 6, 7, 14}, zero[] = {1, 0, 2, 0, 3, 0, 4, 0};
    const double almost[] = {1, 0.1, 3, 0.3, 7, 0.7, 11, 1.1}; /* a multiple but for rounding */
    double b[2] = {-1, -1}, error[2] = {-1, -1}, scratch[AN_REGRESSION_OLS_SCRATCH(4, 2)];
    const double *wrong[] = {twice, zero, almost};
    for (size_t i = 0; i < 3; i++)
        cr_expect_eq(an_regression_ols(wrong[i], y, 4, 2, scratch, b, error), AN_UNDEFINED);
    cr_expect_eq(an_regression_ols(twice, y, 2, 2, scratch, b, error), AN_UNDEFINED);
    cr_expect_eq(an_regression_ols(twice, y, 0, 2, scratch, b, error), AN_UNDEFINED);
    cr_expect_eq(an_regression_ols(twice, y, 4, 0, scratch, b, error), AN_UNDEFINED);
    cr_expect(b[0] == -1 && error[0] == -1);
}

typedef struct expectation {
    size_t n, kept;
    double raw, raw_scale, estimate, scale;
} expectation;

static void expect_fit(const an_regression_lts *fit, const expectation *e)
{
    cr_expect_not(fit->exact);
    cr_expect_eq(fit->h, (e->n + 2) / 2);
    cr_expect_eq(fit->kept, e->kept, "n %zu: kept %zu", e->n, fit->kept);
    expect_near(fit->raw_estimate, e->raw, 1e-12);
    expect_near(fit->raw_scale, e->raw_scale, 1e-12);
    expect_near(fit->estimate, e->estimate, 1e-12);
    expect_near(fit->scale, e->scale, 1e-12);
}

/* R: covMcd(y, alpha = .5, use.correction = FALSE), its scale times sqrt(.MCDcnp2(1, n, h / n)) */
Test(regression, lts_location_agrees_with_r)
{
    const expectation cases[] = {
        {5, 3, .35991253704406945, .21429224476501241, .35991253704406956, .23178280071615634},
        {10, 9, .86715089899607489, .632094861752309, .81502229193083597, .62696402910310489},
        {50, 42, .41790043599281257, .4718738706612593, .56949469103896966, .53654292403154913},
        {101, 79, .24753124801460871, .47934479311104444, .49472759869196503, .5999536971001227},
        {1000, 773, .32020334438672327, .53080539832570739, .57251359869263119, .63658410512886521},
    };
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        double y[MOST], scratch[2 * MOST];
        an_regression_lts fit;
        exponentials(y, cases[c].n);
        an_location_sort(y, cases[c].n);
        cr_assert_eq(an_regression_lts_location(y, cases[c].n, scratch, &fit), AN_OK);
        expect_fit(&fit, &cases[c]);
    }
}

Test(regression, lts_location_is_the_tightest_window_even_beside_huge_outliers)
{
    for (size_t n = 3; n <= 60; n++) {
        double y[60], scratch[120], best = INFINITY, expected = NAN;
        an_regression_lts fit;
        exponentials(y, n);
        for (size_t i = 0; i < n / 3; i++)
            y[i] = i % 2 ? 1e14 + (double)i : -1e13;
        an_location_sort(y, n);
        cr_assert_eq(an_regression_lts_location(y, n, scratch, &fit), AN_OK);
        for (size_t from = 0; from + fit.h <= n; from++) {
            double mean = 0, squares = 0;
            for (size_t i = from; i < from + fit.h; i++)
                mean += y[i] / (double)fit.h;
            for (size_t i = from; i < from + fit.h; i++)
                squares += (y[i] - mean) * (y[i] - mean);
            if (squares < best) {
                best = squares;
                expected = mean;
            }
        }
        expect_near(fit.raw_estimate, expected, 1e-13);
    }
}

Test(regression, lts_finds_a_price_under_forty_percent_of_false_ones)
{
    enum { N = 200 };
    double y[N], scratch[2 * N];
    an_regression_lts fit;
    uniforms(y, N, 12);
    for (size_t i = 0; i < N; i++)
        y[i] = (i < 80 ? 1 : 2) + 0.002 * (y[i] - 0.5);
    an_location_sort(y, N);
    cr_assert_eq(an_regression_lts_location(y, N, scratch, &fit), AN_OK);
    expect_near(fit.estimate, 2, 1e-3);
    cr_expect_eq(fit.kept, 120);
}

/* All units are equal; just more than half; of large samples, half. */
Test(regression, an_exact_fit_is_reported)
{
    for (size_t n = 3; n <= 201; n += 22) {
        for (int k = 0; k < 3; k++) {
            double y[201], scratch[402];
            const size_t exact = k == 0 ? n : n / 2 + (k == 1);
            an_regression_lts fit;
            uniforms(y, n, 5);
            for (size_t i = 0; i < n; i++)
                y[i] = 3 + (i < exact ? 0 : 1 + 1000 * y[i]);
            an_location_sort(y, n);
            cr_assert_eq(an_regression_lts_location(y, n, scratch, &fit), AN_OK);
            if (k == 2 && n < 100)
                continue; /* half of the units do not make the fit yet */
            expect_near(fit.estimate, 3, 1e-9);
            cr_expect(fit.exact && fit.scale == 0 && fit.raw_scale == 0, "n %zu, case %d", n, k);
            cr_expect_eq(fit.kept, exact);
        }
    }
}

Test(regression, lts_needs_three_units)
{
    const double y[] = {2, 4, 7}, alike[] = {5, 5, 5};
    double scratch[6];
    an_regression_lts fit = {.h = 77};
    for (size_t n = 0; n < 3; n++)
        cr_expect_eq(an_regression_lts_location(y, n, scratch, &fit), AN_UNDEFINED);
    cr_expect_eq(fit.h, 77);
    cr_expect_eq(an_regression_lts_location(alike, 3, scratch, &fit), AN_OK);
    cr_expect(fit.exact && fit.estimate == 5 && fit.kept == 3);
}
