/* model_shape: the two price groups that a commodity shows, for its groups that are too small to show any.
 *
 * Differences between the prices of one group know nothing of its level: those of all groups of a commodity
 * can be put together, and where there are two price groups they gather at 0 and at the distance between the
 * two. Pooling the prices themselves takes the levels of origins for price groups, and misses codes whose
 * origins differ.
 *
 * The density of the differences gives distance, shares and scale. Each group then takes the level at which
 * its prices are likeliest, of those that its own items suggest; whether the dear or the cheap goods are
 * fewer, which differences cannot tell, is decided by likelihood, and two price groups must be likelier than
 * one by 3 log(n) each for share, distance and scale. Levels are at last drawn together, since a group may
 * show one of the two only. Groups of 100 items or more show their own. Small groups got from 0.67 to 0.75
 * by it, scenario 3b from 63 to 90 % of the best (docs/prices.md). */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/model.h"
#include "model/price_groups.h"
#include "stat/location.h"

/* A group of as many items shows its own price groups, or that it has none. */
enum { OWN_SHAPE = 100 };

/* Of a group at most so many items are held against each other, and so many of their prices tried as
 * levels. */
enum { PAIRED = 60, TRIED = 20 };

/* The distances of items: a grid of cells of STEP; price groups lie no further apart than its end. */
enum { GRID = 200 };
#define STEP 0.02
#define LEAST_WIDTH 0.03

/* The distance of two price groups is a peak that a valley of half its height keeps apart, with the pairs of
 * a price group of a tenth behind it. */
#define VALLEY 0.5
#define LEAST_PAIRS 0.18
#define PEAK 0.4

/* Nearer price groups are one. */
#define NEAREST 0.4

/* Levels of the groups of one set differ by about this. */
#define LEVELS_DIFFER 0.4

/* The density of prices that belong to no price group. */
#define WILD 0.02

/* How much likelier two price groups must be than one: times log n for each of share, distance and scale. */
#define GAIN 3.0

/* What a set shows. */
typedef struct twin {
    double distance, scale, dear; /* of the price groups, their scale, the share of the dearer one */
    double wide;                  /* scale of all, as if there were one price group */
    double middle;                /* of the levels of its groups */
    bool has_middle;
} twin;

typedef struct set {
    const an_model *model;
    const uint32_t *group;
    size_t n_groups;
    double *level; /* of each group: that of its cheap price group */
    double *sorted;
} set;

static const an_item_group *items_of(const set *s, size_t k)
{
    return &s->model->items->groups[s->group[k]];
}

/* The i-th item of group k, by price: of a large group every so-manieth stands for all. */
static const an_model_item *item_of(const set *s, size_t k, size_t i)
{
    size_t first = items_of(s, k)->first;
    return &s->model->item[first + s->model->order[first + i]];
}

/* Adds the distances between the items of a group, each item counted as often as it is held against
 * others. */
static void add_pairs(const set *s, size_t k, double pairs[GRID])
{
    const an_item_group *of = items_of(s, k);
    size_t every = (of->n + PAIRED - 1) / PAIRED, n = every > 0 ? (of->n + every - 1) / every : 0;
    for (size_t i = 0; i < of->n; i += every)
        for (size_t j = 0; j < i; j += every) {
            const an_model_item *high = item_of(s, k, i), *low = item_of(s, k, j);
            double at = fabs(high->x - low->x) / STEP;
            if (at < GRID)
                pairs[(size_t)at] += 2 * (double)high->balance * low->balance / (double)n;
        }
}

/* The distances smoothed, mirrored at 0; width: of the normal kernel. */
static void smooth(const double pairs[GRID], double width, double density[GRID])
{
    int reach = (int)(3 * width / STEP) + 1;
    for (int i = 0; i < GRID; i++) {
        density[i] = 0;
        for (int j = i - reach; j <= i + reach && j < GRID; j++) {
            int from = j < 0 ? -j - 1 : j;
            double z = (i - j) * STEP / width;
            if (from < GRID && pairs[from] > 0)
                density[i] += pairs[from] * exp(-0.5 * z * z);
        }
    }
}

/* The distance below which share p of the pairs lie. */
static double quantile(const double pairs[GRID], double all, double p)
{
    double sum = 0;
    for (int i = 0; i < GRID; i++) {
        sum += pairs[i];
        if (sum >= p * all)
            return (i + 1) * STEP;
    }
    return GRID * STEP;
}

/* The height of the highest peak beyond a valley; 0: there is none. */
static double highest_peak(const double density[GRID])
{
    double low = density[0], highest = 0;
    for (int i = 1; i < GRID; i++) {
        low = fmin(low, density[i]);
        highest = VALLEY * density[i] > low ? fmax(highest, density[i]) : highest;
    }
    return highest;
}

/* Finds the one peak beyond a valley; false: there is none, or more. Much lower ones do not count:
 * manipulated prices make some. */
