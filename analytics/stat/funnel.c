/* funnel: exact and widened limits for units of unequal size (Spiegelhalter 2005, Stat. Med. 24:1185).
 *
 * Exact limit at probability p for n items of a share theta: r the smallest number with F(r) >= p, alpha =
 * (F(r) - p)/P(X = r), limit (r - alpha)/n: interpolated, so that the line over n has no steps. Whether a
 * unit lies outside is asked of the exact p-value as well.
 *
 * Scores: z = (y - theta)/s, s = sqrt(theta (1 - theta)/n), or y on the scale asin(sqrt(y)), where s = 1/(2
 * sqrt(n)) does not depend on the share (FunnelPlotR 0.6; better for small shares). Overdispersion: phi is
 * the mean square of the z winsorised at 10 % (dispersion.c), I phi held against chi-square with I - 1
 * degrees of freedom. Limits then are theta +- z s sqrt(phi), or with a variance between units by moments
 * (DerSimonian, Laird 1986)
 *
 *     tau^2 = (I phi - (I - 1)) / (sum w - sum w^2 / sum w),  w = 1/s^2;  theta +- z sqrt(s^2 + tau^2)
 *
 * The additive form keeps a large unit from being called outside for a difference that all units have: its
 * limits do not shrink to nothing as n grows. O(I log I). */
#include "stat/funnel.h"

#include <math.h>

#include <gsl/gsl_cdf.h>

#include "stat/binomial.h"
#include "stat/dispersion.h"
#include "stat/proportion.h"

an_code an_funnel_exact_limit(double target, double n, double probability, double *limit)
{
    double r, cdf;
    if (an_binomial_quantile(probability, n, target, &r, &cdf) != AN_OK)
        return AN_UNDEFINED;
    const double alpha = (cdf - probability) / an_binomial_pmf(r, n, target);
    *limit = fmax(0, (r - alpha) / n);
    return AN_OK;
}

/* A share on the scale of the funnel, and its standard error there under chance alone. */
static double scaled(const an_funnel *fit, double share)
{
    return fit->scale == AN_FUNNEL_ARCSINE ? asin(sqrt(share)) : share;
}

static double chance_error(const an_funnel *fit, double n)
{
    if (fit->scale == AN_FUNNEL_ARCSINE)
        return 1 / (2 * sqrt(n));
    return sqrt(fit->target * (1 - fit->target) / n);
}

static double widened_error(const an_funnel *fit, an_funnel_spread spread, double n)
{
    const double s = chance_error(fit, n);
    switch (spread) {
    case AN_FUNNEL_MULTIPLICATIVE:
        return s * sqrt(fmax(fit->phi, 1));
    case AN_FUNNEL_ADDITIVE:
        return sqrt(s * s + fit->tau2);
    case AN_FUNNEL_BINOMIAL:
        break;
    }
    return s;
}

/* The variance between units by moments (DerSimonian and Laird 1986). */
static double between_variance(const an_funnel *fit, const double n[], size_t units)
{
    double sum = 0, squares = 0;
    for (size_t i = 0; i < units; i++) {
        const double s = chance_error(fit, n[i]), w = 1 / (s * s);
        sum += w;
        squares += w * w;
    }
    const double count = (double)units;
    return fmax(0, (count * fit->phi - (count - 1)) / (sum - squares / sum));
}

an_code an_funnel_fit(an_funnel_scale scale, const double x[], const double n[], size_t units, double trim,
                      double scratch[], an_funnel *fit)
{
    an_funnel result = {.scale = scale};
    if (units < 2 || an_proportion_pooled(x, n, units, &result.target) != AN_OK)
        return AN_UNDEFINED;
    for (size_t i = 0; i < units; i++)
        scratch[i] = (scaled(&result, x[i] / n[i]) - scaled(&result, result.target))
                     / chance_error(&result, n[i]);
    if (an_dispersion_phi(scratch, units, trim, scratch + units, &result.phi) != AN_OK)
        return AN_UNDEFINED;
    result.tau2 = between_variance(&result, n, units);
    result.p_value = gsl_cdf_chisq_Q((double)units * result.phi, (double)(units - 1));
    if (isnan(result.p_value))
        return AN_UNDEFINED;
    *fit = result;
    return AN_OK;
}

an_code an_funnel_z(const an_funnel *fit, an_funnel_spread spread, double x, double n, double *z)
{
    if (!an_proportion_valid(x, n))
        return AN_UNDEFINED;
    *z = (scaled(fit, x / n) - scaled(fit, fit->target)) / widened_error(fit, spread, n);
    return AN_OK;
}

an_code an_funnel_limit(const an_funnel *fit, an_funnel_spread spread, double n, double probability,
                        double *limit)
{
    if (!(n > 0 && isfinite(n) && probability > 0 && probability < 1))
        return AN_UNDEFINED;
    const double z = gsl_cdf_ugaussian_Pinv(probability);
    const double at = scaled(fit, fit->target) + z * widened_error(fit, spread, n);
    if (fit->scale == AN_FUNNEL_ARCSINE) { /* beyond 0 and pi/2 the sine would turn back */
        const double root = sin(fmin(fmax(at, 0), M_PI_2));
        *limit = root * root;
    } else {
        *limit = fmin(fmax(at, 0), 1);
    }
    return AN_OK;
}
