/* value: the text of one cell as a typed value.
 *
 * In this order: missing values and categories of the schema, then the type of the canonical column. Nothing
 * is guessed: a thousands separator, a blank, a unit behind a number is a bad cell with the text shown.
 * What is rewritten, because only one code can be meant, says so (code.h).
 * Missing is empty, never 0: `present` says so, and the number of an empty cell is not looked at. */
#include "schema/value.h"

#include <string.h>

#include "base/number.h"

static bool is_text(an_cell cell, const char *text)
{
    return strlen(text) == cell.size && memcmp(text, cell.text, cell.size) == 0;
}

/* Missing values and categories of the schema, before any type. */
static an_cell translate(const an_mapping *mapping, an_cell cell)
{
    for (size_t i = 0; i < mapping->n_missing; i++)
        if (is_text(cell, mapping->missing[i]))
            return (an_cell){.text = "", .size = 0};
    for (size_t i = 0; i < mapping->n_categories; i++)
        if (is_text(cell, mapping->categories[i].value)) {
            const char *label = mapping->categories[i].label;
            return (an_cell){.text = label, .size = strlen(label)};
        }
    return cell;
}

static an_code read_amount(const an_column *column, const an_mapping *mapping, char decimal, an_value *value,
                           const char **reason)
{
    an_code code = an_decimal_parse(value->text.text, value->text.size, decimal, &value->number);
    *reason = code == AN_DATA ? "not a number" : "too large a number";
    if (code != AN_OK)
        return AN_DATA;
    if (mapping->has_factor && !an_decimal_mul(&value->number, value->number, mapping->factor))
        return AN_DATA;
    *reason = "less than 0";
    return !column->is_signed && value->number.units < 0 ? AN_DATA : AN_OK;
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

an_code an_value_read(const an_column *column, const an_mapping *mapping, char decimal, an_cell cell,
                      an_value *value, const char **reason, const char **expected)
{
    if (mapping->n_missing > 0 || mapping->n_categories > 0)
        cell = translate(mapping, cell);
    *value = (an_value){.text = cell, .present = cell.size > 0};
    *expected = NULL;
    if (!value->present || column == NULL)
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
