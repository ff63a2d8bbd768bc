/* test_number: doubles and counts to and from text, without loss.
 *
 * Expected doubles: Python 3.11, float("...").hex(), which rounds right. */
#include <criterion/criterion.h>
#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* A copy of exactly this size, so that a read beyond it is seen. */
static char *sized_copy(const char *text, size_t size)
{
    char *copy = malloc(size > 0 ? size : 1);
    cr_assert_not_null(copy);
    memcpy(copy, text, size);
    return copy;
}

static an_code parse(const char *text, char point, double *value)
{
    char *copy = sized_copy(text, strlen(text));
    an_code code = an_number_parse(copy, strlen(text), point, value);
    free(copy);
    return code;
}

static an_code count(const char *text, int64_t *value)
{
    char *copy = sized_copy(text, strlen(text));
    an_code code = an_count_parse(copy, strlen(text), '.', value);
    free(copy);
    return code;
}

static const char *print(double value)
{
    static char out[AN_NUMBER_SIZE];
    size_t length = an_number_print(value, out);
    cr_expect_eq(length, strlen(out));
    return out;
}

Test(number, parses_to_the_nearest_double)
{
    static const struct {
        const char *text;
        double value;
    } cases[] = {
        {"0", 0},
        {"0.000e5", 0},
        {"1", 1},
        {"+1.50", 1.5},
        {"-12345.67", -0x1.81cd5c28f5c29p+13},
        {".5", .5},
        {"5.", 5},
        {"1e+05", 100000},
        {"0.1", 0x1.999999999999ap-4},
        {"9007199254740991", 0x1.fffffffffffffp+52},
        {"9007199254740993", 0x1p+53}, /* a tie */
        {"9007199254740992.99999", 0x1p+53},
        {"9007199254740995", 0x1.0000000000002p+53},
        {"123456789012345678901234567890", 0x1.8ee90ff6c373ep+96},
        {"8.5e22", 0x1.1ffdbf6b2b2ebp+76},
        {"1e22", 0x1.0f0cf064dd592p+73},
        {"1e23", 0x1.52d02c7e14af6p+76},
        {"3e-22", 0x1.6aad80c11872cp-72},
        {"6.02214076e23", 0x1.fe185ca57c517p+78},
        {"2.2250738585072014e-308", 0x1p-1022},
        {"2.2250738585072011e-308", 0x0.fffffffffffffp-1022},
        {"5e-324", 0x1p-1074},
        {"2.4703282292062328e-324", 0x1p-1074},
        {"2.4703282292062327e-324", 0},
        {"1e-400", 0},
        {"1e-99999999999999999999999", 0},
        {"0e99999999999999999999999", 0},
        {"1.7976931348623157e308", DBL_MAX},
        {"1.7976931348623158e308", DBL_MAX},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        double value = 42;
        cr_assert_eq(parse(cases[i].text, '.', &value), AN_OK, "%s", cases[i].text);
        cr_expect_eq(value, cases[i].value, "%s: %a", cases[i].text, value);
    }
    double value;
    cr_assert_eq(parse("-0", '.', &value), AN_OK);
    cr_expect(value == 0 && signbit(value));
    cr_assert_eq(parse("1234,5", ',', &value), AN_OK);
    cr_expect_eq(value, 1234.5);
    cr_assert_eq(parse("12345678901234567890,5", ',', &value), AN_OK); /* not by the short way */
    cr_expect_eq(value, 12345678901234567890.0);
}

/* Ties are decided by digits however far behind. */
Test(number, parses_texts_of_any_length)
{
    static const struct {
        const char *head;
        size_t zeros;
        const char *tail;
        double value;
    } cases[] = {
        {"9007199254740993.", 900, "", 0x1p+53},
        {"9007199254740993.", 900, "1", 0x1.0000000000001p+53},
        {"9007199254740993.", 5000, "1", 0x1.0000000000001p+53},
        {"9007199254740993", 300, "1e-301", 0x1.0000000000001p+53},
        {"9007199254740993", 3000, "1e-3001", 0x1.0000000000001p+53},
        {"0.", 6000, "1e6001", 1},
        {"1", 6000, "e-6000", 1},
        {"", 6000, "12.5", 12.5},
        {"0.", 6000, "1", 0},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        static char text[8000];
        size_t n = strlen(cases[i].head);
        memcpy(text, cases[i].head, n);
        memset(text + n, '0', cases[i].zeros);
        strcpy(text + n + cases[i].zeros, cases[i].tail);
        double value = 42;
        cr_assert_eq(parse(text, '.', &value), AN_OK, "case %zu", i);
        cr_expect_eq(value, cases[i].value, "case %zu: %a", i, value);
    }
}

