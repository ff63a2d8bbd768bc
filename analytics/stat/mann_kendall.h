/* mann_kendall: does a series go up or down (Mann-Kendall), and by how much (Theil-Sen).
 *
 * Values are taken as independent: correlation in time makes p-values too small.
 *
 * A series is n values x[i] at times t[i] that rise strictly (periods may be missing: give the
 * period's number, an_period.index). t NULL stands for 0, 1, 2... cycle is the number of seasons
 * (4 for quarters, 12 for months): only values of the same season, t mod cycle, are compared, and t
 * must then be whole and not negative. cycle 1: no seasons. */
#ifndef AN_STAT_MANN_KENDALL_H
#define AN_STAT_MANN_KENDALL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "stat/interval.h"

typedef struct an_kendall_test {
    double s;        /* rising pairs less falling pairs (within seasons) */
    double variance; /* sum over seasons of (n(n-1)(2n+5) - sum over ties of k(k-1)(2k+5))/18 */
    double z;        /* (s - sign s)/sqrt(variance) */
    double p_value;  /* two-sided, normal; rough for n below 10 */
} an_kendall_test;

/* Mann (1945), Kendall (1975), seasonal: Hirsch, Slack and Smith (1982). scratch: n doubles.
 * Least n 3. AN_UNDEFINED also where the variance is 0 (a constant series, one value a season), and
 * for a t or cycle against the rules above. O(n^2). */
an_code an_kendall_trend(const double t[], const double x[], size_t n, unsigned cycle, double scratch[],
                         an_kendall_test *out);

typedef struct an_sen_line {
    double slope;         /* per unit of t (for a year of quarters: times 4) */
    an_interval interval; /* of the slope; -INFINITY, INFINITY where n is too small for the level */
} an_sen_line;

/* Theil-Sen: the median of the N' slopes (x[j]-x[i])/(t[j]-t[i]) of all pairs (of a season), i < j. Interval
 * (Sen 1968): the slopes of ranks (N'-C)/2 and (N'+C)/2 + 1, rounded, C = z sqrt(variance of s).
 * scratch: max(n, n(n-1)/2) doubles. Least n 3, and a pair. A constant series has slope 0 with the
 * interval 0, 0. O(n^2 log n). */
an_code an_sen_slope(const double t[], const double x[], size_t n, unsigned cycle, double level,
                     double scratch[], an_sen_line *out);

/* The parts that shift.h shares. valid: t and cycle keep the rules above and n > 0. time, season:
 * those of x[i]. slopes: writes the slopes of all pairs of a season with first <= i < j < end, returns
 * their number, at most (end-first)(end-first-1)/2. */
bool an_kendall_valid(const double t[], size_t n, unsigned cycle);
double an_kendall_time(const double t[], size_t i);
unsigned an_kendall_season(const double t[], size_t i, unsigned cycle);
size_t an_sen_slopes(const double t[], const double x[], size_t first, size_t end, unsigned cycle,
                     double slopes[]);

#endif
