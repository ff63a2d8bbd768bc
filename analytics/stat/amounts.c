/* amounts: the interval of a sum of skewed amounts.
 *
 * Established amounts are heavy-tailed and their number is chance. A percentile bootstrap of 5 to 100 cases
 * covers .6 to .9 at a nominal .95, and misses nearly always above: the large case that would move the sum
 * is not in the sample yet. No single closed form holds for both shapes that such amounts take, so the
 * interval is the wider, on each side, of two (this project's union; coverage in docs/methods.md):
 *
 * Weighted Poisson (Fay, Feuer 1997, Stat. Med. 16:791). y = sum x, v = sum x^2, w = the weight of one more
 * case, e = (1 - level)/2:
 *
 *     lower = v/(2y) chi2(e; 2y^2/v)      upper = (v + w^2)/(2(y + w)) chi2(1 - e; 2(y + w)^2/(v + w^2))
 *
 * Fay and Feuer take w = the largest weight there can be. An amount has no largest one: here w is the next
 * record to expect, ln w = ln max + h, h the mean of ln(x/u) of the upper half of the amounts above the
 * largest of the others, u (Hill 1975, Ann. Stat. 3:1163): beyond the maximum a Pareto tail has that mean.
 *
 * Log-normal sum: ln of the sum = ln(number) + mu + s^2/2, mu and s those of the logarithms. Their intervals
 * (exact Poisson for the number; mu +- z s/sqrt n; chi-squared for s^2/2) are put together by adding the
 * squared distances on each side (MOVER: Zou, Taleban, Huo 2009, Comput. Stat. Data Anal. 53:3755).
 *
 * Amounts whose logarithms are skewed to the left (a bound on them, say) have a lighter tail than a
 * log-normal one, which would be too wide however many cases there are: then, from 20 cases on, the first
 * stands alone.
 *
 * The first is too short for log-normal amounts of a large spread, the second where the tail is heavier than
 * a log-normal one. Neither holds where the mean itself hangs on cases that nobody sees (a Pareto tail with
 * an index near 1). A bound that is not finite, or beyond 1000 times the sum, is not given.
 *
 * The rest of a finite population: the units that were not looked at have cases of their own, so that what
 * is estimated is chance as well: variance of the error 1/(1 - f) times that of the expected sum (Cochran
 * 1977, 2.6, for the difference of the two parts). */
#include "stat/amounts.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include <gsl/gsl_cdf.h>

#include "stat/location.h"

enum { SHAPE_LEAST = 20 }; /* fewer cases do not tell the shape of their logarithms */

an_code an_amounts_describe(const double x[], size_t n, an_amounts *out)
{
    an_amounts found = {0};
    double squares = 0;
    for (size_t i = 0; i < n; i++) {
        if (!(x[i] >= 0 && isfinite(x[i])))
            return AN_UNDEFINED;
        found.cases += x[i] > 0 ? 1 : 0;
        found.sum += x[i];
        found.largest = fmax(found.largest, x[i]);
    }
    for (size_t i = 0; i < n && found.largest > 0; i++)
        squares += x[i] / found.largest * (x[i] / found.largest); /* no overflow */
    found.effective = squares > 0 ? found.sum / found.largest * (found.sum / found.largest) / squares : 0;
    *out = found;
    return AN_OK;
}

/* The mean of ln(x/u) over the upper half of sorted[n], u the largest of the lower half. */
static double tail_index(const double sorted[], size_t n)
{
    const size_t below = n / 2;
    double sum = 0;
    for (size_t i = below; i < n; i++)
        sum += log(sorted[i] / sorted[below - 1]);
    return sum / (double)(n - below);
}

