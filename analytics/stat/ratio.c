/* ratio: ratios of two rates, on the log scale and over strata.
 *
 * Katz et al. 1978 (Biometrics 34:469): ln(p1/p0) is about normal with variance 1/a - 1/n1 + 1/b - 1/n0,
 * written as (n1 - a)/(a n1) + (n0 - b)/(b n0), which does not cancel. With a cell of 0 it does not exist:
 * 1/2 is added to all four, and the caller told.
 *
 * Mantel-Haenszel over strata: R/S, R = sum a n0/N, S = sum b n1/N: a weighted mean of the strata's ratios
 * that no sparse stratum breaks, like for like. Variance of its logarithm (Greenland, Robins 1985,
 * Biometrics 41:55): sum (n1 n0 (a+b) - a b N)/N^2 / (R S). A stratum without one of the groups compares
 * nothing and is left out. The one ratio means little where those of the strata differ: cup-aeo prints the
 * crude one beside it. O(strata). */
#include "stat/ratio.h"

#include <math.h>

#include "stat/proportion.h"

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
    *out = (an_ratio_common){ratio, interval};
    return AN_OK;
}
