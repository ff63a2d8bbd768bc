/* folder: a folder of CSV files that are written side by side and appear together or not at all.
 *
 * For outputs of which there are thousands, more than files can be open: what is written is held, and
 * appended to its file when there is much of it. The folder is made beside its final place and gets its name
 * at the end. */
#ifndef AN_CSV_FOLDER_H
#define AN_CSV_FOLDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"
#include "base/error.h"

typedef struct an_folder an_folder;

/* What was written of one file; its hash is known once the folder is complete and where it was asked for. */
typedef struct an_folder_file {
    const char *name; /* with the folder's: "parts/01.csv" */
    uint64_t bytes;
    char sha256[AN_SHA256_SIZE]; /* in hex, or "" */
} an_folder_file;

/* path: where it will stand, absent or an empty folder. digest: of each file the SHA-256 is made. AN_USAGE:
 * there is something else; AN_SYSTEM: it cannot be made. */
an_code an_folder_open(an_folder **folder, const char *path, bool digest, an_error *err);

/* The number of the file for a value, "VALUE.csv", given now if it is new. Bytes of the value that are not
 * letters, digits or -, or behind the first . or _, stand as %XX; the empty value's is "_missing.csv". A new
 * file begins with the bytes of head. AN_SYSTEM: no memory. */
an_code an_folder_find(an_folder *folder, const char *value, size_t size, const char *head, size_t head_size,
                       uint32_t *file, an_error *err);

/* Appends to a file. AN_SYSTEM: no memory, or a write failed. */
an_code an_folder_add(an_folder *folder, uint32_t file, const char *bytes, size_t size, an_error *err);

size_t an_folder_count(const an_folder *folder);
const an_folder_file *an_folder_get(const an_folder *folder, uint32_t file);

/* All of it is on the disk, under a temporary name. AN_SYSTEM: something failed. */
an_code an_folder_complete(an_folder *folder, an_error *err);

/* A complete folder gets its name; and loses it again, where an output that belongs to it failed. */
an_code an_folder_place(an_folder *folder, an_error *err);
void an_folder_take_back(an_folder *folder);

/* Removes a folder that has no name yet with all that is in it. NULL is allowed. */
void an_folder_free(an_folder *folder);

#endif
