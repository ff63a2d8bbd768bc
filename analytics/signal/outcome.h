/* outcome: what declarants did about signals, by method and level: the value of a check can then be
 * measured. */
#ifndef AN_SIGNAL_OUTCOME_H
#define AN_SIGNAL_OUTCOME_H

#include "signal/scoring.h"

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

/* Counts a signal by its item's outcome: amended, confirmed, ignored, or anything else for not known. */
void an_outcomes_add(an_outcomes *outcomes, const an_signal *signal);

/* Writes them as CSV. Columns and rows: method, level, signals, amended, confirmed,
 * ignored, precision (amended / (amended + confirmed)), lower, upper (Wilson, 95 %). Methods by first
 * appearance, levels from the finest. AN_SYSTEM: it cannot be written. */
an_code an_outcomes_write(const an_outcomes *outcomes, const an_comparison *comparison, an_writer *writer,
                          an_error *err);

#endif
