/* summary: what the results say of the whole, in sentences and tables. */
#include "report/summary.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/number.h"
#include "report/charts.h"
#include "report/html.h"
#include "report/tables.h"
#include "report/wording.h"

/* ---- the figures ---- */

static const an_observation *row_of(const an_figure *figure)
{
    return &figure->file->rows.rows[figure->row];
}

static const an_further *further_of(const an_figure *figure)
{
    return &figure->file->further[figure->row];
}

/* A later period stands for an earlier one, a row of ind-trend for the same without its columns. */
static bool is_better(const an_result_file *file, size_t row, const an_figure *known)
{
    const int order = strcmp(file->rows.rows[row].period, row_of(known)->period);
    return order > 0 || (order == 0 && file->kind == AN_TABLE_TREND && known->file->kind != AN_TABLE_TREND);
}

static an_code add_row(an_figures *figures, const an_result_file *file, size_t row, an_error *err)
{
    for (size_t i = 0; i < figures->n; i++) {
        an_figure *const known = &figures->figures[i];
        if (strcmp(row_of(known)->indicator, file->rows.rows[row].indicator) != 0)
            continue;
        if (is_better(file, row, known))
            *known = (an_figure){.file = file, .row = row};
        return AN_OK;
    }
    if (an_grow(&figures->figures, &figures->capacity, figures->n + 1, sizeof *figures->figures) != AN_OK)
        return an_fail_memory(err);
    figures->figures[figures->n++] = (an_figure){.file = file, .row = row};
    return AN_OK;
}

/* The last period of the whole in the first table that has one: declarations come first. */
static const char *find_period(const an_results *results)
{
    const char *last = "";
    for (size_t f = 0; f < results->n_files && last[0] == '\0'; f++) {
        const an_result_file *const file = &results->files[f];
        for (size_t i = 0; an_results_has_rows(file) && i < file->rows.n; i++)
            if (an_observation_is_total(&file->rows, i) && strcmp(file->rows.rows[i].period, last) > 0)
                last = file->rows.rows[i].period;
    }
    return last;
}

/* Whether text is a later period of the same kind: a quarter after a quarter. */
static bool is_later(const char *text, const char *than)
{
    an_period a, b;
    return an_period_parse(text, strlen(text), NULL, &a) == AN_OK &&
           an_period_parse(than, strlen(than), NULL, &b) == AN_OK && a.kind == b.kind && a.index > b.index;
}

/* Whether a row is looked for: one of the whole, or one of a part whose indicator has a sentence. */
static bool is_wanted(const an_result_file *file, size_t i, bool parts)
{
    const an_meaning *const meaning = file->rows.rows[i].meaning;
    return an_observation_is_total(&file->rows, i)
               ? !parts
               : parts && meaning != NULL && meaning->indicator->sentence != NULL;
}

an_code an_summary_find(an_figures *figures, const an_results *results, bool parts, an_error *err)
{
    an_code code = AN_OK;
    figures->period = find_period(results);
    for (size_t f = 0; f < results->n_files; f++) {
        const an_result_file *const file = &results->files[f];
        for (size_t i = 0; an_results_has_rows(file) && i < file->rows.n && code == AN_OK; i++)
            if (is_wanted(file, i, parts)) {
                const bool later = is_later(file->rows.rows[i].period, figures->period);
                figures->later = figures->later || later;
                code = later ? AN_OK : add_row(figures, file, i, err);
            }
    }
    return code;
}

/* ---- all of them ---- */

void an_summary_write_figures(an_results *results, const an_figures *figures, an_writer *writer)
{
    if (figures->n == 0)
        return;
    an_writer_string(writer, "<h3 id=\"figures\">All figures of the whole</h3>\n");
    an_tables_head("Each indicator of the whole, with its interval and what it is made of", "Indicator", NULL,
                   writer);
    for (size_t i = 0; i < figures->n; i++) {
        const an_observation *const o = row_of(&figures->figures[i]);
        an_tables_row(an_wording_title(&results->arena, o), NULL, o, "", writer);
    }
    an_grid_foot(writer);
}

/* ---- changes ---- */

static const double alpha = 0.05, /* a change is more than chance below this */
    small = 0.1, least = 0.001;   /* a p-value below these has a digit more, or is told as below it */

static bool has_change(const an_figure *figure)
{
    return figure->file->kind == AN_TABLE_TREND && row_of(figure)->status != 'Q' &&
           !isnan(further_of(figure)->change);
}

