/* test_chart: charts as data: what stands in them for which table. */
#include "built.h"
#include "chart/layout.h"
#include "chart/phrase.h"
#include "near.h"
#include "indicator/sheet.h"

TestSuite(chart, .init = folder_make, .fini = folder_remove);

/* ---- words and layout ---- */

Test(chart, words_are_cut_between_letters)
{
    an_arena arena = {0};
    cr_expect_eq(an_phrase_letters("Ελ\xE9"), 3);
    cr_expect_str_eq(an_phrase_shorten(&arena, "Ελλάδα", 6), "Ελλάδα");
    cr_expect_str_eq(an_phrase_shorten(&arena, "Ελλάδα", 4), "Ελλ…");
    cr_expect_str_eq(an_phrase_of_name(&arena, "aeo_item_share"), "AEO item share");
    cr_expect_str_eq(an_phrase_of_name(&arena, "rifs_issued, crc"), "RIFs issued, CRC");
    cr_expect_eq(an_phrase_line("one two three", 8), 7);
    cr_expect_eq(an_phrase_line("one two", 8), 7);
    cr_expect_eq(an_phrase_line("indivisible", 4), 4);
    an_arena_free(&arena);
    an_sentence s = {0};
    for (int i = 0; i < 100; i++)
        an_sentence_item(&s, 0, "abcdefgh");
    cr_expect_eq(s.used, AN_SENTENCE_SIZE - 1);
    cr_expect_eq(strlen(s.text), s.used);
}

Test(chart, an_axis_holds_its_values_and_ends_on_steps)
{
    static const struct {
        double low, high, from, to, step;
    } cases[] = {{0, 10, 0, 10, 2}, {0, 0.21, 0, 0.25, 0.05}, {3, 3, 1, 5, 1},
                 {0, 0, -1, 1, 0.5}, {-7, 12, -10, 15, 5}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const an_axis axis = an_layout_axis(cases[i].low, cases[i].high);
        expect_near(axis.low, cases[i].from, 1e-12);
        expect_near(axis.high, cases[i].to, 1e-12);
        expect_near(axis.step, cases[i].step, 1e-12);
    }
    const an_ruler ruler = an_ruler_log((an_span){1, 1000}, 600);
    expect_near(an_ruler_value(&ruler, an_ruler_pixel(&ruler, 42)), 42, 1e-12);
    cr_expect(ruler.low < 1 && ruler.high > 1000 && ruler.logarithmic);
}

Test(chart, labels_never_cover_another)
{
    enum { N = 24 };
    double y[N], x[N];
    for (size_t i = 0; i < N; i++)
        y[i] = 50 + (double)i / 10;
    an_layout_spread(y, N, 10, 0, 400);
    for (size_t i = 0; i < N; i++)
        cr_expect(y[i] >= -1e-9 && y[i] <= 400 + 1e-9 && (i == 0 || y[i] - y[i - 1] >= 10 - 1e-3), "%zu: %g",
                  i, y[i]);
    an_layout_spread(y, N, 100, 0, 230); /* no room for all: evenly */
    for (size_t i = 0; i < N; i++)
        expect_near(y[i], 10 * (double)i, 1e-6);

    an_place places[N] = {{0}};
    const an_box frame = {0, 0, 300, 200};
    for (size_t i = 0; i < N; i++) {
        x[i] = 40 + 37 * (double)(i % 6);
        y[i] = 30 + 41 * (double)(i / 6);
        places[i] = (an_place){.x = x[i], .y = y[i], .width = 28};
    }
    an_layout_place(places, N, x, y, N, frame);
    size_t placed = 0;
    for (size_t i = 0; i < N; i++) {
        const an_place *const p = &places[i];
        placed += p->placed ? 1 : 0;
        cr_expect(!p->placed ||
                  (p->at_x >= 0 && p->at_x + p->width <= 300 && p->at_y >= 0 && p->at_y <= 200));
        for (size_t k = 0; k < i; k++) {
            const an_place *const q = &places[k];
            cr_expect(!p->placed || !q->placed || fabs(p->at_y - q->at_y) >= AN_LINE - 1e-9 ||
                      p->at_x >= q->at_x + q->width || q->at_x >= p->at_x + p->width, "%zu covers %zu", i, k);
        }
    }
    cr_expect_geq(placed, N / 2);
}

