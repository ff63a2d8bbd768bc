/* test_blocks: the beginning of a file, and blocks that end where records end. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "csv/preamble.h"
#include "compare.h"

typedef struct source {
    an_input *in;
    an_blocks *blocks;
    an_block block;
    an_error err;
} source;

static an_code start(source *s, const void *bytes, size_t size, char delimiter, size_t block_size)
{
    *s = (source){.in = oracle_input(bytes, size)};
    cr_assert_not_null(s->in);
    return an_blocks_new(&s->blocks, s->in, delimiter, block_size, &s->err);
}

static void stop(source *s)
{
    an_blocks_free(s->blocks);
    an_input_free(s->in);
}

/* All blocks joined, '|' behind the last, with a NUL; *line is that of the first. The caller frees it. */
static char *join(source *s, uint64_t *line)
{
    char *text = calloc(1, 1);
    size_t size = 0;
    *line = 0;
    while (an_blocks_next(s->blocks, &s->block, &s->err) == AN_OK && s->block.size > 0) {
        if (*line == 0)
            *line = s->block.line;
        text = realloc(text, size + s->block.size + 2);
        cr_assert_not_null(text);
        memcpy(text + size, s->block.text, s->block.size);
        size += s->block.size;
        memcpy(text + size, "|", 2);
    }
    cr_assert_eq(s->err.code, AN_OK, "%s", s->err.text);
    return text;
}

Test(blocks, header_decides_the_delimiter)
{
    static const struct {
        const char *text;
        char delimiter;
    } cases[] = {
        {"", ','},
        {"\n\n", ','},
        {"a", ','},
        {"a,b;c;d\n", ';'},
        {"a;b\n1,2,3,4,5", ';'},
        {"a\tb\n", '\t'},
        {"a|b|c,d\n", '|'},
        {"a,b;c\n", ','},
        {"a|b;c\n", ';'},
        {"a|b\tc\n", '\t'},
        {"a b c", ','},
        {"\"x,y,z\";b\n", ';'},
        {"\"x,\"\"y,\"\",z\";b\n", ';'},
        {"a;\"x\n,,,\";b\n,,,,,", ';'},
        {"\r\n\n\ra;b\r,,,", ';'},
        {"a\";b;c\",d\n", ';'},
        {"\xEF\xBB\xBF" "a;b\n", ';'},
        {"sep=|\na;b\n", '|'},
        {"SEP=;\r\na,b,c\n", ';'},
        {"sep=", ','},
        {"sep=\n;", ','},
        {"sep=;;\n", ';'},
        {"sep=\"\na;b", ','},
        {"sep= ", ' '},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (size_t block_size = 1; block_size <= strlen(cases[i].text) + 1; block_size++) {
            source s;
            cr_assert_eq(start(&s, cases[i].text, strlen(cases[i].text), '\0', block_size), AN_OK);
            cr_assert_eq(an_blocks_delimiter(s.blocks), cases[i].delimiter, "%s", cases[i].text);
            stop(&s);
        }
    }
}

