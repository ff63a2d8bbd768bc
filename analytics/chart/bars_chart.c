/* bars_chart: sorted bars of an indicator table with their intervals. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "chart/frame.h"
#include "chart/kind.h"
#include "chart/layout.h"
#include "chart/chart_rows.h"
#include "chart/phrase.h"
#include "schema/column.h"

enum { MOST_BARS = 100, BAR_PIXELS = 20 };

/* The share of all rows together, unless the breakdown splits numerators only, or rows are no parts of one
 * whole, or each already has the whole for its denominator. */
static void add_overall(an_chart *chart, const an_chart_request *request, const an_chart_rows *rows)
{
    double numerator = 0, denominator = 0;
    const an_indicator_columns *const columns = &rows->table->columns;
    for (size_t b = 0; b < columns->n_breakdown; b++) {
        const an_column *const column =
            an_column_find(an_sheet_name(rows->table->sheet, (size_t)columns->breakdown[b]));
        if (column != NULL && column->splits)
            return;
    }
    if (!rows->in_percent || rows->n_indicators > 1 || rows->n < 2 ||
        rows->meanings[0]->indicator->kind == AN_SHARE_OF_TOTAL)
        return;
    for (size_t i = 0; i < rows->n; i++) {
        const an_chart_row *const row = &rows->rows[i];
        if (row->is_total || isnan(row->numerator) || !(row->denominator > 0))
            continue;
        numerator += row->numerator;
        denominator += row->denominator;
    }
    if (!(denominator > 0) || numerator > denominator)
        return;
    an_chart_set_number(chart, "overall", 100 * numerator / denominator);
    char share[AN_STYLE_SIZE];
    an_style_number(request->style, 100 * numerator / denominator, 3, share);
    an_chart_set_text(chart, "overall_label", "all: %s %%", share);
}

/* Where the axis ends: at the last bar or interval; but where a few intervals of low reliability run far
 * beyond all others, these are cut. */
static an_span find_range(const an_chart_rows *rows)
{
    an_span all = {0, 0}, reliable = {0, 0};
    for (size_t i = 0; i < rows->n; i++) {
        const an_chart_row *const row = &rows->rows[i];
        an_span_add(&all, row->lower);
        an_span_add(&all, row->upper);
        an_span_add(&all, row->value);
        an_span_add(&reliable, row->value);
        if (row->mark != AN_MARK_LOW)
            an_span_add(&reliable, row->upper);
    }
    const double much = 1.4;
    if (reliable.high > 0 && all.high > much * reliable.high)
        all.high = reliable.high;
    return all;
}

static void add_rows(an_chart *chart, const an_chart_request *request, const an_chart_rows *rows,
                     size_t shown)
{
    const an_span span = find_range(rows);
    const double room = span.high > span.low ? 0.13 * (span.high - span.low) : 1;
    const an_scale scale = an_frame_scale(rows->unit, rows->in_percent, fmax(span.high, -span.low));
    for (size_t i = 0; i < rows->n; i++) {
        const an_chart_row *const row = &rows->rows[i];
        if (row->place >= shown)
            continue;
        const size_t label = an_chart_add_text(chart, "labels", row->label);
        an_chart_add_row(chart, "data", 7,
                         (double[]){(double)label, (double)(shown - row->place),
                                    row->value * scale.factor, row->lower * scale.factor,
                                    row->upper * scale.factor, row->mark, (double)row->series + 1});
    }
    an_chart_set_number(chart, "x_min", (span.low < 0 ? span.low - room : 0) * scale.factor);
    an_chart_set_number(chart, "x_max", (span.high + room) * scale.factor);
    an_chart_set_number(chart, "x_limit", span.high * scale.factor);
    const double low = fmin(0, span.low) * scale.factor, high = (span.high + room) * scale.factor;
    const double step = an_layout_axis(low, high).step, few = 3.5; /* steps: then twice as many */
    an_frame_steps(chart, request, 'x', (an_axis){low, high, (high - low) / step < few ? step / 2 : step});
    an_frame_axis(chart, "x_label", rows->n_indicators == 1 ? rows->titles[0] : "", &scale);
}

static void draw(an_chart *chart, const an_chart_request *request, const an_chart_rows *rows)
{
    an_sentence more = {0};
    size_t shown = rows->n_places < MOST_BARS ? rows->n_places : MOST_BARS;
    const size_t n_series = rows->table->columns.n_breakdown > 0 ? rows->n_indicators : 1;
    const double per_bar = n_series > 1 ? 12 * (double)n_series + 8 : BAR_PIXELS;
    const double top = n_series > 1 ? 100 : 84;
    an_page page = {900, top + 126 + per_bar * (double)shown, 36 + an_frame_label_width(rows), 30, top, 110};
    an_frame_page(chart, request, &page);
    shown = an_frame_lines(&page, per_bar, shown);
    if (shown < rows->n_places)
        an_sentence_add(&more, "the %zu largest of %zu", shown, rows->n_places);
    an_chart_set_number(chart, "rows", (double)shown);
    an_chart_set_number(chart, "n_series", (double)n_series);
    for (size_t i = 0; i < rows->n_indicators; i++)
        an_chart_add_text(chart, "series", rows->titles[i]);
    add_rows(chart, request, rows, shown);
    add_overall(chart, request, rows);
    an_frame_marks(chart, &page, rows, "Pale");
    an_frame_titles(chart, request, rows, more.text, true);
}

an_code an_chart_bars(const an_chart_request *request, an_chart **chart, an_error *err)
{
    an_chart_rows rows = {0};
    an_code code = an_chart_rows_read(&rows, request, AN_FIT_ANY, AN_CHART_MOST_SERIES, false, err);
    if (code == AN_OK)
        code = an_frame_new(chart, "bars", request, rows.n > 0, "Indicators", "no rows to draw", err);
    if (code == AN_OK)
        code = an_chart_rows_order(&rows, true, err);
    if (code == AN_OK && rows.n > 0)
        draw(*chart, request, &rows);
    an_chart_rows_free(&rows);
    return code;
}
