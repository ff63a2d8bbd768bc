/* test_party_levels: levels of importers beside their peers. */
#include <criterion/criterion.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdlib.h>

#include "price/party_levels.h"

static const an_party_rules usual = {.level = 0.95, .least_peers = 3, .middle = 50};

Test(party_levels, medians_of_the_others_are_the_peers)
{
    /* Party 0 to 4 in one set: medians 0, 1, 2, 3, 10. Without party 4 the others' median is 1.5; without
     * party 1: 0, 2, 3, 10: 2.5. Party 2 repeats a price, which counts once. */
    static const an_party_item items[] = {{0, 0, 0, 1},  {1, 1, 0, 1}, {1, 2, 0, 1},
                                          {2, 2, 0, 1},  {2, 2, 0, 2}, {2, 2, 0, 3},
                                          {3, 2, 0, 60}, {3, 3, 0, 1}, {10, 4, 0, 1}};
    enum { N = sizeof items / sizeof items[0] };
    an_party_level levels[6];
    double peer[N];
    an_party_spread spread;
    cr_assert_eq(an_party_levels_find(items, N, 6, 1, &usual, levels, peer, &spread, NULL), AN_OK);
    cr_expect_float_eq(levels[4].level, 10 - 1.5, 1e-12);
    cr_expect_float_eq(levels[1].level, 1 - 2.5, 1e-12);
    cr_expect_float_eq(peer[8], 1.5, 1e-12);
    cr_expect_eq(levels[2].prices, 3);
    cr_expect_eq(levels[2].items, 5);
    cr_expect_eq(levels[2].peers, 4);
    cr_expect_float_eq(levels[2].change, 3 - 1.5, 1e-12, "early 1 and 2, late 3: %g", levels[2].change);
    cr_expect(isnan(levels[0].change) && isnan(levels[5].level) && levels[5].items == 0);
    cr_expect(levels[4].lower < levels[4].level && levels[4].level < levels[4].upper);
}

Test(party_levels, too_few_peers_and_nothing_are_said)
{
    static const an_party_item items[] = {{0, 0, 0, 1}, {1, 1, 0, 1}, {2, 2, 0, 1}};
    an_party_level levels[3];
    double peer[3];
    an_party_spread spread;
    cr_assert_eq(an_party_levels_find(items, 3, 3, 1, &usual, levels, peer, &spread, NULL), AN_OK);
    for (size_t p = 0; p < 3; p++)
        cr_expect(isnan(levels[p].level) && isnan(levels[p].score) && isnan(peer[p]));
    cr_assert_eq(an_party_levels_find(items, 0, 3, 1, &usual, levels, peer, &spread, NULL), AN_OK);
    cr_expect_eq(spread.compared, 0);
    cr_assert_eq(an_party_levels_find(NULL, 0, 0, 0, &usual, levels, peer, &spread, NULL), AN_OK);
}

/* A world: parties of Zipf sizes in sets of Zipf sizes; what a party's level is stands in truth. */
typedef struct world {
    an_party_item *items;
    size_t n;
    double *truth;
} world;

enum { PARTIES = 400, SETS = 60, ITEMS = 12000 };

static world draw_world(gsl_rng *r, double spread, double goods, double crooked, double factor)
{
    world w = {malloc(ITEMS * sizeof *w.items), ITEMS, malloc(PARTIES * sizeof *w.truth)};
    static double of_set[SETS], of_cell[PARTIES][SETS];
    for (int p = 0; p < PARTIES; p++) {
        w.truth[p] = gsl_ran_gaussian(r, spread) + (gsl_rng_uniform(r) < crooked ? factor : 0);
        for (int g = 0; g < SETS; g++)
            of_cell[p][g] = w.truth[p] + gsl_ran_gaussian(r, goods);
    }
    for (int g = 0; g < SETS; g++)
        of_set[g] = gsl_ran_gaussian(r, 2);
    for (size_t i = 0; i < ITEMS; i++) {
        const int p = (int)(PARTIES * pow(gsl_rng_uniform(r), 2)),
                  g = (int)(SETS * pow(gsl_rng_uniform(r), 1.5));
        w.items[i] = (an_party_item){of_set[g] + of_cell[p][g] + gsl_ran_gaussian(r, 0.3), (uint32_t)p,
                                     (uint32_t)g, (int32_t)gsl_rng_uniform_int(r, 100)};
    }
    return w;
}

