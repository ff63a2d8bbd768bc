/* explain: what honest reasons prices have, taken out before prices are compared.
 *
 *     log price = level of the group + slope x log mass + level of the importer + what is left
 *
 * Slope. By group a regression with bisquare weights (Beaton, Tukey 1974) on the log mass, centered and cut
 * off at three of its scales, so that a wrong mass neither decides nor excuses itself; its variance by the
 * sandwich (Huber 1967). Over groups a mean, and the variance between them that leaves their cut-off squares
 * as chance would have them (Paule, Mandel 1982, made robust); each group has its own slope drawn to that
 * mean by what it knows. Where price and mass have nothing to do with each other both come out near 0.
 *
 * Importers. Their share of a group's variance is what two items of one importer have in common beyond two of
 * any. Only pairs that lie above the center count: undervaluation is on the other side, and crooked importers
 * must not earn leniency by being alike (they earn little: tests/test_explain.c). Twice the mean of r_i r_j
 * over pairs of one importer with r_i + r_j > 0, less that over all pairs of the group (skewed prices have
 * some), r in robust scales and cut off. The level of an importer in a group is then the best linear
 * prediction (Robinson 1991) from its other items there, bisquare weights beside it; its variance is kept
 * with the item. Who has no other item has the group's level, and the importers' whole variance.
 *
 * The same price and mass of one importer again and again is one entry: a standing order says once what it
 * says, and no copy speaks for another. Where a quarter of the entries have one price, this explains itself.
 *
 * Between groups and between importers counts what lies beyond three standard errors of the estimate: a fixed
 * deduction, not a switch, since what chance leaves would be leniency. Importers' levels within groups
 * come from these groups alone: what an importer does in the rest of the heading is not used. */
#include "model/explain.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "stat/location.h"
#include "stat/scale.h"

/* Groups with fewer items have no slope of their own, nor say anything of importers. */
enum { LEAST = 6 };

/* The log mass and prices are cut off at so many of their scales. */
#define CUT 3.0

/* Bisquare: beyond so many scales an item counts nothing. [4.685 has 95 % efficiency; a little less.] */
#define BISQUARE 4.0

enum { ROUNDS = 6 };

/* The mean of the squares of normal deviates, cut off at 4. */
#define NORMAL_SQUARES 0.9204

/* Groups and importers differ by as much as chance leaves, less so many of its standard errors. */
#define CAREFUL 3.0

/* Two log prices nearer than this are the same price. */
#define SAME_PRICE 1e-6

/* No slope is steeper. */
#define STEEPEST 0.6

/* An item is held against so many of its importer; independent pairs are those of so many quantiles. */
enum { NEIGHBOURS = 4, QUANTILES = 24 };

/* So many pairs of one group would count as much as what all groups say of importers: a group says little,
 * and what it says by chance would be leniency. Of all groups fewer pairs do. */
#define GROUP_PRIOR 5000.0
#define PAIRS_PRIOR 500.0

/* Products are added up in whole numbers of this. */
#define UNIT 0x1p-30

/* Importers make no more of a group's variance. */
#define MOST_SHARE 0.95

#define LEAST_SCALE 0.01

static double bisquare(double z)
{
    const double u = 1 - z * z / (BISQUARE * BISQUARE);
    return u > 0 ? u * u : 0;
}

/* Median and scale (1.4826 MAD, as of a normal distribution) of x[n], n > 0; sorted: n doubles. */
static double center_of(const double x[], size_t n, double sorted[], double *scale)
{
    double median = 0, mad = 0;
    for (size_t i = 0; i < n; i++)
        sorted[i] = x[i];
    (void)an_location_median(sorted, n, &median); /* n > 0 */
    (void)an_scale_mad(x, n, median, sorted, &mad);
    *scale = fmax(AN_SCALE_MAD_NORMAL * mad, LEAST_SCALE);
    return median;
}

/* ---- the items in an order of their own ---- */

