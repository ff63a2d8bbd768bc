/* shift: one lasting change of level in a short series with a trend and perhaps seasons.
 *
 * Model: x = season + slope t + delta I(t >= t[position]) + noise, with some values wild. This project's own
 * procedure, in the manner of Rousseeuw, Perrotta, Riani and Hubert (2019, LTSts): explained, and how often
 * it errs, in shift.c. Noise that is correlated in time gives more false alarms. */
#ifndef AN_STAT_SHIFT_H
#define AN_STAT_SHIFT_H

#include <stddef.h>

#include "base/error.h"

enum { AN_SHIFT_SIDE = 3 }; /* least number of values before and after a shift */

typedef struct an_shift {
    size_t position;   /* index of the first value of the new level */
    double size;       /* delta, in the unit of x */
    double slope;      /* per unit of t */
    double t;          /* of delta; +-INFINITY where the fit is exact */
    double p_value;    /* two-sided, after Bonferroni, at most 1; 0 where the fit is exact */
    size_t candidates; /* positions tried */
    size_t left_out;   /* values taken for wild */
} an_shift;

/* t, x, n, cycle as in mann_kendall.h. scratch: n(n-1)/2 + 2n doubles, changed.
 * Where the kept values lie on one line t is 0 and p_value 1.
 * Least n cycle + 6. AN_UNDEFINED also for a t or cycle against the rules there, and where no
 * position can be fitted (too few values a season). O(n^3 log n): 40 values take half a millisecond. */
an_code an_shift_find(const double t[], const double x[], size_t n, unsigned cycle, double scratch[],
                      an_shift *out);

#endif
