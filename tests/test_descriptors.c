/* test_descriptors: descriptors judge cells and rows as an independent implementation does.
 *
 * tests/reference/descriptors/cases.json has the fields, cells and rows, expected.json what tableschema
 * 1.12.6 of frictionlessdata.io says of them (expect.js beside it made it). Where a case differs on purpose,
 * it says so and why: "ours". */
#include <criterion/criterion.h>
#include <jansson.h>
#include <stdio.h>

#include "folder.h"
#include "quality/quality.h"

TestSuite(descriptors, .init = folder_make, .fini = folder_remove);

enum { MOST_ROWS = 32, MOST_KEYS = 128, KEY_SIZE = 100 };

typedef struct judged {
    an_schema *schema;
    const char *file;
    an_quality *quality;
    an_inspection *inspection;
    bool bad[MOST_ROWS];
    size_t n;
    char keys[MOST_KEYS][KEY_SIZE]; /* seen, the number of their check first */
    size_t key_sizes[MOST_KEYS], n_keys;
} judged;

static an_code begin(void *context, const an_need *needs, size_t n, an_error *err)
{
    judged *j = context;
    an_code code = an_quality_new(&j->quality, NULL, false, j->schema, &j->file, 1, needs, 0, n, err);
    return code == AN_OK ? an_inspection_new(&j->inspection, j->quality, j->schema, err) : code;
}

/* Whether the key was seen before. */
static bool is_repeated(judged *j, size_t check, an_cell key)
{
    char text[KEY_SIZE] = {(char)check};
    cr_assert(key.size + 1 < KEY_SIZE && j->n_keys < MOST_KEYS);
    memcpy(text + 1, key.text, key.size);
    for (size_t i = 0; i < j->n_keys; i++)
        if (j->key_sizes[i] == key.size + 1 && memcmp(j->keys[i], text, key.size + 1) == 0)
            return true;
    memcpy(j->keys[j->n_keys], text, key.size + 1);
    j->key_sizes[j->n_keys++] = key.size + 1;
    return false;
}

static an_code judge_row(void *state, const an_row *row, an_error *err)
{
    judged *j = state;
    const an_check_verdict *verdicts;
    size_t n;
    const an_check *const checks = an_quality_checks(j->quality, &n);
    an_code code = an_inspection_row(j->inspection, row, &verdicts, err);
    bool bad = false;
    for (size_t i = 0; i < n && code == AN_OK; i++) {
        if (strcmp(checks[i].name, "duplicate") == 0)
            continue; /* a whole row that occurs twice is no matter of the descriptor */
        bad = bad || (checks[i].is_fault && verdicts[i].made && verdicts[i].bad);
        an_cell key = {.size = 0};
        if (checks[i].is_key)
            code = an_inspection_key(j->inspection, i, &key, err);
        bad = bad || (key.size > 0 && is_repeated(j, i, key));
    }
    cr_assert_lt(j->n, MOST_ROWS);
    j->bad[j->n++] = bad;
    return code;
}

/* Judges the rows of data.csv by package.json. */
static void judge_file(judged *j, json_t *package, const char *name)
{
    char *const text = json_dumps(package, 0);
    an_error err = {0};
    an_counts counts = {0};
    void *workers[] = {j};
    const an_schema_options options = {.path = folder_put("package.json", text)};
    j->n = j->n_keys = 0;
    cr_assert_eq(an_schema_new(&j->schema, &options, &err), AN_OK, "%s: %s", name, err.text);
    const an_scan scan = {.files = &j->file,
                          .n_files = 1,
                          .schema = j->schema,
                          .all_columns = true,
                          .threads = 1,
                          .row = judge_row,
                          .begin = begin,
                          .context = j};
    cr_assert_eq(an_extract_scan(&scan, workers, &counts, &err), AN_OK, "%s: %s", name, err.text);
    an_counts_free(&counts);
    an_inspection_free(j->inspection);
    an_quality_free(j->quality);
    an_schema_free(j->schema);
    free(text);
}

static void add_cells(char *csv, size_t size, const json_t *row)
{
    for (size_t i = 0; i < json_array_size(row); i++) {
        const size_t used = strlen(csv);
        snprintf(csv + used, size - used, "%s\"%s\"", i > 0 ? "," : "",
                 json_string_value(json_array_get(row, i)));
    }
    snprintf(csv + strlen(csv), size - strlen(csv), "\n");
}

