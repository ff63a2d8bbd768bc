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
    double x[N * P], y[N], b[P], error[P], sd, scratch[AN_REGRESSION_OLS_SCRATCH(N, P)];
    for (size_t i = 0; i < N; i++) {
        y[i] = nist_longley[i][0];
        for (size_t j = 0; j < P; j++)
            x[i * P + j] = j == 0 ? 1 : nist_longley[i][j];
    }
    cr_assert_eq(an_regression_ols(x, y, N, P, scratch, b, error, &sd), AN_OK);
    cr_expect_geq(digits(b, nist_longley_certified, P, 0), 14);
    cr_expect_geq(digits(error, nist_longley_certified, P, 1), 14);
    expect_near(sd, NIST_LONGLEY_SD, 1e-12);
}

Test(regression, ols_keeps_7_digits_of_filip)
{
    enum { N = NIST_FILIP_N, P = NIST_FILIP_P };
    double x[N * P], y[N], b[P], error[P], sd, scratch[AN_REGRESSION_OLS_SCRATCH(N, P)];
    for (size_t i = 0; i < N; i++) {
        y[i] = nist_filip[i][0];
        for (size_t j = 0; j < P; j++)
            x[i * P + j] = j == 0 ? 1 : x[i * P + j - 1] * nist_filip[i][1];
    }
    cr_assert_eq(an_regression_ols(x, y, N, P, scratch, b, error, &sd), AN_OK);
    cr_expect_geq(digits(b, nist_filip_certified, P, 0), 7.2);
    cr_expect_geq(digits(error, nist_filip_certified, P, 1), 7.2);
    expect_near(sd, NIST_FILIP_SD, 1e-8);
}

Test(regression, ols_gives_what_is_asked_for)
{
    /* Through (1, 1), (2, 3), (3, 2): by hand b = 1 + x / 2, residuals -1/2, 1, -1/2, s^2 = 3/2. */
    const double x[] = {1, 1, 1, 2, 1, 3}, y[] = {1, 3, 2};
    double b[2], error[2], sd, scratch[AN_REGRESSION_OLS_SCRATCH(3, 2)];
    cr_assert_eq(an_regression_ols(x, y, 3, 2, scratch, b, NULL, NULL), AN_OK);
    expect_near(b[0], 1, 1e-15);
    expect_near(b[1], 0.5, 1e-15);
    cr_assert_eq(an_regression_ols(x, y, 3, 2, scratch, b, error, &sd), AN_OK);
    expect_near(sd, sqrt(1.5), 1e-15);
    expect_near(error[0], sqrt(1.5 * 14 / 6), 1e-15);
    expect_near(error[1], sqrt(1.5 / 2), 1e-15);
}

Test(regression, ols_refuses_what_has_no_unique_answer)
{
    const double y[] = {1, 3, 2, 5};
    const double twice[] = {1, 2, 2, 4, 3, 6, 7, 14}, zero[] = {1, 0, 2, 0, 3, 0, 4, 0};
    const double almost[] = {1, 0.1, 3, 0.3, 7, 0.7, 11, 1.1}; /* a multiple but for rounding */
    double b[2] = {-1, -1}, error[2] = {-1, -1}, sd = -1, scratch[AN_REGRESSION_OLS_SCRATCH(4, 2)];
    const double *wrong[] = {twice, zero, almost};
    for (size_t i = 0; i < 3; i++)
        cr_expect_eq(an_regression_ols(wrong[i], y, 4, 2, scratch, b, error, &sd), AN_UNDEFINED);
    cr_expect_eq(an_regression_ols(twice, y, 2, 2, scratch, b, error, &sd), AN_UNDEFINED);
    cr_expect_eq(an_regression_ols(twice, y, 0, 2, scratch, b, error, &sd), AN_UNDEFINED);
    cr_expect_eq(an_regression_ols(twice, y, 4, 0, scratch, b, error, &sd), AN_UNDEFINED);
    cr_expect(b[0] == -1 && error[0] == -1 && sd == -1);
}

typedef struct expectation {
    size_t n, kept;
    double raw, raw_scale, estimate, scale, cutoff;
    size_t flags;
} expectation;

static void expect_fit(const double x[], const double y[], const an_regression_lts *fit, const expectation *e)
{
    double score[MOST];
    size_t flags = 0;
    cr_expect(fit->proven && !fit->exact);
    cr_expect_eq(fit->h, (e->n + 2) / 2);
    cr_expect_eq(fit->kept, e->kept, "n %zu: kept %zu", e->n, fit->kept);
    expect_near(fit->raw_estimate, e->raw, 1e-12);
    expect_near(fit->raw_scale, e->raw_scale, 1e-12);
    expect_near(fit->estimate, e->estimate, 1e-12);
    expect_near(fit->scale, e->scale, 1e-12);
    expect_near(fit->cutoff, e->cutoff, 1e-12);
    an_regression_lts_scores(fit, x, y, e->n, score);
    for (size_t i = 0; i < e->n; i++)
        flags += fabs(score[i]) > fit->cutoff;
    cr_expect_eq(flags, e->flags);
}

