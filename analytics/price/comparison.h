/* comparison: the comparison sets of an item, from the finest key to the coarsest.
 *
 * A group of few prices says little; its items are then judged by a coarser one: the same origin within the
 * CN code or the subheading, all origins of the subheading, and so on. Every result names the level that it
 * used. */
#ifndef AN_PRICE_COMPARISON_H
#define AN_PRICE_COMPARISON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

enum { AN_COMPARISON_LEVELS = 6, AN_COMPARISON_KEY = 1024, AN_COMPARISON_KEYS = 32 };

typedef struct an_comparison_level {
    char name[256]; /* "commodity+origin", "cn8+origin", "hs6+origin", "hs6", "hs4+origin", "hs4" */
    size_t digits;  /* of commodity; 0: all */
    bool others;    /* whether the other keys still count */
} an_comparison_level;

typedef struct an_comparison {
    an_comparison_level levels[AN_COMPARISON_LEVELS];
    size_t n;
    size_t n_keys;
    size_t commodity; /* which key is the commodity; SIZE_MAX: none, and there is one level only */
} an_comparison;

/* Items of one period and the same keys: what comparison sets are made of. */
typedef struct an_item_group {
    const char *period;
    const char *const *keys;
    size_t first, n; /* its items */
    int32_t time;    /* the number of its period (an_period.index) */
} an_item_group;

/* The comparison under the keys by[n]. AN_USAGE: more than AN_COMPARISON_KEYS, one twice, or names too
 * long. */
an_code an_comparison_new(an_comparison *comparison, const char *const by[], size_t n, an_error *err);

/* The key of an item at a level: its keys with a separator, left out ones empty. False: the item does not
 * belong to that level (its commodity has fewer digits), or the keys are too long. *size is the length; key
 * is NUL-terminated. */
bool an_comparison_key(const an_comparison *comparison, size_t level, const char *const keys[],
                       char key[AN_COMPARISON_KEY], size_t *size);

/* True if at this level the key is only the finest one again: nothing is pooled. */
bool an_comparison_repeats(const an_comparison *comparison, size_t level, const char *const keys[]);

/* Writes the text of key k of a joined key to out (room for AN_COMPARISON_KEY). */
void an_comparison_split(const char *key, size_t k, char out[AN_COMPARISON_KEY]);

#endif
