/* measure: did the declared unit values of some goods change after a measure.
 *
 * A mean price over goods moves when the mix of goods does. Here each key is compared with itself: d(key,
 * period) = log median - the median of its log medians before the measure; the index of a group of goods is
 * the median of d over its keys, each with one voice. A key counts where it has enough prices in at least
 * half of the periods on each side.
 *
 * The index is a series, fitted as an interrupted one (stat/interrupted.c): level and slope change at the
 * first whole period of each measure; a period that a measure begins within is no part of the fit. Seasons
 * are taken out where there are three years. The same is done for the goods that are not monitored, and for
 * the difference of the two, which is what the measure did beside what happened anyway: common seasons and
 * trends drop out of it. exp(x) - 1 makes log changes relative ones. */
#include "movement/measure.h"

#include <math.h>
#include <stdlib.h>

#include "indicator/series.h"
#include "stat/location.h"

const char *const an_measure_names[] = {"comparison", "difference", "expected", "monitored"};

typedef struct measuring {
    an_measured *out;
    const an_levels *levels;
    const bool *monitored;
    const an_measure_rules *rules;
    int32_t start; /* number of the first period */
    size_t before; /* whole periods before the first measure, and after it */
    size_t after;
    double *base;   /* of each key: its log level before; NAN: it does not count */
    double *values; /* room for a number of each key or period */
} measuring;

void an_measure_free(an_measured *measured)
{
    an_arena_free(&measured->arena);
    *measured = (an_measured){0};
}

static an_measure_index *index_at(const an_measured *m, size_t series, size_t period)
{
    return &m->index[series * m->n_periods + period];
}

static an_period period_at(const an_measured *m, size_t period)
{
    return (an_period){m->first.kind, m->first.index + (int32_t)period};
}

/* ---- the periods ---- */

/* The periods from the first level to the last. */
static an_code find_periods(measuring *w, an_error *err)
{
    const an_levels *levels = w->levels;
    an_measured *m = w->out;
    int32_t last = levels->levels[0].time;
    w->start = last;
    for (size_t i = 0; i < levels->n; i++) {
        w->start = levels->levels[i].time < w->start ? levels->levels[i].time : w->start;
        last = levels->levels[i].time > last ? levels->levels[i].time : last;
    }
    m->n_periods = (size_t)(last - w->start) + 1;
    m->first = (an_period){levels->kind, w->start};
    m->partial = an_arena_alloc(&m->arena, m->n_periods * sizeof *m->partial);
    m->index = an_arena_alloc(&m->arena, AN_MEASURE_SERIES * m->n_periods * sizeof *m->index);
    if (m->partial == NULL || m->index == NULL)
        return an_fail_memory(err);
    for (size_t p = 0; p < m->n_periods; p++) {
        m->partial[p] = false;
        for (size_t s = 0; s < AN_MEASURE_SERIES; s++)
            *index_at(m, s, p) = (an_measure_index){.log_index = NAN, .lower = NAN, .upper = NAN};
    }
    return AN_OK;
}

/* A measure counts from the first period that begins on its day or later; one that it begins within is
 * partial. */
static an_code place_measure(measuring *w, size_t k, an_error *err)
{
    an_measured *m = w->out;
    const an_date date = w->rules->dates[k];
    const an_period inside = an_period_of_date(w->levels->kind, date);
    an_date first, end;
    char text[AN_PERIOD_SIZE], from[AN_PERIOD_SIZE], to[AN_PERIOD_SIZE];
    an_period_days(inside, &first, &end);
    const int64_t at = (int64_t)inside.index - w->start;
    const int64_t cut = at + (first < date);
    an_date_print(date, text);
    an_period_print(period_at(m, 0), from);
    an_period_print(period_at(m, m->n_periods - 1), to);
    if (cut < 1 || cut >= (int64_t)m->n_periods)
        return an_fail(err, AN_USAGE,
                       "--measure %s: there must be periods before and after it; the data reach from "
                       "%s to %s",
                       text, from, to);
    if (first < date)
        m->partial[at] = true;
    m->cut[k] = (size_t)cut;
    return AN_OK;
}

