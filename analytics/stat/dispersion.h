/* dispersion: how much more scores vary than chance explains.
 *
 * A test that knows chance alone calls everything significant once the counts are large: real shares move by
 * more than a binomial says. How much more is seen from all units at once. */
#ifndef AN_STAT_DISPERSION_H
#define AN_STAT_DISPERSION_H

#include <stddef.h>

#include "base/error.h"

/* *phi: the mean square of z[n], winsorised by the share trim at each end (at R's type 7 quantiles); about 1
 * under chance alone, a little less for winsorising. scratch: n doubles. O(n log n). AN_UNDEFINED: n = 0, or
 * trim outside [0, 0.5). Source: Spiegelhalter 2005, Stat. Med. 24:1185. */
an_code an_dispersion_phi(const double z[], size_t n, double trim, double scratch[], double *phi);

/* *tau2: the variance between units, beside chance, of d[n] whose standard errors under chance are s[n] > 0.
 * It solves
 *     sum of (min(z^2, k^2) - c) / (s^2 + tau2)^2 = 0,   z^2 = d^2 / (s^2 + tau2), k = 1.5, c = E min(Z^2,
 * k^2), and is 0 where the sum is not positive at 0. Large scores count as k only (Huber's proposal 2), so
 * that the jumps that are looked for do not hide themselves; the weights are the information that a unit has
 * of the variance: thousands of small units (s large) do not outvote the large ones, which a moment estimate
 * from a winsorised phi allows. This project's own combination. About 60 passes of O(n).
 * AN_UNDEFINED: n < 2, or an s not above 0. */
an_code an_dispersion_between(const double d[], const double s[], size_t n, double *tau2);

#endif
