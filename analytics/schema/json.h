/* json: a file of JSON as jansson's tree. */
#ifndef AN_SCHEMA_JSON_H
#define AN_SCHEMA_JSON_H

#include <jansson.h>

#include "base/error.h"

/* Reads the whole file; json_decref(*root) afterwards. AN_SYSTEM: cannot be read, no memory. AN_DATA: not
 * JSON, or a key that stands twice in an object, with its line and column. *root is then not changed. A byte
 * order mark before the text is passed over. */
an_code an_json_read(json_t **root, const char *path, an_error *err);

/* The same, and the bytes of the file, which the caller frees; NULL if it failed. */
an_code an_json_load(json_t **root, const char *path, char **bytes, size_t *size, an_error *err);

#endif
