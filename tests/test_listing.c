/* test_listing: names in one line, as many as fit. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/listing.h"

static void list(char *out, size_t size, const char *const names[], size_t n)
{
    out[0] = '\0';
    for (size_t i = 0; i < n; i++)
        an_listing_add(out, size, names[i]);
}

Test(listing, holds_what_fits)
{
    static const char *const names[] = {"origin", "net_mass", "office"};
    char out[64];
    list(out, sizeof out, names, 0);
    cr_expect_str_eq(out, "");
    list(out, sizeof out, names, 1);
    cr_expect_str_eq(out, "origin");
    list(out, sizeof out, names, 3);
    cr_expect_str_eq(out, "origin, net_mass, office");
}

Test(listing, says_once_that_some_are_missing)
{
    static const char *const names[] = {"origin", "net_mass", "a"};
    char out[64];
    list(out, sizeof "origin, net_mass, ...", names, 3);
    cr_expect_str_eq(out, "origin, net_mass, ...");
    list(out, sizeof "origin, net_mass, ..." - 1, names, 3);
    cr_expect_str_eq(out, "origin, ...");
    list(out, sizeof "origin", names, 3);
    cr_expect_str_eq(out, "...");
}

/* Whatever the room and the names: each stands whole or behind the dots, and nothing is written beyond. */
Test(listing, never_cuts_a_name)
{
    srand(1);
    for (int round = 0; round < 20000; round++) {
        char texts[12][16], expected[256] = "", out[256];
        const char *names[12];
        const size_t n = (size_t)rand() % 12, size = 8 + (size_t)rand() % 100;
        for (size_t i = 0; i < n; i++) {
            const size_t length = 1 + (size_t)rand() % 15;
            memset(texts[i], 'a' + (int)i, length);
            texts[i][length] = '\0';
            names[i] = texts[i];
            strcat(strcat(expected, i > 0 ? ", " : ""), texts[i]);
        }
        memset(out, '#', sizeof out);
        list(out, size, names, n);
        const size_t used = strlen(out);
        cr_assert_lt(used, size);
        cr_assert_eq(out[size], '#');
        if (strcmp(out, expected) == 0)
            continue;
        cr_assert_geq(used, 3);
        cr_assert_str_eq(out + used - 3, "...");
        cr_assert_eq(strncmp(out, expected, used - 3), 0, "%s of %s", out, expected);
        cr_assert(used == 3 || strncmp(out + used - 5, ", ", 2) == 0, "%s", out);
    }
}
