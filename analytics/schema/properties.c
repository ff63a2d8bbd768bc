/* properties: every property that a descriptor can have, and what is done with each.
 *
 * One table. A property has a function that honours it, or a reason why it is refused, or is noted (it asks
 * for something that no program does, and nothing comes of leaving it out), or is descriptive: it speaks to
 * people and to catalogues and changes nothing in how a file is read. What is not in the table is a mistake,
 * but for names with a colon, which the standard leaves to others: "x:note" is noted, "cuprum:..." restates
 * what the canonical column is (datasets/extracts). The names are those of Data Package v2 and v1
 * (datapackage.org, specs.frictionlessdata.io). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/nearest.h"
#include "schema/column.h"
#include "schema/descriptor.h"

typedef enum fate { HONOURED, DESCRIPTIVE, NOTED, REFUSED } fate;

typedef struct property {
    an_place place;
    const char *name;
    fate fate;
    an_code (*read)(an_reading *r, const json_t *value,
                    an_error *err); /* HONOURED; NULL: its reader looks itself */
    const char *reason;             /* REFUSED */
    const char *types;              /* of a field: the only ones it can stand with; NULL: any */
} property;

static const char no_sheet[] = "is of spreadsheets, whose sheet --sheet names",
                  no_json[] = "is of data in JSON, which are not read",
                  no_list[] = "is of lists, which are not read";

