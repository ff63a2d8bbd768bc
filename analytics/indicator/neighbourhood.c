/* neighbourhood: the figures of a system that can help to protect one of them.
 *
 * In a table of Member States by CN8 the cheapest move of a cell is nearly always a rectangle: another cell of its
 * row, one of its column, and the corner. So a small part of the system is enough to find it: from the target's
 * equations to the cheapest figures in them (hidden ones cost nothing), from there to their equations, and so
 * on; a figure is of use if all its equations are among those reached, as others would be left unbalanced. What
 * is found is a move of the whole system. What is not found may need a larger part. */
#include "indicator/neighbourhood.h"

#include <stdlib.h>
#include <string.h>

enum { LARGE_EQUATION = 4096 };

an_code an_neighbourhood_new(an_neighbourhood *near, const an_system *system, const double cost[],
                             an_error *err)
{
    const size_t n = system->n + 1, m = system->equations + 1;
    *near = (an_neighbourhood){
        .system = system,
        .cost = cost,
        .equation_stamp = calloc(m, sizeof *near->equation_stamp),
        .figure_stamp = calloc(n, sizeof *near->figure_stamp),
        .equations = malloc(m * sizeof *near->equations),
        .cheapest = malloc(m * AN_NEAREST * sizeof *near->cheapest),
        .n_cheapest = calloc(m, 1),
        .recent = malloc(m * AN_RECENT * sizeof *near->recent),
        .n_recent = calloc(m, 1),
        .figures = malloc(n * sizeof *near->figures),
    };
    const bool whole = near->equation_stamp != NULL && near->figure_stamp != NULL && near->equations != NULL &&
                       near->cheapest != NULL && near->n_cheapest != NULL && near->recent != NULL &&
                       near->n_recent != NULL && near->figures != NULL;
    return whole ? AN_OK : an_fail_memory(err);
}

void an_neighbourhood_free(an_neighbourhood *near)
{
    free(near->equation_stamp);
    free(near->figure_stamp);
    free(near->equations);
    free(near->cheapest);
    free(near->n_cheapest);
    free(near->recent);
    free(near->n_recent);
    free(near->figures);
    *near = (an_neighbourhood){0};
}

static bool can_change(const an_system *s, uint32_t f)
{
    return s->up[f] > 0 || s->down[f] > 0;
}

void an_neighbourhood_hide(an_neighbourhood *near, uint32_t figure)
{
    const an_system *const s = near->system;
    for (size_t k = s->of_start[figure]; k < s->of_start[figure + 1]; k++) {
        const size_t e = s->of[k];
        near->recent[e * AN_RECENT + near->n_recent[e] % AN_RECENT] = figure;
        near->n_recent[e] = (uint8_t)(near->n_recent[e] + 1 < 2 * AN_RECENT ? near->n_recent[e] + 1 : AN_RECENT);
    }
}

/* The cheapest figures of equation e that can change, by insertion: it is short. */
static void list_cheapest(an_neighbourhood *near, size_t e)
{
    const an_system *const s = near->system;
    uint32_t *const list = near->cheapest + e * AN_NEAREST;
    size_t n = 0;
    for (size_t k = s->start[e]; k < s->start[e + 1]; k++) {
        const uint32_t f = s->member[k];
        if (!can_change(s, f) || (n == AN_NEAREST && near->cost[f] >= near->cost[list[n - 1]]))
            continue;
        size_t at = n < AN_NEAREST ? n++ : n - 1;
        for (; at > 0 && near->cost[list[at - 1]] > near->cost[f]; at--)
            list[at] = list[at - 1];
        list[at] = f;
    }
    near->n_cheapest[e] = (uint8_t)n;
}

static void mark_equation(an_neighbourhood *near, size_t e)
{
    if (near->equation_stamp[e] == near->stamp)
        return;
    near->equation_stamp[e] = near->stamp;
    near->equations[near->n_equations++] = (uint32_t)e;
}

static void mark_equations_of(an_neighbourhood *near, uint32_t f)
{
    const an_system *const s = near->system;
    for (size_t k = s->of_start[f]; k < s->of_start[f + 1]; k++)
        mark_equation(near, s->of[k]);
}

static size_t count_recent(const an_neighbourhood *near, size_t e)
{
    return near->n_recent[e] < AN_RECENT ? near->n_recent[e] : AN_RECENT;
}

/* Marks the equations of the cheapest figures of equation e. */
static void lead_on(an_neighbourhood *near, size_t e, size_t width)
{
    if (near->n_cheapest[e] == 0)
        list_cheapest(near, e);
    for (size_t k = 0; k < near->n_cheapest[e] && k < width; k++)
        mark_equations_of(near, near->cheapest[e * AN_NEAREST + k]);
    for (size_t k = 0; k < count_recent(near, e); k++)
        mark_equations_of(near, near->recent[e * AN_RECENT + k]);
}

/* Takes a figure if it can change and all its equations are marked. */
static void take(an_neighbourhood *near, uint32_t f)
{
    const an_system *const s = near->system;
    if (near->figure_stamp[f] == near->stamp || !can_change(s, f))
        return;
    near->figure_stamp[f] = near->stamp;
    for (size_t k = s->of_start[f]; k < s->of_start[f + 1]; k++)
        if (near->equation_stamp[s->of[k]] != near->stamp)
            return;
    near->figures[near->n++] = f;
}

static void take_members(an_neighbourhood *near, size_t e)
{
    const an_system *const s = near->system;
    if (s->start[e + 1] - s->start[e] <= LARGE_EQUATION) {
        for (size_t k = s->start[e]; k < s->start[e + 1]; k++)
            take(near, s->member[k]);
        return;
    }
    for (size_t k = 0; k < near->n_cheapest[e]; k++)
        take(near, near->cheapest[e * AN_NEAREST + k]);
    for (size_t k = 0; k < count_recent(near, e); k++)
        take(near, near->recent[e * AN_RECENT + k]);
    take(near, s->member[s->start[e]]);
}

/* All figures that chains of equations connect with the target. */
static void find_connected(an_neighbourhood *near, uint32_t target, size_t most)
{
    const an_system *const s = near->system;
    near->figures[near->n++] = target;
    near->figure_stamp[target] = near->stamp;
    for (size_t next = 0; next < near->n && near->n <= most; next++)
        for (size_t k = s->of_start[near->figures[next]]; k < s->of_start[near->figures[next] + 1]; k++) {
            const size_t e = s->of[k];
            if (near->equation_stamp[e] == near->stamp)
                continue;
            near->equation_stamp[e] = near->stamp;
            for (size_t i = s->start[e]; i < s->start[e + 1]; i++) {
                const uint32_t f = s->member[i];
                if (near->figure_stamp[f] == near->stamp || !can_change(s, f))
                    continue;
                near->figure_stamp[f] = near->stamp;
                near->figures[near->n++] = f;
            }
        }
    if (near->n > most)
        near->n = 0;
}

void an_neighbourhood_find(an_neighbourhood *near, uint32_t target, size_t width, size_t hops, size_t most)
{
    near->stamp++;
    near->n = near->n_equations = 0;
    if (width == 0) {
        find_connected(near, target, most);
        return;
    }
    mark_equations_of(near, target);
    for (size_t h = 1, from = 0, to; h < hops; h++, from = to) {
        to = near->n_equations;
        for (size_t k = from; k < to; k++)
            lead_on(near, near->equations[k], width);
    }
    take(near, target);
    for (size_t k = 0; k < near->n_equations; k++)
        take_members(near, near->equations[k]);
}
