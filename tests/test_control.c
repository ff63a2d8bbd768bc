/* test_control: tests of stat/control. */
#include <criterion/criterion.h>

#include "near.h"
#include "stat/control.h"

TestSuite(control, .init = gsl_handler_off);

static const double x[] = {1200, 1300, 1100, 1450, 1280};
static const double n[] = {10000, 10400, 9900, 10100, 10200};

/* R: p <- sum(x)/sum(n); z <- (x/n - p)/sqrt(p*(1-p)/n); s <- mean(abs(diff(z)))/1.128
 *    p + c(-3, 3)*sqrt(p*(1-p)/10100); p + c(-3, 3)*s*sqrt(p*(1-p)/10100) */
Test(control, share_charts_agree_with_r)
{
    an_control_chart chart;
    an_interval v;
    cr_assert_eq(an_control_fit(x, n, 5, &chart), AN_OK);
    cr_assert_eq(an_control_limits(&chart, 10100, 3, &v), AN_OK);
    expect_near(chart.center, .125098814229249, 1e-14);
    expect_near(chart.sigma_z, 4.6527787867777164, 1e-13);
    expect_near(v.lower, .0791494960183807, 1e-12);
    expect_near(v.upper, .1710481324401173, 1e-12);
    chart.sigma_z = 1;
    cr_assert_eq(an_control_limits(&chart, 10100, 3, &v), AN_OK);
    expect_near(v.lower, .1152231420091454, 1e-13);
    expect_near(v.upper, .1349744864493527, 1e-13);
}

Test(control, share_charts_at_their_limits)
{
    const double none[] = {0, 0}, half[] = {5, 15}, size[] = {10, 20}, bad[] = {11, 1};
    an_control_chart chart;
    an_interval v;
    cr_expect_eq(an_control_fit(x, n, 0, &chart), AN_UNDEFINED);
    cr_expect_eq(an_control_fit(x, n, 1, &chart), AN_UNDEFINED);
    cr_expect_eq(an_control_fit(none, size, 2, &chart), AN_UNDEFINED);
    cr_expect_eq(an_control_fit(size, size, 2, &chart), AN_UNDEFINED);
    cr_expect_eq(an_control_fit(bad, size, 2, &chart), AN_UNDEFINED);
    cr_expect_eq(an_control_fit(none, none, 2, &chart), AN_UNDEFINED);
    cr_assert_eq(an_control_fit(half, size, 2, &chart), AN_OK);
    expect_near(chart.center, 20. / 30, 1e-15);
    chart.sigma_z = 1;
    cr_assert_eq(an_control_limits(&chart, 1, 3, &v), AN_OK);
    cr_expect(v.lower == 0 && v.upper == 1);
    cr_expect_eq(an_control_limits(&chart, 0, 3, &v), AN_UNDEFINED);
    cr_expect_eq(an_control_limits(&chart, 1, 0, &v), AN_UNDEFINED);
}

/* Data of the NIST/SEMATECH e-Handbook, 6.3.2.4. R: stats::filter(.3*x, .7, method = "recursive", init = 50);
 *    50 + 3*2.0539*sqrt(.3/1.7*(1 - .7^(2*t))) */
Test(control, ewma_agrees_with_r)
{
    const double values[] = {52.0, 47.0, 53.0, 49.3, 50.1, 47.0, 51.0, 50.1, 51.2, 50.5,
                             49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1},
                 expected[] = {50.6,        49.52,       50.564,      50.1848,     50.15936,
                               49.211552,   49.7480864,  49.85366048, 50.25756234, 50.33029364,
                               50.11120554, 49.35784388, 49.52049072, 50.05434350, 49.37804045,
                               49.92462832, 50.72723982, 51.22906787, 51.94034751, 51.98824326};
    double z[20];
    an_interval limits[20];
    cr_assert_eq(an_control_ewma(values, 20, 50, 2.0539, .3, 3, z, limits), AN_OK);
    for (size_t i = 0; i < 20; i++) {
        expect_near(z[i], expected[i], 1e-10);
        expect_near(limits[i].lower + limits[i].upper, 100, 1e-15);
    }
    expect_near(limits[0].upper, 51.84851, 1e-9);
    expect_near(limits[1].upper, 52.25639401, 1e-10);
    expect_near(limits[19].upper, 52.58843091, 1e-10);
}

Test(control, ewma_with_all_weight_on_the_last_is_shewhart)
{
    const double values[] = {3, -4};
    double z[2];
    an_interval limits[2];
    cr_assert_eq(an_control_ewma(values, 2, 0, 1, 1, 3, z, limits), AN_OK);
    cr_expect(z[0] == 3 && z[1] == -4 && limits[0].upper == 3 && limits[1].lower == -3);
    cr_expect_eq(an_control_ewma(values, 0, 0, 1, 1, 3, z, limits), AN_UNDEFINED);
    const double bad[][3] = {{0, .2, 3}, {1, 0, 3}, {1, 1.1, 3}, {1, .2, 0}, {NAN, .2, 3}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        cr_expect_eq(an_control_ewma(values, 2, 0, bad[i][0], bad[i][1], bad[i][2], z, limits), AN_UNDEFINED);
}
