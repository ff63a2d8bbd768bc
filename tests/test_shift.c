/* test_shift: tests of stat/shift. */
#include <string.h>

#include <criterion/criterion.h>
#include <gsl/gsl_randist.h>

#include "near.h"
#include "series.h"
#include "stat/shift.h"

TestSuite(shift, .init = gsl_handler_off);

static double scratch[100 * 99 / 2 + 200];

/* Four seasons, .5 a period, a shift of 5 at 11, and noise. */
static const double quarters[20] = {10.30, 4.30, -1.90, -9.10, 11.50, 6.70, -.10, -7.80, 14.25, 8.55,
                                    1.85, -.15, 20.60, 15.60, 9.20, 1.25, 23.15, 17.45, 11.30, 3.15};

/* Without wild values the result is least squares. R: t <- 0:59; lm(Nile[1:60] ~ t + (t >= 28)), the year
 * 1899 that Cobb (1978, Biometrika 65:243) found; t <- 0:19; lm(x ~ t + (t >= 11) + factor(t %% 4)) */
Test(shift, clean_series_agree_with_least_squares)
{
    const struct {
        const double *x;
        size_t n;
        unsigned cycle;
        size_t position, candidates;
        double size, slope, t, p;
    } cases[] = {
        {nile, 60, 1, 28, 55, -277.446350164654234, .469045005488477, -3.912887932958582,
         2.45607084026655e-4},
        {quarters, 20, 4, 11, 15, 5.22083333333333, .47875, 18.7796472070219, 2.52019876396216e-11},
    };
    for (size_t i = 0; i < 2; i++) {
        an_shift s;
        cr_assert_eq(an_shift_find(NULL, cases[i].x, cases[i].n, cases[i].cycle, scratch, &s), AN_OK);
        cr_expect_eq(s.position, cases[i].position, "%zu", s.position);
        cr_expect_eq(s.left_out, 0, "%zu", s.left_out);
        cr_expect_eq(s.candidates, cases[i].candidates, "%zu", s.candidates);
        expect_near(s.size, cases[i].size, 1e-11);
        expect_near(s.slope, cases[i].slope, 1e-11);
        expect_near(s.t, cases[i].t, 1e-11);
        expect_near(s.p_value, cases[i].p * (double)cases[i].candidates, 1e-8);
    }
}

/* R: x[5] <- 60; x[17] <- -40; lm(x ~ t + (t >= 11) + factor(t %% 4), subset = -c(5, 17)); and, without
 * the low water of 1913, lm(Nile ~ t + (t >= 28), subset = -43) */
Test(shift, wild_values_are_left_out)
{
    double x[20];
    memcpy(x, quarters, sizeof x);
    x[4] = 60;
    x[16] = -40;
    an_shift s;
    cr_assert_eq(an_shift_find(NULL, x, 20, 4, scratch, &s), AN_OK);
    cr_expect_eq(s.position, 11);
    cr_expect_eq(s.left_out, 2, "%zu", s.left_out);
    expect_near(s.size, 5.174554294975688, 1e-11);
    expect_near(s.slope, .476175040518638, 1e-11);
    cr_expect(s.p_value < 1e-4);
    cr_assert_eq(an_shift_find(NULL, nile, 100, 1, scratch, &s), AN_OK);
    cr_expect(s.position == 28 && s.left_out == 1);
    expect_near(s.size, -265.478094231322643, 1e-11);
    expect_near(s.slope, .462185269613297, 1e-11);
    cr_expect(s.p_value < 1e-4);
}

Test(shift, result_follows_the_units_of_x_and_t)
{
    double x[20], t[20];
    for (size_t i = 0; i < 20; i++) {
        x[i] = 1e6 - 1000 * quarters[i];
        t[i] = 8068 + (double)i; /* quarters since the year 0 */
    }
    an_shift a, b;
    cr_assert_eq(an_shift_find(NULL, quarters, 20, 4, scratch, &a), AN_OK);
    cr_assert_eq(an_shift_find(t, x, 20, 4, scratch, &b), AN_OK);
    cr_expect_eq(a.position, b.position);
    expect_near(b.size, -1000 * a.size, 1e-9);
    expect_near(b.slope, -1000 * a.slope, 1e-9);
    expect_near(b.t, -a.t, 1e-9);
}

