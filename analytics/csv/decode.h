/* decode: text of another encoding as UTF-8, by iconv, chunk by chunk. */
#ifndef AN_CSV_DECODE_H
#define AN_CSV_DECODE_H

#include <stdbool.h>
#include <stddef.h>

#include "csv/byte_source.h"

typedef struct an_decoder an_decoder;

/* The encoding that the first bytes mark: "UTF-8", "UTF-16" or "UTF-32"; NULL: there is no mark. */
const char *an_decode_mark(const unsigned char *begin, size_t size);

/* Whether name is UTF-8, of which nothing is to be decoded. */
bool an_decode_is_utf8(const char *name);

/* A decoder of what from gives, in the encoding that iconv knows as name. file: for messages (kept).
 * AN_USAGE: iconv does not know it; AN_SYSTEM: no memory. */
an_code an_decoder_new(an_decoder **decoder, const char *name, const char *file, an_byte_source from,
                       an_error *err);

/* As an_byte_source.read: UTF-8 without a mark. AN_DATA, with its line: bytes that the encoding does not
 * have; the end inside of a letter. */
an_code an_decoder_read(void *decoder, void *buffer, size_t size, size_t *got, an_error *err);

void an_decoder_free(an_decoder *decoder);

#endif
