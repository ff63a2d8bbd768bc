/* page: results as one HTML page that needs nothing else. */
#include "report/page.h"

#include <stdlib.h>
#include <string.h>

#include "report/asset.h"
#include "report/html.h"
#include "report/page_parts.h"

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

static void write_title(const an_figures *figures, const char *title, an_writer *writer)
{
    const char *const period = figures->period;
    if (title != NULL)
        an_html_text(writer, title);
    else
        an_html_print(writer, "Customs performance and risk indicators%s%s", period[0] != '\0' ? ", " : "",
                      period);
}

static void write_element(const char *name, const an_writer *text, an_writer *writer)
{
    size_t size;
    const char *const bytes = an_writer_text(text, &size);
    an_writer_print(writer, "<%s>", name);
    an_writer_bytes(writer, bytes, size);
    an_writer_print(writer, "</%s>\n", name);
}

static void write_body(an_results *results, const an_figures *figures, const char *title, an_writer *writer)
{
    an_writer_string(writer, "<body>\n<header>\n<h1>");
    write_title(figures, title, writer);
    an_writer_string(writer, "</h1>\n</header>\n<nav aria-label=\"Contents\"><ul>\n"
                             "<li><a href=\"#findings\">Findings</a></li>\n"
                             "<li><a href=\"#results\">Charts and tables</a><ul>\n");
    an_part_contents(results, writer);
    an_writer_string(writer, "</ul></li>\n"
                             "<li><a href=\"#quality\">Data quality</a></li>\n"
                             "<li><a href=\"#definitions\">Definitions and sources</a></li>\n"
                             "<li><a href=\"#audit\">Audit record</a></li>\n</ul></nav>\n<main>\n"
                             "<section><h2 id=\"findings\">Findings</h2>\n");
    an_part_findings(results, figures, writer);
    an_part_changes(results, figures, writer);
    an_part_outside(results, writer);
    an_part_signals(results, writer);
    an_part_figures(results, figures, writer);
    an_writer_string(writer, "</section>\n<section><h2 id=\"results\">Charts and tables</h2>\n");
    an_part_results(results, writer);
    an_writer_string(writer, "</section>\n<section><h2 id=\"quality\">Data quality</h2>\n");
    an_part_quality(results, writer);
    an_writer_string(writer, "</section>\n<section><h2 id=\"definitions\">Definitions and sources</h2>\n");
    an_part_definitions(results, writer);
    an_writer_string(writer, "</section>\n<section><h2 id=\"audit\">Audit record</h2>\n");
    an_part_audit(results, writer);
    an_writer_string(writer, "</section>\n</main>\n<dialog aria-label=\"Chart\"><button "
                             "type=\"button\">Close</button><img alt=\"\"></dialog>\n");
}

an_code an_page_write(an_results *results, const char *title, an_writer *writer, an_error *err)
{
    an_figures figures = {0};
    an_writer *style = NULL, *script = NULL;
    an_code code = an_figures_find(&figures, results, err);
    if (code == AN_OK)
        code = load_asset(an_asset_style, &style, err);
    if (code == AN_OK)
        code = load_asset(an_asset_script, &script, err);
    an_writer_string(writer, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    if (code == AN_OK)
        code = write_policy(style, script, writer, err);
    if (code == AN_OK) {
        an_writer_string(writer, "<meta name=\"viewport\" content=\"width=device-width\">\n<title>");
        write_title(&figures, title, writer);
        an_writer_string(writer, "</title>\n");
        write_element("style", style, writer);
        an_writer_string(writer, "</head>\n");
        write_body(results, &figures, title, writer);
        write_element("script", script, writer);
        an_writer_string(writer, "</body>\n</html>\n");
    }
    an_writer_abort(style);
    an_writer_abort(script);
    free(figures.figures);
    return code;
}
