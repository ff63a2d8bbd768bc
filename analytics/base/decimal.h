/* decimal: exact amounts of money and mass, and sums that are right to the cent.
 *
 * A decimal is a 128-bit integer of 10^-12 units. A sum of integers does not depend on the order
 * of its terms: the same rows give the same bytes for any number of threads, files or chunks.
 * An amount may have up to 17 digits before the decimal mark; digits after the twelfth are
 * rounded half to even. 10^9 amounts of the largest size do not overflow a sum. */
#ifndef AN_BASE_DECIMAL_H
#define AN_BASE_DECIMAL_H

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/error.h"

__extension__ typedef __int128 an_int128;
__extension__ typedef unsigned __int128 an_uint128;

typedef struct an_decimal {
    an_int128 units; /* of 10^-12 */
} an_decimal;

enum {
    AN_DECIMAL_SCALE = 12,  /* decimal places kept */
    AN_DECIMAL_DIGITS = 17, /* most digits before the mark */
    AN_DECIMAL_SIZE = 64,   /* room for any an_decimal_print with its NUL */
};

/* Reads size bytes of text whole: [+-] digits [point digits] [e|E [+-] digits], at least one digit
 * in the mantissa, before or after the point (".5" and "5." are numbers); the exponent form is
 * what R and pandas write for 100000 (1e+05). No blanks, no thousands separators, no hex, nan or
 * inf. AN_DATA: not a number of this form; AN_UNDEFINED: of this form, but too large (10^17 or
 * more once rounded); *value is then not changed. */
an_code an_decimal_parse(const char *text, size_t size, char point, an_decimal *value);

/* The same for the numerals that data mostly have, and nothing else: digits, and at most one point that has
 * digits before it and at most 12 behind it, in at most 17 bytes. False: any other text; *value is not
 * changed. *is_whole: there is no point. */
static inline bool an_decimal_short(const char *text, size_t size, char point, an_decimal *value,
                                    bool *is_whole)
{
    static const uint64_t units_of[AN_DECIMAL_SCALE + 1] = {
        1000000000000u, 100000000000u, 10000000000u, 1000000000u, 100000000u, 10000000u, 1000000u,
        100000u,        10000u,        1000u,        100u,        10u,        1u};
    const char *const end = text + size;
    uint64_t head = 0;
    size_t decimals = 0;
    unsigned digit;
    const char *p = text;
    for (; p < end && (digit = (unsigned)(unsigned char)*p - '0') <= 9; p++)
        head = head * 10 + digit;
    *is_whole = p == end;
    if (p == text || size > AN_DECIMAL_DIGITS)
        return false;
    if (p < end && *p == point) {
        const char *const after = ++p;
        for (; p < end && (digit = (unsigned)(unsigned char)*p - '0') <= 9; p++)
            head = head * 10 + digit;
        decimals = (size_t)(p - after);
    }
    if (p < end || decimals > AN_DECIMAL_SCALE)
        return false;
    value->units = (an_int128)head * units_of[decimals];
    return true;
}

/* ---- eight bytes at a time, for an_decimal_near ---- */

/* n bytes of text, 1 to 8, the last the highest, with the bits of '0' taken off; 0 before them. */
static inline uint64_t an_decimal_word(const char *text, size_t n)
{
    uint64_t word;
    memcpy(&word, text, sizeof word);
    return (le64toh(word) ^ UINT64_C(0x3030303030303030)) << 8 * (sizeof word - n);
}

/* The high bit of each byte of a word that is no digit. */
static inline uint64_t an_decimal_others(uint64_t word)
{
    const uint64_t low = UINT64_C(0x7F7F7F7F7F7F7F7F);
    return (((word & low) + UINT64_C(0x7676767676767676)) | word) & ~low;
}

/* The number of a word of digits. */
static inline uint64_t an_decimal_number(uint64_t word)
{
    word = (word * 2561) >> 8 & UINT64_C(0x00FF00FF00FF00FF);
    word = (word * 6553601) >> 16 & UINT64_C(0x0000FFFF0000FFFF);
    return (word * UINT64_C(42949672960001)) >> 32;
}

/* The same as an_decimal_parse for the numerals that data mostly have, and nothing else: digits, and at most
 * one point that has digits before it and at most 7 behind it, in at most AN_DECIMAL_NEAR bytes. So many
 * bytes behind text's first can be read: digits are not looked at one by one, because where the point comes
 * cannot be foretold. False: any other text; *value is not changed. *is_whole: there is no point. */
