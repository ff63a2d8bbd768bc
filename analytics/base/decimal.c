/* decimal: exact amounts of money and mass, as 128-bit integers.
 *
 * Doubles would make a total depend on the order of its terms, and so on threads and files. 10^-12 is fine
 * enough for any price per gram; 17 digits before the mark, summed 10^9 times, do not overflow 127 bits.
 * Digits after the twelfth are rounded half to even, once, when a text is read; sums and products of what
 * fits are exact, and what does not fit is said, never wrapped. Printing is exact too, without trailing
 * zeros. */
#include "base/decimal.h"

#include <math.h>
#include <string.h>

static const uint64_t one = 1000000000000u; /* 10^AN_DECIMAL_SCALE units */
static const an_uint128 largest = ~(an_uint128)0 >> 1;

/* The digits from p on are appended to *head (which wraps where they are too many); the end. */
static const char *scan_digits(const char *p, const char *end, uint64_t *head)
{
    uint64_t sum = *head;
    for (; p < end; p++) {
        unsigned digit = (unsigned)(unsigned char)*p - '0';
        if (digit > 9)
            break;
        sum = sum * 10 + digit;
    }
    *head = sum;
    return p;
}

/* Reads e|E [+-] digits, up to end, or nothing if p is end. */
static an_code scan_exponent(const char *p, const char *end, int64_t *exponent)
{
    const int64_t most = 100000000000000000;
    *exponent = 0;
    if (p == end)
        return AN_OK;
    if (*p != 'e' && *p != 'E')
        return AN_DATA;
    p++;
    bool negative = p < end && *p == '-';
    if (p < end && (*p == '-' || *p == '+'))
        p++;
    if (p == end)
        return AN_DATA;
    int64_t sum = 0;
    for (; p < end; p++) {
        if (*p < '0' || *p > '9')
            return AN_DATA;
        sum = sum < most ? sum * 10 + (*p - '0') : most;
    }
    sum = sum < most ? sum : most;
    *exponent = negative ? -sum : sum;
    return AN_OK;
}

an_code an_numeral_scan(const char *text, size_t size, char point, an_numeral *numeral)
{
    if (size == 0)
        return AN_DATA;
    const char *end = text + size;
    const char *mantissa = text + (*text == '-' || *text == '+');
    uint64_t head = 0;
    const char *p = scan_digits(mantissa, end, &head);
    size_t n = (size_t)(p - mantissa), decimals = 0;
    if (p < end && *p == point) {
        const char *after = p + 1;
        p = scan_digits(after, end, &head);
        decimals = (size_t)(p - after);
    }
    n += decimals;
    int64_t exponent;
    if (n == 0 || scan_exponent(p, end, &exponent) != AN_OK)
        return AN_DATA;
    *numeral = (an_numeral){
        .mantissa = mantissa,
        .size = (size_t)(p - mantissa),
        .n = n,
        .head = head,
        .exponent = exponent - (int64_t)decimals,
        .negative = *text == '-',
    };
    return AN_OK;
}

/* The digits of the numeral after its leading zeros: their number, and where they begin. */
static size_t significant(const an_numeral *numeral, const char **begin)
{
    size_t n = numeral->n;
    const char *p = numeral->mantissa;
    for (; n > 0 && (*p < '1' || *p > '9'); p++)
        n -= *p == '0';
    *begin = p;
    return n;
}

bool an_numeral_cut(const an_numeral *numeral, int scale, int most, an_uint128 *whole, an_rest *rest)
{
    const char *p;
    const char *end = numeral->mantissa + numeral->size;
    int64_t n = (int64_t)significant(numeral, &p);
    int64_t keep = n > 0 ? n + numeral->exponent + scale : 0; /* digits before the cut */
    if (keep > most)
        return false;
    an_uint128 sum = 0;
    int first = 0;          /* digit after the cut */
    bool others = keep < 0; /* any digit but 0 after that one: with keep < 0 it is a 0 itself */
    int64_t i = 0;
    for (; i < n && p < end; p++) {
        if (*p < '0' || *p > '9')
            continue;
        int digit = *p - '0';
        if (i < keep)
            sum = sum * 10 + (unsigned)digit;
        else if (i == keep)
            first = digit;
        else
            others |= digit != 0;
        i++;
    }
    for (; i < keep; i++)
        sum *= 10;
    *whole = sum;
    if (first == 5 && !others)
        *rest = AN_REST_HALF;
    else if (first == 0 && !others)
        *rest = AN_REST_NONE;
    else
        *rest = first < 5 ? AN_REST_BELOW : AN_REST_ABOVE;
    return true;
}

/* 1 where half to even rounds the whole number up. */
static unsigned round_up(an_uint128 whole, an_rest rest)
{
    return rest == AN_REST_ABOVE || (rest == AN_REST_HALF && (whole & 1) != 0);
}

static an_int128 with_sign(an_uint128 magnitude, bool negative)
{
    return negative ? -(an_int128)magnitude : (an_int128)magnitude;
}

static an_uint128 magnitude_of(an_int128 value)
{
    return value < 0 ? -(an_uint128)value : (an_uint128)value;
}