static an_code place_measures(measuring *w, an_error *err)
{
    const an_measured *m = w->out;
    an_code code = AN_OK;
    for (size_t k = 0; k < w->rules->n_dates && code == AN_OK; k++)
        code = place_measure(w, k, err);
    for (size_t k = 1; k < w->rules->n_dates && code == AN_OK; k++) {
        char text[AN_PERIOD_SIZE];
        an_date_print(w->rules->dates[k], text);
        if (m->cut[k] == m->cut[k - 1])
            code =
                an_fail(err, AN_USAGE, "--measure %s: another measure begins with the same period", text);
    }
    for (size_t p = 0; p < m->n_periods && code == AN_OK; p++) {
        w->before += p < m->cut[0] && !m->partial[p];
        w->after += p >= m->cut[0] && !m->partial[p];
    }
    return code;
}

/* ---- the index of a group of goods ---- */

static size_t place_of(const measuring *w, const an_level *level)
{
    return (size_t)(level->time - w->start);
}

/* The log level of a key before the first measure; NAN: it has too few periods on a side. */
static double find_base(const measuring *w, const an_level_series *series)
{
    const an_measured *m = w->out;
    size_t before = 0, after = 0;
    for (size_t i = series->first; i < series->first + series->n; i++) {
        const an_level *level = &w->levels->levels[i];
        const size_t p = place_of(w, level);
        if (!an_level_is_enough(level, w->rules->min_group) || m->partial[p])
            continue;
        if (p < m->cut[0])
            w->values[before++] = log(level->median);
        else
            after++;
    }
    double base = NAN;
    if (before > 0 && after > 0 && 2 * before >= w->before && 2 * after >= w->after)
        (void)an_location_median(w->values, before, &base);
    return base;
}

/* The index of a group in a period: the median of the changes of its keys. cursor: as in find_indices. */
static void find_index(const measuring *w, bool monitored, size_t period, const size_t cursor[])
{
    const an_levels *levels = w->levels;
    an_measure_index *index =
        index_at(w->out, monitored ? AN_MEASURE_MONITORED : AN_MEASURE_COMPARISON, period);
    for (size_t s = 0; s < levels->n_series; s++) {
        const an_level_series *series = &levels->series[s];
        if (w->monitored[s] != monitored || isnan(w->base[s]) || cursor[s] == series->n)
            continue;
        const an_level *level = &levels->levels[series->first + cursor[s]];
        if (place_of(w, level) != period || !an_level_is_enough(level, w->rules->min_group))
            continue;
        w->values[index->keys++] = log(level->median) - w->base[s];
        index->prices += level->n;
    }
    if (index->keys == 0)
        return;
    an_interval interval = {-INFINITY, INFINITY};
    an_location_sort(w->values, index->keys);
    (void)an_location_quantile(w->values, index->keys, .5, &index->log_index); /* there are values */
    (void)an_location_median_interval(w->values, index->keys, w->rules->level, &interval);
    index->lower = interval.lower;
    index->upper = interval.upper;
}

/* Period by period; cursor: of each key, which of its levels comes next. */
static an_code find_indices(measuring *w, an_error *err)
{
    const an_levels *levels = w->levels;
    size_t *cursor = calloc(levels->n_series + 1, sizeof *cursor);
    if (cursor == NULL)
        return an_fail_memory(err);
    for (size_t p = 0; p < w->out->n_periods; p++) {
        find_index(w, true, p, cursor);
        find_index(w, false, p, cursor);
        for (size_t s = 0; s < levels->n_series; s++) {
            const an_level_series *series = &levels->series[s];
            cursor[s] +=
                cursor[s] < series->n && place_of(w, &levels->levels[series->first + cursor[s]]) == p;
        }
    }
    free(cursor);
    return AN_OK;
}

static void find_difference(an_measured *m)
{
    for (size_t p = 0; p < m->n_periods; p++) {
        const an_measure_index *a = index_at(m, AN_MEASURE_MONITORED, p),
                               *b = index_at(m, AN_MEASURE_COMPARISON, p);
        an_measure_index *d = index_at(m, AN_MEASURE_DIFFERENCE, p);
        d->log_index = a->log_index - b->log_index; /* NAN where either is */
        d->keys = a->keys + b->keys;
        d->prices = a->prices + b->prices;
    }
}

/* ---- what the measure did ---- */

/* Fits a series; seasons where it spans three years: in two, a season can be taken for a change. expected: by
 * period, NAN where the series has no value. */
