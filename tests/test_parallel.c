/* test_parallel: tests of base/parallel. */
#include <criterion/criterion.h>
#include <stdatomic.h>
#include <string.h>

#include "base/parallel.h"

enum { MOST = 10000, THREADS = 7 };

typedef struct tally {
    unsigned char times[MOST];
    atomic_uint largest_piece, largest_thread;
} tally;

static void raise_to(atomic_uint *largest, unsigned value)
{
    unsigned known = *largest;
    while (value > known && !atomic_compare_exchange_weak(largest, &known, value))
        ;
}

static void count(void *context, unsigned thread, size_t first, size_t end)
{
    tally *t = context;
    for (size_t i = first; i < end; i++)
        t->times[i]++;
    raise_to(&t->largest_piece, (unsigned)(end - first));
    raise_to(&t->largest_thread, thread);
}

Test(parallel, each_number_is_done_once_whatever_the_pieces_and_threads)
{
    static tally t;
    const size_t sizes[] = {1, 2, 99, 100, 101, MOST};
    const size_t grains[] = {1, 7, 100, MOST + 1};
    for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++)
        for (size_t g = 0; g < sizeof grains / sizeof grains[0]; g++)
            for (unsigned threads = 0; threads <= THREADS; threads++) {
                memset(&t, 0, sizeof t);
                an_parallel(sizes[s], grains[g], threads, count, &t);
                for (size_t i = 0; i < MOST; i++)
                    cr_assert_eq(t.times[i], i < sizes[s], "number %zu of %zu", i, sizes[s]);
                cr_assert_leq(t.largest_piece, grains[g]);
                cr_assert_lt(t.largest_thread, threads > 0 ? threads : 1);
            }
}

Test(parallel, nothing_to_do_calls_nothing)
{
    static tally t;
    an_parallel(0, 10, 4, count, &t);
    cr_assert_eq(t.largest_piece, 0);
}

Test(parallel, pieces_of_no_size_are_pieces_of_one)
{
    static tally t;
    an_parallel(100, 0, 3, count, &t);
    cr_assert_eq(t.largest_piece, 1);
    cr_assert_eq(t.times[99], 1);
}
