/* form: what a declaration of an extract may say, and what is refused. */
#include "form.h"

#include <regex.h>
#include <string.h>

enum { MOST_CODES = 63 }; /* a condition on codes is a mask of 64 bits, one of them for the empty cell */

static const char *const table_properties[] = {"$schema",     "name",         "title",         "description",
                                               "fieldsMatch", "fields",       "missingValues", "primaryKey",
                                               "uniqueKeys",  "cuprum:dates", "cuprum:key",    NULL};
static const char *const field_properties[] = {"name",
                                               "type",
                                               "title",
                                               "description",
                                               "constraints",
                                               "cuprum:kind",
                                               "cuprum:unit",
                                               "cuprum:splits",
                                               "cuprum:defaultOne",
                                               "cuprum:prefixes",
                                               "cuprum:partOf",
                                               "cuprum:notBefore",
                                               "cuprum:onlyWith",
                                               "cuprum:aboveZero",
                                               "cuprum:percentage",
                                               NULL};
static const char *const constraint_properties[] = {"required",  "minimum",   "maximum", "enum",
                                                    "minLength", "maxLength", "pattern", NULL};

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

static an_code check_known(const form_declaration *d, const json_t *object, const char *const *known,
                           const char *field, an_error *err)
{
    if (object != NULL && !json_is_object(object))
        return form_refuse(d, field, "expected an object", NULL, err);
    for (void *at = json_object_iter((json_t *)object); at != NULL;
         at = json_object_iter_next((json_t *)object, at))
        if (!form_is_one_of(known, json_object_iter_key(at)))
            return form_refuse(d, field, "a property that has no effect here", json_object_iter_key(at), err);
    return AN_OK;
}

/* A relation names a field of the same extract. */
static an_code check_reference(const form_declaration *d, const char *field, const json_t *name,
                               an_error *err)
{
    const char *text = json_string_value(name);
    if (text == NULL)
        return form_refuse(d, field, "expected the name of a field", NULL, err);
    return form_field(d->fields, text) != NULL ? AN_OK : form_refuse(d, field, "no such field", text, err);
}

static an_code check_references(const form_declaration *d, const char *field, const json_t *names,
                                an_error *err)
{
    size_t i;
    const json_t *name;
    an_code code =
        json_is_array(names) ? AN_OK : form_refuse(d, field, "expected a list of fields", NULL, err);
    for (i = 0; code == AN_OK && (name = json_array_get(names, i)) != NULL; i++)
        code = check_reference(d, field, name, err);
    return code;
}

/* The object of a relation: some of its members name fields, the others are texts. */
static an_code check_relation(const form_declaration *d, const json_t *field, const char *key,
                              const char *const *members, size_t n_fields, an_error *err)
{
    const char *name = form_text(field, "name");
    const json_t *relation = json_object_get(field, key);
    an_code code = check_known(d, relation, members, name, err);
    for (size_t i = 0; relation != NULL && code == AN_OK && i < n_fields; i++)
        code = check_reference(d, name, json_object_get(relation, members[i]), err);
    return code;
}

static an_code check_relations(const form_declaration *d, const json_t *field, an_error *err)
{
    static const char *const only_with[] = {"field", "check", "value", NULL};
    static const char *const above_zero[] = {"unlessZero", NULL};
    static const char *const percentage[] = {"of", "rate", "check", NULL};
    static const char *const plain[] = {"cuprum:partOf", "cuprum:notBefore", NULL};
    const char *name = form_text(field, "name");
    an_code code = check_relation(d, field, "cuprum:onlyWith", only_with, 1, err);
    if (code == AN_OK)
        code = check_relation(d, field, "cuprum:aboveZero", above_zero, 1, err);
    if (code == AN_OK)
        code = check_relation(d, field, "cuprum:percentage", percentage, 2, err);
    for (const char *const *key = plain; *key != NULL && code == AN_OK; key++)
        if (json_object_get(field, *key) != NULL)
            code = check_reference(d, name, json_object_get(field, *key), err);
    const json_t *one = json_object_get(field, "cuprum:defaultOne");
    if (code == AN_OK && one != NULL && !form_is_text(form_text(field, "type"), "integer"))
        return form_refuse(d, name, "cuprum:defaultOne is of integers", NULL, err);
    return code == AN_OK && one != NULL && !json_is_true(one) ? check_references(d, name, one, err) : code;
}

