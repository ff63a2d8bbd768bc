/* movement: how the price level of each key went over the periods: trend, lasting change, signal.
 *
 * Everything is of the natural logarithms of the medians (levels.h), and of one key only: prices of other
 * goods never mix in. A signal is a reason to doubt, or to ask what happened; never proof. */
#ifndef AN_MOVEMENT_MOVEMENT_H
#define AN_MOVEMENT_MOVEMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "indicator/indicator.h"
#include "movement/change.h"
#include "movement/levels.h"
#include "stat/mann_kendall.h"

typedef struct an_movement {
    size_t periods;     /* periods with enough prices */
    size_t first, last; /* levels of the first and the last of them; not set where there is none */
    unsigned seasons;   /* 1; the periods of a year where these were compared apart */
    an_sen_line line;   /* Theil-Sen, of the log price, a period; NAN: fewer than three periods */
    an_kendall_test test; /* Mann-Kendall; NAN: not computable */
    double trend_q;
    size_t shift; /* level with which a new one begins; SIZE_MAX: could not be sought */
    double shift_size, shift_p, shift_q; /* of the log price */
    const char *signal; /* jump_up, jump_down (shift), else rising, falling (trend), else "" */
} an_movement;

/* Judges all series; movements: one each. The trend is seasonal (Hirsch, Slack and Smith) where the periods
 * with enough prices span two years; the shift where they span three: in two, a step is a slope with a step
 * back, and a season beside it can be either. shift_p is that of confirm.h. q-values: Benjamini-Hochberg
 * over the series, trend and shift each a family. A trend is a signal only beside what the others do (*phi:
 * how much more their scores vary than by chance). At most AN_MOVEMENT_MOST periods for the shift.
 * O(periods^3 log periods) a series, shared out among threads. */
enum { AN_MOVEMENT_MOST = 240 };
an_code an_movements_make(an_movement movements[], const an_levels *levels, const an_movement_rules *rules,
                          unsigned threads, double *phi, an_error *err);

/* ---- the table ---- */

/* An indicator table (indicator/table.h) with further columns, so that ind-plot draws it and ind-trend
 * reads it: indicator median_price (EUR/kg), or price_index, which has all keys on one scale. A row for each
 * key and period, with how the key went. */

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
    const an_indicator *indicator;  /* what the rows are of */
    bool index;                     /* the median over that of the first period with enough prices */
    bool signals;  /* keys with a signal, or that moved in some period, only */
    int64_t min_n; /* fewer prices have status U */
} an_movement_table;

/* Writes all rows: by period, then by keys. AN_SYSTEM: no memory. O(levels log levels). */
an_code an_movement_table_write(const an_movement_table *table, an_indicators *out, an_error *err);

#endif
