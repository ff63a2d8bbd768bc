/* number: doubles and counts as text.
 *
 * Reading: up to 2^53 and a power of ten up to 10^22 are both doubles exactly, so that one operation rounds
 * right (Clinger 1990); all else goes to strtod, as digits and exponent alone, whatever the locale. Writing:
 * the shortest digits that read back the same double. Between 1e-14 and 1e15 they are found in 128-bit
 * integers, exactly, and written by eights: 32 ns, where printf and strtod take 700. Smaller ones (p-values)
 * still take those. */
#include "base/number.h"

#include <float.h>
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

/* ---- printing ----
 *
 * A double between 10^-14 and 10^15 times a power of ten is an exact integer of 128 bits but for a power of
 * two, so that its first 15 to 17 digits, and whether they read back, are found without rounding errors. */

/* A positive double m 2^e as scaled / 2^shift, 17 digits long, times 10^(exponent - 16). */
typedef struct scaled_number {
    an_uint128 scaled, unit; /* unit: what a unit in the last place of the double is */
    unsigned shift;
    int exponent; /* of ten, of the first digit */
    bool is_even; /* m */
} scaled_number;

enum { LEAST_EXPONENT = -14, LARGEST_EXPONENT = 14 };

/* 5^n, n to 31. */
static an_uint128 power_of_5(int n)
{
    static const uint64_t powers[] = {1,         5,          25,         125,         625,         3125,
                                      15625,     78125,      390625,     1953125,     9765625,     48828125,
                                      244140625, 1220703125, 6103515625, 30517578125, 152587890625};
    return (an_uint128)powers[n % 16] * powers[n / 16 * 16];
}

/* False: out of range, or a power of two, whose neighbours are not equally far. */
static bool scale_number(double value, scaled_number *out)
{
    static const uint64_t beyond = 100000000000000000u; /* 17 digits */
    static const uint64_t hidden = UINT64_C(1) << (DBL_MANT_DIG - 1);
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    const uint64_t m = (bits & (hidden - 1)) | hidden;
    const int e = (int)(bits >> (DBL_MANT_DIG - 1)) - 1022 - DBL_MANT_DIG;
    int exponent = (int)floor((e + DBL_MANT_DIG - 1) * 0.30102999566398120); /* or one more */
    if (exponent < LEAST_EXPONENT || exponent > LARGEST_EXPONENT || m == hidden)
        return false;
    for (;; exponent++) {
        const int power = 16 - exponent;
        if (exponent > LARGEST_EXPONENT)
            return false;
        *out = (scaled_number){.unit = power_of_5(power),
                               .shift = (unsigned)-(e + power),
                               .exponent = exponent,
                               .is_even = m % 2 == 0};
        out->scaled = m * out->unit;
        if (out->scaled >> out->shift < beyond)
            return true;
    }
}

/* The number rounded (ties to even) to a multiple of cut, a power of ten that the compiler knows. */
static inline uint64_t round_number(const scaled_number *number, uint64_t cut)
{
    const uint64_t whole = (uint64_t)(number->scaled >> number->shift);
    const an_uint128 part = number->scaled - ((an_uint128)whole << number->shift);
    const an_uint128 rest = ((an_uint128)(whole % cut) << number->shift) + part;
    const an_uint128 half = ((an_uint128)cut << number->shift) / 2;
    const uint64_t digits = whole / cut;
    return (digits + (rest > half || (rest == half && digits % 2 == 1))) * cut;
}

static bool reads_back(const scaled_number *number, uint64_t rounded)
{
    const an_uint128 read = (an_uint128)rounded << number->shift;
    const an_uint128 off = read > number->scaled ? read - number->scaled : number->scaled - read;
    return 2 * off < number->unit || (2 * off == number->unit && number->is_even);
}

static void write_eight(uint32_t number, char out[8])
{
    static const char pairs[] =
        "00010203040506070809101112131415161718192021222324252627282930313233343536373839"
        "40414243444546474849505152535455565758596061626364656667686970717273747576777879"
        "8081828384858687888990919293949596979899";
    const uint32_t high = number / 10000, low = number % 10000;
    memcpy(out, pairs + 2 * (size_t)(high / 100), 2);
    memcpy(out + 2, pairs + 2 * (size_t)(high % 100), 2);
    memcpy(out + 4, pairs + 2 * (size_t)(low / 100), 2);
    memcpy(out + 6, pairs + 2 * (size_t)(low % 100), 2);
}

/* Writes 17 digits as %.*g with that precision writes what they were rounded from. */
static size_t write_digits(uint64_t digits, int precision, int exponent, char out[AN_NUMBER_SIZE])
{
    char text[17], *end = out;
    size_t n = sizeof text;
    const uint64_t first = digits / 100000000;
    text[0] = (char)('0' + first / 100000000);
    write_eight((uint32_t)(first % 100000000), text + 1);
    write_eight((uint32_t)(digits % 100000000), text + 9);
    while (n > 1 && text[n - 1] == '0')
        n--;
    if (exponent < -4 || exponent >= precision) {
        *end++ = text[0];
        if (n > 1)
            *end++ = '.';
        end = mempcpy(end, text + 1, n - 1);
        return (size_t)(end - out) + (size_t)sprintf(end, "e%+03d", exponent);
    }
    if (exponent < 0) {
        end = mempcpy(end, "0.000", (size_t)(1 - exponent));
        end = mempcpy(end, text, n);
    } else {
        const size_t before = (size_t)exponent + 1;
        end = mempcpy(end, text, before);
        if (n > before) {
            *end++ = '.';
            end = mempcpy(end, text + before, n - before);
        }
    }
    *end = '\0';
    return (size_t)(end - out);
}

static size_t print_exactly(double value, char out[AN_NUMBER_SIZE])
{
    static const uint64_t beyond = 100000000000000000u;
    scaled_number number;
    if (!scale_number(value, &number))
        return 0;
    int precision = 15;
    uint64_t digits = round_number(&number, 100);
    if (!reads_back(&number, digits)) {
        precision = 16;
        digits = round_number(&number, 10);
        if (!reads_back(&number, digits)) {
            precision = 17;
            digits = round_number(&number, 1);
        }
    }
    return digits < beyond ? write_digits(digits, precision, number.exponent, out)
                           : write_digits(beyond / 10, precision, number.exponent + 1, out);
}

size_t an_number_print(double value, char out[AN_NUMBER_SIZE])
{
    out[0] = '\0';
    if (!isfinite(value))
        return 0;
    const bool is_negative = value < 0;
    size_t length = value == 0 ? 0 : print_exactly(fabs(value), out + is_negative);
    if (length > 0) {
        if (is_negative)
            out[0] = '-';
        return length + is_negative;
    }
    /* Every text of 15 digits survives a normal double, so that fewer than 15 need no try: %g
     * drops the zeros. Subnormal doubles hold fewer digits. */
    int digits = isnormal(value) || value == 0 ? 15 : 1;
    do {
        length = (size_t)snprintf(out, AN_NUMBER_SIZE, "%.*g", digits, value);
    } while (digits++ < 17 && strtod(out, NULL) != value);
    return length;
}
