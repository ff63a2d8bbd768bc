/* sections: charts and tables, definitions, the audit record. */
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "report/grid.h"
#include "report/html.h"
#include "report/page_parts.h"
#include "report/wording.h"

/* ---- charts and tables ---- */

/* The image, which a click shows as large as the window, and its description. */
static void write_chart(an_results *results, const an_result_file *file, an_writer *writer)
{
    an_writer_string(writer, "<figure>\n<button type=\"button\" class=\"chart\" aria-haspopup=\"dialog\">"
                             "<img alt=\"");
    an_html_print(writer, "%s.", file->title);
    an_part_alt(results, file, writer);
    an_writer_string(writer, "\" src=\"data:image/svg+xml;base64,");
    an_html_base64(writer, file->bytes, file->size);
    an_writer_string(writer, "\"></button>\n<figcaption>");
    an_html_print(writer, "%s.", file->title);
    an_part_alt(results, file, writer);
    an_writer_string(writer, "</figcaption>\n</figure>\n");
    an_part_chart_table(results, file, writer);
}

static void write_table(an_results *results, const an_result_file *file, an_writer *writer)
{
    enum { SHORT = 12, NARROW = 12 };
    const bool small = an_sheet_rows(file->sheet) <= SHORT && an_sheet_columns(file->sheet) <= NARROW;
    an_part_table(results, file, small, writer);
}

/* The first chart that shows the table, which then follows it; NULL: none. */
static const an_result_file *first_chart_of(const an_results *results, const char *table)
{
    for (size_t i = 0; i < results->n_files; i++)
        if (results->files[i].is_chart && strcmp(results->files[i].of, table) == 0)
            return &results->files[i];
    return NULL;
}

static void write_file(an_results *results, const an_result_file *file, an_writer *writer)
{
    if (!file->is_chart) {
        if (first_chart_of(results, file->name) == NULL)
            write_table(results, file, writer);
        return;
    }
    const an_result_file *const table = an_results_find(results, file->of);
    write_chart(results, file, writer);
    if (table != NULL && !table->is_chart && first_chart_of(results, file->of) == file)
        write_table(results, table, writer);
}

/* Whether a file begins a section; *n counts them. Data quality has a part of its own. */
static bool begins_section(const an_result_file *file, const char **section, size_t *n)
{
    if (file->kind == AN_TABLE_QUALITY || (*section != NULL && strcmp(*section, file->section) == 0))
        return false;
    *section = file->section;
    ++*n;
    return true;
}

void an_part_contents(const an_results *results, an_writer *writer)
{
    const char *section = NULL;
    size_t n = 0;
    for (size_t i = 0; i < results->n_files; i++) {
        if (!begins_section(&results->files[i], &section, &n))
            continue;
        an_writer_print(writer, "<li><a href=\"#results-%zu\">", n);
        an_html_text(writer, section);
        an_writer_string(writer, "</a></li>\n");
    }
}

void an_part_results(an_results *results, an_writer *writer)
{
    const char *section = NULL;
    size_t n = 0;
    for (size_t i = 0; i < results->n_files; i++) {
        const an_result_file *const file = &results->files[i];
        if (begins_section(file, &section, &n)) {
            an_writer_print(writer, "<h3 id=\"results-%zu\">", n);
            an_html_text(writer, section);
            an_writer_string(writer, "</h3>\n");
        }
        if (file->kind != AN_TABLE_QUALITY)
            write_file(results, file, writer);
    }
}

/* ---- definitions ---- */

static bool is_usage(const char *paragraph)
{
    static const char *const heads[] = {"Usage:", "Options of", "Examples", "Exit status",
                                        "Reads the extract"};
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
        if (strncmp(paragraph, heads[i], strlen(heads[i])) == 0)
            return true;
    return false;
}

/* A --help text is definitions and sources, and how to use the program: the latter is left out. */
static void write_definition(const char *text, an_writer *writer)
{
    bool shown = true, begins = true;
    while (*text != '\0') {
        const size_t size = strcspn(text, "\n"), whole = size + (text[size] == '\n' ? 1 : 0);
        if (begins && size > 0)
            shown = !is_usage(text);
        if (shown)
            an_html_print(writer, "%.*s", (int)whole, text);
        begins = size == 0;
        text += whole;
    }
}

