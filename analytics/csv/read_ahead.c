/* read_ahead: a ring of pieces; one thread fills them, another empties them. */
#include "csv/read_ahead.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { PIECES = 4, PIECE_SIZE = 256 << 10 };

typedef struct piece {
    char *bytes;
    size_t size;
    an_code code;
    an_error err;
} piece;

struct an_read_ahead {
    an_read_ahead_reader *reader;
    void *context;
    pthread_t thread;
    size_t at; /* of the piece that is being taken */
    pthread_mutex_t lock;
    pthread_cond_t changed;
    uint64_t filled, emptied; /* pieces */
    bool is_stopped;
    piece pieces[PIECES];
};

/* The next piece to fill, once it is empty; NULL: nobody wants more. */
static piece *wait_for_room(an_read_ahead *ahead)
{
    pthread_mutex_lock(&ahead->lock);
    while (ahead->filled - ahead->emptied == PIECES && !ahead->is_stopped)
        pthread_cond_wait(&ahead->changed, &ahead->lock);
    piece *const next = ahead->is_stopped ? NULL : &ahead->pieces[ahead->filled % PIECES];
    pthread_mutex_unlock(&ahead->lock);
    return next;
}

static void count(an_read_ahead *ahead, uint64_t *pieces)
{
    pthread_mutex_lock(&ahead->lock);
    ++*pieces;
    pthread_cond_signal(&ahead->changed);
    pthread_mutex_unlock(&ahead->lock);
}

static void *work(void *given)
{
    an_read_ahead *const ahead = given;
    piece *next;
    bool goes_on = true;
    while (goes_on && (next = wait_for_room(ahead)) != NULL) {
        next->code = ahead->reader(ahead->context, next->bytes, PIECE_SIZE, &next->size, &next->err);
        goes_on = next->code == AN_OK && next->size == PIECE_SIZE;
        count(ahead, &ahead->filled);
    }
    return NULL;
}

static void free_pieces(an_read_ahead *ahead)
{
    for (size_t i = 0; i < PIECES; i++)
        free(ahead->pieces[i].bytes);
    pthread_mutex_destroy(&ahead->lock);
    pthread_cond_destroy(&ahead->changed);
    free(ahead);
}

an_code an_read_ahead_new(an_read_ahead **out, an_read_ahead_reader *reader, void *context, an_error *err)
{
    *out = NULL;
    an_read_ahead *const ahead = calloc(1, sizeof *ahead);
    if (ahead == NULL)
        return an_fail_memory(err);
    ahead->reader = reader;
    ahead->context = context;
    pthread_mutex_init(&ahead->lock, NULL);
    pthread_cond_init(&ahead->changed, NULL);
    bool has_room = true;
    for (size_t i = 0; i < PIECES; i++)
        has_room = (ahead->pieces[i].bytes = malloc(PIECE_SIZE)) != NULL && has_room;
    if (!has_room || pthread_create(&ahead->thread, NULL, work, ahead) != 0) {
        free_pieces(ahead);
        return an_fail(err, AN_SYSTEM, "cannot start a thread; try --threads 1");
    }
    *out = ahead;
    return AN_OK;
}

/* The piece that comes next, once it is filled. */
static piece *wait_for_piece(an_read_ahead *ahead)
{
    pthread_mutex_lock(&ahead->lock);
    while (ahead->filled == ahead->emptied)
        pthread_cond_wait(&ahead->changed, &ahead->lock);
    pthread_mutex_unlock(&ahead->lock);
    return &ahead->pieces[ahead->emptied % PIECES];
}

an_code an_read_ahead_read(an_read_ahead *ahead, void *buffer, size_t size, size_t *got, an_error *err)
{
    *got = 0;
    while (*got < size) {
        piece *const next = wait_for_piece(ahead);
        const size_t left = next->size - ahead->at, part = left < size - *got ? left : size - *got;
        memcpy((char *)buffer + *got, next->bytes + ahead->at, part);
        *got += part;
        ahead->at += part;
        if (ahead->at < next->size)
            continue;
        if (next->code != AN_OK) {
            if (err != NULL)
                *err = next->err;
            return next->code;
        }
        if (next->size < PIECE_SIZE)
            return AN_OK; /* the last: it stays where it is */
        ahead->at = 0;
        count(ahead, &ahead->emptied);
    }
    return AN_OK;
}

void an_read_ahead_free(an_read_ahead *ahead)
{
    if (ahead == NULL)
        return;
    pthread_mutex_lock(&ahead->lock);
    ahead->is_stopped = true;
    pthread_cond_signal(&ahead->changed);
    pthread_mutex_unlock(&ahead->lock);
    pthread_join(ahead->thread, NULL);
    free_pieces(ahead);
}
