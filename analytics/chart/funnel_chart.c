/* funnel_chart: shares over their denominators between control limits (Spiegelhalter 2005). */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "chart/frame.h"
#include "chart/kind.h"
#include "chart/layout.h"
#include "chart/chart_rows.h"
#include "chart/phrase.h"
#include "stat/funnel.h"

enum {
    LIMITS = 4,        /* lower and upper 95 %, lower and upper 99.8 % */
    CURVE_POINTS = 150,
    MOST_NAMES = 40,   /* more points: only those outside are named */
    CORNER_POINTS = 60, /* to keep free: along the two sentences in the corners, */
    LINE_POINTS = CURVE_POINTS * (LIMITS + 1), /* and along the lines */
    OBSTACLES = CORNER_POINTS + LINE_POINTS,
};
static const double probabilities[LIMITS] = {.025, .975, .001, .999};
static const char *const limit_columns[LIMITS] = {"lower_95", "upper_95", "lower_998", "upper_998"};

/* Where a point lies. */
typedef enum zone { INSIDE, OUTSIDE_95, OUTSIDE_998 } zone;

typedef struct unit {
    const an_chart_row *row;
    double limits[LIMITS]; /* shares; NAN: none */
    zone zone;
} unit;

typedef struct funnel {
    unit *units; /* those that can be drawn, by ascending denominator */
    size_t n;
    double target; /* the overall share; NAN: not known */
    bool compared; /* the table has ind-compare's limits */
    const char *limits; /* what they are */
    an_ruler x, y; /* of items, and of shares */
} funnel;

static int compare(const void *a, const void *b)
{
    const an_chart_row *const x = ((const unit *)a)->row, *const y = ((const unit *)b)->row;
    if (x->denominator != y->denominator)
        return x->denominator < y->denominator ? -1 : 1;
    return strcmp(x->key, y->key);
}

/* ---- limits ---- */

static an_code exact_limits(double target, double items, double limits[LIMITS])
{
    an_code code = AN_OK;
    for (size_t i = 0; i < LIMITS && code == AN_OK; i++)
        code = an_funnel_exact_limit(target, items, probabilities[i], &limits[i]);
    return code;
}

/* Those that ind-compare found, and what it found outside. */
static an_code read_compared(funnel *f, const an_chart_rows *rows, const int columns[LIMITS], int outside,
                             an_error *err)
{
    const an_observations *const table = rows->table;
    const int expected = an_sheet_find(table->sheet, "expected"), form = an_sheet_find(table->sheet, "form");
    const char *const given = f->n > 0 ? an_observation_cell(table, f->units[0].row->observation, form) : "";
    f->limits = given[0] != '\0' ? given : "given";
    for (size_t i = 0; i < f->n; i++) {
        unit *const u = &f->units[i];
        const char *const found = an_observation_cell(table, u->row->observation, outside);
        an_code code = AN_OK;
        u->zone = strcmp(found, "99.8") == 0 ? OUTSIDE_998 : strcmp(found, "95") == 0 ? OUTSIDE_95 : INSIDE;
        for (size_t k = 0; k < LIMITS && code == AN_OK; k++)
            code = an_chart_row_number(rows, u->row, columns[k], &u->limits[k], err);
        if (code == AN_OK && isnan(f->target))
            code = an_chart_row_number(rows, u->row, expected, &f->target, err);
        if (code != AN_OK)
            return code;
    }
    return AN_OK;
}

static zone zone_of(double share, const double limits[LIMITS])
{
    if (share < limits[2] || share > limits[3])
        return OUTSIDE_998;
    return share < limits[0] || share > limits[1] ? OUTSIDE_95 : INSIDE;
}

static an_code compute_limits(funnel *f, const an_chart_rows *rows, an_error *err)
{
    double events = 0, items = 0;
    for (size_t i = 0; i < f->n; i++) {
        const an_chart_row *const row = f->units[i].row;
        if (row->numerator > row->denominator || row->denominator != floor(row->denominator))
            return an_observation_fail(
                rows->table, row->observation, rows->table->columns.numerator, err,
                "a funnel needs counts, the numerator among the items of the denominator");
        events += row->numerator;
        items += row->denominator;
    }
    f->target = events / items;
    for (size_t i = 0; i < f->n; i++) {
        unit *const u = &f->units[i];
        if (exact_limits(f->target, u->row->denominator, u->limits) == AN_OK)
            u->zone = zone_of(u->row->value, u->limits);
        else /* nothing or everything was found: chance has no limits */
            memcpy(u->limits, (double[LIMITS]){NAN, NAN, NAN, NAN}, sizeof u->limits);
    }
    return AN_OK;
}