/* In the order in which they are read. */
static const property properties[] = {
    {AN_PLACE_FIELD, "name", .fate = HONOURED},
    {AN_PLACE_FIELD, "canonical", .fate = HONOURED}, /* before all others: an_field_read */
    {AN_PLACE_FIELD, "title", .read = an_field_title},
    {AN_PLACE_FIELD, "type", .read = an_field_set_type},
    {AN_PLACE_FIELD, "format", .read = an_field_set_format},
    {AN_PLACE_FIELD, "decimalChar", .read = an_field_mark, .types = "number"},
    {AN_PLACE_FIELD, "groupChar", .read = an_field_mark, .types = "number integer"},
    {AN_PLACE_FIELD, "bareNumber", .read = an_field_mark, .types = "number integer"},
    {AN_PLACE_FIELD, "trueValues", .read = an_field_truths, .types = "boolean"},
    {AN_PLACE_FIELD, "falseValues", .read = an_field_truths, .types = "boolean"},
    {AN_PLACE_FIELD, "missingValues", .read = an_field_missing},
    {AN_PLACE_FIELD, "categories", .read = an_field_categories},
    {AN_PLACE_FIELD, "factor", .read = an_field_factor},
    {AN_PLACE_FIELD, "width", .read = an_field_width},
    {AN_PLACE_FIELD, "constraints", .read = an_field_constraints},
    {AN_PLACE_FIELD, "description", .fate = DESCRIPTIVE},
    {AN_PLACE_FIELD, "example", .fate = DESCRIPTIVE},
    {AN_PLACE_FIELD, "examples", .fate = DESCRIPTIVE},
    {AN_PLACE_FIELD, "rdfType", .fate = DESCRIPTIVE},
    {AN_PLACE_FIELD, "categoriesOrdered", .fate = DESCRIPTIVE}, /* the order of codes changes no count */
    {AN_PLACE_FIELD, "itemType", .fate = REFUSED, .reason = no_list},
    {AN_PLACE_FIELD, "delimiter", .fate = REFUSED, .reason = no_list},

    {AN_PLACE_CONSTRAINTS, "required", .read = an_constraint_flag},
    {AN_PLACE_CONSTRAINTS, "unique", .read = an_constraint_flag},
    {AN_PLACE_CONSTRAINTS, "minimum", .read = an_constraint_bound},
    {AN_PLACE_CONSTRAINTS, "maximum", .read = an_constraint_bound},
    {AN_PLACE_CONSTRAINTS, "exclusiveMinimum", .read = an_constraint_bound},
    {AN_PLACE_CONSTRAINTS, "exclusiveMaximum", .read = an_constraint_bound},
    {AN_PLACE_CONSTRAINTS, "minLength", .read = an_constraint_length},
    {AN_PLACE_CONSTRAINTS, "maxLength", .read = an_constraint_length},
    {AN_PLACE_CONSTRAINTS, "pattern", .read = an_constraint_pattern},
    {AN_PLACE_CONSTRAINTS, "enum", .read = an_constraint_enum},
    {AN_PLACE_CONSTRAINTS, "jsonSchema", .fate = REFUSED, .reason = no_json},

    {AN_PLACE_SCHEMA, "missingValues", .read = an_schema_missing},
    {AN_PLACE_SCHEMA, "fields", .read = an_schema_fields_read},
    {AN_PLACE_SCHEMA, "fieldsMatch", .read = an_schema_fields_match},
    {AN_PLACE_SCHEMA, "primaryKey", .read = an_schema_primary_key},
    {AN_PLACE_SCHEMA, "uniqueKeys", .read = an_schema_unique_keys},
    {AN_PLACE_SCHEMA, "foreignKeys", .read = an_schema_foreign_keys},
    {AN_PLACE_SCHEMA, "dialect", .fate = HONOURED}, /* of a schema that is the whole descriptor */
    {AN_PLACE_SCHEMA, "encoding", .fate = HONOURED},
    {AN_PLACE_SCHEMA, "$schema", .fate = DESCRIPTIVE},
    {AN_PLACE_SCHEMA, "profile", .fate = DESCRIPTIVE},
    {AN_PLACE_SCHEMA, "name", .fate = DESCRIPTIVE},
    {AN_PLACE_SCHEMA, "title", .fate = DESCRIPTIVE},
    {AN_PLACE_SCHEMA, "description", .fate = DESCRIPTIVE},
    {AN_PLACE_SCHEMA, "homepage", .fate = DESCRIPTIVE},
    {AN_PLACE_SCHEMA, "path", .fate = DESCRIPTIVE},
    {AN_PLACE_SCHEMA, "version", .fate = DESCRIPTIVE},
    {AN_PLACE_SCHEMA, "created", .fate = DESCRIPTIVE},
    {AN_PLACE_SCHEMA, "updated", .fate = DESCRIPTIVE},
    {AN_PLACE_SCHEMA, "countryCode", .fate = DESCRIPTIVE},
    {AN_PLACE_SCHEMA, "licenses", .fate = DESCRIPTIVE},
    {AN_PLACE_SCHEMA, "sources", .fate = DESCRIPTIVE},
    {AN_PLACE_SCHEMA, "contributors", .fate = DESCRIPTIVE},
    {AN_PLACE_SCHEMA, "keywords", .fate = DESCRIPTIVE},
    {AN_PLACE_SCHEMA, "examples", .fate = DESCRIPTIVE},
    {AN_PLACE_SCHEMA, "custom", .fate = DESCRIPTIVE},

    {AN_PLACE_FOREIGN_KEY, "fields", .fate = HONOURED},
    {AN_PLACE_FOREIGN_KEY, "reference", .fate = HONOURED},
    {AN_PLACE_REFERENCE, "resource", .fate = HONOURED},
    {AN_PLACE_REFERENCE, "fields", .fate = HONOURED},

    {AN_PLACE_DIALECT, "delimiter", .read = an_dialect_mark},
    {AN_PLACE_DIALECT, "quoteChar", .read = an_dialect_mark},
    {AN_PLACE_DIALECT, "escapeChar", .read = an_dialect_mark},
    {AN_PLACE_DIALECT, "commentChar", .read = an_dialect_mark},
    {AN_PLACE_DIALECT, "decimalChar", .read = an_dialect_mark},
    {AN_PLACE_DIALECT, "doubleQuote", .read = an_dialect_flag},
    {AN_PLACE_DIALECT, "skipInitialSpace", .read = an_dialect_flag},
    {AN_PLACE_DIALECT, "header", .read = an_dialect_flag},
    {AN_PLACE_DIALECT, "headerRows", .read = an_dialect_lines},
    {AN_PLACE_DIALECT, "commentRows", .read = an_dialect_lines},
    {AN_PLACE_DIALECT, "lineTerminator", .read = an_dialect_text},
    {AN_PLACE_DIALECT, "nullSequence", .read = an_dialect_text},
    {AN_PLACE_DIALECT, "footerPattern", .read = an_dialect_text},
    {AN_PLACE_DIALECT, "caseSensitiveHeader",
     .fate = DESCRIPTIVE}, /* declared names are matched to the letter */
    {AN_PLACE_DIALECT, "headerJoin",
     .fate = DESCRIPTIVE}, /* several header lines, which it would join, are refused */
    {AN_PLACE_DIALECT, "$schema", .fate = DESCRIPTIVE},
    {AN_PLACE_DIALECT, "profile", .fate = DESCRIPTIVE},
    {AN_PLACE_DIALECT, "name", .fate = DESCRIPTIVE},
    {AN_PLACE_DIALECT, "title", .fate = DESCRIPTIVE},
    {AN_PLACE_DIALECT, "description", .fate = DESCRIPTIVE},
    {AN_PLACE_DIALECT, "csvddfVersion", .fate = DESCRIPTIVE},
    {AN_PLACE_DIALECT, "sheetNumber", .fate = REFUSED, .reason = no_sheet},
    {AN_PLACE_DIALECT, "sheetName", .fate = REFUSED, .reason = no_sheet},
    {AN_PLACE_DIALECT, "property", .fate = REFUSED, .reason = no_json},
    {AN_PLACE_DIALECT, "itemType", .fate = REFUSED, .reason = no_json},
    {AN_PLACE_DIALECT, "itemKeys", .fate = REFUSED, .reason = no_json},
    {AN_PLACE_DIALECT, "table", .fate = REFUSED, .reason = "is of databases, which are not read"},

    {AN_PLACE_RESOURCE, "name", .fate = HONOURED},
    {AN_PLACE_RESOURCE, "path", .fate = HONOURED},
    {AN_PLACE_RESOURCE, "encoding", .read = an_resource_encoding},
    {AN_PLACE_RESOURCE, "format", .read = an_resource_format},
    {AN_PLACE_RESOURCE, "dialect", .read = an_resource_dialect},
    {AN_PLACE_RESOURCE, "schema", .read = an_resource_schema},
    {AN_PLACE_RESOURCE, "data", .fate = REFUSED,
     .reason = "stands in the descriptor itself: put it into a file of its own"},
    {AN_PLACE_RESOURCE, "bytes", .fate = NOTED},
    {AN_PLACE_RESOURCE, "hash", .fate = NOTED},
    {AN_PLACE_RESOURCE, "extrapaths", .fate = REFUSED, .reason = "is not read: name the files in \"path\""},
    {AN_PLACE_RESOURCE, "innerpath", .fate = NOTED},
    {AN_PLACE_RESOURCE, "compression", .fate = DESCRIPTIVE}, /* a file's first bytes say it */
    {AN_PLACE_RESOURCE, "type", .fate = DESCRIPTIVE},
    {AN_PLACE_RESOURCE, "scheme", .fate = DESCRIPTIVE},
    {AN_PLACE_RESOURCE, "$schema", .fate = DESCRIPTIVE},
    {AN_PLACE_RESOURCE, "profile", .fate = DESCRIPTIVE},
    {AN_PLACE_RESOURCE, "title", .fate = DESCRIPTIVE},
    {AN_PLACE_RESOURCE, "description", .fate = DESCRIPTIVE},
    {AN_PLACE_RESOURCE, "homepage", .fate = DESCRIPTIVE},
    {AN_PLACE_RESOURCE, "mediatype", .fate = DESCRIPTIVE},
    {AN_PLACE_RESOURCE, "licenses", .fate = DESCRIPTIVE},
    {AN_PLACE_RESOURCE, "sources", .fate = DESCRIPTIVE},

    {AN_PLACE_PACKAGE, "resources", .fate = HONOURED},
    {AN_PLACE_PACKAGE, "$schema", .fate = DESCRIPTIVE},
    {AN_PLACE_PACKAGE, "profile", .fate = DESCRIPTIVE},
    {AN_PLACE_PACKAGE, "name", .fate = DESCRIPTIVE},
    {AN_PLACE_PACKAGE, "id", .fate = DESCRIPTIVE},
    {AN_PLACE_PACKAGE, "title", .fate = DESCRIPTIVE},
    {AN_PLACE_PACKAGE, "description", .fate = DESCRIPTIVE},
    {AN_PLACE_PACKAGE, "homepage", .fate = DESCRIPTIVE},
    {AN_PLACE_PACKAGE, "image", .fate = DESCRIPTIVE},
    {AN_PLACE_PACKAGE, "version", .fate = DESCRIPTIVE},
    {AN_PLACE_PACKAGE, "created", .fate = DESCRIPTIVE},
    {AN_PLACE_PACKAGE, "updated", .fate = DESCRIPTIVE},
    {AN_PLACE_PACKAGE, "keywords", .fate = DESCRIPTIVE},
    {AN_PLACE_PACKAGE, "contributors", .fate = DESCRIPTIVE},
    {AN_PLACE_PACKAGE, "licenses", .fate = DESCRIPTIVE},
    {AN_PLACE_PACKAGE, "sources", .fate = DESCRIPTIVE},
};
enum { N_PROPERTIES = sizeof properties / sizeof properties[0] };

