/* pattern: rows that are equal in all that matters, counted instead of read again.
 *
 * A pattern is the row's numbers in the caches of its columns (value_cache.h). Where the columns are codes,
 * periods and small counts, a file of a billion rows has some thousands of patterns. What is only added up
 * (an_use) is no part of it: each pattern has the sums of its rows. Nor is a text of which only its being
 * there matters: those that were seen with a pattern are remembered. */
#ifndef AN_SCAN_PATTERN_H
#define AN_SCAN_PATTERN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/date.h"
#include "base/decimal.h"
#include "base/error.h"
#include "scan/value_cache.h"

/* What is known of a pattern besides its key. */
typedef struct an_pattern {
    uint64_t line; /* where it stood first */
    an_period period;
    bool passes;    /* the filters */
    uint32_t token; /* of an_scan.again */
} an_pattern;

typedef struct an_patterns {
    size_t words;      /* of a key, four numbers each; those past the last are 0 */
    uint64_t *entries; /* words of its key, and how often it was counted, of each pattern */
    an_pattern *patterns;
    an_decimal *sums; /* n_sums of each pattern */
    size_t n_sums;
    size_t count, entries_capacity, capacity, sums_capacity;
    struct an_seen *seen; /* NULL: of no use */
    uint32_t *slots;      /* number of a pattern plus 1; 0: free. NULL: nothing is counted */
    size_t mask;
    uint64_t tried, found; /* rows that might have been counted; that were */
} an_patterns;

/* n numbers a key; n_sums sums a pattern. */
an_code an_patterns_init(an_patterns *patterns, size_t n, size_t n_sums);
void an_patterns_free(an_patterns *patterns);

/* The key of pattern number p, and how often it was counted. */
static inline const uint64_t *an_patterns_key(const an_patterns *patterns, size_t p)
{
    return patterns->entries + p * (patterns->words + 1);
}

static inline uint64_t *an_patterns_times(const an_patterns *patterns, size_t p)
{
    return patterns->entries + p * (patterns->words + 1) + patterns->words;
}

/* Where the search for a key begins. One of more than AN_PATTERNS_PROBES steps fails: the row is then read as
 * any other. */
enum { AN_PATTERNS_PROBES = 16 };
static inline size_t an_patterns_home(const an_patterns *patterns, const uint64_t key[])
{
    uint64_t mixed = 0;
    for (size_t i = 0; i < patterns->words; i++) {
        mixed = (mixed ^ key[i]) * UINT64_C(0x9E3779B97F4A7C15);
        mixed ^= mixed >> 32;
    }
    return (size_t)mixed;
}

static inline bool an_patterns_is(const uint64_t a[], const uint64_t b[], size_t words)
{
    uint64_t differ = 0;
    for (size_t i = 0; i < words; i++)
        differ |= a[i] ^ b[i];
    return differ == 0;
}

enum { AN_PATTERNS_NONE = UINT32_MAX >> 1 };

/* The number of the pattern with this key (as many words as patterns->words), or AN_PATTERNS_NONE. O(1). */
static inline size_t an_patterns_find(const an_patterns *patterns, const uint64_t key[])
{
    size_t at = an_patterns_home(patterns, key);
    for (int probe = 0; probe < AN_PATTERNS_PROBES; probe++, at++) {
        const uint32_t number = patterns->slots[at & patterns->mask];
        if (number == 0)
            break;
        if (an_patterns_is(an_patterns_key(patterns, number - 1), key, patterns->words))
            return number - 1;
    }
    return AN_PATTERNS_NONE;
}

/* What stands where the search for each of n keys begins: 0, or the number of a pattern, plus 1. Asked for
 * together, keys do not wait for each other's memory. */
void an_patterns_first(const an_patterns *patterns, const uint64_t keys[], size_t n, uint32_t first[]);

/* an_patterns_find of a key whose search begins at first. */
static inline size_t an_patterns_find_from(const an_patterns *patterns, const uint64_t key[], uint32_t first)
{
    return first != 0 && an_patterns_is(an_patterns_key(patterns, first - 1), key, patterns->words)
               ? first - 1
               : an_patterns_find(patterns, key);
}

/* Adds a pattern that is not known, if there is room. */
an_code an_patterns_add(an_patterns *patterns, const uint64_t key[], const an_pattern *pattern);

/* Whether a text of column number `column`, by its key, was noted with the pattern; false too where it was
 * forgotten. */
bool an_patterns_has_seen(const an_patterns *patterns, size_t pattern, size_t column,
                          an_value_cache_key text);
an_code an_patterns_note(an_patterns *patterns, size_t pattern, size_t column, an_value_cache_key text);

/* False: rows repeat too seldom for it to pay. */
bool an_patterns_pay(const an_patterns *patterns);

/* Number k of the pattern with this key. */
static inline uint32_t an_pattern_number(const uint64_t key[], size_t k)
{
    return (uint32_t)(key[k / 4] >> 16 * (k % 4) & 0xFFFF);
}

#endif
