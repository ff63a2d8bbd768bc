/* filter: the conditions of --where.
 *
 * A condition is read once, its values typed as its column is, so that `net_mass>100` compares numbers,
 * `origin=EL` finds GR, and a code that the column does not have is a mistake of the command line. A column
 * of other extracts' own is compared as text, and by < or > as a number. */
#include "schema/filter.h"

#include <string.h>

static bool is_order(an_relation relation)
{
    return relation >= AN_LESS;
}

/* The relation at sign, and its length. */
static an_relation read_relation(const char *sign, size_t *size)
{
    *size = sign[0] == '!' || sign[1] == '=' ? 2 : 1;
    if (sign[0] == '!')
        return AN_UNEQUAL;
    if (sign[0] == '<')
        return *size == 2 ? AN_LESS_EQUAL : AN_LESS;
    if (sign[0] == '>')
        return *size == 2 ? AN_GREATER_EQUAL : AN_GREATER;
    *size = 1;
    return AN_EQUAL;
}

/* Whether a value that is no code may stand in a condition on column: any number of digits bounds codes. */
static bool takes_any_text(const an_column *column, const an_filter *filter, bool of_result)
{
    const bool is_commodity = column != NULL && column->type == AN_TYPE_COMMODITY;
    return (of_result && (is_commodity || (column != NULL && column->type == AN_TYPE_COUNTRY))) ||
           (is_commodity && is_order(filter->relation));
}

static an_code read_value(const char *condition, const an_filter *filter, bool of_result, an_cell cell,
                          an_value *value, an_error *err)
{
    const an_column *column = an_column_find(filter->column);
    const an_mapping mapping = {.name = filter->column};
    const char *reason, *expected;
    if (an_value_read(column, &mapping, '.', cell, value, &reason, &expected) == AN_OK ||
        takes_any_text(column, filter, of_result))
        return AN_OK;
    const an_column *const prefix = an_column_prefix(filter->column, cell.size);
    if (prefix != NULL)
        return an_fail(err, AN_USAGE, "--where %s: %s: '%.*s'; did you mean %s=%.*s?", condition, reason,
                       (int)cell.size, cell.text, prefix->name, (int)cell.size, cell.text);
    return an_fail(err, AN_USAGE, "--where %s: %s: '%.*s'%s%s", condition, reason, (int)cell.size, cell.text,
                   an_value_expected(column, expected), expected != NULL ? expected : "");
}

static bool is_text_column(const char *name)
{
    const an_column *column = an_column_find(name);
    return column == NULL || column->type == AN_TYPE_TEXT || column->type == AN_TYPE_COUNTRY;
}

static bool as_number(an_value *value)
{
    return an_decimal_parse(value->text.text, value->text.size, '.', &value->number) == AN_OK;
}

/* The end of the value at text, which stops at a comma outside quotes unless it is alone. */
static size_t value_size(const char *text, bool alone)
{
    bool inside = false;
    size_t size = 0;
    for (; text[size] != '\0' && (inside || alone || text[size] != ','); size++)
        inside = text[size] == '"' ? !inside && (text[0] == '"') : inside;
    return size;
}

/* The value of size bytes at text, which is changed: without the quotes it may stand in. *is_whole false:
 * text behind the closing quote, or none closes. */
static an_cell unquote(char *text, size_t size, bool *is_whole)
{
    size_t n = 0, at = 1;
    *is_whole = true;
    if (size == 0 || text[0] != '"')
        return (an_cell){.text = text, .size = size};
    for (; at < size; at++) {
        if (text[at] == '"' && !(at + 1 < size && text[at + 1] == '"'))
            break;
        at += text[at] == '"';
        text[n++] = text[at];
    }
    *is_whole = at + 1 == size;
    return (an_cell){.text = text, .size = n};
}