/* ---- the walk ---- */

static const char *const places[] = {
    [AN_PLACE_PACKAGE] = "a package",
    [AN_PLACE_RESOURCE] = "a resource",
    [AN_PLACE_DIALECT] = "a dialect",
    [AN_PLACE_SCHEMA] = "a schema",
    [AN_PLACE_FIELD] = "a field",
    [AN_PLACE_CONSTRAINTS] = "the constraints of a field",
    [AN_PLACE_FOREIGN_KEY] = "a foreign key",
    [AN_PLACE_REFERENCE] = "the reference of a foreign key",
};

static const property *find(an_place place, const char *name)
{
    for (size_t i = 0; i < N_PROPERTIES; i++)
        if (properties[i].place == place && strcmp(properties[i].name, name) == 0)
            return &properties[i];
    return NULL;
}

static an_code fail_unknown(an_reading *r, an_place place, const char *name, an_error *err)
{
    an_nearest nearest = {0};
    r->property = NULL;
    for (size_t i = 0; i < N_PROPERTIES; i++)
        if (properties[i].place == place)
            an_nearest_try(&nearest, name, properties[i].name);
    for (size_t i = 0; i < N_PROPERTIES; i++)
        if (strcmp(properties[i].name, name) == 0)
            return an_reading_fail(r, err, "'%s' is a property of %s, not of %s", name,
                                   places[properties[i].place], places[place]);
    if (nearest.word != NULL)
        return an_reading_fail(r, err, "unknown property '%s'; did you mean '%s'?", name, nearest.word);
    return an_reading_fail(r, err, "unknown property '%s'; a remark of your own has a colon: \"x:%s\"", name,
                           name);
}

