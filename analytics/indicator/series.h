/* series: the observations of one indicator and one key in the order of their periods, cut where a definition
 * changed. */
#ifndef AN_INDICATOR_SERIES_H
#define AN_INDICATOR_SERIES_H

#include <stddef.h>

#include "base/date.h"
#include "base/error.h"
#include "indicator/observation.h"

/* An observation with its period, and the segment between two breaks that it lies in, from 1. */
typedef struct an_point {
    size_t observation;
    an_period period;
    unsigned segment;
} an_point;

/* Makes the points of n observations and sorts them by period, years before quarters before months.
 * AN_DATA with its place: a text that is no period, or two observations of the same period. */
an_code an_series_sort(const an_observations *table, const size_t rows[], size_t n, an_point points[],
                       an_error *err);

/* The number of points from the first on that have a period of its kind (a quarter, a month): n or less. */
size_t an_series_run(const an_point points[], size_t n);

/* Numbers the segments of n sorted points of one kind: a new one begins with the first point whose period
 * begins on or after a break, unless it is the first point of all. */
void an_series_cut(an_point points[], size_t n, const an_date breaks[], size_t n_breaks);

/* The number of points from the first on in its segment: n or less. */
size_t an_series_segment(const an_point points[], size_t n);

/* The periods in a year: 2, 4, 12 for halves, quarters, months; else 1. */
unsigned an_period_cycle(an_period_kind kind);

#endif
