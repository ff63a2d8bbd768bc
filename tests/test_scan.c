/* test_scan: scans of small files: rows in order, columns found, dates, defaults, and every rejected
 * row. */
#include <criterion/criterion.h>

#include <fcntl.h>
#include <sys/stat.h>

#include "folder.h"
#include "rows.h"

TestSuite(scan, .init = folder_make, .fini = folder_remove);

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define SCAN_OF(f, c) ((an_scan){.files = (f), .n_files = COUNT(f), .needs = (c), .n_needs = COUNT(c)})

static void expect_rows(an_scan scan, const char *rows)
{
    rows_result result = rows_read(scan);
    char error[AN_ERROR_SIZE];
    cr_expect_eq(result.code, AN_OK, "%s", rows_error(&result, error));
    cr_expect_str_eq(result.text, rows);
    cr_expect_eq(result.counts.read, result.counts.used + result.counts.rejected);
    rows_free(&result);
}

static void expect_error(an_scan scan, an_code code, const char *text)
{
    rows_result result = rows_read(scan);
    char error[AN_ERROR_SIZE];
    rows_error(&result, error);
    cr_expect_eq(result.code, code, "%s", error);
    cr_expect_not_null(strstr(rows_error(&result, error), text), "'%s' is not in '%s'", text,
                       rows_error(&result, error));
    rows_free(&result);
}

/* The same for one file that holds csv. */
static void expect_csv(const char *csv, an_scan scan, an_code code, const char *text)
{
    const char *file = folder_put("f.csv", csv);
    scan.files = &file;
    scan.n_files = 1;
    if (code == AN_OK)
        expect_rows(scan, text);
    else
        expect_error(scan, code, text);
}

Test(scan, finds_columns_in_any_order_of_any_file)
{
    static const an_need needs[] = {{.name = "origin"}, {.name = "net_mass"}};
    const char *files[] = {folder_put("a.csv", "origin,other,net_mass\nCN,x,1.5\n\nEL,y,\n"),
                           folder_put("b.csv", "net_mass;origin\r\n2;\"US\"\r\n"),
                           folder_put("c.csv", "sep=|\nx|net_mass|origin\n1|3|NA")};
    expect_rows(SCAN_OF(files, needs), "a.csv:2 |CN|1.5\na.csv:4 |GR|~\nb.csv:2 |US|2\nc.csv:3 |NA|3\n");
}

Test(scan, counts_rows_by_file_and_empty_lines)
{
    static const an_need needs[] = {{.name = "origin"}};
    const char *files[] = {folder_put("a.csv", "\norigin\nCN\n\n\nUS\n"),
                           folder_put("b.csv", "origin\n\nFR\n")};
    an_scan scan = SCAN_OF(files, needs);
    rows_result result = rows_read(scan);
    cr_expect_str_eq(result.text, "a.csv:3 |CN\na.csv:6 |US\nb.csv:3 |FR\n");
    cr_expect(result.counts.read == 3 && result.counts.used == 3 && result.counts.rejected == 0);
    cr_assert_eq(result.counts.n_files, 2);
    cr_expect(result.counts.files[0].rows == 2 && result.counts.files[1].rows == 1);
    cr_expect_eq(result.counts.files[0].bytes, strlen("\norigin\nCN\n\n\nUS\n"));
    cr_expect_str_eq(result.counts.files[0].sha256, "");
    rows_free(&result);
}

