/* movement: how the price level of each key went over the periods: trend, lasting change, signal.
 *
 * Of each key, on log medians: Theil-Sen and Mann-Kendall, within seasons from two years on; a level shift,
 * from three years on where there are seasons, confirmed by confirm.c. q-values over all keys, trend and
 * shift each a family.
 *
 * Prices wander, and a random walk has a trend by every test of one series. So the scores of the trends are
 * held against each other: z / sqrt(phi), phi their mean square over all keys, winsorised at 10 % and
 * brought to 1 for chance alone, at least 1 (and 1 below 20 keys). A trend is a signal only beside what the
 * others do. A shift goes before a trend in `signal`: a step looks like one. O(periods^3 log periods) a key,
 * shared out among threads. */
#include "movement/movement.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/threads.h"
#include "movement/confirm.h"
#include "indicator/series.h"
#include "stat/dispersion.h"
#include "stat/interval.h"
#include "stat/multiplicity.h"
#include "stat/shift.h"

typedef struct judging {
    an_movement *movements;
    const an_levels *levels;
    const an_movement_rules *rules;
    double *scratch; /* `room` for each thread */
    size_t room;
    const double **prices; /* `longest` for each thread, and so n_prices */
    size_t *n_prices;
    size_t longest;
} judging;

/* The periods of a key with enough prices. */
typedef struct key_series {
    double *t, *x, *rest; /* rest: scratch of what follows */
    const double **prices;
    size_t *n_prices;
    size_t n;
} key_series;

/* t and x, then the most that mann_kendall.h, shift.h and confirm.h ask for. */
static size_t room_for(const an_levels *levels)
{
    const size_t n = levels->longest, pairs = n * (n + 1) / 2 + 2 * n + 1;
    size_t most = 0;
    for (size_t s = 0; s < levels->n_series; s++) {
        size_t prices = 0;
        for (size_t i = 0; i < levels->series[s].n; i++)
            prices += levels->levels[levels->series[s].first + i].n;
        most = prices > most ? prices : most;
    }
    const size_t confirming = 4 * n + most;
    return 2 * n + (pairs > confirming ? pairs : confirming);
}

static an_movement nothing_known(void)
{
    return (an_movement){
        .seasons = 1,
        .line = {NAN, {NAN, NAN}},
        .test = {NAN, NAN, NAN, NAN},
        .trend_q = NAN,
        .shift = SIZE_MAX,
        .shift_size = NAN,
        .shift_p = NAN,
        .shift_q = NAN,
        .signal = "",
    };
}

/* The level that the k-th of the periods with enough prices is. */
static size_t nth_period(const judging *j, const an_level_series *series, size_t k)
{
    size_t i = series->first;
    while (!an_level_is_enough(&j->levels->levels[i], j->rules->min_group) || k-- > 0)
        i++;
    return i;
}

/* Takes the periods of a series; sets the window of its movement. */
static void take_periods(const judging *j, const an_level_series *series, key_series *c, an_movement *m)
{
    for (size_t i = series->first; i < series->first + series->n; i++) {
        const an_level *level = &j->levels->levels[i];
        if (!an_level_is_enough(level, j->rules->min_group))
            continue;
        m->first = c->n == 0 ? i : m->first;
        m->last = i;
        c->prices[c->n] = j->levels->prices + level->first;
        c->n_prices[c->n] = level->n;
        c->t[c->n] = level->time;
        c->x[c->n++] = log(level->median);
    }
    m->periods = c->n;
}

static void find_shift(const judging *j, const an_level_series *series, const key_series *c, unsigned cycle,
                       an_movement *m)
{
    an_shift shift;
    if (c->n > AN_MOVEMENT_MOST || an_shift_find(c->t, c->x, c->n, cycle, c->rest, &shift) != AN_OK)
        return;
    const an_confirm confirm = {&shift, c->t, c->x, c->n, cycle, c->prices, c->n_prices};
    m->shift = nth_period(j, series, shift.position);
    m->shift_size = shift.size;
    m->shift_p = an_confirm_shift(&confirm, c->rest);
}

static void judge(const judging *j, const an_level_series *series, an_movement *m, key_series *c)
{
    *m = nothing_known();
    take_periods(j, series, c, m);
    const unsigned cycle = an_period_cycle(j->levels->kind);
    const double years = c->n > 0 ? (c->t[c->n - 1] - c->t[0] + 1) / cycle : 0;
    m->seasons = years >= 2 ? cycle : 1;
    (void)an_sen_slope(c->t, c->x, c->n, m->seasons, j->rules->level, c->rest, &m->line); /* else not known */
    (void)an_kendall_trend(c->t, c->x, c->n, m->seasons, c->rest, &m->test);
    find_shift(j, series, c, years >= 3 ? cycle : 1, m);
}

