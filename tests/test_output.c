/* test_output: rows as csv, as an aligned table and as JSON. */
#include <criterion/criterion.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "indicator/output.h"

static const char *const names[] = {"name", "value", "n"};

/* Writes with fill in a format; the whole text, which is freed by the next call. */
static const char *write_text(an_format format, void (*fill)(an_output *), an_code *code, an_error *err)
{
    static char text[2048];
    an_writer *writer;
    an_output *output;
    size_t size;
    cr_assert_eq(an_writer_memory(&writer, err), AN_OK);
    cr_assert_eq(an_output_new(&output, writer, format, names, 3, err), AN_OK);
    fill(output);
    *code = an_output_finish(output, err);
    const char *held = an_writer_text(writer, &size);
    snprintf(text, sizeof text, "%.*s", (int)size, size > 0 ? held : "");
    an_writer_abort(writer);
    return text;
}

static void expect_text(an_format format, void (*fill)(an_output *), const char *expected)
{
    an_error err = {0};
    an_code code;
    const char *text = write_text(format, fill, &code, &err);
    cr_expect_eq(code, AN_OK, "%s", err.text);
    cr_expect_str_eq(text, expected);
}

static void no_rows(an_output *output)
{
    (void)output;
}

static void add_row(an_output *output, const char *name, double value, int64_t n)
{
    an_output_string(output, name);
    an_output_number(output, value);
    an_output_count(output, n);
    an_output_end_row(output);
}

static void some_rows(an_output *output)
{
    an_decimal money;
    add_row(output, "a,\"b\"\n", 0.1 + 0.2, -9007199254740993);
    add_row(output, "Österreich", NAN, 0);
    an_output_text(output, "xyz", 1);
    cr_assert_eq(an_decimal_parse("12345678901234567.89", 20, '.', &money), AN_OK);
    an_output_decimal(output, money);
    an_output_empty(output);
    an_output_end_row(output);
}

/* R: sprintf("%.17g", 0.1 + 0.2) */
Test(output, csv_is_exact_and_quotes_only_what_needs_it)
{
    expect_text(AN_FORMAT_CSV, no_rows, "name,value,n\n");
    expect_text(AN_FORMAT_CSV, some_rows,
                "name,value,n\n\"a,\"\"b\"\"\n\",0.30000000000000004,-9007199254740993\n"
                "Österreich,,0\nx,12345678901234567.89,\n");
}

Test(output, json_is_an_array_of_objects_with_null_for_what_is_missing)
{
    expect_text(AN_FORMAT_JSON, no_rows, "[\n]\n");
    expect_text(AN_FORMAT_JSON, some_rows,
                "[\n{\"name\":\"a,\\\"b\\\"\\n\",\"value\":0.30000000000000004,\"n\":-9007199254740993},\n"
                "{\"name\":\"Österreich\",\"value\":null,\"n\":0},\n"
                "{\"name\":\"x\",\"value\":12345678901234567.89,\"n\":null}\n]\n");
}

/* Letters are counted, not bytes; six digits; a line break would break the table. */
Test(output, a_table_aligns_texts_left_and_numbers_right)
{
    expect_text(AN_FORMAT_TABLE, no_rows, "name  value  n\n");
    expect_text(AN_FORMAT_TABLE, some_rows,
                "name                       value                  n\n"
                "a,\"b\"                        0.3  -9007199254740993\n"
                "Österreich                                        0\n"
                "x           12345678901234567.89                   \n");
}

/* A line an object, so that jq, DuckDB and grep take them one by one. */
Test(output, jsonl_is_an_object_a_line)
{
    expect_text(AN_FORMAT_JSONL, no_rows, "");
    expect_text(AN_FORMAT_JSONL, some_rows,
                "{\"name\":\"a,\\\"b\\\"\\n\",\"value\":0.30000000000000004,\"n\":-9007199254740993}\n"
                "{\"name\":\"Österreich\",\"value\":null,\"n\":0}\n"
                "{\"name\":\"x\",\"value\":12345678901234567.89,\"n\":null}\n");
}

static void marks(an_output *output)
{
    add_row(output, "a|b_c_<i>", 0.5, 1);
    add_row(output, "_T", -2, 12);
}

/* GFM 4.10: a bar within a cell is escaped, ---: puts a column to the right. */
Test(output, md_is_a_table_of_markdown_whose_texts_are_escaped)
{
    expect_text(AN_FORMAT_MD, no_rows, "| name | value | n   |\n|------|-------|-----|\n");
    expect_text(AN_FORMAT_MD, marks,
                "| name          | value |   n |\n|---------------|------:|----:|\n"
                "| a\\|b_c\\_\\<i\\> |   0.5 |   1 |\n| \\_T           |    -2 |  12 |\n");
}

