/* changes: what changed, and whether chance explains it; who lies outside the funnel. */
#include <math.h>
#include <string.h>

#include "chart/phrase.h"
#include "report/html.h"
#include "report/parts.h"
#include "report/say.h"

static const double alpha = 0.05; /* a change is more than chance below this */

/* The number in column c of an observation's row, NAN where there is none. */
static double number_of(const an_result_file *file, size_t i, const char *column)
{
    double value = NAN;
    const int c = an_sheet_find(file->sheet, column);
    if (c >= 0 && an_sheet_number(file->sheet, file->rows.rows[i].row, c, &value, NULL) != AN_OK)
        return NAN;
    return value;
}

static const char *text_of(const an_result_file *file, size_t i, const char *column)
{
    return an_sheet_cell(file->sheet, file->rows.rows[i].row, an_sheet_find(file->sheet, column));
}

/* ---- changes ---- */

static bool has_change(const an_figure *figure)
{
    return figure->file->kind == AN_TABLE_TREND && an_figure_observation(figure)->status != 'Q' &&
           !isnan(number_of(figure->file, figure->row, "change"));
}

/* "from 5.55 % to 5.57 % (p = 0.95)" */
static void write_step(const an_figure *figure, const char *before, const char *p_column, an_writer *writer)
{
    const an_observation *const o = an_figure_observation(figure);
    const double p = number_of(figure->file, figure->row, p_column);
    char from[AN_SAY_SIZE], to[AN_SAY_SIZE];
    an_say_value(o, number_of(figure->file, figure->row, before), from);
    an_say_value(o, o->value, to);
    an_html_print(writer, "from %s to %s", from, to);
    if (!isnan(p)) {
        char chance[AN_SAY_SIZE];
        an_say_p(p, chance);
        an_html_print(writer, " (%s)", chance);
    }
}

