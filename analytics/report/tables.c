/* tables: a result table in the page. */
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "chart/phrase.h"
#include "report/grid.h"
#include "report/html.h"
#include "report/page_parts.h"
#include "report/wording.h"
#include "report/values.h"

/* Of a file that the page carries for download: a longer one lies beside it. */
enum { CARRIED_BYTES = 1 << 20 };

/* True for the text of a number; codes with a zero in front are none. */
static bool is_number(const char *text, double *value)
{
    const char *const digits = text + (text[0] == '-' ? 1 : 0);
    return (digits[0] != '0' || digits[1] == '.' || digits[1] == '\0') &&
           an_number_parse(text, strlen(text), '.', value) == AN_OK;
}

/* A cell; a number with a long fraction is shown short, and sorted by its whole text. */
static void write_cell(const char *text, an_writer *writer)
{
    enum { LONG = 9, DIGITS = 5 };
    double value;
    char shown[AN_WORDING_SIZE];
    if (!is_number(text, &value)) {
        an_writer_string(writer, "<td>");
        an_html_text(writer, text);
    } else if (strlen(text) <= LONG || strpbrk(text, ".eE") == NULL) {
        an_writer_string(writer, "<td class=\"n\">");
        an_html_text(writer, text);
    } else {
        an_wording_number(value, DIGITS, shown);
        an_writer_string(writer, "<td class=\"n\" data-v=\"");
        an_html_text(writer, text);
        an_writer_string(writer, "\">");
        an_html_text(writer, shown);
    }
    an_writer_string(writer, "</td>");
}

static void write_rows(const an_result_file *file, an_writer *writer)
{
    const size_t n = an_sheet_rows(file->sheet), n_columns = an_sheet_columns(file->sheet);
    for (size_t r = 0; r < n && r < AN_SHOWN_ROWS; r++) {
        an_writer_string(writer, "<tr>");
        for (size_t c = 0; c < n_columns; c++)
            write_cell(an_sheet_cell(file->sheet, r, (int)c), writer);
        an_writer_string(writer, "</tr>\n");
    }
}

static void write_download(const an_result_file *file, an_writer *writer)
{
    if (file->size > CARRIED_BYTES) {
        an_writer_string(writer, "<p class=\"note\">");
        an_html_print(writer, "Too large to be carried in this page: it is the file %s beside it.",
                      file->name);
        an_writer_string(writer, "</p>\n");
        return;
    }
    an_writer_string(writer, "<p class=\"save\"><a download=\"");
    an_html_text(writer, file->name);
    an_writer_string(writer, "\" href=\"data:text/csv;charset=utf-8;base64,");
    an_html_base64(writer, file->bytes, file->size);
    an_writer_string(writer, "\">Save ");
    an_html_text(writer, file->name);
    an_writer_string(writer, "</a></p>\n");
}

/* The cells as they lie in the file. */
static void write_cells(const an_result_file *file, const char *caption, an_writer *writer)
{
    double value;
    an_grid_begin(caption, writer);
    for (size_t c = 0; c < an_sheet_columns(file->sheet); c++)
        an_grid_heading(an_sheet_name(file->sheet, c),
                        an_sheet_rows(file->sheet) > 0 &&
                            is_number(an_sheet_cell(file->sheet, 0, (int)c), &value),
                        writer);
    an_grid_body(writer);
    write_rows(file, writer);
    an_grid_foot(writer);
}

void an_part_table(an_results *results, const an_result_file *file, bool open, an_writer *writer)
{
    const size_t n = an_sheet_rows(file->sheet);
    char count[AN_WORDING_SIZE];
    an_sentence caption = {0};
    an_writer_string(writer, open ? "<details open>\n<summary>" : "<details>\n<summary>");
    an_style_fixed(NULL, (double)n, 0, count);
    an_html_print(writer, "Table: %s (%s row%s)", file->title, count, n == 1 ? "" : "s");
    an_writer_string(writer, "</summary>\n");
    an_sentence_add(&caption, "%.200s", file->title);
    if (n > AN_SHOWN_ROWS)
        an_sentence_add(&caption, ": the first %d of %s rows", AN_SHOWN_ROWS, count);
    if (file->kind == AN_TABLE_INDICATORS)
        an_values_all(results, file, caption.text, writer);
    else
        write_cells(file, caption.text, writer);
    write_download(file, writer);
    an_writer_string(writer, "</details>\n");
}
