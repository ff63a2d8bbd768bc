/* pattern: rows that are equal in all that matters, counted instead of read again.
 *
 * A tally asks of a row only which group it belongs to and what it adds. Where those columns are codes,
 * periods and small counts there are thousands of different rows among 10^9. Each different one is a key of
 * 16-bit numbers, one a column (value_cache.h), in an open-addressing table of at most 32,768 slots, so that
 * keys and counts stay in a near cache. At the end of the scan each pattern is handed over once, with its
 * count and the sums of its amounts: 15 sums under 30 conditions are then evaluated some thousand times, not
 * 10^9.
 *
 * Texts that are only told apart (distinct importers) would make every row a pattern: those seen with a
 * pattern are remembered in 32,768 places instead, a newer one in the place of an older one, and an unknown
 * one takes the long way. After 65,536 rows at least one in eight must have been found, or patterns are
 * given up. tests/test_pattern.c holds this against reading row by row. */
#include "scan/pattern.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum {
    SLOTS_LEAST = 1 << 10,
    SLOTS_MOST = 1 << 15,
    MOST = SLOTS_MOST / 2, /* patterns: their keys and counts stay in a near cache */
    TRIAL = 1 << 16,       /* rows after which it must have paid */
    SEEN = 1 << 15,        /* texts that are remembered; a later one takes the place of an earlier one */
};

typedef struct an_seen {
    an_value_cache_key text;
    uint32_t pattern; /* its number plus 1; 0: free */
    uint32_t column;
} an_seen;

an_code an_patterns_init(an_patterns *patterns, size_t n, size_t n_sums)
{
    *patterns = (an_patterns){.words = (n + 3) / 4, .n_sums = n_sums, .mask = SLOTS_LEAST - 1};
    patterns->slots = calloc(SLOTS_LEAST, sizeof *patterns->slots);
    return patterns->slots != NULL ? AN_OK : AN_SYSTEM;
}

void an_patterns_free(an_patterns *patterns)
{
    free(patterns->entries);
    free(patterns->patterns);
    free(patterns->sums);
    free(patterns->slots);
    free(patterns->seen);
    *patterns = (an_patterns){0};
}

void an_patterns_first(const an_patterns *patterns, const uint64_t keys[], size_t n, uint32_t first[])
{
    for (size_t i = 0; i < n; i++)
        first[i] = patterns->slots[an_patterns_home(patterns, keys + i * patterns->words) & patterns->mask];
}

/* The free slot for a key, or NULL. */
static uint32_t *free_slot(const an_patterns *patterns, const uint64_t key[])
{
    size_t at = an_patterns_home(patterns, key);
    for (int probe = 0; probe < AN_PATTERNS_PROBES; probe++, at++)
        if (patterns->slots[at & patterns->mask] == 0)
            return &patterns->slots[at & patterns->mask];
    return NULL;
}

/* Twice as many slots; a pattern that finds none is not found again. */
static an_code double_slots(an_patterns *patterns)
{
    const size_t n = 2 * (patterns->mask + 1);
    uint32_t *const slots = calloc(n, sizeof *slots);
    if (slots == NULL)
        return AN_SYSTEM;
    free(patterns->slots);
    patterns->slots = slots;
    patterns->mask = n - 1;
    for (size_t i = 0; i < patterns->count; i++) {
        uint32_t *const slot = free_slot(patterns, an_patterns_key(patterns, i));
        if (slot != NULL)
            *slot = (uint32_t)i + 1;
    }
    return AN_OK;
}

an_code an_patterns_add(an_patterns *patterns, const uint64_t key[], const an_pattern *pattern)
{
    const size_t n = patterns->count;
    if (n == MOST)
        return AN_OK;
    if (4 * n > patterns->mask && patterns->mask < SLOTS_MOST - 1 && double_slots(patterns) != AN_OK)
        return AN_SYSTEM;
    uint32_t *const slot = free_slot(patterns, key);
    if (slot == NULL)
        return AN_OK;
    if (an_grow(&patterns->entries, &patterns->entries_capacity, (n + 1) * (patterns->words + 1),
                sizeof *patterns->entries) != AN_OK ||
        an_grow(&patterns->patterns, &patterns->capacity, n + 1, sizeof *patterns->patterns) != AN_OK ||
        an_grow(&patterns->sums, &patterns->sums_capacity, (n + 1) * patterns->n_sums + 1,
                sizeof *patterns->sums) != AN_OK)
        return AN_SYSTEM;
    memset(patterns->sums + n * patterns->n_sums, 0, patterns->n_sums * sizeof *patterns->sums);
    uint64_t *const times = an_patterns_times(patterns, n);
    memcpy(times - patterns->words, key, patterns->words * sizeof *key);
    *times = 0;
    patterns->patterns[n] = *pattern;
    *slot = (uint32_t)++patterns->count;
    return AN_OK;
}

bool an_patterns_pay(const an_patterns *patterns)
{
    return patterns->tried < TRIAL || patterns->found > patterns->tried / 8;
}

static an_seen *seen_at(const an_patterns *patterns, an_value_cache_key text, uint32_t pattern)
{
    const size_t at = (size_t)(an_value_cache_hash(text) >> 32) ^ pattern * (size_t)2654435761U;
    return &patterns->seen[(at ^ at >> 16) % SEEN];
}

bool an_patterns_has_seen(const an_patterns *patterns, size_t pattern, size_t column, an_value_cache_key text)
{
    if (patterns->seen == NULL)
        return false;
    const uint32_t number = (uint32_t)pattern + 1;
    const an_seen *const seen = seen_at(patterns, text, number);
    return seen->text.low == text.low && seen->text.high == text.high && seen->pattern == number &&
           seen->column == column;
}

an_code an_patterns_note(an_patterns *patterns, size_t pattern, size_t column, an_value_cache_key text)
{
    if (patterns->seen == NULL && (patterns->seen = calloc(SEEN, sizeof *patterns->seen)) == NULL)
        return AN_SYSTEM;
    const uint32_t number = (uint32_t)pattern + 1;
    *seen_at(patterns, text, number) = (an_seen){text, number, (uint32_t)column};
    return AN_OK;
}
