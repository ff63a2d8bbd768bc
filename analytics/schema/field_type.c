/* field_type: what a descriptor declares of the cells of a field, and a cell read by it.
 *
 * The types and formats are those of Table Schema v2 (datapackage.org/standard/table-schema). Where it is
 * lax, we are not: NaN and INF are no numbers; separators of thousands must stand where thousands are, so
 * that 12.5 under groupChar "." is a bad cell and not 125; a sign before a number with a unit counts. */
#include "schema/field_type.h"

#include <stdio.h>
#include <string.h>

#include "base/number.h"

static const char *const names[] = {
    [AN_FIELD_ANY] = "any",         [AN_FIELD_STRING] = "string",
    [AN_FIELD_INTEGER] = "integer", [AN_FIELD_NUMBER] = "number",
    [AN_FIELD_BOOLEAN] = "boolean", [AN_FIELD_DATE] = "date",
    [AN_FIELD_TIME] = "time",       [AN_FIELD_DATETIME] = "datetime",
    [AN_FIELD_YEAR] = "year",       [AN_FIELD_YEARMONTH] = "yearmonth",
};
enum { N_TYPES = sizeof names / sizeof names[0], PLAIN_SIZE = 80 };

const char an_field_kinds[] = "any string integer number boolean date time datetime year yearmonth";

const char *an_field_kind_name(an_field_kind type)
{
    return names[type];
}

bool an_field_kind_find(const char *name, an_field_kind *type)
{
    for (int i = 0; i < N_TYPES; i++)
        if (strcmp(names[i], name) == 0) {
            *type = (an_field_kind)i;
            return true;
        }
    return false;
}

static bool is_in(const char *list, const char *word)
{
    const size_t size = strlen(word);
    for (const char *at = list; (at = strstr(at, word)) != NULL; at += size)
        if ((at == list || at[-1] == ' ') && (at[size] == ' ' || at[size] == '\0'))
            return true;
    return false;
}

const char *an_field_type_format_fault(an_field_kind type, const char *format)
{
    an_date date;
    an_period period;
    an_moment moment;
    switch (type) {
    case AN_FIELD_STRING:
        return is_in("default email uri uuid binary", format) ? NULL : "expected email, uri, uuid or binary";
    case AN_FIELD_DATE:
    case AN_FIELD_TIME:
    case AN_FIELD_DATETIME:
        if (strcmp(format, "any") == 0)
            return "a date is not guessed; expected its form, such as %d.%m.%Y";
        if (strcmp(format, "default") == 0)
            return NULL;
        return (type == AN_FIELD_TIME ? an_moment_parse("", 0, format, &moment)
                                      : an_date_parse("", 0, format, &date)) == AN_USAGE
                   ? "no form of a date or time; expected %d/%m/%Y or the like"
                   : NULL;
    case AN_FIELD_ANY: /* a date or period by its canonical column */
    case AN_FIELD_YEAR:
    case AN_FIELD_YEARMONTH:
        if (strchr(format, '%') != NULL && an_period_parse("", 0, format, &period) == AN_USAGE)
            return "no form of a date; expected %d/%m/%Y or the like";
        return strchr(format, '%') != NULL || strcmp(format, "default") == 0 ? NULL : "no format of its type";
    case AN_FIELD_INTEGER:
    case AN_FIELD_NUMBER:
    case AN_FIELD_BOOLEAN:
        break;
    }
    return strcmp(format, "default") == 0 ? NULL : "no format of its type";
}

/* ---- numbers ---- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Takes off what stands before and behind a number: a currency, a unit, a percent sign, blanks. */
static an_cell strip(an_cell cell, char decimal)
{
    size_t from = 0, end = cell.size;
    while (from < end && !is_digit(cell.text[from]))
        from++;
    while (end > from && !is_digit(cell.text[end - 1]))
        end--;
    if (from < end && from > 0 && cell.text[from - 1] == decimal)
        from--;
    if (from < end && from > 0 && (cell.text[from - 1] == '-' || cell.text[from - 1] == '+'))
        from--;
    else if (from < end && memchr(cell.text, '-', from) == cell.text) /* -EUR 5 */
        return (an_cell){.text = cell.text, .size = 0};
    return (an_cell){.text = cell.text + from, .size = end - from};
}

/* Whether the digits from text up to end, before which a separator stands, are a group: three, or two where
 * more groups follow (12,34,567). */
static bool is_group(const char *text, const char *end, bool is_last)
{
    const size_t n = (size_t)(end - text);
    return n == 3 || (n == 2 && !is_last);
}

/* The cell without separators of thousands, with '.' as its mark; false: too long, a separator is
 * misplaced. */
