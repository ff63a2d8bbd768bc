/* ratio: ratios of two rates, on the log scale, by score and over strata.
 *
 * Katz et al. 1978 (Biometrics 34:469): ln(p1/p0) is about normal with variance 1/a - 1/n1 + 1/b - 1/n0,
 * written as (n1 - a)/(a n1) + (n0 - b)/(b n0), which does not cancel. With a cell of 0 it does not exist.
 *
 * Score (Miettinen, Nurminen 1985, Stat. Med. 4:213): rho is kept where a/n1 - rho b/n0 lies within z
 * standard deviations of 0. These are taken at the most likely shares with p1 = rho p0: of
 * n rho p0^2 - (rho (n1 + b) + a + n0) p0 + a + b = 0, N = n1 + n0, the smaller root. Its bounds exist for
 * cells of 0, and the ratio itself is never rejected. Over strata the deviations are added with the weights
 * n1 n0/N, under which the ratio that deviates by 0 is that of Mantel and Haenszel. Found by bisection of ln
 * rho.
 *
 * Mantel-Haenszel over strata: R/S, R = sum a n0/N, S = sum b n1/N: a weighted mean of the strata's ratios
 * that no sparse stratum breaks, like for like. Variance of its logarithm (Greenland, Robins 1985,
 * Biometrics 41:55): sum (n1 n0 (a+b) - a b N)/N^2 / (R S). A stratum without one of the groups compares
 * nothing and is left out, and so is one with more events than units, which is no pair of shares. The one
 * ratio means little where those of the strata differ: that is what Q tests (Cochran 1954, Biometrics
 * 10:417). O(strata). */
#include "stat/ratio.h"

#include <math.h>

#include <gsl/gsl_cdf.h>

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

/* var ln RR, where no cell is 0. */
static double variance_of_log(double a, double n1, double b, double n0)
{
    return (n1 - a) / (a * n1) + (n0 - b) / (b * n0);
}

an_code an_ratio_katz(double a, double n1, double b, double n0, double level, double *ratio,
                      an_interval *interval)
{
    if (!is_pair(a, n1, b, n0) || a <= 0 || b <= 0 || a >= n1 || b >= n0)
        return AN_UNDEFINED;
    const double value = a / n1 / (b / n0);
    if (lognormal(value, variance_of_log(a, n1, b, n0), level, interval) != AN_OK)
        return AN_UNDEFINED;
    *ratio = value;
    return AN_OK;
}

/* Strata of pairs of shares; those that do not compare are passed over. */
typedef struct pairs {
    const double *a, *n1, *b, *n0;
    size_t n;
} pairs;

/* Adds the deviation a/n1 - rho b/n0 of a stratum, times w = n1 n0/N, and its variance. */
static void add_deviation(double a, double n1, double b, double n0, double rho, double *deviation,
                          double *variance)
{
    const double n = n1 + n0, w = n1 / n * n0;
    const double first = rho * (n1 + b), second = a + n0;
    /* the discriminant as a sum of positive terms, the root without a difference */
    const double root = sqrt((first - second) * (first - second) + 4 * rho * (n1 - a) * (n0 - b));
    const double p0 = 2 * (a + b) / (first + second + root), p1 = fmin(rho * p0, 1);
    const double square = p1 * (1 - p1) / n1 + rho * rho * p0 * (1 - p0) / n0;
    *deviation += w * (a / n1 - rho * (b / n0));
    *variance += n > 1 ? w * w * fmax(square, 0) * n / (n - 1) : 0;
}

/* Whether the deviation of all strata from rho lies above z standard deviations of it. */
static bool exceeds(const pairs *v, double rho, double z)
{
    double deviation = 0, variance = 0;
    for (size_t h = 0; h < v->n; h++)
        if (is_pair(v->a[h], v->n1[h], v->b[h], v->n0[h]))
            add_deviation(v->a[h], v->n1[h], v->b[h], v->n0[h], rho, &deviation, &variance);
    return deviation > z * sqrt(variance);
}

/* The rho up to which exceeds holds, by bisection of its logarithm between low and high. */
static double crossing(const pairs *v, double z, double low, double high)
{
    for (;;) {
        const double middle = (low + high) / 2;
        if (middle <= low || middle >= high)
            return exp(middle);
        *(exceeds(v, exp(middle), z) ? &low : &high) = middle;
    }
}

/* The rho that the score test does not reject, about ratio. */
static an_interval score_interval(const pairs *v, double ratio, double z)
{
    const double at = fmin(fmax(log(ratio), -LOG_LIMIT), LOG_LIMIT);
    return (an_interval){ratio > 0 ? fmin(crossing(v, z, -LOG_LIMIT, at), ratio) : 0,
                         isfinite(ratio) ? fmax(crossing(v, -z, at, LOG_LIMIT), ratio) : INFINITY};
}

an_code an_ratio_score(double a, double n1, double b, double n0, double level, double *ratio,
                       an_interval *interval)
{
    double z;
    if (!is_pair(a, n1, b, n0) || !(a + b > 0 && n1 + n0 > 1) || an_interval_z(level, &z) != AN_OK)
        return AN_UNDEFINED;
    const pairs v = {&a, &n1, &b, &n0, 1};
    *ratio = b > 0 ? a / n1 / (b / n0) : INFINITY;
    *interval = score_interval(&v, *ratio, z);
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
    for (size_t h = 0; h < strata; h++)
        if (is_pair(a[h], n1[h], b[h], n0[h]))
            add_stratum(&sum, a[h], n1[h], b[h], n0[h]);
    double z;
    if (!(sum.first + sum.second > 0 && sum.chance > 0) || an_interval_z(level, &z) != AN_OK)
        return AN_UNDEFINED;
    an_ratio_common found = {.ratio = sum.second > 0 ? sum.first / sum.second : INFINITY};
    const pairs v = {a, n1, b, n0, strata};
    const double variance = fmax(sum.log_variance, 0) / (sum.first * sum.second);
    found.by_score = !(sum.first > 0 && sum.second > 0);
    if (found.by_score)
        found.interval = score_interval(&v, found.ratio, z);
    else if (lognormal(found.ratio, variance, level, &found.interval) != AN_OK)
        return AN_UNDEFINED;
    *out = found;
    return AN_OK;
}

an_code an_ratio_homogeneity(const double a[], const double n1[], const double b[], const double n0[],
                             size_t strata, double *q, size_t *degrees, double *p_value)
{
    double weight = 0, mean = 0, square = 0;
    size_t used = 0;
    for (size_t h = 0; h < strata; h++) {
        if (!is_pair(a[h], n1[h], b[h], n0[h]) || !(a[h] + b[h] > 0))
            continue;
        const bool add = a[h] <= 0 || b[h] <= 0 || (a[h] >= n1[h] && b[h] >= n0[h]);
        const double half = add ? .5 : 0, more = 2 * half;
        const double w = 1 / variance_of_log(a[h] + half, n1[h] + more, b[h] + half, n0[h] + more);
        const double log_ratio = log((a[h] + half) / (n1[h] + more) / ((b[h] + half) / (n0[h] + more)));
        const double step = log_ratio - mean; /* of West 1979, Comm. ACM 22:532: does not cancel */
        weight += w;
        mean += w / weight * step;
        square += w * step * (log_ratio - mean);
        used++;
    }
    if (used < 2)
        return AN_UNDEFINED;
    *q = square;
    *degrees = used - 1;
    *p_value = gsl_cdf_chisq_Q(square, (double)(used - 1));
    return AN_OK;
}
