/* test_location: tests of stat/location. The numbers of R come from reference/robust.R. */
#include <stdlib.h>
#include <string.h>

#include "near.h"
#include "reference/nist.h"
#include "shapes.h"
#include "stat/location.h"

enum { MOST = 1001 };

Test(location, select_and_sort_agree_with_qsort_for_every_order_of_input)
{
    const size_t sizes[] = {1, 2, 3, 4, 15, 16, 17, 18, 40, 100, 333, MOST};
    for (size_t c = 0; c < sizeof sizes / sizeof *sizes * SHAPES; c++) {
        size_t n = sizes[c / SHAPES];
        double x[MOST], sorted[MOST], own[MOST];
        fill_shape(x, n, (int)(c % SHAPES));
        memcpy(sorted, x, n * sizeof *x);
        qsort(sorted, n, sizeof *sorted, by_value);
        memcpy(own, x, n * sizeof *x);
        an_location_sort(own, n);
        cr_assert_arr_eq(own, sorted, n * sizeof *own, "n %zu, shape %zu", n, c % SHAPES);
        for (size_t k = 0; k < n; k += 1 + n / 40) {
            memcpy(own, x, n * sizeof *x);
            cr_assert_eq(an_location_select(own, n, k), sorted[k], "n %zu, shape %zu, k %zu", n, c % SHAPES,
                         k);
            for (size_t i = 0; i < n; i++)
                cr_assert(i < k ? own[i] <= own[k] : own[i] >= own[k]);
            qsort(own, n, sizeof *own, by_value);
            cr_assert_arr_eq(own, sorted, n * sizeof *own);
        }
    }
}

/* Some 10^7 steps each; on a quadratic path 10^13, which only a program that hangs takes. */
Test(location, no_order_of_input_is_quadratic)
{
    const size_t n = 4000000;
    double *const x = calloc(n, sizeof *x);
    cr_assert_not_null(x);
    for (int shape = 0; shape < SHAPES; shape++) {
        fill_shape(x, n, shape);
        cr_expect(an_location_select(x, n, n / 2) > -1e300);
    }
    free(x);
}

Test(location, median_is_the_middle_or_the_mean_of_two)
{
    double odd[] = {9.9, 2.5, 4.7}, even[] = {9.9, 2.5, 4.7, 8.2}, two[] = {5, 2.5}, one[] = {-3.25};
    double many[20], nothing[1] = {0}, median = -1;
    cr_expect_eq(an_location_median(nothing, 0, &median), AN_UNDEFINED);
    cr_expect_eq(median, -1);
    cr_expect_eq(an_location_median(one, 1, &median), AN_OK);
    expect_near(median, -3.25, 0);
    cr_expect_eq(an_location_median(two, 2, &median), AN_OK);
    expect_near(median, 3.75, 0);
    cr_expect_eq(an_location_median(odd, 3, &median), AN_OK);
    expect_near(median, 4.7, 0);
    cr_expect_eq(an_location_median(even, 4, &median), AN_OK);
    expect_near(median, 6.45, 1e-15);
    for (size_t i = 0; i < 20; i++)
        many[i] = (double)(i * 7 % 20);
    cr_expect_eq(an_location_median(many, 20, &median), AN_OK);
    expect_near(median, 9.5, 0);
}

static const double ascending[] = {2.5, 3.1, 4.7, 5, 8.2, 9.9, 10.4, 31.25};

/* R: quantile(x[1:n], p) */
Test(location, quantile_is_type_7_of_r)
{
    const struct {
        size_t n;
        double p, expected;
    } cases[] = {
        {1, 0, 2.5}, {1, .3, 2.5}, {1, 1, 2.5}, {2, .5, 2.8}, {7, 0, 2.5}, {7, .1, 2.86}, {7, .25, 3.9},
        {7, .3, 4.38}, {7, .5, 5}, {7, .75, 9.05}, {7, .9, 10.1}, {7, 1, 10.4}, {8, .1, 2.92}, {8, .25, 4.3},
        {8, .3, 4.73}, {8, .5, 6.6}, {8, .75, 10.025}, {8, .9, 16.655},
    };
    const double wrong[] = {-0.001, 1.001, NAN};
    double q = -1;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cr_assert_eq(an_location_quantile(ascending, cases[i].n, cases[i].p, &q), AN_OK);
        expect_near(q, cases[i].expected, 1e-15);
    }
    q = -1;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        cr_expect_eq(an_location_quantile(ascending, 7, wrong[i], &q), AN_UNDEFINED);
    cr_expect_eq(an_location_quantile(ascending, 0, 0.5, &q), AN_UNDEFINED);
    cr_expect_eq(q, -1);
}

