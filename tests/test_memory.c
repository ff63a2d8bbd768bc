/* test_memory: arrays grow, arenas hold still, keys keep their numbers. */
#include <criterion/criterion.h>
#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/memory.h"

Test(memory, grow_keeps_the_contents_and_grows_by_half_at_least)
{
    int *items = NULL;
    size_t capacity = 0, moves = 0;
    cr_assert_eq(an_grow(&items, &capacity, 0, sizeof *items), AN_OK);
    cr_expect_null(items);
    for (size_t n = 0; n < 100000; n++) {
        size_t before = capacity;
        cr_assert_eq(an_grow(&items, &capacity, n + 1, sizeof *items), AN_OK);
        cr_assert_gt(capacity, n);
        if (capacity != before) {
            cr_assert_geq(capacity, before + before / 2);
            moves++;
        }
        items[n] = (int)n;
    }
    for (size_t n = 0; n < 100000; n++)
        cr_assert_eq(items[n], (int)n);
    cr_expect_leq(moves, 29); /* log(100000) / log(1.5) */
    cr_assert_eq(an_grow(&items, &capacity, 1000000, sizeof *items), AN_OK);
    cr_expect_geq(capacity, 1000000);
    cr_expect_eq(items[99999], 99999);
    free(items);
}

Test(memory, grow_refuses_what_no_memory_can_hold)
{
    static const size_t needs[] = {SIZE_MAX, SIZE_MAX / 2, SIZE_MAX / 4, SIZE_MAX / 8 + 1,
    PTRDIFF_MAX / 8 + 1};
    double *items = NULL;
    size_t capacity = 0;
    cr_assert_eq(an_grow(&items, &capacity, 3, sizeof *items), AN_OK);
    items[2] = 7;
    const double *items_before = items;
    size_t before = capacity;
    for (size_t i = 0; i < sizeof needs / sizeof needs[0]; i++) {
        cr_expect_eq(an_grow(&items, &capacity, needs[i], sizeof *items), AN_SYSTEM);
        cr_expect_eq(capacity, before);
        cr_expect_eq(items, items_before);
        cr_expect_eq(items[2], 7);
    }
    free(items);
}

Test(memory, arena_gives_aligned_bytes_that_do_not_overlap_or_move)
{
    enum { N = 3000 };
    an_arena arena = {0};
    unsigned char *blocks[N];
    size_t sizes[N], sum = 0;
    for (size_t i = 0; i < N; i++) {
        sizes[i] = i % 500 == 499 ? 3000000 / (i + 1) * 100 : i * 7 % 97;
        blocks[i] = an_arena_alloc(&arena, sizes[i]);
        cr_assert_not_null(blocks[i]);
        cr_expect_eq((uintptr_t)blocks[i] % alignof(max_align_t), 0);
        memset(blocks[i], (int)(i & 255), sizes[i]);
        sum += sizes[i];
        if (i % 3 == 0)
            cr_assert_str_eq(an_arena_copy(&arena, "odd", 3), "odd");
    }
    cr_expect_geq(arena.total, sum);
    for (size_t i = 0; i < N; i++)
        for (size_t j = 0; j < sizes[i]; j++)
            cr_assert_eq(blocks[i][j], i & 255, "block %zu byte %zu", i, j);
    cr_expect_neq(an_arena_alloc(&arena, 0), an_arena_alloc(&arena, 0));
    an_arena_free(&arena);
}

Test(memory, arena_copies_are_ended_and_the_arena_is_used_again_after_free)
{
    an_arena arena = {0};
    an_arena_free(&arena);
    for (int round = 0; round < 3; round++) {
        const char *copy = an_arena_copy(&arena, "a\0bc", 3);
        cr_assert_not_null(copy);
        cr_expect_eq(memcmp(copy, "a\0b", 4), 0);
        cr_expect_str_eq(an_arena_copy(&arena, NULL, 0), "");
        cr_expect_gt(arena.total, 0);
        an_arena_free(&arena);
        cr_expect_null(arena.chunks);
        cr_expect_eq(arena.used, 0);
        cr_expect_eq(arena.total, 0);
    }
}

Test(memory, arena_refuses_what_no_memory_can_hold)
{
    static const size_t sizes[] = {SIZE_MAX, SIZE_MAX - 1, SIZE_MAX - 15, PTRDIFF_MAX};
    an_arena arena = {0};
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
            volatile size_t size = sizes[i]; /* volatile: or the compiler knows and warns */
            size_t total = arena.total, used = arena.used;
            cr_expect_null(an_arena_alloc(&arena, size));
            cr_expect_null(an_arena_copy(&arena, "x", size));
            cr_expect_eq(arena.total, total);
            cr_expect_eq(arena.used, used);
        }
        cr_expect_str_eq(an_arena_copy(&arena, "still", 5), "still");
    }
    an_arena_free(&arena);
}

