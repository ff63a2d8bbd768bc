/* common_columns: the columns that two extracts both have, and the key by which their rows are told apart. */
#include "quality/common_columns.h"

#include <stdio.h>
#include <string.h>

#include "base/listing.h"
#include "quality/extract_choice.h"

static int find_need(const an_common_columns *common, const char *name)
{
    for (size_t c = 0; c < common->n; c++)
        if (strcmp(common->needs[c].name, name) == 0)
            return (int)c;
    return -1;
}

static const char *canonical(const an_schema *schema, const an_headed_file *file, size_t i)
{
    const char *const name = file->header.names[i];
    return name[0] != '\0' ? an_schema_canonical(schema, file->path, name) : NULL;
}

/* Whether the column `name` is in the header of a file. */
static bool has_column(const an_schema *schema, const an_headed_file *file, const char *name)
{
    const an_mapping m = an_schema_column(schema, file->path, name);
    return an_header_find_mapped(&file->header, &m) >= 0;
}

static an_code find_columns(an_common_columns *common, an_arena *arena, const an_schema *schema,
                            const an_headed_file *older, const an_headed_file *newer, an_error *err)
{
    const size_t most = newer->header.n;
    common->needs = an_arena_alloc(arena, most * sizeof *common->needs);
    common->columns = an_arena_alloc(arena, most * sizeof *common->columns);
    if (common->needs == NULL || common->columns == NULL)
        return an_fail_memory(err);
    for (size_t i = 0; i < most; i++) {
        const char *const name = canonical(schema, newer, i);
        if (name == NULL || !has_column(schema, older, name) || find_need(common, name) >= 0)
            continue;
        common->columns[common->n] = an_column_find(name);
        common->needs[common->n++] = (an_need){.name = name, .text = true, .judged = true};
    }
    return common->n > 0 ? AN_OK
                         : an_fail_at(err, AN_DATA, newer->header.file, 0, 0,
                                      "it has no column that %s has, so there is nothing to compare; if they "
                                      "have other names: --schema",
                                      older->header.file);
}

static void find_key(an_common_columns *common)
{
    for (const an_extract_check *check = common->extract->checks; check->name != NULL; check++)
        for (size_t i = 0; check->kind == AN_CHECK_DUPLICATE && i < AN_CHECK_COLUMNS; i++) {
            const char *const name = check->columns[i];
            if (name == NULL || name[0] == '+') /* of rows that stand each key has one version */
                continue;
            const int c = find_need(common, name + (name[0] == '?'));
            if (name[0] == '?') {
                common->unless_zero = c;
            } else if (c < 0) {
                common->n_key = 0;
                return;
            } else {
                common->key[common->n_key++] = (size_t)c;
            }
        }
}

an_code an_common_columns_new(an_common_columns *common, an_arena *arena, const an_schema *schema,
                              const char *extract, const an_headed_file *older, const an_headed_file *newer,
                              an_error *err)
{
    *common = (an_common_columns){.unless_zero = -1};
    an_code code = find_columns(common, arena, schema, older, newer, err);
    if (code != AN_OK)
        return code;
    code = extract != NULL
               ? an_extract_find(&common->extract, extract, err)
               : an_extract_guess(&common->extract, newer->header.file, common->needs, 0, common->n, err);
    if (code == AN_DATA) { /* none of ours: whole rows can be compared all the same */
        common->extract = NULL;
        return AN_OK;
    }
    if (code == AN_OK)
        find_key(common);
    return code;
}

void an_common_columns_key(const an_common_columns *common, char *out, size_t size)
{
    out[0] = '\0';
    for (size_t k = 0; k < common->n_key; k++)
        an_listing_add(out, size, common->needs[common->key[k]].name);
}

void an_common_columns_lacking(const an_common_columns *common, const an_schema *schema,
                               const an_headed_file *file, char *out, size_t size)
{
    out[0] = '\0';
    for (size_t i = 0; i < file->header.n; i++) {
        const char *const name = canonical(schema, file, i);
        if (name != NULL && find_need(common, name) < 0)
            an_listing_add(out, size, name);
    }
}