static bool make_plain(const an_field_type *declared, char decimal, an_cell cell, char out[PLAIN_SIZE],
                       size_t *size)
{
    const size_t group = declared->group != NULL ? strlen(declared->group) : 0;
    const char *const end = cell.text + cell.size, *run = NULL; /* digits behind the last separator */
    const char *p = cell.text;
    bool is_whole = true;
    for (*size = 0; p < end && *size < PLAIN_SIZE - 1;) {
        const bool separates =
            is_whole && group > 0 && (size_t)(end - p) >= group && memcmp(p, declared->group, group) == 0;
        const bool ends_whole = is_whole && !separates && !is_digit(*p) && *size > 0 && is_digit(p[-1]);
        if (run != NULL && (separates || ends_whole) && !is_group(run, p, !separates))
            return false;
        if (separates) {
            if (*size == 0 || !is_digit(p[-1]))
                return false;
            p += group;
            run = p;
            continue;
        }
        if (ends_whole) {
            is_whole = false;
            run = NULL;
        } else if (*p == decimal) {
            is_whole = false;
        }
        if (*p == '.' && decimal != '.')
            return false;
        out[(*size)++] = *p == decimal ? '.' : *p;
        p++;
    }
    out[*size] = '\0';
    return p == end && (run == NULL || is_group(run, end, true));
}

static an_code read_number(const an_field_type *declared, char decimal, an_cell cell, an_decimal *number,
                           const char **reason)
{
    char plain[PLAIN_SIZE];
    size_t size;
    const bool is_integer = declared->type == AN_FIELD_INTEGER;
    if (declared->decimal != '\0')
        decimal = declared->decimal;
    *reason = is_integer ? "not a whole number" : "not a number";
    if (!declared->is_bare)
        cell = strip(cell, decimal);
    if (cell.size == 0 || !make_plain(declared, decimal, cell, plain, &size))
        return AN_DATA;
    if (is_integer && strspn(plain + (*plain == '-' || *plain == '+'), "0123456789") + 1 < size)
        return AN_DATA;
    if (is_integer && !is_digit(plain[size - 1]))
        return AN_DATA;
    const an_code code = an_decimal_parse(plain, size, '.', number);
    if (code == AN_UNDEFINED)
        *reason = "too large a number";
    return code == AN_OK ? AN_OK : AN_DATA;
}

/* ---- other types ---- */

static bool is_text(an_cell cell, const char *text)
{
    return strlen(text) == cell.size && memcmp(text, cell.text, cell.size) == 0;
}

static bool is_one_of(an_cell cell, const char *const *texts)
{
    while (*texts != NULL && !is_text(cell, *texts))
        texts++;
    return *texts != NULL;
}

static bool read_truth(const an_field_type *declared, an_cell cell, bool *truth)
{
    static const char *const truths[] = {"true", "True", "TRUE", "1", NULL}, *const falses[] = {
                                                                                 "false", "False", "FALSE",
                                                                                 "0", NULL};
    *truth = is_one_of(cell, declared->truths != NULL ? declared->truths : truths);
    return *truth || is_one_of(cell, declared->falses != NULL ? declared->falses : falses);
}

/* The default forms: 2017-07-14, 10:30:00, 2017-07-14T10:30:00Z. */
static an_code read_moment(const an_field_type *declared, an_cell cell, an_typed *typed, const char **reason,
                           const char **expected)
{
    static const struct {
        const char *reason, *example, *form, *other;
    } kinds[] = {
        [AN_FIELD_DATE] = {"not a date", "2017-07-14", "%Y-%m-%d", NULL},
        [AN_FIELD_TIME] = {"not a time", "10:30:00", "%H:%M:%S", NULL},
        [AN_FIELD_DATETIME] = {"not a date with its time", "2017-07-14T10:30:00Z", "%Y-%m-%dT%H:%M:%S%z",
                               "%Y-%m-%dT%H:%M:%S"},
    };
    const char *const format = declared->format;
    *reason = kinds[declared->type].reason;
    *expected = format != NULL ? format : kinds[declared->type].example;
    if (format != NULL)
        return an_moment_parse(cell.text, cell.size, format, &typed->moment) == AN_OK ? AN_OK : AN_DATA;
    if (declared->type != AN_FIELD_DATETIME && cell.size != strlen(*expected))
        return AN_DATA;
    if (an_moment_parse(cell.text, cell.size, kinds[declared->type].form, &typed->moment) == AN_OK)
        return AN_OK;
    if (declared->type == AN_FIELD_DATETIME &&
        (an_moment_parse(cell.text, cell.size, kinds[declared->type].other, &typed->moment) == AN_OK ||
         an_moment_parse(cell.text, cell.size, "%Y-%m-%dT%H:%M:%S.%f%z", &typed->moment) == AN_OK ||
         an_moment_parse(cell.text, cell.size, "%Y-%m-%dT%H:%M:%S.%f", &typed->moment) == AN_OK))
        return AN_OK;
    return AN_DATA;
}

/* A year or a year and month: 2017, 2017-07. */
static an_code read_period(const an_field_type *declared, an_cell cell, an_typed *typed, const char **reason,
                           const char **expected)
{
    const bool is_year = declared->type == AN_FIELD_YEAR;
    an_period period;
    *reason = is_year ? "not a year" : "not a year and month";
    *expected = declared->format != NULL ? declared->format : is_year ? "2017" : "2017-07";
    const char *const form = declared->format != NULL ? declared->format : is_year ? "%Y" : "%Y-%m";
    if ((declared->format == NULL && cell.size != strlen(*expected)) ||
        an_period_parse(cell.text, cell.size, form, &period) != AN_OK)
        return AN_DATA;
    typed->number = an_decimal_from_int(period.index);
    return AN_OK;
}