/* Python 3.11 hashes bytes by SipHash-1-3:
 *   PYTHONHASHSEED=1 python3 -c 'for n in (1,2,3,7,8,9,15,16,17,31,63):
 *       print(n, hex(hash(bytes(range(n))) & (2**64-1)))'
 * Its key for seed 0 is 0, for seed 1 what its generator x = 214013 x + 2531011 (bits 16 to 23)
 * gives. Rust's DefaultHasher has the same numbers for key 0. */
Test(memory, hash_is_siphash_1_3)
{
    static const uint64_t keys[2][2] = {{0, 0}, {0xaed66ce184be2329, 0xebe9bbf1f1499052}};
    static const struct {
        size_t size;
        uint64_t hash[2];
    } cases[] = {
        {1, {0x68a914128e01e473, 0xecd3e5afcecda4b9}},  {2, {0x010bac45c41e3669, 0xbf360f1ea1745965}},
        {3, {0x4d4c9a4a8ef6e0ad, 0x8d5b20ab227ba858}},  {7, {0x2f098ab0c751325a, 0xfd15e78052a69ddf}},
        {8, {0xead411e67ebe2eea, 0xc0b5739e7e28dd01}},  {9, {0x75927f9d95124362, 0x208a1a5a0cbbf778}},
        {15, {0xf30eb725bb91c9ea, 0xfa87985f39e97a53}}, {16, {0x8972188433a5c5b7, 0x12e9d283f9f37002}},
        {17, {0x4883c49a2c009c1d, 0x9f5bb4237f61907f}}, {31, {0x169739443111d49b, 0xb8c17103f21d8810}},
        {63, {0x385d3e39e5f37359, 0x542052345bc68274}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        unsigned char *text = malloc(cases[i].size); /* of this size: a read beyond it is seen */
        cr_assert_not_null(text);
        for (size_t j = 0; j < cases[i].size; j++)
            text[j] = (unsigned char)j;
        for (int k = 0; k < 2; k++)
            cr_expect_eq(an_hash(keys[k], text, cases[i].size), cases[i].hash[k], "size %zu", cases[i].size);
        free(text);
    }
    cr_expect_eq(an_hash(keys[0], NULL, 0), 0xd1fba762150c532c); /* Rust's; Python gives 0 */
}

Test(memory, keys_are_numbered_in_the_order_of_their_first_appearance)
{
    static const struct {
        const char *text;
        size_t size;
        uint32_t id;
    } cases[] = {
        {"IT", 2, 0}, {"FR", 2, 1}, {"IT", 2, 0},   {NULL, 0, 2},   {"", 0, 2},    {"I", 1, 3},
        {"IT\0", 3, 4}, {"\0", 1, 5}, {"\0\0", 2, 6}, {"FR", 2, 1}, {"\0IT", 3, 7}, {"IT", 2, 0},
    };
    for (int round = 0; round < 5; round++) { /* each with a seed of its own */
        an_intern *keys;
        cr_assert_eq(an_intern_new(&keys), AN_OK);
        cr_expect_eq(an_intern_count(keys), 0);
        uint32_t id = 99;
        cr_expect_not(an_intern_find(keys, "IT", 2, &id));
        cr_expect_not(an_intern_find(keys, NULL, 0, &id));
        cr_expect_eq(id, 99);
        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
            cr_assert_eq(an_intern_add(keys, cases[i].text, cases[i].size, &id), AN_OK);
            cr_expect_eq(id, cases[i].id, "case %zu: %u", i, id);
            cr_assert(an_intern_find(keys, cases[i].text, cases[i].size, &id));
            cr_expect_eq(id, cases[i].id);
            size_t size;
            const char *text = an_intern_text(keys, id, &size);
            cr_expect_eq(size, cases[i].size);
            cr_expect(size == 0 || memcmp(text, cases[i].text, size) == 0);
            cr_expect_eq(text[size], '\0');
        }
        cr_expect_eq(an_intern_count(keys), 8);
        an_intern_free(keys);
    }
    an_intern_free(NULL);
}

