/* test_nearest: the word that was probably meant. */
#include <criterion/criterion.h>
#include <stdint.h>

#include "base/nearest.h"

Test(nearest, is_within_a_third_of_the_letters)
{
    static const struct {
        const char *text, *word;
        size_t distance;
    } cases[] = {
        {"net_mas", "net_mass", 1},
        {"net_mass", "net_mass", 0},
        {"NET-MASS", "net_mass", 1},
        {"net_msas", "net_mass", 1},
        {"origins", "origin", 1},
        {"comodity", "commodity", 1},
        {"member_sate", "member_state", 1},
        {"memberstate", "member_state", 1},
        {"orig", "origin", SIZE_MAX},
        {"value", "net_mass", SIZE_MAX},
        {"", "", 0},
        {"a", "b", SIZE_MAX},
        {"abcdef", "badcef", 2},
        {"abcdef", "fedcba", SIZE_MAX},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        cr_expect_eq(an_nearest_distance(cases[i].text, cases[i].word), cases[i].distance, "%s %s",
                     cases[i].text, cases[i].word);
}
