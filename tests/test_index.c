/* test_index: what is plain, worked out by hand from the rules of csv/reader.h; and that all levels agree. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "csv/index.h"

/* The index as text: the ends of each record, '!' before one that is not plain, then what it has. */
static void show(const an_index *index, char *out, size_t room)
{
    size_t size = 0, other = 0;
    out[0] = '\0';
    for (size_t r = 0; r < index->n_records; r++) {
        const bool is_other = other < index->n_others && index->others[other] == r;
        other += is_other;
        size += (size_t)snprintf(out + size, room - size, is_other ? "!(" : "(");
        for (size_t end = index->records[r] + 1; end <= index->records[r + 1]; end++)
            size += (size_t)snprintf(out + size, room - size, " %u", index->ends[end]);
        size += (size_t)snprintf(out + size, room - size, " )");
    }
    if (index->n_records > 0)
        snprintf(out + size, room - size, "%s%s%s%s", index->has_returns ? " returns" : "",
                 index->has_lines ? " lines" : "", index->has_doubled ? " doubled" : "",
                 index->has_letters ? " letters" : "");
}

typedef struct shown_case {
    const char *text, *shown;
} shown_case;

static void check(const shown_case cases[], size_t n, bool final)
{
    an_index index = {0};
    for (int level = 0; level <= (int)an_mask_best(); level++) {
        for (size_t i = 0; i < n; i++) {
            char shown[200];
            cr_assert_eq(an_index_make_at((an_mask_level)level, &index, cases[i].text, 0,
                                          strlen(cases[i].text), ',', final, NULL),
                         AN_OK);
            show(&index, shown, sizeof shown);
            cr_assert_str_eq(shown, cases[i].shown, "level %d, '%s'", level, cases[i].text);
        }
    }
    an_index_free(&index);
}

Test(index, holds_the_cells_of_plain_records_and_the_ends_of_others)
{
    static const shown_case cases[] = {
        {"", ""},
        {"a", ""}, /* not ended */
        {"a\n", "( 1 )"},
        {"a,b\n\nc,d\n", "( 1 3 )( 4 )( 6 8 )"},
        {"a,b\nc", "( 1 3 )"},
        {",\n", "( 0 1 )"},
        {"\"a,b\",c\n", "( 5 7 )"},
        {"\"a\nb\"\n", "( 5 ) lines"},
        {"\"\",\"\"\n", "( 2 5 )"},
        {"\"a\"\"b\"\n", "( 6 ) doubled"},
        {"\"\"\"\"\n", "( 4 ) doubled"},
        {"a\r\nb\r\n", "( 2 )( 5 ) returns"},
        {"\"a\"\r\n", "( 4 ) returns"},
        {"\"a\r\"\n", "( 4 ) lines"},
        {"\xC3\xA9\n", "( 2 ) letters"},
        {"a\tb\n", "( 3 ) letters"},
        {"a\"b\nc,d\n", "!( 3 )( 5 7 ) lines"}, /* a bare quote */
        {"a\"\"b\n", "!( 4 ) lines"},           /* and two */
        {"\"a\"b\n", "!( 4 ) lines"},           /* text after a quote */
        {"\"a\"\tb\n", "!( 5 ) lines letters"},         /* and a blank */
        {"\"a\" \n", "!( 4 ) lines"},
        {"\"a\n", ""},                           /* never closed */
        {"a\rb\nc\n", "!( 1 )( 3 )( 5 ) returns lines"}, /* a lone CR */
        {"\r\r\n", "!( 0 )( 2 ) returns lines"},
        {"a\r", ""}, /* it may be half of a CRLF */
        {"a\n\"b\"c\"\r\nd\n", "!( 1 )!( 8 )( 10 ) lines"},
    };
    check(cases, sizeof cases / sizeof cases[0], false);
}

Test(index, of_a_text_that_ends_holds_its_last_record)
{
    static const shown_case cases[] = {
        {"", ""},
        {"a", "!( 0 ) lines"},
        {"a\nb,c", "( 1 )!( 4 ) lines"},
        {"a\r", "!( 1 ) returns lines"},
        {"a\n\"b\n", "( 1 )!( 4 ) lines"},
        {"a\n\"b\"", "( 1 )!( 4 ) lines"},
    };
    check(cases, sizeof cases / sizeof cases[0], true);
}

Test(index, may_begin_anywhere)
{
    const char text[] = "x\"\ra,b\nc,d\n";
    an_index index = {0};
    char shown[100];
    cr_assert_eq(an_index_make(&index, text, 3, sizeof text - 1, ',', false, NULL), AN_OK);
    show(&index, shown, sizeof shown);
    cr_assert_str_eq(shown, "( 4 6 )( 8 10 )");
    cr_assert_eq(index.ends[0], 2);
    cr_assert_eq(index.size, 11);
    cr_assert_eq(an_index_make(&index, text, 11, sizeof text - 1, ',', false, NULL), AN_OK);
    cr_assert(index.n_records == 0 && index.size == 11);
    an_index_free(&index);
}

static void assert_same(const an_index *a, const an_index *b, int level, const char *text)
{
    const size_t n = a->records[a->n_records];
    cr_assert(a->n_records == b->n_records && a->n_others == b->n_others, "level %d: %s", level, text);
    cr_assert_arr_eq(a->records, b->records, (a->n_records + 1) * sizeof *a->records, "level %d: %s", level,
                     text);
    cr_assert_arr_eq(a->ends, b->ends, (n + 1) * sizeof *a->ends, "level %d: %s", level, text);
    if (a->n_others > 0)
        cr_assert_arr_eq(a->others, b->others, a->n_others * sizeof *a->others, "level %d: %s", level, text);
    cr_assert(a->size == b->size && a->has_returns == b->has_returns && a->has_lines == b->has_lines &&
                  a->has_doubled == b->has_doubled && a->has_letters == b->has_letters,
              "level %d: %s", level, text);
}

/* Pieces of CSV, rarely illegal, in every alignment to the words of 64 bytes. */
Test(index, is_the_same_at_every_level)
{
    enum { TEXTS = 3000, SIZE = 400 };
    static const char *const pieces[] = {"a",        "bcd",        ",",         ",",           ",",
                                         "\n",       "\r\n",       ",\"x,y\",", ",\"\"\"q\",", "\n\"a\n\"\n",
                                         "\xC3\xA9", "0123456789", ",\"\"\r\n", "\"",          "\r"};
    enum { LEGAL = 13, ALL = sizeof pieces / sizeof pieces[0] };
    an_index base = {0}, other = {0};
    srand(1);
    for (int t = 0; t < TEXTS; t++) {
        char text[SIZE + 1] = "";
        size_t size = 0;
        while (size < SIZE - 16) {
            const char *const piece = pieces[rand() % (rand() % 50 == 0 ? ALL : LEGAL)];
            memcpy(text + size, piece, strlen(piece) + 1);
            size += strlen(piece);
        }
        cr_assert_eq(an_index_make_at(AN_MASK_BASE, &base, text, 0, size, ',', t % 2 == 0, NULL), AN_OK);
        for (int level = 1; level <= (int)an_mask_best(); level++) {
            cr_assert_eq(an_index_make_at((an_mask_level)level, &other, text, 0, size, ',', t % 2 == 0, NULL),
                         AN_OK);
            assert_same(&base, &other, level, text);
        }
    }
    an_index_free(&base);
    an_index_free(&other);
}
