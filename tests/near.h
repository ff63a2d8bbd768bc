/* near: comparison of doubles, and the start of a suite, for the tests of the kernels. */
#ifndef AN_TESTS_NEAR_H
#define AN_TESTS_NEAR_H

#include <math.h>
#include <stdbool.h>

#include <criterion/criterion.h>
#include <gsl/gsl_errno.h>

/* For TestSuite: GSL returns its codes, as under an_main, and does not abort. */
static inline void gsl_handler_off(void)
{
    gsl_set_error_handler_off();
}

/* Equal within tolerance relative to expected; 0 and infinities exactly; NaN never. */
static inline bool is_near(double actual, double expected, double tolerance)
{
    if (isinf(expected) || expected == 0)
        return actual == expected;
    return fabs(actual - expected) <= tolerance * fabs(expected);
}

#define expect_near(actual, expected, tolerance)                                                         \
    do {                                                                                                 \
        const double is_ = (actual), should_ = (expected);                                               \
        cr_expect(is_near(is_, should_, tolerance), "%s is %.17g, should be %.17g", #actual, is_,        \
                  should_);                                                                              \
    } while (0)

#endif
