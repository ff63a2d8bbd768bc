/* trend_chart: the values of an indicator table over its periods. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "chart/frame.h"
#include "chart/kind.h"
#include "chart/layout.h"
#include "chart/chart_rows.h"
#include "chart/panels.h"
#include "chart/phrase.h"
#include "stat/location.h"

enum {
    MOST_LINES = 6,   /* in one frame: as many as there are colours */
    MOST_LIMITS = 3,  /* series whose limits are drawn in one frame */
    MOST_PANELS = 60,
    PANEL_WIDTH = 138,
    PANEL_LETTERS = 17,
    PANEL_HEIGHT = 84,
    PANEL_GAP = 30, /* below each panel: its name stands above it */
};

static double value_at(const an_panels *series, size_t s, size_t place)
{
    const an_chart_row *const row = an_panels_row(series, s, place);
    return row != NULL ? row->value : NAN;
}

static double mark_at(const an_panels *series, size_t s, size_t place)
{
    const an_chart_row *const row = an_panels_row(series, s, place);
    return row != NULL ? row->mark : AN_MARK_MISSING;
}

/* The height of the line where it has a gap, as if it went on; middle where there is no line at all. */
static double height_of_gap(const an_panels *series, size_t s, size_t place, double middle)
{
    double before = NAN, after = NAN;
    for (size_t p = 0; p < series->n_places; p++) {
        const double value = value_at(series, s, p);
        if (isnan(value))
            continue;
        if (p < place)
            before = value;
        else if (isnan(after))
            after = value;
    }
    if (isnan(before) && isnan(after))
        return middle;
    return isnan(before) ? after : isnan(after) ? before : (before + after) / 2;
}

/* Whether place is the middle of a run of gaps of one mark: one text stands for the run. */
static bool is_middle_of_gap(const an_panels *series, size_t s, size_t place)
{
    const double mark = mark_at(series, s, place);
    size_t first = place, last = place;
    if (!isnan(value_at(series, s, place)))
        return false;
    while (first > 0 && isnan(value_at(series, s, first - 1)) && mark_at(series, s, first - 1) == mark)
        first--;
    while (last + 1 < series->n_places && isnan(value_at(series, s, last + 1)) &&
           mark_at(series, s, last + 1) == mark)
        last++;
    return place == (first + last) / 2;
}

static void add_series(an_chart *chart, const an_panels *series, size_t s, double middle,
                       const an_scale *scale)
{
    for (size_t p = 0; p < series->n_places; p++) {
        const an_chart_row *const row = an_panels_row(series, s, p);
        const bool shown = !isnan(value_at(series, s, p));
        const double text = is_middle_of_gap(series, s, p) ? height_of_gap(series, s, p, middle) : NAN;
        const an_limits limits = row != NULL ? row->limits : (an_limits){NAN, NAN, NAN, 0};
        an_chart_add_row(chart, "data", 11,
                         (double[]){(double)s + 1, (double)p + 1, shown ? row->value * scale->factor : NAN,
                                    shown ? row->lower * scale->factor : NAN,
                                    shown ? row->upper * scale->factor : NAN, mark_at(series, s, p),
                                    text * scale->factor, limits.lower * scale->factor,
                                    limits.upper * scale->factor, limits.charted * scale->factor,
                                    limits.signal});
    }
}

/* Intervals of low reliability do not widen the axis. */
static an_axis find_axis(const an_panels *series, size_t n_shown)
{
    an_span span = AN_SPAN_EMPTY;
    for (size_t s = 0; s < n_shown; s++) {
        for (size_t p = 0; p < series->n_places; p++) {
            const an_chart_row *const row = an_panels_row(series, s, p);
            if (row == NULL)
                continue;
            an_span_add(&span, row->value);
            if (row->mark == AN_MARK_LOW)
                continue;
            an_span_add(&span, row->lower);
            an_span_add(&span, row->upper);
            an_span_add(&span, row->limits.lower);
            an_span_add(&span, row->limits.upper);
        }
    }
    if (isnan(span.low))
        return an_layout_axis(0, 1);
    const double near_zero = 0.4; /* an axis that would begin at so little of its height begins at 0 */
    if (span.low > 0 && span.low < near_zero * span.high)
        span.low = 0;
    return an_layout_axis(span.low, span.high);
}

static void add_period(an_chart *chart, const an_chart_request *request, const char *period)
{
    char text[AN_STYLE_SIZE];
    an_style_period(request->style, period, text);
    an_chart_add_text(chart, "periods", text);
}

