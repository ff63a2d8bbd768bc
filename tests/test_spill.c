/* test_spill: byte strings in memory, in a temporary file, and where there can be none. */
#include <criterion/criterion.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/spill.h"
#include "folder.h"

TestSuite(spill, .init = folder_make, .fini = folder_remove);

enum { N = 200, SIZE = 1000 };

static void write_text(char bytes[SIZE], size_t i)
{
    memset(bytes, (int)('a' + i % 26), SIZE);
    snprintf(bytes, SIZE, "%zu", i);
}

/* Pieces of all sizes up to SIZE come back, so many of them from memory. */
static void expect_back(uint64_t memory, size_t in_memory)
{
    an_spill *spill;
    an_spill_chunk chunk[N];
    an_error err = {0};
    char bytes[SIZE], room[SIZE];
    const void *back;
    size_t kept = 0;
    cr_assert_eq(an_spill_new(&spill, memory, &err), AN_OK);
    for (size_t i = 0; i < N; i++) {
        write_text(bytes, i);
        cr_assert_eq(an_spill_keep(spill, bytes, i * 5, &chunk[i], &err), AN_OK, "%s", err.text);
        kept += chunk[i].bytes != NULL;
    }
    for (size_t i = N; i > 0; i--) {
        write_text(bytes, i - 1);
        cr_assert_eq(an_spill_get(spill, &chunk[i - 1], room, &back, &err), AN_OK, "%s", err.text);
        cr_expect_arr_eq(back, bytes, (i - 1) * 5);
    }
    cr_expect_eq(kept, in_memory);
    an_spill_free(spill);
}

Test(spill, come_back_from_memory_and_from_the_file)
{
    expect_back(UINT64_MAX, N);
    expect_back(0, 1); /* the empty one */
    expect_back(5 * (1 + 2 + 3 + 4) + 3, 5);
}

Test(spill, the_file_has_no_name)
{
    char command[200];
    an_spill *spill;
    an_spill_chunk chunk;
    an_error err = {0};
    setenv("TMPDIR", folder, 1);
    cr_assert_eq(an_spill_new(&spill, 0, &err), AN_OK);
    cr_assert_eq(an_spill_keep(spill, "text", 4, &chunk, &err), AN_OK, "%s", err.text);
    snprintf(command, sizeof command, "test -z \"$(ls -A %s)\"", folder);
    cr_expect_eq(system(command), 0, "something stands in the folder");
    an_spill_free(spill);
}

Test(spill, a_folder_that_is_not_there_is_named)
{
    an_spill *spill;
    an_spill_chunk chunk;
    an_error err = {0};
    setenv("TMPDIR", "/nowhere/at all", 1);
    cr_assert_eq(an_spill_new(&spill, 0, &err), AN_OK);
    cr_expect_eq(an_spill_keep(spill, "text", 4, &chunk, &err), AN_SYSTEM);
    cr_expect_not_null(strstr(err.text, "/nowhere/at all: cannot make a temporary file"), "%s", err.text);
    an_spill_free(spill);
    an_spill_free(NULL);
}

typedef struct sharer {
    an_spill *spill;
    size_t in_file, wrong; /* of its N texts */
} sharer;

static void *keep_some(void *given)
{
    sharer *s = given;
    an_spill *spill = s->spill;
    an_error err;
    char bytes[SIZE], room[SIZE];
    for (size_t i = 0; i < N; i++) {
        an_spill_chunk chunk;
        const void *back;
        write_text(bytes, i);
        s->wrong += an_spill_keep(spill, bytes, SIZE, &chunk, &err) != AN_OK ||
                    an_spill_get(spill, &chunk, room, &back, &err) != AN_OK || memcmp(back, bytes, SIZE) != 0;
        s->in_file += chunk.bytes == NULL;
    }
    return NULL;
}

Test(spill, threads_may_share_it)
{
    an_spill *spill;
    an_error err = {0};
    pthread_t threads[4];
    sharer sharers[4] = {0};
    size_t in_file = 0;
    cr_assert_eq(an_spill_new(&spill, 2 * N * SIZE, &err), AN_OK);
    for (size_t t = 0; t < 4; t++) {
        sharers[t].spill = spill;
        cr_assert_eq(pthread_create(&threads[t], NULL, keep_some, &sharers[t]), 0);
    }
    for (size_t t = 0; t < 4; t++) {
        pthread_join(threads[t], NULL);
        cr_expect_eq(sharers[t].wrong, 0);
        in_file += sharers[t].in_file;
    }
    cr_expect_eq(in_file, 2 * N);
    an_spill_free(spill);
}
