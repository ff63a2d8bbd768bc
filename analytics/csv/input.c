/* input: stored bytes, hashed as they come, and made text in the plain form, stage by stage:
 *
 *     stored ─┬──────────────┬─> text ─> decode.h ─> rewrite.h ─> who reads
 *             ├─> codec.h    ┤
 *             └─> archive.h, workbook.h (read the file on their own)
 *
 * Each stage is there only where the first bytes or the dialect ask for it; a plain file has none, and
 * can be read anywhere. `inside` tells whether a member of compressed data was begun and not ended: the
 * end of the file there means that it was cut off. */
#include "csv/input.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "csv/archive.h"
#include "csv/codec.h"
#include "csv/decode.h"
#include "csv/magic.h"
#include "csv/read_ahead.h"
#include "csv/rewrite.h"
#include "csv/workbook.h"

enum {
    RAW_SIZE = 128 << 10,
    PIPE_SIZE = 1 << 20, /* asked for: fewer wake-ups of who writes and who reads */
};

struct an_input {
    char *name;
    int fd;
    atomic_uint_fast64_t position;
    uint64_t size;
    off_t start;            /* of a file: where reading began */
    bool prompt;            /* gives what there is at once */
    bool looked, eof, done; /* the first bytes are known; the file, what the codec makes came to its end */
    bool closed;            /* nothing more is given: the hash was asked for */
    an_digest *hash;        /* NULL: not asked for */
    unsigned char *raw; /* stored bytes that were read, but not yet used */
    size_t raw_at, raw_end;
    bool is_file;

    an_dialect dialect;
    an_codec *codec; /* NULL: not compressed; so with all stages */
    bool inside;
    an_archive *archive;
    an_workbook *workbook;
    an_decoder *decoder;
    an_rewriter *rewriter;
    an_byte_source stored, top; /* before and behind decoder and rewriter; top.read NULL: no stage */
    unsigned char begin[AN_MAGIC_SIZE]; /* of the text, behind a stage: looked at, not yet given out */
    size_t begin_at, begin_end;
    bool reads_ahead;          /* asked for */
    an_read_ahead *read_ahead; /* NULL: none */
};

static an_code fail_open(an_input *in, an_error *err)
{
    const an_code code = an_fail_errno(err, in->name, "cannot open");
    an_input_free(in);
    return code;
}

/* Size and kind of the open file. */
static an_code examine(an_input *in, an_error *err)
{
    struct stat status;
    if (fstat(in->fd, &status) != 0)
        return fail_open(in, err);
    if (S_ISDIR(status.st_mode)) {
        errno = EISDIR;
        return fail_open(in, err);
    }
    if (S_ISFIFO(status.st_mode))
        (void)fcntl(in->fd, F_SETPIPE_SZ, PIPE_SIZE); /* as large as the system allows */
    in->is_file = S_ISREG(status.st_mode);
    if (!in->is_file)
        return AN_OK;
    const off_t at = lseek(in->fd, 0, SEEK_CUR); /* a shell may hand over a stdin that was begun */
    in->start = at;
    if (at >= 0 && status.st_size > at)
        in->size = (uint64_t)(status.st_size - at);
    posix_fadvise(in->fd, 0, 0, POSIX_FADV_SEQUENTIAL); /* advice only: its failure changes nothing */
    return AN_OK;
}

an_code an_input_open(an_input **out, const char *path, bool hash, an_error *err)
{
    *out = NULL;
    an_input *const in = calloc(1, sizeof *in);
    if (in == NULL)
        return an_fail_memory(err);
    const bool is_stdin = strcmp(path, "-") == 0;
    in->fd = STDIN_FILENO;
    in->dialect = (an_dialect){.quote = '"', .doubled = true};
    in->name = strdup(is_stdin ? "stdin" : path);
    in->raw = malloc(RAW_SIZE);
    in->hash = hash ? an_digest_new() : NULL;
    if (in->name == NULL || in->raw == NULL || (hash && in->hash == NULL)) {
        an_input_free(in);
        return an_fail_memory(err);
    }
    if (!is_stdin)
        in->fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    const an_code code = in->fd < 0 ? fail_open(in, err) : examine(in, err);
    if (code == AN_OK)
        *out = in;
    return code;
}

