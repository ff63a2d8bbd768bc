/* diagnosis: what keeps a file that nobody has described from being read, all of it at once.
 *
 * A file is looked at before it is read: its encoding, what stands before its header, what its columns are
 * called. Where one of these is not as it should be, a descriptor is made with which it can be read all the
 * same, so that its rows and cells are judged too. */
#ifndef AN_QUALITY_DIAGNOSIS_H
#define AN_QUALITY_DIAGNOSIS_H

#include <jansson.h>

#include "base/memory.h"
#include "csv/dialect.h"
#include "quality/quality.h"

typedef struct an_trouble {
    const char *check;         /* encoding, title, header, units, name */
    const char *column;        /* of a name: which canonical column it seems to be; "": none */
    uint64_t rows, violations; /* lines or names looked at, and how many of them are wrong */
    const char *file;
    uint64_t line; /* of the first */
    char example[AN_EXAMPLE_SIZE];
} an_trouble;

/* Begin with {0}. */
typedef struct an_diagnosis {
    an_arena arena;
    an_trouble *troubles;
    size_t n, capacity;
} an_diagnosis;

/* Looks at file (kept), of which told is known and whose extract is known, or NULL. *descriptor: with what it
 * can be read, to be released; NULL: it needs none, or it cannot be read at all, which its reading will tell.
 * Reads as far as an_excerpt_read, and all of it where the encoding is wrong. AN_SYSTEM: no memory. */
an_code an_diagnosis_look(an_diagnosis *diagnosis, const char *file, const an_dialect *told,
                          const char *extract, json_t **descriptor, an_error *err);

/* Its kind in words, of several: "lines that are not UTF-8". */
const char *an_trouble_phrase(const an_trouble *trouble);
void an_diagnosis_free(an_diagnosis *diagnosis);

#endif
