/* test_file_part: the parts of a file are the whole, or one of them says that they are not. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "csv/blocks.h"
#include "compare.h"

enum { ROOM = 1 << 14 };

typedef struct text {
    char bytes[ROOM];
    size_t size;
} text;

static uint64_t draw(uint64_t *state, uint64_t below)
{
    return an_hash_mix(*state += AN_HASH_GAMMA) % below;
}

static void put(text *t, const char *bytes)
{
    const size_t size = strlen(bytes);
    memcpy(t->bytes + t->size, bytes, size);
    t->size += size;
}

/* Rows of words, in which any cell may be quoted, with all that quotes may hold. */
static void draw_sound(text *t, uint64_t *state)
{
    static const char *const words[] = {"pump", "5", "no. 12", "", "spare parts", "x"};
    static const char *const between[] = {" ", ", ", "\n", "\"\"", "\r\n", " \"\" "};
    const uint64_t rows = 1 + draw(state, 40), quotes = draw(state, 5);
    t->size = 0;
    for (uint64_t r = 0; r < rows; r++) {
        for (int c = 0; c < 4; c++) {
            const bool quoted = draw(state, 4) < quotes;
            put(t, c > 0 ? "," : "");
            put(t, quoted ? "\"" : "");
            put(t, words[draw(state, 6)]);
            for (uint64_t n = quoted ? draw(state, 4) : 0; n > 0; n--) {
                put(t, between[draw(state, 6)]);
                put(t, words[draw(state, 6)]);
            }
            put(t, quoted ? "\"" : "");
        }
        put(t, draw(state, 3) == 0 ? "\r\n" : "\n");
    }
}

static void draw_any(text *t, uint64_t *state)
{
    static const char *const pieces[] = {"a", "b", ",", "\n", "\r", "\"", "\"\"", "1", ",\"", "\",", "\x1A"};
    t->size = 0;
    for (uint64_t n = 1 + draw(state, 60); n > 0; n--)
        put(t, pieces[draw(state, sizeof pieces / sizeof pieces[0])]);
}

/* The bytes of the records of a part, behind the header, appended to all; *line: of the first, as it is told
 * or made up from the bytes that were not counted. */
static an_code read_part(const text *t, an_file_part part, bool with_lines, size_t slice, text *all,
                         uint64_t *line)
{
    an_input *const in = oracle_input(t->bytes, t->size);
    an_blocks *blocks = NULL;
    an_block block;
    uint64_t from = 0, to = 0, before = 0;
    *line = 0;
    an_code code = an_blocks_new(&blocks, in, ',', slice, NULL);
    if (code == AN_OK)
        code = an_blocks_first(blocks, &block, NULL);
    if (code == AN_OK && part.n > 0)
        code = an_blocks_part(blocks, part, with_lines, &from, &to, NULL);
    if (code == AN_OK && part.n > 0)
        cr_assert_eq(an_file_part_lines(in, from, to, &before, NULL), AN_OK);
    while (code == AN_OK && (code = an_blocks_next(blocks, &block, NULL)) == AN_OK && block.size > 0) {
        if (*line == 0)
            *line = block.line + before;
        memcpy(all->bytes + all->size, block.text, block.size);
        all->size += block.size;
    }
    an_blocks_free(blocks);
    an_input_free(in);
    return code;
}

/* True: the parts are the whole. */
static bool check(const text *t, uint32_t n, size_t slice)
{
    static text whole, all;
    uint64_t line, first;
    whole.size = all.size = 0;
    cr_assert_eq(read_part(t, (an_file_part){0}, false, ROOM, &whole, &first), AN_OK);
    for (uint32_t k = 1; k <= n; k++) {
        const size_t before = all.size;
        const an_code code = read_part(t, (an_file_part){k, n}, k % 2 == 0, slice, &all, &line);
        cr_assert(code == AN_OK || code == AN_DATA);
        if (code != AN_OK)
            return false;
        if (line > 0)
            cr_assert_eq(line, first + an_record_end_lines(whole.bytes, before),
                         "part %u of %u: line %u, not %u of\n%.*s", k, n, (unsigned)line,
                         (unsigned)(first + an_record_end_lines(whole.bytes, before)), (int)t->size,
                         t->bytes);
    }
    cr_assert_eq(all.size, whole.size, "%u parts of '%.*s'", n, (int)t->size, t->bytes);
    cr_assert_eq(memcmp(all.bytes, whole.bytes, whole.size), 0);
    return true;
}

Test(file_part, parts_of_sound_files_are_the_whole)
{
    static text t;
    uint64_t state = 1;
    unsigned refused = 0;
    enum { FILES = 3000 };
    for (int i = 0; i < FILES; i++) {
        draw_sound(&t, &state);
        refused += !check(&t, 1 + (uint32_t)draw(&state, 9), 1 + draw(&state, 40));
    }
    cr_assert_lt(refused, FILES / 50, "%u of %d were refused", refused, FILES);
}

Test(file_part, parts_of_any_bytes_are_the_whole_or_refused)
{
    static text t;
    uint64_t state = 2;
    unsigned whole = 0;
    enum { FILES = 3000 };
    for (int i = 0; i < FILES; i++) {
        draw_any(&t, &state);
        whole += check(&t, 1 + (uint32_t)draw(&state, 9), 1 + draw(&state, 40));
    }
    cr_assert_gt(whole, FILES / 2, "only %u of %d", whole, FILES);
}

/* Nothing tells that this line end stands in quotes: the part before finds out. */
Test(file_part, a_wrong_border_is_an_error)
{
    enum { LONG = 3 << 20 };
    char *const bytes = malloc(LONG + 100);
    cr_assert_not_null(bytes);
    size_t size = (size_t)sprintf(bytes, "a,b\n1,\"");
    for (size_t i = 0; i < LONG / 2; i++)
        size += (size_t)sprintf(bytes + size, "x\n");
    size += (size_t)sprintf(bytes + size, "\"\n2,3\n");
    an_input *const in = oracle_input(bytes, size);
    an_blocks *blocks;
    an_block block;
    an_error err;
    uint64_t from, to;
    cr_assert_eq(an_blocks_new(&blocks, in, ',', AN_BLOCK_SIZE, NULL), AN_OK);
    cr_assert_eq(an_blocks_first(blocks, &block, NULL), AN_OK);
    cr_assert_eq(an_blocks_part(blocks, (an_file_part){1, 3}, false, &from, &to, NULL), AN_OK);
    cr_assert_eq(an_blocks_next(blocks, &block, &err), AN_DATA);
    cr_assert_eq(err.line, 2);
    cr_assert_not_null(strstr(err.text, "another number of parts"), "%s", err.text);
    an_blocks_free(blocks);
    an_input_free(in);
    free(bytes);
}

Test(file_part, what_is_no_part_is_refused)
{
    static const char *const wrong[] = {"",    "3",    "/",     "0/4",   "5/4",
                                        "1/0", "-1/4", "1/4/2", "1.5/4", "1/1000001"};
    an_file_part part;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        cr_assert_eq(an_file_part_parse(&part, wrong[i], NULL), AN_USAGE, "%s", wrong[i]);
    cr_assert_eq(an_file_part_parse(&part, "3/16", NULL), AN_OK);
    cr_assert(part.k == 3 && part.n == 16);
}
