/* test_sheet: result tables in memory: concatenated, with different columns; errors name file, line and
 * cell. */
#include <criterion/criterion.h>

#include <math.h>

#include "folder.h"
#include "indicator/indicator.h"
#include "indicator/sheet.h"

TestSuite(sheet, .init = folder_make, .fini = folder_remove);

static an_sheet *read_all(const char *const files[], size_t n)
{
    an_sheet *sheet;
    an_error err = {0};
    cr_assert_eq(an_sheet_new(&sheet, &err), AN_OK);
    cr_assert_eq(an_sheet_read(sheet, files, n, &err), AN_OK, "%s", err.text);
    return sheet;
}

static an_sheet *read_text(const char *csv)
{
    const char *file = folder_put("t.csv", csv);
    return read_all(&file, 1);
}

static void expect_cell(const an_sheet *sheet, size_t row, const char *name, const char *text)
{
    cr_expect_str_eq(an_sheet_cell(sheet, row, an_sheet_find(sheet, name)), text, "%s of row %zu", name, row);
}

Test(sheet, keeps_the_texts_of_its_cells)
{
    an_sheet *sheet = read_text("a;\"b c\"\n01;\" x \"\n;\"1\r\n2\"\n");
    cr_assert_eq(an_sheet_rows(sheet), 2);
    cr_assert_eq(an_sheet_columns(sheet), 2);
    cr_expect_str_eq(an_sheet_name(sheet, 1), "b c");
    expect_cell(sheet, 0, "a", "01");
    expect_cell(sheet, 0, "b c", " x ");
    expect_cell(sheet, 1, "a", "");
    expect_cell(sheet, 1, "b c", "1\r\n2");
    cr_expect_eq(an_sheet_find(sheet, "c"), -1);
    cr_expect_str_eq(an_sheet_cell(sheet, 0, -1), "");
    an_sheet_free(sheet);
    an_sheet_free(NULL);
}

Test(sheet, a_header_again_begins_a_table_matched_by_name)
{
    an_sheet *sheet = read_text("i,p,v\nr,1,2\ni,v,s,p\nq,5,DE,4\nr,6,FR,7\ni,p,v\n");
    cr_assert_eq(an_sheet_rows(sheet), 3);
    cr_assert_eq(an_sheet_columns(sheet), 4);
    static const char *const rows[3][4] = {{"r", "1", "2", ""}, {"q", "4", "5", "DE"}, {"r", "7", "6", "FR"}};
    static const char *const names[] = {"i", "p", "v", "s"};
    for (size_t r = 0; r < 3; r++)
        for (size_t c = 0; c < 4; c++)
            expect_cell(sheet, r, names[c], rows[r][c]);
    an_sheet_free(sheet);
}

Test(sheet, several_files_are_one_table_whatever_their_columns)
{
    const char *files[] = {folder_put("a.csv", "i,p,v\nr,1,2\n"), folder_put("b.csv", "p;v;i;x\n4;5;q;7\n"),
                           folder_put("c.csv", "i,y\ns,8\n")};
    an_sheet *sheet = read_all(files, 3);
    cr_assert_eq(an_sheet_rows(sheet), 3);
    expect_cell(sheet, 1, "i", "q");
    expect_cell(sheet, 1, "x", "7");
    expect_cell(sheet, 2, "i", "s");
    expect_cell(sheet, 2, "p", "");
    expect_cell(sheet, 2, "y", "8");
    expect_cell(sheet, 0, "y", "");
    an_sheet_free(sheet);
}