Test(number, refuses_what_the_grammar_does_not_know_and_overflow)
{
    static const char *const bad[] = {
        "", "+", ".", "-.", "e5", "1e", "1e+", " 1", "1 ", "1\n", "1.2.3", "--1", "1,5", "1,000", "0x10",
        "0x1p3", "nan", "NAN", "nan(1)", "NA", "inf", "-inf", "Infinity", "1f", "1.5kg", "1e5e5", "1d3",
        "12345678901234567890x",
    };
    static const char *const large[] = {"1e309", "-1e309", "1.7976931348623159e308",
                                        "1e99999999999999999999999",
                                        "179769313486231580793e289"};
    double value = 42;
    for (size_t i = 0; i < COUNT(bad); i++)
        cr_expect_eq(parse(bad[i], '.', &value), AN_DATA, "%s", bad[i]);
    for (size_t i = 0; i < COUNT(large); i++)
        cr_expect_eq(parse(large[i], '.', &value), AN_UNDEFINED, "%s", large[i]);
    cr_expect_eq(an_number_parse("1\0", 2, '.', &value), AN_DATA);
    cr_expect_eq(an_number_parse(NULL, 0, '.', &value), AN_DATA);
    cr_expect_eq(value, 42);
}

Test(number, counts_are_whole_numbers_however_they_are_written)
{
    static const struct {
        const char *text;
        int64_t value;
    } cases[] = {
        {"0", 0}, {"-0", 0}, {"+7", 7}, {"12", 12}, {"-12", -12}, {"12.0", 12}, {"12.", 12}, {"1e3", 1000},
        {"1E+05", 100000}, {"1.5e1", 15}, {"1500e-2", 15}, {"0.0", 0}, {"0e-99999999999999999999", 0},
        {"0e99999999999999999999", 0}, {"000000000000000000000000042", 42},
        {"9223372036854775807", INT64_MAX}, {"-9223372036854775808", INT64_MIN},
        {"9223372036854775807.000", INT64_MAX}, {"9.223372036854775807e18", INT64_MAX},
        {"42.0000000000000000000000000000", 42}, {"4200000000000000000000000e-23", 42},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        int64_t value = 99;
        cr_assert_eq(count(cases[i].text, &value), AN_OK, "%s", cases[i].text);
        cr_expect_eq(value, cases[i].value, "%s: %" PRId64, cases[i].text, value);
    }
    int64_t value;
    cr_assert_eq(an_count_parse("12,0", 4, ',', &value), AN_OK);
    cr_expect_eq(value, 12);
}

Test(number, counts_refuse_fractions_and_what_64_bits_cannot_hold)
{
    static const char *const fractions[] = {"", "x", "1.5", "1e-1", "-0.1", "12.00000000000000000000000001",
                                            "1 000",
                                            "nan", "1e-99999999999999999999"};
    static const char *const large[] = {"9223372036854775808", "-9223372036854775809",
                                        "99999999999999999999", "1e19",
                                        "1e99999999999999999999999", "10000000000000000000",
                                        "18446744073709551617"};
    int64_t value = 42;
    for (size_t i = 0; i < COUNT(fractions); i++)
        cr_expect_eq(count(fractions[i], &value), AN_DATA, "%s", fractions[i]);
    for (size_t i = 0; i < COUNT(large); i++)
        cr_expect_eq(count(large[i], &value), AN_UNDEFINED, "%s", large[i]);
    cr_expect_eq(value, 42);
}

