/* writer: one buffer, written out when it is full.
 *
 * What differs between the kinds is only when the buffer is full (never for memory, AN_WRITER_HOLD for a
 * stdout of which nothing was written yet) and what the end does.
 *
 * Several files appear together (an_writer_publish) by steps of which each can still be undone: all lie
 * complete on the disk, get a temporary name, and only then one after the other the final one; the file that
 * stood there keeps a second name meanwhile, under which a failure finds it again. What cannot be undone,
 * bytes on stdout or in a pipe, comes before the first name, when nothing but a rename within a folder can
 * fail any more. */
#include "csv/writer.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/memory.h"
#include "csv/temporary.h"

enum { STREAM_SIZE = 256 << 10, PRINT_ROOM = 128 };

struct an_writer {
    char *name; /* for messages */
    int fd;     /* -1: memory */
    bool is_stdout;
    char *path;      /* the final name, NULL: written directly */
    char *temporary; /* what is renamed to path */
    bool unnamed;    /* it has no name yet: nothing is left behind if we are killed */
    char *buffer;
    size_t size, capacity;
    size_t full;       /* the buffer is written out when it holds so much */
    size_t cells;      /* of this row */
    bool empty_cell;   /* the last cell was empty */
    uint64_t bytes;    /* written so far, with those that are held */
    bool has_begun;    /* some of it was written out */
    an_digest *digest; /* NULL: not asked for */
    size_t digested;   /* bytes of the buffer that are in it */
    char sha256[AN_SHA256_SIZE];
    char *aside;      /* the name of the file that stood under the final one, until all have theirs */
    bool is_kept;     /* there is one */
    bool is_placed;   /* the file has its final name */
    an_imprint imprint;
    an_error failure; /* code AN_OK: none */
};

static void destroy(an_writer *writer)
{
    if (writer->fd >= 0)
        close(writer->fd);
    if (writer->temporary != NULL && !writer->unnamed)
        unlink(writer->temporary);
    an_digest_free(writer->digest);
    free(writer->aside);
    free(writer->temporary);
    free(writer->path);
    free(writer->name);
    free(writer->buffer);
    free(writer);
}

static an_writer *create(const char *name, size_t full)
{
    an_writer *const writer = calloc(1, sizeof *writer);
    if (writer == NULL)
        return NULL;
    writer->fd = -1;
    writer->full = full;
    writer->name = strdup(name);
    if (writer->name != NULL)
        return writer;
    destroy(writer);
    return NULL;
}

/* A file without a name in the folder, where the file system can make one: a run that is killed leaves
 * nothing. */
static bool open_unnamed(an_writer *writer, const char *folder)
{
    writer->fd = open(folder[0] != '\0' ? folder : ".", O_WRONLY | O_TMPFILE | O_CLOEXEC, 0666);
    writer->unnamed = writer->fd >= 0;
    return writer->unnamed;
}

/* Opens a new file beside writer->path; the system gives it the mode of the umask. */
static an_code open_temporary(an_writer *writer, an_error *err)
{
    char *const name = an_temporary_new(writer->path);
    writer->aside = an_temporary_new(writer->path);
    if (name == NULL || writer->aside == NULL) {
        free(name);
        return an_fail_memory(err);
    }
    bool tried = open_unnamed(writer, name);
    for (int i = 0; i < AN_TEMPORARY_NAMES && !tried; i++) {
        an_temporary_name(name, i);
        writer->fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        tried = writer->fd >= 0 || errno != EEXIST;
    }
    if (writer->fd < 0) {
        free(name);
        return an_fail_errno(err, writer->name, "cannot create");
    }
    writer->temporary = name;
    return AN_OK;
}

/* Gives a file without a name the one that is then renamed. False: errno says why. */
static bool give_name(an_writer *writer)
{
    char open_file[64];
    snprintf(open_file, sizeof open_file, "/proc/self/fd/%d", writer->fd);
    for (int i = 0; i < AN_TEMPORARY_NAMES && writer->unnamed; i++) {
        an_temporary_name(writer->temporary, i);
        if (linkat(AT_FDCWD, open_file, AT_FDCWD, writer->temporary, AT_SYMLINK_FOLLOW) == 0)
            writer->unnamed = false;
        else if (errno != EEXIST)
            return false;
    }
    return !writer->unnamed;
}

