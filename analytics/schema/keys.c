/* keys: primaryKey, uniqueKeys and foreignKeys of a descriptor as rules.
 *
 * A foreign key refers to columns of another file of the package, which are read as its own resource says;
 * the keys of that resource are not looked at, because references may go in a circle. */
#include <stdlib.h>
#include <string.h>

#include "schema/descriptor.h"

static const char *copy(an_reading *r, const char *text)
{
    return an_arena_copy(&r->descriptor->arena, text, strlen(text));
}

/* The fields that a key names, a text or a list of them. */
static an_code key_fields(an_reading *r, const json_t *value, an_rule *rule, an_error *err)
{
    const char *const *names = (const char *const[]){json_string_value(value), NULL};
    an_code code = AN_OK;
    rule->n = 1;
    if (!json_is_string(value))
        code = an_reading_texts(r, value, &names, &rule->n, err);
    if (code != AN_OK)
        return code;
    if (rule->n == 0)
        return an_reading_fail(r, err, "no field");
    const an_rule_field **const fields = an_arena_alloc(&r->descriptor->arena, rule->n * sizeof *fields);
    if (fields == NULL)
        return an_fail_memory(err);
    rule->fields = fields;
    for (size_t i = 0; i < rule->n; i++) {
        fields[i] = NULL;
        for (size_t f = 0; f < r->resource->n; f++)
            if (strcmp(r->resource->names[f], names[i]) == 0)
                fields[i] = &r->resource->fields[f].rule;
        if (fields[i] == NULL)
            return an_reading_fail(r, err, "there is no field '%s'", names[i]);
    }
    return AN_OK;
}

static bool is_same_key(const an_rule *a, const an_rule *b)
{
    bool same = a->n == b->n;
    for (size_t i = 0; i < a->n && same; i++)
        same = a->fields[i] == b->fields[i];
    return same;
}

/* A key that is unique already, and is to be primary, is one key. */
static an_code add_key(an_reading *r, const json_t *value, an_rule_kind kind, const char *name, an_error *err)
{
    an_rule rule = {.kind = kind, .name = name};
    const an_code code = key_fields(r, value, &rule, err);
    for (size_t i = 0; code == AN_OK && i < r->resource->n_rules; i++) {
        an_rule *const known = &r->resource->rules[i];
        if ((known->kind != AN_RULE_UNIQUE && known->kind != AN_RULE_PRIMARY) || !is_same_key(known, &rule))
            continue;
        if (known->kind == AN_RULE_UNIQUE && kind == AN_RULE_PRIMARY) {
            known->kind = kind;
            known->name = "unique, primaryKey";
        }
        return AN_OK;
    }
    return code == AN_OK ? an_reading_rule(r, &rule, err) : code;
}

an_code an_schema_primary_key(an_reading *r, const json_t *value, an_error *err)
{
    return add_key(r, value, AN_RULE_PRIMARY, "primaryKey", err);
}

an_code an_schema_unique_keys(an_reading *r, const json_t *value, an_error *err)
{
    an_code code = json_is_array(value) ? AN_OK : an_reading_fail(r, err, "expected a list of keys");
    for (size_t i = 0; i < json_array_size(value) && code == AN_OK; i++)
        code = add_key(r, json_array_get(value, i), AN_RULE_UNIQUE, "uniqueKeys", err);
    return code;
}

/* Whether object is the resource that a foreign key calls name. */
static bool is_called(const json_t *object, const char *name)
{
    const char *const is = json_string_value(json_object_get(object, "name"));
    return is != NULL && strcmp(is, name) == 0;
}

