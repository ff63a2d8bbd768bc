/* mixture: what the log prices of one group look like when nothing is wrong, and when something is.
 *
 * Nothing wrong: up to three price groups, each a two-piece t around its center (a narrower and a wider side:
 * skewness) of which a share has a wider spread (heavy tails); and perhaps an atom, one price that
 * many items share. Something wrong: the same, moved. A manipulated value moves a price by a factor within
 * one of the steps of undervaluation or overvaluation; a wrong mass by a power of ten. */
#ifndef AN_MODEL_MIXTURE_H
#define AN_MODEL_MIXTURE_H

#include <stdbool.h>
#include <stddef.h>

enum {
    AN_MIXTURE_GROUPS = 3,
    AN_MIXTURE_UNDER = 6, /* steps of undervaluation, then of overvaluation, then powers of ten */
    AN_MIXTURE_OVER = 5,
    AN_MIXTURE_POWERS = 6,
    AN_MIXTURE_CHANGES = AN_MIXTURE_UNDER + AN_MIXTURE_OVER + AN_MIXTURE_POWERS,
};

/* One price group. */
typedef struct an_mixture_part {
    double share, center;
    double under, over; /* scales below and above center */
} an_mixture_part;

typedef struct an_mixture {
    an_mixture_part parts[AN_MIXTURE_GROUPS];
    size_t n_parts;
    double atom, atom_share; /* log price; 0: there is none */
    double tail, reach;      /* share with the wider spread, and how many times as wide it is */
    double freedom;          /* degrees of freedom of t */
    double fall[2];          /* below and above: how much of the core falls off as an exponential does */
} an_mixture;

/* How often each change occurs, of the items with something wrong; sums to 1. */
typedef struct an_mixture_changes {
    double share[AN_MIXTURE_CHANGES];
} an_mixture_changes;

/* What is expected before any is seen. */
extern const an_mixture_changes an_mixture_usual;

/* Every part as wide as for an item whose price has this variance besides; 0: nothing changes. */
void an_mixture_widen(an_mixture *mixture, double variance);

/* The densities of part k at log price x, without its share: of the core and of the tail, each as if all were
 * in it. */
void an_mixture_part_density(const an_mixture *mixture, size_t k, double x, double *core, double *tail);

/* The same of all parts (the atom apart: its items lie on it). */
void an_mixture_densities(const an_mixture *mixture, double x, double *core, double *tail);

/* The density of all parts at x: both, as mixture->tail has it. */
double an_mixture_density(const an_mixture *mixture, double x);

/* The densities at x after each change: density[AN_MIXTURE_CHANGES], without the changes' shares. */
void an_mixture_moved(const an_mixture *mixture, double x, double density[AN_MIXTURE_CHANGES]);

/* True if x is the atom's price, to rounding. */
bool an_mixture_on_atom(const an_mixture *mixture, double x);

/* Two-sided p-value of x within the nearest price group: the probability that an honest price lies as far
 * from its center. 1 on the atom. */
double an_mixture_p_value(const an_mixture *mixture, double x);

/* The part nearest to x, in its scale. */
size_t an_mixture_nearest(const an_mixture *mixture, double x);

#endif
