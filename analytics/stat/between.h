/* between: is a count beyond what chance and the ordinary spread between areas explain.
 *
 * Areas are never quite alike: with large counts chance alone explains no difference, and everything is
 * "significant". Here the rates of areas are spread about a common one, normal on the logit scale, by a
 * standard deviation sigma that nobody knows. It is learned from all areas but the judged one, and what is
 * not known of it counts: a tail probability is the mean over all sigma, each as likely as the others make
 * it. With few areas the tails are therefore wide. Measured: docs/methods.md, tests/bench/bench_verdicts.c.
 * */
#ifndef AN_STAT_BETWEEN_H
#define AN_STAT_BETWEEN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

enum { AN_BETWEEN_GRID = 64 }; /* most values of sigma */

/* What is known of one value of sigma: sums over the areas (between.c). */
typedef struct an_between_node {
    double sigma;                                /* standard deviation of the logits */
    double rho;                                  /* the intraclass correlation that it makes */
    double excess;                               /* kurtosis of the rates, less 3 */
    double shift;                                /* logit of the mean rate less the mean logit */
    double prior;                                /* log */
    double weight, first;                        /* sum of w, and of w y: for the mean */
    double kept, kept_first, kept_second, width; /* sums of c w, c w y, c w y^2, c log D: for sigma */
} an_between_node;

typedef struct an_between {
    double target; /* sum x / sum n */
    double items;  /* sum n */
    size_t areas;
    size_t n_nodes, typical; /* typical: the likeliest */
    an_between_node nodes[AN_BETWEEN_GRID];
} an_between;

/* What an area is judged by. */
typedef struct an_between_tails {
    double lower, upper; /* P(X <= x), P(X >= x) of an area of n items */
    double expected;     /* the mean rate of the others */
    double tau2;         /* the variance of their logits, beside chance: its posterior mean */
    double p_value; /* twice the smaller tail, at most 1, and not below that of chance alone at the target */
} an_between_tails;

/* Describes areas, x[i] of n[i], i < areas, not changed. Sums of doubles:
 * give areas in an order of their own where the last digits matter. Least: 2 areas. AN_UNDEFINED also unless
 * 0 <= x <= n, n > 0 for each and 0 < target < 1. O(areas). */
an_code an_between_fit(const double x[], const double n[], size_t areas, an_between *fit);

/* The tails of x of n. own: how many cases of these n the area of the fit has that is judged, which is left
 * out of what it is judged by (x itself, or a count that it might have had); NAN: the area is none of the
 * fit. n need not be whole. AN_UNDEFINED unless 0 <= x <= n, n > 0, and where nothing is left. Where x or n
 * - x is below 40 some 50 evaluations of the binomial distribution for each sigma that counts. */
an_code an_between_judge(const an_between *fit, double x, double n, double own, an_between_tails *tails);

/* p_value as a standard normal score, positive where the upper tail is the smaller: how far beyond chance. */
double an_between_z(const an_between_tails *tails);

/* A control limit for drawing: the rate that an area of n items, whole, lies below with this probability,
 * from the exact binomial limit and the spread of the logits as if their squares added up.
 * AN_UNDEFINED unless n > 0 is whole and 0 < probability < 1. */
an_code an_between_limit(const an_between *fit, double n, double probability, double *limit);

#endif