/* A row that had nothing to compare with has no limits in ind-compare's table either. */
static bool has_limits(const funnel *f, const an_chart_rows *rows, int column)
{
    for (size_t i = 0; i < f->n; i++)
        if (an_observation_cell(rows->table, f->units[i].row->observation, column)[0] != '\0')
            return true;
    return false;
}

static an_code find_units(funnel *f, const an_chart_rows *rows, an_error *err)
{
    const an_sheet *const sheet = rows->table->sheet;
    const int outside = an_sheet_find(sheet, "outside");
    int columns[LIMITS];
    f->target = NAN;
    f->units = calloc(rows->n, sizeof *f->units);
    if (f->units == NULL)
        return an_fail_memory(err);
    for (size_t i = 0; i < rows->n; i++) {
        const an_chart_row *const row = &rows->rows[i];
        if (!isnan(row->value) && row->denominator > 0 && row->numerator >= 0 && !row->is_total)
            f->units[f->n++].row = row;
    }
    qsort(f->units, f->n, sizeof *f->units, compare);
    f->compared = outside >= 0;
    for (size_t k = 0; k < LIMITS; k++) {
        columns[k] = an_sheet_find(sheet, limit_columns[k]);
        f->compared = f->compared && columns[k] >= 0;
    }
    f->limits = "exact binomial";
    f->compared = f->compared && has_limits(f, rows, columns[0]);
    return f->compared ? read_compared(f, rows, columns, outside, err) : compute_limits(f, rows, err);
}

/* ---- axes ---- */

/* The limits of the smallest units are wide: the axis holds all points, and the limits from a middle unit
 * on. */
static void find_rulers(funnel *f, const an_page *page)
{
    const double width = an_page_inner_width(page);
    an_span x = AN_SPAN_EMPTY, y = AN_SPAN_EMPTY;
    for (size_t i = 0; i < f->n; i++) {
        an_span_add(&x, f->units[i].row->denominator);
        an_span_add(&y, f->units[i].row->value);
        for (size_t k = 0; k < LIMITS && i >= f->n / 3; k++)
            an_span_add(&y, f->units[i].limits[k]);
    }
    const double wide = 15; /* times from the least to the largest */
    const an_axis axis = an_layout_axis(y.low < 0.4 * y.high ? 0 : y.low, y.high);
    f->y = (an_ruler){fmax(0, axis.low), fmin(1, axis.high), an_page_inner_height(page), false};
    f->x = an_ruler_log(x, width);
    if (x.high < wide * x.low)
        f->x = (an_ruler){fmax(0, x.low - 0.1 * (x.high - x.low) - 1), x.high + 0.1 * (x.high - x.low) + 1,
                width, false};
}

/* Limits for so many items: exact ones, or ind-compare's, which are nearly straight over 1/sqrt(items). */
static an_code limits_at(const funnel *f, double items, double limits[LIMITS])
{
    if (!f->compared)
        return exact_limits(f->target, ceil(items), limits);
    for (size_t i = 1; i < f->n; i++) {
        const unit *const before = &f->units[i - 1], *const after = &f->units[i];
        if (items < before->row->denominator || items > after->row->denominator ||
            before->row->denominator == after->row->denominator)
            continue;
        const double a = 1 / sqrt(before->row->denominator), b = 1 / sqrt(after->row->denominator);
        const double share = (1 / sqrt(items) - a) / (b - a);
        for (size_t k = 0; k < LIMITS; k++)
            limits[k] = before->limits[k] + share * (after->limits[k] - before->limits[k]);
        return AN_OK;
    }
    return AN_UNDEFINED; /* beyond the smallest or the largest unit */
}

static void add_curve(an_chart *chart, const funnel *f)
{
    for (size_t i = 0; i < CURVE_POINTS; i++) {
        double limits[LIMITS];
        const double items = an_ruler_value(&f->x, f->x.pixels * (double)i / (CURVE_POINTS - 1));
        if (limits_at(f, items, limits) == AN_OK)
            an_chart_add_row(chart, "limits", 1 + LIMITS,
                             (double[]){items, 100 * limits[0], 100 * limits[1], 100 * limits[2],
                                        100 * limits[3]});
    }
}

