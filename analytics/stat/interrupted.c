/* interrupted: a segmented regression with errors that are correlated in time.
 *
 *     x = a + b (t - t0) + season + sum over cuts c of [level_c I(t >= c) + slope_c (t - c) I(t >= c)] + e
 *
 * (Wagner, Soumerai, Zhang, Ross-Degnan 2002, J. Clin. Pharm. Ther. 27:299), e an AR(1): correlation
 * rho^|distance|, at gaps too. Least squares by QR (regression.c); rho from the residuals of neighbours;
 * then least squares once more on what is left of each value after rho^distance times the one before it,
 * scaled to one variance (Prais, Winsten 1954). Student's t with n - p degrees of freedom.
 *
 * The fit takes correlation out of its own residuals. What it takes is about p/n, p = 2 + 2 cuts, and is put
 * back; rho is kept within [0, .9]. Simulated for a cut half way, intervals of 95 %: 8 to 48 values without
 * correlation cover in 95 to 96 % of cases, with rho = .3 in 90 to 94 %, with .6 in 79 to 92 %. Without the
 * correction and 24 periods of rho = .3 it is 90 % for the level and 86 % for the slope, with it 92 and 90
 * %. With strong correlation intervals stay too narrow, as every one of such short series is. O(n p^2). */
#include "stat/interrupted.h"

#include <math.h>
#include <stdbool.h>

#include <gsl/gsl_cdf.h>

#include "stat/regression.h"

static const double MOST_CORRELATED = .9, EXACT = 1e-12;

/* The regression under way. */
typedef struct work {
    const an_interrupted_series *series;
    size_t p, first_cut; /* columns; where those of the cuts begin */
    double *x, *rest;    /* n rows of p columns; the residuals of the series itself */
    double *whitened_x, *whitened_y, *scratch;
    double coefficient[AN_INTERRUPTED_COLUMNS], error[AN_INTERRUPTED_COLUMNS];
    double nothing; /* sizes up to this are rounding */
    bool exact;     /* the residuals are */
} work;

/* Whether every side of every cut has its values. */
static bool has_sides(const an_interrupted_series *s)
{
    for (size_t c = 0; c <= s->n_cuts; c++) {
        size_t inside = 0;
        for (size_t i = 0; i < s->n; i++)
            inside += (c == 0 || s->t[i] >= s->cuts[c - 1]) && (c == s->n_cuts || s->t[i] < s->cuts[c]);
        if (inside < AN_INTERRUPTED_SIDE)
            return false;
    }
    return true;
}

static bool is_valid(const an_interrupted_series *s)
{
    if (s->n_cuts == 0 || s->n_cuts > AN_INTERRUPTED_CUTS || s->cycle == 0 || s->cycle > AN_INTERRUPTED_CYCLE)
        return false;
    for (size_t c = 1; c < s->n_cuts; c++)
        if (!(s->cuts[c] > s->cuts[c - 1]))
            return false;
    for (size_t i = 0; i < s->n; i++)
        if ((i > 0 && !(s->t[i] > s->t[i - 1])) || (s->cycle > 1 && s->t[i] < 0))
            return false;
    return has_sides(s);
}

/* The row of value i: the course before, then the cuts. */
static void fill_row(const work *w, size_t i, double row[])
{
    const an_interrupted_series *s = w->series;
    const unsigned season = s->cycle > 1 ? (unsigned)fmod(s->t[i], s->cycle) : 0;
    size_t k = 0;
    row[k++] = 1;
    row[k++] = s->t[i] - s->t[0];
    for (unsigned season_k = 1; season_k < s->cycle; season_k++)
        row[k++] = season == season_k;
    for (size_t c = 0; c < s->n_cuts; c++) {
        const double since = s->t[i] - s->cuts[c];
        row[k++] = since >= 0;
        row[k++] = since >= 0 ? since : 0;
    }
}

/* Sets the residuals of the series; returns their sum of squares. */
static double find_rest(work *w)
{
    double sum = 0;
    for (size_t i = 0; i < w->series->n; i++) {
        w->rest[i] = w->series->x[i];
        for (size_t k = 0; k < w->p; k++)
            w->rest[i] -= w->coefficient[k] * w->x[i * w->p + k];
        sum += w->rest[i] * w->rest[i];
    }
    return sum;
}

