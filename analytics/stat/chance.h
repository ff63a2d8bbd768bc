/* chance: what a series does that keeps its ordinary ways: one measure for change, trend, shift and chart.
 *
 * A quarter is like the one before it: values are correlated in time, and tests that take them for
 * independent find trends and shifts in series that only wander. Here every statistic is held against what
 * it reaches in ordinary series: at most one in twenty of independent ones, and 7 % of those that are
 * correlated by 0.6 from one period to the next. These critical values come from simulation (bench_verdicts
 * critical remakes the tables). Measured rates and powers: docs/methods.md. */
#ifndef AN_STAT_CHANCE_H
#define AN_STAT_CHANCE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

typedef enum an_chance_test {
    AN_CHANCE_CHANGE, /* of one value against an earlier one: an_chance_change, by the number of changes */
    AN_CHANCE_TREND,  /* |z| of Mann-Kendall, by the number of values */
    AN_CHANCE_SHIFT,  /* |t| of an_shift_find */
    AN_CHANCE_CHART,  /* width of the limits of an_chance_chart */
} an_chance_test;

/* The critical value for n values (changes) of a cycle (4, 12; 1 none): of independent series at most one in
 * twenty goes beyond it. Between the values of the tables it is interpolated over 1/n. INFINITY: n is too
 * small to tell (fewer than 5 changes, 5 values for a trend, 7 for a chart). */
double an_chance_critical(an_chance_test test, size_t n, unsigned cycle);

/* A p-value that is .05 at the critical value: that of the normal distribution at 1.96 statistic/critical. */
double an_chance_p(double statistic, double critical);

/* How large change i of d[n] is beside the others: |d_i| / root of their mean square, or of its variance by
 * counting alone, chance, whichever is larger. AN_UNDEFINED: n < 2, all 0. O(n). */
an_code an_chance_change(const double d[], size_t n, size_t i, double chance, double *statistic);

/* Whether x[n] at times t (mann_kendall.h) has seasons: Kruskal and Wallis (1952) of the values less their
 * Theil-Sen line, at 5 %. scratch: n (n + 1) / 2 + 2 n doubles. */
bool an_chance_seasonal(const double t[], const double x[], size_t n, unsigned cycle, double scratch[]);

/* The median of x[n], and its standard deviation in ordinary times: the mean moving range / 1.128 or the MAD
 * times 1.4826, whichever is larger. scratch: 2 n doubles. AN_UNDEFINED: n < 2, all the same. O(n log n). */
an_code an_chance_center(const double x[], size_t n, double scratch[], double *center, double *sigma);

/* The rules of "making data count" (NHS England) charts, for z[n], values less center in standard deviations:
 * beyond width; two of three beyond two thirds of it, on one side; a run on one side; steps that all rise or
 * all fall. The lengths of run and steps grow with n. */
typedef enum an_chance_rule {
    AN_CHART_NONE,
    AN_CHART_LIMIT,
    AN_CHART_TWO_OF_THREE,
    AN_CHART_RUN,
    AN_CHART_STEPS
} an_chance_rule;

size_t an_chance_run(size_t n);   /* values on one side */
size_t an_chance_steps(size_t n); /* values that rise, or fall */

/* rule[i]: the first rule that value i is part of; side[i]: 1 above (or rising), -1 below. O(n run). */
void an_chance_chart(const double z[], size_t n, double width, an_chance_rule rule[], int side[]);

#endif
