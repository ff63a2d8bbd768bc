/* trend: how the values of a series went.
 *
 * Judged is one segment of a series: between two breaks of a definition, one kind of period, values only (a
 * missing period is a gap in t, never a 0).
 *
 *     change   against the period before and a year before: score test of two shares, exact conditional test
 *              of two counts; of other values the change alone, since no test is defended
 *     trend    Mann-Kendall and Theil-Sen (stat/mann_kendall.c), within seasons once there are two years of
 *              them
 *     shift    stat/shift.c. With seasons it takes three years: in one a season looks like a shift, and in
 *              two a shift in the eighth month is exactly a slope with a step back a year later
 *     chart    shares: the p chart, or Laney's p' once sigma_z > 1; other values: EWMA about their mean,
 *              sigma the mean moving range / 1.128, lambda .2, 3 sigma (stat/control.c)
 *
 * p-values are of one series at a time: who looks at many must expect one in twenty below .05. O(n^2 log n);
 * the shift O(n^3 log n). */
#include "indicator/trend.h"

#include <math.h>

#include "stat/binomial.h"
#include "stat/control.h"
#include "stat/proportion.h"
#include "stat/shift.h"
#include "stat/mann_kendall.h"

static const double WIDTH = 3, LAMBDA = .2;
static const double RANGE_FACTOR = 1.128; /* mean range of two standard normal values */

/* The segment under judgement. */
typedef struct segment {
    const an_observations *table;
    const an_point *points;
    size_t n;
    double *t, *x; /* time and value of each point */
    double *scratch;
    double level;
    an_trend_verdict *verdicts; /* by observation */
} segment;

static const an_observation *observe(const segment *s, size_t i)
{
    return &s->table->rows[s->points[i].observation];
}

static an_trend_verdict *verdict_of(const segment *s, size_t i)
{
    return &s->verdicts[s->points[i].observation];
}

an_trend_verdict an_trend_verdict_none(void)
{
    static const an_change none = {NAN, NAN, NAN};
    return (an_trend_verdict){
        .previous = none,
        .year = none,
        .trend = {NAN, NAN, NAN, NAN, NAN, NAN, "", NAN, NAN},
        .chart = "",
        .charted = NAN,
        .center = NAN,
        .lower = NAN,
        .upper = NAN,
        .signal = "",
    };
}

/* ---- change ---- */

/* The p-value of a change: the score test of two shares, or the exact test of two counts of the same
 * exposure; NAN for other values, and where there is nothing to test (both 0). */
static double test_change(const an_observation *now, const an_observation *then)
{
    double p_value;
    if (an_observation_is_share(now) && an_observation_is_share(then) &&
        an_proportion_compare(an_decimal_double(now->numerator), an_decimal_double(now->denominator),
                              an_decimal_double(then->numerator), an_decimal_double(then->denominator),
                              &p_value) == AN_OK)
        return p_value;
    if (an_observation_is_count(now) && an_observation_is_count(then) &&
        an_binomial_p(now->value, now->value + then->value, .5, &p_value) == AN_OK)
        return p_value;
    return NAN;
}

/* The change of point i on the point lag periods before it, if there is one. */
static void find_change(const segment *s, size_t i, unsigned lag, an_change *out)
{
    for (size_t j = i; j-- > 0 && s->t[i] - s->t[j] <= lag;)
        if (s->t[i] - s->t[j] >= lag)
            *out = (an_change){s->x[j], s->x[i] - s->x[j], test_change(observe(s, i), observe(s, j))};
}

/* ---- trend and shift ---- */

static unsigned cycle_of(const segment *s)
{
    return an_period_cycle(s->points[0].period.kind);
}

/* True if the segment spans so many years. */
static bool spans(const segment *s, unsigned years)
{
    return s->t[s->n - 1] - s->t[0] + 1 >= (double)years * cycle_of(s);
}

static void find_trend(const segment *s, an_trend *trend)
{
    const unsigned cycle = spans(s, 2) ? cycle_of(s) : 1;
    an_sen_line line;
    an_kendall_test test;
    if (an_sen_slope(s->t, s->x, s->n, cycle, s->level, s->scratch, &line) == AN_OK) {
        trend->seasons = cycle;
        trend->slope = line.slope;
        trend->lower = line.interval.lower;
        trend->upper = line.interval.upper;
    }
    if (an_kendall_trend(s->t, s->x, s->n, cycle, s->scratch, &test) == AN_OK) {
        trend->z = test.z;
        trend->p_value = test.p_value;
    }
}

