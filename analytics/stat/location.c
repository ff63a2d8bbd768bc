/* location: quickselect, quantiles, and order statistics over pairs.
 */
#include "stat/location.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

enum { SMALL = 16 }; /* up to here insertion sort is the fastest */

/* SplitMix64 (Steele, Lea, Flood 2014). Pivots at fixed places would make organ-pipe or sawtooth input
 * quadratic; drawn ones do not care for the order of the input. */
static uint64_t draw(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
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

/* The quantile of probability p of all n values, whose ranks from first to end - 1 are those of x, in any order.
 */
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

/* A matrix of pair values, ascending in j, descending in i, none negative: differences above the diagonal,
 * or shares. The share is computed in a form that rounding cannot make unordered: every step of 1 / (1 + b
 * / a) is monotone. */
typedef struct pairs {
    const double *rows, *columns;
    size_t n_rows, n_columns;
    bool shares;
} pairs;

/* Where the wanted values, of ranks k to k_last, must lie: before values are less than first, upto are at
 * most last. */
typedef struct bracket {
    uint64_t k, k_last;
    double first, last;
    uint64_t before, upto;
} bracket;

static inline double pair_value(const pairs *p, size_t i, size_t j)
{
    return p->shares ? 1 / (1 + p->rows[i] / p->columns[j]) : p->columns[j] - p->rows[i];
}

static inline size_t first_column(const pairs *p, size_t i)
{
    return p->shares ? 0 : i + 1;
}

/* Counts the values up to bound; *below is the greatest of them, *above the least of the others. */
static uint64_t count_pairs(const pairs *p, double bound, double *below, double *above)
{
    uint64_t count = 0;
    size_t j = 0;
    *below = -INFINITY;
    *above = INFINITY;
    for (size_t i = 0; i < p->n_rows; i++) {
        size_t start = first_column(p, i);
        j = j < start ? start : j;
        while (j < p->n_columns && pair_value(p, i, j) <= bound)
            j++;
        count += j - start;
        double inside = j > start ? pair_value(p, i, j - 1) : -INFINITY;
        double outside = j < p->n_columns ? pair_value(p, i, j) : INFINITY;
        *below = inside > *below ? inside : *below;
        *above = outside < *above ? outside : *above;
    }
    return count;
}

/* Copies the values within the bracket to out. Returns their number. */
static size_t collect_pairs(const pairs *p, const bracket *b, double out[])
{
    size_t n = 0, from = 0;
    for (size_t i = 0; i < p->n_rows; i++) {
        size_t start = first_column(p, i);
        from = from < start ? start : from;
        while (from < p->n_columns && pair_value(p, i, from) < b->first)
            from++;
        for (size_t j = from; j < p->n_columns && pair_value(p, i, j) <= b->last; j++)
            out[n++] = pair_value(p, i, j);
    }
    return n;
}

/* Halfway between 0 <= a < b in the order of all doubles, less than b: at most 64 such steps separate any
 * two. */
static double halfway(double a, double b)
{
    uint64_t low, high;
    memcpy(&low, &a, sizeof low);
    memcpy(&high, &b, sizeof high);
    low += (high - low) / 2;
    memcpy(&a, &low, sizeof a);
    return a;
}

/* The next bound to count at, within [first, last). Of three turns, two interpolate, one aiming a little
 * below the rank and one a little above, so that the bracket closes from both ends; the third halves. */
static double next_bound(const bracket *b, unsigned turn)
{
    if (turn % 3 == 2)
        return halfway(b->first, b->last);
    double width = (double)(b->upto - b->before), margin = width / 32;
    double rank = (double)(b->k - b->before) + 0.5 + (turn % 3 == 0 ? -margin : margin);
    double bound = b->first + (b->last - b->first) * (rank / width);
    bound = bound < b->first ? b->first : bound;
    return bound < b->last ? bound : halfway(b->first, b->last);
}

/* The values of ranks b->k and b->k_last (the same or the next); scratch holds room doubles. */
static void select_pairs(const pairs *p, bracket b, double start, double scratch[], size_t room,
                         double value[2])
{
    double bound = start < b.last ? start : halfway(b.first, b.last);
    for (unsigned turn = 0; b.first < b.last && b.upto - b.before > room; turn++) {
        double below, above;
        uint64_t count = count_pairs(p, bound, &below, &above);
        if (count > b.k_last) {
            b.last = below;
            b.upto = count;
        } else if (count <= b.k) {
            b.first = above;
            b.before = count;
        } else {
            value[0] = below;
            value[1] = above;
            return;
        }
        bound = next_bound(&b, turn);
    }
    value[0] = value[1] = b.first;
    if (b.first < b.last) {
        size_t n = collect_pairs(p, &b, scratch);
        value[0] = an_location_select(scratch, n, (size_t)(b.k - b.before));
        value[1] = an_location_select(scratch, n, (size_t)(b.k_last - b.before));
    }
}

double an_location_select_difference(const double x[], size_t n, uint64_t k, double start, double scratch[])
{
    pairs p = {.rows = x, .columns = x, .n_rows = n - 1, .n_columns = n};
    bracket b = {.k = k, .k_last = k, .last = x[n - 1] - x[0], .upto = (uint64_t)n * (n - 1) / 2};
    double value[2];
    select_pairs(&p, b, start, scratch, n, value);
    return value[0];
}

void an_location_select_share(const double a[], size_t n, const double b[], size_t m, uint64_t k,
                              double scratch[], double value[2])
{
    pairs p = {.rows = b, .columns = a, .n_rows = m, .n_columns = n, .shares = true};
    uint64_t all = (uint64_t)n * m;
    bracket range = {.k = k, .k_last = k + 1 < all ? k + 1 : k, .upto = all};
    range.last = pair_value(&p, 0, n - 1);
    select_pairs(&p, range, 0.5, scratch, n + m, value);
}
