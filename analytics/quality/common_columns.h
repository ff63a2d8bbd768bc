/* common_columns: the columns that two extracts both have, and the key by which their rows are told apart. */
#ifndef AN_QUALITY_COMMON_COLUMNS_H
#define AN_QUALITY_COMMON_COLUMNS_H

#include "base/memory.h"
#include "scan/header.h"
#include "scan/scan.h"
#include "schema/extract.h"

/* A header of a file at path (header.file is shown). All is kept by the caller. */
typedef struct an_headed_file {
    const char *path;
    an_header header;
} an_headed_file;

typedef struct an_common_columns {
    an_need *needs;            /* as texts, in the order of the newer header */
    const an_column **columns; /* of ours; NULL: of none of our extracts */
    size_t n;
    const an_extract *extract;           /* NULL: none of ours */
    size_t key[AN_CHECK_COLUMNS], n_key; /* columns of the key that it declares; n_key 0: not all there */
    int unless_zero;                     /* a row with 0 there has no key; -1: none */
} an_common_columns;

/* extract NULL: the one that the columns fit best. What it holds lies in arena. AN_DATA: there is no common
 * column; AN_USAGE: as an_extract_guess and an_extract_find. */
an_code an_common_columns_new(an_common_columns *common, an_arena *arena, const an_schema *schema,
                              const char *extract, const an_headed_file *older, const an_headed_file *newer,
                              an_error *err);

/* Names of the columns of the key, with ", " between them; "": none. */
void an_common_columns_key(const an_common_columns *common, char *out, size_t size);

/* Names of the columns of file that are not common, with ", " between them, as many as fit. */
void an_common_columns_lacking(const an_common_columns *common, const an_schema *schema,
                               const an_headed_file *file, char *out, size_t size);

#endif