enum { AN_DECIMAL_NEAR = 16 };
static inline bool an_decimal_near(const char *text, size_t size, char point, an_decimal *value,
                                   bool *is_whole)
{
    static const uint64_t units[] = {1000000000000, 100000000000, 10000000000, 1000000000,
                                     100000000,     10000000,     1000000,     100000};
    if (size == 0 || size > AN_DECIMAL_NEAR)
        return false;
    const size_t n = size < 8 ? size : 8; /* of the last word; more bytes stand before it */
    uint64_t last = an_decimal_word(text + size - n, n), head = 0, unit = units[0];
    const uint64_t other = an_decimal_others(last);
    if (size > 8) {
        head = an_decimal_word(text, size - 8);
        if (an_decimal_others(head) != 0)
            return false;
        head = an_decimal_number(head) * (other == 0 ? 100000000 : 10000000);
    }
    if (other != 0) {
        const unsigned place = (unsigned)__builtin_ctzll(other) / 8;
        const uint64_t upto = other ^ (other - 1);
        if ((other & (other - 1)) != 0 || (char)((last >> 8 * place & 0xFF) ^ '0') != point ||
            (size <= 8 && place == 8 - n))
            return false;
        last = (last & ~upto) | (last & upto >> 8) << 8;
        unit = units[7 - place];
    }
    *is_whole = other == 0;
    value->units = (an_int128)(head + an_decimal_number(last)) * unit;
    return true;
}

an_decimal an_decimal_from_int(int64_t value);

/* *sum += value, *sum -= value, *product = a * b: the exact product, rounded once, half to even,
 * at 10^-12. False on overflow (beyond 127 bits: about 1.7 * 10^26), the target not changed. */
bool an_decimal_add(an_decimal *sum, an_decimal value);
bool an_decimal_sub(an_decimal *sum, an_decimal value);
bool an_decimal_mul(an_decimal *product, an_decimal a, an_decimal b);

/* *sum += value * times; false as above. */
bool an_decimal_add_times(an_decimal *sum, an_decimal value, uint64_t times);

/* -1, 0 or 1. */
int an_decimal_compare(an_decimal a, an_decimal b);

/* The double nearest to the value (ties to even). Most amounts are a whole number of 10^-4 that a double
 * holds: then one division is all that rounds. */
double an_decimal_double_any(an_decimal value);
static inline double an_decimal_double(an_decimal value)
{
    const int64_t tenthousandths = (int64_t)value.units / 100000000;
    return value.units == (an_int128)(int64_t)value.units &&
                   (int64_t)value.units == tenthousandths * 100000000
               ? (double)tenthousandths / 1e4
               : an_decimal_double_any(value);
}

/* The exact text: no exponent, '.' as the mark, no trailing zeros, "-0" never.
 * Returns the length. A sum of 10^17 or more prints too, but an_decimal_parse does not read it. */
size_t an_decimal_print(an_decimal value, char out[AN_DECIMAL_SIZE]);

/* What follows is the grammar taken apart, for an_decimal_parse and number.h. */

/* A text of the grammar: value = (-1)^negative * all its digits as an integer * 10^exponent. */
typedef struct an_numeral {
    const char *mantissa; /* in the text: digits and at most one mark */
    size_t size;          /* bytes of the mantissa */
    size_t n;             /* its digits, leading zeros too, at least 1 */
    uint64_t head;        /* the digits as an integer, right if n <= AN_NUMERAL_HEAD */
    int64_t exponent;     /* one beyond 10^17 is taken for 10^17 */
    bool negative;
} an_numeral;

enum { AN_NUMERAL_HEAD = 19 };

/* Reads size bytes whole. AN_DATA: not in the grammar, *numeral not set. */
an_code an_numeral_scan(const char *text, size_t size, char point, an_numeral *numeral);

/* How what a cut leaves compares with half a unit of what it keeps. */
typedef enum an_rest { AN_REST_NONE, AN_REST_BELOW, AN_REST_HALF, AN_REST_ABOVE } an_rest;

/* |numeral| * 10^scale, cut to a whole number, and what was cut off.
 * False: *whole would have more than most (at most 38) digits; nothing set. */
bool an_numeral_cut(const an_numeral *numeral, int scale, int most, an_uint128 *whole, an_rest *rest);

#endif
