/* look: an extract checked for a test: the verdicts on its last row, the keys of all rows. */
#ifndef AN_TESTS_LOOK_H
#define AN_TESTS_LOOK_H

#include <criterion/criterion.h>

#include "folder.h"
#include "quality/quality.h"

enum { LOOK_KEYS = 8, LOOK_KEY_SIZE = 64, LOOK_LIST_SIZE = 400 };

/* What a scan of a file leaves: the verdicts on its last row, the keys of all. */
typedef struct look {
    const char *extract; /* NULL: guessed */
    an_schema *schema;
    an_quality *quality;
    an_inspection *inspection;
    const an_check_verdict *verdicts;
    char keys[LOOK_KEYS][LOOK_KEY_SIZE];
    size_t key_sizes[LOOK_KEYS], rows;
    const char *check; /* whose example is wanted, "NAME COLUMN" */
    char example[AN_EXAMPLE_SIZE];
    uint64_t cell;
    char absent[LOOK_LIST_SIZE], others[LOOK_LIST_SIZE], small[24]; /* lists of columns */
    an_error err;
} look;

static inline size_t look_find(const look *l, const char *name_and_column)
{
    size_t n;
    const an_check *checks = an_quality_checks(l->quality, &n);
    for (size_t i = 0; i < n; i++) {
        char text[100];
        snprintf(text, sizeof text, "%s %s", checks[i].name, checks[i].column);
        if (strcmp(text, name_and_column) == 0)
            return i;
    }
    return n;
}

static inline an_code look_begin(void *context, const an_need *needs, size_t n, an_error *err)
{
    look *l = context;
    const char *const file = "in.csv";
    an_code code = an_quality_new(&l->quality, l->extract, false, l->schema, &file, 1, needs, 0, n, err);
    if (code != AN_OK)
        return code;
    an_quality_columns(l->quality, false, l->absent, sizeof l->absent);
    an_quality_columns(l->quality, true, l->others, sizeof l->others);
    an_quality_columns(l->quality, false, l->small, sizeof l->small);
    return an_inspection_new(&l->inspection, l->quality, l->schema, err);
}

static inline an_code look_row(void *state, const an_row *row, an_error *err)
{
    look *l = state;
    an_cell key = {.text = "", .size = 0};
    size_t n;
    an_code code = an_inspection_row(l->inspection, row, &l->verdicts, err);
    const an_check *const checks = an_quality_checks(l->quality, &n);
    for (size_t i = 0; i < n && code == AN_OK && key.size == 0; i++)
        if (checks[i].is_key)
            code = an_inspection_key(l->inspection, i, &key, err);
    cr_assert(l->rows < LOOK_KEYS && key.size <= LOOK_KEY_SIZE);
    l->key_sizes[l->rows] = key.size;
    memcpy(l->keys[l->rows++], key.text, key.size);
    if (l->check != NULL)
        l->cell = an_inspection_example(l->inspection, look_find(l, l->check), l->example);
    return code;
}

/* Checks text as an extract; look_free(l) afterwards. */
static inline an_code look_at(look *l, const char *text, const char *schema)
{
    const char *files[] = {folder_put("in.csv", text)};
    const char *path = schema != NULL ? folder_put("schema.json", schema) : NULL;
    an_counts counts = {0};
    void *workers[] = {l};
    cr_assert_eq(an_schema_new(&l->schema, &(an_schema_options){.path = path}, &l->err), AN_OK);
    const an_scan scan = {.files = files,
                          .n_files = 1,
                          .schema = l->schema,
                          .all_columns = true,
                          .threads = 1,
                          .row = look_row,
                          .begin = look_begin,
                          .context = l};
    an_code code = an_extract_scan(&scan, workers, &counts, &l->err);
    an_counts_free(&counts);
    return code;
}

static inline void look_free(look *l)
{
    an_inspection_free(l->inspection);
    an_quality_free(l->quality);
    an_schema_free(l->schema);
}

#endif
