/* measure_table: the table of sidda-trend --measure: the index of the goods, and what the measure did.
 *
 * An indicator table broken down by `goods` (comparison, difference, expected, monitored). Indicators:
 * price_index (1: the level before the measure), level_change and slope_change (relative; at the first whole
 * period of each measure). */
#ifndef AN_MOVEMENT_MEASURE_TABLE_H
#define AN_MOVEMENT_MEASURE_TABLE_H

#include "movement/measure.h"
#include "indicator/indicator.h"

/* Behind the fixed columns: n (keys), prices, periods, window, seasons, rho, p_value, signal (up, down). */
extern const char *const an_measure_columns[];
enum { AN_MEASURE_COLUMNS = 8 };

/* Writes all rows: by indicator, then period, then goods. n_measures: how many there are; level: that of the
 * intervals; a p-value up to 1 - level is a signal. */
void an_measure_table_write(const an_measured *measured, size_t n_measures, double level, an_indicators *out);

#endif
