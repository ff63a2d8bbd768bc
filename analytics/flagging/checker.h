/* checker: the worker of a scan that answers each declaration as it comes.
 */
#ifndef AN_FLAGGING_CHECKER_H
#define AN_FLAGGING_CHECKER_H

#include "flagging/check.h"
#include "flagging/outcome.h"
#include "table/extract.h"

/* What a scan must read: these, then the keys. */
enum { AN_CHECKER_NEEDS = 7, AN_CHECKER_NEEDS_MOST = AN_CHECKER_NEEDS + AN_LADDER_KEYS };

typedef struct an_checker {
    const an_references *references;
    double threshold;
    size_t min_group;
    bool all;           /* a row for every item, not for signals only */
    an_output *output;  /* as signal_row.h writes */
    an_writer *flushed; /* after each row; NULL: a file needs no hurry */
    an_outcomes outcomes;
    size_t scored, signals, unpriced, unmatched; /* items */
} an_checker;

/* Fills needs for the ladder's keys by[]; returns how many. */
size_t an_checker_needs(const an_ladder *ladder, const char *const by[],
                        an_need needs[AN_CHECKER_NEEDS_MOST]);

/* row of an_scan; worker is an an_checker. O(1) memory. */
an_code an_checker_row(void *worker, const an_row *row, an_error *err);

#endif
