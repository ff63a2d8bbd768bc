/* test_sequence: threads that take turns do their steps in order. */
#include <criterion/criterion.h>

#include "base/parallel.h"
#include "base/sequence.h"

enum { STEPS = 2000 };

typedef struct steps {
    an_sequence turn;
    size_t order[STEPS], done;
} steps;

static void take_turns(void *context, unsigned thread, size_t first, size_t end)
{
    steps *s = context;
    (void)thread;
    (void)end;
    an_sequence_wait(&s->turn, first);
    s->order[s->done++] = first; /* nobody else is here */
    an_sequence_pass(&s->turn);
}

Test(sequence, steps_are_done_in_order_by_any_number_of_threads)
{
    for (unsigned threads = 1; threads <= 4; threads++) {
        steps s = {.done = 0};
        an_sequence_init(&s.turn);
        cr_assert(an_sequence_is_due(&s.turn, 0) && !an_sequence_is_due(&s.turn, 1));
        an_parallel(STEPS, 1, threads, take_turns, &s);
        cr_assert_eq(s.done, STEPS);
        for (size_t i = 0; i < STEPS; i++)
            cr_assert_eq(s.order[i], i, "%u threads", threads);
        an_sequence_destroy(&s.turn);
    }
}
