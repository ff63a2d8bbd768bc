/* test_measure: tests of movement/measure and movement/monitored: prices before and after a measure. */
#include <string.h>

#include <criterion/criterion.h>

#include "movement/measure.h"
#include "movement/monitored.h"
#include "near.h"
#include "price_levels.h"

TestSuite(measure, .init = gsl_handler_off);

static made_levels made;
static an_measured measured;
static bool monitored[MADE_KEYS];

/* Keys of very different prices that move together; the first n_monitored rise by `up` (log) from period cut
 * on. */
static void make_goods(size_t keys, size_t n_monitored, size_t periods, size_t cut, double up)
{
    made_start(&made);
    for (size_t k = 0; k < keys; k++) {
        double medians[MADE_PERIODS];
        monitored[k] = k < n_monitored;
        for (size_t p = 0; p < periods; p++)
            medians[p] = (double)(1 + k * k) * exp(.01 * (double)p + .02 * sin((double)(p * (k + 2))) +
                                                   (monitored[k] && p >= cut ? up : 0));
        made_key(&made, "key", medians, periods);
    }
}

static an_code measure(const char *const dates[], size_t n, an_error *err)
{
    an_date days[AN_INTERRUPTED_CUTS];
    for (size_t i = 0; i < n; i++)
        cr_assert_eq(an_date_parse(dates[i], strlen(dates[i]), NULL, &days[i]), AN_OK);
    const an_measure_rules rules = {.dates = days, .n_dates = n, .min_group = 2, .level = .95};
    return an_measure_make(&measured, &made.levels, monitored, &rules, err);
}

Test(measure, finds_the_step_of_the_monitored_and_none_of_the_others)
{
    an_error err;
    make_goods(12, 6, 20, 10, .3);
    cr_assert_eq(measure((const char *const[]){"2015-11-01"}, 1, &err), AN_OK);
    const an_measure_series *of = measured.series;
    cr_expect_eq(measured.cut[0], 10);
    cr_expect_eq(of[AN_MEASURE_MONITORED].keys, 6);
    cr_expect(of[AN_MEASURE_MONITORED].change[0].level.interval.lower < .3 &&
              of[AN_MEASURE_MONITORED].change[0].level.interval.upper > .3);
    cr_expect(of[AN_MEASURE_DIFFERENCE].change[0].level.p_value < .001);
    cr_expect_float_eq(of[AN_MEASURE_DIFFERENCE].change[0].level.size, .3, .03);
    cr_expect(of[AN_MEASURE_COMPARISON].change[0].level.p_value > .05);
    an_measure_free(&measured);
}

/* A dear key that comes with the measure, and a cheap one that goes: a pooled mean price would double. */
Test(measure, goods_that_come_or_go_move_nothing)
{
    double dear[20], cheap[20];
    an_error err;
    make_goods(7, 7, 20, 0, 0);
    for (size_t p = 0; p < 20; p++) {
        dear[p] = p < 10 ? 0 : 1000;
        cheap[p] = p < 10 ? .01 : 0;
    }
    made_key(&made, "dear", dear, 20);
    made_key(&made, "cheap", cheap, 20);
    monitored[7] = monitored[8] = true;
    cr_assert_eq(measure((const char *const[]){"2015-11-01"}, 1, &err), AN_OK);
    cr_expect_eq(measured.series[AN_MEASURE_MONITORED].keys, 7);
    cr_expect(fabs(measured.series[AN_MEASURE_MONITORED].change[0].level.size) < .05);
    cr_expect_not(measured.compares);
    an_measure_free(&measured);
}

Test(measure, the_period_in_which_it_begins_is_part_of_neither_side)
{
    an_error err;
    make_goods(5, 5, 20, 11, .3);
    cr_assert_eq(measure((const char *const[]){"2015-11-15"}, 1, &err), AN_OK);
    cr_expect_eq(measured.cut[0], 11);
    cr_expect(measured.partial[10]);
    cr_expect_eq(measured.series[AN_MEASURE_MONITORED].periods, 19);
    an_measure_free(&measured);
}