/* Seasons are always taken out, and that takes three years: in one a season looks like a shift, in two a
 * shift is also a slope with a step back a year later. */
static void find_shift(const segment *s, an_trend *trend)
{
    const unsigned cycle = cycle_of(s);
    an_shift shift;
    if ((cycle > 1 && !spans(s, 3)) || s->n > AN_SHIFT_MOST ||
        an_shift_find(s->t, s->x, s->n, cycle, s->scratch, &shift) != AN_OK)
        return;
    an_period_print(s->points[shift.position].period, trend->shift_period);
    trend->shift_size = shift.size;
    trend->shift_p = shift.p_value;
}

/* ---- control chart ---- */

static void set_limits(an_trend_verdict *v, const char *chart, double charted, double center,
                       an_interval limits)
{
    v->chart = chart;
    v->charted = charted;
    v->center = center;
    v->lower = limits.lower;
    v->upper = limits.upper;
    v->signal = charted > limits.upper ? "above" : charted < limits.lower ? "below" : "";
}

/* Shares: p chart, or Laney's p' where the shares vary more than chance explains. */
static void chart_shares(const segment *s)
{
    double *x = s->scratch, *n = s->scratch + s->n;
    an_control_chart chart;
    an_interval limits;
    for (size_t i = 0; i < s->n; i++) {
        x[i] = an_decimal_double(observe(s, i)->numerator);
        n[i] = an_decimal_double(observe(s, i)->denominator);
    }
    if (an_control_fit(x, n, s->n, &chart) != AN_OK)
        return;
    const bool laney = chart.sigma_z > 1;
    chart.sigma_z = laney ? chart.sigma_z : 1;
    for (size_t i = 0; i < s->n; i++)
        if (an_control_limits(&chart, n[i], WIDTH, &limits) == AN_OK)
            set_limits(verdict_of(s, i), laney ? "laney" : "p", s->x[i], chart.center, limits);
}

/* Other values: EWMA about the mean, with the standard deviation of the moving range. */
static void chart_values(const segment *s)
{
    double mean = 0, range = 0;
    double *average = s->scratch;
    an_interval *limits = (an_interval *)(s->scratch + s->n);
    for (size_t i = 0; i < s->n; i++) {
        mean += s->x[i];
        range += i > 0 ? fabs(s->x[i] - s->x[i - 1]) : 0;
    }
    mean /= (double)s->n;
    const double sigma = range / (double)(s->n - 1) / RANGE_FACTOR;
    if (an_control_ewma(s->x, s->n, mean, sigma, LAMBDA, WIDTH, average, limits) != AN_OK)
        return; /* a constant series */
    for (size_t i = 0; i < s->n; i++)
        set_limits(verdict_of(s, i), "ewma", average[i], mean, limits[i]);
}

static void chart_segment(const segment *s)
{
    bool shares = true;
    for (size_t i = 0; i < s->n && shares; i++)
        shares = an_observation_is_share(observe(s, i));
    if (s->n < AN_CHART_LEAST)
        return;
    if (shares)
        chart_shares(s);
    else
        chart_values(s);
}

size_t an_trend_scratch(size_t n)
{
    return 2 * n + n * (n + 1) / 2 + 4 * n + 1; /* t, x; most of mann_kendall.h, shift.h, four arrays */
}

void an_trend_judge(const an_observations *table, const an_point points[], size_t n, double level,
                    double scratch[], an_trend_verdict verdicts[])
{
    segment s = {.table = table, .points = points, .n = n, .level = level, .verdicts = verdicts};
    const an_period_kind kind = points[0].period.kind;
    an_trend_verdict verdict = an_trend_verdict_none();
    s.t = scratch;
    s.x = scratch + n;
    s.scratch = scratch + 2 * n;
    for (size_t i = 0; i < n; i++) {
        s.t[i] = points[i].period.index;
        s.x[i] = observe(&s, i)->value;
    }
    verdict.segment = points[0].segment;
    find_trend(&s, &verdict.trend);
    find_shift(&s, &verdict.trend);
    for (size_t i = 0; i < n; i++) {
        an_trend_verdict *v = verdict_of(&s, i);
        *v = verdict;
        find_change(&s, i, 1, &v->previous);
        if (kind != AN_PERIOD_DAY)
            find_change(&s, i, an_period_cycle(kind), &v->year);
    }
    chart_segment(&s);
}
