/* knowledge: what an attacker knows of a hidden figure, and how far from known it must be.
 *
 * Knowing the rule, an attacker reads the label: "small counts" is 1 to least - 1, "secondary" is none of
 * these. Amounts of few operators, or dominated ones, are protected within p % on both sides, as Fischetti
 * and Salazar 2001 ask; of a count it is enough that another whole number is possible. */
#include "indicator/knowledge.h"

#include <math.h>

static const double LEAST_SHARE = .01; /* of an amount that is no one's secret, but was suppressed */

void an_knowledge_bound(const an_figure *figure, unsigned flags, const an_protection_rules *rules,
                        bool withheld, double *down, double *up)
{
    const double value = an_decimal_double(figure->value), least = rules->least;
    *up = INFINITY;
    *down = figure->is_signed ? INFINITY : value;
    if (!figure->is_known || figure->is_public || (value == 0 && !figure->is_signed)) {
        *up = *down = 0;
    } else if (!figure->is_count || withheld) {
        return;
    } else if ((flags & AN_LABEL_SMALL) != 0) {
        *up = least - 1 - value;
        *down = value - 1;
    } else if ((flags & AN_LABEL_NOT_SMALL) != 0 && value >= least) {
        *down = value - least;
    } else if ((flags & AN_SENSITIVE_WITHIN) != 0) {
        *down = value - 1; /* each operator has one at least */
    }
}

bool an_knowledge_demand(const an_figure *figure, unsigned flags, const an_protection_rules *rules,
                         double down, double up, double *upwards, double *downwards)
{
    const double value = fabs(an_decimal_double(figure->value));
    const bool is_within = (flags & AN_SENSITIVE_WITHIN) != 0 && rules->percent > 0;
    double by = (is_within ? rules->percent / 100 : LEAST_SHARE) * value;
    if (figure->is_count)
        by = is_within ? ceil(by) : 1;
    *upwards = by <= up ? by : 0;
    *downwards = by <= down ? by : figure->is_count && is_within ? floor(down) : 0;
    return !is_within;
}
