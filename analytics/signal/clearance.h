/* clearance: one price against the references of an earlier table: a credibility check at clearance. */
#ifndef AN_SIGNAL_CLEARANCE_H
#define AN_SIGNAL_CLEARANCE_H

#include "signal/signals.h"

/* One item, as it is declared. */
typedef struct an_check_item {
    double value, mass, duty_rate; /* NAN: not known */
    const char *period;
    const char *const *keys;
} an_check_item;

typedef enum an_check_result {
    AN_CHECK_JUDGED,
    AN_CHECK_UNPRICED,  /* no value or no mass */
    AN_CHECK_UNMATCHED, /* no reference of enough prices at any level */
} an_check_result;

/* The plain robust score of item against the finest reference of at least min_group prices; a score beyond
 * threshold is a signal. No q-value and no rank: those need all items. O(levels). */
an_check_result an_check(const an_references *references, const an_check_item *item, double threshold,
                         size_t min_group, an_scored *scored);

#endif