/* ---- kinds ---- */

#define NO_KEY "indicator,period,value,lower,upper,numerator,denominator,n_missing,unit,status,method\n"

Test(chart, bars_are_sorted_and_what_is_missing_is_never_zero)
{
    static const char table[] = HEAD "other,2017-Q3,AT,0.9,,,9,10,0,ratio,A,\n"
                                     "control_rate,2017-Q2,AT,0.9,,,90,100,0,ratio,A,\n"
                                     "control_rate,2017-Q3,AT,0.1,0.05,0.2,10,100,0,ratio,A,wilson\n"
                                     "control_rate,2017-Q3,CY,0.7,0.6,0.8,70,100,0,ratio,Q,wilson\n"
                                     "control_rate,2017-Q3,DE,0.3,0.2,0.4,30,100,0,ratio,A,wilson\n"
                                     "control_rate,2017-Q3,LU,0.2,0.01,0.6,1,5,0,ratio,U,wilson\n"
                                     "control_rate,2017-Q3,MT,,,,0,0,0,ratio,M,\n";
    static const struct {
        const char *label;
        double place, value, mark;
    } rows[] = {{"AT", 3, 10, 0}, {"CY", 2, NAN, 3}, {"DE", 5, 30, 0}, {"LU", 4, 20, 1}, {"MT", 1, NAN, 2}};
    built b = drawn("bars", table,
                    (an_chart_request){.indicators = (const char *[]){"control_rate"}, .n_indicators = 1});
    cr_assert_eq(count(&b, "data"), 5);
    for (size_t i = 0; i < 5; i++) {
        cr_expect_str_eq(text(&b, "labels", i), rows[i].label);
        cr_expect_eq(number(&b, "data", i, 1), rows[i].place, "%s", rows[i].label);
        if (isnan(rows[i].value))
            cr_expect(isnan(number(&b, "data", i, 2)) && isnan(number(&b, "data", i, 3)), "%zu", i);
        else
            expect_near(number(&b, "data", i, 2), rows[i].value, 1e-12);
        cr_expect_eq(number(&b, "data", i, 5), rows[i].mark, "%s", rows[i].label);
    }
    cr_expect_str_eq(text(&b, "title", 0), "Control rate by Member State");
    cr_expect_str_eq(text(&b, "subtitle", 0), "2017-Q3; lines: intervals (Wilson)");
    cr_expect_str_eq(text(&b, "x_label", 0), "control rate, %");
    cr_expect_str_eq(text(&b, "source", 0), "Source: t.csv; cuprum");
    expect_near(number(&b, "overall", 0, 0), 100.0 * 41 / 205, 1e-12); /* without the suppressed 70 of 100 */
    end(&b);
}

