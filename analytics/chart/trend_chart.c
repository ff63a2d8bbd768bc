/* trend_chart: the values of an indicator table over its periods. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "chart/frame.h"
#include "chart/kind.h"
#include "chart/layout.h"
#include "chart/chart_rows.h"
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
    MOST_PLACES = 1000, /* a longer run of periods, mostly without rows, is not spaced in time */
};

/* Rows arranged by series and period. Where all periods are of one kind (quarters...) those that the table
 * leaves out have their places too. */
typedef struct panels {
    size_t n;            /* series, in the order of the table: one for each label and indicator */
    const char **names;
    size_t n_places;     /* periods, from the first to the last */
    const char **places; /* their texts */
    const an_chart_row **cells; /* n * n_places; NULL: the table has no such row */
} panels;

/* The row of series s at place p, or NULL. */
static const an_chart_row *row_at(const panels *series, size_t s, size_t p)
{
    return series->cells[s * series->n_places + p];
}

static void free_panels(panels *series)
{
    free(series->names);
    free(series->places);
    free(series->cells);
    *series = (panels){0};
}

/* ---- which series ---- */

static const char *name_of(an_chart_rows *rows, const an_chart_row *row)
{
    an_sentence name = {0};
    if (rows->n_indicators == 1 || rows->table->columns.n_breakdown == 0)
        return row->label;
    const char *const words = an_phrase_of_name(&rows->arena, rows->indicators[row->series]);
    if (words == NULL)
        return NULL;
    an_sentence_add(&name, "%s, %s", row->label, words);
    return an_arena_copy(&rows->arena, name.text, name.used);
}

/* The number of a row's series: that of its indicator and its key together. */
static an_code find_series(an_intern *keys, an_chart_rows *rows, const an_chart_row *row, uint32_t *id)
{
    const size_t size = strlen(row->key);
    char *const key = an_arena_alloc(&rows->arena, size + 1);
    if (key == NULL)
        return AN_SYSTEM;
    key[0] = (char)('0' + row->series);
    memcpy(key + 1, row->key, size);
    return an_intern_add(keys, key, size + 1, id);
}

static an_code number_series(panels *series, an_chart_rows *rows, uint32_t ids[], an_error *err)
{
    an_intern *keys = NULL;
    an_code code = an_intern_new(&keys);
    for (size_t i = 0; i < rows->n && code == AN_OK; i++) {
        code = find_series(keys, rows, &rows->rows[i], &ids[i]);
        if (code == AN_OK && series->names[ids[i]] == NULL)
            series->names[ids[i]] = name_of(rows, &rows->rows[i]);
        if (code == AN_OK && series->names[ids[i]] == NULL)
            code = AN_SYSTEM;
    }
    if (code == AN_OK)
        series->n = an_intern_count(keys);
    an_intern_free(keys);
    return code == AN_OK ? AN_OK : an_fail_memory(err);
}

/* ---- which places ---- */

/* First and last period, if all are of one kind and their run is not too long. */
static bool find_run(const an_chart_rows *rows, an_period *first, an_period *last)
{
    for (size_t i = 0; i < rows->n; i++) {
        an_period period;
        const char *const text = rows->rows[i].period;
        if (an_period_parse(text, strlen(text), NULL, &period) != AN_OK)
            return false;
        if (i == 0)
            *first = *last = period;
        if (period.kind != first->kind)
            return false;
        if (period.index < first->index)
            *first = period;
        if (period.index > last->index)
            *last = period;
    }
    return (int64_t)last->index - first->index < MOST_PLACES;
}

