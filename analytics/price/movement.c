/* movement: how the price level of each key went over the periods. */
#include "price/movement.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/parallel.h"
#include "result/series.h"
#include "stat/multiplicity.h"
#include "stat/shift.h"

typedef struct judging {
    an_movement *movements;
    const an_levels *levels;
    const an_movement_rules *rules;
    double *scratch; /* `room` for each thread */
    size_t room;
} judging;

/* t and x, then the most that trend.h and shift.h ask for. */
static size_t room_for(size_t n)
{
    return 2 * n + n * (n + 1) / 2 + 2 * n + 1;
}

static an_movement nothing_known(void)
{
    return (an_movement){
        .seasons = 1,
        .line = {NAN, {NAN, NAN}, NAN},
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
    while (j->levels->levels[i].n < j->rules->min_group || k-- > 0)
        i++;
    return i;
}

static void judge(const judging *j, const an_level_series *series, an_movement *m, double scratch[])
{
    double *t = scratch, *x = scratch + series->n, *rest = scratch + 2 * series->n;
    size_t n = 0;
    *m = nothing_known();
    for (size_t i = series->first; i < series->first + series->n; i++) {
        const an_level *level = &j->levels->levels[i];
        if (level->n == 0 || level->n < j->rules->min_group)
            continue;
        m->first = n == 0 ? i : m->first;
        m->last = i;
        m->prices += level->n;
        t[n] = level->time;
        x[n++] = log(level->median);
    }
    m->periods = n;
    const unsigned cycle = an_period_cycle(j->levels->kind);
    const double years = n > 0 ? (t[n - 1] - t[0] + 1) / cycle : 0;
    m->seasons = years >= 2 ? cycle : 1;
    an_shift shift;
    (void)an_trend_sen(t, x, n, m->seasons, j->rules->level, rest, &m->line); /* else it stays not known */
    (void)an_trend_mann_kendall(t, x, n, m->seasons, rest, &m->test);
    if (n <= AN_MOVEMENT_MOST && an_shift_find(t, x, n, years >= 3 ? cycle : 1, rest, &shift) == AN_OK) {
        m->shift = nth_period(j, series, shift.position);
        m->shift_size = shift.size;
        m->shift_p = shift.p_value;
    }
}

static void judge_some(void *context, unsigned thread, size_t first, size_t end)
{
    const judging *j = context;
    for (size_t s = first; s < end; s++)
        judge(j, &j->levels->series[s], &j->movements[s], j->scratch + thread * j->room);
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

static an_code correct_all(an_movement movements[], size_t n, an_error *err)
{
    double *p = calloc(5 * n + 1, sizeof *p);
    if (p == NULL)
        return an_fail_memory(err);
    double *const q = p + n;
    for (size_t s = 0; s < n; s++)
        p[s] = movements[s].test.p_value;
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
                          unsigned threads, an_error *err)
{
    enum { GRAIN = 16 };
    judging j = {.movements = movements, .levels = levels, .rules = rules, .room = room_for(levels->longest)};
    j.scratch = malloc(j.room * threads * sizeof *j.scratch);
    if (j.scratch == NULL)
        return an_fail_memory(err);
    an_parallel(levels->n_series, GRAIN, threads, judge_some, &j);
    free(j.scratch);
    an_code code = correct_all(movements, levels->n_series, err);
    for (size_t s = 0; s < levels->n_series && code == AN_OK; s++)
        movements[s].signal = signal_of(levels, &movements[s], rules);
    return code;
}
