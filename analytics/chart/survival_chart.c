/* survival_chart: the share of cases that were answered, over the days since they began (Kaplan-Meier). */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "chart/frame.h"
#include "chart/kind.h"
#include "chart/layout.h"
#include "chart/phrase.h"
#include "chart/chart_rows.h"

enum { MOST_CURVES = 4, RISK_PIXELS = 17 };

typedef struct point {
    const an_chart_row *row;
    double days;
} point;

/* The rows of one curve, in the order of the days; they stand together in the table. */
typedef struct curve {
    const point *points;
    size_t n;
    const char *name;
    double due; /* days given for an answer; NAN: not known */
} curve;

typedef struct curves {
    int days; /* column */
    point *points;
    curve all[MOST_CURVES];
    size_t n, of; /* drawn, and all */
    double end;   /* days of the last row drawn */
} curves;

/* Whether two observations are of one curve: all cells left of the value but the days are the same. */
static bool is_same(const curves *c, const an_observations *table, size_t a, size_t b)
{
    bool same = strcmp(table->rows[a].period, table->rows[b].period) == 0;
    for (size_t k = 0; k < table->columns.n_breakdown; k++) {
        const int column = table->columns.breakdown[k];
        same = same && (column == c->days || strcmp(an_observation_cell(table, a, column),
                                                    an_observation_cell(table, b, column)) == 0);
    }
    return same;
}

static an_code name_curve(const curves *c, an_chart_rows *rows, const an_style *style, curve *of,
                          an_error *err)
{
    an_sentence name = {0};
    const an_chart_row *const row = of->points[0].row;
    const an_indicator_columns *const columns = &rows->table->columns;
    char period[AN_STYLE_SIZE];
    an_style_period(style, row->period, period);
    an_sentence_add(&name, "%s", period);
    for (size_t k = 0; k < columns->n_breakdown; k++)
        if (columns->breakdown[k] != c->days)
            an_sentence_item(&name, 0,
                             an_observation_cell(rows->table, row->observation, columns->breakdown[k]));
    of->name = an_phrase_shorten(&rows->arena, name.used > 0 ? name.text : "all", AN_LABEL_LETTERS);
    return of->name != NULL ? AN_OK : an_fail_memory(err);
}

/* Whether an indicator is the term of an answer: a quantile of days, declared beside the share answered. */
static bool is_term(const an_meaning *meaning, const an_meaning *share)
{
    const char *const beside = share != NULL ? share->indicator->elsewhere : NULL;
    if (meaning == NULL || meaning->indicator->kind != AN_QUANTILE || beside == NULL)
        return false;
    const an_indicator *const i = meaning->indicator;
    return meaning->program == share->program && i->elsewhere != NULL && strcmp(i->elsewhere, beside) == 0 &&
           i->unit != NULL && strcmp(i->unit, "days") == 0;
}

static void find_due(const curves *c, const an_chart_rows *rows, curve *of)
{
    const an_observations *const table = rows->table;
    of->due = NAN;
    for (size_t i = 0; i < table->n; i++)
        if (is_term(table->rows[i].meaning, rows->meanings[0]) &&
            is_same(c, table, i, of->points[0].row->observation))
            of->due = table->rows[i].value;
}

static an_code read_days(const curves *c, const an_chart_rows *rows, point *p, an_error *err)
{
    const an_code code = an_chart_row_number(rows, p->row, c->days, &p->days, err);
    if (code == AN_OK && !(p->days >= 0))
        return an_observation_fail(rows->table, p->row->observation, c->days, err,
                                   "expected days, 0 or more");
    return code;
}

static an_code find_curves(curves *c, an_chart_rows *rows, const an_style *style, an_error *err)
{
    an_code code = AN_OK;
    c->points = calloc(rows->n, sizeof *c->points);
    if (c->points == NULL)
        return an_fail_memory(err);
    for (size_t i = 0; i < rows->n && code == AN_OK; i++) {
        const an_chart_row *const row = &rows->rows[i];
        c->points[i].row = row;
        code = read_days(c, rows, &c->points[i], err);
        const bool begins =
            i == 0 || !is_same(c, rows->table, rows->rows[i - 1].observation, row->observation);
        c->of += begins ? 1 : 0;
        if (code != AN_OK || c->of > MOST_CURVES)
            continue;
        curve *const of = &c->all[c->of - 1];
        if (begins) {
            *of = (curve){.points = &c->points[i]};
            code = name_curve(c, rows, style, of, err);
            find_due(c, rows, of);
        }
        of->n++;
        c->n = c->of;
        c->end = fmax(c->end, c->points[i].days);
    }
    return code;
}

/* A stair up to the height of each row at its days; where a case was last seen open, a tick. */
static void add_stairs(an_chart *chart, const an_chart_rows *rows, const curves *c, size_t s)
{
    const curve *const of = &c->all[s];
    double before[3] = {NAN, NAN, NAN};
    for (size_t i = 0; i < of->n; i++) {
        const an_chart_row *const row = of->points[i].row;
        const double days = of->points[i].days;
        const double now[3] = {100 * row->value, 100 * row->lower, 100 * row->upper};
        if (i > 0)
            an_chart_add_row(chart, "data", 5,
                             (double[]){(double)s + 1, days, before[0], before[1], before[2]});
        an_chart_add_row(chart, "data", 5, (double[]){(double)s + 1, days, now[0], now[1], now[2]});
        memcpy(before, now, sizeof before);
        if (an_chart_row_observation(rows, row)->n_missing.units > 0)
            an_chart_add_row(chart, "open", 3, (double[]){(double)s + 1, days, now[0]});
    }
}

