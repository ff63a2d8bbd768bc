/* scoring: a method fitted to one comparison set, and the items that are judged by it. */
#include "signal/scoring.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

#include "stat/location.h"

/* Copies what the groups of entry have of from to `to`. */
static void gather(const an_references *references, const an_references_entry *entry,
                   const an_item_group groups[], const double from[], double to[])
{
    for (size_t i = 0; i < entry->n_groups; i++) {
        const an_item_group *group = &groups[references->members[entry->first + i]];
        if (group->n > 0)
            memcpy(to, from + group->first, group->n * sizeof *to);
        to += group->n;
    }
}

bool an_scoring_fit(const an_references *references, const an_references_entry *entry,
                    const an_scoring_data *data, const an_method *method, double room[], an_price_fit *fit)
{
    const size_t n = entry->reference.n;
    double *logs = room, *value = room + n, *mass = value + n, *scratch = mass + n;
    an_price_set set = {.n = n, .reference = &entry->reference};
    if (method->logs) {
        gather(references, entry, data->groups, data->price, logs);
        an_location_sort(logs, n);
        for (size_t i = 0; i < n; i++)
            logs[i] = log(logs[i]);
        set.logs = logs;
    }
    if (method->pairs) {
        gather(references, entry, data->groups, data->value, value);
        gather(references, entry, data->groups, data->mass, mass);
        set.value = value;
        set.mass = mass;
    }
    *fit = (an_price_fit){0};
    return method->fit(&set, scratch, fit) == AN_OK;
}

double an_scoring_p_value(const an_method *method, double score)
{
    return method->limit == 0 ? 2 * gsl_cdf_ugaussian_Q(fabs(score)) : (double)NAN;
}

an_scored an_scoring_score(const an_references_entry *entry, const an_price_fit *fit, const an_method *method,
                           size_t item, double value, double mass)
{
    an_scored scored = {.item = item,
                        .entry = entry,
                        .method = fit->name,
                        .price = value / mass,
                        .reference = exp(fit->center),
                        .q_value = NAN,
                        .probability = NAN,
                        .shortfall = NAN,
                        .borrowed = NAN,
                        .honest = NAN,
                        .score = an_method_score(fit, value, mass)};
    if (fit->center == entry->reference.log_median)
        scored.reference = entry->reference.median; /* as it stands, not through its log */
    scored.p_value = an_scoring_p_value(method, scored.score);
    return scored;
}
