/* turn: a number that only grows; who waits longer than a moment sleeps. */
#include "base/turn.h"

enum { LOOKS = 300 }; /* some microseconds, before a thread sleeps: to wake one takes longer */

/* Tells the processor that this thread only looks. Not sched_yield: on a busy machine others then run for
 * milliseconds. */
static inline void rest(void)
{
#ifdef __x86_64__
    __builtin_ia32_pause();
#endif
}

void an_turn_init(an_turn *turn)
{
    atomic_init(&turn->now, 0);
    pthread_mutex_init(&turn->lock, NULL);
    pthread_cond_init(&turn->changed, NULL);
}

void an_turn_destroy(an_turn *turn)
{
    pthread_mutex_destroy(&turn->lock);
    pthread_cond_destroy(&turn->changed);
}

bool an_turn_has_come(an_turn *turn, uint64_t number)
{
    return atomic_load_explicit(&turn->now, memory_order_acquire) == number;
}

void an_turn_wait(an_turn *turn, uint64_t number)
{
    for (int look = 0; look < LOOKS; look++) {
        if (an_turn_has_come(turn, number))
            return;
        rest();
    }
    pthread_mutex_lock(&turn->lock);
    while (!an_turn_has_come(turn, number))
        pthread_cond_wait(&turn->changed, &turn->lock);
    pthread_mutex_unlock(&turn->lock);
}

void an_turn_pass(an_turn *turn)
{
    pthread_mutex_lock(&turn->lock);
    atomic_fetch_add_explicit(&turn->now, 1, memory_order_release);
    pthread_cond_broadcast(&turn->changed);
    pthread_mutex_unlock(&turn->lock);
}
