/* libcsv_record: one record after another by libcsv, which carries the grammar of reader.h.
 *
 * Slow and right: what index.h does not take for plain comes here, and tests hold the two against each
 * other. */
#ifndef AN_CSV_LIBCSV_RECORD_H
#define AN_CSV_LIBCSV_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "csv/reader.h"

typedef struct an_libcsv an_libcsv;

/* A record as libcsv sees it; offsets are of the text. */
typedef struct an_libcsv_record {
    size_t start, end; /* line end included */
    uint64_t lines;    /* physical lines it takes */
    const an_cell *cells;
    size_t n;
    size_t fault; /* of a malformed one: the byte after a closing quote, or the quote that is never closed */
    bool is_open; /* the latter */
} an_libcsv_record;

an_code an_libcsv_new(an_libcsv **libcsv, char delimiter, an_error *err);
void an_libcsv_free(an_libcsv *libcsv);

/* Goes to a text, which must stay as it is until the next one. */
void an_libcsv_start(an_libcsv *libcsv, const char *text, size_t size);

/* Behind the physical line that begins at at. */
size_t an_libcsv_line_end(an_libcsv *libcsv, size_t at);

/* Reads the record that begins at at. Its cells are valid until the next call. AN_DATA: malformed, n is the
 * number of cells before the fault; AN_SYSTEM: no memory, libcsv can only be freed. */
an_code an_libcsv_read(an_libcsv *libcsv, size_t at, an_libcsv_record *record);

/* The cell of the record, from 1, in which byte at of the text stands. */
uint64_t an_libcsv_column(const an_libcsv_record *record, size_t at);

#endif
