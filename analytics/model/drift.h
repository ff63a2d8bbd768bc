/* drift: how the prices of one group moved within its period: not at all, steadily, or in one jump. */
#ifndef AN_MODEL_DRIFT_H
#define AN_MODEL_DRIFT_H

#include <stddef.h>
#include <stdint.h>

enum { AN_DRIFT_LEAST = 40, AN_DRIFT_BINS = 12 };

typedef enum an_drift_kind { AN_DRIFT_NONE, AN_DRIFT_STEADY, AN_DRIFT_JUMP } an_drift_kind;

typedef struct an_drift {
    an_drift_kind kind;
    double day;   /* the middle of the period, or the first day of the new level */
    double slope; /* per day */
    double jump;  /* of the log price; taken as half below and half above the level */
} an_drift;

/* Finds the drift of the log prices x[n] over day[n] (NAN: not known), each with a weight: none, a steady
 * one or one jump, dated to the day. order: of ascending x. scratch: 2 n + 100 doubles. Kind AN_DRIFT_NONE
 * below AN_DRIFT_LEAST items with a day. O(n). [This project's rule.] */
void an_drift_find(const double x[], const double day[], const double weight[], const uint32_t order[],
                   size_t n, double scratch[], an_drift *drift);

/* What the drift adds to a log price of that day; 0 for a day that is not known. */
double an_drift_at(const an_drift *drift, double day);

#endif