/* Names as many periods as there is room for. */
static void add_periods(an_chart *chart, const an_chart_request *request, const an_panels *series,
                        double width)
{
    const double label = 10 * AN_LETTER;
    const size_t room = (size_t)fmax(1, width / label), stride = (series->n_places + room - 1) / room;
    for (size_t p = 0; p < series->n_places; p += stride)
        add_period(chart, request, series->places[p]);
    an_chart_set_number(chart, "stride", (double)stride);
}

static void add_breaks(an_chart *chart, const an_panels *series)
{
    for (size_t p = 0; p < series->n_places; p++) {
        bool found = false;
        for (size_t s = 0; s < series->n; s++)
            found = found || mark_at(series, s, p) == AN_MARK_BREAK;
        if (found)
            an_chart_add_row(chart, "breaks", 1, (double[]){(double)p + 0.5});
    }
}

/* A name at the right end of each line, in the order of the ends. */
static void add_names(an_chart *chart, const an_panels *series, an_axis axis, double height,
                      const an_scale *scale)
{
    size_t order[MOST_LINES], n = 0;
    double y[MOST_LINES];
    for (size_t s = 0; s < series->n; s++) {
        const double at = height_of_gap(series, s, series->n_places, (axis.low + axis.high) / 2);
        size_t k = n++;
        for (; k > 0 && y[k - 1] > at; k--) {
            y[k] = y[k - 1];
            order[k] = order[k - 1];
        }
        y[k] = at;
        order[k] = s;
    }
    an_layout_spread(y, n, AN_LINE / height * (axis.high - axis.low), axis.low, axis.high);
    for (size_t k = 0; k < n; k++) {
        an_chart_add_text(chart, "names", series->names[order[k]]);
        an_chart_add_row(chart, "ends", 2, (double[]){(double)order[k] + 1, y[k] * scale->factor});
    }
}

/* The median of all series at each place, as the line that panels are compared with. */
static an_code add_medians(an_chart *chart, const an_panels *series, const an_scale *scale, an_error *err)
{
    double *const values = calloc(series->n, sizeof *values);
    if (values == NULL)
        return an_fail_memory(err);
    for (size_t p = 0; p < series->n_places; p++) {
        size_t n = 0;
        for (size_t s = 0; s < series->n; s++) {
            values[n] = value_at(series, s, p);
            n += isnan(values[n]) ? 0 : 1;
        }
        double median = NAN;
        (void)an_location_median(values, n, &median); /* no value: none */
        an_chart_add_row(chart, "medians", 2, (double[]){(double)p + 1, median * scale->factor});
    }
    free(values);
    return AN_OK;
}

/* What of control charts is drawn: lines for limits only where the frame has few series. */
typedef struct controls {
    bool limits, averages, signals;
} controls;

static controls find_controls(const an_chart_rows *rows, bool limits)
{
    controls found = {0};
    for (size_t i = 0; i < rows->n; i++) {
        const an_limits *const of = &rows->rows[i].limits;
        found.limits = found.limits || (limits && !isnan(of->lower));
        found.averages = found.averages || (limits && !isnan(of->charted));
        found.signals = found.signals || of->signal != 0;
    }
    return found;
}

/* What marks, limits and rings mean, for the note. */
static void add_notes(an_chart *chart, const an_page *page, const an_chart_rows *rows, const controls *drawn)
{
    an_sentence note = {0};
    an_frame_meanings(&note, rows, "Hollow");
    if (drawn->limits)
        an_sentence_add(&note, "Dotted: limits of the control chart. ");
    if (drawn->averages)
        an_sentence_add(&note, "Thin line: the moving average that the limits are for. ");
    if (drawn->signals)
        an_sentence_add(&note, "Ring: outside the limits, more than chance explains.");
    an_frame_note(chart, page, note.text);
}

