/* world: worlds of declarations, drawn from a grammar that is wider than any model, whose truth is known.
 *
 *     log value = log mass x (1 + slope) + level (codes, origin) + importer's level + day + honest shape
 *
 * A kind turns on one feature or some; `mixed` draws each by itself. An item is honest, or its value is
 * wrong by a factor of the world's law, or its quantity is. Cheats are anybody (`independent`), importers,
 * or Member States, most of whose items are wrong. Beside each item stands the probability that its value
 * is wrong as somebody sees it who knows every level, slope, curve, shape and rate, but not who cheats:
 * the best ranking there is. Twins (a ring at a constant factor, related parties at these prices) differ
 * in their truth alone. */
#ifndef WORLD_H
#define WORLD_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../item_table.h"
#include "sample/random.h"

typedef enum truth { HONEST, UNDER, OVER, QUANTITY } truth;
typedef enum shape { NORMAL, SKEWED, HEAVY, TWO_SCALES, ATOMS, SHAPES } shape;
typedef enum day_effect { STILL, DRIFT, JUMP, SEASON, DAY_EFFECTS } day_effect;
typedef enum cheats { INDEPENDENT, NOBODY, RING, STATE, CREEPING, CHEATS } cheats;
typedef enum law { WIDE, USUAL, HALF, TENTH, CURRENCY, LAWS } law;

typedef struct world {
    const char *kind;
    shape shape;
    day_effect day;
    cheats cheats;
    law law;
    int price_groups;       /* 0, 1: one; up to 4 */
    double importer, slope; /* standard deviation of importers' levels; slope of log price on log mass */
    double standing;        /* share of declarations that repeat an order's price */
    double quantity, units; /* rate of wrong quantities; share of groups with supplementary units */
    bool rounded, new_goods, big; /* to whole EUR and kg; 3 to 15 items a code, no kin; few large groups */
    bool twin;                    /* related parties in the place of the ring: nobody cheats */
} world;

enum { WORLD_STATES = 20, WORLD_IMPORTERS = 400, WORLD_MOST = 5000, WORLD_NODES = 24 };

typedef struct world_item {
    truth is;
    double best, lost, rate;                   /* see above; duty lost (EUR); duty rate (per cent) */
    double honest, low, high, quantity, drawn; /* densities of its price; without importer's part */
    uint32_t unit;                             /* who may cheat: 0 each item by itself */
} world_item;

typedef struct made {
    an_items items;
    world_item *of;
    char (*codes)[16];
    const char *(*keys)[2];
} made;

static double uniform(an_random *random)
{
    return ((double)(an_random_next(random) >> 11) + 0.5) / 9007199254740992.0;
}

static double normal(an_random *random)
{
    const double radius = sqrt(-2 * log(uniform(random)));
    return radius * cos(2 * M_PI * uniform(random));
}

static double bell(double d, double scale)
{
    return exp(-0.5 * d * d / scale / scale) / (scale * 2.5066282746310002);
}

/* A normal deviate that belongs to (kind, a, b). */
static double fixed_normal(uint64_t seed, uint64_t kind, uint64_t a, uint64_t b)
{
    an_random random = an_random_at(seed * 1000003 + kind, 16 * (a * 5003 + b));
    return normal(&random);
}

typedef struct world_group {
    double level, scale, slope, jump, day, phase, units, duty;
    uint64_t heading;
} world_group;

/* ---- the honest shape ---- */

static const double group_share[4] = {0.5, 0.3, 0.12, 0.08}, group_offset[4] = {0, 1.2, -0.9, 2.1};

static double draw_shape(const world *w, const world_group *g, an_random *random)
{
    double d = 0, pick = uniform(random), all = 0;
    const double s = g->scale;
    for (int k = 0; k < w->price_groups; k++)
        all += group_share[k];
    for (int k = 0; k < w->price_groups; k++)
        if ((pick -= group_share[k] / all) < 0) {
            d = group_offset[k];
            break;
        }
    const double u = uniform(random), z = normal(random);
    switch (w->shape) {
    case SKEWED:
        return d + 0.5 * s * z - log(uniform(random)) * 1.5 * s;
    case HEAVY:
        return d + (u < 0.1 ? 4 : 0.8) * s * z;
    case TWO_SCALES:
        return d + (u < 0.6 ? 0.25 : 1.5) * s * z;
    case ATOMS:
        return d + (u < 0.8 ? 0.004 : s) * z;
    default:
        return d + s * z;
    }
}

