/* test_auto: the model of all groups: what was planted is found, and what must not matter does not. */
#include <criterion/criterion.h>

#include "bench/price_scenario.h"
#include "model/auto.h"
#include "model/model.h"
#include "near.h"

TestSuite(automatic, .init = gsl_handler_off);

static const char *const by[] = {"commodity", "origin"};

/* The references of items, and what auto says of them. */
typedef struct assessed {
    an_comparison comparison;
    an_references references;
    an_auto_result *result;
} assessed;

static void describe(assessed *a, const an_items *items)
{
    an_error err;
    cr_assert_eq(an_comparison_new(&a->comparison, by, 2, &err), AN_OK);
    table_references(&a->references, &a->comparison, items, 0);
    a->result = calloc(items->n + 1, sizeof *a->result);
    cr_assert_not_null(a->result);
}

static void assess(assessed *a, const an_items *items, unsigned threads)
{
    an_error err = {0};
    describe(a, items);
    cr_assert_eq(an_auto_assess(items, &a->references, threads, a->result, &err), AN_OK, "%s", err.text);
}

static void forget(assessed *a)
{
    an_references_free(&a->references);
    free(a->result);
}

/* Groups of given prices: price[n], 0 ends a group; each group has a commodity of its own. */
static void fill(an_items *items, const double price[], size_t n)
{
    static const char *const keys[][2] = {
        {"10101010", "CN"}, {"20202020", "CN"}, {"30303030", "CN"}, {"40404040", "CN"}};
    size_t group = 0;
    *items = (an_items){0};
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || price[i] == 0)
            table_group(items, "2017-Q3", keys[group++]);
        if (price[i] > 0)
            table_add(items, (an_item){.value = price[i] * 10, .mass = 10, .units = NAN, .day = NAN});
    }
}

/* ---- few items, or none ---- */

static void expect_sane(const double price[], size_t n)
{
    an_items items;
    assessed a;
    fill(&items, price, n);
    assess(&a, &items, 2);
    for (size_t i = 0; i < items.n; i++) {
        const an_auto_result *r = &a.result[i];
        if (!r->judged)
            continue;
        cr_expect(r->p_value >= 0 && r->p_value <= 1 && isfinite(r->center) && isfinite(r->score));
        cr_expect(r->manipulated >= 0 && r->quantity >= 0 && r->manipulated + r->quantity <= 1 + 1e-12);
        cr_expect(r->shortfall >= 0 && r->borrowed >= 0 && r->borrowed <= 1);
        cr_expect(r->price_group >= 1 && r->price_group <= r->price_groups);
    }
    forget(&a);
    an_items_free(&items);
}

Test(automatic, few_prices_are_judged_within_reason)
{
    static const double one[] = {5}, two[] = {5, 6}, same[] = {4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4},
                        two_groups[] = {5, 6, 0, 7, 8, 9}, empty_group[] = {5, 6, 7, 0, 0, 8, 9},
                        wild[] = {1, 1e9, 1e-9, 1};
    expect_sane(NULL, 0);
    expect_sane(one, 1);
    expect_sane(two, 2);
    expect_sane(same, 12);
    expect_sane(two_groups, 6);
    expect_sane(empty_group, 7);
    expect_sane(wild, 4);
}

Test(automatic, equal_prices_are_no_wonder)
{
    static const double price[] = {4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 1.2};
    an_items items;
    assessed a;
    fill(&items, price, 12);
    assess(&a, &items, 1);
    for (size_t i = 0; i < 11; i++)
        cr_expect(a.result[i].p_value == 1 && a.result[i].manipulated == 0);
    cr_expect(a.result[11].manipulated > 0.5, "%g", a.result[11].manipulated);
    expect_near(exp(a.result[11].center), 4, 1e-12);
    forget(&a);
    an_items_free(&items);
}

/* ---- what must not matter ---- */

static const scenario mixed = {"",
                               96,
                               5,
                               60,
                               {{0.65, 0, 0.15}, {0.35, 1.386, 0.15}},
                               .scale_spread = 0.2,
                               .under = 0.015,
                               .over = 0.005,
                               .quantity = 0.02,
                               .units = 0.5,
                               .drift = 0.3};

