/* threads: one job shared out among threads, and steps that threads do in a fixed order. */
#include "base/threads.h"

enum {
    THREADS_MOST = 64,
    LOOKS = 300, /* some microseconds, before a thread sleeps: to wake one takes longer */
};

typedef struct share {
    an_threads_job *job;
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

void an_threads_run(size_t n, size_t grain, unsigned threads, an_threads_job *job, void *context)
{
    share s = {.job = job, .context = context, .n = n, .grain = grain > 0 ? grain : 1};
    const size_t parts = n / s.grain + (n % s.grain > 0);
    pthread_t others[THREADS_MOST];
    unsigned started = 0;
    while (started + 1 < threads && started + 1 < parts && started < THREADS_MOST &&
           pthread_create(&others[started], NULL, work, &s) == 0)
        started++;
    work(&s);
    for (unsigned i = 0; i < started; i++)
        pthread_join(others[i], NULL);
}

/* Tells the processor that this thread only looks. Not sched_yield: on a busy machine others then run for
 * milliseconds. */
static inline void rest(void)
{
#ifdef __x86_64__
    __builtin_ia32_pause();
#endif
}

void an_sequence_init(an_sequence *sequence)
{
    atomic_init(&sequence->due, 0);
    pthread_mutex_init(&sequence->lock, NULL);
    pthread_cond_init(&sequence->changed, NULL);
}

void an_sequence_destroy(an_sequence *sequence)
{
    pthread_mutex_destroy(&sequence->lock);
    pthread_cond_destroy(&sequence->changed);
}

bool an_sequence_is_due(an_sequence *sequence, uint64_t number)
{
    return atomic_load_explicit(&sequence->due, memory_order_acquire) == number;
}

void an_sequence_wait(an_sequence *sequence, uint64_t number)
{
    for (int look = 0; look < LOOKS; look++) {
        if (an_sequence_is_due(sequence, number))
            return;
        rest();
    }
    pthread_mutex_lock(&sequence->lock);
    while (!an_sequence_is_due(sequence, number))
        pthread_cond_wait(&sequence->changed, &sequence->lock);
    pthread_mutex_unlock(&sequence->lock);
}

void an_sequence_done(an_sequence *sequence)
{
    pthread_mutex_lock(&sequence->lock);
    atomic_fetch_add_explicit(&sequence->due, 1, memory_order_release);
    pthread_cond_broadcast(&sequence->changed);
    pthread_mutex_unlock(&sequence->lock);
}
