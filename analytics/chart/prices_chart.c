/* prices_chart: declared values over the values expected at the reference price, signals marked. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "chart/signal_table.h"
#include "chart/frame.h"
#include "chart/kind.h"
#include "chart/layout.h"
#include "chart/phrase.h"

enum {
    FINEST = 240, /* cells a side of the finest grid that a dense cloud is thinned by */
    TOLD = 5, /* signals that are numbered, and told in words below */
    TOLD_PIXELS = 17,
};

/* What the axes are. */
typedef enum form {
    PRICES, /* unit price over reference price: the table has no mass */
    VALUES, /* value over mass times reference price: the value expected */
    MASSES, /* value over mass: all items have one reference price */
} form;

static bool can_draw(const an_signal_record *record, form f)
{
    return record->price > 0 && record->reference > 0 && (f == PRICES || record->mass > 0);
}

static double x_of(const an_signal_record *record, form f)
{
    return f == PRICES ? record->reference : f == VALUES ? record->reference * record->mass : record->mass;
}

static double y_of(const an_signal_record *record, form f)
{
    return f == PRICES ? record->price : record->price * record->mass;
}

static form find_form(const an_signal_table *table)
{
    double reference = NAN;
    bool any = false, same = true;
    for (size_t i = 0; i < table->n; i++) {
        const an_signal_record *const record = &table->records[i];
        if (!can_draw(record, VALUES))
            continue;
        same = same && (!any || fabs(record->reference / reference - 1) < 1e-9);
        reference = record->reference;
        any = true;
    }
    return !any ? PRICES : same ? MASSES : VALUES;
}

typedef struct plot {
    const an_chart_request *request;
    an_signal_table *table;
    form form;
    an_ruler x, y;
    size_t can; /* rows that can be drawn */
} plot;

static void find_rulers(plot *p, const an_page *page)
{
    an_span x = AN_SPAN_EMPTY, y = AN_SPAN_EMPTY;
    p->can = 0;
    for (size_t i = 0; i < p->table->n; i++) {
        const an_signal_record *const record = &p->table->records[i];
        if (!can_draw(record, p->form))
            continue;
        an_span_add(&x, x_of(record, p->form));
        an_span_add(&y, y_of(record, p->form));
        p->can++;
    }
    p->x = an_ruler_log(x, an_page_inner_width(page));
    p->y = an_ruler_log(y, an_page_inner_height(page));
}

/* The rows that are drawn, in pixels, in the order of the table: signals first. */
typedef struct cloud {
    double *x, *y;
    size_t n, signals;
} cloud;

/* A grid over the drawing area, side cells each way, that remembers which cells were seen. */
typedef struct grid {
    bool seen[FINEST * FINEST];
    size_t side;
} grid;

static size_t line_of(const an_ruler *ruler, double value, size_t side)
{
    return (size_t)fmin((double)side - 1, (double)side * an_ruler_pixel(ruler, value) / ruler->pixels);
}

/* Whether the record is the first in its cell. */
static bool is_first(grid *g, const an_signal_record *record, const plot *p)
{
    const size_t column = line_of(&p->x, x_of(record, p->form), g->side),
                 line = line_of(&p->y, y_of(record, p->form), g->side);
    bool *const cell = &g->seen[line * g->side + column];
    const bool first = !*cell;
    *cell = true;
    return first;
}

/* The finest grid that leaves at most AN_PRICES_LIMIT rows without a signal. */
static void choose_grid(grid *g, const plot *p)
{
    for (size_t side = FINEST;; side = side * 3 / 4) {
        size_t kept = 0;
        *g = (grid){.side = side};
        for (size_t i = 0; i < p->table->n; i++) {
            const an_signal_record *const record = &p->table->records[i];
            if (can_draw(record, p->form) && record->signal == AN_SIGNAL_CLASS_NONE)
                kept += is_first(g, record, p) ? 1 : 0;
        }
        if (kept <= AN_PRICES_LIMIT)
            break;
    }
    memset(g->seen, 0, sizeof g->seen);
}

