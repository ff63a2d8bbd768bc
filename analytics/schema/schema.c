/* schema: how a file of other names, units and languages is read as an extract of canonical columns.
 *
 * A descriptor (Table Schema, or a Data Package with several resources) and --column become one mapping for
 * each column of a file: its actual name, missing values, categories, date format, factor. --column goes
 * before the descriptor, and the command line's delimiter and decimal mark before its dialect. Units are
 * exact: a factor is a decimal, so that won to euro does not depend on the order of rows. */
#include "schema/schema.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/memory.h"
#include "base/number.h"
#include "schema/json.h"

typedef struct field {
    const char *name;      /* as it stands in the descriptor */
    const char *canonical; /* "canonical", or the name */
    an_mapping mapping;
} field;

typedef struct resource {
    const char *path; /* NULL: of any file */
    an_dialect dialect;
    char decimal;
    field *fields;
    const char **names;
    size_t n;
} resource;

typedef struct pair {
    const char *name, *actual;
} pair;

struct an_schema {
    an_arena arena;
    resource *resources;
    size_t n_resources;
    pair *pairs; /* --column */
    size_t n_pairs;
    an_schema_options options;
    bool no_memory;          /* for a text of the descriptor */
};

static char *keep(an_schema *schema, const char *text)
{
    char *copy = an_arena_copy(&schema->arena, text, strlen(text));
    schema->no_memory = schema->no_memory || copy == NULL;
    return copy;
}

