/* regression_lts: least trimmed squares with one coefficient, by concentration and branch and bound. */
#include "stat/regression.h"

#include <math.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>

#include "stat/location.h"

enum {
    STEPS = 100,        /* bound of a concentration; it takes some five */
    STARTS = 10,        /* concentrations before the search */
    PARTS = 8,          /* first intervals of the search */
    STACK = 128,        /* intervals that wait; depth first, halving needs some 60 */
    PATIENCE = 2000000, /* bounds times units; 40 to 400 bounds are usual */
};

/* The search does not look for a criterion that is better by less than this. */
static const double TOLERANCE = 1e-6;

static double predictor(const double x[], size_t i)
{
    return x == NULL ? 1 : x[i];
}

double an_regression_concentrate(const double x[], const double y[], size_t n, size_t m, double scratch[],
                                 bool inside[], double *estimate)
{
    double *square = scratch, *work = scratch + n;
    size_t closer = 0;
    for (size_t i = 0; i < n; i++) {
        double residual = y[i] - *estimate * predictor(x, i);
        work[i] = square[i] = residual * residual;
    }
    double limit = an_location_select(work, n, m - 1);
    for (size_t i = 0; i < m; i++)
        closer += work[i] < limit;
    double sum = 0, xx = 0, xy = 0;
    size_t ties = m - closer;
    for (size_t i = 0; i < n; i++) {
        bool tied = square[i] == limit && ties > 0;
        bool chosen = square[i] < limit || tied;
        ties -= tied;
        if (inside != NULL)
            inside[i] = chosen;
        double v = chosen ? predictor(x, i) : 0; /* a weight: half of the branches would be mispredicted */
        sum += chosen ? square[i] : 0;
        xx += v * v;
        xy += v * y[i];
    }
    if (xx > 0)
        *estimate = xy / xx;
    return sum;
}

/* Factor that makes the scale of the h smallest of n > h normal residuals consistent. */
static double consistency(size_t h, size_t n)
{
    double share = (double)h / (double)n;
    double a = gsl_cdf_ugaussian_Pinv((1 + share) / 2);
    return 1 / sqrt(1 - 2 / share * a * gsl_ran_ugaussian_pdf(a));
}

/* f(n) of Pison et al. at coverage 0.5 and at 0.875 is 1 - exp(log_excess) / n^power. */
typedef struct correction {
    double log_excess_500, power_500, log_excess_875, power_875;
} correction;

static const correction raw_correction = {.262024211897096, .604756680630497, -.351584646688712,
                                          1.01646567502486};
static const correction reweighted_correction = {1.11098143415027, 1.5182890270453, -.66046776772861,
                                                 .88939595831888};

/* Factor that makes a scale unbiased in samples of n, h of which it looks at: f interpolated at h/n. */
static double small_sample(const correction *c, size_t h, size_t n)
{
    double m = (double)n, coverage = (double)h / m;
    double f500 = 1 - exp(c->log_excess_500) / pow(m, c->power_500);
    double f875 = 1 - exp(c->log_excess_875) / pow(m, c->power_875);
    double f = coverage <= 0.875 ? f500 + (f875 - f500) / 0.375 * (coverage - 0.5)
                                 : f875 + (1 - f875) / 0.125 * (coverage - 0.875);
    return 1 / sqrt(f);
}

/* Least squares on the units within limit of the raw line, then the scale of their residuals. */
static void reweight(const double x[], const double y[], size_t n, double limit, an_regression_lts *fit)
{
    double xx = 0, xr = 0, squares = 0;
    fit->kept = 0;
    for (size_t i = 0; i < n; i++) {
        double v = predictor(x, i), residual = y[i] - fit->raw_estimate * v;
        if (fabs(residual) <= limit) {
            xx += v * v;
            xr += v * residual;
            fit->kept++;
        }
    }
    fit->estimate = fit->raw_estimate + (xx > 0 ? xr / xx : 0);
    for (size_t i = 0; i < n; i++) {
        double v = predictor(x, i), residual = y[i] - fit->estimate * v;
        if (fabs(y[i] - fit->raw_estimate * v) <= limit)
            squares += residual * residual;
    }
    fit->scale = sqrt(squares / (double)(fit->kept - 1));
    if (fit->kept < n)
        fit->scale *= consistency(fit->kept, n) * small_sample(&reweighted_correction, fit->h, n);
}

