/* field: what a person wrote into a free-text field: nothing, something too vague, in which alphabet.
 *
 * Texts are UTF-8. Phrases are compared by their letters and digits alone: case, accents, width (full-width
 * letters) and whatever stands between words do not count ("N/A", "n. a."; "Spare-Parts"). */
#ifndef AN_QUALITY_FIELD_H
#define AN_QUALITY_FIELD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/* The lists of datasets/words/NAME.txt, compiled in by the Makefile: lines, `#` for a remark; each ends with
 * NULL. */
extern const char *const an_field_placeholders[];
extern const char *const an_field_vague[];

/* A set of phrases. */
typedef struct an_phrases an_phrases;

/* Those of lines (ends with NULL), or where path is not NULL of a file of the same form instead.
 * AN_SYSTEM: no memory, or it cannot be read; AN_DATA: it holds none. */
an_code an_phrases_new(an_phrases **phrases, const char *path, const char *const lines[], an_error *err);

void an_phrases_free(an_phrases *phrases);

/* Whether size bytes of text are one of the phrases. O(size). */
bool an_phrases_have(const an_phrases *phrases, const char *text, size_t size);

/* Whether a description is one of the vague phrases, with a number of packages before or behind it or not:
 * "parcels", "10 parcels". O(size). */
bool an_field_is_vague(const an_phrases *vague, const char *text, size_t size);

/* Whether a field says something: not empty, not punctuation, X and zeros alone ("-", "XXX", "0000"), none of
 * placeholders. */
bool an_field_is_filled(const an_phrases *placeholders, const char *text, size_t size);

/* Which alphabet the letters of a text are of (Unicode scripts; letters common to all scripts count for
 * none). */
typedef enum an_alphabet {
    AN_ALPHABET_NONE,  /* no letter: "123" */
    AN_ALPHABET_LATIN, /* Latin alone, with accents or not */
    AN_ALPHABET_OTHER, /* at least one letter of another script */
} an_alphabet;
an_alphabet an_field_alphabet(const char *text, size_t size);

#endif
