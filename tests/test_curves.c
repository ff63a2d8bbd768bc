/* test_curves: the charts of prices compared, of control limits, of ratios in pairs and of days until an
 * answer. */
#include "built.h"
#include "near.h"

TestSuite(curves, .init = folder_make, .fini = folder_remove);

#define PRICES                                                                                               \
    "declaration_id,item_number,period,commodity,origin,unit_price,reference_price,level,n,signal,value_"    \
    "gap,"                                                                                                   \
    "duty_at_stake,rank,net_mass,expected_duty\n"
#define TREND                                                                                                \
    "indicator,period,value,lower,upper,numerator,denominator,n_missing,unit,status,method,chart,charted,"   \
    "lower_limit,upper_limit,signal\n"

Test(curves, values_are_drawn_over_those_at_the_reference_price)
{
    built b = drawn("prices",
                    PRICES "A,1,2017,01,US,2,4,commodity+origin,3,under,20,1,1,10,1\n"
                           "B,1,2017,01,US,4,4,commodity+origin,3,,,,,5,\n"
                           "C,1,2017,02,US,30,10,commodity+origin,3,over,-80,,2,4,\n"
                           "D,1,2017,02,US,30,10,commodity+origin,3,,,,,0,\n",
                    (an_chart_request){0});
    cr_assert_eq(count(&b, "data"), 3, "an item without a mass has no place");
    const double expected[3][3] = {{40, 20, 1}, {40, 120, 2}, {20, 20, 0}};
    for (size_t i = 0; i < 3; i++)
        for (size_t c = 0; c < 3; c++)
            cr_expect_eq(number(&b, "data", i, c), expected[i][c]);
    cr_expect_eq(number(&b, "slope", 0, 0), 1);
    cr_expect_str_eq(text(&b, "words", 0),
                     "1  A/1, under: 2 EUR/kg declared, reference 4 EUR/kg from 3 prices of "
                     "01, US; duty at stake 1 EUR");
    cr_expect_str_eq(text(&b, "words", 1),
                     "2  C/1, over: 30 EUR/kg declared, reference 10 EUR/kg from 3 prices of 02, US");
    cr_expect_eq(count(&b, "words"), 2);
    end(&b);
}

Test(curves, one_reference_for_all_is_a_line_over_the_mass)
{
    built b = drawn("prices",
                    PRICES "A,1,2017,01,US,2,4,commodity+origin,3,under,20,1,1,10,1\n"
                           "B,1,2017,01,US,5,4,commodity+origin,3,,,,,5,\n",
                    (an_chart_request){0});
    cr_expect_eq(number(&b, "slope", 0, 0), 4);
    cr_expect_eq(number(&b, "data", 0, 0), 10);
    cr_expect_eq(number(&b, "data", 0, 1), 20);
    cr_expect_str_eq(text(&b, "x_label", 0), "net mass, kg (logarithmic)");
    end(&b);
}

/* The set of a signal is that of its level: cn8+origin takes 0101000011 of US in, and not CN; hs6 takes
 * both. */
Test(curves, a_signal_stands_among_the_prices_of_its_level)
{
    static const char *const levels[] = {"commodity+origin", "cn8+origin", "hs6", "hs4+origin"};
    static const size_t n[] = {2, 3, 4, 3};
    for (size_t i = 0; i < 4; i++) {
        char table[2048];
        sprintf(table,
                PRICES "A,1,2017,0101000010,US,2,4,%s,9,under,20,1,1,10,1\n"
                       "B,1,2017,0101000010,US,4,4,commodity+origin,3,,,,,5,\n"
                       "C,1,2017,0101000011,US,4.5,4,commodity+origin,3,,,,,5,\n"
                       "D,1,2017,0101000010,CN,5,4,commodity+origin,3,,,,,5,\n"
                       "E,1,2016,0101000010,US,5,4,commodity+origin,3,,,,,5,\n"
                       "F,1,2017,0201000010,US,5,4,commodity+origin,3,,,,,5,\n",
                levels[i]);
        built b = drawn("density", table, (an_chart_request){0});
        cr_expect_eq(count(&b, "ticks"), n[i], "%s: %zu", levels[i], count(&b, "ticks"));
        cr_expect_eq(number(&b, "signals", 0, 1), 0.5);
        end(&b);
    }
}

/* R: d <- density(log(c(2, 3.8, 4, 4.1, 4.4) / 4)); the peak of all densities is drawn at 1. */
Test(curves, a_density_has_its_peak_at_one_and_far_prices_at_the_edge)
{
    built b = drawn("density",
                    PRICES "A,1,2017,01,US,2,4,commodity+origin,5,under,20,1,1,10,1\n"
                           "B,1,2017,01,US,3.8,4,commodity+origin,5,,,,,5,\n"
                           "C,1,2017,01,US,4,4,commodity+origin,5,,,,,5,\n"
                           "D,1,2017,01,US,4.1,4,commodity+origin,5,,,,,5,\n"
                           "E,1,2017,01,US,4400,4,commodity+origin,5,,,,,5,\n",
                    (an_chart_request){0});
    double peak = 0;
    for (size_t i = 0; i < count(&b, "data"); i++)
        peak = fmax(peak, number(&b, "data", i, 2));
    expect_near(peak, 1, 1e-12);
    expect_near(number(&b, "ticks", 4, 1), 10, 1e-12);
    cr_expect_str_eq(text(&b, "heads", 0), "1  01, US: under");
    end(&b);
    b = drawn("density", PRICES "A,1,2017,01,US,2,4,commodity+origin,1,under,20,1,1,10,1\n",
              (an_chart_request){0}); /* one price has no density */
    cr_expect_eq(count(&b, "data"), 0);
    cr_expect_eq(count(&b, "signals"), 1);
    end(&b);
}

