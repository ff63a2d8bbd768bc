/* binomial: beta and binomial distributions by a saddle-point density and a continued fraction.
 *
 * Why not GSL: gsl_cdf_beta_Pinv, _Qinv and gsl_cdf_binomial_P of GSL 2.7 return NaN for parameters that
 * national totals reach (already at a = 10^5, b = 10^6).
 *
 * Density. x^a y^b / B(a, b) as a product of powers and gamma functions cancels: with n = a + b it is
 * written as exp(e(n) - e(a) - e(b) - D(a, n x) - D(b, n y)) sqrt(a b / (2 pi n)), e the error of Stirling's
 * approximation and D(u, m) = u ln(u/m) + m - u the deviance, none of which loses digits (Loader 2000, "Fast
 * and accurate computation of binomial probabilities").
 *
 * Distribution. I_x(a, b) over that density is a continued fraction (DiDonato, Morris 1992, ACM TOMS 18:360,
 * eq. 9), summed by Lentz's rule on the side of the mean where it converges; the other tail is the rest. At
 * worst O(sqrt(n)) terms. Both tails are kept as logs, so that the small one has its full relative accuracy.
 *
 * Quantile. Newton's rule on log I as a function of the log odds, in which log I is concave: one step gets
 * to the left of the root, and from there no step passes it. Binomial quantile: normal start, strides that
 * double, then halving: O(log n) evaluations.
 *
 * Held against R's qbeta and pbinom: 12 digits where those are exact, n up to 10^9. */
#include "stat/binomial.h"

#include <math.h>
#include <stdbool.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sf_gamma.h>
#include <gsl/gsl_sf_log.h>

enum { TERMS = 1000000, STEPS = 200 };

/* Loader's deviance u ln(u/m) + m - u, which cancels badly near u = m when written so. */
static double deviance(double u, double m)
{
    const double d = (m - u) / u;
    if (fabs(d) > .5)
        return u * log(u / m) + (m - u);
    return -u * gsl_sf_log_1plusx_mx(d);
}

/* log(Gamma(z) / its Stirling approximation) */
static double stirling_error(double z)
{
    return log(gsl_sf_gammastar(z));
}

/* log(x^a y^b / B(a, b)), y = 1 - x: the density of the log odds of a Beta(a, b) variable. */
static double log_density(double a, double b, double x, double y)
{
    const double n = a + b;
    return stirling_error(n) - stirling_error(a) - stirling_error(b) - deviance(a, n * x)
           - deviance(b, n * y) + .5 * (log(a) + log(b) - log(n) - log(2 * M_PI));
}

/* I_x(a, b) / (x^a y^b / B(a, b)) as a continued fraction, by Lentz's rule. Needs x at or below the
 * mean a/(a + b). y is given apart because 1 - x would lose it. */
static an_code tail_ratio(double a, double b, double x, double y, double *ratio)
{
    const double lambda = a * y - b * x;
    double f = a * (lambda + 1) / (a + 1), c = f, d = 0;
    for (int m = 1; m <= TERMS; m++) {
        const double e = a + 2.0 * m - 1;
        const double p = (a + m - 1) / e * ((a + b + m - 1) / e) * m * (b - m) * x * x;
        const double q = m + m * (b - m) * x / e + (a + m) / (e + 2) * (lambda + 1 + m * (1 + y));
        d = 1 / (q + p * d);
        c = q + p / c;
        f *= c * d;
        if (fabs(c * d - 1) < 1e-15) {
            *ratio = 1 / f;
            return isfinite(*ratio) && *ratio > 0 ? AN_OK : AN_UNDEFINED;
        }
    }
    return AN_UNDEFINED;
}

/* log I_x(a, b) and log I_y(b, a), the two tails of Beta(a, b) at x. The one on whose side of the mean x
 * lies is computed, the other is the rest. */
static an_code log_tails(double a, double b, double x, double y, double *lower, double *upper)
{
    const bool below = x * b <= y * a;
    double ratio;
    if ((below ? tail_ratio(a, b, x, y, &ratio) : tail_ratio(b, a, y, x, &ratio)) != AN_OK)
        return AN_UNDEFINED;
    const double tail = fmin(log_density(a, b, x, y) + log(ratio), 0);
    const double rest = log(-expm1(tail));
    *lower = below ? tail : rest;
    *upper = below ? rest : tail;
    return AN_OK;
}

