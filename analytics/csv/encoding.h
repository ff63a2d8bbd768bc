/* encoding: is this text UTF-8? */
#ifndef AN_CSV_ENCODING_H
#define AN_CSV_ENCODING_H

#include <stddef.h>

/* The bytes (1 to 4) of the letter at the beginning of text, 0 if no right one stands there: overlong
 * forms, surrogates and what is over U+10FFFF are wrong, a letter cut off by size too. size > 0.
 * Source: The Unicode Standard 15, table 3-7. */
size_t an_encoding_letter(const char *text, size_t size);

/* Where the first NUL byte stands or the first letter that is not right UTF-8; size if there is none.
 * O(size), ASCII 8 bytes at a time. */
size_t an_encoding_check(const char *text, size_t size);

#endif
