/* test_decimal: amounts are exact, and their sums too.
 *
 * Expected values: Python's decimal with 120 digits and ROUND_HALF_EVEN, and for doubles Python's
 * (units / 10**12).hex(), which rounds the quotient of two integers right. */
#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define NINES "99999999999999999.999999999999" /* the largest amount */

/* Parses a copy of exactly this size, so that a read beyond it is seen. */
static an_code parse_sized(const char *text, size_t size, char point, an_decimal *value)
{
    char *copy = malloc(size > 0 ? size : 1);
    cr_assert_not_null(copy);
    memcpy(copy, text, size);
    an_code code = an_decimal_parse(copy, size, point, value);
    free(copy);
    return code;
}

static an_decimal decimal(const char *text)
{
    an_decimal value = {0};
    cr_assert_eq(parse_sized(text, strlen(text), '.', &value), AN_OK, "%s", text);
    return value;
}

static const char *print(an_decimal value)
{
    static char out[AN_DECIMAL_SIZE];
    size_t length = an_decimal_print(value, out);
    cr_expect_eq(length, strlen(out));
    return out;
}

static an_decimal units(uint64_t high, uint64_t low)
{
    return (an_decimal){.units = (an_int128)((an_uint128)high << 64 | low)};
}

Test(decimal, reads_the_grammar_exactly)
{
    static const char *const cases[][2] = {
        {"0", "0"}, {"-0", "0"}, {"+0.00", "0"}, {"-0.0000000000001", "0"}, {"1", "1"}, {"+1", "1"},
        {"-1", "-1"}, {"0.1", "0.1"}, {".5", "0.5"}, {"-.5", "-0.5"}, {"5.", "5"}, {"007.50", "7.5"},
        {"12345.67", "12345.67"}, {"-12345.670", "-12345.67"},
        {"123456789012345678.e-1", "12345678901234567.8"},
        {"0.000000000001", "0.000000000001"}, {"-0.000000000001", "-0.000000000001"}, {NINES, NINES},
        {"-" NINES, "-" NINES}, {"12345678901234567.123456789012", "12345678901234567.123456789012"},
        {"00000000000000000000000000000000001.5", "1.5"},
        {"0.10000000000000000000000000000000000000", "0.1"},
        /* as R and pandas write */
        {"1e+05", "100000"}, {"1E5", "100000"}, {"1.5e3", "1500"}, {"1e16", "10000000000000000"},
        {"1e00", "1"},
        {"2.5e-03", "0.0025"}, {"12345.67e-2", "123.4567"}, {"100000e-05", "1"},
        {"0e999999999999999999999", "0"},
        {"0.0e-99999999999999999999999", "0"}, {"1e-99999999999999999999999", "0"}, {"1e-13", "0"},
        {"0.00000000000000000000000000000000000000012e+40", "1.2"},
        {"1200000000000000000000000000000000000000.e-39", "1.2"},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        cr_expect_str_eq(print(decimal(cases[i][0])), cases[i][1], "%s", cases[i][0]);
    an_decimal value;
    cr_assert_eq(parse_sized("1234,5", 6, ',', &value), AN_OK);
    cr_expect_str_eq(print(value), "1234.5");
    cr_assert_eq(parse_sized("12kg", 2, '.', &value), AN_OK); /* the size rules, not what follows */
    cr_expect_str_eq(print(value), "12");
}

/* Whether what is near says the same as parse, or that it does not know; *n counts what it knows. */
static void compare_near(const char *text, size_t size, char point, size_t *n)
{
    char room[2 * AN_DECIMAL_NEAR + 1];
    memset(room, '5', sizeof room); /* what stands behind a cell does not matter */
    memcpy(room, text, size);
    an_decimal near = {-1}, value = {0};
    bool is_whole;
    if (!an_decimal_near(room, size, point, &near, &is_whole)) {
        cr_expect(near.units == -1, "%.*s", (int)size, text);
        return;
    }
    cr_assert_eq(an_decimal_parse(text, size, point, &value), AN_OK, "%.*s", (int)size, text);
    cr_expect(value.units == near.units, "%.*s", (int)size, text);
    cr_expect_eq(is_whole, memchr(text, point, size) == NULL, "%.*s", (int)size, text);
    ++*n;
}

Test(decimal, near_says_what_parse_says_or_nothing)
{
    static const char bytes[] = "059./:-+e, \"\xb9\xff";
    size_t n = 0, all = 1;
    char text[AN_DECIMAL_NEAR + 2];
    for (size_t size = 0; size <= 4; size++, all *= sizeof bytes - 1)
        for (size_t i = 0; i < all; i++) {
            for (size_t k = 0, rest = i; k < size; k++, rest /= sizeof bytes - 1)
                text[k] = bytes[rest % (sizeof bytes - 1)];
            compare_near(text, size, '.', &n);
        }
    cr_expect_eq(n, 3 + 9 + 3 + 27 + 2 * 9 + 81 + 3 * 27, "%zu", n); /* digits, and a point behind one */
    for (size_t size = 5; size <= sizeof text; size++)
        for (size_t place = 0; place <= size; place++)
            for (size_t other = 0; other <= size; other++) { /* of a second byte that is no digit */
                for (size_t k = 0; k < size; k++)
                    text[k] = (char)('0' + (k * 7 + size + place) % 10);
                if (place < size)
                    text[place] = ',';
                if (other < size)
                    text[other] = other % 2 == 0 ? ',' : ':';
                n = 0;
                compare_near(text, size, ',', &n);
                const bool is_plain = size <= AN_DECIMAL_NEAR && place > 0 && other == size;
                if (is_plain && (place == size || size - place <= 8))
                    cr_expect_eq(n, 1, "%.*s", (int)size, text);
            }
}

Test(decimal, digits_after_the_twelfth_are_rounded_half_to_even)
{
    static const char *const cases[][2] = {
        {"0.0000000000005", "0"},
        {"0.00000000000050000000000000000000000", "0"},
        {"0.00000000000050000000000000000000001", "0.000000000001"},
        {"0.0000000000004999999999999999999999", "0"},
        {"0.00000000000099", "0.000000000001"},
        {"0.0000000000015", "0.000000000002"},
        {"-0.0000000000025", "-0.000000000002"},
        {"-0.0000000000035", "-0.000000000004"},
        {"1.1234567890125", "1.123456789012"},
        {"1.1234567890135", "1.123456789014"},
        {"1.9999999999995", "2"},
        {"12345678901234567.12345678901250000001", "12345678901234567.123456789013"},
        {"12345678901234567.1234567890125", "12345678901234567.123456789012"},
        {"99999999999999999.9999999999994", NINES},
        {"5e-13", "0"},
        {"15e-13", "0.000000000002"},
        {"6e-13", "0.000000000001"},
        {"9e-14", "0"},
        {"99999999999999999999e-33", "0"},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        cr_expect_str_eq(print(decimal(cases[i][0])), cases[i][1], "%s", cases[i][0]);
}

Test(decimal, refuses_what_is_no_number_and_keeps_the_value)
{
    static const char *const bad[] = {
        "", "+", "-", ".", "-.", "e5", ".e5", "1e", "1e+", "1e-", "1e5.", "1e5 ", "1e0x2", "1.2.3", "1..2",
        " 1", "1 ", "1 2", "--1", "+-1", "1-", "1,000.00", "1'000", "1_000", "12,5", "12,5kg", "12kg",
        "0x10", "nan", "NaN", "NA", "inf", "-inf", "1f", "1d5", "\xd9\xa1", "1\n", "\t1", "\u22121",
        "#DIV/0!", "1e5e5", "1ee5", "1e++5",
    };
    an_decimal value = {.units = 42};
    for (size_t i = 0; i < COUNT(bad); i++)
        cr_expect_eq(parse_sized(bad[i], strlen(bad[i]), '.', &value), AN_DATA, "%s", bad[i]);
    cr_expect_eq(parse_sized("1.5", 3, ',', &value), AN_DATA);
    cr_expect_eq(parse_sized("1\0", 2, '.', &value), AN_DATA);
    cr_expect_eq(an_decimal_parse(NULL, 0, '.', &value), AN_DATA);
    cr_expect(value.units == 42);
}

Test(decimal, refuses_what_is_too_large_and_keeps_the_value)
{
    static const char *const large[] = {
        "100000000000000000", "-100000000000000000", "1e17", "9999999999999999999", "99999999999999999999",
        "0.1e18", "99999999999999999.9999999999995", "1e400", "1e99999999999999999999999999", "1e19",
        "1e20", "1e27", "1e28", "123456789012345678901234567890123456789012345678901234567890",
    };
    an_decimal value = {.units = 42};
    for (size_t i = 0; i < COUNT(large); i++)
        cr_expect_eq(parse_sized(large[i], strlen(large[i]), '.', &value), AN_UNDEFINED, "%s", large[i]);
    cr_expect(value.units == 42);
}

/* The sums that a double gets wrong: 100000.00000133288. */
Test(decimal, a_million_tenths_are_a_hundred_thousand)
{
    const an_decimal tenth = decimal("0.1");
    an_decimal sum = {0};
    for (int i = 0; i < 1000000; i++)
        cr_assert(an_decimal_add(&sum, tenth));
    cr_expect_str_eq(print(sum), "100000");
    for (int i = 0; i < 1000000; i++)
        cr_assert(an_decimal_sub(&sum, tenth));
    cr_expect_str_eq(print(sum), "0");
}

/* A generator of our own (Marsaglia 2003, xorshift): the same numbers everywhere. */
static uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

Test(decimal, a_sum_of_a_million_amounts_is_right_to_the_cent_in_any_order)
{
    enum { N = 1000000 };
    an_decimal *amounts = malloc(N * sizeof *amounts);
    cr_assert_not_null(amounts);
    uint64_t state = 20170714;
    int64_t cents = 0; /* at most N * 10^12 */
    for (size_t i = 0; i < N; i++) {
        uint64_t size = next_random(&state) % 12, most = 10; /* from a cent to 10^10 EUR */
        for (; size > 0; size--)
            most *= 10;
        int64_t amount = (int64_t)(next_random(&state) % most);
        const char *sign = next_random(&state) % 4 == 0 ? "-" : "";
        char text[40];
        int length = snprintf(text, sizeof text, "%s%" PRId64 ".%02d", sign, amount / 100,
        (int)(amount % 100));
        cr_assert_eq(an_decimal_parse(text, (size_t)length, '.', &amounts[i]), AN_OK);
        cents += *sign ? -amount : amount;
    }
    char expected[40];
    int64_t magnitude = cents < 0 ? -cents : cents;
    snprintf(expected, sizeof expected, "%s%" PRId64 ".%02d", cents < 0 ? "-" : "", magnitude / 100,
             (int)(magnitude % 100));
    an_decimal forward = {0}, backward = {0}, jumping = {0};
    for (size_t i = 0; i < N; i++) {
        cr_assert(an_decimal_add(&forward, amounts[i]));
        cr_assert(an_decimal_add(&backward, amounts[N - 1 - i]));
        cr_assert(an_decimal_add(&jumping, amounts[i * 7919 % N])); /* prime to N: each once */
    }
    cr_expect_eq(an_decimal_compare(forward, decimal(expected)), 0, "%s %s", print(forward), expected);
    cr_expect(forward.units == backward.units);
    cr_expect(forward.units == jumping.units);
    free(amounts);
}

Test(decimal, a_billion_of_the_largest_amounts_do_not_overflow)
{
    an_decimal sum = {.units = decimal(NINES).units * 1000000000};
    cr_expect_str_eq(print(sum), "99999999999999999999999999.999");
    cr_expect(an_decimal_add(&sum, decimal("0.001")));
    cr_expect_str_eq(print(sum), "100000000000000000000000000");
}

Test(decimal, add_and_sub_refuse_to_overflow)
{
    const an_decimal most = units(UINT64_MAX >> 1, UINT64_MAX), least = units((uint64_t)1 << 63, 0);
    const an_decimal step = {.units = 1};
    an_decimal sum = most;
    cr_expect_not(an_decimal_add(&sum, step));
    cr_expect_not(an_decimal_sub(&sum, least));
    cr_expect(sum.units == most.units);
    cr_expect(an_decimal_add(&sum, least));
    cr_expect(sum.units == -1);
    sum = least;
    cr_expect_not(an_decimal_sub(&sum, step));
    cr_expect_not(an_decimal_add(&sum, least));
    cr_expect(sum.units == least.units);
    cr_expect_str_eq(print(most), "170141183460469231731687303.715884105727");
    cr_expect_str_eq(print(least), "-170141183460469231731687303.715884105728");
}

Test(decimal, products_are_exact_and_rounded_once_half_to_even)
{
    static const char *const cases[][3] = {
        {NINES, "1000000000.000000000001", "100000000000000000000099999.999"},
        {NINES, "1701411834.6", "170141183459999999999999999.998298588165"},
        {"98765432109876543.210987654321", "-87654321.987654321987",
        "-8657216987408931675219478.750213290658"},
        {"10000000000000000", "10000000000", "100000000000000000000000000"},
        {"12345.67", "0.12", "1481.4804"},
        {"3", "0.333333333333", "0.999999999999"},
        {"0.000001", "0.0000005", "0"},
        {"0.000003", "0.0000005", "0.000000000002"},
        {"-0.000001", "0.0000005", "0"},
        {"-0.000003", "0.0000005", "-0.000000000002"},
        {"0.000001", "0.000000500001", "0.000000000001"},
        {"0.000001", "0.000000499999", "0"},
        {"0.000000000001", "0.999999999999", "0.000000000001"},
        {"0.000000000001", "0.000000000001", "0"},
        {"0.000000000003", "0.5", "0.000000000002"},
        {"0", "-5", "0"},
        {"-5", "-7", "35"},
        {"1", "-" NINES, "-" NINES},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        an_decimal a = decimal(cases[i][0]), b = decimal(cases[i][1]), product;
        cr_assert(an_decimal_mul(&product, a, b), "%s * %s", cases[i][0], cases[i][1]);
        cr_expect_str_eq(print(product), cases[i][2], "%s * %s", cases[i][0], cases[i][1]);
        cr_assert(an_decimal_mul(&b, b, a)); /* the product may be one of the factors */
        cr_expect(b.units == product.units);
    }
}

Test(decimal, products_that_overflow_are_refused)
{
    const an_decimal most = units(UINT64_MAX >> 1, UINT64_MAX), least = units((uint64_t)1 << 63, 0);
    const an_decimal nines = decimal(NINES);
    an_decimal product = {.units = 42};
    cr_expect_not(an_decimal_mul(&product, nines, nines));
    cr_expect_not(an_decimal_mul(&product, nines, decimal("1701411834.7")));
    cr_expect_not(an_decimal_mul(&product, most, most));
    cr_expect_not(an_decimal_mul(&product, least, least));
    cr_expect_not(an_decimal_mul(&product, least, decimal("1")));
    cr_expect_not(an_decimal_mul(&product, most, decimal("1.000000000001")));
    /* Below 2^127, but not once rounded. */
    cr_expect_not(an_decimal_mul(&product, units(4611686018425082060, 0xfda43f358f9b58a2),
                  (an_decimal){.units = 2000000000001}));
    cr_expect(product.units == 42);
    cr_expect(an_decimal_mul(&product, most, decimal("-1")));
    cr_expect(product.units == -most.units);
}

Test(decimal, whole_numbers_of_64_bits_fit)
{
    cr_expect_str_eq(print(an_decimal_from_int(0)), "0");
    cr_expect_str_eq(print(an_decimal_from_int(-7)), "-7");
    cr_expect_str_eq(print(an_decimal_from_int(1000000000000000000)), "1000000000000000000");
    cr_expect_str_eq(print(an_decimal_from_int(INT64_MAX)), "9223372036854775807");
    cr_expect_str_eq(print(an_decimal_from_int(INT64_MIN)), "-9223372036854775808");
}

Test(decimal, compare_orders_by_value)
{
    static const char *const ascending[] = {
        "-99999999999999999", "-2", "-1.5", "-0.000000000001", "0", "0.000000000001", "0.1", "1",
        "1.000000000001", "12345.67", NINES,
    };
    for (size_t i = 0; i < COUNT(ascending); i++)
        for (size_t j = 0; j < COUNT(ascending); j++)
            cr_expect_eq(an_decimal_compare(decimal(ascending[i]), decimal(ascending[j])), (i > j) - (i < j));
}

Test(decimal, the_double_is_the_nearest_one_ties_to_even)
{
    static const struct {
        uint64_t high, low;
        double nearest;
    } cases[] = {
        {0, 0, 0},
        {0, 1, 0x1.19799812dea11p-40},
        {0, 5, 0x1.5fd7fe1796495p-38},
        {0, 300000000000, 0x1.3333333333333p-2},
        {0, 9007199254740992, 0x1.19799812dea11p+13},
        {0, 9007199254740993, 0x1.19799812dea12p+13},
        {0, 12345670000000000, 0x1.81cd5c28f5c29p+13},
        {0, (uint64_t)1 << 63, 0x1.19799812dea11p+23},
        {0, UINT64_MAX, 0x1.19799812dea11p+24},
        {1, 0, 0x1.19799812dea11p+24},
        {5421010862, 0x6d7217ca9fffffff, 0x1.6345785d8a000p+56}, /* 10^29 - 1 units */
        {488281250, 0xe8d4a51000, 0x1p+53},                      /* 2^53 + 1: a tie */
        {488281250, 0xe8d4a51001, 0x1.0000000000001p+53},        /* and one unit more */
        {488281250, 0x2ba7def3000, 0x1.0000000000002p+53},       /* 2^53 + 3: a tie */
        {UINT64_MAX >> 1, UINT64_MAX, 0x1.19799812dea11p+87},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        an_decimal value = units(cases[i].high, cases[i].low);
        cr_expect_eq(an_decimal_double(value), cases[i].nearest, "case %zu: %a", i, an_decimal_double(value));
        value.units = -value.units;
        cr_expect_eq(an_decimal_double(value), -cases[i].nearest, "case %zu", i);
    }
    cr_expect_eq(an_decimal_double(units((uint64_t)1 << 63, 0)), -0x1.19799812dea11p+87);
}

/* Against strtod of the exact text, which rounds right; and the text reads back. */
Test(decimal, random_values_survive_text_and_match_strtod)
{
    uint64_t state = 12;
    for (int i = 0; i < 100000; i++) {
        uint64_t high = next_random(&state), low = next_random(&state);
        an_decimal value = units(high, low);
        value.units >>= next_random(&state) % 128;
        const char *text = print(value);
        cr_assert_eq(an_decimal_double(value), strtod(text, NULL), "%s", text);
        if (an_decimal_compare(value, decimal(NINES)) <= 0 && an_decimal_compare(value,
        decimal("-" NINES)) >= 0)
            cr_assert(decimal(text).units == value.units, "%s", text);
    }
}
