/* test_interrupted: tests of stat/interrupted. */
#include <string.h>

#include <criterion/criterion.h>

#include "near.h"
#include "series.h"
#include "stat/interrupted.h"

TestSuite(interrupted, .init = gsl_handler_off);

static double scratch[AN_INTERRUPTED_SCRATCH(240)], expected[240];
static double counted[240];

static const double *count_up(size_t n)
{
    for (size_t i = 0; i < n; i++)
        counted[i] = (double)i;
    return counted;
}

static void expect_effect(const an_interrupted_effect *is, const double should[4], const char *what)
{
    const double values[4] = {is->size, is->interval.lower, is->interval.upper, is->p_value};
    for (size_t i = 0; i < 4; i++)
        cr_expect(fabs(values[i] - should[i]) <= 1e-9 * fmax(fabs(should[i]), 1e-3),
                  "%s[%zu] is %.15g, should be %.15g", what, i, values[i], should[i]);
}

static const double gap_t[] = {0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 13};
static const double gap_x[] = {1, 1.12, 1.05, 1.21, 1.18, 1.30, 1.62, 1.7, 1.66, 1.81, 1.79, 1.98};

/* R: X <- cbind(1, t-t[1], season dummies, for each cut t>=c and (t>=c)*(t-c)); e <- lm.fit(X, x)$residuals;
 * rho <- min(max(sum(e[i+1]*e[i])/sum(e^2)*(n-1)/pairs + (2+2*cuts)/n, 0), .9) over the pairs i, i+1 at
 * distance 1; nlme: g <- gls(x ~ X-1, correlation=corCAR1(rho, form=~t, fixed=TRUE)); coef(g),
 * sqrt(diag(vcov(g))), qt, pt with n - ncol(X) degrees of freedom. gap_x: rho is 0, lm. */
