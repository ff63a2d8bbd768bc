/* spill: byte strings kept in memory up to a bound, and beyond it in a temporary file.
 *
 * What comes first stays in memory and is never moved: no cache, no eviction, so that what a run writes and
 * reads is its excess alone, once. Each chunk has a place of its own in the file. The file is made when it
 * is first needed and loses its name at once: nothing stays behind whatever ends the program. */
#include "base/spill.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"

struct an_spill {
    pthread_mutex_t lock;
    uint64_t memory, used; /* bytes */
    an_arena chunks;
    char folder[400];
    int fd;       /* -1: no file yet */
    uint64_t end; /* of the file */
};

an_code an_spill_new(an_spill **spill, uint64_t memory, an_error *err)
{
    an_spill *const made = calloc(1, sizeof *made);
    if (made == NULL)
        return an_fail_memory(err);
    *made = (an_spill){.lock = PTHREAD_MUTEX_INITIALIZER, .memory = memory, .fd = -1};
    *spill = made;
    return AN_OK;
}

void an_spill_free(an_spill *spill)
{
    if (spill == NULL)
        return;
    an_arena_free(&spill->chunks);
    if (spill->fd >= 0)
        close(spill->fd); /* nameless and read no more: nothing can be lost */
    pthread_mutex_destroy(&spill->lock);
    free(spill);
}

static an_code fail_file(const an_spill *spill, const char *what, an_error *err)
{
    return an_fail(err, AN_SYSTEM, "%s: %s a temporary file: %s; TMPDIR names another folder", spill->folder,
                   what, strerror(errno));
}

/* Under the lock. */
static an_code open_file(an_spill *spill, an_error *err)
{
    const char *const named = getenv("TMPDIR");
    char path[sizeof spill->folder + 20];
    snprintf(spill->folder, sizeof spill->folder, "%s", named != NULL && *named != '\0' ? named : "/tmp");
    snprintf(path, sizeof path, "%s/cuprum-XXXXXX", spill->folder);
    spill->fd = mkstemp(path);
    if (spill->fd < 0 || unlink(path) != 0)
        return fail_file(spill, "cannot make", err);
    return AN_OK;
}

/* Room in the file for size bytes; the file is made if there is none. */
static an_code take_room(an_spill *spill, size_t size, uint64_t *at, an_error *err)
{
    pthread_mutex_lock(&spill->lock);
    const an_code code = spill->fd >= 0 ? AN_OK : open_file(spill, err);
    *at = spill->end;
    spill->end += size;
    pthread_mutex_unlock(&spill->lock);
    return code;
}

static an_code write_file(an_spill *spill, const char *bytes, size_t size, an_spill_chunk *chunk,
                          an_error *err)
{
    an_code code = take_room(spill, size, &chunk->at, err);
    for (size_t done = 0; done < size && code == AN_OK;) {
        const ssize_t n = pwrite(spill->fd, bytes + done, size - done, (off_t)(chunk->at + done));
        if (n >= 0)
            done += (size_t)n;
        else if (errno != EINTR)
            code = fail_file(spill, "cannot write", err);
    }
    return code;
}

/* Takes size bytes of the bound. False: it is used up, for this chunk and all that follow. *bytes NULL: no
 * memory. */
static bool take_memory(an_spill *spill, size_t size, char **bytes)
{
    pthread_mutex_lock(&spill->lock);
    const bool fits = size <= spill->memory - spill->used;
    spill->used = fits ? spill->used + size : spill->memory;
    *bytes = fits ? an_arena_alloc(&spill->chunks, size) : NULL;
    pthread_mutex_unlock(&spill->lock);
    return fits;
}

an_code an_spill_keep(an_spill *spill, const void *bytes, size_t size, an_spill_chunk *chunk, an_error *err)
{
    char *copy;
    *chunk = (an_spill_chunk){.size = size};
    if (!take_memory(spill, size, &copy))
        return write_file(spill, bytes, size, chunk, err);
    if (copy == NULL)
        return an_fail_memory(err);
    if (size > 0)
        memcpy(copy, bytes, size);
    chunk->bytes = copy;
    return AN_OK;
}

an_code an_spill_get(const an_spill *spill, const an_spill_chunk *chunk, void *room, const void **bytes,
                     an_error *err)
{
    *bytes = chunk->bytes != NULL ? chunk->bytes : room;
    for (size_t done = 0; chunk->bytes == NULL && done < chunk->size;) {
        const ssize_t n =
            pread(spill->fd, (char *)room + done, chunk->size - done, (off_t)(chunk->at + done));
        if (n == 0)
            errno = EIO; /* nobody else can have cut it short */
        if (n > 0)
            done += (size_t)n;
        else if (n == 0 || errno != EINTR)
            return fail_file(spill, "cannot read", err);
    }
    return AN_OK;
}