/* All that follows from the raw estimate and its criterion. */
static void finish(const double x[], const double y[], size_t n, double criterion, an_regression_lts *fit)
{
    fit->raw_scale = sqrt(criterion / (double)fit->h) * consistency(fit->h, n) *
                     small_sample(&raw_correction, fit->h, n);
    fit->cutoff = gsl_cdf_ugaussian_Qinv(0.005 / (double)n);
    fit->estimate = fit->raw_estimate;
    fit->scale = 0;
    /* The scale may also vanish by reweighting: one distant unit among the h, the others on a line. */
    if (fit->raw_scale > AN_REGRESSION_EXACT)
        reweight(x, y, n, gsl_cdf_ugaussian_Pinv(0.9875) * fit->raw_scale, fit);
    fit->exact = fit->scale <= AN_REGRESSION_EXACT;
    if (!fit->exact)
        return;
    fit->raw_scale = fit->scale = 0;
    fit->kept = 0;
    for (size_t i = 0; i < n; i++)
        fit->kept += fabs(y[i] - fit->estimate * predictor(x, i)) <= AN_REGRESSION_EXACT;
}

/* What the search for a line looks at: the h nearest of n units; scratch of 3 n doubles. */
typedef struct sample {
    const double *x, *y;
    size_t n, h;
    double *scratch;
} sample;

/* A line, and the sum of the h smallest squared residuals from it. */
typedef struct candidate {
    double criterion, estimate;
} candidate;

/* Slopes from low to high. */
typedef struct interval {
    double low, high;
} interval;

/* Concentrates from estimate until the criterion stops falling; replaces best if that is better. */
static void improve(const sample *s, double estimate, candidate *best)
{
    double last = INFINITY;
    for (int step = 0; step < STEPS; step++) {
        candidate now = {.estimate = estimate};
        now.criterion = an_regression_concentrate(s->x, s->y, s->n, s->h, s->scratch, NULL, &estimate);
        if (!(now.criterion < last))
            return;
        last = now.criterion;
        *best = now.criterion < best->criterion ? now : *best;
    }
}

/* The slopes of the single units, ascending. Returns their number. */
static size_t unit_slopes(const double x[], const double y[], size_t n, double slope[])
{
    size_t m = 0;
    for (size_t i = 0; i < n; i++) {
        slope[m] = y[i] / x[i];
        m += isfinite(slope[m]) ? 1 : 0;
    }
    an_location_sort(slope, m);
    return m;
}

/* A lower bound of the criterion on an interval. Each unit has its least and its greatest squared residual
 * there; one whose greatest is less than all but h of the least is among the h nearest on the whole
 * interval. These units add up to a parabola, whose minimum is known (at *vertex); the other places add
 * the least that is left. *all: the certain units are all h, and the bound is the minimum itself. */
static double lower_bound(const sample *s, interval range, double *vertex, bool *all)
{
    double *least = s->scratch, *greatest = least + s->n, *work = greatest + s->n;
    for (size_t i = 0; i < s->n; i++) {
        double a = s->y[i] - range.low * s->x[i], b = s->y[i] - range.high * s->x[i];
        double aa = a * a, bb = b * b;
        greatest[i] = aa > bb ? aa : bb;
        work[i] = least[i] = a * b <= 0 ? 0 : aa < bb ? aa : bb;
    }
    double limit = an_location_select(work, s->n, s->h);
    double half = (range.high - range.low) / 2, middle = range.low + half;
    double others = 0, xx = 0, xr = 0, rr = 0;
    size_t certain = 0;
    for (size_t i = 0; i < s->h; i++)
        others += work[i];
    for (size_t i = 0; i < s->n; i++) {
        bool inside = greatest[i] < limit;
        double v = inside ? s->x[i] : 0, r = inside ? s->y[i] - middle * s->x[i] : 0;
        others -= inside ? least[i] : 0;
        xx += v * v;
        xr += v * r;
        rr += r * r;
        certain += inside;
    }
    double step = xx > 0 ? fmin(fmax(xr / xx, -half), half) : 0;
    *vertex = middle + step;
    *all = certain == s->h;
    return fmax(others, 0) + rr + step * (step * xx - 2 * xr);
}

