/* codec: compressed bytes as text: gzip (ISA-L), zstd, xz and bzip2, each with as many members as there
 * are. */
#ifndef AN_CSV_CODEC_H
#define AN_CSV_CODEC_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

enum { AN_CODEC_MAGIC = 10 }; /* first bytes that tell what a file is */

typedef struct an_codec an_codec;

/* The name of the compression of data that begin so; NULL: none. */
const char *an_codec_known(const unsigned char *begin, size_t size);

/* A codec for data that begin with these bytes, or NULL: they are not compressed. AN_SYSTEM: no memory. */
an_code an_codec_new(an_codec **codec, const unsigned char *begin, size_t size, an_error *err);
void an_codec_free(an_codec *codec);

typedef enum an_codec_step {
    AN_CODEC_MORE, /* goes on */
    AN_CODEC_END,  /* a member, a frame or a stream ended; another may follow */
    AN_CODEC_MEMORY,
    AN_CODEC_DAMAGED,
} an_codec_step;

/* Stored bytes that were not yet used; a step moves begin. */
typedef struct an_codec_bytes {
    const unsigned char *begin;
    size_t size;
    bool is_last; /* nothing follows them */
} an_codec_bytes;

/* Makes up to size bytes of text, *made of them. */
an_codec_step an_codec_run(an_codec *codec, an_codec_bytes *from, unsigned char *out, size_t size,
                           size_t *made);

/* For messages: "gzip"; why the data are damaged. */
const char *an_codec_name(const an_codec *codec);
const char *an_codec_reason(const an_codec *codec);

#endif
