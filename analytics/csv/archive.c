/* archive: libarchive reads through pread, so that the offset of the file, and with it the hash of its
 * bytes as stored, belong to input.c alone. Names are listed first: what is in it decides what it is. */
#include "csv/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"

enum { READ_SIZE = 64 << 10, MEMBERS_MOST = 100000 };

struct an_archive {
    struct archive *archive; /* NULL: none is open */
    int fd;
    off_t start, at;
    const char *file;
    const char **members;
    size_t n, capacity;
    an_arena arena; /* of the names */
    char buffer[READ_SIZE];
};

static la_ssize_t read_at(struct archive *archive, void *given, const void **buffer)
{
    an_archive *const a = given;
    const ssize_t n = pread(a->fd, a->buffer, sizeof a->buffer, a->start + a->at);
    if (n < 0) {
        archive_set_error(archive, EIO, "cannot read");
        return -1;
    }
    a->at += n;
    *buffer = a->buffer;
    return n;
}

static la_int64_t seek_to(struct archive *archive, void *given, la_int64_t offset, int whence)
{
    an_archive *const a = given;
    struct stat status;
    (void)archive;
    if (fstat(a->fd, &status) != 0)
        return ARCHIVE_FATAL;
    const off_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? a->at : status.st_size - a->start;
    a->at = base + offset;
    return a->at;
}

static an_code fail(const an_archive *a, an_error *err)
{
    const char *const reason = archive_error_string(a->archive);
    return an_fail_at(err, AN_DATA, a->file, 0, 0, "damaged archive: %s",
                      reason != NULL ? reason : "unknown");
}

/* Begins anew with the first member. */
static an_code restart(an_archive *a, an_error *err)
{
    archive_read_free(a->archive);
    a->at = 0;
    a->archive = archive_read_new();
    if (a->archive == NULL || archive_read_support_format_zip(a->archive) != ARCHIVE_OK ||
        archive_read_support_format_7zip(a->archive) != ARCHIVE_OK ||
        archive_read_set_read_callback(a->archive, read_at) != ARCHIVE_OK ||
        archive_read_set_seek_callback(a->archive, seek_to) != ARCHIVE_OK ||
        archive_read_set_callback_data(a->archive, a) != ARCHIVE_OK)
        return an_fail_memory(err);
    return archive_read_open1(a->archive) == ARCHIVE_OK ? AN_OK : fail(a, err);
}

/* The next member that is a file; *name NULL: there is none. */
static an_code next_member(an_archive *a, const char **name, an_error *err)
{
    struct archive_entry *entry;
    int status;
    *name = NULL;
    while ((status = archive_read_next_header(a->archive, &entry)) == ARCHIVE_OK || status == ARCHIVE_WARN) {
        if (archive_entry_filetype(entry) == AE_IFDIR)
            continue;
        *name = archive_entry_pathname(entry);
        if (*name == NULL)
            *name = archive_entry_pathname_utf8(entry);
        if (*name == NULL)
            *name = "a file whose name is no UTF-8";
        return AN_OK;
    }
    return status == ARCHIVE_EOF ? AN_OK : fail(a, err);
}

static an_code list_members(an_archive *a, an_error *err)
{
    const char *name;
    an_code code = restart(a, err);
    while (code == AN_OK && (code = next_member(a, &name, err)) == AN_OK && name != NULL) {
        const char *const kept = an_arena_copy(&a->arena, name, strlen(name));
        if (kept == NULL || an_grow(&a->members, &a->capacity, a->n + 1, sizeof *a->members) != AN_OK)
            return an_fail_memory(err);
        a->members[a->n++] = kept;
        if (a->n > MEMBERS_MOST)
            break;
    }
    return code;
}

an_code an_archive_new(an_archive **out, int fd, off_t start, const char *file, an_error *err)
{
    *out = NULL;
    an_archive *const archive = calloc(1, sizeof *archive);
    if (archive == NULL)
        return an_fail_memory(err);
    archive->fd = fd;
    archive->start = start;
    archive->file = file;
    const an_code code = list_members(archive, err);
    if (code == AN_OK)
        *out = archive;
    else
        an_archive_free(archive);
    return code;
}

const char *const *an_archive_members(const an_archive *archive, size_t *n)
{
    *n = archive->n;
    return archive->members;
}

an_code an_archive_open(an_archive *a, const char *wanted, an_error *err)
{
    const char *name = NULL;
    an_code code = restart(a, err);
    while (code == AN_OK && (code = next_member(a, &name, err)) == AN_OK && name != NULL)
        if (strcmp(name, wanted) == 0)
            return AN_OK;
    return code != AN_OK ? code : an_fail_at(err, AN_DATA, a->file, 0, 0, "no '%s' in it", wanted);
}

an_code an_archive_read(void *given, void *buffer, size_t size, size_t *got, an_error *err)
{
    an_archive *const a = given;
    const la_ssize_t n = archive_read_data(a->archive, buffer, size);
    *got = n > 0 ? (size_t)n : 0;
    return n >= 0 ? AN_OK : fail(a, err);
}

void an_archive_free(an_archive *archive)
{
    if (archive == NULL)
        return;
    archive_read_free(archive->archive);
    an_arena_free(&archive->arena);
    free(archive->members);
    free(archive);
}
