/* download: a table as the page carries it, safe to open in a spreadsheet.
 *
 * A cell that begins with = + - @, a tab or CR may be run as a formula by the spreadsheet that opens the file
 * (OWASP, "CSV injection"): an apostrophe stands before it. Numbers are left as they are. */
#include "report/download.h"

#include <string.h>

#include "base/number.h"
#include "report/html.h"

/* Of a file that the page carries: a longer one lies beside it. */
enum { CARRIED_BYTES = 1 << 16 };

bool an_download_is_formula(const char *text)
{
    double value;
    if (text[0] == '\0' || strchr("=+-@\t\r", text[0]) == NULL)
        return false;
    return an_number_parse(text, strlen(text), '.', &value) == AN_DATA;
}

static bool has_formula(const an_sheet *sheet)
{
    const size_t n = an_sheet_rows(sheet), n_columns = an_sheet_columns(sheet);
    for (size_t c = 0; c < n_columns; c++) {
        if (an_download_is_formula(an_sheet_name(sheet, c)))
            return true;
        for (size_t r = 0; r < n; r++)
            if (an_download_is_formula(an_sheet_cell(sheet, r, (int)c)))
                return true;
    }
    return false;
}

/* A cell, with an apostrophe before a formula. */
static an_code put(const char *text, an_writer *cell, an_writer *table, an_error *err)
{
    size_t size;
    an_writer_clear(cell);
    an_writer_string(cell, an_download_is_formula(text) ? "'" : "");
    an_writer_string(cell, text);
    const char *const guarded = an_writer_text(cell, &size);
    an_writer_cell(table, guarded, size);
    return an_writer_check(cell, err);
}

static an_code put_all(const an_sheet *sheet, an_writer *cell, an_writer *table, an_error *err)
{
    const size_t n = an_sheet_rows(sheet), n_columns = an_sheet_columns(sheet);
    an_code code = AN_OK;
    for (size_t c = 0; c < n_columns && code == AN_OK; c++)
        code = put(an_sheet_name(sheet, c), cell, table, err);
    an_writer_end_row(table);
    for (size_t r = 0; r < n && code == AN_OK; r++) {
        for (size_t c = 0; c < n_columns && code == AN_OK; c++)
            code = put(an_sheet_cell(sheet, r, (int)c), cell, table, err);
        an_writer_end_row(table);
    }
    return code == AN_OK ? an_writer_check(table, err) : code;
}

/* The whole table with its formulas guarded, as base64. */
static an_code write_guarded(const an_sheet *sheet, an_writer *writer, an_error *err)
{
    an_writer *cell = NULL, *table = NULL;
    an_code code = an_writer_memory(&cell, err);
    if (code == AN_OK)
        code = an_writer_memory(&table, err);
    if (code == AN_OK)
        code = put_all(sheet, cell, table, err);
    if (code == AN_OK) {
        size_t size;
        const char *const bytes = an_writer_text(table, &size);
        an_html_base64(writer, bytes, size);
    }
    an_writer_abort(cell);
    an_writer_abort(table);
    return code;
}

an_code an_download_write(const an_result_file *file, an_writer *writer, an_error *err)
{
    an_code code = AN_OK;
    const bool guarded = has_formula(file->sheet);
    if (file->size > CARRIED_BYTES) {
        an_writer_string(writer, "<p class=\"note\">");
        an_writer_string(writer, "Too large to be carried in this page: it is the file <a href=\"./");
        an_html_text(writer, file->name);
        an_writer_string(writer, "\">");
        an_html_text(writer, file->name);
        an_writer_string(writer, "</a> beside it");
        an_writer_string(writer, guarded ? ", whose cells are as the programs wrote them: some begin as a "
                                           "formula does, so open it as text.</p>\n"
                                         : ".</p>\n");
        return AN_OK;
    }
    an_writer_string(writer, "<p class=\"save\"><a download=\"");
    an_html_text(writer, file->name);
    an_writer_string(writer, "\" href=\"data:text/csv;charset=utf-8;base64,");
    if (guarded)
        code = write_guarded(file->sheet, writer, err);
    else
        an_html_base64(writer, file->bytes, file->size);
    an_writer_string(writer, "\">Save ");
    an_html_text(writer, file->name);
    an_writer_string(writer, "</a>");
    an_writer_string(writer,
                     guarded ? " (an apostrophe stands before cells that a spreadsheet would run)" : "");
    an_writer_string(writer, "</p>\n");
    return code;
}
