/* pieces: byte strings kept in memory up to a bound, and beyond it in a temporary file. */
#include "base/pieces.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct kept {
    struct kept *next;
    uint64_t bytes[]; /* aligned for numbers */
} kept;

struct an_pieces {
    pthread_mutex_t lock;
    uint64_t memory, used; /* bytes */
    kept *all;
    char folder[400];
    int fd;       /* -1: no file yet */
    uint64_t end; /* of the file */
};

an_code an_pieces_new(an_pieces **pieces, uint64_t memory, an_error *err)
{
    an_pieces *const made = calloc(1, sizeof *made);
    if (made == NULL)
        return an_fail_memory(err);
    *made = (an_pieces){.lock = PTHREAD_MUTEX_INITIALIZER, .memory = memory, .fd = -1};
    *pieces = made;
    return AN_OK;
}

void an_pieces_free(an_pieces *pieces)
{
    if (pieces == NULL)
        return;
    while (pieces->all != NULL) {
        kept *const next = pieces->all->next;
        free(pieces->all);
        pieces->all = next;
    }
    if (pieces->fd >= 0)
        close(pieces->fd); /* nameless and read no more: nothing can be lost */
    pthread_mutex_destroy(&pieces->lock);
    free(pieces);
}

static an_code fail_file(const an_pieces *pieces, const char *what, an_error *err)
{
    return an_fail(err, AN_SYSTEM, "%s: %s a temporary file: %s; TMPDIR names another folder", pieces->folder,
                   what, strerror(errno));
}

/* Under the lock. */
static an_code open_file(an_pieces *pieces, an_error *err)
{
    const char *const named = getenv("TMPDIR");
    char path[sizeof pieces->folder + 20];
    snprintf(pieces->folder, sizeof pieces->folder, "%s", named != NULL && *named != '\0' ? named : "/tmp");
    snprintf(path, sizeof path, "%s/cuprum-XXXXXX", pieces->folder);
    pieces->fd = mkstemp(path);
    if (pieces->fd < 0 || unlink(path) != 0)
        return fail_file(pieces, "cannot make", err);
    return AN_OK;
}

/* Room in the file for size bytes; the file is made if there is none. */
static an_code take_room(an_pieces *pieces, size_t size, uint64_t *at, an_error *err)
{
    pthread_mutex_lock(&pieces->lock);
    const an_code code = pieces->fd >= 0 ? AN_OK : open_file(pieces, err);
    *at = pieces->end;
    pieces->end += size;
    pthread_mutex_unlock(&pieces->lock);
    return code;
}

static an_code write_file(an_pieces *pieces, const char *bytes, size_t size, an_piece *piece, an_error *err)
{
    an_code code = take_room(pieces, size, &piece->at, err);
    for (size_t done = 0; done < size && code == AN_OK;) {
        const ssize_t n = pwrite(pieces->fd, bytes + done, size - done, (off_t)(piece->at + done));
        if (n >= 0)
            done += (size_t)n;
        else if (errno != EINTR)
            code = fail_file(pieces, "cannot write", err);
    }
    return code;
}

/* Takes size bytes of the bound; false: it is used up, for this piece and all that follow. */
static bool take_memory(an_pieces *pieces, size_t size)
{
    pthread_mutex_lock(&pieces->lock);
    const bool fits = size <= pieces->memory - pieces->used;
    pieces->used = fits ? pieces->used + size : pieces->memory;
    pthread_mutex_unlock(&pieces->lock);
    return fits;
}

an_code an_pieces_keep(an_pieces *pieces, const void *bytes, size_t size, an_piece *piece, an_error *err)
{
    *piece = (an_piece){.size = size};
    if (!take_memory(pieces, size))
        return write_file(pieces, bytes, size, piece, err);
    kept *const copy = malloc(sizeof *copy + size);
    if (copy == NULL)
        return an_fail_memory(err);
    memcpy(copy->bytes, bytes, size);
    piece->bytes = copy->bytes;
    pthread_mutex_lock(&pieces->lock);
    copy->next = pieces->all;
    pieces->all = copy;
    pthread_mutex_unlock(&pieces->lock);
    return AN_OK;
}

an_code an_pieces_get(const an_pieces *pieces, const an_piece *piece, void *room, const void **bytes,
                      an_error *err)
{
    *bytes = piece->bytes != NULL ? piece->bytes : room;
    for (size_t done = 0; piece->bytes == NULL && done < piece->size;) {
        const ssize_t n =
            pread(pieces->fd, (char *)room + done, piece->size - done, (off_t)(piece->at + done));
        if (n == 0)
            errno = EIO; /* nobody else can have cut it short */
        if (n > 0)
            done += (size_t)n;
        else if (n == 0 || errno != EINTR)
            return fail_file(pieces, "cannot read", err);
    }
    return AN_OK;
}

uint64_t an_pieces_spilled(const an_pieces *pieces)
{
    return pieces->end;
}
