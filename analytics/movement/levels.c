/* levels: the price level of each key in each period, as series. */
#include "movement/levels.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/threads.h"
#include "stat/location.h"

const char *const an_levels_sample[] = {"statistical_value", "net_mass", "items", NULL};
enum { VALUE, MASS, ITEMS, WIDTH };

void an_levels_free(an_levels *levels)
{
    free(levels->prices);
    free(levels->levels);
    free(levels->series);
    *levels = (an_levels){0};
}

void an_levels_window(const char *first, const char *last, char out[AN_WINDOW_SIZE])
{
    snprintf(out, AN_WINDOW_SIZE, strcmp(first, last) == 0 ? "%s" : "%s/%s", first, last);
}

/* ---- the series ---- */

static void find_series(an_levels *levels, const an_tally *tally, const size_t order[])
{
    for (size_t i = 0; i < levels->n; i++) {
        an_period period = {0};
        const char *text = an_tally_period(tally, order[i]);
        (void)an_period_parse(text, strlen(text), NULL, &period); /* the tally has printed it */
        levels->kind = period.kind;
        levels->levels[i] = (an_level){.period = text, .time = period.index};
        if (i == 0 || an_tally_compare(tally, order[i - 1], order[i], an_tally_keys(tally)) != 0)
            levels->series[levels->n_series++] =
                (an_level_series){.keys = an_tally_key(tally, order[i]), .first = i};
        an_level_series *series = &levels->series[levels->n_series - 1];
        series->n++;
        levels->longest = series->n > levels->longest ? series->n : levels->longest;
    }
}

/* ---- the medians ---- */

typedef struct reading {
    an_levels *levels;
    const an_tally *tally;
    const size_t *order;
    double level;
} reading;

static void read_level(const reading *r, an_level *level, size_t group)
{
    size_t n;
    double *prices = r->levels->prices + level->first;
    an_interval interval = {-INFINITY, INFINITY};
    const double *row = an_tally_sample(r->tally, group, &n);
    for (size_t i = 0; i < n; i++, row += WIDTH) {
        const bool item = row[ITEMS] > 0, priced = item && row[VALUE] > 0 && row[MASS] > 0;
        if (priced)
            prices[level->n++] = row[VALUE] / row[MASS];
        level->unpriced += item && !priced;
    }
    an_location_sort(prices, level->n);
    level->median = NAN;
    (void)an_location_quantile(prices, level->n, .5, &level->median); /* no price: none */
    (void)an_location_median_interval(prices, level->n, r->level, &interval);
    level->lower = interval.lower;
    level->upper = interval.upper;
}

static void read_levels(void *context, unsigned thread, size_t first, size_t end)
{
    const reading *r = context;
    (void)thread;
    for (size_t i = first; i < end; i++)
        read_level(r, &r->levels->levels[i], r->order[i]);
}

static an_code fill(an_levels *levels, const an_tally *tally, const size_t order[], double level,
                    unsigned threads, an_error *err)
{
    enum { GRAIN = 64 };
    reading r = {.levels = levels, .tally = tally, .order = order, .level = level};
    size_t rows = 0;
    for (size_t i = 0; i < levels->n; i++) {
        size_t n;
        (void)an_tally_sample(tally, order[i], &n);
        levels->levels[i].first = rows;
        rows += n;
    }
    levels->prices = malloc((rows + 1) * sizeof *levels->prices);
    if (levels->prices == NULL)
        return an_fail_memory(err);
    an_threads_run(levels->n, GRAIN, threads, read_levels, &r);
    for (size_t i = 0; i < levels->n; i++)
        levels->unpriced += levels->levels[i].unpriced;
    return AN_OK;
}

an_code an_levels_read(an_levels *levels, const an_tally *tally, double level, unsigned threads,
                       an_error *err)
{
    const size_t n = an_tally_groups(tally);
    size_t *order = malloc((n + 1) * sizeof *order);
    *levels = (an_levels){.n = n};
    levels->levels = calloc(n + 1, sizeof *levels->levels);
    levels->series = calloc(n + 1, sizeof *levels->series);
    an_code code = AN_OK;
    if (order == NULL || levels->levels == NULL || levels->series == NULL) {
        code = an_fail_memory(err);
    } else {
        an_tally_by_keys(tally, order);
        find_series(levels, tally, order);
        code = fill(levels, tally, order, level, threads, err);
    }
    free(order);
    if (code != AN_OK)
        an_levels_free(levels);
    return code;
}
