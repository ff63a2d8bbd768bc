/* form: what a declaration of an extract may say, and what is refused. */
#include "form.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <string.h>

enum { MOST_CODES = 63 }; /* a condition on codes is a mask of 64 bits, one of them for the empty cell */

/* What the value of a property must be. */
typedef enum form_value {
    VALUE_TEXT,
    VALUE_NAME,    /* small letters, digits and _ */
    VALUE_TYPE,    /* string, integer, number or date */
    VALUE_KIND,    /* member_state, country, origin, period or commodity */
    VALUE_PARTIAL, /* "partial" */
    VALUE_EMPTY,   /* [""] */
    VALUE_NUMBER,
    VALUE_INTEGER,
    VALUE_BOOLEAN,
    VALUE_TRUE,
    VALUE_CODES,        /* 1 to MOST_CODES texts without blanks */
    VALUE_PATTERN,      /* a regular expression (PCRE2) */
    VALUE_FIELD,        /* the name of a field of the same extract */
    VALUE_NUMBER_FIELD, /* of an integer or number */
    VALUE_DATE_FIELD,
    VALUE_FIELDS,  /* one to three of them */
    VALUE_KEYS,    /* a list of one such list */
    VALUE_DEFAULT, /* true, or fields */
    VALUE_OBJECT,  /* of .members */
    VALUE_OBJECTS, /* a list of them */
} form_value;

static const char *const value_names[] = {
    [VALUE_TEXT] = "a text",
    [VALUE_NAME] = "a name of small letters, digits and _",
    [VALUE_TYPE] = "string, integer, number or date",
    [VALUE_KIND] = "member_state, country, origin, period or commodity",
    [VALUE_PARTIAL] = "\"partial\": a program needs only the columns it names",
    [VALUE_EMPTY] = "[\"\"]: a canonical cell is missing where it is empty",
    [VALUE_NUMBER] = "a number",
    [VALUE_INTEGER] = "a whole number",
    [VALUE_BOOLEAN] = "true or false",
    [VALUE_TRUE] = "true",
    [VALUE_CODES] = "a list of 1 to 63 texts without blanks",
    [VALUE_PATTERN] = "a regular expression (PCRE2)",
    [VALUE_FIELD] = "the name of a field of this extract",
    [VALUE_NUMBER_FIELD] = "the name of a field of this extract that is an integer or a number",
    [VALUE_DATE_FIELD] = "the name of a field of this extract that is a date",
    [VALUE_FIELDS] = "a list of one to three fields of this extract",
    [VALUE_KEYS] = "a list of one list of fields of this extract",
    [VALUE_DEFAULT] = "true, or a list of fields of this extract",
    [VALUE_OBJECT] = "an object",
    [VALUE_OBJECTS] = "a list of objects",
};

typedef struct form_property {
    const char *name;
    form_value value;
    bool is_required;
    const char *types; /* of fields: which may have it, blank between them; NULL: all */
    const struct form_property *members;
} form_property;

static const form_property constraints[] = {
    {.name = "required", .value = VALUE_BOOLEAN},
    {.name = "minimum", .value = VALUE_NUMBER, .types = "integer number"},
    {.name = "maximum", .value = VALUE_NUMBER, .types = "integer number"},
    {.name = "enum", .value = VALUE_CODES, .types = "string"},
    {.name = "pattern", .value = VALUE_PATTERN, .types = "string"},
    {.name = "minLength", .value = VALUE_INTEGER, .types = "string"},
    {.name = "maxLength", .value = VALUE_INTEGER, .types = "string"},
    {.name = NULL}};
static const form_property prefix[] = {{.name = "name", .value = VALUE_NAME, .is_required = true},
                                       {.name = "digits", .value = VALUE_INTEGER, .is_required = true},
                                       {.name = "title", .value = VALUE_TEXT, .is_required = true},
                                       {.name = NULL}};
static const form_property only_with[] = {{.name = "field", .value = VALUE_FIELD, .is_required = true},
                                          {.name = "value", .value = VALUE_TEXT},
                                          {.name = "check", .value = VALUE_NAME},
                                          {.name = NULL}};
static const form_property changed[] = {{.name = "code", .value = VALUE_NAME, .is_required = true},
                                        {.name = "at", .value = VALUE_TEXT, .is_required = true},
                                        {.name = NULL}};
