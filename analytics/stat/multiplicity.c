/* multiplicity: Benjamini-Hochberg and Bonferroni, also where only the smallest p can be kept; and false
 * discovery rates from probabilities.
 *
 * q(i) = min over j >= i of min(1, n p(j)/j), p ascending (Benjamini, Hochberg 1995, JRSS B 57:289). q as a
 * function of p is a staircase with few steps: it is made from the largest rank down, and each p then looks
 * its step up.
 *
 * Of 10^9 items not all p-values can be kept. All are counted, by the upper 20 bits of the double (261,889
 * bins, 2 MB a thread). With R the count up to a bin, n p / R is bounded from below by the bin's least p and
 * from above by the next bin's; so the counts alone tell (1) the last bin that can hold a q up to the rate
 * asked for, (2) an upper bound of the minimum that q looks for behind that bin, and (3) the bins whose
 * lower bound is below it: mostly none. Only the p-values of these few bins are collected besides, and the
 * result is bit by bit that of all in one list (tests/test_multiplicity.c).
 *
 * Where a model gives each item the probability h_i that nothing is wrong, the expected share of false ones
 * among the k surest is the mean of their h: q_i = mean of h_j over all j with h_j <= h_i (Newton, Noueiry,
 * Sarkar, Ahlquist 2004, Biostatistics 5:155, direct posterior probability approach). A running mean of
 * ascending values only rises, so that no step-up is needed; items that tie have one q. As right as the
 * model is: no assumption on dependence, but none on the truth of h either. One sort, one pass. */
#include "stat/multiplicity.h"

#include <math.h>
#include <string.h>

#include "stat/location.h"

enum { BIN_SHIFT = 44 }; /* 11 bits of exponent and 8 of the fraction stay */

static bool are_probabilities(const double p[], size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!(p[i] >= 0 && p[i] <= 1))
            return false;
    return true;
}

/* q of the rank-th of n p-values before those behind it are looked at. */
static double at_rank(double n, uint64_t rank, double p)
{
    return n / (double)rank * p;
}

/* Reduces p[n], the smallest of `all`, ascending, to the steps of q as a function of p: behind the returned
 * index stand the p at which q rises, and their q in level. Each is the least of at_rank from its rank up;
 * there are few of them. least: that of the ranks behind n. */
static size_t find_steps(double p[], size_t n, double all, double least, double level[])
{
    size_t first = n;
    for (size_t rank = n; rank > 0; rank--) {
        double q = at_rank(all, rank, p[rank - 1]);
        if (q >= least)
            continue; /* no step: what stands behind it gives no more */
        least = q;
        p[--first] = p[rank - 1];
        level[first] = least;
    }
    return first;
}

/* q[n] of p[n], the smallest of `all`; least: the least of at_rank of the others, at most 1. */
static void adjust(const double p[], size_t n, double all, double least, double scratch[], double q[])
{
    double *step = scratch, *level = scratch + n;
    if (n > 0)
        memcpy(step, p, n * sizeof *p);
    an_location_sort(step, n);
    const size_t first = find_steps(step, n, all, least, level);
    for (size_t i = 0; i < n; i++) {
        const size_t k = first + an_location_below(step + first, n - first, p[i]);
        q[i] = k < n ? level[k] : least;
    }
}

an_code an_multiplicity_bh(const double p[], size_t n, double scratch[], double q[])
{
    if (!are_probabilities(p, n))
        return AN_UNDEFINED;
    adjust(p, n, (double)n, 1, scratch, q);
    return AN_OK;
}

size_t an_multiplicity_bin(double p)
{
    uint64_t bits;
    p += 0; /* not -0 */
    memcpy(&bits, &p, sizeof bits);
    return (size_t)(bits >> BIN_SHIFT);
}

double an_multiplicity_least(size_t bin)
{
    const uint64_t bits = (uint64_t)bin << BIN_SHIFT;
    double p;
    memcpy(&p, &bits, sizeof p);
    return p;
}

static uint64_t total(const uint64_t count[], size_t end)
{
    uint64_t n = 0;
    for (size_t bin = 0; bin < end; bin++)
        n += count[bin];
    return n;
}