double an_interrupted_correlation(const double t[], const double rest[], size_t n, double taken)
{
    double squares = 0, products = 0;
    size_t pairs = 0;
    for (size_t i = 0; i < n; i++) {
        squares += rest[i] * rest[i];
        if (i > 0 && t[i] - t[i - 1] <= 1) {
            products += rest[i] * rest[i - 1];
            pairs++;
        }
    }
    if (pairs == 0)
        return 0;
    const double found = products / squares * ((double)n - 1) / (double)pairs;
    return fmin(fmax(found + taken / (double)n, 0), MOST_CORRELATED);
}

/* Each value less what the one before it says of it, scaled to the same variance. */
static void whiten(work *w, double rho)
{
    const an_interrupted_series *s = w->series;
    for (size_t i = 0; i < s->n; i++) {
        const double carried = i > 0 ? pow(rho, s->t[i] - s->t[i - 1]) : 0;
        const double scale = sqrt(1 - carried * carried);
        w->whitened_y[i] = (s->x[i] - (i > 0 ? carried * s->x[i - 1] : 0)) / scale;
        for (size_t k = 0; k < w->p; k++) {
            const double before = i > 0 ? carried * w->x[(i - 1) * w->p + k] : 0;
            w->whitened_x[i * w->p + k] = (w->x[i * w->p + k] - before) / scale;
        }
    }
}

static an_code fit(work *w, double *rho)
{
    const size_t n = w->series->n;
    if (an_regression_ols(w->x, w->series->x, n, w->p, w->scratch, w->coefficient, w->error) != AN_OK)
        return AN_UNDEFINED;
    const double sum = find_rest(w);
    for (size_t i = 0; i < n; i++)
        w->nothing = fmax(w->nothing, EXACT * fabs(w->series->x[i]));
    w->exact = sum <= (double)n * w->nothing * w->nothing;
    *rho = w->exact ? 0
                    : an_interrupted_correlation(w->series->t, w->rest, n, 2 + 2 * (double)w->series->n_cuts);
    if (*rho <= 0)
        return AN_OK;
    whiten(w, *rho);
    return an_regression_ols(w->whitened_x, w->whitened_y, n, w->p, w->scratch, w->coefficient, w->error);
}

static an_interrupted_effect effect_of(const work *w, size_t k, double level)
{
    const double freedom = (double)(w->series->n - w->p), error = w->exact ? 0 : w->error[k];
    const double size = fabs(w->coefficient[k]) <= w->nothing ? 0 : w->coefficient[k];
    const double wide = gsl_cdf_tdist_Qinv((1 - level) / 2, freedom) * error;
    return (an_interrupted_effect){
        .size = size,
        .interval = {size - wide, size + wide},
        .p_value = error > 0   ? fmin(1, 2 * gsl_cdf_tdist_Q(fabs(size) / error, freedom))
                   : size == 0 ? 1
                               : 0,
    };
}

an_code an_interrupted_fit(const an_interrupted_series *series, double level, double scratch[],
                           an_interrupted_change change[], double expected[], double *rho)
{
    const size_t n = series->n;
    work w = {.series = series};
    if (!(level > 0 && level < 1) || !is_valid(series))
        return AN_UNDEFINED;
    w.first_cut = 2 + series->cycle - 1;
    w.p = w.first_cut + 2 * series->n_cuts;
    if (n <= w.p)
        return AN_UNDEFINED;
    w.x = scratch;
    w.whitened_x = w.x + n * w.p;
    w.whitened_y = w.whitened_x + n * w.p;
    w.rest = w.whitened_y + n;
    w.scratch = w.rest + n;
    for (size_t i = 0; i < n; i++)
        fill_row(&w, i, w.x + i * w.p);
    if (fit(&w, rho) != AN_OK)
        return AN_UNDEFINED;
    for (size_t c = 0; c < series->n_cuts; c++) {
        change[c].level = effect_of(&w, w.first_cut + 2 * c, level);
        change[c].slope = effect_of(&w, w.first_cut + 2 * c + 1, level);
    }
    for (size_t i = 0; i < n; i++) {
        expected[i] = 0;
        for (size_t k = 0; k < w.first_cut; k++)
            expected[i] += w.coefficient[k] * w.x[i * w.p + k];
    }
    return AN_OK;
}