static an_code parse(const char *text, bool of_result, an_arena *arena, an_filter *filter, an_error *err)
{
    size_t name = strcspn(text, "=!<>"), sign;
    if (name == 0 || text[name] == '\0' || (text[name] == '!' && text[name + 1] != '='))
        return an_fail(err, AN_USAGE, "--where %s: expected COL=V[,V...] (or != < <= > >=)", text);
    *filter = (an_filter){.relation = read_relation(text + name, &sign)};
    filter->column = an_arena_copy(arena, text, name);
    char *rest = an_arena_copy(arena, text + name + sign, strlen(text + name + sign));
    if (filter->column == NULL || rest == NULL)
        return an_fail_memory(err);
    const bool alone = is_order(filter->relation);
    size_t most = 1;
    for (size_t at = value_size(rest, alone); rest[at] != '\0'; at += 1 + value_size(rest + at + 1, alone))
        most++;
    an_value *values = an_arena_alloc(arena, most * sizeof *values);
    if (values == NULL)
        return an_fail_memory(err);
    filter->values = values;
    for (; filter->n < most; filter->n++) {
        const size_t size = value_size(rest, alone);
        char *const next = rest + size + (rest[size] != '\0');
        bool is_whole;
        const an_cell cell = unquote(rest, size, &is_whole);
        if (!is_whole)
            return an_fail(err, AN_USAGE,
                           "--where %s: a value in quotes ends with its quote, as in importer=\"A, Ltd\"",
                           text);
        const an_code code = read_value(text, filter, of_result, cell, &values[filter->n], err);
        if (code != AN_OK)
            return code;
        rest = next;
    }
    if (is_order(filter->relation) && !values[0].present)
        return an_fail(err, AN_USAGE, "--where %s: expected a value to compare with", text);
    filter->numbers = is_order(filter->relation) && is_text_column(filter->column) && as_number(&values[0]);
    return AN_OK;
}

an_code an_filter_parse(const char *text, an_arena *arena, an_filter *filter, an_error *err)
{
    return parse(text, false, arena, filter, err);
}

an_code an_filter_parse_result(const char *text, an_arena *arena, an_filter *filter, an_error *err)
{
    return parse(text, true, arena, filter, err);
}

static int compare_text(an_cell a, an_cell b)
{
    size_t size = a.size < b.size ? a.size : b.size;
    int order = size > 0 ? memcmp(a.text, b.text, size) : 0;
    return order != 0 ? order : (a.size > b.size) - (a.size < b.size);
}

/* A period of the table is taken as the one of the condition's kind that it lies in. A longer one equals
 * none: it comes where it begins. */
static int compare_periods(an_period cell, an_period wanted)
{
    an_date first, end, wanted_first, wanted_end;
    (void)an_period_coarsen(cell, wanted.kind, &cell);
    an_period_days(cell, &first, &end);
    an_period_days(wanted, &wanted_first, &wanted_end);
    if (first != wanted_first)
        return first < wanted_first ? -1 : 1;
    return (end > wanted_end) - (end < wanted_end);
}

/* -1, 0 or 1: both values are present, or both are tested for equality. */
static int compare(const an_filter *filter, const an_value *a, const an_value *b)
{
    const an_column *column = an_column_find(filter->column);
    if (!a->present || !b->present)
        return (int)a->present - (int)b->present;
    if (filter->numbers)
        return an_decimal_compare(a->number, b->number);
    switch (column != NULL ? column->type : AN_TYPE_TEXT) {
    case AN_TYPE_COUNT:
    case AN_TYPE_AMOUNT:
        return an_decimal_compare(a->number, b->number);
    case AN_TYPE_DATE:
        return (a->date > b->date) - (a->date < b->date);
    case AN_TYPE_TEXT:
    case AN_TYPE_COUNTRY:
    case AN_TYPE_COMMODITY:
    case AN_TYPE_CODE:
        break;
    case AN_TYPE_PERIOD:
        return compare_periods(a->period, b->period);
    }
    return compare_text(a->text, b->text);
}

an_code an_filter_test(const an_filter *filter, const an_value *value, bool *passes)
{
    an_value number = *value;
    if (!is_order(filter->relation)) {
        bool found = false;
        for (size_t i = 0; i < filter->n && !found; i++)
            found = compare(filter, value, &filter->values[i]) == 0;
        *passes = found == (filter->relation == AN_EQUAL);
        return AN_OK;
    }
    if (value->present && filter->numbers && !as_number(&number))
        return AN_DATA;
    int order = value->present ? compare(filter, &number, &filter->values[0]) : 0;
    *passes = value->present && ((filter->relation == AN_LESS && order < 0) ||
                                 (filter->relation == AN_LESS_EQUAL && order <= 0) ||
                                 (filter->relation == AN_GREATER && order > 0) ||
                                 (filter->relation == AN_GREATER_EQUAL && order >= 0));
    return AN_OK;
}
