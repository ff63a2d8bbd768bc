/* grid: the markup of a table that a click on a heading sorts. */
#include "report/grid.h"

#include <math.h>

#include "base/number.h"
#include "report/html.h"

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