static an_code check_codes(const form_declaration *d, const json_t *field, const json_t *codes, an_error *err)
{
    size_t i;
    const json_t *value;
    const char *name = form_text(field, "name");
    if (!json_is_array(codes) || json_array_size(codes) == 0 || json_array_size(codes) > MOST_CODES)
        return form_refuse(d, name, "enum: expected a list of 1 to 63 texts", NULL, err);
    for (i = 0; (value = json_array_get(codes, i)) != NULL; i++) {
        const char *text = json_string_value(value);
        if (text == NULL || text[0] == '\0' || strchr(text, ' ') != NULL)
            return form_refuse(d, name, "enum: a code is a text without blanks", text, err);
    }
    return AN_OK;
}

static an_code check_pattern(const form_declaration *d, const char *field, const json_t *pattern,
                             an_error *err)
{
    regex_t expression;
    const char *text = json_string_value(pattern);
    if (text == NULL || regcomp(&expression, text, REG_EXTENDED | REG_NOSUB) != 0)
        return form_refuse(d, field, "not a POSIX extended regular expression", text, err);
    regfree(&expression);
    return AN_OK;
}

static an_code check_constraints(const form_declaration *d, const json_t *field, an_error *err)
{
    static const char *const of_numbers[] = {"minimum", "maximum", NULL};
    static const char *const of_lengths[] = {"minLength", "maxLength", NULL};
    static const char *const of_texts[] = {"enum", "pattern", "minLength", "maxLength", NULL};
    const char *name = form_text(field, "name");
    json_t *constraints = json_object_get(field, "constraints");
    const bool is_string = form_is_text(form_text(field, "type"), "string");
    an_code code = check_known(d, constraints, constraint_properties, name, err);
    if (code != AN_OK)
        return code;
    for (void *at = json_object_iter(constraints); at != NULL; at = json_object_iter_next(constraints, at)) {
        const char *key = json_object_iter_key(at);
        const json_t *value = json_object_iter_value(at);
        if ((form_is_one_of(of_numbers, key) && (!form_is_numeric(field) || !json_is_number(value))) ||
            (form_is_one_of(of_texts, key) && !is_string) ||
            (form_is_one_of(of_lengths, key) && !json_is_integer(value)) ||
            (strcmp(key, "required") == 0 && !json_is_boolean(value)))
            return form_refuse(d, name, "a constraint that does not go with its type, or a wrong value", key,
                               err);
    }
    if (form_is_text(form_text(field, "type"), "integer") && form_is_below_zero(field))
        return form_refuse(d, name, "integers are counts: say \"minimum\": 0, or type number", NULL, err);
    if (form_constraint(field, "enum") != NULL)
        code = check_codes(d, field, form_constraint(field, "enum"), err);
    if (code == AN_OK && form_constraint(field, "pattern") != NULL)
        code = check_pattern(d, name, form_constraint(field, "pattern"), err);
    return code;
}

static an_code check_prefixes(const form_declaration *d, const json_t *field, an_error *err)
{
    static const char *const members[] = {"name", "digits", "title", NULL};
    size_t i;
    const json_t *prefix, *prefixes = json_object_get(field, "cuprum:prefixes");
    const char *name = form_text(field, "name");
    for (i = 0; (prefix = json_array_get(prefixes, i)) != NULL; i++) {
        an_code code = check_known(d, prefix, members, name, err);
        if (code != AN_OK)
            return code;
        if (form_text(prefix, "name") == NULL || form_text(prefix, "title") == NULL ||
            json_integer_value(json_object_get(prefix, "digits")) <= 0)
            return form_refuse(d, name, "cuprum:prefixes: expected name, digits and title", NULL, err);
    }
    return prefixes == NULL || json_is_array(prefixes)
               ? AN_OK
               : form_refuse(d, name, "cuprum:prefixes: expected a list", NULL, err);
}