/* R: ltsReg(x, y, intercept = FALSE) without its small-sample factor, times sqrt(.MCDcnp2(1, n, h / n)) */
Test(regression, lts_through_the_origin_agrees_with_r)
{
    const expectation cases[] = {
        {4, 3, 1.9636880765773883, .13359459461705517, 1.9636880765773883, .15516172899856837,
         3.0233414397391534, 1},
        {5, 3, 2.1252838390458035, 2.9283912005730204, 2.1252838390458035, 3.1674068037583991,
         3.0902323061678132, 1},
        {10, 8, 2.2240010775683206, 3.2054135684891878, 2.2194823781981654, 4.0982824248796277,
         3.2905267314919255, 2},
        {20, 15, 1.7173705868383331, 4.7974903505502589, 1.6785259765569709, 5.6599320485936415,
         3.4807564043462422, 2},
        {50, 35, 2.0643194171904082, 6.2731520279351862, 2.0209673608524503, 10.506835964229291,
         3.7190164854557084, 10},
        {101, 64, 2.0454507956512078, 6.1890991108317941, 2.0331386501443296, 10.133077080859128,
         3.8930055140775419, 10},
        {400, 246, 2.0309951310819843, 5.1008911155338792, 2.0550012273600617, 8.2893227593359757,
         4.2147996699930381, 49},
    };
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        double x[MOST], y[MOST], scratch[3 * MOST];
        an_regression_lts fit;
        prices(x, y, cases[c].n);
        cr_assert_eq(an_regression_lts_origin(x, y, cases[c].n, scratch, &fit), AN_OK);
        expect_fit(x, y, &fit, &cases[c]);
    }
}

/* R: covMcd(y, alpha = .5, use.correction = FALSE), factor as above */
Test(regression, lts_location_agrees_with_r)
{
    const expectation cases[] = {
        {5, 3, .35991253704406945, .21429224476501241, .35991253704406956, .23178280071615634,
         3.0902323061678132, 2},
        {10, 9, .86715089899607489, .632094861752309, .81502229193083597, .62696402910310489,
         3.2905267314919255, 1},
        {50, 42, .41790043599281257, .4718738706612593, .56949469103896966, .53654292403154913,
         3.7190164854557084, 2},
        {101, 79, .24753124801460871, .47934479311104444, .49472759869196503, .5999536971001227,
         3.8930055140775419, 6},
        {1000, 773, .32020334438672327, .53080539832570739, .57251359869263119, .63658410512886521,
         4.4171734134676051,
         39},
    };
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        double y[MOST], scratch[2 * MOST];
        an_regression_lts fit;
        exponentials(y, cases[c].n);
        an_location_sort(y, cases[c].n);
        cr_assert_eq(an_regression_lts_location(y, cases[c].n, scratch, &fit), AN_OK);
        expect_fit(NULL, y, &fit, &cases[c]);
    }
}

/* The least sum of squares about a line through the origin over all subsets of h out of n <= 16 units. */
static double best_subset(const double x[], const double y[], size_t n, size_t h)
{
    double best = INFINITY;
    for (unsigned subset = 0; subset < 1u << n; subset++) {
        if ((size_t)__builtin_popcount(subset) != h)
            continue;
        double xx = 0, xy = 0, squares = 0;
        for (size_t i = 0; i < n; i++) {
            xx += subset >> i & 1 ? x[i] * x[i] : 0;
            xy += subset >> i & 1 ? x[i] * y[i] : 0;
        }
        for (size_t i = 0; i < n; i++) {
            double residual = y[i] - (xx > 0 ? xy / xx : 0) * x[i];
            squares += subset >> i & 1 ? residual * residual : 0;
        }
        best = fmin(best, squares);
    }
    return best;
}

Test(regression, lts_through_the_origin_is_the_global_minimum)
{
    for (size_t c = 0; c < 240; c++) {
        size_t n = 3 + c % 9;
        double x[16], y[16], scratch[3 * 16];
        an_regression_lts fit;
        uniforms(x, n, c + 1);
        uniforms(y, n, c + 1000);
        for (size_t i = 0; i < n; i++) {
            switch (c % 4) {
            case 0: break;
            case 1: x[i] = exp(3 * x[i]), y[i] *= x[i]; break;
            case 2: x[i] = ceil(4 * x[i]), y[i] = ceil(9 * y[i]); break;              /* ties */
            default: x[i] = i % 3 == 0 ? 0 : x[i] - 0.5, y[i] = y[i] - 0.5; break; /* both signs, and 0 */
            }
        }
        cr_assert_eq(an_regression_lts_origin(x, y, n, scratch, &fit), AN_OK);
        double line = fit.raw_estimate, least = best_subset(x, y, n, fit.h);
        double criterion = an_regression_concentrate(x, y, n, fit.h, scratch, NULL, &line);
        cr_expect(fit.proven);
        cr_expect_leq(criterion, least * (1 + 1e-6) + 1e-20, "case %zu: %g, could be %g", c, criterion,
                      least);
    }
}

