/* bars: sorted bars of an indicator table with their intervals. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "chart/frame.h"
#include "chart/kind.h"
#include "chart/layout.h"
#include "chart/rows.h"
#include "chart/phrase.h"
#include "table/column.h"

enum { MOST_BARS = 100, BAR_PIXELS = 20 };

/* The bars of one key: one for each indicator. */
typedef struct group {
    const char *key;
    double value; /* of the first indicator: what is sorted by */
    uint32_t id;
    size_t place; /* from the bottom, from 1 */
} group;

typedef struct groups {
    group *all;  /* sorted */
    size_t n;
    group **of_row; /* the group of each row */
} groups;

/* The largest first, those without a value last, equal ones by key. */
static int compare(const void *a, const void *b)
{
    const group *const x = a, *const y = b;
    const int order = an_chart_descending(x->value, y->value);
    return order != 0 ? order : strcmp(x->key, y->key);
}

static an_code number_groups(const an_chart_rows *rows, uint32_t ids[], size_t *n_groups, an_error *err)
{
    an_intern *keys = NULL;
    an_code code = an_intern_new(&keys);
    for (size_t i = 0; i < rows->n && code == AN_OK; i++)
        code = an_intern_add(keys, rows->rows[i].key, strlen(rows->rows[i].key), &ids[i]);
    if (code == AN_OK)
        *n_groups = an_intern_count(keys);
    an_intern_free(keys);
    return code == AN_OK ? AN_OK : an_fail_memory(err);
}

static void sort_groups(const an_chart_rows *rows, const uint32_t ids[], groups *g, size_t rank[])
{
    for (size_t k = 0; k < g->n; k++)
        g->all[k] = (group){.value = NAN};
    for (size_t i = 0; i < rows->n; i++) {
        group *const of = &g->all[ids[i]];
        of->key = rows->rows[i].key;
        of->id = ids[i];
        if (rows->rows[i].series == 0)
            of->value = rows->rows[i].value;
    }
    qsort(g->all, g->n, sizeof *g->all, compare);
    for (size_t k = 0; k < g->n; k++)
        rank[g->all[k].id] = k;
    for (size_t i = 0; i < rows->n; i++)
        g->of_row[i] = &g->all[rank[ids[i]]];
}

static void groups_free(groups *g)
{
    free(g->all);
    free(g->of_row);
}

static an_code make_groups(const an_chart_rows *rows, groups *g, an_error *err)
{
    uint32_t *const ids = calloc(rows->n, sizeof *ids);
    size_t *const rank = calloc(rows->n, sizeof *rank);
    *g = (groups){.all = calloc(rows->n, sizeof *g->all), .of_row = calloc(rows->n, sizeof *g->of_row)};
    an_code code = AN_OK;
    if (ids == NULL || rank == NULL || g->all == NULL || g->of_row == NULL)
        code = an_fail_memory(err);
    if (code == AN_OK)
        code = number_groups(rows, ids, &g->n, err);
    if (code == AN_OK)
        sort_groups(rows, ids, g, rank);
    free(ids);
    free(rank);
    return code;
}

/* The share of all rows together, unless the breakdown splits numerators only, or rows are no parts of one
 * whole. */
static void add_overall(an_chart *chart, const an_chart_request *request, const an_chart_rows *rows)
{
    double numerator = 0, denominator = 0;
    for (size_t b = 0; b < rows->columns.n_breakdown; b++) {
        const an_column *const column =
            an_column_find(an_sheet_name(request->sheet, (size_t)rows->columns.breakdown[b]));
        if (column != NULL && column->splits)
            return;
    }
    if (!rows->share || rows->n_indicators > 1 || rows->n < 2)
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
    an_chart_set_text(chart, "overall_label", "all: %.3g %%", 100 * numerator / denominator);
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

static void add_rows(an_chart *chart, const an_chart_rows *rows, const groups *g)
{
    const an_span span = find_range(rows);
    const double room = span.high > span.low ? 0.13 * (span.high - span.low) : 1;
    const an_scale scale = an_frame_scale(rows->unit, rows->share, fmax(span.high, -span.low));
    for (size_t i = 0; i < rows->n; i++) {
        const an_chart_row *const row = &rows->rows[i];
        if (g->of_row[i]->place == 0)
            continue;
        const size_t label = an_chart_add_text(chart, "labels", row->label);
        an_chart_add_row(chart, "data", 7,
                         (double[]){(double)label, (double)g->of_row[i]->place, row->value * scale.factor,
                                    row->lower * scale.factor, row->upper * scale.factor, row->mark,
                                    (double)row->series + 1});
    }
    an_chart_set_number(chart, "x_min", (span.low < 0 ? span.low - room : 0) * scale.factor);
    an_chart_set_number(chart, "x_max", (span.high + room) * scale.factor);
    an_chart_set_number(chart, "x_limit", span.high * scale.factor);
    an_frame_axis(chart, "x_label", rows->n_indicators == 1 ? an_chart_find(chart, "series")->texts[0] : "",
                  &scale);
}

static an_code draw(an_chart *chart, const an_chart_request *request, an_chart_rows *rows, groups *g,
                    an_error *err)
{
    an_sentence more = {0};
    size_t shown = g->n < MOST_BARS ? g->n : MOST_BARS;
    const size_t n_series = rows->columns.n_breakdown > 0 ? rows->n_indicators : 1;
    const double per_bar = n_series > 1 ? 12 * (double)n_series + 8 : BAR_PIXELS;
    const double top = n_series > 1 ? 100 : 84;
    an_page page = {900, top + 126 + per_bar * (double)shown, 36 + an_frame_label_width(rows), 30, top, 110};
    an_frame_page(chart, request, &page);
    shown = an_frame_lines(&page, per_bar, shown);
    for (size_t k = 0; k < g->n; k++)
        g->all[k].place = k < shown ? shown - k : 0;
    if (shown < g->n)
        an_sentence_add(&more, "the %zu largest of %zu", shown, g->n);
    an_chart_set_number(chart, "rows", (double)shown);
    an_chart_set_number(chart, "n_series", (double)n_series);
    for (size_t i = 0; i < rows->n_indicators; i++) {
        const char *const words = an_phrase_of_name(&rows->arena, rows->indicators[i]);
        if (words == NULL)
            return an_fail_memory(err);
        an_chart_add_text(chart, "series", words);
    }
    add_rows(chart, rows, g);
    add_overall(chart, request, rows);
    an_frame_marks(chart, &page, rows, "Pale");
    return an_frame_titles(chart, request, rows, more.text, true, err);
}

an_code an_chart_bars(const an_chart_request *request, an_chart **chart, an_error *err)
{
    an_chart_rows rows = {0};
    groups g = {0};
    an_code code = an_chart_rows_read(&rows, request, AN_FIT_ANY, AN_CHART_MOST_SERIES, false, err);
    if (code == AN_OK && rows.n == 0) {
        code = an_frame_empty(chart, request, "Indicators", "no rows to draw", err);
    } else if (code == AN_OK) {
        code = an_chart_new(chart, "bars", err);
        if (code == AN_OK)
            code = make_groups(&rows, &g, err);
        if (code == AN_OK)
            code = draw(*chart, request, &rows, &g, err);
    }
    groups_free(&g);
    an_chart_rows_free(&rows);
    return code;
}