static void judge_some(void *context, unsigned thread, size_t first, size_t end)
{
    const judging *j = context;
    double *scratch = j->scratch + thread * j->room;
    for (size_t s = first; s < end; s++) {
        key_series c = {.t = scratch,
                    .x = scratch + j->longest,
                    .rest = scratch + 2 * j->longest,
                    .prices = j->prices + thread * j->longest,
                    .n_prices = j->n_prices + thread * j->longest};
        judge(j, &j->levels->series[s], &j->movements[s], &c);
    }
}

/* The p-values of those that have one, corrected; numbers: 3 n doubles. */
static void correct(const double p[], size_t n, double numbers[], double q[])
{
    size_t known = 0;
    for (size_t i = 0; i < n; i++)
        if (!isnan(p[i]))
            numbers[known++] = p[i];
    (void)an_multiplicity_bh(numbers, known, numbers + n, numbers); /* each is a p-value */
    known = 0;
    for (size_t i = 0; i < n; i++)
        q[i] = isnan(p[i]) ? NAN : numbers[known++];
}

/* How much more the scores of the trends vary than chance has them, over all keys: at least 1. scores: those
 * of n keys, NAN where there is none. numbers: 2 n doubles. */
static double find_phi(const an_movement movements[], size_t n, double numbers[])
{
    enum { LEAST = 20 };               /* keys: fewer cannot tell */
    static const double KEPT = .67863; /* mean square of a standard normal score, winsorised */
    static const double TRIM = .1;
    size_t known = 0;
    double phi = 1;
    for (size_t s = 0; s < n; s++)
        if (!isnan(movements[s].test.z))
            numbers[known++] = movements[s].test.z;
    if (known < LEAST || an_dispersion_phi(numbers, known, TRIM, numbers + n, &phi) != AN_OK)
        return 1;
    return fmax(1, phi / KEPT);
}

static an_code correct_all(an_movement movements[], size_t n, double *phi, an_error *err)
{
    double *p = calloc(5 * n + 1, sizeof *p);
    if (p == NULL)
        return an_fail_memory(err);
    double *const q = p + n;
    *phi = find_phi(movements, n, p + 2 * n);
    for (size_t s = 0; s < n; s++) {
        const double z = movements[s].test.z;
        p[s] = isnan(z) ? (double)NAN : fmin(1, an_interval_p(z / sqrt(*phi)));
    }
    correct(p, n, p + 2 * n, q);
    for (size_t s = 0; s < n; s++) {
        movements[s].trend_q = q[s];
        p[s] = movements[s].shift_p;
    }
    correct(p, n, p + 2 * n, q);
    for (size_t s = 0; s < n; s++)
        movements[s].shift_q = q[s];
    free(p);
    return AN_OK;
}

/* Whether a change of the logarithm is one of at least a share of the price, down or up. */
static bool is_large(double log_change, double least)
{
    return fabs(expm1(log_change)) >= least;
}

static const char *signal_of(const an_levels *levels, const an_movement *m, const an_movement_rules *rules)
{
    if (m->shift_q <= rules->fdr && is_large(m->shift_size, rules->least))
        return m->shift_size > 0 ? "jump_up" : "jump_down";
    if (!(m->trend_q <= rules->fdr))
        return "";
    const double periods = levels->levels[m->last].time - levels->levels[m->first].time;
    return !is_large(m->line.slope * periods, rules->least) ? "" : m->line.slope > 0 ? "rising" : "falling";
}

an_code an_movements_make(an_movement movements[], const an_levels *levels, const an_movement_rules *rules,
                          unsigned threads, double *phi, an_error *err)
{
    enum { GRAIN = 16 };
    judging j = {.movements = movements,
                 .levels = levels,
                 .rules = rules,
                 .room = room_for(levels),
                 .longest = levels->longest};
    j.scratch = malloc((j.room * threads + 1) * sizeof *j.scratch);
    j.prices = malloc((j.longest * threads + 1) * sizeof *j.prices);
    j.n_prices = malloc((j.longest * threads + 1) * sizeof *j.n_prices);
    an_code code = AN_OK;
    if (j.scratch != NULL && j.prices != NULL && j.n_prices != NULL)
        an_threads_run(levels->n_series, GRAIN, threads, judge_some, &j);
    else
        code = an_fail_memory(err);
    free(j.scratch);
    free(j.prices);
    free(j.n_prices);
    if (code == AN_OK)
        code = correct_all(movements, levels->n_series, phi, err);
    for (size_t s = 0; s < levels->n_series && code == AN_OK; s++)
        movements[s].signal = signal_of(levels, &movements[s], rules);
    return code;
}

/* ---- the table ---- */

const char *const an_movement_columns[] = {
    "n",       "previous", "change",  "above", "tau",         "change_p",    "change_q", "moved",
    "periods", "window",   "seasons", "slope", "slope_lower", "slope_upper", "mk_s",     "mk_z",
    "mk_p",    "mk_phi",   "mk_q",    "shift", "shift_size",  "shift_p",     "shift_q",  "signal"};

