/* test_bunching: zones, counts and verdicts of piles below a threshold. */
#include <criterion/criterion.h>
#include <gsl/gsl_errno.h>
#include <math.h>

#include "bench/bunching_world.h"
#include "stat/bunching.h"

static const int64_t one = BUNCHING_MILLIONTHS;

Test(bunching, neighbours_are_round_and_their_zones_do_not_meet)
{
    static const struct {
        int64_t at, width;
        int64_t neighbours[AN_BUNCHING_NEIGHBOURS];
        size_t n;
    } cases[] = {
        {150, 3, {50, 70, 90, 110, 130, 170, 190, 210, 230, 250}, 10},
        {150, 2, {100, 110, 120, 130, 140, 160, 170, 180, 190, 200}, 10},
        {1000, 20, {200, 400, 600, 800, 1200, 1400, 1600, 1800, 2000}, 9},
    };
    an_bunching_zones zones;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cr_assert_eq(an_bunching_zones_make(cases[i].at * one, cases[i].width * one, &zones), AN_OK);
        cr_expect_eq(zones.n, cases[i].n, "%zu: %zu", i, zones.n);
        for (size_t k = 0; k < zones.n; k++)
            cr_expect_eq(zones.neighbours[k], cases[i].neighbours[k] * one, "%zu, %zu: %lld", i, k,
                         (long long)(zones.neighbours[k] / one));
    }
    static const int64_t wrong[][2] = {{0, 1}, {-5, 1}, {100, 0}, {100, -1}, {100, 26}};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        cr_expect_eq(an_bunching_zones_make(wrong[i][0], wrong[i][1], &zones), AN_UNDEFINED, "%zu", i);
}

Test(bunching, what_lies_at_the_borders_is_counted_once)
{
    static const int64_t values[] = {137, 138, 139, 146, 147, 148, 149, 149, 150, 150, 150, 151};
    const an_bunching_zones zones = {.at = 150, .width = 3};
    const an_bunching_count c = an_bunching_look(&zones, 150, values, sizeof values / sizeof values[0]);
    cr_expect_eq(c.near, 4, "[147, 150): %g", c.near);
    cr_expect_eq(c.around, 7, "[138, 150): %g", c.around);
    cr_expect_eq(c.exact, 3, "%g", c.exact);
    const an_bunching_count none = an_bunching_look(&zones, 150, values, 0);
    cr_expect(none.near == 0 && none.around == 0 && none.exact == 0);
}

/* Neighbours that are alike and large leave chance alone: scipy.stats.binom.sf(59, 100, .5) is 0.02844. */
Test(bunching, alike_neighbours_leave_chance)
{
    an_bunching_count neighbours[8];
    an_bunching r;
    for (size_t i = 0; i < 8; i++)
        neighbours[i] = (an_bunching_count){5000 + (i % 2 ? 20.0 : -20.0), 10000, 0};
    cr_assert_eq(an_bunching_judge((an_bunching_count){60, 100, 0}, neighbours, 8, 0.95, &r), AN_OK);
    cr_expect(r.p_value >= 0.0284 && r.p_value < 0.036, "%g", r.p_value);
    cr_expect(fabs(r.expected - 0.5) < 0.002, "%g", r.expected);
    cr_expect(fabs(r.ratio - 60.5 / 40.5) < 0.01, "%g", r.ratio);
    cr_expect(r.lower < r.ratio && r.ratio < r.upper && r.least < r.excess && r.excess < r.most);
    cr_expect(fabs(r.excess - 20) < 0.5, "%g", r.excess);
}

Test(bunching, neighbours_that_differ_excuse_it)
{
    static const double near[] = {2000, 8000, 3000, 7000, 4500, 5500};
    an_bunching_count neighbours[6];
    an_bunching r;
    for (size_t i = 0; i < 6; i++)
        neighbours[i] = (an_bunching_count){near[i], 10000, 0};
    cr_assert_eq(an_bunching_judge((an_bunching_count){600, 1000, 0}, neighbours, 6, 0.95, &r), AN_OK);
    cr_expect_gt(r.p_value, 0.2, "%g", r.p_value);
    cr_expect_lt(r.least, 0);
}

Test(bunching, what_cannot_be_judged_is_said)
{
    an_bunching_count neighbours[5] = {{5, 10, 0}, {5, 10, 0}, {5, 10, 0}, {0, 0, 0}, {0, 0, 0}};
    an_bunching r;
    cr_expect_eq(an_bunching_judge((an_bunching_count){5, 10, 0}, neighbours, 5, 0.95, &r), AN_UNDEFINED);
    neighbours[3] = (an_bunching_count){5, 10, 0};
    cr_expect_eq(an_bunching_judge((an_bunching_count){5, 10, 0}, neighbours, 5, 0.95, &r), AN_OK);
    cr_expect_eq(an_bunching_judge((an_bunching_count){0, 0, 0}, neighbours, 5, 0.95, &r), AN_UNDEFINED);
    for (size_t i = 0; i < 5; i++)
        neighbours[i] = (an_bunching_count){0, 10, 0};
    cr_expect_eq(an_bunching_judge((an_bunching_count){5, 10, 0}, neighbours, 5, 0.95, &r), AN_UNDEFINED);
    for (size_t i = 0; i < 5; i++)
        neighbours[i] = (an_bunching_count){5, 10, 0};
    for (double near = 0; near <= 10; near += 10) {
        cr_expect_eq(an_bunching_judge((an_bunching_count){near, 10, 0}, neighbours, 5, 0.95, &r), AN_OK);
        cr_expect(r.p_value >= 0 && r.p_value <= 1 && isfinite(r.ratio) && isfinite(r.most));
    }
}

/* Rounding is no pile: at most nominal. tests/bench/bench_bunching.c has more worlds, and the power. */
Test(bunching, worlds_that_only_round_have_no_piles)
{
    enum { WORLDS = 150 };
    gsl_rng *const r = gsl_rng_alloc(gsl_rng_mt19937);
    unsigned judged = 0, flagged = 0, found = 0;
    gsl_set_error_handler_off();
    gsl_rng_set(r, 41);
    for (unsigned i = 0; i < WORLDS; i++) {
        double around;
        bunching_world w = bunching_world_draw(r, i % 2 ? 150 : 1000, 0);
        w.n = w.n > 20000 ? 20000 : w.n;
        const double p = bunching_world_p(&w, r, &around);
        w.pile = 0.3;
        judged += !isnan(p);
        flagged += p <= 0.05;
        found += bunching_world_p(&w, r, &around) <= 0.05;
    }
    gsl_rng_free(r);
    cr_expect_gt(judged, WORLDS * 3 / 4);
    cr_expect_leq(flagged, judged / 20, "%u of %u", flagged, judged);
    cr_expect_gt(found, WORLDS * 3 / 4, "%u of %u", found, WORLDS);
}