/* On a grid every line through the middle is as good as its neighbours: nothing can be ruled out. */
Test(regression, a_search_that_runs_out_says_so_and_keeps_a_good_line)
{
    double x[MOST], y[MOST], scratch[3 * MOST];
    an_regression_lts line, location;
    for (size_t i = 0; i < MOST; i++) {
        x[i] = 1;
        y[i] = (double)i;
    }
    cr_assert_eq(an_regression_lts_origin(x, y, MOST, scratch, &line), AN_OK);
    cr_assert_eq(an_regression_lts_location(y, MOST, scratch, &location), AN_OK);
    cr_expect_not(line.proven);
    cr_expect(location.proven);
    expect_near(line.raw_scale, location.raw_scale, 1e-6);
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
    double x[N], y[N], scratch[3 * N], score[N], noise[N];
    an_regression_lts fit;
    uniforms(x, N, 11);
    uniforms(noise, N, 12);
    for (size_t i = 0; i < N; i++) {
        x[i] = 10 + 90 * x[i];
        y[i] = x[i] * (i < 80 ? 1 : 2) + 0.2 * (noise[i] - 0.5);
    }
    cr_assert_eq(an_regression_lts_origin(x, y, N, scratch, &fit), AN_OK);
    an_regression_lts_scores(&fit, x, y, N, score);
    expect_near(fit.estimate, 2, 1e-3);
    for (size_t i = 0; i < N; i++)
        cr_expect_eq(fabs(score[i]) > fit.cutoff, i < 80);
}

/* All units on one line; just more than half; of large samples, half: no scale, no flags. */
Test(regression, an_exact_fit_is_reported_and_flags_nothing)
{
    for (size_t n = 3; n <= 201; n += 22) {
        for (int k = 0; k < 3; k++) {
            double x[201], y[201], noise[201], scratch[603], score[201];
            an_regression_lts fit;
            uniforms(noise, n, 5);
            for (size_t i = 0; i < n; i++) {
                x[i] = (double)(1 + i % 7);
                size_t exact = k == 0 ? n : n / 2 + (k == 1);
                y[i] = 3 * x[i] + (i < exact ? 0 : 1 + 1000 * noise[i]);
            }
            cr_assert_eq(an_regression_lts_origin(x, y, n, scratch, &fit), AN_OK);
            if (k == 2 && n < 100)
                continue; /* half of the units do not make the line yet */
            expect_near(fit.estimate, 3, 1e-9);
            cr_expect(fit.exact && fit.scale == 0 && fit.raw_scale == 0, "n %zu, case %d", n, k);
            an_regression_lts_scores(&fit, x, y, n, score);
            for (size_t i = 0; i < n; i++)
                cr_expect_eq(score[i], 0);
        }
    }
}

Test(regression, lts_needs_three_units_and_a_quantity)
{
    const double x[] = {1, 2, 3}, y[] = {2, 4, 7}, zero[] = {0, 0, 0}, alike[] = {5, 5, 5};
    double scratch[9];
    an_regression_lts fit = {.h = 77};
    for (size_t n = 0; n < 3; n++) {
        cr_expect_eq(an_regression_lts_origin(x, y, n, scratch, &fit), AN_UNDEFINED);
        cr_expect_eq(an_regression_lts_location(y, n, scratch, &fit), AN_UNDEFINED);
    }
    cr_expect_eq(an_regression_lts_origin(zero, y, 3, scratch, &fit), AN_UNDEFINED);
    cr_expect_eq(fit.h, 77);
    cr_expect_eq(an_regression_lts_location(alike, 3, scratch, &fit), AN_OK);
    cr_expect(fit.exact && fit.estimate == 5 && fit.kept == 3);
}

Test(regression, concentration_never_raises_the_criterion_and_counts_ties_once)
{
    const double y[] = {1, 1, 1, 3, 3, 3}, zero[6] = {0};
    double x[50], v[50], scratch[100], line = 2;
    bool inside[6];
    /* All six are one unit away from 2: the first four are taken. */
    expect_near(an_regression_concentrate(NULL, y, 6, 4, scratch, inside, &line), 4, 0);
    expect_near(line, 1.5, 0);
    cr_expect(inside[0] && inside[1] && inside[2] && inside[3] && !inside[4] && !inside[5]);
    line = 2;
    expect_near(an_regression_concentrate(zero, y, 6, 4, scratch, NULL, &line), 1 + 1 + 1 + 9, 0);
    expect_near(line, 2, 0);
    prices(x, v, 50);
    for (double start = -5; start < 5; start += 0.25) {
        double last = INFINITY, b = start;
        for (int step = 0; step < 10; step++) {
            double criterion = an_regression_concentrate(x, v, 50, 26, scratch, NULL, &b);
            cr_expect_leq(criterion, last * (1 + 1e-14));
            last = criterion;
        }
    }
}
