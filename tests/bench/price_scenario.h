/* price_scenario: made declarations whose truth is known, for bench_price.
 *
 * Honest log prices of a group are its level plus one of a few normal parts; a manipulated value is 0.2 to
 * 0.6 times the honest one, or 2 to 5 times; a wrong quantity is a mass off by a power of ten or the units
 * declared as kg. Levels follow the tree of commodity codes and the origin. Beside each item stands the
 * probability of manipulation as somebody sees it who knows all levels, scales and rates: the best ranking
 * there is. */
#ifndef PRICE_SCENARIO_H
#define PRICE_SCENARIO_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../item_table.h"
#include "sample/random.h"

typedef enum truth { HONEST, UNDER, OVER, QUANTITY } truth;

typedef struct part {
    double share, offset, scale;
} part;

typedef struct scenario {
    const char *name;
    size_t groups, least, most; /* groups, and the items of one */
    part parts[3];
    double same;                  /* share of items at the group's list price */
    double skew;                  /* rate of an exponential that is added: 0 none */
    double scale_spread;          /* of the logs of groups' scales */
    double under, over, quantity; /* rates */
    double units;                 /* share of groups with supplementary units */
    double masked; /* share of groups in which a Member State or a ring of importers undervalues nearly all it
                      brings */
    double drift;  /* share of groups that drift, half of them in a jump */
} scenario;

enum { STATES = 20, IMPORTERS = 400, NODES = 40 };

typedef struct made {
    an_items items;
    char (*codes)[16]; /* of each group */
    const char *(*keys)[2];
    truth *truth;
    double *duty_rate; /* per cent */
    double *best;      /* probability of manipulation */
    double *best_duty; /* and what is then to be expected */
    double *lost;      /* the duty really lost */
} made;

static double uniform(an_random *random)
{
    return ((double)(an_random_next(random) >> 11) + 0.5) / 9007199254740992.0;
}

static double normal(an_random *random)
{
    double radius = sqrt(-2 * log(uniform(random)));
    return radius * cos(2 * M_PI * uniform(random));
}

static double phi(double z)
{
    return exp(-0.5 * z * z) / 2.5066282746310002;
}

/* What is fixed for one group. */
typedef struct group_truth {
    double level, scale, jump, slope, day, units; /* log; units per kg, log: NAN none */
    int ring;                                     /* 0 none, 1 a Member State, 2 three importers */
    uint32_t first_ring;
    double duty;
} group_truth;

/* The exponential of skew, smoothed by the part's scale: the exponentially modified normal density. */
static double modified(double d, double scale, double rate)
{
    double z = (scale * rate - d / scale) * M_SQRT1_2;
    return rate / 2 * exp(rate / 2 * (rate * scale * scale - 2 * d)) * erfc(z);
}

static double honest_density(const scenario *s, const group_truth *g, double d)
{
    double sum = 0;
    for (size_t k = 0; k < 3; k++) {
        double scale = s->parts[k].scale * g->scale, at = d - s->parts[k].offset;
        if (s->parts[k].share > 0)
            sum += s->parts[k].share * (s->skew > 0 ? modified(at, scale, s->skew) : phi(at / scale) / scale);
    }
    return sum * (1 - s->same);
}

/* The density of a manipulated price: factors even between from and to. The list price moves, too. *lost: the
 * density times what is then lost of each EUR declared. */
static double moved_density(const scenario *s, const group_truth *g, double d, double from, double to,
                            double *lost)
{
    double sum = 0, factor = exp(d);
    *lost = 0;
    for (int i = 0; i < NODES; i++) {
        double f = from + (to - from) * (i + 0.5) / NODES, density = honest_density(s, g, d - log(f)) / NODES;
        sum += density;
        *lost += density * (1 / f - 1);
    }
    double listed = factor >= from && factor <= to ? s->same * factor / (to - from) : 0;
    *lost += listed * (1 / factor - 1);
    return sum + listed;
}

static double drift_of(const group_truth *g, double day)
{
    return g->slope * (day - 45) + (day < g->day ? -g->jump / 2 : g->jump / 2);
}

static const double quantity_factors[] = {1e-3, 1e-2, 0.1, 10, 100, 1e3};

/* Sets best and best_duty of an item at distance d of its group's level; off: its units per kg less those of
 * the group (NAN). */
static void find_best(const scenario *s, const group_truth *g, double d, double off, double under,
                      const an_item *item, made *out, size_t i, bool on_list)
{
    double honest = on_list ? 1 : honest_density(s, g, d), fits = 1, quantity = 0;
    double lost, gained;
    double low = on_list ? 0 : moved_density(s, g, d, 0.2, 0.6, &lost);
    double high = on_list ? 0 : moved_density(s, g, d, 2, 5, &gained);
    for (int k = 0; k < 6 && s->quantity > 0; k++) {
        double shift = log(quantity_factors[k]);
        quantity += honest_density(s, g, d + shift) * (isnan(off) ? 1 : phi((off + shift) / 0.1) / 0.1) / 6;
    }
    if (!isnan(off))
        fits = phi(off / 0.1) / 0.1;
    double wrong = (under * low + s->over * high) * fits;
    double all = wrong + (1 - under - s->over - s->quantity) * honest * fits + s->quantity * quantity;
    out->best[i] = all > 0 ? wrong / all : 0;
    out->best_duty[i] = all > 0 && low > 0 ? under * lost * fits / all * item->value * g->duty : 0;
}

