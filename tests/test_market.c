/* test_market: the numbers and tables that sample declarations are drawn from. */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "near.h"
#include "sample/declaration.h"
#include "sample/market.h"
#include "sample/random.h"
#include "share.h"

enum { DRAWS = 400000 };

static const an_period quarter = {AN_PERIOD_QUARTER, 4 * 2017 + 2};

static double to_double(an_fixed x)
{
    return (double)x / AN_FIXED_ONE;
}

/* R: floor(log2(n) * 2^24); the last one by reason: log2(2^64 - 1) is just below 64. */
Test(fixed, log2_is_rounded_down)
{
    static const struct {
        uint64_t n;
        an_fixed log;
    } cases[] = {
        {1, 0},
        {2, 16777216},
        {10, 55732705},
        {1000, 167198115},
        {38000, 255243728},
        {UINT64_C(1) << 63, INT64_C(63) << 24},
        {UINT64_MAX, (INT64_C(64) << 24) - 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const an_fixed log = an_fixed_log2(cases[i].n);
        cr_expect(log == cases[i].log, "log2(%llu): %lld", (unsigned long long)cases[i].n, (long long)log);
    }
}

Test(fixed, scale_is_exact_at_whole_powers_and_rounds_half_up)
{
    static const struct {
        uint64_t n;
        an_fixed x;
        uint64_t scaled;
    } cases[] = {
        {0, INT64_C(20) << 24, 0},
        {7, 0, 7},
        {7, INT64_C(3) << 24, 56},
        {1, INT64_C(62) << 24, UINT64_C(1) << 62},
        {UINT64_MAX, -(INT64_C(64) << 24), 1},
        {7, -(INT64_C(1) << 24), 4},  /* 3.5 */
        {1, -(INT64_C(1) << 24), 1},  /* 0.5 */
        {1, -(INT64_C(2) << 24), 0},  /* 0.25 */
        {1000, -(INT64_C(400) << 24), 0},
        {1000000, INT64_C(1) << 23, 1414214}, /* R: 1e6 * sqrt(2) = 1414213.56 */
        {7, INT64_C(13) << 22, 67},           /* R: 7 * 2^3.25 = 66.6 */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const uint64_t scaled = an_fixed_scale(cases[i].n, cases[i].x);
        cr_expect(scaled == cases[i].scaled, "case %zu: %llu", i, (unsigned long long)scaled);
    }
}

Test(fixed, scale_agrees_with_exp2)
{
    for (int i = -1000; i <= 1000; i++) {
        const an_fixed x = (an_fixed)i * 167773; /* about a hundredth */
        const double should = 1e12 * exp2(to_double(x));
        expect_near((double)an_fixed_scale(UINT64_C(1000000000000), x), should, 1e-8 + 0.5 / should);
    }
}

/* The first outputs for the seed 1234567 in Rosetta Code's task "Pseudo-random numbers/Splitmix64". */
Test(random, is_splitmix64)
{
    static const uint64_t outputs[] = {UINT64_C(6457827717110365317), UINT64_C(3203168211198807973),
                                       UINT64_C(9817491932198370423), UINT64_C(4593380528125082431),
                                       UINT64_C(16408922859458223821)};
    for (size_t start = 0; start < 5; start++) {
        an_random random = an_random_at(1234567, start);
        for (size_t i = start; i < 5; i++)
            cr_expect_eq(an_random_next(&random), outputs[i], "from %zu: %zu", start, i);
    }
}

Test(random, below_and_chance_keep_to_their_bounds)
{
    an_random random = an_random_at(1, 0);
    size_t counts[7] = {0};
    size_t hits = 0;
    for (size_t i = 0; i < DRAWS; i++) {
        const uint32_t k = an_random_below(&random, 7);
        cr_assert_lt(k, 7);
        counts[k]++;
        cr_assert_eq(an_random_below(&random, 1), 0);
        cr_assert_not(an_random_chance(&random, 0));
        cr_assert(an_random_chance(&random, AN_MILLION));
        hits += an_random_chance(&random, 3000);
    }
    for (size_t k = 0; k < 7; k++)
        expect_share(counts[k], DRAWS, 1.0 / 7);
    expect_share(hits, DRAWS, 0.003);
}

/* R: .25^.25, .01^.25 */
Test(random, skewed_is_the_fourth_power_of_a_uniform_number)
{
    an_random random = an_random_at(2, 0);
    size_t lowest_quarter = 0, hundredth = 0;
    for (size_t i = 0; i < DRAWS; i++) {
        const uint32_t k = an_random_skewed(&random, 10000);
        cr_assert_lt(k, 10000);
        lowest_quarter += k < 2500;
        hundredth += k < 100;
        cr_assert_eq(an_random_skewed(&random, 1), 0);
    }
    expect_share(lowest_quarter, DRAWS, 0.70710678);
    expect_share(hundredth, DRAWS, 0.31622777);
}

/* R: pnorm(-2:2), 2 * pnorm(-3) */
Test(random, normal_is_normal_into_the_tails)
{
    static const struct {
        double z;
        double below;
    } cases[] = {{-2, 0.022750132}, {-1, 0.158655254}, {0, 0.5}, {1, 0.841344746}, {2, 0.977249868}};
    size_t below[5] = {0};
    size_t beyond_three = 0;
    double sum = 0, squares = 0;
    an_random random = an_random_at(3, 0);
    for (size_t i = 0; i < DRAWS; i++) {
        const double z = to_double(an_random_normal(&random));
        sum += z;
        squares += z * z;
        beyond_three += fabs(z) > 3;
        for (size_t k = 0; k < 5; k++)
            below[k] += z < cases[k].z;
    }
    for (size_t k = 0; k < 5; k++)
        expect_share(below[k], DRAWS, cases[k].below);
    cr_expect_lt(fabs(sum / DRAWS), 4 / sqrt(DRAWS));
    expect_near(squares / DRAWS, 1, 4 * sqrt(2.0 / DRAWS));
    expect_near((double)beyond_three / DRAWS, 0.002699796, 0.15);
}

Test(random, exponential_halves_at_each_step)
{
    an_random random = an_random_at(4, 0);
    size_t above[11] = {0};
    for (size_t i = 0; i < DRAWS; i++) {
        const an_fixed e = an_random_exponential(&random);
        cr_assert_geq(e, 0);
        for (int k = 0; k <= 10; k++)
            above[k] += e > (an_fixed)k * AN_FIXED_ONE;
    }
    for (int k = 1; k <= 10; k++)
        expect_share(above[k], DRAWS, exp2(-k));
}

Test(market, tables_are_whole)
{
    static an_market market;
    uint32_t procedures = 0;
    cr_assert_eq(an_market_set(&market, AN_PRODUCTS, quarter, NULL), AN_OK);
    for (size_t i = 0; i < AN_MEMBER_STATES; i++) {
        cr_expect_eq(strlen(an_member_states[i].code), 2);
        cr_expect(i == 0 || strcmp(an_member_states[i - 1].code, an_member_states[i].code) < 0);
        cr_expect(an_member_states[i].items > 0 && an_member_states[i].offices > 0);
    }
    for (size_t i = 0; i < AN_COUNTRIES; i++)
        cr_expect(strlen(an_countries[i].code) == 2 && an_countries[i].level > 0, "country %zu", i);
    for (size_t i = 0; i < AN_PROCEDURES; i++)
        procedures += an_procedures[i].share;
    cr_expect_eq(procedures, AN_MILLION);
    for (size_t i = 0; i < AN_PRODUCTS; i++) {
        const an_product *product = &market.products[i];
        const an_origin_share *share = product->line->origins;
        int percent = 0;
        cr_expect(strspn(product->commodity, "0123456789") == 10 && product->commodity[10] == '\0');
        cr_expect(i == 0 || strcmp(product[-1].commodity, product->commodity) < 0, "%s", product->commodity);
        for (; percent < 100; share++)
            percent += share->percent;
        cr_expect(percent == 100, "%s: origins sum to %d", product->commodity, percent);
    }
    an_market_free(&market);
}

Test(market, wheels_deal_in_proportion)
{
    static an_market market;
    size_t slots[AN_MEMBER_STATES] = {0};
    size_t total = 0;
    cr_assert_eq(an_market_set(&market, AN_PRODUCTS, quarter, NULL), AN_OK);
    for (size_t i = 0; i < AN_WHEEL; i++) {
        cr_assert_lt(market.state_wheel[i], AN_MEMBER_STATES);
        cr_assert_lt(market.product_wheel[i], AN_PRODUCTS);
        slots[market.state_wheel[i]]++;
    }
    for (size_t i = 0; i < AN_MEMBER_STATES; i++)
        total += an_member_states[i].items;
    for (size_t i = 0; i < AN_MEMBER_STATES; i++)
        cr_expect(fabs((double)slots[i] - (double)an_member_states[i].items * AN_WHEEL / (double)total) <= 1,
                  "%s: %zu", an_member_states[i].code, slots[i]);
    an_market_free(&market);
}

/* Declared: at most 1.2 % a quarter, 2^(4 * 0.017) = 1.048 a year, and 2^0.356 = 1.28 once. */
Test(market, prices_move_a_little_and_a_few_change_their_level)
{
    static an_market before, after;
    size_t shifted = 0;
    cr_assert_eq(an_market_set(&before, AN_PRODUCTS, (an_period){AN_PERIOD_QUARTER, 4 * 2016 + 2}, NULL),
                 AN_OK);
    cr_assert_eq(an_market_set(&after, AN_PRODUCTS, quarter, NULL), AN_OK);
    for (size_t i = 0; i < AN_PRODUCTS; i++) {
        const double ratio = exp2(to_double(after.products[i].price - before.products[i].price));
        shifted += ratio > 1.1;
        cr_expect(ratio > 0.95 && (ratio < 1.05 || (ratio > 1.21 && ratio < 1.35)), "%zu: %g", i, ratio);
    }
    expect_share(shifted, AN_PRODUCTS, 0.05);
    an_market_free(&before);
    an_market_free(&after);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(a, b);
}

/* A larger market: each product has its own code; the k-th comes with a chance of log(1 + 1/k) / log n. */
Test(market, codes_of_a_large_one_are_many_and_skewed)
{
    enum { CODES = 12000 };
    static an_market market;
    static char codes[CODES][11];
    size_t first = 0, tail = 0;
    cr_assert_eq(an_market_set(&market, CODES, quarter, NULL), AN_OK);
    for (size_t i = 0; i < CODES; i++) {
        memcpy(codes[i], market.products[i].commodity, sizeof codes[i]);
        cr_assert(strspn(codes[i], "0123456789") == 10 && codes[i][10] == '\0');
    }
    qsort(codes, CODES, sizeof codes[0], by_text);
    for (size_t i = 1; i < CODES; i++)
        cr_assert_lt(strcmp(codes[i - 1], codes[i]), 0, "%s twice", codes[i]);
    for (uint64_t i = 0; i < DRAWS; i++) {
        const size_t k = (size_t)(an_market_product(&market, an_hash_mix(i)) - market.products) + 1;
        first += k == 1;
        tail += k > 1000;
    }
    expect_share(first, DRAWS, log(2) / log(CODES));
    expect_share(tail, DRAWS, 1 - log(1001) / log(CODES));
    cr_assert_eq(an_market_product(&market, 0), market.products);
    cr_assert_lt(an_market_product(&market, UINT64_MAX), market.products + CODES);
    an_market_free(&market);
}
