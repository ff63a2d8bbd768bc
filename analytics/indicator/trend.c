/* trend: how the values of a series went.
 *
 * Judged is one segment of a series: between two breaks of a definition, one kind of period, values only (a
 * missing period is a gap in t, never a 0).
 *
 *     change   against the period before and a year before, each beside the other changes of the segment
 *     trend    Mann-Kendall and Theil-Sen (stat/mann_kendall.c), within seasons where these show
 *     shift    stat/shift.c. With seasons it takes three years: in one a season looks like a shift, and in
 *              two a shift in the eighth month is exactly a slope with a step back a year later
 *     chart    rules and limits of stat/chance.h; shares in standard errors of their counts
 *
 * All four use the critical values of stat/chance.c: what one in twenty ordinary series reaches, correlated
 * in time or not. Counting chance (binomial, Poisson) is part of every one: nothing that it explains is
 * beyond. O(n^2 log n); the shift O(n^3 log n). */
#include "indicator/trend.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "stat/binomial.h"
#include "stat/chance.h"
#include "stat/proportion.h"
#include "stat/shift.h"
#include "stat/mann_kendall.h"

static const double ALPHA = .05;
enum { CHANGES_LEAST = 5 }; /* changes, to know the ordinary spread */

/* The segment under judgement. */
typedef struct segment {
    const an_observations *table;
    const an_point *points;
    size_t n;
    double *t, *x; /* time and value of each point */
    double *scratch;
    double level;
    bool seasonal;
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
        .trend = {NAN, NAN, NAN, NAN, NAN, NAN, NAN, "", NAN, NAN, "", ""},
        .chart = "",
        .charted = NAN,
        .center = NAN,
        .lower = NAN,
        .upper = NAN,
        .signal = "",
        .rule = "",
        .change = "",
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

/* The standard error of the difference of two values by counting alone; 0 of other values. */
static double counting_error(const an_observation *now, const an_observation *then)
{
    if (an_observation_is_count(now) && an_observation_is_count(then))
        return sqrt(now->value + then->value);
    if (!an_observation_is_share(now) || !an_observation_is_share(then))
        return 0;
    const double n = an_decimal_double(now->denominator), m = an_decimal_double(then->denominator);
    const double x = an_decimal_double(now->numerator), y = an_decimal_double(then->numerator);
    const double share = (x + y) / (n + m);
    return sqrt(share * (1 - share) * (1 / n + 1 / m));
}

/* The point lag periods before point i; i itself: there is none. */
static size_t earlier(const segment *s, size_t i, unsigned lag)
{
    for (size_t j = i; j-- > 0 && s->t[i] - s->t[j] <= lag;)
        if (s->t[i] - s->t[j] >= lag)
            return j;
    return i;
}

/* The changes of all points on those lag periods before, into the verdicts; returns how many there are. */
static size_t find_changes(const segment *s, unsigned lag, bool year)
{
    double *const d = s->scratch;
    size_t n = 0, k = 0;
    for (size_t i = 0; i < s->n; i++) {
        const size_t j = earlier(s, i, lag);
        if (j != i)
            d[n++] = s->x[i] - s->x[j];
    }
    for (size_t i = 0; i < s->n; i++) {
        const size_t j = earlier(s, i, lag);
        an_change *const out = year ? &verdict_of(s, i)->year : &verdict_of(s, i)->previous;
        double statistic;
        if (j == i)
            continue;
        *out = (an_change){s->x[j], d[k], test_change(observe(s, i), observe(s, j))};
        const double counting = counting_error(observe(s, i), observe(s, j));
        if (n >= CHANGES_LEAST && an_chance_change(d, n, k, counting, &statistic) == AN_OK)
            out->p_value = fmax(isnan(out->p_value) ? 0 : out->p_value,
                                an_chance_p(statistic, an_chance_critical(AN_CHANCE_CHANGE, n, 1)));
        k++;
    }
    return n;
}

/* What is told of a change, one of n of its kind. */
static const char *word_of_change(const an_change *change, size_t n)
{
    if (isnan(change->change))
        return "";
    if (change->p_value >= ALPHA || (n >= CHANGES_LEAST && isnan(change->p_value)))
        return "no more than chance";
    if (n < CHANGES_LEAST)
        return n == 1 ? "two points cannot tell" : AN_TOO_FEW;
    return change->change > 0 ? "rose" : "fell";
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
    const unsigned cycle = s->seasonal ? cycle_of(s) : 1;
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
    const double critical = an_chance_critical(AN_CHANCE_TREND, s->n, cycle);
    trend->trend = critical < INFINITY ? "none" : AN_TOO_FEW;
    if (isnan(trend->z) || !(critical < INFINITY))
        return;
    trend->chance_p = fmax(trend->p_value, an_chance_p(trend->z, critical));
    if (trend->chance_p < ALPHA)
        trend->trend = trend->z > 0 ? "rising" : "falling";
}

/* Seasons are always taken out, and that takes three years: in one a season looks like a shift, in two a
 * shift is also a slope with a step back a year later. */
static void find_shift(const segment *s, an_trend *trend)
{
    const unsigned cycle = cycle_of(s);
    an_shift shift;
    trend->shift = AN_TOO_FEW;
    if ((cycle > 1 && !spans(s, 3)) || s->n > AN_SHIFT_MOST ||
        an_shift_find(s->t, s->x, s->n, cycle, s->scratch, &shift) != AN_OK)
        return;
    an_period_print(s->points[shift.position].period, trend->shift_period);
    trend->shift_size = shift.size;
    trend->shift_p =
        fmax(shift.p_value, an_chance_p(shift.t, an_chance_critical(AN_CHANCE_SHIFT, s->n, cycle)));
    trend->shift = trend->shift_p >= ALPHA ? "none" : shift.size > 0 ? "up" : "down";
}

/* ---- control chart ---- */

/* Charts z[i] of values first to n - 1, which were value = at[i] + z[i] unit[i]; unit NULL: 1. */
static void set_chart(const segment *s, const char *chart, size_t first, const double z[], const double at[],
                      const double unit[])
{
    static const char *const rules[] = {"", "limit", "two of three", "run", "steps"};
    const size_t n = s->n - first;
    const double width = an_chance_critical(AN_CHANCE_CHART, n, 1);
    an_chance_rule rule[AN_TREND_MOST];
    int side[AN_TREND_MOST];
    if (n > AN_TREND_MOST || !(width < INFINITY))
        return;
    an_chance_chart(z, n, width, rule, side);
    for (size_t i = 0; i < n; i++) {
        an_trend_verdict *const v = verdict_of(s, first + i);
        v->chart = chart;
        v->charted = s->x[first + i];
        v->center = at[i];
        v->lower = at[i] - width * unit[i];
        v->upper = at[i] + width * unit[i];
        v->signal = side[i] > 0 ? "above" : side[i] < 0 ? "below" : "";
        v->rule = rules[rule[i]];
    }
}

/* Shares in standard errors of their counts: the p chart, or Laney's p' where they vary more than those say.
 * */
static void chart_shares(const segment *s)
{
    double *const z = s->scratch, *const at = z + s->n, *const unit = at + s->n, *const rest = unit + s->n;
    double events = 0, items = 0, center, sigma;
    for (size_t i = 0; i < s->n; i++) {
        events += an_decimal_double(observe(s, i)->numerator);
        items += an_decimal_double(observe(s, i)->denominator);
    }
    const double share = events / items;
    if (!(share > 0 && share < 1))
        return;
    for (size_t i = 0; i < s->n; i++) {
        unit[i] = sqrt(share * (1 - share) / an_decimal_double(observe(s, i)->denominator));
        z[i] = (s->x[i] - share) / unit[i];
    }
    if (an_chance_center(z, s->n, rest, &center, &sigma) != AN_OK)
        return;
    const bool laney = sigma > 1;
    sigma = laney ? sigma : 1;
    for (size_t i = 0; i < s->n; i++) {
        z[i] = (z[i] - center) / sigma;
        at[i] = share + center * unit[i];
        unit[i] *= sigma;
    }
    set_chart(s, laney ? "laney" : "p", 0, z, at, unit);
    for (size_t i = 0; i < s->n; i++) {
        an_trend_verdict *const v = verdict_of(s, i);
        v->lower = fmax(0, v->lower);
        v->upper = fmin(1, v->upper);
    }
}

/* Other values, or their changes: then the limits go along with the value before. */
static void chart_values(const segment *s, bool changes)
{
    double *const z = s->scratch, *const at = z + s->n, *const unit = at + s->n, *const rest = unit + s->n;
    const size_t first = changes ? 1 : 0, n = s->n - first;
    double center, sigma;
    for (size_t i = 0; i < n; i++)
        z[i] = s->x[i + first] - (changes ? s->x[i] : 0);
    if (an_chance_center(z, n, rest, &center, &sigma) != AN_OK)
        return; /* a constant series */
    for (size_t i = 0; i < n; i++) {
        z[i] = (z[i] - center) / sigma;
        at[i] = center + (changes ? s->x[i] : 0);
        unit[i] = sigma;
    }
    set_chart(s, changes ? "changes" : "xmr", first, z, at, unit);
}

static void chart_segment(const segment *s, const an_trend *trend)
{
    const an_meaning *const meaning = observe(s, 0)->meaning;
    const bool grows = (meaning != NULL && meaning->indicator->kind == AN_STOCK) ||
                       strcmp(trend->trend, "rising") == 0 || strcmp(trend->trend, "falling") == 0;
    bool shares = true;
    for (size_t i = 0; i < s->n && shares; i++)
        shares = an_observation_is_share(observe(s, i));
    if (s->n < AN_CHART_LEAST + (size_t)(!shares && grows))
        return;
    if (shares)
        chart_shares(s);
    else
        chart_values(s, grows);
}

/* ---- the verdict ---- */

static void add_word(char *text, size_t size, const char *what, const char *word)
{
    const size_t used = strlen(text);
    if (word[0] != '\0')
        snprintf(text + used, size - used, "%s%s%s", used > 0 ? "; " : "", what, word);
}

static const char *unless_quiet(const char *word)
{
    return strcmp(word, "none") == 0 || strcmp(word, AN_TOO_FEW) == 0 ? "" : word;
}

static void conclude(an_trend_verdict *v)
{
    const bool moved = strcmp(v->change, "rose") == 0 || strcmp(v->change, "fell") == 0;
    v->verdict[0] = '\0';
    add_word(v->verdict, sizeof v->verdict, "", moved ? v->change : "");
    add_word(v->verdict, sizeof v->verdict, "trend ", unless_quiet(v->trend.trend));
    add_word(v->verdict, sizeof v->verdict, "shift ", unless_quiet(v->trend.shift));
    add_word(v->verdict, sizeof v->verdict, "chart ", v->signal);
    if (v->verdict[0] != '\0')
        return;
    const bool told = v->change[0] == '\0' || strcmp(v->change, "no more than chance") == 0;
    const bool few = strcmp(v->trend.trend, AN_TOO_FEW) == 0;
    add_word(v->verdict, sizeof v->verdict, "",
             !told                         ? v->change
             : few && v->change[0] == '\0' ? AN_TOO_FEW
                                           : "ordinary");
}

size_t an_trend_scratch(size_t n)
{
    return 2 * n + n * (n + 1) / 2 + 8 * n +
           1; /* t, x; most of mann_kendall.h, shift.h, chance.h, six arrays */
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
        s.x[i] = an_observation_number(observe(&s, i));
    }
    s.seasonal =
        n > 1 && kind != AN_PERIOD_DAY && an_chance_seasonal(s.t, s.x, n, an_period_cycle(kind), s.scratch);
    verdict.segment = points[0].segment;
    find_trend(&s, &verdict.trend);
    find_shift(&s, &verdict.trend);
    for (size_t i = 0; i < n; i++)
        *verdict_of(&s, i) = verdict;
    const size_t steps = find_changes(&s, 1, false);
    const size_t years = kind != AN_PERIOD_DAY ? find_changes(&s, an_period_cycle(kind), true) : 0;
    chart_segment(&s, &verdict.trend);
    for (size_t i = 0; i < n; i++) {
        an_trend_verdict *const v = verdict_of(&s, i);
        v->change = s.seasonal ? word_of_change(&v->year, years) : word_of_change(&v->previous, steps);
        conclude(v);
    }
}
