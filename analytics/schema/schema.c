/* schema: how a file of other names, units and languages is read as an extract of canonical columns.
 *
 * A descriptor (descriptor.h) and --column become one mapping for each column of a file: its actual name,
 * missing values, categories, date format, factor. --column goes before the descriptor, and the command
 * line's marks before its dialect. Units are exact: a factor is a decimal, so that won to euro does not
 * depend on the order of rows. */
#include "schema/schema.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/listing.h"
#include "base/memory.h"
#include "schema/column.h"
#include "schema/descriptor.h"

typedef struct pair {
    const char *name, *actual;
} pair;

/* A descriptor of one file. */
typedef struct file_descriptor {
    const char *file;
    an_descriptor descriptor;
} file_descriptor;

struct an_schema {
    an_arena arena;
    an_descriptor descriptor;
    file_descriptor *own; /* n_own of them, of files that have one of their own */
    size_t n_own, own_capacity;
    pair *pairs; /* --column */
    size_t n_pairs;
    an_schema_options options;
};

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
        p->actual = an_arena_copy(&schema->arena, sign + 1, strlen(sign + 1));
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
        code = an_descriptor_read(&made->descriptor, options->path, err);
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
    for (size_t i = 0; i < schema->n_own; i++)
        an_descriptor_free(&schema->own[i].descriptor);
    free(schema->own);
    an_descriptor_free(&schema->descriptor);
    an_arena_free(&schema->arena);
    free(schema);
}

an_code an_schema_describe(an_schema *schema, const char *file, const json_t *descriptor, an_error *err)
{
    if (an_grow(&schema->own, &schema->own_capacity, schema->n_own + 1, sizeof *schema->own) != AN_OK)
        return an_fail_memory(err);
    file_descriptor *const own = &schema->own[schema->n_own++];
    *own = (file_descriptor){.file = an_arena_copy(&schema->arena, file, strlen(file))};
    return own->file != NULL ? an_descriptor_take(&own->descriptor, own->file, descriptor, err)
                             : an_fail_memory(err);
}

/* ---- the resource of a file ---- */

/* The length of a path without what tells how the file is packed. */
static size_t bare_size(const char *path)
{
    static const char *const packed[] = {".gz", ".zst", ".xz", ".bz2", ".zip", ".7z"};
    const size_t size = strlen(path);
    for (size_t i = 0; i < sizeof packed / sizeof packed[0]; i++) {
        const size_t end = strlen(packed[i]);
        if (size > end && strcmp(path + size - end, packed[i]) == 0)
            return size - end;
    }
    return size;
}

/* How well a path of a resource is that of a file: 0 not at all, 1 the same name, 2 and more all its
 * folders. */
static size_t likeness(const char *path, const char *file)
{
    size_t p = bare_size(path), f = bare_size(file), folders = 0;
    while (p > 0 && f > 0 && path[p - 1] == file[f - 1]) {
        p--;
        f--;
        folders += path[p] == '/';
    }
    if (p == 0 && (f == 0 || file[f - 1] == '/'))
        return 2 + folders;
    const bool ends = (f == 0 && path[p - 1] == '/') || (p > 0 && f > 0 && folders > 0) ||
                      (p > 0 && f > 0 && path[p - 1] == '/' && file[f - 1] == '/');
    return ends ? 1 : 0;
}

