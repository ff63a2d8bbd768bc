/* prices: unit price over reference price of the rows of sidda-flag, signals marked. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "chart/flags.h"
#include "chart/frame.h"
#include "chart/kind.h"
#include "chart/layout.h"
#include "chart/phrase.h"

enum {
    FINEST = 240, /* cells a side of the finest grid that a dense cloud is thinned by */
    NAMED = 10,   /* signals that are named */
};

static bool can_draw(const an_flag *flag)
{
    return flag->price > 0 && flag->reference > 0;
}

/* Rulers for the rows that can be drawn; returns how many. */
static size_t find_rulers(const an_flags *flags, const an_page *page, an_ruler *x, an_ruler *y)
{
    an_span references = AN_SPAN_EMPTY, prices = AN_SPAN_EMPTY;
    size_t n = 0;
    for (size_t i = 0; i < flags->n; i++) {
        if (!can_draw(&flags->flags[i]))
            continue;
        an_span_add(&references, flags->flags[i].reference);
        an_span_add(&prices, flags->flags[i].price);
        n++;
    }
    *x = an_ruler_log(references, an_page_inner_width(page));
    *y = an_ruler_log(prices, an_page_inner_height(page));
    return n;
}

/* The rows that are drawn, in pixels, in the order of the flags: signals first. */
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

/* Whether the flag is the first in its cell. */
static bool is_first(grid *g, const an_flag *flag, const an_ruler *x, const an_ruler *y)
{
    const size_t column = line_of(x, flag->reference, g->side), line = line_of(y, flag->price, g->side);
    bool *const cell = &g->seen[line * g->side + column];
    const bool first = !*cell;
    *cell = true;
    return first;
}

/* The finest grid that leaves at most AN_PRICES_LIMIT rows without a signal. */
static void choose_grid(grid *g, const an_flags *flags, const an_ruler *x, const an_ruler *y)
{
    for (size_t side = FINEST;; side = side * 3 / 4) {
        size_t kept = 0;
        *g = (grid){.side = side};
        for (size_t i = 0; i < flags->n; i++)
            if (can_draw(&flags->flags[i]) && flags->flags[i].signal == AN_FLAG_NONE)
                kept += is_first(g, &flags->flags[i], x, y) ? 1 : 0;
        if (kept <= AN_PRICES_LIMIT)
            break;
    }
    memset(g->seen, 0, sizeof g->seen);
}

/* Adds the rows; of a dense cloud all signals and the first other row in each cell of the grid. */
static void add_points(an_chart *chart, const an_flags *flags, const an_ruler *x, const an_ruler *y,
                       grid *thin, cloud *drawn)
{
    for (size_t i = 0; i < flags->n; i++) {
        const an_flag *const flag = &flags->flags[i];
        if (!can_draw(flag) || (thin != NULL && flag->signal == AN_FLAG_NONE && !is_first(thin, flag, x, y)))
            continue;
        an_chart_add_row(chart, "data", 3, (double[]){flag->reference, flag->price, flag->signal});
        drawn->x[drawn->n] = an_ruler_pixel(x, flag->reference);
        drawn->y[drawn->n++] = an_ruler_pixel(y, flag->price);
        drawn->signals += flag->signal != AN_FLAG_NONE ? 1 : 0;
    }
}

/* Names the first signals where there is room: off all points if that can be done, else off the signals. */
static an_code add_names(an_chart *chart, an_flags *flags, const an_sheet *sheet, const an_ruler *x,
                         const an_ruler *y, const cloud *drawn, an_error *err)
{
    an_place places[NAMED] = {0};
    const char *labels[NAMED];
    const size_t n = drawn->signals < NAMED ? drawn->signals : NAMED;
    const an_box frame = {0, 0, x->pixels, y->pixels};
    for (size_t i = 0, k = 0; k < n; i++) {
        if (!can_draw(&flags->flags[i]))
            continue;
        labels[k] = an_flags_label(flags, sheet, &flags->flags[i]);
        if (labels[k] == NULL)
            return an_fail_memory(err);
        places[k].x = drawn->x[k];
        places[k].y = drawn->y[k];
        places[k].width = AN_LETTER * (double)an_phrase_letters(labels[k]);
        k++;
    }
    an_layout_place(places, n, drawn->x, drawn->y, drawn->n, frame);
    an_layout_place(places, n, drawn->x, drawn->y, drawn->signals, frame);
    for (size_t i = 0; i < n; i++) {
        double to_x = NAN, to_y = NAN;
        if (!places[i].placed)
            continue;
        const bool leads = an_layout_leader(&places[i], &to_x, &to_y);
        an_chart_add_text(chart, "names", labels[i]);
        an_chart_add_row(chart, "places", 6,
                         (double[]){an_ruler_value(x, places[i].at_x), an_ruler_value(y, places[i].at_y),
                                    an_ruler_value(x, places[i].x), an_ruler_value(y, places[i].y),
                                    leads ? an_ruler_value(x, to_x) : NAN,
                                    leads ? an_ruler_value(y, to_y) : NAN});
    }
    return AN_OK;
}