/* One read of stored bytes; *got 0: the end of the file. */
static an_code read_some(an_input *in, void *buffer, size_t size, size_t *got, an_error *err)
{
    ssize_t n;
    while ((n = read(in->fd, buffer, size)) < 0) {
        struct pollfd wait = {.fd = in->fd, .events = POLLIN};
        if (errno == EAGAIN && poll(&wait, 1, -1) >= 0)
            continue; /* somebody made our stdin non-blocking */
        if (errno != EINTR)
            return an_fail_errno(err, in->name, "cannot read");
    }
    *got = (size_t)n;
    in->position += *got;
    in->eof = n == 0;
    if (in->hash != NULL && !an_digest_add(in->hash, buffer, *got))
        return an_fail_at(err, AN_SYSTEM, in->name, 0, 0, "SHA-256 failed");
    return AN_OK;
}

/* Reads until size bytes are there or the file ends. */
static an_code read_all(an_input *in, unsigned char *buffer, size_t size, size_t *got, an_error *err)
{
    *got = 0;
    while (*got < size && !in->eof) {
        size_t n = 0;
        const an_code code = read_some(in, buffer + *got, size - *got, &n, err);
        if (code != AN_OK)
            return code;
        *got += n;
    }
    return AN_OK;
}

/* Stored bytes, what there is at once. */
static an_code read_raw(void *given, void *buffer, size_t size, size_t *got, an_error *err)
{
    an_input *const in = given;
    const size_t held = in->raw_end - in->raw_at;
    *got = held < size ? held : size;
    memcpy(buffer, in->raw + in->raw_at, *got);
    in->raw_at += *got;
    return *got > 0 || in->eof ? AN_OK : read_some(in, buffer, size, got, err);
}

/* One step of the codec on what is in in->raw. */
static an_code run(an_input *in, unsigned char *buffer, size_t size, size_t *got, an_error *err)
{
    an_codec_bytes from = {in->raw + in->raw_at, in->raw_end - in->raw_at, in->eof};
    const an_codec_step what = an_codec_run(in->codec, &from, buffer, size, got);
    const size_t before = in->raw_at;
    in->raw_at = in->raw_end - from.size;
    if (what == AN_CODEC_MEMORY)
        return an_fail_memory(err);
    if (what == AN_CODEC_DAMAGED)
        return an_fail_at(err, AN_DATA, in->name, 0, 0, "damaged %s data: %s", an_codec_name(in->codec),
                          an_codec_reason(in->codec));
    if (what == AN_CODEC_END)
        in->inside = false;
    else if (in->raw_at > before)
        in->inside = true;
    if (*got > 0 || !in->eof || in->raw_at < in->raw_end)
        return AN_OK;
    in->done = true;
    if (in->inside)
        return an_fail_at(err, AN_DATA, in->name, 0, 0, "truncated %s data: the file ends too early",
                          an_codec_name(in->codec));
    return AN_OK;
}

/* What the codec makes, some bytes of it. */
static an_code read_packed(void *given, void *buffer, size_t size, size_t *got, an_error *err)
{
    an_input *const in = given;
    an_code code = AN_OK;
    *got = 0;
    while (code == AN_OK && *got == 0 && !in->done) {
        if (in->raw_at == in->raw_end && !in->eof) {
            in->raw_at = in->raw_end = 0;
            code = read_some(in, in->raw, RAW_SIZE, &in->raw_end, err);
        }
        if (code == AN_OK)
            code = run(in, buffer, size, got, err);
    }
    return code;
}