/* The text of a JSON string or number; NULL: neither, or no memory (then no_memory is set). */
static const char *scalar(an_schema *schema, const json_t *value)
{
    char text[AN_NUMBER_SIZE + 8];
    if (json_is_string(value))
        return keep(schema, json_string_value(value));
    if (json_is_integer(value))
        snprintf(text, sizeof text, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    else if (json_is_real(value))
        an_number_print(json_real_value(value), text);
    else if (json_is_boolean(value))
        snprintf(text, sizeof text, "%s", json_is_true(value) ? "true" : "false");
    else
        return NULL;
    return keep(schema, text);
}

static const char *string_member(an_schema *schema, const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    return json_is_string(value) ? keep(schema, json_string_value(value)) : NULL;
}

static an_code read_missing(an_schema *schema, const json_t *list, an_mapping *mapping, an_error *err)
{
    size_t n = json_array_size(list);
    const char **texts = an_arena_alloc(&schema->arena, n * sizeof *texts);
    if (texts == NULL)
        return an_fail_memory(err);
    mapping->n_missing = 0;
    for (size_t i = 0; i < n; i++) {
        const json_t *item = json_array_get(list, i);
        const char *text = scalar(schema, json_is_object(item) ? json_object_get(item, "value") : item);
        if (text != NULL)
            texts[mapping->n_missing++] = text;
    }
    mapping->missing = texts;
    return AN_OK;
}

static an_code read_categories(an_schema *schema, const json_t *list, an_mapping *mapping, an_error *err)
{
    size_t n = json_array_size(list);
    an_category *categories = an_arena_alloc(&schema->arena, n * sizeof *categories);
    if (categories == NULL)
        return an_fail_memory(err);
    for (size_t i = 0; i < n; i++) {
        const json_t *item = json_array_get(list, i);
        const char *value = scalar(schema, json_object_get(item, "value"));
        const char *label = scalar(schema, json_object_get(item, "label"));
        if (value != NULL && label != NULL)
            categories[mapping->n_categories++] = (an_category){value, label};
    }
    mapping->categories = categories;
    return AN_OK;
}

static an_code read_factor(const json_t *value, const char *path, const char *name, an_mapping *mapping,
                           an_error *err)
{
    char number[AN_NUMBER_SIZE];
    const char *text = json_string_value(value);
    if (json_is_number(value)) {
        an_number_print(json_number_value(value), number);
        text = number;
    }
    mapping->has_factor = true;
    if (text == NULL || an_decimal_parse(text, strlen(text), '.', &mapping->factor) != AN_OK)
        return an_fail_at(err, AN_DATA, path, 0, 0, "field '%s': factor must be a decimal such as \"1000\"",
                          name);
    return AN_OK;
}

static an_code read_field(an_schema *schema, const char *path, const json_t *object, const json_t *missing,
                          field *out, an_error *err)
{
    out->name = string_member(schema, object, "name");
    if (out->name == NULL)
        return an_fail_at(err, AN_DATA, path, 0, 0, "a field has no name");
    out->canonical = string_member(schema, object, "canonical");
    an_mapping *mapping = &out->mapping;
    mapping->actual = out->name;
    mapping->title = string_member(schema, object, "title");
    if (out->canonical == NULL)
        out->canonical = out->name;
    mapping->name = out->canonical;
    const char *format = string_member(schema, object, "format");
    an_date date;
    an_period period;
    if (format != NULL && strchr(format, '%') != NULL) {
        if (an_date_parse("", 0, format, &date) == AN_USAGE &&
            an_period_parse("", 0, format, &period) == AN_USAGE)
            return an_fail_at(err, AN_DATA, path, 0, 0,
                              "field '%s': '%s' is no format of dates; expected %%d/%%m/%%Y or the like",
                              out->name, format);
        mapping->format = format;
    }
    const json_t *own = json_object_get(object, "missingValues");
    if (json_is_array(own))
        missing = own;
    an_code code = AN_OK;
    if (json_is_array(missing))
        code = read_missing(schema, missing, mapping, err);
    const json_t *categories = json_object_get(object, "categories");
    if (code == AN_OK && json_is_array(categories))
        code = read_categories(schema, categories, mapping, err);
    const json_t *factor = json_object_get(object, "factor");
    if (code == AN_OK && factor != NULL)
        code = read_factor(factor, path, out->name, mapping, err);
    return code;
}

/* *mark stays where the object has no such member, or an empty one. */
static void read_mark(const json_t *object, const char *key, char *mark)
{
    const char *const text = json_string_value(json_object_get(object, key));
    if (text != NULL && text[0] != '\0')
        *mark = text[0];
}

static void read_dialect(const json_t *dialect, resource *out)
{
    read_mark(dialect, "delimiter", &out->dialect.delimiter);
    read_mark(dialect, "decimalChar", &out->decimal);
    if (json_is_false(json_object_get(dialect, "header")))
        out->dialect.no_header = true;
}

/* schema is a Table Schema; dialect may be NULL. */
static an_code read_resource(an_schema *schema, const char *path, const json_t *table, const json_t *dialect,
                             resource *out, an_error *err)
{
    out->dialect = (an_dialect){.quote = '"', .doubled = true};
    read_dialect(dialect, out);
    const json_t *fields = json_object_get(table, "fields");
    if (!json_is_array(fields))
        return an_fail_at(err, AN_DATA, path, 0, 0,
                          "no list of fields: expected a Table Schema or a Data Package");
    size_t n = json_array_size(fields);
    out->fields = an_arena_alloc(&schema->arena, n * sizeof *out->fields);
    out->names = an_arena_alloc(&schema->arena, n * sizeof *out->names);
    if (out->fields == NULL || out->names == NULL)
        return an_fail_memory(err);
    for (; out->n < n; out->n++) {
        field *f = &out->fields[out->n];
        *f = (field){0};
        an_code code = read_field(schema, path, json_array_get(fields, out->n),
                                  json_object_get(table, "missingValues"), f, err);
        if (code != AN_OK)
            return code;
        out->names[out->n] = f->name;
        /* A decimal mark may also stand with the field, as Table Schema v1 had it. */
        read_mark(json_array_get(fields, out->n), "decimalChar", &out->decimal);
    }
    return AN_OK;
}

static an_code read_package(an_schema *schema, const char *path, const json_t *root, an_error *err)
{
    const json_t *list = json_object_get(root, "resources");
    bool is_package = json_is_array(list);
    size_t n = is_package ? json_array_size(list) : 1;
    schema->resources = an_arena_alloc(&schema->arena, n * sizeof *schema->resources);
    if (schema->resources == NULL)
        return an_fail_memory(err);
    for (size_t i = 0; i < n; i++) {
        const json_t *entry = is_package ? json_array_get(list, i) : root;
        const json_t *table = is_package ? json_object_get(entry, "schema") : root;
        if (is_package && json_is_string(table))
            return an_fail_at(err, AN_DATA, path, 0, 0,
                              "the schema of a resource is in another file, '%s', which is not read: give "
                              "that file to --schema, or put it in here",
                              json_string_value(table));
        if (is_package && !json_is_object(table))
            continue; /* a resource that is no table */
        resource *out = &schema->resources[schema->n_resources++];
        *out = (resource){0};
        out->path = is_package ? scalar(schema, json_object_get(entry, "path")) : NULL;
        an_code code = read_resource(schema, path, table, json_object_get(entry, "dialect"), out, err);
        if (code != AN_OK)
            return code;
    }
    return AN_OK;
}

static an_code read_descriptor(an_schema *schema, const char *path, an_error *err)
{
    json_t *root = NULL;
    an_code code = an_json_read(&root, path, err);
    if (code == AN_OK)
        code = read_package(schema, path, root, err);
    json_decref(root);
    return schema->no_memory ? an_fail_memory(err) : code;
}

static an_code read_pairs(an_schema *schema, const char *const columns[], size_t n, an_error *err)
{
    schema->pairs = an_arena_alloc(&schema->arena, n * sizeof *schema->pairs);
    if (schema->pairs == NULL)
        return an_fail_memory(err);
    for (; schema->n_pairs < n; schema->n_pairs++) {
        const char *text = columns[schema->n_pairs], *sign = strchr(text, '=');
        if (sign == NULL || sign == text || sign[1] == '\0')
            return an_fail(err, AN_USAGE, "--column %s: expected NAME=ACTUAL, such as net_mass=\"Net Mass\"",
                           text);
        pair *p = &schema->pairs[schema->n_pairs];
        p->name = an_arena_copy(&schema->arena, text, (size_t)(sign - text));
        p->actual = keep(schema, sign + 1);
        if (p->name == NULL || p->actual == NULL)
            return an_fail_memory(err);
        for (size_t i = 0; i < schema->n_pairs; i++)
            if (strcmp(schema->pairs[i].name, p->name) == 0)
                return an_fail(err, AN_USAGE, "--column %s: '%s' was already given", text, p->name);
    }
    return AN_OK;
}

an_code an_schema_new(an_schema **schema, const an_schema_options *options, an_error *err)
{
    an_schema *made = calloc(1, sizeof *made);
    if (made == NULL)
        return an_fail_memory(err);
    made->options = *options;
    an_code code = read_pairs(made, options->columns, options->n_columns, err);
    if (code == AN_OK && options->path != NULL)
        code = read_descriptor(made, options->path, err);
    if (code != AN_OK) {
        an_schema_free(made);
        return code;
    }
    *schema = made;
    return AN_OK;
}

void an_schema_free(an_schema *schema)
{
    if (schema == NULL)
        return;
    an_arena_free(&schema->arena);
    free(schema);
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

/* The resource that describes file: the one of its name, or the only one there is. */
static const resource *find_resource(const an_schema *schema, const char *file)
{
    for (size_t i = 0; i < schema->n_resources; i++) {
        const char *path = schema->resources[i].path;
        if (path != NULL && strcmp(base_name(path), base_name(file)) == 0)
            return &schema->resources[i];
    }
    return schema->n_resources == 1 ? &schema->resources[0] : NULL;
}

an_dialect an_schema_dialect(const an_schema *schema, const char *file)
{
    const an_schema_options *options = &schema->options;
    const resource *found = find_resource(schema, file);
    an_dialect dialect = found != NULL ? found->dialect : (an_dialect){.quote = '"', .doubled = true};
    if (options->delimiter != '\0')
        dialect.delimiter = options->delimiter;
    if (options->encoding != NULL)
        dialect.encoding = options->encoding;
    if (options->header_row > 0)
        dialect.header_row = options->header_row;
    if (options->sheet != NULL)
        dialect.sheet = options->sheet;
    return dialect;
}

char an_schema_decimal(const an_schema *schema, const char *file)
{
    const resource *found = find_resource(schema, file);
    if (schema->options.decimal != '\0')
        return schema->options.decimal;
    return found != NULL && found->decimal != '\0' ? found->decimal : '.';
}

const char *const *an_schema_fields(const an_schema *schema, const char *file, size_t *n)
{
    const resource *found = find_resource(schema, file);
    *n = found != NULL ? found->n : 0;
    return found != NULL ? found->names : NULL;
}

an_mapping an_schema_column(const an_schema *schema, const char *file, const char *name)
{
    an_mapping mapping = {.name = name};
    const resource *found = find_resource(schema, file);
    const char *actual = NULL;
    for (size_t i = 0; i < schema->n_pairs; i++)
        if (strcmp(schema->pairs[i].name, name) == 0)
            actual = schema->pairs[i].actual;
    for (size_t i = 0; found != NULL && i < found->n; i++) {
        const field *f = &found->fields[i];
        /* --column NAME=ACTUAL takes the format and codes of the field ACTUAL. */
        if (strcmp(actual != NULL ? f->name : f->canonical, actual != NULL ? actual : name) == 0)
            mapping = f->mapping;
    }
    if (actual != NULL) {
        mapping.actual = actual;
        mapping.title = NULL;
        mapping.is_told = true;
    }
    mapping.name = name;
    return mapping;
}

/* Whether name is found in the column that the header calls actual. */
static bool is_found_in(const an_schema *schema, const char *file, const char *name, const char *actual)
{
    const an_mapping mapping = an_schema_column(schema, file, name);
    return strcmp(mapping.actual != NULL ? mapping.actual : name, actual) == 0 ||
           (mapping.title != NULL && strcmp(mapping.title, actual) == 0);
}

const char *an_schema_canonical(const an_schema *schema, const char *file, const char *actual)
{
    const resource *found = find_resource(schema, file);
    const char *canonical = actual;
    for (size_t i = 0; found != NULL && i < found->n; i++) {
        const field *f = &found->fields[i];
        const char *title = f->mapping.title;
        if (strcmp(f->name, actual) == 0 || (title != NULL && strcmp(title, actual) == 0))
            canonical = f->canonical;
    }
    for (size_t i = 0; i < schema->n_pairs; i++)
        if (strcmp(schema->pairs[i].actual, actual) == 0)
            canonical = schema->pairs[i].name;
    if (is_found_in(schema, file, canonical, actual))
        return canonical;
    return is_found_in(schema, file, actual, actual) ? actual : NULL;
}

const char *an_schema_mapped(const an_schema *schema, size_t k)
{
    return k < schema->n_pairs ? schema->pairs[k].name : NULL;
}