static double shape_at(const world *w, const world_group *g, double d)
{
    const double s = g->scale;
    switch (w->shape) {
    case SKEWED: {
        const double c = 0.5 * s, rate = 1 / (1.5 * s);
        return rate / 2 * exp(fmin(rate / 2 * (rate * c * c - 2 * d), 700)) *
               erfc((c * rate - d / c) * M_SQRT1_2);
    }
    case HEAVY:
        return 0.9 * bell(d, 0.8 * s) + 0.1 * bell(d, 4 * s);
    case TWO_SCALES:
        return 0.6 * bell(d, 0.25 * s) + 0.4 * bell(d, 1.5 * s);
    case ATOMS:
        return 0.8 * bell(d, 0.004) + 0.2 * bell(d, s);
    default:
        return bell(d, s);
    }
}

static double honest_at(const world *w, const world_group *g, double d)
{
    double sum = 0, all = 0;
    for (int k = 0; k < (w->price_groups > 1 ? w->price_groups : 1); k++) {
        sum += group_share[k] * shape_at(w, g, d - group_offset[k]);
        all += group_share[k];
    }
    return sum / all;
}

/* ---- what is wrong ---- */

/* The factor of an undervaluation, u of (0, 1) drawn evenly; over: of an overvaluation. */
static double factor_of(const world *w, double day, double u, bool over)
{
    static const double currency[] = {0.13, 0.01, 0.1, 0.0067, 0.05};
    if (over)
        return w->law == CURRENCY ? 1 / currency[(int)(u * 5)] : 2 + 3 * u;
    if (w->cheats == CREEPING)
        return 1 - (0.1 + 0.5 * day / 90) * (0.9 + 0.2 * u);
    switch (w->law) {
    case USUAL:
        return 0.65 + 0.25 * u;
    case HALF:
        return 0.5;
    case TENTH:
        return 0.08 + 0.04 * u;
    case CURRENCY:
        return currency[(int)(u * 5)];
    default:
        return 0.2 + 0.4 * u;
    }
}

static double moved_at(const world *w, const world_group *g, double day, double d, bool over)
{
    double sum = 0;
    for (int i = 0; i < WORLD_NODES; i++)
        sum += honest_at(w, g, d - log(factor_of(w, day, (i + 0.5) / WORLD_NODES, over)));
    return sum / WORLD_NODES;
}

/* The rates of undervaluation of who does not cheat and who does; of cheats; of overvaluation. */
typedef struct world_rates {
    double usual, cheat, cheats, over;
} world_rates;

static world_rates rates_of(const world *w)
{
    switch (w->cheats) {
    case NOBODY:
        return (world_rates){0, 0, 0, 0};
    case INDEPENDENT:
        return (world_rates){0.015, 0.015, 0, 0.005};
    default:
        return (world_rates){0.003, 0.85, w->cheats == STATE ? 0.03 : 0.04, 0.003};
    }
}

static double day_at(const world *w, const world_group *g, double day)
{
    switch (w->day) {
    case DRIFT:
        return g->slope * (day - 45) / 90;
    case JUMP:
        return day < g->day ? -g->jump / 2 : g->jump / 2;
    case SEASON:
        return 0.35 * sin(2 * M_PI * day / 90 + g->phase);
    default:
        return 0;
    }
}

static const double quantity_factors[] = {1e-3, 1e-2, 0.1, 10, 100, 1e3};

/* The densities of an item's price at d, and of its units, off (log; NAN none). */
static void see(const world *w, const world_group *g, double day, double d, double off, world_item *of)
{
    const double fits = isnan(off) ? 1 : bell(off, 0.1);
    of->honest = honest_at(w, g, d) * fits;
    of->low = moved_at(w, g, day, d, false) * fits;
    of->high = moved_at(w, g, day, d, true) * fits;
    of->quantity = 0;
    for (int k = 0; k < 6 && w->quantity > 0; k++) {
        const double shift = log(quantity_factors[k]);
        of->quantity += honest_at(w, g, d + shift) * (isnan(off) ? 1 : bell(off + shift, 0.1)) / 6;
    }
}