/* By mass, price, importer: the numbers of importers, which are those of a run, decide nothing. */
static int by_mass(const void *a, const void *b, void *given)
{
    const an_item *item = given, *x = item + *(const uint32_t *)a, *y = item + *(const uint32_t *)b;
    if (x->mass != y->mass)
        return x->mass < y->mass ? -1 : 1;
    if (x->log_price != y->log_price)
        return x->log_price < y->log_price ? -1 : 1;
    return (x->importer > y->importer) - (x->importer < y->importer);
}

/* By importer first: neighbours are alike in nothing that is judged. */
static int by_importer(const void *a, const void *b, void *given)
{
    const an_item *item = given, *x = item + *(const uint32_t *)a, *y = item + *(const uint32_t *)b;
    if (x->importer != y->importer)
        return x->importer < y->importer ? -1 : 1;
    return by_mass(a, b, given);
}

typedef int an_order(const void *a, const void *b, void *item);

static void sort_items(const an_item item[], size_t n, an_order *by, uint32_t order[])
{
    for (size_t i = 0; i < n; i++)
        order[i] = (uint32_t)i;
    qsort_r(order, n, sizeof *order, by, (void *)item);
}

/* True if an item is no more than another copy of the one before it in order. */
static bool is_copy(const an_item item[], const uint32_t order[], size_t i)
{
    return i > 0 && by_mass(&order[i - 1], &order[i], (void *)item) == 0 && item[order[i]].importer > 0;
}

/* True if a quarter of the entries, three or more, have one price: it explains itself. sorted: n doubles. */
static bool has_one_price(const an_item item[], size_t n, const uint32_t order[], double sorted[])
{
    size_t entries = 0, most = 0;
    for (size_t i = 0; i < n; i++)
        if (!is_copy(item, order, i))
            sorted[entries++] = item[order[i]].log_price;
    an_location_sort(sorted, entries);
    for (size_t first = 0, end; first < entries; first = end) {
        for (end = first + 1; end < entries && sorted[end] - sorted[first] < SAME_PRICE;)
            end++;
        most = end - first > most ? end - first : most;
    }
    return most >= 3 && 4 * most > entries;
}

/* ---- mass ---- */

/* The log masses: centered and cut off; false: they do not differ. */
static bool center_mass(const an_item item[], size_t n, double mass[], double sorted[])
{
    double scale;
    for (size_t i = 0; i < n; i++)
        mass[i] = log(item[i].mass);
    const double center = center_of(mass, n, sorted, &scale);
    for (size_t i = 0; i < n; i++)
        mass[i] = fmin(fmax(mass[i] - center, -CUT * scale), CUT * scale);
    return scale > 2 * LEAST_SCALE;
}

/* The slope of r over mass and its precision. 0: too few items. r: about its median. */
static double slope_of(const double mass[], const double r[], size_t n, double scratch[], double *precision)
{
    double slope = 0, scale = 0, steep = 0, noise = 0;
    *precision = 0;
    if (n < LEAST)
        return 0;
    for (int round = 0; round < ROUNDS; round++) {
        for (size_t i = 0; i < n; i++)
            scratch[i] = r[i] - slope * mass[i];
        const double center = center_of(scratch, n, scratch + n, &scale);
        double sum = 0, both = 0, all = 0, squares = 0;
        steep = noise = 0;
        for (size_t i = 0; i < n; i++) {
            const double w = bisquare((r[i] - slope * mass[i] - center) / scale);
            all += w;
            sum += w * mass[i];
        }
        for (size_t i = 0; i < n && all > 0; i++) {
            const double e = r[i] - slope * mass[i] - center, w = bisquare(e / scale),
                         m = mass[i] - sum / all;
            squares += w * m * m;
            both += w * m * (r[i] - center);
            noise += w * w * m * m * e * e;
            steep += (w - 4 * sqrt(w) * e * e / (scale * scale * BISQUARE * BISQUARE)) * m * m;
        }
        slope = squares > 0 ? fmin(fmax(both / squares, -STEEPEST), STEEPEST) : 0;
    }
    *precision = noise > 0 && steep > 0 ? steep * steep / noise * (double)(n - 4) / (double)n : 0;
    return slope;
}

