/* index: where the cells and records of plain CSV end, found 64 bytes at a time.
 *
 * Each 64 bytes become bit masks of delimiters, quotes and line ends. The parity of the quotes before a bit
 * says whether it lies inside quotes; what lies inside is no end. A record is plain if each quote opens a
 * cell, closes one or is doubled, and no lone CR ends it: then the masks mean what the grammar of reader.h
 * means. The index stops before the first record that is not plain, and never guesses.
 *
 * Source of the method: Langdale, Lemire 2019, "Parsing gigabytes of JSON per second", VLDB Journal 28.
 */
#ifndef AN_CSV_INDEX_H
#define AN_CSV_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "csv/mask.h"

enum {
    AN_INDEX_WINDOW = 32 << 10, /* most bytes an index covers: it stays in the nearest caches */
};

typedef struct an_index {
    uint32_t *ends;    /* of each cell: the offset of the delimiter or LF behind it */
    uint32_t *records; /* of each record: the number of ends up to its last cell's, that included */
    size_t n_records;
    size_t size;      /* bytes of these records, line ends included */
    bool has_returns; /* CRs may stand before LFs */
    bool has_lines;   /* line ends may stand in cells */
    bool has_doubled; /* doubled quotes may stand in cells */
    bool has_letters; /* NUL bytes or bytes beyond ASCII may stand in cells */
} an_index;

/* What fills an index. All give the same; they differ in the machines that can run them. */
typedef void an_index_maker(an_index *index, const char *text, size_t size, char delimiter);

/* The maker of a level, which the machine must have. */
an_index_maker *an_index_maker_of(an_mask_level level);

/* Allocates ends and records. A maker, called with text (size bytes, which begin with a record), sets the
 * rest: the plain records that are whole in the first AN_INDEX_WINDOW bytes, an empty line counting as a
 * record of one cell; n_records 0: the first is not plain, longer, or not ended by a line end. */
an_code an_index_init(an_index *index, an_error *err);
void an_index_free(an_index *index);

#endif
