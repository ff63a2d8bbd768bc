/* memory: growing arrays, an arena for small texts, a keyed hash, interned keys.
 *
 * The table of interned keys is open addressing with linear probing, at most half full. A slot
 * holds 32 bits of the hash beside the key's number, so that nearly every text that is compared
 * is the right one, and growing reads no text again. */
#include "base/memory.h"

#include <endian.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

an_code an_grow(void *array, size_t *capacity, size_t need, size_t size)
{
    if (need <= *capacity)
        return AN_OK;
    size_t most = PTRDIFF_MAX / size;
    if (need > most)
        return AN_SYSTEM;
    size_t wanted = *capacity + *capacity / 2 + 8; /* 8: the first items come one by one */
    if (wanted < need)
        wanted = need;
    if (wanted > most)
        wanted = most;
    /* array is a T ** of any T: memcpy reads and writes the pointer whatever its type. */
    void *items;
    memcpy(&items, array, sizeof items);
    void *grown = realloc(items, wanted * size);
    if (!grown)
        return AN_SYSTEM;
    memcpy(array, &grown, sizeof grown);
    *capacity = wanted;
    return AN_OK; /* cppcheck-suppress memleak ; memcpy handed it to the caller */
}

enum {
    CHUNK_LEAST = 4096,    /* small, as there may be many arenas; */
    CHUNK_MOST = 1 << 20,  /* doubled up to this, so that few chunks serve many keys */
};

struct an_arena_chunk {
    struct an_arena_chunk *next; /* the older one */
    size_t size;                 /* of bytes */
    alignas(max_align_t) char bytes[];
};

static an_code add_chunk(an_arena *arena, size_t need)
{
    size_t size = arena->total < CHUNK_LEAST ? CHUNK_LEAST : arena->total;
    if (size > CHUNK_MOST)
        size = CHUNK_MOST;
    if (size < need)
        size = need;
    if (size > PTRDIFF_MAX - sizeof(struct an_arena_chunk))
        return AN_SYSTEM;
    struct an_arena_chunk *chunk = malloc(sizeof *chunk + size);
    if (!chunk)
        return AN_SYSTEM;
    chunk->next = arena->chunks;
    chunk->size = size;
    arena->chunks = chunk;
    arena->used = 0;
    arena->total += size;
    return AN_OK;
}

/* size bytes at a multiple of align, a power of two. */
static void *take(an_arena *arena, size_t size, size_t align)
{
    size_t start = (arena->used + align - 1) & ~(align - 1);
    if (!arena->chunks || start > arena->chunks->size || size > arena->chunks->size - start) {
        if (add_chunk(arena, size) != AN_OK)
            return NULL;
        start = 0;
    }
    arena->used = start + size;
    return arena->chunks->bytes + start;
}

void *an_arena_alloc(an_arena *arena, size_t size)
{
    return take(arena, size > 0 ? size : 1, alignof(max_align_t));
}

static char *copy_bytes(an_arena *arena, const void *text, size_t size, size_t align)
{
    if (size == SIZE_MAX)
        return NULL;
    char *copy = take(arena, size + 1, align);
    if (!copy)
        return NULL;
    if (size > 0)
        memcpy(copy, text, size);
    copy[size] = '\0';
    return copy;
}

char *an_arena_copy(an_arena *arena, const char *text, size_t size)
{
    return copy_bytes(arena, text, size, 1);
}

size_t an_list_count(const void *list, size_t size)
{
    size_t n = 0;
    const void *first = list;
    for (const char *entry = list; first != NULL; entry += size, n++)
        memcpy(&first, entry, sizeof first);
    return n > 0 ? n - 1 : 0;
}

void *an_arena_list(an_arena *arena, const void *list, size_t size, size_t *n)
{
    *n = an_list_count(list, size);
    char *copy = an_arena_alloc(arena, (*n + 1) * size);
    if (copy == NULL)
        return NULL;
    memset(copy + *n * size, 0, size);
    return *n > 0 ? memcpy(copy, list, *n * size) : copy;
}

