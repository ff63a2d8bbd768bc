/* survival: how long until an answer comes, when some have not come yet.
 *
 * The Kaplan-Meier estimator: an open case counts as "longer than so far". */
#ifndef AN_STAT_SURVIVAL_H
#define AN_STAT_SURVIVAL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "stat/interval.h"

typedef struct an_survival_step {
    double time;      /* at which an event happened; of the last step, the end of all observation */
    size_t at_risk;   /* cases with a time >= this one */
    size_t events;    /* at this time; 0 only in the last step */
    double survival;  /* share still open after this time: product of 1 - events/at_risk */
    double greenwood; /* sum of events/(at_risk (at_risk - events)); INFINITY once survival is 0 */
} an_survival_step;

/* Kaplan and Meier (1958). time[i] >= 0 until the event (happened[i] true) or until the observation
 * ended, still open (false); a case that ends at the time of an event counts as at risk there.
 * order: n numbers of scratch. steps: room for n; *count >= 1 are written, by rising time: one a time with
 * events, and one for the longest time if that case is open. Least n 1. AN_UNDEFINED also for a
 * negative or infinite time. O(n log n). */
an_code an_survival_curve(const double time[], const bool happened[], size_t n, size_t order[],
                          an_survival_step steps[], size_t *count);

/* The pointwise log-log band of the curve after a step: survival^exp(+-z sqrt(greenwood)/log survival); 1 to
 * 1 while survival is 1. R: survfit(..., conf.type = "log-log"), lower and upper. AN_UNDEFINED: level outside
 * (0, 1), or survival is 0, where there is no band. */
an_code an_survival_band(const an_survival_step *step, double level, an_interval *interval);

/* The time by which probability (.5: the median) of the cases have had their event, and its interval.
 * *value: the first time with survival <= 1 - probability; where survival equals it, the middle between
 * this step and the next, as R's survfit does; INFINITY if the curve never comes so low.
 * *interval: Brookmeyer and Crowley (1982) with the log-log (complementary log-log) transformation, the times
 * where the pointwise bands survival^exp(+-z sqrt(greenwood)/log survival) cross 1 - probability;
 * -INFINITY, INFINITY where a band does not. R: survfit(..., conf.type = "log-log"); R's own
 * default is "log", which covers less well in small samples.
 * AN_UNDEFINED: count 0, or probability or level outside (0, 1). O(count). */
an_code an_survival_quantile(const an_survival_step steps[], size_t count, double probability, double level,
                             double *value, an_interval *interval);

#endif
