/* displacement_table: the table of sidda-shift: a row for each group, part and period.
 *
 * An indicator table (result/indicator.h) with further columns; the indicator is called after the column that
 * is shared out: customs_office_share. */
#ifndef AN_MOVEMENT_DISPLACEMENT_TABLE_H
#define AN_MOVEMENT_DISPLACEMENT_TABLE_H

#include <stdbool.h>

#include "movement/displacement.h"
#include "indicator/indicator.h"

/* Behind the fixed columns: n, window, previous, change, z, p_value, q_value, tau, signal, mirror,
 * mirror_part. */
extern const char *const an_displacement_columns[];
enum { AN_DISPLACEMENT_COLUMNS = 11 };

typedef struct an_displacement_table {
    const an_shares *shares;
    const an_jump *jumps;
    const an_displacement *found;
    const char *indicator;
    bool counted;  /* the amounts are counts of items */
    bool signals;  /* parts with a signal in some period only */
    size_t n_keys; /* of --by and the part */
    const an_settings *settings;
} an_displacement_table;

/* Writes all rows: by period, then keys, then part. A part stands in every period of its group, with a share
 * of 0 where it has nothing. AN_SYSTEM: no memory. O(shares log shares). */
an_code an_displacement_table_write(const an_displacement_table *table, an_indicators *out, an_error *err);

#endif