/* R: x <- c(10, 20, 30, 40, 100); (x - median(x)) / mad(x) gives -1.34898 -0.67449 0 0.67449 4.72143 */
Test(chart, a_heat_map_colours_by_how_far_beyond_chance_a_share_lies)
{
    static const char table[] = HEAD "rate,2017,A,0.1,,,10,100,0,ratio,A,wilson\n"
                                     "rate,2017,B,0.2,,,20,100,0,ratio,U,wilson\n"
                                     "rate,2017,C,0.3,,,30,100,0,ratio,A,wilson\n"
                                     "rate,2017,D,0.4,,,40,100,0,ratio,A,wilson\n"
                                     "rate,2017,E,1,,,100,100,0,ratio,A,wilson\n"
                                     "rate,2017,F,0.9,,,90,100,0,ratio,Q,wilson\n"
                                     "same,2017,A,2,,,2,,0,count,A,sum\n"
                                     "same,2017,B,2,,,2,,0,count,A,sum\n"
                                     "same,2017,C,9,,,9,,0,count,A,sum\n";
    static const struct {
        double column, place, value, least, most, mark;
    } cells[] = {{1, 6, 10, -1.96, -.1, 0}, {1, 5, 20, -1.96, 0, 1}, {1, 4, 30, -1, 0, 0},
                 {1, 3, 40, -1, 1, 0},      {1, 2, 100, 1, 3, 0},    {1, 1, NAN, 0, 0, 3},
                 {2, 6, 2, 0, 0, 0},        {2, 5, 2, 0, 0, 0},      {2, 4, 9, 0, 0, 0}};
    enum { N = sizeof cells / sizeof cells[0] };
    built b = drawn("heatmap", table, (an_chart_request){0});
    cr_assert_eq(count(&b, "data"), N);
    for (size_t i = 0; i < N; i++) {
        cr_expect_eq(number(&b, "data", i, 0), cells[i].column, "%zu", i);
        cr_expect_eq(number(&b, "data", i, 1), cells[i].place, "%zu", i);
        if (isnan(cells[i].value))
            cr_expect(isnan(number(&b, "data", i, 2)), "%zu", i);
        else
            expect_near(number(&b, "data", i, 2), cells[i].value, 1e-12);
        const double score = number(&b, "data", i, 3);
        cr_expect(score >= cells[i].least && score <= cells[i].most, "%zu: %g", i, score);
        cr_expect_eq(number(&b, "data", i, 4), cells[i].mark, "%zu", i);
    }
    cr_expect_str_eq(text(&b, "labels", 0), "rate, %");
    cr_expect_str_eq(text(&b, "labels", 1), "same");
    end(&b);
}

/* 0 of 8 where one in ten is usual is what chance often makes; 0 of 200 is not. */
Test(chart, a_heat_map_leaves_few_cases_pale)
{
    static const char table[] = HEAD "rate,2017,A,0,,,0,8,0,ratio,A,wilson\n"
                                     "rate,2017,B,0.1,,,100,1000,0,ratio,A,wilson\n"
                                     "rate,2017,C,0.1,,,101,1000,0,ratio,A,wilson\n"
                                     "rate,2017,D,0.1,,,99,1000,0,ratio,A,wilson\n"
                                     "rate,2017,E,0.1,,,98,1000,0,ratio,A,wilson\n"
                                     "rate,2017,F,0.1,,,102,1000,0,ratio,A,wilson\n"
                                     "rate,2017,G,0,,,0,200,0,ratio,A,wilson\n";
    built b = drawn("heatmap", table, (an_chart_request){0});
    cr_expect_gt(number(&b, "data", 0, 3), -1);
    cr_expect_lt(number(&b, "data", 6, 3), -1.96);
    end(&b);
}

Test(chart, a_trend_has_a_gap_where_a_period_has_no_value)
{
    static const char table[] = HEAD "n,2016-Q4,AT,120000,,,120000,,0,EUR,A,sum\n"
                                     "n,2017-Q1,AT,130000,,,130000,,0,EUR,A,sum\n"
                                     "n,2017-Q3,AT,140000,,,140000,,0,EUR,B,sum\n";
    static const double values[] = {120, 130, NAN, 140}, marks[] = {0, 0, 2, 4};
    built b = drawn("trend", table, (an_chart_request){0});
    cr_assert_eq(count(&b, "data"), 4);
    for (size_t i = 0; i < 4; i++) {
        cr_expect(isnan(values[i]) ? isnan(number(&b, "data", i, 2)) : number(&b, "data", i, 2) == values[i]);
        cr_expect_eq(number(&b, "data", i, 5), marks[i]);
    }
    expect_near(number(&b, "data", 2, 6), 135, 1e-12); /* where "n.a." stands */
    cr_expect_eq(number(&b, "breaks", 0, 0), 3.5);
    cr_expect_str_eq(text(&b, "y_label", 0), "n, thousand EUR");
    cr_expect_str_eq(text(&b, "periods", 2), "2017-Q2");
    cr_expect_str_eq(an_chart_template(b.chart), "trend");
    end(&b);
    b = build("trend", HEAD "n,2017,AT,1,,,1,,0,count,A,sum\nn,2017,AT,2,,,2,,0,count,A,sum\n",
              (an_chart_request){0});
    cr_expect_eq(b.code, AN_DATA);
    cr_expect_str_eq(b.err.text, "period: a second row for 'AT' in '2017'");
    cr_expect_eq(b.err.line, 3);
    end(&b);
}

