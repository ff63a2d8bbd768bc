/* test_density: bandwidth, kernel density and the number of price groups, against R and on drawn samples. */
#include <criterion/criterion.h>

#include <gsl/gsl_cdf.h>

#include "near.h"
#include "sample.h"
#include "stat/density.h"
#include "stat/location.h"

TestSuite(density, .init = gsl_handler_off);

/* R: 0.9 * min(sd(x), IQR(x) / 1.349) * n^-.2; sd alone where the IQR is 0. */
Test(density, bandwidth_is_silvermans)
{
    static const double spread[] = {1, 2, 3, 4, 5, 7, 8, 9, 16, 32}, ties[] = {5, 5, 5, 5, 5, 5, 5, 5, 5, 9},
                        equal[] = {3, 3, 3};
    double bandwidth = -1;
    cr_assert_eq(an_density_bandwidth(spread, 10, &bandwidth), AN_OK);
    expect_near(bandwidth, 2.31522524475682, 1e-13);
    cr_assert_eq(an_density_bandwidth(ties, 10, &bandwidth), AN_OK);
    expect_near(bandwidth, 0.718294433388797, 1e-13);
    cr_expect_eq(an_density_bandwidth(equal, 3, &bandwidth), AN_UNDEFINED);
    cr_expect_eq(an_density_bandwidth(spread, 1, &bandwidth), AN_UNDEFINED);
    cr_expect_eq(an_density_bandwidth(spread, 0, &bandwidth), AN_UNDEFINED);
}

/* R: x <- c(1, 2, 4, 8); mean(dnorm(t, x, 1.5)) at each point: here the same sum. Binning moves it a
 * little. */
Test(density, is_the_mean_of_the_kernels)
{
    static const double x[] = {1, 2, 4, 8};
    double density[AN_DENSITY_GRID], start, step, area = 0, worst = 0;
    cr_assert_eq(an_density_estimate(x, 4, 1.5, density, &start, &step), AN_OK);
    expect_near(start, -3.5, 1e-14);
    expect_near(start + (AN_DENSITY_GRID - 1) * step, 12.5, 1e-14);
    for (int i = 0; i < AN_DENSITY_GRID; i++) {
        double sum = 0;
        for (int k = 0; k < 4; k++)
            sum += exp(-pow((start + i * step - x[k]) / 1.5, 2) / 2) / (1.5 * sqrt(2 * M_PI));
        worst = fmax(worst, fabs(density[i] - sum / 4));
        area += density[i] * step;
    }
    cr_expect_lt(worst, 1e-4, "%g", worst);
    cr_expect_lt(fabs(area - 1), 0.005, "%g", area);
    const int at = (int)lround((2 - start) / step);
    cr_expect_lt(fabs(density[at] - 0.1470890318043), 1e-3, "R: mean(dnorm(2, x, 1.5)) is 0.14709, here %g",
                 density[at]);
    cr_expect_eq(an_density_estimate(x, 0, 1.5, density, &start, &step), AN_UNDEFINED);
    cr_expect_eq(an_density_estimate(x, 4, 0, density, &start, &step), AN_UNDEFINED);
    cr_expect_eq(an_density_estimate(x, 1, 1.5, density, &start, &step), AN_OK);
}

Test(density, few_or_equal_values_are_one_group)
{
    static const double apart[] = {1, 1, 1, 1, 9, 9, 9, 9, 9};
    double equal[50];
    for (size_t i = 0; i < 50; i++)
        equal[i] = 3;
    cr_expect_eq(an_density_groups(NULL, 0), 0);
    cr_expect_eq(an_density_groups(apart, 1), 1);
    cr_expect_eq(an_density_groups(apart, 9), 1, "n < 10");
    cr_expect_eq(an_density_groups(equal, 50), 1);
}

enum { MOST = 1000, TRIALS = 400 };

/* A sample of n: of each five values one from N(apart, sd) and four from N(0, 1), sorted. */
static void draw(double x[], size_t n, uint64_t seed, double apart, double sd)
{
    uniforms(x, n, seed * 7919 + 1);
    for (size_t i = 0; i < n; i++) {
        x[i] = gsl_cdf_ugaussian_Pinv(x[i]);
        if (apart != 0 && i % 5 == 0)
            x[i] = apart + sd * x[i];
    }
    an_location_sort(x, n);
}

/* The share of the trials in which the number of groups is the expected one. */
static double share(size_t n, double apart, double sd, int groups)
{
    static double x[MOST];
    size_t right = 0;
    for (size_t trial = 0; trial < TRIALS; trial++) {
        draw(x, n, trial + 1, apart, sd);
        right += an_density_groups(x, n) == groups;
    }
    return (double)right / TRIALS;
}

/* Prices are judged by their logs: a lognormal sample is N(0, 1) here. */
Test(density, a_single_group_is_rarely_split)
{
    static const size_t sizes[] = {10, 15, 20, 30, 50, 100, 300, 1000};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        double one = share(sizes[i], 0, 1, 1);
        cr_expect_geq(one, sizes[i] < 30 ? 0.92 : 0.95, "n = %zu: %g are one group", sizes[i], one);
    }
}

Test(density, two_groups_of_1_to_4_are_seen)
{
    static const struct {
        size_t n;
        double apart, sd;
    } cases[] = {{50, 8, 1}, {100, 6, 1}, {100, -6, 1}, {300, 6, 1}, {300, 6, 0.5}, {1000, 5, 1}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        double two = share(cases[i].n, cases[i].apart, cases[i].sd, 2);
        cr_expect_geq(two, 0.95, "n = %zu, %g sd apart: %g are two groups", cases[i].n, cases[i].apart, two);
    }
}

Test(density, skewed_and_heavy_tailed_samples_are_one_group)
{
    static double x[MOST];
    size_t skewed = 0, heavy = 0;
    for (size_t trial = 1; trial <= TRIALS; trial++) {
        uniforms(x, 200, trial * 7919 + 1);
        for (size_t i = 0; i < 200; i++)
            x[i] = gsl_cdf_gamma_Pinv(x[i], 2, 1);
        an_location_sort(x, 200);
        skewed += an_density_groups(x, 200) == 1;
        uniforms(x, 200, trial * 7919 + 1);
        for (size_t i = 0; i < 200; i++)
            x[i] = gsl_cdf_tdist_Pinv(x[i], 3);
        an_location_sort(x, 200);
        heavy += an_density_groups(x, 200) == 1;
    }
    cr_expect_geq((double)skewed / TRIALS, 0.95, "gamma(2): %zu of %d", skewed, TRIALS);
    cr_expect_geq((double)heavy / TRIALS, 0.95, "t(3): %zu of %d", heavy, TRIALS);
}