/* The best there is: a cheat's items are wrong at one rate, others' at another; who is one, items together
 * say. Item i is judged with the others of its unit. */
static void find_best(const world *w, made *out)
{
    const world_rates r = rates_of(w);
    double *odds = calloc(WORLD_STATES * 12000 + WORLD_IMPORTERS + 2, sizeof *odds);
    if (odds == NULL)
        exit(1);
    for (size_t i = 0; i < out->items.n; i++) {
        const world_item *of = &out->of[i];
        const double rest = of->high * r.over + of->quantity * w->quantity + 1e-200;
        const double usual = of->honest * (1 - r.usual - r.over - w->quantity) + of->low * r.usual + rest;
        const double cheat =
            of->honest * fmax(1 - r.cheat - r.over - w->quantity, 0) + of->low * r.cheat + rest;
        odds[of->unit] += log(cheat / usual);
    }
    for (size_t i = 0; i < out->items.n; i++) {
        world_item *of = &out->of[i];
        const double rest = of->high * r.over + of->quantity * w->quantity + 1e-200;
        double rate = r.usual;
        if (r.cheats > 0) {
            const double usual = of->honest * (1 - r.usual - r.over - w->quantity) + of->low * r.usual + rest;
            const double cheat =
                of->honest * fmax(1 - r.cheat - r.over - w->quantity, 0) + of->low * r.cheat + rest;
            const double others = odds[of->unit] - log(cheat / usual) + log(r.cheats / (1 - r.cheats));
            const double p = 1 / (1 + exp(-fmin(fmax(others, -500), 500)));
            rate = r.usual + p * (r.cheat - r.usual);
        }
        const double wrong = of->low * rate + of->high * r.over;
        const double all =
            wrong + of->honest * (1 - rate - r.over - w->quantity) + of->quantity * w->quantity;
        of->best = all > 0 ? wrong / all : 0;
    }
    free(odds);
}

/* ---- items ---- */

typedef struct world_order { /* a standing order */
    uint32_t importer, state;
    double mass, d, factor;
    truth is;
} world_order;

static bool is_cheat(const world *w, uint64_t seed, uint64_t heading, uint32_t importer, uint32_t state)
{
    const double share = rates_of(w).cheats;
    an_random random = w->cheats == STATE ? an_random_at(seed * 77 + 5, 8 * (heading * 64 + state))
                                          : an_random_at(seed * 77 + 6, 8 * (uint64_t)importer);
    return share > 0 && uniform(&random) < share;
}

