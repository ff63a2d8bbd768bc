/* proportion: intervals, comparisons and weighted estimates of shares.
 *
 * Wilson (1927), the default: all shares q that the score test does not reject, |p - q| <= z sqrt(q
 * (1-q)/n); the bounds are the roots of (1 + z^2/n) q^2 - (2p + z^2/n) q + p^2. The upper one is taken as it
 * stands, the lower from their product p^2/(1 + z^2/n): written as the upper is it would cancel for small p.
 * Near its level on average for every n, unlike p +- z s, which covers nothing at x = 0. Clopper-Pearson
 * (1934) never goes below its level and is wide for it; Jeffreys lies between (Brown, Cai, DasGupta 2001).
 * Their beta quantiles come as log odds (binomial.c), without loss near 0 and 1.
 *
 * Two shares: score test with the pooled share; interval of the difference from the two Wilson intervals, d
 * - hypot(p1 - l1, u0 - p0), d + hypot(u1 - p1, p0 - l0) (Newcombe 1998, method 10).
 *
 * Post-stratified: p = sum W_h p_h, variance (1-f)/n sum W_h s_h^2 + 1/n^2 sum (1 - W_h) s_h^2 (Cochran
 * 1977, 5A.9): the second term is what it costs that the strata's sample sizes are chance. n_effective = p
 * (1-p)/variance turns it into the interval of any method. [This project's use.]
 *
 * Nothing found in n has the bound of the method as well, two-sided (0 of 100: Wilson .0370, exact .0362);
 * the one-sided 1 - (1 - level)^(1/n), "3/n" of Hanley and Lippman-Hand 1983 (.0295), is another one and not
 * used. O(1); beta quantiles some microseconds. */
#include "stat/proportion.h"

#include <math.h>

#include "stat/binomial.h"

bool an_proportion_valid(double x, double n)
{
    return n > 0 && isfinite(n) && x >= 0 && x <= n;
}

an_code an_proportion_pooled(const double x[], const double n[], size_t units, double *share)
{
    double events = 0, items = 0;
    for (size_t i = 0; i < units; i++) {
        if (!an_proportion_valid(x[i], n[i]))
            return AN_UNDEFINED;
        events += x[i];
        items += n[i];
    }
    if (!(events > 0 && events < items))
        return AN_UNDEFINED;
    *share = events / items;
    return AN_OK;
}

an_code an_proportion_wilson(double x, double n, double level, an_interval *interval)
{
    double z;
    if (!an_proportion_valid(x, n) || an_interval_z(level, &z) != AN_OK)
        return AN_UNDEFINED;
    const double p = x / n, scale = 1 + z * z / n;
    const double half = z * sqrt(p * (1 - p) / n + z / n * (z / n) / 4);
    interval->upper = x < n ? (p + z * z / (2 * n) + half) / scale : 1;
    /* The bounds are the roots of scale q^2 - (2p + z^2/n) q + p^2; the lower one, written as the upper
     * is, would cancel: take it from their product. */
    interval->lower = p * p / (scale * interval->upper);
    return AN_OK;
}

/* The quantiles of Beta(a, b) below and of Beta(c, d) above, half of 1 - level outside each;
 * 0 at x = 0 and 1 at x = n. */
static an_code beta_interval(double x, double n, double level, double a, double b, double c, double d,
                             an_interval *interval)
{
    const double tail = (1 - level) / 2;
    double low = 0, high = 0;
    if (x > 0 && an_beta_logit(a, b, tail, &low) != AN_OK)
        return AN_UNDEFINED;
    if (x < n && an_beta_logit(d, c, tail, &high) != AN_OK)
        return AN_UNDEFINED;
    interval->lower = x > 0 ? 1 / (1 + exp(-low)) : 0;
    interval->upper = x < n ? 1 / (1 + exp(high)) : 1;
    return AN_OK;
}

an_code an_proportion_interval(an_proportion_method method, double x, double n, double level,
                               an_interval *interval)
{
    if (method == AN_PROPORTION_WILSON)
        return an_proportion_wilson(x, n, level, interval);
    if (!an_proportion_valid(x, n) || !(level > 0 && level < 1))
        return AN_UNDEFINED;
    return method == AN_PROPORTION_EXACT
               ? beta_interval(x, n, level, x, n - x + 1, x + 1, n - x, interval)
               : beta_interval(x, n, level, x + .5, n - x + .5, x + .5, n - x + .5, interval);
}

an_code an_proportion_compare(double x1, double n1, double x0, double n0, double *p_value)
{
    const double n = n1 + n0, x = x1 + x0, variance = x / n * ((n - x) / n) * (1 / n1 + 1 / n0);
    if (!an_proportion_valid(x1, n1) || !an_proportion_valid(x0, n0) || !(variance > 0))
        return AN_UNDEFINED;
    *p_value = an_interval_p((x1 / n1 - x0 / n0) / sqrt(variance));
    return AN_OK;
}

an_code an_proportion_poststratified(const double population[], const double n[], const double x[],
                                     size_t strata, an_proportion_weighted *out)
{
    double total = 0, sample = 0;
    for (size_t h = 0; h < strata; h++) {
        if (!an_proportion_valid(x[h], n[h]) || n[h] < 2 || !(n[h] <= population[h]) ||
            isinf(population[h]))
            return AN_UNDEFINED;
        total += population[h];
        sample += n[h];
    }
    if (strata == 0)
        return AN_UNDEFINED;
    double share = 0, within = 0, between = 0;
    for (size_t h = 0; h < strata; h++) {
        const double weight = population[h] / total, p = x[h] / n[h];
        const double square = n[h] * p * (1 - p) / (n[h] - 1);
        share += weight * p;
        within += weight * square;
        between += (1 - weight) * square;
    }
    out->share = share;
    out->variance = (1 - sample / total) / sample * within + between / (sample * sample);
    out->n_effective = out->variance > 0 ? share * (1 - share) / out->variance : sample;
    return AN_OK;
}
