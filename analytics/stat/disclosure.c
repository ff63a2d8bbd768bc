/* disclosure: primary suppression by rules.
 *
 * With x1 >= x2 the two largest contributions to a cell X: too few contributors (A); x1 > k % of X (O);
 * x1 + x2 > k % of X (T); X - x1 - x2 < p % of x1 (M): the second largest could then estimate the largest
 * within p percent. Few contributors come first, since amounts of one operator are worse than dominated.
 * What must go with such cells: indicator/protection.c. Source: Hundepool et al. 2012, Statistical Disclosure
 * Control, chapter 4. */
#include "stat/disclosure.h"

#include <math.h>

static const double ROUNDING = 1e-9; /* of amounts that were printed and read again, relative */

bool an_disclosure_is_few(double count, double least)
{
    return count > 0 && count < least;
}

an_code an_disclosure_primary(const an_disclosure_cell *cell, const an_disclosure_rules *rules, char *status)
{
    const double max1 = cell->max1, max2 = isnan(cell->max2) ? 0 : cell->max2, total = cell->total;
    const bool is_few = an_disclosure_is_few(cell->contributors, rules->contributors);
    *status = is_few ? 'A' : 'F';
    if (is_few || isnan(max1) || isnan(total))
        return AN_OK;
    if (!(max1 >= max2 && max2 >= 0 && max1 + max2 <= total * (1 + ROUNDING)))
        return AN_UNDEFINED;
    const double limit = rules->share / 100 * total;
    if (rules->largest >= 1 && max1 > limit)
        *status = 'O';
    else if (rules->largest >= 2 && max1 + max2 > limit)
        *status = 'T';
    else if (total > 0 && total - max1 - max2 < rules->percent / 100 * max1)
        *status = 'M';
    return AN_OK;
}