static bool is_same_file(const an_schema *schema, const char *path, const char *file)
{
    const char *const from = schema->options.path, *const slash = strrchr(from, '/');
    char beside[4096];
    struct stat a, b;
    snprintf(beside, sizeof beside, "%.*s%s", slash != NULL ? (int)(slash - from) + 1 : 0, from, path);
    return stat(beside, &a) == 0 && stat(file, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

/* How well a resource describes a file: by the best of its paths, or by its name. */
static size_t match(const an_resource *resource, const char *file)
{
    const char *const slash = strrchr(file, '/'), *const base = slash != NULL ? slash + 1 : file;
    size_t best = 0;
    for (size_t i = 0; i < resource->n_paths; i++) {
        const size_t one = likeness(resource->paths[i], file);
        best = one > best ? one : best;
    }
    const size_t size = bare_size(base);
    const char *const dot = memchr(base, '.', size);
    const size_t stem = dot != NULL ? (size_t)(dot - base) : size;
    if (best == 0 && resource->name != NULL && strlen(resource->name) == stem &&
        strncmp(resource->name, base, stem) == 0)
        best = 1;
    return best;
}

static bool is_of_another(const an_schema *schema, const char *file)
{
    for (size_t i = 0; i < schema->options.n_others; i++)
        if (strcmp(schema->options.others[i], file) == 0)
            return true;
    return false;
}

/* The resource that describes file: the only one there is, or the one whose path is most like the file's. *n
 * is how many are equally so: 1 unless none or several can be meant. NULL: there is no descriptor, or n is
 * not 1. */
static const an_resource *find(const an_schema *schema, const char *file, size_t *n)
{
    const an_descriptor *const d = &schema->descriptor;
    const an_resource *found = NULL;
    size_t best = 1;
    *n = 0;
    for (size_t i = 0; i < d->n; i++) {
        const size_t one = match(&d->resources[i], file);
        if (one < best)
            continue;
        *n = one > best ? 1 : *n + 1;
        best = one;
        found = &d->resources[i];
    }
    for (size_t i = 0; i<d->n && * n> 1; i++)
        for (size_t p = 0; p < d->resources[i].n_paths; p++)
            if (match(&d->resources[i], file) == best &&
                is_same_file(schema, d->resources[i].paths[p], file)) {
                *n = 1;
                return &d->resources[i];
            }
    if (d->n == 1 && !is_of_another(schema, file)) {
        *n = 1;
        return &d->resources[0];
    }
    return *n == 1 ? found : NULL;
}

static const an_resource *find_resource(const an_schema *schema, const char *file)
{
    size_t n;
    for (size_t i = 0; i < schema->n_own; i++)
        if (strcmp(schema->own[i].file, file) == 0)
            return &schema->own[i].descriptor.resources[0];
    const an_resource *const found = find(schema, file, &n);
    return found != NULL && found->is_table ? found : NULL;
}

an_code an_schema_check(const an_schema *schema, const char *file, an_error *err)
{
    const an_descriptor *const d = &schema->descriptor;
    char list[300] = "";
    size_t n, best = 1;
    if (d->n <= 1 || find(schema, file, &n) != NULL)
        return AN_OK;
    for (size_t i = 0; i < d->n; i++) {
        const size_t one = match(&d->resources[i], file);
        best = one > best ? one : best;
    }
    for (size_t i = 0; i < d->n; i++)
        if (n == 0 || match(&d->resources[i], file) == best)
            an_listing_add(list, sizeof list,
                           d->resources[i].n_paths > 0 ? d->resources[i].paths[0] : d->resources[i].name);
    return an_fail_at(
        err, AN_USAGE, schema->options.path, 0, 0,
        "%s of its resources is '%s': %s; call the file as one of them, or give --schema the schema "
        "of this file alone",
        n == 0 ? "none" : "more than one", strcmp(file, "-") == 0 ? "stdin" : file, list);
}

/* ---- how a file is written ---- */

an_dialect an_schema_dialect(const an_schema *schema, const char *file)
{
    const an_schema_options *options = &schema->options;
    const an_resource *found = find_resource(schema, file);
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
    const an_resource *found = find_resource(schema, file);
    if (schema->options.decimal != '\0')
        return schema->options.decimal;
    return found != NULL && found->decimal != '\0' ? found->decimal : '.';
}

const char *const *an_schema_fields(const an_schema *schema, const char *file, size_t *n)
{
    const an_resource *found = find_resource(schema, file);
    *n = found != NULL ? found->n : 0;
    return found != NULL ? found->names : NULL;
}

/* ---- names ---- */

an_mapping an_schema_column(const an_schema *schema, const char *file, const char *name)
{
    an_mapping mapping = {.name = name};
    const an_resource *found = find_resource(schema, file);
    const char *actual = NULL;
    for (size_t i = 0; i < schema->n_pairs; i++)
        if (strcmp(schema->pairs[i].name, name) == 0)
            actual = schema->pairs[i].actual;
    for (size_t i = 0; found != NULL && i < found->n; i++) {
        const an_field *f = &found->fields[i];
        /* --column NAME=ACTUAL takes the format and codes of the field ACTUAL. */
        if (strcmp(actual != NULL ? f->name : f->canonical, actual != NULL ? actual : name) == 0 &&
            !f->is_part)
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
    const an_resource *found = find_resource(schema, file);
    const char *canonical = actual;
    for (size_t i = 0; found != NULL && i < found->n; i++) {
        const an_field *f = &found->fields[i];
        const char *title = f->mapping.title;
        if (strcmp(f->name, actual) != 0 && (title == NULL || strcmp(title, actual) != 0))
            continue;
        if (f->is_part)
            return NULL;
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

/* ---- fields and header ---- */

/* The place in names[n] of a field, which --column may call otherwise; n: it is not there. */
static size_t place_of(const an_schema *schema, const an_field *field, const char *const names[], size_t n)
{
    const char *actual = field->name;
    for (size_t i = 0; i < schema->n_pairs; i++)
        if (strcmp(schema->pairs[i].name, field->canonical) == 0)
            actual = schema->pairs[i].actual;
    for (size_t i = 0; i < n; i++)
        if (strcmp(actual, names[i]) == 0 ||
            (field->mapping.title != NULL && strcmp(field->mapping.title, names[i]) == 0))
            return i;
    return n;
}

static const char *match_word(an_fields_match match)
{
    static const char *const words[] = {"",
                                        " (fieldsMatch exact)",
                                        " (fieldsMatch equal)",
                                        " (fieldsMatch subset)",
                                        " (fieldsMatch superset)",
                                        " (fieldsMatch partial)"};
    return words[match];
}

/* A column that no field is, where none may be: exact, equal, superset. */
static an_code check_others(const an_schema *schema, const an_resource *resource, const char *file,
                            const char *const names[], size_t n, uint64_t line, an_error *err)
{
    for (size_t c = 0; c < n; c++) {
        bool is_field = names[c][0] == '\0'; /* a column without a name is passed over */
        for (size_t i = 0; i < resource->n && !is_field; i++)
            is_field = place_of(schema, &resource->fields[i], names + c, 1) == 0;
        if (!is_field)
            return an_fail_at(err, AN_USAGE, file, line, c + 1, "column '%s' is no field of the descriptor%s",
                              names[c], match_word(resource->match));
    }
    return AN_OK;
}

an_code an_schema_check_header(const an_schema *schema, const char *file, const char *const names[], size_t n,
                               uint64_t line, an_error *err)
{
    const an_resource *const resource = find_resource(schema, file);
    size_t found = 0;
    if (resource == NULL)
        return AN_OK;
    const an_fields_match rule = resource->match;
    const bool may_lack = rule == AN_MATCH_SUPERSET || rule == AN_MATCH_PARTIAL;
    for (size_t i = 0; i < resource->n; i++) {
        const an_field *const field = &resource->fields[i];
        const size_t place = place_of(schema, field, names, n);
        found += place < n;
        if (place == n && !may_lack)
            return an_fail_at(
                err, AN_USAGE, file, line, 0,
                "no column '%s', which is a field of the descriptor%s%s%s; where it may be absent: "
                "\"fieldsMatch\": \"partial\"",
                field->name, match_word(rule),
                strcmp(field->name, field->canonical) != 0 ? " and is to be " : "",
                strcmp(field->name, field->canonical) != 0 ? field->canonical : "");
        if (rule == AN_MATCH_EXACT && place != i)
            return an_fail_at(err, AN_USAGE, file, line, i + 1,
                              "column '%s' where the descriptor has the field '%s' (fieldsMatch exact)",
                              i < n ? names[i] : "", field->name);
    }
    if (found == 0 && resource->n > 0)
        return an_fail_at(err, AN_USAGE, file, line, 0, "no column is a field of the descriptor%s",
                          match_word(rule));
    return rule == AN_MATCH_EXACT || rule == AN_MATCH_EQUAL || rule == AN_MATCH_SUPERSET
               ? check_others(schema, resource, file, names, n, line, err)
               : AN_OK;
}

/* ---- what is told of a descriptor ---- */

const char *an_schema_note(const an_schema *schema, const char *file)
{
    const an_resource *const found = find_resource(schema, file);
    return found != NULL ? found->note : NULL;
}

const char *an_schema_untested(const an_schema *schema, const char *file)
{
    const an_resource *const found = find_resource(schema, file);
    return found != NULL ? found->untested : NULL;
}

const an_rule *an_schema_rules(const an_schema *schema, const char *file, size_t *n)
{
    const an_resource *const found = find_resource(schema, file);
    *n = found != NULL ? found->n_rules : 0;
    return found != NULL ? found->rules : NULL;
}

const char *an_schema_source(const an_schema *schema, size_t k, const char **sha256)
{
    const an_descriptor *const d = &schema->descriptor;
    if (k >= d->n_sources)
        return NULL;
    *sha256 = d->sources[k].sha256;
    return d->sources[k].path;
}

bool an_schema_resource(const an_schema *schema, size_t k, const char **name, const char **path)
{
    const an_descriptor *const d = &schema->descriptor;
    size_t i = 0;
    for (; i < d->n && k >= d->resources[i].n_paths; i++)
        k -= d->resources[i].n_paths;
    if (i == d->n)
        return false;
    *name = d->resources[i].name != NULL ? d->resources[i].name : "";
    *path = d->resources[i].paths[k];
    return true;
}