Test(chart, more_than_six_series_have_a_panel_each)
{
    char table[2048] = HEAD;
    for (int i = 0; i < 7; i++)
        sprintf(table + strlen(table), "n,some day,office %d,%d,,,%d,,0,count,A,sum\n", i, i, i);
    built b = drawn("trend", table, (an_chart_request){0});
    cr_expect_str_eq(an_chart_template(b.chart), "panels");
    cr_expect_eq(number(&b, "n_series", 0, 0), 7);
    cr_expect_eq(number(&b, "medians", 0, 1), 3);
    end(&b);
}

/* The limits of a share of .1 for 100 items are .0404 and .1577, .0142 and .1984 (Spiegelhalter 2005). */
Test(chart, a_funnel_marks_what_is_outside_the_exact_limits)
{
    static const struct {
        const char *name;
        int events, items, zone;
    } units[] = {{"A", 4, 100, 1}, {"B", 1, 100, 2},  {"C", 16, 100, 1}, {"D", 20, 100, 2},  {"E", 5, 100, 0},
                 {"F", 15, 100, 0}, {"G", 2, 100, 1}, {"H", 19, 100, 1}, {"I", 98, 1000, 0},
                 {"TOTAL", 1, 2, 9}};
    enum { N = sizeof units / sizeof units[0] };
    char table[2048] = HEAD "control_rate,2017,X,,,,,,0,ratio,Q,\n";
    for (size_t i = 0; i < N; i++)
        sprintf(table + strlen(table), "control_rate,2017,%s,%.17g,,,%d,%d,0,ratio,A,\n", units[i].name,
                (double)units[i].events / units[i].items, units[i].events, units[i].items);
    built b = drawn("funnel", table, (an_chart_request){0});
    cr_assert_eq(count(&b, "data"), N - 1, "a total is no unit");
    expect_near(number(&b, "target", 0, 0), 10, 1e-12);
    for (size_t i = 0; i < N - 1; i++)
        cr_expect_eq(number(&b, "data", i, 3), units[text(&b, "labels", i)[0] - 'A'].zone, "%s",
                     text(&b, "labels", i));
    for (size_t i = 0; i < count(&b, "limits"); i++) {
        const double lower = number(&b, "limits", i, 1), upper = number(&b, "limits", i, 2);
        cr_expect(number(&b, "limits", i, 3) <= lower && lower < 10);
        cr_expect(upper <= number(&b, "limits", i, 4) && upper > 10);
    }
    cr_expect_str_eq(text(&b, "note", 0), "Not drawn: X (suppressed)");
    end(&b);
}

Test(chart, a_funnel_takes_the_limits_of_ind_compare)
{
    static const char table[] =
        "indicator,period,member_state,value,lower,upper,numerator,denominator,n_missing,unit,status,method,"
        "expected,lower_95,upper_95,lower_998,upper_998,outside,form\n"
        "r,2017,A,0.2,,,20,100,0,ratio,A,wilson,0.15,0.1,0.3,0.05,0.4,,additive\n"
        "r,2017,B,0.9,,,360,400,0,ratio,A,wilson,0.15,0.12,0.2,0.1,0.3,99.8,additive\n";
    built b = drawn("funnel", table, (an_chart_request){0});
    cr_expect_eq(number(&b, "data", 0, 3), 2); /* B comes first: the farthest outside */
    cr_expect_eq(number(&b, "data", 1, 3), 0);
    cr_expect_str_eq(text(&b, "subtitle", 0), "2017; overall share 15 %; limits: additive (ind-compare)");
    for (size_t i = 0; i < count(&b, "limits"); i++)
        cr_expect(number(&b, "limits", i, 2) >= 20 - 1e-9 && number(&b, "limits", i, 2) <= 30 + 1e-9);
    end(&b);
}

