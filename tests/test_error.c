/* test_error: messages carry their place and never drive a terminal. */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <wchar.h>

#include "base/error.h"

static char shown[AN_ERROR_SIZE];

/* The text of an error with this place, as it is shown; its length is checked. */
static const char *show(const char *file, uint64_t line, uint64_t column, const char *text)
{
    an_error err;
    an_fail_at(&err, AN_DATA, file, line, column, "%s", text);
    size_t length = an_error_format(&err, shown);
    cr_expect_eq(length, strlen(shown));
    return shown;
}

Test(error, fail_fills_code_place_and_text_and_returns_the_code)
{
    an_error err;
    memset(&err, 'x', sizeof err);
    cr_assert_eq(an_fail(&err, AN_USAGE, "--level: %d is not below %s", 7, "1"), AN_USAGE);
    cr_expect_eq(err.code, AN_USAGE);
    cr_expect_eq(err.line, 0);
    cr_expect_eq(err.column, 0);
    cr_expect_str_eq(err.file, "");
    cr_expect_str_eq(err.text, "--level: 7 is not below 1");

    cr_assert_eq(an_fail_at(&err, AN_DATA, "q3.csv", 17, 4, "not a number: '%s'", "12,5kg"), AN_DATA);
    cr_expect_eq(err.code, AN_DATA);
    cr_expect_eq(err.line, 17);
    cr_expect_eq(err.column, 4);
    cr_expect_str_eq(err.file, "q3.csv");
    cr_expect_str_eq(err.text, "not a number: '12,5kg'");
}

Test(error, no_error_wanted_still_returns_the_code)
{
    cr_expect_eq(an_fail(NULL, AN_DATA, "x"), AN_DATA);
    cr_expect_eq(an_fail_at(NULL, AN_USAGE, "f", 1, 2, "x"), AN_USAGE);
    cr_expect_eq(an_fail_errno(NULL, "f", "open"), AN_SYSTEM);
    cr_expect_eq(an_fail_memory(NULL), AN_SYSTEM);
}

Test(error, system_errors_name_their_cause)
{
    an_error err;
    errno = ENOSPC;
    cr_assert_eq(an_fail_errno(&err, "out.csv", "cannot write"), AN_SYSTEM);
    cr_expect_eq(err.code, AN_SYSTEM);
    cr_expect_str_eq(err.file, "out.csv");
    cr_expect_str_eq(err.text, "cannot write: No space left on device");
    errno = EINTR;
    an_fail_errno(&err, NULL, "100% s%s");
    cr_expect_str_eq(err.file, "");
    cr_expect_str_eq(err.text, "100% s%s: Interrupted system call");
    errno = 99999;
    an_fail_errno(&err, NULL, "open");
    cr_expect_str_eq(err.text, "open: Unknown error 99999");

    cr_assert_eq(an_fail_memory(&err), AN_SYSTEM);
    cr_expect_eq(err.code, AN_SYSTEM);
    cr_expect_str_eq(err.text, "out of memory");
}

Test(error, arguments_may_lie_in_the_error_itself)
{
    an_error err;
    an_fail_at(&err, AN_DATA, "a.csv", 3, 0, "no column");
    an_fail_at(&err, err.code, err.file, err.line, 9, "schema: %s in %s", err.text, err.file);
    cr_expect_eq(err.code, AN_DATA);
    cr_expect_eq(err.line, 3);
    cr_expect_str_eq(err.file, "a.csv");
    cr_expect_str_eq(err.text, "schema: no column in a.csv");
}

Test(error, long_texts_are_cut_between_letters)
{
    /* 510 bytes, then a letter of 2, 3 or 4 bytes that does not fit any more; 509: 2 still do. */
    static const struct {
        int before;
        const char *letter;
        size_t kept;
    } cases[] = {
        {510, "\u00e9", 510}, {510, "\u20ac", 510}, {510, "\U0001f4a9", 510}, {509, "\u00e9", 511},
        {509, "\u20ac", 509}, {508, "\u20ac", 511}, {511, "x", 511},          {507, "\U0001f4a9", 511},
        {508, "\U0001f4a9", 508},
    };
    static char a[600];
    memset(a, 'a', sizeof a - 1);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[1200];
        snprintf(text, sizeof text, "%.*s%s%s", cases[i].before, a, cases[i].letter, a);
        an_error err;
        an_fail_at(&err, AN_DATA, text, 0, 0, "%s", text);
        cr_expect_eq(strlen(err.text), cases[i].kept, "case %zu: %zu", i, strlen(err.text));
        cr_expect_eq(strlen(err.file), cases[i].kept, "case %zu: %zu", i, strlen(err.file));
        cr_expect_eq(memcmp(err.text, text, cases[i].kept), 0);
        cr_expect_eq(memcmp(err.file, text, cases[i].kept), 0);
        cr_expect_null(strchr(show(NULL, 0, 0, text), '\\'), "case %zu: a letter was broken", i);
    }
    /* Continuation bytes without end: no letter to be found, yet an end. */
    memset(a, '\x80', sizeof a - 1);
    an_error err;
    an_fail(&err, AN_DATA, "%s", a);
    cr_expect_lt(strlen(err.text), sizeof err.text);
    cr_expect_geq(strlen(err.text), sizeof err.text - 4);
}