static an_code note(an_reading *r, const char *name, an_error *err)
{
    an_resource *const resource = r->resource;
    char *text = NULL;
    if (resource->note != NULL && strstr(resource->note, name) != NULL)
        return AN_OK;
    if (asprintf(&text, "%s%s%s", resource->note != NULL ? resource->note : "",
                 resource->note != NULL ? ", " : "", name) < 0)
        return an_fail_memory(err);
    free(resource->note);
    resource->note = text;
    return AN_OK;
}

static an_code check(an_reading *r, an_place place, const char *name, an_error *err)
{
    const property *const known = find(place, name);
    const bool is_ours = strncmp(name, "cuprum:", strlen("cuprum:")) == 0;
    if (known == NULL && strchr(name, ':') == NULL)
        return fail_unknown(r, place, name, err);
    if (known != NULL && known->fate == REFUSED)
        return an_reading_fail(r, err, "%s %s", name, known->reason);
    if ((known == NULL && !is_ours) || (known != NULL && known->fate == NOTED))
        return note(r, name, err);
    return AN_OK;
}

static bool is_type_of(an_field_kind type, const char *types)
{
    an_field_kind one;
    char word[16];
    size_t size;
    const char *at;
    for (int k = 1; (at = an_words_get(types, k, &size)) != NULL; k++) {
        snprintf(word, sizeof word, "%.*s", (int)size, at);
        if (an_field_kind_find(word, &one) && one == type)
            return true;
    }
    return false;
}

an_code an_properties_read(an_reading *r, an_place place, const json_t *object, an_error *err)
{
    const char *name;
    json_t *value;
    if (!json_is_object(object))
        return an_reading_fail(r, err, "expected an object, {...}");
    json_object_foreach((json_t *)object, name, value)
    {
        const an_code code = check(r, place, name, err);
        if (code != AN_OK)
            return code;
    }
    for (size_t i = 0; i < N_PROPERTIES; i++) {
        const property *const p = &properties[i];
        if (p->place != place || p->read == NULL || (value = json_object_get(object, p->name)) == NULL)
            continue;
        r->property = p->name;
        if (p->types != NULL && !is_type_of(r->field->rule.declared.type, p->types))
            return an_reading_fail(r, err, "goes with type %s only", p->types);
        const an_code code = p->read(r, value, err);
        if (code != AN_OK)
            return code;
        r->property = NULL;
    }
    return AN_OK;
}
