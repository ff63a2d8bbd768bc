/* packers: the same text as gzip, zstd and xz, for tests of compressed input. */
#ifndef PACKERS_H
#define PACKERS_H

#include <lzma.h>
#include <zlib.h>
#include <zstd.h>
#include <criterion/criterion.h>
#include <string.h>

enum { SIZE = 300000, PACKED = 2 * SIZE }; /* of the text, and room for it packed */

typedef size_t packer(unsigned char *to, const char *text, size_t size);

static size_t pack_gzip(unsigned char *to, const char *text, size_t size)
{
    z_stream z = {.next_in = (unsigned char *)text, .avail_in = (uInt)size};
    z.next_out = to;
    z.avail_out = PACKED;
    cr_assert_eq(deflateInit2(&z, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY), Z_OK);
    cr_assert_eq(deflate(&z, Z_FINISH), Z_STREAM_END);
    const size_t packed = z.total_out;
    deflateEnd(&z);
    return packed;
}

static size_t pack_zstd(unsigned char *to, const char *text, size_t size)
{
    ZSTD_CCtx *const context = ZSTD_createCCtx();
    cr_assert_not_null(context);
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1); /* as the program zstd does */
    const size_t packed = ZSTD_compress2(context, to, PACKED, text, size);
    cr_assert(!ZSTD_isError(packed));
    ZSTD_freeCCtx(context);
    return packed;
}

static size_t pack_xz(unsigned char *to, const char *text, size_t size)
{
    size_t packed = 0;
    const lzma_ret status =
        lzma_easy_buffer_encode(1, LZMA_CHECK_CRC32, NULL, (const uint8_t *)text, size, to, &packed, PACKED);
    cr_assert_eq(status, LZMA_OK);
    return packed;
}

static const struct {
    const char *name;
    packer *pack;
} packers[] = {{"gzip", pack_gzip}, {"zstd", pack_zstd}, {"xz", pack_xz}};

enum { PACKERS = sizeof packers / sizeof packers[0] };

#endif