static const form_property above_zero[] = {{.name = "unlessZero", .value = VALUE_NUMBER_FIELD},
                                           {.name = NULL}};
static const form_property percentage[] = {{.name = "of", .value = VALUE_NUMBER_FIELD, .is_required = true},
                                           {.name = "rate", .value = VALUE_NUMBER_FIELD, .is_required = true},
                                           {.name = "check", .value = VALUE_NAME},
                                           {.name = NULL}};
static const form_property own_key[] = {
    {.name = "fields", .value = VALUE_FIELDS, .is_required = true},
    {.name = "unlessZero", .value = VALUE_NUMBER_FIELD, .is_required = true},
    {.name = NULL}};
static const form_property field_properties[] = {
    {.name = "name", .value = VALUE_NAME, .is_required = true},
    {.name = "type", .value = VALUE_TYPE, .is_required = true},
    {.name = "title", .value = VALUE_TEXT, .is_required = true},
    {.name = "description", .value = VALUE_TEXT},
    {.name = "constraints", .value = VALUE_OBJECT, .members = constraints},
    {.name = "cuprum:kind", .value = VALUE_KIND, .types = "string"},
    {.name = "cuprum:unit", .value = VALUE_TEXT, .types = "integer number"},
    {.name = "cuprum:splits", .value = VALUE_TRUE},
    {.name = "cuprum:version", .value = VALUE_TRUE, .types = "integer"},
    {.name = "cuprum:withdrawn", .value = VALUE_CODES, .types = "string"},
    {.name = "cuprum:breaks", .value = VALUE_OBJECTS, .types = "string", .members = changed},
    {.name = "cuprum:defaultOne", .value = VALUE_DEFAULT, .types = "integer"},
    {.name = "cuprum:prefixes", .value = VALUE_OBJECTS, .types = "string", .members = prefix},
    {.name = "cuprum:partOf", .value = VALUE_NUMBER_FIELD, .types = "integer number"},
    {.name = "cuprum:notBefore", .value = VALUE_DATE_FIELD, .types = "date"},
    {.name = "cuprum:onlyWith", .value = VALUE_OBJECT, .members = only_with},
    {.name = "cuprum:aboveZero", .value = VALUE_OBJECT, .types = "integer number", .members = above_zero},
    {.name = "cuprum:percentage", .value = VALUE_OBJECT, .types = "integer number", .members = percentage},
    {.name = NULL}};
static const form_property table_properties[] = {
    {.name = "$schema", .value = VALUE_TEXT},
    {.name = "name", .value = VALUE_NAME, .is_required = true},
    {.name = "title", .value = VALUE_TEXT, .is_required = true},
    {.name = "description", .value = VALUE_TEXT},
    {.name = "fieldsMatch", .value = VALUE_PARTIAL, .is_required = true},
    {.name = "fields", .value = VALUE_OBJECTS, .is_required = true, .members = field_properties},
    {.name = "missingValues", .value = VALUE_EMPTY},
    {.name = "primaryKey", .value = VALUE_FIELDS},
    {.name = "uniqueKeys", .value = VALUE_KEYS},
    {.name = "cuprum:dates", .value = VALUE_FIELDS},
    {.name = "cuprum:key", .value = VALUE_OBJECT, .members = own_key},
    {.name = NULL}};

