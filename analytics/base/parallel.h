/* parallel: one job over many independent numbers, shared out among threads. */
#ifndef AN_BASE_PARALLEL_H
#define AN_BASE_PARALLEL_H

#include <stddef.h>

/* Does numbers first to end - 1; thread: which of the threads does it, from 0, for scratch of its own. It may
 * not fail, and what it leaves behind may depend on its numbers only, never on thread or on the order: then
 * the result is the same for any number of threads. */
typedef void an_parallel_job(void *context, unsigned thread, size_t first, size_t end);

/* Runs job over 0 .. n - 1 in pieces of grain numbers (0 counts as 1) on up to `threads` threads, the
 * caller's among them, and returns when all is done. A thread that cannot be started is done without: no
 * failure. */
void an_parallel(size_t n, size_t grain, unsigned threads, an_parallel_job *job, void *context);

#endif
