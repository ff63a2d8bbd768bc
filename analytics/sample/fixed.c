/* fixed: logarithms and powers of two in whole-number arithmetic. */
#include "sample/fixed.h"

#include <stdbool.h>
#include <stddef.h>

__extension__ typedef unsigned __int128 uint128;

an_fixed an_fixed_log2(uint64_t n)
{
    const int whole = 63 - __builtin_clzll(n);
    an_fixed log = (an_fixed)whole * AN_FIXED_ONE;
    uint64_t mantissa = n << (63 - whole); /* [1, 2) in units of 2^-63 */

    for (an_fixed digit = AN_FIXED_ONE / 2; digit > 0; digit /= 2) {
        const uint128 square = ((uint128)mantissa * mantissa) >> 63; /* [1, 4) */
        const bool is_one = (square >> 64) != 0;
        mantissa = (uint64_t)(is_one ? square >> 1 : square);
        if (is_one) {
            log += digit;
        }
    }
    return log;
}

/* 2^f for f in [0, 1), both in units of 2^-32. */
static uint64_t power_of_fraction(uint64_t f)
{
    /* ln(2)^k / k! in units of 2^-32, k = 10 down to 1 */
    static const uint64_t terms[] = {30,       437,      5676,      65510,      661577,
                                     5726720, 41309550, 238388332, 1031764991, 2977044472};
    uint64_t sum = 0;

    for (size_t k = 0; k < sizeof terms / sizeof *terms; k++) {
        sum = ((sum * f) >> 32) + terms[k];
    }
    return (UINT64_C(1) << 32) + ((sum * f) >> 32);
}

uint64_t an_fixed_scale(uint64_t n, an_fixed x)
{
    const an_fixed whole = x >= 0 ? x / AN_FIXED_ONE : -((AN_FIXED_ONE - 1 - x) / AN_FIXED_ONE);
    const uint64_t fraction = (uint64_t)(x - whole * AN_FIXED_ONE) << (32 - AN_FIXED_BITS);
    const uint128 product = (uint128)n * power_of_fraction(fraction); /* below 2^97 */
    const an_fixed shift = 32 - whole;

    if (shift <= 0) {
        return (uint64_t)(product << -shift);
    }
    return shift > 97 ? 0 : (uint64_t)((product + ((uint128)1 << (shift - 1))) >> shift);
}
