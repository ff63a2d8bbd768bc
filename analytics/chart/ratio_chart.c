/* ratio_chart: ratios of two rates with their intervals on a logarithmic axis (forest plot). */
#include <ctype.h>
#include <math.h>

#include "chart/frame.h"
#include "chart/kind.h"
#include "chart/layout.h"
#include "chart/phrase.h"
#include "chart/chart_rows.h"

enum {
    MOST_ROWS = 100,
    SERIES = 2, /* crude, stratified */
    ROW_PIXELS = 20,
    PAIR_PIXELS = 28,
};

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

static void add_ratio(an_sentence *text, const an_style *style, double ratio)
{
    char number[AN_STYLE_SIZE];
    const double large = 100, small = 0.095;
    if (ratio >= small || ratio == 0)
        an_style_fixed(style, ratio, ratio >= large || ratio == 0 ? 0 : 2, number);
    else
        an_style_number(style, ratio, 2, number);
    an_sentence_add(text, "%s", number);
}

/* What stands at the right: "0.38 (0.25 to 0.56)". */
static void add_text(an_chart *chart, const an_style *style, const an_chart_row *row)
{
    an_sentence text = {0};
    if (!isnan(row->value))
        add_ratio(&text, style, row->value);
    if (!isnan(row->value) && !isnan(row->lower) && !isnan(row->upper)) {
        an_sentence_add(&text, " (");
        add_ratio(&text, style, row->lower);
        an_sentence_add(&text, " to ");
        add_ratio(&text, style, row->upper);
        an_sentence_add(&text, ")");
    }
    an_chart_add_text(chart, "texts", text.text);
}

static void add_rows(an_chart *chart, const an_style *style, const an_chart_rows *rows, size_t shown)
{
    for (size_t i = 0; i < rows->n; i++) {
        const an_chart_row *const row = &rows->rows[i];
        if (row->place >= shown)
            continue;
        const size_t label = an_chart_add_text(chart, "labels", row->label);
        an_chart_add_row(chart, "data", 7,
                         (double[]){(double)label, (double)(shown - row->place), row->value, row->lower,
                                    row->upper, row->mark, (double)row->series + 1});
        add_text(chart, style, row);
    }
}

/* The crude ratio and the stratified one side by side have names of their own. */
static bool is_pair(const an_chart_rows *rows)
{
    return rows->n_indicators == SERIES && rows->table->columns.n_breakdown > 0;
}

static void draw(an_chart *chart, const an_chart_request *request, const an_chart_rows *rows)
{
    const bool pair = is_pair(rows);
    const double pixels = pair ? PAIR_PIXELS : ROW_PIXELS, top = pair ? 104 : 84;
    size_t shown = rows->n_places < MOST_ROWS ? rows->n_places : MOST_ROWS;
    an_page page = {900, top + 112 + pixels * (double)(shown + 1), 36 + an_frame_label_width(rows), 170, top,
                    112};
    const an_span range = find_range(rows);
    an_sentence more = {0};
    const char *const words = rows->titles[0];
    an_frame_page(chart, request, &page);
    shown = an_frame_lines(&page, pixels, shown);
    if (shown < rows->n_places)
        an_sentence_add(&more, "the %zu largest of %zu", shown, rows->n_places);
    an_chart_set_text(chart, "x_label", "%s (ratio, logarithmic)", words);
    an_chart_set_number(chart, "rows", (double)shown);
    an_chart_set_number(chart, "n_series", pair ? SERIES : 1);
    an_chart_set_number(chart, "x_min", range.low);
    an_chart_set_number(chart, "x_max", range.high);
    an_frame_powers(chart, request, 'x', &(an_ruler){range.low, range.high, 1, true});
    add_rows(chart, request->style, rows, shown);
    an_frame_marks(chart, &page, rows, "Hollow");
    an_chart_request titled = *request;
    an_sentence title = {0};
    an_sentence_add(&title, "%s, crude and stratified, by %s", words, rows->by);
    title.text[0] = (char)toupper((unsigned char)title.text[0]);
    if (pair && titled.title == NULL)
        titled.title = title.text;
    an_frame_titles(chart, &titled, rows, more.text, true);
}

/* Reads the ratio and, where the user named none, its stratified form if the table has it. */
static an_code read_rows(an_chart_rows *rows, const an_chart_request *request, an_error *err)
{
    const an_observations *const table = request->observations;
    an_code code = an_chart_rows_read(rows, request, AN_FIT_RATIO, SERIES, false, err);
    if (code != AN_OK || request->n_indicators > 0 || rows->n == 0 || table->columns.n_breakdown == 0)
        return code;
    size_t i = 0;
    while (i < table->n && !an_meaning_refines(table->rows[i].meaning, rows->meanings[0]))
        i++;
    if (i == table->n)
        return AN_OK;
    const char *const codes[SERIES] = {rows->indicators[0], table->rows[i].indicator};
    an_chart_request both = *request;
    both.indicators = codes;
    both.n_indicators = SERIES;
    an_chart_rows_free(rows);
    return an_chart_rows_read(rows, &both, AN_FIT_RATIO, SERIES, false, err);
}

an_code an_chart_ratio(const an_chart_request *request, an_chart **chart, an_error *err)
{
    an_chart_rows rows = {0};
    an_code code = read_rows(&rows, request, err);
    if (code == AN_OK)
        code = an_frame_new(chart, "ratio", request, rows.n > 0, "Ratios", "no rows to draw", err);
    if (code == AN_OK)
        code = an_chart_rows_order(&rows, true, err);
    if (code == AN_OK && rows.n > 0)
        draw(*chart, request, &rows);
    an_chart_rows_free(&rows);
    return code;
}
