/* share: comparison of a share of draws with its probability. */
#ifndef AN_TESTS_SHARE_H
#define AN_TESTS_SHARE_H

#include <math.h>

#include <criterion/criterion.h>

/* A share of n is expected within four standard errors (p = 6e-5) of what is declared. */
#define expect_share(count, n, share)                                                                        \
    do {                                                                                                     \
        const double is_ = (double)(count) / (double)(n), should_ = (share);                                 \
        cr_expect(fabs(is_ - should_) <= 4 * sqrt(should_ * (1 - should_) / (double)(n)),                    \
                  "%s / %s is %g of %g, should be %g", #count, #n, is_, (double)(n), should_);               \
    } while (0)

#endif
