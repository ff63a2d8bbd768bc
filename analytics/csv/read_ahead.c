/* read_ahead: a ring of chunks; one thread fills them, another empties them. */
#include "csv/read_ahead.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNKS = 4, CHUNK_SIZE = 256 << 10 };

typedef struct chunk {
    char *bytes;
    size_t size;
    an_code code;
    an_error err;
} chunk;

struct an_read_ahead {
    an_read_ahead_reader *reader;
    void *context;
    pthread_t thread;
    size_t at; /* of the chunk that is being taken */
    pthread_mutex_t lock;
    pthread_cond_t changed;
    uint64_t filled, emptied; /* chunks */
    bool is_stopped;
    chunk chunks[CHUNKS];
};

/* The next chunk to fill, once it is empty; NULL: nobody wants more. */
static chunk *wait_for_room(an_read_ahead *ring)
{
    pthread_mutex_lock(&ring->lock);
    while (ring->filled - ring->emptied == CHUNKS && !ring->is_stopped)
        pthread_cond_wait(&ring->changed, &ring->lock);
    chunk *const next = ring->is_stopped ? NULL : &ring->chunks[ring->filled % CHUNKS];
    pthread_mutex_unlock(&ring->lock);
    return next;
}

static void count(an_read_ahead *ring, uint64_t *chunks)
{
    pthread_mutex_lock(&ring->lock);
    ++*chunks;
    pthread_cond_signal(&ring->changed);
    pthread_mutex_unlock(&ring->lock);
}

static void *work(void *given)
{
    an_read_ahead *const ring = given;
    chunk *next;
    bool goes_on = true;
    while (goes_on && (next = wait_for_room(ring)) != NULL) {
        next->code = ring->reader(ring->context, next->bytes, CHUNK_SIZE, &next->size, &next->err);
        goes_on = next->code == AN_OK && next->size == CHUNK_SIZE;
        count(ring, &ring->filled);
    }
    return NULL;
}

static void free_chunks(an_read_ahead *ring)
{
    for (size_t i = 0; i < CHUNKS; i++)
        free(ring->chunks[i].bytes);
    pthread_mutex_destroy(&ring->lock);
    pthread_cond_destroy(&ring->changed);
    free(ring);
}

an_code an_read_ahead_new(an_read_ahead **out, an_read_ahead_reader *reader, void *context, an_error *err)
{
    *out = NULL;
    an_read_ahead *const ring = calloc(1, sizeof *ring);
    if (ring == NULL)
        return an_fail_memory(err);
    ring->reader = reader;
    ring->context = context;
    pthread_mutex_init(&ring->lock, NULL);
    pthread_cond_init(&ring->changed, NULL);
    bool has_room = true;
    for (size_t i = 0; i < CHUNKS; i++)
        has_room = (ring->chunks[i].bytes = malloc(CHUNK_SIZE)) != NULL && has_room;
    if (!has_room || pthread_create(&ring->thread, NULL, work, ring) != 0) {
        free_chunks(ring);
        return an_fail(err, AN_SYSTEM, "cannot start a thread; try --threads 1");
    }
    *out = ring;
    return AN_OK;
}

/* The chunk that comes next, once it is filled. */
static chunk *wait_for_chunk(an_read_ahead *ring)
{
    pthread_mutex_lock(&ring->lock);
    while (ring->filled == ring->emptied)
        pthread_cond_wait(&ring->changed, &ring->lock);
    pthread_mutex_unlock(&ring->lock);
    return &ring->chunks[ring->emptied % CHUNKS];
}

an_code an_read_ahead_read(an_read_ahead *ring, void *buffer, size_t size, size_t *got, an_error *err)
{
    *got = 0;
    while (*got < size) {
        chunk *const next = wait_for_chunk(ring);
        const size_t left = next->size - ring->at, part = left < size - *got ? left : size - *got;
        memcpy((char *)buffer + *got, next->bytes + ring->at, part);
        *got += part;
        ring->at += part;
        if (ring->at < next->size)
            continue;
        if (next->code != AN_OK) {
            if (err != NULL)
                *err = next->err;
            return next->code;
        }
        if (next->size < CHUNK_SIZE)
            return AN_OK; /* the last: it stays where it is */
        ring->at = 0;
        count(ring, &ring->emptied);
    }
    return AN_OK;
}

void an_read_ahead_free(an_read_ahead *ring)
{
    if (ring == NULL)
        return;
    pthread_mutex_lock(&ring->lock);
    ring->is_stopped = true;
    pthread_cond_signal(&ring->changed);
    pthread_mutex_unlock(&ring->lock);
    pthread_join(ring->thread, NULL);
    free_chunks(ring);
}