static void codes(an_output *output)
{
    static const char *const texts[] = {"01012100", "2017-07", "2017-07-14", "2017-Q3", "8E43",    "MAR1",
                                        "=1+1",     "-A",      "DE",         "a;\"b\"", "@x\ty", "1\"2"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        add_row(output, texts[i], 1.5, 2);
}

/* What Excel and LibreOffice make of cells: a formula ="01" has the value 01, a text. */
Test(output, excel_keeps_codes_and_runs_nothing)
{
    expect_text(AN_FORMAT_EXCEL, no_rows, "\xEF\xBB\xBFname;value;n\r\n");
    expect_text(AN_FORMAT_EXCEL, some_rows,
                "\xEF\xBB\xBFname;value;n\r\n"
                "\"a,\"\"b\"\"\n\";0,30000000000000004;\"=\"\"-9007199254740993\"\"\"\r\n"
                "Österreich;;0\r\nx;\"=\"\"12345678901234567,89\"\"\";\r\n");
    expect_text(AN_FORMAT_EXCEL, codes,
                "\xEF\xBB\xBFname;value;n\r\n\"=\"\"01012100\"\"\";1,5;2\r\n\"=\"\"2017-07\"\"\";1,5;2\r\n"
                "2017-07-14;1,5;2\r\n2017-Q3;1,5;2\r\n\"=\"\"8E43\"\"\";1,5;2\r\n\"=\"\"MAR1\"\"\";1,5;2\r\n"
                "'=1+1;1,5;2\r\n'-A;1,5;2\r\nDE;1,5;2\r\n\"a;\"\"b\"\"\";1,5;2\r\n'@x\ty;1,5;2\r\n"
                "\"1\"\"2\";1,5;2\r\n");
}

static void hostile(an_output *output)
{
    add_row(output, "a\xC2\x9B" "31m", 1, 1);      /* U+009B, the one letter that begins a sequence */
    add_row(output, "a\xE2\x80\xAE" "b", 1, 1); /* U+202E turns the order round */
    add_row(output, "\x1B[31m", 1, 1);
}

Test(output, nothing_that_drives_a_terminal_reaches_it)
{
    expect_text(AN_FORMAT_TABLE, hostile,
                "name   value  n\na 31m      1  1\na\xEF\xBF\xBD" "b        1  1\n [31m      1  1\n");
}

static void numbers(an_output *output)
{
    add_row(output, "", 1e22, 1);
    add_row(output, "", -2.5, 1);
    add_row(output, "", INFINITY, 1);
    add_row(output, "", 1.0 / 3, INT64_MAX);
}

Test(output, numbers_are_the_shortest_that_read_back)
{
    expect_text(AN_FORMAT_CSV, numbers,
                "name,value,n\n,1e+22,1\n,-2.5,1\n,,1\n,0.3333333333333333,9223372036854775807\n");
}

static void short_row(an_output *output)
{
    an_output_string(output, "a");
    an_output_end_row(output);
}

static void long_row(an_output *output)
{
    an_output_empty(output);
    add_row(output, "a", 1, 1);
}

static void open_row(an_output *output)
{
    add_row(output, "a", 1, 1);
    an_output_string(output, "b");
}

Test(output, a_row_of_another_width_is_reported_at_the_end)
{
    static void (*const fills[])(an_output *) = {short_row, long_row, open_row};
    static const an_format formats[] = {AN_FORMAT_CSV,   AN_FORMAT_TABLE, AN_FORMAT_JSON, AN_FORMAT_JSONL,
                                        AN_FORMAT_EXCEL, AN_FORMAT_MD,    AN_FORMAT_XLSX};
    for (size_t i = 0; i < 3; i++)
        for (size_t f = 0; f < sizeof formats / sizeof formats[0]; f++) {
            an_error err = {0};
            an_code code;
            write_text(formats[f], fills[i], &code, &err);
            cr_expect_eq(code, AN_SYSTEM, "row %zu, format %zu", i, f);
        }
}

Test(output, sdmx_is_for_indicators)
{
    an_writer *writer;
    an_output *output = NULL;
    an_error err = {0};
    cr_assert_eq(an_writer_memory(&writer, &err), AN_OK);
    cr_expect_eq(an_output_new(&output, writer, AN_FORMAT_SDMX, names, 3, &err), AN_USAGE);
    cr_expect_not_null(strstr(err.text, "sdmx"));
    an_writer_abort(writer);
    an_output_free(NULL);
}

Test(output, keeps_its_own_copy_of_the_names)
{
    an_writer *writer;
    an_output *output;
    an_error err = {0};
    char name[] = "before";
    const char *const list[] = {name};
    size_t size;
    cr_assert_eq(an_writer_memory(&writer, &err), AN_OK);
    cr_assert_eq(an_output_new(&output, writer, AN_FORMAT_JSON, list, 1, &err), AN_OK);
    strcpy(name, "after");
    an_output_count(output, 1);
    an_output_end_row(output);
    cr_assert_eq(an_output_finish(output, &err), AN_OK);
    const char *text = an_writer_text(writer, &size);
    cr_expect_eq(strncmp(text, "[\n{\"before\":1}\n]\n", size), 0, "%.*s", (int)size, text);
    an_writer_abort(writer);
}
