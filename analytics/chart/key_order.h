/* key_order: the rows of an indicator table that are of one key, and in which order they stand in a chart. */
#ifndef AN_CHART_KEY_ORDER_H
#define AN_CHART_KEY_ORDER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "chart/chart_rows.h"

typedef struct an_key_order {
    size_t n;
    size_t *rank;  /* of each row: the place of its group, from 0 */
    size_t *first; /* of each group, by rank: its first row */
} an_key_order;

/* Groups rows by their key. sorted: by the value of the first series, the largest first, missing ones last,
 * equal ones by key; else in the order of the table. groups starts as {0}; free it also after an error.
 * AN_SYSTEM: memory. O(n log n). */
an_code an_key_order_make(an_key_order *groups, const an_chart_rows *rows, bool sorted, an_error *err);
void an_key_order_free(an_key_order *groups);

#endif
