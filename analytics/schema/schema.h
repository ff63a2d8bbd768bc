/* schema: how a file of other names, units and languages is read as an extract of canonical columns.
 *
 * Two sources, the second wins: a Frictionless Table Schema or Data Package (--schema FILE) and --column
 * NAME=ACTUAL. Every property of a descriptor is honoured, or stops with its name, or is told of in a note
 * (an_schema_note): docs/descriptors.md lists them. Of a package the resource is meant whose path or name is
 * that of the file, with or without .gz, .zst, .xz and the like; the only one is that of any file. Properties
 * of our own: field `canonical` (the column of ours that the field is; without it, the field is called as it
 * is named, in the header or, failing that, by its title), `factor` (a decimal that brings the unit to ours,
 * "1000" for tonnes to kg), `width` (digits of each commodity code), dialect `decimalChar` and
 * `footerPattern`. categories [{value, label}] translate the values of the file (0, 1; ja, nein) into the
 * canonical codes. */
#ifndef AN_SCHEMA_SCHEMA_H
#define AN_SCHEMA_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "base/decimal.h"
#include "base/error.h"
#include "csv/dialect.h"
#include "schema/field_type.h"

typedef struct an_category {
    const char *value; /* as it stands in the file */
    const char *label; /* as we read it */
} an_category;

/* A further column of which a date or a period is made: the year in one, the month in the other. */
typedef struct an_date_part {
    const char *actual, *title;
} an_date_part;

/* One column of a file. */
typedef struct an_mapping {
    const char *name;          /* canonical */
    const char *actual;        /* header name; NULL: as canonical */
    const char *title;         /* the header name if `actual` is not in the header; NULL: none */
    const char *format;        /* of dates and periods; NULL: ISO 8601 */
    const an_date_part *parts; /* n_parts of them: the cells of all, '-' between them, have the format */
    size_t n_parts;
    const char *const *missing; /* texts that mean an empty cell; n_missing of them */
    size_t n_missing;
    const an_category *categories;
    size_t n_categories;
    const an_field_type *declared; /* type and marks of the cells; NULL: those of the canonical column */
    int width;                     /* of commodity codes: the digits of each; 0: any */
    bool is_told;                  /* by --column: that the file has it is then certain */
    bool has_factor;
    an_decimal factor;
} an_mapping;

typedef struct an_schema an_schema;

/* What the command line says of its files; all zero: nothing. Kept, not owned. */
typedef struct an_schema_options {
    const char *path;           /* --schema; NULL: none */
    const char *const *columns; /* --column: n_columns texts NAME=ACTUAL */
    size_t n_columns;
    char delimiter, decimal; /* --delimiter, --decimal; '\0': the descriptor's, else the header's and '.' */
    const char *encoding;    /* --encoding; NULL: the descriptor's, else UTF-8 */
    uint64_t header_row;     /* --header-row; 0: the descriptor's, else the first line */
    const char *const
        *others; /* files of other extracts, which options name: a descriptor of one table is not
                                  theirs unless it is called as they are; n_others of them */
    size_t n_others;
    const char *sheet; /* --sheet; NULL: the descriptor's, else the only one */
} an_schema_options;

/* AN_USAGE: a text that is no NAME=ACTUAL; a descriptor with a property that is unknown or cannot be
 * honoured. AN_DATA: a descriptor that is no JSON, with its line. AN_SYSTEM: cannot be read. */
an_code an_schema_new(an_schema **schema, const an_schema_options *options, an_error *err);
void an_schema_free(an_schema *schema);

/* Describes file, before it is read, by a descriptor that was made for it and for no other (not kept);
 * it goes before that of the options. Codes as an_schema_new. */
struct json_t;
an_code an_schema_describe(an_schema *schema, const char *file, const json_t *descriptor, an_error *err);

/* To be asked before the file is read: AN_USAGE: none of several resources, or more than one, can be
 * meant. */
an_code an_schema_check(const an_schema *schema, const char *file, an_error *err);

/* Whether names[n], the header of file, has the fields of its descriptor, as fieldsMatch says (nothing said:
 * all of them, others may be there). AN_USAGE: it has not; the message names the first. */
an_code an_schema_check_header(const an_schema *schema, const char *file, const char *const names[], size_t n,
                               uint64_t line, an_error *err);

/* How the cells of file are written: the command line's word, else the descriptor's, else the plain form. */
an_dialect an_schema_dialect(const an_schema *schema, const char *file);
char an_schema_decimal(const an_schema *schema, const char *file);

/* The names of the fields of file's descriptor in their order, n of them: its columns where
 * an_dialect.no_header says that it has no header line. */
const char *const *an_schema_fields(const an_schema *schema, const char *file, size_t *n);

/* How canonical column name is found in file. {name} alone where nothing was said of it. */
an_mapping an_schema_column(const an_schema *schema, const char *file, const char *name);

/* The canonical name of the column that the header of file calls actual; actual itself where nothing was said
 * of it. NULL: it cannot be asked for, because another column goes by its name. Valid as long as schema and
 * actual. */
const char *an_schema_canonical(const an_schema *schema, const char *file, const char *actual);

/* The k-th name that --column maps, for the check that the program reads it; NULL past the end. */
const char *an_schema_mapped(const an_schema *schema, size_t k);

/* What the descriptor of file asks for that is not done: properties that no program looks at, and
 * constraints, which only extract-check tests. A phrase each, the same pointer for files of one resource;
 * NULL: nothing. */
const char *an_schema_note(const an_schema *schema, const char *file);
const char *an_schema_untested(const an_schema *schema, const char *file);

/* The rules of file's descriptor, *n of them: schema/rule.h. */
const struct an_rule *an_schema_rules(const an_schema *schema, const char *file, size_t *n);

/* File k of those that the descriptor describes, by the name of its resource ("": none) and its path; false:
 * there are no more. */
bool an_schema_resource(const an_schema *schema, size_t k, const char **name, const char **path);

/* A file that was read for the descriptor: *sha256 are 64 hex digits. NULL past the end. */
const char *an_schema_source(const an_schema *schema, size_t k, const char **sha256);

#endif