an_code an_decimal_parse(const char *text, size_t size, char point, an_decimal *value)
{
    an_numeral numeral;
    bool is_whole;
    if (an_decimal_short(text, size, point, value, &is_whole))
        return AN_OK;
    if (an_numeral_scan(text, size, point, &numeral) != AN_OK)
        return AN_DATA;
    const an_uint128 limit = (an_uint128)one * 100000000000000000u; /* AN_DECIMAL_DIGITS before the mark */
    int64_t shift = numeral.exponent + AN_DECIMAL_SCALE;
    an_uint128 units;
    if (numeral.n <= AN_NUMERAL_HEAD && shift >= 0 && shift <= 19) {
        units = numeral.head;
        for (; shift > 0; shift--)
            units *= 10;
    } else {
        an_rest rest;
        if (!an_numeral_cut(&numeral, AN_DECIMAL_SCALE, AN_DECIMAL_DIGITS + AN_DECIMAL_SCALE, &units, &rest))
            return AN_UNDEFINED;
        units += round_up(units, rest);
    }
    if (units >= limit)
        return AN_UNDEFINED;
    value->units = with_sign(units, numeral.negative);
    return AN_OK;
}

an_decimal an_decimal_from_int(int64_t value)
{
    return (an_decimal){.units = (an_int128)value * (an_int128)one};
}

bool an_decimal_add(an_decimal *sum, an_decimal value)
{
    an_int128 units;
    if (__builtin_add_overflow(sum->units, value.units, &units))
        return false;
    sum->units = units;
    return true;
}

bool an_decimal_add_times(an_decimal *sum, an_decimal value, uint64_t times)
{
    an_decimal product = {0};
    return !__builtin_mul_overflow(value.units, (an_int128)times, &product.units) &&
           an_decimal_add(sum, product);
}

bool an_decimal_sub(an_decimal *sum, an_decimal value)
{
    an_int128 units;
    if (__builtin_sub_overflow(sum->units, value.units, &units))
        return false;
    sum->units = units;
    return true;
}

/* a b / one, in whole units of x and y as they are: only the product of what they have behind the mark leaves
 * a rest. */
bool an_decimal_mul(an_decimal *product, an_decimal a, an_decimal b)
{
    const an_uint128 x = magnitude_of(a.units), x_whole = x / one;
    const an_uint128 y = magnitude_of(b.units), y_whole = y / one;
    const uint64_t x_part = (uint64_t)(x - x_whole * one), y_part = (uint64_t)(y - y_whole * one);
    const an_uint128 small = (an_uint128)x_part * y_part, carried = small / one;
    const uint64_t rest = (uint64_t)(small - carried * one);
    an_uint128 units, part;
    if (__builtin_mul_overflow(x_whole, y, &units) || __builtin_mul_overflow(y_whole, x_part, &part) ||
        __builtin_add_overflow(units, part, &units) || __builtin_add_overflow(units, carried, &units) ||
        units > largest)
        return false;
    units += round_up(units, rest > one / 2 ? AN_REST_ABOVE : rest == one / 2 ? AN_REST_HALF : AN_REST_BELOW);
    if (units > largest)
        return false;
    product->units = with_sign(units, (a.units < 0) != (b.units < 0));
    return true;
}

int an_decimal_compare(an_decimal a, an_decimal b)
{
    return (a.units > b.units) - (a.units < b.units);
}

/* The number of leading zero bits; x is not 0. */
static int leading_zeros(an_uint128 x)
{
    uint64_t high = (uint64_t)(x >> 64);
    return high != 0 ? __builtin_clzll(high) : 64 + __builtin_clzll((uint64_t)x);
}

double an_decimal_double_any(an_decimal value)
{
    if (value.units == 0)
        return 0;
    /* units / 10^12 = units / 5^12 / 2^12. With all 128 bits in use the quotient has at least 100; its
     * last bit, set where anything is left, decides ties. So the conversion to double is the only
     * rounding. */
    const uint64_t power5 = one >> AN_DECIMAL_SCALE;
    an_uint128 magnitude = magnitude_of(value.units);
    int shift = leading_zeros(magnitude);
    magnitude <<= shift;
    an_uint128 quotient = magnitude / power5;
    quotient |= quotient * power5 != magnitude;
    double result = ldexp((double)quotient, -AN_DECIMAL_SCALE - shift);
    return value.units < 0 ? -result : result;
}

/* Writes value before end, with at least width digits; the first byte. */
static char *put_digits(char *end, uint64_t value, int width)
{
    for (; value > 0 || width > 0; value /= 10, width--)
        *--end = (char)('0' + value % 10);
    return end;
}

size_t an_decimal_print(an_decimal value, char out[AN_DECIMAL_SIZE])
{
    char buffer[AN_DECIMAL_SIZE];
    char *end = buffer + sizeof buffer;
    an_uint128 magnitude = magnitude_of(value.units);
    an_uint128 whole = magnitude / one;
    char *p = put_digits(end, (uint64_t)(magnitude % one), AN_DECIMAL_SCALE);
    while (end > p && end[-1] == '0')
        end--;
    if (end > p)
        *--p = '.';
    const uint64_t part = 1000000000000000000u; /* whole may be longer than 64 bits */
    if (whole >= part) {
        p = put_digits(p, (uint64_t)(whole % part), 18);
        p = put_digits(p, (uint64_t)(whole / part), 1);
    } else {
        p = put_digits(p, (uint64_t)whole, 1);
    }
    if (value.units < 0)
        *--p = '-';
    size_t length = (size_t)(end - p);
    memcpy(out, p, length);
    out[length] = '\0';
    return length;
}