/* A level with the series that it is of. */
typedef struct place {
    size_t level, series;
} place;

static int compare_places(const void *a, const void *b, void *context)
{
    const an_levels *levels = *(const an_levels *const *)context;
    const place *x = a, *y = b;
    const an_level *p = &levels->levels[x->level], *q = &levels->levels[y->level];
    if (p->time != q->time)
        return p->time < q->time ? -1 : 1;
    return (x->series > y->series) - (x->series < y->series); /* series come by their keys */
}

/* What an index of a series is measured by: its first level with enough prices, or with any; NAN: it has
 * none. */
static double base_of(const an_movement_table *table, size_t s)
{
    const an_levels *levels = table->levels;
    const an_level_series *series = &levels->series[s];
    size_t i = table->movements[s].periods > 0 ? table->movements[s].first : series->first;
    while (i + 1 < series->first + series->n && levels->levels[i].n == 0)
        i++;
    return levels->levels[i].median;
}

static double relative(double log_change)
{
    return expm1(log_change);
}

static void write_key(const an_levels *levels, const an_movement *m, double phi, an_output *output)
{
    char window[AN_WINDOW_SIZE] = "";
    if (m->periods > 0)
        an_levels_window(levels->levels[m->first].period, levels->levels[m->last].period, window);
    an_output_count(output, (int64_t)m->periods);
    an_output_string(output, window);
    an_output_count(output, m->seasons);
    an_output_number(output, relative(m->line.slope));
    an_output_number(output, isinf(m->line.interval.lower) ? (double)NAN : relative(m->line.interval.lower));
    an_output_number(output, relative(m->line.interval.upper));
    an_output_number(output, m->test.s);
    an_output_number(output, m->test.z);
    an_output_number(output, m->test.p_value);
    an_output_number(output, isnan(m->test.p_value) ? (double)NAN : phi);
    an_output_number(output, m->trend_q);
    an_output_string(output, fabs(m->shift_size) > 0 ? levels->levels[m->shift].period : "");
    an_output_number(output, relative(m->shift_size));
    an_output_number(output, m->shift_p);
    an_output_number(output, m->shift_q);
    an_output_string(output, m->signal);
}

static void write_change(const an_price_change *change, double unit, double tau, an_output *output)
{
    an_output_number(output, change->previous / unit);
    an_output_number(output, change->change);
    an_output_number(output, change->above);
    an_output_number(output, isnan(change->p_value) ? (double)NAN : tau);
    an_output_number(output, change->p_value);
    an_output_number(output, change->q_value);
    an_output_string(output, change->moved);
}

static void write_row(const an_movement_table *table, const place *at, an_indicators *out)
{
    const an_level *level = &table->levels->levels[at->level];
    const double unit = table->index ? base_of(table, at->series) : 1;
    const an_result result = {
        .indicator = table->indicator->code,
        .period = level->period,
        .keys = table->levels->series[at->series].keys,
        .value = level->median / unit,
        .lower = level->lower / unit,
        .upper = level->upper / unit,
        .n_missing = an_decimal_from_int((int64_t)level->unpriced),
        .unit = table->index ? "ratio" : "EUR/kg",
        .status = level->n == 0                      ? 'M'
                  : (int64_t)level->n < table->min_n ? 'U'
                                                     : 'A',
        .method = level->n > 0 ? "median" : "",
    };
    an_output *output = an_indicators_row(out, &result);
    an_output_count(output, (int64_t)level->n);
    write_change(&table->changes[at->level], unit, table->tau, output);
    write_key(table->levels, &table->movements[at->series], table->phi, output);
    an_output_end_row(output);
}

/* Whether the key has anything to look at. */
static bool is_signalled(const an_movement_table *table, size_t s)
{
    const an_level_series *series = &table->levels->series[s];
    bool signalled = table->movements[s].signal[0] != '\0';
    for (size_t i = series->first; i < series->first + series->n && !signalled; i++)
        signalled = table->changes[i].moved[0] != '\0';
    return signalled;
}

an_code an_movement_table_write(const an_movement_table *table, an_indicators *out, an_error *err)
{
    const an_levels *levels = table->levels;
    place *places = malloc((levels->n + 1) * sizeof *places);
    size_t n = 0;
    if (places == NULL)
        return an_fail_memory(err);
    for (size_t s = 0; s < levels->n_series; s++) {
        const an_level_series *series = &levels->series[s];
        if (table->signals && !is_signalled(table, s))
            continue;
        for (size_t i = 0; i < series->n; i++)
            places[n++] = (place){series->first + i, s};
    }
    qsort_r(places, n, sizeof *places, compare_places, &levels);
    for (size_t i = 0; i < n; i++)
        write_row(table, &places[i], out);
    free(places);
    return AN_OK;
}
