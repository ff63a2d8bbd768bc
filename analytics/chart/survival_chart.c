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

/* The rows of one curve, in the order of the days; they stand together in the table. */
typedef struct curve {
    const an_chart_row *const *rows;
    size_t n;
    const char *name;
    double due; /* days given for an answer; NAN: not known */
} curve;

typedef struct curves {
    const an_sheet *sheet;
    int days; /* column */
    const an_chart_row **rows;
    curve all[MOST_CURVES];
    size_t n, of; /* drawn, and all */
    double end;   /* days of the last row drawn */
} curves;

static an_code days_of(const curves *c, const an_chart_row *row, double *days, an_error *err)
{
    const an_code code = an_sheet_number(c->sheet, row->row, c->days, days, err);
    if (code == AN_OK && !(*days >= 0))
        return an_sheet_fail(c->sheet, row->row, c->days, err, "expected days, 0 or more");
    return code;
}

/* Whether two rows are of one curve: all cells left of the value but the days are the same. */
static bool is_same(const curves *c, const an_indicator_columns *columns, size_t a, size_t b)
{
    bool same = strcmp(an_sheet_cell(c->sheet, a, columns->period),
                       an_sheet_cell(c->sheet, b, columns->period)) == 0;
    for (size_t k = 0; k < columns->n_breakdown; k++) {
        const int column = columns->breakdown[k];
        same = same && (column == c->days ||
                        strcmp(an_sheet_cell(c->sheet, a, column), an_sheet_cell(c->sheet, b, column)) == 0);
    }
    return same;
}

static an_code name_curve(const curves *c, an_chart_rows *rows, const an_style *style, curve *of,
                          an_error *err)
{
    an_sentence name = {0};
    const size_t row = of->rows[0]->row;
    char period[AN_STYLE_SIZE];
    an_style_period(style, an_sheet_cell(c->sheet, row, rows->columns.period), period);
    an_sentence_add(&name, "%s", period);
    for (size_t k = 0; k < rows->columns.n_breakdown; k++)
        if (rows->columns.breakdown[k] != c->days)
            an_sentence_item(&name, 0, an_sheet_cell(c->sheet, row, rows->columns.breakdown[k]));
    of->name = an_phrase_shorten(&rows->arena, name.used > 0 ? name.text : "all", AN_LABEL_LETTERS);
    return of->name != NULL ? AN_OK : an_fail_memory(err);
}

/* The days that stand in the row of a curve's feedback_due_days. */
static an_code find_due(const curves *c, const an_indicator_columns *columns, curve *of, an_error *err)
{
    an_code code = AN_OK;
    of->due = NAN;
    for (size_t r = 0; r < an_sheet_rows(c->sheet) && code == AN_OK; r++)
        if (strcmp(an_sheet_cell(c->sheet, r, columns->indicator), "feedback_due_days") == 0 &&
            is_same(c, columns, r, of->rows[0]->row))
            code = an_sheet_number(c->sheet, r, columns->value, &of->due, err);
    return code;
}

static an_code find_curves(curves *c, an_chart_rows *rows, const an_style *style, an_error *err)
{
    an_code code = AN_OK;
    c->rows = calloc(rows->n, sizeof *c->rows);
    if (c->rows == NULL)
        return an_fail_memory(err);
    for (size_t i = 0; i < rows->n && code == AN_OK; i++) {
        double days;
        c->rows[i] = &rows->rows[i];
        code = days_of(c, &rows->rows[i], &days, err);
        const bool begins =
            i == 0 || !is_same(c, &rows->columns, rows->rows[i - 1].row, rows->rows[i].row);
        c->of += begins ? 1 : 0;
        if (code != AN_OK || c->of > MOST_CURVES)
            continue;
        curve *const of = &c->all[c->of - 1];
        if (begins) {
            *of = (curve){.rows = &c->rows[i]};
            code = name_curve(c, rows, style, of, err);
            if (code == AN_OK)
                code = find_due(c, &rows->columns, of, err);
        }
        of->n++;
        c->n = c->of;
        c->end = fmax(c->end, days);
    }
    return code;
}

/* A stair up to the height of each row at its days; where a case was last seen open, a tick. */
static void add_stairs(an_chart *chart, const curves *c, size_t s)
{
    const curve *const of = &c->all[s];
    double days = 0, before[3] = {NAN, NAN, NAN};
    for (size_t i = 0; i < of->n; i++) {
        const an_chart_row *const row = of->rows[i];
        const double now[3] = {100 * row->value, 100 * row->lower, 100 * row->upper};
        double open = NAN;
        days_of(c, row, &days, NULL); /* find_curves did */
        if (i > 0)
            an_chart_add_row(chart, "data", 5,
                             (double[]){(double)s + 1, days, before[0], before[1], before[2]});
        an_chart_add_row(chart, "data", 5, (double[]){(double)s + 1, days, now[0], now[1], now[2]});
        memcpy(before, now, sizeof before);
        an_sheet_number(c->sheet, row->row, an_sheet_find(c->sheet, "n_missing"), &open, NULL);
        if (open > 0)
            an_chart_add_row(chart, "open", 3, (double[]){(double)s + 1, days, now[0]});
    }
}

