/* bunching: a pile at a threshold against the piles at other round numbers.
 *
 * A density without a reason to jump is smooth, so that what lies close below a threshold T can be told from
 * what lies further below (McCrary 2008; Kleven 2016). But declared values are no smooth density: people
 * round, and shops price just below round numbers: 149.99 is as usual as 139.99 and 159.99. Rounding is
 * therefore not modelled but shared: the same two counts are made at T and at other round numbers R,
 *
 *     near(R) = values in [R - w, R)        around(R) = values in [R - 4 w, R)
 *
 * and near(R) is binomial in around(R) with a logit that varies from one R to another: the slope of the
 * density and the habits of those who declare differ. How much it varies is learned from the R alone
 * (between.h), and T is judged by what is to be expected of one more such number. Zones are local, so the
 * slope of the density has little say; what lies above T, where a pile comes from, has none. Values that are
 * just R are left out: 150 is rounder than 130, and nobody can tell how many more would declare it for that.
 * A pile of honest prices at T alone (goods made for a price of 149.99 and no other) cannot be told from
 * bunching: a signal is a reason to look.
 *
 * With odds o of the neighbours' mean rate: ratio = (near / far) / o, far = around - near, each with a half
 * added; the variance of its logarithm is 1/near + 1/far at T, that of the neighbours' mean, and the variance
 * between numbers. excess = near - far o = far o (ratio - 1), with the halves too, and its bounds follow from
 * the ratio's.
 *
 * Measured: false rates and power in docs/prices.md (tests/bench/bench_bunching.c).
 *
 * Sources: McCrary 2008, Manipulation of the running variable in the regression discontinuity design: a
 * density test, Journal of Econometrics 142; Kleven 2016, Bunching, Annual Review of Economics 8 (round
 * numbers as reference points: section 4.2). */
#include "stat/bunching.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

#include "stat/between.h"

enum { EACH_SIDE = AN_BUNCHING_NEIGHBOURS / 2 };

/* The largest of 1, 2, 5, 10, 20 ... that divides at and is at most `most`. */
static int64_t roundest(int64_t at, int64_t most)
{
    static const int64_t steps[] = {1, 2, 5};
    int64_t best = 1;
    for (int64_t power = 1; power <= most; power *= 10)
        for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++)
            if (steps[i] * power <= most && at % (steps[i] * power) == 0)
                best = steps[i] * power;
    return best;
}

an_code an_bunching_zones_make(int64_t at, int64_t width, an_bunching_zones *zones)
{
    *zones = (an_bunching_zones){.at = at, .width = width};
    if (at <= 0 || width <= 0 || width > at / AN_BUNCHING_AROUND)
        return AN_UNDEFINED;
    const int64_t zone = AN_BUNCHING_AROUND * width, unit = roundest(at, at / EACH_SIDE);
    const int64_t step = (zone + unit - 1) / unit * unit; /* zones do not meet */
    for (int64_t k = -EACH_SIDE; k <= EACH_SIDE; k++) {
        const int64_t number = at + k * (step > unit ? step : unit);
        if (k != 0 && number >= zone)
            zones->neighbours[zones->n++] = number;
    }
    return zones->n >= AN_BUNCHING_LEAST ? AN_OK : AN_UNDEFINED;
}

/* How many values are at most limit. */
static size_t count_to(const int64_t values[], size_t n, int64_t limit)
{
    size_t low = 0, high = n;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (values[middle] <= limit)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

an_bunching_count an_bunching_look(const an_bunching_zones *zones, int64_t number, const int64_t values[],
                                   size_t n)
{
    const size_t end = count_to(values, n, number - 1);
    return (an_bunching_count){
        .near = (double)(end - count_to(values, n, number - zones->width - 1)),
        .around = (double)(end - count_to(values, n, number - AN_BUNCHING_AROUND * zones->width - 1)),
        .exact = (double)(count_to(values, n, number) - end)};
}

/* The variance of the logit of the neighbours' mean rate, chance and their spread together. */
static double variance_of_mean(const an_bunching_count neighbours[], size_t n, double tau2)
{
    double near = 0, far = 0, areas = 0;
    for (size_t i = 0; i < n; i++) {
        near += neighbours[i].near;
        far += neighbours[i].around - neighbours[i].near;
        areas += neighbours[i].around > 0;
    }
    return 1 / (near + 0.5) + 1 / (far + 0.5) + tau2 / areas;
}

an_code an_bunching_judge(an_bunching_count own, const an_bunching_count neighbours[], size_t n, double level,
                          an_bunching *result)
{
    double x[AN_BUNCHING_NEIGHBOURS], around[AN_BUNCHING_NEIGHBOURS];
    size_t areas = 0;
    an_between fit;
    an_between_tails tails;
    for (size_t i = 0; i < n; i++)
        if (neighbours[i].around > 0) {
            x[areas] = neighbours[i].near;
            around[areas++] = neighbours[i].around;
        }
    if (areas < AN_BUNCHING_LEAST || own.around <= 0 || an_between_fit(x, around, areas, &fit) != AN_OK ||
        an_between_judge(&fit, own.near, own.around, NAN, &tails) != AN_OK)
        return AN_UNDEFINED;
    const double far = own.around - own.near, odds = tails.expected / (1 - tails.expected);
    const double variance =
        1 / (own.near + 0.5) + 1 / (far + 0.5) + tails.tau2 + variance_of_mean(neighbours, n, tails.tau2);
    const double reach = gsl_cdf_ugaussian_Pinv(0.5 + level / 2) * sqrt(variance);
    const double ratio = (own.near + 0.5) / (far + 0.5) / odds;
    *result = (an_bunching){.expected = tails.expected,
                            .ratio = ratio,
                            .lower = ratio * exp(-reach),
                            .upper = ratio * exp(reach),
                            .p_value = fmin(tails.upper, 1)};
    result->excess = (far + 0.5) * odds * (ratio - 1);
    result->least = (far + 0.5) * odds * (result->lower - 1);
    result->most = (far + 0.5) * odds * (result->upper - 1);
    return AN_OK;
}
