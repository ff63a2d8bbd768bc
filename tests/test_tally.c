/* test_tally: sums by key of small extracts: conditions, splitting columns, strata, distinct counts, several
 * sources. */
#include <criterion/criterion.h>

#include "folder.h"
#include "tallies.h"

TestSuite(tally, .init = folder_make, .fini = folder_remove);

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* The groups of one extract of declarations, declared and asked for as here. */
typedef struct tally_case {
    const an_sum *sums;
    const char *const *by, *const *strata;
    size_t n_by, n_strata;
    const char *const *shown;
    size_t n_shown;
} tally_case;

static void expect_text(const tally_case *c, const char *csv, const char *expected)
{
    const an_source sources[] = {{.extract = "declarations", .date = "acceptance_date", .sums = c->sums},
                                 {0}};
    const an_tally_plan plan = {.sources = sources,
                                .by = c->by,
                                .n_by = c->n_by,
                                .strata = c->strata,
                                .n_strata = c->n_strata,
                                .period = AN_PERIOD_QUARTER};
    const char *const files[] = {folder_put("f.csv", csv), NULL};
    const char *const *const all[] = {files};
    an_error err = {0};
    for (unsigned threads = 1; threads <= 2; threads++) {
        an_tally *tally = tallies_make(&plan, &(tallies_order){.files = all, .threads = threads}, &err);
        cr_assert_not_null(tally, "%s", err.text);
        char *text = tallies_text(tally, c->shown, c->n_shown);
        cr_expect_str_eq(text, expected);
        free(text);
        an_tally_free(tally);
    }
}

Test(tally, groups_come_by_period_and_keys_bytewise)
{
    static const an_sum sums[] = {
        {.name = "items", .of = "items"}, {.name = "value", .of = "statistical_value"}, {0}};
    static const char *const by[] = {"member_state", "own"}, *const shown[] = {"items", "value"};
    const tally_case c = {.sums = sums, .by = by, .n_by = 2, .shown = shown, .n_shown = 2};
    expect_text(
        &c,
        "own,acceptance_date,member_state,statistical_value\n"
        "b,2017-10-01,DE,1\nB,2017-09-30,EL,0.1\n,2017-07-01,GR,0.2\nb,2017-09-01,DE,\nb,2017-08-01,DE,3\n"
        "\xc3\xa9,2016-01-01,AT,10000000000000000\n",
        "2016-Q1 AT \xc3\xa9: 1 10000000000000000\n"
        "2017-Q3 DE b: 2 3\n"
        "2017-Q3 GR : 1 0.2\n"
        "2017-Q3 GR B: 1 0.1\n"
        "2017-Q4 DE b: 1 1\n");
    expect_text(&c, "own,acceptance_date,member_state\n", "");
}

Test(tally, by_keys_the_periods_of_a_key_stand_together)
{
    static const an_sum sums[] = {{.name = "items", .of = "items"}, {0}};
    static const char *const by[] = {"member_state", "own"};
    static const an_source sources[] = {
        {.extract = "declarations", .date = "acceptance_date", .sums = sums}, {0}};
    const an_tally_plan plan = {.sources = sources, .by = by, .n_by = 2, .period = AN_PERIOD_QUARTER};
    static const char csv[] = "own,acceptance_date,member_state\nb,2017-01-01,AT\n\xc3\xa9,2017-01-01,AT\n"
                              "a,2017-01-01,DE\nB,2017-04-01,AT\nb,2017-04-01,AT\na,2016-01-01,DE\n";
    const char *const files[] = {folder_put("f.csv", csv), NULL};
    const char *const *const all[] = {files};
    static const char *const expected[] = {"AT B 2017-Q2",        "AT b 2017-Q1", "AT b 2017-Q2",
                                           "AT \xc3\xa9 2017-Q1", "DE a 2016-Q1", "DE a 2017-Q1"};
    size_t order[COUNT(expected)];
    an_error err = {0};
    an_tally *tally = tallies_make(&plan, &(tallies_order){.files = all, .threads = 1}, &err);
    cr_assert_not_null(tally, "%s", err.text);
    cr_assert_eq(an_tally_groups(tally), COUNT(expected));
    an_tally_by_keys(tally, order);
    for (size_t i = 0; i < COUNT(expected); i++) {
        char text[40];
        const char *const *key = an_tally_key(tally, order[i]);
        snprintf(text, sizeof text, "%s %s %s", key[0], key[1], an_tally_period(tally, order[i]));
        cr_expect_str_eq(text, expected[i]);
    }
    cr_expect_eq(an_tally_compare(tally, order[0], order[1], 2), -1);
    cr_expect_eq(an_tally_compare(tally, order[1], order[0], 2), 1);
    cr_expect_eq(an_tally_compare(tally, order[1], order[2], 2), 0);
    cr_expect_eq(an_tally_compare(tally, order[0], order[1], 1), 0);
    cr_expect_eq(an_tally_compare(tally, order[0], order[5], 0), 0);
    an_tally_free(tally);
}