Test(measure, several_measures_each_have_their_step)
{
    an_error err;
    make_goods(6, 6, 30, 10, .3);
    for (size_t i = 0; i < made.levels.n; i++)
        if (made.level[i].time >= 12 * 2015 + 20)
            made.level[i].median *= exp(-.2);
    cr_assert_eq(measure((const char *const[]){"2015-11-01", "2016-09-01"}, 2, &err), AN_OK);
    const an_interrupted_change *change = measured.series[AN_MEASURE_MONITORED].change;
    cr_expect_float_eq(change[0].level.size, .3, .04);
    cr_expect_float_eq(change[1].level.size, -.2, .04);
    an_measure_free(&measured);
}

Test(measure, few_periods_on_a_side_tell_no_change)
{
    an_error err;
    make_goods(5, 2, 8, 6, .3);
    cr_assert_eq(measure((const char *const[]){"2015-07-01"}, 1, &err), AN_OK);
    cr_expect_not(measured.series[AN_MEASURE_MONITORED].known);
    cr_expect_not(measured.series[AN_MEASURE_DIFFERENCE].known);
    cr_expect_not(isnan(measured.index[AN_MEASURE_MONITORED * measured.n_periods].log_index));
    an_measure_free(&measured);
}

Test(measure, no_period_on_a_side_is_a_mistake_of_the_command_line)
{
    static const char *const bad[][2] = {
        {"2015-01-01", NULL}, {"2014-06-01", NULL}, {"2016-09-01", NULL}, {"2015-05-02", "2015-05-20"}};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        an_error err;
        make_goods(5, 2, 20, 6, .3);
        cr_expect_eq(measure(bad[i], bad[i][1] != NULL ? 2 : 1, &err), AN_USAGE, "%s", bad[i][0]);
        an_measure_free(&measured);
    }
}

Test(measure, nothing_to_measure_is_no_error)
{
    an_error err;
    made_start(&made);
    cr_assert_eq(measure((const char *const[]){"2015-07-01"}, 1, &err), AN_OK);
    cr_expect_eq(measured.n_periods, 0);
    an_measure_free(&measured);
}

/* ---- which goods are monitored ---- */

Test(measure, conditions_name_keys_by_their_columns_or_first_digits)
{
    static const char *const by[] = {"commodity", "origin"};
    static const struct {
        const char *conditions[2];
        const char *keys[2];
        bool is;
    } cases[] = {
        {{"chapter=61,62"}, {"6109100000", "CN"}, true},
        {{"chapter=61,62"}, {"6403999600", "CN"}, false},
        {{"chapter!=61"}, {"6403999600", "CN"}, true},
        {{"origin=EL"}, {"61", "GR"}, true},
        {{"hs6=610910", "origin=CN"}, {"6109100000", "VN"}, false},
        {{"hs6=610910"}, {"6109", "VN"}, false},
        {{"origin="}, {"6109", ""}, true},
        {{"commodity=0307491800"}, {"0307491800", "VN"}, true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        an_monitored goods;
        an_error err;
        bool is;
        cr_assert_eq(an_monitored_new(&goods, cases[i].conditions, cases[i].conditions[1] != NULL ? 2 : 1, by,
                                      2, &err),
                     AN_OK);
        cr_assert_eq(an_monitored_test(&goods, cases[i].keys, &is, &err), AN_OK);
        cr_expect_eq(is, cases[i].is, "%s of %s %s", cases[i].conditions[0], cases[i].keys[0],
                     cases[i].keys[1]);
        an_monitored_free(&goods);
    }
}

Test(measure, a_condition_on_a_column_that_splits_keys_is_refused)
{
    static const char *const by[] = {"hs6", "origin"};
    static const char *const bad[] = {"customs_office=X", "cn8=61091000", "commodity=6109100000", "chapter",
                                      "=61"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        an_monitored goods;
        an_error err;
        cr_expect_eq(an_monitored_new(&goods, &bad[i], 1, by, 2, &err), AN_USAGE, "%s", bad[i]);
        cr_expect_not_null(strstr(err.text, "--monitored"));
        an_monitored_free(&goods);
    }
}
