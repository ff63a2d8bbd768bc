/* explain: what honest reasons the prices of one group have: the mass of a consignment, the importer. */
#ifndef AN_MODEL_EXPLAIN_H
#define AN_MODEL_EXPLAIN_H

#include "price/items.h"

/* How much these reasons weigh in an extract; all 0: none does. */
typedef struct an_explained {
    double slope, slope_spread; /* of the log price over the log mass: mean and variance over groups */
    double importers;           /* share of a group's variance that lies between importers */
} an_explained;

/* What one group says of them. */
typedef struct an_explain_sums {
    double precision, slope; /* of its own slope: 1 / variance; 0: none */
    double together, n;      /* pairs of one importer: what they have in common beyond chance; how many */
} an_explain_sums;

/* Room for a group of n items: 6 n numbers, n order. */
typedef struct an_explain_room {
    double *numbers;
    uint32_t *order;
} an_explain_room;

/* What the items of a group say; explained: what is taken out before. O(n log n). */
void an_explain_look(const an_explained *explained, const an_item item[], size_t n,
                     const an_explain_room *room, an_explain_sums *sums);

/* Learns the slopes, and the importers' share, from the sums of n groups, n > 0, whose order does not matter:
 * they are sorted. O(n log n). */
void an_explain_learn_slopes(an_explain_sums sums[], size_t n, an_explained *explained);
void an_explain_learn_importers(an_explain_sums sums[], size_t n, an_explained *explained);

/* Sets x[n]: the log prices of a group, n of 0 on, without what mass and importer explain, each judged by the
 * others; spread[n]: the variance of what is taken out. O(n log n). */
void an_explain_take(const an_explained *explained, const an_item item[], size_t n,
                     const an_explain_room *room, double x[], double spread[]);

#endif
