/* header: the names of a file's columns, and which of them is meant. */
#ifndef AN_SCAN_HEADER_H
#define AN_SCAN_HEADER_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/memory.h"
#include "csv/blocks.h"
#include "schema/schema.h"

/* Kept by the caller. A name may be empty: such a column is never found. */
typedef struct an_header {
    const char *file;
    const char *const *names;
    size_t n;
    uint64_t line;
    an_intern *known;  /* the names, once they were checked; their numbers are those of columns */
    uint32_t *columns; /* where each first stands */
} an_header;

/* The first record of blocks, of which no slice was taken yet, as the header of the file called name; its
 * names lie in arena. AN_DATA: there is none. */
an_code an_header_take(an_header *header, an_arena *arena, an_blocks *blocks, const char *name,
                       an_error *err);

/* The header of the file at path, which is opened for it and let go: for whoever has to know the columns of a
 * file that can be read twice before its rows are read. Where the dialect says that there is none, the fields
 * of its descriptor. Codes as an_input_open and an_header_take. */
an_code an_header_read(an_header *header, an_arena *arena, const an_schema *schema, const char *path,
                       an_error *err);

/* Makes finding fast. AN_DATA with its place: two columns have one name; AN_SYSTEM: no memory. O(n).
 * an_header_free in any case. */
an_code an_header_check(an_header *header, an_error *err);
void an_header_free(an_header *header);

/* The column called name, or else the only one whose name differs from it in case (of ASCII letters) and
 * blanks around it alone; -1: none. O(1) where it has that name and the header was checked, else O(n). */
int an_header_find(const an_header *header, const char *name);

/* The column in which a column of ours stands in this file: by its mapped name, by the title of its field, by
 * its own name; -1: in none. */
int an_header_find_mapped(const an_header *header, const an_mapping *mapping);

/* AN_DATA where an_header_find finds none because the names of several columns are alike; the message names
 * two. */
an_code an_header_check_alike(const an_header *header, const char *name, an_error *err);

/* The names that there are, as far as size bytes go. */
void an_header_list(const an_header *header, char *out, size_t size);

/* " (did you mean 'NAME'?)" of the name that is nearest to name, or "". A column of ours is
 * no other one misspelt. */
void an_header_suggest(const an_header *header, const char *name, char *out, size_t size);

/* What is to be said of columns without a name; "" where all have one. */
void an_header_unnamed(const an_header *header, char *out, size_t size);

#endif