static bool find_peak(const double density[GRID], int *valley, int *peak)
{
    int low = 0, top = 0, peaks = 0;
    double least = PEAK * highest_peak(density);
    bool rises = false;
    for (int i = 1; i < GRID; i++) {
        if (rises) {
            top = density[i] > density[top] ? i : top;
            rises = density[i] >= VALLEY * density[top];
            low = rises ? low : i;
        } else if (density[i] < density[low]) {
            low = i;
        } else if (VALLEY * density[i] > density[low] && density[i] > least) {
            *valley = peaks++ == 0 ? low : *valley;
            top = i;
            rises = true;
        }
        *peak = rises && peaks == 1 ? top : *peak;
    }
    return peaks == 1;
}

/* Reads the shape from the distances of all pairs. */
static bool read_shape(const double pairs[GRID], size_t n_items, twin *found)
{
    double all = 0, beyond = 0, near = 0, squares = 0, far_squares = 0, density[GRID];
    int valley = 0, peak = 0;
    for (int i = 0; i < GRID; i++)
        all += pairs[i];
    double width = fmax(quantile(pairs, all, 0.25) * pow((double)n_items, -0.2), LEAST_WIDTH);
    smooth(pairs, width, density);
    if (!(all > 0) || !find_peak(density, &valley, &peak))
        return false;
    for (int i = 0; i < GRID; i++) {
        double d = (i + 0.5) * STEP;
        beyond += i > valley ? pairs[i] : 0;
        near += i > valley ? 0 : pairs[i];
        squares += i > valley ? 0 : pairs[i] * d * d;
        far_squares += i > valley ? pairs[i] * d * d : 0;
    }
    if (beyond < LEAST_PAIRS * all || (peak + 0.5) * STEP < NEAREST)
        return false;
    *found = (twin){.distance = (peak + 0.5) * STEP,
                    .scale = fmax(sqrt(squares / near / 2), 0.02),
                    .wide = fmax(sqrt((squares + far_squares) / all / 2), 0.02),
                    .dear = (1 - sqrt(fmax(1 - 2 * beyond / all, 0))) / 2};
    return true;
}

/* The normal density but for its constant; far out, where exp is slow, 0. */
static double bell(double z)
{
    return fabs(z) < 8 ? exp(-0.5 * z * z) : 0;
}

/* Log likelihood of a group's prices with its cheap price group at level: at most PAIRED factors above WILD,
 * so that one logarithm does for all. */
static double fit(const set *s, size_t k, const twin *shape, double level)
{
    const an_item_group *of = items_of(s, k);
    size_t every = (of->n + PAIRED - 1) / PAIRED;
    double product = 1, d = shape->has_middle ? (level - shape->middle) / LEVELS_DIFFER : 0;
    double cheap = (1 - shape->dear) / shape->scale, dear = shape->dear / shape->scale;
    for (size_t i = 0; i < of->n; i += every) {
        double z = (item_of(s, k, i)->x - level) / shape->scale;
        product *= cheap * bell(z) + (dear > 0 ? dear * bell(z - shape->distance / shape->scale) : 0) + WILD;
    }
    return log(product) - 0.5 * d * d;
}

/* The best level of a group among its prices, and those less the distance. */
static double fit_level(const set *s, size_t k, const twin *shape, double *level)
{
    const an_item_group *of = items_of(s, k);
    size_t every = (of->n + TRIED - 1) / TRIED;
    double best = -INFINITY;
    for (size_t i = 0; i < of->n; i += every)
        for (int dear = 0; dear < (shape->dear > 0 ? 2 : 1); dear++) {
            double at = item_of(s, k, i)->x - dear * shape->distance, found = fit(s, k, shape, at);
            if (found > best) {
                best = found;
                *level = at;
            }
        }
    return of->n > 0 ? best : 0;
}

/* Levels of all groups; returns their likelihood. */
static double fit_levels(const set *s, const twin *shape)
{
    double sum = 0;
    for (size_t k = 0; k < s->n_groups; k++)
        sum += fit_level(s, k, shape, &s->level[k]);
    return sum;
}

/* Levels again, now near to each other: a group may show one of the two price groups only. */
static void draw_together(const set *s, twin *shape)
{
    (void)fit_levels(s, shape);
    memcpy(s->sorted, s->level, s->n_groups * sizeof *s->sorted);
    shape->middle = an_location_select(s->sorted, s->n_groups, s->n_groups / 2);
    shape->has_middle = true;
    (void)fit_levels(s, shape);
}

/* Finds the price groups of a set, and the level of each group. False: it shows none. */
static bool find_shape(const set *s, twin *found)
{
    double pairs[GRID] = {0};
    size_t n = 0;
    for (size_t k = 0; k < s->n_groups; k++) {
        n += items_of(s, k)->n;
        add_pairs(s, k, pairs);
    }
    if (n < AN_PRICE_GROUPS_LEAST || !read_shape(pairs, n, found))
        return false;
    const twin wide = {.scale = found->wide}, narrow = {.scale = found->scale};
    twin other = *found;
    other.dear = 1 - found->dear; /* pairs do not tell whether the dear or the cheap ones are fewer */
    double as_one = fmax(fit_levels(s, &wide), fit_levels(s, &narrow));
    double as_other = fit_levels(s, &other), as_found = fit_levels(s, found);
    if (fmax(as_other, as_found) - as_one < GAIN * log((double)n))
        return false;
    if (as_other > as_found)
        *found = other;
    draw_together(s, found);
    return true;
}

