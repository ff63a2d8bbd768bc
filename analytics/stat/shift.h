/* shift: one lasting change of level in a short series with a trend and perhaps seasons.
 *
 * Model: x = season + slope t + delta I(t >= t[position]) + noise, with some values wild. This
 * project's own procedure, in the manner of Rousseeuw, Perrotta, Riani and Hubert (2019, LTSts) but
 * without random starts, for n of some dozens. For each candidate position:
 *   1. slope: median of the slopes of all pairs of one season on one side of the position, which
 *      neither the shift nor the seasons can move;
 *   2. delta: median of x[j] - x[i] - slope (t[j]-t[i]) over pairs of one season across the position
 *      (Hodges-Lehmann); then each season: median of the values that remain;
 *   3. scale of the residuals: 1.4826 (1 + 5/(n-p)) times the median of the n-p largest |residuals|,
 *      p = cycle + 2 (Rousseeuw and Leroy 1987 have the factor). Wild: beyond 2.5 scales.
 * The position with the least sum of |residuals| is taken. Least squares on the values that are not
 * wild gives delta; its t statistic has n-p degrees of freedom, with Huber's variance (wild residuals cut to
 * the limit). The p-value is multiplied by the number of candidates (Bonferroni).
 * Simulated for n = 8 to 60, cycle 1 and 4: 1 to 6 % of series without a shift have p < .05, for normal
 * noise, t noise with 3 degrees of freedom, and 10 % of the noise tenfold. In normal noise without seasons a
 * shift of 6 standard deviations half way has p < .05 in 91 % of series of 12, in 99.7 % of 20. Noise that
 * is correlated in time gives more false alarms. */
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
