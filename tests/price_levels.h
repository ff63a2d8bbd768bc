/* price_levels: levels made by hand, for the tests of what follows prices over periods. */
#ifndef AN_TESTS_PRICE_LEVELS_H
#define AN_TESTS_PRICE_LEVELS_H

#include <math.h>
#include <stdio.h>

#include "movement/levels.h"

enum { MADE_PERIODS = 40, MADE_KEYS = 40, MADE_PRICES = 4 };

/* Keys by periods, months from 2015-01 on, each of MADE_PRICES prices; a median of 0 is a period without
 * any. */
typedef struct made_levels {
    an_levels levels;
    an_level level[MADE_KEYS * MADE_PERIODS];
    an_level_series series[MADE_KEYS];
    const char *keys[MADE_KEYS][1];
    double prices[MADE_KEYS * MADE_PERIODS * MADE_PRICES];
    char periods[MADE_PERIODS][AN_PERIOD_SIZE];
} made_levels;

static inline void made_start(made_levels *made)
{
    const int32_t start = 12 * 2015;
    *made = (made_levels){.levels = {.kind = AN_PERIOD_MONTH}};
    made->levels.levels = made->level;
    made->levels.series = made->series;
    made->levels.prices = made->prices;
    for (int32_t p = 0; p < MADE_PERIODS; p++)
        an_period_print((an_period){AN_PERIOD_MONTH, start + p}, made->periods[p]);
}

/* Adds a key with these medians; its prices lie 1 and 2 % about them. */
static inline void made_key(made_levels *made, const char *key, const double medians[], size_t n)
{
    static const double about[MADE_PRICES] = {.98, .99, 1.01, 1.02};
    an_levels *levels = &made->levels;
    an_level_series *series = &made->series[levels->n_series];
    made->keys[levels->n_series][0] = key;
    *series = (an_level_series){.keys = made->keys[levels->n_series], .first = levels->n};
    levels->n_series++;
    for (size_t p = 0; p < n; p++) {
        if (!(medians[p] > 0))
            continue;
        an_level *level = &made->level[levels->n];
        *level = (an_level){.period = made->periods[p],
                            .time = 12 * 2015 + (int32_t)p,
                            .first = levels->n * MADE_PRICES,
                            .n = MADE_PRICES,
                            .median = medians[p]};
        for (size_t i = 0; i < MADE_PRICES; i++)
            made->prices[level->first + i] = medians[p] * about[i];
        levels->n++;
        series->n++;
    }
    levels->longest = series->n > levels->longest ? series->n : levels->longest;
}

#endif
