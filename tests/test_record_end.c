/* test_record_end: where records end, however the bytes arrive, and how many lines there are. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "csv/record_end.h"

/* '|' stands where a record ends, and is not part of the text. Rules: csv/reader.h. */
static const char *const texts[] = {
    "a,b\n|c\n|",
    "a\r\n|b\r|c\n|",
    "a\r|\r\n|",
    "\"a\nb\",c\n|d\n|",
    "\"a\r\nb\rc\"\r\n|d\n|",
    "\"a\"\"\nb\"\n|\"\"\n|",
    "\"\"\"\n\"\"\"\n|c\n|",
    "a\"b\n|c\"\n|",
    "a,\"\n\",b\n|",
    "a \"\n|b\"\n|",
    "\"a\"x\"\n|\"b\"\n|",
    "\"a\"\"x\"y,\"\r\n|b\n|",
    "\"a\"\r|\"b\"\r\n|",
    "x,\"0123456789012345678901234567890123456789012345678901234567\n9\"\"\n\"\n|\"\"\r\n|\"\n\"\n|",
    "0123456789012345678901234567890123456789012345678901234567890\r\n|\"\n\"\n|",
};

/* Splits a text of the table into its bytes and the ends of its records. */
static size_t split(const char *marked, char *text, size_t *ends, size_t *size)
{
    size_t n = 0;
    *size = 0;
    for (; *marked != '\0'; marked++) {
        if (*marked == '|')
            ends[n++] = *size;
        else
            text[(*size)++] = *marked;
    }
    return n;
}

/* The record that begins at from must end at `end`, known one byte later at most, given in chunks. */
static void check(const char *text, size_t size, size_t from, size_t end, size_t chunk)
{
    an_record_end finder = {.delimiter = ','};
    for (size_t to = from + chunk;; to += chunk) {
        const bool final = to >= size;
        to = final ? size : to;
        const size_t found = an_record_end_find(&finder, text + from, to - from, final);
        if (found > 0) {
            cr_assert_eq(from + found, end, "%s: from %zu by %zu: %zu", text, from, chunk, from + found);
            return;
        }
        cr_assert(!final && to <= end, "%s: from %zu by %zu: no end", text, from, chunk);
    }
}

Test(record_end, finds_the_same_ends_however_the_bytes_arrive)
{
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        char text[300] = "";
        size_t ends[16], size;
        const size_t n = split(texts[i], text, ends, &size);
        for (size_t chunk = 1; chunk <= size; chunk++)
            for (size_t r = 0; r < n; r++)
                check(text, size, r > 0 ? ends[r - 1] : 0, ends[r], chunk);
    }
}

/* An LF is one whatever follows: nobody who waits for an answer has to send more. */
Test(record_end, an_lf_needs_nothing_behind_it)
{
    static const char *const whole[] = {"a,b\n", "\"a\"\n", "\"a\"b\n", "\r\n", "\n"};
    for (size_t i = 0; i < sizeof whole / sizeof whole[0]; i++) {
        an_record_end finder = {.delimiter = ','};
        cr_assert_eq(an_record_end_find(&finder, whole[i], strlen(whole[i]), false), strlen(whole[i]), "%s",
                     whole[i]);
    }
}

Test(record_end, knows_where_the_open_quote_stands)
{
    an_record_end finder = {.delimiter = ';'};
    const char text[] = "1;\"x\"\"\n\n";
    cr_assert_eq(an_record_end_find(&finder, text, sizeof text - 1, true), 0);
    cr_assert_eq(finder.place, AN_RECORD_END_INSIDE);
    cr_assert_eq(finder.quote, 2);
}

Test(record_end, finds_no_end_in_nothing)
{
    an_record_end finder = {.delimiter = ','};
    cr_assert_eq(an_record_end_find(&finder, "", 0, false), 0);
    cr_assert_eq(an_record_end_find(&finder, "", 0, true), 0);
    cr_assert_eq(finder.at, 0);
}

Test(record_end, counts_each_kind_of_line_end_once)
{
    static const struct {
        const char *text;
        uint64_t lines;
    } cases[] = {{"", 0},        {"a", 0},           {"\n", 1},
                 {"\r", 1},      {"\r\n", 1},        {"\n\r", 2},
                 {"\r\r\n", 2},  {"a\nb\r\nc\r", 3}, {"\"\n\",\"\r\n\"", 2},
                 {"\r\n\r\n", 2}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        cr_assert_eq(an_record_end_lines(cases[i].text, strlen(cases[i].text)), cases[i].lines, "case %zu",
                     i);
}

/* A CRLF at every place of a text longer than the chunks that are counted at once. */
Test(record_end, counts_lines_across_its_own_chunks)
{
    enum { SIZE = 600 };
    char text[SIZE];
    for (size_t at = 0; at + 1 < SIZE; at++) {
        memset(text, 'x', SIZE);
        memcpy(text + at, "\r\n", 2);
        cr_assert_eq(an_record_end_lines(text, SIZE), 1, "CRLF at %zu", at);
        text[at + 1] = '\r';
        cr_assert_eq(an_record_end_lines(text, SIZE), 2, "CR CR at %zu", at);
    }
    memset(text, '\n', SIZE);
    cr_assert_eq(an_record_end_lines(text, SIZE), SIZE);
}