/* Adds the rows; of a dense cloud all signals and the first other row in each cell of the grid. */
static void add_points(an_chart *chart, const plot *p, grid *thin, cloud *drawn)
{
    for (size_t i = 0; i < p->table->n; i++) {
        const an_signal_record *const record = &p->table->records[i];
        if (!can_draw(record, p->form) ||
            (thin != NULL && record->signal == AN_SIGNAL_CLASS_NONE && !is_first(thin, record, p)))
            continue;
        const double x = x_of(record, p->form), y = y_of(record, p->form);
        an_chart_add_row(chart, "data", 3, (double[]){x, y, record->signal});
        drawn->x[drawn->n] = an_ruler_pixel(&p->x, x);
        drawn->y[drawn->n++] = an_ruler_pixel(&p->y, y);
        drawn->signals += record->signal != AN_SIGNAL_CLASS_NONE ? 1 : 0;
    }
}

/* Numbers the first signals where there is room: off all points if that can be done, else off the signals. */
static void add_numbers(an_chart *chart, const plot *p, const cloud *drawn)
{
    an_place places[TOLD] = {0};
    const size_t n = drawn->signals < TOLD ? drawn->signals : TOLD;
    const an_box frame = {0, 0, p->x.pixels, p->y.pixels};
    for (size_t k = 0; k < n; k++)
        places[k] = (an_place){.x = drawn->x[k], .y = drawn->y[k], .width = AN_LETTER * (k < 9 ? 1 : 2)};
    an_layout_place(places, n, drawn->x, drawn->y, drawn->n, frame);
    an_layout_place(places, n, drawn->x, drawn->y, drawn->signals, frame);
    for (size_t k = 0; k < n; k++) {
        double to_x = NAN, to_y = NAN;
        if (!places[k].placed)
            continue;
        const bool leads = an_layout_leader(&places[k], &to_x, &to_y);
        an_chart_add_row(chart, "places", 7,
                         (double[]){an_ruler_value(&p->x, places[k].at_x),
                                    an_ruler_value(&p->y, places[k].at_y),
                                    an_ruler_value(&p->x, places[k].x), an_ruler_value(&p->y, places[k].y),
                                    leads ? an_ruler_value(&p->x, to_x) : NAN,
                                    leads ? an_ruler_value(&p->y, to_y) : NAN, (double)k + 1});
    }
}

/* A line of words below the chart for each of the first signals. */
static an_code add_words(an_chart *chart, const plot *p, an_error *err)
{
    const an_style *const style = p->request->style;
    size_t told = 0;
    for (size_t i = 0; i < p->table->n && told < TOLD; i++) {
        const an_signal_record *const record = &p->table->records[i];
        if (!can_draw(record, p->form))
            continue;
        if (record->signal == AN_SIGNAL_CLASS_NONE)
            break;
        const char *const label = an_signal_table_label(p->table, record);
        if (label == NULL)
            return an_fail_memory(err);
        an_sentence words = {0};
        char duty[AN_STYLE_SIZE];
        an_sentence_add(&words, "%zu  %s, %s: ", ++told, label, an_signal_table_class(record->signal));
        an_signal_table_words(record, style, &words);
        an_signal_table_keys(p->table, record, (an_sentence_add(&words, " of "), &words));
        an_style_number(style, rint(record->duty), 12, duty);
        if (!isnan(record->duty))
            an_sentence_add(&words, "; duty at stake %s EUR", duty);
        an_chart_add_text(chart, "words", words.text);
    }
    return AN_OK;
}

static void add_note(an_chart *chart, const plot *p, const an_page *page, size_t drawn)
{
    an_sentence note = {0};
    an_sentence_add(&note,
                    "Line: declared at the reference price, which comparable items give. Dashed: at half of "
                    "it, as a lowest acceptable price (LAP) is. ");
    if (drawn < p->can) {
        char some[AN_STYLE_SIZE], all[AN_STYLE_SIZE];
        an_style_number(p->request->style, (double)drawn, 12, some);
        an_style_number(p->request->style, (double)p->can, 12, all);
        an_sentence_add(&note, "Drawn: %s of %s items, all signals among them. ", some, all);
    }
    if (p->can < p->table->n)
        an_sentence_add(&note, "Not drawn: %zu without a price and reference. ", p->table->n - p->can);
    an_sentence_add(&note, "A signal is a reason to doubt, not a value.");
    an_frame_note(chart, page, note.text);
}

