/* decode: iconv between two buffers.
 *
 * iconv keeps the state of the encoding; what is kept here is the rest of a letter that lay across two
 * chunks, and the line, so that a bad sequence has its place. Text that was decoded before the fault is
 * given out first. */
#include "csv/decode.h"

#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { IN_SIZE = 64 << 10 };

struct an_decoder {
    iconv_t iconv;
    const char *name, *file;
    an_byte_source from;
    char in[IN_SIZE]; /* read and not yet decoded: in_at to in_end */
    size_t in_at, in_end;
    char out[IN_SIZE]; /* decoded and not yet given out: out_at to out_end */
    size_t out_at, out_end;
    bool is_begun, is_over; /* the mark is passed; from came to its end */
    uint64_t line;          /* of what is decoded next */
};

const char *an_decode_mark(const unsigned char *begin, size_t size)
{
    if (size >= 3 && memcmp(begin, "\xEF\xBB\xBF", 3) == 0)
        return "UTF-8";
    if (size >= 4 && (memcmp(begin, "\xFF\xFE\0\0", 4) == 0 || memcmp(begin, "\0\0\xFE\xFF", 4) == 0))
        return "UTF-32";
    if (size >= 2 && (memcmp(begin, "\xFF\xFE", 2) == 0 || memcmp(begin, "\xFE\xFF", 2) == 0))
        return "UTF-16";
    return NULL;
}

bool an_decode_is_utf8(const char *name)
{
    static const char *const names[] = {"UTF-8", "UTF8", "UTF_8", "UTF-8-SIG", "UTF_8_SIG", "UTF-8-BOM"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcasecmp(name, names[i]) == 0)
            return true;
    return false;
}

/* iconv_open gives -1, as a pointer, where it fails. */
static bool is_open(iconv_t opened)
{
    return (intptr_t)opened != -1;
}

/* As iconv or, failing that, as Python writes it (latin-1, iso8859_1, utf_16_le). */
static iconv_t open_iconv(const char *name)
{
    char plain[64];
    size_t n = 0;
    iconv_t opened = iconv_open("UTF-8", name);
    if (is_open(opened) || errno != EINVAL)
        return opened;
    for (; *name != '\0' && n + 1 < sizeof plain; name++)
        if (*name != '-' && *name != '_')
            plain[n++] = *name;
    plain[n] = '\0';
    return iconv_open("UTF-8", plain);
}

an_code an_decoder_new(an_decoder **out, const char *name, const char *file, an_byte_source from,
                       an_error *err)
{
    *out = NULL;
    an_decoder *const decoder = calloc(1, sizeof *decoder);
    if (decoder == NULL)
        return an_fail_memory(err);
    decoder->name = name;
    decoder->file = file;
    decoder->from = from;
    decoder->line = 1;
    /* An empty name would be the locale's, and what follows a slash an order to iconv. */
    const bool is_name = name[0] != '\0' && strchr(name, '/') == NULL;
    errno = EINVAL;
    if (is_name)
        decoder->iconv = open_iconv(name);
    if (is_name && is_open(decoder->iconv)) {
        *out = decoder;
        return AN_OK;
    }
    free(decoder);
    if (errno == ENOMEM)
        return an_fail_memory(err);
    return an_fail_at(err, AN_USAGE, file, 0, 0,
                      "'%s' is no encoding that iconv knows; expected a name such as CP1252, LATIN1 or "
                      "UTF-16LE (iconv -l lists them)",
                      name);
}

static an_code fill(an_decoder *decoder, an_error *err)
{
    size_t got = 0;
    decoder->in_end -= decoder->in_at;
    memmove(decoder->in, decoder->in + decoder->in_at, decoder->in_end);
    decoder->in_at = 0;
    const an_code code = decoder->from.read(decoder->from.context, decoder->in + decoder->in_end,
                                            IN_SIZE - decoder->in_end, &got, err);
    decoder->in_end += got;
    decoder->is_over = code == AN_OK && got == 0;
    return code;
}

static an_code fail_letter(const an_decoder *decoder, bool is_cut, an_error *err)
{
    const unsigned char *const bad = (const unsigned char *)decoder->in + decoder->in_at;
    if (is_cut)
        return an_fail_at(err, AN_DATA, decoder->file, decoder->line, 0,
                          "the file ends inside of a letter of %s", decoder->name);
    return an_fail_at(err, AN_DATA, decoder->file, decoder->line, 0,
                      "byte 0x%02X is no text in %s: is that the encoding?", *bad, decoder->name);
}

/* Decodes what is held; *why: what stopped iconv, as errno. */
static void step(an_decoder *decoder, int *why)
{
    char *in = decoder->in + decoder->in_at, *out = decoder->out;
    size_t in_left = decoder->in_end - decoder->in_at, out_left = IN_SIZE;
    *why = 0;
    if (iconv(decoder->iconv, &in, &in_left, &out, &out_left) == (size_t)-1)
        *why = errno;
    decoder->in_at = decoder->in_end - in_left;
    decoder->out_at = 0;
    decoder->out_end = IN_SIZE - out_left;
    if (!decoder->is_begun && decoder->out_end >= 3 && memcmp(decoder->out, "\xEF\xBB\xBF", 3) == 0)
        decoder->out_at = 3;
    decoder->is_begun = decoder->is_begun || decoder->out_end > 0;
    for (size_t i = 0; i < decoder->out_end; i++)
        decoder->line += decoder->out[i] == '\n';
}

an_code an_decoder_read(void *given, void *buffer, size_t size, size_t *got, an_error *err)
{
    an_decoder *const decoder = given;
    int why = 0;
    *got = 0;
    while (decoder->out_at == decoder->out_end) {
        if (decoder->in_at < decoder->in_end)
            step(decoder, &why);
        if (decoder->out_at < decoder->out_end)
            break;
        if (why == EILSEQ || (why == EINVAL && decoder->is_over))
            return fail_letter(decoder, why == EINVAL, err);
        if (decoder->is_over)
            return AN_OK;
        const an_code code = fill(decoder, err);
        if (code != AN_OK)
            return code;
    }
    const size_t left = decoder->out_end - decoder->out_at;
    *got = left < size ? left : size;
    memcpy(buffer, decoder->out + decoder->out_at, *got);
    decoder->out_at += *got;
    return AN_OK;
}

void an_decoder_free(an_decoder *decoder)
{
    if (decoder == NULL)
        return;
    iconv_close(decoder->iconv);
    free(decoder);
}
