/* index: where the cells and records of plain CSV end, found 64 bytes at a time.
 *
 * Each 64 bytes become bit masks of delimiters, quotes and line ends. The parity of the quotes before a bit
 * says whether it lies inside quotes; what lies inside is no end. A record is plain if each quote opens a
 * cell, closes one or is doubled, and no lone CR ends it: then the masks mean what the grammar of reader.h
 * means. Of a record that is not plain only the end is found, by record_end.h: it is never guessed at.
 *
 * Source of the method: Langdale, Lemire 2019, "Parsing gigabytes of JSON per second", VLDB Journal 28. */
#ifndef AN_CSV_INDEX_H
#define AN_CSV_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "csv/mask.h"

/* The cells and records of a text, which stays the caller's. Start as {0}. Offsets are of the text. */
typedef struct an_index {
    /* ends[0] is what stands before the first record, then one number a cell: where the delimiter or LF
     * behind it stands. records[0] is 0, then one number a record: its last cell's in ends. So cell k (from
     * 0) of record r (from 0) is text[ends[records[r] + k] + 1] up to text[ends[records[r] + k + 1]], and
     * record r has records[r + 1] - records[r] cells. */
    uint32_t *ends, *records;
    size_t n_records;
    size_t size; /* behind the last record, line end included; where the index begins if there is none */
    /* Numbers of the records that are not plain, or begin within the same 64 bytes as one: they have one
     * number in ends, their last byte. */
    uint32_t *others;
    size_t n_others;
    bool has_returns; /* CRs may stand before LFs */
    bool has_lines;   /* line ends may stand in cells, or other than LF and CRLF */
    bool has_doubled; /* doubled quotes may stand in cells */
    bool has_letters; /* bytes beyond ASCII or control characters may stand in cells */
    size_t ends_capacity, records_capacity, others_capacity;
} an_index;

/* Indexes all records of text that are whole, from the one on that begins at from; an empty line counts as
 * one of one cell. final: the text ends with size, and so does its last record. size is below 2^32.
 * AN_SYSTEM: no memory. 3 GB/s and more where most records are plain. */
an_code an_index_make(an_index *index, const char *text, size_t from, size_t size, char delimiter, bool final,
                      an_error *err);

/* The same in the way of one level, which the machine must have. All give the same. */
an_code an_index_make_at(an_mask_level level, an_index *index, const char *text, size_t from, size_t size,
                         char delimiter, bool final, an_error *err);

void an_index_free(an_index *index);

#endif
