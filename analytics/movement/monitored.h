/* monitored: which keys the conditions of --monitored name.
 *
 *     COL=V[,V...]  one of    COL!=V[,V...]  none of    < <= > >= (filter.h)
 *
 * COL is a column of --by, or the first digits of one (chapter, hs4, hs6, cn8 of commodity): a key is
 * monitored as a whole, so that its prices can be compared with themselves. */
#ifndef AN_MOVEMENT_MONITORED_H
#define AN_MOVEMENT_MONITORED_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/memory.h"
#include "schema/filter.h"

typedef struct an_monitored {
    an_arena arena;
    an_filter *filters; /* all must hold */
    size_t *key;        /* of each, the place of its column in --by */
    size_t *digits;     /* of that key's text; 0: all of it */
    size_t n;
} an_monitored;

/* Reads the conditions. AN_USAGE: no condition, a value that the column cannot have, or a column of which by
 * says nothing. Free with an_monitored_free, also after an error. */
an_code an_monitored_new(an_monitored *monitored, const char *const conditions[], size_t n,
                         const char *const by[], size_t n_by, an_error *err);
void an_monitored_free(an_monitored *monitored);

/* Whether the key with these texts is. AN_DATA: a text that should be a number is none. */
an_code an_monitored_test(const an_monitored *monitored, const char *const keys[], bool *is, an_error *err);

#endif
