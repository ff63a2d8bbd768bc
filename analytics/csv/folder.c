/* folder: bytes are held for each file and appended, file by file, once one or all together hold much.
 *
 * A file is open only while it is appended to, so that their number is bounded by the disk alone. */
#include "csv/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "csv/temporary.h"

enum { HOLD_FILE = 256 << 10, HOLD_ALL = 64 << 20, NAME_LIMIT = 255 };

typedef struct held_file {
    an_folder_file told;
    const char *path; /* under the temporary name */
    char *bytes;      /* held */
    size_t size, capacity;
    an_digest *digest; /* NULL: not asked for */
} held_file;

struct an_folder {
    char *path;      /* final, without a slash at its end */
    char *temporary; /* where it lies meanwhile */
    bool digests, was_there, is_placed;
    an_arena arena;
    an_intern *values;
    held_file *files; /* by the numbers of values */
    size_t n, capacity, held;
};

/* ---- its beginning ---- */

/* A folder that is renamed takes the place of an empty one. */
static an_code check_free(an_folder *folder, const char *path, an_error *err)
{
    DIR *const there = opendir(folder->path);
    size_t entries = 0;
    if (there == NULL && errno == ENOENT)
        return AN_OK;
    folder->was_there = there != NULL;
    while (there != NULL && readdir(there) != NULL)
        entries++;
    if (there != NULL)
        closedir(there);
    return there != NULL && entries == 2 /* . and .. */
               ? AN_OK
               : an_fail(err, AN_USAGE, "%s: expected a folder that is absent or empty", path);
}

static an_code make_temporary(an_folder *folder, const char *path, an_error *err)
{
    folder->temporary = an_temporary_new(folder->path);
    if (folder->temporary == NULL)
        return an_fail_memory(err);
    for (int k = 0; k < AN_TEMPORARY_NAMES; k++) {
        an_temporary_name(folder->temporary, k);
        if (mkdir(folder->temporary, 0777) == 0)
            return AN_OK;
        if (errno != EEXIST)
            break;
    }
    free(folder->temporary);
    folder->temporary = NULL;
    return an_fail_errno(err, path, "cannot create");
}

an_code an_folder_open(an_folder **out, const char *path, bool digest, an_error *err)
{
    *out = NULL;
    an_folder *const folder = calloc(1, sizeof *folder);
    if (folder == NULL)
        return an_fail_memory(err);
    folder->digests = digest;
    folder->path = strdup(path);
    if (folder->path == NULL || an_intern_new(&folder->values) != AN_OK) {
        an_folder_free(folder);
        return an_fail_memory(err);
    }
    for (size_t size = strlen(path); size > 1 && folder->path[size - 1] == '/'; size--)
        folder->path[size - 1] = '\0';
    an_code code = check_free(folder, path, err);
    if (code == AN_OK)
        code = make_temporary(folder, path, err);
    if (code == AN_OK)
        *out = folder;
    else
        an_folder_free(folder);
    return code;
}

/* ---- files ---- */

static bool is_plain(char c, bool first)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
           (!first && (c == '.' || c == '_'));
}

/* FOLDER/VALUE.csv; NULL: no memory. */
static char *make_path(an_folder *folder, const char *in, const char *value, size_t size)
{
    static const char missing[] = "/_missing.csv", ending[] = ".csv";
    const size_t length = strlen(in);
    char *const path = an_arena_alloc(&folder->arena, length + 3 * size + sizeof missing);
    if (path == NULL)
        return NULL;
    char *end = mempcpy(path, in, length);
    if (size == 0) {
        memcpy(end, missing, sizeof missing);
        return path;
    }
    *end++ = '/';
    for (size_t i = 0; i < size; i++)
        if (is_plain(value[i], i == 0))
            *end++ = value[i];
        else
            end += sprintf(end, "%%%02X", (unsigned)(unsigned char)value[i]);
    memcpy(end, ending, sizeof ending);
    return path;
}

static an_code add_file(an_folder *folder, const char *value, size_t size, an_error *err)
{
    if (an_grow(&folder->files, &folder->capacity, folder->n + 1, sizeof *folder->files) != AN_OK)
        return an_fail_memory(err);
    held_file *const file = &folder->files[folder->n];
    *file = (held_file){.told.name = make_path(folder, folder->path, value, size),
                        .path = make_path(folder, folder->temporary, value, size),
                        .digest = folder->digests ? an_digest_new() : NULL};
    folder->n++;
    if (file->told.name == NULL || file->path == NULL || (folder->digests && file->digest == NULL))
        return an_fail_memory(err);
    if (strlen(strrchr(file->path, '/') + 1) > NAME_LIMIT)
        return an_fail(err, AN_DATA, "a value of %zu bytes is too long for the name of a file: '%.40s...'",
                       size, value);
    return AN_OK;
}