/* Gives the shape to a group: to keep, if it is too small for its own, else to be compared by. */
static void give(an_model_group *group, size_t n, const twin *shape, double level)
{
    an_mixture *mixture = &group->mixture;
    bool has_own = mixture->n_parts > 1 || mixture->atom_share > 0 || n >= OWN_SHAPE;
    if (has_own && mixture->n_parts != 2)
        return;
    group->n_offsets = 2;
    group->offset[0] = -shape->dear * shape->distance;
    group->offset[1] = (1 - shape->dear) * shape->distance;
    group->share[0] = 1 - shape->dear;
    group->share[1] = shape->dear;
    if (has_own)
        return;
    mixture->n_parts = 2;
    group->level = level - group->offset[0];
    group->scale = shape->scale;
    for (size_t k = 0; k < 2; k++)
        mixture->parts[k] = (an_mixture_part){.share = group->share[k],
                                              .center = group->level + group->offset[k],
                                              .under = shape->scale,
                                              .over = shape->scale};
}

/* True if sets of this kind hold all that is alike but for the commodity: other keys do not count. */
static bool has_shape(const an_comparison *comparison, size_t kind)
{
    return kind == 0 || (kind < comparison->n && comparison->levels[kind].digits >= 4 &&
                         (!comparison->levels[kind].others || comparison->n_keys == 1));
}

typedef struct sorting {
    const an_hierarchy *hierarchy;
    size_t kind;
} sorting;

static int by_set(const void *a, const void *b, void *given)
{
    const sorting *s = given;
    uint32_t g = *(const uint32_t *)a, h = *(const uint32_t *)b;
    uint32_t x = s->hierarchy->set[g][s->kind], y = s->hierarchy->set[h][s->kind];
    return x != y ? (x > y) - (x < y) : (g > h) - (g < h);
}

/* Gives its shape to those of a set's groups that have none yet. */
static void shape_set(an_model *model, const set *s)
{
    twin found;
    bool is_done = true;
    for (size_t k = 0; k < s->n_groups; k++)
        is_done = is_done && model->group[s->group[k]].n_offsets > 0;
    if (is_done || !find_shape(s, &found))
        return;
    for (size_t k = 0; k < s->n_groups; k++)
        if (model->group[s->group[k]].n_offsets == 0)
            give(&model->group[s->group[k]], items_of(s, k)->n, &found, s->level[k]);
}

typedef struct shaping {
    an_model *model;
    size_t most;      /* groups of a family */
    uint32_t *groups; /* so many for each thread */
    double *levels;   /* twice as many */
} shaping;

/* The sets of one kind in a family. */
static void shape_family(const shaping *all, unsigned thread, size_t family, size_t kind)
{
    const an_hierarchy *hierarchy = &all->model->hierarchy;
    size_t n = hierarchy->family[family + 1] - hierarchy->family[family], kept = 0;
    uint32_t *const groups = all->groups + thread * all->most;
    double *const levels = all->levels + 2 * thread * all->most;
    for (size_t k = 0; k < n; k++) {
        uint32_t g = hierarchy->group[hierarchy->family[family] + k];
        if (hierarchy->set[g][kind] != AN_REFERENCES_NONE)
            groups[kept++] = g;
    }
    sorting by = {hierarchy, kind};
    qsort_r(groups, kept, sizeof *groups, by_set, &by);
    for (size_t first = 0, end; first < kept; first = end) {
        end = first + 1;
        while (end < kept && hierarchy->set[groups[end]][kind] == hierarchy->set[groups[first]][kind])
            end++;
        const set s = {all->model, groups + first, end - first, levels, levels + n};
        shape_set(all->model, &s);
    }
}

static void shape_families(void *context, unsigned thread, size_t first, size_t end)
{
    const shaping *s = context;
    for (size_t f = first; f < end; f++)
        for (size_t kind = 0; kind < AN_HIERARCHY_KINDS; kind++)
            if (has_shape(s->model->references->comparison, kind))
                shape_family(s, thread, f, kind);
}

an_code an_model_shape(an_model *model, an_error *err)
{
    const an_hierarchy *hierarchy = &model->hierarchy;
    shaping s = {.model = model, .most = 1};
    for (size_t f = 0; f < hierarchy->n_families; f++) {
        const size_t n = hierarchy->family[f + 1] - hierarchy->family[f];
        s.most = n > s.most ? n : s.most;
    }
    s.groups = malloc(model->threads * s.most * sizeof *s.groups);
    s.levels = malloc(2 * model->threads * s.most * sizeof *s.levels);
    an_code code = s.groups == NULL || s.levels == NULL ? an_fail_memory(err) : AN_OK;
    if (code == AN_OK)
        an_threads_run(hierarchy->n_families, 1, model->threads, shape_families, &s);
    free(s.groups);
    free(s.levels);
    return code;
}
