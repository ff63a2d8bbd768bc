/* measure_table: the table of sidda-trend --measure. */
#include "movement/measure_table.h"

#include <math.h>

const char *const an_measure_columns[] = {"n",       "prices", "periods", "window",
                                          "seasons", "rho",    "p_value", "signal"};

typedef struct writing {
    const an_measured *measured;
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
    an_period_print(m->periods[period], text);
    const an_result result = {
        .indicator = "price_index",
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
    an_period_print(m->periods[m->cut[measure]], text);
    const an_result result = {
        .indicator = slope ? "slope_change" : "level_change",
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

void an_measure_table_write(const an_measured *measured, size_t n_measures, double level, an_indicators *out)
{
    writing w = {.measured = measured, .out = out, .level = level};
    if (measured->n_periods == 0)
        return;
    char first[AN_PERIOD_SIZE], last[AN_PERIOD_SIZE];
    an_period_print(measured->periods[0], first);
    an_period_print(measured->periods[measured->n_periods - 1], last);
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
