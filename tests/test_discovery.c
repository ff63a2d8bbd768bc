/* test_discovery: the false discovery rate of a list whose items have a probability of being false each. */
#include <criterion/criterion.h>
#include <math.h>

#include "stat/discovery.h"

/* Each item's rate is the mean of those at least as sure: by hand, 0.1/1, (0.1 + 0.2)/2, ties share
 * theirs. */
Test(discovery, rates_are_means_of_the_surer)
{
    const double null[] = {0.5, 0.1, 0.2, 0.2, 1};
    const double expected[] = {1.0 / 4, 0.1, 0.5 / 3, 0.5 / 3, 2.0 / 5};
    double scratch[10], q[5];
    cr_assert_eq(an_discovery_rates(null, 5, scratch, q), AN_OK);
    for (size_t i = 0; i < 5; i++)
        cr_assert(fabs(q[i] - expected[i]) < 1e-15, "%zu: %g", i, q[i]);
}

Test(discovery, may_overwrite_its_input_and_take_none)
{
    double q[] = {0.75, 0.25}, scratch[4];
    cr_assert_eq(an_discovery_rates(q, 0, scratch, q), AN_OK);
    cr_assert_eq(an_discovery_rates(q, 2, scratch, q), AN_OK);
    cr_assert_eq(q[0], 0.5);
    cr_assert_eq(q[1], 0.25);
}

Test(discovery, refuses_what_is_no_probability)
{
    const double wrong[] = {-0.1, 1.1, NAN};
    double scratch[2], q[1];
    for (size_t i = 0; i < 3; i++)
        cr_assert_eq(an_discovery_rates(&wrong[i], 1, scratch, q), AN_UNDEFINED);
}
