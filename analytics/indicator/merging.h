/* merging: the rows of tables of parts of the data, added up.
 *
 * Rows with the same indicator, period and keys become one; numerator, denominator and n_missing are added
 * exactly; the denominator of a share of a total (share_of) is the sum of those of the parts, each once. What
 * value follows from the numbers is not decided here (meaning.h, indicator.h).
 *
 * Classes (control_stage, control_type, control_basis): a tally has rows for every class that it met
 * anywhere, whatever the other keys (tally.h). Parts may have met different classes, the empty one above all;
 * the whole has a row for each, in which what counts all units of the group (an_meaning_whole) stands too. */
#ifndef AN_INDICATOR_MERGING_H
#define AN_INDICATOR_MERGING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/date.h"
#include "base/error.h"
#include "indicator/grouping.h"
#include "indicator/indicator.h"
#include "indicator/observation.h"

/* A row of the whole. */
typedef struct an_merged {
    size_t indicator; /* its number, in the order of the input */
    size_t unit;      /* the number of its indicator, period and keys without the class */
    size_t sample;    /* an observation of it, or of the same indicator and units where no part had the row */
    size_t parts;     /* observations added up */
    an_period period;
    const char **keys;
    bool after_break; /* a part had status B */
    bool is_provisional; /* a part had status P */
    an_result result; /* numbers and unit; value, lower and upper NAN, status M, method "" */
} an_merged;

typedef struct an_merging {
    const an_observations *table;
    an_grouping indicators; /* the observations of each */
    an_merged *rows;        /* by indicator, period and keys, bytewise */
    size_t n;
    const char **keys;
} an_merging;

/* Adds up all observations of table, which stays the caller's and must stay. AN_DATA with its place: no
 * period, units that differ, a sum beyond the decimals; a share whose total holds rows that are not
 * there. *merging is to be freed in any case. */
an_code an_merging_new(an_merging *merging, const an_observations *table, an_error *err);
void an_merging_free(an_merging *merging);

/* The code of an indicator by its number; the number of a code, or the number of indicators. */
const char *an_merging_code(const an_merging *merging, size_t indicator);
size_t an_merging_indicator(const an_merging *merging, const char *code);

/* The row of another indicator with the period and keys of row, or NULL. */
const an_merged *an_merging_find(const an_merging *merging, size_t indicator, const an_merged *row);

#endif
