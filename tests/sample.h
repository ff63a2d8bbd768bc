/* sample: reproducible samples for the tests of the robust kernels; reference/robust.R makes the same. */
#ifndef AN_TESTS_SAMPLE_H
#define AN_TESTS_SAMPLE_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>

/* n uniforms in (0, 1) of Lehmer's generator (Park, Miller 1988). R: u(n, seed). */
static inline void uniforms(double x[], size_t n, uint64_t seed)
{
    for (size_t i = 0; i < n; i++) {
        seed = 16807 * seed % 2147483647;
        x[i] = (double)seed / 2147483647;
    }
}

/* R: -log(u(n, n)) */
static inline void exponentials(double x[], size_t n)
{
    uniforms(x, n, n);
    for (size_t i = 0; i < n; i++)
        x[i] = -log(x[i]);
}

/* n values out of 0 to 7, many of them alike. R: floor(8 * u(n, n)^2) */
static inline void small_counts(double x[], size_t n)
{
    uniforms(x, n, n);
    for (size_t i = 0; i < n; i++)
        x[i] = floor(8 * (x[i] * x[i]));
}

#endif
