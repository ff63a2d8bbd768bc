/* blocks: cuts an input into blocks of whole records.
 *
 * Blocks are the unit of work of the threads: each can be parsed on its own. This module alone
 * knows the beginning of a file (byte order mark, "sep=;" line, which delimiter) and where a
 * record ends, so that reader.h sees records only.
 *
 * A record ends at LF, CRLF or a lone CR outside quotes. A quote opens a cell only as its first byte.
 */
#ifndef AN_CSV_BLOCKS_H
#define AN_CSV_BLOCKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "csv/input.h"

enum {
    AN_BLOCK_SIZE = 256 << 10,  /* usual size of a block */
    AN_RECORD_LIMIT = 64 << 20, /* a longer record is an error: a quote was left open */
};

typedef struct an_block {
    char *text;
    size_t size, capacity;
    uint64_t line;   /* physical line of the first byte, from 1 */
    uint64_t number; /* 0, 1, 2... in the order of the input */
} an_block;

typedef struct an_blocks an_blocks;

/* What can stand between cells: an ASCII character, no NUL, no quote and no line end. */
bool an_blocks_is_delimiter(char c);

/* Starts on in (kept, not owned) and reads its beginning. delimiter '\0': the header decides, that is the
 * most frequent of , ; tab | outside quotes in the first line that is not empty (comma if none occurs, and
 * on a tie the first of these). block_size is AN_BLOCK_SIZE but for tests. Drops a UTF-8 byte order mark.
 * Understands a first line "sep=C" in any case: it counts as a line, not as a record, and gives the
 * delimiter unless the caller did.
 * AN_USAGE: delimiter is none; AN_DATA: a UTF-16 or UTF-32 byte order mark (the message says so). */
an_code an_blocks_new(an_blocks **blocks, an_input *in, char delimiter, size_t block_size, an_error *err);

/* The delimiter in force. */
char an_blocks_delimiter(const an_blocks *blocks);

/* The next block into block, whose buffer is reused and grown (start with {0}; free with
 * an_block_free); size 0: the end. It holds at least one record (or empty lines) and ends behind a record,
 * the last one at the end of the input. One Ctrl-Z (0x1A) as the very last byte of the input is dropped.
 * AN_DATA: a record over AN_RECORD_LIMIT; its line is where the open quote stands, or where the record
 * begins if none is open. After an error there is no next block. */
an_code an_blocks_next(an_blocks *blocks, an_block *block, an_error *err);

void an_block_free(an_block *block);
void an_blocks_free(an_blocks *blocks);

#endif
