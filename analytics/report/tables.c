/* tables: the tables of the page. */
#include "report/tables.h"

#include <math.h>
#include <string.h>

#include "base/number.h"
#include "chart/phrase.h"
#include "report/html.h"
#include "report/wording.h"

/* ---- markup ---- */

void an_grid_begin(const char *caption, an_writer *writer)
{
    an_writer_string(writer, "<div class=\"wide\"><table class=\"sort\">\n<caption>");
    an_html_text(writer, caption);
    an_writer_string(writer, "</caption>\n<thead><tr>");
}

void an_grid_heading(const char *text, bool number, an_writer *writer)
{
    an_writer_string(writer, number ? "<th scope=\"col\" class=\"n\"><button type=\"button\">"
                                    : "<th scope=\"col\"><button type=\"button\">");
    an_html_text(writer, text);
    an_writer_string(writer, "</button></th>");
}

void an_grid_body(an_writer *writer)
{
    an_writer_string(writer, "</tr></thead>\n<tbody>\n");
}

void an_grid_head(const char *caption, const an_head heads[], size_t n, an_writer *writer)
{
    an_grid_begin(caption, writer);
    for (size_t i = 0; i < n; i++)
        an_grid_heading(heads[i].text, heads[i].number, writer);
    an_grid_body(writer);
}

void an_grid_foot(an_writer *writer)
{
    an_writer_string(writer, "</tbody></table></div>\n");
}

void an_grid_text(const char *text, an_writer *writer)
{
    an_writer_string(writer, "<td>");
    an_html_text(writer, text);
    an_writer_string(writer, "</td>");
}

void an_grid_number(const char *shown, double value, an_writer *writer)
{
    char number[AN_NUMBER_SIZE];
    an_number_print(value, number);
    an_writer_string(writer, "<td class=\"n\"");
    if (!isnan(value))
        an_writer_print(writer, " data-v=\"%s\"", number);
    an_writer_string(writer, ">");
    an_html_text(writer, shown);
    an_writer_string(writer, "</td>");
}

/* ---- observations ---- */

/* "1,108 / 19,903" */
static void write_basis(const an_observation *o, an_writer *writer)
{
    char text[AN_WORDING_SIZE];
    an_writer_string(writer, "<td class=\"n\">");
    if (o->has_numerator && o->status != 'Q') {
        an_wording_amount(o->numerator, text);
        an_html_text(writer, text);
    }
    if (o->has_denominator && o->status != 'Q') {
        an_wording_amount(o->denominator, text);
        an_html_print(writer, " / %s", text);
    }
    an_writer_string(writer, "</td>");
}

void an_tables_head(const char *caption, const char *first, const char *second, an_writer *writer)
{
    const an_head heads[] = {{first, false},   {second, false},    {"Period", false},
                             {"Value", true},  {"Interval", true}, {"Numerator / denominator", true},
                             {"Remark", false}};
    enum { N = sizeof heads / sizeof heads[0] };
    an_head shown[N];
    size_t n = 0;
    for (size_t i = 0; i < N; i++)
        if (heads[i].text != NULL)
            shown[n++] = heads[i];
    an_grid_head(caption, shown, n, writer);
}

static const char *remark_of(const an_observation *o)
{
    static const char statuses[] = "UMQBP";
    static const char *const remarks[] = {"low reliability", "not computable", "confidential",
                                          "definition changed", "provisional"};
    const char *const place = o->status != '\0' ? strchr(statuses, o->status) : NULL;
    return place != NULL ? remarks[place - statuses] : "";
}

void an_tables_row(const char *first, const char *second, const an_observation *o, const char *more,
                   an_writer *writer)
{
    char value[AN_WORDING_SIZE], interval[AN_WORDING_SIZE];
    const char *const remark = remark_of(o);
    an_wording_value(o, o->value, value);
    an_wording_interval(o, interval);
    an_writer_string(writer, "<tr><th scope=\"row\">");
    an_html_text(writer, first);
    an_writer_string(writer, "</th>");
    if (second != NULL)
        an_grid_text(second, writer);
    an_writer_string(writer, "<td class=\"p\">");
    an_html_text(writer, o->period);
    an_writer_string(writer, "</td>");
    const bool suppressed = o->status == 'Q';
    an_grid_number(suppressed ? "suppressed" : value, suppressed ? NAN : o->value, writer);
    an_grid_number(suppressed ? "" : interval, suppressed ? NAN : o->lower, writer);
    write_basis(o, writer);
    an_writer_string(writer, "<td class=\"p\">");
    an_html_print(writer, "%s%s%s", more, more[0] != '\0' && remark[0] != '\0' ? "; " : "", remark);
    an_writer_string(writer, "</td></tr>\n");
}

/* The area and, where there are several, the indicator; of a table without a breakdown the indicator
 * alone. */
static void write_row(an_results *results, const an_result_file *table, size_t i, bool several,
                      an_writer *writer)
{
    const an_observation *const o = &table->rows.rows[i];
    const bool whole = table->rows.columns.n_breakdown == 0;
    const char *const label = an_results_label(&results->arena, &table->rows, i);
    const char *const name = an_wording_title(&results->arena, o);
    const char *const outside = table->kind == AN_TABLE_COMPARED ? table->further[i].outside : "";
    an_sentence more = {0};
    if (label == NULL)
        return;
    if (outside[0] != '\0')
        an_sentence_add(&more, "outside %s %%", outside);
    an_tables_row(whole ? name : label, several && !whole ? name : NULL, o, more.text, writer);
}