static void write_more_than_chance(an_results *results, const an_figure *figure, an_writer *writer)
{
    const an_observation *const o = an_figure_observation(figure);
    const char *const name = an_say_title(&results->arena, o->indicator);
    const double year_p = number_of(figure->file, figure->row, "year_p");
    const double change = number_of(figure->file, figure->row, "change");
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

/* One sentence that lists the figures whose change is tested and within chance, or not tested. */
static void write_others(an_results *results, const an_figures *figures, bool tested, const char *words,
                         an_writer *writer)
{
    size_t n = 0;
    for (size_t i = 0; i < figures->n; i++) {
        const an_figure *const figure = &figures->figures[i];
        const double p = has_change(figure) ? number_of(figure->file, figure->row, "change_p") : NAN;
        if (!has_change(figure) || isnan(p) == tested || (tested && p < alpha))
            continue;
        const char *const name = an_phrase_of_code(&results->arena, an_figure_observation(figure)->indicator);
        an_writer_string(writer, n == 0 ? "<p>" : "; ");
        an_html_print(writer, "%s%s ", n == 0 ? words : "", name != NULL ? name : "");
        write_step(figure, "previous", "change_p", writer);
        n++;
    }
    if (n > 0)
        an_writer_string(writer, ".</p>\n");
}

static void write_beyond_limits(an_results *results, const an_figures *figures, an_writer *writer)
{
    for (size_t i = 0; i < figures->n; i++) {
        const an_figure *const figure = &figures->figures[i];
        if (figure->file->kind != AN_TABLE_TREND || text_of(figure->file, figure->row, "signal")[0] == '\0')
            continue;
        const an_observation *const o = an_figure_observation(figure);
        const char *const name = an_say_title(&results->arena, o->indicator);
        an_writer_string(writer, "<p>");
        an_html_print(writer, "%s in %s lies %s the limits of its control chart.", name != NULL ? name : "",
                      o->period, text_of(figure->file, figure->row, "signal"));
        an_writer_string(writer, "</p>\n");
    }
}

static void write_changes(an_results *results, const an_figures *figures, size_t beyond, an_writer *writer)
{
    an_writer_string(writer, beyond > 0 ? "<ul>\n" : "<p>No change is more than chance explains.</p>\n");
    for (size_t i = 0; i < figures->n; i++)
        if (has_change(&figures->figures[i]) &&
            number_of(figures->figures[i].file, figures->figures[i].row, "change_p") < alpha)
            write_more_than_chance(results, &figures->figures[i], writer);
    an_writer_string(writer, beyond > 0 ? "</ul>\n" : "");
    write_beyond_limits(results, figures, writer);
    write_others(results, figures, true, "No more than chance explains: ", writer);
    write_others(results, figures, false, "Not tested, being neither shares nor counts of events: ", writer);
}

void an_part_changes(an_results *results, const an_figures *figures, an_writer *writer)
{
    size_t tested = 0, beyond = 0, known = 0;
    for (size_t i = 0; i < figures->n; i++) {
        if (!has_change(&figures->figures[i]))
            continue;
        const double p = number_of(figures->figures[i].file, figures->figures[i].row, "change_p");
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
        char by_chance[AN_SAY_SIZE];
        an_say_number(alpha * (double)tested, 2, by_chance);
        an_writer_print(
            writer,
            "<p class=\"note\">%zu change%s tested, each at 5 %%: about %s would be called more than "
            "chance by chance alone.</p>\n",
            tested, tested == 1 ? " was" : "s were", by_chance);
    }
}

/* ---- areas outside the funnel ---- */

static bool is_compared(const an_result_file *file, size_t i, const char *indicator)
{
    return strcmp(file->rows.rows[i].indicator, indicator) == 0 && !isnan(number_of(file, i, "expected"));
}

/* Rows of one indicator at its last period that lie outside limits on one side, as a list. */
static size_t write_side(an_results *results, const an_result_file *file, size_t first, const char *period,
                         const char *limits, bool above, an_writer *writer)
{
    size_t n = 0;
    char value[AN_SAY_SIZE];
    for (size_t i = first; i < file->rows.n; i++) {
        const an_observation *const o = &file->rows.rows[i];
        if (!is_compared(file, i, file->rows.rows[first].indicator) || strcmp(o->period, period) != 0 ||
            strcmp(text_of(file, i, "outside"), limits) != 0 ||
            (o->value > number_of(file, i, "expected")) != above)
            continue;
        const char *const label = an_results_label(&results->arena, &file->rows, i);
        an_say_value(o, o->value, value);
        an_html_print(writer, "%s%s %s",
                      n > 0   ? ", "
                      : above ? " above: "
                              : " below: ",
                      label != NULL ? label : "", value);
        n++;
    }
    return n;
}

static void write_limits(an_results *results, const an_result_file *file, size_t first, const char *period,
                         const char *limits, const char *words, an_writer *writer)
{
    size_t n = 0;
    for (size_t i = first; i < file->rows.n; i++)
        n += is_compared(file, i, file->rows.rows[first].indicator) &&
                     strcmp(file->rows.rows[i].period, period) == 0 &&
                     strcmp(text_of(file, i, "outside"), limits) == 0
                 ? 1
                 : 0;
    if (n == 0)
        return;
    an_html_print(writer, " %s,", words);
    const size_t n_above = write_side(results, file, first, period, limits, true, writer);
    an_writer_string(writer, n_above > 0 && n_above < n ? ";" : "");
    write_side(results, file, first, period, limits, false, writer);
    an_writer_string(writer, ".");
}

/* One item for the indicator of row first, which is its first row that is compared. */
static void write_indicator(an_results *results, const an_result_file *file, size_t first, an_writer *writer)
{
    const char *const code = file->rows.rows[first].indicator, *period = file->rows.rows[first].period;
    size_t n = 0, outside = 0;
    for (size_t i = first; i < file->rows.n; i++)
        if (is_compared(file, i, code) && strcmp(file->rows.rows[i].period, period) > 0)
            period = file->rows.rows[i].period;
    for (size_t i = first; i < file->rows.n; i++)
        if (is_compared(file, i, code) && strcmp(file->rows.rows[i].period, period) == 0) {
            n++;
            outside += text_of(file, i, "outside")[0] != '\0' ? 1 : 0;
        }
    char expected[AN_SAY_SIZE];
    const char *const name = an_say_title(&results->arena, code);
    an_say_value(&file->rows.rows[first], number_of(file, first, "expected"), expected);
    an_writer_string(writer, "<li><strong>");
    an_html_print(writer, "%s, %s", name != NULL ? name : "", period);
    an_writer_string(writer, "</strong>: ");
    an_html_print(writer, "%zu of %zu outside the 95 %% limits about the common rate of %s.", outside, n,
                  expected);
    write_limits(results, file, first, period, "99.8", "Outside 99.8 %", writer);
    write_limits(results, file, first, period, "95", "Outside 95 % only", writer);
    an_writer_string(writer, "</li>\n");
}

static bool is_first(const an_result_file *file, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (is_compared(file, k, file->rows.rows[i].indicator))
            return false;
    return is_compared(file, i, file->rows.rows[i].indicator);
}

void an_part_outside(an_results *results, an_writer *writer)
{
    bool any = false;
    for (size_t f = 0; f < results->n_files; f++) {
        const an_result_file *const file = &results->files[f];
        if (file->kind != AN_TABLE_COMPARED)
            continue;
        for (size_t i = 0; i < file->rows.n; i++) {
            if (!is_first(file, i))
                continue;
            an_writer_string(writer, any ? "" : "<h3 id=\"outside\">Areas outside the funnel</h3>\n<ul>\n");
            any = true;
            write_indicator(results, file, i, writer);
        }
    }
    an_writer_string(writer,
                     any ? "</ul>\n<p class=\"note\">A rate outside its limits is a reason to ask, not a "
                           "verdict: of 20 areas about one lies outside 95 % by chance.</p>\n"
                         : "");
}
