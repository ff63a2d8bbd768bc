/* neighbourhood: the figures of a system that can help to protect one of them. */
#ifndef AN_INDICATOR_NEIGHBOURHOOD_H
#define AN_INDICATOR_NEIGHBOURHOOD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "indicator/attacker.h"

typedef struct an_neighbourhood {
    const an_system *system;
    const double *cost; /* of each figure; it changes as figures are hidden */
    uint32_t *equation_stamp, *figure_stamp, stamp;
    uint32_t *equations; /* those that are marked */
    size_t n_equations;
    uint32_t *cheapest; /* of each equation, up to AN_NEAREST, once it was asked for */
    uint8_t *n_cheapest;
    uint32_t *recent; /* the last figures that were hidden in it */
    uint8_t *n_recent;
    uint32_t *figures; /* the answer */
    size_t n;
} an_neighbourhood;
enum { AN_NEAREST = 24, AN_RECENT = 8 };

/* cost is kept, not owned. O(figures + equations) of memory. Free it in any case. */
an_code an_neighbourhood_new(an_neighbourhood *near, const an_system *system, const double cost[],
                             an_error *err);
void an_neighbourhood_free(an_neighbourhood *near);

/* Tells that a figure is hidden now, so that it helps at no cost. */
void an_neighbourhood_hide(an_neighbourhood *near, uint32_t figure);

/* near->figures[near->n]: target, and the figures that share an equation with it directly or over `hops` others:
 * of each equation the `width` (up to AN_NEAREST) cheapest lead on; taken are all figures that may change and
 * whose equations were all reached. width 0: all figures that any chain of equations connects, up to most (n is
 * 0 if they are more). O(members of the equations reached; of those of more than 4096 members only the cheapest). */
void an_neighbourhood_find(an_neighbourhood *near, uint32_t target, size_t width, size_t hops, size_t most);

#endif
