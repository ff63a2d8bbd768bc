/* pattern_key: the patterns of plain records as keys, and the values of rows of one pattern.
 *
 * Keys are made column by column: what a column needs is looked up once, and the cells of one column are
 * alike. */
#include "scan/pattern_key.h"

#include <stdlib.h>

#include "scan/pattern.h"

an_code an_pattern_key_init(an_pattern_keys *keys, const an_binding *binding, size_t room)
{
    keys->room = room;
    keys->words = (binding->n_lanes + 3) / 4;
    keys->keys = malloc((room * keys->words + 1) * sizeof *keys->keys);
    keys->numbers = malloc((room * binding->n_sums + 1) * sizeof *keys->numbers);
    return keys->keys != NULL && keys->numbers != NULL ? AN_OK : AN_SYSTEM;
}

void an_pattern_key_free(an_pattern_keys *keys)
{
    free(keys->keys);
    free(keys->numbers);
    *keys = (an_pattern_keys){0};
}

/* The number of an empty cell. */
static uint32_t number_of_empty(const an_cell_source *s, const an_plain *plain, size_t r)
{
    const char *text;
    size_t size = 0;
    if (s->is_empty_text)
        return AN_VALUE_CACHE_UNKNOWN;
    if (!an_source_has_default(s) || s->one_where == -1)
        return AN_VALUE_CACHE_EMPTY;
    if (s->one_where == -2)
        return AN_VALUE_CACHE_EMPTY_ONE;
    if (s->one_mapping.n_missing + s->one_mapping.n_categories > 0)
        return AN_VALUE_CACHE_UNKNOWN;
    (void)an_plain_cell(plain, r, (size_t)s->one_where, &text, &size);
    return size > 0 ? AN_VALUE_CACHE_EMPTY_ONE : AN_VALUE_CACHE_EMPTY;
}

/* Text and size of the cell of s in record r. False: it cannot be taken as it stands. */
static inline bool cell_of(const an_cell_source *s, const an_plain *plain, size_t r, const char **text,
                           size_t *size)
{
    *size = 0;
    if (s->n_parts > 0)
        return false;
    return s->cell < 0 || an_plain_cell(plain, r, (size_t)s->cell, text, size);
}

/* One column of the keys under way. */
typedef struct column {
    uint64_t *word; /* of the first key */
    size_t words;
    bool *is_known;
    unsigned shift;
} column;

static column column_of(an_pattern_keys *keys, const an_cell_source *s)
{
    return (column){keys->keys + s->lane / 4, keys->words, keys->is_known, 16 * ((unsigned)s->lane % 4)};
}

static inline void set_number(const column *c, size_t r, uint32_t number)
{
    c->word[r * c->words] |= (uint64_t)number << c->shift;
    if (__builtin_expect(number == AN_VALUE_CACHE_UNKNOWN, 0))
        c->is_known[r] = false;
}

/* The number of a cell that is empty, quoted, long or not where the search for it begins. */
static uint32_t number_of_other(const an_cell_source *s, const an_plain *plain, size_t r,
                                const an_value_cache *cache)
{
    const char *text;
    size_t size;
    if (!cell_of(s, plain, r, &text, &size) || size > AN_VALUE_CACHE_SIZE)
        return AN_VALUE_CACHE_UNKNOWN;
    if (size == 0)
        return number_of_empty(s, plain, r);
    if (cache->slots == NULL)
        return AN_VALUE_CACHE_UNKNOWN;
    const an_value_cache_slot *const slot = an_value_cache_find(cache, an_value_cache_key_near(text, size));
    return slot != NULL ? slot->first : AN_VALUE_CACHE_UNKNOWN;
}

