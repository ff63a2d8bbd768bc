/* mann_kendall: rank tests and slopes of short series, with seasons.
 *
 *     S = sum over i < j of sgn(x_j - x_i),  var S = (n (n-1) (2n+5) - sum over ties of k (k-1) (2k+5)) /
 *                                            18,
 *     z = (S - sgn S) / sqrt(var S)
 *
 * (Mann 1945; Kendall 1975). With seasons only values of the same one are compared, S and variances are
 * added (Hirsch, Slack, Smith 1982): no season can look like a trend. Slope: the median of the slopes of all
 * these pairs (Theil, Sen); its interval takes the slopes of the ranks (N' - C)/2 and (N' + C)/2 + 1,
 * rounded, C = z sqrt(var S) (Sen 1968). No distribution is assumed, and a few wild values do no harm.
 * Values count as independent: correlation in time makes p too small; movement.c holds trends against those
 * of other series for that reason. O(n^2) for the test, O(n^2 log n) for the slope: series have some hundred
 * values. */
#include "stat/mann_kendall.h"

#include <math.h>
#include <stdbool.h>

#include "stat/location.h"

bool an_kendall_valid(const double t[], size_t n, unsigned cycle)
{
    if (n == 0 || cycle == 0)
        return false;
    for (size_t i = 0; t != NULL && i < n; i++) {
        if (!isfinite(t[i]) || (i > 0 && t[i] <= t[i - 1]))
            return false;
        if (cycle > 1 && (t[i] < 0 || t[i] != floor(t[i])))
            return false;
    }
    return true;
}

double an_kendall_time(const double t[], size_t i)
{
    return t != NULL ? t[i] : (double)i;
}

unsigned an_kendall_season(const double t[], size_t i, unsigned cycle)
{
    return cycle > 1 ? (unsigned)fmod(an_kendall_time(t, i), cycle) : 0;
}

/* The values of one season, sorted into out; returns their number. */
static size_t sorted_season(const double t[], const double x[], size_t n, unsigned cycle, unsigned season,
                            double out[])
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        if (an_kendall_season(t, i, cycle) == season)
            out[count++] = x[i];
    }
    an_location_sort(out, count);
    return count;
}

/* 18 times the variance of s for n sorted values, with ties. */
static double variance_terms(const double sorted[], size_t n)
{
    double sum = (double)n * ((double)n - 1) * (2 * (double)n + 5);
    for (size_t i = 0, end = 1; i < n; i = end++) {
        while (end < n && sorted[end] <= sorted[i])
            end++;
        const double k = (double)(end - i);
        sum -= k * (k - 1) * (2 * k + 5);
    }
    return sum;
}

static double variance_of_s(const double t[], const double x[], size_t n, unsigned cycle, double scratch[])
{
    double sum = 0;
    for (unsigned season = 0; season < cycle; season++)
        sum += variance_terms(scratch, sorted_season(t, x, n, cycle, season, scratch));
    return sum / 18;
}

an_code an_kendall_trend(const double t[], const double x[], size_t n, unsigned cycle, double scratch[],
                         an_kendall_test *out)
{
    if (n < 3 || !an_kendall_valid(t, n, cycle))
        return AN_UNDEFINED;
    const double variance = variance_of_s(t, x, n, cycle, scratch);
    if (!(variance > 0))
        return AN_UNDEFINED;
    double s = 0;
    for (size_t j = 1; j < n; j++) {
        const unsigned season = an_kendall_season(t, j, cycle);
        for (size_t i = 0; i < j; i++) {
            if (an_kendall_season(t, i, cycle) == season)
                s += (x[j] > x[i]) - (x[j] < x[i]);
        }
    }
    out->s = s;
    out->variance = variance;
    out->z = (s - (s > 0) + (s < 0)) / sqrt(variance);
    out->p_value = an_interval_p(out->z);
    return AN_OK;
}

size_t an_sen_slopes(const double t[], const double x[], size_t first, size_t end, unsigned cycle,
                     double slopes[])
{
    size_t count = 0;
    for (size_t j = first + 1; j < end; j++) {
        const unsigned season = an_kendall_season(t, j, cycle);
        for (size_t i = first; i < j; i++) {
            if (an_kendall_season(t, i, cycle) == season)
                slopes[count++] = (x[j] - x[i]) / (an_kendall_time(t, j) - an_kendall_time(t, i));
        }
    }
    return count;
}

/* Sen's ranks, rounded; a rank outside the slopes is an open bound. */
static an_interval slope_interval(const double sorted[], size_t count, double z, double variance)
{
    const double width = z * sqrt(variance), slopes = (double)count;
    const double low = round((slopes - width) / 2), high = round((slopes + width) / 2 + 1);
    return (an_interval){
        .lower = low >= 1 ? sorted[(size_t)low - 1] : -INFINITY,
        .upper = high <= slopes ? sorted[(size_t)high - 1] : INFINITY,
    };
}

an_code an_sen_slope(const double t[], const double x[], size_t n, unsigned cycle, double level,
                     double scratch[], an_sen_line *out)
{
    double z;
    if (n < 3 || !an_kendall_valid(t, n, cycle) || an_interval_z(level, &z) != AN_OK)
        return AN_UNDEFINED;
    const double variance = variance_of_s(t, x, n, cycle, scratch);
    const size_t count = an_sen_slopes(t, x, 0, n, cycle, scratch);
    an_location_sort(scratch, count);
    if (an_location_quantile(scratch, count, .5, &out->slope) != AN_OK) /* no pair */
        return AN_UNDEFINED;
    out->interval = slope_interval(scratch, count, z, variance);
    return AN_OK;
}
