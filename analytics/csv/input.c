/* input: stored bytes, hashed as they come, and made text by codec.h.
 *
 * `inside` tells whether a member of compressed data was begun and not ended: the end of the file there means
 * that it was cut off. */
#include "csv/input.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "csv/read_ahead.h"
#include "csv/codec.h"

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
    bool looked, eof, done; /* the first bytes are known; the file, the text came to its end */
    an_digest *hash;        /* NULL: not asked for */
    unsigned char *raw; /* stored bytes that were read, but not yet used */
    size_t raw_at, raw_end;
    an_codec *codec; /* NULL: not compressed */
    bool inside;
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
    if (!S_ISREG(status.st_mode))
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

static an_code read_packed(void *in, void *buffer, size_t size, size_t *got, an_error *err);

/* Reads the first bytes and starts the codec that they name. */
static an_code look(an_input *in, an_error *err)
{
    an_code code = read_all(in, in->raw, AN_CODEC_MAGIC, &in->raw_end, err);
    if (code == AN_OK)
        code = an_codec_new(&in->codec, in->raw, in->raw_end, err);
    in->looked = code == AN_OK;
    if (code == AN_OK && in->codec != NULL && in->reads_ahead && !in->prompt)
        code = an_read_ahead_new(&in->read_ahead, read_packed, in, err);
    return code;
}

static an_code read_plain(an_input *in, unsigned char *buffer, size_t size, size_t *got, an_error *err)
{
    const size_t held = in->raw_end - in->raw_at, first = held < size ? held : size;
    memcpy(buffer, in->raw + in->raw_at, first);
    in->raw_at += first;
    if (in->prompt && first > 0) {
        *got = first;
        return AN_OK;
    }
    if (in->prompt)
        return in->eof ? AN_OK : read_some(in, buffer, size, got, err);
    const an_code code = read_all(in, buffer + first, size - first, got, err);
    *got += first;
    return code;
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

static an_code read_packed(void *given, void *buffer, size_t size, size_t *got, an_error *err)
{
    an_input *const in = given;
    an_code code = AN_OK;
    *got = 0;
    while (code == AN_OK && *got < size && !in->done && !(in->prompt && *got > 0)) {
        if (in->raw_at == in->raw_end && !in->eof) {
            in->raw_at = in->raw_end = 0;
            code = read_some(in, in->raw, RAW_SIZE, &in->raw_end, err);
        }
        size_t made = 0;
        if (code == AN_OK)
            code = run(in, (unsigned char *)buffer + *got, size - *got, &made, err);
        *got += made;
    }
    return code;
}

an_code an_input_read(an_input *in, void *buffer, size_t size, size_t *got, an_error *err)
{
    *got = 0;
    const an_code code = in->looked ? AN_OK : look(in, err);
    if (code != AN_OK)
        return code;
    if (in->read_ahead != NULL)
        return an_read_ahead_read(in->read_ahead, buffer, size, got, err);
    if (in->done)
        return AN_OK;
    return in->codec != NULL ? read_packed(in, buffer, size, got, err)
                             : read_plain(in, buffer, size, got, err);
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
    return in->position;
}

uint64_t an_input_size(const an_input *in)
{
    return in->size;
}

bool an_input_is_random(const an_input *in)
{
    return in->size > 0 && in->looked && in->codec == NULL && in->hash == NULL && !in->prompt;
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
    in->looked = in->done = true;
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
    an_codec_free(in->codec);
    if (in->fd > STDIN_FILENO)
        close(in->fd);
    an_digest_free(in->hash);
    free(in->raw);
    free(in->name);
    free(in);
}
