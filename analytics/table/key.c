/* key: the patterns of records (pattern.h), and the values that rows of one pattern have together. */
#include "table/pattern.h"
#include "table/source.h"

/* The number of a need's text in a key. */
static inline uint32_t number_of(const an_record *record, const an_cell_source *s, const an_recall *recall)
{
    const an_cell cell = an_source_cell(s, record);
    if (cell.size == 0)
        return s->is_empty_text                                              ? AN_RECALL_UNKNOWN
               : an_source_has_default(s) && an_source_counts_one(s, record) ? AN_RECALL_EMPTY_ONE
                                                                             : AN_RECALL_EMPTY;
    if (s->use == AN_USE_DISTINCT)
        return AN_RECALL_FIRST;
    const uint32_t number = an_recall_find(recall, cell.text, cell.size);
    return number != AN_RECALL_UNKNOWN ? recall->first[number] : AN_RECALL_UNKNOWN;
}

/* The number of a cell that mostly is a short numeral or empty. False: it is to be read with more care. */
static inline bool quick_number(const an_cell_source *s, const an_record *record, char decimal,
                                an_decimal *number, bool *present)
{
    const an_cell cell = an_source_cell(s, record);
    bool is_whole;
    if (s->is_translated)
        return false;
    *present = cell.size > 0 || an_source_has_default(s);
    if (cell.size > 0)
        return an_decimal_short(cell.text, cell.size, decimal, number, &is_whole) &&
               (is_whole || s->column->type == AN_TYPE_AMOUNT);
    *number = an_decimal_from_int(*present && an_source_counts_one(s, record));
    return true;
}

/* Whether a number is there, and is 0, matters to the row; what it is does not. */
static inline uint32_t number_of_sum(const an_binding *binding, const an_record *record, size_t need,
                                     an_decimal *number)
{
    bool present;
    if (!quick_number(&binding->sources[need], record, binding->decimal, number, &present)) {
        an_value value;
        if (an_binding_read(binding, record, need, &value, NULL) != AN_OK)
            return AN_RECALL_UNKNOWN;
        *number = value.number;
        present = value.present;
    }
    return !present ? AN_RECALL_EMPTY : AN_RECALL_FIRST + (number->units != 0);
}

bool an_binding_key(const an_binding *binding, const an_record *record, const an_recall recalls[],
                    uint64_t key[], an_decimal numbers[])
{
    if (record->n != binding->width)
        return false;
    const size_t n = binding->plan->n;
    for (size_t i = 0; i < n; i++) {
        const an_cell_source *s = &binding->sources[i];
        const uint64_t number = s->use == AN_USE_SUM ? number_of_sum(binding, record, i, numbers++)
                                                     : number_of(record, s, &recalls[i]);
        if (number == AN_RECALL_UNKNOWN)
            return false;
        key[i / 4] = i % 4 == 0 ? number : key[i / 4] | number << 16 * (i % 4);
    }
    return true;
}

bool an_binding_values(const an_binding *binding, const uint64_t key[], const an_recall recalls[],
                       const an_decimal sums[], uint64_t times, an_value values[])
{
    for (size_t i = 0; i < binding->plan->n; i++) {
        const uint32_t number = an_pattern_number(key, i);
        const an_cell_source *s = &binding->sources[i];
        an_value *value = &values[i];
        *value = (an_value){.text = {.text = "", .size = 0}};
        if (s->use == AN_USE_SUM)
            *value = (an_value){.number = *sums++, .present = number >= AN_RECALL_FIRST};
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
