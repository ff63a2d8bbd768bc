/* outlier: medcouple, boxplot for skewed samples, ratio edits, forward search.
 *
 * Medcouple (Brys, Hubert, Struyf 2004): the median of h(a, b) = ((a - m) - (m - b))/(a - b) over all pairs
 * a >= m >= b. With u = a - m and v = m - b that is 2 u/(u + v) - 1: the shares u/(u + v) lie in a matrix
 * that is sorted along rows and columns, whose middle pairs.c finds without making it, O(n log n). Pairs
 * with a value equal to the median are -1, 0 or 1 and are only counted.
 *
 * Adjusted boxplot (Hubert, Vandervieren 2008): fences e^(-4 mc) and e^(3 mc) times 1.5 IQR: the fence moves
 * out on the long side, where the boxplot of Tukey marks what is only skewness.
 *
 * Hidiroglou-Berthelot 1986: effect = s max(y1, y2)^U, s the centred ratio made symmetric; the larger a unit
 * the smaller the change that counts. Bounds by quartiles, no nearer than A times the median, so that a set
 * that hardly moves does not signal everything.
 *
 * Forward search (Atkinson, Riani 2000; Riani, Atkinson, Cerioli 2009): from the half of the units nearest
 * to a robust start the subset grows by the nearest one; outliers come in last, and the least deletion
 * residual outside then jumps beyond the t quantile at (1 - probability)/(m + 1), Bonferroni's. In one
 * dimension the m + 1 nearest to the mean are neighbours, so that no refit is needed: O(n) a step, O(n^2) in
 * all. */
#include "stat/outlier.h"

#include <math.h>
#include <string.h>

#include <gsl/gsl_cdf.h>

#include "stat/location.h"
#include "stat/pairs.h"

/* The kernel values of a medcouple. Those with a value equal to the median are -1, 0 or 1 and need only be
 * counted; the others are 2 s - 1, with s the shares of the upper distance in the sum of the upper and the
 * lower one. */
typedef struct kernel {
    const double *upper, *lower; /* distances from the median, ascending */
    size_t n_upper, n_lower, n_tied;
    uint64_t minus; /* how many are -1 because of ties with the median */
} kernel;

/* The kernel value of rank k, from 0; n_tied zeros stand among the shares. */
static double kernel_value(const kernel *h, uint64_t k, double scratch[])
{
    double share[2];
    uint64_t shares = (uint64_t)h->n_upper * h->n_lower;
    if (k < h->minus)
        return -1;
    k -= h->minus;
    if (k >= shares + h->n_tied)
        return 1;
    if (k < shares) {
        an_pairs_share(h->upper, h->n_upper, h->lower, h->n_lower, k, scratch, share);
        if (share[0] < 0.5)
            return 2 * share[0] - 1;
    }
    if (k >= h->n_tied) {
        an_pairs_share(h->upper, h->n_upper, h->lower, h->n_lower, k - h->n_tied, scratch, share);
        if (share[0] > 0.5)
            return 2 * share[0] - 1;
    }
    return 0;
}

static double kernel_median(const kernel *h, double scratch[])
{
    double share[2];
    uint64_t n = (uint64_t)(h->n_upper + h->n_tied) * (h->n_lower + h->n_tied);
    if (h->n_tied > 0 && n % 2 == 1)
        return kernel_value(h, n / 2, scratch);
    if (h->n_tied > 0)
        return (kernel_value(h, n / 2 - 1, scratch) + kernel_value(h, n / 2, scratch)) / 2;
    an_pairs_share(h->upper, h->n_upper, h->lower, h->n_lower, (n - 1) / 2, scratch, share);
    return n % 2 == 1 ? 2 * share[0] - 1 : share[0] + share[1] - 1;
}

an_code an_outlier_medcouple(const double x[], size_t n, double scratch[], double *medcouple)
{
    double median;
    an_code code = an_location_quantile(x, n, 0.5, &median);
    if (code != AN_OK)
        return code;
    size_t below = 0, above = n;
    while (below < n && x[below] < median)
        below++;
    while (above > 0 && x[above - 1] > median)
        above--;
    kernel h = {.lower = scratch, .upper = scratch + below,
                .n_lower = below, .n_upper = n - above, .n_tied = above - below};
    h.minus = (uint64_t)h.n_tied * h.n_lower + (uint64_t)h.n_tied * (h.n_tied - 1) / 2;
    for (size_t i = 0; i < below; i++)
        scratch[i] = median - x[below - 1 - i];
    for (size_t i = above; i < n; i++)
        scratch[below + i - above] = x[i] - median;
    *medcouple = kernel_median(&h, scratch + n);
    return AN_OK;
}

