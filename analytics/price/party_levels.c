/* party_levels: levels of parties from medians of medians, with what chance leaves open.
 *
 * Within a comparison set a party counts by the median m of its log prices, of which equal ones count once:
 * a standing order is one price. Its peers count by the median M of the medians of the others, so that
 * neither the party itself nor one large peer says what is usual:
 *
 *     d = m - M,    v = s^2 c / n + T^2 c / k
 *
 * s: the standard deviation of one party's prices in the set (MAD; that of all sets where the set has few),
 * n: the party's different prices, T: the spread of parties about their peers, k: the peers, c = pi / 2 for
 * medians of more than two, else 1. Over its sets a party's level is the mean of d, weighed by 1 / (v +
 * g^2), g being how much a party's level honestly differs from good to good; d is drawn in to three
 * standard deviations about the weighed median, so that one good does not lead it. Its variance is 1 / sum
 * of the weights. Levels of parties differ honestly, too (transfer prices, qualities, lots), by a standard
 * deviation h: score = level / sqrt(variance + h^2) says whether that explains it.
 *
 * Where some declare too little, low prices say nothing about how honest parties differ. T and h are
 * therefore learned from the upper side alone: of those above their peers, half have a square below .4549
 * (the median of chi-squared with one degree of freedom) times its variance. g is learned in the same way
 * from how d differs between the sets of one party, where what a party does everywhere cancels.
 *
 * change: the medians of a party's late and early prices in the sets where it has both, combined as levels
 * are.
 *
 * Coverage: tests/test_party_levels.c. Sources: medians of medians and their variance, Huber, Ronchetti
 * 2009, Robust Statistics, chapters 1 and 5; one-sided learning and the rest are this project's own. */
#include "price/party_levels.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "stat/location.h"

/* A party in a set. */
typedef struct cell {
    uint32_t party, set;
    size_t first, count; /* its items in the order */
    size_t n;            /* different prices */
    double median, peer; /* peer: of its peers; NAN: not compared */
    size_t peers;
    double variance;
    double change, change_variance; /* late less early; NAN: not both */
} cell;

typedef struct work_state {
    const an_party_item *items;
    const an_party_rules *rules;
    size_t *order; /* items by set, party and price */
    size_t n;
    cell *cells;
    size_t n_cells;
    double *room;  /* of n doubles */
    double *scale; /* of a party's prices, by set */
    an_party_spread *spread;
} work_state;

static const double median_of_chi2 = 0.454936423119572, least_scale = 0.01, of_mad = 1.482602218505602;
enum { LEAST_RESIDUALS = 20, DRAWN_IN = 3, ROUNDS = 60 };

/* Of at least one value; reorders them. */
static double median(double values[], size_t n)
{
    double middle = NAN;
    (void)an_location_median(values, n, &middle);
    return middle;
}

static double factor_of(size_t n)
{
    return n > 2 ? M_PI / 2 : 1;
}

/* ---- cells ---- */

static int by_set(const void *a, const void *b, void *context)
{
    const work_state *const s = context;
    const an_party_item *const items = s->items;
    const an_party_item *const x = &items[*(const size_t *)a], *const y = &items[*(const size_t *)b];
    if (x->set != y->set)
        return x->set < y->set ? -1 : 1;
    if (x->party != y->party)
        return x->party < y->party ? -1 : 1;
    if (x->log_price != y->log_price)
        return x->log_price < y->log_price ? -1 : 1;
    return (x->day > y->day) - (x->day < y->day);
}

/* Of a cell's items those that late says (0: early, 1: late, 2: all), each price once, in out. */
static size_t different(const work_state *s, const cell *c, int late, double out[])
{
    static const double same = 1e-6; /* of a price: what rounding to cents and grams leaves */
    size_t n = 0;
    for (size_t i = c->first; i < c->first + c->count; i++) {
        const an_party_item *const it = &s->items[s->order[i]];
        if (late < 2 && (it->day >= s->rules->middle) != (late == 1))
            continue;
        if (n == 0 || it->log_price > out[n - 1] + same)
            out[n++] = it->log_price;
    }
    return n;
}

