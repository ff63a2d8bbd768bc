/* parallel: one job over many independent numbers, shared out among threads. */
#include "base/parallel.h"

#include <pthread.h>
#include <stdatomic.h>

enum { THREADS_MOST = 64 };

typedef struct share {
    an_parallel_job *job;
    void *context;
    size_t n, grain;
    atomic_size_t next;     /* the first number that nobody has taken */
    atomic_uint n_numbered; /* threads that have their number */
} share;

static void *work(void *given)
{
    share *s = given;
    const unsigned thread = atomic_fetch_add(&s->n_numbered, 1);
    for (;;) {
        const size_t first = atomic_fetch_add(&s->next, s->grain);
        if (first >= s->n)
            return NULL;
        s->job(s->context, thread, first, s->n - first < s->grain ? s->n : first + s->grain);
    }
}

void an_parallel(size_t n, size_t grain, unsigned threads, an_parallel_job *job, void *context)
{
    share s = {.job = job, .context = context, .n = n, .grain = grain > 0 ? grain : 1};
    const size_t pieces = n / s.grain + (n % s.grain > 0);
    pthread_t others[THREADS_MOST];
    unsigned started = 0;
    while (started + 1 < threads && started + 1 < pieces && started < THREADS_MOST &&
           pthread_create(&others[started], NULL, work, &s) == 0)
        started++;
    work(&s);
    for (unsigned i = 0; i < started; i++)
        pthread_join(others[i], NULL);
}