static void make_item(const world *w, uint64_t seed, const world_group *g, size_t group, an_random *random,
                      world_order orders[], size_t *n_orders, made *out)
{
    const world_rates r = rates_of(w);
    const size_t i = out->items.n;
    world_item *const of = &out->of[i];
    const double day = floor(90 * uniform(random));
    /* few importers bring most of a group */
    const uint32_t nth = an_random_skewed(random, 30);
    world_order o = {.importer = 1 + (uint32_t)(an_hash_mix(seed + group / 2 * 31 + nth) % WORLD_IMPORTERS)};
    o.state = uniform(random) < 0.8 ? 1 + o.importer * 7 % WORLD_STATES
                                    : 1 + an_random_skewed(random, WORLD_STATES);
    o.mass = exp(5 + 1.2 * normal(random));
    o.d = draw_shape(w, g, random);
    const double fate = uniform(random), u = uniform(random);
    const double under = is_cheat(w, seed, g->heading, o.importer, o.state) ? r.cheat : r.usual;
    o.is = fate < under                          ? UNDER
           : fate < under + r.over               ? OVER
           : fate < under + r.over + w->quantity ? QUANTITY
                                                 : HONEST;
    o.factor = o.is == UNDER || o.is == OVER ? factor_of(w, day, u, o.is == OVER) : 1;
    const bool stands = w->standing > 0 && uniform(random) < w->standing;
    if (stands && *n_orders >= 2)
        o = orders[an_random_below(random, (uint32_t)*n_orders)];
    else if (stands)
        orders[(*n_orders)++] = o;
    const double level = w->importer * (0.9 * fixed_normal(seed, 9, g->heading, o.importer) +
                                        0.43 * fixed_normal(seed, 10, group, o.importer));
    double off = isnan(g->units) ? NAN : 0.1 * normal(random);
    const double units = isnan(off) ? NAN : exp(g->units + off) * o.mass;
    const double wrong_mass = o.is == QUANTITY ? quantity_factors[(int)(u * 6)] : 1;
    double mass = o.mass * wrong_mass;
    const double expected =
        g->level + level + (stands ? 0 : day_at(w, g, day)) + w->slope * (log(o.mass) - 5);
    double value = exp(expected + o.d) * o.mass * o.factor;
    if (w->rounded) {
        value = fmax(round(value), 1);
        mass = fmax(round(mass), 1);
    }
    *of = (world_item){.is = w->twin && o.is == UNDER ? HONEST : o.is,
                       .rate = 100 * g->duty,
                       .lost = o.is == UNDER ? value * (1 / o.factor - 1) * g->duty : 0,
                       .unit = w->cheats == RING || w->cheats == CREEPING ? o.importer
                               : w->cheats == STATE
                                   ? 1 + WORLD_IMPORTERS + (uint32_t)(g->heading * WORLD_STATES) + o.state
                                   : 0};
    see(w, g, day, o.d + log(o.factor) - log(wrong_mass), isnan(off) ? NAN : off - log(wrong_mass), of);
    table_add(&out->items, (an_item){.value = value,
                                     .mass = mass,
                                     .units = units,
                                     .day = day,
                                     .state = o.state,
                                     .importer = o.importer,
                                     .place = i});
}

/* Group g of codes by 3 origins: headings of 3 subheadings of 2 codes; new goods: no code has kin. */
static void make_group(const world *w, uint64_t seed, size_t g, an_random *random, made *out,
                       world_group *group)
{
    static const char *const origins[] = {"CN", "IN", "TR"};
    const size_t origin = g % 3, cn8 = g / 3 % 2, hs6 = g / 6 % 3, hs4 = w->new_goods ? g / 2 : g / 18;
    snprintf(out->codes[g], sizeof out->codes[g], "%04zu%02zu%02zu00", 1000 + hs4 % 9000, 10 + hs6, 10 + cn8);
    out->keys[g][0] = out->codes[g];
    out->keys[g][1] = origins[origin];
    *group = (world_group){.heading = hs4, .duty = 0.04 + 0.04 * (double)(hs4 % 4), .units = NAN};
    group->level = 2 + fixed_normal(seed, 1, hs4, 0) + 0.4 * fixed_normal(seed, 2, hs4, hs6) +
                   0.2 * fixed_normal(seed, 3, hs4, hs6 * 2 + cn8) +
                   0.25 * fixed_normal(seed, 4, hs4, origin) + 0.1 * fixed_normal(seed, 5, g, 0);
    group->scale = 0.18 * exp(0.3 * normal(random));
    group->slope = (uniform(random) < 0.5 ? -1 : 1) * (0.3 + 0.4 * uniform(random));
    if (w->day == DRIFT)
        group->slope = -fabs(group->slope);
    group->jump = (uniform(random) < 0.5 ? -1 : 1) * (0.4 + 0.4 * uniform(random));
    group->day = 20 + 50 * uniform(random);
    group->phase = fixed_normal(seed, 7, hs4, 0);
    group->units = uniform(random) < w->units ? -1 + normal(random) : NAN;
}

static void world_free(made *out)
{
    an_items_free(&out->items);
    free(out->of);
    free(out->codes);
    free(out->keys);
}