Test(chart, a_forest_holds_one_and_tells_a_ratio_of_zero)
{
    static const char table[] = HEAD "control_rate,2017,A,0.5,,,5,10,0,ratio,A,wilson\n"
                                     "aeo_control_ratio,2017,A,0.5,0.25,1e9,5,10,0,ratio,A,katz\n"
                                     "aeo_control_ratio,2017,B,0,0.01,2,0,10,0,ratio,A,katz+0.5\n"
                                     "aeo_control_ratio,2017,C,,,,0,0,0,ratio,M,\n";
    built b = drawn("ratio", table, (an_chart_request){0});
    cr_expect_eq(count(&b, "data"), 3);
    cr_expect_str_eq(text(&b, "texts", 0), "0.50 (0.25 to 1,000,000,000)");
    cr_expect_str_eq(text(&b, "texts", 1), "0 (0.010 to 2.00)");
    cr_expect_str_eq(text(&b, "texts", 2), "");
    cr_expect_lt(number(&b, "x_min", 0, 0), 0.25);
    cr_expect(number(&b, "x_max", 0, 0) > 1 && number(&b, "x_max", 0, 0) < 200);
    cr_expect_str_eq(text(&b, "title", 0), "Control rate of AEOs / of other operators by Member State");
    end(&b);
}

Test(chart, a_dense_cloud_is_thinned_but_for_its_signals)
{
    enum { N = 20000 };
    char *const table = malloc(sizeof FLAGS + N * 64), *at = stpcpy(table, FLAGS);
    for (int i = 0; i < N; i++)
        at += sprintf(at, "D%d,1,2017-Q3,%g,%g,%s,,,\n", i, 10 + (i * 7919 % 9973) / 99.0,
                      10 + (i * 104729 % 9949) / 99.0, i % 50 == 0 ? "under" : "");
    built b = drawn("prices", table, (an_chart_request){0}), again = drawn("prices", table,
                    (an_chart_request){0});
    size_t signals = 0, size, size_again;
    for (size_t i = 0; i < count(&b, "data"); i++)
        signals += number(&b, "data", i, 2) == 1 ? 1 : 0;
    cr_expect_eq(signals, N / 50);
    cr_expect(count(&b, "data") <= AN_PRICES_LIMIT + signals && count(&b, "data") > 1000, "%zu",
              count(&b, "data"));
    char *const one = output(b.chart, "gp", &size), *const two = output(again.chart, "gp", &size_again);
    cr_expect_str_eq(one, two);
    free(one);
    free(two);
    free(table);
    end(&b);
    end(&again);
}

Test(chart, signals_sum_up_duty_and_else_the_gap)
{
    static const char duty[] = FLAGS "A,1,2017-Q3,1,4,under,300,30,2\nB,1,2017-Q3,1,4,under,900,60,1\n"
                                     "C,,2017-Q3,1,1,,,,\n"
                                     "D,1,2017-Q3,4,1,over,-10,10,3\nE,1,2017-Q3,1,9,quantity_error,5,,4\n";
    static const char gap[] = FLAGS "A,1,2017-Q3,4,1,over,-30,,2\nB,1,2017-Q3,1,4,under,70,,1\n";
    built b = drawn("signals", duty, (an_chart_request){0});
    cr_assert_eq(count(&b, "data"), 4);
    cr_expect_str_eq(text(&b, "labels", 0), "B/1");
    cr_expect_eq(number(&b, "data", 0, 2), 60);
    cr_expect(isnan(number(&b, "data", 3, 2)) && number(&b, "data", 3, 3) == 3);
    expect_near(number(&b, "curve", 1, 1), 60, 1e-12);
    expect_near(number(&b, "curve", 3, 1), 100, 1e-12);
    cr_expect_str_eq(text(&b, "subtitle", 0), "2017-Q3; 4 signals; duty at stake of all: 100 EUR");
    end(&b);
    b = drawn("signals", gap, (an_chart_request){0});
    expect_near(number(&b, "curve", 1, 1), 70, 1e-12);
    cr_expect_str_eq(text(&b, "x_label", 0), "gap in value, EUR");
    end(&b);
}