/* Sets r to the log prices without what mass explains; what the group's own slope is. Of an entry its first
 * item counts. False: nothing is to be explained. */
static bool take_mass(const an_explained *explained, const an_item item[], size_t n, double r[],
                      const an_explain_room *room, an_explain_sums *sums)
{
    double *const mass = room->numbers, *const own_mass = mass + n, *const own = mass + 2 * n;
    size_t entries = 0;
    sort_items(item, n, by_mass, room->order);
    for (size_t i = 0; i < n; i++)
        r[i] = item[i].log_price;
    sums->slope = sums->precision = 0;
    if (has_one_price(item, n, room->order, own))
        return false;
    if (!center_mass(item, n, mass, own))
        return true;
    for (size_t i = 0; i < n; i++)
        if (!is_copy(item, room->order, i)) {
            own_mass[entries] = mass[room->order[i]];
            own[entries++] = r[room->order[i]];
        }
    sums->slope = slope_of(own_mass, own, entries, mass + 3 * n, &sums->precision);
    const double known = sums->precision * explained->slope_spread;
    const double slope = (explained->slope + known * sums->slope) / (1 + known);
    for (size_t i = 0; i < n; i++)
        r[i] -= slope * mass[i];
    return true;
}

/* How far the slopes of groups lie from a mean, squared and cut off at 2, beyond what chance and spread
 * leave; moves the mean to where they are. */
static double excess_of(const an_explain_sums sums[], size_t n, double spread, double *mean)
{
    double groups = 0, beyond = 0;
    for (int round = 0; round < ROUNDS; round++) {
        double weights = 0, sum = 0;
        groups = beyond = 0;
        for (size_t g = 0; g < n; g++)
            if (sums[g].precision > 0) {
                const double precision = sums[g].precision / (1 + spread * sums[g].precision);
                const double z = fabs(sums[g].slope - *mean) * sqrt(precision);
                const double w = z > 2 ? precision * 2 / z : precision;
                weights += w;
                sum += w * sums[g].slope;
                beyond += fmin(z * z, 4) - NORMAL_SQUARES;
                groups++;
            }
        *mean = groups > 0 ? sum / weights : 0;
    }
    return groups > 0 ? beyond / groups - CAREFUL * 1.2 / sqrt(groups) : -1;
}

static int by_sums(const void *a, const void *b)
{
    const an_explain_sums *x = a, *y = b;
    const double of[2][4] = {{x->precision, x->slope, x->together, x->n},
                             {y->precision, y->slope, y->together, y->n}};
    for (int k = 0; k < 4; k++)
        if (of[0][k] != of[1][k])
            return of[0][k] < of[1][k] ? -1 : 1;
    return 0;
}

void an_explain_learn_slopes(an_explain_sums sums[], size_t n, an_explained *explained)
{
    qsort(sums, n, sizeof *sums, by_sums);
    double low = 0, high = STEEPEST * STEEPEST, mean = 0;
    if (excess_of(sums, n, 0, &mean) > 0) {
        for (int round = 0; round < 30; round++) {
            const double middle = (low + high) / 2;
            *(excess_of(sums, n, middle, &mean) > 0 ? &low : &high) = middle;
        }
        (void)excess_of(sums, n, high, &mean);
    } else {
        high = 0;
    }
    explained->slope = mean;
    explained->slope_spread = high;
}

/* ---- importers ---- */

/* What is different among the items of a group: entries, importer by importer. */
typedef struct entries {
    double *r;        /* from the center, in scales */
    double *importer; /* number; 0: not known */
    size_t n;
    double center, scale;
} entries;

