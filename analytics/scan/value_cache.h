/* value_cache: the values of a column's most frequent texts, read once.
 *
 * Most columns hold few different texts: codes, countries, dates, small counts. One that was read is found
 * again by comparing it, and gets a number by which rows can be compared (pattern.h). A column of many texts
 * is soon given up. */
#ifndef AN_SCAN_VALUE_CACHE_H
#define AN_SCAN_VALUE_CACHE_H

#include <stdint.h>
#include <string.h>

#include "base/memory.h"
#include "schema/value.h"

enum {
    AN_VALUE_CACHE_SIZE = 16,   /* longer texts are not remembered */
    AN_VALUE_CACHE_UNKNOWN = 0, /* the number of a text that is not */
    AN_VALUE_CACHE_EMPTY = 1,   /* of an empty cell, and of one that counts 1 by default */
    AN_VALUE_CACHE_EMPTY_ONE = 2,
    AN_VALUE_CACHE_FIRST = 3,
};

/* A text of 1 to AN_VALUE_CACHE_SIZE bytes without NUL as two numbers. */
typedef struct an_value_cache_key {
    uint64_t low, high;
} an_value_cache_key;

typedef struct an_value_cache_slot {
    an_value_cache_key key;
    uint32_t number; /* 0: the slot is free */
    uint32_t first;  /* the number of the first value that is the same for the scan */
} an_value_cache_slot;

/* One column. Start as {0}. */
typedef struct an_value_cache {
    an_value_cache_slot *slots; /* 2^(64 - shift), and AN_VALUE_CACHE_PROBES; NULL: nothing is known */
    unsigned shift;
    an_value *values; /* by number */
    uint32_t n;
    size_t capacity;
    bool given_up;
    an_arena texts;
    char joined[4 * AN_VALUE_CACHE_SIZE]; /* the text under way of a date that stands in several cells */
} an_value_cache;

/* The key of a text behind which AN_VALUE_CACHE_SIZE bytes can be read. */
static inline an_value_cache_key an_value_cache_key_near(const char *text, size_t size)
{
#define BYTES(n) (~UINT64_C(0) >> (64 - 8 * (n)))
    static const uint64_t lows[AN_VALUE_CACHE_SIZE + 1] = {
        0,        BYTES(1), BYTES(2), BYTES(3), BYTES(4), BYTES(5), BYTES(6), BYTES(7), BYTES(8),
        BYTES(8), BYTES(8), BYTES(8), BYTES(8), BYTES(8), BYTES(8), BYTES(8), BYTES(8)};
    static const uint64_t highs[AN_VALUE_CACHE_SIZE + 1] = {
        0,        0,        0,        0,        0,        0,        0,        0,       0,
        BYTES(1), BYTES(2), BYTES(3), BYTES(4), BYTES(5), BYTES(6), BYTES(7), BYTES(8)};
#undef BYTES
    an_value_cache_key key;
    memcpy(&key, text, sizeof key);
    key.low &= lows[size];
    key.high &= highs[size];
    return key;
}

/* The key of any text. */
static inline an_value_cache_key an_value_cache_key_of(const char *text, size_t size)
{
    an_value_cache_key key = {0, 0};
    memcpy(&key, text, size);
    return key;
}

/* Its high bits are the best mixed. */
static inline uint64_t an_value_cache_hash(an_value_cache_key key)
{
    return (key.low ^ key.high * UINT64_C(0xC2B2AE3D27D4EB4F)) * UINT64_C(0x9E3779B97F4A7C15);
}

/* Where the search for a key begins. */
static inline const an_value_cache_slot *an_value_cache_home(const an_value_cache *cache,
                                                             an_value_cache_key key)
{
    return &cache->slots[an_value_cache_hash(key) >> cache->shift];
}

static inline bool an_value_cache_is(const an_value_cache_slot *slot, an_value_cache_key key)
{
    return slot->key.low == key.low && slot->key.high == key.high;
}

/* The slot of a key, or NULL. A search ends after AN_VALUE_CACHE_PROBES slots: texts that were made to
 * collide are read again each time, as without a cache. There are slots. */
enum { AN_VALUE_CACHE_PROBES = 8 };
static inline const an_value_cache_slot *an_value_cache_find(const an_value_cache *cache,
                                                             an_value_cache_key key)
{
    const an_value_cache_slot *const home = an_value_cache_home(cache, key);
    for (const an_value_cache_slot *slot = home; slot < home + AN_VALUE_CACHE_PROBES; slot++) {
        if (an_value_cache_is(slot, key))
            return slot;
        if (slot->number == 0)
            return NULL;
    }
    return NULL;
}

/* The value of a text that is known, or NULL. */
static inline const an_value *an_value_cache_value(const an_value_cache *cache, const char *text, size_t size)
{
    if (size == 0 || size > AN_VALUE_CACHE_SIZE || cache->slots == NULL)
        return NULL;
    const an_value_cache_slot *const slot = an_value_cache_find(cache, an_value_cache_key_of(text, size));
    return slot != NULL ? &cache->values[slot->number] : NULL;
}

/* How the values of two texts compare. */
typedef enum an_value_cache_kind {
    AN_VALUE_CACHE_EACH,   /* each is its own */
    AN_VALUE_CACHE_TEXT,   /* those of one value->text, rewritten alike, are the same */
    AN_VALUE_CACHE_PERIOD, /* those of one value->period are */
} an_value_cache_kind;

/* Remembers the value of a text that is not known, if there is room: one that begins with a quote never, so
 * that a cell in quotes is never taken for it. Its texts are copied.
 * AN_SYSTEM: no memory. O(known) but for AN_VALUE_CACHE_EACH. */
an_code an_value_cache_add(an_value_cache *cache, an_value_cache_kind kind, const char *text, size_t size,
                           const an_value *value);

void an_value_cache_free(an_value_cache *cache);

#endif
