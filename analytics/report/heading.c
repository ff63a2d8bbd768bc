/* heading: what stands on top of the page: title, period, rows, by whom, of what, how far to trust it. */
#include "report/heading.h"

#include <math.h>
#include <string.h>

#include "report/html.h"
#include "report/wording.h"

enum { COUNT_DIGITS = 15 };

void an_heading_write_title(const an_figures *figures, const an_heading *heading, an_writer *writer)
{
    const char *const period = figures->period;
    if (heading->title != NULL)
        an_html_text(writer, heading->title);
    else
        an_html_print(writer, "Customs performance and risk indicators%s%s", period[0] != '\0' ? ", " : "",
                      period);
    an_writer_string(writer, heading->invented ? " (invented data)" : "");
}

/* ---- what was read ---- */

/* Whether a table has a value of the whole in the period of the page. */
static bool holds_period(const an_result_file *file, const char *period)
{
    for (size_t i = 0; file->kind == AN_TABLE_INDICATORS && i < file->rows.n; i++)
        if (an_observation_is_total(&file->rows, i) && strcmp(file->rows.rows[i].period, period) == 0)
            return true;
    return false;
}

/* The record of the first table of the period: declarations come first. NULL: there is none. */
static const json_t *find_record(const an_results *results, const char *period)
{
    for (size_t f = 0; f < results->n_files; f++)
        for (size_t a = 0; a < results->n_audits && holds_period(&results->files[f], period); a++)
            if (strcmp(results->audits[a].name, results->files[f].stem) == 0)
                return results->audits[a].record;
    return NULL;
}

static const char *text_of(const json_t *record, const char *key)
{
    const char *const text = json_string_value(json_object_get(record, key));
    return text != NULL ? text : "";
}

