/* number: doubles and counts as text.
 */
#include "base/number.h"

#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"

/* Powers of ten that are doubles exactly. */
static const double power10[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

enum {
    EXACT_POWER = 22,
    DIGITS = 800,    /* the longest decimal halfway between two doubles has 767 digits */
    EXPONENT = 5000, /* more makes DIGITS digits infinite or 0, whatever they are */
};

/* By strtod, which rounds right, of the digits and the exponent alone: no mark, no locale. Digits
 * beyond DIGITS only matter by being there: one 1 stands for them. */
static double parse_long(const an_numeral *numeral)
{
    char buffer[DIGITS + 32];
    size_t n = 0;
    int64_t exponent = numeral->exponent;
    bool more = false;
    for (size_t i = 0; i < numeral->size; i++) {
        char digit = numeral->mantissa[i];
        if (digit < '0' || digit > '9' || (n == 0 && digit == '0'))
            continue;
        if (n < DIGITS) {
            buffer[n++] = digit;
        } else {
            exponent++;
            more |= digit != '0';
        }
    }
    if (n == 0)
        return 0;
    if (more) {
        buffer[n++] = '1';
        exponent--;
    }
    exponent = exponent > EXPONENT ? EXPONENT : exponent < -EXPONENT ? -EXPONENT : exponent;
    snprintf(buffer + n, sizeof buffer - n, "e%" PRId64, exponent);
    return strtod(buffer, NULL);
}

an_code an_number_parse(const char *text, size_t size, char point, double *value)
{
    an_numeral numeral;
    if (an_numeral_scan(text, size, point, &numeral) != AN_OK)
        return AN_DATA;
    int64_t exponent = numeral.exponent;
    double result;
    if (numeral.n <= AN_NUMERAL_HEAD && numeral.head < (uint64_t)1 << 53 && exponent >= -EXACT_POWER &&
        exponent <= EXACT_POWER) {
        /* Both operands are exact, so that the one operation rounds right (Clinger 1990). */
        double head = (double)numeral.head;
        result = exponent < 0 ? head / power10[-exponent] : head * power10[exponent];
    } else {
        result = parse_long(&numeral);
    }
    if (isinf(result))
        return AN_UNDEFINED;
    *value = numeral.negative ? -result : result;
    return AN_OK;
}

an_code an_count_parse(const char *text, size_t size, char point, int64_t *value)
{
    an_numeral numeral;
    if (an_numeral_scan(text, size, point, &numeral) != AN_OK)
        return AN_DATA;
    an_uint128 whole = numeral.head;
    an_rest rest = AN_REST_NONE;
    if ((numeral.n > AN_NUMERAL_HEAD || numeral.exponent != 0) &&
        !an_numeral_cut(&numeral, 0, AN_NUMERAL_HEAD, &whole, &rest))
        return AN_UNDEFINED;
    if (whole > (an_uint128)INT64_MAX + numeral.negative)
        return AN_UNDEFINED;
    if (rest != AN_REST_NONE)
        return AN_DATA;
    *value = (int64_t)(numeral.negative ? -(an_int128)whole : (an_int128)whole);
    return AN_OK;
}

an_code an_size_parse(const char *text, size_t size, uint64_t *bytes)
{
    static const char units[] = "KMGT";
    const char *const unit = size > 0 ? memchr(units, text[size - 1], sizeof units - 1) : NULL;
    const unsigned shift = unit != NULL ? 10 * (unsigned)(unit - units + 1) : 0;
    uint64_t number = 0;
    size -= unit != NULL;
    for (size_t i = 0; i < size; i++) {
        if (text[i] < '0' || text[i] > '9')
            return AN_DATA;
        if (number > INT64_MAX / 10 - 1)
            return AN_UNDEFINED;
        number = number * 10 + (uint64_t)(text[i] - '0');
    }
    if (number == 0)
        return AN_DATA;
    if (number > (uint64_t)INT64_MAX >> shift)
        return AN_UNDEFINED;
    *bytes = number << shift;
    return AN_OK;
}

size_t an_number_print(double value, char out[AN_NUMBER_SIZE])
{
    out[0] = '\0';
    if (!isfinite(value))
        return 0;
    /* Every text of 15 digits survives a normal double, so that fewer than 15 need no try: %g
     * drops the zeros. Subnormal doubles hold fewer digits. */
    int digits = isnormal(value) || value == 0 ? 15 : 1;
    int length;
    do {
        length = snprintf(out, AN_NUMBER_SIZE, "%.*g", digits, value);
    } while (digits++ < 17 && strtod(out, NULL) != value);
    return (size_t)length;
}