void an_arena_free(an_arena *arena)
{
    for (struct an_arena_chunk *chunk = arena->chunks, *next; chunk; chunk = next) {
        next = chunk->next;
        free(chunk);
    }
    *arena = (an_arena){0};
}

static inline uint64_t rotate(uint64_t x, int bits)
{
    return x << bits | x >> (64 - bits);
}

static inline void sip_round(uint64_t v[4])
{
    v[0] += v[1];
    v[2] += v[3];
    v[1] = rotate(v[1], 13) ^ v[0];
    v[3] = rotate(v[3], 16) ^ v[2];
    v[0] = rotate(v[0], 32);
    v[2] += v[1];
    v[0] += v[3];
    v[1] = rotate(v[1], 17) ^ v[2];
    v[3] = rotate(v[3], 21) ^ v[0];
    v[2] = rotate(v[2], 32);
}

static uint64_t load_word(const unsigned char *bytes)
{
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    return le64toh(word);
}

/* The left (at most 7) bytes that end a text of size bytes, as a little-endian number. */
static uint64_t load_rest(const unsigned char *bytes, size_t left, size_t size)
{
    if (left > 0 && size >= 8)
        return load_word(bytes + left - 8) >> (8 * (8 - left)); /* one load instead of up to seven */
    uint64_t word = 0;
    for (size_t i = 0; i < left; i++)
        word |= (uint64_t)bytes[i] << (8 * i);
    return word;
}

uint64_t an_hash(const uint64_t key[2], const void *text, size_t size)
{
    /* The constants spell "somepseudorandomlygeneratedbytes". */
    uint64_t v[4] = {key[0] ^ 0x736f6d6570736575, key[1] ^ 0x646f72616e646f6d,
                     key[0] ^ 0x6c7967656e657261, key[1] ^ 0x7465646279746573};
    const unsigned char *bytes = text;
    size_t left = size;
    for (; left >= 8; left -= 8, bytes += 8) {
        uint64_t word = load_word(bytes);
        v[3] ^= word;
        sip_round(v);
        v[0] ^= word;
    }
    uint64_t last = load_rest(bytes, left, size) | (uint64_t)size << 56;
    v[3] ^= last;
    sip_round(v);
    v[0] ^= last;
    v[2] ^= 0xff;
    for (int i = 0; i < 3; i++)
        sip_round(v);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}

typedef struct slot {
    uint32_t number; /* of the key, plus 1; 0: the slot is free */
    uint32_t hash;
} slot;

typedef struct entry {
    const char *text; /* in the arena */
    size_t size;
} entry;

struct an_intern {
    uint64_t seed[2];
    slot *slots;
    size_t n_slots;
    entry *entries; /* by number */
    size_t capacity;
    uint32_t count;
    an_arena texts;
};

enum { SLOTS_LEAST = 64 };

an_code an_intern_new(an_intern **keys)
{
    an_intern *new = calloc(1, sizeof *new);
    if (!new)
        return AN_SYSTEM;
    new->n_slots = SLOTS_LEAST;
    new->slots = calloc(new->n_slots, sizeof *new->slots);
    if (!new->slots || getrandom(new->seed, sizeof new->seed, 0) != (ssize_t)sizeof new->seed) {
        an_intern_free(new);
        return AN_SYSTEM;
    }
    *keys = new;
    return AN_OK;
}

void an_intern_free(an_intern *keys)
{
    if (!keys)
        return;
    an_arena_free(&keys->texts);
    free(keys->entries);
    free(keys->slots);
    free(keys);
}

/* Where the search for hash begins. Scaling uses the high bits and any number of slots evenly,
 * also more than 2^32. */
static size_t home(uint32_t hash, size_t n_slots)
{
    __extension__ typedef unsigned __int128 wide;
    return (size_t)((wide)hash * n_slots >> 32);
}

