/* row_filter: the rows of a sheet for which the conditions of --where hold. */
#include "indicator/row_filter.h"

#include <string.h>

#include "base/memory.h"
#include "schema/column.h"
#include "schema/filter.h"

/* A condition on a coded column goes by a name that is no column of ours, so that texts are compared. */
static const char *as_text(const char *where, an_arena *arena)
{
    static const char before[] = "table.";
    const size_t name = strcspn(where, "=!<>"), size = strlen(where) + 1;
    char *renamed = an_arena_alloc(arena, sizeof before + size);
    if (renamed == NULL)
        return NULL;
    memcpy(renamed, where, name);
    renamed[name] = '\0';
    const an_column *column = an_column_find(renamed);
    if (column == NULL || column->type != AN_TYPE_CODE)
        return where;
    memcpy(renamed, before, sizeof before - 1);
    memcpy(renamed + sizeof before - 1, where, size);
    return renamed;
}

/* The column of the sheet that a condition is on. */
static an_code find_column(const an_sheet *sheet, const char *where, an_arena *arena, int *column,
                           an_error *err)
{
    const size_t size = strcspn(where, "=!<>");
    const char *name = an_arena_copy(arena, where, size);
    if (name == NULL)
        return an_fail_memory(err);
    *column = an_sheet_find(sheet, name);
    return *column >= 0 ? AN_OK
                        : an_fail(err, AN_USAGE, "--where %s: the table has no column '%s'", where, name);
}

static an_code test_row(const an_sheet *sheet, size_t row, int column, const an_filter *filter,
                        const char *where, bool *passes, an_error *err)
{
    const char *const text = an_sheet_cell(sheet, row, column);
    const char *reason, *expected;
    const an_mapping mapping = {.name = filter->column};
    an_value value;
    (void)an_value_read(an_column_find(filter->column), &mapping, '.',
                        (an_cell){.text = text, .size = strlen(text)}, &value, &reason, &expected);
    if (an_filter_test(filter, &value, passes) == AN_OK)
        return AN_OK;
    return an_sheet_fail(sheet, row, column, err, "not a number: '%s' (--where %s)", text, where);
}

static an_code apply(const an_sheet *sheet, const char *where, an_arena *arena, bool keep[], an_error *err)
{
    an_filter filter = {0};
    int column = -1;
    const char *text = as_text(where, arena);
    an_code code = text != NULL ? an_filter_parse(text, arena, &filter, err) : an_fail_memory(err);
    if (code == AN_OK)
        code = find_column(sheet, where, arena, &column, err);
    for (size_t row = 0; row < an_sheet_rows(sheet) && code == AN_OK; row++)
        if (keep[row])
            code = test_row(sheet, row, column, &filter, where, &keep[row], err);
    return code;
}

an_code an_row_filter(const an_sheet *sheet, const char *const where[], size_t n, bool keep[], an_error *err)
{
    an_arena arena = {0};
    an_code code = AN_OK;
    for (size_t row = 0; row < an_sheet_rows(sheet); row++)
        keep[row] = true;
    for (size_t k = 0; k < n && code == AN_OK; k++)
        code = apply(sheet, where[k], &arena, keep, err);
    an_arena_free(&arena);
    return code;
}