an_code an_amounts_weighted_poisson(const double x[], size_t n, double unseen, double level,
                                    an_interval *interval)
{
    const double e = (1 - level) / 2;
    double y = 0, v = 0;
    for (size_t i = 0; i < n; i++) {
        y += x[i];
        v += x[i] * x[i];
    }
    const double more = y + unseen, square = v + unseen * unseen;
    if (!(y > 0 && isfinite(y) && isfinite(square) && unseen >= 0 && level > 0 && level < 1))
        return AN_UNDEFINED;
    interval->lower = v / (2 * y) * gsl_cdf_chisq_Pinv(e, 2 * y * y / v);
    interval->upper = square / (2 * more) * gsl_cdf_chisq_Qinv(e, 2 * more * more / square);
    return AN_OK;
}

/* Whether logs are more skewed to the left than normal ones would be, one-sided at 2.5 %: the skewness g1
 * against its standard deviation under normality. */
static bool is_left_skewed(const double logs[], size_t n, double mean, double variance)
{
    const double k = (double)n, limit = 1.959963984540054;
    const double deviation = sqrt(6 * k * (k - 1) / ((k - 2) * (k + 1) * (k + 3)));
    const double scale = sqrt(variance * (k - 1) / k);
    double cubes = 0;
    for (size_t i = 0; i < n && scale > 0; i++)
        cubes += pow((logs[i] - mean) / scale, 3) / k;
    return cubes * sqrt(k * (k - 1)) / (k - 2) < -limit * deviation;
}

/* The interval of a log-normal sum of n cases, by their logarithms; empty where they are left-skewed. */
static an_interval lognormal_sum(const double logs[], size_t n, double z, double e)
{
    const double k = (double)n;
    double mean = 0, variance = 0;
    for (size_t i = 0; i < n; i++)
        mean += logs[i] / k;
    for (size_t i = 0; i < n; i++)
        variance += (logs[i] - mean) * (logs[i] - mean) / (k - 1);
    if (n >= SHAPE_LEAST && is_left_skewed(logs, n, mean, variance))
        return (an_interval){INFINITY, -INFINITY};
    const double at = log(k) + mean + variance / 2, of_mean = z * sqrt(variance / k);
    const double few = log(k) - log(gsl_cdf_chisq_Pinv(e, 2 * k) / 2);
    const double many = log(gsl_cdf_chisq_Qinv(e, 2 * k + 2) / 2) - log(k);
    const double narrow = variance / 2 * (1 - (k - 1) / gsl_cdf_chisq_Qinv(e, k - 1));
    const double wide = variance / 2 * ((k - 1) / gsl_cdf_chisq_Pinv(e, k - 1) - 1);
    return (an_interval){exp(at - hypot(hypot(few, of_mean), narrow)),
                         exp(at + hypot(hypot(many, of_mean), wide))};
}

an_code an_amounts_interval(const double x[], size_t n, double fraction, double level, double scratch[],
                            an_interval *interval)
{
    double sum = 0, z;
    if (n < AN_AMOUNTS_LEAST || !(fraction >= 0 && fraction < 1) || an_interval_z(level, &z) != AN_OK)
        return AN_UNDEFINED;
    for (size_t i = 0; i < n; i++) {
        if (!(x[i] > 0 && isfinite(x[i])))
            return AN_UNDEFINED;
        sum += x[i];
    }
    memcpy(scratch, x, n * sizeof *scratch);
    an_location_sort(scratch, n);
    const double e = (1 - level) / 2;
    an_interval poisson;
    if (an_amounts_weighted_poisson(scratch, n, scratch[n - 1] * exp(tail_index(scratch, n)), level,
                                    &poisson) != AN_OK)
        return AN_UNDEFINED;
    for (size_t i = 0; i < n; i++)
        scratch[i] = log(scratch[i]);
    const an_interval lognormal = lognormal_sum(scratch, n, z, e);
    const double stretch = 1 / sqrt(1 - fraction);
    const double lower = sum - stretch * (sum - fmin(poisson.lower, lognormal.lower));
    const double upper = sum + stretch * (fmax(poisson.upper, lognormal.upper) - sum);
    if (!(upper <= AN_AMOUNTS_WIDEST * sum && isfinite(lower)))
        return AN_UNDEFINED;
    *interval = (an_interval){fmax(lower, 0), upper};
    return AN_OK;
}