static void add_titles(an_chart *chart, const an_chart_request *request, const an_flags *flags,
                       const an_page *page, size_t can, size_t drawn)
{
    an_sentence subtitle = {0}, note = {0};
    an_flags_when(flags, &subtitle);
    an_sentence_add(&subtitle, "%zu items, %zu signals; names: the first signals to look at", flags->n,
                    flags->n - flags->of_class[AN_FLAG_NONE]);
    if (drawn < can)
        an_sentence_add(&note,
                        "Drawn: %zu of %zu items, all signals and one other item of each cell of a grid. ",
                        drawn, can);
    if (can < flags->n)
        an_sentence_add(&note, "Not drawn: %zu without a positive price and reference. ", flags->n - can);
    an_sentence_add(&note, "A signal is a reason to doubt, not a value.");
    an_chart_set_text(chart, "title", "%s",
                      request->title != NULL ? request->title : "Declared unit price and its reference");
    an_chart_set_text(chart, "subtitle", "%s", subtitle.text);
    an_frame_note(chart, page, note.text);
    an_chart_set_text(chart, "x_label", "reference price, EUR/kg (logarithmic)");
    an_chart_set_text(chart, "y_label", "unit price, EUR/kg (logarithmic)");
}

static an_code draw(an_chart *chart, const an_chart_request *request, an_flags *flags, an_error *err)
{
    an_page page = {900, 710, 90, 110, 100, 120};
    an_ruler x, y;
    cloud drawn = {.x = calloc(flags->n, sizeof *drawn.x), .y = calloc(flags->n, sizeof *drawn.y)};
    an_code code = drawn.x != NULL && drawn.y != NULL ? AN_OK : an_fail_memory(err);
    an_frame_page(chart, request, &page);
    const size_t can = find_rulers(flags, &page, &x, &y);
    an_chart_set_number(chart, "x_min", x.low);
    an_chart_set_number(chart, "x_max", x.high);
    an_chart_set_number(chart, "y_min", y.low);
    an_chart_set_number(chart, "y_max", y.high);
    an_chart_set_number(chart, "n_under", (double)flags->of_class[AN_FLAG_UNDER]);
    an_chart_set_number(chart, "n_over", (double)flags->of_class[AN_FLAG_OVER]);
    an_chart_set_number(chart, "n_quantity", (double)flags->of_class[AN_FLAG_QUANTITY]);
    if (code == AN_OK) {
        grid thin;
        const bool dense = can > AN_PRICES_LIMIT;
        if (dense)
            choose_grid(&thin, flags, &x, &y);
        add_points(chart, flags, &x, &y, dense ? &thin : NULL, &drawn);
        add_titles(chart, request, flags, &page, can, drawn.n);
        code = add_names(chart, flags, request->sheet, &x, &y, &drawn, err);
    }
    free(drawn.x);
    free(drawn.y);
    return code;
}

an_code an_chart_prices(const an_chart_request *request, an_chart **chart, an_error *err)
{
    an_flags flags = {0};
    bool any = false;
    an_code code = an_flags_read(&flags, request, err);
    for (size_t i = 0; i < flags.n && !any; i++)
        any = can_draw(&flags.flags[i]);
    if (code == AN_OK && !any) {
        code = an_frame_empty(chart, request, "Declared unit price and its reference",
                              "no item has a price and a reference", err);
    } else if (code == AN_OK) {
        an_flags_sort(&flags);
        code = an_chart_new(chart, "prices", err);
        if (code == AN_OK)
            code = draw(*chart, request, &flags, err);
    }
    an_flags_free(&flags);
    return code;
}
