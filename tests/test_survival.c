/* test_survival: tests of stat/survival. */
#include <criterion/criterion.h>

#include "near.h"
#include "stat/survival.h"

TestSuite(survival, .init = gsl_handler_off);

enum { MOST = 23 };
static size_t order[MOST];
static an_survival_step steps[MOST];

/* R: survival::aml, the group "Maintained" first */
static const double aml[MOST] = {9,  13, 13, 18, 23, 28, 31, 34, 45, 48, 161, 5,
                                 5,  8,  8,  12, 16, 23, 27, 30, 33, 43, 45};
static const bool relapsed[MOST] = {true,  true, false, true, true, false, true, true,
                                    false, true, false, true, true, true,  true, true,
                                    false, true, true,  true, true, true,  true};

/* R: summary(survfit(Surv(time, status) ~ 1, data = subset(aml, x == "Maintained"))) */
Test(survival, curve_agrees_with_r)
{
    const struct {
        double time;
        size_t at_risk, events;
        double survival, error;
    } expected[] = {
        {9, 11, 1, .90909090909, .086678417204},  {13, 10, 1, .81818181818, .116291299830},
        {18, 8, 1, .71590909091, .139664970557},  {23, 7, 1, .61363636364, .152632331027},
        {31, 5, 1, .49090909091, .164193267221},  {34, 4, 1, .36818181818, .162668885827},
        {48, 2, 1, .18409090909, .153492745786},  {161, 1, 0, .18409090909, .153492745786},
    };
    size_t count;
    cr_assert_eq(an_survival_curve(aml, relapsed, 11, order, steps, &count), AN_OK);
    cr_assert_eq(count, 8);
    for (size_t i = 0; i < count; i++) {
        cr_expect_eq(steps[i].time, expected[i].time);
        cr_expect_eq(steps[i].at_risk, expected[i].at_risk);
        cr_expect_eq(steps[i].events, expected[i].events);
        expect_near(steps[i].survival, expected[i].survival, 1e-11);
        expect_near(steps[i].survival * sqrt(steps[i].greenwood), expected[i].error, 1e-11);
    }
}

/* R: f <- survfit(Surv(time, status) ~ 1, data = subset(aml, x == "Maintained"), conf.type = "log-log");
 * cbind(f$time, f$lower, f$upper) */
Test(survival, band_agrees_with_r)
{
    const double expected[][3] = {
        {9, .5080802057699, .986673822668},   {13, .4474286146822, .951162228582},
        {18, .3501903859079, .899023974191},  {23, .2657520400013, .835299243250},
        {31, .1673309097769, .753399790371},  {34, .0928295749370, .657040832398},
        {48, .0117384801232, .525014842727},  {161, .0117384801232, .525014842727},
    };
    size_t count;
    an_interval band;
    cr_assert_eq(an_survival_curve(aml, relapsed, 11, order, steps, &count), AN_OK);
    for (size_t i = 0; i < count; i++) {
        cr_assert_eq(an_survival_band(&steps[i], .95, &band), AN_OK);
        cr_expect_eq(steps[i].time, expected[i][0]);
        expect_near(band.lower, expected[i][1], 1e-9);
        expect_near(band.upper, expected[i][2], 1e-9);
    }
    cr_expect_eq(an_survival_band(&steps[0], 1, &band), AN_UNDEFINED);
    cr_assert_eq(an_survival_curve(aml, relapsed, 1, order, steps, &count), AN_OK);
    cr_expect_eq(an_survival_band(&steps[0], .95, &band), AN_UNDEFINED, "all have come: no band");
    cr_assert_eq(an_survival_curve(aml, &relapsed[2], 1, order, steps, &count), AN_OK);
    cr_assert_eq(an_survival_band(&steps[0], .95, &band), AN_OK);
    cr_expect(band.lower == 1 && band.upper == 1, "none has come");
}

/* R: quantile(survfit(Surv(time, status) ~ 1, conf.type = "log-log", conf.int = level), p); NA is infinite */
Test(survival, quantiles_agree_with_r)
{
    const struct {
        size_t n;
        double p, level, value, lower, upper;
    } cases[] = {
        {11, .25, .95, 18, 9, 34}, {11, .5, .95, 31, 13, INFINITY}, {11, .75, .95, 48, 31, INFINITY},
        {23, .25, .9, 12, 5, 23},  {23, .5, .9, 27, 18, 34},        {23, .75, .9, 43, 31, 48},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t count;
        double value;
        an_interval v;
        cr_assert_eq(an_survival_curve(aml, relapsed, cases[i].n, order, steps, &count), AN_OK);
        cr_assert_eq(an_survival_quantile(steps, count, cases[i].p, cases[i].level, &value, &v), AN_OK);
        cr_expect(value == cases[i].value && v.lower == cases[i].lower && v.upper == cases[i].upper,
                  "case %zu: %g [%g, %g]", i, value, v.lower, v.upper);
    }
}

/* R: quantile(survfit(Surv(time, happened) ~ 1, conf.type = "log-log"), .5) */
Test(survival, median_of_small_samples_agrees_with_r)
{
    const struct {
        double time[4];
        bool happened[4];
        size_t n;
        double value, lower;
    } cases[] = {
        {{1, 2, 3, 4}, {true, true, true, true}, 4, 2.5, 1},   /* survival is 1/2 from 2 to 3 */
        {{1, 2, 3, 9}, {true, true, false, false}, 4, 5.5, 1}, /* and from 2 to the end */
        {{9, 2, 3, 1}, {false, true, false, true}, 4, 5.5, 1}, /* the order does not matter */
        {{5}, {true}, 1, 5, -INFINITY},
        {{0, 0, 3}, {true, true, true}, 3, 0, 0},
        {{2, 2, 2}, {true, true, false}, 3, 2, 2},
        {{7, 8}, {false, false}, 2, INFINITY, -INFINITY}, /* nothing happened yet */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t count;
        double value;
        an_interval v;
        cr_assert_eq(an_survival_curve(cases[i].time, cases[i].happened, cases[i].n, order, steps, &count),
                     AN_OK);
        cr_assert_eq(an_survival_quantile(steps, count, .5, .95, &value, &v), AN_OK);
        cr_expect(value == cases[i].value && v.lower == cases[i].lower && v.upper == INFINITY,
                  "case %zu: %g [%g, %g]", i, value, v.lower, v.upper);
    }
}

Test(survival, refuses_what_is_no_time)
{
    const double bad[] = {-1, NAN, INFINITY};
    const bool happened[] = {true};
    size_t count;
    double value;
    an_interval v;
    for (size_t i = 0; i < 3; i++)
        cr_expect_eq(an_survival_curve(&bad[i], happened, 1, order, steps, &count), AN_UNDEFINED);
    cr_expect_eq(an_survival_curve(aml, relapsed, 0, order, steps, &count), AN_UNDEFINED);
    cr_assert_eq(an_survival_curve(aml, relapsed, 11, order, steps, &count), AN_OK);
    cr_expect_eq(an_survival_quantile(steps, 0, .5, .95, &value, &v), AN_UNDEFINED);
    cr_expect_eq(an_survival_quantile(steps, count, 0, .95, &value, &v), AN_UNDEFINED);
    cr_expect_eq(an_survival_quantile(steps, count, 1, .95, &value, &v), AN_UNDEFINED);
    cr_expect_eq(an_survival_quantile(steps, count, .5, 1, &value, &v), AN_UNDEFINED);
}