static void make_cells(work_state *s)
{
    for (size_t i = 0; i < s->n; i++) {
        const an_party_item *const it = &s->items[s->order[i]];
        cell *const last = s->n_cells > 0 ? &s->cells[s->n_cells - 1] : NULL;
        if (last != NULL && last->set == it->set && last->party == it->party)
            last->count++;
        else
            s->cells[s->n_cells++] = (cell){
                .party = it->party, .set = it->set, .first = i, .count = 1, .peer = NAN, .change = NAN};
    }
    for (size_t k = 0; k < s->n_cells; k++) {
        cell *const c = &s->cells[k];
        c->n = different(s, c, 2, s->room);
        c->median = median(s->room, c->n);
    }
}

/* The median of sorted[n] without its p-th. */
static double median_without(const double sorted[], size_t n, size_t p)
{
    const size_t left = n - 1, upper = left / 2, lower = (left - 1) / 2;
    const double high = sorted[upper + (upper >= p)], low = sorted[lower + (lower >= p)];
    return (low + high) / 2;
}

/* Gives the cells of one set their peers. */
static void find_peers(const work_state *s, cell cells[], size_t n)
{
    if (n < s->rules->least_peers + 1)
        return;
    for (size_t k = 0; k < n; k++)
        s->room[k] = cells[k].median;
    an_location_sort(s->room, n);
    for (size_t k = 0; k < n; k++) {
        cells[k].peers = n - 1;
        cells[k].peer = median_without(s->room, n, an_location_below(s->room, n, cells[k].median));
    }
}

/* Where the next set begins. */
static size_t end_of_set(const work_state *s, size_t first)
{
    size_t end = first;
    while (end < s->n_cells && s->cells[end].set == s->cells[first].set)
        end++;
    return end;
}

/* Distances of prices from their cell's median, corrected for having made it; one price has none. */
static size_t residuals(const work_state *s, size_t first, size_t end, double out[], double scratch[])
{
    size_t n = 0;
    for (size_t k = first; k < end; k++) {
        const cell *const c = &s->cells[k];
        const size_t prices = c->n > 1 ? different(s, c, 2, scratch) : 0;
        for (size_t i = 0; i < prices; i++)
            out[n++] = fabs(scratch[i] - c->median) * sqrt((double)prices / (double)(prices - 1));
    }
    return n;
}

static an_code find_scales(work_state *s, uint32_t sets, an_error *err)
{
    double *const scratch = malloc((s->n + 1) * sizeof *scratch);
    s->scale = malloc(((size_t)sets + 1) * sizeof *s->scale);
    if (scratch == NULL || s->scale == NULL) {
        free(scratch);
        return an_fail_memory(err);
    }
    const size_t all = residuals(s, 0, s->n_cells, s->room, scratch);
    s->spread->within = all > 0 ? fmax(of_mad * median(s->room, all), least_scale) : least_scale;
    for (size_t first = 0, end; first < s->n_cells; first = end) {
        end = end_of_set(s, first);
        const size_t n = residuals(s, first, end, s->room, scratch);
        s->scale[s->cells[first].set] =
            n >= LEAST_RESIDUALS ? fmax(of_mad * median(s->room, n), least_scale) : s->spread->within;
    }
    free(scratch);
    return AN_OK;
}

/* ---- spreads ---- */

/* The variance that distances have beside their own, learned from those above 0. d: n of them, v their
 * variances; room for n. */
static double learn(const double d[], const double v[], size_t n, double room[])
{
    double low = 0, high = 0;
    size_t above = 0;
    for (size_t i = 0; i < n; i++)
        if (d[i] > 0) {
            above++;
            high = fmax(high, d[i] * d[i] / median_of_chi2);
        }
    for (int round = 0; round < ROUNDS && above > 0; round++) {
        const double middle = (low + high) / 2;
        size_t m = 0;
        for (size_t i = 0; i < n; i++)
            if (d[i] > 0)
                room[m++] = d[i] * d[i] / (v[i] + middle);
        if (median(room, m) > median_of_chi2)
            low = middle;
        else
            high = middle;
    }
    return above > 0 ? low : 0;
}

/* d and v of the compared cells; returns how many. peers: with what is not known of the peers, T2. */
static size_t distances(const work_state *s, double t2, double d[], double v[])
{
    size_t n = 0;
    for (size_t k = 0; k < s->n_cells; k++) {
        cell *const c = &s->cells[k];
        if (isnan(c->peer))
            continue;
        const double scale = s->scale[c->set];
        c->variance =
            scale * scale * factor_of(c->n) / (double)c->n + t2 * factor_of(c->peers) / (double)c->peers;
        d[n] = c->median - c->peer;
        v[n++] = c->variance;
    }
    return n;
}

