/* expression: whether a cell as a whole matches a POSIX extended regular expression.
 *
 * An expression is one thread's: it remembers short texts that it has seen, because codes repeat and regexec
 * costs some 100 ns. */
#ifndef AN_QUALITY_EXPRESSION_H
#define AN_QUALITY_EXPRESSION_H

#include <stdbool.h>

#include "base/error.h"
#include "csv/reader.h"

typedef struct an_expression an_expression;

/* AN_DATA: text is none. AN_SYSTEM: no memory. */
an_code an_expression_new(an_expression **expression, const char *text, an_error *err);
void an_expression_free(an_expression *expression);

bool an_expression_matches(an_expression *expression, an_cell cell);

#endif