/* "-" is an empty cell, "*" any other; codes are alternatives, conditions must all hold. */
Test(tally, conditions_choose_rows)
{
    static const an_sum sums[] = {
        {.name = "all", .of = "items"},
        {.name = "empty", .of = "items", .where = {{"control_result", "-"}}},
        {.name = "any", .of = "items", .where = {{"control_result", "*"}}},
        {.name = "closed", .of = "items", .where = {{"control_result", "conform irregular"}}},
        {.name = "open_or_none", .of = "items", .where = {{"control_result", "open -"}}},
        {.name = "both", .of = "items", .where = {{"control_result", "conform"}, {"dataset", "H1 H7"}}},
        {.name = "named", .of = "items", .where = {{"importer", "*"}}},
        {.name = "unnamed", .of = "items", .where = {{"importer", "-"}, {"control_result", "* -"}}},
        {.name = "absent", .of = "items", .where = {{"control_basis", "*"}}},
        {0},
    };
    static const char *const shown[] = {"all",  "empty", "any",     "closed", "open_or_none",
                                        "both", "named", "unnamed", "absent"};
    const tally_case c = {.sums = sums, .shown = shown, .n_shown = COUNT(shown)};
    expect_text(&c,
                "acceptance_date,items,control_result,dataset,importer\n"
                "2017-07-01,1,,H1,A\n2017-07-01,10,conform,H1,\n2017-07-01,100,irregular,H7,B\n2017-07-01,"
                "1000,open,,\n"
                "2017-07-01,10000,conform,I1,C\n2017-07-01,100000,conform,H7,\n",
                "2017-Q3: 111111 1 111110 110110 1001 100010 10101 101010 0\n");
}

Test(tally, sums_of_amounts_are_exact_and_signed)
{
    static const an_sum sums[] = {{.name = "sum", .of = "established_amount"}, {0}};
    static const char *const shown[] = {"sum"};
    const tally_case c = {.sums = sums, .shown = shown, .n_shown = 1};
    expect_text(&c, "acceptance_date,established_amount\n2017-07-01,0.1\n2017-07-01,0.2\n2017-07-01,-0.3\n",
                "2017-Q3: 0\n");
    expect_text(
        &c, "acceptance_date,established_amount\n2017-07-01,99999999999999999\n2017-07-01,0.000000000001\n",
        "2017-Q3: 99999999999999999.000000000001\n");
}

static const an_sum control_sums[] = {
    {.name = "items", .of = "items", .whole = true},
    {.name = "controls", .of = "controls"},
    {.name = "irregular", .of = "controls", .where = {{"control_result", "irregular"}}},
    {.name = "importers", .distinct = "importer", .whole = true},
    {.name = "controlled", .distinct = "importer", .where = {{"control_stage", "*"}}},
    {0},
};
static const char *const control_shown[] = {"items", "controls", "irregular", "importers", "controlled"};
static const char control_csv[] =
    "acceptance_date,member_state,control_stage,control_result,control_type,items,importer\n"
    "2017-07-01,DE,,,,1,A\n"
    "2017-07-01,DE,clearance,conform,physical,1,A\n"
    "2017-07-01,DE,clearance,irregular,documentary,0,A\n"
    "2017-07-01,DE,post_release,irregular,,1,B\n"
    "2017-10-01,FR,,,,5,C\n";

/* A control rate by stage: its denominator is all items of the group, and each stage has its row. */
Test(tally, splitting_columns_split_the_numerators_only)
{
    static const char *const by[] = {"member_state", "control_stage"};
    const tally_case c = {.sums = control_sums, .by = by, .n_by = 2, .shown = control_shown, .n_shown = 5};
    expect_text(&c, control_csv,
                "2017-Q3 DE clearance: 3 2 1 2 1\n"
                "2017-Q3 DE post_clearance: 3 0 0 2 0\n"
                "2017-Q3 DE post_release: 3 1 1 2 1\n"
                "2017-Q4 FR clearance: 5 0 0 1 0\n"
                "2017-Q4 FR post_clearance: 5 0 0 1 0\n"
                "2017-Q4 FR post_release: 5 0 0 1 0\n");
}