static void change_cells(work_state *s)
{
    for (size_t k = 0; k < s->n_cells; k++) {
        cell *const c = &s->cells[k];
        const size_t early = isnan(c->peer) ? 0 : different(s, c, 0, s->room);
        if (early == 0)
            continue;
        const double before = median(s->room, early);
        const size_t late = different(s, c, 1, s->room);
        if (late == 0)
            continue;
        const double scale = s->scale[c->set];
        c->change = median(s->room, late) - before;
        c->change_variance =
            scale * scale * (factor_of(early) / (double)early + factor_of(late) / (double)late);
    }
}

/* ---- parties ---- */

typedef struct part {
    double d, variance;
} part;

static int by_distance(const void *a, const void *b)
{
    const part *const x = a, *const y = b;
    return x->d != y->d ? (x->d > y->d) - (x->d < y->d)
                        : (x->variance > y->variance) - (x->variance < y->variance);
}

/* The weighed mean of parts[n], which it sorts, drawn in about their weighed median; *variance: its own. */
static double combine(part parts[], size_t n, double between, double *variance)
{
    double all = 0, half = 0, sum = 0, middle;
    qsort(parts, n, sizeof *parts, by_distance);
    for (size_t i = 0; i < n; i++)
        all += 1 / (parts[i].variance + between);
    size_t at = 0;
    for (; at + 1 < n && half + 1 / (parts[at].variance + between) < all / 2; at++)
        half += 1 / (parts[at].variance + between);
    middle = parts[at].d;
    for (size_t i = 0; i < n; i++) {
        const double v = parts[i].variance + between, reach = DRAWN_IN * sqrt(v);
        sum += fmin(fmax(parts[i].d, middle - reach), middle + reach) / v;
    }
    *variance = 1 / all;
    return sum / all;
}

/* The level of the party of cells[n]; *variance: of it. */
static void level_of(const cell cells[], size_t n, const work_state *s, part parts[], an_party_level *level,
                     double *variance)
{
    const double z = gsl_cdf_ugaussian_Pinv(0.5 + s->rules->level / 2),
                 g2 = s->spread->goods * s->spread->goods;
    size_t m = 0;
    double spread;
    for (size_t k = 0; k < n; k++)
        if (!isnan(cells[k].peer)) {
            s->room[level->sets++] = (double)cells[k].peers;
            level->items += cells[k].count;
            level->prices += cells[k].n;
            parts[m++] = (part){cells[k].median - cells[k].peer, cells[k].variance};
        }
    if (m == 0)
        return;
    level->peers = (size_t)median(s->room, m);
    level->level = combine(parts, m, g2, variance);
    level->lower = level->level - z * sqrt(*variance);
    level->upper = level->level + z * sqrt(*variance);
    m = 0;
    for (size_t k = 0; k < n; k++)
        if (!isnan(cells[k].change))
            parts[m++] = (part){cells[k].change, cells[k].change_variance};
    if (m == 0)
        return;
    level->change = combine(parts, m, 0, &spread);
    level->change_lower = level->change - z * sqrt(spread);
    level->change_upper = level->change + z * sqrt(spread);
}

static an_code find_levels(work_state *s, uint32_t parties, an_party_level levels[], an_error *err)
{
    part *const parts = malloc((s->n_cells + 1) * sizeof *parts);
    double *const variance = malloc(((size_t)parties + 1) * sizeof *variance);
    double *const d = malloc(((size_t)parties + 1) * sizeof *d), *const v = malloc(((size_t)parties + 1) *
                                                                                   sizeof *v);
    double *const room = malloc(((size_t)parties + 1) * sizeof *room);
    an_code code = parts == NULL || variance == NULL || d == NULL || v == NULL || room == NULL
                       ? an_fail_memory(err)
                       : AN_OK;
    size_t m = 0;
    for (uint32_t p = 0; p < parties; p++)
        levels[p] = (an_party_level){NAN, NAN, NAN, NAN, NAN, NAN, NAN, 0, 0, 0, 0};
    for (size_t first = 0, end; first < s->n_cells && code == AN_OK; first = end) {
        const uint32_t party = s->cells[first].party;
        for (end = first; end < s->n_cells && s->cells[end].party == party;)
            end++;
        level_of(s->cells + first, end - first, s, parts, &levels[party], &variance[party]);
        if (isnan(levels[party].level))
            continue;
        d[m] = levels[party].level;
        v[m++] = variance[party];
        s->spread->compared++;
        s->spread->items += levels[party].items;
    }
    const double h2 = code == AN_OK ? learn(d, v, m, room) : 0;
    s->spread->parties = sqrt(h2);
    for (uint32_t p = 0; p < parties && code == AN_OK; p++)
        if (!isnan(levels[p].level))
            levels[p].score = levels[p].level / sqrt(h2 + variance[p]);
    free(parts);
    free(variance);
    free(d);
    free(v);
    free(room);
    return code;
}

