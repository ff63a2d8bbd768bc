/* attacker: what somebody can compute of hidden figures from those that are published, by linear
 * programming.
 *
 * A system is what is published: figures tied by equations, some of them hidden. Who attacks knows every
 * equation, that counts are whole, and bounds of each hidden figure, as the label of its row tells them. A
 * hidden figure is safe as far as another solution of the system has it elsewhere: a *move*, changes of
 * hidden figures that keep all equations and all bounds. A move of one figure is found with the least
 * cost, where figures that are not hidden yet cost what hiding them costs: so that one program is both the
 * attack on what is hidden and the choice of what must be hidden too. */
#ifndef AN_INDICATOR_ATTACKER_H
#define AN_INDICATOR_ATTACKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "indicator/grouping.h"

typedef struct an_system {
    size_t n, equations;
    const size_t *start; /* equation e: member[start[e]] is the sum of its further members */
    const uint32_t *member;
    const size_t *of_start; /* figure f is in equations of[of_start[f]] to of[of_start[f+1] - 1] */
    const size_t *of;
    const double *down, *up; /* how far each figure can be below and above its value, at least 0; up may be
                                INFINITY; both 0: it is known */
    const bool *is_count;    /* it changes by whole numbers */
} an_system;

/* What changes: figure[k] by change[k], none of them 0. Grows; free with an_move_free. */
typedef struct an_move {
    size_t n, capacity, change_capacity;
    uint32_t *figure;
    double *change;
} an_move;
void an_move_free(an_move *move);

typedef struct an_attacker an_attacker;

/* For one system at a time: scratch of 28 bytes a figure and 12 an equation. */
an_code an_attacker_new(an_attacker **attacker, const an_system *system, an_error *err);
void an_attacker_free(an_attacker *attacker); /* NULL is allowed */

/* The cheapest move that changes figure target by `by` (of either sign), among the figures of candidates[n],
 * target one of them; the change of one unit of figure f costs cost[f]. Changes of counts are whole where all
 * candidates that must change are counts. AN_UNDEFINED: there is none, or it was not found within a bound on
 * the work that does not depend on the machine. AN_SYSTEM: no memory. *move is changed only if it is found.
 * Cost: a linear program of n columns and as many rows as equations hold them. */
an_code an_attacker_move(an_attacker *attacker, const uint32_t candidates[], size_t n, const double cost[],
                         uint32_t target, double by, an_move *move, an_error *err);

/* The same among all figures of the system, which come in as they are needed (column generation), those of a
 * place together: places->row[places->start[p]] to ... are the figures of place p, place[f] is that of figure
 * f. Cheapest among the figures that came in. AN_UNDEFINED too when `most` figures are in without a move.
 * Cost: linear programs of up to 2 most columns, each begun where the one before stood. */
an_code an_attacker_search(an_attacker *attacker, const uint32_t place[], const an_grouping *places,
                           const double cost[], uint32_t target, double by, size_t most, an_move *move,
                           an_error *err);

#endif
