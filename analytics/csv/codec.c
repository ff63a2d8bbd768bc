/* codec: one table row a compression; what a member, a frame or a stream is, each alone knows.
 *
 * gzip by ISA-L, zstd and xz by their own libraries. A step takes bytes, gives bytes, and says whether a
 * member ended; whether another follows is asked of the next bytes, so that concatenated files (cat a.gz
 * b.gz) are one text. Checksums are verified; what xz may ask for has a bound. */
#include "csv/codec.h"

#include <isa-l/igzip_lib.h>
#include <lzma.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

enum {
    STEP_MOST = 1 << 20,   /* bytes in and out that one step is given: some count in 32 bits */
    XZ_MEMORY = 512 << 20, /* xz -9 needs 65 MiB */
};

typedef struct kind {
    const char *name;
    char magic[AN_CODEC_MAGIC];
    size_t magic_size;
    bool (*start)(an_codec *c); /* false: no memory */
    an_codec_step (*run)(an_codec *c, an_codec_bytes *from, unsigned char *out, size_t size, size_t *made);
    void (*stop)(an_codec *c);
} kind;

struct an_codec {
    const kind *kind;
    const char *reason; /* why the data are damaged */
    union {
        struct inflate_state *gzip;
        ZSTD_DStream *zstd;
        lzma_stream xz;
    };
};

static void use(an_codec_bytes *from, size_t size)
{
    from->begin += size;
    from->size -= size;
}

/* ---- gzip ---- */

static bool gzip_start(an_codec *c)
{
    c->gzip = malloc(sizeof *c->gzip);
    if (c->gzip == NULL)
        return false;
    isal_inflate_init(c->gzip);
    c->gzip->crc_flag = ISAL_GZIP;
    return true;
}

static const char *gzip_reason(int status)
{
    switch (status) {
    case ISAL_INCORRECT_CHECKSUM:
        return "wrong checksum";
    case ISAL_INVALID_WRAPPER:
    case ISAL_UNSUPPORTED_METHOD:
        return "no gzip header where one should be";
    case ISAL_INVALID_LOOKBACK:
        return "invalid distance";
    default:
        return "invalid block";
    }
}

static an_codec_step gzip_run(an_codec *c, an_codec_bytes *from, unsigned char *out, size_t size,
                              size_t *made)
{
    struct inflate_state *const z = c->gzip;
    z->next_in = (unsigned char *)from->begin; /* only read */
    z->avail_in = (uint32_t)from->size;
    z->next_out = out;
    z->avail_out = (uint32_t)size;
    const int status = isal_inflate(z);
    use(from, from->size - z->avail_in);
    *made = size - z->avail_out;
    if (status < 0 || status == ISAL_NEED_DICT) {
        c->reason = gzip_reason(status);
        return AN_CODEC_DAMAGED;
    }
    if (z->block_state != ISAL_BLOCK_FINISH)
        return AN_CODEC_MORE;
    isal_inflate_reset(z);
    z->crc_flag = ISAL_GZIP;
    return AN_CODEC_END;
}

static void gzip_stop(an_codec *c)
{
    free(c->gzip);
}

/* ---- zstd ---- */

static bool zstd_start(an_codec *c)
{
    c->zstd = ZSTD_createDStream();
    return c->zstd != NULL && !ZSTD_isError(ZSTD_initDStream(c->zstd));
}

static an_codec_step zstd_run(an_codec *c, an_codec_bytes *from, unsigned char *out, size_t size,
                              size_t *made)
{
    ZSTD_inBuffer in = {from->begin, from->size, 0};
    ZSTD_outBuffer to = {.size = size};
    to.dst = out;
    const size_t status = ZSTD_decompressStream(c->zstd, &to, &in);
    use(from, in.pos);
    *made = to.pos;
    if (!ZSTD_isError(status))
        return status == 0 ? AN_CODEC_END : AN_CODEC_MORE;
    c->reason = ZSTD_getErrorName(status);
    return AN_CODEC_DAMAGED;
}

static void zstd_stop(an_codec *c)
{
    ZSTD_freeDStream(c->zstd);
}

/* ---- xz ---- */

static bool xz_start(an_codec *c)
{
    c->xz = (lzma_stream)LZMA_STREAM_INIT;
    return lzma_stream_decoder(&c->xz, XZ_MEMORY, LZMA_CONCATENATED) == LZMA_OK;
}

static an_codec_step xz_run(an_codec *c, an_codec_bytes *from, unsigned char *out, size_t size, size_t *made)
{
    lzma_stream *const xz = &c->xz;
    xz->next_in = from->begin;
    xz->avail_in = from->size;
    xz->next_out = out;
    xz->avail_out = size;
    const lzma_ret status = lzma_code(xz, from->is_last ? LZMA_FINISH : LZMA_RUN);
    use(from, from->size - xz->avail_in);
    *made = size - xz->avail_out;
    switch (status) {
    case LZMA_OK:
    case LZMA_BUF_ERROR:
        return AN_CODEC_MORE;
    case LZMA_STREAM_END:
        return AN_CODEC_END;
    case LZMA_MEM_ERROR:
        return AN_CODEC_MEMORY;
    case LZMA_MEMLIMIT_ERROR:
        c->reason = "needs more than 512 MiB of memory";
        return AN_CODEC_DAMAGED;
    default:
        c->reason = "wrong header or checksum";
        return AN_CODEC_DAMAGED;
    }
}

static void xz_stop(an_codec *c)
{
    lzma_end(&c->xz);
}

static const kind kinds[] = {
    {"gzip", "\x1F\x8B", 2, gzip_start, gzip_run, gzip_stop},
    {"zstd", "\x28\xB5\x2F\xFD", 4, zstd_start, zstd_run, zstd_stop},
    {"xz", {'\xFD', '7', 'z', 'X', 'Z', '\0'}, 6, xz_start, xz_run, xz_stop},
};

an_code an_codec_new(an_codec **out, const unsigned char *begin, size_t size, an_error *err)
{
    *out = NULL;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        const kind *const k = &kinds[i];
        if (size < k->magic_size || memcmp(begin, k->magic, k->magic_size) != 0)
            continue;
        an_codec *const codec = calloc(1, sizeof *codec);
        if (codec == NULL)
            return an_fail_memory(err);
        codec->kind = k;
        if (!k->start(codec)) {
            an_codec_free(codec);
            return an_fail_memory(err);
        }
        *out = codec;
        return AN_OK;
    }
    return AN_OK;
}

an_codec_step an_codec_run(an_codec *codec, an_codec_bytes *from, unsigned char *out, size_t size,
                           size_t *made)
{
    return codec->kind->run(codec, from, out, size < STEP_MOST ? size : STEP_MOST, made);
}

const char *an_codec_name(const an_codec *codec)
{
    return codec->kind->name;
}

const char *an_codec_reason(const an_codec *codec)
{
    return codec->reason;
}

void an_codec_free(an_codec *codec)
{
    if (codec == NULL)
        return;
    codec->kind->stop(codec);
    free(codec);
}
