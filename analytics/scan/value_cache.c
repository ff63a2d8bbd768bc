/* value_cache: the values of a column's most frequent texts, read once.
 *
 * A text of up to 16 bytes is two words; one multiplication hashes them to a slot, and comparing the two
 * words is all that a hit costs: no parsing, no loop over bytes. Each text has a number of 16 bits, by which
 * patterns compare rows; where only the period of a date matters, or a derived prefix, texts of one value
 * share a number. A column of more than some 8,000 texts (a quarter of the largest table) is given up: it
 * would miss the near cache more often than it hits. Texts in quotes, and longer ones, are read each time. */
#include "scan/value_cache.h"

#include <stdlib.h>

enum {
    BITS_LEAST = 9,
    BITS_MOST = 15, /* a quarter of the slots are used at most: numbers fit 16 bits */
};

static bool insert(an_value_cache *cache, an_value_cache_slot entry)
{
    an_value_cache_slot *const home = &cache->slots[an_value_cache_hash(entry.key) >> cache->shift];
    for (an_value_cache_slot *slot = home; slot < home + AN_VALUE_CACHE_PROBES; slot++)
        if (slot->number == 0) {
            *slot = entry;
            return true;
        }
    return false;
}

static size_t count_slots(unsigned bits)
{
    return ((size_t)1 << bits) + AN_VALUE_CACHE_PROBES;
}

static an_code double_slots(an_value_cache *cache)
{
    const unsigned known = cache->slots != NULL ? 64 - cache->shift : 0;
    const unsigned bits = known > 0 ? known + 1 : BITS_LEAST;
    an_value_cache_slot *const old = cache->slots;
    if (bits > BITS_MOST) {
        cache->given_up = true;
        return AN_OK;
    }
    an_value_cache_slot *const slots = calloc(count_slots(bits), sizeof *slots);
    if (slots == NULL)
        return AN_SYSTEM;
    cache->slots = slots;
    cache->shift = 64 - bits;
    for (size_t i = 0; old != NULL && i < count_slots(known); i++)
        if (old[i].number != 0)
            (void)insert(cache, old[i]); /* one that finds no room is forgotten */
    free(old);
    return AN_OK;
}

static an_code reserve(an_value_cache *cache, uint32_t number)
{
    const size_t known = cache->capacity;
    if (an_grow(&cache->values, &cache->capacity, (size_t)number + 1, sizeof *cache->values) != AN_OK)
        return AN_SYSTEM;
    memset(cache->values + known, 0, (cache->capacity - known) * sizeof *cache->values);
    if (cache->n < AN_VALUE_CACHE_FIRST)
        cache->n = AN_VALUE_CACHE_FIRST;
    return AN_OK;
}

static bool is_same(an_value_cache_kind kind, const an_value *a, const an_value *b)
{
    if (kind == AN_VALUE_CACHE_PERIOD)
        return a->period.index == b->period.index;
    return kind == AN_VALUE_CACHE_TEXT && a->rewritten == b->rewritten && a->text.size == b->text.size &&
           memcmp(a->text.text, b->text.text, a->text.size) == 0;
}

static uint32_t first_of(const an_value_cache *cache, an_value_cache_kind kind, const an_value *value)
{
    for (uint32_t k = AN_VALUE_CACHE_FIRST; kind != AN_VALUE_CACHE_EACH && k < cache->n; k++)
        if (is_same(kind, &cache->values[k], value))
            return k;
    return cache->n;
}

an_code an_value_cache_add(an_value_cache *cache, an_value_cache_kind kind, const char *text, size_t size,
                           const an_value *value)
{
    if (size == 0 || size > AN_VALUE_CACHE_SIZE || cache->given_up || *text == '"' ||
        memchr(text, '\0', size) != NULL)
        return AN_OK;
    if (reserve(cache, cache->n) != AN_OK)
        return AN_SYSTEM;
    if ((cache->slots == NULL || 4 * (size_t)cache->n > (size_t)1 << (64 - cache->shift)) &&
        double_slots(cache) != AN_OK)
        return AN_SYSTEM;
    const an_value_cache_slot slot = {an_value_cache_key_of(text, size), cache->n,
                                      first_of(cache, kind, value)};
    if (cache->given_up || !insert(cache, slot))
        return AN_OK;
    an_value *const kept = &cache->values[cache->n];
    *kept = *value;
    kept->text.text = an_arena_copy(&cache->texts, value->text.text, value->text.size);
    if (kept->text.text == NULL)
        return AN_SYSTEM;
    cache->n++;
    return AN_OK;
}

void an_value_cache_free(an_value_cache *cache)
{
    free(cache->slots);
    free(cache->values);
    an_arena_free(&cache->texts);
    *cache = (an_value_cache){0};
}
