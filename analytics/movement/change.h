/* change: did the prices of a key change from one period to the next, by more than prices honestly do. */
#ifndef AN_MOVEMENT_CHANGE_H
#define AN_MOVEMENT_CHANGE_H

#include <stddef.h>

#include "base/error.h"
#include "movement/levels.h"

/* Of changes, and of the course over all periods (movement.h). */
typedef struct an_movement_rules {
    size_t min_group; /* a period of fewer prices is left out */
    double level;     /* of the interval of the slope */
    double fdr;       /* a change or signal where the corrected p-value is at most this... */
    double least;     /* and the price changed by this share at least; the trend from end to end */
} an_movement_rules;

/* Of a level against the one of its key's period before. */
typedef struct an_price_change {
    double previous; /* the median before, EUR/kg; NAN: there is none to compare with, nor are those below */
    double change;   /* of the median, relative */
    double above;    /* share of pairs in which a price is above one of the period before (stat/rank.h) */
    double p_value, q_value;
    const char *moved; /* up, down, "" */
} an_price_change;

/* Tests changes d[n], whose standard errors under chance alone are s[n] > 0, beside what all of them vary by:
 * z = d / sqrt(s^2 + tau^2), two-sided normal p, q after Benjamini and Hochberg over all. d becomes z, s p.
 * scratch: 2 n doubles. Returns tau (an_dispersion_between); 0 of fewer than two. */
double an_changes_test(double d[], double s[], size_t n, double scratch[], double q[]);

/* Judges all levels against the latest earlier one of their key with enough prices; changes: one each. With s
 * the standard error of `above` under chance alone, z = (above - 1/2) / sqrt(s^2 + tau^2): tau^2 is what
 * prices honestly move by, found from all changes at once (an_dispersion_between), else every key with many
 * items would be called changed. q: Benjamini-Hochberg over all changes. *tau: 0 where they vary as chance
 * has it. O(prices), shared out among threads. AN_SYSTEM: no memory. */
an_code an_changes_make(an_price_change changes[], const an_levels *levels, const an_movement_rules *rules,
                        unsigned threads, double *tau, an_error *err);

#endif
