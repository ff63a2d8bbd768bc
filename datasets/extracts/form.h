/* form: what a declaration of an extract may say, and what is refused (README.md beside it). */
#ifndef DATASETS_EXTRACTS_FORM_H
#define DATASETS_EXTRACTS_FORM_H

#include <jansson.h>
#include <stdbool.h>

#include "base/error.h"

/* The extract under way. */
typedef struct form_declaration {
    const char *path;
    const json_t *table, *fields;
} form_declaration;

/* AN_DATA: the declaration has a property that is not known, a value that its property cannot have, or a
 * relation to a field that is not there; err names the file and the field. */
an_code form_check(const form_declaration *d, an_error *err);

/* AN_DATA: "FILE: FIELD: WHAT: DETAIL"; field and detail may be NULL. */
an_code form_refuse(const form_declaration *d, const char *field, const char *what, const char *detail,
                    an_error *err);

const char *form_text(const json_t *object, const char *key);        /* NULL: no such text */
const json_t *form_constraint(const json_t *field, const char *key); /* NULL: none */
const json_t *form_field(const json_t *fields, const char *name);    /* NULL: none */
bool form_is_text(const char *text, const char *other);              /* text may be NULL */
bool form_is_one_of(const char *const *list, const char *text);      /* list ends with NULL */
bool form_is_numeric(const json_t *field);                           /* integer or number */
bool form_is_below_zero(const json_t *field);                        /* may be: no minimum of 0 */

/* The fields that must not occur twice together; NULL: none is declared, no whole row may occur twice. */
const json_t *form_key(const json_t *table);

#endif
