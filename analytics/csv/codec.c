/* codec: one table row a compression; what a member, a frame or a stream is, each alone knows.
 *
 * gzip by ISA-L, zstd, xz and bzip2 by their own libraries. A step takes bytes, gives bytes, and says
 * whether a member ended; whether another follows is asked of the next bytes, so that concatenated files
 * (cat a.gz b.gz) are one text. Zeros behind a gzip member are padding, as tapes and disks leave it (RFC
 * 1952 is silent, gzip(1) passes over them); zstd may begin with frames that are to be skipped. Checksums
 * are verified; what xz may ask for has a bound. */
#include "csv/codec.h"

#include <bzlib.h>
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
    int any;                    /* the byte of the magic that may be another; -1: none */
    bool (*start)(an_codec *c); /* false: no memory */
    an_codec_step (*run)(an_codec *c, an_codec_bytes *from, unsigned char *out, size_t size, size_t *made);
    void (*stop)(an_codec *c);
} kind;

struct an_codec {
    const kind *kind;
    const char *reason; /* why the data are damaged */
    bool is_between;    /* gzip: a member ended, and nothing of another has come */
    union {
        struct inflate_state *gzip;
        ZSTD_DStream *zstd;
        lzma_stream xz;
        bz_stream bzip2;
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
    while (c->is_between && from->size > 0 && *from->begin == 0)
        use(from, 1);
    if (c->is_between && from->size == 0) {
        *made = 0;
        return AN_CODEC_END;
    }
    c->is_between = false;
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
    c->is_between = true;
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

/* ---- bzip2 ---- */

static bool bzip2_start(an_codec *c)
{
    c->bzip2 = (bz_stream){0};
    return BZ2_bzDecompressInit(&c->bzip2, 0, 0) == BZ_OK;
}

static an_codec_step bzip2_run(an_codec *c, an_codec_bytes *from, unsigned char *out, size_t size,
                               size_t *made)
{
    bz_stream *const z = &c->bzip2;
    z->next_in = (char *)from->begin; /* only read */
    z->avail_in = (unsigned)from->size;
    z->next_out = (char *)out;
    z->avail_out = (unsigned)size;
    const int status = BZ2_bzDecompress(z);
    use(from, from->size - z->avail_in);
    *made = size - z->avail_out;
    if (status == BZ_OK)
        return AN_CODEC_MORE;
    if (status == BZ_STREAM_END) {
        BZ2_bzDecompressEnd(z);
        return bzip2_start(c) ? AN_CODEC_END : AN_CODEC_MEMORY;
    }
    c->reason =
        status == BZ_DATA_ERROR_MAGIC ? "no bzip2 header where one should be" : "wrong block or checksum";
    return status == BZ_MEM_ERROR ? AN_CODEC_MEMORY : AN_CODEC_DAMAGED;
}

static void bzip2_stop(an_codec *c)
{
    BZ2_bzDecompressEnd(&c->bzip2);
}

static const kind kinds[] = {
    {"gzip", "\x1F\x8B", 2, -1, gzip_start, gzip_run, gzip_stop},
    {"zstd", "\x28\xB5\x2F\xFD", 4, -1, zstd_start, zstd_run, zstd_stop},
    {"zstd", "\x50\x2A\x4D\x18", 4, 0, zstd_start, zstd_run, zstd_stop}, /* a skippable frame */
    {"xz", {'\xFD', '7', 'z', 'X', 'Z', '\0'}, 6, -1, xz_start, xz_run, xz_stop},
    {"bzip2", {'B', 'Z', 'h', '9', '1', 'A', 'Y', '&', 'S', 'Y'}, 10, 3, bzip2_start, bzip2_run, bzip2_stop},
};

static const kind *find_kind(const unsigned char *begin, size_t size)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        const kind *const k = &kinds[i];
        size_t same = 0;
        while (same < k->magic_size && same < size &&
               (begin[same] == (unsigned char)k->magic[same] || (int)same == k->any))
            same++;
        if (same == k->magic_size)
            return k;
    }
    return NULL;
}

const char *an_codec_known(const unsigned char *begin, size_t size)
{
    const kind *const found = find_kind(begin, size);
    return found != NULL ? found->name : NULL;
}

an_code an_codec_new(an_codec **out, const unsigned char *begin, size_t size, an_error *err)
{
    *out = NULL;
    const kind *const found = find_kind(begin, size);
    if (found == NULL)
        return AN_OK;
    an_codec *const codec = calloc(1, sizeof *codec);
    if (codec == NULL)
        return an_fail_memory(err);
    codec->kind = found;
    if (!found->start(codec)) {
        an_codec_free(codec);
        return an_fail_memory(err);
    }
    *out = codec;
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