static void fit_series(const measuring *w, size_t which, double scratch[], double expected[])
{
    const an_measured *m = w->out;
    an_measure_series *out = &w->out->series[which];
    double *t = scratch, *x = t + m->n_periods, *fitted = x + m->n_periods, *rest = fitted + m->n_periods;
    double cuts[AN_INTERRUPTED_CUTS];
    size_t n = 0;
    *out = (an_measure_series){.seasons = 1};
    for (size_t p = 0; p < m->n_periods; p++) {
        const an_measure_index *index = index_at(m, which, p);
        expected[p] = NAN;
        if (isnan(index->log_index) || m->partial[p])
            continue;
        t[n] = w->start + (double)p;
        x[n++] = index->log_index;
        out->prices += index->prices;
    }
    out->periods = n;
    for (size_t k = 0; k < w->rules->n_dates; k++)
        cuts[k] = w->start + (double)m->cut[k];
    an_interrupted_series series = {.t = t,
                                    .x = x,
                                    .n = n,
                                    .cuts = cuts,
                                    .n_cuts = w->rules->n_dates,
                                    .cycle = an_period_cycle(w->levels->kind)};
    const bool years = n > 0 && t[n - 1] - t[0] + 1 >= 3.0 * series.cycle;
    out->known =
        years && an_interrupted_fit(&series, w->rules->level, rest, out->change, fitted, &out->rho) == AN_OK;
    out->seasons = out->known ? series.cycle : 1;
    series.cycle = 1;
    if (!out->known)
        out->known =
            an_interrupted_fit(&series, w->rules->level, rest, out->change, fitted, &out->rho) == AN_OK;
    for (size_t i = 0; i < n && out->known; i++)
        expected[(size_t)(t[i] - w->start)] = fitted[i];
}

/* The keys that a group has. */
static size_t count_keys(const measuring *w, bool monitored)
{
    size_t keys = 0;
    for (size_t s = 0; s < w->levels->n_series; s++)
        keys += w->monitored[s] == monitored && !isnan(w->base[s]);
    return keys;
}

static an_code fit_all(measuring *w, an_error *err)
{
    an_measured *m = w->out;
    const size_t n = m->n_periods;
    double *scratch = malloc((4 * n + AN_INTERRUPTED_SCRATCH(n)) * sizeof *scratch), *expected = scratch;
    if (scratch == NULL)
        return an_fail_memory(err);
    fit_series(w, AN_MEASURE_MONITORED, scratch + n, expected);
    if (m->compares) {
        fit_series(w, AN_MEASURE_COMPARISON, scratch + n, expected);
        fit_series(w, AN_MEASURE_DIFFERENCE, scratch + n, expected);
    }
    /* with goods to compare with: what these did, and the difference going on */
    for (size_t p = 0; p < n; p++)
        index_at(m, AN_MEASURE_EXPECTED, p)->log_index =
            expected[p] + (m->compares ? index_at(m, AN_MEASURE_COMPARISON, p)->log_index : 0);
    m->series[AN_MEASURE_MONITORED].keys = count_keys(w, true);
    m->series[AN_MEASURE_COMPARISON].keys = count_keys(w, false);
    m->series[AN_MEASURE_DIFFERENCE].keys =
        m->series[AN_MEASURE_MONITORED].keys + m->series[AN_MEASURE_COMPARISON].keys;
    free(scratch);
    return AN_OK;
}

static an_code measure(measuring *w, an_error *err)
{
    an_code code = find_periods(w, err);
    if (code == AN_OK)
        code = place_measures(w, err);
    if (code != AN_OK)
        return code;
    for (size_t s = 0; s < w->levels->n_series; s++) {
        w->base[s] = find_base(w, &w->levels->series[s]);
        w->out->compares = w->out->compares || (!w->monitored[s] && !isnan(w->base[s]));
    }
    code = find_indices(w, err);
    if (code != AN_OK)
        return code;
    find_difference(w->out);
    return fit_all(w, err);
}

an_code an_measure_make(an_measured *measured, const an_levels *levels, const bool monitored[],
                        const an_measure_rules *rules, an_error *err)
{
    measuring w = {.out = measured, .levels = levels, .monitored = monitored, .rules = rules};
    *measured = (an_measured){0};
    if (levels->n == 0)
        return AN_OK;
    w.base = malloc((levels->n_series + 1) * sizeof *w.base);
    w.values = malloc((levels->n_series + levels->longest + 1) * sizeof *w.values);
    an_code code = w.base != NULL && w.values != NULL ? measure(&w, err) : an_fail_memory(err);
    free(w.base);
    free(w.values);
    return code;
}

/* ---- the table ---- */

const char *const an_measure_columns[] = {"n",       "prices", "periods", "window",
                                          "seasons", "rho",    "p_value", "signal"};

