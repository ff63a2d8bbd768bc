/* recall: the values of a column's most frequent texts, read once.
 *
 * Most columns hold few different texts: codes, countries, dates, small counts. One that was read is found
 * again by comparing it, and gets a number by which rows can be compared (pattern.h). A column of many texts
 * is soon given up.
 */
#ifndef AN_TABLE_RECALL_H
#define AN_TABLE_RECALL_H

#include <stdint.h>
#include <string.h>

#include "base/memory.h"
#include "table/value.h"

enum {
    AN_RECALL_SIZE = 16,   /* longer texts are not remembered */
    AN_RECALL_UNKNOWN = 0, /* the number of a text that is not */
    AN_RECALL_EMPTY = 1,   /* of an empty cell, and of one that counts 1 by default */
    AN_RECALL_EMPTY_ONE = 2,
    AN_RECALL_FIRST = 3,
};

/* A text of 1 to AN_RECALL_SIZE bytes without NUL as two numbers. */
typedef struct an_recall_key {
    uint64_t low, high;
} an_recall_key;

typedef struct an_recall_slot {
    an_recall_key key;
    uint32_t number; /* 0: the slot is free */
    uint32_t first;  /* the number of the first value that is the same for the scan */
} an_recall_slot;

/* One column. Start as {0}. */
typedef struct an_recall {
    an_recall_slot *slots; /* 2^(64 - shift), and AN_RECALL_PROBES; NULL: nothing is known */
    unsigned shift;
    an_value *values; /* by number */
    uint32_t n;
    size_t capacity;
    bool given_up;
    an_arena texts;
} an_recall;

/* The key of a text behind which AN_RECALL_SIZE bytes can be read. */
static inline an_recall_key an_recall_key_near(const char *text, size_t size)
{
#define BYTES(n) (~UINT64_C(0) >> (64 - 8 * (n)))
    static const uint64_t lows[AN_RECALL_SIZE + 1] = {
        0,        BYTES(1), BYTES(2), BYTES(3), BYTES(4), BYTES(5), BYTES(6), BYTES(7), BYTES(8),
        BYTES(8), BYTES(8), BYTES(8), BYTES(8), BYTES(8), BYTES(8), BYTES(8), BYTES(8)};
    static const uint64_t highs[AN_RECALL_SIZE + 1] = {
        0,        0,        0,        0,        0,        0,        0,        0,       0,
        BYTES(1), BYTES(2), BYTES(3), BYTES(4), BYTES(5), BYTES(6), BYTES(7), BYTES(8)};
#undef BYTES
    an_recall_key key;
    memcpy(&key, text, sizeof key);
    key.low &= lows[size];
    key.high &= highs[size];
    return key;
}

/* The key of any text. */
static inline an_recall_key an_recall_key_of(const char *text, size_t size)
{
    an_recall_key key = {0, 0};
    memcpy(&key, text, size);
    return key;
}

/* Its high bits are the best mixed. */
static inline uint64_t an_recall_hash(an_recall_key key)
{
    return (key.low ^ key.high * UINT64_C(0xC2B2AE3D27D4EB4F)) * UINT64_C(0x9E3779B97F4A7C15);
}

/* Where the search for a key begins. */
static inline const an_recall_slot *an_recall_home(const an_recall *recall, an_recall_key key)
{
    return &recall->slots[an_recall_hash(key) >> recall->shift];
}

static inline bool an_recall_is(const an_recall_slot *slot, an_recall_key key)
{
    return slot->key.low == key.low && slot->key.high == key.high;
}

/* The slot of a key, or NULL. A search ends after AN_RECALL_PROBES slots: texts that were made to collide are
 * read again each time, as without a recall. There are slots. */
enum { AN_RECALL_PROBES = 8 };
static inline const an_recall_slot *an_recall_find(const an_recall *recall, an_recall_key key)
{
    const an_recall_slot *const home = an_recall_home(recall, key);
    for (const an_recall_slot *slot = home; slot < home + AN_RECALL_PROBES; slot++) {
        if (an_recall_is(slot, key))
            return slot;
        if (slot->number == 0)
            return NULL;
    }
    return NULL;
}

/* The value of a text that is known, or NULL. */
static inline const an_value *an_recall_value(const an_recall *recall, const char *text, size_t size)
{
    if (size == 0 || size > AN_RECALL_SIZE || recall->slots == NULL)
        return NULL;
    const an_recall_slot *const slot = an_recall_find(recall, an_recall_key_of(text, size));
    return slot != NULL ? &recall->values[slot->number] : NULL;
}

/* How the values of two texts compare. */
typedef enum an_recall_kind {
    AN_RECALL_EACH,   /* each is its own */
    AN_RECALL_TEXT,   /* those of one value->text are the same */
    AN_RECALL_PERIOD, /* those of one value->period are */
} an_recall_kind;

/* Remembers the value of a text that is not known, if there is room: one that begins with a quote never, so
 * that a cell in quotes is never taken for it. Its texts are copied.
 * AN_SYSTEM: no memory. O(known) but for AN_RECALL_EACH. */
an_code an_recall_add(an_recall *recall, an_recall_kind kind, const char *text, size_t size,
                      const an_value *value);

void an_recall_free(an_recall *recall);

#endif
