/* pieces: byte strings kept in memory up to a bound, and beyond it in a temporary file.
 *
 * The file lies in $TMPDIR (/tmp where it is not set) and has no name once it is open: nothing stays behind,
 * whatever ends the program.
 */
#ifndef AN_BASE_PIECES_H
#define AN_BASE_PIECES_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* A piece, for an_pieces_get. */
typedef struct an_piece {
    const void *bytes; /* NULL: in the file */
    uint64_t at;       /* where in the file */
    size_t size;
} an_piece;

typedef struct an_pieces an_pieces;

/* Threads share it. memory: bytes of pieces that are kept in memory, those that come first; the file is only
 * made once there are more. AN_SYSTEM: no memory. */
an_code an_pieces_new(an_pieces **pieces, uint64_t memory, an_error *err);
void an_pieces_free(an_pieces *pieces); /* NULL is allowed */

/* Keeps a copy of size bytes. AN_SYSTEM: no memory, or the file cannot be made or written (the message names
 * its folder and says how to choose another). */
an_code an_pieces_keep(an_pieces *pieces, const void *bytes, size_t size, an_piece *piece, an_error *err);

/* The bytes of a piece, valid as long as pieces and room, which has piece->size bytes and is used only where
 * the piece lies in the file. AN_SYSTEM: it cannot be read. */
an_code an_pieces_get(const an_pieces *pieces, const an_piece *piece, void *room, const void **bytes,
                      an_error *err);

/* Bytes that went to the file. */
uint64_t an_pieces_spilled(const an_pieces *pieces);

#endif
