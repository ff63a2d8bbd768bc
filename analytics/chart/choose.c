/* choose: the rows of a sheet for which the conditions of --where hold. */
#include "chart/choose.h"

#include <string.h>

#include "base/memory.h"
#include "table/column.h"
#include "table/filter.h"

/* A key of a total is no code of its column: such a cell is compared as the text it is. */
static an_code test_row(const an_sheet *sheet, size_t row, int column, const an_filter *filter, bool *passes,
                        an_error *err)
{
    const char *const text = an_sheet_cell(sheet, row, column);
    const char *reason, *expected;
    const an_mapping mapping = {.name = filter->column};
    an_value value;
    (void)an_value_read(an_column_find(filter->column), &mapping, '.',
                        (an_cell){.text = text, .size = strlen(text)}, &value, &reason, &expected);
    if (an_filter_test(filter, &value, passes) == AN_OK)
        return AN_OK;
    return an_sheet_fail(sheet, row, column, err, "not a number: '%s' (--where)", text);
}

static an_code apply(const an_sheet *sheet, const char *where, an_arena *arena, bool keep[], an_error *err)
{
    an_filter filter;
    an_code code = an_filter_parse(where, arena, &filter, err);
    if (code != AN_OK)
        return code;
    const int column = an_sheet_find(sheet, filter.column);
    if (column < 0)
        return an_fail(err, AN_USAGE, "--where %s: the table has no column '%s'", where, filter.column);
    for (size_t row = 0; row < an_sheet_rows(sheet) && code == AN_OK; row++)
        if (keep[row])
            code = test_row(sheet, row, column, &filter, &keep[row], err);
    return code;
}

an_code an_choose_rows(const an_sheet *sheet, const char *const where[], size_t n, bool keep[], an_error *err)
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