/* Text as it is stored, its beginning first. */
static an_code read_text(void *given, void *buffer, size_t size, size_t *got, an_error *err)
{
    an_input *const in = given;
    const size_t held = in->begin_end - in->begin_at;
    *got = held < size ? held : size;
    memcpy(buffer, in->begin + in->begin_at, *got);
    in->begin_at += *got;
    return *got > 0 ? AN_OK : in->stored.read(in->stored.context, buffer, size, got, err);
}

/* As much as there is of size bytes; prompt: what there is at once, but for the first `least` bytes. */
static an_code read_whole(an_byte_source from, unsigned char *buffer, size_t size, size_t least, size_t *got,
                          an_error *err)
{
    an_code code = AN_OK;
    size_t n = 1;
    for (*got = 0; code == AN_OK && n > 0 && *got < least; *got += n) {
        n = 0;
        code = from.read(from.context, buffer + *got, size - *got, &n, err);
    }
    return code;
}

/* From the last stage, whatever its thread. */
static an_code read_top(void *given, void *buffer, size_t size, size_t *got, an_error *err)
{
    const an_input *const in = given;
    return read_whole(in->top, buffer, size, in->prompt ? 1 : size, got, err);
}

/* ---- what it is ---- */

static an_code fail_members(const an_input *in, const char *const members[], size_t n, an_error *err)
{
    char list[300] = "";
    size_t used = 0;
    for (size_t i = 0; i < n && used + 1 < sizeof list; i++) {
        const int more = snprintf(list + used, sizeof list - used, "%s%s", i > 0 ? ", " : ": ", members[i]);
        used = used + (size_t)more < sizeof list ? used + (size_t)more : sizeof list - 1;
        if (strcmp(members[i], "content.xml") == 0)
            return an_fail_at(err, AN_DATA, in->name, 0, 0,
                              "an OpenDocument file, not CSV: save the sheet as CSV or as .xlsx");
    }
    return an_fail_at(
        err, AN_DATA, in->name, 0, 0,
        "an archive of %zu files, of which one is expected%s (unpack it, and name what is to be read)", n,
        list);
}

/* A zip or 7z file: the one file in it, or a sheet of the workbook that it is. */
static an_code open_archive(an_input *in, an_error *err)
{
    size_t n = 0;
    if (!in->is_file)
        return an_fail_at(err, AN_DATA, in->name, 0, 0,
                          "a zip or 7z archive or a workbook can be read from a file only, not from a pipe");
    an_code code = an_archive_new(&in->archive, in->fd, in->start, in->name, err);
    if (code != AN_OK)
        return code;
    const char *const *const members = an_archive_members(in->archive, &n);
    for (size_t i = 0; i < n; i++)
        if (strcmp(members[i], an_workbook_member) == 0) {
            in->stored = (an_byte_source){an_workbook_read, NULL};
            code = an_workbook_new(&in->workbook, in->archive, in->fd, in->name, in->dialect.sheet, err);
            in->stored.context = in->workbook;
            return code;
        }
    if (n != 1)
        return fail_members(in, members, n, err);
    in->stored = (an_byte_source){an_archive_read, in->archive};
    return an_archive_open(in->archive, members[0], err);
}

/* Reads the first stored bytes, and begins what they ask for. */
static an_code look_stored(an_input *in, an_error *err)
{
    in->stored = (an_byte_source){read_raw, in};
    size_t size = 0;
    an_code code = read_whole(in->stored, in->raw, AN_MAGIC_SIZE, in->prompt ? AN_CODEC_MAGIC : AN_MAGIC_SIZE,
                              &size, err);
    in->raw_end = size;
    if (code != AN_OK)
        return code;
    const char *const foreign = an_magic_binary(in->raw, in->raw_end);
    if (foreign != NULL)
        return an_fail_at(err, AN_DATA, in->name, 0, 0, "%s, not CSV", foreign);
    if (an_magic_is_archive(in->raw, in->raw_end))
        return open_archive(in, err);
    if (in->dialect.sheet != NULL)
        return an_fail_at(err, AN_USAGE, in->name, 0, 0,
                          "is no workbook, of which the sheet '%s' could be read", in->dialect.sheet);
    code = an_codec_new(&in->codec, in->raw, in->raw_end, err);
    if (in->codec != NULL)
        in->stored.read = read_packed;
    return code;
}