Test(automatic, any_number_of_threads_says_the_same)
{
    made data;
    assessed one, other;
    make_scenario(&mixed, 1, &data);
    assess(&one, &data.items, 1);
    for (unsigned threads = 2; threads <= 5; threads += 3) {
        assess(&other, &data.items, threads);
        for (size_t i = 0; i < data.items.n; i++)
            cr_expect(one.result[i].manipulated == other.result[i].manipulated &&
                      one.result[i].center == other.result[i].center &&
                      one.result[i].p_value == other.result[i].p_value);
        forget(&other);
    }
    forget(&one);
    free_scenario(&data);
}

/* The items of each group the other way round, and every value times factor. */
static void turn(const made *data, double factor, an_items *turned)
{
    *turned = (an_items){0};
    for (size_t g = 0; g < data->items.n_groups; g++) {
        const an_item_group *group = &data->items.groups[g];
        table_group(turned, group->period, group->keys);
        for (size_t i = group->n; i-- > 0;) {
            an_item item = data->items.items[group->first + i];
            item.value *= factor;
            table_add(turned, item);
        }
    }
}

/* Rounding moves a price across the edge of a cell here and there: a currency shows in the third digit. */
static void expect_the_same(double factor, double tolerance)
{
    made data;
    an_items turned;
    assessed one, other;
    make_scenario(&mixed, 2, &data);
    assess(&one, &data.items, 2);
    turn(&data, factor, &turned);
    assess(&other, &turned, 2);
    for (size_t g = 0; g < data.items.n_groups; g++) {
        const an_item_group *group = &data.items.groups[g];
        for (size_t i = 0; i < group->n; i++) {
            const an_auto_result *a = &one.result[group->first + i],
                                 *b = &other.result[group->first + group->n - 1 - i];
            cr_expect(fabs(a->manipulated - b->manipulated) < tolerance, "%g %g", a->manipulated,
                      b->manipulated);
            cr_expect(fabs(a->center + log(factor) - b->center) < tolerance, "%g %g", a->center, b->center);
        }
    }
    forget(&one);
    forget(&other);
    an_items_free(&turned);
    free_scenario(&data);
}

Test(automatic, the_order_of_rows_does_not_matter)
{
    expect_the_same(1, 1e-9);
}

Test(automatic, the_currency_does_not_matter)
{
    expect_the_same(7.4, 5e-3);
    expect_the_same(0.001, 5e-3);
}

/* ---- what was planted ---- */

/* The share of items of one truth that are thought to be manipulated, or of a wrong quantity. */
static double share(const made *data, const assessed *a, truth of, bool quantity)
{
    double n = 0, sum = 0;
    for (size_t i = 0; i < data->items.n; i++)
        if (data->truth[i] == of) {
            n++;
            sum += (quantity ? a->result[i].quantity : a->result[i].manipulated) > 0.5;
        }
    return sum / n;
}

Test(automatic, planted_values_and_quantities_are_told_apart)
{
    static const scenario s = {"",
                               96,
                               40,
                               80,
                               {{1, 0, 0.1}},
                               .scale_spread = 0.1,
                               .under = 0.02,
                               .over = 0.01,
                               .quantity = 0.02,
                               .units = 1};
    made data;
    assessed a;
    make_scenario(&s, 3, &data);
    assess(&a, &data.items, 2);
    cr_expect(share(&data, &a, UNDER, false) > 0.9, "%g", share(&data, &a, UNDER, false));
    cr_expect(share(&data, &a, OVER, false) > 0.9, "%g", share(&data, &a, OVER, false));
    cr_expect(share(&data, &a, QUANTITY, true) > 0.99, "%g", share(&data, &a, QUANTITY, true));
    cr_expect(share(&data, &a, QUANTITY, false) == 0);
    cr_expect(share(&data, &a, HONEST, false) < 0.002 && share(&data, &a, HONEST, true) < 0.002);
    forget(&a);
    free_scenario(&data);
}

