/* at_clearance: each declaration judged as it comes, by the references of an earlier table: a credibility
 * check at clearance.
 *
 * What is said is the plain robust score against the finest reference of enough prices. No q-value and no
 * rank: those need all items. */
#ifndef AN_SIGNAL_AT_CLEARANCE_H
#define AN_SIGNAL_AT_CLEARANCE_H

#include "scan/scan.h"
#include "signal/outcome.h"

/* What a scan must read: an_intake_item, then the keys. */
enum { AN_AT_CLEARANCE_NEEDS_MOST = AN_INTAKE_NEEDS + AN_COMPARISON_KEYS };

typedef struct an_at_clearance {
    const an_references *references;
    double threshold; /* a score beyond it is a signal */
    size_t min_group;
    bool all;           /* a row for every item, not for signals only */
    an_output *output;  /* with the columns of signals.h */
    an_writer *flushed; /* after each row; NULL: a file needs no hurry */
    an_outcomes outcomes;
    size_t scored, signals, unpriced, unmatched; /* items */
    size_t coarser;                              /* of the scored, by another level than the finest */
    size_t written;                              /* rows */
} an_at_clearance;

/* Fills needs for the comparison's keys by[]; returns how many. */
size_t an_at_clearance_needs(const an_comparison *comparison, const char *const by[],
                             an_need needs[AN_AT_CLEARANCE_NEEDS_MOST]);

/* row of an_scan; worker is an an_at_clearance. O(levels) time, O(1) memory. */
an_code an_at_clearance_row(void *worker, const an_row *row, an_error *err);

#endif