static void add_titles(an_chart *chart, const plot *p)
{
    static const struct {
        const char *title, *x, *y;
    } of_form[] = {
        [PRICES] = {"Declared unit prices and their reference", "reference price, EUR/kg (logarithmic)",
                    "declared unit price, EUR/kg (logarithmic)"},
        [VALUES] = {"Declared values, and what the reference price would give",
                    "net mass x reference price, EUR (logarithmic): the value at the reference",
                    "declared value, EUR (logarithmic)"},
        [MASSES] = {"Declared values over net mass, and the reference price", "net mass, kg (logarithmic)",
                    "declared value, EUR (logarithmic)"},
    };
    const char *const title = p->request->title;
    an_sentence subtitle = {0};
    char items[AN_STYLE_SIZE], signals[AN_STYLE_SIZE];
    an_style_number(p->request->style, (double)p->table->n, 12, items);
    an_style_number(p->request->style, (double)(p->table->n - p->table->of_class[AN_SIGNAL_CLASS_NONE]), 12,
                    signals);
    an_signal_table_when(p->table, p->request->style, &subtitle);
    an_sentence_add(&subtitle, "%s items, %s signals; numbers: the first to look at", items, signals);
    an_chart_set_text(chart, "title", "%s", title != NULL ? title : of_form[p->form].title);
    an_chart_set_text(chart, "subtitle", "%s", subtitle.text);
    an_chart_set_text(chart, "x_label", "%s", of_form[p->form].x);
    an_chart_set_text(chart, "y_label", "%s", of_form[p->form].y);
}

static void add_axes(an_chart *chart, const plot *p)
{
    double slope = 1;
    for (size_t i = 0; i < p->table->n && p->form == MASSES; i++)
        if (can_draw(&p->table->records[i], p->form))
            slope = p->table->records[i].reference;
    an_chart_set_number(chart, "slope", slope);
    an_chart_set_number(chart, "x_min", p->x.low);
    an_chart_set_number(chart, "x_max", p->x.high);
    an_chart_set_number(chart, "y_min", p->y.low);
    an_chart_set_number(chart, "y_max", p->y.high);
    an_frame_powers(chart, p->request, 'x', &p->x);
    an_frame_powers(chart, p->request, 'y', &p->y);
    an_chart_set_number(chart, "n_under", (double)p->table->of_class[AN_SIGNAL_CLASS_UNDER]);
    an_chart_set_number(chart, "n_over", (double)p->table->of_class[AN_SIGNAL_CLASS_OVER]);
    an_chart_set_number(chart, "n_quantity", (double)p->table->of_class[AN_SIGNAL_CLASS_QUANTITY]);
}

static an_code draw(an_chart *chart, plot *p, an_error *err)
{
    const size_t signals = p->table->n - p->table->of_class[AN_SIGNAL_CLASS_NONE];
    const double told = TOLD_PIXELS * (double)(signals < TOLD ? signals : TOLD);
    an_page page = {900, 690 + told, 116, 40, 100, 116 + told};
    grid thin;
    cloud drawn = {.x = calloc(p->table->n, sizeof *drawn.x), .y = calloc(p->table->n, sizeof *drawn.y)};
    an_code code = drawn.x != NULL && drawn.y != NULL ? AN_OK : an_fail_memory(err);
    an_frame_page(chart, p->request, &page);
    find_rulers(p, &page);
    add_axes(chart, p);
    if (code == AN_OK) {
        const bool dense = p->can > AN_PRICES_LIMIT;
        if (dense)
            choose_grid(&thin, p);
        add_points(chart, p, dense ? &thin : NULL, &drawn);
        add_titles(chart, p);
        add_note(chart, p, &page, drawn.n);
        add_numbers(chart, p, &drawn);
        code = add_words(chart, p, err);
    }
    free(drawn.x);
    free(drawn.y);
    return code;
}

an_code an_chart_prices(const an_chart_request *request, an_chart **chart, an_error *err)
{
    an_signal_table table = {0};
    bool any = false;
    an_code code = an_signal_table_read(&table, request, err);
    plot p = {.request = request, .table = &table, .form = find_form(&table)};
    for (size_t i = 0; i < table.n && !any; i++)
        any = can_draw(&table.records[i], p.form);
    an_signal_table_sort(&table);
    if (code == AN_OK)
        code = an_frame_new(chart, "prices", request, any, "Declared unit prices and their reference",
                            "no item has a price and a reference", err);
    if (code == AN_OK && any)
        code = draw(*chart, &p, err);
    an_signal_table_free(&table);
    return code;
}
