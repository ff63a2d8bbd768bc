/* magic: what a file is by its first bytes, where it is no CSV. */
#ifndef AN_CSV_MAGIC_H
#define AN_CSV_MAGIC_H

#include <stdbool.h>
#include <stddef.h>

enum { AN_MAGIC_SIZE = 512 }; /* so many first bytes tell it */

/* What binary data are that begin so ("a PDF document"); NULL: none of those that people take for tables. */
const char *an_magic_binary(const unsigned char *begin, size_t size);

/* Whether they are a zip or 7z archive, which may hold one file, or be a workbook. */
bool an_magic_is_archive(const unsigned char *begin, size_t size);

/* What text is that begins so ("JSON", "HTML"); NULL: maybe CSV. */
const char *an_magic_text(const char *begin, size_t size);

#endif
