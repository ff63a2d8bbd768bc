/* shift: the one position at which a series with trend and seasons changes its level for good.
 *
 *     x = season + slope t + delta I(t >= t[position]) + noise, with some values wild
 *
 * This project's own procedure, in the manner of Rousseeuw, Perrotta, Riani and Hubert (2019, LTSts) but
 * without random starts, for n of some dozens. For each candidate position:
 *
 *     1. slope: the median of the slopes of all pairs of one season on one side of the position, which
 *        neither the shift nor the seasons can move;
 *     2. delta: the median of x[j] - x[i] - slope (t[j] - t[i]) over pairs of one season across the position
 *        (Hodges-Lehmann); then each season: the median of the values that remain;
 *     3. scale of the residuals: 1.4826 (1 + 5/(n-p)) times the median of the n-p largest |residuals|, p =
 *        cycle + 2 (Rousseeuw and Leroy 1987 have the factor). Wild: beyond 2.5 scales.
 *
 * The position with the least sum of |residuals| is taken. Least squares on the values that are not wild
 * gives delta; its t statistic has n-p degrees of freedom, with Huber's variance (wild residuals cut to the
 * limit). The best of many positions is looked at, so that p is multiplied by their number (Bonferroni).
 *
 * Simulated for n = 8 to 60, cycle 1 and 4: 1 to 6 % of series without a shift have p < .05, for normal
 * noise, t noise with 3 degrees of freedom, and 10 % of the noise tenfold. In normal noise without seasons a
 * shift of 6 standard deviations half way has p < .05 in 91 % of series of 12, in 99.7 % of 20. Noise that
 * is correlated in time gives more false alarms: movement/confirm.c asks two more tests. O(n^3 log n). */
#include "stat/shift.h"

#include <math.h>
#include <stdbool.h>

#include <gsl/gsl_cdf.h>

#include "stat/location.h"
#include "stat/scale.h"
#include "stat/mann_kendall.h"

static const double WILD = 2.5;   /* scales beyond which a residual is left out */
static const double FLOOR = 1e-12; /* of the largest |x|: smaller residuals are rounding */

typedef struct series {
    const double *t, *x;
    size_t n;
    unsigned cycle;
    double floor;     /* residuals up to here count as 0 */
    double *pairs;    /* scratch for n(n-1)/2 */
    double *residual; /* n, of the robust fit at the position tried last */
    double *sorted;   /* scratch for n */
} series;

typedef struct fit {
    size_t position;
    double slope, delta;
    double deviation; /* sum of |residuals| */
    double limit;     /* a larger |residual| is wild */
} fit;

/* The median slope of the pairs on either side of position; false if there are none. */
static bool robust_slope(const series *s, size_t position, double *slope)
{
    size_t count = an_sen_slopes(s->t, s->x, 0, position, s->cycle, s->pairs);
    count += an_sen_slopes(s->t, s->x, position, s->n, s->cycle, s->pairs + count);
    return an_location_median(s->pairs, count, slope) == AN_OK;
}

/* The median difference over pairs across position, less the trend; false if there are none. */
static bool robust_delta(const series *s, size_t position, double slope, double *delta)
{
    size_t count = 0;
    for (size_t j = position; j < s->n; j++) {
        const unsigned season = an_kendall_season(s->t, j, s->cycle);
        for (size_t i = 0; i < position; i++) {
            const double step = an_kendall_time(s->t, j) - an_kendall_time(s->t, i);
            if (an_kendall_season(s->t, i, s->cycle) == season)
                s->pairs[count++] = s->x[j] - s->x[i] - slope * step;
        }
    }
    return an_location_median(s->pairs, count, delta) == AN_OK;
}

/* Residuals after slope, delta and the median of each season. Time counts from t[0]: large period
 * numbers would cost digits. */
static void set_residuals(const series *s, const fit *f)
{
    for (size_t i = 0; i < s->n; i++) {
        const double elapsed = an_kendall_time(s->t, i) - an_kendall_time(s->t, 0);
        s->residual[i] = s->x[i] - f->slope * elapsed - (i >= f->position ? f->delta : 0);
    }
    for (unsigned season = 0; season < s->cycle; season++) {
        size_t count = 0;
        for (size_t i = 0; i < s->n; i++) {
            if (an_kendall_season(s->t, i, s->cycle) == season)
                s->sorted[count++] = s->residual[i];
        }
        double level;
        if (an_location_median(s->sorted, count, &level) != AN_OK)
            continue; /* no value in this season */
        for (size_t i = 0; i < s->n; i++) {
            if (an_kendall_season(s->t, i, s->cycle) == season)
                s->residual[i] -= level;
        }
    }
}

/* The residual beyond which a value is wild: WILD robust scales. The fit makes about as many residuals
 * 0 as it has parameters, so the median is taken over the others. */
