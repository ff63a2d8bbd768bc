/* spill: byte strings kept in memory up to a bound, and beyond it in a temporary file. */
#include "base/spill.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SLAB = 1 << 20 }; /* bytes: many pieces, so that none is left lying between what others allocate */

typedef struct slab {
    struct slab *next;
    size_t used, size;
    uint64_t bytes[]; /* aligned for numbers */
} slab;

struct an_spill {
    pthread_mutex_t lock;
    uint64_t memory, used; /* bytes */
    slab *slabs;           /* the last one first */
    char folder[400];
    int fd;       /* -1: no file yet */
    uint64_t end; /* of the file */
};

an_code an_spill_new(an_spill **pieces, uint64_t memory, an_error *err)
{
    an_spill *const made = calloc(1, sizeof *made);
    if (made == NULL)
        return an_fail_memory(err);
    *made = (an_spill){.lock = PTHREAD_MUTEX_INITIALIZER, .memory = memory, .fd = -1};
    *pieces = made;
    return AN_OK;
}

void an_spill_free(an_spill *pieces)
{
    if (pieces == NULL)
        return;
    while (pieces->slabs != NULL) {
        slab *const next = pieces->slabs->next;
        free(pieces->slabs);
        pieces->slabs = next;
    }
    if (pieces->fd >= 0)
        close(pieces->fd); /* nameless and read no more: nothing can be lost */
    pthread_mutex_destroy(&pieces->lock);
    free(pieces);
}

static an_code fail_file(const an_spill *pieces, const char *what, an_error *err)
{
    return an_fail(err, AN_SYSTEM, "%s: %s a temporary file: %s; TMPDIR names another folder", pieces->folder,
                   what, strerror(errno));
}

/* Under the lock. */
static an_code open_file(an_spill *pieces, an_error *err)
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
static an_code take_room(an_spill *pieces, size_t size, uint64_t *at, an_error *err)
{
    pthread_mutex_lock(&pieces->lock);
    const an_code code = pieces->fd >= 0 ? AN_OK : open_file(pieces, err);
    *at = pieces->end;
    pieces->end += size;
    pthread_mutex_unlock(&pieces->lock);
    return code;
}

static an_code write_file(an_spill *pieces, const char *bytes, size_t size, an_spill_chunk *piece,
                          an_error *err)
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

/* Room for size bytes in a slab; NULL: no memory. Under the lock. */
static char *take_slab(an_spill *pieces, size_t size)
{
    slab *last = pieces->slabs;
    if (last == NULL || size > last->size - last->used) {
        const size_t room = size > SLAB ? size : SLAB;
        if ((last = malloc(sizeof *last + room)) == NULL)
            return NULL;
        *last = (slab){.next = pieces->slabs, .size = room};
        pieces->slabs = last;
    }
    char *const bytes = (char *)last->bytes + last->used;
    const size_t taken = (size + 7) / 8 * 8;
    last->used += taken < last->size - last->used ? taken : last->size - last->used;
    return bytes;
}

/* Takes size bytes of the bound. False: it is used up, for this piece and all that follow. *bytes NULL: no
 * memory. */
static bool take_memory(an_spill *pieces, size_t size, char **bytes)
{
    pthread_mutex_lock(&pieces->lock);
    const bool fits = size <= pieces->memory - pieces->used;
    pieces->used = fits ? pieces->used + size : pieces->memory;
    *bytes = fits ? take_slab(pieces, size) : NULL;
    pthread_mutex_unlock(&pieces->lock);
    return fits;
}

an_code an_spill_keep(an_spill *pieces, const void *bytes, size_t size, an_spill_chunk *piece, an_error *err)
{
    char *copy;
    *piece = (an_spill_chunk){.size = size};
    if (!take_memory(pieces, size, &copy))
        return write_file(pieces, bytes, size, piece, err);
    if (copy == NULL)
        return an_fail_memory(err);
    if (size > 0)
        memcpy(copy, bytes, size);
    piece->bytes = copy;
    return AN_OK;
}

an_code an_spill_get(const an_spill *pieces, const an_spill_chunk *piece, void *room, const void **bytes,
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

uint64_t an_spill_written(const an_spill *pieces)
{
    return pieces->end;
}
