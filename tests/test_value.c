/* test_value: cells as typed values: missing values, categories, factors, and what is refused. */
#include <criterion/criterion.h>

#include <string.h>

#include "shown.h"
#include "schema/value.h"

static const an_column *column_of(const char *name)
{
    return name != NULL ? an_column_find(name) : NULL;
}

static an_code read(const char *column, const an_mapping *mapping, char decimal, const char *text,
                    an_value *value, const char **reason, const char **expected)
{
    static const an_mapping plain = {0};
    const an_cell cell = {.text = text, .size = strlen(text)};
    return an_value_read(column_of(column), mapping != NULL ? mapping : &plain, decimal, cell, value, reason,
                         expected);
}

static bool has_text(const an_value *value, const char *text)
{
    return value->text.size == strlen(text) && memcmp(value->text.text, text, value->text.size) == 0;
}

Test(value, is_read_by_the_type_of_its_column)
{
    static const struct {
        const char *column;
        char decimal;
        const char *text, *shown;
    } cases[] = {
        {NULL, '.', "anything, 1 2", "anything, 1 2"},
        {"commodity", '.', "0307491800", "0307491800"}, /* codes are strings */
        {"origin", '.', "NA", "NA"},                    /* Namibia is no missing value */
        {"origin", '.', "EL", "GR"},
        {"member_state", '.', "GR", "GR"},
        {"member_state", '.', "XI", "XI"},
        {"dataset", '.', "H1", "H1"},
        {"items", '.', "12", "12"},
        {"items", '.', "0", "0"},
        {"items", '.', "1e3", "1000"},
        {"items", '.', "12.0", "12"},
        {"items", ',', "12,0", "12"},
        {"net_mass", '.', "12.5", "12.5"},
        {"net_mass", ',', "12,5", "12.5"},
        {"net_mass", '.', "0", "0"},
        {"net_mass", '.', "-0.0", "0"},
        {"net_mass", '.', "99999999999999999.99", "99999999999999999.99"},
        {"established_amount", '.', "-3.10", "-3.1"}, /* a reimbursement */
        {"gross_tor", '.', "-1", "-1"},
        {"acceptance_date", '.', "2017-07-14", "2017-07-14"},
        {"acceptance_date", '.', "2017-07-14T23:59:59Z", "2017-07-14"},
        {"period", '.', "2017Q3", "2017-Q3"},
        {"period", '.', "2017", "2017"},
        {"period", '.', "2017-07", "2017-07"},
        {"net_mass", '.', "", "~"},
        {"dataset", '.', "", "~"},
        {"acceptance_date", '.', "", "~"},
        {NULL, '.', "", "~"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        an_value value;
        const char *reason, *expected;
        char out[SHOWN_SIZE];
        cr_expect_eq(read(cases[i].column, NULL, cases[i].decimal, cases[i].text, &value, &reason, &expected),
                     AN_OK, "%s", cases[i].text);
        cr_expect_str_eq(shown(column_of(cases[i].column), &value, out), cases[i].shown, "%s", cases[i].text);
    }
}

Test(value, of_a_code_is_its_place_from_1)
{
    static const char *const codes[] = {"", "H1", "H7", "I1"};
    for (int i = 0; i < 4; i++) {
        an_value value;
        const char *reason, *expected;
        cr_assert_eq(read("dataset", NULL, '.', codes[i], &value, &reason, &expected), AN_OK);
        cr_expect_eq(value.code, i);
    }
}

Test(value, an_empty_number_is_not_present_and_counts_0)
{
    an_value value;
    const char *reason, *expected;
    cr_assert_eq(read("net_mass", NULL, '.', "", &value, &reason, &expected), AN_OK);
    cr_expect(!value.present && value.number.units == 0 && value.text.size == 0);
}

Test(value, says_why_it_refuses)
{
    static const struct {
        const char *column, *text, *reason, *expected;
    } cases[] = {
        {"net_mass", "12,5", "not a number", NULL},
        {"net_mass", "12kg", "not a number", NULL},
        {"net_mass", " 12", "not a number", NULL},
        {"net_mass", "nan", "not a number", NULL},
        {"net_mass", "100000000000000000", "too large a number", NULL},
        {"net_mass", "-0.01", "less than 0", NULL},
        {"items", "1.5", "not a whole number", NULL},
        {"items", "-1", "less than 0", NULL},
        {"items", "99999999999999999999", "too large a number", NULL},
        {"dataset", "H9", "unknown code", "H1 H7 I1"},
        {"dataset", "h1", "unknown code", "H1 H7 I1"},
        {"dataset", "H1 H7", "unknown code", "H1 H7 I1"},
        {"acceptance_date", "2017-02-29", "not a date", "2017-07-14"},
        {"acceptance_date", "14.07.2017", "not a date", "2017-07-14"},
        {"period", "2017-Q5", "not a period", "2017-Q3, 2017-07 or 2017"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        an_value value;
        const char *reason = "", *expected;
        cr_expect_eq(read(cases[i].column, NULL, '.', cases[i].text, &value, &reason, &expected), AN_DATA,
                     "%s", cases[i].text);
        cr_expect_str_eq(reason, cases[i].reason, "%s", cases[i].text);
        cr_expect(cases[i].expected == NULL ? expected == NULL
                                            : expected != NULL && strcmp(expected, cases[i].expected) == 0,
                  "%s: %s", cases[i].text, expected);
        cr_expect(has_text(&value, cases[i].text), "the text is set in any case");
    }
}

Test(value, missing_values_and_categories_come_before_the_type)
{
    static const char *const missing[] = {"-", "n.a."};
    static const an_category categories[] = {{"0", "irregular"}, {"1", "conform"}, {"nb", ""}};
    const an_mapping mapping = {
        .missing = missing, .n_missing = 2, .categories = categories, .n_categories = 3};
    static const struct {
        const char *column, *text, *shown;
    } cases[] = {
        {"control_result", "0", "irregular"},
        {"control_result", "1", "conform"},
        {"control_result", "open", "open"},
        {"control_result", "-", "~"},
        {"control_result", "n.a.", "~"},
        {"control_result", "nb", "~"},
        {"net_mass", "n.a.", "~"},
        {"acceptance_date", "-", "~"},
        {NULL, "-", "~"},
        {NULL, "1", "conform"},
        {NULL, "--", "--"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        an_value value;
        const char *reason, *expected;
        char out[SHOWN_SIZE];
        cr_expect_eq(read(cases[i].column, &mapping, '.', cases[i].text, &value, &reason, &expected), AN_OK,
                     "%s", cases[i].text);
        cr_expect_str_eq(shown(column_of(cases[i].column), &value, out), cases[i].shown, "%s", cases[i].text);
    }
}

/* R: 12.345 * 1000; 0.0000000000015 * 1000000 */
Test(value, a_factor_brings_amounts_to_our_unit_exactly)
{
    static const struct {
        const char *factor, *text, *shown;
    } cases[] = {
        {"1000", "12.345", "12345"},
        {"0.001", "12345", "12.345"},
        {"0.01", "1", "0.01"},
        {"1000000", "0.0000000000015",
         "0.000002"}, /* twelve decimals are kept, half to even, then the factor */
        {"1000", "", "~"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        an_mapping mapping = {.has_factor = true};
        an_value value;
        const char *reason, *expected;
        char out[SHOWN_SIZE];
        cr_assert_eq(an_decimal_parse(cases[i].factor, strlen(cases[i].factor), '.', &mapping.factor), AN_OK);
        cr_expect_eq(read("net_mass", &mapping, '.', cases[i].text, &value, &reason, &expected), AN_OK);
        cr_expect_str_eq(shown(column_of("net_mass"), &value, out), cases[i].shown, "%s", cases[i].text);
    }
}

Test(value, a_factor_that_makes_it_too_large_is_refused)
{
    an_mapping mapping = {.has_factor = true};
    an_value value;
    const char *reason, *expected;
    cr_assert_eq(an_decimal_parse("1e16", 4, '.', &mapping.factor), AN_OK);
    cr_expect_eq(read("net_mass", &mapping, '.', "99999999999999999", &value, &reason, &expected), AN_DATA);
    cr_expect_str_eq(reason, "too large a number");
}

Test(value, dates_and_periods_have_the_format_of_their_file)
{
    static const struct {
        const char *column, *format, *text, *shown;
    } cases[] = {
        {"acceptance_date", "%d.%m.%Y", "14.07.2017", "2017-07-14"},
        {"acceptance_date", "%d%m%y", "140717", "2017-07-14"},
        {"period", "%Y%m", "201707", "2017-07"},
        {"acceptance_date", "%d.%m.%Y", "2017-07-14", NULL},
        {"period", "%Y%m", "2017-Q3", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const an_mapping mapping = {.format = cases[i].format};
        an_value value;
        const char *reason, *expected;
        char out[SHOWN_SIZE];
        an_code code = read(cases[i].column, &mapping, '.', cases[i].text, &value, &reason, &expected);
        cr_expect_eq(code, cases[i].shown != NULL ? AN_OK : AN_DATA, "%s", cases[i].text);
        if (code == AN_OK)
            cr_expect_str_eq(shown(column_of(cases[i].column), &value, out), cases[i].shown, "%s",
                             cases[i].text);
        else
            cr_expect_str_eq(expected, cases[i].format);
    }
}