Test(shift, exact_series_are_decided_without_noise)
{
    const struct {
        double x[9];
        double t, p, size;
        size_t position, left_out;
    } cases[] = {
        {{5, 5, 5, 5, 5, 9, 9, 9, 9}, INFINITY, 0, 4, 5, 0},
        {{.1, .2, .3, .4, .5, .6, .7, .8, .9}, 0, 1, 0, 3, 0},
        {{5, 5, 5, 5, 5, 5, 5, 5, 5}, 0, 1, 0, 3, 0},
        {{0, 0, 0, 0, 0, 0, 0, 0, 0}, 0, 1, 0, 3, 0},
        {{5, 5, 5, 5, 90, 5, 5, 5, 5}, 0, 1, 0, 3, 1},
        {{.7, .8, .9, 90, 1.1, -1.8, -1.7, -1.6, -1.5}, -INFINITY, 0, -3, 5, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        an_shift s;
        cr_assert_eq(an_shift_find(NULL, cases[i].x, 9, 1, scratch, &s), AN_OK);
        expect_near(s.t, cases[i].t, 0);
        cr_expect_eq(s.p_value, cases[i].p, "case %zu: %g", i, s.p_value);
        cr_expect(fabs(s.size - cases[i].size) < 1e-12, "case %zu: %g", i, s.size);
        cr_expect_eq(s.left_out, cases[i].left_out, "case %zu: %zu", i, s.left_out);
        cr_expect(s.p_value == 1 || s.position == cases[i].position, "case %zu: %zu", i, s.position);
    }
}

Test(shift, positions_without_pairs_of_a_season_are_no_candidates)
{
    an_shift s, plain;
    cr_assert_eq(an_shift_find(NULL, nottem, 18, 12, scratch, &s), AN_OK);
    cr_expect_eq(s.candidates, 13 - 7, "6 to 12 have no season twice on a side: %zu", s.candidates);
    const double t[10] = {0, 2, 4, 6, 8, 9, 11, 13, 15, 17};
    cr_assert_eq(an_shift_find(t, nile, 10, 2, scratch, &s), AN_OK);
    cr_expect(s.candidates < 5 && s.position != 5, "no season on both sides of 5");
    double januaries[12];
    for (size_t i = 0; i < 12; i++)
        januaries[i] = 12 * (double)i;
    cr_assert_eq(an_shift_find(januaries, nile, 12, 4, scratch, &s), AN_OK);
    cr_assert_eq(an_shift_find(januaries, nile, 12, 1, scratch, &plain), AN_OK);
    cr_expect(s.position == plain.position && s.left_out == plain.left_out);
    expect_near(s.size, plain.size, 1e-12);
}

Test(shift, short_series_are_refused)
{
    an_shift s;
    for (size_t n = 0; n < 7; n++)
        cr_expect_eq(an_shift_find(NULL, nile, n, 1, scratch, &s), AN_UNDEFINED);
    cr_expect_eq(an_shift_find(NULL, nile, 7, 1, scratch, &s), AN_OK);
    cr_expect_eq(an_shift_find(NULL, nile, 9, 4, scratch, &s), AN_UNDEFINED);
    cr_expect_eq(an_shift_find(NULL, nile, 12, 4, scratch, &s), AN_OK);
    const double t[7] = {0, 1, 2, 3, 4, 4, 5};
    cr_expect_eq(an_shift_find(t, nile, 7, 1, scratch, &s), AN_UNDEFINED);
    cr_expect_eq(an_shift_find(NULL, nile, 7, 0, scratch, &s), AN_UNDEFINED);
    /* long gaps and wild values: nowhere do two values of each side fit */
    const double gaps[11] = {1, 2, 4, 5, 6, 7, 8, 9, 10, 15, 19},
                 wild[11] = {0, 0, 2, 1, 0, 235, 2, 0, -766, 0, 1};
    cr_expect_eq(an_shift_find(gaps, wild, 11, 4, scratch, &s), AN_UNDEFINED);
}

/* Noise without a shift, level 5 %, 500 series each: a rate of 6 % gives more than 45 alarms with
 * probability 1e-3. */
Test(shift, false_alarms_keep_their_level)
{
    const struct {
        size_t n;
        unsigned cycle;
        double wild; /* share of tenfold noise */
    } cases[] = {{8, 1, 0}, {12, 1, 0}, {12, 4, 0}, {20, 1, .1}, {20, 4, .1}};
    gsl_rng *const rng = gsl_rng_alloc(gsl_rng_mt19937);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int alarms = 0;
        for (int series = 0; series < 500; series++) {
            double x[20];
            an_shift s;
            for (size_t k = 0; k < cases[i].n; k++)
                x[k] = gsl_ran_gaussian(rng, gsl_rng_uniform(rng) < cases[i].wild ? 10 : 1);
            cr_assert_eq(an_shift_find(NULL, x, cases[i].n, cases[i].cycle, scratch, &s), AN_OK);
            alarms += s.p_value < .05;
        }
        cr_expect(alarms <= 45, "case %zu: %d", i, alarms);
    }
    gsl_rng_free(rng);
}