Test(chart, a_wrong_request_names_what_there_is)
{
    static const char rates[] = HEAD "control_rate,2017,A,0.5,,,5,10,0,ratio,A,wilson\n";
    static const struct {
        const char *kind, *table, *indicator, *period;
        an_code code;
        const char *text;
    } cases[] = {
        {"bars", rates, "x", NULL, AN_USAGE, "--indicator: 'x' is not in the table; it has: control_rate"},
        {"bars", rates, NULL, "2018", AN_USAGE, "--at: '2018' is not in the table; it has: 2017"},
        {"ratio", rates, NULL, NULL, AN_DATA,
         "this kind of chart needs a ratio of two rates; the table has: control_rate"},
        {"funnel", HEAD "d,2017,A,0.5,,,5,10,0,ratio,A,bootstrap\n", "d", NULL, AN_USAGE,
         "--indicator: 'd' is not a share of counted items, which this kind of chart needs"},
        {"funnel", HEAD "d,2017,A,0.5,,,5.5,10.5,0,ratio,A,\n", NULL, NULL, AN_DATA,
         "numerator: a funnel needs counts, the numerator among the items of the denominator"},
        {"bars", HEAD "d,2017,A,x,,,5,10,0,ratio,A,\n", NULL, NULL, AN_DATA, "value: not a number: 'x'"},
        {"heatmap", NO_KEY "d,2017,0.5,,,5,10,0,ratio,A,wilson\n", NULL, NULL, AN_DATA,
         "this kind of chart needs a breakdown, such as --by member_state makes"},
        {"prices", FLAGS "A,1,2017,1,1,maybe,,,\n", NULL, NULL, AN_DATA,
         "signal: 'maybe' is none of under, over, quantity_error"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *const codes[] = {cases[i].indicator};
        built b = build(cases[i].kind, cases[i].table,
                        (an_chart_request){.indicators = codes,
                                           .n_indicators = codes[0] != NULL,
                                           .period = cases[i].period});
        cr_expect_eq(b.code, cases[i].code, "case %zu: %d", i, (int)b.code);
        cr_expect_str_eq(b.err.text, cases[i].text);
        end(&b);
    }
    cr_expect_null(an_chart_kind_find("pie"));
}

Test(chart, items_keep_their_order_and_rows_their_width)
{
    an_chart *chart = NULL;
    an_error err = {0};
    size_t n;
    cr_assert_eq(an_chart_new(&chart, "bars", &err), AN_OK);
    an_chart_set_text(chart, "title", "%s", "one");
    an_chart_set_number(chart, "width", 3);
    an_chart_set_text(chart, "title", "%s", "two");
    cr_expect_eq(an_chart_add_text(chart, "labels", "a"), 1);
    cr_expect_eq(an_chart_add_text(chart, "labels", "b"), 2);
    an_chart_add_row(chart, "data", 2, (double[]){1, NAN});
    const an_chart_item *const items = an_chart_items(chart, &n);
    cr_assert_eq(n, 4);
    cr_expect_str_eq(items[0].name, "title");
    cr_expect_str_eq(items[0].texts[0], "two");
    cr_expect_eq(an_chart_check(chart, &err), AN_OK);
    an_chart_add_row(chart, "data", 3, (double[]){1, 2, 3});
    cr_expect_eq(an_chart_check(chart, &err), AN_SYSTEM);
    an_chart_free(chart);
}

Test(chart, where_keeps_rows_of_any_table)
{
    an_sheet *sheet = NULL;
    an_error err = {0};
    bool keep[2];
    const char *const files[] = {
        folder_put("t.csv", FLAGS "A,1,2017-Q3,1,4,under,3,3,2\nB,1,2017-Q4,1,4,,9,6,1\n")};
    cr_assert_eq(an_sheet_new(&sheet, &err), AN_OK);
    cr_assert_eq(an_sheet_read(sheet, files, 1, &err), AN_OK);
    cr_expect_eq(an_sheet_filter(sheet, (const char *[]){"period=2017", "signal="}, 2, keep, &err), AN_OK);
    cr_expect(!keep[0] && keep[1]);
    cr_expect_eq(an_sheet_filter(sheet, NULL, 0, keep, &err), AN_OK);
    cr_expect(keep[0] && keep[1]);
    cr_expect_eq(an_sheet_filter(sheet, (const char *[]){"origin=CN"}, 1, keep, &err), AN_USAGE);
    cr_expect_eq(an_sheet_filter(sheet, (const char *[]){"nonsense"}, 1, keep, &err), AN_USAGE);
    an_sheet_free(sheet);
}
