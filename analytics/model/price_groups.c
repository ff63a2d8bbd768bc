/* price_groups: the separate price groups of one comparison set.
 *
 * Fashion and mass goods under one code: one center between the two is a price nobody asks. From 30 items on
 * the weighted log prices are smoothed on a grid of 200 cells with Silverman's bandwidth, n as the effective
 * number (sum w)^2 / sum w^2; a valley below 0.8 of the lower of its peaks, with a tenth of the weight and
 * five items on each side, is a cut; there are two at most. Weight, not number: a cheap cluster that one
 * Member State or a few importers bring is fraud rather than another kind of goods, and balance.c has left
 * it little.
 *
 * The atom, one price that a quarter of the items share, is looked for first (from 8 items on); a group that
 * has one has no other price groups. O(n + grid x reach). [This project's rules.] */
#include "model/price_groups.h"

#include <math.h>

#include "stat/location.h"
#include "stat/scale.h"

enum { GRID = 200, BEST_CUTS = AN_MIXTURE_GROUPS - 1 };

#define VALLEY 0.8
#define ATOM_SHARE 0.25

/* The weighted values on a grid, smoothed. */
typedef struct smooth {
    double start, step;
    double density[GRID];
} smooth;

/* The value below which share p of the weight lies. */
static double quantile(const double x[], const double weight[], const uint32_t order[], size_t n, double p)
{
    double sum = 0, reached = 0;
    for (size_t k = 0; k < n; k++)
        sum += weight[k];
    for (size_t k = 0; k < n; k++) {
        reached += weight[order[k]];
        if (reached >= p * sum)
            return x[order[k]];
    }
    return x[order[n - 1]];
}

/* Silverman's bandwidth for the weighted sample; 0: no spread. */
static double find_bandwidth(const double x[], const double weight[], const uint32_t order[], size_t n)
{
    double sum = 0, squares = 0, mean = 0, variance = 0;
    for (size_t i = 0; i < n; i++) {
        sum += weight[i];
        squares += weight[i] * weight[i];
        mean += weight[i] * x[i];
    }
    mean /= sum;
    for (size_t i = 0; i < n; i++)
        variance += weight[i] * (x[i] - mean) * (x[i] - mean);
    double iqr =
        (quantile(x, weight, order, n, 0.75) - quantile(x, weight, order, n, 0.25)) / AN_SCALE_IQR_NORMAL;
    double sd = sqrt(variance / sum), least = iqr > 0 ? fmin(iqr, sd) : sd;
    return 0.9 * least * pow(sum * sum / squares, -0.2);
}

static void smooth_values(const double x[], const double weight[], const uint32_t order[], size_t n,
                          double bandwidth, smooth *s)
{
    double binned[GRID] = {0}, first = quantile(x, weight, order, n, 0.01),
           last = quantile(x, weight, order, n, 0.99);
    s->start = first - 2 * bandwidth;
    s->step = (last - first + 4 * bandwidth) / (GRID - 1);
    for (size_t i = 0; i < n; i++) {
        double at = (x[i] - s->start) / s->step + 0.5;
        if (at >= 0 && at < GRID)
            binned[(size_t)at] += weight[i];
    }
    int reach = (int)(3 * bandwidth / s->step) + 1;
    for (int i = 0; i < GRID; i++) {
        s->density[i] = 0;
        for (int j = i - reach < 0 ? 0 : i - reach; j <= i + reach && j < GRID; j++) {
            double z = (i - j) * s->step / bandwidth;
            s->density[i] += binned[j] > 0 ? binned[j] * exp(-0.5 * z * z) : 0;
        }
    }
}

/* The weight and the number of items below cut. */
static double weight_below(const double x[], const double weight[], size_t n, double cut, size_t *items)
{
    double sum = 0;
    *items = 0;
    for (size_t i = 0; i < n; i++)
        if (x[i] < cut) {
            sum += weight[i];
            ++*items;
        }
    return sum;
}

/* Cuts between price groups, ascending; returns how many. From the left: a valley counts when it lies deep
 * enough below the peaks at both sides, and there is enough on both. */
