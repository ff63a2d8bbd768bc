/* waiting: medians and shares in time of waits, of which some have not ended.
 *
 * A wait that is open on the last day is longer than so far: Kaplan and Meier (1958) use it until then,
 * and the median is the time by which their curve falls to a half, with Brookmeyer and Crowley's interval
 * (1982) on the log-log scale (stat/survival.c). To leave open waits out would make the delay look short,
 * for the slow ones are those still open. A share in time is of waits whose time was up: to count the
 * quick ones among the others would flatter it. */
#include "indicator/waiting.h"

#include <math.h>
#include <stdlib.h>

/* Where a row of the sample has the dates of an indicator. */
typedef struct places {
    size_t since, until, due; /* due: SIZE_MAX where it is `within` */
} places;

static places find_places(const an_tally *tally, const an_indicator *indicator)
{
    const size_t due = indicator->due != NULL ? an_tally_sampled(tally, indicator->due) : SIZE_MAX;
    return (places){an_tally_sampled(tally, indicator->since), an_tally_sampled(tally, indicator->until),
                    due};
}

double an_waiting_last_day(const an_tally *tally, const an_indicator *indicator, double as_of)
{
    double last = -INFINITY;
    if (!isnan(as_of))
        return as_of;
    const places at = find_places(tally, indicator);
    const size_t width = an_tally_sample_width(tally);
    for (size_t g = 0; g < an_tally_groups(tally); g++) {
        size_t n;
        const double *row = an_tally_sample(tally, g, &n);
        for (size_t i = 0; i < n; i++, row += width)
            last = fmax(last, fmax(row[at.since], row[at.until])); /* fmax passes over a NAN */
    }
    return last;
}

an_code an_waiting_new(an_waiting *w, const an_computation *from, an_error *err)
{
    const places at = find_places(from->tally, from->indicator);
    const size_t width = an_tally_sample_width(from->tally);
    const double *row = an_tally_sample(from->tally, from->group, &w->of);
    w->time = malloc((w->of + 1) * sizeof *w->time);
    w->happened = malloc((w->of + 1) * sizeof *w->happened);
    w->order = malloc((w->of + 1) * sizeof *w->order);
    w->steps = malloc((w->of + 1) * sizeof *w->steps);
    if (w->time == NULL || w->happened == NULL || w->order == NULL || w->steps == NULL)
        return an_fail_memory(err);
    for (size_t i = 0; i < w->of; i++, row += width) {
        if (!(row[at.since] <= from->last_day))
            continue;
        w->happened[w->n] = row[at.until] <= from->last_day;
        w->time[w->n] = (w->happened[w->n] ? row[at.until] : from->last_day) - row[at.since];
        w->ended += w->happened[w->n++];
    }
    size_t n_steps = 0;
    const an_code made = an_survival_curve(w->time, w->happened, w->n, w->order, w->steps, &n_steps);
    w->n_steps = made == AN_OK ? n_steps : 0; /* no wait: no curve */
    return AN_OK;
}

void an_waiting_free(an_waiting *w)
{
    free(w->time);
    free(w->happened);
    free(w->order);
    free(w->steps);
}

/* How many ended, or are open. */
static an_code count(const an_computation *from, an_result *result)
{
    const places at = find_places(from->tally, from->indicator);
    const size_t width = an_tally_sample_width(from->tally);
    size_t n, begun = 0, ended = 0;
    const double *row = an_tally_sample(from->tally, from->group, &n);
    for (size_t i = 0; i < n; i++, row += width) {
        const bool has_begun = row[at.since] <= from->last_day;
        begun += has_begun;
        ended += has_begun && row[at.until] <= from->last_day;
    }
    an_result_counts(result, (int64_t)(from->indicator->kind == AN_STOCK ? begun - ended : ended), 0,
                     (int64_t)(n - begun));
    result->has_denominator = false;
    an_result_sum(result);
    return AN_OK;
}

static an_code median(const an_computation *from, an_result *result, an_error *err)
{
    an_waiting w = {0};
    double value;
    an_interval interval;
    const an_code code = an_waiting_new(&w, from, err);
    if (code == AN_OK) {
        an_result_counts(result, (int64_t)w.ended, (int64_t)w.n, (int64_t)(w.of - w.n));
        an_indicator_status(result, from->settings);
        if (an_survival_quantile(w.steps, w.n_steps, .5, from->settings->level, &value, &interval) == AN_OK) {
            an_result_estimate(result, value, interval, "kaplan-meier");
            if (isinf(value))
                result->status = 'M';
        }
    }
    an_waiting_free(&w);
    return code;
}

static an_code share_in_time(const an_computation *from, an_result *result)
{
    const places at = find_places(from->tally, from->indicator);
    const size_t width = an_tally_sample_width(from->tally);
    size_t n, over = 0, met = 0;
    const double *row = an_tally_sample(from->tally, from->group, &n);
    for (size_t i = 0; i < n; i++, row += width) {
        const double due = at.due != SIZE_MAX ? row[at.due] : row[at.since] + from->indicator->within;
        if (!(due <= from->last_day)) /* not due yet, or no date */
            continue;
        over++;
        met += row[at.until] <= due;
    }
    an_result_counts(result, (int64_t)met, (int64_t)over, (int64_t)(n - over));
    an_result_rate(result, from->settings);
    return AN_OK;
}

an_code an_waiting_compute(const an_computation *from, an_result *result, an_error *err)
{
    switch (from->indicator->kind) {
    case AN_QUANTILE:
        return median(from, result, err);
    case AN_SHARE:
        return share_in_time(from, result);
    default:
        return count(from, result);
    }
}
