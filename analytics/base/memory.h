/* memory: growing arrays, an arena for small texts, hashes, interned keys.
 *
 * No function here prints or exits; a failed allocation is AN_SYSTEM for the caller to report. */
#ifndef AN_BASE_MEMORY_H
#define AN_BASE_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* Makes the array hold at least need items of size (> 0) bytes. array is the address of the caller's
 * pointer (NULL at first), *capacity the number of items it can hold (0 at first). Grows by half at least,
 * so that n appends cost O(n). The contents stay; new items are not set. AN_SYSTEM: no memory, array and
 * *capacity as before. */
an_code an_grow(void *array, size_t *capacity, size_t need, size_t size);

/* An arena: many small allocations, freed all at once. Start one as (an_arena){0}. */
typedef struct an_arena {
    struct an_arena_chunk *chunks;
    size_t used;  /* bytes taken of the newest chunk */
    size_t total; /* bytes of all chunks: what the arena costs */
} an_arena;

/* size bytes aligned for any type, or NULL (no memory). Never 0 bytes: at least one is taken. */
void *an_arena_alloc(an_arena *arena, size_t size);

/* A copy of size bytes of text, with a NUL added, or NULL (no memory). Not aligned: it costs size + 1
 * bytes. text may be NULL if size is 0. */
char *an_arena_copy(an_arena *arena, const char *text, size_t size);

/* The number of entries of size bytes in a constant list, which ends with one whose first member, a pointer,
 * is NULL; list NULL: 0. */
size_t an_list_count(const void *list, size_t size);

/* A copy of such a list, its end too, of *n entries, or NULL (no memory). */
void *an_arena_list(an_arena *arena, const void *list, size_t size, size_t *n);

/* Frees all; the arena can be used again. */
void an_arena_free(an_arena *arena);

/* SipHash-1-3 of size bytes under a key of 128 bits: with a secret key nobody can choose texts
 * that collide. Source: Aumasson, Bernstein 2012, "SipHash: a fast short-input PRF". */
uint64_t an_hash(const uint64_t key[2], const void *text, size_t size);

/* The mixing function of SplitMix64, a bijection of 64 bits in which every bit of x reaches every bit of the
 * result; of seed + n gamma, n = 1, 2 ..., it makes random numbers. Source: Steele, Lea, Flood 2014, Fast
 * splittable pseudorandom number generators, OOPSLA. */
#define AN_HASH_GAMMA UINT64_C(0x9e3779b97f4a7c15) /* 2^64 / golden ratio, odd */
static inline uint64_t an_hash_mix(uint64_t x)
{
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

/* Interned keys: byte strings numbered 0, 1, 2... in the order of their first appearance.
 * The hash is keyed by a random seed drawn once an object, so that nobody can make a file whose
 * keys all collide; the numbers do not depend on the seed. One owner: while one thread adds, no
 * other may use the object; threads that only find and read may share it. */
typedef struct an_intern an_intern;

/* AN_SYSTEM: no memory, or the system gives no random bytes; *keys is then not changed. */
an_code an_intern_new(an_intern **keys);
void an_intern_free(an_intern *keys); /* NULL is allowed */

/* The number of size bytes at text (any bytes; NULL if size is 0), given now if they are new.
 * O(size) on average; a new key costs about size + 50 bytes.
 * AN_SYSTEM: no memory, or 2^32 - 1 keys already; the keys stay as they were. */
an_code an_intern_add(an_intern *keys, const void *text, size_t size, uint32_t *id);

/* True and *id if they are known; adds nothing. */
bool an_intern_find(const an_intern *keys, const void *text, size_t size, uint32_t *id);

/* The bytes of key id (less than an_intern_count), NUL-terminated, aligned as a uint32_t (a tuple of
 * numbers can be a key), valid until an_intern_free (not moved by later additions); *size may be NULL. */
const char *an_intern_text(const an_intern *keys, uint32_t id, size_t *size);

uint32_t an_intern_count(const an_intern *keys);

/* order[an_intern_count]: the numbers of the keys in the order of their bytes. O(n log n). */
void an_intern_sort(const an_intern *keys, uint32_t order[]);

#endif