/* R: fivenum(x[1:n])[c(2, 4)] */
Test(location, hinges_are_those_of_fivenum)
{
    const double expected[][2] = {{2.5, 2.5}, {2.5, 3.1}, {2.8, 3.9}, {2.8, 4.85}, {3.1, 5}, {3.1, 8.2},
                                  {3.9, 9.05}};
    double lower = -1, upper = -1;
    cr_expect_eq(an_location_hinges(ascending, 0, &lower, &upper), AN_UNDEFINED);
    cr_expect(lower == -1 && upper == -1);
    for (size_t n = 1; n <= 7; n++) {
        cr_assert_eq(an_location_hinges(ascending, n, &lower, &upper), AN_OK);
        expect_near(lower, expected[n - 1][0], 1e-15);
        expect_near(upper, expected[n - 1][1], 1e-15);
    }
}

Test(location, mean_loses_nothing_to_the_length_or_the_size_of_the_terms)
{
    const double huge[] = {1e100, 3, 4.5, -1e100}, one[] = {4.25};
    double mean = -1, numacc4[NIST_NUMACC4_N], *tenths = calloc(1000000, sizeof *tenths);
    cr_assert_not_null(tenths);
    cr_expect_eq(an_location_mean(one, 0, &mean), AN_UNDEFINED);
    cr_expect_eq(mean, -1);
    cr_expect_eq(an_location_mean(one, 1, &mean), AN_OK);
    expect_near(mean, 4.25, 0);
    cr_expect_eq(an_location_mean(huge, 4, &mean), AN_OK);
    expect_near(mean, 1.875, 0);
    for (size_t i = 0; i < 1000000; i++)
        tenths[i] = 0.1;
    cr_expect_eq(an_location_mean(tenths, 1000000, &mean), AN_OK);
    expect_near(mean, 0.1, 0);
    nist_numacc4(numacc4);
    cr_expect_eq(an_location_mean(numacc4, NIST_NUMACC4_N, &mean), AN_OK);
    expect_near(mean, NIST_NUMACC4_MEAN, 1e-15);
    free(tenths);
}

/* Against the sorted sample, which other tests hold against R. */
Test(location, quartiles_without_sorting_are_those_of_the_sorted_sample)
{
    for (size_t c = 0; c < 60 * SHAPES; c++) {
        const size_t n = c / SHAPES < 59 ? c / SHAPES + 1 : MOST;
        double x[MOST], sorted[MOST], quartile[3], expected;
        fill_shape(x, n, (int)(c % SHAPES));
        memcpy(sorted, x, n * sizeof *x);
        qsort(sorted, n, sizeof *sorted, by_value);
        cr_assert_eq(an_location_quartiles(x, n, quartile), AN_OK);
        for (int i = 0; i < 3; i++) {
            cr_assert_eq(an_location_quantile(sorted, n, (i + 1) * 0.25, &expected), AN_OK);
            cr_assert_eq(quartile[i], expected, "n %zu, shape %zu, quartile %d", n, c % SHAPES, i + 1);
        }
        qsort(x, n, sizeof *x, by_value);
        cr_assert_arr_eq(x, sorted, n * sizeof *x);
    }
    double quartile[3];
    cr_expect_eq(an_location_quartiles(quartile, 0, quartile), AN_UNDEFINED);
}

/* R: qbinom((1 - level) / 2, n, 0.5), here of the values 1 to n. */
Test(location, interval_of_the_median_is_between_the_order_statistics_of_the_binomial)
{
    static const struct {
        double level;
        size_t n, r; /* r 0: open */
    } cases[] = {
        {0.95, 1, 0},  {0.95, 2, 0},  {0.95, 5, 0}, {0.95, 6, 1}, {0.95, 8, 1}, {0.95, 9, 2},  {0.95, 20, 6},
        {0.95, 71, 27}, {0.9, 2, 0},  {0.9, 5, 1},  {0.9, 8, 2},  {0.9, 71, 29}, {0.99, 6, 0}, {0.99, 8, 1},
        {0.99, 20, 4}, {0.99, 71, 25},
    };
    const double wrong[] = {-0.5, 0, 1, 1.5, NAN};
    double x[71];
    an_interval interval = {-1, -1};
    for (size_t i = 0; i < 71; i++)
        x[i] = (double)i + 1;
    cr_expect_eq(an_location_median_interval(x, 0, 0.95, &interval), AN_UNDEFINED);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        cr_expect_eq(an_location_median_interval(x, 71, wrong[i], &interval), AN_UNDEFINED);
    cr_expect(interval.lower == -1 && interval.upper == -1);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const double r = (double)cases[i].r, n = (double)cases[i].n;
        cr_assert_eq(an_location_median_interval(x, cases[i].n, cases[i].level, &interval), AN_OK);
        expect_near(interval.lower, r > 0 ? r : -INFINITY, 0);
        expect_near(interval.upper, r > 0 ? n + 1 - r : INFINITY, 0);
    }
}