static void add_values(const an_cell_source *s, const an_plain *plain, const an_value_cache *cache,
                       an_pattern_keys *keys)
{
    const column c = column_of(keys, s);
    const bool is_last = (size_t)s->cell + 1 == plain->width;
    const bool is_simple =
        s->cell >= 0 && s->n_parts == 0 && cache->slots != NULL && !(plain->has_returns && is_last);
    const bool is_empty_one = an_source_has_default(s) || s->is_empty_text;
    const uint32_t *ends = plain->ends + (s->cell >= 0 ? s->cell : 0);
    for (size_t r = 0; r < plain->n; r++, ends += plain->width) {
        const char *const text = plain->text + (uint32_t)(ends[0] + 1);
        const uint32_t size = ends[1] - ends[0] - 1;
        if (is_simple && size - 1 < AN_VALUE_CACHE_SIZE) {
            const an_value_cache_key key = an_value_cache_key_near(text, size);
            const an_value_cache_slot *const slot = an_value_cache_home(cache, key);
            if (an_value_cache_is(slot, key)) {
                set_number(&c, r, slot->first);
                continue;
            }
        }
        set_number(&c, r,
                   is_simple && size == 0 && !is_empty_one ? AN_VALUE_CACHE_EMPTY
                                                           : number_of_other(s, plain, r, cache));
    }
}

/* Of a text that is only told apart it matters whether it is there. */
static void add_presence(const an_cell_source *s, const an_plain *plain, an_pattern_keys *keys)
{
    const column c = column_of(keys, s);
    for (size_t r = 0; r < plain->n; r++) {
        const char *text;
        size_t size;
        uint32_t number = AN_VALUE_CACHE_UNKNOWN;
        if (cell_of(s, plain, r, &text, &size))
            number = size > 0 ? AN_VALUE_CACHE_FIRST : number_of_empty(s, plain, r);
        set_number(&c, r, number);
    }
}

/* ---- numbers that are only added up ----
 *
 * Whether one is there, and is 0, matters to the row; what it is does not. A 0 and a 1, which counts mostly
 * are, are known by their number in the key; others are added up. */
enum { ZERO = AN_VALUE_CACHE_FIRST, NOT_ZERO, ONE };

static uint32_t number_of_no_sum(const an_cell_source *s, const an_plain *plain, size_t r)
{
    const uint32_t empty = number_of_empty(s, plain, r);
    if (!an_source_has_default(s) || empty == AN_VALUE_CACHE_UNKNOWN)
        return empty;
    return empty == AN_VALUE_CACHE_EMPTY_ONE ? ONE : ZERO;
}

/* The number of any cell; *number: what it adds besides. */
static uint32_t number_of_sum(const an_cell_source *s, char decimal, const an_plain *plain, size_t r,
                              an_decimal *number)
{
    an_cell cell = {.text = ""};
    an_value value;
    const char *reason, *expected;
    bool is_whole;
    if (!cell_of(s, plain, r, &cell.text, &cell.size))
        return AN_VALUE_CACHE_UNKNOWN;
    if (!s->is_translated && an_decimal_near(cell.text, cell.size, decimal, number, &is_whole) &&
        (is_whole || s->column->type == AN_TYPE_AMOUNT))
        return number->units != 0 ? NOT_ZERO : ZERO;
    if (an_value_read(s->column, &s->mapping, decimal, cell, &value, &reason, &expected) != AN_OK)
        return AN_VALUE_CACHE_UNKNOWN;
    *number = value.number;
    if (!value.present)
        return number_of_no_sum(s, plain, r);
    return number->units != 0 ? NOT_ZERO : ZERO;
}

