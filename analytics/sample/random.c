/* random: repeatable random numbers with random access.
 *
 * Numbers are those of SplitMix64 (base/memory.h), whose state is a counter, so that a row can be made
 * without the rows before it. The same on every machine: whole numbers only. Normal: the number of ones in
 * 64 bits, Binomial(64, 1/2), plus a triangular number that fills the gaps, over its deviation. Exponential:
 * -log2 of a uniform number, by fixed.c. */
#include "sample/random.h"

uint32_t an_random_skewed(an_random *random, uint32_t n)
{
    const uint64_t u = an_random_next(random) >> 32;
    const uint64_t square = (u * u) >> 32;
    const uint64_t fourth = (square * square) >> 32;

    return (uint32_t)((fourth * n) >> 32);
}

an_fixed an_random_normal(an_random *random)
{
    const an_fixed inverse_deviation = 4172628; /* 1 / sqrt(16 + 1/6) */
    const int ones = __builtin_popcountll(an_random_next(random));
    const uint64_t bits = an_random_next(random);
    const an_fixed triangular = (an_fixed)(bits >> 40) + (an_fixed)(bits & (AN_FIXED_ONE - 1)) - AN_FIXED_ONE;

    return ((an_fixed)(ones - 32) * AN_FIXED_ONE + triangular) * inverse_deviation / AN_FIXED_ONE;
}

an_fixed an_random_exponential(an_random *random)
{
    return (an_fixed)64 * AN_FIXED_ONE - an_fixed_log2(an_random_next(random) | 1);
}
