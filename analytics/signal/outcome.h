/* outcome: what declarants did about signals, by method and level: the value of a check can then be
 * measured. */
#ifndef AN_SIGNAL_OUTCOME_H
#define AN_SIGNAL_OUTCOME_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "price/comparison.h"
#include "indicator/output.h"

enum { AN_OUTCOME_METHODS = 16 };

/* The signals of one method at one level. */
typedef struct an_outcome_counts {
    uint64_t signals, amended, confirmed, ignored;
} an_outcome_counts;

/* Start with {0}. */
typedef struct an_outcomes {
    const char *methods[AN_OUTCOME_METHODS]; /* by first appearance */
    an_outcome_counts counts[AN_OUTCOME_METHODS][AN_COMPARISON_LEVELS];
    uint64_t known; /* signals with an outcome */
} an_outcomes;

/* Counts a signal of method (a constant text) at level; outcome: amended, confirmed, ignored, or anything
 * else for not known. */
void an_outcomes_add(an_outcomes *outcomes, const char *method, size_t level, const char *outcome);

/* Columns and rows: method, level, signals, amended, confirmed, ignored, precision (amended / (amended +
 * confirmed)), lower, upper (Wilson, 95 %). Methods by first appearance, levels from the finest. */
enum { AN_OUTCOME_COLUMNS = 9 };
extern const char *const an_outcome_columns[AN_OUTCOME_COLUMNS];
void an_outcomes_write(const an_outcomes *outcomes, const an_comparison *comparison, an_output *output);

/* The same as a CSV file, written whole or not at all. AN_SYSTEM: it cannot be written. */
an_code an_outcomes_save(const an_outcomes *outcomes, const an_comparison *comparison, const char *path,
                         an_error *err);

#endif
