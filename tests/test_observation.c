/* test_observation: rows of an indicator table as numbers: what they are, their groups, what adds up. */
#include <criterion/criterion.h>

#include <math.h>

#include "folder.h"
#include "indicator/grouping.h"
#include "observations.h"

static an_meanings *catalogue;

static void begin(void)
{
    an_error err = {0};
    folder_make();
    cr_assert_eq(an_meanings_new(&catalogue, NULL, &err), AN_OK, "%s", err.text);
}

static void end(void)
{
    an_meanings_free(catalogue);
    folder_remove();
}

TestSuite(observation, .init = begin, .fini = end);

#define HEADER "indicator,period,key,value,lower,upper,numerator,denominator,n_missing,unit,status,method\n"

static an_code read_text(const char *csv, const char *const where[], size_t n, an_observations *table,
                         an_error *err)
{
    const char *file = folder_put("t.csv", csv);
    return observations_read(table, file, where, n, catalogue, err);
}

static void read_row(const char *row, an_observations *table)
{
    char csv[600];
    an_error err = {0};
    snprintf(csv, sizeof csv, "%s%s\n", HEADER, row);
    cr_assert_eq(read_text(csv, NULL, 0, table, &err), AN_OK, "%s: %s", row, err.text);
    cr_assert_eq(table->n, 1);
}

typedef struct kind_case {
    const char *row;
    bool share, count;
} kind_case;

Test(observation, a_row_says_what_it_is)
{
    static const kind_case cases[] = {
        {"control_rate,2017-Q3,DE,0.1,,,2,20,0,ratio,A,wilson", true, false},
        {"control_rate,2017-Q3,DE,0.1,,,2,20,0,ratio,U,", true, false},
        {"control_rate,2017-Q3,DE,0,,,0,20,0,ratio,B,jeffreys", true, false},
        {"control_rate,2017-Q3,DE,1.5,,,30,20,0,ratio,A,", false, false},
        {"control_rate,2017-Q3,DE,,,,0,0,0,ratio,M,", false, false},
        {"control_rate,2017-Q3,DE,,,,,,,ratio,Q,", false, false},
        {"some_share,2017-Q3,DE,0.2,,,2,20,0,ratio,A,wilson", false, false},
        {"targeting_lift,2017-Q3,DE,2,1,4,2,20,0,ratio,A,katz", false, false},
        {"targeting_lift,2017-Q3,DE,,,,2,20,0,ratio,M,", false, false},
        {"other_lift,2017-Q3,DE,2,1,4,2,20,0,ratio,A,katz+0.5", false, false},
        {"aeo_control_ratio_mh,2017-Q3,DE,2,1,4,2,20,0,ratio,A,mantel-haenszel", false, false},
        {"detection_rate,2017-Q3,DE,0.1,,,2,20,0,ratio,A,bootstrap", false, false},
        {"requests,2017-Q3,DE,7,,,7,,0,count,A,sum", false, true},
        {"aeo_valid,2017-Q3,DE,7,,,,,0,count,A,", false, true},
        {"aeo_stock_residual,2017-Q3,DE,-7,,,-7,,0,count,A,sum", false, false},
        {"operation_established,2017-Q3,DE,7.5,,,7.5,,0,EUR,A,sum", false, false},
        {"man_days,2017-Q3,DE,2.5,,,5,2,0,days,A,mean", false, false},
        {"controls_per_aeo,2017-Q3,DE,2.5,,,5,2,0,controls/operator,A,mean", false, false},
        {"controls_per_aeo,2017-Q3,DE,,,,0,0,0,controls/operator,M,", false, false},
        {"feedback_median_days,2017-Q3,DE,2.5,1,4,,,0,days,A,kaplan-meier", false, false},
    };
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        an_observations table;
        read_row(cases[k].row, &table);
        cr_expect_eq(an_observation_is_share(&table.rows[0]), cases[k].share, "%s", cases[k].row);
        cr_expect_eq(an_observation_is_count(&table.rows[0]), cases[k].count, "%s", cases[k].row);
        an_observations_free(&table);
    }
}