Test(curves, limits_and_signals_of_a_control_chart_are_drawn)
{
    built b = drawn("trend",
                    TREND "rate,2016,0.2,0.1,0.3,20,100,0,ratio,A,wilson,p,0.2,0.1,0.4,\n"
                          "rate,2017,0.5,0.4,0.6,50,100,0,ratio,A,wilson,p,0.5,0.1,0.4,above\n"
                          "rate,2018,0.3,0.2,0.4,30,100,0,ratio,Q,wilson,p,0.3,0.1,0.4,below\n",
                    (an_chart_request){0});
    expect_near(number(&b, "data", 1, 7), 10, 1e-12);
    expect_near(number(&b, "data", 1, 8), 40, 1e-12);
    cr_expect(isnan(number(&b, "data", 1, 9)), "the value itself is held against the limits");
    cr_expect_eq(number(&b, "data", 0, 10), 0);
    cr_expect_eq(number(&b, "data", 1, 10), 1);
    cr_expect(isnan(number(&b, "data", 2, 7)) && number(&b, "data", 2, 10) == 0,
              "suppressed: no limits either");
    cr_expect_not_null(strstr(text(&b, "note", 0), "Ring: outside the limits"));
    end(&b);
    b = drawn("trend",
              TREND "x,2016,9,,,9,,0,count,A,sum,ewma,8.5,7,10,\n"
                    "x,2017,19,,,19,,0,count,A,sum,ewma,10.6,7,10,above\n",
              (an_chart_request){0});
    expect_near(number(&b, "data", 1, 9), 10.6, 1e-12); /* the moving average is what is charted */
    end(&b);
}

Test(curves, a_ratio_stands_beside_its_stratified_form)
{
    static const char table[] =
        HEAD "aeo_control_ratio,2017,X,0.5,0.4,0.6,5,10,0,ratio,A,katz\n"
             "aeo_control_ratio,2017,Y,2,1,4,5,10,0,ratio,A,katz\n"
             "aeo_control_ratio_mh,2017,X,0.7,0.4,0.9,5,10,0,ratio,A,mantel-haenszel\n"
             "aeo_control_ratio_mh,2017,Y,,,,5,10,0,ratio,M,\n";
    built b = drawn("ratio", table, (an_chart_request){0});
    cr_assert_eq(count(&b, "data"), 4);
    const double expected[4][3] = {
        {1, 0.5, 1}, {2, 2, 1}, {1, 0.7, 2}, {2, NAN, 2}}; /* place, value, series */
    for (size_t i = 0; i < 4; i++) {
        cr_expect_eq(number(&b, "data", i, 1), expected[i][0]);
        cr_expect(number(&b, "data", i, 2) == expected[i][1] || isnan(expected[i][1]));
        cr_expect_eq(number(&b, "data", i, 6), expected[i][2]);
    }
    end(&b);
    b = drawn("ratio", table,
              (an_chart_request){.indicators = (const char *[]){"aeo_control_ratio_mh"}, .n_indicators = 1});
    cr_expect_eq(count(&b, "data"), 2, "one that is named stands alone");
    end(&b);
}

#define ROW(days, value, answered, open) \
    "feedback_answered_share,2017," #days "," #value ",,," #answered ",10," #open ",ratio,A,kaplan-meier\n"

Test(curves, a_stair_rises_where_feedback_came_and_open_forms_are_marked)
{
    built b = drawn("survival",
                    CURVE ROW(0, 0, 0, 0) ROW(5, 0.2, 2, 0) ROW(9, 0.2, 0, 3)
                        ROW(12, 0.6, 2, 1) "feedback_due_days,2017,10,10,,,,10,0,days,A,median\n",
                    (an_chart_request){0});
    const double stairs[][2] = {{0, 0}, {5, 0}, {5, 20}, {9, 20}, {9, 20}, {12, 20}, {12, 60}};
    cr_assert_eq(count(&b, "data"), 7);
    for (size_t i = 0; i < 7; i++) {
        cr_expect_eq(number(&b, "data", i, 1), stairs[i][0]);
        expect_near(number(&b, "data", i, 2), stairs[i][1], 1e-12);
    }
    cr_assert_eq(count(&b, "open"), 2);
    cr_expect_eq(number(&b, "open", 0, 1), 9);
    cr_expect_eq(number(&b, "due", 0, 0), 10);
    cr_expect_not_null(strstr(text(&b, "note", 0), "Answered when due (median term): 2017 20.0 %"), "%s",
                       text(&b, "note", 0));
    end(&b);
    b = build("survival", HEAD "rate,2017,X,0.5,,,5,10,0,ratio,A,\n", (an_chart_request){0});
    cr_expect_eq(b.code, AN_DATA);
    cr_expect_not_null(strstr(b.err.text, "column days"));
    end(&b);
    b = build("survival", CURVE ROW(-1, 0.2, 2, 0), (an_chart_request){0});
    cr_expect_eq(b.code, AN_DATA);
    end(&b);
}

Test(curves, a_chart_writes_numbers_and_periods_in_its_language)
{
    built b = drawn("trend",
                    HEAD "x,2017-07,A,1234.5,,,,,0,days,A,\n"
                         "x,2017-08,A,2234.5,,,,,0,days,A,\n",
                    (an_chart_request){.style = an_style_find("fr")});
    cr_expect_str_eq(text(&b, "subtitle", 0), "juil. 2017 to août 2017");
    cr_expect_str_eq(text(&b, "periods", 1), "août 2017");
    cr_expect_str_eq(text(&b, "decimal", 0), ",");
    cr_expect_not_null(strstr(text(&b, "y_steps", count(&b, "y_steps") - 1), "\u202f"));
    end(&b);
}