/* The center of entries by bisquare weights from their median on, which some crooked importers pull less.
 * sorted: e->n doubles. */
static double bisquare_center(const entries *e, double median, double sorted[])
{
    double center = median;
    for (size_t k = 0; k < e->n; k++)
        sorted[k] = e->r[k];
    an_location_sort(sorted, e->n);
    for (int round = 0; round < ROUNDS; round++) {
        double weights = 0, sum = 0;
        for (size_t k = 0; k < e->n; k++) {
            const double w = bisquare((sorted[k] - center) / e->scale);
            weights += w;
            sum += w * sorted[k];
        }
        center = weights > 0 ? sum / weights : center;
    }
    return center;
}

/* Sorts the items by importer; all but the first 2 n numbers are free afterwards. */
static entries list_entries(const an_item item[], const double r[], size_t n, const an_explain_room *room)
{
    entries e = {.r = room->numbers, .importer = room->numbers + n};
    sort_items(item, n, by_importer, room->order);
    for (size_t i = 0; i < n; i++)
        if (!is_copy(item, room->order, i)) {
            e.r[e.n] = r[room->order[i]];
            e.importer[e.n++] = item[room->order[i]].importer;
        }
    const double median = center_of(e.r, e.n, room->numbers + 2 * n, &e.scale); /* n > 0 */
    e.center = bisquare_center(&e, median, room->numbers + 2 * n);
    for (size_t k = 0; k < e.n; k++)
        e.r[k] = (e.r[k] - e.center) / e.scale;
    return e;
}

/* The end of the entries of one importer. */
static size_t end_of(const entries *e, size_t first)
{
    size_t end = first + 1;
    while (end < e->n && e->importer[end] == e->importer[first])
        end++;
    return end;
}

static double cut(double z)
{
    return fmin(fmax(z, -CUT), CUT);
}

/* What two prices on the upper side have in common. */
static double common(double a, double b)
{
    return a + b > 0 ? 2 * a * b : 0;
}

/* The same of two prices of any importer. sorted: e->n doubles. */
static double common_by_chance(const entries *e, double sorted[])
{
    const size_t n = e->n < QUANTILES ? e->n : QUANTILES;
    double value[QUANTILES], sum = 0, pairs = 0;
    for (size_t k = 0; k < e->n; k++)
        sorted[k] = cut(e->r[k]);
    an_location_sort(sorted, e->n);
    for (size_t a = 0; a < n; a++)
        value[a] = sorted[(2 * a + 1) * e->n / (2 * n)];
    for (size_t a = 0; a < n; a++)
        for (size_t b = 0; b < n; b++)
            if (a != b || n < e->n) {
                sum += common(value[a], value[b]);
                pairs++;
            }
    return sum / pairs;
}

/* The share of all pairs that are of one importer. */
static double share_alike(const entries *e)
{
    double alike = 0;
    for (size_t first = 0, end; first < e->n; first = end) {
        end = end_of(e, first);
        alike += e->importer[first] > 0 ? (double)(end - first) * (double)(end - first - 1) : 0;
    }
    return e->n > 1 ? alike / ((double)e->n * (double)(e->n - 1)) : 0;
}

static void compare_pairs(const entries *e, double sorted[], an_explain_sums *sums)
{
    int64_t together = 0; /* whole numbers: the order of importers does not matter */
    sums->together = sums->n = 0;
    if (e->n < LEAST)
        return;
    for (size_t k = 0; k < e->n; k++)
        for (size_t j = k + 1; j < e->n && j <= k + NEIGHBOURS && e->importer[j] == e->importer[k]; j++)
            if (e->importer[k] > 0) {
                together += llround(common(cut(e->r[k]), cut(e->r[j])) / UNIT);
                sums->n++;
            }
    if (sums->n > 0)
        sums->together = (double)together * UNIT - sums->n * common_by_chance(e, sorted);
    sums->n *= 1 - share_alike(e); /* what is taken off for chance has pairs of one importer in it */
}

