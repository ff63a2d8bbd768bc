/* outside: which areas lie outside the funnel. */
#include <math.h>
#include <string.h>

#include "report/html.h"
#include "report/page_parts.h"
#include "report/wording.h"
#include "report/values.h"

static bool is_compared(const an_result_file *file, size_t i, const char *indicator)
{
    return strcmp(file->rows.rows[i].indicator, indicator) == 0 &&
           !isnan(an_values_number(file, i, "expected"));
}

/* Rows of one indicator at its last period that lie outside limits on one side, as a list. */
static size_t write_side(an_results *results, const an_result_file *file, size_t first, const char *period,
                         const char *limits, bool above, an_writer *writer)
{
    size_t n = 0;
    char value[AN_WORDING_SIZE], events[AN_WORDING_SIZE], units[AN_WORDING_SIZE];
    for (size_t i = first; i < file->rows.n; i++) {
        const an_observation *const o = &file->rows.rows[i];
        if (!is_compared(file, i, file->rows.rows[first].indicator) || strcmp(o->period, period) != 0 ||
            strcmp(an_values_text(file, i, "outside"), limits) != 0 ||
            (o->value > an_values_number(file, i, "expected")) != above)
            continue;
        const char *const label = an_results_label(&results->arena, &file->rows, i);
        an_wording_value(o, o->value, value);
        an_wording_amount(o->numerator, events);
        an_wording_amount(o->denominator, units);
        an_html_print(writer, "%s%s %s (%s / %s%s)",
                      n > 0   ? ", "
                      : above ? " above: "
                              : " below: ",
                      label != NULL ? label : "", value, events, units, o->status == 'U' ? ", few" : "");
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
                     strcmp(an_values_text(file, i, "outside"), limits) == 0
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
            outside += an_values_text(file, i, "outside")[0] != '\0' ? 1 : 0;
        }
    char expected[AN_WORDING_SIZE];
    const char *const name = an_wording_title(&results->arena, code);
    an_wording_value(&file->rows.rows[first], an_values_number(file, first, "expected"), expected);
    an_writer_string(writer, "<li><strong>");
    an_html_print(writer, "%s, %s", name != NULL ? name : "", period);
    an_writer_string(writer, "</strong>: ");
    if (outside == 0)
        an_html_print(writer, "none of %zu lies outside the 95 %% limits about the common value of %s.", n,
                      expected);
    else
        an_html_print(writer, "%zu of %zu lie%s outside the 95 %% limits about the common value of %s.",
                      outside, n, outside == 1 ? "s" : "", expected);
    write_limits(results, file, first, period, "99.8", "Far outside (99.8 %)", writer);
    write_limits(results, file, first, period, "95", "Outside (95 %)", writer);
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
    an_writer_string(
        writer,
        any ? "</ul>\n<p class=\"note\">In brackets: numerator / denominator; few: low reliability. A value "
              "outside its limits is a reason to ask, not a verdict: of 20 areas about one lies outside 95 % "
              "by chance alone, of 500 one outside 99.8 %.</p>\n"
            : "");
}