/* Takes the place of a regular file, with its permissions. */
static an_code open_existing(an_writer *writer, mode_t mode, an_error *err)
{
    writer->path = realpath(writer->name, NULL); /* so that a link stays a link */
    if (writer->path == NULL || faccessat(AT_FDCWD, writer->path, W_OK, AT_EACCESS) != 0)
        return an_fail_errno(err, writer->name, "cannot write");
    const an_code code = open_temporary(writer, err);
    if (code == AN_OK && fchmod(writer->fd, mode & 07777) != 0)
        return an_fail_errno(err, writer->name, "cannot set the permissions");
    return code;
}

static an_code open_path(an_writer *writer, an_error *err)
{
    struct stat status;
    if (stat(writer->name, &status) != 0) {
        writer->path = strdup(writer->name);
        return writer->path != NULL ? open_temporary(writer, err) : an_fail_memory(err);
    }
    if (S_ISREG(status.st_mode))
        return open_existing(writer, status.st_mode, err);
    writer->fd = open(writer->name, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    return writer->fd >= 0 ? AN_OK : an_fail_errno(err, writer->name, "cannot open");
}

/* A copy of the descriptor, so that its close can be checked while stdout stays open. */
static an_code open_stdout(an_writer *writer, an_error *err)
{
    writer->fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    return writer->fd >= 0 ? AN_OK : an_fail_errno(err, writer->name, "cannot write");
}

an_code an_writer_open(an_writer **out, const char *path, an_error *err)
{
    *out = NULL;
    const bool to_stdout = path == NULL || strcmp(path, "-") == 0;
    an_writer *const writer = create(to_stdout ? "stdout" : path, to_stdout ? AN_WRITER_HOLD : STREAM_SIZE);
    if (writer == NULL)
        return an_fail_memory(err);
    writer->is_stdout = to_stdout;
    const an_code code = to_stdout ? open_stdout(writer, err) : open_path(writer, err);
    if (code != AN_OK)
        destroy(writer);
    else
        *out = writer;
    return code;
}

an_code an_writer_memory(an_writer **out, an_error *err)
{
    *out = create("memory", SIZE_MAX);
    return *out != NULL ? AN_OK : an_fail_memory(err);
}

const char *an_writer_text(const an_writer *writer, size_t *size)
{
    *size = writer->size;
    return writer->buffer != NULL ? writer->buffer : "";
}

void an_writer_clear(an_writer *writer)
{
    writer->size = 0;
    writer->cells = 0;
}

void an_writer_sign(an_writer *writer, const an_imprint *imprint)
{
    writer->imprint = *imprint;
}

const an_imprint *an_writer_imprint(const an_writer *writer)
{
    return &writer->imprint;
}

bool an_writer_failed(const an_writer *writer)
{
    return writer->failure.code != AN_OK;
}

an_code an_writer_check(const an_writer *writer, an_error *err)
{
    if (an_writer_failed(writer) && err != NULL)
        *err = writer->failure;
    return writer->failure.code;
}

/* A stdout that the shell closed (>&-) is the usual bad file descriptor. */
static void fail_write(an_writer *writer)
{
    if (an_writer_failed(writer))
        return;
    if (errno == EBADF)
        an_fail_at(&writer->failure, AN_SYSTEM, writer->name, 0, 0, "cannot write: it is closed");
    else
        an_fail_errno(&writer->failure, writer->name, "cannot write");
}

/* Adds what is held to the digest, if one is asked for. */
static void digest_held(an_writer *writer)
{
    if (writer->digest != NULL && writer->digested < writer->size && !an_writer_failed(writer) &&
        !an_digest_add(writer->digest, writer->buffer + writer->digested, writer->size - writer->digested))
        an_fail_at(&writer->failure, AN_SYSTEM, writer->name, 0, 0, "SHA-256 failed");
    writer->digested = writer->size;
}

void an_writer_flush(an_writer *writer)
{
    if (writer->fd < 0 || an_writer_failed(writer))
        return;
    digest_held(writer);
    size_t done = 0;
    while (done < writer->size) {
        const ssize_t n = write(writer->fd, writer->buffer + done, writer->size - done);
        struct pollfd wait = {.fd = writer->fd, .events = POLLOUT};
        if (n >= 0) {
            done += (size_t)n;
            writer->has_begun = true;
        } else if (errno == EAGAIN && poll(&wait, 1, -1) >= 0) {
            continue; /* somebody made our stdout non-blocking */
        } else if (errno != EINTR) {
            fail_write(writer);
            return;
        }
    }
    writer->size = writer->digested = 0;
    writer->full = STREAM_SIZE;
}

bool an_writer_has_begun(const an_writer *writer)
{
    return writer->path == NULL && writer->has_begun;
}

/* Room for size bytes behind those of the buffer; false: no memory, or a write failed before. */
static bool reserve(an_writer *writer, size_t size)
{
    if (an_writer_failed(writer))
        return false;
    if (size <= writer->capacity - writer->size)
        return true;
    if (size <= SIZE_MAX - writer->size &&
        an_grow(&writer->buffer, &writer->capacity, writer->size + size, 1) == AN_OK)
        return true;
    an_fail_memory(&writer->failure);
    return false;
}

static void advance(an_writer *writer, size_t size)
{
    writer->size += size;
    writer->bytes += size;
    if (writer->size >= writer->full)
        an_writer_flush(writer);
}

void an_writer_bytes(an_writer *writer, const char *text, size_t size)
{
    if (size == 0 || !reserve(writer, size))
        return;
    memcpy(writer->buffer + writer->size, text, size);
    advance(writer, size);
}

an_code an_writer_move(an_writer *writer, an_writer *memory, an_error *err)
{
    an_writer_bytes(writer, memory->buffer, memory->size);
    an_writer_clear(memory);
    return an_writer_check(memory, err);
}

static void put(an_writer *writer, char c)
{
    an_writer_bytes(writer, &c, 1);
}

void an_writer_string(an_writer *writer, const char *text)
{
    an_writer_bytes(writer, text, strlen(text));
}

/* Prints into the room that there is; returns the length that the text has. */
__attribute__((format(printf, 2, 0))) static int print(an_writer *writer, const char *format,
                                                       va_list arguments)
{
    return vsnprintf(writer->buffer + writer->size, writer->capacity - writer->size, format, arguments);
}

void an_writer_print(an_writer *writer, const char *format, ...)
{
    if (!reserve(writer, PRINT_ROOM))
        return;
    va_list arguments;
    va_start(arguments, format);
    int length = print(writer, format, arguments);
    va_end(arguments);
    if (length >= 0 && (size_t)length >= writer->capacity - writer->size) {
        if (!reserve(writer, (size_t)length + 1))
            return;
        va_start(arguments, format);
        length = print(writer, format, arguments);
        va_end(arguments);
    }
    if (length < 0)
        fail_write(writer);
    else
        advance(writer, (size_t)length);
}

static bool needs_quotes(const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (text[i] == ',' || text[i] == '"' || text[i] == '\n' || text[i] == '\r')
            return true;
    return false;
}

void an_writer_cell(an_writer *writer, const char *text, size_t size)
{
    if (writer->cells++ > 0)
        put(writer, ',');
    writer->empty_cell = size == 0;
    if (!needs_quotes(text, size)) {
        an_writer_bytes(writer, text, size);
        return;
    }
    put(writer, '"');
    for (const char *const end = text + size; text < end;) {
        const char *const quote = memchr(text, '"', (size_t)(end - text));
        const char *const stop = quote != NULL ? quote + 1 : end;
        an_writer_bytes(writer, text, (size_t)(stop - text));
        if (quote != NULL)
            put(writer, '"');
        text = stop;
    }
    put(writer, '"');
}

void an_writer_count_cell(an_writer *writer, uint64_t count)
{
    char text[24];
    const int size = snprintf(text, sizeof text, "%" PRIu64, count);
    an_writer_cell(writer, text, (size_t)size);
}

void an_writer_end_row(an_writer *writer)
{
    if (writer->cells == 1 && writer->empty_cell)
        an_writer_string(writer, "\"\"");
    put(writer, '\n');
    writer->cells = 0;
}

static void put_escape(an_writer *writer, char c)
{
    static const char letters[] = "\"\"\\\\\bb\ff\nn\rr\tt"; /* the byte and its letter */
    for (const char *pair = letters; *pair != '\0'; pair += 2) {
        if (*pair == c) {
            put(writer, '\\');
            put(writer, pair[1]);
            return;
        }
    }
    an_writer_print(writer, "\\u%04x", (unsigned)(unsigned char)c);
}

void an_writer_json(an_writer *writer, const char *text, size_t size)
{
    put(writer, '"');
    size_t plain = 0; /* where the bytes begin that pass as they are */
    for (size_t i = 0; i < size; i++) {
        if ((unsigned char)text[i] >= 0x20 && text[i] != '"' && text[i] != '\\')
            continue;
        an_writer_bytes(writer, text + plain, i - plain);
        put_escape(writer, text[i]);
        plain = i + 1;
    }
    an_writer_bytes(writer, text + plain, size - plain);
    put(writer, '"');
}

/* ---- the end ---- */

an_code an_writer_digest(an_writer *writer, an_error *err)
{
    writer->digest = an_digest_new();
    return writer->digest != NULL ? AN_OK : an_fail_memory(err);
}

an_code an_writer_complete(an_writer *writer, an_error *err)
{
    if (writer->path != NULL)
        an_writer_flush(writer);
    digest_held(writer);
    while (writer->path != NULL && !an_writer_failed(writer) && fsync(writer->fd) != 0)
        if (errno != EINTR)
            fail_write(writer);
    if (writer->digest != NULL && !an_writer_failed(writer) &&
        !an_digest_text(writer->digest, writer->sha256))
        an_fail_at(&writer->failure, AN_SYSTEM, writer->name, 0, 0, "SHA-256 failed");
    return an_writer_check(writer, err);
}

const char *an_writer_name(const an_writer *writer)
{
    return writer->name;
}

const char *an_writer_sha256(const an_writer *writer)
{
    return writer->sha256;
}

uint64_t an_writer_size(const an_writer *writer)
{
    return writer->bytes;
}

/* Writes out what is held, and closes; a file has a name then, though not its final one. */
static void close_writer(an_writer *writer)
{
    an_writer_flush(writer);
    if (writer->unnamed && !an_writer_failed(writer) && !give_name(writer))
        fail_write(writer);
    if (writer->fd >= 0 && close(writer->fd) != 0)
        fail_write(writer);
    writer->fd = -1;
}

/* Keeps the file that stands under the final name under a second one, or, where the file system knows no
 * links, under that alone. False: errno says why. */
static bool keep_old(an_writer *writer)
{
    struct stat status;
    if (lstat(writer->path, &status) != 0 || !S_ISREG(status.st_mode))
        return true; /* there is none */
    for (int i = 0; i < AN_TEMPORARY_NAMES && !writer->is_kept; i++) {
        an_temporary_name(writer->aside, i);
        if (lstat(writer->aside, &status) == 0)
            continue;
        writer->is_kept = link(writer->path, writer->aside) == 0;
        if (!writer->is_kept && errno != EEXIST)
            writer->is_kept = rename(writer->path, writer->aside) == 0;
    }
    return writer->is_kept;
}

/* Gives a file its final name; with keep, what stood there can be put back. */
static void place(an_writer *writer, bool keep)
{
    if (writer->temporary == NULL)
        return;
    if ((keep && !keep_old(writer)) || rename(writer->temporary, writer->path) != 0) {
        fail_write(writer);
        return;
    }
    writer->is_placed = true;
    free(writer->temporary);
    writer->temporary = NULL;
}

/* Under the final name stands again what stood there before. */
static void take_back(an_writer *writer)
{
    if (!writer->is_kept && writer->is_placed)
        (void)unlink(writer->path);
    /* Where this fails too, the old file stays under its second name. */
    if (writer->is_kept && rename(writer->aside, writer->path) == 0)
        (void)unlink(writer->aside); /* rename does nothing where both are names of one file */
}

/* When a writer is closed: what cannot be taken back before the files, and stdout behind other devices and
 * pipes, which are rare and fail more often. */
static int rank_of(const an_writer *writer)
{
    return writer->path != NULL ? 2 : writer->is_stdout ? 1 : 0;
}

an_code an_writer_publish(an_writer *const writers[], size_t n, an_error *err)
{
    an_code code = AN_OK;
    for (int rank = 0; rank < 3; rank++)
        for (size_t i = 0; i < n && code == AN_OK; i++)
            if (rank_of(writers[i]) == rank) {
                close_writer(writers[i]);
                code = an_writer_check(writers[i], err);
            }
    for (size_t i = 0; i < n && code == AN_OK; i++) {
        place(writers[i], n > 1);
        code = an_writer_check(writers[i], err);
    }
    for (size_t i = n; i-- > 0;) {
        if (code != AN_OK)
            take_back(writers[i]);
        else if (writers[i]->is_kept)
            (void)unlink(writers[i]->aside);
        destroy(writers[i]);
    }
    return code;
}

an_code an_writer_commit(an_writer *writer, an_error *err)
{
    const an_code code = an_writer_complete(writer, err);
    if (code != AN_OK)
        destroy(writer);
    return code == AN_OK ? an_writer_publish(&writer, 1, err) : code;
}

void an_writer_abort(an_writer *writer)
{
    if (writer != NULL)
        destroy(writer);
}