/* A file with a header of the fields; a second column keeps an empty cell from being an empty line. */
static const char *put_table(const char *file, const json_t *fields, const json_t *rows)
{
    char csv[4000] = "";
    for (size_t i = 0; i < json_array_size(fields); i++)
        snprintf(csv + strlen(csv), sizeof csv - strlen(csv), "%s%s", i > 0 ? "," : "",
                 json_string_value(json_object_get(json_array_get(fields, i), "name")));
    snprintf(csv + strlen(csv), sizeof csv - strlen(csv), "\n");
    for (size_t i = 0; i < json_array_size(rows); i++)
        add_cells(csv, sizeof csv, json_array_get(rows, i));
    return folder_put(file, csv);
}

static json_t *resource(const char *name, const char *path, json_t *schema)
{
    return json_pack("{s:s, s:s, s:O}", "name", name, "path", path, "schema", schema);
}

/* The package and the files of a case; rows come from its cells where it has no rows. */
static json_t *make_package(const json_t *c, const json_t *rows, const char **file)
{
    json_t *schema = json_object_get(c, "schema"), *relations = json_object_get(c, "relations"), *relation;
    const char *name;
    json_t *const list = json_array();
    json_t *const made =
        schema != NULL
            ? json_incref(schema)
            : json_pack("{s:[O, {s:s, s:{s:b}}], s:O*}", "fields", json_object_get(c, "field"), "name", "g",
                        "constraints", "required", 1, "missingValues", json_object_get(c, "missingValues"));
    *file = put_table("data.csv", json_object_get(made, "fields"), rows);
    json_array_append_new(list, resource("data", "data.csv", made));
    json_object_foreach(relations, name, relation)
    {
        char path[40];
        snprintf(path, sizeof path, "%s.csv", name);
        (void)put_table(path, json_object_get(relation, "fields"), json_object_get(relation, "rows"));
        json_t *const other = json_pack("{s:O}", "fields", json_object_get(relation, "fields"));
        json_array_append_new(list, resource(name, path, other));
        json_decref(other);
    }
    json_decref(made);
    return json_pack("{s:o}", "resources", list);
}

static bool is_invalid(const json_t *verdict)
{
    return strcmp(json_string_value(verdict), "invalid") == 0;
}

static void check_case(const json_t *c, const json_t *expected)
{
    const char *const name = json_string_value(json_object_get(c, "name"));
    const json_t *const cells = json_object_get(c, "cells"), *const ours = json_object_get(c, "ours");
    const json_t *const verdicts = json_object_get(expected, "verdicts");
    json_t *const rows = cells != NULL ? json_array() : json_incref(json_object_get(c, "rows"));
    static judged j;
    cr_assert_str_eq(name, json_string_value(json_object_get(expected, "name")));
    for (size_t i = 0; i < json_array_size(cells); i++)
        json_array_append_new(rows, json_pack("[O, s]", json_array_get(cells, i), "x"));
    json_t *const package = make_package(c, rows, &j.file);
    judge_file(&j, package, name);
    cr_assert_eq(j.n, json_array_size(rows), "%s", name);
    for (size_t i = 0; i < j.n; i++) {
        const char *const cell = json_string_value(json_array_get(json_array_get(rows, i), 0));
        const json_t *const own = json_object_get(ours, cell);
        const json_t *const theirs =
            cells != NULL ? json_object_get(verdicts, cell) : json_array_get(verdicts, i);
        const bool invalid = is_invalid(own != NULL ? json_array_get(own, 0) : theirs);
        cr_expect_eq(j.bad[i], invalid, "%s: '%s' should be %s", name, cell, invalid ? "invalid" : "valid");
        cr_expect(own == NULL || invalid != is_invalid(theirs), "%s: '%s' does not differ", name, cell);
    }
    json_decref(package);
    json_decref(rows);
}

static json_t *load(const char *file)
{
    char path[200];
    json_error_t trouble;
    snprintf(path, sizeof path, "tests/reference/descriptors/%s", file);
    json_t *const list = json_load_file(path, 0, &trouble);
    cr_assert_not_null(list, "%s: %s", path, trouble.text);
    return list;
}

Test(descriptors, judge_as_an_independent_implementation_does)
{
    json_t *const cases = load("cases.json"), *const expected = load("expected.json");
    cr_assert_geq(json_array_size(cases), 90);
    cr_assert_eq(json_array_size(cases), json_array_size(expected));
    for (size_t i = 0; i < json_array_size(cases); i++)
        check_case(json_array_get(cases, i), json_array_get(expected, i));
    json_decref(cases);
    json_decref(expected);
}
