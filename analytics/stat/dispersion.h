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

/* *tau2: the variance between units, beside chance, of d[n] whose standard errors under chance are s[n] > 0;
 * 0 where they vary as chance has it. An M-estimate: scores beyond 1.5 count as 1.5, small units (s large)
 * hardly count. This project's own. About 60 passes of O(n). AN_UNDEFINED: n < 2, or an s not above 0. */
an_code an_dispersion_between(const double d[], const double s[], size_t n, double *tau2);

#endif
