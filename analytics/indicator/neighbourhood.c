/* neighbourhood: the figures of a system that can help to protect one of them.
 *
 * In a table of Member States by CN8 the cheapest move of a cell is nearly always a rectangle: another
 * cell of its row, one of its column, and the corner. In a table of offices with thirty indicators it is
 * an exchange between two offices, in all figures that hang together. So a small part of the system is
 * enough to find a move: from the target's place the sums lead to a few other places, those where most
 * figures are hidden already or cost least, and from there to their sums. A figure is of use if all its
 * sums are among those reached, as others would be left unbalanced; equations within one place come with
 * it. What is found is a move of the whole system. What is not found may need a larger part. */
#include "indicator/neighbourhood.h"

#include <stdlib.h>
#include <string.h>

enum { LARGE_EQUATION = 512, ROOMY = 4, WIDE = 8 }; /* WIDE: from this width on room counts too */

static void find_local(an_neighbourhood *near)
{
    const an_system *const s = near->system;
    for (size_t e = 0; e < s->equations; e++) {
        near->is_local[e] = true;
        for (size_t k = s->start[e] + 1; k < s->start[e + 1]; k++)
            near->is_local[e] =
                near->is_local[e] && near->place[s->member[k]] == near->place[s->member[s->start[e]]];
    }
}

an_code an_neighbourhood_new(an_neighbourhood *near, const an_system *system, const double cost[],
                             const uint32_t place[], size_t n_places, an_error *err)
{
    const size_t n = system->n + 1, m = system->equations + 1, places = n_places + 1;
    *near = (an_neighbourhood){
        .system = system,
        .cost = cost,
        .place = place,
        .is_local = malloc(m),
        .equation_stamp = calloc(m, sizeof *near->equation_stamp),
        .figure_stamp = calloc(n, sizeof *near->figure_stamp),
        .place_stamp = calloc(places, sizeof *near->place_stamp),
        .score = malloc(places * sizeof *near->score),
        .equations = malloc(m * sizeof *near->equations),
        .taken = malloc(places * sizeof *near->taken),
        .listed = malloc(places * sizeof *near->listed),
        .is_taken = calloc(places, 1),
        .cheapest = malloc(m * AN_NEAREST * sizeof *near->cheapest),
        .n_cheapest = calloc(m, 1),
        .recent = malloc(m * AN_RECENT * sizeof *near->recent),
        .n_recent = calloc(m, 1),
        .figures = malloc(n * sizeof *near->figures),
    };
    if (near->is_local == NULL || near->equation_stamp == NULL || near->figure_stamp == NULL ||
        near->place_stamp == NULL || near->score == NULL || near->equations == NULL || near->taken == NULL ||
        near->listed == NULL || near->is_taken == NULL || near->cheapest == NULL ||
        near->n_cheapest == NULL || near->recent == NULL || near->n_recent == NULL || near->figures == NULL)
        return an_fail_memory(err);
    find_local(near);
    return an_grouping_by(place, system->n, n_places, &near->places, err);
}

void an_neighbourhood_free(an_neighbourhood *near)
{
    an_grouping_free(&near->places);
    free(near->is_local);
    free(near->equation_stamp);
    free(near->figure_stamp);
    free(near->place_stamp);
    free(near->score);
    free(near->equations);
    free(near->taken);
    free(near->listed);
    free(near->is_taken);
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
        near->n_recent[e] =
            (uint8_t)(near->n_recent[e] + 1 < 2 * AN_RECENT ? near->n_recent[e] + 1 : AN_RECENT);
    }
}

/* Puts f into list[*n] of at most most, in the order of rank, if it is among the first; by insertion: it is
 * short. */
static void insert(uint32_t list[], double ranks[], size_t *n, size_t most, uint32_t f, double rank)
{
    if (*n == most && rank >= ranks[most - 1])
        return;
    size_t at = *n < most ? (*n)++ : most - 1;
    for (; at > 0 && ranks[at - 1] > rank; at--) {
        list[at] = list[at - 1];
        ranks[at] = ranks[at - 1];
    }
    list[at] = f;
    ranks[at] = rank;
}

/* The cheapest figures of equation e that can change, and the ROOMY with the most room. */
static void list_cheapest(an_neighbourhood *near, size_t e)
{
    const an_system *const s = near->system;
    uint32_t *const list = near->cheapest + e * AN_NEAREST;
    double cheap[AN_NEAREST - ROOMY], room[ROOMY];
    uint32_t roomy[ROOMY] = {0};
    size_t n = 0, n_roomy = 0;
    for (size_t k = s->start[e]; k < s->start[e + 1]; k++) {
        const uint32_t f = s->member[k];
        if (!can_change(s, f))
            continue;
        insert(list, cheap, &n, AN_NEAREST - ROOMY, f, near->cost[f]);
        insert(roomy, room, &n_roomy, ROOMY, f, -(s->up[f] < s->down[f] ? s->up[f] : s->down[f]));
    }
    memcpy(list + n, roomy, n_roomy * sizeof *list);
    near->n_cheapest[e] = (uint8_t)(n + n_roomy);
}