/* The heading of the column that names the areas. NULL: no memory. */
static const char *name_areas(an_results *results, const an_result_file *table)
{
    an_sentence by = {0};
    for (size_t k = 0; k < table->rows.columns.n_breakdown; k++) {
        const char *const name = an_sheet_name(table->sheet, (size_t)table->rows.columns.breakdown[k]);
        an_sentence_item(&by, 0, an_wording_column(&results->arena, name));
    }
    return an_arena_copy(&results->arena, by.used > 0 ? by.text : "Indicator",
                         by.used > 0 ? by.used : strlen("Indicator"));
}

void an_tables_rows(an_results *results, const an_result_file *table, const char *caption,
                    const size_t rows[], size_t n, bool several, an_writer *writer)
{
    const char *const areas = name_areas(results, table);
    an_tables_head(caption, areas != NULL ? areas : "",
                   several && table->rows.columns.n_breakdown > 0 ? "Indicator" : NULL, writer);
    for (size_t k = 0; k < n; k++)
        write_row(results, table, rows[k], several, writer);
    an_grid_foot(writer);
}

/* What is shown of a table: values whole up to AN_SHOWN_ROWS, else a look at the first; cells as they lie in
 * the file in the first rows and columns. Of what ind-trend and ind-compare add only charts, the table of
 * changes and the areas outside are shown: three dozen columns are for programs. */
enum { LOOK_ROWS = 10, CELLS_ROWS = 8, CELLS_COLUMNS = 12 };

static size_t shown_rows(const an_result_file *file)
{
    const size_t n = an_sheet_rows(file->sheet);
    if (file->kind == AN_TABLE_TREND || file->kind == AN_TABLE_COMPARED)
        return 0;
    if (file->kind == AN_TABLE_INDICATORS)
        return n <= AN_SHOWN_ROWS ? n : LOOK_ROWS;
    return n <= CELLS_ROWS ? n : CELLS_ROWS;
}

static size_t shown_columns(const an_result_file *file)
{
    const size_t n = an_sheet_columns(file->sheet);
    return n <= CELLS_COLUMNS || file->kind == AN_TABLE_INDICATORS ? n : CELLS_COLUMNS;
}

static void write_all(an_results *results, const an_result_file *table, const char *caption,
                      an_writer *writer)
{
    size_t rows[AN_SHOWN_ROWS], n = 0;
    for (; n < table->rows.n && n < shown_rows(table); n++)
        rows[n] = n;
    an_tables_rows(results, table, caption, rows, n, true, writer);
}

/* ---- files ---- */

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
    const size_t n = shown_rows(file), n_columns = shown_columns(file);
    for (size_t r = 0; r < n; r++) {
        an_writer_string(writer, "<tr>");
        for (size_t c = 0; c < n_columns; c++)
            write_cell(an_sheet_cell(file->sheet, r, (int)c), writer);
        an_writer_string(writer, "</tr>\n");
    }
}

static void write_download(const an_result_file *file, an_writer *writer)
{
    if (file->download == NULL) {
        an_writer_string(writer, "<p class=\"note\">");
        an_html_print(writer, "Too large to be carried in this page: it is the file %s beside it.",
                      file->name);
        an_writer_string(writer, "</p>\n");
        return;
    }
    an_writer_string(writer, "<p class=\"save\"><a download=\"");
    an_html_text(writer, file->name);
    an_writer_string(writer, "\" href=\"data:text/csv;charset=utf-8;base64,");
    an_html_base64(writer, file->download, file->download_size);
    an_writer_string(writer, "\">Save ");
    an_html_text(writer, file->name);
    an_writer_string(writer, "</a></p>\n");
}

/* The cells as they lie in the file. */
static void write_cells(const an_result_file *file, const char *caption, an_writer *writer)
{
    double value;
    an_grid_begin(caption, writer);
    for (size_t c = 0; c < shown_columns(file); c++)
        an_grid_heading(an_sheet_name(file->sheet, c),
                        an_sheet_rows(file->sheet) > 0 &&
                            is_number(an_sheet_cell(file->sheet, 0, (int)c), &value),
                        writer);
    an_grid_body(writer);
    write_rows(file, writer);
    an_grid_foot(writer);
}

/* "Control rates (196 rows): the first 10 rows" */
static void write_caption(const an_result_file *file, const char *count, an_sentence *caption)
{
    an_sentence_add(caption, "%.200s", file->title);
    if (shown_rows(file) < an_sheet_rows(file->sheet))
        an_sentence_add(caption, ": the first %zu of %s rows", shown_rows(file), count);
    if (shown_columns(file) < an_sheet_columns(file->sheet))
        an_sentence_add(caption, "%s the first %zu of %zu columns",
                        shown_rows(file) < an_sheet_rows(file->sheet) ? "," : ":", shown_columns(file),
                        an_sheet_columns(file->sheet));
}

void an_tables_write(an_results *results, const an_result_file *file, bool open, an_writer *writer)
{
    const size_t n = an_sheet_rows(file->sheet);
    char count[AN_WORDING_SIZE];
    an_sentence caption = {0};
    an_writer_string(writer, open ? "<details open>\n<summary>" : "<details>\n<summary>");
    an_style_fixed(NULL, (double)n, 0, count);
    an_html_print(writer, "Table: %s (%s row%s)", file->title, count, n == 1 ? "" : "s");
    an_writer_string(writer, "</summary>\n");
    write_caption(file, count, &caption);
    if (file->kind == AN_TABLE_INDICATORS)
        write_all(results, file, caption.text, writer);
    else if (shown_rows(file) > 0 || n == 0)
        write_cells(file, caption.text, writer);
    else
        an_writer_print(writer,
                        "<p class=\"note\">%zu columns, for programs: in the file, not shown here.</p>\n",
                        an_sheet_columns(file->sheet));
    write_download(file, writer);
    an_writer_string(writer, "</details>\n");
}
