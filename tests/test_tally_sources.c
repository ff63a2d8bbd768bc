/* test_tally_sources: what a source may declare besides sums of columns: numbers made of a row, parts and
 * wholes, every period, extracts without a date or without a column of --by, samples of dates and by
 * stratum. */
#include <math.h>

#include <criterion/criterion.h>

#include "base/date.h"
#include "folder.h"
#include "tallies.h"

TestSuite(tally_sources, .init = folder_make, .fini = folder_remove);

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static an_tally *make(const an_tally_plan *plan, const char *first, const char *second, unsigned threads,
                      an_error *err)
{
    const char *const one[] = {folder_put("one.csv", first), NULL};
    const char *const two[] = {second != NULL ? folder_put("two.csv", second) : NULL, NULL};
    const char *const *const files[] = {one, two};
    return tallies_make(plan, &(tallies_order){.files = files, .threads = threads}, err);
}

static void expect(const an_tally_plan *plan, const char *first, const char *second,
                   const char *const shown[], size_t n, const char *expected)
{
    for (unsigned threads = 1; threads <= 2; threads++) {
        an_error err = {0};
        an_tally *tally = make(plan, first, second, threads, &err);
        cr_assert_not_null(tally, "%s", err.text);
        char *text = tallies_text(tally, shown, n);
        cr_expect_str_eq(text, expected);
        free(text);
        an_tally_free(tally);
    }
}

static void expect_failure(const an_tally_plan *plan, const char *csv, an_code code, const char *message)
{
    an_error err = {0};
    cr_expect_null(make(plan, csv, NULL, 1, &err));
    cr_expect_eq(err.code, code);
    cr_expect_not_null(strstr(err.text, message), "'%s' is not in '%s'", message, err.text);
}

/* shareable - shared; both stand first in reads. */
static an_decimal rest(const an_row *row, const void *context)
{
    (void)context;
    an_decimal left = row->values[0].number;
    cr_assert(an_decimal_sub(&left, row->values[1].number));
    return left;
}

Test(tally_sources, a_number_may_be_made_of_a_row)
{
    static const an_need reads[] = {{.name = "shareable"}, {.name = "shared"}, {0}};
    static const an_sum sums[] = {
        {.name = "rest", .of = "kind", .count = rest},
        {.name = "rest_known", .of = "kind", .count = rest, .where = {{"kind", "*"}}},
        {0}};
    static const an_source sources[] = {{.extract = "sharing", .date = "date", .reads = reads, .sums = sums},
                                        {0}};
    static const char *const shown[] = {"rest", "rest_known"};
    const an_tally_plan plan = {.sources = sources, .period = AN_PERIOD_YEAR};
    expect(&plan, "date,kind,shared,shareable\n2017-01-01,a,3,10\n2017-01-01,,1,2\n2017-01-01,b,5,5\n", NULL,
           shown, 2, "2017: 8 7\n");
}

Test(tally_sources, a_part_is_not_more_than_its_whole)
{
    static const an_part parts[] = {{"shared", "shareable"}, {"issue_date", "feedback_date"}, {0}};
    static const an_sum sums[] = {{.name = "shared", .of = "shared"}, {0}};
    static const an_source sources[] = {{.extract = "sharing", .date = "date", .sums = sums, .parts = parts},
                                        {0}};
    static const char *const shown[] = {"shared"};
    const an_tally_plan plan = {.sources = sources, .period = AN_PERIOD_YEAR};
    expect(&plan,
           "date,shared,shareable,issue_date,feedback_date\n2017-01-01,3,3,2017-01-05,2017-01-05\n"
           "2017-01-01,4,,2017-01-05,\n2017-01-01,,2,,2017-01-01\n",
           NULL, shown, 1, "2017: 7\n");
    expect_failure(&plan, "date,shared,shareable\n2017-01-01,0.5e1,4\n", AN_DATA,
                   "shared: '0.5e1' is more than shareable, '4'");
    expect_failure(&plan, "date,feedback_date,issue_date\n2017-01-01,2017-01-04,2017-01-05\n", AN_DATA,
                   "issue_date: '2017-01-05' is later than feedback_date, '2017-01-04'");
}

Test(tally_sources, a_default_does_not_fill_an_empty_cell_for_a_condition)
{
    static const an_sum sums[] = {{.name = "empty", .of = "items", .where = {{"controls", "-"}}},
                                  {.name = "given", .of = "items", .where = {{"controls", "*"}}},
                                  {0}};
    static const an_source sources[] = {{.extract = "passengers", .date = "date", .sums = sums}, {0}};
    static const char *const shown[] = {"empty", "given"};
    const an_tally_plan plan = {.sources = sources, .period = AN_PERIOD_YEAR};
    expect(&plan, "date,controls\n2017-01-01,\n2017-01-01,0\n2017-01-01,3\n", NULL, shown, 2, "2017: 1 2\n");
    expect(&plan, "date,control_stage,controls\n2017-01-01,clearance,\n2017-01-01,,3\n", NULL, shown, 2,
           "2017: 1 1\n");
}

