/* item: the goods of a sample declaration, their mass and value, and the errors planted in them. */
#ifndef AN_SAMPLE_ITEM_H
#define AN_SAMPLE_ITEM_H

#include <stdint.h>

#include "sample/declaration.h"
#include "sample/market.h"
#include "sample/random.h"

/* Shares of planted errors, parts in a million of H1 and I1 items; their sum is at most a million. */
typedef struct an_plant_shares {
    uint32_t under;    /* value times 0.2 to 0.6 */
    uint32_t over;     /* value times 2 to 5 */
    uint32_t quantity; /* mass times 1000, 100, 10, 0.1, 0.01 or 0.001 */
} an_plant_shares;

/* Fills the item of row, whose declaration is set, and what is wrong with it. At most 31 outputs. */
void an_item_draw(const an_market *market, const an_plant_shares *plants, an_random *random,
                  an_declaration *row);

/* The duty on value (any unit) at rate tenths of a per cent, rounded half up. */
uint64_t an_item_duty(uint64_t value, uint32_t rate);

#endif