/* What ind-trend says of the change; of a table that does not say it, by its p-value. */
static const char *change_word(const an_figure *figure)
{
    const char *const told = further_of(figure)->change_verdict;
    const double p = further_of(figure)->change_p;
    if (strcmp(told, "rose") == 0 || strcmp(told, "fell") == 0)
        return "yes";
    if (strcmp(told, "no more than chance") == 0)
        return "no";
    return told[0] != '\0' ? told : isnan(p) ? "not tested" : p < alpha ? "yes" : "no";
}

bool an_summary_is_more_than_chance(const an_figure *figure)
{
    return has_change(figure) && strcmp(change_word(figure), "yes") == 0;
}

/* "from 5.55 % to 5.57 % (p = 0.95)" */
static void write_step(const an_observation *o, double before, double p, an_writer *writer)
{
    char from[AN_WORDING_SIZE], to[AN_WORDING_SIZE];
    an_wording_value(o, before, from);
    an_wording_value(o, o->value, to);
    an_html_print(writer, "from %s to %s", from, to);
    if (!isnan(p)) {
        char chance[AN_WORDING_SIZE];
        an_wording_p(p, chance);
        an_html_print(writer, " (%s)", chance);
    }
}

void an_summary_write_change(an_results *results, const an_figure *figure, an_writer *writer)
{
    const an_observation *const o = row_of(figure);
    const an_further *const further = further_of(figure);
    an_writer_string(writer, "<li><strong>");
    an_html_print(writer, "%s %s", an_wording_title(&results->arena, o),
                  further->change > 0 ? "rose" : "fell");
    an_writer_string(writer, "</strong> ");
    write_step(o, further->previous, further->change_p, writer);
    an_html_print(writer, " in %s: more than chance explains.", o->period);
    if (!isnan(further->year_p)) {
        an_writer_string(writer, " Against the same period a year before: ");
        write_step(o, further->year_before, further->year_p, writer);
        an_writer_string(writer, ".");
    }
    an_writer_string(writer, "</li>\n");
}

/* "+0.02 points" of a share, "+5.3 %" of other values. */
static void print_change(const an_observation *o, double previous, char out[AN_WORDING_SIZE])
{
    const bool share = an_wording_in_percent(o);
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
    const an_observation *const o = row_of(figure);
    const double previous = further_of(figure)->previous;
    const double p = further_of(figure)->change_p;
    char text[AN_WORDING_SIZE];
    an_writer_string(writer, "<tr><th scope=\"row\">");
    an_html_text(writer, an_wording_title(&results->arena, o));
    an_writer_string(writer, "</th>");
    an_grid_text(o->period, writer);
    an_wording_value(o, previous, text);
    an_grid_number(text, previous, writer);
    an_wording_value(o, o->value, text);
    an_grid_number(text, o->value, writer);
    print_change(o, previous, text);
    an_grid_number(text, further_of(figure)->change, writer);
    an_style_fixed(NULL, p, p < small ? 3 : 2, text);
    an_grid_number(isnan(p) ? "" : p < least ? "< 0.001" : text, p, writer);
    an_grid_text(change_word(figure), writer);
    an_writer_string(writer, "</tr>\n");
}

static void write_table(an_results *results, const an_figures *figures, an_writer *writer)
{
    static const an_head heads[] = {
        {"Indicator", false}, {"Period", false},           {"Before", true}, {"Now", true}, {"Change", true},
        {"p", true},          {"More than chance?", false}};
    an_grid_head(
        "All changes: of shares in percentage points, of other values in percent. p: how often chance alone "
        "and the ordinary spread between periods would change a value as much; below 0.05 is called more "
        "than chance, unless there are too few periods to know that spread",
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
        if (figure->file->kind != AN_TABLE_TREND || further_of(figure)->signal[0] == '\0')
            continue;
        const an_observation *const o = row_of(figure);
        an_writer_string(writer, "<p>");
        const bool beyond =
            further_of(figure)->rule[0] == '\0' || strcmp(further_of(figure)->rule, "limit") == 0;
        an_html_print(writer,
                      beyond
                          ? "%s: the value of %s lies %s the limits of its control chart."
                          : "%s: the value of %s is one of several %s the center of its control chart, more "
                            "than chance makes (%s).",
                      an_wording_title(&results->arena, o), o->period, further_of(figure)->signal,
                      further_of(figure)->rule);
        an_writer_string(writer, "</p>\n");
    }
}