static an_code name_run(panels *series, an_chart_rows *rows, an_period first, an_period last,
                        size_t of_row[], an_error *err)
{
    series->n_places = (size_t)(last.index - first.index) + 1;
    series->places = calloc(series->n_places, sizeof *series->places);
    if (series->places == NULL)
        return an_fail_memory(err);
    for (size_t p = 0; p < series->n_places; p++) {
        char text[AN_PERIOD_SIZE];
        const size_t size = an_period_print(an_period_shift(first, (int32_t)p), text);
        if ((series->places[p] = an_arena_copy(&rows->arena, text, size)) == NULL)
            return an_fail_memory(err);
    }
    for (size_t i = 0; i < rows->n; i++) {
        an_period period = first;
        an_period_parse(rows->rows[i].period, strlen(rows->rows[i].period), NULL, &period); /* find_run did */
        of_row[i] = (size_t)(period.index - first.index);
    }
    return AN_OK;
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The different texts in their order. */
static an_code name_texts(panels *series, const an_chart_rows *rows, size_t of_row[], an_error *err)
{
    series->places = calloc(rows->n, sizeof *series->places);
    if (series->places == NULL)
        return an_fail_memory(err);
    for (size_t i = 0; i < rows->n; i++)
        series->places[i] = rows->rows[i].period;
    qsort(series->places, rows->n, sizeof *series->places, compare_texts);
    for (size_t i = 0; i < rows->n; i++)
        if (i == 0 || strcmp(series->places[i], series->places[series->n_places - 1]) != 0)
            series->places[series->n_places++] = series->places[i];
    for (size_t i = 0; i < rows->n; i++) {
        const char *const *const found = bsearch(&rows->rows[i].period, series->places, series->n_places,
                                                 sizeof *series->places, compare_texts);
        of_row[i] = (size_t)(found - series->places);
    }
    return AN_OK;
}

static an_code fill(panels *series, const an_chart_rows *rows, const uint32_t ids[], const size_t places[],
                    an_error *err)
{
    series->cells = calloc(series->n * series->n_places + 1, sizeof *series->cells);
    if (series->cells == NULL)
        return an_fail_memory(err);
    for (size_t i = 0; i < rows->n; i++) {
        const an_chart_row **const cell = &series->cells[ids[i] * series->n_places + places[i]];
        if (*cell != NULL)
            return an_observation_fail(rows->table, rows->rows[i].observation, rows->table->columns.period,
                                       err, "a second row for '%s' in '%s'", series->names[ids[i]],
                                       rows->rows[i].period);
        *cell = &rows->rows[i];
    }
    return AN_OK;
}

/* series starts as {0}; free it also after an error. AN_DATA: two rows for one series and period. */
static an_code arrange(panels *series, an_chart_rows *rows, an_error *err)
{
    an_period first = {0}, last = {0};
    uint32_t *const ids = calloc(rows->n, sizeof *ids);
    size_t *const places = calloc(rows->n, sizeof *places);
    series->names = calloc(rows->n, sizeof *series->names);
    an_code code = AN_OK;
    if (ids == NULL || places == NULL || series->names == NULL)
        code = an_fail_memory(err);
    if (code == AN_OK)
        code = number_series(series, rows, ids, err);
    if (code == AN_OK)
        code = find_run(rows, &first, &last) ? name_run(series, rows, first, last, places, err)
                                             : name_texts(series, rows, places, err);
    if (code == AN_OK)
        code = fill(series, rows, ids, places, err);
    free(ids);
    free(places);
    return code;
}

/* ---- what is drawn ---- */

static double value_at(const panels *series, size_t s, size_t place)
{
    const an_chart_row *const row = row_at(series, s, place);
    return row != NULL ? row->value : NAN;
}

static double mark_at(const panels *series, size_t s, size_t place)
{
    const an_chart_row *const row = row_at(series, s, place);
    return row != NULL ? row->mark : AN_MARK_MISSING;
}

/* The height of the line where it has a gap, as if it went on; middle where there is no line at all. */
static double height_of_gap(const panels *series, size_t s, size_t place, double middle)
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
static bool is_middle_of_gap(const panels *series, size_t s, size_t place)
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

static void add_series(an_chart *chart, const panels *series, size_t s, double middle,
                       const an_scale *scale)
{
    for (size_t p = 0; p < series->n_places; p++) {
        const an_chart_row *const row = row_at(series, s, p);
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
static an_axis find_axis(const panels *series, size_t n_shown)
{
    an_span span = AN_SPAN_EMPTY;
    for (size_t s = 0; s < n_shown; s++) {
        for (size_t p = 0; p < series->n_places; p++) {
            const an_chart_row *const row = row_at(series, s, p);
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
static void add_periods(an_chart *chart, const an_chart_request *request, const panels *series,
                        double width)
{
    const double label = 10 * AN_LETTER;
    const size_t room = (size_t)fmax(1, width / label), stride = (series->n_places + room - 1) / room;
    for (size_t p = 0; p < series->n_places; p += stride)
        add_period(chart, request, series->places[p]);
    an_chart_set_number(chart, "stride", (double)stride);
}

static void add_breaks(an_chart *chart, const panels *series)
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
static void add_names(an_chart *chart, const panels *series, an_axis axis, double height,
                      const an_scale *scale)
{
    const size_t n = series->n;
    size_t order[MOST_LINES];
    double y[MOST_LINES];
    for (size_t s = 0; s < n; s++)
        y[s] = height_of_gap(series, s, series->n_places, (axis.low + axis.high) / 2);
    an_layout_order(y, order, n);
    an_layout_spread(y, n, AN_LINE / height * (axis.high - axis.low), axis.low, axis.high);
    for (size_t k = 0; k < n; k++) {
        an_chart_add_text(chart, "names", series->names[order[k]]);
        an_chart_add_row(chart, "ends", 2, (double[]){(double)order[k] + 1, y[k] * scale->factor});
    }
}

/* The median of all series at each place, as the line that panels are compared with. */
static an_code add_medians(an_chart *chart, const panels *series, const an_scale *scale, an_error *err)
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
        an_sentence_add(&note, "Ring: outside the limits, or in a run, more than chance explains.");
    an_frame_note(chart, page, note.text);
}

/* What both forms share: size, axes, the rows of the first `shown` series. */
static void draw_common(an_chart *chart, const an_chart_request *request, const an_chart_rows *rows,
                        const panels *series, const an_page *page, size_t shown, an_axis axis,
                        const an_scale *scale, const char *more)
{
    an_sentence subtitle = {0};
    char first[AN_STYLE_SIZE], last[AN_STYLE_SIZE];
    const bool frames = strcmp(an_chart_template(chart), "panels") == 0;
    const controls drawn = find_controls(rows, frames || shown <= MOST_LIMITS);
    an_frame_axis(chart, "y_label",
                  rows->n_indicators == 1 ? rows->titles[0] : rows->in_percent ? "share" : "", scale);
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
    an_frame_titles(chart, request, rows, subtitle.text, true);
}

static void draw_lines(an_chart *chart, const an_chart_request *request, const an_chart_rows *rows,
                       const panels *series)
{
    double longest = 0;
    for (size_t s = 0; s < series->n; s++)
        longest = fmax(longest, (double)an_phrase_letters(series->names[s]));
    an_page page = {900, 530, 76, 30 + AN_LETTER * longest, 84, 96};
    const an_axis axis = find_axis(series, series->n);
    const an_scale scale = an_frame_scale(rows->unit, rows->in_percent, axis.high);
    an_frame_page(chart, request, &page);
    add_periods(chart, request, series, an_page_inner_width(&page));
    add_breaks(chart, series);
    add_names(chart, series, axis, an_page_inner_height(&page), &scale);
    draw_common(chart, request, rows, series, &page, series->n, axis, &scale, "");
}

static an_code draw_panels(an_chart *chart, const an_chart_request *request, an_chart_rows *rows,
                           const panels *series, an_error *err)
{
    const size_t shown = series->n < MOST_PANELS ? series->n : MOST_PANELS;
    const size_t columns = shown <= 12 ? 4 : 6, lines = (shown + columns - 1) / columns;
    an_page page = {88 + (double)(columns * PANEL_WIDTH), 176 + (double)(lines * (PANEL_HEIGHT + PANEL_GAP)),
                    64, 24, 96, 80};
    an_sentence more = {0};
    const an_axis axis = find_axis(series, shown);
    const an_scale scale = an_frame_scale(rows->unit, rows->in_percent, axis.high);
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
    draw_common(chart, request, rows, series, &page, shown, axis, &scale, more.text);
    return code;
}

an_code an_chart_trend(const an_chart_request *request, an_chart **chart, an_error *err)
{
    an_chart_rows rows = {0};
    panels series = {0};
    an_code code = an_chart_rows_read(&rows, request, AN_FIT_ANY, AN_CHART_MOST_SERIES, true, err);
    if (code == AN_OK && rows.n > 0)
        code = arrange(&series, &rows, err);
    const bool lines = series.n <= MOST_LINES;
    if (code == AN_OK)
        code = an_frame_new(chart, lines ? "trend" : "panels", request, rows.n > 0, "Trend",
                            "no rows to draw", err);
    if (code == AN_OK && rows.n > 0 && lines)
        draw_lines(*chart, request, &rows, &series);
    else if (code == AN_OK && rows.n > 0)
        code = draw_panels(*chart, request, &rows, &series, err);
    free_panels(&series);
    an_chart_rows_free(&rows);
    return code;
}
