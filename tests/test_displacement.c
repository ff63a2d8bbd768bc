/* test_displacement: tests of movement/displacement: shares that jump, and their mirror. */
#include <math.h>
#include <stdlib.h>

#include <criterion/criterion.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

#include "movement/displacement.h"
#include "near.h"

TestSuite(displacement, .init = gsl_handler_off);

enum { PARTS = 5, MOST = 12000 };
static an_share share[MOST];
static an_share_panel panel[MOST / PARTS / 2];
static an_jump jumps[MOST];
static an_shares shares;
static const an_displacement_rules rules = {.fdr = .05, .least = .01, .min_n = 10};

/* Adds a group of PARTS parts with counts x, period by period. */
static void add_panel(const double x[], size_t periods)
{
    an_share_panel *p = &panel[shares.n_panels];
    *p = (an_share_panel){.first = shares.n, .n_parts = PARTS, .n_periods = periods};
    for (size_t i = 0; i < periods * PARTS; i++) {
        double total = 0;
        for (size_t k = 0; k < PARTS; k++)
            total += x[i - i % PARTS + k];
        share[shares.n++] = (an_share){.panel = shares.n_panels,
                                       .part = i % PARTS,
                                       .period = i / PARTS,
                                       .x = x[i],
                                       .share = total > 0 ? x[i] / total : (double)NAN,
                                       .n = total};
    }
    shares.n_panels++;
}

static void start(void)
{
    shares = (an_shares){.shares = share, .panels = panel};
}

static an_displacement find(void)
{
    an_displacement found;
    an_error err;
    cr_assert_eq(an_displacement_find(jumps, &shares, &rules, &found, &err), AN_OK);
    return found;
}

/* R: a <- function(x, n) asin(sqrt((x + 3/8)/(n + 3/4))); (a(30, 400) - a(60, 300))/sqrt(1/1602 + 1/1202) */
Test(displacement, the_score_is_the_difference_on_anscombes_scale)
{
    start();
    add_panel((const double[]){60, 60, 60, 60, 60, 30, 92, 93, 92, 93}, 2);
    const an_displacement found = find();
    cr_expect_eq(found.tests, 5);
    an_jump *jump = &jumps[5];
    cr_expect_float_eq(jump->change, 30. / 400 - 60. / 300, 1e-15);
    const double chance = sqrt(1. / 1602 + 1. / 1202);
    expect_near(jump->z * sqrt(chance * chance + found.tau * found.tau) / chance, -4.86560765304795, 1e-9);
}

/* 2,000 changes of shares that honestly move by .03 on the scale: a binomial test alone calls most of them
 * significant. */
Test(displacement, shares_that_honestly_move_have_no_signal)
{
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_taus2);
    start();
    for (size_t g = 0; g < 200; g++) {
        double x[3 * PARTS];
        for (size_t i = 0; i < 3 * PARTS; i++) {
            const double root = sin(asin(sqrt(.2)) + gsl_ran_gaussian(rng, .03));
            x[i] = round(1e5 * root * root);
        }
        add_panel(x, 3);
    }
    gsl_rng_free(rng);
    const an_displacement found = find();
    size_t signals = 0;
    for (size_t i = 0; i < shares.n; i++)
        signals += jumps[i].signal[0] != '\0';
    cr_expect_eq(found.tests, 2000);
    cr_expect_gt(found.phi, 50);
    cr_expect_float_eq(found.tau, .03 * M_SQRT2, .006);
    cr_expect_leq(signals, 2);
}

/* Enough groups at rest that a jump stands out. */
static void add_still_groups(void)
{
    for (size_t g = 0; g < 20; g++)
        add_panel((const double[]){500, 400, 300, 200, 100, 503, 396, 304, 198, 99}, 2);
}

Test(displacement, the_mirror_is_where_the_trade_went)
{
    start();
    add_panel((const double[]){500, 400, 300, 200, 100, 100, 402, 598, 298, 102}, 2);
    add_still_groups();
    find();
    cr_expect_str_eq(jumps[5].signal, "jump_down");
    cr_expect_eq(jumps[5].n_mirrors, 2);
    cr_expect_eq(jumps[5].mirror[0], 7);
    cr_expect_eq(jumps[5].mirror[1], 8);
    cr_expect_float_eq(jumps[5].mirror_part, 396. / 400, 1e-12);
    cr_expect_str_eq(jumps[7].signal, "jump_up");
    cr_expect_eq(jumps[7].n_mirrors, 1);
    cr_expect_eq(jumps[7].mirror[0], 5);
    cr_expect_eq(jumps[7].mirror_part, 1);
}

Test(displacement, trade_that_only_vanished_went_nowhere)
{
    start();
    add_panel((const double[]){500, 400, 300, 200, 100, 50, 400, 300, 200, 100}, 2);
    add_still_groups();
    find();
    cr_expect_str_eq(jumps[5].signal, "jump_down");
    cr_expect_eq(jumps[5].n_mirrors, 0);
    cr_expect_eq(jumps[5].mirror_part, 0);
    cr_expect_gt(jumps[6].change, 0);
}

Test(displacement, what_appears_is_new_and_what_disappears_is_gone)
{
    start();
    add_panel((const double[]){500, 0, 300, 200, 100, 0, 500, 300, 200, 100}, 2);
    add_still_groups();
    find();
    cr_expect_str_eq(jumps[5].signal, "gone");
    cr_expect_str_eq(jumps[6].signal, "new");
    cr_expect_eq(jumps[5].mirror[0], 6);
}

Test(displacement, small_empty_and_single_groups_are_not_tested)
{
    start();
    add_panel((const double[]){1, 1, 1, 1, 1, 5, 0, 0, 0, 0}, 2); /* fewer than 10 */
    add_panel((const double[]){0, 0, 0, 0, 0, 90, 0, 0, 0, 0}, 2);
    add_panel((const double[]){10, 20, 30, 40, 50}, 1);
    cr_expect_eq(find().tests, 0);
    cr_expect(isnan(jumps[5].z));
    cr_expect(isnan(jumps[15].change));
    start();
    cr_expect_eq(find().tests, 0);
}
