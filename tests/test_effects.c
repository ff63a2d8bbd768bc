/* test_effects: what related groups say of a group, against R; spreads that were planted are found. */
#include <criterion/criterion.h>

#include "bench/price_scenario.h"
#include "model/effects.h"
#include "near.h"

TestSuite(effects, .init = gsl_handler_off);

#define NONE AN_REFERENCES_NONE

/* Two commodities from three origins, all of one heading. */
static const double seen[6] = {1.0, 1.4, 0.9, 0.6, 1.1, 0.7}, variance[6] = {.01, .04, .02, .01, .09, .03};

static void make(an_effects *effects, an_hierarchy *hierarchy, bool crossed)
{
    uint32_t set[6][AN_HIERARCHY_KINDS];
    an_error err;
    for (uint32_t g = 0; g < 6; g++) {
        const uint32_t sets[AN_HIERARCHY_KINDS] = {g / 3, NONE, crossed ? 2 + g % 3 : NONE, 5, NONE, NONE};
        memcpy(set[g], sets, sizeof sets);
    }
    cr_assert_eq(an_hierarchy_new(hierarchy, (const uint32_t(*)[AN_HIERARCHY_KINDS])set, 6, 6, &err), AN_OK);
    cr_assert_eq(an_effects_new(effects, hierarchy, 0.1, &err), AN_OK);
    effects->spreads.spread[0] = 0.3;
    effects->spreads.spread[2] = 0.2;
    effects->spreads.spread[3] = 0.4;
    effects->spreads.center = 0.8;
    for (size_t g = 0; g < 6; g++) {
        effects->group[g].seen = seen[g];
        effects->group[g].variance = variance[g];
    }
}

/* R: com <- rep(1:2, each = 3); K <- .3^2 * outer(com, com, "==") + .4^2 + diag(.1^2, 6); of each i
 * A <- solve(K[-i,-i] + diag(v[-i])); k <- K[i,-i]; .8 + k %*% A %*% (y[-i] - .8); K[i,i] - k %*% A %*% k */
Test(effects, are_exact_where_sets_lie_in_each_other)
{
    static const double mean[6] = {1.04847434233228,  0.943314629807034, 1.08145620022753,
                                   0.835996766019542, 0.659046924874959, 0.709880025620812},
                        spread[6] = {0.0266935046583085, 0.021123032708362,  0.0230599101444245,
                                     0.0340359681728996, 0.0222542539020284, 0.025014042175798};
    an_effects effects;
    an_effects_sums sums = {0};
    an_hierarchy hierarchy;
    make(&effects, &hierarchy, false);
    an_effects_pass(&effects, 0, 30, &sums);
    for (size_t g = 0; g < 6; g++) {
        expect_near(effects.group[g].mean, mean[g], 1e-9);
        expect_near(effects.group[g].spread, spread[g], 1e-9);
    }
    an_effects_free(&effects);
    an_hierarchy_free(&hierarchy);
}

/* R: the same with + .2^2 * outer(ori, ori, "=="), ori <- rep(1:3, 2). Messages that cross go round in loops:
 * close, not exact. */
Test(effects, are_close_where_sets_cross)
{
    static const double mean[6] = {0.915897523120001, 1.09314328607313,  1.08169247176276,
                                   0.828889989885732, 0.879041518572042, 0.653824744634454},
                        spread[6] = {0.0497427669874571, 0.0586889171248012, 0.0503027306700763,
                                     0.0544194013284046, 0.0514140169871919, 0.0494419764921924};
    an_effects effects;
    an_effects_sums sums = {0};
    an_hierarchy hierarchy;
    make(&effects, &hierarchy, true);
    an_effects_pass(&effects, 0, 50, &sums);
    for (size_t g = 0; g < 6; g++) {
        cr_expect(fabs(effects.group[g].mean - mean[g]) < 0.2 * sqrt(spread[g]), "%zu: %g, should be %g", g,
                  effects.group[g].mean, mean[g]);
        expect_near(effects.group[g].spread, spread[g], 0.25);
    }
    an_effects_free(&effects);
    an_hierarchy_free(&hierarchy);
}

