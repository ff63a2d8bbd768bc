/* ratio: see the header. */
#include "stat/ratio.h"

#include <math.h>

#include "stat/binomial.h"
#include "stat/proportion.h"

static const double LOG_LIMIT = 300; /* no ratio of counts, and its square times a count, comes near e^300 */

/* ratio exp(+- z sqrt(log_variance)): the interval of a ratio whose logarithm is about normal. Needs
 * 0 < ratio < infinity, log_variance >= 0. */
static an_code lognormal(double ratio, double log_variance, double level, an_interval *interval)
{
    double z;
    if (!(ratio > 0 && isfinite(ratio) && log_variance >= 0) || an_interval_z(level, &z) != AN_OK)
        return AN_UNDEFINED;
    const double half = z * sqrt(log_variance);
    interval->lower = ratio * exp(-half);
    interval->upper = ratio * exp(half);
    return AN_OK;
}

static bool is_pair(double a, double n1, double b, double n0)
{
    return an_proportion_valid(a, n1) && an_proportion_valid(b, n0);
}

an_code an_ratio_katz(double a, double n1, double b, double n0, double level, double *ratio,
                      an_interval *interval, bool *corrected)
{
    if (!is_pair(a, n1, b, n0))
        return AN_UNDEFINED;
    const bool zero = a <= 0 || b <= 0 || a >= n1 || b >= n0;
    const double add = zero ? .5 : 0;
    const double a2 = a + add, n12 = n1 + 2 * add, b2 = b + add, n02 = n0 + 2 * add;
    const double value = a2 / n12 / (b2 / n02);
    const double variance = (n12 - a2) / (a2 * n12) + (n02 - b2) / (b2 * n02);
    if (lognormal(value, variance, level, interval) != AN_OK)
        return AN_UNDEFINED;
    *ratio = value;
    *corrected = zero;
    return AN_OK;
}

typedef struct pair {
    double a, n1, b, n0;
} pair;

/* Whether a/n1 - rho b/n0 lies above z standard deviations of it. The shares under which the
 * deviation is taken are the most likely ones whose ratio is rho: a quadratic (Miettinen, Nurminen 1985). */
static bool exceeds(const pair *v, double rho, double z)
{
    const double n = v->n1 + v->n0, x = v->a + v->b;
    const double first = rho * (v->n1 + v->b), second = v->a + v->n0;
    /* n rho p0^2 - (first + second) p0 + x = 0; its discriminant as a sum of positive terms */
    const double root = sqrt((first - second) * (first - second) +
                             4 * rho * (v->n1 - v->a) * (v->n0 - v->b));
    const double p0 = 2 * x / (first + second + root), p1 = fmin(rho * p0, 1);
    const double variance = p1 * (1 - p1) / v->n1 + rho * rho * p0 * (1 - p0) / v->n0;
    return v->a / v->n1 - rho * (v->b / v->n0) > z * sqrt(fmax(variance, 0) * n / (n - 1));
}

/* The rho up to which exceeds holds, by bisection of its logarithm between low and high. */
static double crossing(const pair *v, double z, double low, double high)
{
    for (;;) {
        const double middle = (low + high) / 2;
        if (middle <= low || middle >= high)
            return exp(middle);
        *(exceeds(v, exp(middle), z) ? &low : &high) = middle;
    }
}

an_code an_ratio_score(double a, double n1, double b, double n0, double level, double *ratio,
                       an_interval *interval)
{
    double z;
    if (!is_pair(a, n1, b, n0) || !(a + b > 0 && n1 + n0 > 1) || an_interval_z(level, &z) != AN_OK)
        return AN_UNDEFINED;
    const pair v = {a, n1, b, n0};
    *ratio = b > 0 ? a / n1 / (b / n0) : INFINITY;
    const double at = fmin(fmax(log(*ratio), -LOG_LIMIT), LOG_LIMIT);
    interval->lower = a > 0 ? crossing(&v, z, -LOG_LIMIT, at) : 0;
    interval->upper = b > 0 ? crossing(&v, -z, at, LOG_LIMIT) : INFINITY;
    return AN_OK;
}

/* The sums of Mantel and Haenszel over strata. */
typedef struct sums {
    double first, second; /* a n0/N, b n1/N */
    double log_variance;  /* its numerator */
    double chance;        /* the variance of a, given the margins */
} sums;

static void add_stratum(sums *sum, double a, double n1, double b, double n0)
{
    const double n = n1 + n0, x = a + b;
    sum->first += a * n0 / n;
    sum->second += b * n1 / n;
    sum->log_variance += n1 / n * (n0 / n) * x - a / n * b;
    sum->chance += n > 1 ? n1 / n * (n0 / n) * x * ((n - x) / (n - 1)) : 0;
}

an_code an_ratio_mantel_haenszel(const double a[], const double n1[], const double b[], const double n0[],
                                 size_t strata, double level, an_ratio_common *out)
{
    sums sum = {0};
    for (size_t h = 0; h < strata; h++) {
        const double x = a[h] + b[h], n = n1[h] + n0[h];
        if ((n1[h] == 0 || n0[h] == 0) && x >= 0 && x <= n)
            continue;
        if (!is_pair(a[h], n1[h], b[h], n0[h]))
            return AN_UNDEFINED;
        add_stratum(&sum, a[h], n1[h], b[h], n0[h]);
    }
    if (!(sum.first > 0 && sum.second > 0 && sum.chance > 0))
        return AN_UNDEFINED;
    const double ratio = sum.first / sum.second;
    const double variance = fmax(sum.log_variance, 0) / (sum.first * sum.second);
    an_interval interval;
    if (lognormal(ratio, variance, level, &interval) != AN_OK)
        return AN_UNDEFINED;
    *out = (an_ratio_common){ratio, variance, interval};
    return AN_OK;
}

an_code an_ratio_rates(double a, double t1, double b, double t0, double level, an_ratio_poisson *out)
{
    if (!(a >= 0 && b >= 0 && a + b > 0 && isfinite(a + b) && t1 > 0 && isfinite(t1) && t0 > 0 &&
          isfinite(t0) && level > 0 && level < 1))
        return AN_UNDEFINED;
    const double tail = (1 - level) / 2, theta = t1 / (t1 + t0);
    double low = -INFINITY, high = -INFINITY, below, above, rest;
    if (a > 0 && an_beta_logit(a, b + 1, tail, &low) != AN_OK)
        return AN_UNDEFINED;
    if (b > 0 && an_beta_logit(b, a + 1, tail, &high) != AN_OK)
        return AN_UNDEFINED;
    if (an_binomial_cdf(a, a + b, theta, &below, &rest) != AN_OK ||
        an_binomial_cdf(a - 1, a + b, theta, &rest, &above) != AN_OK)
        return AN_UNDEFINED;
    out->ratio = b > 0 ? a / t1 / (b / t0) : INFINITY;
    out->interval.lower = exp(low) * (t0 / t1);
    out->interval.upper = exp(-high) * (t0 / t1);
    out->p_value = fmin(1, 2 * fmin(below, above));
    return AN_OK;
}