Test(blocks, beginning_and_end_of_a_file_are_no_data)
{
    static const struct {
        const char *text, *rest;
        uint64_t line;
    } cases[] = {
        {"\xEF\xBB\xBF" "a", "a|", 1},
        {"\xEF\xBB\xBF", "", 0},
        {"\xEF\xBB", "\xEF\xBB|", 1},
        {"\xEF\xBB\xBF\xEF\xBB\xBF" "a", "\xEF\xBB\xBF" "a|", 1},
        {"\xEF\xBB\xBFsep=;\r\na;b", "a;b|", 2},
        {"sep=;\na", "a|", 2},
        {"sep=;\r\na", "a|", 2},
        {"sep=;\ra", "a|", 2},
        {"Sep=;", "", 0},
        {"sep=;a", "sep=;a|", 1},
        {"sep=\xC3\n", "sep=\xC3\n|", 1},
        {"xsep=;\n", "xsep=;\n|", 1},
        {"\x1A", "", 0},
        {"a\x1A", "a|", 1},
        {"a\n\x1A", "a\n|", 1},
        {"a\x1A\x1A", "a\x1A|", 1},
        {"\x1A" "a\x1A\n", "\x1A" "a\x1A\n|", 1},
        {"\"a\"\x1A", "\"a\"|", 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (size_t block_size = 1; block_size <= strlen(cases[i].text) + 1; block_size++) {
            source s;
            uint64_t line;
            cr_assert_eq(start(&s, cases[i].text, strlen(cases[i].text), ',', block_size), AN_OK);
            char *const rest = join(&s, &line);
            cr_assert_str_eq(rest, cases[i].rest, "case %zu, blocks of %zu", i, block_size);
            cr_assert_eq(line, cases[i].line, "case %zu: line %u", i, (unsigned)line);
            free(rest);
            stop(&s);
        }
    }
}

Test(blocks, callers_delimiter_goes_before_that_of_a_sep_line)
{
    source s;
    cr_assert_eq(start(&s, "sep=;\na\n", 8, '\t', 3), AN_OK);
    cr_assert_eq(an_blocks_delimiter(s.blocks), '\t');
    stop(&s);
}

Test(blocks, a_quote_a_line_end_and_a_part_of_a_letter_are_no_delimiters)
{
    static const char wrong[] = {'"', '\n', '\r', '\x80', '\xFF'};
    for (size_t i = 0; i < sizeof wrong; i++) {
        source s;
        cr_assert(!an_preamble_is_delimiter(wrong[i]));
        cr_assert_eq(start(&s, "a", 1, wrong[i], 1), AN_USAGE);
        stop(&s);
    }
    cr_assert(!an_preamble_is_delimiter('\0'));
    cr_assert(an_preamble_is_delimiter(',') && an_preamble_is_delimiter('\t') &&
              an_preamble_is_delimiter(' '));
}

Test(blocks, are_cut_behind_records_and_know_their_lines)
{
    static const char text[] = "h,k\r\n1,\"a\nb\r\rc\"\n\n2,b\r3,\"\"\"\n\"\"\"\r\n4,x\"\n5";
    /* where records end, worked out by hand, and the line that begins there */
    static const struct {
        size_t at;
        uint64_t line;
    } ends[] = {{0, 1}, {5, 2}, {16, 6}, {17, 7}, {21, 8}, {32, 10}, {37, 11}, {38, 11}};
    const size_t size = sizeof text - 1, n = sizeof ends / sizeof ends[0];
    cr_assert_eq(ends[n - 1].at, size);
    for (size_t block_size = 1; block_size <= size + 1; block_size++) {
        source s;
        size_t at = 0, k = 0;
        cr_assert_eq(start(&s, text, size, ',', block_size), AN_OK);
        for (uint64_t number = 0;; number++) {
            cr_assert_eq(an_blocks_next(s.blocks, &s.block, &s.err), AN_OK);
            if (s.block.size == 0)
                break;
            while (ends[k].at < at)
                k++;
            cr_assert_eq(ends[k].at, at, "blocks of %zu: no record begins at %zu", block_size, at);
            cr_assert_eq(s.block.line, ends[k].line, "blocks of %zu: line at %zu", block_size, at);
            cr_assert_eq(s.block.number, number);
            cr_assert_arr_eq(s.block.text, text + at, s.block.size);
            at += s.block.size;
        }
        cr_assert_eq(at, size);
        cr_assert_eq(an_blocks_next(s.blocks, &s.block, &s.err), AN_OK);
        cr_assert_eq(s.block.size, 0);
        stop(&s);
    }
}

/* Small blocks are small: no block waits for the end of the input. */
Test(blocks, are_not_larger_than_they_must_be)
{
    source s;
    cr_assert_eq(start(&s, "a\nb\nc\nd\ne\nf\ng\nh\n", 16, ',', 4), AN_OK);
    size_t n = 0;
    for (; an_blocks_next(s.blocks, &s.block, &s.err) == AN_OK && s.block.size > 0; n++)
        cr_assert_leq(s.block.size, 4);
    cr_assert_eq(n, 4);
    stop(&s);
}

/* CRLF, a doubled quote behind a line end, and a letter of three bytes across every edge of a buffer. */
Test(blocks, edges_of_buffers_change_nothing)
{
    static const size_t edges[] = {4095, 4096, 4097, 8191, 8192, 65535, 65536, 65537, 131071, 131072, 131073};
    static const char *const items[] = {"\r\n\"a\"\"\r\n\"\"\"", "\"\"\r\n\"", "\xE2\x82\xAC,\r\n\"\r\n\""};
    static const char *const befores[] = {"", "\"", ""}; /* the cell in which the item stands */
    char *const text = malloc(131073 + 64);
    cr_assert_not_null(text);
    for (size_t e = 0; e < sizeof edges / sizeof edges[0]; e++) {
        for (size_t shift = 0; shift < 10; shift++) {
            const size_t i = e % 3, at = edges[e] - shift, size = strlen(items[i]);
            memset(text, 'x', at);
            memcpy(text, befores[i], strlen(befores[i]));
            memcpy(text + at, items[i], size);
            memcpy(text + at + size, ",y\r\nz", 5);
            char delimiter = ',';
            const char *const why = oracle_compare(text, at + size + 5, &delimiter, false, edges[e]);
            cr_assert_null(why, "edge %zu, shift %zu: %s", edges[e], shift, why);
        }
    }
    free(text);
}

enum { LIMIT = AN_RECORD_LIMIT };

static void check_limit(const char *begin, size_t size, an_code code, uint64_t line, const char *message)
{
    char *const text = malloc(size);
    cr_assert_not_null(text);
    memset(text, 'x', size);
    memcpy(text, begin, strlen(begin));
    text[size - 1] = '\n';
    source s;
    cr_assert_eq(start(&s, text, size, ',', AN_BLOCK_SIZE), AN_OK);
    an_code last;
    while ((last = an_blocks_next(s.blocks, &s.block, &s.err)) == AN_OK && s.block.size > 0)
        continue;
    cr_assert_eq(last, code);
    cr_assert_eq(s.block.size, 0);
    cr_assert_eq(s.err.line, line, "line %u", (unsigned)s.err.line);
    cr_assert_str_eq(s.err.text, message);
    stop(&s);
    free(text);
}

Test(blocks, a_record_over_the_limit_names_the_open_quote)
{
    check_limit("", LIMIT, AN_OK, 0, "");
    check_limit("", LIMIT + 2, AN_DATA, 1, "a line of more than 64 MiB: is this a CSV file?");
    check_limit("a\nb\n", LIMIT + 6, AN_DATA, 3, "a line of more than 64 MiB: is this a CSV file?");
    check_limit("a\r\nb,\"\r\n\",\"c\n\n", LIMIT + 9, AN_DATA, 3,
                "the quote opened here is never closed: the record has more than 64 MiB");
}

Test(blocks, errors_of_the_input_come_through)
{
    static const unsigned char cut[] = {0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0x4B}; /* a gzip file cut off */
    source s;
    cr_assert_eq(start(&s, cut, sizeof cut, ',', 10), AN_DATA);
    cr_assert_null(s.blocks);
    cr_assert_str_eq(s.err.text, "truncated gzip data: the file ends too early");
    stop(&s);
    an_blocks_free(NULL);
}