/* The name without its folders, which tell nothing to a reader. */
static const char *base_name(const char *path)
{
    const char *const slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

/* The values of --where of a run, "all rows" where it has none. */
static void write_scope(const json_t *record, an_writer *writer)
{
    static const char option[] = "--where";
    const json_t *const arguments = json_object_get(record, "arguments");
    size_t n = 0;
    for (size_t i = 0; i < json_array_size(arguments); i++) {
        const char *text = json_string_value(json_array_get(arguments, i));
        if (text == NULL || strncmp(text, option, strlen(option)) != 0)
            continue;
        if (text[strlen(option)] == '=')
            text += strlen(option) + 1;
        else if (text[strlen(option)] == '\0')
            text = json_string_value(json_array_get(arguments, ++i));
        else
            continue;
        an_html_print(writer, "%s%s", n++ > 0 ? " and " : "Rows with ", text != NULL ? text : "");
    }
    an_writer_string(writer, n == 0 ? "All rows" : "");
}

static void write_inputs(const json_t *record, an_writer *writer)
{
    enum { SHORT_HASH = 12 };
    const json_t *const inputs = json_object_get(record, "inputs");
    for (size_t i = 0; i < json_array_size(inputs); i++) {
        const json_t *const input = json_array_get(inputs, i);
        an_html_print(writer, "%s%s (SHA-256 %.*s)", i > 0 ? ", " : " of ", base_name(text_of(input, "name")),
                      SHORT_HASH, text_of(input, "sha256"));
    }
}

/* "2017-Q3. All rows of declarations.csv (SHA-256 ...). By Unit A3, with cup-controls 1.0." */
static void write_origin(const json_t *record, const an_figures *figures, const an_heading *heading,
                         an_writer *writer)
{
    if (record == NULL && heading->author == NULL)
        return;
    an_writer_string(writer, "<p class=\"note\">");
    if (figures->period[0] != '\0')
        an_html_print(writer, "Period: %s. ", figures->period);
    if (record != NULL) {
        write_scope(record, writer);
        write_inputs(record, writer);
        an_writer_string(writer, ". ");
    }
    if (heading->author != NULL)
        an_html_print(writer, "By %s. ", heading->author);
    if (record != NULL)
        an_html_print(writer, "Made with cuprum %s.", text_of(record, "version"));
    an_writer_string(writer, "</p>\n");
}

/* ---- how far to trust it ---- */

static void write_count(double count, const char *words, an_writer *writer)
{
    char text[AN_WORDING_SIZE];
    an_wording_number(count, COUNT_DIGITS, text);
    an_html_print(writer, "%s%s", text, words);
}

static void write_rows(const json_t *record, an_writer *writer)
{
    static const struct {
        const char *key, *words;
    } counts[] = {{"rows_read", " rows read, "},
                  {"rows_used", " used, "},
                  {"rows_rejected", " rejected as malformed, "},
                  {"rows_filtered", " left out by choice"}};
    an_writer_string(writer, "<li>");
    for (size_t k = 0; k < sizeof counts / sizeof counts[0]; k++)
        write_count((double)json_integer_value(json_object_get(record, counts[k].key)), counts[k].words,
                    writer);
    an_writer_string(writer, ".</li>\n");
}

/* The violations that the checks of the extract found, and the columns with empty cells; nothing where there
 * was no check. */
static void write_checks(const an_results *results, an_writer *writer)
{
    double violations = 0;
    size_t empty = 0, n = 0;
    for (size_t f = 0; f < results->n_files; f++) {
        const an_result_file *const file = &results->files[f];
        for (size_t r = 0; file->kind == AN_TABLE_QUALITY && r < an_sheet_rows(file->sheet); r++, n++) {
            const double found = an_results_number(file, r, "violations");
            if (strcmp(an_results_cell(file, r, "check"), "completeness") == 0)
                empty += found > 0 ? 1 : 0;
            else
                violations += isnan(found) ? 0 : found;
        }
    }
    if (n == 0) {
        an_writer_string(writer, "<li>The extract was not checked.</li>\n");
        return;
    }
    an_writer_string(writer, "<li>");
    write_count(violations, violations == 1 ? " violation and " : " violations and ", writer);
    write_count((double)empty, empty == 1 ? " column with empty cells" : " columns with empty cells", writer);
    an_writer_string(writer, " in the checks: <a href=\"#quality\">data quality</a>.</li>\n");
}

static void write_figures(const an_figures *figures, an_writer *writer)
{
    size_t few = 0, suppressed = 0, without = 0, breaks = 0;
    for (size_t i = 0; i < figures->n; i++) {
        const an_figure *const figure = &figures->figures[i];
        const an_observation *const o = &figure->file->rows.rows[figure->row];
        few += o->status == 'U' ? 1 : 0;
        suppressed += o->status == 'Q' ? 1 : 0;
        without += o->status != 'Q' && isnan(o->value) ? 1 : 0;
        breaks += o->status == 'B' ? 1 : 0;
    }
    an_writer_string(writer, "<li>Of ");
    write_count((double)figures->n, figures->n == 1 ? " figure of the whole " : " figures of the whole ",
                writer);
    write_count((double)few, " rest on few units (low reliability), ", writer);
    write_count((double)without, " cannot be computed, ", writer);
    write_count((double)suppressed, " are suppressed, ", writer);
    write_count((double)breaks, " stand behind a break in their series.", writer);
    an_writer_string(writer, "</li>\n");
}

void an_heading_write(const an_results *results, const an_figures *figures, const an_heading *heading,
                      an_writer *writer)
{
    if (heading->invented)
        an_writer_string(writer,
                         "<p class=\"invented\"><strong>Invented data</strong>: no figure of this page "
                         "tells of real trade.</p>\n");
    write_origin(find_record(results, figures->period), figures, heading, writer);
}

void an_heading_write_trust(const an_results *results, const an_figures *figures, an_writer *writer)
{
    const json_t *const record = find_record(results, figures->period);
    an_writer_string(writer, "<div class=\"trust\"><h3 id=\"trust\">How far to trust this</h3>\n<ul>\n");
    if (record != NULL)
        write_rows(record, writer);
    write_checks(results, writer);
    write_figures(figures, writer);
    an_writer_string(writer, "</ul></div>\n");
}