void an_part_definitions(const an_results *results, an_writer *writer)
{
    if (results->n_definitions == 0)
        an_writer_string(writer, "<p>The results hold no definitions.</p>\n");
    for (size_t i = 0; i < results->n_definitions; i++) {
        const char *const text = results->definitions[i].text;
        an_writer_string(writer, "<details class=\"printed\">\n<summary>");
        an_html_print(writer, "%.*s", (int)strcspn(text, "\n"), text);
        an_writer_string(writer, "</summary>\n<pre>");
        write_definition(text + strcspn(text, "\n") + strspn(text + strcspn(text, "\n"), "\n"), writer);
        an_writer_string(writer, "</pre>\n</details>\n");
    }
}

/* ---- audit ---- */

static const char *text_of(const json_t *record, const char *key)
{
    const char *const text = json_string_value(json_object_get(record, key));
    return text != NULL ? text : "";
}

static void write_count(const json_t *record, const char *key, an_writer *writer)
{
    char text[AN_WORDING_SIZE];
    an_wording_number((double)json_integer_value(json_object_get(record, key)), 15, text);
    an_grid_number(text, NAN, writer);
}

static void write_run(const an_audit *audit, an_writer *writer)
{
    const json_t *const arguments = json_object_get(audit->record, "arguments");
    an_writer_string(writer, "<tr><th scope=\"row\">");
    an_html_text(writer, audit->name);
    an_writer_string(writer, "</th><td><code>");
    an_html_text(writer, text_of(audit->record, "program"));
    for (size_t i = 0; i < json_array_size(arguments); i++) {
        const char *const text = json_string_value(json_array_get(arguments, i));
        an_html_print(writer, " %s", text != NULL ? text : "");
    }
    an_writer_string(writer, "</code></td><td>");
    an_html_text(writer, text_of(audit->record, "version"));
    an_writer_string(writer, "</td>");
    write_count(audit->record, "rows_read", writer);
    write_count(audit->record, "rows_used", writer);
    write_count(audit->record, "rows_rejected", writer);
    write_count(audit->record, "rows_filtered", writer);
    an_writer_string(writer, "</tr>\n");
}

/* True if an earlier run read the same bytes under the same name. */
static bool is_known(const an_results *results, size_t before, const json_t *input)
{
    for (size_t a = 0; a < before; a++) {
        const json_t *const inputs = json_object_get(results->audits[a].record, "inputs");
        for (size_t i = 0; i < json_array_size(inputs); i++)
            if (json_equal(json_array_get(inputs, i), input))
                return true;
    }
    return false;
}

static void write_inputs(const an_results *results, an_writer *writer)
{
    static const an_head heads[] = {{"File", false}, {"Bytes", true}, {"Rows", true}, {"SHA-256", false}};
    an_grid_head("What was read", heads, sizeof heads / sizeof heads[0], writer);
    for (size_t a = 0; a < results->n_audits; a++) {
        const json_t *const inputs = json_object_get(results->audits[a].record, "inputs");
        for (size_t i = 0; i < json_array_size(inputs); i++) {
            const json_t *const input = json_array_get(inputs, i);
            if (is_known(results, a, input))
                continue;
            an_writer_string(writer, "<tr><th scope=\"row\">");
            an_html_text(writer, text_of(input, "name"));
            an_writer_string(writer, "</th>");
            write_count(input, "bytes", writer);
            write_count(input, "rows", writer);
            an_writer_string(writer, "<td><code>");
            an_html_text(writer, text_of(input, "sha256"));
            an_writer_string(writer, "</code></td></tr>\n");
        }
    }
    an_grid_foot(writer);
}

void an_part_audit(const an_results *results, an_writer *writer)
{
    static const an_head heads[] = {{"Result", false},   {"Command", false}, {"Version", false},
                                    {"Rows read", true}, {"used", true},     {"rejected", true},
                                    {"filtered", true}};
    if (results->n_audits == 0) {
        an_writer_string(writer, "<p>The results hold no audit record.</p>\n");
        return;
    }
    write_inputs(results, writer);
    an_grid_head("How each result was made", heads, sizeof heads / sizeof heads[0], writer);
    for (size_t a = 0; a < results->n_audits; a++)
        write_run(&results->audits[a], writer);
    an_grid_foot(writer);
}