/* Groups of 4 to 16 items show no price groups; their commodities do. */
Test(automatic, small_groups_have_the_price_groups_of_their_commodity)
{
    static const scenario s = {
        "",           240, 4, 16, {{0.6, 0, 0.1}, {0.4, 1.386, 0.1}}, .scale_spread = 0.1, .under = 0.015,
        .over = 0.005};
    made data;
    assessed a;
    size_t twins = 0, doubted = 0;
    make_scenario(&s, 4, &data);
    assess(&a, &data.items, 2);
    for (size_t i = 0; i < data.items.n; i++) {
        twins += a.result[i].price_groups == 2;
        doubted += data.truth[i] == HONEST && a.result[i].manipulated > 0.5;
    }
    cr_expect(twins > data.items.n * 9 / 10, "%zu of %zu", twins, data.items.n);
    cr_expect(doubted < data.items.n / 200, "%zu of %zu", doubted, data.items.n);
    forget(&a);
    free_scenario(&data);
}

/* Runs the rounds one by one; the number of threads is 2. */
static void learn(an_model *model, const assessed *a, const an_items *items, int rounds)
{
    an_error err;
    cr_assert_eq(an_model_new(model, items, &a->references, NULL, 2, &err), AN_OK);
    for (int round = 0; round < rounds; round++) {
        an_model_prior(model);
        an_model_expect(model);
        an_model_update(model);
    }
}

/* The spreads, the tails and the share of wrong items that price_scenario.h was told to draw with. */
Test(automatic, what_all_groups_share_is_learned)
{
    static const scenario s = {
        "", 480, 30, 60, {{0.9, 0, 0.15}, {0.1, 0, 0.6}}, .scale_spread = 0.2, .under = 0.015, .over = 0.005};
    made data;
    assessed a;
    an_model model;
    make_scenario(&s, 5, &data);
    describe(&a, &data.items);
    learn(&model, &a, &data.items, 30);
    cr_expect(model.now.heavy > 0.8, "heavy %g", model.now.heavy);
    cr_expect(fabs(model.now.reach - 4) < 0.5, "reach %g", model.now.reach);
    cr_expect(fabs(model.now.skew) < 0.1, "skew %g", model.now.skew);
    cr_expect(model.now.wrong > 0.01 && model.now.wrong < 0.025, "wrong %g", model.now.wrong);
    cr_expect(fabs(model.levels.spreads.own - 0.1) < 0.04, "own %g", model.levels.spreads.own);
    cr_expect(fabs(exp(model.scales.spreads.center / 2) - 0.15) < 0.02, "scale %g",
              exp(model.scales.spreads.center / 2));
    cr_expect(fabs(model.scales.spreads.own - 0.4) < 0.12, "scales differ by %g", model.scales.spreads.own);
    an_model_free(&model);
    forget(&a);
    free_scenario(&data);
}

Test(automatic, rounds_settle)
{
    made data;
    assessed a;
    an_model early, late;
    make_scenario(&mixed, 6, &data);
    describe(&a, &data.items);
    learn(&early, &a, &data.items, 40);
    learn(&late, &a, &data.items, 41);
    cr_expect(fabs(log(late.now.wrong / early.now.wrong)) < 0.01, "%g %g", early.now.wrong, late.now.wrong);
    cr_expect(fabs(late.levels.spreads.own - early.levels.spreads.own) < 0.01, "%g %g",
              early.levels.spreads.own, late.levels.spreads.own);
    cr_expect(fabs(late.scales.spreads.center - early.scales.spreads.center) < 0.01);
    an_model_free(&early);
    an_model_free(&late);
    forget(&a);
    free_scenario(&data);
}

/* An item's own price is no part of what it is held against. */
Test(automatic, an_item_is_judged_by_the_others)
{
    made data;
    assessed one, other;
    make_scenario(&mixed, 7, &data);
    assess(&one, &data.items, 2);
    size_t moved = data.items.groups[3].first;
    data.items.items[moved].value *= 1.1;
    data.items.items[moved].log_price += log(1.1);
    assess(&other, &data.items, 2);
    cr_expect(fabs(one.result[moved].center - other.result[moved].center) < 0.01, "%g %g",
              one.result[moved].center, other.result[moved].center);
    cr_expect(sizeof(an_model_item) <= 64);
    forget(&one);
    forget(&other);
    free_scenario(&data);
}
