/* sequence: threads that do one step in a fixed order, each when its number comes. */
#ifndef AN_BASE_SEQUENCE_H
#define AN_BASE_SEQUENCE_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* Whose turn it is: 0 first. Start with an_sequence_init. */
typedef struct an_sequence {
    atomic_uint_fast64_t now;
    pthread_mutex_t lock;
    pthread_cond_t changed;
} an_sequence;

void an_sequence_init(an_sequence *turn);
void an_sequence_destroy(an_sequence *turn);

/* Whether number's turn has come. What those before it did is seen. */
bool an_sequence_is_due(an_sequence *turn, uint64_t number);

/* Waits until it has: for a moment awake, as most steps are short, then asleep. */
void an_sequence_wait(an_sequence *turn, uint64_t number);

/* The turn passes to the next number. Called by whose turn it is. */
void an_sequence_pass(an_sequence *turn);

#endif
