/* location: quickselect, quantiles, the mean. */
#include "stat/location.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdint.h>

#include "base/memory.h"
#include "stat/binomial.h"

enum { SMALL = 16 }; /* up to here insertion sort is the fastest */

/* The next of the numbers of SplitMix64. Pivots at fixed places would make organ-pipe or sawtooth input
 * quadratic; drawn ones do not care for the order of the input. */
static uint64_t draw(uint64_t *state)
{
    return an_hash_mix(*state += AN_HASH_GAMMA);
}

static void insertion_sort(double x[], size_t n)
{
    for (size_t i = 1; i < n; i++) {
        double value = x[i];
        size_t j = i;
        for (; j > 0 && x[j - 1] > value; j--)
            x[j] = x[j - 1];
        x[j] = value;
    }
}

/* The place of the median of three values, a third of n apart from a drawn start. */
static size_t pivot_place(const double x[], size_t n, uint64_t *state)
{
    size_t third = n / 3;
    size_t a = (size_t)(draw(state) % third), b = a + third, c = b + third;
    if (x[a] < x[b])
        return x[b] < x[c] ? b : x[a] < x[c] ? c : a;
    return x[a] < x[c] ? a : x[b] < x[c] ? c : b;
}

/* Splits x into x[0..*less) < pivot, x[*less..*upto) = pivot, the rest > pivot. Both loops advance their
 * border by the outcome of a comparison instead of branching on it. */
static void split(double x[], size_t n, uint64_t *state, size_t *less, size_t *upto)
{
    size_t place = pivot_place(x, n, state);
    double pivot = x[place];
    x[place] = x[0];
    size_t border = 1, ties = 0;
    for (size_t i = 1; i < n; i++) {
        double value = x[i];
        x[i] = x[border];
        x[border] = value;
        border += value < pivot;
        ties += value == pivot;
    }
    x[0] = x[border - 1];
    x[border - 1] = pivot;
    *less = border - 1;
    *upto = border + ties;
    for (size_t i = border; ties > 0 && i < n; i++) {
        double value = x[i];
        x[i] = x[border];
        x[border] = value;
        border += value == pivot;
    }
}

double an_location_select(double x[], size_t n, size_t k)
{
    uint64_t state = n;
    size_t from = 0, to = n;
    while (to - from > SMALL) {
        size_t less, upto;
        split(x + from, to - from, &state, &less, &upto);
        if (k < from + less)
            to = from + less;
        else if (k < from + upto)
            return x[k];
        else
            from += upto;
    }
    insertion_sort(x + from, to - from);
    return x[k];
}

/* Recursion takes the smaller part, so that its depth stays below log2(n). */
static void sort_part(double x[], size_t n, uint64_t *state)
{
    while (n > SMALL) {
        size_t less, upto;
        split(x, n, state, &less, &upto);
        if (less < n - upto) {
            sort_part(x, less, state);
            x += upto;
            n -= upto;
        } else {
            sort_part(x + upto, n - upto, state);
            n = less;
        }
    }
    insertion_sort(x, n);
}

void an_location_sort(double x[], size_t n)
{
    uint64_t state = n;
    sort_part(x, n, &state);
}

size_t an_location_below(const double x[], size_t n, double value)
{
    size_t low = 0, high = n;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (x[middle] < value)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

an_code an_location_median(double x[], size_t n, double *median)
{
    if (n == 0)
        return AN_UNDEFINED;
    double upper = an_location_select(x, n, n / 2);
    if (n % 2 == 1) {
        *median = upper;
        return AN_OK;
    }
    double lower = x[0];
    for (size_t i = 1; i < n / 2; i++)
        lower = x[i] > lower ? x[i] : lower;
    *median = (lower + upper) / 2;
    return AN_OK;
}

an_code an_location_quantile(const double x[], size_t n, double p, double *quantile)
{
    if (n == 0 || !(p >= 0 && p <= 1))
        return AN_UNDEFINED;
    double rank = (double)(n - 1) * p;
    double whole = floor(rank), part = rank - whole;
    size_t i = (size_t)whole;
    *quantile = part > 0 ? (1 - part) * x[i] + part * x[i + 1] : x[i];
    return AN_OK;
}

/* The quantile of probability p of all n values, whose ranks from first to end - 1 are those of x, in any
 * order. */
static double quantile_within(double x[], size_t n, size_t first, size_t end, double p)
{
    const double rank = (double)(n - 1) * p, whole = floor(rank), part = rank - whole;
    const size_t k = (size_t)whole - first, m = end - first;
    const double value = an_location_select(x, m, k);
    if (!(part > 0))
        return value;
    double next = x[k + 1];
    for (size_t i = k + 2; i < m; i++)
        next = x[i] < next ? x[i] : next;
    return (1 - part) * value + part * next;
}

an_code an_location_quartiles(double x[], size_t n, double quartile[3])
{
    if (n == 0)
        return AN_UNDEFINED;
    const size_t middle = (n - 1) / 2; /* nothing before it is greater, nothing behind it is less */
    quartile[1] = quantile_within(x, n, 0, n, 0.5);
    quartile[0] = quantile_within(x, n, 0, n > 2 ? middle + 1 : n, 0.25);
    quartile[2] = quantile_within(x + middle, n, middle, n, 0.75);
    return AN_OK;
}

an_code an_location_median_interval(const double x[], size_t n, double level, an_interval *interval)
{
    double r, cdf;
    if (!(level > 0 && level < 1) || an_binomial_quantile((1 - level) / 2, (double)n, .5, &r, &cdf) != AN_OK)
        return AN_UNDEFINED;
    *interval = (an_interval){-INFINITY, INFINITY};
    if (r >= 1)
        *interval = (an_interval){x[(size_t)r - 1], x[n - (size_t)r]};
    return AN_OK;
}

an_code an_location_hinges(const double x[], size_t n, double *lower, double *upper)
{
    if (n == 0)
        return AN_UNDEFINED;
    size_t half = (n + 1) / 2;
    size_t i = (half - 1) / 2, j = half / 2;
    *lower = (x[i] + x[j]) / 2;
    *upper = (x[n - 1 - i] + x[n - 1 - j]) / 2;
    return AN_OK;
}

an_code an_location_mean(const double x[], size_t n, double *mean)
{
    if (n == 0)
        return AN_UNDEFINED;
    double sum = 0, lost = 0;
    for (size_t i = 0; i < n; i++) {
        double next = sum + x[i];
        lost += fabs(sum) >= fabs(x[i]) ? (sum - next) + x[i] : (x[i] - next) + sum;
        sum = next;
    }
    *mean = (sum + lost) / (double)n;
    return AN_OK;
}

an_code an_location_mean_interval(double sum, double squares, double n, double level, an_interval *interval)
{
    if (!(n >= 2))
        return AN_UNDEFINED;
    const long double deviations = squares - (long double)sum * sum / n; /* the difference cancels digits */
    const double mean = sum / n, variance = fmax((double)deviations, 0) / (n - 1);
    const double half = gsl_cdf_tdist_Qinv((1 - level) / 2, n - 1) * sqrt(variance / n);
    *interval = (an_interval){mean - half, mean + half};
    return AN_OK;
}
