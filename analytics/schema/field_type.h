/* field_type: what a descriptor declares of the cells of a field, and a cell read by it.
 *
 * The types of Table Schema v2 that a cell of an extract can have, with their formats and marks. What is read
 * is what the descriptor's constraints judge and what the canonical column takes over. */
#ifndef AN_SCHEMA_FIELD_TYPE_H
#define AN_SCHEMA_FIELD_TYPE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/date.h"
#include "base/decimal.h"
#include "base/error.h"
#include "csv/reader.h"

typedef enum an_field_kind {
    AN_FIELD_ANY,
    AN_FIELD_STRING,
    AN_FIELD_INTEGER,
    AN_FIELD_NUMBER,
    AN_FIELD_BOOLEAN,
    AN_FIELD_DATE,
    AN_FIELD_TIME,
    AN_FIELD_DATETIME,
    AN_FIELD_YEAR,
    AN_FIELD_YEARMONTH,
} an_field_kind;

/* All zero, but for is_bare true: any text. */
typedef struct an_field_type {
    an_field_kind type;
    const char *format; /* of dates and times: %d.%m.%Y; of strings: email uri uuid binary; NULL: default */
    char decimal;       /* decimalChar; '\0': that of the file */
    const char *group;  /* groupChar; NULL: none */
    bool is_bare;       /* false: bareNumber false, a currency or a unit may stand round a number */
    const char *const *truths, *const
                                   *falses; /* trueValues, falseValues, each ended by NULL; NULL: default */
} an_field_type;

/* A cell, read. Which member holds it follows from the type. */
typedef struct an_typed {
    an_decimal number; /* integer, number; of year and yearmonth the year, and 12 years + month - 1 */
    an_moment moment;  /* date, time, datetime */
    bool truth;
} an_typed;

/* The type called name; false: none that is read. an_field_kinds lists them, blank between them. */
const char *an_field_kind_name(an_field_kind type);
bool an_field_kind_find(const char *name, an_field_kind *type);
extern const char an_field_kinds[];

/* What is wrong with a format of the type, or NULL: it can be read. */
const char *an_field_type_format_fault(an_field_kind type, const char *format);

/* Reads a cell that is not empty; decimal is the mark of the file. AN_DATA: it is not what was declared;
 * *reason is then a constant phrase ("not a number"), *expected a form or an example, or NULL. */
an_code an_field_type_read(const an_field_type *declared, char decimal, an_cell cell, an_typed *typed,
                           const char **reason, const char **expected);

/* Orders two values of a type that has an order (an_field_type_is_ordered): -1, 0, 1. */
int an_field_type_compare(an_field_kind type, const an_typed *a, const an_typed *b);
bool an_field_type_is_ordered(an_field_kind type);

/* The text by which values of the type are told apart (a key, an enum): that of the value for what is read,
 * that of the cell for strings. out has room for AN_DECIMAL_SIZE bytes; it lies in out or in the cell. */
an_cell an_field_type_key(an_field_kind type, const an_typed *typed, an_cell cell, char *out);

#endif