Test(observation, errors_name_their_place)
{
    static const struct {
        const char *csv, *where, *text;
        an_code code;
        uint64_t line, column;
    } cases[] = {
        {HEADER "r,2017,DE,ten,,,2,20,0,ratio,A,wilson\n", NULL, "value: not a number: 'ten'", AN_DATA, 2, 4},
        {HEADER "r,2017,DE,1,x,,2,20,0,ratio,A,wilson\n", NULL, "lower: not a number: 'x'", AN_DATA, 2, 5},
        {HEADER "r,2017,DE,1,,x,2,20,0,ratio,A,wilson\n", NULL, "upper: not a number: 'x'", AN_DATA, 2, 6},
        {HEADER "r,2017,DE,1,,,2,1e99,0,ratio,A,\n", NULL, "denominator: too large a number: '1e99'", AN_DATA,
         2, 8},
        {HEADER "r,2017,DE,1,,,2,20,-,ratio,A,\n", NULL, "n_missing: not a number: '-'", AN_DATA, 2, 9},
        {HEADER "r,2017,DE,1,,,2,20,0,ratio,AU,\n", NULL, "status: not an OBS_STATUS: 'AU'", AN_DATA, 2, 11},
        {HEADER, "periods=2017",
         "--where periods=2017: the table has no column 'periods' (did you mean 'period'?); it has: "
         "indicator, period, key, value, lower, upper, numerator, denominator, n_missing, unit, status, "
         "method",
         AN_USAGE, 0, 0},
        {HEADER, "key", "--where key: expected COL=V[,V...] (or != < <= > >=)", AN_USAGE, 0, 0},
        {HEADER "r,2017,DE,1,,,2,20,0,ratio,A,\n", "key>3", "key: not a number: 'DE' (--where key>3)",
         AN_DATA, 2, 3},
    };
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        an_observations table;
        an_error err = {0};
        cr_expect_eq(read_text(cases[k].csv, &cases[k].where, cases[k].where != NULL, &table, &err),
                     cases[k].code);
        cr_expect_str_eq(err.text, cases[k].text);
        cr_expect_eq(err.line, cases[k].line, "%s", err.text);
        cr_expect_eq(err.column, cases[k].column, "%s", err.text);
    }
}

/* The status of an indicator table is not that of the extract of actions. */
Test(observation, conditions_choose_rows)
{
    static const char csv[] = HEADER "r,2016-Q4,DE,0.1,,,2,20,0,ratio,U,wilson\n"
                                     "r,2017-Q1,FR,0.2,,,4,20,0,ratio,A,wilson\n"
                                     "s,2017-Q2,,0.3,,,6,20,0,ratio,B,wilson\n";
    static const struct {
        const char *where;
        size_t n;
    } cases[] = {
        {"indicator=r", 2}, {"period>=2017-Q1", 2}, {"status=U,B", 2},   {"status!=A", 2},    {"key=", 1},
        {"value>0.15", 2},  {"key!=DE", 2},         {"method=exact", 0}, {"numerator<=4", 2},
    };
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        an_observations table;
        an_error err = {0};
        cr_assert_eq(read_text(csv, &cases[k].where, 1, &table, &err), AN_OK, "%s", err.text);
        cr_expect_eq(table.n, cases[k].n, "%s", cases[k].where);
        cr_expect_eq(table.n_read, 3);
        an_observations_free(&table);
    }
}

/* The second table has no column key: its row is of all, not of those without a key. */
Test(observation, an_empty_key_is_not_a_missing_column)
{
    static const char csv[] = HEADER
        "r,2017,DE,0.1,,,2,20,0,ratio,A,\nr,2017,,0.1,,,2,20,0,ratio,A,\nr,2017,DE,0.1,,,2,20,0,ratio,A,\n"
        "r,2017,TOTAL,0.1,,,6,60,0,ratio,A,\n"
        "indicator,period,value,lower,upper,numerator,denominator,n_missing,unit,status,method\n"
        "r,2017,0.1,,,6,60,0,ratio,A,\n";
    static const struct {
        an_grouping_pattern pattern;
        size_t n;
    } cases[] = {{AN_PATTERN_NONE, 4}, {AN_PATTERN_TOTALS, 4}, {AN_PATTERN_TABLES, 4}, {AN_PATTERN_SUMS, 3}};
    an_observations table;
    an_error err = {0};
    cr_assert_eq(read_text(csv, NULL, 0, &table, &err), AN_OK, "%s", err.text);
    const int columns[] = {table.columns.indicator, table.columns.breakdown[0]};
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        an_grouping groups;
        cr_assert_eq(an_observations_group(&table, columns, 2, cases[k].pattern, &groups, &err), AN_OK);
        cr_assert_eq(groups.n, cases[k].n, "pattern %d", (int)cases[k].pattern);
        cr_expect_eq(groups.start[1], 2);
        cr_expect_eq(groups.row[0], 0);
        cr_expect_eq(groups.row[1], 2);
        cr_expect_eq(groups.start[groups.n], 5);
        an_grouping_free(&groups);
    }
    an_observations_free(&table);
}