Test(memory, two_hundred_thousand_keys_are_found_again_where_they_were)
{
    enum { N = 200000 };
    an_intern *keys;
    cr_assert_eq(an_intern_new(&keys), AN_OK);
    const char **texts = malloc(N * sizeof *texts);
    cr_assert_not_null(texts);
    char key[32];
    uint32_t id;
    for (unsigned i = 0; i < N; i++) {
        size_t size = (size_t)snprintf(key, sizeof key, "0307%u|CN", i);
        cr_assert_not(an_intern_find(keys, key, size, &id));
        cr_assert_eq(an_intern_add(keys, key, size, &id), AN_OK);
        cr_assert_eq(id, i);
        texts[i] = an_intern_text(keys, i, NULL);
    }
    for (unsigned i = N; i-- > 0;) {
        size_t size = (size_t)snprintf(key, sizeof key, "0307%u|CN", i), found;
        cr_assert_eq(an_intern_add(keys, key, size, &id), AN_OK);
        cr_assert_eq(id, i);
        cr_assert_eq(an_intern_text(keys, i, &found), texts[i]);
        cr_assert_eq(found, size);
        cr_assert_str_eq(texts[i], key);
    }
    cr_expect_eq(an_intern_count(keys), N);
    free(texts);
    an_intern_free(keys);
}

/* The sanitizers need address space of their own. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif
#if !defined(SANITIZED) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

static struct rlimit address_space;

static void end_memory(void)
{
    struct rlimit none = {.rlim_cur = 0, .rlim_max = address_space.rlim_max};
    setrlimit(RLIMIT_AS, &none);
}

static void restore_memory(void)
{
    setrlimit(RLIMIT_AS, &address_space);
}

static void skip_under_valgrind(void)
{
    const char *preload = getenv("LD_PRELOAD");
    if (preload && strstr(preload, "vgpreload"))
        cr_skip("valgrind cannot live without address space");
    cr_assert_eq(getrlimit(RLIMIT_AS, &address_space), 0);
}

/* How many keys there are when memory ends decides what is refused: slots, entries or texts. */
Test(memory, keys_refused_for_want_of_memory_leave_the_others_as_they_were)
{
    enum { N = 1000000, LARGE = 8 << 20 };
    static const uint32_t starts[] = {0, 34000, 60000};
    skip_under_valgrind();
    char *large = calloc(1, LARGE);
    cr_assert_not_null(large);
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
        an_intern *keys;
        cr_assert_eq(an_intern_new(&keys), AN_OK);
        uint32_t n = 0, id = 99;
        for (; n < starts[i]; n++)
            cr_assert_eq(an_intern_add(keys, &n, sizeof n, &id), AN_OK);
        end_memory();
        an_code large_code = an_intern_add(keys, large, LARGE, &id), code = AN_OK;
        for (; code == AN_OK && n < N; n += code == AN_OK)
            code = an_intern_add(keys, &n, sizeof n, &id);
        restore_memory();
        cr_expect_eq(large_code, AN_SYSTEM);
        cr_expect_eq(code, AN_SYSTEM);
        cr_expect_eq(an_intern_count(keys), n);
        cr_expect_not(an_intern_find(keys, large, LARGE, &id));
        cr_expect_not(an_intern_find(keys, &n, sizeof n, &id));
        for (uint32_t k = 0; k < n; k++)
            cr_assert(an_intern_find(keys, &k, sizeof k, &id) && id == k);
        cr_assert_eq(an_intern_add(keys, &n, sizeof n, &id), AN_OK); /* memory again: it goes on */
        cr_expect_eq(id, n);
        an_intern_free(keys);
    }
    free(large);
}

Test(memory, growing_and_new_objects_report_the_want_of_memory)
{
    enum { OBJECTS = 100000 };
    skip_under_valgrind();
    an_intern **objects = calloc(OBJECTS + 1, sizeof(an_intern *));
    cr_assert_not_null(objects);
    an_arena arena = {0};
    char *bytes = NULL;
    size_t capacity = 0, n = 0;
    end_memory();
    void *block = an_arena_alloc(&arena, 16 << 20);
    an_code grown = AN_OK, made = AN_OK;
    while (grown == AN_OK && capacity < (size_t)1 << 40)
        grown = an_grow(&bytes, &capacity, capacity + 1, 1);
    for (; made == AN_OK && n < OBJECTS; n += made == AN_OK)
        made = an_intern_new(&objects[n]);
    restore_memory();
    cr_expect_null(block);
    cr_expect_null(arena.chunks);
    cr_expect_eq(arena.total, 0);
    cr_expect_eq(grown, AN_SYSTEM);
    cr_expect(capacity == 0 || bytes != NULL);
    if (capacity > 0)
        memset(bytes, 1, capacity); /* still as large as it says */
    cr_expect_eq(made, AN_SYSTEM);
    cr_expect_null(objects[n]);
    for (size_t i = 0; i < n; i++)
        an_intern_free(objects[i]);
    free(objects);
    free(bytes);
    an_arena_free(&arena);
}

#endif