static size_t count_recent(const an_neighbourhood *near, size_t e)
{
    return near->n_recent[e] < AN_RECENT ? near->n_recent[e] : AN_RECENT;
}

/* Adds to the score of a figure's place. */
static void vote(an_neighbourhood *near, uint32_t f)
{
    const uint32_t p = near->place[f];
    if (near->place_stamp[p] != near->stamp) {
        near->place_stamp[p] = near->stamp;
        near->score[p] = 0;
        near->listed[near->n_listed++] = p;
    }
    near->score[p] += 1 / (.1 + near->cost[f]);
}

/* Takes a place: its sums are reached, and the places that they lead to get a score. */
static void take_place(an_neighbourhood *near, uint32_t p)
{
    const an_system *const s = near->system;
    if (near->is_taken[p])
        return;
    near->is_taken[p] = true;
    near->taken[near->n_taken++] = p;
    for (size_t i = near->places.start[p]; i < near->places.start[p + 1]; i++) {
        const uint32_t f = (uint32_t)near->places.row[i];
        for (size_t k = s->of_start[f]; k < s->of_start[f + 1] && can_change(s, f); k++) {
            const size_t e = s->of[k];
            if (near->equation_stamp[e] == near->stamp)
                continue;
            near->equation_stamp[e] = near->stamp;
            near->equations[near->n_equations++] = (uint32_t)e;
            if (near->n_cheapest[e] == 0 && !near->is_local[e])
                list_cheapest(near, e);
            for (size_t c = 0; c < near->n_cheapest[e]; c++)
                vote(near, near->cheapest[e * AN_NEAREST + c]);
            for (size_t c = 0; c < count_recent(near, e) && !near->is_local[e]; c++)
                vote(near, near->recent[e * AN_RECENT + c]);
        }
    }
}

/* The place with the highest score that is not taken yet, of n; UINT32_MAX: none. */
static uint32_t best_place(const an_neighbourhood *near, const uint32_t places[], size_t n)
{
    uint32_t best = UINT32_MAX;
    for (size_t k = 0; k < n; k++) {
        const uint32_t p = places[k];
        if (!near->is_taken[p] && (best == UINT32_MAX || near->score[p] > near->score[best]))
            best = p;
    }
    return best;
}

/* Takes a few places of each sum of the target itself. */
static void take_beside(an_neighbourhood *near, uint32_t target, size_t width)
{
    const an_system *const s = near->system;
    uint32_t places[AN_NEAREST + AN_RECENT];
    for (size_t k = s->of_start[target]; k < s->of_start[target + 1]; k++) {
        const size_t e = s->of[k];
        size_t n = 0;
        if (near->is_local[e])
            continue;
        for (size_t c = 0; c < near->n_cheapest[e]; c++)
            places[n++] = near->place[near->cheapest[e * AN_NEAREST + c]];
        for (size_t c = 0; c < count_recent(near, e); c++)
            places[n++] = near->place[near->recent[e * AN_RECENT + c]];
        for (size_t w = 0; w < width; w++) {
            const uint32_t p = best_place(near, places, n);
            if (p != UINT32_MAX)
                take_place(near, p);
        }
        for (size_t c = near->n_cheapest[e]; width >= WIDE && c > 0 && c + ROOMY > near->n_cheapest[e]; c--)
            take_place(near, near->place[near->cheapest[e * AN_NEAREST + c - 1]]);
    }
}

/* Takes a figure if it can change and all its sums are reached. */
static void take(an_neighbourhood *near, uint32_t f)
{
    const an_system *const s = near->system;
    if (near->figure_stamp[f] == near->stamp || !can_change(s, f))
        return;
    near->figure_stamp[f] = near->stamp;
    for (size_t k = s->of_start[f]; k < s->of_start[f + 1]; k++)
        if (near->equation_stamp[s->of[k]] != near->stamp && !near->is_local[s->of[k]])
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
static void find_connected(an_neighbourhood *near, uint32_t target)
{
    const an_system *const s = near->system;
    near->figures[near->n++] = target;
    near->figure_stamp[target] = near->stamp;
    for (size_t next = 0; next < near->n; next++)
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
}

void an_neighbourhood_find(an_neighbourhood *near, uint32_t target, size_t width, size_t hops)
{
    near->stamp++;
    near->n = near->n_equations = near->n_taken = near->n_listed = 0;
    if (width == 0) {
        find_connected(near, target);
        return;
    }
    take_place(near, near->place[target]);
    take_beside(near, target, width);
    for (size_t h = 0; h < hops; h++)
        for (size_t w = 0, listed = near->n_listed; w < width; w++) {
            const uint32_t p = best_place(near, near->listed, listed);
            if (p != UINT32_MAX)
                take_place(near, p);
        }
    take(near, target);
    for (size_t k = 0; k < near->n_equations; k++)
        take_members(near, near->equations[k]);
    for (size_t k = 0; k < near->n_taken; k++)
        near->is_taken[near->taken[k]] = false;
}
