/* pairs: order statistics of values that belong to pairs. */
#include "stat/pairs.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "stat/location.h"

/* A matrix of pair values, ascending in j, descending in i, none negative: column less row, above the
 * diagonal of one array, or column over row. A share 1 / (1 + ratio) falls as its ratio rises, in rounded
 * arithmetic too, so that order statistics of shares are those of ratios. */
typedef struct pairs {
    const double *rows, *columns;
    size_t n_rows, n_columns;
    bool ratios;
} pairs;

static inline double pair_value(const pairs *p, bool ratios, size_t i, size_t j)
{
    return ratios ? p->columns[j] / p->rows[i] : p->columns[j] - p->rows[i];
}

/* The first column of row i: differences above the diagonal only. */
static inline size_t first_column(bool ratios, size_t i)
{
    return ratios ? 0 : i + 1;
}

/* ---- counting ---- */

/* A walk down some rows: at row i all columns before j are up to the bound. */
typedef struct walk {
    size_t i, end, j;
    uint64_t count; /* of the values up to the bound in the rows behind */
} walk;

/* Walks are taken side by side: each waits for its own last comparison, and not on the others. */
enum { WALKS = 4, LEAST_ROWS = 64 };

/* One step, right or down, without a branch on the outcome. */
static inline void step(const pairs *p, bool ratios, double bound, walk *w)
{
    const size_t outside = !(pair_value(p, ratios, w->i, w->j) <= bound);
    w->count += (w->j - first_column(ratios, w->i)) & -outside;
    w->i += outside;
    w->j += 1 - outside;
}

static inline bool is_under_way(const pairs *p, const walk *w)
{
    return w->i < w->end && w->j < p->n_columns;
}

/* Goes to the end of the rows. Where the columns are used up, all of the other rows are up to the bound. */
static inline uint64_t finish_walk(const pairs *p, bool ratios, double bound, walk w)
{
    while (is_under_way(p, &w))
        step(p, ratios, bound, &w);
    for (; w.i < w.end; w.i++)
        w.count += p->n_columns - first_column(ratios, w.i);
    return w.count;
}

/* The first column of row i that is beyond the bound. */
static size_t find_column(const pairs *p, bool ratios, size_t i, double bound)
{
    size_t low = first_column(ratios, i), high = p->n_columns;
    while (low < high) {
        const size_t half = low + (high - low) / 2;
        if (pair_value(p, ratios, i, half) <= bound)
            low = half + 1;
        else
            high = half;
    }
    return low;
}

static walk start_walk(const pairs *p, bool ratios, double bound, size_t first, size_t end)
{
    return (walk){.i = first, .end = end, .j = first < end ? find_column(p, ratios, first, bound) : 0};
}

__attribute__((always_inline)) static inline uint64_t count_with(const pairs *p, bool ratios, double bound)
{
    const size_t part = p->n_rows >= LEAST_ROWS ? p->n_rows / WALKS : 0;
    walk a = start_walk(p, ratios, bound, 0, part), b = start_walk(p, ratios, bound, part, 2 * part),
         c = start_walk(p, ratios, bound, 2 * part, 3 * part),
         d = start_walk(p, ratios, bound, 3 * part, p->n_rows);
    while (is_under_way(p, &a) && is_under_way(p, &b) && is_under_way(p, &c) && is_under_way(p, &d)) {
        step(p, ratios, bound, &a);
        step(p, ratios, bound, &b);
        step(p, ratios, bound, &c);
        step(p, ratios, bound, &d);
    }
    return finish_walk(p, ratios, bound, a) + finish_walk(p, ratios, bound, b) +
           finish_walk(p, ratios, bound, c) + finish_walk(p, ratios, bound, d);
}

/* Values up to the bound. */
static uint64_t count_pairs(const pairs *p, double bound)
{
    return p->ratios ? count_with(p, true, bound) : count_with(p, false, bound);
}

/* The greatest value up to the bound, and the least beyond it. */
static void find_around(const pairs *p, double bound, double *below, double *above)
{
    *below = -INFINITY;
    *above = INFINITY;
    for (size_t i = 0, j = 0; i < p->n_rows; i++) {
        const size_t start = first_column(p->ratios, i);
        j = j < start ? start : j;
        while (j < p->n_columns && pair_value(p, p->ratios, i, j) <= bound)
            j++;
        if (j > start)
            *below = fmax(*below, pair_value(p, p->ratios, i, j - 1));
        if (j < p->n_columns)
            *above = fmin(*above, pair_value(p, p->ratios, i, j));
    }
}

/* ---- selecting ---- */

/* Where the wanted values, of ranks k to k_last, must lie: from first to last; before values are less than
 * first, upto are at most last. */
typedef struct bracket {
    uint64_t k, k_last;
    double first, last;
    uint64_t before, upto;
} bracket;

