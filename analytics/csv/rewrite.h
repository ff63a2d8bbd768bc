/* rewrite: CSV of another dialect as the plain form, RFC 4180 with doubled quotes, line for line.
 *
 * Lines that a dialect passes over (before the header, comments, units, the footer) become empty lines,
 * which every reader skips, so that the n-th line stays the n-th and messages name the lines of the file
 * as it is. */
#ifndef AN_CSV_REWRITE_H
#define AN_CSV_REWRITE_H

#include <stdbool.h>

#include "csv/byte_source.h"
#include "csv/dialect.h"

typedef struct an_rewriter an_rewriter;

/* Whether files of the dialect have lines or cells that are to be written anew. */
bool an_rewrite_is_needed(const an_dialect *dialect);

/* A rewriter of what from gives, UTF-8 without a mark. dialect and file (for messages) are kept. AN_DATA: the
 * footer is no pattern; AN_SYSTEM: no memory. */
an_code an_rewriter_new(an_rewriter **rewriter, const an_dialect *dialect, const char *file,
                        an_byte_source from, an_error *err);

/* As an_byte_source.read. Behind the footer everything is read and nothing given. What is malformed stays
 * malformed, for the reader to say. AN_DATA: a line of more than 64 MiB. */
an_code an_rewriter_read(void *rewriter, void *buffer, size_t size, size_t *got, an_error *err);

void an_rewriter_free(an_rewriter *rewriter);

#endif
