/* survival: the Kaplan-Meier curve, its band and its quantiles.
 *
 * Leaving open cases out makes delays look short, and counting them as answered makes them shorter. At each
 * time with d answers and n cases still at risk the share that stays open is 1 - d/n: S(t) = product of
 * these (Kaplan, Meier 1958); an open case leaves n when its observation ends. Var S = S^2 G, G = sum of
 * d/(n (n - d)) (Greenwood 1926). The band is made for ln(-ln S), so that it stays within [0, 1] and covers
 * in small samples: S^exp(+- z sqrt(G)/ln S). A quantile is the first time at which the curve comes down to
 * it; its interval are the times at which the band's two edges do (Brookmeyer, Crowley 1982), open where
 * they never do. One sort: O(n log n). R: survfit(..., conf.type = "log-log"). */
#include "stat/survival.h"

#include <math.h>

#include <gsl/gsl_sort.h>

static const double TOLERANCE = 1e-9; /* survival is a product of rounded factors: 1/2 may be off */

an_code an_survival_curve(const double time[], const bool happened[], size_t n, size_t order[],
                          an_survival_step steps[], size_t *count)
{
    for (size_t i = 0; i < n; i++) {
        if (!(time[i] >= 0 && isfinite(time[i])))
            return AN_UNDEFINED;
    }
    if (n == 0)
        return AN_UNDEFINED;
    gsl_sort_index(order, time, 1, n);
    double survival = 1, greenwood = 0;
    *count = 0;
    for (size_t i = 0, end; i < n; i = end) {
        const double now = time[order[i]];
        size_t events = 0;
        for (end = i; end < n && time[order[end]] <= now; end++)
            events += happened[order[end]];
        if (events == 0 && end < n)
            continue;
        const double at_risk = (double)(n - i), left = at_risk - (double)events;
        survival *= left / at_risk;
        greenwood += left > 0 ? (double)events / (at_risk * left) : INFINITY;
        steps[(*count)++] = (an_survival_step){now, n - i, events, survival, greenwood};
    }
    return AN_OK;
}

/* The curve after a step (z = 0) or a bound of its band (z < 0 lower, z > 0 upper). While survival is
 * 1 and once it is 0 there is no band; INFINITY then lies above everything. */
static double curve_at(const an_survival_step *step, double z)
{
    if (z == 0)
        return step->survival;
    if (step->survival >= 1 || isinf(step->greenwood))
        return INFINITY;
    const double logarithm = log(step->survival);
    return exp(logarithm * exp(z * sqrt(step->greenwood) / logarithm));
}

an_code an_survival_band(const an_survival_step *step, double level, an_interval *interval)
{
    double z;
    if (an_interval_z(level, &z) != AN_OK || isinf(step->greenwood))
        return AN_UNDEFINED;
    *interval = (an_interval){1, 1};
    if (step->survival < 1)
        *interval = (an_interval){curve_at(step, -z), curve_at(step, z)};
    return AN_OK;
}

/* The first time at which the curve is at goal or below. */
static double crossing(const an_survival_step steps[], size_t count, double goal, double z)
{
    for (size_t i = 0; i < count; i++) {
        const double over = curve_at(&steps[i], z) - goal;
        if (over > TOLERANCE)
            continue;
        const bool flat = over > -TOLERANCE && i + 1 < count;
        return flat ? (steps[i].time + steps[i + 1].time) / 2 : steps[i].time;
    }
    return INFINITY;
}

an_code an_survival_quantile(const an_survival_step steps[], size_t count, double probability, double level,
                             double *value, an_interval *interval)
{
    double z;
    if (count == 0 || !(probability > 0 && probability < 1) || an_interval_z(level, &z) != AN_OK)
        return AN_UNDEFINED;
    const double goal = 1 - probability;
    *value = crossing(steps, count, goal, 0);
    const double lower = crossing(steps, count, goal, -z);
    interval->lower = isinf(lower) ? -INFINITY : lower;
    interval->upper = crossing(steps, count, goal, z);
    return AN_OK;
}