/* How many cases were still open just before each step of the axis. */
static void add_at_risk(an_chart *chart, const curves *c, size_t s, an_axis axis)
{
    const curve *const of = &c->all[s];
    for (size_t k = 0; (double)k * axis.step <= c->end; k++) {
        const double at = (double)k * axis.step;
        size_t i = 0;
        while (i < of->n && of->points[i].days < at)
            i++;
        an_chart_add_row(chart, "at_risk", 3,
                         (double[]){(double)s + 1, at, i < of->n ? of->points[i].row->denominator : 0});
    }
}

/* The share answered by so many days. */
static double share_at(const curve *of, double at)
{
    double share = NAN;
    for (size_t i = 0; i < of->n; i++)
        if (of->points[i].days <= at)
            share = of->points[i].row->value;
    return share;
}

/* "Answered when due: 2016 82 %, 2017 68 %." */
static void add_due(an_chart *chart, const curves *c, const an_style *style, an_sentence *note)
{
    const size_t start = note->used;
    char days[AN_STYLE_SIZE], share[AN_STYLE_SIZE];
    for (size_t s = 0; s < c->n; s++) {
        const curve *const of = &c->all[s];
        if (isnan(of->due))
            continue;
        an_style_number(style, of->due, 3, days);
        an_chart_add_row(chart, "due", 1, (double[]){of->due});
        an_chart_set_text(chart, "due_label", "due after %s days", days);
        an_style_fixed(style, 100 * share_at(of, of->due), 1, share);
        an_sentence_add(note, "%s%s %s %%", note->used == start ? "Answered when due (median term): " : ", ",
                        of->name, share);
    }
    an_sentence_add(note, note->used > start ? ". " : "");
}

/* The names at the right ends of the curves, apart from one another. */
static void add_names(an_chart *chart, const curves *c, double height)
{
    size_t order[MOST_CURVES] = {0};
    double y[MOST_CURVES];
    for (size_t s = 0; s < c->n; s++) {
        const curve *const of = &c->all[s];
        y[s] = fmax(0, 100 * of->points[of->n - 1].row->value); /* fmax: of a missing one 0 */
    }
    an_layout_order(y, order, c->n);
    an_layout_spread(y, c->n, 100 * AN_LINE / height, 0, 104);
    for (size_t k = 0; k < c->n; k++)
        an_chart_add_row(chart, "ends", 2, (double[]){(double)order[k] + 1, y[k]});
}

static void draw(an_chart *chart, const an_chart_request *request, const an_chart_rows *rows, const curves *c)
{
    double longest = 0;
    an_sentence note = {0}, more = {0};
    for (size_t s = 0; s < c->n; s++)
        longest = fmax(longest, (double)an_phrase_letters(c->all[s].name));
    an_page page = {900, 556 + RISK_PIXELS * (double)c->n, 110, 40 + AN_LETTER * longest, 84, 116};
    const an_axis axis = an_layout_axis(0, fmax(1, c->end));
    an_frame_page(chart, request, &page);
    an_frame_axis(chart, "y_label", rows->titles[0], &(an_scale){100, "%"});
    an_chart_set_text(chart, "x_label", "days since issue");
    an_frame_steps(chart, request, 'x', axis);
    an_frame_steps(chart, request, 'y', (an_axis){0, 100, 20});
    an_chart_set_number(chart, "x_max", fmax(1, c->end));
    an_chart_set_number(chart, "n_series", (double)c->n);
    an_chart_set_number(chart, "line", RISK_PIXELS * 100 / an_page_inner_height(&page));
    for (size_t s = 0; s < c->n; s++) {
        an_chart_add_text(chart, "names", c->all[s].name);
        add_stairs(chart, rows, c, s);
        add_at_risk(chart, c, s, axis);
    }
    add_names(chart, c, an_page_inner_height(&page) * 104 / (104 + RISK_PIXELS));
    add_due(chart, c, request->style, &note);
    an_sentence_add(&note,
                    "Cross: a form last seen open. Shaded: pointwise band (%s). Below the axis: forms still "
                    "open just before.",
                    an_phrase_of_method(rows->method));
    an_frame_note(chart, &page, note.text);
    an_sentence_add(&more, "Kaplan-Meier: open cases count as longer than so far");
    if (c->n < c->of)
        an_sentence_add(&more, "; the first %zu of %zu curves", c->n, c->of);
    an_frame_titles(chart, request, rows, more.text, false);
}

an_code an_chart_survival(const an_chart_request *request, an_chart **chart, an_error *err)
{
    an_chart_rows rows = {0};
    curves c = {.days = an_sheet_find(request->observations->sheet, "days")};
    an_code code = an_chart_rows_read(&rows, request, AN_FIT_PERCENT, 1, true, err);
    if (code == AN_OK && c.days < 0)
        code = an_fail(err, AN_DATA, "this kind of chart needs a column days, as crmf-rif --curve writes");
    if (code == AN_OK)
        code = an_frame_new(chart, "survival", request, rows.n > 0, "Share answered by days",
                            "no rows to draw", err);
    if (code == AN_OK && rows.n > 0)
        code = find_curves(&c, &rows, request->style, err);
    if (code == AN_OK && rows.n > 0)
        draw(*chart, request, &rows, &c);
    free(c.points);
    an_chart_rows_free(&rows);
    return code;
}
