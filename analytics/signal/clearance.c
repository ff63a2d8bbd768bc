/* clearance: one price against the references of an earlier table: a credibility check at clearance. */
#include "signal/clearance.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

an_check_result an_check(const an_references *references, const an_check_item *item, double threshold,
                         size_t min_group, an_scored *scored)
{
    if (!(item->value > 0 && item->mass > 0))
        return AN_CHECK_UNPRICED;
    const an_references_entry *entry = an_references_find(references, item->period, item->keys, min_group);
    if (entry == NULL)
        return AN_CHECK_UNMATCHED;
    *scored = (an_scored){.entry = entry,
                          .price = item->value / item->mass,
                          .reference = entry->reference.median,
                          .q_value = NAN,
                          .probability = NAN,
                          .shortfall = NAN,
                          .borrowed = NAN,
                          .honest = NAN};
    double scale = an_reference_scale(&entry->reference, &scored->method);
    scored->score = an_reference_score(&entry->reference, scored->price, scale);
    scored->p_value = 2 * gsl_cdf_ugaussian_Q(fabs(scored->score));
    scored->signal =
        an_signals_classify(scored->score, threshold, log(scored->price) - entry->reference.log_median);
    an_signals_appraise(scored, item->value, item->mass, item->duty_rate);
    return AN_CHECK_JUDGED;
}