/* The texts of C's %g with the least precision that reads back. */
Test(number, prints_the_shortest_text)
{
    static const struct {
        double value;
        const char *text;
    } cases[] = {
        {0, "0"}, {-0.0, "-0"}, {1, "1"}, {-2.5, "-2.5"}, {0.1, "0.1"}, {0.3, "0.3"},
        {0.1 + 0.2, "0.30000000000000004"}, {1.0 / 3, "0.3333333333333333"},
        {2.0 / 3, "0.6666666666666666"}, {100000, "100000"}, {123456.789, "123456.789"},
        {1e14, "100000000000000"}, {1e22, "1e+22"}, {1e23, "1e+23"}, {0.0001, "0.0001"}, {0.00001, "1e-05"},
        {123456789012345, "123456789012345"}, {9007199254740991, "9007199254740991"},
        {DBL_MAX, "1.7976931348623157e+308"}, {DBL_MIN, "2.2250738585072014e-308"}, {0x1p-1074, "5e-324"},
        {0x1p-1073, "1e-323"}, {0x0.fffffffffffffp-1022, "2.225073858507201e-308"},
        {-0x1.fffffffffffffp-2, "-0.49999999999999994"}, {NAN, ""}, {-NAN, ""}, {INFINITY, ""},
        {-INFINITY, ""},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        cr_expect_str_eq(print(cases[i].value), cases[i].text, "%a", cases[i].value);
}

/* Every pattern of 64 bits: the printed text gives the same bits, and one digit less does not. */
Test(number, random_bit_patterns_read_back_the_same_from_the_shortest_text)
{
    uint64_t state = 1990;
    for (int i = 0; i < 100000; i++) {
        state ^= state << 13; /* Marsaglia 2003, xorshift */
        state ^= state >> 7;
        state ^= state << 17;
        uint64_t bits = state;
        if (i % 8 == 0) /* subnormal */
            bits &= ~(UINT64_C(0x7ff) << 52);
        if (i % 8 == 1) /* amounts */
            bits = (bits & ~(UINT64_C(0x7ff) << 52)) | (UINT64_C(1023) + state % 40) << 52;
        double value, back, shorter;
        memcpy(&value, &bits, sizeof value);
        const char *text = print(value);
        if (!isfinite(value)) {
            cr_assert_str_eq(text, "");
            continue;
        }
        cr_assert_eq(an_number_parse(text, strlen(text), '.', &back), AN_OK, "%s", text);
        cr_assert_eq(memcmp(&value, &back, sizeof value), 0, "%a %s", value, text);
        int digits = 0, zeros = 0; /* zeros at the end: 1200 has two digits */
        for (const char *p = text + strspn(text, "-0."); *p && *p != 'e'; p++) {
            digits += *p != '.';
            zeros = *p == '0' ? zeros + 1 : *p == '.' ? zeros : 0;
        }
        digits -= zeros;
        char less[AN_NUMBER_SIZE];
        snprintf(less, sizeof less, "%.*e", digits > 1 ? digits - 2 : 0, value);
        shorter = strtod(less, NULL);
        cr_assert(digits == 1 || shorter != value, "%s %s", text, less);
    }
}

/* What printf writes with as few of 15 to 17 digits as strtod reads back. */
static const char *print_by_trying(double value)
{
    static char text[AN_NUMBER_SIZE];
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            break;
    }
    return text;
}

Test(number, numbers_of_every_size_print_as_printf_writes_them)
{
    uint64_t state = 1967;
    for (int i = 0; i < 300000; i++) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        const double part = (double)(state >> 11), few = (double)(state % 1000000);
        double value = i % 4 == 0   ? few / 100
                       : i % 4 == 1 ? few / (double)(1 + state % 977)
                       : i % 4 == 2 ? ldexp(part, -(int)(state % 120))
                                : pow(10, (int)(state % 36) - 18) * (1 + (double)(state % 5) * DBL_EPSILON);
        value = i % 7 == 0 ? -value : value;
        if (value != 0)
            cr_assert_str_eq(print(value), print_by_trying(value), "%a", value);
    }
}

Test(number, sizes_in_bytes)
{
    static const struct {
        const char *text;
        an_code code;
        uint64_t bytes;
    } cases[] = {
        {"1", AN_OK, 1},
        {"500M", AN_OK, 524288000},
        {"4G", AN_OK, 4294967296},
        {"2K", AN_OK, 2048},
        {"1T", AN_OK, 1ull << 40},
        {"007K", AN_OK, 7168},
        {"0", AN_DATA, 9},
        {"", AN_DATA, 9},
        {"K", AN_DATA, 9},
        {"5k", AN_DATA, 9},
        {"-1M", AN_DATA, 9},
        {"1.5G", AN_DATA, 9},
        {"5MB", AN_DATA, 9},
        {"9999999T", AN_UNDEFINED, 9},
        {"99999999999999999999", AN_UNDEFINED, 9},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        uint64_t bytes = 9;
        cr_expect_eq(an_size_parse(cases[i].text, strlen(cases[i].text), &bytes), cases[i].code, "%s",
                     cases[i].text);
        cr_expect_eq(bytes, cases[i].bytes, "%s", cases[i].text);
    }
}
