/* key: the patterns of plain records (pattern.h), and the values that rows of one pattern have together.
 *
 * Keys are made column by column: what a column needs is looked up once, and the cells of one column are
 * alike.
 */
#include <stdlib.h>

#include "table/pattern.h"
#include "table/source.h"

an_code an_keys_init(an_keys *keys, const an_binding *binding, size_t room)
{
    keys->room = room;
    keys->words = (binding->n_lanes + 3) / 4;
    keys->keys = malloc((room * keys->words + 1) * sizeof *keys->keys);
    keys->numbers = malloc((room * binding->n_sums + 1) * sizeof *keys->numbers);
    return keys->keys != NULL && keys->numbers != NULL ? AN_OK : AN_SYSTEM;
}

void an_keys_free(an_keys *keys)
{
    free(keys->keys);
    free(keys->numbers);
    *keys = (an_keys){0};
}

/* The number of an empty cell. */
static uint32_t number_of_empty(const an_cell_source *s, const an_plain *plain, size_t r)
{
    const char *text;
    size_t size = 0;
    if (s->is_empty_text)
        return AN_RECALL_UNKNOWN;
    if (!an_source_has_default(s) || s->one_where == -1)
        return AN_RECALL_EMPTY;
    if (s->one_where == -2)
        return AN_RECALL_EMPTY_ONE;
    if (s->one_mapping.n_missing + s->one_mapping.n_categories > 0)
        return AN_RECALL_UNKNOWN;
    (void)an_plain_cell(plain, r, (size_t)s->one_where, &text, &size);
    return size > 0 ? AN_RECALL_EMPTY_ONE : AN_RECALL_EMPTY;
}

/* Text and size of the cell of s in record r. False: it cannot be taken as it stands. */
static inline bool cell_of(const an_cell_source *s, const an_plain *plain, size_t r, const char **text,
                           size_t *size)
{
    *size = 0;
    return s->cell < 0 || an_plain_cell(plain, r, (size_t)s->cell, text, size);
}

static inline void set_number(an_keys *keys, size_t r, int lane, uint32_t number)
{
    keys->keys[r * keys->words + (size_t)lane / 4] |= (uint64_t)number << 16 * (lane % 4);
    keys->is_known[r] &= number != AN_RECALL_UNKNOWN;
}

static void add_values(const an_cell_source *s, const an_plain *plain, const an_recall *recall, an_keys *keys)
{
    for (size_t r = 0; r < plain->n; r++) {
        const char *text;
        size_t size;
        uint32_t number = AN_RECALL_UNKNOWN;
        if (cell_of(s, plain, r, &text, &size) && size <= AN_RECALL_SIZE) {
            if (size == 0) {
                number = number_of_empty(s, plain, r);
            } else if (recall->slots != NULL) {
                const an_recall_slot *const slot = an_recall_find(recall, an_recall_key_near(text, size));
                number = slot != NULL ? slot->first : AN_RECALL_UNKNOWN;
            }
        }
        set_number(keys, r, s->lane, number);
    }
}

/* Of a text that is only told apart it matters whether it is there. */
static void add_presence(const an_cell_source *s, const an_plain *plain, an_keys *keys)
{
    for (size_t r = 0; r < plain->n; r++) {
        const char *text;
        size_t size;
        uint32_t number = AN_RECALL_UNKNOWN;
        if (cell_of(s, plain, r, &text, &size))
            number = size > 0 ? AN_RECALL_FIRST : number_of_empty(s, plain, r);
        set_number(keys, r, s->lane, number);
    }
}

/* The number of an empty cell that is added up. */
static uint32_t number_of_no_sum(const an_cell_source *s, const an_plain *plain, size_t r, an_decimal *number)
{
    const uint32_t empty = number_of_empty(s, plain, r);
    *number = an_decimal_from_int(empty == AN_RECALL_EMPTY_ONE);
    if (!an_source_has_default(s) || empty == AN_RECALL_UNKNOWN)
        return empty;
    return AN_RECALL_FIRST + (empty == AN_RECALL_EMPTY_ONE);
}

/* The same of a cell that is no short numeral, or that the schema translates. */
static uint32_t number_of_other_sum(const an_cell_source *s, char decimal, const an_plain *plain, size_t r,
                                    an_cell cell, an_decimal *number)
{
    an_value value;
    const char *reason, *expected;
    if (an_value_read(s->column, &s->mapping, decimal, cell, &value, &reason, &expected) != AN_OK)
        return AN_RECALL_UNKNOWN;
    *number = value.number;
    return value.present ? AN_RECALL_FIRST + (number->units != 0) : number_of_no_sum(s, plain, r, number);
}

/* Whether a number that is only added up is there, and is 0, matters to the row; what it is does not. */
static inline uint32_t number_of_sum(const an_cell_source *s, char decimal, const an_plain *plain, size_t r,
                                     an_decimal *number)
{
    const char *text = "";
    size_t size;
    bool is_whole;
    if (!cell_of(s, plain, r, &text, &size))
        return AN_RECALL_UNKNOWN;
    if (s->is_translated)
        return number_of_other_sum(s, decimal, plain, r, (an_cell){.text = text, .size = size}, number);
    if (size == 0)
        return number_of_no_sum(s, plain, r, number);
    if (an_decimal_short(text, size, decimal, number, &is_whole) &&
        (is_whole || s->column->type == AN_TYPE_AMOUNT))
        return AN_RECALL_FIRST + (number->units != 0);
    return number_of_other_sum(s, decimal, plain, r, (an_cell){.text = text, .size = size}, number);
}

static void add_sums(const an_cell_source *s, char decimal, const an_plain *plain, an_keys *keys)
{
    an_decimal *const numbers = keys->numbers + (size_t)s->sum * keys->room;
    for (size_t r = 0; r < plain->n; r++)
        set_number(keys, r, s->lane, number_of_sum(s, decimal, plain, r, &numbers[r]));
}

void an_binding_keys(const an_binding *binding, const an_plain *plain, const an_recall recalls[],
                     an_keys *keys)
{
    memset(keys->keys, 0, plain->n * keys->words * sizeof *keys->keys);
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
            add_values(s, plain, &recalls[i], keys);
    }
}

bool an_binding_values(const an_binding *binding, const uint64_t key[], const an_recall recalls[],
                       const an_decimal sums[], uint64_t times, an_value values[])
{
    for (size_t i = 0; i < binding->plan->n; i++) {
        const an_cell_source *s = &binding->sources[i];
        const uint32_t number = s->lane >= 0         ? an_pattern_number(key, (size_t)s->lane)
                                : s->one_where == -2 ? AN_RECALL_EMPTY_ONE
                                                     : AN_RECALL_EMPTY;
        an_value *value = &values[i];
        *value = (an_value){.text = {.text = "", .size = 0}};
        if (s->use == AN_USE_SUM && s->sum >= 0)
            *value = (an_value){.number = sums[s->sum], .present = number >= AN_RECALL_FIRST};
        else if (s->use == AN_USE_VALUE && number >= AN_RECALL_FIRST)
            *value = recalls[i].values[number];
        else if (an_source_has_default(s))
            an_source_set_default(value, number == AN_RECALL_EMPTY_ONE);
        const an_decimal one = value->number;
        value->number.units = s->use != s->asked && s->asked == AN_USE_SUM ? 0 : one.units;
        if (s->use != s->asked && s->asked == AN_USE_SUM && !an_decimal_add_times(&value->number, one, times))
            return false;
    }
    return true;
}
