/* cutter: where records end, found without reading their cells.
 *
 * One thread does this for all others, so it must be several times faster than they are. It agrees with
 * reader.h on every input: text after a closing quote is the reader's error, and such a record ends with
 * its physical line, whatever quotes follow.
 */
#ifndef AN_CSV_CUTTER_H
#define AN_CSV_CUTTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "csv/mask.h"

typedef enum an_cutter_place {
    AN_CUTTER_OUTSIDE, /* of quotes */
    AN_CUTTER_INSIDE,
    AN_CUTTER_BROKEN, /* behind text after a closing quote, until the line ends */
} an_cutter_place;

/* The scan of a buffer that begins with a record. Start as (an_cutter){.delimiter = c}. */
typedef struct an_cutter {
    char delimiter;
    an_cutter_place place;
    size_t at;                 /* bytes scanned */
    size_t end;                /* where the last whole record ends, line end included; 0: none does yet */
    size_t quote;              /* AN_CUTTER_INSIDE: where the open quote stands */
    uint64_t lines, end_lines; /* line ends up to at, up to end */
} an_cutter;

/* Goes on to size bytes of text, the same as before and more. final: nothing follows them. A CRLF is
 * never cut: a CR as the last byte is left for the next call. O(new bytes), 3 to 10 GB/s. */
void an_cutter_scan(an_cutter *cut, const char *text, size_t size, bool final);

/* The same in the way of one level, which the machine must have. */
void an_cutter_scan_at(an_mask_level level, an_cutter *cut, const char *text, size_t size, bool final);

/* The buffer now begins at end, which was cut->end or the end of all. Returns the line ends before it. */
uint64_t an_cutter_shift(an_cutter *cut, size_t end);

/* Line ends in size bytes: LF, CRLF and a lone CR count one each, in quotes or not. */
uint64_t an_cutter_lines(const char *text, size_t size);

/* LF or CR. */
static inline bool an_cutter_is_end(char c)
{
    return c == '\n' || c == '\r';
}

#endif