const char *form_text(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

const json_t *form_constraint(const json_t *field, const char *key)
{
    return json_object_get(json_object_get(field, "constraints"), key);
}

bool form_is_text(const char *text, const char *other)
{
    return text != NULL && strcmp(text, other) == 0;
}

bool form_is_one_of(const char *const *list, const char *text)
{
    while (*list != NULL && strcmp(*list, text) != 0)
        list++;
    return *list != NULL;
}

const json_t *form_field(const json_t *fields, const char *name)
{
    size_t i;
    const json_t *field;
    for (i = 0; (field = json_array_get(fields, i)) != NULL; i++)
        if (form_is_text(form_text(field, "name"), name))
            return field;
    return NULL;
}

bool form_is_numeric(const json_t *field)
{
    return form_is_text(form_text(field, "type"), "integer") ||
           form_is_text(form_text(field, "type"), "number");
}

bool form_is_below_zero(const json_t *field)
{
    const json_t *minimum = form_constraint(field, "minimum");
    return minimum == NULL || json_number_value(minimum) < 0;
}

const json_t *form_key(const json_t *table)
{
    const json_t *primary = json_object_get(table, "primaryKey");
    const json_t *key = json_object_get(json_object_get(table, "cuprum:key"), "fields");
    return primary != NULL ? primary
           : key != NULL   ? key
                           : json_array_get(json_object_get(table, "uniqueKeys"), 0);
}

/* ---- what is refused ---- */

an_code form_refuse(const form_declaration *d, const char *field, const char *what, const char *detail,
                    an_error *err)
{
    return an_fail_at(err, AN_DATA, d->path, 0, 0, "%s%s%s%s%s", field != NULL ? field : "",
                      field != NULL ? ": " : "", what, detail != NULL ? ": " : "",
                      detail != NULL ? detail : "");
}

static bool is_pattern(const char *text)
{
    int wrong;
    PCRE2_SIZE at;
    pcre2_code *const made = text != NULL ? pcre2_compile((PCRE2_SPTR)text, PCRE2_ZERO_TERMINATED, PCRE2_UTF,
                                                          &wrong, &at, NULL)
                                          : NULL;
    pcre2_code_free(made);
    return made != NULL;
}

static bool are_codes(const json_t *list)
{
    const size_t n = json_array_size(list);
    for (size_t i = 0; i < n; i++) {
        const char *text = json_string_value(json_array_get(list, i));
        if (text == NULL || text[0] == '\0' || strchr(text, ' ') != NULL)
            return false;
    }
    return n > 0 && n <= MOST_CODES;
}

static bool are_fields(const form_declaration *d, const json_t *list)
{
    const size_t n = json_array_size(list);
    for (size_t i = 0; i < n; i++) {
        const char *name = json_string_value(json_array_get(list, i));
        if (name == NULL || form_field(d->fields, name) == NULL)
            return false;
    }
    return n > 0 && n <= 3;
}

/* Whether value is what it must be; the members of objects are looked at elsewhere. */
static bool is_right(const form_declaration *d, form_value kind, const json_t *value)
{
    static const char *const types[] = {"string", "integer", "number", "date", NULL};
    static const char *const kinds[] = {"member_state", "country", "origin", "period", "commodity", NULL};
    const char *text = json_string_value(value);
    switch (kind) {
    case VALUE_TEXT:
        return text != NULL;
    case VALUE_NAME:
        return text != NULL && text[0] != '\0' &&
               text[strspn(text, "abcdefghijklmnopqrstuvwxyz_0123456789")] == '\0';
    case VALUE_TYPE:
        return text != NULL && form_is_one_of(types, text);
    case VALUE_KIND:
        return text != NULL && form_is_one_of(kinds, text);
    case VALUE_PARTIAL:
        return form_is_text(text, "partial");
    case VALUE_EMPTY:
        return json_array_size(value) == 1 && form_is_text(json_string_value(json_array_get(value, 0)), "");
    case VALUE_NUMBER:
        return json_is_number(value);
    case VALUE_INTEGER:
        return json_is_integer(value);
    case VALUE_BOOLEAN:
        return json_is_boolean(value);
    case VALUE_TRUE:
        return json_is_true(value);
    case VALUE_CODES:
        return are_codes(value);
    case VALUE_PATTERN:
        return is_pattern(text);
    case VALUE_FIELD:
        return text != NULL && form_field(d->fields, text) != NULL;
    case VALUE_NUMBER_FIELD:
        return text != NULL && form_is_numeric(form_field(d->fields, text));
    case VALUE_DATE_FIELD:
        return text != NULL && form_is_text(form_text(form_field(d->fields, text), "type"), "date");
    case VALUE_FIELDS:
        return are_fields(d, value);
    case VALUE_KEYS:
        return json_array_size(value) == 1 && are_fields(d, json_array_get(value, 0));
    case VALUE_DEFAULT:
        return json_is_true(value) || are_fields(d, value);
    case VALUE_OBJECT:
        return json_is_object(value);
    case VALUE_OBJECTS:
        return json_array_size(value) > 0;
    }
    return false;
}

/* Whether a property of a list of types may be had by a field of type. */
static bool goes_with(const char *types, const char *type)
{
    return types == NULL || type == NULL || strstr(types, type) != NULL;
}

/* field: whose properties these are, of the given type; NULL: the table's. */
static an_code check_object(const form_declaration *d, const json_t *object, const form_property *known,
                            const json_t *field, an_error *err)
{
    const char *name = form_text(field, "name"), *type = form_text(field, "type");
    for (void *at = json_object_iter((json_t *)object); at != NULL;
         at = json_object_iter_next((json_t *)object, at)) {
        const form_property *property = known;
        while (property->name != NULL && strcmp(property->name, json_object_iter_key(at)) != 0)
            property++;
        if (property->name == NULL || !goes_with(property->types, type))
            return form_refuse(d, name, "a property that has no effect here", json_object_iter_key(at), err);
    }
    for (; known->name != NULL; known++) {
        const json_t *value = json_object_get(object, known->name);
        an_code code = AN_OK;
        if (value == NULL && !known->is_required)
            continue;
        if (value == NULL || !is_right(d, known->value, value))
            return an_fail_at(err, AN_DATA, d->path, 0, 0, "%s%s%s: expected %s", name != NULL ? name : "",
                              name != NULL ? ": " : "", known->name, value_names[known->value]);
        if (known->value == VALUE_OBJECT)
            code = check_object(d, value, known->members, field, err);
        for (size_t i = 0; known->value == VALUE_OBJECTS && i < json_array_size(value) && code == AN_OK;
             i++) {
            const json_t *item = json_array_get(value, i);
            code = check_object(d, item, known->members, field != NULL ? field : item, err);
        }
        if (code != AN_OK)
            return code;
    }
    return AN_OK;
}

static bool is_in_enum(const json_t *field, const char *code)
{
    const json_t *const codes = form_constraint(field, "enum");
    for (size_t i = 0; i < json_array_size(codes); i++)
        if (form_is_text(json_string_value(json_array_get(codes, i)), code))
            return true;
    return false;
}

/* Versions and states of rows are those of a key, one column each. */
static an_code check_versions(const form_declaration *d, an_error *err)
{
    enum { MOST_KEY = 2 }; /* extract.h: a check has four columns; the version and unlessZero are two */
    const char *const properties[] = {"cuprum:version", "cuprum:withdrawn"};
    for (size_t p = 0; p < sizeof properties / sizeof properties[0]; p++) {
        size_t n = 0;
        for (size_t i = 0; i < json_array_size(d->fields); i++) {
            const json_t *const field = json_array_get(d->fields, i);
            const json_t *const value = json_object_get(field, properties[p]);
            const char *const name = form_text(field, "name");
            if (value == NULL)
                continue;
            if (n++ > 0)
                return form_refuse(d, name, "stands in two fields", properties[p], err);
            if (json_array_size(form_key(d->table)) == 0 || json_array_size(form_key(d->table)) > MOST_KEY)
                return form_refuse(d, name, "needs a key of one or two fields", properties[p], err);
            for (size_t k = 0; k < json_array_size(value); k++)
                if (!is_in_enum(field, json_string_value(json_array_get(value, k))))
                    return form_refuse(d, name, "is not in its enum",
                                       json_string_value(json_array_get(value, k)), err);
        }
    }
    return AN_OK;
}

an_code form_check(const form_declaration *d, an_error *err)
{
    const char *base = strrchr(d->path, '/'), *table = form_text(d->table, "name");
    base = base != NULL ? base + 1 : d->path;
    an_code code = check_object(d, d->table, table_properties, NULL, err);
    if (code != AN_OK)
        return code;
    if (strncmp(base, table, strlen(table)) != 0 || strcmp(base + strlen(table), ".json") != 0)
        return form_refuse(d, NULL, "its name is not that of the file", table, err);
    if ((json_object_get(d->table, "primaryKey") != NULL) +
            (json_object_get(d->table, "uniqueKeys") != NULL) +
            (json_object_get(d->table, "cuprum:key") != NULL) >
        1)
        return form_refuse(d, NULL, "more than one key", NULL, err);
    for (size_t i = 0; i < json_array_size(d->fields); i++) {
        const json_t *field = json_array_get(d->fields, i);
        const char *name = form_text(field, "name");
        if (form_field(d->fields, name) != field)
            return form_refuse(d, name, "stands twice", NULL, err);
        if (form_is_text(form_text(field, "type"), "integer") && form_is_below_zero(field))
            return form_refuse(d, name, "integers are counts: say \"minimum\": 0, or type number", NULL, err);
        if (json_object_get(field, "cuprum:kind") != NULL && form_constraint(field, "enum") != NULL)
            return form_refuse(d, name, "a cuprum:kind has no enum", NULL, err);
    }
    return check_versions(d, err);
}
