/* heatmap_chart: areas by indicators, each cell with its value, coloured by how far beyond chance it lies. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "chart/frame.h"
#include "chart/kind.h"
#include "chart/layout.h"
#include "chart/phrase.h"
#include "chart/chart_rows.h"
#include "stat/between.h"

enum { MOST_AREAS = 100, AREA_PIXELS = 20, COLUMN_PIXELS = 112, HEAD_LETTERS = 15, HEAD_LINES = 3 };

/* ---- which indicators ---- */

/* Adds code to the list unless it stands there or the list is full. */
static size_t add_code(const char *codes[], size_t n, const char *code)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(codes[i], code) == 0)
            return n;
    if (n < AN_CHART_MOST_INDICATORS)
        codes[n++] = code;
    return n;
}

/* All indicators of the table where the user named none. */
static an_chart_request with_all(const an_chart_request *request, const char *codes[])
{
    an_chart_request all = *request;
    const an_observations *const table = request->observations;
    if (request->n_indicators > 0)
        return all;
    for (size_t i = 0; i < table->n; i++)
        all.n_indicators = add_code(codes, all.n_indicators, table->rows[i].indicator);
    all.indicators = codes;
    return all;
}

/* ---- cells ---- */

static bool is_judged(const an_chart_rows *rows, const an_chart_row *row)
{
    return !row->is_total && !isnan(row->value) &&
           an_observation_is_share(an_chart_row_observation(rows, row));
}

/* What the areas of a column have in common; false: they are no shares of counted items, or there is nothing
 * to compare. scratch: 2 doubles a row. */
static bool measure(const an_chart_rows *rows, size_t series, double scratch[], an_between *fit)
{
    double *const x = scratch, *const items = scratch + rows->n;
    size_t n = 0;
    for (size_t i = 0; i < rows->n; i++)
        if (rows->rows[i].series == series && is_judged(rows, &rows->rows[i])) {
            x[n] = rows->rows[i].numerator;
            items[n++] = rows->rows[i].denominator;
        }
    return an_between_fit(x, items, n, fit) == AN_OK;
}

/* How far beyond chance a share lies from those of the others, in standard deviations. */
static double score_of(const an_between *fit, const an_chart_row *row)
{
    an_between_tails tails;
    if (an_between_judge(fit, row->numerator, row->denominator, row->numerator, &tails) != AN_OK)
        return 0;
    return fmax(-3, fmin(3, an_between_z(&tails)));
}

static void add_column(an_chart *chart, const an_chart_rows *rows, size_t series, size_t shown,
                       double scratch[])
{
    an_between fit;
    const bool measured = measure(rows, series, scratch, &fit);
    const double factor = an_chart_rows_in_percent(rows, series) ? 100 : 1;
    for (size_t i = 0; i < rows->n; i++) {
        const an_chart_row *const row = &rows->rows[i];
        if (row->series != series || row->place >= shown)
            continue;
        const double score = measured && is_judged(rows, row) ? score_of(&fit, row) : 0;
        an_chart_add_row(chart, "data", 5,
                         (double[]){(double)series + 1, (double)(shown - row->place), row->value * factor,
                                    score, row->mark});
    }
}

/* The name of an indicator above its column, in up to three lines. */
static an_code add_head(an_chart *chart, an_chart_rows *rows, size_t series, an_error *err)
{
    an_sentence words = {0};
    const char *const name = an_phrase_of_name(&rows->arena, rows->indicators[series]);
    const char *lines[HEAD_LINES];
    size_t n = 0;
    if (name == NULL)
        return an_fail_memory(err);
    an_sentence_add(&words, "%s%s", name, an_chart_rows_in_percent(rows, series) ? ", %" : "");
    for (const char *rest = words.text; *rest != '\0' && n < HEAD_LINES;) {
        const size_t size = an_phrase_line(rest, HEAD_LETTERS);
        lines[n] = an_arena_copy(&rows->arena, rest, size);
        if (lines[n++] == NULL)
            return an_fail_memory(err);
        rest += size + strspn(rest + size, " ");
    }
    for (size_t k = 0; k < n; k++) {
        const size_t text = an_chart_add_text(chart, "labels", lines[k]);
        an_chart_add_row(chart, "heads", 3,
                         (double[]){(double)text, (double)series + 1, (double)(n - 1 - k)});
    }
    return AN_OK;
}