/* Looks at what was unpacked. */
static an_code look_inside(an_input *in, an_error *err)
{
    const an_code code = read_whole(in->stored, in->begin, AN_MAGIC_SIZE,
                                    in->prompt ? AN_CODEC_MAGIC : AN_MAGIC_SIZE, &in->begin_end, err);
    if (code != AN_OK)
        return code;
    const char *const outer = in->codec != NULL ? an_codec_name(in->codec) : "an archive";
    const char *inner = an_codec_known(in->begin, in->begin_end);
    if (inner != NULL)
        return an_fail_at(err, AN_DATA, in->name, 0, 0, "compressed twice: %s data inside %s; unpack it once",
                          inner, outer);
    inner = an_magic_is_archive(in->begin, in->begin_end) ? "an archive or a workbook"
                                                          : an_magic_binary(in->begin, in->begin_end);
    return inner == NULL
               ? AN_OK
               : an_fail_at(err, AN_DATA, in->name, 0, 0, "%s inside %s, not CSV; unpack it", inner, outer);
}

/* The stages that make the plain form of a text that begins so. */
static an_code make_plain(an_input *in, const unsigned char *begin, size_t size, an_error *err)
{
    const char *const mark = an_decode_mark(begin, size), *name = in->dialect.encoding;
    const bool is_utf8 = name == NULL || an_decode_is_utf8(name);
    if (mark != NULL && strcmp(mark, "UTF-8") == 0 && !is_utf8)
        return an_fail_at(err, AN_USAGE, in->name, 0, 0,
                          "begins with the mark of UTF-8, but its encoding is said to be %s", name);
    if (mark != NULL && strcmp(mark, "UTF-8") != 0 && is_utf8)
        name = mark;
    else if (is_utf8)
        name = NULL;
    const bool rewrites = an_rewrite_is_needed(&in->dialect);
    if (name == NULL && !rewrites)
        return AN_OK;
    if (in->begin_end == 0) /* not unpacked: what was looked at lies in raw */
        in->top = in->stored;
    else
        in->top = (an_byte_source){read_text, in};
    an_code code = AN_OK;
    if (name != NULL) {
        code = an_decoder_new(&in->decoder, name, in->name, in->top, err);
        in->top = (an_byte_source){an_decoder_read, in->decoder};
    } else if (mark != NULL) {
        *(in->begin_end == 0 ? &in->raw_at : &in->begin_at) += 3;
    }
    if (code == AN_OK && rewrites) {
        code = an_rewriter_new(&in->rewriter, &in->dialect, in->name, in->top, err);
        in->top = (an_byte_source){an_rewriter_read, in->rewriter};
    }
    return code;
}

static an_code look(an_input *in, an_error *err)
{
    an_code code = look_stored(in, err);
    const bool is_packed = in->codec != NULL || in->archive != NULL;
    if (code == AN_OK && is_packed) {
        code = look_inside(in, err);
        in->top = (an_byte_source){read_text, in};
    }
    if (code == AN_OK)
        code = make_plain(in, is_packed ? in->begin : in->raw, is_packed ? in->begin_end : in->raw_end, err);
    in->looked = code == AN_OK;
    if (code == AN_OK && in->top.read != NULL && in->reads_ahead && !in->prompt)
        code = an_read_ahead_new(&in->read_ahead, read_top, in, err);
    return code;
}

/* ---- */

static an_code read_plain(an_input *in, unsigned char *buffer, size_t size, size_t *got, an_error *err)
{
    if (in->prompt)
        return read_raw(in, buffer, size, got, err);
    const size_t held = in->raw_end - in->raw_at, first = held < size ? held : size;
    memcpy(buffer, in->raw + in->raw_at, first);
    in->raw_at += first;
    const an_code code = read_all(in, buffer + first, size - first, got, err);
    *got += first;
    return code;
}

