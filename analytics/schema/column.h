/* column: the canonical columns of every extract: type, unit, codes, default.
 *
 * One table for all programs, which the build makes of datasets/extracts/NAME.json (extract.h). A column that
 * a program or --by names and that is not in the table is the extract's own and is read as text. Some columns
 * are derived: chapter, hs4, hs6 and cn8 are the first digits of commodity, unless the extract has a column
 * of that name. */
#ifndef AN_SCHEMA_COLUMN_H
#define AN_SCHEMA_COLUMN_H

#include <stdbool.h>
#include <stddef.h>

typedef enum an_type {
    AN_TYPE_TEXT,
    AN_TYPE_COUNTRY,   /* a code of the EU's geonomenclature (code.h) */
    AN_TYPE_COMMODITY, /* 6, 8 or 10 digits (code.h) */
    AN_TYPE_CODE,      /* one of a closed list, or empty */
    AN_TYPE_COUNT,     /* a whole number of at least 0 */
    AN_TYPE_AMOUNT,    /* an exact decimal; at least 0 unless is_signed */
    AN_TYPE_DATE,
    AN_TYPE_PERIOD,
} an_type;

/* What the countries of a column are: each use takes what the one before it takes, and more. */
typedef enum an_country_use {
    AN_COUNTRY_MEMBER_STATE, /* the country of an administration: no code of unspecified countries */
    AN_COUNTRY_PARTNER,      /* any country or territory, also an unspecified one (QP to QZ) */
    AN_COUNTRY_ORIGIN,       /* also EU */
} an_country_use;

/* A code whose definition changed, with the period from which on it is another one. */
typedef struct an_code_break {
    const char *code, *at;
} an_code_break;

typedef struct an_column {
    const char *name;
    an_type type;
    const char *unit;      /* EUR, kg, percent, days; NULL: none */
    const char *codes;     /* AN_TYPE_CODE: the codes, blank between them */
    const char *extracts;  /* the extracts that hold it, blank between them */
    const char *title;     /* one phrase for people */
    const char *prefix_of; /* derived: the first `digits` bytes of this column */
    int digits;
    an_country_use use; /* AN_TYPE_COUNTRY */
    const char *one_where; /* an empty or absent cell counts 1 where this column is not empty, else 0; of
                              several names the first that the file has; "*": 1 everywhere */
    bool is_signed;
    const an_code_break *breaks; /* ends with a NULL code; NULL: none */
    bool splits; /* as a breakdown it splits the numerators only (control_stage, _type, _basis) */
} an_column;

extern const an_column an_columns[]; /* ends with a NULL name */

/* The canonical column, or NULL: not one of ours. */
const an_column *an_column_find(const char *name);

/* The derived column of the first digits of column `name`; NULL: none has so many. */
const an_column *an_column_prefix(const char *name, size_t digits);

/* The period with which the definition of a code of a column changed; NULL: it did not, or is not known. */
const char *an_column_break(const char *name, const char *code);

/* The place of size bytes of text in a list of words with blanks between them, from 1; 0: not in it. */
int an_words_find(const char *words, const char *text, size_t size);

/* Word k (from 1) of the list; NULL past its end. *size is its length; not NUL-terminated. */
const char *an_words_get(const char *words, int k, size_t *size);

#endif