static void world_make(const world *w, uint64_t seed, made *out)
{
    an_random random = an_random_at(seed * 104729, 0);
    world_order orders[WORLD_MOST];
    const size_t groups = w->new_goods ? 400 : w->big ? 24 : 60 + an_random_below(&random, 240);
    const double zipf = 0.5 + 0.5 * uniform(&random);
    *out = (made){.of = calloc(WORLD_MOST + 2 * groups + 16, sizeof *out->of),
                  .codes = calloc(groups, sizeof *out->codes),
                  .keys = calloc(groups, sizeof *out->keys)};
    if (out->of == NULL || out->codes == NULL || out->keys == NULL)
        exit(1);
    double all = 0;
    for (size_t g = 0; g < groups; g++)
        all += pow((double)g + 3, -zipf);
    for (size_t g = 0; g < groups && out->items.n < WORLD_MOST; g++) {
        world_group group;
        /* sizes do not go by the tree */
        const size_t place = an_hash_mix(seed * 31 + g) % groups;
        size_t n = (size_t)(2 + WORLD_MOST * pow((double)place + 3, -zipf) / all), n_orders = 0;
        if (w->new_goods)
            n = 3 + an_random_below(&random, 13);
        make_group(w, seed, g, &random, out, &group);
        table_group(&out->items, "", out->keys[g]);
        for (size_t i = 0; i < n && out->items.n < WORLD_MOST; i++)
            make_item(w, seed, &group, g, &random, orders, &n_orders, out);
    }
    find_best(w, out);
}

/* ---- kinds ---- */

static const world kinds[] = {
    {"plain", .law = WIDE},
    {"plain, few large groups", .big = true},
    {"skewed", .shape = SKEWED},
    {"heavy tails", .shape = HEAVY},
    {"two scales", .shape = TWO_SCALES},
    {"atoms", .shape = ATOMS},
    {"two price groups", .price_groups = 2},
    {"three price groups", .price_groups = 3},
    {"four price groups", .price_groups = 4, .big = true},
    {"importers, mild", .importer = 0.15},
    {"importers, strong", .importer = 0.4},
    {"mass slope", .slope = -0.2},
    {"drift", .day = DRIFT},
    {"jump", .day = JUMP},
    {"season", .day = SEASON},
    {"standing orders", .standing = 0.2},
    {"rounded", .rounded = true},
    {"new goods", .new_goods = true},
    {"factors .65 to .9", .law = USUAL},
    {"near a tenth", .law = TENTH, .cheats = RING},
    {"currency, units", .law = CURRENCY, .quantity = 0.01, .units = 1},
    {"quantities, some units", .quantity = 0.02, .units = 0.5},
    {"ring", .cheats = RING},
    {"ring, three price groups", .cheats = RING, .price_groups = 3},
    {"one Member State", .cheats = STATE},
    {"creeping", .cheats = CREEPING},
    {"nobody", .cheats = NOBODY},
    {"nobody, importers", .cheats = NOBODY, .importer = 0.3},
    {"nobody, heavy", .cheats = NOBODY, .shape = HEAVY},
    {"nobody, groups, orders", .cheats = NOBODY, .price_groups = 2, .standing = 0.2},
    {"nobody, slope, season", .cheats = NOBODY, .slope = -0.15, .day = SEASON},
    {.kind = "mixed"},
};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

/* The mixed world of a seed: each feature by itself. */
static world world_mix(uint64_t seed)
{
    an_random random = an_random_at(seed * 7919 + 3, 0);
    world w = {.kind = "mixed"};
    const double u[10] = {uniform(&random), uniform(&random), uniform(&random), uniform(&random),
                          uniform(&random), uniform(&random), uniform(&random), uniform(&random),
                          uniform(&random), uniform(&random)};
    w.shape = u[0] < 0.4 ? NORMAL : (shape)an_random_below(&random, SHAPES);
    w.price_groups = u[1] < 0.7 ? 1 : 2 + (int)an_random_below(&random, 3);
    w.importer = u[2] < 0.5 ? 0 : 0.4 * uniform(&random);
    w.slope = u[3] < 0.7 ? 0 : -0.25 * uniform(&random);
    w.day = u[4] < 0.6 ? STILL : (day_effect)an_random_below(&random, DAY_EFFECTS);
    w.standing = u[5] < 0.7 ? 0 : 0.2;
    w.rounded = u[6] < 0.2;
    w.quantity = u[7] < 0.7 ? 0 : 0.01;
    w.units = u[8] < 0.5 ? 0 : uniform(&random);
    w.cheats = u[9] < 0.4 ? INDEPENDENT : (cheats)(2 + an_random_below(&random, CHEATS - 2));
    w.law = (law)an_random_below(&random, LAWS);
    return w;
}

#endif
