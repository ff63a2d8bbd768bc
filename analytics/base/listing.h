/* listing: names in one line of a message, as many as fit. */
#ifndef AN_BASE_LISTING_H
#define AN_BASE_LISTING_H

#include <stddef.h>

/* Adds ", NAME" to the text in out (of size bytes, "" at first), the whole name or else ", ..." once and for
 * all: a name is never cut, and that some are missing is seen. */
void an_listing_add(char *out, size_t size, const char *name);

#endif
