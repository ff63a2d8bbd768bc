/* sequence: a number that only grows; who waits longer than a moment sleeps. */
#include "base/sequence.h"

enum { LOOKS = 300 }; /* some microseconds, before a thread sleeps: to wake one takes longer */

/* Tells the processor that this thread only looks. Not sched_yield: on a busy machine others then run for
 * milliseconds. */
static inline void rest(void)
{
#ifdef __x86_64__
    __builtin_ia32_pause();
#endif
}

void an_sequence_init(an_sequence *turn)
{
    atomic_init(&turn->now, 0);
    pthread_mutex_init(&turn->lock, NULL);
    pthread_cond_init(&turn->changed, NULL);
}

void an_sequence_destroy(an_sequence *turn)
{
    pthread_mutex_destroy(&turn->lock);
    pthread_cond_destroy(&turn->changed);
}

bool an_sequence_is_due(an_sequence *turn, uint64_t number)
{
    return atomic_load_explicit(&turn->now, memory_order_acquire) == number;
}

void an_sequence_wait(an_sequence *turn, uint64_t number)
{
    for (int look = 0; look < LOOKS; look++) {
        if (an_sequence_is_due(turn, number))
            return;
        rest();
    }
    pthread_mutex_lock(&turn->lock);
    while (!an_sequence_is_due(turn, number))
        pthread_cond_wait(&turn->changed, &turn->lock);
    pthread_mutex_unlock(&turn->lock);
}

void an_sequence_pass(an_sequence *turn)
{
    pthread_mutex_lock(&turn->lock);
    atomic_fetch_add_explicit(&turn->now, 1, memory_order_release);
    pthread_cond_broadcast(&turn->changed);
    pthread_mutex_unlock(&turn->lock);
}