/* What both forms share: size, axes, the rows of the first `shown` series. */
static an_code draw_common(an_chart *chart, const an_chart_request *request, an_chart_rows *rows,
                           const an_panels *series, const an_page *page, size_t shown, an_axis axis,
                           const an_scale *scale, const char *more, an_error *err)
{
    an_sentence subtitle = {0};
    char first[AN_STYLE_SIZE], last[AN_STYLE_SIZE];
    const bool frames = strcmp(an_chart_template(chart), "panels") == 0;
    const controls drawn = find_controls(rows, frames || shown <= MOST_LIMITS);
    const char *const words = an_phrase_of_code(&rows->arena, rows->indicators[0]);
    if (words == NULL)
        return an_fail_memory(err);
    an_frame_axis(chart, "y_label", rows->n_indicators == 1 ? words : rows->share ? "share" : "", scale);
    an_chart_set_number(chart, "y_min", axis.low * scale->factor);
    an_chart_set_number(chart, "y_max", axis.high * scale->factor);
    an_frame_steps(chart, request, 'y',
                   (an_axis){axis.low * scale->factor, axis.high * scale->factor, axis.step * scale->factor});
    an_chart_set_number(chart, "n_series", (double)shown);
    an_chart_set_number(chart, "n_places", (double)series->n_places);
    for (size_t s = 0; s < shown; s++)
        add_series(chart, series, s, (axis.low + axis.high) / 2, scale);
    an_chart_set_number(chart, "has_limits", drawn.limits);
    add_notes(chart, page, rows, &drawn);
    an_style_period(request->style, series->places[0], first);
    an_style_period(request->style, series->places[series->n_places - 1], last);
    an_sentence_add(&subtitle, "%s to %s%s", first, last, more);
    return an_frame_titles(chart, request, rows, subtitle.text, true, err);
}

static an_code draw_lines(an_chart *chart, const an_chart_request *request, an_chart_rows *rows,
                          const an_panels *series, an_error *err)
{
    double longest = 0;
    for (size_t s = 0; s < series->n; s++)
        longest = fmax(longest, (double)an_phrase_letters(series->names[s]));
    an_page page = {900, 530, 76, 30 + AN_LETTER * longest, 84, 96};
    const an_axis axis = find_axis(series, series->n);
    const an_scale scale = an_frame_scale(rows->unit, rows->share, axis.high);
    an_frame_page(chart, request, &page);
    add_periods(chart, request, series, an_page_inner_width(&page));
    add_breaks(chart, series);
    add_names(chart, series, axis, an_page_inner_height(&page), &scale);
    return draw_common(chart, request, rows, series, &page, series->n, axis, &scale, "", err);
}

static an_code draw_panels(an_chart *chart, const an_chart_request *request, an_chart_rows *rows,
                           const an_panels *series, an_error *err)
{
    const size_t shown = series->n < MOST_PANELS ? series->n : MOST_PANELS;
    const size_t columns = shown <= 12 ? 4 : 6, lines = (shown + columns - 1) / columns;
    an_page page = {88 + (double)(columns * PANEL_WIDTH), 176 + (double)(lines * (PANEL_HEIGHT + PANEL_GAP)),
                    64, 24, 96, 80};
    an_sentence more = {0};
    const an_axis axis = find_axis(series, shown);
    const an_scale scale = an_frame_scale(rows->unit, rows->share, axis.high);
    an_frame_page(chart, request, &page);
    an_chart_set_number(chart, "columns", (double)columns);
    add_period(chart, request, series->places[0]);
    add_period(chart, request, series->places[series->n_places - 1]);
    for (size_t s = 0; s < shown; s++) {
        const char *const name = an_phrase_shorten(&rows->arena, series->names[s], PANEL_LETTERS);
        if (name == NULL)
            return an_fail_memory(err);
        an_chart_add_text(chart, "names", name);
    }
    an_sentence_add(&more, "; grey: median of all %zu", series->n);
    if (shown < series->n)
        an_sentence_add(&more, ", of which the first %zu are shown", shown);
    const an_code code = add_medians(chart, series, &scale, err);
    return code != AN_OK ? code : draw_common(chart, request, rows, series, &page, shown, axis, &scale,
                                              more.text, err);
}

an_code an_chart_trend(const an_chart_request *request, an_chart **chart, an_error *err)
{
    an_chart_rows rows = {0};
    an_panels series = {0};
    an_code code = an_chart_rows_read(&rows, request, AN_FIT_ANY, AN_CHART_MOST_SERIES, true, err);
    if (code == AN_OK && rows.n == 0) {
        code = an_frame_empty(chart, request, "Trend", "no rows to draw", err);
    } else if (code == AN_OK) {
        code = an_panels_make(&series, &rows, request->sheet, err);
        const bool lines = series.n <= MOST_LINES;
        if (code == AN_OK)
            code = an_chart_new(chart, lines ? "trend" : "panels", err);
        if (code == AN_OK)
            code = (lines ? draw_lines : draw_panels)(*chart, request, &rows, &series, err);
    }
    an_panels_free(&series);
    an_chart_rows_free(&rows);
    return code;
}
