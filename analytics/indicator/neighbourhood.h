/* neighbourhood: the figures of a system that can help to protect one of them. */
#ifndef AN_INDICATOR_NEIGHBOURHOOD_H
#define AN_INDICATOR_NEIGHBOURHOOD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "indicator/attacker.h"
#include "indicator/grouping.h"

enum { AN_NEAREST = 16, AN_RECENT = 8 };

typedef struct an_neighbourhood {
    const an_system *system;
    const double *cost;    /* of each figure; it changes as figures are hidden */
    const uint32_t *place; /* of each figure */
    an_grouping places;    /* the figures of each place */
    bool *is_local;        /* of each equation: all of its figures are of one place */
    uint32_t *equation_stamp, *figure_stamp, *place_stamp, stamp;
    double *score;                        /* of each place, valid where place_stamp is the stamp */
    uint32_t *equations, *taken, *listed; /* equations and places of this search; places that have a score */
    size_t n_equations, n_taken, n_listed;
    bool *is_taken;     /* of each place */
    uint32_t *cheapest; /* of each equation, up to AN_NEAREST, once it was asked for */
    uint8_t *n_cheapest;
    uint32_t *recent; /* the last figures that were hidden in it */
    uint8_t *n_recent;
    uint32_t *figures; /* the answer */
    size_t n;
} an_neighbourhood;

/* cost and place are kept, not owned. O(figures + equations) of memory. Free it in any case. */
an_code an_neighbourhood_new(an_neighbourhood *near, const an_system *system, const double cost[],
                             const uint32_t place[], size_t n_places, an_error *err);
void an_neighbourhood_free(an_neighbourhood *near);

/* Tells that a figure is hidden now, so that it helps at no cost. */
void an_neighbourhood_hide(an_neighbourhood *near, uint32_t figure);

/* near->figures[near->n]: target, and the figures that can change with it. From its place the sums lead to
 * others: in each of `hops` rounds the `width` places in whose sums figures are hidden, or cheap to hide,
 * and of each sum of the target itself a few. Taken are the figures all of whose sums were reached. width
 * 0: all figures that any chain of equations connects. O(members of the sums reached; of those of more than
 * 512 members only the cheapest). */
void an_neighbourhood_find(an_neighbourhood *near, uint32_t target, size_t width, size_t hops);

#endif
