/* extract: the extracts, as datasets/extracts/NAME.json declares them: their columns and what must hold.
 *
 * The build makes these tables, and an_columns, of the declarations (datasets/extracts/compile.c; README.md
 * beside it explains the form). A program looks at types, codes and signs; extract-check at everything. */
#ifndef AN_SCHEMA_EXTRACT_H
#define AN_SCHEMA_EXTRACT_H

#include "schema/column.h"

enum { AN_CHECK_COLUMNS = 4 };

/* What a check asks of the cells of its columns, a, b and c. An empty cell is a fault for COMPLETENESS,
 * REQUIRED and DATED only; in any other the check is then not made. */
typedef enum an_check_kind {
    AN_CHECK_COMPLETENESS, /* a is not empty; a measure, no fault: many an empty cell is right */
    AN_CHECK_NUMBER,       /* a is a number, or a whole one if it is a count */
    AN_CHECK_RANGE,        /* a >= low, a <= high */
    AN_CHECK_CODE,         /* a is one of its codes */
    AN_CHECK_DATE,         /* a is a date that exists */
    AN_CHECK_PERIOD,       /* a is a period that exists */
    AN_CHECK_COUNTRY,      /* a is a code of the geonomenclature that its column may hold */
    AN_CHECK_REQUIRED,     /* a is not empty */
    AN_CHECK_LENGTH,       /* a has at least low, at most high letters */
    AN_CHECK_DATED,        /* one of a and b is not empty */
    AN_CHECK_PATTERN,      /* a as a whole matches the regular expression low */
    AN_CHECK_ABOVE_ZERO,   /* a is not 0; not made where b is 0 */
    AN_CHECK_ONLY_WITH,    /* where a is not empty (a number: nor 0), b is not empty, or is low */
    AN_CHECK_PERCENTAGE,   /* a is b x c / 100, to 1 % or a cent */
    AN_CHECK_AT_MOST,      /* a <= b */
    AN_CHECK_NOT_BEFORE,   /* a is not before b */
    AN_CHECK_DUPLICATE,    /* no other row has the same columns; not made where an optional one is 0 */
} an_check_kind;

typedef struct an_extract_check {
    an_check_kind kind;
    const char *name; /* in the report */
    const char
        *columns[AN_CHECK_COLUMNS]; /* the first is the one it is about; '?' before one that need not be
                                              in the file: the check is made where the others are; '+' of
                                              a key: the same, it is part of the key where it is there */
    const char *low, *high;         /* NULL: none */
} an_extract_check;

typedef struct an_extract {
    const char *name, *title;
    const char *const *columns;     /* in the declared order; ends with NULL */
    const char *const *dates;       /* a row is dated by one of these, and the others need not be there */
    const char *const *key;         /* of each row; ends with NULL, and is empty where there is none */
    const char *version;   /* the column of a row's version: the last of a key counts; NULL: none */
    const char *state;     /* the column whose codes `withdrawn`, blank between them, take a row back; NULL */
    const char *withdrawn;
    const an_extract_check *checks; /* in the order of the report; ends with a NULL name */
} an_extract;

extern const an_extract an_extracts[]; /* by name; ends with a NULL name */
extern const char an_extract_names[];  /* of all of them, blank between them */

/* The extract called name; NULL: there is none. */
const an_extract *an_extract_of(const char *name);

#endif
