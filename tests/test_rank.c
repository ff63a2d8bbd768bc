/* test_rank: tests of stat/rank. */
#include <criterion/criterion.h>

#include "near.h"
#include "stat/rank.h"

/* R: w <- wilcox.test(b, a, exact = FALSE, correct = FALSE); w$statistic / (n * m); the error is
 * (above - .5) / qnorm(w$p.value / 2, lower.tail = FALSE) */
Test(rank, agrees_with_wilcoxon_in_r)
{
    const double a[] = {1, 2, 2, 3, 5, 7.5}, b[] = {2, 3, 4, 6, 7.5, 8, 9, 9.5};
    an_rank_comparison out;
    cr_assert_eq(an_rank_compare(a, 6, b, 8, &out), AN_OK);
    expect_near(out.above, 38. / 48, 1e-14);
    expect_near(out.error, 0.160306768644559, 1e-10);
    cr_assert_eq(an_rank_compare(b, 8, a, 6, &out), AN_OK);
    expect_near(out.above, 10. / 48, 1e-13);
    cr_assert_eq(an_rank_compare(a, 6, a, 6, &out), AN_OK);
    cr_expect_eq(out.above, .5);
}

Test(rank, is_undefined_without_values_or_without_differences)
{
    const double same[] = {4, 4, 4};
    an_rank_comparison out;
    cr_expect_eq(an_rank_compare(same, 0, same, 3, &out), AN_UNDEFINED);
    cr_expect_eq(an_rank_compare(same, 3, same, 0, &out), AN_UNDEFINED);
    cr_expect_eq(an_rank_compare(same, 3, same, 3, &out), AN_UNDEFINED);
    cr_expect_eq(an_rank_compare(same, 1, same, 1, &out), AN_UNDEFINED);
}
