/* test_seams: where a slice of the input ends changes nothing, whatever stands there.
 *
 * Each text is read in slices of many sizes, each slice guessing where a record begins, and compared with the
 * oracle: cells, lines, errors, bytes. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compare.h"

static void check(const char *text, size_t size, size_t slice_size)
{
    char delimiter = ',';
    const char *const why = oracle_compare(text, size, &delimiter, false, slice_size);
    cr_assert_null(why, "slices of %zu: %s", slice_size, why);
}

/* Cells that hold what looks like records, and records of all kinds, at every border of every slice size. */
Test(seams, line_ends_in_quotes_fool_no_slice)
{
    static const char text[] = "id,text,n\n"
                               "1,\"a\nb\",2\n"
                               "2,\"x,y\n3,\"\"z\"\",4\n\n5,\"\"\n\"\",6\n\",7\n"
                               "3,\"\r\n\r\n\",8\r\n"
                               "\n"
                               "4,\"\"\"\n\"\"\n\"\"\",9\r\n"
                               "5,\"\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\",1\n"
                               "6,\"\",\"\"\n"
                               "7,\"p\nq\",\"r\ns\"\n"
                               "8,plain,1\n"
                               "9,\"a\nb\"";
    const size_t size = sizeof text - 1;
    for (size_t slice_size = 1; slice_size <= size + 1; slice_size++)
        check(text, size, slice_size);
}

/* The same with records that only libcsv reads among them: bare quotes, text after quotes, lone CRs. */
Test(seams, records_that_are_not_plain_fool_no_slice)
{
    static const char text[] = "id,text,n\n"
                               "1,5\" pipe,2\n"
                               "2,\"a\nb\"c\"\nd,\"e\n"
                               "3,\"x\n\"y,\"\n"
                               "4,a\r5,b\r\r6,\"\r\"\r\n"
                               "7,\"\"x\"\n\",8\n"
                               "8,\xE9,1\n"
                               "9,\"\xE9\n\",1\n"
                               "10,\"a\nb\",\"c\n"
                               "11,d\n";
    const size_t size = sizeof text - 1;
    for (size_t slice_size = 1; slice_size <= size + 1; slice_size++)
        check(text, size, slice_size);
}

/* A cell, and a record without quotes, that are longer than many slices; short records before and behind. */
Test(seams, a_record_may_be_longer_than_slices)
{
    enum { LONG = 5000 };
    static const size_t sizes[] = {1, 7, 63, 64, 65, 100, 999, 1000, 2500, LONG, LONG + 30};
    char *const text = malloc(2 * LONG);
    cr_assert_not_null(text);
    for (int kind = 0; kind < 3; kind++) {
        size_t size = (size_t)sprintf(text, "a,b\n1,2\n3,%s", kind > 0 ? "\"" : "");
        for (size_t i = 0; i < LONG; i++)
            text[size++] = kind == 0 ? "xyz,"[i % 4] : kind == 1 ? "xy\n,"[i % 4] : "\"\"\n,"[i % 4];
        size += (size_t)sprintf(text + size, "%s\n4,5\n\"6\n\",7\n", kind > 0 ? "\"" : "");
        for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
            check(text, size, sizes[i]);
    }
    free(text);
}

/* The letters of one cell are bytes of any kind, at slices that end within each. */
Test(seams, letters_may_lie_across)
{
    static const char text[] =
        "a,b\n\xE2\x82\xAC,\"\xE2\x82\xAC\n\xE2\x82\xAC\"\n\xF0\x9F\x98\x80,\xC3\xA9\n";
    for (size_t slice_size = 1; slice_size < sizeof text; slice_size++)
        check(text, sizeof text - 1, slice_size);
}

/* A slice that begins in quotes finds what looks like a whole record behind its first line end. */
Test(seams, a_wrong_guess_is_found_out)
{
    static const char text[] = "a,b\n1,\"xx\n2,3\n4,5\n\"\n6,7\n";
    an_input *const in = oracle_input(text, sizeof text - 1);
    an_blocks *blocks;
    an_slice slice = {0};
    bool got;
    cr_assert_eq(an_blocks_new(&blocks, in, ',', 8, NULL), AN_OK);
    for (int n = 0; n < 2; n++) {
        cr_assert_eq(an_blocks_take(blocks, &slice, &got, NULL), AN_OK);
        cr_assert(got && an_blocks_read(blocks, &slice, NULL) == AN_OK);
        cr_assert_eq(an_blocks_guess(blocks, &slice, NULL), AN_OK);
        cr_assert_eq(slice.index.n_records, (size_t)n, "the second finds one");
        cr_assert_eq(an_blocks_join(blocks, &slice, NULL), AN_OK);
        if (n == 1)
            cr_assert(slice.seam.size == 0 && slice.rest.size == 0, "it was none");
    }
    an_slice_free(&slice);
    an_blocks_free(blocks);
    an_input_free(in);
}