/* ---- the whole ---- */

static int by_party(const void *a, const void *b)
{
    const cell *const x = a, *const y = b;
    if (x->party != y->party)
        return x->party < y->party ? -1 : 1;
    return (x->set > y->set) - (x->set < y->set);
}

/* Differences between the sets of one party, whose cells stand together; they have twice the variance that a
 * level has from set to set. */
static size_t pairs(const work_state *s, double d[], double v[])
{
    size_t n = 0;
    const cell *last = NULL;
    for (size_t k = 0; k < s->n_cells; k++) {
        const cell *const c = &s->cells[k];
        if (isnan(c->peer))
            continue;
        if (last != NULL && last->party == c->party) {
            d[n] = fabs((c->median - c->peer) - (last->median - last->peer));
            v[n++] = c->variance + last->variance;
        }
        last = c;
    }
    return n;
}

/* From cells that stand by set; afterwards they stand by party. */
static an_code learn_spreads(work_state *s, an_error *err)
{
    double *const d = malloc((s->n_cells + 1) * sizeof *d), *const v = malloc((s->n_cells + 1) * sizeof *v);
    an_code code = d == NULL || v == NULL ? an_fail_memory(err) : AN_OK;
    if (code == AN_OK) {
        const double t2 = learn(d, v, distances(s, 0, d, v), s->room);
        (void)distances(s, t2, d, v);
        qsort(s->cells, s->n_cells, sizeof *s->cells, by_party);
        s->spread->goods = sqrt(learn(d, v, pairs(s, d, v), s->room) / 2);
    }
    free(d);
    free(v);
    return code;
}

static void tell_peers(const work_state *s, double peer[])
{
    for (size_t i = 0; i < s->n; i++)
        peer[i] = NAN;
    for (size_t k = 0; k < s->n_cells; k++)
        for (size_t i = s->cells[k].first; i < s->cells[k].first + s->cells[k].count; i++)
            peer[s->order[i]] = s->cells[k].peer;
}

static an_code find(work_state *s, uint32_t parties, uint32_t sets, an_party_level levels[], double peer[],
                    an_error *err)
{
    for (size_t i = 0; i < s->n; i++)
        s->order[i] = i;
    qsort_r(s->order, s->n, sizeof *s->order, by_set, s);
    make_cells(s);
    for (size_t first = 0, end; first < s->n_cells; first = end) {
        end = end_of_set(s, first);
        find_peers(s, s->cells + first, end - first);
    }
    an_code code = find_scales(s, sets, err);
    if (code == AN_OK)
        code = learn_spreads(s, err);
    if (code != AN_OK)
        return code;
    change_cells(s);
    tell_peers(s, peer);
    return find_levels(s, parties, levels, err);
}

an_code an_party_levels_find(const an_party_item items[], size_t n, uint32_t parties, uint32_t sets,
                             const an_party_rules *rules, an_party_level levels[], double peer[],
                             an_party_spread *spread, an_error *err)
{
    work_state s = {.items = items,
                    .rules = rules,
                    .n = n,
                    .order = malloc((n + 1) * sizeof *s.order),
                    .cells = malloc((n + 1) * sizeof *s.cells),
                    .room = malloc((n + 1) * sizeof *s.room),
                    .spread = spread};
    *spread = (an_party_spread){0};
    const an_code code = s.order == NULL || s.cells == NULL || s.room == NULL
                             ? an_fail_memory(err)
                             : find(&s, parties, sets, levels, peer, err);
    free(s.order);
    free(s.cells);
    free(s.room);
    free(s.scale);
    return code;
}