typedef struct writing {
    const an_measured *measured;
    const an_indicator *told;
    an_indicators *out;
    double level;
    char window[AN_WINDOW_SIZE];
} writing;

static double bound(double log_bound)
{
    return isinf(log_bound) ? (double)NAN : expm1(log_bound);
}

static void write_index(const writing *w, size_t period, size_t goods)
{
    const an_measured *m = w->measured;
    const an_measure_index *index = &m->index[goods * m->n_periods + period];
    const bool none = isnan(index->log_index), expected = goods == AN_MEASURE_EXPECTED;
    char text[AN_PERIOD_SIZE];
    an_period_print(period_at(m, period), text);
    const an_result result = {
        .indicator = w->told[0].code,
        .period = text,
        .keys = &an_measure_names[goods],
        .value = 1 + expm1(index->log_index),
        .lower = 1 + bound(index->lower),
        .upper = 1 + bound(index->upper),
        .no_missing = true,
        .unit = "ratio",
        .status = none                 ? 'M'
                  : m->partial[period] ? 'B'
                                       : 'A',
        .method = none       ? ""
                  : expected ? "segmented"
                             : "median within keys",
    };
    an_output *output = an_indicators_row(w->out, &result);
    if (expected) {
        an_output_empty(output);
        an_output_empty(output);
    } else {
        an_output_count(output, (int64_t)index->keys);
        an_output_count(output, (int64_t)index->prices);
    }
    an_output_empty(output);
    an_output_string(output, w->window);
    for (size_t i = 4; i < AN_MEASURE_COLUMNS; i++)
        an_output_empty(output);
    an_output_end_row(output);
}

static void write_change(const writing *w, size_t measure, size_t goods, bool slope)
{
    const an_measured *m = w->measured;
    const an_measure_series *series = &m->series[goods];
    const an_interrupted_effect unknown = {NAN, {NAN, NAN}, NAN};
    const an_interrupted_change *change = &series->change[measure];
    const an_interrupted_effect effect = !series->known ? unknown : slope ? change->slope : change->level;
    const bool signal = effect.p_value <= 1 - w->level && effect.size != 0;
    char text[AN_PERIOD_SIZE];
    an_period_print(period_at(m, m->cut[measure]), text);
    const an_result result = {
        .indicator = w->told[slope ? 2 : 1].code,
        .period = text,
        .keys = &an_measure_names[goods],
        .value = expm1(effect.size),
        .lower = bound(effect.interval.lower),
        .upper = bound(effect.interval.upper),
        .no_missing = true,
        .unit = "ratio",
        .status = series->known ? 'A' : 'M',
        .method = series->known ? "segmented" : "",
    };
    an_output *output = an_indicators_row(w->out, &result);
    an_output_count(output, (int64_t)series->keys);
    an_output_count(output, (int64_t)series->prices);
    an_output_count(output, (int64_t)series->periods);
    an_output_string(output, w->window);
    an_output_count(output, series->seasons);
    an_output_number(output, series->known ? series->rho : (double)NAN);
    an_output_number(output, effect.p_value);
    an_output_string(output, !signal ? "" : effect.size > 0 ? "up" : "down");
    an_output_end_row(output);
}

void an_measure_table_write(const an_measured *measured, size_t n_measures, double level,
                            const an_indicator told[AN_MEASURE_TOLD], an_indicators *out)
{
    writing w = {.measured = measured, .told = told, .out = out, .level = level};
    if (measured->n_periods == 0)
        return;
    char first[AN_PERIOD_SIZE], last[AN_PERIOD_SIZE];
    an_period_print(period_at(measured, 0), first);
    an_period_print(period_at(measured, measured->n_periods - 1), last);
    an_levels_window(first, last, w.window);
    for (size_t p = 0; p < measured->n_periods; p++) {
        if (measured->compares)
            write_index(&w, p, AN_MEASURE_COMPARISON);
        write_index(&w, p, AN_MEASURE_EXPECTED);
        write_index(&w, p, AN_MEASURE_MONITORED);
    }
    for (size_t slope = 0; slope < 2; slope++)
        for (size_t k = 0; k < n_measures; k++) {
            for (size_t goods = 0; goods < AN_MEASURE_EXPECTED && measured->compares; goods++)
                write_change(&w, k, goods, slope == 1);
            write_change(&w, k, AN_MEASURE_MONITORED, slope == 1);
        }
}
