/* density: how many separate groups of values a sample shows.
 *
 * Values and scratch: see stat/location.h. */
#ifndef AN_STAT_DENSITY_H
#define AN_STAT_DENSITY_H

#include <stddef.h>

#include "base/error.h"

enum { AN_DENSITY_GRID = 256 };

/* Silverman's bandwidth of x, ascending: 0.9 min(sd, IQR / 1.349) n^(-1/5); the sd alone where the IQR is 0;
 * R's bw.nrd0 has 1.34. AN_UNDEFINED: n < 2, or all values equal. Source: Silverman 1986, Density
 * Estimation, 3.4.2. */
an_code an_density_bandwidth(const double x[], size_t n, double *bandwidth);

/* The Gaussian kernel density of x, ascending, at AN_DENSITY_GRID points from x[0] - 3 bandwidth to x[n-1] +
 * 3 bandwidth: point i is *start + i * *step. x is binned to the grid first. density: AN_DENSITY_GRID values.
 * Needs n >= 1, bandwidth > 0, else AN_UNDEFINED. O(n + grid^2). */
an_code an_density_estimate(const double x[], size_t n, double bandwidth, double density[AN_DENSITY_GRID],
                            double *start, double *step);

/* The number of separate groups of x, ascending: peaks of the density with Silverman's bandwidth that a
 * valley keeps apart. 1 where nothing separates, or n < 10; 0 for n = 0. [This project's rule.] */
int an_density_groups(const double x[], size_t n);

#endif
