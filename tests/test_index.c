/* test_index: what is plain, worked out by hand from the rules of csv/reader.h; and that all levels agree.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "csv/index.h"

/* The index as text: the ends of each record, then what it has. */
static void show(const an_index *index, char *out, size_t room)
{
    size_t size = 0, end = 0;
    out[0] = '\0';
    for (size_t r = 0; r < index->n_records; r++) {
        size += (size_t)snprintf(out + size, room - size, "(");
        for (; end < index->records[r]; end++)
            size += (size_t)snprintf(out + size, room - size, " %u", index->ends[end]);
        size += (size_t)snprintf(out + size, room - size, " )");
    }
    if (index->n_records > 0)
        snprintf(out + size, room - size, "%s%s%s%s", index->has_returns ? " returns" : "",
                 index->has_lines ? " lines" : "", index->has_doubled ? " doubled" : "",
                 index->has_letters ? " letters" : "");
}

Test(index, holds_the_plain_records_before_the_first_other)
{
    static const struct {
        const char *text, *shown;
    } cases[] = {
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
        {"a\tb\n", "( 3 )"},
        {"a\"b\n", ""},     /* a bare quote */
        {"a\"\"b\n", ""},   /* and two */
        {"\"a\"b\n", ""},   /* text after a quote */
        {"\"a\"\tb\n", ""}, /* and a blank */
        {"\"a\" \n", ""},
        {"\"a\n", ""},  /* never closed */
        {"a\rb\n", ""}, /* a lone CR */
        {"\r\r\n", ""},
    };
    an_index index;
    cr_assert_eq(an_index_init(&index, NULL), AN_OK);
    for (int level = 0; level < AN_MASK_LEVELS; level++) {
        if (!an_mask_has((an_mask_level)level))
            continue;
        an_index_maker *const make = an_index_maker_of((an_mask_level)level);
        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
            char shown[200];
            make(&index, cases[i].text, strlen(cases[i].text), ',');
            show(&index, shown, sizeof shown);
            cr_assert_str_eq(shown, cases[i].shown, "level %d, '%s'", level, cases[i].text);
        }
    }
    an_index_free(&index);
}

Test(index, covers_a_window_at_most)
{
    enum { SIZE = 3 * AN_INDEX_WINDOW };
    char *const text = malloc(SIZE);
    an_index index;
    cr_assert(text != NULL && an_index_init(&index, NULL) == AN_OK);
    for (int level = 0; level < AN_MASK_LEVELS; level++) {
        if (!an_mask_has((an_mask_level)level))
            continue;
        an_index_maker *const make = an_index_maker_of((an_mask_level)level);
        memset(text, '\n', SIZE);
        make(&index, text, SIZE, ',');
        cr_assert_eq(index.size, AN_INDEX_WINDOW);
        cr_assert_eq(index.n_records, AN_INDEX_WINDOW);
        cr_assert_eq(index.ends[AN_INDEX_WINDOW - 1], AN_INDEX_WINDOW - 1);
        memset(text, 'a', SIZE);
        text[AN_INDEX_WINDOW] = '\n';
        make(&index, text, SIZE, ',');
        cr_assert_eq(index.n_records, 0);
        text[100] = '\n';
        make(&index, text, SIZE, ',');
        cr_assert_eq(index.size, 101);
    }
    free(text);
    an_index_free(&index);
}

static void assert_same(const an_index *a, const an_index *b, int level, const char *text)
{
    const size_t n = a->n_records > 0 ? a->records[a->n_records - 1] : 0;
    cr_assert_eq(a->n_records, b->n_records, "level %d: %s", level, text);
    cr_assert_arr_eq(a->records, b->records, a->n_records * sizeof *a->records, "level %d: %s", level, text);
    cr_assert_arr_eq(a->ends, b->ends, n * sizeof *a->ends, "level %d: %s", level, text);
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
    an_index base, other;
    cr_assert(an_index_init(&base, NULL) == AN_OK && an_index_init(&other, NULL) == AN_OK);
    srand(1);
    for (int t = 0; t < TEXTS; t++) {
        char text[SIZE + 1] = "";
        size_t size = 0;
        while (size < SIZE - 16) {
            const char *const piece = pieces[rand() % (rand() % 50 == 0 ? ALL : LEGAL)];
            memcpy(text + size, piece, strlen(piece) + 1);
            size += strlen(piece);
        }
        an_index_maker_of(AN_MASK_BASE)(&base, text, size, ',');
        for (int level = 1; level < AN_MASK_LEVELS; level++) {
            if (!an_mask_has((an_mask_level)level))
                continue;
            an_index_maker_of((an_mask_level)level)(&other, text, size, ',');
            assert_same(&base, &other, level, text);
        }
    }
    an_index_free(&base);
    an_index_free(&other);
}
