/* interval: a lower and an upper bound, and the normal quantile that most intervals start from.
 *
 * A bound that does not exist at the level asked for (an open interval) is -INFINITY or INFINITY, never
 * NaN; an_number_print shows it as the empty text. */
#ifndef AN_STAT_INTERVAL_H
#define AN_STAT_INTERVAL_H

#include <gsl/gsl_cdf.h>

#include "base/error.h"

typedef struct an_interval {
    double lower, upper;
} an_interval;

/* The two-sided normal quantile of level: *z = Phi^-1(1 - (1 - level)/2), 1.95996... for .95.
 * AN_UNDEFINED unless 0 < level < 1. */
static inline an_code an_interval_z(double level, double *z)
{
    if (!(level > 0 && level < 1))
        return AN_UNDEFINED;
    *z = gsl_cdf_ugaussian_Qinv((1 - level) / 2);
    return AN_OK;
}

/* The two-sided normal p-value of z: P(|Z| >= |z|), exact far into the tail (z = 30 gives 9.8e-198). */
static inline double an_interval_p(double z)
{
    return 2 * gsl_cdf_ugaussian_Q(z < 0 ? -z : z);
}

#endif
