/* test_outlier: tests of stat/outlier. The numbers of R come from reference/robust.R. */
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_errno.h>

#include "near.h"
#include "sample.h"
#include "stat/location.h"
#include "stat/outlier.h"
#include "stat/scale.h"

TestSuite(outlier, .init = (void (*)(void))gsl_set_error_handler_off);

enum { MOST = 9001 };

static double medcouple(double x[], size_t n)
{
    double scratch[2 * MOST], mc = NAN;
    an_location_sort(x, n);
    cr_assert_eq(an_outlier_medcouple(x, n, scratch, &mc), AN_OK);
    return mc;
}

/* R: mc(-log(u(n, n)), doReflect = TRUE), mc(floor(8 * u(n, n)^2), doReflect = TRUE) */
Test(outlier, medcouple_agrees_with_r)
{
    const struct {
        size_t n;
        double expected;
    } skewed[] = {
        {3, 0.45977745380708912}, {4, 0.2999047777974444}, {5, 0.96604651778667083}, {25,
                                                                                      0.15223919164252997},
        {60, 0.42826853610999649}, {100, 0.47259215579799185}, {101, 0.30434258911807516},
        {150, 0.30737858312610961}, {200, 0.23071539608128594}, {1000, 0.3707870576912915},
        {2001, 0.32339668803818072}, {6000, 0.34484251630942475}, {9001, 0.29605714794201804},
    }, tied[] = {{20, -1. / 3}, {75, .2}, {200, .5}};
    double x[MOST];
    for (size_t i = 0; i < sizeof skewed / sizeof *skewed; i++) {
        exponentials(x, skewed[i].n);
        expect_near(medcouple(x, skewed[i].n), skewed[i].expected, 1e-13);
    }
    for (size_t i = 0; i < sizeof tied / sizeof *tied; i++) {
        small_counts(x, tied[i].n);
        expect_near(medcouple(x, tied[i].n), tied[i].expected, 1e-14);
    }
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The kernel h of Brys, Hubert, Struyf for x[i] >= m >= x[j]; [first, upto) are equal to m. */
static double kernel(const double x[], size_t i, size_t j, double m, size_t first, size_t upto)
{
    if (x[i] > x[j])
        return ((x[i] - m) - (m - x[j])) / (x[i] - x[j]);
    size_t ties = upto - first, sum = (i - first + 1) + (j - first + 1);
    return sum - 1 < ties ? -1 : sum - 1 == ties ? 0 : 1;
}

/* x ascending. */
static double define_medcouple(const double x[], size_t n)
{
    double *h = calloc(n * n, sizeof *h), m = (x[(n - 1) / 2] + x[n / 2]) / 2;
    size_t first = 0, upto = n, count = 0;
    cr_assert_not_null(h);
    while (x[first] < m)
        first++;
    while (x[upto - 1] > m)
        upto--;
    for (size_t i = first; i < n; i++)
        for (size_t j = 0; j < upto; j++)
            h[count++] = kernel(x, i, j, m, first, upto);
    qsort(h, count, sizeof *h, compare);
    double mc = (h[(count - 1) / 2] + h[count / 2]) / 2;
    free(h);
    return mc;
}

static void shape(double x[], size_t n, int k)
{
    if (k < 2)
        exponentials(x, n);
    else
        small_counts(x, n);
    for (size_t i = 0; i < n; i++) {
        double v = x[i];
        switch (k) {
        case 0: break;
        case 1: x[i] = 1e4 - v * v * v; break;
        case 2: break;
        case 3: x[i] = -v; break;
        case 4: x[i] = v < 2 ? 0 : v; break;
        case 5: x[i] = v < 7 ? 1.5 : v * (double)i; break;
        default: x[i] = fabs(v - 3);
        }
    }
}

Test(outlier, medcouple_is_its_definition)
{
    const size_t large[] = {101, 200, 333, 600};
    double x[600];
    for (size_t c = 1; c <= 64; c++) {
        size_t n = c <= 60 ? c : large[c - 61];
        for (int k = 0; k < 7; k++) {
            shape(x, n, k);
            double mc = medcouple(x, n);
            double expected = define_medcouple(x, n);
            cr_expect(fabs(mc - expected) <= 1e-13, "n %zu, shape %d: %.17g, should be %.17g", n, k, mc,
                      expected);
        }
    }
}

Test(outlier, medcouple_does_not_see_location_and_scale_and_turns_with_the_sample)
{
    double x[101], y[101], z[101];
    exponentials(x, 101);
    for (size_t i = 0; i < 101; i++) {
        y[i] = 1000 + 8 * x[i];
        z[i] = -x[i];
    }
    double mc = medcouple(x, 101);
    expect_near(medcouple(y, 101), mc, 1e-11);
    expect_near(medcouple(z, 101), -mc, 1e-14);
}

Test(outlier, medcouple_of_the_smallest_samples)
{
    double one[] = {4}, two[] = {1, 7}, constant[] = {3, 3, 3, 3}, scratch[8], mc = 9;
    cr_expect_eq(an_outlier_medcouple(one, 0, scratch, &mc), AN_UNDEFINED);
    cr_expect_eq(mc, 9);
    expect_near(medcouple(one, 1), 0, 0);
    expect_near(medcouple(two, 2), 0, 0);
    expect_near(medcouple(constant, 4), 0, 0);
    /* By the definition: pairs -1, -1, -1, 0, 0, 1. robustbase says -1. */
    double lone[] = {2, 5, 5};
    expect_near(medcouple(lone, 3), -0.5, 0);
}

/* R: adjboxStats(x)$fence */
Test(outlier, adjusted_boxplot_agrees_with_r_on_both_sides_of_symmetry)
{
    const struct {
        size_t n;
        double lower, upper;
    } cases[] = {
        {20, 0.34920038444457741, 17.714881985778199},
        {75, -0.3615962649620888, 3.062023903245191},
        {100, 0.051241852418832057, 7.9027123350014712},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t n = cases[i].n;
        double x[100], scratch[200], mc;
        an_interval fences;
        exponentials(x, n);
        an_location_sort(x, n);
        cr_assert_eq(an_outlier_adjusted_boxplot(x, n, scratch, &mc, &fences), AN_OK);
        expect_near(fences.lower, cases[i].lower, 1e-13);
        expect_near(fences.upper, cases[i].upper, 1e-13);
        cr_expect_gt(mc, 0);
        for (size_t j = 0; j < n; j++)
            x[j] = -x[j];
        an_location_sort(x, n);
        cr_assert_eq(an_outlier_adjusted_boxplot(x, n, scratch, &mc, &fences), AN_OK);
        expect_near(fences.lower, -cases[i].upper, 1e-13);
        expect_near(fences.upper, -cases[i].lower, 1e-13);
        cr_expect_lt(mc, 0);
    }
}

Test(outlier, adjusted_boxplot_of_a_symmetric_sample_is_tukeys_and_of_one_without_spread_undefined)
{
    const double symmetric[] = {1, 2, 3, 4, 5, 6, 7}, alike[] = {1, 5, 5, 5, 5, 5, 5, 5, 9};
    double scratch[18], mc = -9;
    an_interval fences = {-9, -9};
    cr_expect_eq(an_outlier_adjusted_boxplot(symmetric, 0, scratch, &mc, &fences), AN_UNDEFINED);
    cr_expect_eq(mc, -9);
    cr_expect_eq(an_outlier_adjusted_boxplot(alike, 9, scratch, &mc, &fences), AN_UNDEFINED);
    cr_expect_eq(mc, 0);
    cr_expect(fences.lower == -9 && fences.upper == -9);
    cr_expect_eq(an_outlier_adjusted_boxplot(symmetric, 7, scratch, &mc, &fences), AN_OK);
    expect_near(fences.lower, 2.5 - 4.5, 1e-14);
    expect_near(fences.upper, 5.5 + 4.5, 1e-14);
}

Test(outlier, hidiroglou_berthelot_agrees_with_r)
{
    enum { N = 12 };
    const double expected[N] = {
        0.062455566585116515, 1.0547448748783066, 8.9406502816196589, 273.08685191692001, -6.5770477245203907,
        -0.090632436948256831, 0.23370280650747793, -7.4462867847392635, -7.3487779790450851,
        2.8822895107263977,
        -4.8844771479644606, -8.3933308585712911,
    };
    double before[N], after[N], up[N], down[N], effect[N], scratch[N];
    an_interval bounds;
    uniforms(before, N, 5);
    uniforms(up, N, 6);
    uniforms(down, N, 7);
    for (size_t i = 0; i < N; i++) {
        before[i] = 1 + 999 * pow(before[i], 3);
        after[i] = before[i] * exp(log(up[i] / down[i]) / 3) * (i == 3 ? 9 : 1);
    }
    cr_assert_eq(an_outlier_hb_effects(before, after, N, 0.5, scratch, effect), AN_OK);
    for (size_t i = 0; i < N; i++)
        expect_near(effect[i], expected[i], 1e-12);
    cr_assert_eq(an_outlier_hb_bounds(effect, N, 0.05, 4, scratch, &bounds), AN_OK);
    expect_near(bounds.lower, -27.037655847061547, 1e-12);
    expect_near(bounds.upper, 6.0887894409060284, 1e-12);
}

Test(outlier, hidiroglou_berthelot_refuses_zeros_and_samples_without_spread)
{
    const double good[] = {1, 2, 3}, zero[] = {1, 0, 3}, negative[] = {1, 2, -3};
    const double alike[] = {0, 0, 0, 0, 0, 0, 7}, one_sided[] = {0, 0, 0, 0, 1, 2, 3};
    const double spread[] = {10, 10, 10, 10, 10, 10, 70};
    double effect[3] = {-1, -1, -1}, scratch[7];
    an_interval bounds = {-1, -1};
    cr_expect_eq(an_outlier_hb_effects(good, good, 0, 0.5, scratch, effect), AN_UNDEFINED);
    cr_expect_eq(effect[0], -1);
    cr_expect_eq(an_outlier_hb_effects(good, zero, 3, 0.5, scratch, effect), AN_UNDEFINED);
    cr_expect_eq(an_outlier_hb_effects(negative, good, 3, 0.5, scratch, effect), AN_UNDEFINED);
    cr_expect_eq(an_outlier_hb_effects(good, good, 3, 0.5, scratch, effect), AN_OK);
    cr_expect(effect[0] == 0 && effect[1] == 0 && effect[2] == 0);
    cr_expect_eq(an_outlier_hb_bounds(alike, 0, 0.05, 4, scratch, &bounds), AN_UNDEFINED);
    cr_expect_eq(an_outlier_hb_bounds(alike, 7, 0.05, 4, scratch, &bounds), AN_UNDEFINED);
    cr_expect_eq(an_outlier_hb_bounds(one_sided, 7, 0.05, 4, scratch, &bounds), AN_UNDEFINED);
    cr_expect(bounds.lower == -1 && bounds.upper == -1);
    cr_expect_eq(an_outlier_hb_bounds(spread, 7, 0.05, 4, scratch, &bounds), AN_OK);
    expect_near(bounds.lower, 8, 1e-15);
    expect_near(bounds.upper, 12, 1e-15);
}

typedef struct expectation {
    size_t n, m;
    double estimate, scale, statistic, bound;
    size_t outliers[12]; /* from 1, as R counts; 0 ends */
} expectation;

static void expect_forward(const double y[], double start, const expectation *e)
{
    double scratch[202];
    bool outlier[101], expected[101] = {false};
    an_outlier_forward_result r;
    cr_assert_eq(an_outlier_forward(y, e->n, start, 0.99, scratch, outlier, &r), AN_OK);
    cr_expect_eq(r.m, e->m);
    expect_near(r.estimate, e->estimate, 1e-12);
    expect_near(r.scale, e->scale, 1e-12);
    expect_near(r.statistic, e->statistic, 1e-12);
    expect_near(r.bound, e->bound, 1e-10);
    for (size_t k = 0; e->outliers[k] > 0; k++)
        expected[e->outliers[k] - 1] = true;
    cr_expect_arr_eq(outlier, expected, e->n * sizeof *outlier);
}

static double median_of(const double x[], size_t n)
{
    double copy[101], median = NAN;
    memcpy(copy, x, n * sizeof *x);
    cr_assert_eq(an_location_median(copy, n, &median), AN_OK);
    return median;
}

/* R: forward(y, median(y)) */
Test(outlier, forward_search_agrees_with_r)
{
    const expectation location[] = {
        {10, 9, 0.17127307429084296, 1.0342590079043752, 22.774371183871914, 4.5007909337237235, {3}},
        {50, 49, 0.22861996668789705, 1.1123311568307355, 22.04596623107739, 3.806200170132664, {3}},
    };
    double x[101], y[101];
    for (size_t c = 0; c < sizeof location / sizeof *location; c++) {
        size_t n = location[c].n;
        uniforms(x, n, n);
        uniforms(y, n, n + 1);
        for (size_t i = 0; i < n; i++)
            y[i] = i == 2 ? 25 : log(x[i] / y[i]);
        expect_forward(y, median_of(y, n), &location[c]);
    }
}

/* R: forward(u(30, 7), .5) */
Test(outlier, forward_search_runs_to_the_end_of_a_clean_sample)
{
    double y[30], scratch[60];
    bool outlier[30];
    an_outlier_forward_result r;
    uniforms(y, 30, 7);
    cr_assert_eq(an_outlier_forward(y, 30, 0.5, 0.99, scratch, outlier, &r), AN_OK);
    cr_expect_eq(r.m, 30);
    expect_near(r.estimate, 0.5815311440180666, 1e-14);
    expect_near(r.scale, 0.26997138719136382, 1e-14);
    cr_expect_leq(r.statistic, r.bound);
    for (size_t i = 0; i < 30; i++)
        cr_expect_not(outlier[i]);
}

Test(outlier, forward_search_needs_three_units_and_a_scale)
{
    const double y[] = {1, 2, 4, 8}, alike[] = {5, 5, 5, 5, 5, 8, 9};
    double scratch[14];
    bool outlier[7];
    an_outlier_forward_result r = {.m = 77};
    for (size_t n = 0; n < 3; n++)
        cr_expect_eq(an_outlier_forward(y, n, 2, 0.99, scratch, outlier, &r), AN_UNDEFINED);
    cr_expect_eq(an_outlier_forward(y, 4, 2, 0, scratch, outlier, &r), AN_UNDEFINED);
    cr_expect_eq(an_outlier_forward(y, 4, 2, 1, scratch, outlier, &r), AN_UNDEFINED);
    cr_expect_eq(an_outlier_forward(y, 4, 2, NAN, scratch, outlier, &r), AN_UNDEFINED);
    cr_expect_eq(an_outlier_forward(alike, 7, 5, 0.99, scratch, outlier, &r), AN_UNDEFINED);
    cr_expect_eq(r.m, 77);
    cr_expect_eq(an_outlier_forward(y, 3, 2, 0.99, scratch, outlier, &r), AN_OK);
}
