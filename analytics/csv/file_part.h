/* file_part: a file in parts of about equal size, each of whole records, which many processes can read.
 *
 * Parts are numbered from 1. Together they hold each record once, whatever stands in quotes: where a part
 * begins is found by looking at the text there, and who reads the part before proves it (an_blocks_part in
 * blocks.h). */
#ifndef AN_CSV_FILE_PART_H
#define AN_CSV_FILE_PART_H

#include <stdint.h>

#include "base/error.h"
#include "csv/input.h"

typedef struct an_file_part {
    uint32_t k, n; /* the k-th of n, 1 <= k <= n; {0}: the whole */
} an_file_part;

enum { AN_FILE_PART_MOST = 1000000 };

/* "3/16". AN_USAGE: it is none. */
an_code an_file_part_parse(an_file_part *part, const char *text, an_error *err);

/* The bytes *begin to *end of a part of the records that stand behind from, in an input of which any part can
 * be read. Both are places where a record is believed to begin, or the end. O(its longest record, 1 MiB at
 * least). AN_SYSTEM: read error, no memory. */
an_code an_file_part_range(const an_input *in, an_file_part part, uint64_t from, char delimiter,
                           uint64_t *begin, uint64_t *end, an_error *err);

/* The line ends from byte from to byte to. Reads all of that. */
an_code an_file_part_lines(const an_input *in, uint64_t from, uint64_t to, uint64_t *lines, an_error *err);

#endif
