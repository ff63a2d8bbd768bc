/* test_cluster: tests of stat/cluster.
 *
 * Expected numbers are those of the definition, computed with numpy and scipy: the rate (or the logarithm of
 * the ratio, linearised) with each cluster left out, v = (C-1)/C sum(d^2); k = sum(n)^2/sum(n^2);
 * max(1, v/v0) * (t.ppf(.975, k - 1)/norm.ppf(.975))^2. */
#include <criterion/criterion.h>

#include "near.h"
#include "stat/cluster.h"

TestSuite(cluster, .init = gsl_handler_off);

static const double level = .95;

Test(cluster, rate_is_that_of_the_jackknife)
{
    const double y[] = {1, 0, 3, 2}, n[] = {4, 2, 5, 3};
    an_cluster_effect e;
    cr_assert_eq(an_cluster_rate(y, n, 4, level, &e), AN_OK);
    cr_expect_eq(e.clusters, 4);
    expect_near(e.effective, 3.62962962962963, 1e-12);
    expect_near(e.variance, 0.017618204306516, 1e-12);
    expect_near(e.effect, 3.123699284351, 1e-10);
}

Test(cluster, units_that_are_alike_tell_less)
{
    const double y[] = {4, 0, 5, 0, 3}, n[] = {4, 2, 5, 4, 3};
    an_cluster_effect e;
    cr_assert_eq(an_cluster_rate(y, n, 5, level, &e), AN_OK);
    expect_near(e.variance, 0.0585415341679078, 1e-12);
    expect_near(e.effect, 10.3254806385817, 1e-10);
}

Test(cluster, nothing_or_all_found_takes_the_worst)
{
    const double none[] = {0, 0, 0, 0, 0}, n[] = {4, 2, 5, 4, 3};
    an_cluster_effect e;
    cr_assert_eq(an_cluster_rate(none, n, 5, level, &e), AN_OK);
    expect_near(e.effect, 8.46811394458929, 1e-10);
    cr_assert_eq(an_cluster_rate(n, n, 5, level, &e), AN_OK);
    expect_near(e.effect, 8.46811394458929, 1e-10);
}

/* Clusters of one unit each are independent units: the effect is the C/(C-1) of the jackknife and the t. */
Test(cluster, single_units_are_independent)
{
    double y[400], n[400];
    an_cluster_effect e;
    for (size_t k = 0; k < 400; k++) {
        y[k] = k % 5 == 0;
        n[k] = 1;
    }
    cr_assert_eq(an_cluster_rate(y, n, 400, level, &e), AN_OK);
    cr_expect_lt(e.effect, 1.01);
    cr_expect_geq(e.effect, 1);
}

Test(cluster, clusters_without_units_do_not_count)
{
    const double y[] = {0, 1, 0, 3, 0, 2, 0}, n[] = {0, 4, 2, 5, 0, 3, 0};
    an_cluster_effect e;
    cr_assert_eq(an_cluster_rate(y, n, 7, level, &e), AN_OK);
    cr_expect_eq(e.clusters, 4);
    expect_near(e.effect, 3.123699284351, 1e-10);
}

Test(cluster, ratio_is_that_of_the_jackknife)
{
    const double a[] = {2, 1, 4, 0, 3}, n1[] = {6, 5, 9, 3, 8}, b[] = {1, 1, 0, 2, 1},
                 n0[] = {7, 4, 6, 10, 5};
    const double none[] = {0, 0, 0, 0, 0};
    an_cluster_effect e;
    cr_assert_eq(an_cluster_ratio(a, n1, b, n0, 5, level, &e), AN_OK);
    cr_expect_eq(e.clusters, 5);
    expect_near(e.effective, 4.46976744186046, 1e-12);
    expect_near(e.variance, 0.183742823018098, 1e-12);
    expect_near(e.effect, 2.26856796477709, 1e-10);
    cr_assert_eq(an_cluster_ratio(a, n1, none, n0, 5, level, &e), AN_OK);
    expect_near(e.effect, 16.0217612512382, 1e-10);
}

Test(cluster, too_little_is_undefined)
{
    const double y[] = {1, 0}, n[] = {4, 0}, full[] = {4, 3}, below[] = {-1, 1};
    an_cluster_effect e;
    cr_expect_eq(an_cluster_rate(y, n, 0, level, &e), AN_UNDEFINED);
    cr_expect_eq(an_cluster_rate(y, n, 1, level, &e), AN_UNDEFINED);
    cr_expect_eq(an_cluster_rate(y, n, 2, level, &e), AN_UNDEFINED); /* only one has units */
    cr_expect_eq(an_cluster_rate(below, full, 2, level, &e), AN_UNDEFINED);
    cr_expect_eq(an_cluster_rate(y, full, 2, 1, &e), AN_UNDEFINED);
    cr_expect_eq(an_cluster_ratio(y, full, y, n, 2, level, &e), AN_UNDEFINED);
    cr_expect_eq(an_cluster_rate(y, full, 2, level, &e), AN_OK);
}