static void add_areas(an_chart *chart, const an_chart_rows *rows, size_t shown)
{
    for (size_t k = 0; k < shown; k++) {
        const size_t text = an_chart_add_text(chart, "labels", rows->rows[rows->first[k]].label);
        an_chart_add_row(chart, "areas", 2, (double[]){(double)text, (double)(shown - k)});
    }
}

/* ---- the chart ---- */

static an_code draw(an_chart *chart, const an_chart_request *request, an_chart_rows *rows,
                    double scratch[], an_error *err)
{
    an_sentence more = {0};
    size_t shown = rows->n_places < MOST_AREAS ? rows->n_places : MOST_AREAS;
    const double left = 36 + an_frame_label_width(rows), head = 84 + HEAD_LINES * AN_LINE;
    an_page page = {fmax(700, left + COLUMN_PIXELS * (double)rows->n_indicators + 30),
                    head + 74 + AREA_PIXELS * (double)shown,
                    left,
                    30,
                    head,
                    70};
    an_code code = AN_OK;
    an_frame_page(chart, request, &page);
    shown = an_frame_lines(&page, AREA_PIXELS, shown);
    if (shown < rows->n_places)
        an_sentence_add(&more, "the first %zu of %zu", shown, rows->n_places);
    for (size_t s = 0; s < rows->n_indicators && code == AN_OK; s++) {
        code = add_head(chart, rows, s, err);
        add_column(chart, rows, s, shown, scratch);
    }
    add_areas(chart, rows, shown);
    an_chart_set_number(chart, "rows", (double)shown);
    an_chart_set_number(chart, "n_columns", (double)rows->n_indicators);
    an_frame_note(
        chart, &page,
        "Blue: lower than the others by more than chance, orange: higher; full colour from z = 3 on, a "
        "triangle outside 95 %. Without colour: no shares. In brackets: low reliability.");
    an_sentence title = {0};
    an_sentence_add(&title, "Indicators by %s", rows->by);
    an_chart_request titled = *request;
    if (titled.title == NULL &&
        rows->n_indicators > AN_CHART_MOST_SERIES) /* their names are too long for a line */
        titled.title = title.text;
    an_frame_titles(chart, &titled, rows, more.text, false);
    return code;
}

an_code an_chart_heatmap(const an_chart_request *request, an_chart **chart, an_error *err)
{
    const char *codes[AN_CHART_MOST_INDICATORS] = {0};
    const an_chart_request all = with_all(request, codes);
    an_chart_rows rows = {.many_units = true};
    an_code code = an_chart_rows_read(&rows, &all, AN_FIT_ANY, AN_CHART_MOST_INDICATORS, false, err);
    if (code == AN_OK && rows.n > 0 && rows.table->columns.n_breakdown == 0)
        code = an_fail(err, AN_DATA, "this kind of chart needs a breakdown, such as --by member_state makes");
    if (code == AN_OK)
        code = an_frame_new(chart, "heatmap", request, rows.n > 0, "Indicators", "no rows to draw", err);
    if (code == AN_OK)
        code = an_chart_rows_order(&rows, false, err);
    double *const scratch = calloc(2 * rows.n + 1, sizeof *scratch);
    if (code == AN_OK && scratch == NULL)
        code = an_fail_memory(err);
    if (code == AN_OK && rows.n > 0)
        code = draw(*chart, request, &rows, scratch, err);
    free(scratch);
    an_chart_rows_free(&rows);
    return code;
}