an_code an_folder_find(an_folder *folder, const char *value, size_t size, const char *head, size_t head_size,
                       uint32_t *number, an_error *err)
{
    if (an_intern_add(folder->values, value, size, number) != AN_OK)
        return an_fail_memory(err);
    if (*number < folder->n)
        return AN_OK;
    const an_code code = add_file(folder, value, size, err);
    return code == AN_OK ? an_folder_add(folder, *number, head, head_size, err) : code;
}

/* Appends what is held to the file. */
static an_code append(an_folder *folder, held_file *file, bool sync, an_error *err)
{
    const int fd = open(file->path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    size_t done = 0;
    bool ok = fd >= 0;
    while (ok && done < file->size) {
        const ssize_t n = write(fd, file->bytes + done, file->size - done);
        if (n >= 0)
            done += (size_t)n;
        else
            ok = errno == EINTR;
    }
    while (ok && sync && fsync(fd) != 0)
        ok = errno == EINTR;
    const int failure = errno;
    if (fd >= 0 && close(fd) != 0 && ok)
        return an_fail_errno(err, file->told.name, "cannot write");
    errno = failure;
    if (!ok)
        return an_fail_errno(err, file->told.name, "cannot write");
    folder->held -= file->size;
    file->size = 0;
    return AN_OK;
}

static an_code append_all(an_folder *folder, bool sync, an_error *err)
{
    an_code code = AN_OK;
    for (size_t i = 0; i < folder->n && code == AN_OK; i++)
        if (sync || folder->files[i].size > 0)
            code = append(folder, &folder->files[i], sync, err);
    return code;
}

an_code an_folder_add(an_folder *folder, uint32_t number, const char *bytes, size_t size, an_error *err)
{
    held_file *const file = &folder->files[number];
    if (an_grow(&file->bytes, &file->capacity, file->size + size, 1) != AN_OK)
        return an_fail_memory(err);
    if (file->digest != NULL && !an_digest_add(file->digest, bytes, size))
        return an_fail_at(err, AN_SYSTEM, file->told.name, 0, 0, "SHA-256 failed");
    memcpy(file->bytes + file->size, bytes, size);
    file->size += size;
    file->told.bytes += size;
    folder->held += size;
    if (folder->held >= HOLD_ALL)
        return append_all(folder, false, err);
    return file->size >= HOLD_FILE ? append(folder, file, false, err) : AN_OK;
}

size_t an_folder_count(const an_folder *folder)
{
    return folder->n;
}

const an_folder_file *an_folder_get(const an_folder *folder, uint32_t file)
{
    return &folder->files[file].told;
}

/* ---- its end ---- */

an_code an_folder_complete(an_folder *folder, an_error *err)
{
    const an_code code = append_all(folder, true, err);
    for (size_t i = 0; code == AN_OK && i < folder->n; i++) {
        held_file *const file = &folder->files[i];
        if (file->digest != NULL && !an_digest_text(file->digest, file->told.sha256))
            return an_fail_at(err, AN_SYSTEM, file->told.name, 0, 0, "SHA-256 failed");
    }
    return code;
}

an_code an_folder_place(an_folder *folder, an_error *err)
{
    if (rename(folder->temporary, folder->path) != 0)
        return an_fail_errno(err, folder->path, "cannot name this folder");
    folder->is_placed = true;
    return AN_OK;
}

void an_folder_take_back(an_folder *folder)
{
    if (!folder->is_placed || rename(folder->path, folder->temporary) != 0)
        return;
    folder->is_placed = false;
    if (folder->was_there)
        (void)mkdir(folder->path, 0777);
}

void an_folder_free(an_folder *folder)
{
    if (folder == NULL)
        return;
    for (size_t i = 0; i < folder->n; i++) {
        if (!folder->is_placed && folder->files[i].path != NULL)
            unlink(folder->files[i].path);
        an_digest_free(folder->files[i].digest);
        free(folder->files[i].bytes);
    }
    if (folder->temporary != NULL && !folder->is_placed)
        rmdir(folder->temporary);
    free(folder->files);
    an_intern_free(folder->values);
    an_arena_free(&folder->arena);
    free(folder->temporary);
    free(folder->path);
    free(folder);
}