/* The columns of another file are read by its own resource. */
static an_code refer(an_reading *r, const json_t *object, an_rule *rule, an_error *err)
{
    an_resource other;
    an_reading inner = {.descriptor = r->descriptor, .resource = &other, .path = r->path};
    other = (an_resource){.dialect = {.quote = '"', .doubled = true}};
    an_code code = an_resource_name(&inner, object, err);
    if (code == AN_OK && other.n_paths != 1)
        return an_reading_fail(r, err, "a reference is to one file");
    if (code == AN_OK)
        code = an_reading_check_path(r, other.paths[0], err);
    /* Its own keys are not looked at: references may go in a circle. */
    json_t *const bare = json_copy((json_t *)object);
    json_t *const schema = json_object_get(object, "schema");
    json_t *const table = json_is_object(schema) ? json_copy(schema) : NULL;
    if (code == AN_OK && (bare == NULL || (json_is_object(schema) && table == NULL)))
        code = an_fail_memory(err);
    if (table != NULL) {
        (void)json_object_del(table, "foreignKeys");
        (void)json_object_set(bare, "schema", table);
    }
    if (code == AN_OK)
        code = an_resource_read(&inner, bare, err);
    json_decref(table);
    json_decref(bare);
    const an_rule_field **const fields = an_arena_alloc(&r->descriptor->arena, rule->n * sizeof *fields);
    if (code == AN_OK && fields == NULL)
        code = an_fail_memory(err);
    for (size_t i = 0; code == AN_OK && i < rule->n; i++) {
        fields[i] = NULL;
        for (size_t f = 0; f < other.n; f++)
            if (strcmp(other.names[f], rule->columns[i]) == 0)
                fields[i] = &other.fields[f].rule;
        if (fields[i] == NULL)
            code = an_reading_fail(r, err, "resource '%s' has no field '%s'", other.name, rule->columns[i]);
    }
    rule->their = fields;
    if (code == AN_OK) {
        rule->file = an_reading_beside(r, r->descriptor->sources[0].path, other.paths[0]);
        code = rule->file == NULL ? an_fail_memory(err) : AN_OK;
    }
    free(other.rules);
    free(other.note);
    free(other.untested);
    return code;
}

static an_code find_reference(an_reading *r, const json_t *reference, an_rule *rule, an_error *err)
{
    const char *const name = json_string_value(json_object_get(reference, "resource"));
    const json_t *const list = json_object_get(r->root, "resources");
    if (name == NULL || name[0] == '\0' ||
        (r->resource->name != NULL && strcmp(r->resource->name, name) == 0)) {
        an_rule own = {0};
        const an_code code = key_fields(r, json_object_get(reference, "fields"), &own, err);
        rule->their = own.fields;
        return code;
    }
    for (size_t i = 0; i < json_array_size(list); i++)
        if (is_called(json_array_get(list, i), name))
            return refer(r, json_array_get(list, i), rule, err);
    return an_reading_fail(r, err, "there is no resource '%s'", name);
}

static an_code add_reference(an_reading *r, const json_t *key, an_error *err)
{
    an_rule rule = {.kind = AN_RULE_REFERENCE, .name = "foreignKeys"};
    const json_t *const reference = json_object_get(key, "reference");
    const json_t *const theirs = json_object_get(reference, "fields");
    size_t n = 1;
    an_code code = an_properties_read(r, AN_PLACE_FOREIGN_KEY, key, err);
    if (code == AN_OK)
        code = an_properties_read(r, AN_PLACE_REFERENCE, reference, err);
    r->property = "foreignKeys";
    if (code == AN_OK)
        code = key_fields(r, json_object_get(key, "fields"), &rule, err);
    if (code == AN_OK && json_is_string(theirs)) {
        const char **const one = an_arena_alloc(&r->descriptor->arena, sizeof *one);
        rule.columns = one;
        if (one == NULL || (*one = copy(r, json_string_value(theirs))) == NULL)
            return an_fail_memory(err);
    } else if (code == AN_OK) {
        code = an_reading_texts(r, theirs, &rule.columns, &n, err);
    }
    if (code == AN_OK && n != rule.n)
        return an_reading_fail(r, err, "%zu fields refer to %zu", rule.n, n);
    if (code == AN_OK)
        code = find_reference(r, reference, &rule, err);
    return code == AN_OK ? an_reading_rule(r, &rule, err) : code;
}

an_code an_schema_foreign_keys(an_reading *r, const json_t *value, an_error *err)
{
    an_code code = json_is_array(value) ? AN_OK : an_reading_fail(r, err, "expected a list of keys");
    for (size_t i = 0; i < json_array_size(value) && code == AN_OK; i++)
        code = add_reference(r, json_array_get(value, i), err);
    return code;
}
