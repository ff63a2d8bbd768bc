/* values: the observations of an indicator table, for people. */
#include "report/values.h"

#include <math.h>
#include <string.h>

#include "chart/phrase.h"
#include "report/grid.h"
#include "report/html.h"
#include "report/wording.h"

double an_values_number(const an_result_file *table, size_t i, const char *column)
{
    return an_results_number(table, table->rows.rows[i].row, column);
}

const char *an_values_text(const an_result_file *table, size_t i, const char *column)
{
    return an_results_cell(table, table->rows.rows[i].row, column);
}

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

void an_values_head(const char *caption, const char *first, const char *second, an_writer *writer)
{
    const an_head heads[] = {{first, false},     {second, false}, {"Period", false}, {"Value", true},
                             {"Interval", true}, {"Numerator / denominator", true}, {"Remark", false}};
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
    switch (o->status) {
    case 'U':
        return "low reliability";
    case 'M':
        return "not computable";
    case 'Q':
        return "confidential";
    case 'B':
        return "definition changed";
    default:
        return "";
    }
}

void an_values_row(const char *first, const char *second, const an_observation *o, const char *more,
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
    const char *const name = an_wording_title(&results->arena, o->indicator);
    const char *const outside = table->kind == AN_TABLE_COMPARED ? an_values_text(table, i, "outside") : "";
    an_sentence more = {0};
    if (label == NULL || name == NULL)
        return;
    if (outside[0] != '\0')
        an_sentence_add(&more, "outside %s %%", outside);
    an_values_row(whole ? name : label, several && !whole ? name : NULL, o, more.text, writer);
}

/* The heading of the column that names the areas. NULL: no memory. */
static const char *name_areas(an_results *results, const an_result_file *table)
{
    an_sentence by = {0};
    for (size_t k = 0; k < table->rows.columns.n_breakdown; k++) {
        const char *const name = an_sheet_name(table->sheet, (size_t)table->rows.columns.breakdown[k]);
        an_sentence_item(&by, 0, an_wording_title(&results->arena, name));
    }
    return an_arena_copy(&results->arena, by.used > 0 ? by.text : "Indicator",
                         by.used > 0 ? by.used : strlen("Indicator"));
}

void an_values_rows(an_results *results, const an_result_file *table, const char *caption,
                    const size_t rows[], size_t n, bool several, an_writer *writer)
{
    const char *const areas = name_areas(results, table);
    an_values_head(caption, areas != NULL ? areas : "",
                   several && table->rows.columns.n_breakdown > 0 ? "Indicator" : NULL, writer);
    for (size_t k = 0; k < n; k++)
        write_row(results, table, rows[k], several, writer);
    an_grid_foot(writer);
}

void an_values_all(an_results *results, const an_result_file *table, const char *caption, an_writer *writer)
{
    size_t rows[AN_SHOWN_ROWS], n = 0;
    for (; n < table->rows.n && n < AN_SHOWN_ROWS; n++)
        rows[n] = n;
    an_values_rows(results, table, caption, rows, n, true, writer);
}
