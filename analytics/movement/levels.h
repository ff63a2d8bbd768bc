/* levels: the price level of each key in each period, as series.
 *
 * The level is the median unit price (EUR/kg). A row of the extract is one price, whatever number of items it
 * stands for. */
#ifndef AN_MOVEMENT_LEVELS_H
#define AN_MOVEMENT_LEVELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/date.h"
#include "base/error.h"
#include "tally/tally.h"

/* What a source must sample for an_levels_read; the first two columns are needed. */
extern const char *const an_levels_sample[];

/* One key in one period. */
typedef struct an_level {
    const char *period;
    int32_t time;        /* its number (an_period.index) */
    size_t first;        /* its prices in an_levels.prices, */
    size_t n, unpriced;  /* and their number; items without a value or a mass, or with 0 */
    double median;       /* EUR/kg; NAN: no price */
    double lower, upper; /* interval of the median; infinite: too few prices for it */
} an_level;

/* One key; its levels ascend in time. */
typedef struct an_level_series {
    const char *const *keys;
    size_t first, n;
} an_level_series;

typedef struct an_levels {
    double *prices;   /* EUR/kg, level by level, there ascending */
    an_level *levels; /* series by series */
    size_t n;
    an_level_series *series; /* by keys, bytewise */
    size_t n_series, longest;
    an_period_kind kind; /* of the periods */
    size_t unpriced;
} an_levels;

/* The levels of a finished tally whose source samples as above; texts stay the tally's. level: of the
 * intervals (an_location_median_interval). O(rows log rows), shared out among threads. Free with
 * an_levels_free; after an error there is nothing to free. */
an_code an_levels_read(an_levels *levels, const an_tally *tally, double level, unsigned threads,
                       an_error *err);
void an_levels_free(an_levels *levels);

/* Whether a level has enough prices to be a part of the course of its key: one at least. */
static inline bool an_level_is_enough(const an_level *level, size_t min_group)
{
    return level->n > 0 && level->n >= min_group;
}

/* "2017-Q1/2017-Q4": from the first period to the last. */
enum { AN_WINDOW_SIZE = 2 * AN_PERIOD_SIZE };
void an_levels_window(const char *first, const char *last, char out[AN_WINDOW_SIZE]);

#endif
