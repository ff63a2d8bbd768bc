/* page: results as one HTML page that needs nothing else. */
#include "report/page.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "report/asset.h"
#include "report/bridge.h"
#include "report/charts.h"
#include "report/heading.h"
#include "report/summary.h"
#include "report/html.h"
#include "report/price_signals.h"
#include "report/tables.h"
#include "report/wording.h"

/* ---- charts and tables ---- */

/* The image, which a click shows as large as the window, and its description. */
static void write_chart(an_results *results, const an_result_file *file, an_writer *writer)
{
    an_writer_string(writer, "<figure>\n<button type=\"button\" class=\"chart\" aria-haspopup=\"dialog\">"
                             "<img alt=\"");
    an_html_print(writer, "%s.", file->title);
    an_charts_describe(results, file, writer);
    an_writer_string(writer, "\" src=\"data:image/svg+xml;base64,");
    an_html_base64(writer, file->bytes, file->size);
    an_writer_string(writer, "\"></button>\n<figcaption>");
    an_html_print(writer, "%s.", file->title);
    an_charts_describe(results, file, writer);
    an_writer_string(writer, "</figcaption>\n</figure>\n");
    an_charts_write_numbers(results, file, writer);
}

static void write_table(an_results *results, const an_result_file *file, an_writer *writer)
{
    enum { SHORT = 12, NARROW = 12 };
    const bool small = an_sheet_rows(file->sheet) <= SHORT && an_sheet_columns(file->sheet) <= NARROW;
    an_tables_write(results, file, small, writer);
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

static void write_contents(const an_results *results, an_writer *writer)
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

static void write_results(an_results *results, an_writer *writer)
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

/* ---- data quality ---- */

enum { COUNT_DIGITS = 12 };

/* The rows of a check whose violations are told: those of completeness, or all others. */
static bool is_told(const an_result_file *file, size_t row, bool completeness)
{
    return (strcmp(an_results_cell(file, row, "check"), "completeness") == 0) == completeness &&
           an_results_number(file, row, "violations") > 0;
}

static void write_violations(const an_result_file *file, an_writer *writer)
{
    size_t n = 0;
    char count[AN_WORDING_SIZE];
    for (size_t r = 0; r < an_sheet_rows(file->sheet); r++) {
        if (!is_told(file, r, false))
            continue;
        const char *const column = an_results_cell(file, r, "column");
        an_wording_number(an_results_number(file, r, "violations"), COUNT_DIGITS, count);
        an_html_print(writer, "%s%s%s%s: %s", n++ > 0 ? "; " : "", column, column[0] != '\0' ? ", " : "",
                      an_results_cell(file, r, "check"), count);
    }
    an_writer_string(writer, n == 0 ? "none." : ".");
}

static void write_empty_cells(const an_result_file *file, an_writer *writer)
{
    size_t n = 0;
    char share[AN_WORDING_SIZE];
    for (size_t r = 0; r < an_sheet_rows(file->sheet); r++) {
        if (!is_told(file, r, true))
            continue;
        an_wording_number(100 * an_results_number(file, r, "share"), 2, share);
        an_html_print(writer, "%s%s (%s %%)",
                      n++ > 0 ? ", " : " Empty cells: ", an_results_cell(file, r, "column"), share);
    }
    an_writer_string(writer, n > 0 ? "." : "");
}

static void write_checked(const an_result_file *file, an_writer *writer)
{
    char rows[AN_WORDING_SIZE];
    double most = 0;
    for (size_t r = 0; r < an_sheet_rows(file->sheet); r++)
        most = fmax(most, an_results_number(file, r, "rows"));
    an_wording_number(most, COUNT_DIGITS, rows);
    an_writer_string(writer, "<p>");
    an_html_print(writer, "%s rows were checked. Violations: ", rows);
    write_violations(file, writer);
    write_empty_cells(file, writer);
    an_writer_string(writer, "</p>\n");
}

static void write_quality(an_results *results, an_writer *writer)
{
    bool any = false;
    for (size_t i = 0; i < results->n_files; i++) {
        const an_result_file *const file = &results->files[i];
        if (file->kind != AN_TABLE_QUALITY)
            continue;
        any = true;
        write_checked(file, writer);
        an_tables_write(results, file, false, writer);
    }
    if (!any)
        an_writer_string(writer, "<p>The results hold no check of the extracts.</p>\n");
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

static void write_definitions(const an_results *results, an_writer *writer)
{
    if (results->n_definitions == 0)
        an_writer_string(writer, "<p>The results hold no definitions.</p>\n");
    for (size_t i = 0; i < results->n_definitions; i++) {
        const char *const text = results->definitions[i].text;
        an_writer_string(writer, "<details>\n<summary>");
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

static void write_audit(const an_results *results, an_writer *writer)
{
    static const an_head heads[] = {{"Result", false},   {"Command", false}, {"Version", false},
                                    {"Rows read", true}, {"used", true},     {"rejected", true},
                                    {"filtered", true}};
    if (results->n_audits == 0) {
        an_writer_string(writer, "<p>The results hold no audit record.</p>\n");
        return;
    }
    write_inputs(results, writer);
    an_writer_string(writer, "<details>\n<summary>The commands that made the results</summary>\n");
    an_grid_head("How each result was made", heads, sizeof heads / sizeof heads[0], writer);
    for (size_t a = 0; a < results->n_audits; a++)
        write_run(&results->audits[a], writer);
    an_grid_foot(writer);
    an_writer_string(writer, "</details>\n");
}

/* ---- the page ---- */

/* The lines of an asset as one text in a writer of memory. */
static an_code load_asset(const char *const lines[], an_writer **text, an_error *err)
{
    const an_code code = an_writer_memory(text, err);
    for (size_t i = 0; code == AN_OK && lines[i] != NULL; i++) {
        an_writer_string(*text, lines[i]);
        an_writer_string(*text, "\n");
    }
    return code == AN_OK ? an_writer_check(*text, err) : code;
}

static an_code write_policy(const an_writer *style, const an_writer *script, an_writer *writer, an_error *err)
{
    size_t size;
    an_writer_string(writer, "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                             "img-src data:; style-src ");
    const char *text = an_writer_text(style, &size);
    an_code code = an_html_digest(writer, text, size, err);
    an_writer_string(writer, "; script-src ");
    text = an_writer_text(script, &size);
    if (code == AN_OK)
        code = an_html_digest(writer, text, size, err);
    an_writer_string(writer, "; base-uri 'none'; form-action 'none'\">\n");
    return code;
}

static void write_element(const char *name, const an_writer *text, an_writer *writer)
{
    size_t size;
    const char *const bytes = an_writer_text(text, &size);
    an_writer_print(writer, "<%s>", name);
    an_writer_bytes(writer, bytes, size);
    an_writer_print(writer, "</%s>\n", name);
}

static void write_body(an_results *results, const an_figures *figures, const an_figures *parts,
                       const an_heading *heading, an_writer *writer)
{
    an_writer_string(writer, "<body>\n<header>\n<h1>");
    an_heading_write_title(figures, heading, writer);
    an_writer_string(writer, "</h1>\n");
    an_heading_write(results, figures, heading, writer);
    an_writer_string(writer, "</header>\n<nav aria-label=\"Contents\"><ul>\n"
                             "<li><a href=\"#findings\">Findings</a></li>\n"
                             "<li><a href=\"#results\">Charts and tables</a></li>\n"
                             "<li><a href=\"#quality\">Data quality</a></li>\n"
                             "<li><a href=\"#definitions\">Definitions and sources</a></li>\n"
                             "<li><a href=\"#audit\">Audit record</a></li>\n</ul>\n"
                             "<details><summary>Charts and tables by subject</summary><ul>\n");
    write_contents(results, writer);
    an_writer_string(writer, "</ul></details>\n<button type=\"button\" id=\"full\" hidden>"
                             "Print with full tables</button></nav>\n<main>\n"
                             "<section><h2 id=\"findings\">Findings</h2>\n");
    an_summary_write_sentences(results, figures, parts, writer);
    an_heading_write_trust(results, figures, writer);
    an_summary_write_changes(results, figures, writer);
    an_summary_write_outside(results, writer);
    an_price_signals_write(results, writer);
    an_bridge_write(results, figures, writer);
    an_summary_write_figures(results, figures, writer);
    an_writer_string(writer, "</section>\n<section><h2 id=\"results\">Charts and tables</h2>\n");
    write_results(results, writer);
    an_writer_string(writer, "</section>\n<section><h2 id=\"quality\">Data quality</h2>\n");
    write_quality(results, writer);
    an_writer_string(writer, "</section>\n<section><h2 id=\"definitions\">Definitions and sources</h2>\n");
    write_definitions(results, writer);
    an_writer_string(writer, "</section>\n<section><h2 id=\"audit\">Audit record</h2>\n");
    write_audit(results, writer);
    an_writer_string(writer, "</section>\n</main>\n<dialog aria-label=\"Chart\"><button "
                             "type=\"button\">Close</button><img alt=\"\"></dialog>\n");
}

an_code an_page_write(an_results *results, const an_heading *heading, an_writer *writer, an_error *err)
{
    an_figures figures = {0}, parts = {0};
    an_writer *style = NULL, *script = NULL;
    an_code code = an_summary_find(&figures, results, false, err);
    if (code == AN_OK)
        code = an_summary_find(&parts, results, true, err);
    if (code == AN_OK)
        code = load_asset(an_asset_style, &style, err);
    if (code == AN_OK)
        code = load_asset(an_asset_script, &script, err);
    an_writer_string(writer, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    if (code == AN_OK)
        code = write_policy(style, script, writer, err);
    if (code == AN_OK) {
        an_writer_string(writer, "<meta name=\"viewport\" content=\"width=device-width\">\n<title>");
        an_heading_write_title(&figures, heading, writer);
        an_writer_string(writer, "</title>\n");
        write_element("style", style, writer);
        an_writer_string(writer, "</head>\n");
        write_body(results, &figures, &parts, heading, writer);
        write_element("script", script, writer);
        an_writer_string(writer, "</body>\n</html>\n");
    }
    an_writer_abort(style);
    an_writer_abort(script);
    free(figures.figures);
    free(parts.figures);
    return code;
}