/* printf 'abc\norigin\n' | sha256sum is not needed: FIPS 180-2 gives that of "abc". */
Test(scan, hashes_what_it_read)
{
    static const an_need needs[] = {{.name = "abc"}};
    const char *files[] = {folder_put("a.csv", "abc")};
    an_scan scan = SCAN_OF(files, needs);
    scan.hash = true;
    rows_result result = rows_read(scan);
    cr_assert_eq(result.code, AN_OK);
    cr_expect_eq(result.counts.read, 0);
    cr_expect_str_eq(result.counts.files[0].sha256,
                     "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    rows_free(&result);
}

Test(scan, refuses_headers_that_cannot_be_meant)
{
    static const an_need needs[] = {{.name = "origin"}, {.name = "net_mass", .option = "--by"}};
    const an_scan scan = {.needs = needs, .n_needs = 2};
    static const struct {
        const char *csv;
        an_code code;
        const char *text;
    } cases[] = {
        {"", AN_DATA, "f"},
        {"\n\n", AN_DATA, "empty"},
        {"origin,net_mass,origin\nCN,1,2\n", AN_DATA, ":1:3: "},
        {"net_mass,orgin\n1,CN\n", AN_DATA,
         ":1: no column 'origin' (did you mean 'orgin'?); the header has: net_mass, orgin;"},
        {"\norigin,mass\nCN,1\n", AN_USAGE, ":2: no column 'net_mass' for --by"},
        {"origin,\"net_mass\"x\nCN,1\n", AN_DATA, ":1:2: "},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        expect_csv(cases[i].csv, scan, cases[i].code, cases[i].text);
}

/* Design, section 6: items 1; controls 1 where control_stage is not empty, else 0. */
Test(scan, reads_defaults_of_items_and_controls)
{
    static const an_need needs[] = {{.name = "items", .optional = true},
                                    {.name = "controls", .optional = true}};
    const an_scan scan = {.needs = needs, .n_needs = 2};
    expect_csv("x\n1\n", scan, AN_OK, "2 |1|0\n");
    expect_csv("items,controls\n,\n0,3\n", scan, AN_OK, "2 |1|0\n3 |0|3\n");
    expect_csv("control_stage\nclearance\n\n\"\"\n", scan, AN_OK, "2 |1|1\n4 |1|0\n");
    expect_csv("control_stage,controls\nclearance,\nclearance,2\n,\n", scan, AN_OK,
               "2 |1|1\n3 |1|2\n4 |1|0\n");
    expect_csv("control_result\nopen\n\"\"\n", scan, AN_OK, "2 |1|1\n3 |1|0\n");
    expect_csv("control_result,control_stage\nopen,\n,clearance\n", scan, AN_OK, "2 |1|0\n3 |1|1\n");
}

Test(scan, the_place_of_a_bad_row_is_its_line_and_cell)
{
    static const an_need needs[] = {{.name = "net_mass"}, {.name = "dataset"}, {.name = "own"}};
    const an_scan scan = {.needs = needs, .n_needs = 3};
    static const struct {
        const char *csv, *text;
    } cases[] = {
        {"dataset,own,net_mass\nH1,\"a\nb\",1\nH1,a,12kg\n", ".csv:4:3: net_mass: not a number: '12kg'"},
        {"dataset,own,net_mass\nH1,a,\"1,000\"\n",
         ".csv:2:3: net_mass: not a number: '1,000' (a decimal comma is read with --decimal , and one of"},
        {"dataset,own,net_mass\nH1,a,\"1,234,567\"\n",
         ".csv:2:3: net_mass: not a number: '1,234,567' (separators of thousands"},
        {"dataset,own,net_mass\nH1,a,\"1,5\"\n", ".csv:2:3: net_mass: not a number: '1,5' (a decimal comma"},
        {"dataset,own,net_mass\nH1,a,1\nH2,b,2\n",
         ".csv:3:1: dataset: unknown code: 'H2'; expected one of: H1 H7 I1"},
        {"dataset,own,net_mass\nH1,a\n", ".csv:2:3: ragged row: 2 cells where the header has 3"},
        {"dataset,own,net_mass\nH1,a,1,2\n", ".csv:2:4: ragged row: 4 cells where the header has 3"},
        {"dataset,own,net_mass\nH1,a,1\nH1,\"a\"b,1\n", ".csv:3:2: "},
        {"dataset,own,net_mass\nH1,a,1\nH1,\"a,1\n\n", ".csv:3:2: "},
        {"dataset,own,net_mass\nH1,\xe9,1\n", "Latin-1"},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        expect_csv(cases[i].csv, scan, AN_DATA, cases[i].text);
}

Test(scan, optional_columns_may_be_absent_and_others_stand_for_them)
{
    static const an_need needs[] = {{.name = "control_stage", .unless = "controls control_result"},
                                    {.name = "origin", .optional = true}};
    const an_scan scan = {.needs = needs, .n_needs = 2};
    expect_csv("control_result\nopen\n", scan, AN_OK, "2 |~|~\n");
    expect_csv("controls\n1\n", scan, AN_OK, "2 |~|~\n");
    expect_csv("origin\nCN\n", scan, AN_DATA, "no column 'control_stage'");
}

Test(scan, makes_derived_columns_of_the_first_digits)
{
    static const an_need needs[] = {{.name = "chapter"}, {.name = "hs4"}, {.name = "hs6"}, {.name = "cn8"}};
    const an_scan scan = {.needs = needs, .n_needs = 4};
    expect_csv("commodity\n0307491800\n030749\n\n", scan, AN_OK,
               "2 |03|0307|030749|03074918\n3 |03|0307|030749|030749\n");
    expect_csv("commodity,hs6\n0307491800,own\n", scan, AN_OK, "2 |03|0307|own|03074918\n");
    expect_csv("comodity\n0307491800\n", scan, AN_DATA, "no column 'chapter'");
}

Test(scan, makes_the_period_of_the_date_or_of_the_column_period)
{
    static const an_need needs[] = {{.name = "own"}};
    static const struct {
        an_period_kind kind;
        const char *csv;
        an_code code;
        const char *text;
    } cases[] = {
        {AN_PERIOD_QUARTER, "own,acceptance_date\na,2017-07-14\n", AN_OK, "2 2017-Q3|a\n"},
        {AN_PERIOD_MONTH, "own,acceptance_date\na,2017-07-14\n", AN_OK, "2 2017-07|a\n"},
        {AN_PERIOD_YEAR, "own,acceptance_date\na,2017-07-14\n", AN_OK, "2 2017|a\n"},
        {AN_PERIOD_NONE, "own\na\n", AN_OK, "2 |a\n"},
        {AN_PERIOD_QUARTER, "own,period\na,2017-08\nb,2017-Q4\n", AN_OK, "2 2017-Q3|a\n3 2017-Q4|b\n"},
        {AN_PERIOD_QUARTER, "own,period,acceptance_date\na,2017-Q1,2017-07-14\nb,2017-Q2,\n", AN_OK,
         "2 2017-Q3|a\n3 2017-Q2|b\n"},
        {AN_PERIOD_QUARTER, "own,period\na,2017\n", AN_DATA,
         ":2:2: period: longer than the period asked for: '2017'"},
        {AN_PERIOD_MONTH, "own,period\na,2017-Q3\n", AN_DATA, ":2:2: period: longer"},
        {AN_PERIOD_QUARTER, "own,period\na,\n", AN_DATA, ":2:2: period: empty"},
        {AN_PERIOD_QUARTER, "acceptance_date,own\n,a\n", AN_DATA, ":2:1: acceptance_date: empty"},
        {AN_PERIOD_QUARTER, "own\na\n", AN_DATA, "no column 'acceptance_date' and no column 'period'"},
        {AN_PERIOD_QUARTER, "own,acceptance_date\na,14.07.2017\n", AN_DATA,
         ":2:2: acceptance_date: not a date"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        const an_scan scan = {
            .needs = needs, .n_needs = 1, .date = "acceptance_date", .period = cases[i].kind};
        expect_csv(cases[i].csv, scan, cases[i].code, cases[i].text);
    }
}

Test(scan, counts_what_a_condition_leaves_out_as_used_and_filtered)
{
    static const an_need needs[] = {{.name = "origin"}, {.name = "net_mass"}};
    static const char *const where[] = {"origin=CN,EL", "own>=5"};
    const char *files[] = {
        folder_put("a.csv", "origin,net_mass,own\nCN,1,5\nUS,bad,5\nCN,bad,4\nGR,2,10\n,3,7\nCN,4,\n")};
    an_scan scan = SCAN_OF(files, needs);
    scan.where = where;
    scan.n_where = 2;
    rows_result result = rows_read(scan);
    cr_expect_str_eq(result.text, "2 |CN|1\n5 |GR|2\n", "cells of rows left out are not read");
    cr_expect(result.counts.read == 6 && result.counts.used == 6 && result.counts.filtered == 4 &&
              result.counts.rejected == 0);
    rows_free(&result);
}

Test(scan, a_condition_on_what_is_not_there_is_a_mistake_of_the_command_line)
{
    static const an_need needs[] = {{.name = "origin"}};
    static const struct {
        const char *where;
        an_code code;
        const char *text;
    } cases[] = {{"orgin=CN", AN_USAGE, "no column 'orgin' for --where"},
                 {"origin", AN_USAGE, "expected COL=V"},
                 {"own<5", AN_DATA, ".csv:2:2: own: not a number: 'x'"}};
    for (size_t i = 0; i < COUNT(cases); i++)
        expect_csv("origin,own\nCN,x\n",
                   (an_scan){.needs = needs, .n_needs = 1, .where = &cases[i].where, .n_where = 1},
                   cases[i].code, cases[i].text);
}

Test(scan, gives_all_columns_as_text_behind_the_needs)
{
    static const an_need needs[] = {{.name = "net_mass"}};
    const char *files[] = {folder_put("a.csv", "own,net_mass,dataset\na,1.50,H9\n")};
    an_scan scan = SCAN_OF(files, needs);
    scan.all_columns = true;
    rows_result result = rows_read(scan); /* shows the needs that it asked for */
    cr_expect_eq(result.code, AN_OK, "what is only text is not checked");
    cr_expect_str_eq(result.text, "2 |1.5\n");
    rows_free(&result);
}

Test(scan, a_file_that_cannot_be_opened_is_a_fault_of_the_system)
{
    static const an_need needs[] = {{.name = "origin"}}, names[] = {{.name = "importer"}};
    const char *files[] = {folder_put("a.csv", "origin\nCN\n"), "/nowhere/b.csv"};
    expect_error(SCAN_OF(files, needs), AN_SYSTEM, "b.csv: ");
    const char *bad_first[] = {folder_put("c.csv", "importer\nC\"N\n\"a\"b\n"), "/nowhere/b.csv"};
    for (unsigned threads = 1; threads <= 3; threads++) {
        an_scan scan = SCAN_OF(bad_first, names);
        scan.threads = threads;
        expect_error(scan, AN_DATA, "c.csv:3:1: ");
    }
}

/* ---- a second reading ---- */

/* Reads the files again, as those that before records. */
static an_code read_again(an_scan scan, const an_file_record *before, char error[AN_ERROR_SIZE])
{
    scan.before = before;
    rows_result result = rows_read(scan);
    rows_error(&result, error);
    const an_code code = result.code;
    rows_free(&result);
    return code;
}

Test(scan, a_file_read_twice_is_the_same_file)
{
    static const an_need needs[] = {{.name = "origin"}};
    static const char text[] = "origin\nCN\n", other[] = "origin\nUS\n";
    const char *files[] = {folder_put("a.csv", text), folder_put("b.csv", text)};
    char error[AN_ERROR_SIZE];
    for (int hash = 0; hash < 2; hash++) {
        an_scan scan = SCAN_OF(files, needs);
        scan.hash = hash == 1;
        folder_put("b.csv", text);
        rows_result first = rows_read(scan);
        cr_assert_eq(first.code, AN_OK);
        cr_expect_eq(read_again(scan, first.counts.files, error), AN_OK, "%s", error);

        folder_put("b.csv", "origin\nCN\nUS\n"); /* another size */
        cr_expect_eq(read_again(scan, first.counts.files, error), AN_SYSTEM);
        cr_expect_not_null(strstr(error, "b.csv: it changed since its first reading"), "%s", error);

        const struct timespec times[2] = {first.counts.files[1].identity.modified,
                                          first.counts.files[1].identity.modified};
        folder_put("b.csv", other); /* the same file, size and time: only the hash tells */
        cr_assert_eq(utimensat(AT_FDCWD, files[1], times, 0), 0);
        cr_expect_eq(read_again(scan, first.counts.files, error), hash ? AN_SYSTEM : AN_OK, "%s", error);

        cr_assert_eq(rename(files[1], folder_path("c.csv")), 0); /* another file of the same bytes and time */
        folder_put("b.csv", other);
        cr_assert_eq(utimensat(AT_FDCWD, files[1], times, 0), 0);
        cr_expect_eq(read_again(scan, first.counts.files, error), AN_SYSTEM, "%s", error);
        rows_free(&first);
    }
}