static void add_sums(const an_cell_source *s, char decimal, const an_plain *plain, an_pattern_keys *keys)
{
    const column c = column_of(keys, s);
    an_decimal *const numbers = keys->numbers + (size_t)s->sum * keys->room;
    const bool is_simple = s->cell >= 0 && !s->is_translated;
    const uint32_t *ends = plain->ends + (s->cell >= 0 ? s->cell : 0);
    for (size_t r = 0; r < plain->n; r++, ends += plain->width) {
        const char *const text = plain->text + (uint32_t)(ends[0] + 1);
        const bool is_digit = is_simple && ends[1] - ends[0] == 2;
        numbers[r].units = 0;
        if (is_digit && *text == '1') {
            set_number(&c, r, ONE);
        } else if (is_digit && *text == '0') {
            set_number(&c, r, ZERO);
        } else {
            set_number(&c, r, number_of_sum(s, decimal, plain, r, &numbers[r]));
            keys->has_numbers = keys->has_numbers || numbers[r].units != 0;
        }
    }
}

void an_pattern_key_make(an_pattern_keys *keys, const an_binding *binding, const an_plain *plain,
                         const an_value_cache caches[])
{
    memset(keys->keys, 0, plain->n * keys->words * sizeof *keys->keys);
    keys->has_numbers = false;
    memset(keys->is_known, true, plain->n * sizeof *keys->is_known);
    for (size_t i = 0; i < binding->plan->n; i++) {
        const an_cell_source *const s = &binding->sources[i];
        if (s->lane < 0)
            continue;
        if (s->use == AN_USE_SUM)
            add_sums(s, binding->decimal, plain, keys);
        else if (s->use == AN_USE_DISTINCT)
            add_presence(s, plain, keys);
        else
            add_values(s, plain, &caches[i], keys);
    }
}

/* The number of a need's cell in a key. */
static inline uint32_t number_in(const uint64_t key[], const an_cell_source *s)
{
    if (s->lane >= 0)
        return an_pattern_number(key, (size_t)s->lane);
    return s->one_where == -2 ? AN_VALUE_CACHE_EMPTY_ONE : AN_VALUE_CACHE_EMPTY;
}

void an_pattern_key_numbers(const an_pattern_keys *keys, const an_binding *binding, size_t r,
                            const an_value_cache caches[], an_decimal number[])
{
    const uint64_t *const key = keys->keys + r * keys->words;
    for (size_t i = 0; i < binding->plan->n; i++) {
        const an_cell_source *const s = &binding->sources[i];
        if (s->asked != AN_USE_SUM)
            continue;
        const uint32_t known = number_in(key, s);
        if (s->use == AN_USE_VALUE && known >= AN_VALUE_CACHE_FIRST)
            number[i] = caches[i].values[known].number;
        else if (known == NOT_ZERO && s->sum >= 0)
            number[i] = keys->numbers[(size_t)s->sum * keys->room + r];
        else
            number[i] =
                an_decimal_from_int(known == AN_VALUE_CACHE_EMPTY_ONE || (known == ONE && s->sum >= 0));
    }
}

bool an_pattern_key_values(const uint64_t key[], const an_binding *binding, const an_value_cache caches[],
                           const an_decimal sums[], uint64_t times, an_value values[])
{
    for (size_t i = 0; i < binding->plan->n; i++) {
        const an_cell_source *s = &binding->sources[i];
        const uint32_t number = number_in(key, s);
        an_value *value = &values[i];
        *value = (an_value){.text = {.text = "", .size = 0}};
        if (s->use == AN_USE_SUM && s->sum >= 0) {
            *value = (an_value){.number = sums[s->sum], .present = number >= AN_VALUE_CACHE_FIRST};
            if (number == ONE && !an_decimal_add_times(&value->number, an_decimal_from_int(1), times))
                return false;
        } else if (s->use == AN_USE_VALUE && number >= AN_VALUE_CACHE_FIRST)
            *value = caches[i].values[number];
        else if (an_source_has_default(s))
            an_source_set_default(value, number == AN_VALUE_CACHE_EMPTY_ONE);
        const an_decimal one = value->number;
        value->number.units = s->use != s->asked && s->asked == AN_USE_SUM ? 0 : one.units;
        if (s->use != s->asked && s->asked == AN_USE_SUM && !an_decimal_add_times(&value->number, one, times))
            return false;
    }
    return true;
}