Test(interrupted, agrees_with_generalised_least_squares_in_r)
{
    const struct {
        const double *t, *x;
        size_t n;
        double cuts[2];
        size_t n_cuts;
        unsigned cycle;
        double rho, last;
        double level[4], slope[4];
    } cases[] = {
        {gap_t,
         gap_x,
         12,
         {7},
         1,
         1,
         0,
         1.62014285714286,
         {0.26471428571428307, 0.12745899808840486, 0.40196957334016126, 0.00214664448001267},
         {0.0108571428571428, -0.0225965467065143, 0.0443108324207999, 0.4756453241286714}},
        {NULL,
         nile,
         100,
         {28},
         1,
         1,
         0.189899777665535,
         1198.22919411801,
         {-289.644095055990, -426.227957323264, -153.060232788716, 5.76715851713859e-05},
         {-0.500510038020463, -7.822266728341017, 6.821246652300092, 0.892348814154609}},
        {NULL,
         nile,
         100,
         {28, 60},
         2,
         1,
         0.20895329049658,
         1200.00540874357,
         {-283.164189970358, -443.022726430601, -123.305653510115, 6.73957303067362e-04},
         {-1.108151540494544, -10.692694852009334, 8.476391771020245, 0.818929787043232}},
        {NULL,
         nottem,
         240,
         {100},
         1,
         12,
         0.222385523356915,
         38.6502964536777,
         {-0.140957303230711, -1.614795803460442, 1.332881196999020, 0.850682910889362},
         {0.0139851661264468, -0.0088957387211392, 0.0368660709740327, 0.2296853384865100}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const an_interrupted_series series = {cases[i].t != NULL ? cases[i].t : count_up(cases[i].n),
                                              cases[i].x,
                                              cases[i].n,
                                              cases[i].cuts,
                                              cases[i].n_cuts,
                                              cases[i].cycle};
        an_interrupted_change change[2];
        double rho;
        cr_assert_eq(an_interrupted_fit(&series, .95, scratch, change, expected, &rho), AN_OK);
        expect_near(rho, cases[i].rho, 1e-10);
        expect_effect(&change[0].level, cases[i].level, "level");
        expect_effect(&change[0].slope, cases[i].slope, "slope");
        expect_near(expected[cases[i].n - 1], cases[i].last, 1e-9);
    }
}

/* As above with periods 5, 6, 50 and 77 of Nile left out. */
Test(interrupted, correlates_over_a_gap_by_its_length)
{
    double t[96], x[96], rho, cut = 28;
    size_t n = 0;
    for (size_t i = 0; i < 100; i++)
        if (i != 5 && i != 6 && i != 50 && i != 77) {
            t[n] = (double)i;
            x[n++] = nile[i];
        }
    const an_interrupted_series series = {t, x, n, &cut, 1, 1};
    an_interrupted_change change;
    cr_assert_eq(an_interrupted_fit(&series, .95, scratch, &change, expected, &rho), AN_OK);
    expect_near(rho, 0.242249319970372, 1e-10);
    expect_effect(&change.level,
                  (double[]){-282.390850598326, -424.733951037530, -140.047750159122, 1.58449067793358e-04},
                  "level");
}

Test(interrupted, a_series_without_noise_changes_by_just_what_it_was_given)
{
    double x[10], rho;
    const double cut = 5;
    for (size_t i = 0; i < 10; i++)
        x[i] = 1.5 + .25 * (double)i + (i >= 5 ? -.5 + .125 * ((double)i - 5) : 0);
    const an_interrupted_series series = {count_up(10), x, 10, &cut, 1, 1};
    an_interrupted_change change;
    cr_assert_eq(an_interrupted_fit(&series, .95, scratch, &change, expected, &rho), AN_OK);
    cr_expect_float_eq(change.level.size, -.5, 1e-12);
    cr_expect_float_eq(change.slope.size, .125, 1e-12);
    cr_expect_eq(change.level.p_value, 0);
    cr_expect_eq(rho, 0);
    cr_expect_float_eq(expected[9], 1.5 + .25 * 9, 1e-12);
}

Test(interrupted, a_constant_series_does_not_change)
{
    const double x[8] = {.1, .1, .1, .1, .1, .1, .1, .1}, cut = 4;
    const an_interrupted_series series = {count_up(8), x, 8, &cut, 1, 1};
    an_interrupted_change change;
    double rho;
    cr_assert_eq(an_interrupted_fit(&series, .95, scratch, &change, expected, &rho), AN_OK);
    cr_expect_eq(change.level.size, 0);
    cr_expect_eq(change.level.p_value, 1);
    cr_expect_eq(change.slope.p_value, 1);
}

Test(interrupted, is_undefined_where_a_side_has_too_few_values)
{
    const double x[30] = {1, 3, 2, 5, 4, 6, 5, 7}, *t = count_up(30);
    const double back[] = {0, 2, 1, 3, 4, 5, 6, 7};
    const struct {
        an_interrupted_series series;
        double level;
    } cases[] = {
        {{t, x, 0, (double[]){3}, 1, 1}, .95},       {{t, x, 5, (double[]){3}, 1, 1}, .95},
        {{t, x, 8, (double[]){2}, 1, 1}, .95},       {{t, x, 8, (double[]){6}, 1, 1}, .95},
        {{t, x, 8, (double[]){4}, 0, 1}, .95},       {{t, x, 8, (double[]){3, 5}, 2, 1}, .95},
        {{t, x, 8, (double[]){5, 3}, 2, 1}, .95},    {{back, x, 8, (double[]){4}, 1, 1}, .95},
        {{t, x, 8, (double[]){4}, 1, 4}, .95 + .05}, {{t, x, 8, (double[]){4}, 1, 12}, .95},
        {{t, x, 30, (double[]){15}, 1, 13}, .95},    {{t, x, 8, (double[]){4}, 1, 0}, .95},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        an_interrupted_change change[2];
        double rho;
        cr_expect_eq(an_interrupted_fit(&cases[i].series, cases[i].level, scratch, change, expected, &rho),
                     AN_UNDEFINED, "case %zu", i);
    }
}
