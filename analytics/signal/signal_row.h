/* signal_row: the row that sidda-flag writes of a scored item. */
#ifndef AN_SIGNAL_SIGNAL_ROW_H
#define AN_SIGNAL_SIGNAL_ROW_H

#include "signal/signals.h"

/* What identifies an item. */
typedef struct an_signal_names {
    const char *declaration, *number, *period;
    const char *const *keys; /* as many as the comparison has */
} an_signal_names;

enum { AN_SIGNAL_ROW_COLUMNS = 21, AN_SIGNAL_ROW_MOST = 3 + AN_COMPARISON_KEYS + AN_SIGNAL_ROW_COLUMNS };

/* The names of the columns, those of the keys by[] among them; returns how many. */
size_t an_signal_row_names(const an_comparison *comparison, const char *const by[],
                           const char *names[AN_SIGNAL_ROW_MOST]);

/* Writes one row. has_set: the comparison set itself is known, not only what a table of references says of
 * it. */
void an_signal_row_write(const an_comparison *comparison, const an_signal_names *names,
                         const an_scored *scored, double mass, bool has_set, an_output *output);

#endif
