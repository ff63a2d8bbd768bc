/* threads: one job shared out among threads, and steps that threads do in a fixed order. */
#ifndef AN_BASE_THREADS_H
#define AN_BASE_THREADS_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Does numbers first to end - 1; thread: which of the threads does it, from 0, for scratch of its own. It may
 * not fail, and what it leaves behind may depend on its numbers only, never on thread or on the order: then
 * the result is the same for any number of threads. */
typedef void an_threads_job(void *context, unsigned thread, size_t first, size_t end);

/* Runs job over 0 .. n - 1, grain numbers (0 counts as 1) at a time, on up to `threads` threads, the
 * caller's among them, and returns when all is done. A thread that cannot be started is done without: no
 * failure. */
void an_threads_run(size_t n, size_t grain, unsigned threads, an_threads_job *job, void *context);

/* Steps that are done in the order of their numbers, from 0, whatever thread does them. */
typedef struct an_sequence {
    atomic_uint_fast64_t due;
    pthread_mutex_t lock;
    pthread_cond_t changed;
} an_sequence;

void an_sequence_init(an_sequence *sequence);
void an_sequence_destroy(an_sequence *sequence);

/* Whether this step is due. What those before it did is seen. */
bool an_sequence_is_due(an_sequence *sequence, uint64_t number);

/* Waits until it is: for a moment awake, as most steps are short, then asleep. */
void an_sequence_wait(an_sequence *sequence, uint64_t number);

/* The step that is due is done: the next one is due. Called by who did it. */
void an_sequence_done(an_sequence *sequence);

#endif