static size_t count_of(an_cell cell, const char *allowed)
{
    size_t n = 0;
    while (n < cell.size && cell.text[n] != '\0' && strchr(allowed, cell.text[n]) != NULL)
        n++;
    return n;
}

/* xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx, x a hexadecimal digit. */
static bool is_uuid(an_cell cell)
{
    bool fits = cell.size == 36;
    for (size_t i = 0; i < cell.size && fits; i++)
        fits = i == 8 || i == 13 || i == 18 || i == 23
                   ? cell.text[i] == '-'
                   : memchr("0123456789abcdefABCDEF", cell.text[i], 22) != NULL;
    return fits;
}

/* One @ with something before it and a dot in the domain behind it, no blanks. */
static bool is_email(an_cell cell)
{
    const char *const at = memchr(cell.text, '@', cell.size), *const end = cell.text + cell.size;
    if (at == NULL || at == cell.text || memchr(cell.text, ' ', cell.size) != NULL)
        return false;
    const char *const dot = memchr(at, '.', (size_t)(end - at));
    return memchr(at + 1, '@', (size_t)(end - at) - 1) == NULL && dot != NULL && dot > at + 1 &&
           dot + 1 < end && end[-1] != '.';
}

/* A scheme, "://" and something behind it without blanks. */
static bool is_uri(an_cell cell)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.";
    const size_t n = count_of(cell, letters);
    return n > 0 && cell.size > n + 3 && memcmp(cell.text + n, "://", 3) == 0 &&
           memchr(cell.text, ' ', cell.size) == NULL;
}

/* Base 64, filled up to fours. */
static bool is_binary(an_cell cell)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const size_t n = count_of(cell, digits);
    return cell.size % 4 == 0 && cell.size - n <= 2 &&
           count_of((an_cell){.text = cell.text + n, .size = cell.size - n}, "=") == cell.size - n;
}

static an_code read_string(const an_field_type *declared, an_cell cell, const char **reason)
{
    static const struct {
        const char *format, *reason;
        bool (*is)(an_cell cell);
    } forms[] = {{"email", "not an e-mail address", is_email},
                 {"uri", "not a URI", is_uri},
                 {"uuid", "not a UUID", is_uuid},
                 {"binary", "not base 64", is_binary}};
    for (size_t i = 0; declared->format != NULL && i < sizeof forms / sizeof forms[0]; i++)
        if (strcmp(declared->format, forms[i].format) == 0) {
            *reason = forms[i].reason;
            return forms[i].is(cell) ? AN_OK : AN_DATA;
        }
    return AN_OK;
}

an_code an_field_type_read(const an_field_type *declared, char decimal, an_cell cell, an_typed *typed,
                           const char **reason, const char **expected)
{
    *expected = NULL;
    *typed = (an_typed){0};
    switch (declared->type) {
    case AN_FIELD_ANY:
        return AN_OK;
    case AN_FIELD_STRING:
        return read_string(declared, cell, reason);
    case AN_FIELD_INTEGER:
    case AN_FIELD_NUMBER:
        return read_number(declared, decimal, cell, &typed->number, reason);
    case AN_FIELD_BOOLEAN:
        *reason = "neither true nor false";
        return read_truth(declared, cell, &typed->truth) ? AN_OK : AN_DATA;
    case AN_FIELD_DATE:
    case AN_FIELD_TIME:
    case AN_FIELD_DATETIME:
        return read_moment(declared, cell, typed, reason, expected);
    case AN_FIELD_YEAR:
    case AN_FIELD_YEARMONTH:
        return read_period(declared, cell, typed, reason, expected);
    }
    return AN_OK;
}

bool an_field_type_is_ordered(an_field_kind type)
{
    return type != AN_FIELD_ANY && type != AN_FIELD_STRING && type != AN_FIELD_BOOLEAN;
}

static bool is_moment(an_field_kind type)
{
    return type == AN_FIELD_DATE || type == AN_FIELD_TIME || type == AN_FIELD_DATETIME;
}

int an_field_type_compare(an_field_kind type, const an_typed *a, const an_typed *b)
{
    if (!is_moment(type))
        return an_decimal_compare(a->number, b->number);
    return (a->moment.microseconds > b->moment.microseconds) -
           (a->moment.microseconds < b->moment.microseconds);
}

an_cell an_field_type_key(an_field_kind type, const an_typed *typed, an_cell cell, char *out)
{
    if (type == AN_FIELD_ANY || type == AN_FIELD_STRING)
        return cell;
    int size = 1;
    if (type == AN_FIELD_BOOLEAN)
        *out = typed->truth ? '1' : '0';
    else if (is_moment(type))
        size = snprintf(out, AN_DECIMAL_SIZE, "%lld", (long long)typed->moment.microseconds);
    else
        size = (int)an_decimal_print(typed->number, out);
    return (an_cell){.text = out, .size = (size_t)size};
}