/* Copies the values within the bracket to out. Returns their number. */
static size_t collect_pairs(const pairs *p, const bracket *b, double out[])
{
    size_t n = 0, from = 0;
    for (size_t i = 0; i < p->n_rows; i++) {
        const size_t start = first_column(p->ratios, i);
        from = from < start ? start : from;
        while (from < p->n_columns && pair_value(p, p->ratios, i, from) < b->first)
            from++;
        for (size_t j = from; j < p->n_columns; j++) {
            const double value = pair_value(p, p->ratios, i, j);
            if (value > b->last)
                break;
            out[n++] = value;
        }
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

/* A scale on which values are spread more evenly, for guesses. */
static double even(const pairs *p, double value)
{
    return p->ratios ? value / (1 + value) : value;
}

static double uneven(const pairs *p, double value)
{
    return p->ratios ? value / (1 - value) : value;
}

/* The middle of the bracket, below its last: of three tries once in the order of doubles, which ends in any
 * case. */
static double middle(const pairs *p, const bracket *b, unsigned tries)
{
    const double bound = uneven(p, (even(p, b->first) + even(p, b->last)) / 2);
    return tries % 3 == 0 || !(bound >= b->first && bound < b->last) ? halfway(b->first, b->last) : bound;
}

/* The next bound to count at, by interpolation: on the side of the rank where the bracket is wider, about as
 * far away as its other end, so that it closes from both sides. Where it is narrow what lies within is nearly
 * straight, and a smaller distance will do, down to a third of room. */
static double interpolate(const pairs *p, const bracket *b, unsigned tries, size_t room)
{
    const double width = (double)(b->upto - b->before), all = (double)p->n_rows * (double)p->n_columns;
    const double under = (double)(b->k - b->before) + 0.5, over = width - under;
    const double far = fmin(fmin(under, over), width * sqrt(width / all) / 16);
    const double rank = under + (under < over ? 1 : -1) * fmax(far, (double)room / 3);
    const double first = even(p, b->first);
    const double bound = uneven(p, first + (even(p, b->last) - first) * (rank / width));
    return bound >= b->first && bound < b->last ? bound : middle(p, b, tries);
}

/* Where many values are the same the bracket does not close around few of them: from this try on its ends
 * are moved to values that there are, until they meet. */
enum { SNAP = 8 };

/* The values of ranks b.k and b.k_last (the same or the next); scratch holds room doubles. */
static void select_pairs(const pairs *p, bracket b, double start, double scratch[], size_t room,
                         double value[2])
{
    double bound = start < b.last ? fmax(start, b.first) : halfway(b.first, b.last);
    uint64_t width = b.upto;
    unsigned slow = 0; /* tries that did not halve the bracket */
    for (unsigned tries = 0; b.first < b.last && b.upto - b.before > room; tries++) {
        double below = bound, above = nextafter(bound, INFINITY);
        const uint64_t count = count_pairs(p, bound);
        if ((count > b.k && count <= b.k_last) || tries >= SNAP)
            find_around(p, bound, &below, &above);
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
        slow = b.upto - b.before > width / 2 ? slow + 1 : 0;
        width = b.upto - b.before;
        bound = slow < 2 ? interpolate(p, &b, tries, room) : middle(p, &b, tries);
    }
    value[0] = value[1] = b.first;
    if (b.first < b.last) {
        const size_t n = collect_pairs(p, &b, scratch), k = (size_t)(b.k - b.before);
        value[0] = value[1] = an_location_select(scratch, n, k);
        for (size_t i = k + 1; b.k_last > b.k && i < n; i++)
            value[1] = i == k + 1 || scratch[i] < value[1] ? scratch[i] : value[1];
    }
}

double an_pairs_difference(const double x[], size_t n, uint64_t k, double start, double scratch[])
{
    const pairs p = {.rows = x, .columns = x, .n_rows = n - 1, .n_columns = n};
    const bracket b = {.k = k, .k_last = k, .last = x[n - 1] - x[0], .upto = (uint64_t)n * (n - 1) / 2};
    double value[2];
    select_pairs(&p, b, start, scratch, n, value);
    return value[0];
}

/* The k-th smallest share has the k-th largest ratio. */
void an_pairs_share(const double a[], size_t n, const double b[], size_t m, uint64_t k, double scratch[],
                    double value[2])
{
    const pairs p = {.rows = a, .columns = b, .n_rows = n, .n_columns = m, .ratios = true};
    const uint64_t all = (uint64_t)n * m, last = all - 1 - k;
    const bracket range = {.k = last > 0 ? last - 1 : last,
                           .k_last = last,
                           .first = b[0] / a[n - 1],
                           .last = b[m - 1] / a[0],
                           .upto = all};
    double ratio[2];
    select_pairs(&p, range, 1, scratch, n + m, ratio);
    value[0] = 1 / (1 + ratio[1]);
    value[1] = 1 / (1 + ratio[0]);
}
