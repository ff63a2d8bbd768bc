/* test_field: placeholders, vague phrases and alphabets of free text. */
#include "quality/field.h"

#include <string.h>

#include <criterion/criterion.h>

#include "folder.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

TestSuite(field, .init = folder_make, .fini = folder_remove);

static an_phrases *phrases_of(const char *const lines[])
{
    an_error err = {0};
    an_phrases *phrases;
    cr_assert_eq(an_phrases_new(&phrases, NULL, lines, &err), AN_OK, "%s", err.text);
    return phrases;
}

Test(field, phrases_are_compared_by_letters_and_digits)
{
    static const char *const lines[] = {"spare parts", "# goods",        "",  "---",
                                        "50 Pieces",   "\xc3\x89TOFFES", NULL};
    static const struct {
        const char *text;
        bool known;
    } cases[] = {
        {"spare parts", true},    {"SPARE-PARTS", true},      {"  Spare\t\xe2\x80\x94 parts!", true},
        {"spareparts", false},    {"spare parts for", false}, {"spare", false},
        {"goods", false},         {"# goods", false},         {"", false},
        {"---", false},           {"50pieces", false},        {"50 PIECES", true},
        {"\xc3\xa9toffes", true}, {"etoffes", true},          {"e\xcc\x81toffes", true},
        {"eto ffes", false},
    };
    an_phrases *phrases = phrases_of(lines);
    for (size_t i = 0; i < COUNT(cases); i++)
        cr_expect_eq(an_phrases_have(phrases, cases[i].text, strlen(cases[i].text)), cases[i].known, "'%s'",
                     cases[i].text);
    cr_expect(an_phrases_have(phrases, "spare parts for", strlen("spare parts")),
              "the size counts, not the NUL");
    char longest[1000];
    memset(longest, 'a', sizeof longest);
    cr_expect_not(an_phrases_have(phrases, longest, sizeof longest));
    an_phrases_free(phrases);
}

Test(field, a_placeholder_says_nothing)
{
    static const struct {
        const char *text;
        bool filled;
    } cases[] = {
        {"", false},
        {" ", false},
        {"-", false},
        {"N/A", false},
        {"n. a.", false},
        {"XXX", false},
        {"x x", false},
        {"As Per Attached", false},
        {"...", false},
        {"?", false},
        {"\xe2\x80\x94", false},
        {"Unknown", false},
        {"TBA", false},
        {"0", false},
        {"0000", false},
        {"X00", false},
        {"10", true},
        {"TO ORDER", false},
        {"n.v.t.", false},
        {"UNBEKANNT", false},
        {"inconnu", false},
        {"\xef\xbc\xae\xef\xbc\x8f\xef\xbc\xa1", false}, /* N/A in full width */
        {"neant", false},
        {"X1", true},
        {"Xu", true},
        {"Na Li", true},
        {"ACME", true},
        {"\xe6\x97\xa5", true},
        {"as per attached invoice 5", true},
    };
    an_phrases *placeholders = phrases_of(an_field_placeholders);
    for (size_t i = 0; i < COUNT(cases); i++)
        cr_expect_eq(an_field_is_filled(placeholders, cases[i].text, strlen(cases[i].text)), cases[i].filled,
                     "'%s'", cases[i].text);
    an_phrases_free(placeholders);
}

Test(field, a_number_of_packages_tells_no_goods)
{
    static const struct {
        const char *text;
        bool vague;
    } cases[] = {
        {"parcels", true},
        {"10 parcels", true},
        {"10 X PARCELS", true},
        {"parcels 10", true},
        {"10parcels", true},
        {"10 parcels of tea", false},
        {"10", false},
        {"", false},
        {"x parcels", false},
        {"Ersatzteile", true},
        {"PIECES DETACHEES", true},
        {"2 pi\303\250ces d\303\251tach\303\251es", true},
        {"\xef\xbc\xb0\xef\xbc\xa1\xef\xbc\xb2\xef\xbc\xb4\xef\xbc\xb3", true}, /* PARTS in full width */
        {"Ersatzteile f\xc3\xbcr Pumpen", false},
    };
    an_phrases *vague = phrases_of(an_field_vague);
    for (size_t i = 0; i < COUNT(cases); i++)
        cr_expect_eq(an_field_is_vague(vague, cases[i].text, strlen(cases[i].text)), cases[i].vague, "'%s'",
                     cases[i].text);
    an_phrases_free(vague);
}