/* One price. Its part, its manipulation, its mass. */
static void make_item(const scenario *s, const group_truth *g, an_random *random, made *out)
{
    uint32_t importer = 1 + an_random_skewed(random, IMPORTERS), state = 1 + (importer * 7) % STATES;
    state = uniform(random) < 0.8 ? state : 1 + an_random_skewed(random, STATES);
    double under = s->under, day = floor(90 * uniform(random)), pick = uniform(random), d = 0;
    if (g->ring > 0 && uniform(random) < 0.65) {
        if (g->ring == 1)
            state = g->first_ring;
        else
            importer = g->first_ring + an_random_below(random, 3);
    }
    if (g->ring > 0 && (g->ring == 1 ? state == g->first_ring : importer - g->first_ring < 3))
        under = 0.9;
    for (size_t k = 0; k < 3 && pick >= 0; k++) {
        pick -= s->parts[k].share;
        d = s->parts[k].offset + s->parts[k].scale * g->scale * normal(random);
    }
    d += s->skew > 0 ? -log(uniform(random)) / s->skew : 0;
    bool on_list = uniform(random) < s->same;
    d = on_list ? 0 : d;
    double mass = exp(5 + 1.2 * normal(random)), fate = uniform(random);
    double factor = 1, wrong_mass = 1;
    truth is = fate < under                           ? UNDER
               : fate < under + s->over               ? OVER
               : fate < under + s->over + s->quantity ? QUANTITY
                                                      : HONEST;
    factor = is == UNDER ? 0.2 + 0.4 * uniform(random) : is == OVER ? 2 + 3 * uniform(random) : 1;
    double off = isnan(g->units) ? NAN : 0.1 * normal(random), units = exp(g->units + off) * mass;
    if (is == QUANTITY)
        wrong_mass = quantity_factors[an_random_below(random, 6)];
    double honest = exp(g->level + drift_of(g, day) + d) * mass;
    an_item item = {.value = honest * factor,
                    .mass = mass * wrong_mass,
                    .units = units,
                    .day = day,
                    .state = state,
                    .importer = importer,
                    .place = out->items.n};
    size_t i = out->items.n;
    table_add(&out->items, item);
    out->truth[i] = is;
    out->duty_rate[i] = g->duty * 100;
    out->lost[i] = is == UNDER ? (honest - item.value) * g->duty : 0;
    find_best(s, g, d + log(factor) - log(wrong_mass), isnan(off) ? NAN : off - log(wrong_mass), under, &item,
              out, i, on_list && is == HONEST);
}

static double level_noise(uint64_t seed, uint64_t kind, uint64_t a, uint64_t b)
{
    an_random random = an_random_at(seed * 1000003 + kind, 16 * (a * 1000 + b));
    return normal(&random);
}

/* Level and code: a tree of headings of 3 subheadings of 2 codes, 4 origins each. */
static void make_group(const scenario *s, uint64_t seed, size_t g, an_random *random, made *out,
                       group_truth *group)
{
    size_t origin = g % 4, cn8 = g / 4 % 2, hs6 = g / 8 % 3, hs4 = g / 24;
    static const char *const origins[] = {"CN", "IN", "TR", "VN"};
    snprintf(out->codes[g], sizeof out->codes[g], "%04zu%02zu%02zu00", 1000 + hs4 % 9000, 10 + hs6, 10 + cn8);
    out->keys[g][0] = out->codes[g];
    out->keys[g][1] = origins[origin];
    *group = (group_truth){.units = NAN, .duty = 0.04 + 0.04 * (double)(hs4 % 4), .day = 45};
    group->level = 2 + level_noise(seed, 1, hs4, 0) + 0.4 * level_noise(seed, 2, hs4, hs6) +
                   0.2 * level_noise(seed, 3, hs4, hs6 * 2 + cn8) +
                   0.25 * level_noise(seed, 4, hs4, 10 + origin) + 0.1 * level_noise(seed, 5, g, origin);
    group->scale = exp(s->scale_spread * normal(random));
    if (uniform(random) < s->units)
        group->units = -1 + normal(random);
    if (uniform(random) < s->masked) {
        group->ring = 1 + (int)an_random_below(random, 2);
        group->first_ring =
            group->ring == 1 ? 1 + an_random_below(random, STATES) : 50 + an_random_below(random, 300);
    }
    if (uniform(random) < s->drift) {
        double size = (uniform(random) < 0.5 ? -1 : 1) * (0.4 + 0.4 * uniform(random));
        if (uniform(random) < 0.5)
            group->slope = size / 90;
        else {
            group->jump = size;
            group->day = 20 + 50 * uniform(random);
        }
    }
}

static void free_scenario(made *out)
{
    an_items_free(&out->items);
    free(out->codes);
    free(out->keys);
    free(out->truth);
    free(out->duty_rate);
    free(out->best);
    free(out->best_duty);
    free(out->lost);
}

static void make_scenario(const scenario *s, uint64_t seed, made *out)
{
    an_random random = an_random_at(seed, 0);
    size_t room = s->groups * s->most;
    *out = (made){.codes = calloc(s->groups, sizeof *out->codes),
                  .keys = calloc(s->groups, sizeof *out->keys),
                  .truth = calloc(room, sizeof *out->truth),
                  .duty_rate = calloc(room, sizeof(double)),
                  .best = calloc(room, sizeof(double)),
                  .best_duty = calloc(room, sizeof(double)),
                  .lost = calloc(room, sizeof(double))};
    if (out->lost == NULL)
        exit(1);
    for (size_t g = 0; g < s->groups; g++) {
        group_truth group;
        make_group(s, seed, g, &random, out, &group);
        table_group(&out->items, "", out->keys[g]);
        size_t n = s->least + an_random_below(&random, (uint32_t)(s->most - s->least + 1));
        for (size_t i = 0; i < n; i++)
            make_item(s, &group, &random, out);
    }
}

#endif
