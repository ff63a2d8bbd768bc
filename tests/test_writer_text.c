/* test_writer_text: what a writer writes: minimal quotes, JSON, counts; into memory. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory_writer.h"

Test(writer_text, quotes_only_what_needs_quotes)
{
    static const struct {
        const char *cells[4]; /* up to NULL */
        const char *row;
    } cases[] = {
        {{"a", "b c", " d"}, "a,b c, d\n"},
        {{"a,b", "c"}, "\"a,b\",c\n"},
        {{"say \"hi\"", "\""}, "\"say \"\"hi\"\"\",\"\"\"\"\n"},
        {{"a\nb", "a\rb", "\r\n"}, "\"a\nb\",\"a\rb\",\"\r\n\"\n"},
        {{"a;b", "x\ty", "-2.5"}, "a;b,x\ty,-2.5\n"},
        {{"\xC3\xA9", "\xE9"}, "\xC3\xA9,\xE9\n"},
        {{"", ""}, ",\n"},
        {{"a", ""}, "a,\n"},
        {{"", "a"}, ",a\n"},
        {{""}, "\"\"\n"}, /* not an empty line, which readers skip */
    };
    an_writer *const writer = memory_writer();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        an_writer_clear(writer);
        for (size_t k = 0; cases[i].cells[k] != NULL; k++)
            an_writer_cell(writer, cases[i].cells[k], strlen(cases[i].cells[k]));
        an_writer_end_row(writer);
        check_memory(writer, cases[i].row);
    }
    cr_assert_eq(an_writer_commit(writer, NULL), AN_OK);
}

Test(writer_text, counts_are_cells)
{
    an_writer *const writer = memory_writer();
    an_writer_count_cell(writer, 0);
    an_writer_count_cell(writer, UINT64_MAX);
    an_writer_end_row(writer);
    check_memory(writer, "0,18446744073709551615\n");
    an_writer_abort(writer);
}

Test(writer_text, a_cell_may_hold_nul)
{
    an_writer *const writer = memory_writer();
    size_t size;
    an_writer_cell(writer, "a\0b", 3);
    cr_assert_eq(memcmp(an_writer_text(writer, &size), "a\0b", 3), 0);
    cr_assert_eq(size, 3);
    an_writer_abort(writer);
}

/* RFC 8259, section 7. */
Test(writer_text, json_escapes_what_json_forbids)
{
    static const struct {
        const char *text;
        size_t size;
        const char *json;
    } cases[] = {
        {"", 0, "\"\""},
        {"a\"b\\c/", 6, "\"a\\\"b\\\\c/\""},
        {"\b\f\n\r\t", 5, "\"\\b\\f\\n\\r\\t\""},
        {"\0\x01\x1F\x7F", 4, "\"\\u0000\\u0001\\u001f\x7F\""},
        {"\xC3\xA9\xFF", 3, "\"\xC3\xA9\xFF\""},
    };
    an_writer *const writer = memory_writer();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        an_writer_clear(writer);
        an_writer_json(writer, cases[i].text, cases[i].size);
        check_memory(writer, cases[i].json);
    }
    an_writer_abort(writer);
}

Test(writer_text, prints_texts_of_any_length)
{
    char expected[2100];
    for (int length = 0; length < 1000; length += 37) {
        an_writer *const writer = memory_writer();
        const int n = snprintf(expected, sizeof expected, "%d%*s%*s", length, length, "x", length, "y");
        cr_assert_lt((size_t)n, sizeof expected);
        an_writer_print(writer, "%d%*s", length, length, "x");
        an_writer_print(writer, "%*s", length, "y");
        check_memory(writer, expected);
        an_writer_abort(writer);
    }
}

Test(writer_text, memory_is_empty_at_first_and_after_clear)
{
    an_writer *const writer = memory_writer();
    check_memory(writer, "");
    an_writer_cell(writer, "a", 1);
    an_writer_flush(writer);
    check_memory(writer, "a");
    an_writer_clear(writer);
    an_writer_cell(writer, "b", 1); /* the first of its row again */
    check_memory(writer, "b");
    an_writer_abort(writer);
    an_writer_abort(NULL);
}