/* How many cases were still open just before each step of the axis. */
static void add_at_risk(an_chart *chart, const curves *c, size_t s, an_axis axis)
{
    const curve *const of = &c->all[s];
    for (size_t k = 0; (double)k * axis.step <= c->end; k++) {
        const double at = (double)k * axis.step;
        double days = 0;
        size_t i = 0;
        while (i < of->n && days_of(c, of->rows[i], &days, NULL) == AN_OK && days < at)
            i++;
        an_chart_add_row(chart, "at_risk", 3,
                         (double[]){(double)s + 1, at, i < of->n ? of->rows[i]->denominator : 0});
    }
}

/* The share answered by so many days. */
static double share_at(const curves *c, const curve *of, double at)
{
    double days, share = NAN;
    for (size_t i = 0; i < of->n; i++)
        if (days_of(c, of->rows[i], &days, NULL) == AN_OK && days <= at)
            share = of->rows[i]->value;
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
        an_style_fixed(style, 100 * share_at(c, of, of->due), 1, share);
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
        const double end = fmax(0, 100 * of->rows[of->n - 1]->value); /* fmax: of a missing one 0 */
        size_t k = s;
        for (; k > 0 && y[k - 1] > end; k--) {
            y[k] = y[k - 1];
            order[k] = order[k - 1];
        }
        y[k] = end;
        order[k] = s;
    }
    an_layout_spread(y, c->n, 100 * AN_LINE / height, 0, 104);
    for (size_t k = 0; k < c->n; k++)
        an_chart_add_row(chart, "ends", 2, (double[]){(double)order[k] + 1, y[k]});
}

static an_code draw(an_chart *chart, const an_chart_request *request, an_chart_rows *rows, const curves *c,
                    an_error *err)
{
    const char *const words = an_phrase_of_code(&rows->arena, rows->indicators[0]);
    double longest = 0;
    an_sentence note = {0}, more = {0};
    for (size_t s = 0; s < c->n; s++)
        longest = fmax(longest, (double)an_phrase_letters(c->all[s].name));
    an_page page = {900, 556 + RISK_PIXELS * (double)c->n, 110, 40 + AN_LETTER * longest, 84, 116};
    const an_axis axis = an_layout_axis(0, fmax(1, c->end));
    if (words == NULL)
        return an_fail_memory(err);
    an_frame_page(chart, request, &page);
    an_frame_axis(chart, "y_label", words, &(an_scale){100, "%"});
    an_chart_set_text(chart, "x_label", "days since issue");
    an_frame_steps(chart, request, 'x', axis);
    an_frame_steps(chart, request, 'y', (an_axis){0, 100, 20});
    an_chart_set_number(chart, "x_max", fmax(1, c->end));
    an_chart_set_number(chart, "n_series", (double)c->n);
    an_chart_set_number(chart, "line", RISK_PIXELS * 100 / an_page_inner_height(&page));
    for (size_t s = 0; s < c->n; s++) {
        an_chart_add_text(chart, "names", c->all[s].name);
        add_stairs(chart, c, s);
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
    return an_frame_titles(chart, request, rows, more.text, false, err);
}

an_code an_chart_survival(const an_chart_request *request, an_chart **chart, an_error *err)
{
    an_chart_rows rows = {0};
    curves c = {.sheet = request->sheet, .days = an_sheet_find(request->sheet, "days")};
    an_code code = an_chart_rows_read(&rows, request, AN_FIT_ANY, 1, true, err);
    if (code == AN_OK && c.days < 0)
        code = an_fail(err, AN_DATA, "this kind of chart needs a column days, as crmf-rif --curve writes");
    if (code == AN_OK && rows.n == 0) {
        code = an_frame_empty(chart, request, "Share answered by days", "no rows to draw", err);
    } else if (code == AN_OK) {
        code = an_chart_new(chart, "survival", err);
        if (code == AN_OK)
            code = find_curves(&c, &rows, request->style, err);
        if (code == AN_OK)
            code = draw(*chart, request, &rows, &c, err);
    }
    free(c.rows);
    an_chart_rows_free(&rows);
    return code;
}
