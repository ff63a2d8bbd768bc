/* names: what the words of a header or of a cell may mean: guesses by the lists of datasets/names.
 *
 * Texts are compared by their letters and digits: case, accents and what stands between words do not
 * count. */
#ifndef AN_QUALITY_NAMES_H
#define AN_QUALITY_NAMES_H

#include <stddef.h>

/* Rows of headers.csv, values.csv and units.csv; the build makes the tables, each ends with NULL words. */
typedef struct an_header_name {
    const char *words, *column;
} an_header_name;
typedef struct an_code_name {
    const char *words, *column, *code;
} an_code_name;
typedef struct an_unit_name {
    const char *words, *unit, *factor;
} an_unit_name;

extern const an_header_name an_header_names[];
extern const an_code_name an_code_names[];
extern const an_unit_name an_unit_names[];

/* How much speaks for a header being that of a canonical column: AN_NAME_SAME: it is one of its names;
 * AN_NAME_SHORT: words of it are cut; less: so many letters of it are one of its names; 0: nothing.
 * O(names). */
enum { AN_NAME_SAME = 1000, AN_NAME_SHORT = 900 };
int an_names_fit(const char *header, const char *column);

/* The code of a column that a cell of size bytes is called by; NULL: none. */
const char *an_names_code(const char *column, const char *text, size_t size);

/* The unit that a header names in brackets or as its last word; NULL: none of those of `unit` (EUR, kg
 * ...). */
const an_unit_name *an_names_unit(const char *header, const char *unit);

#endif
