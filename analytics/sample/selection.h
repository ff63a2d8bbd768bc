/* selection: which items of a sample extract are controlled, and what is found.
 *
 * An item is selected at random, blindly, or on the ground of risk: then an irregular item is selected `lift`
 * times likelier than a conform one, and an AEO's less often. So random controls estimate the true rate of
 * irregularities and risk-based ones find more. A control misses some irregularities. The amount established
 * is the duty evaded where the value was understated, nothing where it was overstated or the mass is wrong,
 * and heavy-tailed (Pareto's distribution) otherwise. The shares are those of an_market_usual. */
#ifndef AN_SAMPLE_SELECTION_H
#define AN_SAMPLE_SELECTION_H

#include "sample/declaration.h"
#include "sample/random.h"

/* Sets row->control from the declaration and the item of row. At most 31 outputs of random. */
void an_selection_draw(an_random *random, an_declaration *row);

/* Makes row, which has had a control, that of a second one: of the documents, after clearance, for what the
 * first did not find. At most 32 outputs of random. */
void an_selection_draw_second(an_random *random, an_declaration *row);

#endif