/* The names of the limits at the right end of the lines. */
static void add_ends(an_chart *chart, const funnel *f)
{
    const double *const limits = f->units[f->n - 1].limits;
    const double shares[] = {limits[2], limits[0], f->target, limits[1], limits[3]};
    const char *const names[] = {"99.8 %", "95 %", "all", "95 %", "99.8 %"};
    double y[5];
    if (isnan(limits[0]) || isnan(f->target))
        return;
    for (size_t i = 0; i < 5; i++)
        y[i] = an_ruler_pixel(&f->y, shares[i]);
    an_layout_spread(y, 5, AN_LINE, 0, f->y.pixels);
    for (size_t i = 0; i < 5; i++) {
        an_chart_add_text(chart, "ends", names[i]);
        an_chart_add_row(chart, "heights", 1, (double[]){100 * an_ruler_value(&f->y, y[i])});
    }
}

/* ---- points and their names ---- */

/* The farther outside the earlier a unit chooses the place of its name. */
static double urgency(const funnel *f, const unit *u)
{
    const double target = f->target, spread = sqrt(target * (1 - target) / u->row->denominator);
    return (int)u->zone * 1e6 + (spread > 0 ? fabs(u->row->value - target) / spread : 0);
}

typedef struct choice {
    const unit *unit;
    double urgency;
} choice;

static int compare_choices(const void *a, const void *b)
{
    const choice *const x = a, *const y = b;
    if (x->urgency != y->urgency)
        return x->urgency > y->urgency ? -1 : 1;
    return x->unit < y->unit ? -1 : x->unit > y->unit;
}

/* One row a point, with the place of its name (NAN: it has none). */
static void add_points(an_chart *chart, const funnel *f, const choice choices[], const an_place places[])
{
    for (size_t i = 0; i < f->n; i++) {
        const unit *const u = choices[i].unit;
        const an_place *const p = &places[i];
        double to_x, to_y;
        const bool leads = an_layout_leader(p, &to_x, &to_y);
        const size_t label = an_chart_add_text(chart, "labels", u->row->label);
        an_chart_add_row(chart, "data", 9,
                         (double[]){(double)label, u->row->denominator, 100 * u->row->value, u->zone,
                                    u->row->mark, p->placed ? an_ruler_value(&f->x, p->at_x) : NAN,
                                    p->placed ? 100 * an_ruler_value(&f->y, p->at_y) : NAN,
                                    leads ? an_ruler_value(&f->x, to_x) : NAN,
                                    leads ? 100 * an_ruler_value(&f->y, to_y) : NAN});
    }
}

/* Places that names keep free, in pixels: the sentences in the corners, then the lines. */
static void find_obstacles(const funnel *f, double x[OBSTACLES], double y[OBSTACLES])
{
    size_t n = 0;
    for (size_t i = 0; i < CORNER_POINTS / 2; i++) {
        x[n] = x[n + 1] = f->x.pixels - 9 * (double)i;
        y[n++] = f->y.pixels - 8;
        y[n++] = 8;
    }
    for (size_t i = 0; i < CURVE_POINTS; i++) {
        const double at = f->x.pixels * (double)i / (CURVE_POINTS - 1);
        double limits[LIMITS] = {f->target, f->target, f->target, f->target};
        limits_at(f, an_ruler_value(&f->x, at), limits); /* none: the line at the target alone */
        for (size_t k = 0; k <= LIMITS; k++, n++) {
            x[n] = at;
            y[n] = an_ruler_pixel(&f->y, k < LIMITS ? limits[k] : f->target);
        }
    }
}

/* Where the names of the first `named` units stand: off the lines where that can be done. */
static void find_places(const funnel *f, const choice choices[], size_t named, an_place places[], double x[],
                        double y[])
{
    const an_box frame = {0, 0, f->x.pixels, f->y.pixels};
    for (size_t i = 0; i < f->n; i++) {
        const an_chart_row *const row = choices[i].unit->row;
        x[i] = an_ruler_pixel(&f->x, row->denominator);
        y[i] = an_ruler_pixel(&f->y, row->value);
        places[i] = (an_place){.x = x[i], .y = y[i],
                     .width = AN_LETTER * (double)an_phrase_letters(row->label)};
    }
    find_obstacles(f, x + f->n, y + f->n);
    an_layout_place(places, named, x, y, f->n + OBSTACLES, frame);
    an_layout_place(places, named, x, y, f->n + CORNER_POINTS, frame);
}