/* Depth first through the intervals between borders, dropping those whose bound shows that they hold
 * nothing better.
 * Returns false if it ran out of patience. */
static bool branch_and_bound(const sample *s, const double border[PARTS + 1], candidate *best)
{
    interval stack[STACK];
    size_t n = 0, patience = 500 + PATIENCE / s->n;
    double good_enough = (double)s->h * (AN_REGRESSION_EXACT / 10) * (AN_REGRESSION_EXACT / 10);
    for (size_t k = PARTS; k-- > 0;)
        stack[n++] = (interval){border[k], border[k + 1]};
    for (; n > 0 && best->criterion > good_enough; patience--) {
        if (patience == 0)
            return false;
        interval range = stack[--n];
        double vertex, middle = range.low + (range.high - range.low) / 2;
        bool all;
        if (lower_bound(s, range, &vertex, &all) >= best->criterion * (1 - TOLERANCE))
            continue;
        bool narrow = !(range.low < middle && middle < range.high) || n + 2 > STACK;
        if (all || narrow) {
            improve(s, vertex, best);
        } else {
            stack[n++] = (interval){middle, range.high};
            stack[n++] = (interval){range.low, middle};
        }
    }
    return true;
}

an_code an_regression_lts_origin(const double x[], const double y[], size_t n, double scratch[],
                                 an_regression_lts *fit)
{
    if (n < 3)
        return AN_UNDEFINED;
    double *slope = scratch + 2 * n, border[PARTS + 1];
    size_t m = unit_slopes(x, y, n, slope);
    if (m == 0)
        return AN_UNDEFINED;
    /* The least squares slope of any units is a weighted mean of their own: none is outside the outermost. */
    for (size_t k = 0; k <= PARTS; k++)
        border[k] = slope[k * (m - 1) / PARTS];
    sample s = {.x = x, .y = y, .n = n, .h = n / 2 + 1, .scratch = scratch};
    candidate best = {INFINITY, 0};
    for (size_t k = 0; k < STARTS; k++)
        improve(&s, slope[(2 * k + 1) * m / (2 * STARTS)], &best);
    fit->proven = branch_and_bound(&s, border, &best);
    fit->h = s.h;
    fit->raw_estimate = best.estimate;
    finish(x, y, n, best.criterion, fit);
    return AN_OK;
}

/* The start of the window of h values with the least sum of squares about its mean. Every window holds the
 * value at n/2: sums that grow from there to both sides never hold, and never have to lose, a value
 * outside the window. */
static size_t tightest_window(const double y[], size_t n, size_t h, double scratch[])
{
    double *sum = scratch, *square = scratch + n;
    size_t middle = n / 2, best = 0;
    sum[middle] = square[middle] = 0;
    for (size_t i = middle + 1; i < n; i++) {
        double d = y[i] - y[middle];
        sum[i] = sum[i - 1] + d;
        square[i] = square[i - 1] + d * d;
    }
    for (size_t i = middle; i-- > 0;) {
        double d = y[i] - y[middle];
        sum[i] = sum[i + 1] + d;
        square[i] = square[i + 1] + d * d;
    }
    double least = INFINITY;
    for (size_t from = 0; from + h <= n; from++) {
        double s = sum[from] + sum[from + h - 1];
        double squares = square[from] + square[from + h - 1] - s * s / (double)h;
        if (squares < least) {
            least = squares;
            best = from;
        }
    }
    return best;
}

an_code an_regression_lts_location(const double y[], size_t n, double scratch[], an_regression_lts *fit)
{
    double criterion = 0;
    if (n < 3)
        return AN_UNDEFINED;
    size_t h = n / 2 + 1, from = tightest_window(y, n, h, scratch);
    fit->h = h;
    fit->proven = true;
    an_code code = an_location_mean(y + from, h, &fit->raw_estimate);
    for (size_t i = from; i < from + h; i++) {
        double residual = y[i] - fit->raw_estimate;
        criterion += residual * residual;
    }
    finish(NULL, y, n, criterion, fit);
    return code;
}

void an_regression_lts_scores(const an_regression_lts *fit, const double x[], const double y[], size_t n,
                              double score[])
{
    for (size_t i = 0; i < n; i++)
        score[i] = fit->exact ? 0 : (y[i] - fit->estimate * predictor(x, i)) / fit->scale;
}
