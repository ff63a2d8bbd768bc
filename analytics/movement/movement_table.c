/* movement_table: the table of sidda-trend. */
#include "movement/movement_table.h"

#include <math.h>
#include <stdlib.h>

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

static void write_course(const an_levels *levels, const an_movement *m, double phi, an_output *output)
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
        .indicator = table->index ? "price_index" : "median_price",
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
    write_course(table->levels, &table->movements[at->series], table->phi, output);
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
