/* grouping: the observations of an indicator table that belong together. */
#ifndef AN_INDICATOR_GROUPING_H
#define AN_INDICATOR_GROUPING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "indicator/observation.h"

/* Observations that belong together: group g is row[start[g]] to row[start[g+1] - 1], numbers of observations
 * in their order; groups in the order of their first observation. */
typedef struct an_grouping {
    size_t n;
    size_t *start; /* n + 1 */
    size_t *row;   /* one for each observation */
    uint32_t *of;  /* the group of each observation; NULL from an_grouping_by */
} an_grouping;

/* What else the observations of a group have in common. */
typedef enum an_grouping_pattern {
    AN_PATTERN_NONE,
    AN_PATTERN_TOTALS, /* the breakdown columns whose keys stand for all */
    AN_PATTERN_TABLES, /* the breakdown columns that their own tables have */
    AN_PATTERN_SUMS,   /* nothing, but TOTAL, _T and a column that the own table does not have are one key */
} an_grouping_pattern;

/* Groups all observations with the same texts in these columns of the sheet, and by pattern. An empty key and
 * a column that the observation's own table does not have are not the same: the one is of units without a
 * key, the other of all. O(observations). */
an_code an_observations_group(const an_observations *table, const int columns[], size_t n,
                              an_grouping_pattern pattern, an_grouping *grouping, an_error *err);

/* The same for n things whose groups are known: number[i] < n_groups is that of thing i. */
an_code an_grouping_by(const uint32_t number[], size_t n, size_t n_groups, an_grouping *grouping,
                       an_error *err);
void an_grouping_free(an_grouping *grouping);

#endif
