/* number: doubles and counts as text.
 *
 * Parsing does not depend on the locale. Printing stands on snprintf and so on the C locale:
 * the programs never call setlocale. */
#ifndef AN_BASE_NUMBER_H
#define AN_BASE_NUMBER_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

enum { AN_NUMBER_SIZE = 32 };

/* The double nearest to size bytes of text (the whole of it; ties to even), in the grammar of
 * an_decimal_parse, of any length. What is too small is 0, "-0" is -0.
 * AN_DATA: not a number ("", blanks, nan, inf, hex are none). AN_UNDEFINED: overflow.
 * *value is then not changed. */
an_code an_number_parse(const char *text, size_t size, char point, double *value);

/* A whole number [+-]digits within int64; "12.0" and "1e3", as R and spreadsheets may write a count, are
 * whole numbers too. AN_DATA: not a whole number; AN_UNDEFINED: out of range, whole or not. *value is then
 * not changed. */
an_code an_count_parse(const char *text, size_t size, char point, int64_t *value);

/* A size in bytes: a whole number above 0, alone or with K, M, G or T behind it for powers of 1,024.
 * AN_DATA: not of this form; AN_UNDEFINED: 2^63 or more. *bytes is then not changed. */
an_code an_size_parse(const char *text, size_t size, uint64_t *bytes);

/* The shortest text that reads back as the same double ('.' as the mark): the form of %g with as few
 * digits as do, 17 at most (for some powers of two 17 where another 16 would do). NaN and infinities print
 * as the empty text: missing is empty. -0 prints as "-0". Returns the length. */
size_t an_number_print(double value, char out[AN_NUMBER_SIZE]);

#endif
