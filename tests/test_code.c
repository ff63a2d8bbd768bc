/* test_code: what a commodity code is, what a country is, and what is said of cells that are none. */
#include <criterion/criterion.h>

#include <string.h>

#include "schema/code.h"

static an_cell cell_of(const char *text)
{
    return (an_cell){.text = text, .size = strlen(text)};
}

static bool is_text(an_cell cell, const char *text)
{
    return cell.size == strlen(text) && memcmp(cell.text, text, cell.size) == 0;
}

/* text is read as code; NULL: it is refused, and the reason has the word. rewritten: something is said. */
typedef struct commodity_case {
    const char *text;
    int width;
    const char *code, *word;
    bool rewritten;
} commodity_case;

static void expect_commodity(const commodity_case *c)
{
    char room[AN_COMMODITY_ROOM];
    const an_judgement j = an_code_commodity(cell_of(c->text), c->width, room);
    if (c->code == NULL) {
        cr_expect(j.reason != NULL && j.expected != NULL && strstr(j.reason, c->word) != NULL, "%s: %s",
                  c->text, j.reason != NULL ? j.reason : "a code");
        cr_expect(is_text(j.text, c->text), "%s", c->text);
        return;
    }
    cr_expect(j.reason == NULL && is_text(j.text, c->code), "%s: %.*s", c->text, (int)j.text.size,
              j.text.text);
    cr_expect_eq(j.rewritten != NULL, c->rewritten, "%s", c->text);
}

