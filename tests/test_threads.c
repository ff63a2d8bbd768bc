/* test_threads: numbers shared out among threads, and steps in a fixed order. */
#include <criterion/criterion.h>
#include <stdatomic.h>
#include <string.h>

#include "base/threads.h"

enum { MOST = 10000, THREADS = 7 };

typedef struct tally {
    unsigned char times[MOST];
    atomic_uint largest_part, largest_thread;
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
    raise_to(&t->largest_part, (unsigned)(end - first));
    raise_to(&t->largest_thread, thread);
}

Test(threads, each_number_is_done_once_whatever_the_grain_and_threads)
{
    static tally t;
    const size_t sizes[] = {1, 2, 99, 100, 101, MOST};
    const size_t grains[] = {1, 7, 100, MOST + 1};
    for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++)
        for (size_t g = 0; g < sizeof grains / sizeof grains[0]; g++)
            for (unsigned threads = 0; threads <= THREADS; threads++) {
                memset(&t, 0, sizeof t);
                an_threads_run(sizes[s], grains[g], threads, count, &t);
                for (size_t i = 0; i < MOST; i++)
                    cr_assert_eq(t.times[i], i < sizes[s], "number %zu of %zu", i, sizes[s]);
                cr_assert_leq(t.largest_part, grains[g]);
                cr_assert_lt(t.largest_thread, threads > 0 ? threads : 1);
            }
}

Test(threads, nothing_to_do_calls_nothing)
{
    static tally t;
    an_threads_run(0, 10, 4, count, &t);
    cr_assert_eq(t.largest_part, 0);
}

Test(threads, a_grain_of_0_counts_as_1)
{
    static tally t;
    an_threads_run(100, 0, 3, count, &t);
    cr_assert_eq(t.largest_part, 1);
    cr_assert_eq(t.times[99], 1);
}

enum { STEPS = 2000 };

typedef struct steps {
    an_sequence sequence;
    size_t order[STEPS], done;
} steps;

static void do_step(void *context, unsigned thread, size_t first, size_t end)
{
    steps *s = context;
    (void)thread;
    (void)end;
    an_sequence_wait(&s->sequence, first);
    s->order[s->done++] = first; /* nobody else is here */
    an_sequence_done(&s->sequence);
}

Test(sequence, steps_are_done_in_order_by_any_number_of_threads)
{
    for (unsigned threads = 1; threads <= 4; threads++) {
        steps s = {.done = 0};
        an_sequence_init(&s.sequence);
        cr_assert(an_sequence_is_due(&s.sequence, 0) && !an_sequence_is_due(&s.sequence, 1));
        an_threads_run(STEPS, 1, threads, do_step, &s);
        cr_assert_eq(s.done, STEPS);
        for (size_t i = 0; i < STEPS; i++)
            cr_assert_eq(s.order[i], i, "%u threads", threads);
        an_sequence_destroy(&s.sequence);
    }
}
