/* chance: critical values of short series that are correlated in time, by simulation.
 *
 * Series: x_t = phi x_(t-1) + e_t, e normal, stationary. The critical value is the larger of the 95 % point
 * of independent series and the 93 % point of series with phi 0.6 (12,000 runs each). No estimate of phi
 * stands in the tests: in twenty values it is worse than none, and a step looks like correlation. The price
 * is power, which docs/methods.md states. This project's own tables; statistics as their headers name them.
 * */
#include "stat/chance.h"

#include <math.h>
#include <string.h>

#include <gsl/gsl_cdf.h>

#include "stat/location.h"
#include "stat/mann_kendall.h"
#include "stat/scale.h"

static const double AT_05 = 1.959963984540054;
static const double RANGE_FACTOR = 1.128; /* mean range of two standard normal values */

/* ---- critical values ---- */

typedef struct table_row {
    size_t n;
    double value;
} table_row;

/* By test and cycle, n ascending. */
static const table_row change[] = {
    {5, 2.79}, {6, 2.64}, {8, 2.39}, {12, 2.24}, {20, 2.11}, {40, 2.01}, {100, 2.02},
};
static const table_row trend[] = {
    {5, 1.72},  {6, 2.26},  {7, 2.11},  {8, 2.36},  {10, 2.51},
    {12, 2.68}, {16, 2.94}, {24, 3.16}, {40, 3.33}, {80, 3.44},
};
static const table_row seasonal_trend[] = {
    {12, 2.36}, {16, 2.56}, {20, 2.83}, {24, 2.92}, {40, 3.19}, {80, 3.37},
};
static const table_row shift[] = {
    {7, 3.53}, {8, 3.71}, {10, 4.15}, {12, 4.49}, {16, 4.84}, {24, 5.29}, {40, 5.54}, {80, 5.96},
};
static const table_row quarterly_shift[] = {
    {12, 5.02}, {14, 5.16}, {16, 5.14}, {20, 5.24}, {24, 5.31}, {40, 5.52}, {80, 5.92},
};
static const table_row monthly_shift[] = {
    {36, 5.84},
    {48, 5.84},
    {60, 5.79},
    {84, 5.90},
};
static const table_row chart[] = {
    {7, 3.26}, {8, 3.30}, {10, 3.56}, {12, 3.59}, {16, 3.82}, {20, 3.96}, {24, 4.09}, {40, 4.17}, {80, 4.34},
};

static double interpolate(const table_row table[], size_t rows, size_t n)
{
    if (n < table[0].n)
        return INFINITY;
    size_t k = 1;
    while (k < rows && table[k].n < n)
        k++;
    if (k == rows)
        return table[rows - 1].value;
    const double a = 1 / (double)table[k - 1].n, b = 1 / (double)table[k].n;
    const double share = (1 / (double)n - a) / (b - a);
    return table[k - 1].value + share * (table[k].value - table[k - 1].value);
}

#define ROWS(table) (table), sizeof(table) / sizeof(table)[0]

double an_chance_critical(an_chance_test test, size_t n, unsigned cycle)
{
    switch (test) {
    case AN_CHANCE_CHANGE:
        return interpolate(ROWS(change), n);
    case AN_CHANCE_TREND:
        return cycle > 1 ? interpolate(ROWS(seasonal_trend), n) : interpolate(ROWS(trend), n);
    case AN_CHANCE_SHIFT:
        return cycle > 4   ? interpolate(ROWS(monthly_shift), n)
               : cycle > 1 ? interpolate(ROWS(quarterly_shift), n)
                           : interpolate(ROWS(shift), n);
    case AN_CHANCE_CHART:
        break;
    }
    return interpolate(ROWS(chart), n);
}

double an_chance_p(double statistic, double critical)
{
    if (!(critical < INFINITY))
        return 1;
    return fmin(1, 2 * gsl_cdf_ugaussian_Q(AT_05 * fabs(statistic) / critical));
}

/* ---- change ---- */

an_code an_chance_change(const double d[], size_t n, size_t i, double chance, double *statistic)
{
    double squares = 0;
    if (n < 2)
        return AN_UNDEFINED;
    for (size_t j = 0; j < n; j++)
        squares += j == i ? 0 : d[j] * d[j];
    const double spread = fmax(sqrt(squares / (double)(n - 1)), chance);
    if (!(spread > 0))
        return AN_UNDEFINED;
    *statistic = fabs(d[i]) / spread;
    return AN_OK;
}

/* ---- seasons ---- */