Test(tally_sources, each_key_stands_in_every_period)
{
    static const an_sum sums[] = {{.name = "grants", .of = "items", .where = {{"event", "grant"}}}, {0}};
    static const an_source sources[] = {
        {.extract = "aeo_register", .date = "event_date", .sums = sums, .every_period = true}, {0}};
    static const char *const shown[] = {"grants"}, *const by[] = {"size"};
    const an_tally_plan plan = {.sources = sources, .by = by, .n_by = 1, .period = AN_PERIOD_QUARTER};
    expect(&plan,
           "event,event_date,size\ngrant,2017-12-01,sme\ngrant,2017-05-01,large\ngrant,2017-06-01,large\n",
           NULL, shown, 1,
           "2017-Q2 large: 2\n2017-Q2 sme: 0\n2017-Q3 large: 0\n2017-Q3 sme: 0\n2017-Q4 large: 0\n2017-Q4 "
           "sme: 1\n");
    expect(&plan, "event,event_date,size\n", NULL, shown, 1, "");
}

Test(tally_sources, what_only_another_extract_has_is_an_empty_key_of_a_partial_one)
{
    static const an_sum answers[] = {{.name = "states", .of = "member_states"}, {0}};
    static const an_sum actions[] = {{.name = "ongoing", .of = "items", .where = {{"status", "ONGOING"}}},
                                     {0}};
    static const an_source sources[] = {
        {.extract = "survey", .sums = answers, .partial = true},
        {.extract = "actions", .sums = actions, .partial = true, .option = "actions"},
        {0}};
    static const char *const by[] = {"objective", "answer"}, *const shown[] = {"states", "ongoing"};
    const an_tally_plan plan = {.sources = sources, .by = by, .n_by = 2, .period = AN_PERIOD_QUARTER};
    expect(&plan, "answer,member_states\nyes,2.5\nno,1\nyes,1\n",
           "objective,status\n1,ONGOING\n1,ONGOING\n2,COMPLETED\n", shown, 2,
           "  no: 1 0\n  yes: 3.5 0\n 1 : 0 2\n 2 : 0 0\n");
    /* A column of neither, or of the extract itself, must be there. */
    expect_failure(&plan, "member_states\n1\n", AN_USAGE, "no column 'answer'");
    static const char *const own[] = {"office"};
    const an_tally_plan other = {.sources = sources, .by = own, .n_by = 1, .period = AN_PERIOD_QUARTER};
    expect_failure(&other, "answer,member_states\nyes,1\n", AN_USAGE, "no column 'office'");
}

Test(tally_sources, dates_and_numbers_are_sampled_by_stratum_in_the_order_of_the_input)
{
    static const char *const sample[] = {"issue_date", "feedback_date", "fields_required", NULL};
    static const char *const carry[] = {"rif_id", NULL};
    static const an_source sources[] = {
        {.extract = "rif", .date = "issue_date", .sample = sample, .carry = carry}, {0}};
    static const char *const strata[] = {"member_state"};
    const an_tally_plan plan = {
        .sources = sources, .strata = strata, .n_strata = 1, .period = AN_PERIOD_YEAR};
    for (unsigned threads = 1; threads <= 2; threads++) {
        an_error err = {0};
        an_tally *tally =
            make(&plan,
                 "rif_id,member_state,issue_date,feedback_date,fields_required\n"
                 "c,NL,1970-01-01,1970-01-11,0\na,DE,1970-01-03,,7\nb,NL,1970-01-02,1970-01-01,\n",
                 NULL, threads, &err);
        cr_assert_not_null(tally, "%s", err.text);
        size_t n;
        const double *rows = an_tally_sample(tally, 0, &n);
        cr_assert_eq(n, 3);
        cr_assert_eq(an_tally_strata(tally, 0), 2);
        cr_expect_eq(an_tally_first_of(tally, 0, 0), 0);
        cr_expect_eq(an_tally_first_of(tally, 0, 1), 1);
        cr_expect_eq(an_tally_first_of(tally, 0, 2), 3);
        static const double expected[] = {2, NAN, 7, 0, 10, 0, 1, 0, NAN};
        static const char *const names[] = {"a", "c", "b"};
        for (size_t i = 0; i < COUNT(expected); i++)
            cr_expect(isnan(expected[i]) ? isnan(rows[i]) : rows[i] == expected[i], "%zu: %g", i, rows[i]);
        for (size_t i = 0; i < COUNT(names); i++)
            cr_expect_str_eq(an_tally_carry(tally, i, 0), names[i]);
        an_tally_free(tally);
    }
}

Test(tally_sources, a_wrong_declaration_is_named)
{
    static const an_sum text[] = {{.name = "s", .of = "kind"}, {0}};
    static const an_part mixed[] = {{"shared", "date"}, {0}}, words[] = {{"kind", "member_state"}, {0}};
    static const struct {
        an_source sources[2];
        const char *message;
    } cases[] = {
        {{{.extract = "sharing", .sums = text}}, "sum s is not of a count or amount column"},
        {{{.extract = "sharing", .parts = mixed}}, "shared and date are not both"},
        {{{.extract = "sharing", .parts = words}}, "kind and member_state are not both"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        const an_tally_plan plan = {.sources = cases[i].sources};
        expect_failure(&plan, "kind\n", AN_USAGE, cases[i].message);
    }
}
