/* ratio: ratios of two rates with their intervals on a logarithmic axis (forest plot). */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "chart/frame.h"
#include "chart/kind.h"
#include "chart/layout.h"
#include "chart/rows.h"
#include "chart/phrase.h"

enum { MOST_ROWS = 100, ROW_PIXELS = 20 };

/* The largest first, those without a value last, equal ones by key. */
static int compare(const void *a, const void *b)
{
    const an_chart_row *const x = a, *const y = b;
    const int order = an_chart_descending(x->value, y->value);
    return order != 0 ? order : strcmp(x->key, y->key);
}

/* The axis holds 1 and all ratios; intervals that run beyond a hundred times are cut there. */
static an_span find_range(const an_chart_rows *rows)
{
    const double most = 100, room = 1.25;
    an_span values = {1, 1}, all = {1, 1};
    for (size_t i = 0; i < rows->n; i++) {
        const an_chart_row *const row = &rows->rows[i];
        if (!(row->value > 0))
            continue;
        an_span_add(&values, row->value);
        if (row->lower > 0)
            an_span_add(&all, row->lower);
        an_span_add(&all, row->upper);
    }
    all.low = fmin(values.low, fmax(all.low, 1 / most));
    all.high = fmax(values.high, fmin(all.high, most));
    return (an_span){all.low / room, all.high * room};
}

static void add_ratio(an_sentence *text, double ratio)
{
    if (ratio >= 100)
        an_sentence_add(text, "%.0f", ratio);
    else if (ratio >= 0.095)
        an_sentence_add(text, "%.2f", ratio);
    else
        an_sentence_add(text, "%.2g", ratio);
}

/* What stands at the right: "0.38 (0.25 to 0.56)". */
static void add_text(an_chart *chart, const an_chart_row *row)
{
    an_sentence text = {0};
    if (!isnan(row->value))
        add_ratio(&text, row->value);
    if (!isnan(row->value) && !isnan(row->lower) && !isnan(row->upper)) {
        an_sentence_add(&text, " (");
        add_ratio(&text, row->lower);
        an_sentence_add(&text, " to ");
        add_ratio(&text, row->upper);
        an_sentence_add(&text, ")");
    }
    an_chart_add_text(chart, "texts", text.text);
}

static void add_rows(an_chart *chart, const an_chart_rows *rows, size_t shown)
{
    for (size_t i = 0; i < shown; i++) {
        const an_chart_row *const row = &rows->rows[i];
        const size_t label = an_chart_add_text(chart, "labels", row->label);
        an_chart_add_row(chart, "data", 6,
                         (double[]){(double)label, (double)(shown - i), row->value, row->lower, row->upper,
                                    row->mark});
        add_text(chart, row);
    }
}

static an_code draw(an_chart *chart, const an_chart_request *request, an_chart_rows *rows, an_error *err)
{
    size_t shown = rows->n < MOST_ROWS ? rows->n : MOST_ROWS;
    an_page page = {900, 202 + ROW_PIXELS * (double)(shown + 1), 36 + an_frame_label_width(rows), 170, 84,
                                             118};
    const an_span range = find_range(rows);
    an_sentence more = {0};
    const char *const words = an_phrase_of_name(&rows->arena, rows->indicators[0]);
    if (words == NULL)
        return an_fail_memory(err);
    qsort(rows->rows, rows->n, sizeof *rows->rows, compare);
    an_frame_page(chart, request, &page);
    shown = an_frame_lines(&page, ROW_PIXELS, shown);
    if (shown < rows->n)
        an_sentence_add(&more, "the %zu largest of %zu", shown, rows->n);
    an_chart_set_text(chart, "x_label", "%s (logarithmic)", words);
    an_chart_set_number(chart, "rows", (double)shown);
    an_chart_set_number(chart, "x_min", range.low);
    an_chart_set_number(chart, "x_max", range.high);
    add_rows(chart, rows, shown);
    an_frame_marks(chart, &page, rows, "Hollow");
    return an_frame_titles(chart, request, rows, more.text, true, err);
}

an_code an_chart_ratio(const an_chart_request *request, an_chart **chart, an_error *err)
{
    an_chart_rows rows = {0};
    an_code code = an_chart_rows_read(&rows, request, AN_FIT_RATIO, 1, false, err);
    if (code == AN_OK && rows.n == 0) {
        code = an_frame_empty(chart, request, "Ratios", "no rows to draw", err);
    } else if (code == AN_OK) {
        code = an_chart_new(chart, "ratio", err);
        if (code == AN_OK)
            code = draw(*chart, request, &rows, err);
    }
    an_chart_rows_free(&rows);
    return code;
}