static size_t find_cuts(const double x[], const double weight[], size_t n, const smooth *s,
                        double cut[BEST_CUTS])
{
    size_t n_cuts = 0, items, items_before = 0;
    double all = weight_below(x, weight, n, INFINITY, &items), before = 0, peak = s->density[0];
    size_t low = 0;
    for (size_t i = 1; i < GRID && n_cuts < BEST_CUTS; i++) {
        double d = s->density[i];
        bool falls = low > 0 ? d < s->density[low] : d < peak;
        low = falls ? i : low;
        bool valley = low > 0 && s->density[low] < VALLEY * fmin(peak, d);
        double at = s->start + (double)low * s->step,
               sum = valley ? weight_below(x, weight, n, at, &items) : 0;
        bool enough = valley && sum - before >= AN_PRICE_GROUPS_SHARE * all && items - items_before >= 5;
        if (enough && (all - sum < AN_PRICE_GROUPS_SHARE * all || n - items < 5))
            break;
        if (enough) {
            cut[n_cuts++] = at;
            before = sum;
            items_before = items;
        }
        if (enough || d >= peak) { /* a new group begins, or the same one rises on */
            peak = d;
            low = 0;
        }
    }
    return n_cuts;
}

/* Describes the items with cut[0] <= x < cut[1] that are not the atom. */
static void describe(const double x[], const double weight[], const uint32_t order[], size_t n,
                     const double cut[2], const an_mixture *mixture, double scratch[], an_mixture_part *part)
{
    double sum = 0, reached = 0, mad = 0;
    size_t m = 0;
    *part = (an_mixture_part){0};
    for (size_t i = 0; i < n; i++)
        if (x[i] >= cut[0] && x[i] < cut[1] && !an_mixture_on_atom(mixture, x[i]))
            sum += weight[i];
    for (size_t k = 0; k < n && reached <= sum / 2; k++) {
        size_t i = order[k];
        if (x[i] < cut[0] || x[i] >= cut[1] || an_mixture_on_atom(mixture, x[i]))
            continue;
        reached += weight[i];
        part->center = x[i];
    }
    for (size_t i = 0; i < n; i++)
        if (x[i] >= cut[0] && x[i] < cut[1] && !an_mixture_on_atom(mixture, x[i]))
            scratch[m++] = fabs(x[i] - part->center);
    if (m > 0)
        (void)an_location_median(scratch, m, &mad);
    part->share = sum;
    part->under = part->over = AN_SCALE_MAD_NORMAL * mad;
}

static void find_atom(const double x[], const double weight[], const uint32_t order[], size_t n,
                      an_mixture *mixture)
{
    double all = 0, best = 0;
    for (size_t k = 0; k < n;) {
        double sum = 0, at = x[order[k]];
        size_t first = k;
        for (; k < n && x[order[k]] - at < 1e-6; k++)
            sum += weight[order[k]];
        all += sum;
        if (sum > best && k - first >= 3) {
            best = sum;
            mixture->atom = at;
        }
    }
    mixture->atom_share = best > ATOM_SHARE * all ? best / all : 0;
}

void an_price_groups_find(const double x[], const double weight[], const uint32_t order[], size_t n,
                          double scratch[], an_mixture *mixture)
{
    double cut[BEST_CUTS + 2] = {-INFINITY}, sum = 0;
    size_t n_cuts = 0;
    mixture->atom_share = 0;
    if (n >= AN_PRICE_GROUPS_ATOM_LEAST)
        find_atom(x, weight, order, n, mixture);
    if (n >= AN_PRICE_GROUPS_LEAST && mixture->atom_share == 0) {
        double bandwidth = find_bandwidth(x, weight, order, n);
        smooth s;
        if (bandwidth > 1e-6) {
            smooth_values(x, weight, order, n, bandwidth, &s);
            n_cuts = find_cuts(x, weight, n, &s, cut + 1);
        }
    }
    cut[n_cuts + 1] = INFINITY;
    mixture->n_parts = n_cuts + 1;
    for (size_t k = 0; k <= n_cuts; k++) {
        describe(x, weight, order, n, cut + k, mixture, scratch, &mixture->parts[k]);
        sum += mixture->parts[k].share;
    }
    for (size_t k = 0; k <= n_cuts; k++)
        mixture->parts[k].share = sum > 0 ? mixture->parts[k].share / sum : 1;
    if (mixture->atom_share > 0) /* what leaves the common price leaves it from there */
        mixture->parts[0].center = mixture->atom;
}
