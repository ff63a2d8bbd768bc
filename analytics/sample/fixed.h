/* fixed: logarithms and powers of two in whole-number arithmetic.
 *
 * The libm of two machines may differ in the last bit of an exp; a generated file must not. Here quantities
 * that multiply (prices, masses, spreads) are logarithms to the base 2 in fixed point, and every operation is
 * one on integers: the same bytes on every machine and compiler. */
#ifndef AN_SAMPLE_FIXED_H
#define AN_SAMPLE_FIXED_H

#include <stdint.h>

/* A number in units of 2^-24. As a logarithm it resolves a quantity to 4e-8 of its size. */
typedef int64_t an_fixed;

enum {
    AN_FIXED_BITS = 24,
    AN_FIXED_ONE = 1 << AN_FIXED_BITS,
};

/* number / per, rounded towards zero: an_fixed_ratio(65, 100) is 0.65. |number| < 2^38, per > 0. */
static inline an_fixed an_fixed_ratio(int64_t number, int64_t per)
{
    return number * AN_FIXED_ONE / per;
}

/* log2(n), n > 0, rounded down. Digit by digit: the square of the mantissa is at least 2 where the next
 * binary digit of its logarithm is 1. About 100 ns. */
an_fixed an_fixed_log2(uint64_t n);

/* n * 2^x to the nearest whole number (half up), from the Taylor series of 2^f, relative error below 1e-8.
 * The result must be below 2^63; n below 2^64. */
uint64_t an_fixed_scale(uint64_t n, an_fixed x);

#endif
