/* test_style: numbers, dates and periods in six languages. */
#include <criterion/criterion.h>

#include <math.h>

#include "chart/style.h"

/* Python 3, babel 2.10.3 (Unicode CLDR 42), for l of en_GB, fr, de, it, pl, es:
 *     format_decimal(1234567.891, locale=l)
 *     format_decimal(1234.5, locale=l)
 *     format_skeleton('yMMM', date(2017, 7, 4), locale=l)
 *     format_skeleton('yMMM', date(2017, 12, 4), locale=l)
 *     format_date(date(2017, 7, 4), 'medium', locale=l)
 *     format_skeleton('yQQQ', date(2017, 7, 4), locale=l)
 * English quarters are those of the tables. */
static const struct {
    const char *lang, *large, *small, *july, *december, *day, *quarter;
} cases[] = {
    {"en", "1,234,567.891", "1,234.5", "Jul 2017", "Dec 2017", "4 Jul 2017", "2017-Q3"},
    {"fr", "1\u202f234\u202f567,891", "1\u202f234,5", "juil. 2017", "déc. 2017", "4 juil. 2017", "T3 2017"},
    {"de", "1.234.567,891", "1.234,5", "Juli 2017", "Dez. 2017", "04.07.2017", "Q3 2017"},
    {"it", "1.234.567,891", "1.234,5", "lug 2017", "dic 2017", "4 lug 2017", "T3 2017"},
    {"pl", "1\u00a0234\u00a0567,891", "1234,5", "lip 2017", "gru 2017", "4 lip 2017", "III kw. 2017"},
    {"es", "1.234.567,891", "1234,5", "jul 2017", "dic 2017", "4 jul 2017", "T3 2017"},
};
enum { N = sizeof cases / sizeof cases[0] };

Test(style, numbers_and_dates_are_those_of_cldr)
{
    char out[AN_STYLE_SIZE];
    for (size_t i = 0; i < N; i++) {
        const an_style *const style = an_style_find(cases[i].lang);
        cr_assert_not_null(style);
        an_style_number(style, 1234567.891, 10, out);
        cr_expect_str_eq(out, cases[i].large);
        an_style_number(style, 1234.5, 5, out);
        cr_expect_str_eq(
            out, cases[i].small); /* pl, es: CLDR groups from five digits on; babel 2.10 does not know */
        an_style_period(style, "2017-07", out);
        cr_expect_str_eq(out, cases[i].july);
        an_style_period(style, "2017-12", out);
        cr_expect_str_eq(out, cases[i].december);
        an_style_period(style, "2017-07-04", out);
        cr_expect_str_eq(out, cases[i].day);
        an_style_period(style, "2017-Q3", out);
        cr_expect_str_eq(out, cases[i].quarter);
    }
    cr_expect_null(an_style_find("xx"));
    cr_expect_null(an_style_find(""));
}

Test(style, digits_are_significant_ones_and_nothing_is_minus_zero)
{
    static const struct {
        double value;
        int digits;
        const char *text;
    } numbers[] = {
        {NAN, 3, "n.a."},     {0, 3, "0"},          {-0.0, 3, "0"},      {0.38655, 3, "0.387"},
        {0.99961, 3, "1.00"}, {9.9996, 3, "10.0"},  {60, 3, "60"},       {12.96, 3, "13.0"},
        {-1234, 2, "−1,234"}, {999.6, 3, "1,000"},  {1e-7, 3, "1e-07"},  {0.0001, 2, "0.00010"},
        {17030, 1, "17,030"}, {2e20, 3, "2e+20"},
    };
    char out[AN_STYLE_SIZE];
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        an_style_number(NULL, numbers[i].value, numbers[i].digits, out);
        cr_expect_str_eq(out, numbers[i].text);
    }
    an_style_fixed(NULL, -0.0004, 2, out);
    cr_expect_str_eq(out, "0.00");
    an_style_fixed(NULL, 0.8, 2, out);
    cr_expect_str_eq(out, "0.80");
    an_style_fixed(NULL, 1e300, 2, out); /* cut, not overrun */
    cr_expect_lt(strlen(out), AN_STYLE_SIZE);
}

Test(style, what_is_no_period_is_itself)
{
    static const char *const texts[] = {"", "total", "2017", "2017-S1", "2017-02-30", "a\"b"};
    char out[AN_STYLE_SIZE];
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        an_style_period(an_style_find("de"), texts[i], out);
        cr_expect_str_eq(out, texts[i]);
    }
}