/* Shares of parties whose interval holds the truth, and of honest and low ones that lie below 1. */
static void judge(gsl_rng *r, double spread, double goods, double crooked, double factor, double *covered,
                  double *below_honest, double *below_crooked)
{
    static an_party_level levels[PARTIES];
    static double peer[ITEMS];
    an_party_spread found;
    double n = 0, held = 0, honest = 0, honest_below = 0, low = 0, low_below = 0;
    for (int k = 0; k < 6; k++) {
        const world w = draw_world(r, spread, goods, crooked, factor);
        cr_assert_eq(an_party_levels_find(w.items, w.n, PARTIES, SETS, &usual, levels, peer, &found, NULL),
                     AN_OK);
        for (int p = 0; p < PARTIES; p++) {
            if (isnan(levels[p].level))
                continue;
            const bool is_low = crooked > 0 && w.truth[p] < factor / 2;
            n++;
            held += levels[p].lower <= w.truth[p] && w.truth[p] <= levels[p].upper;
            honest += !is_low;
            honest_below += !is_low && levels[p].upper < 0;
            low += is_low;
            low_below += is_low && levels[p].upper < 0;
        }
        free(w.items);
        free(w.truth);
    }
    *covered = held / n;
    *below_honest = honest_below / honest;
    *below_crooked = low > 0 ? low_below / low : 0;
}

Test(party_levels, intervals_cover_and_low_ones_are_found)
{
    gsl_rng *const r = gsl_rng_alloc(gsl_rng_mt19937);
    double covered, honest, crooked;
    gsl_rng_set(r, 17);
    judge(r, 0, 0, 0, 0, &covered, &honest, &crooked);
    cr_expect_gt(covered, 0.93, "%g", covered);
    cr_expect_lt(honest, 0.035, "no differences at all: %g are below", honest);
    judge(r, 0.2, 0.15, 0, 0, &covered, &honest, &crooked);
    cr_expect_gt(covered, 0.90, "%g", covered);
    judge(r, 0.05, 0.1, 0.1, log(0.5), &covered, &honest, &crooked);
    cr_expect_gt(covered, 0.90, "%g", covered);
    cr_expect_gt(crooked, 0.9, "%g of those at half the price are found", crooked);
    cr_expect_lt(honest, 0.2, "%g", honest);
    gsl_rng_free(r);
}

Test(party_levels, order_changes_nothing)
{
    enum { SHUFFLES = 3 };
    gsl_rng *const r = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(r, 3);
    const world w = draw_world(r, 0.2, 0.1, 0.1, -0.7);
    static an_party_level levels[PARTIES], again[PARTIES];
    static double peer[ITEMS];
    an_party_spread spread, other;
    cr_assert_eq(an_party_levels_find(w.items, w.n, PARTIES, SETS, &usual, levels, peer, &spread, NULL),
                 AN_OK);
    for (int k = 0; k < SHUFFLES; k++) {
        gsl_ran_shuffle(r, w.items, w.n, sizeof *w.items);
        cr_assert_eq(an_party_levels_find(w.items, w.n, PARTIES, SETS, &usual, again, peer, &other, NULL),
                     AN_OK);
        cr_expect_eq(memcmp(levels, again, sizeof levels), 0);
        cr_expect_eq(memcmp(&spread, &other, sizeof spread), 0);
    }
    free(w.items);
    free(w.truth);
    gsl_rng_free(r);
}
