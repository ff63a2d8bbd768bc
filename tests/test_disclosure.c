/* test_disclosure: tests of stat/disclosure. */
#include <criterion/criterion.h>

#include "near.h"
#include "stat/disclosure.h"

/* Sums of whole numbers: worked by hand. */
Test(disclosure, primary_rules_say_why)
{
    const an_disclosure_rules all = {3, 2, 85, 10}, one = {0, 1, 90, 0}, percent = {0, 0, 0, 10}, none = {0};
    const struct {
        const an_disclosure_rules *rules;
        an_disclosure_cell cell; /* contributors, max1, max2, total */
        char status;
    } cases[] = {
        {&all, {0, 0, 0, 0}, 'F'}, /* nobody */
        {&all, {1, 100, NAN, 100}, 'A'},    {&all, {2, 50, 50, 100}, 'A'},
        {&all, {2, 50, 60, 1}, 'A'}, /* amounts are not looked at */
        {&all, {3, 0, 0, 0}, 'F'},          {&all, {3, 86, 7, 100}, 'O'},
        {&all, {3, 85, 8, 100}, 'T'},  /* 93 of 100; 85 alone is not more than 85 */
        {&all, {3, 45, 40, 100}, 'F'}, /* exactly 85 of 100; 15 is not below 10 % of 45 */
        {&all, {4, 30, 25, 100}, 'F'},      {&all, {NAN, 86, 7, 100}, 'O'}, /* the number is not known */
        {&all, {NAN, NAN, NAN, NAN}, 'F'},  {&all, {9, NAN, NAN, 100}, 'F'},
        {&all, {9, 86, NAN, 100}, 'O'},     {&one, {1, 91, 9, 100}, 'O'},
        {&one, {2, 90, 10, 100}, 'F'},      {&percent, {3, 100, 80, 189.9}, 'M'}, /* 9.9 < 10 % of 100 */
        {&percent, {4, 100, 80, 190}, 'F'},                                       /* 10 is not below */
        {&percent, {1, 5, NAN, 5}, 'M'},    {&none, {1, 5, NAN, 5}, 'F'},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char status = '?';
        cr_assert_eq(an_disclosure_primary(&cases[i].cell, cases[i].rules, &status), AN_OK);
        cr_expect_eq(status, cases[i].status, "case %zu: %c", i, status);
    }
}

Test(disclosure, primary_refuses_amounts_that_cannot_be)
{
    const an_disclosure_rules rules = {3, 2, 85, 10};
    const an_disclosure_cell bad[] = {{5, -1, 0, 10}, {5, 5, -1, 10},       {5, 4, 5, 10},
                                      {5, 6, 5, 10},  {5, INFINITY, 5, 10}, {5, 5, 0, -10}};
    char status;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        cr_expect_eq(an_disclosure_primary(&bad[i], &rules, &status), AN_UNDEFINED, "case %zu", i);
    const an_disclosure_cell rounded = {5, 6, 4, 10 - 1e-9};
    cr_expect_eq(an_disclosure_primary(&rounded, &rules, &status), AN_OK);
}

Test(disclosure, few_is_more_than_none_and_less_than_the_least)
{
    cr_expect(an_disclosure_is_few(1, 3) && an_disclosure_is_few(2, 3));
    cr_expect_not(an_disclosure_is_few(0, 3) || an_disclosure_is_few(3, 3) || an_disclosure_is_few(1, 0) ||
                  an_disclosure_is_few(NAN, 3));
}
