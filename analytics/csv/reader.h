/* reader: the records of a block, as cells. libcsv carries the grammar; plain records have a faster path that
 * gives the same.
 *
 * RFC 4180 with these rules: a record ends at LF, CRLF or a lone CR outside quotes; blanks are data;
 * CRLF inside quotes stays; a bare quote inside an unquoted cell is kept as it is; an empty line is skipped
 * and counted. Malformed, and an error with its place: text after a closing quote, the end of the input
 * inside quotes and, unless raw, a NUL byte and text that is not UTF-8 (the message names Latin-1 as the
 * likely cause). */
#ifndef AN_CSV_READER_H
#define AN_CSV_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/error.h"
#include "csv/blocks.h"

typedef struct an_cell {
    const char *text; /* not NUL-terminated */
    size_t size;
    bool quoted; /* stood in quotes: an empty text, not a missing value, where that matters */
} an_cell;

typedef struct an_record {
    uint64_t line; /* physical line on which it begins */
    size_t n;      /* cells; 0: no more records in this block */
    const an_cell *cells;
    const char *source; /* the bytes of the record as they stand in the block, line end included */
    size_t source_size;
} an_record;

typedef struct an_reader an_reader;

/* A reader of cells between delimiter (an_blocks_delimiter). file is the name for messages (kept, not owned).
 * raw: NUL bytes and any encoding pass. One reader a thread. */
an_code an_reader_new(an_reader **reader, const char *file, char delimiter, bool raw, an_error *err);

/* Says which cells of a record will be looked at: their numbers from 0, in any order. Of the others only
 * their number is known, and an_record.cells is not set there. NULL: all, as after an_reader_new. Kept, not
 * owned. */
void an_reader_want(an_reader *reader, const uint32_t cells[], size_t n);

/* Goes to the start of block, which must stay as it is until the next start. Records that block->index does
 * not have go to libcsv. */
void an_reader_start(an_reader *reader, const an_block *block);

/* The next record; its cells are valid until the next call. AN_DATA: malformed; the reader then stands
 * behind the record, so that a caller that skips bad rows can go on: a record with text after a closing
 * quote ends with that physical line, one with an unfinished quote takes the rest of the input with it.
 * Of two faults in a record the first is reported. The error's line is the record's, for an unfinished
 * quote the line where it was opened; its column is the cell, from 1. record->line, source and source_size
 * are set on AN_DATA too (n = 0), so that the rejected bytes can be kept.
 * AN_SYSTEM: no memory; the reader can then only be freed. */
an_code an_reader_next(an_reader *reader, an_record *record, an_error *err);

/* Plain records that come next, n of them, all with as many cells. The text of cell k (from 0) of record r is
 * text[ends[r * width + k] + 1] up to text[ends[r * width + k + 1]], quotes included if it begins with one,
 * and with a CR behind the last cell's where has_returns. 16 bytes behind each can be read. */
typedef struct an_plain {
    const char *text;
    const uint32_t *ends;
    size_t n, width;
    bool has_returns; /* CRs may stand before LFs */
    bool has_doubled; /* doubled quotes may stand in quoted cells */
    uint64_t line;    /* of the first, as an_record.line */
    bool has_lines;   /* a record may have more lines than one */
} an_plain;

/* Cell k of record r without its quotes. False: it holds doubled quotes. */
static inline bool an_plain_cell(const an_plain *plain, size_t r, size_t k, const char **text, size_t *size)
{
    const uint32_t *const bounds = plain->ends + r * plain->width + k;
    const char *const from = plain->text + (uint32_t)(bounds[0] + 1);
    size_t n = (size_t)(plain->text + bounds[1] - from);
    if (plain->has_returns && k + 1 == plain->width && n > 0 && from[n - 1] == '\r')
        n--;
    *text = from;
    *size = n;
    if (*from != '"')
        return true;
    *text = from + 1;
    *size = n > 2 ? n - 2 : 0;
    return !plain->has_doubled || memchr(from + 1, '"', *size) == NULL;
}

/* Record r of them alone. */
static inline an_plain an_plain_one(const an_plain *plain, size_t r)
{
    an_plain one = *plain;
    one.ends += r * plain->width;
    one.n = 1;
    return one;
}

/* The plain records of width cells, at most `most`, that come next; n 0: the next is another, or there is
 * none. They are right UTF-8 and no empty lines (of width 1 there are none here). The reader stays where it
 * is: an_reader_next and an_reader_pass go on. O(n). */
void an_reader_plain(const an_reader *reader, size_t width, size_t most, an_plain *plain);

/* Goes behind n of the records that an_reader_plain told of. O(n), or O(bytes) where cells have line ends. */
void an_reader_pass(an_reader *reader, size_t n);

/* Empty lines skipped since an_reader_new. */
uint64_t an_reader_empty_lines(const an_reader *reader);

void an_reader_free(an_reader *reader);

#endif
