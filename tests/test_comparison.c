/* test_comparison: the comparison sets of an item, from the finest key to the coarsest. */
#include <criterion/criterion.h>

#include <stdint.h>
#include <string.h>

#include "price/comparison.h"

/* The levels of keys by[n], as text. */
static void expect_levels(const char *const by[], size_t n, const char *expected)
{
    an_comparison comparison;
    an_error err = {0};
    char names[400] = "";
    cr_assert_eq(an_comparison_new(&comparison, by, n, &err), AN_OK, "%s", err.text);
    for (size_t i = 0; i < comparison.n; i++) {
        strcat(names, comparison.levels[i].name);
        strcat(names, " ");
    }
    cr_expect_str_eq(names, expected);
}

Test(comparison, goes_from_the_finest_key_to_the_coarsest)
{
    static const char *const usual[] = {"commodity", "origin"},
                             *const turned[] = {"origin", "commodity", "dispatch"},
                             *const alone[] = {"commodity"}, *const none[] = {"importer", "hs6"};
    expect_levels(usual, 2, "commodity+origin cn8+origin hs6+origin hs6 hs4+origin hs4 ");
    expect_levels(
        turned, 3,
        "origin+commodity+dispatch origin+cn8+dispatch origin+hs6+dispatch hs6 origin+hs4+dispatch hs4 ");
    expect_levels(alone, 1, "commodity cn8 hs6 hs4 ");
    expect_levels(none, 2, "importer+hs6 ");
}

Test(comparison, a_key_keeps_the_digits_and_keys_of_its_level)
{
    static const char *const by[] = {"origin", "commodity"}, *const keys[] = {"CN", "0307491800"};
    static const char *const expected[][2] = {{"CN", "0307491800"}, {"CN", "03074918"}, {"CN", "030749"},
                                              {"", "030749"},       {"CN", "0307"},     {"", "0307"}};
    an_comparison comparison;
    an_error err = {0};
    cr_assert_eq(an_comparison_new(&comparison, by, 2, &err), AN_OK);
    cr_assert_eq(comparison.n, 6);
    for (size_t level = 0; level < 6; level++) {
        char key[AN_COMPARISON_KEY], part[AN_COMPARISON_KEY];
        size_t size;
        cr_assert(an_comparison_key(&comparison, level, keys, key, &size));
        cr_expect_eq(size, strlen(key));
        for (size_t k = 0; k < 2; k++) {
            an_comparison_split(key, k, part);
            cr_expect_str_eq(part, expected[level][k], "level %zu", level);
        }
    }
}

Test(comparison, different_keys_do_not_run_into_each_other)
{
    static const char *const by[] = {"importer", "own"};
    static const char *const keys[][2] = {{"ab", "c"}, {"a", "bc"}, {"", "abc"}, {"abc", ""}};
    char key[4][AN_COMPARISON_KEY];
    an_comparison comparison;
    an_error err = {0};
    cr_assert_eq(an_comparison_new(&comparison, by, 2, &err), AN_OK);
    for (size_t i = 0; i < 4; i++) {
        size_t size;
        cr_assert(an_comparison_key(&comparison, 0, keys[i], key[i], &size));
        for (size_t j = 0; j < i; j++)
            cr_expect_str_neq(key[i], key[j]);
    }
}

Test(comparison, a_short_code_belongs_to_no_finer_level)
{
    static const char *const by[] = {"commodity", "origin"};
    static const struct {
        const char *commodity;
        bool belongs[6], repeats[6];
    } cases[] = {
        {"0307491800", {1, 1, 1, 1, 1, 1}, {0, 0, 0, 0, 0, 0}},
        {"03074918", {1, 1, 1, 1, 1, 1}, {0, 1, 0, 0, 0, 0}}, /* its cn8 is the code itself */
        {"030749", {1, 0, 1, 1, 1, 1}, {0, 1, 1, 0, 0, 0}},
        {"0307", {1, 0, 0, 0, 1, 1}, {0, 1, 1, 0, 1, 0}},
        {"03", {1, 0, 0, 0, 0, 0}, {0, 1, 1, 0, 1, 0}},
        {"", {1, 0, 0, 0, 0, 0}, {0, 1, 1, 0, 1, 0}},
    };
    an_comparison comparison;
    an_error err = {0};
    cr_assert_eq(an_comparison_new(&comparison, by, 2, &err), AN_OK);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        for (size_t level = 0; level < 6; level++) {
            const char *const keys[] = {cases[i].commodity, "CN"};
            char key[AN_COMPARISON_KEY];
            size_t size;
            bool belongs = an_comparison_key(&comparison, level, keys, key, &size);
            cr_expect_eq(belongs, cases[i].belongs[level], "%s at level %zu", cases[i].commodity, level);
            if (belongs)
                cr_expect_eq(an_comparison_repeats(&comparison, level, keys), cases[i].repeats[level],
                             "%s at level %zu", cases[i].commodity, level);
        }
}

Test(comparison, refuses_what_is_too_much)
{
    static char names[AN_COMPARISON_KEYS + 1][2], longest[300], key[AN_COMPARISON_KEY],
        text[AN_COMPARISON_KEY];
    const char *many[AN_COMPARISON_KEYS + 1];
    an_comparison comparison;
    an_error err = {0};
    for (size_t i = 0; i <= AN_COMPARISON_KEYS; i++)
        many[i] = (names[i][0] = (char)('A' + i), names[i]);
    cr_expect_eq(an_comparison_new(&comparison, many, AN_COMPARISON_KEYS, &err), AN_OK);
    cr_expect_eq(an_comparison_new(&comparison, many, AN_COMPARISON_KEYS + 1, &err), AN_USAGE);
    cr_expect_eq(an_comparison_new(&comparison, many, 0, &err), AN_USAGE);
    many[1] = many[0];
    cr_expect_eq(an_comparison_new(&comparison, many, 2, &err), AN_USAGE, "one column twice");
    memset(longest, 'x', sizeof longest - 1);
    many[0] = longest;
    cr_expect_eq(an_comparison_new(&comparison, many, 1, &err), AN_USAGE);
    many[0] = "k";
    cr_assert_eq(an_comparison_new(&comparison, many, 1, &err), AN_OK);
    memset(text, 'x', sizeof text - 1);
    const char *const keys[] = {text};
    size_t size;
    cr_expect(!an_comparison_key(&comparison, 0, keys, key, &size));
}
