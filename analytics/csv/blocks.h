/* blocks: an input in blocks of whole records, which threads can read each on its own.
 *
 * The input is cut into slices of equal size, wherever that falls. Whoever takes a slice reads it and indexes
 * it, guessing that a record begins behind its first line end. Then, in the order of the input, each slice is
 * joined to the one before, whose true end is known by then: the records that lie across the border become a
 * block of their own, the seam, and the guess is verified; where it was wrong (the line end stood in quotes)
 * the slice is indexed anew. No thread reads for the others, and no byte of a plain record is looked at
 * twice.
 *
 *     take (one at a time) -> read, guess (anywhere) -> join (in order) -> the blocks seam and rest
 *
 * A record ends at LF, CRLF or a lone CR outside quotes. A quote opens a cell only as its first byte. */
#ifndef AN_CSV_BLOCKS_H
#define AN_CSV_BLOCKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "csv/preamble.h"
#include "csv/index.h"
#include "csv/input.h"
#include "csv/file_part.h"

enum {
    AN_BLOCK_SIZE = 256 << 10,              /* usual size of a slice: it stays in a core's own cache */
    AN_BLOCK_PADDING = AN_PREAMBLE_PADDING, /* bytes behind a block's text that may be read */
};

/* Whole records; whose they are, and how long they stay, the function says that gives them. */
typedef struct an_block {
    const char *text;
    size_t size;
    uint64_t line;         /* physical line of the first byte, from 1 */
    uint64_t number;       /* 0, 1, 2... in the order of the input */
    const an_index *index; /* of its records, and base the text of its offsets; NULL: none */
    const char *base;
} an_block;

typedef struct an_blocks an_blocks;

/* Starts on in (kept, not owned) and reads its beginning: an_preamble_read (preamble.h). slice_size is
 * AN_BLOCK_SIZE but for tests. */
an_code an_blocks_new(an_blocks **blocks, an_input *in, char delimiter, size_t slice_size, an_error *err);

/* The delimiter in force. */
char an_blocks_delimiter(const an_blocks *blocks);

/* Whether there is nothing in the input but its beginning. */
bool an_blocks_is_empty(const an_blocks *blocks);

/* The first record (with empty lines before it) as a block of its own; size 0: the input is empty. To be
 * called, if at all, before the first slice is taken. It is valid until then. AN_DATA as an_blocks_join. */
an_code an_blocks_first(an_blocks *blocks, an_block *first, an_error *err);

/* Before the first slice is taken, but behind an_blocks_first: only a part of the input is read. If no record
 * ends where the next part was believed to begin, joining the last slice is AN_DATA. with_lines: lines are
 * counted from the beginning of the input, which is read for it; otherwise those from byte *from to byte *to
 * (both equal with it) are missing in all that is told of lines: an_file_part_lines. AN_USAGE: not any part
 * of the input can be read (it is compressed, no file, hashed, in another encoding or dialect); AN_SYSTEM:
 * read error, no memory. */
an_code an_blocks_part(an_blocks *blocks, an_file_part part, bool with_lines, uint64_t *from, uint64_t *to,
                       an_error *err);

/* ---- one thread ---- */

/* The next block; size 0: the end. It holds at least one record (or empty lines) and is valid until the next
 * call. One Ctrl-Z (0x1A) as the very last byte of the input is dropped. AN_DATA: a record over
 * AN_RECORD_LIMIT; its line is where the open quote stands, or where the record begins if none is open.
 * After an error there is no next block. */
an_code an_blocks_next(an_blocks *blocks, an_block *block, an_error *err);

/* ---- threads ---- */

/* A slice of the input, and what becomes of it. Start as {0}; used for one slice after another. */
typedef struct an_slice {
    an_block seam, rest; /* the blocks, once it is joined; either may be empty */
    bool is_last;
    uint64_t position; /* stored bytes of the input up to its end */
    /* private */
    char *text;
    size_t size, capacity, guess;
    bool is_guessed, is_read, is_empty;
    an_index index;
    char *seam_text;
    size_t seam_size, seam_capacity;
} an_slice;
void an_slice_free(an_slice *slice);

/* The next slice; *got false: there is none. One thread at a time; of an input that is no file it is read
 * here. The errors are those of reading. */
an_code an_blocks_take(an_blocks *blocks, an_slice *slice, bool *got, an_error *err);

/* Reads the slice if that was not yet done. */
an_code an_blocks_read(const an_blocks *blocks, an_slice *slice, an_error *err);

/* Indexes what is guessed to be whole records. For a thread that would have to wait before it can join. */
an_code an_blocks_guess(const an_blocks *blocks, an_slice *slice, an_error *err);

/* Makes seam and rest, which are valid as long as the slice. In the order in which slices were taken, one at
 * a time, and no more after an error. AN_DATA as an_blocks_next. */
an_code an_blocks_join(an_blocks *blocks, an_slice *slice, an_error *err);

void an_blocks_free(an_blocks *blocks);

#endif