void an_explain_look(const an_explained *explained, const an_item item[], size_t n,
                     const an_explain_room *room, an_explain_sums *sums)
{
    double *const r = room->numbers + 5 * n;
    *sums = (an_explain_sums){0};
    if (n < LEAST || !take_mass(explained, item, n, r, room, sums))
        return;
    const entries e = list_entries(item, r, n, room);
    compare_pairs(&e, room->numbers + 2 * n, sums);
}

void an_explain_learn_importers(an_explain_sums sums[], size_t n, an_explained *explained)
{
    double together = 0, pairs = 0, squares = 0;
    qsort(sums, n, sizeof *sums, by_sums);
    for (size_t g = 0; g < n; g++) {
        together += sums[g].together;
        pairs += sums[g].n;
    }
    const double mean = together / (pairs + PAIRS_PRIOR);
    for (size_t g = 0; g < n; g++)
        squares += (sums[g].together - sums[g].n * mean) * (sums[g].together - sums[g].n * mean);
    const double error = sqrt(squares) / (pairs + PAIRS_PRIOR);
    explained->importers = fmin(fmax(mean - CAREFUL * error, 0), MOST_SHARE);
}

/* The level of an importer from its entries r[n] in a group: from a median on, the best linear prediction.
 * between, within: variances; without: an entry not to be counted, n: none. Sets its variance. */
static double level_of(const double r[], size_t n, size_t without, double from, double between, double within,
                       double *variance)
{
    double level = from, scale = sqrt(within);
    *variance = between;
    for (int round = 0; round < (without < n ? 1 : ROUNDS); round++) {
        double weights = 0, sum = 0;
        for (size_t k = 0; k < n; k++) {
            const double w = k == without ? 0 : bisquare((r[k] - from) / scale);
            weights += w;
            sum += w * r[k];
        }
        *variance = 1 / (1 / between + weights / within);
        level = from = *variance * sum / within;
    }
    return level;
}

/* Sets levels and their variances: of each entry by the others of its importer. */
static void predict_levels(const entries *e, double between, double within, double level[], double variance[])
{
    for (size_t first = 0, end; first < e->n; first = end) {
        double unused, all;
        end = end_of(e, first);
        const size_t n = end - first;
        const double *const r = e->r + first;
        if (!(e->importer[first] > 0)) {
            for (size_t k = first; k < end; k++)
                level[k] = variance[k] = 0;
            continue;
        }
        for (size_t k = 0; k < n; k++)
            level[first + k] = r[k];
        (void)an_location_median(level + first, n, &all); /* n > 0 */
        all = level_of(r, n, n, all * between / (between + within / (double)n), between, within, &unused);
        for (size_t k = 0; k < n; k++)
            level[first + k] = level_of(r, n, k, all, between, within, &variance[first + k]);
    }
}

void an_explain_take(const an_explained *explained, const an_item item[], size_t n,
                     const an_explain_room *room, double x[], double spread[])
{
    an_explain_sums sums = {0};
    for (size_t i = 0; i < n; i++)
        spread[i] = 0;
    if (n == 0 || !take_mass(explained, item, n, x, room, &sums))
        return;
    const entries e = list_entries(item, x, n, room);
    compare_pairs(&e, room->numbers + 2 * n, &sums);
    const double share = fmin(
        fmax((sums.together + GROUP_PRIOR * explained->importers) / (sums.n + GROUP_PRIOR), 0), MOST_SHARE);
    if (!(share > 0))
        return;
    double *const level = room->numbers + 2 * n, *const variance = room->numbers + 3 * n;
    predict_levels(&e, share, 1 - share * (1 - share_alike(&e)), level, variance);
    for (size_t i = 0, k = 0; i < n; i++) {
        k += i > 0 && !is_copy(item, room->order, i);
        x[room->order[i]] -= e.scale * level[k];
        spread[room->order[i]] = e.scale * e.scale * variance[k];
    }
}
