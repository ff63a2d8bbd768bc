/* test_filter: the conditions of --where, on typed cells and on texts. */
#include <criterion/criterion.h>

#include <string.h>

#include "schema/filter.h"

/* Whether condition holds for a cell of its column: 1, 0, -1 for an error of the cell, -2 of the
 * condition. */
static int holds(const char *condition, const char *text, an_error *err)
{
    an_arena arena = {0};
    an_filter filter;
    an_value value;
    const char *reason, *expected;
    int result = -2;
    if (an_filter_parse(condition, &arena, &filter, err) == AN_OK) {
        const an_mapping mapping = {.name = filter.column};
        const an_cell cell = {.text = text, .size = strlen(text)};
        bool passes = false;
        cr_assert_eq(
            an_value_read(an_column_find(filter.column), &mapping, '.', cell, &value, &reason, &expected),
            AN_OK, "%s", text);
        result = an_filter_test(&filter, &value, &passes) != AN_OK ? -1 : passes;
    }
    an_arena_free(&arena);
    return result;
}

typedef struct filter_case {
    const char *condition, *text;
    int holds;
} filter_case;

static void expect_cases(const filter_case cases[], size_t n)
{
    for (size_t i = 0; i < n; i++) {
        an_error err = {0};
        int is = holds(cases[i].condition, cases[i].text, &err);
        cr_expect_eq(is, cases[i].holds, "%s of '%s': %d %s", cases[i].condition, cases[i].text, is,
                     err.text);
    }
}
#define EXPECT(cases) expect_cases(cases, sizeof cases / sizeof cases[0])

Test(filter, equality_is_of_any_of_the_values)
{
    static const filter_case cases[] = {
        {"importer=A", "A", 1},       {"importer=A", "B", 0},       {"importer=A", "a", 0},
        {"importer=A", "AA", 0},      {"importer=A,B,C", "B", 1},   {"importer=A,B,C", "C", 1},
        {"importer=A,B,C", "D", 0},   {"importer=A,B", "A,B", 0},   {"importer!=A,B", "C", 1},
        {"importer!=A,B", "B", 0},    {"importer= A", "A", 0},      {"importer=a=b", "a=b", 1},
        {"importer=1", "1.0", 0}, /* texts are not numbers */
        {"commodity=030749", "030748", 0}, {"own column=x y", "x y", 1},
    };
    EXPECT(cases);
}

Test(filter, a_value_with_a_comma_stands_in_quotes)
{
    static const filter_case cases[] = {
        {"importer=\"A, Ltd\"", "A, Ltd", 1},   {"importer=\"A, Ltd\"", "A", 0},
        {"importer=\"A, Ltd\",B", "B", 1},      {"importer=B,\"A, Ltd\"", "A, Ltd", 1},
        {"importer!=\"A, Ltd\",B", "A, Ltd", 0}, {"importer=\"say \"\"x\"\"\"", "say \"x\"", 1},
        {"importer=a\"b,c", "a\"b", 1},          {"importer=\"\"", "", 1},
        {"net_mass>\"5\"", "6", 1},             {"importer=\"A, Ltd", "A, Ltd", -2},
        {"importer=\"A\"b", "A", -2},           {"importer=\"", "A", -2},
    };
    EXPECT(cases);
}

Test(filter, an_empty_value_is_the_empty_cell)
{
    static const filter_case cases[] = {
        {"control_stage=", "", 1},
        {"control_stage=", "clearance", 0},
        {"control_stage!=", "", 0},
        {"control_stage!=", "clearance", 1},
        {"control_stage=,clearance", "", 1},
        {"control_stage=clearance,", "", 1},
        {"control_stage!=clearance", "", 1},
        {"net_mass=", "", 1},
        {"net_mass=0", "", 0},
        {"net_mass=", "0", 0},
        {"acceptance_date=", "", 1},
        {"importer=", "", 1},
    };
    EXPECT(cases);
}

Test(filter, typed_columns_compare_as_what_they_are)
{
    static const filter_case cases[] = {
        {"net_mass=12", "12.0", 1},
        {"net_mass=1e1,5", "10", 1},
        {"net_mass>9", "10", 1},
        {"net_mass>10", "10", 0},
        {"net_mass>=10", "10.00", 1},
        {"net_mass<0.1", "0.09999", 1},
        {"net_mass<=0.1", "0.1", 1},
        {"net_mass<2", "10", 0},
        {"net_mass!=12", "12.000", 0},
        {"established_amount<-1", "-2", 1},
        {"items>=2", "10", 1},
        {"acceptance_date>2017-06-30", "2017-07-01", 1},
        {"acceptance_date<=2017-06-30", "2017-06-30T12:00", 1},
        {"acceptance_date=2017-07-14", "2017-07-14", 1},
        {"acceptance_date<2017-01-01", "2017-01-01", 0},
        {"member_state=EL", "GR", 1},
        {"member_state=GR", "EL", 1},
        {"origin!=EL", "GR", 0},
        {"period=2017-Q3", "2017-Q3", 1},
        {"period=2017-Q3", "2017Q3", 1},
        {"period=2017q3", "2017-Q3", 1},
        {"period>2017-Q3", "2017-Q4", 1},
        {"period>2017-Q3", "2017-Q3", 0},
        {"period<2017-10", "2017-09", 1},
        {"period>=2017", "2018", 1},
        {"period!=2017-Q3", "2017-Q4", 1},
        {"period=2016,2017", "2017", 1},
    };
    EXPECT(cases);
}

