/* expression: whether a cell as a whole matches a regular expression (PCRE2).
 *
 * An expression is one thread's. A match costs some 50 ns. */
#ifndef AN_SCHEMA_EXPRESSION_H
#define AN_SCHEMA_EXPRESSION_H

#include <stdbool.h>

#include "base/error.h"
#include "csv/reader.h"

typedef struct an_expression an_expression;

/* AN_DATA: text is none, with the place where it goes wrong. AN_SYSTEM: no memory. */
an_code an_expression_new(an_expression **expression, const char *text, an_error *err);
void an_expression_free(an_expression *expression);

bool an_expression_matches(an_expression *expression, an_cell cell);

#endif
