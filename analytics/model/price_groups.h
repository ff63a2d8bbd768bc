/* price_groups: the separate price groups of one comparison set (fashion and mass goods under one code). */
#ifndef AN_MODEL_PRICE_GROUPS_H
#define AN_MODEL_PRICE_GROUPS_H

#include <stdint.h>

#include "model/mixture.h"

/* Fewer items show no price groups, or no common price. A group holds at least this share of the weight. */
enum { AN_PRICE_GROUPS_LEAST = 30, AN_PRICE_GROUPS_ATOM_LEAST = 8 };
#define AN_PRICE_GROUPS_SHARE 0.1

/* Sets parts, n_parts and the atom of mixture from log prices x[n] with weights; order: of ascending x.
 * Price groups are the peaks of the weighted density that a valley keeps apart, each with
 * AN_PRICE_GROUPS_SHARE of the weight and five items. Centers are weighted medians, scales MAD x 1.4826 (0
 * where half of a part lies on one price). The atom: a price that a quarter of the weight shares; it is left
 * out of the parts. scratch: n doubles. O(n). [This project's
 * rules.] */
void an_price_groups_find(const double x[], const double weight[], const uint32_t order[], size_t n,
                          double scratch[], an_mixture *mixture);

#endif
