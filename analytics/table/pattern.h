/* pattern: rows that are equal in all that matters, counted instead of read again.
 *
 * A pattern is the row's numbers in the recalls of its columns (recall.h). Where the columns are codes,
 * periods and small counts, a file of a billion rows has some thousands of patterns. What is only added up
 * (an_use) is no part of it: each pattern has the sums of its rows. Nor is a text of which only its being
 * there matters: those that were seen with a pattern are remembered.
 */
#ifndef AN_TABLE_PATTERN_H
#define AN_TABLE_PATTERN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/date.h"
#include "base/decimal.h"
#include "base/error.h"
#include "table/recall.h"

/* What is known of a pattern. */
typedef struct an_pattern {
    uint64_t times; /* counted, the first time left out */
    uint64_t line;  /* where it stood first */
    an_period period;
    bool passes; /* the filters */
} an_pattern;

typedef struct an_patterns {
    size_t words;   /* of a key, four numbers each; those past the last are 0 */
    uint64_t *keys; /* words of each pattern */
    an_pattern *patterns;
    an_decimal *sums; /* n_sums of each pattern */
    size_t n_sums;
    size_t count, keys_capacity, capacity, sums_capacity;
    struct an_seen *seen; /* NULL: of no use */
    uint32_t *slots;      /* number of a pattern plus 1; 0: free. NULL: nothing is counted */
    size_t mask;
    uint64_t tried, found;
} an_patterns;

/* n numbers a key; n_sums sums a pattern. */
an_code an_patterns_init(an_patterns *patterns, size_t n, size_t n_sums);
void an_patterns_free(an_patterns *patterns);

/* The pattern with this key (as many words as patterns->words), or NULL. O(1). */
an_pattern *an_patterns_find(an_patterns *patterns, const uint64_t key[]);

/* Adds a pattern that is not known, if there is room. */
an_code an_patterns_add(an_patterns *patterns, const uint64_t key[], const an_pattern *pattern);

/* Whether a text of column number `column`, by its key, was noted with the pattern; false too where it was
 * forgotten. */
bool an_patterns_has_seen(const an_patterns *patterns, const an_pattern *pattern, size_t column,
                          an_recall_key text);
an_code an_patterns_note(an_patterns *patterns, const an_pattern *pattern, size_t column, an_recall_key text);

/* False: rows repeat too seldom for it to pay. */
bool an_patterns_pay(const an_patterns *patterns);

/* Number k of the pattern with this key. */
static inline uint32_t an_pattern_number(const uint64_t key[], size_t k)
{
    return (uint32_t)(key[k / 4] >> 16 * (k % 4) & 0xFFFF);
}

#endif
