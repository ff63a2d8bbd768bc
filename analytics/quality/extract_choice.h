/* extract_choice: which extract a file is: the one that was named, or the one that its columns fit best. */
#ifndef AN_QUALITY_EXTRACT_CHOICE_H
#define AN_QUALITY_EXTRACT_CHOICE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "scan/scan.h"
#include "schema/extract.h"

/* The extract called name. AN_USAGE: there is none. */
an_code an_extract_find(const an_extract **extract, const char *name, an_error *err);

/* The extract that has most of the columns needs[first] to needs[n - 1] of file; of several the one that
 * misses fewest of its own; two columns tell no extract from another. AN_DATA: no column is one of ours.
 * AN_USAGE: two fit alike. */
an_code an_extract_guess(const an_extract **extract, const char *file, const an_need *needs, size_t first,
                         size_t n, an_error *err);

/* Whether a list of names, which ends with NULL, has name. */
bool an_extract_lists(const char *const *names, const char *name);

#endif
