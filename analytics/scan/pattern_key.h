/* pattern_key: the patterns of plain records (pattern.h), as keys, and the values that rows of one pattern
 * have together. */
#ifndef AN_SCAN_PATTERN_KEY_H
#define AN_SCAN_PATTERN_KEY_H

#include "scan/binding.h"

enum { AN_PATTERN_KEYS_MOST = 256 };

/* The patterns of up to AN_PATTERN_KEYS_MOST records, as their keys: records of one key make rows that
 * are equal but for the columns of AN_USE_SUM and AN_USE_DISTINCT. Start as {0}. */
typedef struct an_pattern_keys {
    bool is_known[AN_PATTERN_KEYS_MOST]; /* false: a cell is not in its column's cache or cannot be read */
    size_t room;                         /* records, at most AN_PATTERN_KEYS_MOST */
    size_t words;                        /* of a key */
    uint64_t *keys;                      /* words of each record */
    bool has_numbers;                    /* some number is not 0 */
    an_decimal *numbers; /* what it adds, besides 1s that its key tells of, to sum s of record r, AN_USE_SUM:
                            numbers[s * room + r] */
} an_pattern_keys;

an_code an_pattern_key_init(an_pattern_keys *keys, const an_binding *binding, size_t room);
void an_pattern_key_free(an_pattern_keys *keys);

/* Makes the keys of plain records (at most keys->room), as wide as the header. O(records x needs). */
void an_pattern_key_make(an_pattern_keys *keys, const an_binding *binding, const an_plain *plain,
                         const an_value_cache caches[]);

/* number[i] for each need i that is asked for as AN_USE_SUM: that of record r of keys; the others stay. */
void an_pattern_key_numbers(const an_pattern_keys *keys, const an_binding *binding, size_t r,
                            const an_value_cache caches[], an_decimal number[]);

/* The values that times rows of a key have together; sums are those of its numbers. False: too large. */
bool an_pattern_key_values(const uint64_t key[], const an_binding *binding, const an_value_cache caches[],
                           const an_decimal sums[], uint64_t times, an_value values[]);

#endif