static double wild_limit(const series *s)
{
    const size_t parameters = s->cycle + 2, left = s->n - parameters;
    for (size_t i = 0; i < s->n; i++)
        s->sorted[i] = fabs(s->residual[i]);
    an_location_sort(s->sorted, s->n);
    double median = 0;
    if (an_location_median(s->sorted + parameters, left, &median) != AN_OK)
        return s->floor;
    return fmax(WILD * AN_SCALE_MAD_NORMAL * (1 + 5 / (double)left) * median, s->floor);
}

/* Fits position robustly; false where it cannot be fitted or all but one value of a side are wild. */
static bool fit_position(const series *s, size_t position, fit *f)
{
    *f = (fit){.position = position};
    if (!robust_slope(s, position, &f->slope) || !robust_delta(s, position, f->slope, &f->delta))
        return false;
    set_residuals(s, f);
    f->limit = wild_limit(s);
    size_t before = 0, after = 0;
    for (size_t i = 0; i < s->n; i++) {
        f->deviation += fabs(s->residual[i]);
        if (fabs(s->residual[i]) <= f->limit)
            ++*(i < position ? &before : &after);
    }
    return before >= AN_SHIFT_SIDE - 1 && after >= AN_SHIFT_SIDE - 1;
}

/* Sums of squares and products about the season means over the values that are not wild, of time (t), the
 * step (s) and the residual (r). */
typedef struct products {
    double tt, ts, ss, tr, sr, rr;
    size_t kept;
} products;

static void add_season(const series *s, const fit *f, unsigned season, products *sum)
{
    double n = 0, t = 0, step = 0, r = 0;
    for (int pass = 0; pass < 2; pass++) { /* the means, then the products */
        for (size_t i = 0; i < s->n; i++) {
            if (fabs(s->residual[i]) > f->limit || an_kendall_season(s->t, i, s->cycle) != season)
                continue;
            const double ti = an_kendall_time(s->t, i) - t, si = (i >= f->position) - step;
            const double ri = s->residual[i] - r;
            if (pass == 0) {
                n++;
                t += ti / n;
                step += si / n;
                r += ri / n;
            } else {
                sum->tt += ti * ti;
                sum->ts += ti * si;
                sum->ss += si * si;
                sum->tr += ti * ri;
                sum->sr += si * ri;
                sum->rr += ri * ri;
                sum->kept++;
            }
        }
    }
}

/* Least squares of the kept residuals on time and step corrects the robust slope and delta. The error of
 * delta comes from all residuals, wild ones cut to the limit, and is widened by the share kept (Huber 1981,
 * 7.6): without that, leaving values out would make every shift look certain. Sums are of residuals,
 * not of values, because those would cancel where the fit is close. */
static an_code test_shift(const series *s, const fit *f, size_t candidates, an_shift *out)
{
    products v = {0};
    for (unsigned season = 0; season < s->cycle; season++)
        add_season(s, f, season, &v);
    const double step = v.tt > 0 ? v.ss - v.ts * v.ts / v.tt : 0; /* sum of squares left for the step */
    if (!(step > 1e-10 * v.ss))
        return AN_UNDEFINED;
    const double more = (v.sr - v.ts * v.tr / v.tt) / step, delta = f->delta + more;
    const double n = (double)s->n, kept = (double)v.kept, df = n - s->cycle - 2;
    const double rest = v.rr - v.tr * v.tr / v.tt - more * more * step + (n - kept) * f->limit * f->limit;
    double t = 0;
    if (f->limit > s->floor)
        t = delta / sqrt(fmax(rest, 0) / df * (n / kept) / step);
    else if (fabs(delta) > s->floor) /* the kept values lie on the model */
        t = copysign(INFINITY, delta);
    *out = (an_shift){
        .position = f->position,
        .size = delta,
        .slope = f->slope + (v.tr - more * v.ts) / v.tt,
        .t = t,
        .p_value = isinf(t) ? 0 : fmin(1, 2 * (double)candidates * gsl_cdf_tdist_Q(fabs(t), df)),
        .candidates = candidates,
        .left_out = s->n - v.kept,
    };
    return AN_OK;
}

an_code an_shift_find(const double t[], const double x[], size_t n, unsigned cycle, double scratch[],
                      an_shift *out)
{
    if (!an_kendall_valid(t, n, cycle) || n < (size_t)cycle + 6)
        return AN_UNDEFINED;
    double *const residual = scratch + n * (n - 1) / 2;
    series s = {.t = t, .x = x, .n = n, .cycle = cycle, .pairs = scratch, .residual = residual,
                .sorted = residual + n};
    for (size_t i = 0; i < n; i++)
        s.floor = fmax(s.floor, FLOOR * fabs(x[i]));
    fit best = {.deviation = INFINITY}, f;
    size_t candidates = 0;
    for (size_t position = AN_SHIFT_SIDE; position + AN_SHIFT_SIDE <= n; position++) {
        if (!fit_position(&s, position, &f))
            continue;
        candidates++;
        if (f.deviation < best.deviation)
            best = f;
    }
    if (candidates == 0)
        return AN_UNDEFINED;
    set_residuals(&s, &best);
    return test_shift(&s, &best, candidates, out);
}
