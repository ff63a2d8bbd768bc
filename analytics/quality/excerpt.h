/* excerpt: the first records of a file that nobody has described: which encoding, delimiter, header, end. */
#ifndef AN_QUALITY_EXCERPT_H
#define AN_QUALITY_EXCERPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/memory.h"
#include "csv/dialect.h"
#include "csv/reader.h"

enum { AN_EXCERPT_ROWS = 50000 }; /* records that are looked at */

typedef struct an_excerpt_row {
    uint64_t line;
    size_t n;
    const an_cell *cells;
} an_excerpt_row;

typedef struct an_excerpt {
    an_arena arena;
    const char *file;
    const char *encoding; /* NULL: UTF-8, or what a mark says */
    char delimiter;
    an_excerpt_row *rows;
    size_t n_rows, capacity;
    bool is_cut;     /* the file goes on */
    uint64_t n_bad;  /* malformed records, left out */
    size_t width;    /* cells of most records */
    size_t header;   /* the row of the header */
    bool has_header; /* false: row `header` is data */
    size_t units;    /* how many rows behind the header say the units; 0 or 1 */
    size_t end;      /* the row behind the last one of data: where totals and remarks begin */
} an_excerpt;

/* Reads file; what told says goes before what is guessed. Several encodings are tried until the header has
 * words that are known (names.h). Begin with {0}; an_excerpt_free in any case. AN_USAGE: it is stdin, which
 * cannot be read twice. AN_DATA: no record. */
an_code an_excerpt_read(an_excerpt *excerpt, const char *file, const an_dialect *told, an_error *err);
void an_excerpt_free(an_excerpt *excerpt);

/* Cell c of row r; empty where the row is shorter. */
an_cell an_excerpt_cell(const an_excerpt *excerpt, size_t r, size_t c);

/* The name of column c; "" without header. */
const char *an_excerpt_name(an_excerpt *excerpt, size_t c);

#endif