an_code an_outlier_adjusted_boxplot(const double x[], size_t n, double scratch[], double *medcouple,
                                    an_interval *fences)
{
    double lower, upper;
    an_code code = an_location_hinges(x, n, &lower, &upper);
    if (code != AN_OK || (code = an_outlier_medcouple(x, n, scratch, medcouple)) != AN_OK)
        return code;
    double reach = 1.5 * (upper - lower), mc = *medcouple;
    if (!(reach > 0))
        return AN_UNDEFINED;
    fences->lower = lower - reach * exp((mc >= 0 ? -4 : -3) * mc);
    fences->upper = upper + reach * exp((mc >= 0 ? 3 : 4) * mc);
    return AN_OK;
}

an_code an_outlier_hb_effects(const double before[], const double after[], size_t n, double exponent,
                              double scratch[], double effect[])
{
    double median;
    for (size_t i = 0; i < n; i++) {
        if (!(before[i] > 0 && after[i] > 0))
            return AN_UNDEFINED;
        scratch[i] = effect[i] = after[i] / before[i];
    }
    an_code code = an_location_median(scratch, n, &median);
    if (code != AN_OK)
        return code;
    for (size_t i = 0; i < n; i++) {
        double r = effect[i], larger = before[i] > after[i] ? before[i] : after[i];
        effect[i] = (r < median ? 1 - median / r : r / median - 1) * pow(larger, exponent);
    }
    return AN_OK;
}

an_code an_outlier_hb_bounds(const double effect[], size_t n, double a, double c, double scratch[],
                             an_interval *bounds)
{
    double e[3];
    memcpy(scratch, effect, n * sizeof *effect);
    an_location_sort(scratch, n);
    for (int i = 0; i < 3; i++) {
        an_code code = an_location_quantile(scratch, n, 0.25 * (i + 1), &e[i]);
        if (code != AN_OK)
            return code;
    }
    double least = fabs(a * e[1]);
    double down = fmax(e[1] - e[0], least), up = fmax(e[2] - e[1], least);
    if (!(down > 0 && up > 0))
        return AN_UNDEFINED;
    *bounds = (an_interval){e[1] - c * down, e[1] + c * up};
    return AN_OK;
}

/* The nearest units inside: one step from *mean to the mean of the m units nearest to it (ties: the first in
 * the order of y), outside[n]: the others. scratch: 2 n doubles. */
static void step_forward(const double y[], size_t n, size_t m, double scratch[], bool outside[], double *mean)
{
    double *square = scratch, *work = scratch + n, sum = 0;
    size_t closer = 0;
    for (size_t i = 0; i < n; i++) {
        const double residual = y[i] - *mean;
        work[i] = square[i] = residual * residual;
    }
    const double limit = an_location_select(work, n, m - 1);
    for (size_t i = 0; i < m; i++)
        closer += work[i] < limit;
    size_t ties = m - closer;
    for (size_t i = 0; i < n; i++) {
        const bool tied = square[i] == limit && ties > 0;
        ties -= tied;
        outside[i] = !(square[i] < limit || tied);
        sum += outside[i] ? 0 : y[i];
    }
    *mean = sum / (double)m;
}

/* Scale of the units inside and, if there are units outside, their least deletion residual, for the mean
 * result->estimate. False: no scale. */
static bool deletion_residual(const double y[], size_t n, const bool outside[],
                              an_outlier_forward_result *result)
{
    const double m = (double)result->m;
    double squares = 0, least = INFINITY;
    for (size_t i = 0; i < n; i++) {
        const double e = y[i] - result->estimate;
        squares += outside[i] ? 0 : e * e;
    }
    result->scale = sqrt(squares / (m - 1));
    if (!(result->scale > 0))
        return false;
    for (size_t i = 0; i < n; i++) {
        const double deletion = fabs(y[i] - result->estimate) / (result->scale * sqrt(1 + 1 / m));
        least = outside[i] && deletion < least ? deletion : least;
    }
    if (result->m < n)
        result->statistic = least;
    return true;
}

an_code an_outlier_forward(const double y[], size_t n, double start, double probability, double scratch[],
                           bool outlier[], an_outlier_forward_result *result)
{
    if (n < 3 || !(probability > 0 && probability < 1))
        return AN_UNDEFINED;
    an_outlier_forward_result now = {.estimate = start};
    for (now.m = n / 2 + 1;; now.m++) {
        step_forward(y, n, now.m, scratch, outlier, &now.estimate);
        if (!deletion_residual(y, n, outlier, &now))
            return AN_UNDEFINED;
        if (now.m == n)
            break;
        now.bound = gsl_cdf_tdist_Qinv((1 - probability) / (double)(now.m + 1), (double)(now.m - 1));
        if (now.statistic > now.bound)
            break;
    }
    *result = now;
    return AN_OK;
}