static an_code add_named_points(an_chart *chart, const funnel *f, an_error *err)
{
    choice *const choices = calloc(f->n, sizeof *choices);
    an_place *const places = calloc(f->n, sizeof *places);
    double *const x = calloc(2 * (f->n + OBSTACLES), sizeof *x);
    an_code code = AN_OK;
    if (choices == NULL || places == NULL || x == NULL) {
        code = an_fail_memory(err);
    } else {
        size_t named = 0;
        for (size_t i = 0; i < f->n; i++) {
            choices[i] = (choice){&f->units[i], urgency(f, &f->units[i])};
            named += f->n <= MOST_NAMES || (f->units[i].zone != INSIDE && named < MOST_NAMES) ? 1 : 0;
        }
        qsort(choices, f->n, sizeof *choices, compare_choices);
        find_places(f, choices, named, places, x, x + f->n + OBSTACLES);
        add_points(chart, f, choices, places);
    }
    free(x);
    free(places);
    free(choices);
    return code;
}

/* Which rows are not points: "Not drawn: LU (n.a.), CY (suppressed)." */
static void add_note(an_chart *chart, const an_page *page, const an_chart_rows *rows)
{
    an_sentence note = {0};
    bool low = false;
    for (size_t i = 0; i < rows->n; i++)
        low = low || rows->rows[i].mark == AN_MARK_LOW;
    if (low)
        an_sentence_add(&note, "Hollow: low reliability (small denominator). ");
    const size_t start = note.used;
    for (size_t i = 0; i < rows->n; i++) {
        const an_chart_row *const row = &rows->rows[i];
        if (!isnan(row->value))
            continue;
        an_sentence_item(&note, start, note.used == start ? "Not drawn: " : "");
        an_sentence_add(&note, "%s (%s)", row->label,
                        row->mark == AN_MARK_SUPPRESSED ? "suppressed" : "n.a.");
    }
    an_frame_note(chart, page, note.text);
}

static an_code draw(an_chart *chart, const an_chart_request *request, const an_chart_rows *rows, funnel *f,
                    an_error *err)
{
    an_page page = {900, 642, 76, 70, 100, 112};
    an_sentence more = {0};
    an_frame_page(chart, request, &page);
    find_rulers(f, &page);
    an_chart_set_text(chart, "x_label", "denominator of the share, number%s",
                      f->x.logarithmic ? " (logarithmic)" : "");
    if (f->x.logarithmic)
        an_frame_powers(chart, request, 'x', &f->x);
    else
        an_frame_steps(chart, request, 'x',
                       (an_axis){f->x.low, f->x.high, an_layout_axis(f->x.low, f->x.high).step});
    an_frame_steps(chart, request, 'y',
                   (an_axis){100 * f->y.low, 100 * f->y.high,
                             100 * an_layout_axis(f->y.low, f->y.high).step});
    an_chart_set_text(chart, "y_label", "%s, %%", rows->titles[0]);
    an_chart_set_number(chart, "x_min", f->x.low);
    an_chart_set_number(chart, "x_max", f->x.high);
    an_chart_set_number(chart, "logarithmic", f->x.logarithmic);
    an_chart_set_number(chart, "y_min", 100 * f->y.low);
    an_chart_set_number(chart, "y_max", 100 * f->y.high);
    an_chart_set_number(chart, "target", 100 * f->target);
    add_curve(chart, f);
    add_ends(chart, f);
    add_note(chart, &page, rows);
    if (!isnan(f->target)) {
        char share[AN_STYLE_SIZE];
        an_style_number(request->style, 100 * f->target, 3, share);
        an_sentence_add(&more, "overall share %s %%; ", share);
        if (f->target > 0 && f->target < 1)
            an_sentence_add(&more, "limits: %s%s", f->limits, f->compared ? " (ind-compare)" : "");
        else
            an_sentence_add(&more, "chance has no limits where all shares are the same");
    }
    const an_code code = add_named_points(chart, f, err);
    an_frame_titles(chart, request, rows, more.text, false);
    return code;
}

an_code an_chart_funnel(const an_chart_request *request, an_chart **chart, an_error *err)
{
    an_chart_rows rows = {0};
    funnel f = {0};
    an_code code = an_chart_rows_read(&rows, request, AN_FIT_SHARE, 1, false, err);
    if (code == AN_OK && rows.n > 0)
        code = find_units(&f, &rows, err);
    if (code == AN_OK)
        code = an_frame_new(chart, "funnel", request, f.n > 0, "Funnel",
                            "no row has a value and a denominator", err);
    if (code == AN_OK && f.n > 0)
        code = draw(*chart, request, &rows, &f, err);
    free(f.units);
    an_chart_rows_free(&rows);
    return code;
}