static void write_changes(an_results *results, const an_figures *figures, size_t beyond, an_writer *writer)
{
    size_t open = 0;
    for (size_t i = 0; i < figures->n; i++)
        open += has_change(&figures->figures[i]) &&
                an_words_find("yes no", change_word(&figures->figures[i]),
                              strlen(change_word(&figures->figures[i]))) == 0 &&
                further_of(&figures->figures[i])->change_p < alpha;
    an_writer_string(writer, beyond > 0 ? "<ul>\n" : "<p>No change is more than chance explains.</p>\n");
    for (size_t i = 0; i < figures->n; i++)
        if (an_summary_is_more_than_chance(&figures->figures[i]))
            an_summary_write_change(results, &figures->figures[i], writer);
    an_writer_string(writer, beyond > 0 ? "</ul>\n" : "");
    if (open > 0)
        an_writer_print(writer,
                        "<p>%zu change%s not explained by counting chance, but there are too few periods to "
                        "know the ordinary spread between them.</p>\n",
                        open, open == 1 ? " is" : "s are");
    write_beyond_limits(results, figures, writer);
}

void an_summary_write_changes(an_results *results, const an_figures *figures, an_writer *writer)
{
    size_t tested = 0, beyond = 0, known = 0;
    for (size_t i = 0; i < figures->n; i++) {
        if (!has_change(&figures->figures[i]))
            continue;
        const double p = further_of(&figures->figures[i])->change_p;
        known++;
        tested += isnan(p) ? 0 : 1;
        beyond += an_summary_is_more_than_chance(&figures->figures[i]) ? 1 : 0;
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

/* ---- areas outside the funnel ---- */

static bool is_compared(const an_result_file *file, size_t i, const char *indicator)
{
    return strcmp(file->rows.rows[i].indicator, indicator) == 0 && !isnan(file->further[i].expected);
}

/* The rows of one indicator at its last period that lie outside limits on one side, as a list; n: how many
 * were told of these limits before. */
static size_t write_side(an_results *results, const an_result_file *file, size_t first, const char *period,
                         const char *limits, bool above, size_t n, an_writer *writer)
{
    const size_t before = n;
    char value[AN_WORDING_SIZE], events[AN_WORDING_SIZE], units[AN_WORDING_SIZE];
    for (size_t i = first; i < file->rows.n; i++) {
        const an_observation *const o = &file->rows.rows[i];
        if (!is_compared(file, i, file->rows.rows[first].indicator) || strcmp(o->period, period) != 0 ||
            strcmp(file->further[i].outside, limits) != 0 || (o->value > file->further[i].expected) != above)
            continue;
        const char *const label = an_results_label(&results->arena, &file->rows, i);
        an_wording_value(o, o->value, value);
        an_wording_amount(o->numerator, events);
        an_wording_amount(o->denominator, units);
        if (n == 0)
            an_html_print(writer, " %s (%s %%),", strcmp(limits, "95") == 0 ? "Outside" : "Far outside",
                          limits);
        if (n == before)
            an_html_print(writer, "%s %s: ", n > 0 ? ";" : "", above ? "above" : "below");
        an_html_print(writer, "%s%s %s (%s / %s%s)", n > before ? ", " : "", label != NULL ? label : "",
                      value, events, units, o->status == 'U' ? ", few" : "");
        n++;
    }
    return n;
}

static void write_limits(an_results *results, const an_result_file *file, size_t first, const char *period,
                         const char *limits, an_writer *writer)
{
    const size_t n_above = write_side(results, file, first, period, limits, true, 0, writer);
    const size_t n = write_side(results, file, first, period, limits, false, n_above, writer);
    an_writer_string(writer, n > 0 ? "." : "");
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
            outside += file->further[i].outside[0] != '\0' ? 1 : 0;
        }
    char expected[AN_WORDING_SIZE];
    an_wording_value(&file->rows.rows[first], file->further[first].expected, expected);
    an_writer_string(writer, "<li><strong>");
    an_html_print(writer, "%s, %s", an_wording_title(&results->arena, &file->rows.rows[first]), period);
    an_writer_string(writer, "</strong>: ");
    if (outside == 0)
        an_html_print(writer, "none of %zu lies outside the 95 %% limits about the common value of %s.", n,
                      expected);
    else
        an_html_print(writer, "%zu of %zu lie%s outside the 95 %% limits about the common value of %s.",
                      outside, n, outside == 1 ? "s" : "", expected);
    write_limits(results, file, first, period, "99.8", writer);
    write_limits(results, file, first, period, "95", writer);
    an_writer_string(writer, "</li>\n");
}

static bool is_first(const an_result_file *file, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (is_compared(file, k, file->rows.rows[i].indicator))
            return false;
    return is_compared(file, i, file->rows.rows[i].indicator);
}

void an_summary_write_outside(an_results *results, an_writer *writer)
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
    if (any)
        an_writer_string(
            writer, "</ul>\n<p class=\"note\">In brackets: numerator / denominator; few: low reliability. A "
                    "value outside its limits is a reason to ask, not a verdict: of 20 areas about one lies "
                    "outside 95 % by chance alone, of 500 one outside 99.8 %.</p>\n");
}