Test(code, commodities_have_6_8_or_10_digits)
{
    static const commodity_case cases[] = {
        {"847130", 0, "847130", NULL, false},
        {"84713000", 0, "84713000", NULL, false},
        {"0307491800", 0, "0307491800", NULL, false},
        {"'84295100", 0, "84295100", NULL, true},
        {"8471.30.00", 0, "84713000", NULL, true},
        {"8471 30 00", 0, "84713000", NULL, true},
        {"8471.30", 0, "847130", NULL, true},
        {"84.71.30", 0, "847130", NULL, true},
        {" 84713000 ", 0, "84713000", NULL, true},
        {"84713000 00", 0, "8471300000", NULL, true},
        {"0307\xC2\xA0"
         "49\xE2\x80\xAF"
         "18",
         0, "03074918", NULL, true},
        {"'0307 49 1800", 0, "0307491800", NULL, true},
        /* numbers: 3.07e7 digits are gone, a decimal point may have become part of a code */
        {"8.43E+07", 0, NULL, "a number", false},
        {"8,43e7", 0, NULL, "a number", false},
        {"8E07", 0, NULL, "a number", false},
        {"84713000.0", 0, NULL, "a number", false},
        {"84713000.00", 0, NULL, "a number", false},
        {"1022110.0", 0, NULL, "a number", false},
        {"847130.00", 0, NULL, "a number", false},
        {"84.713.000", 0, NULL, "a number", false},
        {"TOTAL", 0, NULL, "aggregate", false},
        {"Total", 0, NULL, "aggregate", false},
        {"01", 0, NULL, "aggregate", false},
        {"0102", 0, NULL, "aggregate", false},
        {"01XXXXXX", 0, NULL, "confidential", false},
        {"99RRR100", 0, NULL, "confidential", false},
        {"99SSSS00", 0, NULL, "confidential", false},
        {"8471300", 0, NULL, "5, 7 or 9", false},
        {"84713", 0, NULL, "5, 7 or 9", false},
        {"307491800", 0, NULL, "5, 7 or 9", false},
        {"'", 0, NULL, "not a commodity", false},
        {".", 0, NULL, "not a commodity", false},
        {"00307491", 0, NULL, "not a commodity", false},
        {"goods", 0, NULL, "not a commodity", false},
        {"8471-30", 0, NULL, "not a commodity", false},
        {"84713000000", 0, NULL, "not a commodity", false},
        {"847130000012345678901234567890", 0, NULL, "not a commodity", false},
        {"\xEF\xBC\x98", 0, NULL, "not a commodity", false},
        {"E7", 0, NULL, "not a commodity", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        expect_commodity(&cases[i]);
}

Test(code, a_declared_width_puts_a_lost_zero_back_and_holds_for_all)
{
    static const commodity_case cases[] = {
        {"1022110", 8, "01022110", NULL, true},
        {"307491800", 10, "0307491800", NULL, true},
        {"10221", 6, "010221", NULL, true},
        {"84713000", 8, "84713000", NULL, false},
        {"8471.30.00", 8, "84713000", NULL, true},
        {"84713000", 10, NULL, "another width", false},
        {"0307491800", 8, NULL, "another width", false},
        {"1022110", 10, NULL, "another width", false},
        {"01", 8, NULL, "aggregate", false},
        {"8.43E+07", 8, NULL, "a number", false},
        {"1022.11.0", 8, NULL, "a number", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        expect_commodity(&cases[i]);
}

Test(code, countries_are_those_of_the_geonomenclature)
{
    static const struct {
        const char *text;
        an_country_use least; /* the first use that takes it */
        const char *code, *rewritten;
    } cases[] = {
        {"GR", AN_COUNTRY_MEMBER_STATE, "GR", NULL},
        {"EL", AN_COUNTRY_MEMBER_STATE, "GR", "EL read as GR"},
        {"el", AN_COUNTRY_MEMBER_STATE, "GR", "EL read as GR"},
        {"UK", AN_COUNTRY_MEMBER_STATE, "GB", "UK read as GB"},
        {"GB", AN_COUNTRY_MEMBER_STATE, "GB", NULL},
        {"XI", AN_COUNTRY_MEMBER_STATE, "XI", NULL},
        {"NA", AN_COUNTRY_MEMBER_STATE, "NA", NULL},
        {"de", AN_COUNTRY_MEMBER_STATE, "DE", "small letters read as capitals"},
        {"DEU", AN_COUNTRY_MEMBER_STATE, "DE", "three-letter codes read as two-letter codes"},
        {"chn", AN_COUNTRY_MEMBER_STATE, "CN", "three-letter codes read as two-letter codes"},
        {"XKX", AN_COUNTRY_MEMBER_STATE, "XK", "three-letter codes read as two-letter codes"},
        {"AD", AN_COUNTRY_MEMBER_STATE, "AD", NULL}, /* the first and the last row */
        {"ZW", AN_COUNTRY_MEMBER_STATE, "ZW", NULL},
        {"XC", AN_COUNTRY_MEMBER_STATE, "XC", NULL},
        {"XL", AN_COUNTRY_MEMBER_STATE, "XL", NULL},
        {"XS", AN_COUNTRY_MEMBER_STATE, "XS", NULL},
        {"QP", AN_COUNTRY_PARTNER, "QP", NULL},
        {"qz", AN_COUNTRY_PARTNER, "QZ", "small letters read as capitals"},
        {"EU", AN_COUNTRY_ORIGIN, "EU", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        for (an_country_use use = AN_COUNTRY_MEMBER_STATE; use <= AN_COUNTRY_ORIGIN; use++) {
            const an_judgement j = an_code_country(cell_of(cases[i].text), use);
            cr_expect_eq(j.reason == NULL, use >= cases[i].least, "%s as %d", cases[i].text, (int)use);
            cr_expect(j.reason != NULL || is_text(j.text, cases[i].code), "%s", cases[i].text);
            cr_expect(j.reason != NULL || (j.rewritten == NULL) == (cases[i].rewritten == NULL), "%s",
                      cases[i].text);
            if (j.reason == NULL && cases[i].rewritten != NULL)
                cr_expect_str_eq(j.rewritten, cases[i].rewritten);
        }
}

Test(code, other_texts_are_no_countries)
{
    static const char *const texts[] = {"XX",  "QT", "QA1", "D",   "Germany",  "D E",  "DE ", " DE",
                                        "N/A", "--", "12",  "___", "\xC3\x84", "DEUT", "[]",  "000"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const an_judgement j = an_code_country(cell_of(texts[i]), AN_COUNTRY_ORIGIN);
        cr_expect(j.reason != NULL && j.expected != NULL && is_text(j.text, texts[i]), "%s", texts[i]);
    }
}

Test(code, the_geonomenclature_is_sorted_and_unambiguous)
{
    cr_expect_eq(an_geonomenclature_size, 249 + 7 + 10 + 2); /* ISO 3166-1; XC XI XK XL XS XU EU; Q.; EL UK */
    for (size_t i = 0; i < an_geonomenclature_size; i++) {
        const an_territory *const t = &an_geonomenclature[i];
        cr_expect(i == 0 || strcmp(an_geonomenclature[i - 1].code, t->code) < 0, "%s", t->code);
        cr_expect_eq(strlen(t->code), 2);
        cr_expect(t->alpha3[0] == '\0' || strlen(t->alpha3) == 3, "%s", t->code);
        for (size_t j = 0; j < i; j++)
            cr_expect(t->alpha3[0] == '\0' || strcmp(t->alpha3, an_geonomenclature[j].alpha3) != 0, "%s",
                      t->alpha3);
        if (t->read_as[0] != '\0')
            cr_expect(an_code_country(cell_of(t->read_as), AN_COUNTRY_MEMBER_STATE).reason == NULL, "%s",
                      t->code);
    }
}