/* An observed empty code has its row too, wherever one is counted. */
Test(tally, every_declared_code_and_an_observed_empty_one_appear)
{
    static const char *const by[] = {"control_type"};
    const tally_case c = {.sums = control_sums, .by = by, .n_by = 1, .shown = control_shown, .n_shown = 3};
    expect_text(&c, control_csv,
                "2017-Q3 : 3 1 1\n2017-Q3 documentary: 3 1 1\n2017-Q3 physical: 3 1 0\n"
                "2017-Q4 : 5 0 0\n2017-Q4 documentary: 5 0 0\n2017-Q4 physical: 5 0 0\n");
    static const char *const three[] = {"control_type", "member_state", "control_basis"};
    const tally_case t = {.sums = control_sums, .by = three, .n_by = 3, .shown = control_shown, .n_shown = 2};
    expect_text(&t,
                "acceptance_date,member_state,control_type,control_basis,control_stage\n"
                "2017-07-01,DE,physical,random,clearance\n2017-07-01,AT,,,\n",
                "2017-Q3 documentary AT crc: 1 0\n2017-Q3 documentary AT other: 1 0\n"
                "2017-Q3 documentary AT random: 1 0\n2017-Q3 documentary AT risk_profile: 1 0\n"
                "2017-Q3 documentary DE crc: 1 0\n2017-Q3 documentary DE other: 1 0\n"
                "2017-Q3 documentary DE random: 1 0\n2017-Q3 documentary DE risk_profile: 1 0\n"
                "2017-Q3 physical AT crc: 1 0\n2017-Q3 physical AT other: 1 0\n"
                "2017-Q3 physical AT random: 1 0\n2017-Q3 physical AT risk_profile: 1 0\n"
                "2017-Q3 physical DE crc: 1 0\n2017-Q3 physical DE other: 1 0\n"
                "2017-Q3 physical DE random: 1 1\n2017-Q3 physical DE risk_profile: 1 0\n");
}

Test(tally, strata_stand_inside_their_group_in_order)
{
    static const an_sum sums[] = {
        {.name = "items", .of = "items"}, {.name = "importers", .distinct = "importer"}, {0}};
    static const char *const by[] = {"member_state"}, *const strata[] = {"dataset", "chapter"};
    const an_source sources[] = {{.extract = "declarations", .date = "acceptance_date", .sums = sums}, {0}};
    const an_tally_plan plan = {
        .sources = sources, .by = by, .n_by = 1, .strata = strata, .n_strata = 2, .period = AN_PERIOD_YEAR};
    const char *const files[] = {folder_put("f.csv",
                                            "acceptance_date,member_state,dataset,commodity,items,importer\n"
                                            "2017-07-01,DE,H7,620100,3,A\n2017-07-01,DE,H1,0307491800,2,A\n"
                                            "2017-07-01,DE,H1,620100,1,B\n2017-01-01,AT,H1,620100,9,A\n"),
                                 NULL};
    const char *const *const all[] = {files};
    an_error err = {0};
    an_tally *tally = tallies_make(&plan, &(tallies_order){.files = all, .threads = 2}, &err);
    cr_assert_not_null(tally, "%s", err.text);
    cr_assert_eq(an_tally_groups(tally), 2);
    cr_expect_eq(an_tally_strata(tally, 0), 1);
    cr_assert_eq(an_tally_strata(tally, 1), 3);
    static const int64_t items[] = {2, 1, 3}; /* H1 03, H1 62, H7 62 */
    for (size_t k = 0; k < 3; k++)
        cr_expect_eq(an_decimal_compare(an_tally_stratum(tally, 1, k, 0), an_decimal_from_int(items[k])), 0,
                     "%zu", k);
    static const char *const keys[][2] = {{"H1", "03"}, {"H1", "62"}, {"H7", "62"}};
    for (size_t k = 0; k < 6; k++)
        cr_expect_str_eq(an_tally_stratum_key(tally, 1, k / 2, k % 2), keys[k / 2][k % 2]);
    static const char *const shown[] = {"items", "importers"};
    char *text = tallies_text(tally, shown, 2);
    cr_expect_str_eq(text, "2017 AT: 9 1\n2017 DE: 6 2\n", "an importer in two strata is one importer");
    free(text);
    an_tally_free(tally);
}

