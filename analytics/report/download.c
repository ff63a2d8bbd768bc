/* download: cells as they are, but for those that begin like a formula. Source: OWASP, "CSV injection". */
#include "report/download.h"

#include <string.h>

#include "base/number.h"
#include "csv/writer.h"

/* What is put before it is a cell of its own, so that quotes are found as for any. */
static an_code put(an_writer *csv, an_arena *scratch, const char *text, an_error *err)
{
    const size_t size = strlen(text);
    double value;
    const bool runs = text[0] != '\0' && strchr("=+-@\t\r", text[0]) != NULL &&
                      an_number_parse(text, size, '.', &value) == AN_DATA;
    if (!runs) {
        an_writer_cell(csv, text, size);
        return AN_OK;
    }
    char *const guarded = an_arena_alloc(scratch, size + 1);
    if (guarded == NULL)
        return an_fail_memory(err);
    guarded[0] = '\'';
    memcpy(guarded + 1, text, size);
    an_writer_cell(csv, guarded, size + 1);
    return AN_OK;
}

static an_code put_table(const an_sheet *sheet, an_writer *csv, an_arena *scratch, an_error *err)
{
    const size_t n = an_sheet_rows(sheet), n_columns = an_sheet_columns(sheet);
    an_code code = AN_OK;
    for (size_t c = 0; c < n_columns && code == AN_OK; c++)
        code = put(csv, scratch, an_sheet_name(sheet, c), err);
    an_writer_end_row(csv);
    for (size_t r = 0; r < n && code == AN_OK; r++) {
        for (size_t c = 0; c < n_columns && code == AN_OK; c++)
            code = put(csv, scratch, an_sheet_cell(sheet, r, (int)c), err);
        an_writer_end_row(csv);
    }
    return code == AN_OK ? an_writer_check(csv, err) : code;
}

an_code an_download_make(const an_sheet *sheet, an_arena *arena, const char **bytes, size_t *size,
                         an_error *err)
{
    an_writer *csv;
    an_arena scratch = {0};
    an_code code = an_writer_memory(&csv, err);
    if (code != AN_OK)
        return code;
    code = put_table(sheet, csv, &scratch, err);
    if (code == AN_OK) {
        const char *const text = an_writer_text(csv, size);
        *bytes = an_arena_copy(arena, text, *size);
        if (*bytes == NULL)
            code = an_fail_memory(err);
    }
    an_arena_free(&scratch);
    an_writer_abort(csv);
    return code;
}