/* No p of a bin whose last is the rank-th of all gives less. */
static double lower_bound(double all, uint64_t rank, size_t bin)
{
    return at_rank(all, rank, an_multiplicity_least(bin));
}

bool an_multiplicity_last(const uint64_t count[], double rate, size_t *last)
{
    uint64_t rank = total(count, AN_MULTIPLICITY_BINS);
    const double all = (double)rank;
    for (size_t bin = AN_MULTIPLICITY_BINS; bin > 0; rank -= count[--bin])
        if (count[bin - 1] > 0 && lower_bound(all, rank, bin - 1) <= rate) {
            *last = bin - 1;
            return true;
        }
    return false;
}

/* Nor more than this. */
static double upper_bound(double all, uint64_t rank, size_t bin)
{
    return at_rank(all, rank, bin + 1 < AN_MULTIPLICITY_BINS ? an_multiplicity_least(bin + 1) : 1);
}

uint64_t an_multiplicity_open(const uint64_t count[], size_t last, bool open[])
{
    const uint64_t before = total(count, last + 1);
    const double all = (double)total(count, AN_MULTIPLICITY_BINS);
    double most = before > 0 ? 1 : 0; /* no discovery: nothing is asked */
    uint64_t rank = before, n = 0;
    if (before > 0 && upper_bound(all, before, last) < most)
        most = upper_bound(all, before, last);
    for (size_t bin = last + 1; bin < AN_MULTIPLICITY_BINS; bin++) { /* of its last p-value */
        rank += count[bin];
        if (count[bin] > 0 && upper_bound(all, rank, bin) < most)
            most = upper_bound(all, rank, bin);
    }
    rank = before;
    for (size_t bin = 0; bin < AN_MULTIPLICITY_BINS; bin++) {
        rank += bin > last ? count[bin] : 0;
        open[bin] = bin > last && count[bin] > 0 && lower_bound(all, rank, bin) < most;
        n += open[bin] ? count[bin] : 0;
    }
    return n;
}

/* The least of at_rank of all p-values in open bins; others: those, ascending. */
static double find_least(const uint64_t count[], size_t last, const bool open[], const double others[])
{
    const double all = (double)total(count, AN_MULTIPLICITY_BINS);
    uint64_t rank = total(count, last + 1);
    double least = 1;
    for (size_t bin = last + 1, next = 0; bin < AN_MULTIPLICITY_BINS; rank += count[bin++])
        for (uint64_t i = 1; open[bin] && i <= count[bin]; i++) {
            const double q = at_rank(all, rank + i, others[next++]);
            least = q < least ? q : least;
        }
    return least;
}

an_code an_multiplicity_bh_smallest(const double p[], size_t n, const uint64_t count[], size_t last,
                                    const bool open[], double others[], double scratch[], double q[])
{
    size_t n_others = 0;
    if (!are_probabilities(p, n))
        return AN_UNDEFINED;
    for (size_t bin = 0; bin < AN_MULTIPLICITY_BINS; bin++)
        n_others += open[bin] ? count[bin] : 0;
    an_location_sort(others, n_others);
    adjust(p, n, (double)total(count, AN_MULTIPLICITY_BINS), find_least(count, last, open, others), scratch,
           q);
    return AN_OK;
}

an_code an_multiplicity_bonferroni(const double p[], size_t n, double q[])
{
    if (!are_probabilities(p, n))
        return AN_UNDEFINED;
    for (size_t i = 0; i < n; i++)
        q[i] = (double)n * p[i] < 1 ? (double)n * p[i] : 1;
    return AN_OK;
}

an_code an_multiplicity_of_nulls(const double null[], size_t n, double scratch[], double q[])
{
    double *ascending = scratch, *mean = scratch + n, sum = 0;
    if (!are_probabilities(null, n))
        return AN_UNDEFINED;
    if (n == 0)
        return AN_OK;
    memcpy(ascending, null, n * sizeof *null);
    an_location_sort(ascending, n);
    for (size_t i = 0; i < n; i++) {
        sum += ascending[i];
        mean[i] = sum / (double)(i + 1);
    }
    for (size_t i = 0; i < n; i++)
        q[i] = mean[an_location_below(ascending, n, nextafter(null[i], 2)) - 1]; /* with those that tie */
    return AN_OK;
}