an_code an_input_read(an_input *in, void *buffer, size_t size, size_t *got, an_error *err)
{
    *got = 0;
    const an_code code = in->looked ? AN_OK : look(in, err);
    if (code != AN_OK || in->closed)
        return code;
    if (in->read_ahead != NULL)
        return an_read_ahead_read(in->read_ahead, buffer, size, got, err);
    return in->top.read != NULL ? read_top(in, buffer, size, got, err)
                                : read_plain(in, buffer, size, got, err);
}

void an_input_interpret(an_input *in, an_dialect dialect)
{
    in->dialect = dialect;
}

void an_input_read_ahead(an_input *in)
{
    in->reads_ahead = true;
}

void an_input_prompt(an_input *in)
{
    in->prompt = true;
}

bool an_input_is_prompt(const an_input *in)
{
    return in->prompt;
}

const char *an_input_name(const an_input *in)
{
    return in->name;
}

an_input_identity an_input_identify(const an_input *in)
{
    struct stat status;
    if (fstat(in->fd, &status) != 0)
        return (an_input_identity){0};
    return (an_input_identity){status.st_dev, status.st_ino, (uint64_t)status.st_size, status.st_mtim};
}

bool an_input_is_same(const an_input_identity *a, const an_input_identity *b)
{
    return a->device == b->device && a->inode == b->inode && a->size == b->size &&
           a->modified.tv_sec == b->modified.tv_sec && a->modified.tv_nsec == b->modified.tv_nsec;
}

uint64_t an_input_position(const an_input *in)
{
    return in->position - (in->top.read == NULL ? in->raw_end - in->raw_at : 0);
}

uint64_t an_input_size(const an_input *in)
{
    return in->size;
}

bool an_input_is_random(const an_input *in)
{
    return in->size > 0 && in->looked && in->top.read == NULL && in->hash == NULL && !in->prompt;
}

an_code an_input_read_at(const an_input *in, uint64_t at, void *buffer, size_t size, an_error *err)
{
    size_t done = 0;
    while (done < size) {
        const ssize_t n = pread(in->fd, (char *)buffer + done, size - done, in->start + (off_t)(at + done));
        if (n < 0 && errno != EINTR)
            return an_fail_errno(err, in->name, "cannot read");
        if (n == 0)
            return an_fail_at(err, AN_SYSTEM, in->name, 0, 0, "the file became shorter while it was read");
        done += n > 0 ? (size_t)n : 0;
    }
    return AN_OK;
}

an_code an_input_hash(an_input *in, char out[AN_SHA256_SIZE], an_error *err)
{
    if (in->hash == NULL)
        return an_fail_at(err, AN_USAGE, in->name, 0, 0, "opened without a hash");
    an_read_ahead_free(in->read_ahead);
    in->read_ahead = NULL;
    in->looked = in->closed = true;
    in->raw_at = in->raw_end = 0;
    while (!in->eof) {
        size_t got = 0;
        const an_code code = read_some(in, in->raw, RAW_SIZE, &got, err);
        if (code != AN_OK)
            return code;
    }
    return an_digest_text(in->hash, out) ? AN_OK
                                         : an_fail_at(err, AN_SYSTEM, in->name, 0, 0, "SHA-256 failed");
}

void an_input_free(an_input *in)
{
    if (in == NULL)
        return;
    an_read_ahead_free(in->read_ahead);
    an_rewriter_free(in->rewriter);
    an_decoder_free(in->decoder);
    an_workbook_free(in->workbook);
    an_archive_free(in->archive);
    an_codec_free(in->codec);
    if (in->fd > STDIN_FILENO)
        close(in->fd);
    an_digest_free(in->hash);
    free(in->raw);
    free(in->name);
    free(in);
}
