/* at_clearance: the worker of a scan that answers each declaration as it comes. */
#ifndef AN_SIGNAL_AT_CLEARANCE_H
#define AN_SIGNAL_AT_CLEARANCE_H

#include "signal/clearance.h"
#include "signal/outcome.h"
#include "scan/scan.h"

/* What a scan must read: these, then the keys. */
enum { AN_AT_CLEARANCE_NEEDS = 7, AN_AT_CLEARANCE_NEEDS_MOST = AN_AT_CLEARANCE_NEEDS + AN_COMPARISON_KEYS };

typedef struct an_at_clearance {
    const an_references *references;
    double threshold;
    size_t min_group;
    bool all;           /* a row for every item, not for signals only */
    an_output *output;  /* as signal_row.h writes */
    an_writer *flushed; /* after each row; NULL: a file needs no hurry */
    an_outcomes outcomes;
    size_t scored, signals, unpriced, unmatched; /* items */
} an_at_clearance;

/* Fills needs for the comparison's keys by[]; returns how many. */
size_t an_at_clearance_needs(const an_comparison *comparison, const char *const by[],
                             an_need needs[AN_AT_CLEARANCE_NEEDS_MOST]);

/* row of an_scan; worker is an an_at_clearance. O(1) memory. */
an_code an_at_clearance_row(void *worker, const an_row *row, an_error *err);

#endif
