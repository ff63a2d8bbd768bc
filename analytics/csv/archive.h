/* archive: the members of a zip or 7z file, by libarchive. */
#ifndef AN_CSV_ARCHIVE_H
#define AN_CSV_ARCHIVE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/error.h"

typedef struct an_archive an_archive;

/* The archive that begins at byte start of fd, a file that can be read anywhere; its offset does not
 * move. Both and file, the name for messages, are kept. AN_DATA: damaged; AN_SYSTEM: no memory. */
an_code an_archive_new(an_archive **archive, int fd, off_t start, const char *file, an_error *err);

/* The members that are files, in their order: n names. */
const char *const *an_archive_members(const an_archive *archive, size_t *n);

/* Goes to the beginning of the member called name. AN_DATA: there is none, or it is encrypted. */
an_code an_archive_open(an_archive *archive, const char *name, an_error *err);

/* As an_byte_source.read, of the member that is open. AN_DATA: damaged. */
an_code an_archive_read(void *archive, void *buffer, size_t size, size_t *got, an_error *err);

void an_archive_free(an_archive *archive);

#endif