Test(error, a_text_that_cannot_be_formatted_leaves_the_format)
{
    an_error err;
    cr_assert_eq(an_fail(&err, AN_DATA, "odd %lc", (wint_t)0x20ac), AN_DATA); /* not in the C locale */
    cr_expect_str_eq(err.text, "odd %lc");
}

Test(error, absent_parts_of_the_place_are_left_out)
{
    cr_expect_str_eq(show("q3.csv", 17, 4, "bad"), "q3.csv:17:4: bad");
    cr_expect_str_eq(show("q3.csv", 17, 0, "bad"), "q3.csv:17: bad");
    cr_expect_str_eq(show("q3.csv", 0, 0, "bad"), "q3.csv: bad");
    cr_expect_str_eq(show("q3.csv", 0, 4, "bad"), "q3.csv: bad");
    cr_expect_str_eq(show(NULL, 0, 0, "bad"), "bad");
    cr_expect_str_eq(show(NULL, 17, 4, "bad"), "17:4: bad");
    cr_expect_str_eq(show("", 0, 0, ""), "");
    cr_expect_str_eq(show("f", UINT64_MAX, UINT64_MAX, ""), "f:18446744073709551615:18446744073709551615: ");
}

/* UTF-8: Unicode 15, table 3-7, its limits from both sides. */
Test(error, controls_and_bytes_that_are_not_utf8_are_shown_in_hex)
{
    static const char *const cases[][2] = {
        {"plain ~ \\ 'quoted' 100%", "plain ~ \\ 'quoted' 100%"},
        {"\x1b[31mred\a\r\n\t", "\\x1B[31mred\\x07\\x0D\\x0A\\x09"},
        {"\x01\x1f \x7f", "\\x01\\x1F \\x7F"},
        {"caf\u00e9 \u20ac \uffff \U00010000 \U0010ffff", "caf\u00e9 \u20ac \uffff \U00010000 \U0010ffff"},
        {"\xc2\x9b"
         "31m \xc2\x80 \xc2\xa0",
         "\\xC2\\x9B31m \\xC2\\x80 <U+00A0>"},
        {"caf\xe9", "caf\\xE9"},
        {"\x80 \xbf", "\\x80 \\xBF"},
        {"\xc0\xaf \xc1\xbf", "\\xC0\\xAF \\xC1\\xBF"},
        {"\xc3", "\\xC3"},
        {"\xc3\xc3\xa9", "\\xC3\u00e9"},
        {"\xe0\x9f\xbf", "\\xE0\\x9F\\xBF"},
        {"\xe0\xa0\x80", "\u0800"},
        {"\xe2\x82", "\\xE2\\x82"},
        {"\xe2\x82x", "\\xE2\\x82x"},
        {"\xed\x9f\xbf", "\ud7ff"},
        {"\xed\xa0\x80", "\\xED\\xA0\\x80"},
        {"\xf0\x8f\xbf\xbf", "\\xF0\\x8F\\xBF\\xBF"},
        {"\xf0\x9f\x92", "\\xF0\\x9F\\x92"},
        {"\xf4\x90\x80\x80", "\\xF4\\x90\\x80\\x80"},
        {"\xf5\x80\x80\x80 \xff", "\\xF5\\x80\\x80\\x80 \\xFF"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cr_expect_str_eq(show(NULL, 0, 0, cases[i][0]), cases[i][1], "case %zu: %s", i, shown);
        char expected[200];
        snprintf(expected, sizeof expected, "%s%stext", cases[i][1], *cases[i][1] ? ": " : "");
        cr_expect_str_eq(show(cases[i][0], 0, 0, "text"), expected, "file of case %zu: %s", i, shown);
    }
}

Test(error, the_longest_message_fits)
{
    an_error err;
    memset(&err, 1, sizeof err);
    err.line = err.column = UINT64_MAX;
    err.file[sizeof err.file - 1] = err.text[sizeof err.text - 1] = '\0';
    char out[AN_ERROR_SIZE];
    size_t length = an_error_format(&err, out);
    cr_expect_eq(length, strlen(out));
    cr_expect_eq(length, 4 * 511 + 1 + 20 + 1 + 20 + 2 + 4 * 511);
}
