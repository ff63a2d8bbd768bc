/* test_cutter: where records end, however the bytes arrive, and how many lines there are.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "csv/cutter.h"

/* '|' stands where a record ends, and is not part of the text. Rules: csv/reader.h. */
static const char *const texts[] = {
    "a,b\n|c\n|",
    "a\r\n|b\r|c\n|",
    "a\r|\r|\n|",
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

static size_t last_end(const size_t *ends, size_t n, size_t from, size_t to)
{
    size_t last = 0;
    for (size_t i = 0; i < n; i++)
        if (ends[i] > from && ends[i] <= to)
            last = ends[i];
    return last;
}

/* Gives the text in pieces and takes out what is whole: the last end must be known one byte later. */
static void check(an_mask_level level, const char *text, size_t size, const size_t *ends, size_t n,
                  size_t piece)
{
    an_cutter cut = {.delimiter = ','};
    size_t from = 0;
    for (size_t to = piece;; to += piece) {
        const bool final = to >= size;
        to = final ? size : to;
        an_cutter_scan_at(level, &cut, text + from, to - from, final);
        const size_t least = last_end(ends, n, from, final ? to : to - 1);
        const size_t most = last_end(ends, n, from, to);
        const size_t end = cut.end > 0 ? from + cut.end : 0;
        cr_assert(end == least || end == most, "%s: pieces of %zu: at %zu: %zu, expected %zu", text, piece,
                  to, end, most);
        if (final)
            return;
        const uint64_t lines = an_cutter_lines(text + from, cut.end);
        from += cut.end;
        cr_assert_eq(an_cutter_shift(&cut, cut.end), lines, "%s: pieces of %zu: lines", text, piece);
    }
}

Test(cutter, finds_the_same_ends_however_the_bytes_arrive)
{
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        char text[300] = "";
        size_t ends[16], size;
        const size_t n = split(texts[i], text, ends, &size);
        for (int level = 0; level < AN_MASK_LEVELS; level++)
            for (size_t piece = 1; piece <= size && an_mask_has((an_mask_level)level); piece++)
                check((an_mask_level)level, text, size, ends, n, piece);
    }
}

Test(cutter, knows_where_the_open_quote_stands)
{
    an_cutter cut = {.delimiter = ';'};
    const char text[] = "a;\"b\";\"\"\n1;\"x\n\n";
    an_cutter_scan(&cut, text, sizeof text - 1, true);
    cr_assert_eq(cut.place, AN_CUTTER_INSIDE);
    cr_assert_eq(cut.quote, 11);
    cr_assert_eq(cut.end, 9);
    an_cutter_shift(&cut, cut.end);
    cr_assert_eq(cut.quote, 2);
    an_cutter_scan(&cut, text + 9, sizeof text - 1 - 9, true);
    cr_assert_eq(cut.end, 0);
}

Test(cutter, scans_nothing)
{
    an_cutter cut = {.delimiter = ','};
    an_cutter_scan(&cut, "", 0, false);
    an_cutter_scan(&cut, "", 0, true);
    cr_assert_eq(cut.end, 0);
    cr_assert_eq(cut.at, 0);
}

Test(cutter, counts_each_kind_of_line_end_once)
{
    static const struct {
        const char *text;
        uint64_t lines;
    } cases[] = {{"", 0},        {"a", 0},      {"\n", 1},        {"\r", 1},         {"\r\n", 1},
                 {"\n\r", 2},    {"\r\r\n", 2}, {"a\nb\r\nc\r", 3}, {"\"\n\",\"\r\n\"", 2}, {"\r\n\r\n", 2}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        cr_assert_eq(an_cutter_lines(cases[i].text, strlen(cases[i].text)), cases[i].lines, "case %zu", i);
}

/* A CRLF at every place of a text longer than the pieces that are counted at once. */
Test(cutter, counts_lines_across_its_own_pieces)
{
    enum { SIZE = 600 };
    char text[SIZE];
    for (size_t at = 0; at + 1 < SIZE; at++) {
        memset(text, 'x', SIZE);
        memcpy(text + at, "\r\n", 2);
        cr_assert_eq(an_cutter_lines(text, SIZE), 1, "CRLF at %zu", at);
        text[at + 1] = '\r';
        cr_assert_eq(an_cutter_lines(text, SIZE), 2, "CR CR at %zu", at);
    }
    memset(text, '\n', SIZE);
    cr_assert_eq(an_cutter_lines(text, SIZE), SIZE);
}
