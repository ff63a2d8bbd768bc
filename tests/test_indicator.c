/* test_indicator: the standard rules of indicators, and the indicator table in each format. */
#include <criterion/criterion.h>

#include <math.h>

#include "folder.h"
#include "near.h"
#include "indicator/indicator.h"
#include "tallies.h"

TestSuite(indicator, .init = folder_make, .fini = folder_remove);

static const an_sum sums[] = {
    {.name = "x", .of = "controls"},
    {.name = "n", .of = "items"},
    {.name = "b", .of = "items_analysed"},
    {.name = "n0", .of = "automated_hits"},
    {.name = "money", .of = "established_amount"},
    {.name = "missing", .of = "final_hits"},
    {0},
};
static const an_source sources[] = {{.extract = "declarations", .date = "date", .sums = sums}, {0}};
static const char header[] = "controls,items,items_analysed,automated_hits,established_amount,final_hits\n";
static const an_settings usual = {.interval = AN_PROPORTION_WILSON, .level = 0.95, .min_n = 30};

/* The plan is kept by the tally. */
static const an_tally_plan plan = {.sources = sources, .period = AN_PERIOD_NONE};

static an_tally *one_group(const char *row)
{
    char csv[400];
    snprintf(csv, sizeof csv, "%s%s\n", header, row);
    const char *const files[] = {folder_put("f.csv", csv), NULL};
    const char *const *const all[] = {files};
    an_error err = {0};
    an_tally *tally = tallies_make(&plan, &(tallies_order){.files = all, .threads = 1}, &err);
    cr_assert_not_null(tally, "%s", err.text);
    return tally;
}

static an_result standard(const an_indicator *indicator, const char *row, const an_settings *settings)
{
    an_result result = an_result_empty(indicator->code, "", NULL, "ratio");
    an_tally *tally = one_group(row);
    const an_computation from = {.indicator = indicator, .tally = tally, .settings = settings};
    an_indicator_standard(&from, &result);
    an_tally_free(tally);
    return result;
}

static const an_indicator rate = {
    .code = "rate", .kind = AN_SHARE, .numerator = "x", .denominator = "n", .missing = "missing"};

/* Methods, section 2. */
Test(indicator, a_rate_has_the_interval_that_was_asked_for)
{
    static const struct {
        const char *row;
        double lower[3], upper[3];
    } cases[] = {
        {"0,20,,,,", {0, 0, 0}, {.16112516, .16843347, .11663898}},
        {"1,20,,,,", {.00888145, .00126509, .00544903}, {.23613119, .24873276, .21081864}},
        {"8,100,,,,", {.04109346, .03517156, .03854940}, {.14998108, .15155764, .14526748}},
        {"37,1250,,,,", {.02155015, .02092494, .02126263}, {.04053222, .04057046, .04011041}},
        {"3,100000,,,,", {.00001020, .00000619, .00000845}, {.00008821, .00008767, .00008006}},
    };
    static const an_proportion_method methods[] = {AN_PROPORTION_WILSON, AN_PROPORTION_EXACT,
                                                   AN_PROPORTION_JEFFREYS};
    static const char *const names[] = {"wilson", "exact", "jeffreys"};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        for (size_t m = 0; m < 3; m++) {
            const an_settings settings = {.interval = methods[m], .level = 0.95, .min_n = 30};
            const an_result result = standard(&rate, cases[i].row, &settings);
            cr_expect_lt(fabs(result.lower - cases[i].lower[m]), 5.1e-9, "%s %s: %.10g", cases[i].row,
                         names[m], result.lower);
            cr_expect_lt(fabs(result.upper - cases[i].upper[m]), 5.1e-9, "%s %s: %.10g", cases[i].row,
                         names[m], result.upper);
            cr_expect_str_eq(result.method, names[m]);
            cr_expect(result.has_numerator && result.has_denominator && !result.exact);
        }
}