bool an_chance_seasonal(const double t[], const double x[], size_t n, unsigned cycle, double scratch[])
{
    double *const rest = scratch, *const sorted = scratch + n;
    an_sen_line line;
    if (cycle < 2 || n < 2 * (size_t)cycle || an_sen_slope(t, x, n, 1, .95, scratch + 2 * n, &line) != AN_OK)
        return false;
    for (size_t i = 0; i < n; i++)
        rest[i] = sorted[i] = x[i] - line.slope * t[i];
    an_location_sort(sorted, n);
    double sum = 0, ties = 0;
    unsigned seasons = 0;
    for (unsigned s = 0; s < cycle; s++) {
        double ranks = 0;
        size_t count = 0;
        for (size_t i = 0; i < n; i++) {
            if (an_kendall_season(t, i, cycle) != s)
                continue;
            size_t below = 0, same = 0;
            while (below < n && sorted[below] < rest[i])
                below++;
            while (below + same < n && sorted[below + same] <= rest[i])
                same++;
            ranks += (double)below + ((double)same + 1) / 2;
            ties += (double)same * (double)same - 1; /* sums to that of k^3 - k over ties of k */
            count++;
        }
        seasons += count > 0;
        sum += count > 0 ? ranks * ranks / (double)count : 0;
    }
    const double all = (double)n;
    const double h = 12 / (all * (all + 1)) * sum - 3 * (all + 1),
                 corrected = 1 - ties / (all * all * all - all);
    return seasons > 1 && corrected > 0 && gsl_cdf_chisq_Q(h / corrected, seasons - 1) < .05;
}

/* ---- chart ---- */

an_code an_chance_center(const double x[], size_t n, double scratch[], double *center, double *sigma)
{
    double range = 0, mad;
    if (n < 2)
        return AN_UNDEFINED;
    memcpy(scratch, x, n * sizeof *x);
    if (an_location_median(scratch, n, center) != AN_OK ||
        an_scale_mad(x, n, *center, scratch + n, &mad) != AN_OK)
        return AN_UNDEFINED;
    for (size_t i = 1; i < n; i++)
        range += fabs(x[i] - x[i - 1]);
    *sigma = fmax(range / (double)(n - 1) / RANGE_FACTOR, mad * AN_SCALE_MAD_NORMAL);
    return *sigma > 0 ? AN_OK : AN_UNDEFINED;
}

size_t an_chance_run(size_t n)
{
    const size_t least = 7, length = (2 * n + 15) / 5;
    return length < least ? least : length;
}

size_t an_chance_steps(size_t n)
{
    return n < 12 ? 7 : n < 24 ? 8 : n < 48 ? 9 : 10;
}

static void mark(an_chance_rule rule[], int side[], size_t first, size_t end, an_chance_rule which, int to)
{
    for (size_t i = first; i < end; i++)
        if (rule[i] == AN_CHART_NONE) {
            rule[i] = which;
            side[i] = to;
        }
}

static int side_of(double z, double beyond)
{
    return z > beyond ? 1 : z < -beyond ? -1 : 0;
}

/* Marks runs of at least so many values for which sides[] is the same and not 0. */
static void mark_runs(const double z[], size_t n, bool steps, size_t least, an_chance_rule which,
                      an_chance_rule rule[], int side[])
{
    size_t first = 0;
    int before = 0;
    for (size_t i = 0; i <= n; i++) {
        const int now = i == n ? 2 : steps ? i == 0 ? 0 : side_of(z[i] - z[i - 1], 0) : side_of(z[i], 0);
        if (i > 0 && now == before)
            continue;
        const size_t start = steps && first > 0 ? first - 1 : first; /* a step has two ends */
        if (before != 0 && i - start >= least)
            mark(rule, side, start, i, which, before);
        first = i;
        before = now;
    }
}

void an_chance_chart(const double z[], size_t n, double width, an_chance_rule rule[], int side[])
{
    memset(side, 0, n * sizeof *side);
    for (size_t i = 0; i < n; i++) {
        rule[i] = AN_CHART_NONE;
        if (side_of(z[i], width) != 0)
            mark(rule, side, i, i + 1, AN_CHART_LIMIT, side_of(z[i], width));
    }
    for (size_t i = 1; i < n; i++)
        for (size_t j = i >= 2 ? i - 2 : 0; j < i; j++) {
            const int a = side_of(z[i], 2 * width / 3);
            if (a != 0 && a == side_of(z[j], 2 * width / 3)) {
                mark(rule, side, i, i + 1, AN_CHART_TWO_OF_THREE, a);
                mark(rule, side, j, j + 1, AN_CHART_TWO_OF_THREE, a);
            }
        }
    mark_runs(z, n, false, an_chance_run(n), AN_CHART_RUN, rule, side);
    mark_runs(z, n, true, an_chance_steps(n), AN_CHART_STEPS, rule, side);
}
