/* preamble: the beginning of an input: byte order mark, "sep=;" line, which delimiter, the first record. */
#ifndef AN_CSV_PREAMBLE_H
#define AN_CSV_PREAMBLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "csv/record_end.h"
#include "csv/input.h"

enum {
    AN_PREAMBLE_PADDING = 16,   /* bytes behind the text that may be read; what they are is not told */
    AN_RECORD_LIMIT = 64 << 20, /* a longer record is an error: a quote was left open */
};

typedef struct an_preamble {
    an_input *in;
    size_t read_size; /* so many bytes are read at a time */
    char delimiter; /* in force */
    uint64_t line;  /* physical line at at, from 1 */
    char *text;     /* what was read; from at to size it is not used */
    size_t at, size, capacity;
    bool is_read; /* the input is read to its end */
} an_preamble;

/* What can stand between cells: an ASCII character, no NUL, no quote and no line end. */
bool an_preamble_is_delimiter(char c);

/* Reads the beginning of in (kept, not owned), an_preamble_free in any case. delimiter '\0': the header
 * decides, that is the most frequent of , ; tab | outside quotes in the first line that is not empty (comma
 * if none occurs, and on a tie the first of these). Drops a UTF-8 byte order mark. Understands a first line
 * "sep=C" in any case: it counts as a line, not as a record, and gives the delimiter unless the caller did.
 * AN_USAGE: delimiter is none. */
an_code an_preamble_read(an_preamble *o, an_input *in, char delimiter, size_t read_size, an_error *err);

/* Goes behind the first record (and the empty lines before it), of *size bytes. At the end of the input it
 * may be without a line end, or nothing. AN_DATA: it is over AN_RECORD_LIMIT. */
an_code an_preamble_record(an_preamble *o, size_t *size, an_error *err);

/* AN_DATA at the record of more than AN_RECORD_LIMIT bytes with which text begins, on line: at the open quote
 * that finder knows, or where the record begins if none is open. */
an_code an_preamble_too_long(const an_preamble *o, const char *text, const an_record_end *finder,
                             uint64_t line, an_error *err);

void an_preamble_free(an_preamble *o);

#endif
