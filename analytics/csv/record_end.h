/* record_end: where one record ends, found byte by byte.
 *
 * For the records that index.h does not take for plain, and for those that lie across the border of two
 * slices. It agrees with libcsv_record.h on every text: text after a closing quote is an error there, and
 * such a record ends with its physical line, whatever quotes follow. */
#ifndef AN_CSV_RECORD_END_H
#define AN_CSV_RECORD_END_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum an_record_end_place {
    AN_RECORD_END_OUTSIDE, /* of quotes */
    AN_RECORD_END_INSIDE,
    AN_RECORD_END_BROKEN, /* behind text after a closing quote, until the line ends */
} an_record_end_place;

/* The search for the end of a record. Start as (an_record_end){.delimiter = c}, anew for each record. */
typedef struct an_record_end {
    char delimiter;
    an_record_end_place place;
    size_t at;    /* bytes that were followed */
    size_t quote; /* AN_RECORD_END_INSIDE: where the open quote stands */
} an_record_end;

/* Where the record (or empty line) ends with which text begins, line end included; 0: not within size bytes.
 * The next call then goes on with the same text and more. final: nothing follows; otherwise a last CR, which
 * may be half of a CRLF, and a last quote, which may be half of a doubled one, wait. O(new bytes). */
size_t an_record_end_find(an_record_end *finder, const char *text, size_t size, bool final);

/* Line ends in size bytes: LF, CRLF and a lone CR count one each, in quotes or not. */
uint64_t an_record_end_lines(const char *text, size_t size);

/* LF or CR. */
static inline bool an_record_end_is_end(char c)
{
    return c == '\n' || c == '\r';
}

#endif