/* The scripts of single characters as Unicode's Scripts.txt has them. */
Test(field, the_alphabet_is_that_of_the_scripts)
{
    static const struct {
        const char *text;
        an_alphabet alphabet;
    } cases[] = {
        {"", AN_ALPHABET_NONE},
        {"123 - 4.5", AN_ALPHABET_NONE},
        {"cotton shirts", AN_ALPHABET_LATIN},
        {"\xc5\x81\xc3\xb3"
         "d\xc5\xba",
         AN_ALPHABET_LATIN},                             /* Lodz in Polish */
        {"e\xcc\x81toffe", AN_ALPHABET_LATIN},           /* combining acute: Inherited */
        {"5 \xe2\x84\xa6", AN_ALPHABET_NONE},            /* ohm sign: a unit */
        {"5 \xc2\xb5m \xc2\xaa", AN_ALPHABET_LATIN},     /* micro sign: Common; ordinal: Latin */
        {"\xef\xbc\xa4\xef\xbc\xa5", AN_ALPHABET_LATIN}, /* full-width DE */
        {"\xce\x91"
         "BC",
         AN_ALPHABET_OTHER},                                 /* Greek capital alpha */
        {"ABC \xd0\x9e\xd0\x9e\xd0\x9e", AN_ALPHABET_OTHER}, /* Cyrillic */
        {"\xe6\xa3\x89", AN_ALPHABET_OTHER},                 /* Han */
        {"\xe3\x83\xbc", AN_ALPHABET_NONE},                  /* prolonged sound mark: Common */
        {"a\xff", AN_ALPHABET_LATIN},                        /* no UTF-8: passed over */
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        cr_expect_eq(an_field_alphabet(cases[i].text, strlen(cases[i].text)), cases[i].alphabet, "case %zu",
                     i);
    cr_expect_eq(an_field_alphabet("a\xce\x91", 2), AN_ALPHABET_LATIN, "a character cut off is none");
}

Test(field, phrases_are_read_from_a_file)
{
    an_error err = {0};
    an_phrases *phrases;
    const char *path = folder_put("own.txt", "# ours\nBits and bobs\r\n\nlast");
    cr_assert_eq(an_phrases_new(&phrases, path, NULL, &err), AN_OK, "%s", err.text);
    cr_expect(an_phrases_have(phrases, "bits and bobs", 13));
    cr_expect(an_phrases_have(phrases, "LAST", 4));
    cr_expect_not(an_phrases_have(phrases, "ours", 4));
    an_phrases_free(phrases);
    cr_expect_eq(an_phrases_new(&phrases, folder_put("none.txt", "# nothing\n\n"), NULL, &err), AN_DATA);
    cr_expect_eq(an_phrases_new(&phrases, "/nowhere/list.txt", NULL, &err), AN_SYSTEM);
    cr_expect_eq(an_phrases_new(&phrases, folder, NULL, &err), AN_SYSTEM);
    an_phrases_free(NULL);
}

/* Each line of the built-in lists is a phrase and stands there once, whatever its language and accents. */
Test(field, the_built_in_lists_are_clean)
{
    const char *const *const lists[] = {an_field_placeholders, an_field_vague};
    for (size_t l = 0; l < COUNT(lists); l++) {
        size_t n = 0;
        for (const char *const *line = lists[l]; *line != NULL; line++, n++) {
            an_phrases *one = phrases_of((const char *const[]){*line, NULL});
            cr_expect(an_phrases_have(one, *line, strlen(*line)), "'%s' is no phrase", *line);
            for (const char *const *other = line + 1; *other != NULL; other++)
                cr_expect_not(an_phrases_have(one, *other, strlen(*other)), "'%s' is '%s'", *other, *line);
            an_phrases_free(one);
        }
        cr_expect_gt(n, 24 * 4);
    }
}
