/* descriptor: a Table Schema, Data Resource or Data Package, read and judged property by property.
 *
 * What each property is and what becomes of it stands in one table, properties.c; here are the readers of
 * packages, resources, dialects and schemas, in fields.c those of fields. Schemas and dialects by path are
 * read relative to the descriptor, and never from elsewhere: the standard wants it so, because a package
 * comes from others. */
#include "schema/descriptor.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/number.h"
#include "schema/expression.h"
#include "schema/json.h"

/* ---- what all readers need ---- */

an_code an_reading_fail(const an_reading *r, an_error *err, const char *format, ...)
{
    char text[400], place[200] = "";
    size_t used = 0;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (r->resource != NULL && r->resource->name != NULL)
        used += (size_t)snprintf(place, sizeof place, "resource '%.60s'%s", r->resource->name,
                                 r->field != NULL ? ", " : ": ");
    if (r->field != NULL && r->field->name != NULL && used < sizeof place)
        snprintf(place + used, sizeof place - used, "field '%.60s': ", r->field->name);
    return an_fail_at(err, AN_USAGE, r->path, 0, 0, "%s%s%s%s", place, r->property != NULL ? r->property : "",
                      r->property != NULL ? ": " : "", text);
}

const char *an_reading_text(an_reading *r, const json_t *value, an_code *code, an_error *err)
{
    char number[AN_NUMBER_SIZE + 8];
    const char *text = json_string_value(value);
    *code = AN_OK;
    if (json_is_integer(value))
        snprintf(number, sizeof number, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    else if (json_is_real(value))
        an_number_print(json_real_value(value), number);
    else if (json_is_boolean(value))
        snprintf(number, sizeof number, "%s", json_is_true(value) ? "true" : "false");
    else if (text == NULL)
        *code = an_reading_fail(r, err, "expected a text");
    if (*code != AN_OK)
        return NULL;
    text = text != NULL ? text : number;
    const char *const copy = an_arena_copy(&r->descriptor->arena, text, strlen(text));
    if (copy == NULL)
        *code = an_fail_memory(err);
    return copy;
}

/* A list of texts, ended by NULL; an item may be {"value": TEXT, "label": ...}. */
an_code an_reading_texts(an_reading *r, const json_t *list, const char *const **texts, size_t *n,
                         an_error *err)
{
    const size_t size = json_array_size(list);
    if (!json_is_array(list))
        return an_reading_fail(r, err, "expected a list");
    const char **const made = an_arena_alloc(&r->descriptor->arena, (size + 1) * sizeof *made);
    if (made == NULL)
        return an_fail_memory(err);
    for (size_t i = 0; i < size; i++) {
        an_code code;
        const json_t *item = json_array_get(list, i);
        if (json_is_object(item))
            item = json_object_get(item, "value");
        made[i] = an_reading_text(r, item, &code, err);
        if (code != AN_OK)
            return code;
    }
    made[size] = NULL;
    *texts = made;
    *n = size;
    return AN_OK;
}

an_code an_reading_rule(an_reading *r, const an_rule *rule, an_error *err)
{
    an_resource *const resource = r->resource;
    if (an_grow(&resource->rules, &resource->rules_capacity, resource->n_rules + 1,
                sizeof *resource->rules) != AN_OK)
        return an_fail_memory(err);
    resource->rules[resource->n_rules++] = *rule;
    return AN_OK;
}

/* ---- files ---- */

static an_code add_source(an_descriptor *d, const char *path, const char *bytes, size_t size, an_error *err)
{
    an_descriptor_source source = {.path = an_arena_copy(&d->arena, path, strlen(path))};
    an_digest *const digest = an_digest_new();
    an_code code =
        source.path == NULL || digest == NULL ||
                an_grow(&d->sources, &d->sources_capacity, d->n_sources + 1, sizeof *d->sources) != AN_OK
            ? an_fail_memory(err)
            : AN_OK;
    if (code == AN_OK && (!an_digest_add(digest, bytes, size) || !an_digest_text(digest, source.sha256)))
        code = an_fail_at(err, AN_SYSTEM, path, 0, 0, "SHA-256 failed");
    if (code == AN_OK)
        d->sources[d->n_sources++] = source;
    an_digest_free(digest);
    return code;
}

static an_code load(an_descriptor *d, const char *path, json_t **root, an_error *err)
{
    char *bytes = NULL;
    size_t size;
    an_code code = an_json_load(root, path, &bytes, &size, err);
    if (code == AN_OK)
        code = add_source(d, path, bytes, size, err);
    free(bytes);
    return code;
}

/* The path of a file that the descriptor at `from` names. NULL: no memory. */
const char *an_reading_beside(an_reading *r, const char *from, const char *path)
{
    const char *const slash = strrchr(from, '/');
    const size_t folder = slash != NULL ? (size_t)(slash - from) + 1 : 0;
    char *const made = an_arena_alloc(&r->descriptor->arena, folder + strlen(path) + 1);
    if (made != NULL) {
        memcpy(made, from, folder);
        memcpy(made + folder, path, strlen(path) + 1);
    }
    return made;
}

an_code an_reading_check_path(an_reading *r, const char *path, an_error *err)
{
    if (strstr(path, "://") != NULL)
        return an_reading_fail(r, err, "'%s' is not fetched: keep a copy beside the descriptor", path);
    if (path[0] == '/' || strncmp(path, "../", 3) == 0 || strstr(path, "/../") != NULL)
        return an_reading_fail(r, err, "'%s' is not beside the descriptor or below it", path);
    return AN_OK;
}

/* An object that stands in the descriptor or, where value is a text, in a file of its own. */
static an_code read_object(an_reading *r, an_place place, const json_t *value, an_error *err)
{
    const char *const name = json_string_value(value), *const outer = r->path;
    json_t *root = NULL;
    an_code code = AN_OK;
    if (name != NULL) {
        code = an_reading_check_path(r, name, err);
        const char *const path =
            code == AN_OK ? an_reading_beside(r, r->descriptor->sources[0].path, name) : NULL;
        if (code == AN_OK && path == NULL)
            code = an_fail_memory(err);
        if (code == AN_OK)
            code = load(r->descriptor, path, &root, err);
        r->path = path;
        value = root;
    }
    r->property = NULL;
    if (code == AN_OK && place == AN_PLACE_SCHEMA && json_object_get(value, "fields") == NULL)
        code = an_reading_fail(r, err, "no list of fields: expected a Table Schema");
    if (code == AN_OK)
        code = an_properties_read(r, place, value, err);
    r->path = outer;
    json_decref(root);
    return code;
}

/* ---- dialects ---- */

static bool is_named(const an_reading *r, const char *name)
{
    return strcmp(r->property, name) == 0;
}

an_code an_dialect_mark(an_reading *r, const json_t *value, an_error *err)
{
    an_resource *const resource = r->resource;
    const char *const text = json_is_null(value) ? "" : json_string_value(value);
    const bool may_be_none = !is_named(r, "delimiter") && !is_named(r, "decimalChar");
    if (text == NULL || strlen(text) > 1 || (unsigned char)text[0] > 127 ||
        (text[0] == '\0' && !may_be_none) || text[0] == '\n' || text[0] == '\r')
        return an_reading_fail(r, err, "expected one character");
    char *const mark = is_named(r, "delimiter")     ? &resource->dialect.delimiter
                       : is_named(r, "quoteChar")   ? &resource->dialect.quote
                       : is_named(r, "escapeChar")  ? &resource->dialect.escape
                       : is_named(r, "commentChar") ? &resource->dialect.comment
                                                    : &resource->decimal;
    *mark = text[0];
    return AN_OK;
}

an_code an_dialect_flag(an_reading *r, const json_t *value, an_error *err)
{
    an_dialect *const dialect = &r->resource->dialect;
    if (!json_is_boolean(value))
        return an_reading_fail(r, err, "expected true or false");
    if (is_named(r, "doubleQuote"))
        dialect->doubled = json_is_true(value);
    else if (is_named(r, "skipInitialSpace"))
        dialect->skip_space = json_is_true(value);
    else
        dialect->no_header = !json_is_true(value);
    return AN_OK;
}

static int by_number(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* headerRows, commentRows: lines of the file, from 1. The default, headerRows [1], is the first line that is
 * no comment. */
an_code an_dialect_lines(an_reading *r, const json_t *value, an_error *err)
{
    an_dialect *const dialect = &r->resource->dialect;
    const size_t n = json_array_size(value);
    uint64_t *const lines = an_arena_alloc(&r->descriptor->arena, (n + 1) * sizeof *lines);
    if (lines == NULL)
        return an_fail_memory(err);
    for (size_t i = 0; i < n; i++) {
        const json_int_t line = json_integer_value(json_array_get(value, i));
        if (line < 1)
            return an_reading_fail(r, err, "expected numbers of lines, from 1");
        lines[i] = (uint64_t)line;
    }
    if (!json_is_array(value))
        return an_reading_fail(r, err, "expected a list of numbers of lines");
    if (is_named(r, "headerRows")) {
        if (n != 1)
            return an_reading_fail(r, err, "expected one line: a header of %zu is not read%s", n,
                                   n == 0 ? " (\"header\": false)" : "");
        dialect->header_row = lines[0] > 1 ? lines[0] : 0;
        return AN_OK;
    }
    qsort(lines, n, sizeof *lines, by_number);
    dialect->passed = lines;
    dialect->n_passed = n;
    return AN_OK;
}

an_code an_dialect_text(an_reading *r, const json_t *value, an_error *err)
{
    an_code code;
    an_expression *pattern = NULL;
    const char *const text = an_reading_text(r, value, &code, err);
    if (code != AN_OK)
        return code;
    if (is_named(r, "nullSequence")) {
        r->resource->null = text;
        return AN_OK;
    }
    if (is_named(r, "lineTerminator"))
        return strcmp(text, "\n") == 0 || strcmp(text, "\r\n") == 0 || strcmp(text, "\r") == 0
                   ? AN_OK
                   : an_reading_fail(r, err, "lines end with LF, CRLF or CR");
    code = an_expression_new(&pattern, text, err);
    an_expression_free(pattern);
    if (code != AN_OK)
        return code == AN_DATA ? an_reading_fail(r, err, "'%s' is no regular expression", text) : code;
    r->resource->dialect.footer = text;
    return AN_OK;
}

/* What belongs together, once all is read. */
static an_code finish_dialect(an_reading *r, an_error *err)
{
    an_dialect *const d = &r->resource->dialect;
    if (d->delimiter != '\0' && (d->delimiter == d->quote || d->delimiter == r->resource->decimal ||
                                 d->delimiter == d->escape || d->delimiter == d->comment))
        return an_reading_fail(r, err, "the delimiter '%c' has another meaning, too, in the dialect",
                               d->delimiter);
    if (d->quote != '\0' && (d->quote == d->escape || d->quote == d->comment))
        return an_reading_fail(r, err, "the quoteChar '%c' has another meaning, too, in the dialect",
                               d->quote);
    if (d->no_header && d->header_row > 0)
        return an_reading_fail(r, err, "header false, but headerRows names one");
    for (size_t i = 0; i < d->n_passed; i++)
        if (d->passed[i] == d->header_row && d->header_row > 0)
            return an_reading_fail(r, err, "line %llu is a header and a comment",
                                   (unsigned long long)d->header_row);
    while (!d->no_header && d->header_row == 0 && d->n_passed > 0 && d->passed[0] == 1) {
        d->header_row = 2; /* the first line that is no comment */
        for (size_t i = 1; i < d->n_passed && d->passed[i] == d->header_row; i++)
            d->header_row++;
    }
    return AN_OK;
}

/* ---- resources ---- */

an_code an_resource_encoding(an_reading *r, const json_t *value, an_error *err)
{
    an_code code;
    const char *const text = an_reading_text(r, value, &code, err);
    const bool is_plain = code == AN_OK && (strcasecmp(text, "utf-8") == 0 || strcasecmp(text, "utf8") == 0);
    if (code == AN_OK)
        r->resource->dialect.encoding = is_plain ? NULL : text;
    return code;
}

an_code an_resource_format(an_reading *r, const json_t *value, an_error *err)
{
    an_code code;
    const char *const text = an_reading_text(r, value, &code, err);
    if (code != AN_OK)
        return code;
    if (strcasecmp(text, "tsv") == 0 && r->resource->dialect.delimiter == '\0')
        r->resource->dialect.delimiter = '\t';
    return strcasecmp(text, "csv") == 0 || strcasecmp(text, "tsv") == 0 || strcasecmp(text, "txt") == 0 ||
                   strcasecmp(text, "xlsx") == 0
               ? AN_OK
               : an_reading_fail(r, err, "'%s' is not read; expected csv, tsv or xlsx", text);
}

an_code an_resource_dialect(an_reading *r, const json_t *value, an_error *err)
{
    const an_code code = read_object(r, AN_PLACE_DIALECT, value, err);
    return code == AN_OK ? finish_dialect(r, err) : code;
}

an_code an_resource_schema(an_reading *r, const json_t *value, an_error *err)
{
    r->resource->is_table = true;
    const an_code code = read_object(r, AN_PLACE_SCHEMA, value, err);
    return code == AN_OK ? an_fields_finish(r, err) : code;
}

an_code an_resource_name(an_reading *r, const json_t *object, an_error *err)
{
    const json_t *const path = json_object_get(object, "path"), *const name = json_object_get(object, "name");
    an_code code = AN_OK;
    r->property = "name";
    if (name != NULL)
        r->resource->name = an_reading_text(r, name, &code, err);
    r->property = "path";
    if (code == AN_OK && json_is_array(path))
        return an_reading_texts(r, path, &r->resource->paths, &r->resource->n_paths, err);
    if (code != AN_OK || path == NULL)
        return code;
    const char **const one = an_arena_alloc(&r->descriptor->arena, sizeof *one);
    if (one == NULL)
        return an_fail_memory(err);
    *one = an_reading_text(r, path, &code, err);
    r->resource->paths = one;
    r->resource->n_paths = 1;
    if (code == AN_OK && r->resource->name == NULL)
        r->resource->name = *one;
    return code;
}

/* Of a resource that is no table, a document or a map, only the name is looked at. */
an_code an_resource_read(an_reading *r, const json_t *object, an_error *err)
{
    *r->resource = (an_resource){.dialect = {.quote = '"', .doubled = true}};
    an_code code = an_resource_name(r, object, err);
    r->property = NULL;
    if (code == AN_OK && json_object_get(object, "schema") != NULL)
        code = an_properties_read(r, AN_PLACE_RESOURCE, object, err);
    return code;
}

/* ---- schemas ---- */

an_code an_schema_missing(an_reading *r, const json_t *value, an_error *err)
{
    return an_reading_texts(r, value, &r->resource->missing, &r->resource->n_missing, err);
}

an_code an_schema_fields_read(an_reading *r, const json_t *value, an_error *err)
{
    an_resource *const resource = r->resource;
    const size_t n = json_array_size(value);
    if (!json_is_array(value))
        return an_reading_fail(r, err, "no list of fields: expected a Table Schema or a Data Package");
    resource->fields = an_arena_alloc(&r->descriptor->arena, n * sizeof *resource->fields);
    resource->names = an_arena_alloc(&r->descriptor->arena, n * sizeof *resource->names);
    if (resource->fields == NULL || resource->names == NULL)
        return an_fail_memory(err);
    for (; resource->n < n; resource->n++) {
        r->property = NULL;
        r->field = &resource->fields[resource->n];
        const an_code code = an_field_read(r, json_array_get(value, resource->n), err);
        if (code != AN_OK)
            return code;
        resource->names[resource->n] = r->field->name;
        r->field = NULL;
    }
    return AN_OK;
}

an_code an_schema_fields_match(an_reading *r, const json_t *value, an_error *err)
{
    static const char *const words[] = {
        [AN_MATCH_EXACT] = "exact",       [AN_MATCH_EQUAL] = "equal",     [AN_MATCH_SUBSET] = "subset",
        [AN_MATCH_SUPERSET] = "superset", [AN_MATCH_PARTIAL] = "partial",
    };
    if (json_array_size(value) == 1) /* the standard had it so for a while */
        value = json_array_get(value, 0);
    const char *const text = json_string_value(value);
    for (int i = AN_MATCH_EXACT; text != NULL && i <= AN_MATCH_PARTIAL; i++)
        if (strcmp(words[i], text) == 0) {
            r->resource->match = (an_fields_match)i;
            return AN_OK;
        }
    return an_reading_fail(r, err, "expected exact, equal, subset, superset or partial");
}

/* ---- the whole ---- */

/* A Table Schema alone, with a dialect beside its fields where it has one, is that of any file. */
static an_code read_schema(an_reading *r, const json_t *root, an_error *err)
{
    const json_t *const dialect = json_object_get(root, "dialect"), *const encoding =
                                                                        json_object_get(root, "encoding");
    an_code code = AN_OK;
    *r->resource = (an_resource){.dialect = {.quote = '"', .doubled = true}};
    r->property = "dialect";
    if (dialect != NULL)
        code = an_resource_dialect(r, dialect, err);
    r->property = "encoding";
    if (code == AN_OK && encoding != NULL)
        code = an_resource_encoding(r, encoding, err);
    r->property = NULL;
    return code == AN_OK ? an_resource_schema(r, root, err) : code;
}

static an_code read_root(an_descriptor *d, an_reading *r, an_error *err)
{
    const json_t *const root = r->root, *const list = json_object_get(root, "resources");
    const size_t n = list != NULL ? json_array_size(list) : 1;
    d->resources = an_arena_alloc(&d->arena, n * sizeof *d->resources);
    if (d->resources == NULL)
        return an_fail_memory(err);
    memset(d->resources, 0, n * sizeof *d->resources);
    an_code code = AN_OK;
    if (list != NULL)
        code = an_properties_read(r, AN_PLACE_PACKAGE, root, err);
    else if (json_object_get(root, "fields") == NULL && json_object_get(root, "schema") == NULL)
        code = an_reading_fail(r, err, "no list of fields: expected a Table Schema or a Data Package");
    d->n = n;
    for (size_t i = 0; i < n && code == AN_OK; i++) {
        r->resource = &d->resources[i];
        if (list != NULL)
            code = an_resource_read(r, json_array_get(list, i), err);
        else if (json_object_get(root, "schema") != NULL)
            code = an_resource_read(r, root, err);
        else
            code = read_schema(r, root, err);
    }
    return code;
}

an_code an_descriptor_read(an_descriptor *descriptor, const char *path, an_error *err)
{
    json_t *root = NULL;
    an_code code = load(descriptor, path, &root, err);
    an_reading r = {.descriptor = descriptor, .path = path, .root = root};
    if (code == AN_OK)
        code = read_root(descriptor, &r, err);
    json_decref(root);
    return code;
}

an_code an_descriptor_take(an_descriptor *descriptor, const char *path, const json_t *root, an_error *err)
{
    an_reading r = {.descriptor = descriptor, .path = path, .root = root};
    return read_root(descriptor, &r, err);
}

void an_descriptor_free(an_descriptor *descriptor)
{
    for (size_t i = 0; i < descriptor->n; i++) {
        free(descriptor->resources[i].rules);
        free(descriptor->resources[i].note);
        free(descriptor->resources[i].untested);
    }
    free(descriptor->sources);
    an_arena_free(&descriptor->arena);
}
