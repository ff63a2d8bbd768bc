/* decimal: exact amounts of money and mass, and sums that are right to the cent.
 *
 * A decimal is a 128-bit integer of 10^-12 units. A sum of integers does not depend on the order
 * of its terms: the same rows give the same bytes for any number of threads, files or chunks.
 * An amount may have up to 17 digits before the decimal mark; digits after the twelfth are
 * rounded half to even. 10^9 amounts of the largest size do not overflow a sum.
 */
#ifndef AN_BASE_DECIMAL_H
#define AN_BASE_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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

/* The double nearest to the value (ties to even). */
double an_decimal_double(an_decimal value);

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
