/* value: the text of one cell as a typed value.
 *
 * In this order: missing values and categories of the descriptor, the type that it declares with its marks,
 * then the type of the canonical column. Nothing is guessed: a thousands separator, a blank, a unit behind a
 * number that no descriptor declares is a bad cell with the text shown. What is rewritten, because only
 * one code can be meant, says so (code.h). Missing is empty, never 0: `present` says so, and the number of an
 * empty cell is not looked at. */
#include "schema/value.h"

#include <string.h>

#include "base/number.h"

static bool is_text(an_cell cell, const char *text)
{
    return strlen(text) == cell.size && memcmp(text, cell.text, cell.size) == 0;
}

static bool is_missing(const an_mapping *mapping, an_cell cell)
{
    for (size_t i = 0; i < mapping->n_missing; i++)
        if (is_text(cell, mapping->missing[i]))
            return true;
    return false;
}

/* The label of a cell that is one of the categories; false: it is none. */
static bool find_category(const an_mapping *mapping, an_cell *cell)
{
    for (size_t i = 0; i < mapping->n_categories; i++)
        if (is_text(*cell, mapping->categories[i].value)) {
            const char *label = mapping->categories[i].label;
            *cell = (an_cell){.text = label, .size = strlen(label)};
            return true;
        }
    return false;
}

/* A number that is read, as the column has it: in its unit, of its sign. */
static an_code finish_amount(const an_column *column, const an_mapping *mapping, an_value *value,
                             const char **reason)
{
    *reason = "too large a number";
    if (mapping->has_factor && !an_decimal_mul(&value->number, value->number, mapping->factor))
        return AN_DATA;
    *reason = "less than 0";
    return !column->is_signed && value->number.units < 0 ? AN_DATA : AN_OK;
}

static an_code read_amount(const an_column *column, const an_mapping *mapping, char decimal, an_value *value,
                           const char **reason)
{
    an_code code = an_decimal_parse(value->text.text, value->text.size, decimal, &value->number);
    *reason = code == AN_DATA ? "not a number" : "too large a number";
    return code == AN_OK ? finish_amount(column, mapping, value, reason) : AN_DATA;
}

static an_code read_count(char decimal, an_value *value, const char **reason)
{
    int64_t count;
    bool is_whole;
    if (an_decimal_short(value->text.text, value->text.size, decimal, &value->number, &is_whole) && is_whole)
        return AN_OK;
    an_code code = an_count_parse(value->text.text, value->text.size, decimal, &count);
    *reason = code == AN_DATA ? "not a whole number" : "too large a number";
    if (code != AN_OK)
        return AN_DATA;
    value->number = an_decimal_from_int(count);
    *reason = "less than 0";
    return count < 0 ? AN_DATA : AN_OK;
}

static an_code take(an_judgement judgement, an_value *value, const char **reason, const char **expected)
{
    value->text = judgement.text;
    value->code = judgement.reason == NULL ? (int)judgement.text.size : 0;
    value->rewritten = judgement.rewritten;
    *reason = judgement.reason;
    *expected = judgement.expected;
    return judgement.reason == NULL ? AN_OK : AN_DATA;
}

/* A cell of a field with a type or marks of its own. *is_read: it is the value of its column, too; else it is
 * only known that it is what its field declares. */
static an_code read_declared(const an_column *column, const an_mapping *mapping, char decimal,
                             an_value *value, bool *is_read, const char **reason, const char **expected)
{
    static const char one[] = "1", zero[] = "0", yes[] = "yes", no[] = "no";
    const an_field_kind type = mapping->declared->type;
    const bool is_number = type == AN_FIELD_INTEGER || type == AN_FIELD_NUMBER;
    an_typed typed;
    *is_read = false;
    an_code code = an_field_type_read(mapping->declared, decimal, value->text, &typed, reason, expected);
    if (code != AN_OK)
        return AN_DATA;
    if (type == AN_FIELD_BOOLEAN && column != NULL) {
        const bool counts = column->type == AN_TYPE_COUNT, is_code = column->type == AN_TYPE_CODE;
        const char *const text = counts    ? (typed.truth ? one : zero)
                                 : is_code ? (typed.truth ? yes : no)
                                           : (typed.truth ? "true" : "false");
        value->text = (an_cell){.text = text, .size = strlen(text)};
    }
    if (!is_number || column == NULL || (column->type != AN_TYPE_COUNT && column->type != AN_TYPE_AMOUNT))
        return AN_OK;
    *is_read = true;
    value->number = typed.number;
    if (column->type == AN_TYPE_AMOUNT)
        return finish_amount(column, mapping, value, reason);
    *reason = "not a whole number";
    if (typed.number.units % an_decimal_from_int(1).units != 0)
        return AN_DATA;
    *reason = "less than 0";
    return typed.number.units < 0 ? AN_DATA : AN_OK;
}

an_code an_value_read(const an_column *column, const an_mapping *mapping, char decimal, an_cell cell,
                      an_value *value, const char **reason, const char **expected)
{
    if (mapping->n_missing > 0 && is_missing(mapping, cell))
        cell = (an_cell){.text = "", .size = 0};
    const bool is_category = mapping->n_categories > 0 && find_category(mapping, &cell);
    *value = (an_value){.text = cell, .present = cell.size > 0};
    *expected = NULL;
    if (!value->present)
        return AN_OK;
    if (mapping->declared != NULL && !is_category) {
        bool is_read;
        const an_code code = read_declared(column, mapping, decimal, value, &is_read, reason, expected);
        if (code != AN_OK || is_read)
            return code;
        cell = value->text;
    }
    if (column == NULL)
        return AN_OK;
    switch (column->type) {
    case AN_TYPE_TEXT:
        return AN_OK;
    case AN_TYPE_COUNTRY:
        return take(an_code_country(cell, column->use), value, reason, expected);
    case AN_TYPE_COMMODITY:
        return take(an_code_commodity(cell, mapping->width, value->room), value, reason, expected);
    case AN_TYPE_CODE:
        value->code = an_words_find(column->codes, cell.text, cell.size);
        *reason = "unknown code";
        *expected = column->codes;
        return value->code > 0 ? AN_OK : AN_DATA;
    case AN_TYPE_COUNT:
        return read_count(decimal, value, reason);
    case AN_TYPE_AMOUNT:
        return read_amount(column, mapping, decimal, value, reason);
    case AN_TYPE_DATE:
        *reason = "not a date";
        *expected = mapping->format != NULL ? mapping->format : "2017-07-14";
        return an_date_parse(cell.text, cell.size, mapping->format, &value->date);
    case AN_TYPE_PERIOD:
        *reason = "not a period";
        *expected = mapping->format != NULL ? mapping->format : "2017-Q3, 2017-07 or 2017";
        return an_period_parse(cell.text, cell.size, mapping->format, &value->period);
    }
    return AN_OK;
}

const char *an_value_expected(const an_column *column, const char *expected)
{
    if (expected == NULL)
        return "";
    if (column != NULL && column->type == AN_TYPE_CODE)
        return "; expected one of: ";
    if (column != NULL && (column->type == AN_TYPE_COUNTRY || column->type == AN_TYPE_COMMODITY))
        return "; expected ";
    return strchr(expected, '%') != NULL ? "; expected the form " : "; expected one such as ";
}
