/* rule: what a descriptor demands of the cells of a file: constraints and keys, one rule each.
 *
 * extract-check tests them all; other programs stop at a cell that is not of its declared type, which is not
 * told here. A rule is about the cells as they stand in the file, in its units, before categories and
 * factors. */
#ifndef AN_SCHEMA_RULE_H
#define AN_SCHEMA_RULE_H

#include "schema/schema.h"

typedef enum an_rule_kind {
    AN_RULE_TYPE,
    AN_RULE_CATEGORIES, /* one of the values of its categories */
    AN_RULE_REQUIRED,
    AN_RULE_MINIMUM,
    AN_RULE_MAXIMUM,
    AN_RULE_ABOVE, /* exclusiveMinimum */
    AN_RULE_BELOW, /* exclusiveMaximum */
    AN_RULE_MIN_LENGTH,
    AN_RULE_MAX_LENGTH,
    AN_RULE_PATTERN,
    AN_RULE_ENUM,
    AN_RULE_UNIQUE,    /* a key: no two rows have the same cells; rows with an empty one have none */
    AN_RULE_PRIMARY,   /* the same, and an empty cell is a violation */
    AN_RULE_REFERENCE, /* a foreign key: the cells stand in another file, or are all empty */
} an_rule_kind;

/* A field, as rules need it. */
typedef struct an_rule_field {
    const an_mapping *mapping;
    an_field_type declared; /* its type is that of the canonical column where none was declared */
    char decimal;           /* of the file */
} an_rule_field;

typedef struct an_rule {
    an_rule_kind kind;
    const char *name;                   /* of the constraint: "maximum" */
    const an_rule_field *const *fields; /* n of them; one but for keys */
    size_t n;
    an_typed bound;           /* MINIMUM ... BELOW */
    uint64_t length;          /* MIN_LENGTH, MAX_LENGTH */
    const char *pattern;      /* PATTERN: PCRE2, of the whole cell */
    const char *const *texts; /* ENUM: n_texts keys of values (an_field_type_key) */
    size_t n_texts;
    const char *file;                  /* REFERENCE: the file that has the keys; NULL: the file itself */
    const char *const *columns;        /* n fields of it, by name */
    const an_rule_field *const *their; /* how they are read */
} an_rule;

#endif