Test(filter, a_period_lies_in_a_longer_one)
{
    static const filter_case cases[] = {
        {"period=2017", "2017-Q3", 1},  {"period=2017", "2018-Q1", 0}, {"period>=2017", "2017-01", 1},
        {"period>2017", "2017-Q4", 0},  {"period>2017", "2018-01", 1}, {"period<=2017-Q3", "2017-09", 1},
        {"period!=2017", "2017-12", 0}, {"period=2017-Q3", "2017", 0},
    };
    EXPECT(cases);
}

Test(filter, texts_compare_as_bytes_or_with_a_number_as_numbers)
{
    static const filter_case cases[] = {
        {"importer<B", "A", 1}, {"importer<B", "B", 0},  {"importer<B", "b", 0}, {"importer>=B", "BA", 1},
        {"rank<9", "10", 0},    {"rank<=10", "9", 1},    {"rank>9", "10.5", 1},  {"rank>9", "1e2", 1},
        {"rank>9", "ten", -1},  {"importer>B", "10", 0}, {"rank=9", "9.0", 0},
    };
    EXPECT(cases);
}

Test(filter, an_empty_cell_is_never_less_or_greater)
{
    static const filter_case cases[] = {
        {"net_mass<5", "", 0},  {"net_mass<=5", "", 0},
        {"net_mass>5", "", 0},  {"net_mass>=0", "", 0},
        {"importer<B", "", 0},  {"importer>B", "", 0},
        {"rank<5", "", 0},      {"acceptance_date<2017-01-01", "", 0},
        {"period<2018", "", 0},
    };
    EXPECT(cases);
}

Test(filter, names_the_condition_that_it_refuses)
{
    static const struct {
        const char *condition, *text;
    } cases[] = {
        {"", "expected COL=V"},
        {"net_mass", "expected COL=V"},
        {"=5", "expected COL=V"},
        {"net_mass!5", "expected COL=V"},
        {"net_mass<", "value"},
        {"importer>=", "value"},
        {"net_mass=heavy", "not a number"},
        {"net_mass>1,5", "not a number"}, /* an order has one value */
        {"items=1.5", "not a whole number"},
        {"control_stage=clearence", "clearance post_clearance post_release"},
        {"acceptance_date>2017", "not a date"},
        {"period=soon", "not a period"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        an_arena arena = {0};
        an_filter filter;
        an_error err = {0};
        cr_expect_eq(an_filter_parse(cases[i].condition, &arena, &filter, &err), AN_USAGE, "%s",
                     cases[i].condition);
        cr_expect_not_null(strstr(err.text, cases[i].text), "%s: %s", cases[i].condition, err.text);
        cr_expect_not_null(strstr(err.text, cases[i].condition));
        an_arena_free(&arena);
    }
}

Test(filter, keeps_the_column_and_the_relation)
{
    static const struct {
        const char *condition, *column;
        an_relation relation;
        size_t n;
    } cases[] = {
        {"a=1", "a", AN_EQUAL, 1},   {"a!=1,2", "a", AN_UNEQUAL, 2},
        {"a<1", "a", AN_LESS, 1},    {"a<=1,2", "a", AN_LESS_EQUAL, 1},
        {"a>1", "a", AN_GREATER, 1}, {"a b>=1", "a b", AN_GREATER_EQUAL, 1},
        {"a==1", "a", AN_EQUAL, 1},  {"a=", "a", AN_EQUAL, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        an_arena arena = {0};
        an_filter filter;
        an_error err = {0};
        cr_assert_eq(an_filter_parse(cases[i].condition, &arena, &filter, &err), AN_OK, "%s", err.text);
        cr_expect_str_eq(filter.column, cases[i].column);
        cr_expect_eq(filter.relation, cases[i].relation, "%s", cases[i].condition);
        cr_expect_eq(filter.n, cases[i].n, "%s", cases[i].condition);
        an_arena_free(&arena);
    }
}
