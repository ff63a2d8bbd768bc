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

/* A text of at most AN_RECALL_SIZE bytes as two numbers; with its size they are the text. */
typedef struct an_recall_key {
    uint64_t low, high;
} an_recall_key;

typedef struct an_recall_slot {
    an_recall_key key;
    uint32_t size;
    uint32_t number; /* 0: the slot is free */
} an_recall_slot;

/* One column. Start as {0}. */
typedef struct an_recall {
    an_recall_slot *slots;
    size_t mask;      /* slots less 1 */
    an_value *values; /* by number */
    uint16_t *first;  /* by number: that of the first value that is the same for the scan */
    uint32_t n;
    size_t capacity, first_capacity;
    bool given_up;
    an_arena texts;
} an_recall;

static inline uint64_t an_recall_load(const char *text, size_t size)
{
    uint64_t word = 0;
    memcpy(&word, text, size);
    return word;
}

static inline an_recall_key an_recall_key_of(const char *text, size_t size)
{
    if (size >= 8)
        return (an_recall_key){an_recall_load(text, 8), an_recall_load(text + size - 8, 8)};
    if (size >= 4)
        return (an_recall_key){an_recall_load(text, 4), an_recall_load(text + size - 4, 4)};
    return (an_recall_key){(unsigned char)text[0],
                           (uint64_t)(unsigned char)text[size / 2] << 8 | (unsigned char)text[size - 1]};
}

/* Where the search for a key begins. A search ends after AN_RECALL_PROBES slots: texts that were made to
 * collide are read again each time, as without a recall. */
enum { AN_RECALL_PROBES = 8 };
static inline size_t an_recall_home(an_recall_key key, size_t size)
{
    const uint64_t mixed =
        (key.low ^ size << 58) * UINT64_C(0x9E3779B97F4A7C15) ^ key.high * UINT64_C(0xC2B2AE3D27D4EB4F);
    return (size_t)(mixed ^ mixed >> 32) * UINT64_C(0x9E3779B97F4A7C15) >> 40;
}

/* The number of a text that is not empty. */
static inline uint32_t an_recall_find(const an_recall *recall, const char *text, size_t size)
{
    if (size > AN_RECALL_SIZE || recall->slots == NULL)
        return AN_RECALL_UNKNOWN;
    const an_recall_key key = an_recall_key_of(text, size);
    size_t at = an_recall_home(key, size);
    for (int probe = 0; probe < AN_RECALL_PROBES; probe++, at++) {
        const an_recall_slot *const slot = &recall->slots[at & recall->mask];
        if (slot->key.low == key.low && slot->key.high == key.high && slot->size == size)
            return slot->number;
        if (slot->number == 0)
            return AN_RECALL_UNKNOWN;
    }
    return AN_RECALL_UNKNOWN;
}

/* How the values of two texts compare. */
typedef enum an_recall_kind {
    AN_RECALL_EACH,   /* each is its own */
    AN_RECALL_TEXT,   /* those of one value->text are the same */
    AN_RECALL_PERIOD, /* those of one value->period are */
} an_recall_kind;

/* Remembers the value of a text that an_recall_find does not know, if there is room. Its texts are copied.
 * AN_SYSTEM: no memory. O(known) but for AN_RECALL_EACH. */
an_code an_recall_add(an_recall *recall, an_recall_kind kind, const char *text, size_t size,
                      const an_value *value);

void an_recall_free(an_recall *recall);

#endif
