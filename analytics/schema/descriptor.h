/* descriptor: a Table Schema, Data Resource or Data Package, read and judged property by property. Private to
 * schema/: schema.h is the face. */
#ifndef AN_SCHEMA_DESCRIPTOR_H
#define AN_SCHEMA_DESCRIPTOR_H

#include <jansson.h>

#include "base/digest.h"
#include "base/memory.h"
#include "schema/rule.h"

typedef struct an_field {
    const char *name;      /* as it stands in the descriptor */
    const char *canonical; /* "canonical", or the name */
    const char *form;      /* its "format", as it stands there; NULL: none */
    an_mapping mapping;
    an_rule_field rule;
    bool has_type;  /* it was declared, not taken from the canonical column */
    bool has_marks; /* decimalChar, groupChar, bareNumber, trueValues, falseValues */
    bool is_part;   /* of a date or period that another field begins */
} an_field;

typedef enum an_fields_match {
    AN_MATCH_NAMED, /* nothing was said: all fields are there, others may be */
    AN_MATCH_EXACT,
    AN_MATCH_EQUAL,
    AN_MATCH_SUBSET,
    AN_MATCH_SUPERSET,
    AN_MATCH_PARTIAL,
} an_fields_match;

typedef struct an_resource {
    const char *name;         /* NULL: none */
    const char *const *paths; /* n_paths of them; none: of any file */
    size_t n_paths;
    bool is_table; /* false: nothing is said of the file */
    an_dialect dialect;
    char decimal;
    const char *null; /* nullSequence */
    an_fields_match match;
    const char *const *missing; /* missingValues of the schema */
    size_t n_missing;
    an_field *fields;
    const char **names; /* of the fields */
    size_t n;
    an_rule *rules;
    size_t n_rules, rules_capacity;
    char *note, *untested; /* NULL: nothing to tell */
} an_resource;

typedef struct an_descriptor_source {
    const char *path;
    char sha256[AN_SHA256_SIZE];
} an_descriptor_source;

/* All zero: nothing is described. */
typedef struct an_descriptor {
    an_arena arena;
    an_resource *resources;
    size_t n;
    an_descriptor_source *sources; /* files that were read */
    size_t n_sources, sources_capacity;
} an_descriptor;

/* Reads the file at path and those it names. Codes as an_schema_new. */
an_code an_descriptor_read(an_descriptor *descriptor, const char *path, an_error *err);
/* The same of a descriptor that was made here; path for messages. */
an_code an_descriptor_take(an_descriptor *descriptor, const char *path, const json_t *root, an_error *err);
void an_descriptor_free(an_descriptor *descriptor);

/* ---- between descriptor.c, properties.c and fields.c ---- */

/* The objects that have properties. */
typedef enum an_place {
    AN_PLACE_PACKAGE,
    AN_PLACE_RESOURCE,
    AN_PLACE_DIALECT,
    AN_PLACE_SCHEMA,
    AN_PLACE_FIELD,
    AN_PLACE_CONSTRAINTS,
    AN_PLACE_FOREIGN_KEY,
    AN_PLACE_REFERENCE,
} an_place;

/* What is being read. */
typedef struct an_reading {
    an_descriptor *descriptor;
    an_resource *resource;
    an_field *field;
    an_rule *rule;        /* a foreign key */
    const char *path;     /* of the file under way, for messages */
    const json_t *root;   /* of the descriptor */
    const char *property; /* under way */
} an_reading;

/* AN_USAGE at the place under way: "FILE: resource 'r', field 'f': property: TEXT". */
an_code an_reading_fail(const an_reading *r, an_error *err, const char *format, ...) AN_PRINTF(3, 4);

/* Reads the properties of an object in the order of the table, whatever theirs is. AN_USAGE: one that is not
 * in the table, or cannot be honoured. */
an_code an_properties_read(an_reading *r, an_place place, const json_t *object, an_error *err);

/* The text of a JSON string, number or boolean, in the descriptor's arena; NULL: another value (AN_USAGE), no
 * memory (AN_SYSTEM); *code then says which. */
const char *an_reading_text(an_reading *r, const json_t *value, an_code *code, an_error *err);
an_code an_reading_texts(an_reading *r, const json_t *list, const char *const **texts, size_t *n,
                         an_error *err);
an_code an_reading_rule(an_reading *r, const an_rule *rule, an_error *err);

/* The path of a file that the descriptor at `from` names (NULL: no memory), and whether it may: AN_USAGE for
 * what is not beside the descriptor or below it. */
const char *an_reading_beside(an_reading *r, const char *from, const char *path);
an_code an_reading_check_path(an_reading *r, const char *path, an_error *err);

/* descriptor.c: the name and paths of a resource, and all of it; the properties of resources, dialects and
 * schemas. */
an_code an_resource_name(an_reading *r, const json_t *object, an_error *err);
an_code an_resource_read(an_reading *r, const json_t *object, an_error *err);
an_code an_resource_encoding(an_reading *r, const json_t *value, an_error *err);
an_code an_resource_format(an_reading *r, const json_t *value, an_error *err);
an_code an_resource_dialect(an_reading *r, const json_t *value, an_error *err);
an_code an_resource_schema(an_reading *r, const json_t *value, an_error *err);
an_code an_dialect_mark(an_reading *r, const json_t *value, an_error *err);
an_code an_dialect_flag(an_reading *r, const json_t *value, an_error *err);
an_code an_dialect_lines(an_reading *r, const json_t *value, an_error *err);
an_code an_dialect_text(an_reading *r, const json_t *value, an_error *err);
an_code an_schema_missing(an_reading *r, const json_t *value, an_error *err);
an_code an_schema_fields_read(an_reading *r, const json_t *value, an_error *err);
an_code an_schema_fields_match(an_reading *r, const json_t *value, an_error *err);
an_code an_schema_primary_key(an_reading *r, const json_t *value, an_error *err);
an_code an_schema_unique_keys(an_reading *r, const json_t *value, an_error *err);
an_code an_schema_foreign_keys(an_reading *r, const json_t *value, an_error *err);

/* fields.c: the properties of fields and constraints; the fields of a schema together. */
an_code an_field_read(an_reading *r, const json_t *object, an_error *err);
an_code an_fields_finish(an_reading *r, an_error *err);
an_code an_field_canonical(an_reading *r, const json_t *value, an_error *err);
an_code an_field_title(an_reading *r, const json_t *value, an_error *err);
an_code an_field_set_type(an_reading *r, const json_t *value, an_error *err);
an_code an_field_set_format(an_reading *r, const json_t *value, an_error *err);
an_code an_field_mark(an_reading *r, const json_t *value, an_error *err);
an_code an_field_truths(an_reading *r, const json_t *value, an_error *err);
an_code an_field_missing(an_reading *r, const json_t *value, an_error *err);
an_code an_field_categories(an_reading *r, const json_t *value, an_error *err);
an_code an_field_factor(an_reading *r, const json_t *value, an_error *err);
an_code an_field_width(an_reading *r, const json_t *value, an_error *err);
an_code an_field_constraints(an_reading *r, const json_t *value, an_error *err);
an_code an_constraint_flag(an_reading *r, const json_t *value, an_error *err);
an_code an_constraint_bound(an_reading *r, const json_t *value, an_error *err);
an_code an_constraint_length(an_reading *r, const json_t *value, an_error *err);
an_code an_constraint_pattern(an_reading *r, const json_t *value, an_error *err);
an_code an_constraint_enum(an_reading *r, const json_t *value, an_error *err);

#endif
