/* spill: byte strings kept in memory up to a bound, and beyond it in a temporary file.
 *
 * The file lies in $TMPDIR (/tmp where it is not set) and has no name once it is open: nothing stays behind,
 * whatever ends the program. */
#ifndef AN_BASE_SPILL_H
#define AN_BASE_SPILL_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* A chunk, for an_spill_get. */
typedef struct an_spill_chunk {
    const void *bytes; /* NULL: in the file */
    uint64_t at;       /* where in the file */
    size_t size;
} an_spill_chunk;

typedef struct an_spill an_spill;

/* Threads share it. memory: bytes of chunks that are kept in memory, those that come first; the file is only
 * made once there are more. AN_SYSTEM: no memory. */
an_code an_spill_new(an_spill **spill, uint64_t memory, an_error *err);
void an_spill_free(an_spill *spill); /* NULL is allowed */

/* Keeps a copy of size bytes. AN_SYSTEM: no memory, or the file cannot be made or written (the message names
 * its folder and says how to choose another). */
an_code an_spill_keep(an_spill *spill, const void *bytes, size_t size, an_spill_chunk *chunk, an_error *err);

/* The bytes of a chunk, valid as long as spill and room, which has chunk->size bytes and is used only where
 * the chunk lies in the file. AN_SYSTEM: it cannot be read. */
an_code an_spill_get(const an_spill *spill, const an_spill_chunk *chunk, void *room, const void **bytes,
                     an_error *err);

#endif