/* A second source joins by the keys; one that is not given leaves zeros. */
Test(tally, sources_meet_in_their_groups)
{
    static const an_sum cases[] = {{.name = "established", .of = "established_amount"}, {0}};
    static const an_sum resources[] = {{.name = "tor", .of = "gross_tor"}, {0}};
    static const an_source sources[] = {
        {.extract = "declarations", .date = "acceptance_date", .sums = cases},
        {.extract = "tor", .option = "tor", .date = "date", .sums = resources},
        {0}};
    static const char *const by[] = {"member_state"}, *const shown[] = {"established", "tor"};
    const an_tally_plan plan = {.sources = sources, .by = by, .n_by = 1, .period = AN_PERIOD_QUARTER};
    const char *const one[] = {folder_put("d.csv",
                                          "acceptance_date,member_state,established_amount\n2017-07-01,DE,5\n"
                                          "2017-08-01,EL,1.5\n"),
                               NULL};
    const char *const two[] = {
        folder_put("t.csv", "member_state,period,gross_tor\nGR,2017-Q3,100\nFR,2017-09,7\n"), NULL};
    static const struct {
        bool given;
        const char *text;
    } expected[] = {{true, "2017-Q3 DE: 5 0\n2017-Q3 FR: 0 7\n2017-Q3 GR: 1.5 100\n"},
                    {false, "2017-Q3 DE: 5 0\n2017-Q3 GR: 1.5 0\n"}};
    for (size_t i = 0; i < 2; i++) {
        const char *const *const all[] = {one, expected[i].given ? two : NULL};
        an_error err = {0};
        an_tally *tally = tallies_make(&plan, &(tallies_order){.files = all, .threads = 2}, &err);
        cr_assert_not_null(tally, "%s", err.text);
        char *text = tallies_text(tally, shown, 2);
        cr_expect_str_eq(text, expected[i].text);
        cr_expect_eq(an_tally_find(tally, "tor"), 1);
        cr_expect_eq(an_tally_find(tally, "TOR"), -1);
        free(text);
        an_tally_free(tally);
    }
}

/* It would compile, run, and give the same as a sum that is not whole. */
Test(tally, whole_where_no_column_splits_is_refused)
{
    static const an_sum sums[] = {{.name = "register_total", .of = "items", .whole = true}, {0}};
    static const an_source sources[] = {{.extract = "aeo_register", .sums = sums}, {0}};
    const an_tally_plan plan = {.sources = sources};
    an_tally *tally = NULL;
    an_error err = {0};
    cr_expect_eq(an_tally_new(&tally, &plan, &err), AN_USAGE);
    cr_expect(strstr(err.text, "register_total") != NULL && strstr(err.text, "share_of") != NULL, "%s",
              err.text);
}

Test(tally, names_the_mistake_of_a_declaration)
{
    static const char *const stage[] = {"control_stage"}, *const twice[] = {"origin", "origin"},
                             *const one[] = {"origin"};
    static const struct {
        an_sum sum;
        const char *const *by, *const *strata;
        size_t n_by, n_strata;
        const char *text;
    } cases[] = {
        {{.name = "s", .of = "origin"}, NULL, NULL, 0, 0, "s"},
        {{.name = "s", .of = "own"}, NULL, NULL, 0, 0, "s"},
        {{.name = "s", .of = "items", .where = {{"control_result", "conform iregular"}}},
         NULL,
         NULL,
         0,
         0,
         "iregular"},
        {{.name = "s", .of = "items", .where = {{"importer", "A"}}}, NULL, NULL, 0, 0, "importer"},
        {{.name = "s", .of = "items"}, twice, NULL, 2, 0, "origin"},
        {{.name = "s", .of = "items"}, one, one, 1, 1, "origin"},
        {{.name = "s", .of = "items"}, NULL, stage, 0, 1, "control_stage"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        const an_sum sums[] = {cases[i].sum, {0}};
        const an_source sources[] = {{.extract = "declarations", .sums = sums}, {0}};
        const an_tally_plan plan = {.sources = sources,
                                    .by = cases[i].by,
                                    .n_by = cases[i].n_by,
                                    .strata = cases[i].strata,
                                    .n_strata = cases[i].n_strata};
        an_tally *tally = NULL;
        an_error err = {0};
        cr_expect_eq(an_tally_new(&tally, &plan, &err), AN_USAGE, "case %zu", i);
        cr_expect_not_null(strstr(err.text, cases[i].text), "case %zu: %s", i, err.text);
    }
    an_tally_free(NULL);
}