/* A group that says nothing has what the others say; alone it has the center. */
Test(effects, a_mute_group_is_told_what_all_others_say)
{
    an_effects effects;
    an_effects_sums sums = {0};
    an_hierarchy hierarchy;
    make(&effects, &hierarchy, false);
    for (size_t g = 1; g < 6; g++)
        effects.group[g].variance = INFINITY;
    an_effects_pass(&effects, 0, 10, &sums);
    cr_expect(effects.group[1].mean > effects.group[3].mean && effects.group[3].mean > 0.8);
    effects.group[0].variance = INFINITY;
    an_effects_pass(&effects, 0, 10, &sums);
    for (size_t g = 0; g < 6; g++) {
        expect_near(effects.group[g].mean, 0.8, 1e-12);
        expect_near(effects.group[g].spread, 0.01 + 0.09 + 0.16, 1e-9);
    }
    an_effects_free(&effects);
    an_hierarchy_free(&hierarchy);
}

/* A group far from what the others expect counts less than one as far as is usual. */
Test(effects, a_wild_group_does_not_drag_the_others_along)
{
    an_effects effects;
    an_effects_sums sums = {0};
    an_hierarchy hierarchy;
    double pulled[2];
    for (int wild = 0; wild < 2; wild++) {
        make(&effects, &hierarchy, false);
        effects.group[0].seen = wild ? 21 : 1.5;
        an_effects_pass(&effects, 0, 50, &sums);
        pulled[wild] = effects.group[1].mean - 0.94;
        an_effects_free(&effects);
        an_hierarchy_free(&hierarchy);
    }
    cr_expect(pulled[1] < 20 / 0.5 * pulled[0] / 4, "%g %g", pulled[0], pulled[1]);
}

/* Learns spreads of drawn levels: those that price_scenario.h draws with. */
Test(effects, planted_spreads_are_found)
{
    static const scenario s = {"", 2400, 1, 1, {{1, 0, 0.01}}, .scale_spread = 0.1};
    static const char *const by[] = {"commodity", "origin"};
    made data;
    an_comparison comparison;
    an_references references;
    an_hierarchy hierarchy;
    an_effects effects;
    an_error err;
    make_scenario(&s, 1, &data);
    cr_assert_eq(an_comparison_new(&comparison, by, 2, &err), AN_OK);
    table_references(&references, &comparison, &data.items, 0);
    cr_assert(an_hierarchy_of_items(&hierarchy, &data.items, &references, &err) == AN_OK &&
              an_effects_new(&effects, &hierarchy, 0.5, &err) == AN_OK);
    cr_assert_eq(hierarchy.n_families, 100);
    for (size_t g = 0; g < hierarchy.n_groups; g++) {
        effects.group[g].seen = data.items.items[g].log_price;
        effects.group[g].variance = 0.0001;
    }
    for (int round = 0; round < 60; round++) {
        an_effects_sums sums = {0};
        for (size_t f = 0; f < hierarchy.n_families; f++)
            an_effects_pass(&effects, f, 2, &sums);
        an_effects_learn(&effects, &sums, 0.01, 0.01);
    }
    /* 100 headings with a spread of 1 */
    cr_expect(fabs(effects.spreads.center - 2) < 0.3, "%g", effects.spreads.center);
    cr_expect(fabs(effects.spreads.spread[5] - 1) < 0.25, "hs4: %g", effects.spreads.spread[5]);
    cr_expect(fabs(effects.spreads.spread[3] - 0.4) < 0.08, "hs6: %g", effects.spreads.spread[3]);
    cr_expect(fabs(effects.spreads.spread[0] - 0.2) < 0.05, "commodity: %g", effects.spreads.spread[0]);
    cr_expect(fabs(effects.spreads.spread[4] - 0.25) < 0.05, "hs4 and origin: %g", effects.spreads.spread[4]);
    cr_expect(effects.spreads.own < 0.14 && effects.spreads.own > 0.06, "own: %g", effects.spreads.own);
    an_effects_free(&effects);
    an_hierarchy_free(&hierarchy);
    an_references_free(&references);
    free_scenario(&data);
}
