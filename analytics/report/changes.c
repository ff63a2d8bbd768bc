/* changes: what changed since the period before, and whether chance explains it. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/grid.h"
#include "report/html.h"
#include "report/page_parts.h"
#include "report/wording.h"
#include "report/values.h"

static const double alpha = 0.05, /* a change is more than chance below this */
    small = 0.1, least = 0.001;   /* what is less has a digit more, is said as such */

/* ---- changes ---- */

static bool has_change(const an_figure *figure)
{
    return figure->file->kind == AN_TABLE_TREND && an_figure_observation(figure)->status != 'Q' &&
           !isnan(an_values_number(figure->file, figure->row, "change"));
}

/* "from 5.55 % to 5.57 % (p = 0.95)" */
static void write_step(const an_figure *figure, const char *before, const char *p_column, an_writer *writer)
{
    const an_observation *const o = an_figure_observation(figure);
    const double p = an_values_number(figure->file, figure->row, p_column);
    char from[AN_WORDING_SIZE], to[AN_WORDING_SIZE];
    an_wording_value(o, an_values_number(figure->file, figure->row, before), from);
    an_wording_value(o, o->value, to);
    an_html_print(writer, "from %s to %s", from, to);
    if (!isnan(p)) {
        char chance[AN_WORDING_SIZE];
        an_wording_p(p, chance);
        an_html_print(writer, " (%s)", chance);
    }
}

static void write_more_than_chance(an_results *results, const an_figure *figure, an_writer *writer)
{
    const an_observation *const o = an_figure_observation(figure);
    const char *const name = an_wording_title(&results->arena, o->indicator);
    const double year_p = an_values_number(figure->file, figure->row, "year_p");
    const double change = an_values_number(figure->file, figure->row, "change");
    an_writer_string(writer, "<li><strong>");
    an_html_print(writer, "%s %s", name != NULL ? name : "", change > 0 ? "rose" : "fell");
    an_writer_string(writer, "</strong> ");
    write_step(figure, "previous", "change_p", writer);
    an_html_print(writer, " in %s: more than chance explains.", o->period);
    if (!isnan(year_p)) {
        an_writer_string(writer, " Against the same period a year before: ");
        write_step(figure, "year_before", "year_p", writer);
        an_writer_string(writer, ".");
    }
    an_writer_string(writer, "</li>\n");
}

/* "+0.02 points" of a share, "+5.3 %" of other values. */
static void say_change(const an_observation *o, double previous, char out[AN_WORDING_SIZE])
{
    const bool share = an_wording_is_share(o);
    const double change = share          ? 100 * (o->value - previous)
                          : previous > 0 ? 100 * (o->value / previous - 1)
                                         : NAN;
    const double large = 9.95;
    char number[AN_WORDING_SIZE];
    an_style_fixed(NULL, change, share ? 2 : fabs(change) >= large ? 0 : 1, number);
    if (isnan(change))
        out[0] = '\0';
    else
        snprintf(out, AN_WORDING_SIZE, "%s%.60s%s", change > 0 ? "+" : "", number,
                 share ? "\xC2\xA0points" : "\xC2\xA0%");
}

/* Before, now, what lies between them, and whether chance explains it. */
static void write_change(an_results *results, const an_figure *figure, an_writer *writer)
{
    const an_observation *const o = an_figure_observation(figure);
    const char *const name = an_wording_title(&results->arena, o->indicator);
    const double previous = an_values_number(figure->file, figure->row, "previous");
    const double p = an_values_number(figure->file, figure->row, "change_p");
    char text[AN_WORDING_SIZE];
    an_writer_string(writer, "<tr><th scope=\"row\">");
    an_html_text(writer, name != NULL ? name : "");
    an_writer_string(writer, "</th>");
    an_grid_text(o->period, writer);
    an_wording_value(o, previous, text);
    an_grid_number(text, previous, writer);
    an_wording_value(o, o->value, text);
    an_grid_number(text, o->value, writer);
    say_change(o, previous, text);
    an_grid_number(text, an_values_number(figure->file, figure->row, "change"), writer);
    an_style_fixed(NULL, p, p < small ? 3 : 2, text);
    an_grid_number(isnan(p) ? "" : p < least ? "< 0.001" : text, p, writer);
    an_grid_text(isnan(p) ? "not tested" : p < alpha ? "yes" : "no", writer);
    an_writer_string(writer, "</tr>\n");
}

static void write_table(an_results *results, const an_figures *figures, an_writer *writer)
{
    static const an_head heads[] = {{"Indicator", false},        {"Period", false}, {"Before", true},
                                    {"Now", true},               {"Change", true},  {"p", true},
                                    {"More than chance?", false}};
    an_grid_head(
        "All changes: of shares in percentage points, of other values in percent. p: how often chance alone "
        "would change a value as much; below 0.05 is called more than chance. Tested are shares and counts",
        heads, sizeof heads / sizeof heads[0], writer);
    for (size_t i = 0; i < figures->n; i++)
        if (has_change(&figures->figures[i]))
            write_change(results, &figures->figures[i], writer);
    an_grid_foot(writer);
}

static void write_beyond_limits(an_results *results, const an_figures *figures, an_writer *writer)
{
    for (size_t i = 0; i < figures->n; i++) {
        const an_figure *const figure = &figures->figures[i];
        if (figure->file->kind != AN_TABLE_TREND ||
            an_values_text(figure->file, figure->row, "signal")[0] == '\0')
            continue;
        const an_observation *const o = an_figure_observation(figure);
        const char *const name = an_wording_title(&results->arena, o->indicator);
        an_writer_string(writer, "<p>");
        an_html_print(writer, "%s: the value of %s lies %s the limits of its control chart.",
                      name != NULL ? name : "", o->period,
                      an_values_text(figure->file, figure->row, "signal"));
        an_writer_string(writer, "</p>\n");
    }
}

static void write_changes(an_results *results, const an_figures *figures, size_t beyond, an_writer *writer)
{
    an_writer_string(writer, beyond > 0 ? "<ul>\n" : "<p>No change is more than chance explains.</p>\n");
    for (size_t i = 0; i < figures->n; i++)
        if (has_change(&figures->figures[i]) &&
            an_values_number(figures->figures[i].file, figures->figures[i].row, "change_p") < alpha)
            write_more_than_chance(results, &figures->figures[i], writer);
    an_writer_string(writer, beyond > 0 ? "</ul>\n" : "");
    write_beyond_limits(results, figures, writer);
}

void an_part_changes(an_results *results, const an_figures *figures, an_writer *writer)
{
    size_t tested = 0, beyond = 0, known = 0;
    for (size_t i = 0; i < figures->n; i++) {
        if (!has_change(&figures->figures[i]))
            continue;
        const double p = an_values_number(figures->figures[i].file, figures->figures[i].row, "change_p");
        known++;
        tested += isnan(p) ? 0 : 1;
        beyond += p < alpha ? 1 : 0;
    }
    an_writer_string(writer, "<h3 id=\"changes\">What changed since the period before</h3>\n");
    if (known == 0) {
        an_writer_string(writer, "<p>The results hold no earlier period to compare with.</p>\n");
        return;
    }
    write_changes(results, figures, beyond, writer);
    if (tested > 0) {
        char by_chance[AN_WORDING_SIZE];
        an_wording_number(alpha * (double)tested, 2, by_chance);
        an_writer_print(
            writer,
            "<p class=\"note\">%zu change%s tested, each at 5 %%: if nothing had changed, about %s would be "
            "called more than chance all the same.</p>\n",
            tested, tested == 1 ? " was" : "s were", by_chance);
    }
    write_table(results, figures, writer);
}