Test(sheet, precedes_tells_the_order_in_the_first_header_that_has_the_column)
{
    an_sheet *sheet = read_text("i,p,v\nr,1,2\ni,p,s,v,t\nr,1,DE,2,3\ni,t,v,s\n");
    static const struct {
        const char *left, *right;
        bool precedes;
    } cases[] = {{"i", "v", true}, {"v", "i", false}, {"s", "v", true}, {"t", "v", false},
                 {"p", "v", true}, {"v", "t", false}, {"i", "s", false}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        cr_expect_eq(an_sheet_precedes(sheet, (size_t)an_sheet_find(sheet, cases[i].left),
                                       (size_t)an_sheet_find(sheet, cases[i].right)),
                     cases[i].precedes, "%s %s", cases[i].left, cases[i].right);
    an_sheet_free(sheet);
}

Test(sheet, names_the_place_of_what_it_refuses)
{
    static const struct {
        const char *csv;
        uint64_t line, column;
        const char *text;
    } cases[] = {
        {"", 0, 0, "empty"},
        {"\n\n", 0, 0, "empty"},
        {"a,b\n1\n", 2, 2, "ragged"},
        {"a,b\n1,2\n\n1,2,3\n", 4, 3, "ragged"},
        {"a,b\n1,\"2\"x\n", 2, 2, ""},
        {"a,b,a\n", 1, 3, "'a'"},
        {"a,b\n1,2\na,c,c\n", 3, 3, "'c'"},
        {"a,b\n1,2\na,c\n1,2,3\n", 4, 3, "2"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *files[] = {folder_put("good.csv", "a,b\n1,2\n"), folder_put("t.csv", cases[i].csv)};
        an_sheet *sheet;
        an_error err = {0};
        cr_assert_eq(an_sheet_new(&sheet, &err), AN_OK);
        cr_expect_eq(an_sheet_read(sheet, files, 2, &err), AN_DATA, "case %zu", i);
        cr_expect(err.line == cases[i].line && err.column == cases[i].column, "case %zu: %d:%d", i,
                  (int)err.line, (int)err.column);
        cr_expect_str_eq(err.file, files[1]);
        cr_expect_not_null(strstr(err.text, cases[i].text), "%s", err.text);
        an_sheet_free(sheet);
    }
    an_sheet *sheet;
    an_error err = {0};
    const char *nowhere = "/nowhere/t.csv";
    cr_assert_eq(an_sheet_new(&sheet, &err), AN_OK);
    cr_expect_eq(an_sheet_read(sheet, &nowhere, 1, &err), AN_SYSTEM);
    cr_expect_str_eq(err.file, nowhere);
    an_sheet_free(sheet);
}

Test(sheet, reads_numbers_and_names_the_cell_that_is_none)
{
    const char *files[] = {folder_put("a.csv", "i,v\nr,0.1\nr,\nr,1e-300\n"),
                           folder_put("b.csv", "w,v,i\n\n1,1%,r\n")};
    an_sheet *sheet = read_all(files, 2);
    int v = an_sheet_find(sheet, "v");
    double value = 7;
    an_error err = {0};
    cr_expect(an_sheet_number(sheet, 0, v, &value, &err) == AN_OK && value == 0.1);
    cr_expect(an_sheet_number(sheet, 1, v, &value, &err) == AN_OK && isnan(value));
    cr_expect(an_sheet_number(sheet, 2, v, &value, &err) == AN_OK && value == 1e-300);
    cr_expect(an_sheet_number(sheet, 0, -1, &value, &err) == AN_OK && isnan(value));
    cr_expect_eq(an_sheet_number(sheet, 3, v, &value, &err), AN_DATA);
    cr_expect(err.line == 3 && err.column == 2 && strcmp(err.file, files[1]) == 0, "%d:%d", (int)err.line,
              (int)err.column);
    cr_expect_str_eq(err.text, "v: not a number: '1%'");
    cr_expect_eq(an_sheet_fail(sheet, 3, -1, &err, "no %d", 5), AN_DATA);
    cr_expect(err.line == 3 && err.column == 0 && strcmp(err.text, "no 5") == 0);
    size_t c;
    cr_expect(an_sheet_need(sheet, "w", &c, &err) == AN_OK && c == 2);
    cr_expect_eq(an_sheet_need(sheet, "u", &c, &err), AN_DATA);
    cr_expect(strstr(err.text, "'u'") != NULL && strstr(err.text, "i, v, w") != NULL, "%s", err.text);
    an_sheet_free(sheet);
}

/* ---- indicator tables ---- */

#define FIXED "value,lower,upper,numerator,denominator,n_missing,unit,status,method"

Test(sheet, the_breakdown_of_an_indicator_table_stands_before_its_value)
{
    static const struct {
        const char *csv, *breakdown;
    } cases[] = {
        {"indicator,period," FIXED "\n", ""},
        {"indicator,period,member_state,origin," FIXED "\n", "member_state origin "},
        {"indicator,period," FIXED "\nr,,1,,,,,0,ratio,A,\nindicator,period,own," FIXED ",note\n", "own "},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        an_sheet *sheet = read_text(cases[i].csv);
        an_indicator_columns columns;
        an_error err = {0};
        char names[100] = "";
        cr_assert_eq(an_indicator_columns_find(sheet, &columns, &err), AN_OK, "%s", err.text);
        for (size_t k = 0; k < columns.n_breakdown; k++)
            snprintf(names + strlen(names), sizeof names - strlen(names), "%s ",
                     an_sheet_name(sheet, (size_t)columns.breakdown[k]));
        cr_expect_str_eq(names, cases[i].breakdown);
        cr_expect_str_eq(an_sheet_name(sheet, (size_t)columns.status), "status");
        cr_expect_str_eq(an_sheet_name(sheet, (size_t)columns.lower), "lower");
        an_sheet_free(sheet);
    }
    an_sheet *sheet = read_text("indicator,period,value\n");
    an_indicator_columns columns;
    an_error err = {0};
    cr_expect_eq(an_indicator_columns_find(sheet, &columns, &err), AN_DATA);
    cr_expect_not_null(strstr(err.text, "'lower'"), "%s", err.text);
    an_sheet_free(sheet);
}
