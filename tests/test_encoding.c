/* test_encoding: UTF-8 by its definition: right is what encodes a scalar value, and nothing else. */
#include <criterion/criterion.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "csv/encoding.h"

/* RFC 3629, section 3: the bytes of a scalar value. */
static size_t encode(uint32_t value, unsigned char out[4])
{
    const size_t length = value < 0x80 ? 1 : value < 0x800 ? 2 : value < 0x10000 ? 3 : 4;
    static const unsigned char leads[] = {0, 0x00, 0xC0, 0xE0, 0xF0};
    for (size_t i = length - 1; i > 0; i--) {
        out[i] = (unsigned char)(0x80 | (value & 0x3F));
        value >>= 6;
    }
    out[0] = (unsigned char)(leads[length] | value);
    return length;
}

static bool is_surrogate(uint32_t value)
{
    return value >= 0xD800 && value <= 0xDFFF;
}

Test(encoding, takes_every_scalar_value_and_no_part_of_it)
{
    for (uint32_t value = 0; value <= 0x10FFFF; value++) {
        unsigned char bytes[4];
        const size_t length = encode(value, bytes);
        const size_t expected = is_surrogate(value) ? 0 : length;
        cr_assert_eq(an_encoding_letter((const char *)bytes, length), expected, "U+%04X", value);
        if (length > 1)
            cr_assert_eq(an_encoding_letter((const char *)bytes, length - 1), 0, "U+%04X cut off", value);
    }
}

/* All that begins with three given bytes and is a letter comes from a scalar value. */
Test(encoding, takes_nothing_else)
{
    bool *const right = calloc(1 << 24, sizeof *right); /* the first three bytes of each letter */
    cr_assert_not_null(right);
    for (uint32_t value = 0x80; value <= 0x10FFFF; value++) {
        unsigned char b[4] = {0};
        const size_t length = encode(value, b);
        for (unsigned any = 0; any < (length == 2 ? 256u : 1u) && !is_surrogate(value); any++)
            right[(unsigned)b[0] << 16 | (unsigned)b[1] << 8 | (length == 2 ? any : b[2])] = true;
    }
    for (uint32_t i = 0x80 << 16; i < 1 << 24; i++) {
        const char bytes[4] = {(char)(i >> 16), (char)(i >> 8), (char)i, '\xBF'};
        cr_assert_eq(an_encoding_letter(bytes, 4) > 0, right[i], "%06X", i);
    }
    free(right);
    cr_assert_eq(an_encoding_letter("\xF4\x8F\xBF\x7F", 4), 0);
    cr_assert_eq(an_encoding_letter("\xF4\x8F\xBF\xC0", 4), 0);
}

Test(encoding, finds_the_first_fault_at_every_place)
{
    enum { SIZE = 50 };
    static const char *const faults[] = {"", "\xE9", "\xFF", "\x80", "\xC0\x80",
                                         "\xED\xA0\x80", "\xF4\x90\x80\x80"};
    char text[SIZE];
    cr_assert_eq(an_encoding_check("", 0), 0);
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        const size_t size = i == 0 ? 1 : strlen(faults[i]); /* the first is a NUL */
        for (size_t at = 0; at + size <= SIZE; at++) {
            memset(text, 'x', SIZE);
            cr_assert_eq(an_encoding_check(text, SIZE), SIZE);
            memcpy(text + at, faults[i], size);
            cr_assert_eq(an_encoding_check(text, SIZE), at, "fault %zu at %zu", i, at);
            if (at >= 3) {
                memcpy(text + at - 3, "\xE2\x82\xAC", 3);
                cr_assert_eq(an_encoding_check(text, SIZE), at, "fault %zu behind a letter at %zu", i, at);
            }
        }
    }
}

/* 0x01 is the byte whose fast test may borrow from its neighbour. */
Test(encoding, takes_all_ascii_but_nul)
{
    char text[127 * 3];
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (char)(i % 127 + 1);
    cr_assert_eq(an_encoding_check(text, sizeof text), sizeof text);
    memset(text, '\x01', sizeof text);
    cr_assert_eq(an_encoding_check(text, sizeof text), sizeof text);
    text[100] = '\0';
    cr_assert_eq(an_encoding_check(text, sizeof text), 100);
}