/* Newton's rule on log I as a function of the log odds t. The density of t is log-concave, so log I is
 * concave: from the left of the root no step passes it, and from the right one step gets to the left. */
an_code an_beta_logit(double a, double b, double tail, double *logit)
{
    if (!(a > 0 && b > 0 && tail > 0 && tail <= .5 && isfinite(a) && isfinite(b)))
        return AN_UNDEFINED;
    const double goal = log(tail);
    double t = log(a / b);
    for (int i = 0; i < STEPS; i++) {
        const double x = 1 / (1 + exp(-t)), y = 1 / (1 + exp(t));
        double lower, upper;
        if (log_tails(a, b, x, y, &lower, &upper) != AN_OK)
            return AN_UNDEFINED;
        const double step = (goal - lower) * exp(lower - log_density(a, b, x, y));
        t = fmin(fmax(t + step, -700), 700);
        if (fabs(step) <= 1e-13 * (1 + fabs(t))) {
            *logit = t;
            return AN_OK;
        }
    }
    return AN_UNDEFINED;
}

an_code an_binomial_cdf(double r, double n, double theta, double *lower, double *upper)
{
    if (!(n > 0 && isfinite(n) && theta > 0 && theta < 1) || isnan(r))
        return AN_UNDEFINED;
    double below = r < 0 ? -INFINITY : 0, above = r < 0 ? 0 : -INFINITY;
    /* P(X > r) = I_theta(r + 1, n - r) */
    if (r >= 0 && r < n && log_tails(r + 1, n - r, theta, 1 - theta, &above, &below) != AN_OK)
        return AN_UNDEFINED;
    *lower = exp(below);
    *upper = exp(above);
    return AN_OK;
}

double an_binomial_pmf(double r, double n, double theta)
{
    if (r <= 0)
        return exp(n * log1p(-theta));
    if (r >= n)
        return exp(n * log(theta));
    return exp(log_density(r, n - r, theta, 1 - theta)) * (n / r / (n - r));
}

/* P(X <= r); on failure 1, and *code remembers it. */
static double lower_tail(double r, double n, double theta, an_code *code)
{
    double lower = 1, upper;
    if (an_binomial_cdf(r, n, theta, &lower, &upper) != AN_OK)
        *code = AN_UNDEFINED;
    return lower;
}

an_code an_binomial_quantile(double probability, double n, double theta, double *r, double *cdf)
{
    if (!(n > 0 && isfinite(n) && n == floor(n) && theta > 0 && theta < 1 && probability > 0 &&
          probability < 1))
        return AN_UNDEFINED;
    const double start = n * theta + gsl_cdf_ugaussian_Pinv(probability) * sqrt(n * theta * (1 - theta));
    double low = floor(fmin(fmax(start, 0), n)) - 1, high = low + 1;
    an_code code = AN_OK;
    for (double stride = 1; low >= 0 && lower_tail(low, n, theta, &code) >= probability; stride *= 2) {
        high = low;
        low = fmax(low - stride, -1);
    }
    for (double stride = 1; high < n && lower_tail(high, n, theta, &code) < probability; stride *= 2) {
        low = high;
        high = fmin(high + stride, n);
    }
    while (high - low > 1) { /* F(low) < probability <= F(high) */
        const double middle = floor((low + high) / 2);
        *(lower_tail(middle, n, theta, &code) < probability ? &low : &high) = middle;
    }
    *r = high;
    *cdf = lower_tail(high, n, theta, &code);
    return code;
}

an_code an_binomial_p(double x, double n, double theta, double *p_value)
{
    double below, above, rest;
    if (!(x >= 0 && x <= n) || an_binomial_cdf(x, n, theta, &below, &rest) != AN_OK ||
        an_binomial_cdf(x - 1, n, theta, &rest, &above) != AN_OK)
        return AN_UNDEFINED;
    *p_value = fmin(1, 2 * fmin(below, above));
    return AN_OK;
}