static an_code check_field(const form_declaration *d, const json_t *field, an_error *err)
{
    static const char *const types[] = {"string", "integer", "number", "date", NULL};
    static const char *const kinds[] = {"country", "period", "commodity", NULL};
    const char *name = form_text(field, "name"), *type = form_text(field, "type");
    if (name == NULL || name[0] == '\0' ||
        name[strspn(name, "abcdefghijklmnopqrstuvwxyz_0123456789")] != '\0')
        return form_refuse(d, name, "a name has small letters, digits and _", NULL, err);
    if (form_field(d->fields, name) != field)
        return form_refuse(d, name, "stands twice", NULL, err);
    an_code code = check_known(d, field, field_properties, name, err);
    if (code != AN_OK)
        return code;
    if (type == NULL || !form_is_one_of(types, type))
        return form_refuse(d, name, "expected type string, integer, number or date", type, err);
    if (form_text(field, "title") == NULL)
        return form_refuse(d, name, "has no title", NULL, err);
    const json_t *kind = json_object_get(field, "cuprum:kind"), *unit = json_object_get(field, "cuprum:unit");
    if (kind != NULL &&
        (!form_is_text(type, "string") || !json_is_string(kind) ||
         !form_is_one_of(kinds, json_string_value(kind)) || form_constraint(field, "enum") != NULL))
        return form_refuse(d, name, "cuprum:kind is country, period or commodity, of a string without enum",
                           json_string_value(kind), err);
    if (unit != NULL && (!json_is_string(unit) || !form_is_numeric(field)))
        return form_refuse(d, name, "cuprum:unit is a text, of a number", NULL, err);
    const json_t *splits = json_object_get(field, "cuprum:splits");
    if (splits != NULL && !json_is_true(splits))
        return form_refuse(d, name, "cuprum:splits is true or not there", NULL, err);
    code = check_constraints(d, field, err);
    if (code == AN_OK)
        code = check_relations(d, field, err);
    return code == AN_OK ? check_prefixes(d, field, err) : code;
}

static an_code check_key(const form_declaration *d, an_error *err)
{
    static const char *const members[] = {"fields", "unlessZero", NULL};
    const json_t *fields = form_key(d->table), *unique = json_object_get(d->table, "uniqueKeys");
    const json_t *own = json_object_get(d->table, "cuprum:key");
    const int n = (json_object_get(d->table, "primaryKey") != NULL) + (own != NULL) + (unique != NULL);
    if (n > 1 || json_array_size(unique) > 1 || json_array_size(fields) > 3)
        return form_refuse(d, NULL, "one key, of at most 3 fields", NULL, err);
    an_code code = n > 0 ? check_references(d, NULL, fields, err) : AN_OK;
    if (code == AN_OK)
        code = check_known(d, own, members, NULL, err);
    if (code == AN_OK && own != NULL)
        code = check_reference(d, NULL, json_object_get(own, "unlessZero"), err);
    return code;
}

an_code form_check(const form_declaration *d, an_error *err)
{
    size_t i;
    const json_t *field, *missing = json_object_get(d->table, "missingValues");
    const char *base = strrchr(d->path, '/'), *name = form_text(d->table, "name");
    base = base != NULL ? base + 1 : d->path;
    an_code code = check_known(d, d->table, table_properties, NULL, err);
    if (code != AN_OK)
        return code;
    if (name == NULL || strncmp(base, name, strlen(name)) != 0 || strcmp(base + strlen(name), ".json") != 0)
        return form_refuse(d, NULL, "its name is not that of the file", name, err);
    if (!json_is_array(d->fields) || json_array_size(d->fields) == 0 || form_text(d->table, "title") == NULL)
        return form_refuse(d, NULL, "expected a title and a list of fields", NULL, err);
    if (!form_is_text(form_text(d->table, "fieldsMatch"), "partial"))
        return form_refuse(d, NULL,
                           "say \"fieldsMatch\": \"partial\": a program needs only the columns it names",
                           NULL, err);
    if (missing != NULL &&
        (json_array_size(missing) != 1 || !form_is_text(json_string_value(json_array_get(missing, 0)), "")))
        return form_refuse(d, NULL, "missingValues: a canonical cell is missing where it is empty", NULL,
                           err);
    for (i = 0; (field = json_array_get(d->fields, i)) != NULL; i++)
        if ((code = check_field(d, field, err)) != AN_OK)
            return code;
    const json_t *dates = json_object_get(d->table, "cuprum:dates");
    if (dates != NULL)
        code = check_references(d, NULL, dates, err);
    return code == AN_OK ? check_key(d, err) : code;
}
