/* turn: threads that do one step in a fixed order, each when its number comes.
 */
#ifndef AN_BASE_TURN_H
#define AN_BASE_TURN_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* Whose turn it is: 0 first. Start with an_turn_init. */
typedef struct an_turn {
    atomic_uint_fast64_t now;
    pthread_mutex_t lock;
    pthread_cond_t changed;
} an_turn;

void an_turn_init(an_turn *turn);
void an_turn_destroy(an_turn *turn);

/* Whether number's turn has come. What those before it did is seen. */
bool an_turn_has_come(an_turn *turn, uint64_t number);

/* Waits until it has: for a moment awake, as most steps are short, then asleep. */
void an_turn_wait(an_turn *turn, uint64_t number);

/* The turn passes to the next number. Called by whose turn it is. */
void an_turn_pass(an_turn *turn);

#endif