static size_t next_slot(size_t i, size_t n_slots)
{
    return i + 1 < n_slots ? i + 1 : 0;
}

/* The slot of the key, or the free slot where it would go. */
static slot *find_slot(const an_intern *keys, const void *text, size_t size, uint32_t hash)
{
    for (size_t i = home(hash, keys->n_slots);; i = next_slot(i, keys->n_slots)) {
        slot *at = &keys->slots[i];
        if (at->number == 0)
            return at;
        if (at->hash != hash)
            continue;
        const entry *key = &keys->entries[at->number - 1];
        if (key->size == size && (size == 0 || memcmp(key->text, text, size) == 0))
            return at;
    }
}

static an_code double_slots(an_intern *keys)
{
    size_t n_slots = 2 * keys->n_slots;
    slot *slots = calloc(n_slots, sizeof *slots);
    if (!slots)
        return AN_SYSTEM;
    for (size_t i = 0; i < keys->n_slots; i++) {
        if (keys->slots[i].number == 0)
            continue;
        size_t to = home(keys->slots[i].hash, n_slots);
        while (slots[to].number != 0)
            to = next_slot(to, n_slots);
        slots[to] = keys->slots[i];
    }
    free(keys->slots);
    keys->slots = slots;
    keys->n_slots = n_slots;
    return AN_OK;
}

static uint32_t hash_of(const an_intern *keys, const void *text, size_t size)
{
    return (uint32_t)an_hash(keys->seed, text, size);
}

/* The key is new. What fails leaves the keys as they were. */
static an_code add_key(an_intern *keys, const void *text, size_t size, uint32_t hash)
{
    if (keys->count == UINT32_MAX)
        return AN_SYSTEM;
    size_t count = (size_t)keys->count + 1;
    if (2 * count > keys->n_slots && double_slots(keys) != AN_OK)
        return AN_SYSTEM;
    if (an_grow(&keys->entries, &keys->capacity, count, sizeof *keys->entries) != AN_OK)
        return AN_SYSTEM;
    const char *copy = copy_bytes(&keys->texts, text, size, alignof(uint32_t));
    if (!copy)
        return AN_SYSTEM;
    slot *at = find_slot(keys, text, size, hash);
    keys->entries[keys->count] = (entry){.text = copy, .size = size};
    keys->count++;
    *at = (slot){.number = keys->count, .hash = hash};
    return AN_OK;
}

an_code an_intern_add(an_intern *keys, const void *text, size_t size, uint32_t *id)
{
    uint32_t hash = hash_of(keys, text, size);
    uint32_t number = find_slot(keys, text, size, hash)->number;
    if (number == 0) {
        an_code code = add_key(keys, text, size, hash);
        if (code != AN_OK)
            return code;
        number = keys->count;
    }
    *id = number - 1;
    return AN_OK;
}

bool an_intern_find(const an_intern *keys, const void *text, size_t size, uint32_t *id)
{
    const slot *at = find_slot(keys, text, size, hash_of(keys, text, size));
    if (at->number == 0)
        return false;
    *id = at->number - 1;
    return true;
}

const char *an_intern_text(const an_intern *keys, uint32_t id, size_t *size)
{
    if (size)
        *size = keys->entries[id].size;
    return keys->entries[id].text;
}

uint32_t an_intern_count(const an_intern *keys)
{
    return keys->count;
}

static int by_bytes(const void *a, const void *b, void *keys)
{
    const entry *x = &((const an_intern *)keys)->entries[*(const uint32_t *)a];
    const entry *y = &((const an_intern *)keys)->entries[*(const uint32_t *)b];
    const int order = memcmp(x->text, y->text, x->size < y->size ? x->size : y->size);
    return order != 0 ? order : (x->size > y->size) - (x->size < y->size);
}

void an_intern_sort(const an_intern *keys, uint32_t order[])
{
    for (uint32_t i = 0; i < keys->count; i++)
        order[i] = i;
    qsort_r(order, keys->count, sizeof *order, by_bytes, (void *)keys);
}
