/* movement_table: the table of sidda-trend: a row for each key and period, with the course of the key.
 *
 * An indicator table (result/indicator.h) with further columns, so that ind-plot draws it and ind-trend reads
 * it: indicator median_price (EUR/kg), or price_index, which has all keys on one scale. */
#ifndef AN_MOVEMENT_MOVEMENT_TABLE_H
#define AN_MOVEMENT_MOVEMENT_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "movement/change.h"
#include "movement/levels.h"
#include "movement/movement.h"
#include "indicator/indicator.h"

/* Behind the fixed columns: n; against the period before previous, change, above, tau, change_p,
 * change_q, moved; of the key periods, window, seasons, slope, slope_lower, slope_upper, mk_s, mk_z,
 * mk_p, mk_phi, mk_q, shift, shift_size, shift_p, shift_q, signal. slope and shift_size are relative:
 * exp(log change) - 1. */
extern const char *const an_movement_columns[];
enum { AN_MOVEMENT_COLUMNS = 24 };

typedef struct an_movement_table {
    const an_levels *levels;
    const an_price_change *changes; /* one a level */
    double tau, phi;                /* of the changes, of the trends */
    const an_movement *movements;   /* one a series */
    bool index;    /* price_index: the median over that of the first period with enough prices */
    bool signals;  /* keys with a signal, or that moved in some period, only */
    int64_t min_n; /* fewer prices have status U */
} an_movement_table;

/* Writes all rows: by period, then by keys. AN_SYSTEM: no memory. O(levels log levels). */
an_code an_movement_table_write(const an_movement_table *table, an_indicators *out, an_error *err);

#endif
