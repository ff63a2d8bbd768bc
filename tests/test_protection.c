/* test_protection: figures, margins and secondary suppression, by hand; at random: test_attack. */
#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

#include "folder.h"
#include "observations.h"
#include "indicator/margins.h"
#include "indicator/protection.h"

TestSuite(protection, .init = folder_make, .fini = folder_remove);

static const char header[] =
    "indicator,period,row,column,value,lower,upper,numerator,denominator,n_missing,unit,"
    "status,method\n";

/* A table as a system. */
typedef struct parts {
    an_meanings *meanings;
    an_observations table;
    an_figures figures;
    an_margins margins;
} parts;

static void take_apart(parts *p, const char *csv)
{
    an_error err = {0};
    const char *file = folder_put("t.csv", csv);
    cr_assert_eq(an_meanings_new(&p->meanings, NULL, &err), AN_OK, "%s", err.text);
    cr_assert_eq(observations_read(&p->table, file, NULL, 0, p->meanings, &err), AN_OK, "%s", err.text);
    cr_assert_eq(an_figures_new(&p->figures, &p->table, NULL, 0, &err), AN_OK, "%s", err.text);
    cr_assert_eq(an_margins_find(&p->figures, p->table.n, &p->margins, &err), AN_OK, "%s", err.text);
    cr_assert_eq(an_figures_index(&p->figures, p->table.n, &err), AN_OK, "%s", err.text);
}

static void put_away(parts *p)
{
    an_margins_free(&p->margins);
    an_figures_free(&p->figures);
    an_observations_free(&p->table);
    an_meanings_free(p->meanings);
}

/* Protects with the small counts of status as sensitive; the code. */
static an_code protect(parts *p, char status[], an_error *err)
{
    const an_protection_rules rules = {3, 10};
    unsigned char *const flags = calloc(p->figures.n + 1, 1);
    cr_assert_not_null(flags);
    for (size_t i = 0; i < p->table.n; i++)
        if (status[i] == 'A')
            flags[p->figures.shown[i * AN_SHOWN]] = AN_SENSITIVE | AN_LABEL_SMALL;
    const an_code code = an_protection_add(&p->figures, &p->margins, &p->table, &rules, flags, status, err);
    free(flags);
    return code;
}

#define ROW(a, c, x) "requests,2017-Q3," a "," c "," x ",,," x ",,0,count,A,sum\n"

Test(protection, a_table_of_two_dimensions_has_a_sum_for_each_row_and_column)
{
    char csv[2000];
    parts p;
    snprintf(csv, sizeof csv, "%s%s", header,
             ROW("a", "x", "1") ROW("a", "y", "5") ROW("a", "TOTAL", "6") ROW("b", "x", "7")
                 ROW("b", "y", "9") ROW("b", "TOTAL", "16") ROW("TOTAL", "x", "8") ROW("TOTAL", "y", "14")
                     ROW("TOTAL", "TOTAL", "22"));
    take_apart(&p, csv);
    cr_expect_eq(p.figures.n, 9);
    cr_expect_eq(p.margins.n, 6);
    char status[] = "AFFFFFFFF";
    an_error err = {0};
    cr_expect_eq(protect(&p, status, &err), AN_OK, "%s", err.text);
    cr_expect_str_eq(status, "AdFddFFFF"); /* the one rectangle without a total */
    put_away(&p);
}

Test(protection, a_table_without_suppressed_cells_or_sums_is_left_alone)
{
    static const char *const rows[] = {
        "",
        ROW("a", "x", "1"),
        "feedback_median_days,2017-Q3,a,x,1.5,,,,,0,days,A,median\n"
        "feedback_median_days,2017-Q3,TOTAL,x,1.5,,,,,0,days,A,median\n",
    };
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) {
        char csv[600], status[] = "FFF";
        parts p;
        an_error err = {0};
        snprintf(csv, sizeof csv, "%s%s", header, rows[k]);
        take_apart(&p, csv);
        cr_expect_eq(protect(&p, status, &err), AN_OK);
        cr_expect_str_eq(status, "FFF");
        put_away(&p);
    }
}

/* The total is more than its parts: what they leave is a figure that no row shows. */
Test(protection, a_total_of_more_than_its_parts_has_a_rest)
{
    char csv[600];
    parts p;
    snprintf(csv, sizeof csv, "%s%s", header, ROW("a", "x", "1") ROW("b", "x", "4") ROW("TOTAL", "x", "9"));
    take_apart(&p, csv);
    cr_expect_eq(p.figures.n, 4);
    cr_expect_eq(p.margins.n, 1);
    cr_expect_eq(an_decimal_compare(p.figures.cells[3].value, an_decimal_from_int(4)), 0);
    put_away(&p);
}

/* Chapter 03 is the sum of its codes, 0307 of its own; columns of one code are one dimension. */
Test(protection, codes_are_parts_of_the_codes_that_begin_them)
{
    parts p;
    take_apart(
        &p,
        "indicator,period,chapter,value,lower,upper,numerator,denominator,n_missing,unit,status,method\n"
        "requests,2017-Q3,03,16,,,16,,0,count,A,sum\n"
        "indicator,period,commodity,value,lower,upper,numerator,denominator,n_missing,unit,status,method\n"
        "requests,2017-Q3,03074918,2,,,2,,0,count,A,sum\n"
        "requests,2017-Q3,03074919,5,,,5,,0,count,A,sum\n"
        "requests,2017-Q3,03011100,9,,,9,,0,count,A,sum\n"
        "requests,2017-Q3,04011100,9,,,9,,0,count,A,sum\n");
    cr_expect_eq(p.figures.n_dimensions, 1);
    cr_assert_eq(p.margins.n, 1);
    cr_expect_eq(p.margins.start[1], 4);
    char status[] = "FAFFF";
    an_error err = {0};
    cr_expect_eq(protect(&p, status, &err), AN_OK, "%s", err.text);
    cr_expect_str_eq(status, "FAdFF");
    put_away(&p);
}

Test(protection, months_quarters_and_years_are_sums_of_each_other)
{
    parts p;
    char csv[1200] =
        "indicator,period,value,lower,upper,numerator,denominator,n_missing,unit,status,method\n";
    static const char *const periods[] = {"2017,40",    "2017-S1,22", "2017-Q1,12", "2017-Q2,10",
                                          "2017-S2,18", "2017-01,3",  "2017-02,4",  "2017-03,5"};
    for (size_t k = 0; k < sizeof periods / sizeof *periods; k++) {
        const char *const comma = strchr(periods[k], ',');
        snprintf(csv + strlen(csv), sizeof csv - strlen(csv), "requests,%s,,,%s,,0,count,A,sum\n", periods[k],
                 comma + 1);
    }
    take_apart(&p, csv);
    cr_expect_eq(p.margins.n, 3); /* 2017 = S1 + S2, S1 = Q1 + Q2, Q1 = its months */
    put_away(&p);
}
