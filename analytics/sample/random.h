/* random: repeatable random numbers with random access.
 *
 * SplitMix64 (base/memory.h): its output n is a mixing function of seed + n * gamma. So any stretch of the
 * sequence can be reached at once, and each row of a generated file can own one: it does not depend on how
 * many rows there are. Whole numbers only. */
#ifndef AN_SAMPLE_RANDOM_H
#define AN_SAMPLE_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/memory.h"
#include "sample/fixed.h"

typedef struct an_random {
    uint64_t state;
} an_random;

/* Shares are whole numbers of parts in a million. */
enum { AN_MILLION = 1000000 };

/* The sequence of seed, standing before output n (0: the first). */
static inline an_random an_random_at(uint64_t seed, uint64_t n)
{
    return (an_random){seed + n * AN_HASH_GAMMA};
}

/* The next output: 64 random bits. Takes one output; so do below and chance. */
static inline uint64_t an_random_next(an_random *random)
{
    random->state += AN_HASH_GAMMA;
    return an_hash_mix(random->state);
}

/* A whole number of [0, n), n < 2^32, from the high bits (Lemire 2019, without the rejection: the error of a
 * probability is below n / 2^32). */
static inline uint32_t an_random_below(an_random *random, uint32_t n)
{
    return (uint32_t)(((an_random_next(random) >> 32) * n) >> 32);
}

/* True with the probability parts / 1,000,000. */
static inline bool an_random_chance(an_random *random, uint64_t parts)
{
    return an_random_below(random, AN_MILLION) < parts;
}

/* A whole number of [0, n) that is mostly small, for heavy-tailed activity: n times the fourth power of a
 * uniform number. The lowest quarter of the numbers takes 71 %, the lowest hundredth 32 %. */
uint32_t an_random_skewed(an_random *random, uint32_t n);

/* A standard normal deviate: the number of ones of 64 fair bits (mean 32, variance 16, excess kurtosis -0.03)
 * plus a triangular one of variance 1/6 that fills the steps, divided by its standard deviation. Takes two
 * outputs. */
an_fixed an_random_normal(an_random *random);

/* An exponential deviate e of mean 1 / ln 2: -log2 of a uniform number. x * 2^(a * e) is then Pareto's, with
 * the least value x and the index 1 / a. */
an_fixed an_random_exponential(an_random *random);

#endif