Test(indicator, status_tells_what_the_denominator_allows)
{
    static const struct {
        const char *row;
        int64_t min_n;
        char status;
        bool value, interval;
    } cases[] = {
        {"1,30,,,,", 30, 'A', true, true},
        {"1,29,,,,", 30, 'U', true, true},
        {"0,0,,,,", 30, 'M', false, false},
        {"0,0,,,,", 0, 'M', false, false},
        {"1,1,,,,", 0, 'A', true, true},
        {"3,0,,,,", 30, 'M', false, false},
        {"31,30,,,,", 30, 'A', true, false} /* more controls than items: no proportion */,
        {"30,30,,,,", 30, 'A', true, true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const an_settings settings = {
            .interval = AN_PROPORTION_WILSON, .level = 0.95, .min_n = cases[i].min_n};
        const an_result result = standard(&rate, cases[i].row, &settings);
        cr_expect_eq(result.status, cases[i].status, "%s: %c", cases[i].row, result.status);
        cr_expect_eq(!isnan(result.value), cases[i].value, "%s", cases[i].row);
        cr_expect_eq(!isnan(result.lower), cases[i].interval, "%s", cases[i].row);
        cr_expect_eq(!isnan(result.upper), cases[i].interval, "%s", cases[i].row);
        cr_expect_eq(result.method[0] != '\0', cases[i].interval, "%s: '%s'", cases[i].row, result.method);
        cr_expect(result.has_numerator && result.has_denominator, "numerator and denominator always stand");
    }
    cr_expect_eq(standard(&rate, "31,30,,,,", &usual).value, 31.0 / 30);
}

Test(indicator, an_amount_is_the_exact_sum)
{
    static const an_indicator amount = {
        .code = "amount", .kind = AN_AMOUNT, .numerator = "money", .missing = "missing"};
    const an_result result = standard(&amount, ",,,,12345678901234567.89,4", &usual);
    char text[AN_DECIMAL_SIZE];
    cr_expect(result.exact && result.has_numerator && !result.has_denominator && result.status == 'A');
    an_decimal_print(result.numerator, text);
    cr_expect_str_eq(text, "12345678901234567.89");
    an_decimal_print(result.n_missing, text);
    cr_expect_str_eq(text, "4");
    cr_expect(isnan(result.lower) && isnan(result.upper));
    const an_result none = standard(&amount, ",,,,,", &usual);
    cr_expect(none.status == 'A' && none.numerator.units == 0);
}

/* Methods, section 2 (Katz); with a cell of 0 scipy, the score test of Miettinen and Nurminen inverted by
 * brentq. */
Test(indicator, a_ratio_of_two_rates_has_the_interval_of_katz)
{
    static const an_indicator lift = {.code = "lift",
                                      .kind = AN_RATIO,
                                      .numerator = "x",
                                      .denominator = "n",
                                      .base_numerator = "b",
                                      .base_denominator = "n0"};
    an_result result = standard(&lift, "30,10000,120,15000,,", &usual);
    expect_near(result.value, .375, 1e-15);
    expect_near(result.lower, .25155232, 2e-8);
    expect_near(result.upper, .55902883, 2e-8);
    cr_expect(strcmp(result.method, "katz") == 0 && result.status == 'A');
    char text[AN_DECIMAL_SIZE];
    an_decimal_print(result.numerator, text);
    cr_expect_str_eq(text, "30");
    an_decimal_print(result.denominator, text);
    cr_expect_str_eq(text, "10000");
    result = standard(&lift, "0,100,30,100,,", &usual);
    cr_expect(result.value == 0 && result.lower == 0 && result.status == 'A', "0 lies in its own interval");
    expect_near(result.upper, .12430292, 5e-8);
    cr_expect_str_eq(result.method, "miettinen-nurminen");
    result = standard(&lift, "50,100,0,100,,", &usual);
    cr_expect(isnan(result.value) && isinf(result.upper) && result.status == 'M', "no value, but a bound");
    expect_near(result.lower, 13.43153401, 3e-9);
    static const struct {
        const char *row;
        char status;
    } cases[] = {{"1,0,1,100,,", 'M'},
                 {"1,100,0,100,,", 'M'},
                 {"1,100,0,0,,", 'M'},
                 {"1,29,1,100,,", 'U'},
                 {"1,100,1,29,,", 'U'}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        result = standard(&lift, cases[i].row, &usual);
        cr_expect_eq(result.status, cases[i].status, "%s: %c", cases[i].row, result.status);
        cr_expect_eq(isnan(result.value), cases[i].status == 'M', "%s", cases[i].row);
    }
}

Test(indicator, a_mean_may_exceed_1_and_has_no_interval)
{
    static const an_indicator mean = {.code = "mean", .numerator = "x", .denominator = "n", .kind = AN_MEAN};
    const an_result result = standard(&mean, "90,36,,,,", &usual);
    cr_expect(result.value == 2.5 && isnan(result.lower) && isnan(result.upper) && result.status == 'A');
    cr_expect_eq(standard(&mean, "90,0,,,,", &usual).status, 'M');
}

/* ---- the table ---- */

static const an_indicator declared[] = {
    {.code = "rate", .kind = AN_SHARE, .numerator = "x", .denominator = "n", .missing = "missing"},
    {.code = "amount", .kind = AN_AMOUNT, .numerator = "money", .unit = "EUR"},
    {0},
};

static void expect_table(an_format format, const char *row, const char *expected)
{
    an_writer *writer;
    an_indicators *table;
    an_error err = {0};
    size_t size;
    an_tally *tally = one_group(row);
    cr_assert_eq(an_writer_memory(&writer, &err), AN_OK);
    cr_assert_eq(an_indicators_check(declared, tally, NULL, &err), AN_OK);
    cr_assert_eq(an_indicators_new(&table, writer, format, NULL, 0, false, &err), AN_OK);
    cr_assert_eq(an_indicators_compute(table, declared, tally, NULL, &usual, NULL, &err), AN_OK);
    cr_assert_eq(an_indicators_end(table, AN_OK, &err), AN_OK);
    const char *text = an_writer_text(writer, &size);
    cr_expect(size == strlen(expected) && memcmp(text, expected, size) == 0, "%.*s", (int)size, text);
    an_writer_abort(writer);
    an_tally_free(tally);
}

Test(indicator, the_table_has_the_columns_of_the_design)
{
    static const char csv[] =
        "indicator,period,value,lower,upper,numerator,denominator,n_missing,unit,status,method\n";
    char expected[400];
    snprintf(expected, sizeof expected, "%srate,,,,,0,0,2,ratio,M,\namount,,0.1,,,0.1,,0,EUR,A,sum\n", csv);
    expect_table(AN_FORMAT_CSV, "0,0,,,0.1,2", expected);
    expect_table(
        AN_FORMAT_JSON, "0,0,,,0.1,2",
        "[\n{\"indicator\":\"rate\",\"period\":\"\",\"value\":null,\"lower\":null,\"upper\":null,"
        "\"numerator\":0,\"denominator\":0,\"n_missing\":2,"
        "\"unit\":\"ratio\",\"status\":\"M\",\"method\":\"\"},\n"
        "{\"indicator\":\"amount\",\"period\":\"\",\"value\":0.1,\"lower\":null,\"upper\":null,"
        "\"numerator\":0.1,\"denominator\":null,\"n_missing\":0,"
        "\"unit\":\"EUR\",\"status\":\"A\",\"method\":\"sum\"}\n]\n");
    expect_table(
        AN_FORMAT_SDMX, "0,0,,,0.1,2",
        "STRUCTURE,STRUCTURE_ID,ACTION,INDICATOR,TIME_PERIOD,OBS_VALUE,LOWER,UPPER,NUMERATOR,DENOMINATOR,"
        "N_MISSING,UNIT_MEASURE,OBS_STATUS,METHOD,CONF_STATUS\n"
        "dataflow,CUPRUM:INDICATORS(1.0),M,rate,_T,NaN,,,0,0,2,ratio,M,,F\n"
        "dataflow,CUPRUM:INDICATORS(1.0),M,amount,_T,0.1,,,0.1,,0,EUR,A,sum,F\n");
}

Test(indicator, a_breakdown_stands_between_period_and_value)
{
    static const char *const breakdown[] = {"member_state", "own column"}, *const keys[] = {"DE", "a,b"};
    const an_result result = {.indicator = "rate",
                              .period = "2017-Q3",
                              .keys = keys,
                              .value = 0.5,
                              .lower = 0.25,
                              .upper = NAN,
                              .numerator = an_decimal_from_int(1),
                              .denominator = an_decimal_from_int(2),
                              .has_numerator = true,
                              .has_denominator = true,
                              .unit = "ratio",
                              .status = 'Q',
                              .method = "m"};
    static const struct {
        an_format format;
        const char *text;
    } cases[] = {
        {AN_FORMAT_CSV,
         "indicator,period,member_state,own column,value,lower,upper,numerator,denominator,n_missing,unit,"
         "status,method\nrate,2017-Q3,DE,\"a,b\",0.5,0.25,,1,2,0,ratio,Q,m\n"},
        {AN_FORMAT_SDMX,
         "STRUCTURE,STRUCTURE_ID,ACTION,INDICATOR,TIME_PERIOD,MEMBER_STATE,OWN_COLUMN,OBS_VALUE,LOWER,UPPER,"
         "NUMERATOR,DENOMINATOR,N_MISSING,UNIT_MEASURE,OBS_STATUS,METHOD,CONF_STATUS\n"
         "dataflow,CUPRUM:INDICATORS_BY_MEMBER_STATE_OWN_COLUMN(1.0),M,rate,"
         "2017-Q3,DE,\"a,b\",0.5,0.25,,1,2,0,ratio,Q,m,C\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        an_writer *writer;
        an_indicators *table;
        an_error err = {0};
        size_t size;
        cr_assert_eq(an_writer_memory(&writer, &err), AN_OK);
        cr_assert_eq(an_indicators_new(&table, writer, cases[i].format, breakdown, 2, false, &err), AN_OK);
        an_indicators_add(table, &result);
        cr_assert_eq(an_indicators_end(table, AN_OK, &err), AN_OK);
        const char *text = an_writer_text(writer, &size);
        cr_expect(size == strlen(cases[i].text) && memcmp(text, cases[i].text, size) == 0, "%.*s", (int)size,
                  text);
        an_writer_abort(writer);
    }
}

Test(indicator, that_names_an_unknown_sum_is_a_mistake)
{
    static const an_indicator cases[][2] = {
        {{.code = "c", .kind = AN_SHARE, .numerator = "nothing"}},
        {{.code = "c", .kind = AN_SHARE, .numerator = "x", .denominator = "nothing"}},
        {{.code = "c", .kind = AN_SHARE, .numerator = "x", .denominator = "n", .base_numerator = "nothing"}},
        {{.code = "c", .kind = AN_SHARE, .numerator = "x", .missing = "nothing"}},
    };
    an_tally *tally = one_group("1,1,1,1,1,1");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        an_error err = {0};
        cr_expect_eq(an_indicators_check(cases[i], tally, NULL, &err), AN_USAGE, "case %zu", i);
        cr_expect(strstr(err.text, "nothing") != NULL && strstr(err.text, "c") != NULL, "%s", err.text);
    }
    an_tally_free(tally);
    cr_expect_eq(an_indicators_end(NULL, AN_DATA, NULL), AN_DATA);
}
