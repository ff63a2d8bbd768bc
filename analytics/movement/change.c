/* change: did the prices of a key change from one period to the next.
 *
 * All prices of two periods are compared by ranks (stat/rank.c): `above` is the share of pairs in which the
 * later price is higher, with a standard error under chance alone. With many items every difference is
 * beyond chance; what prices honestly move by, tau^2, is found from all changes of the run at once
 * (stat/dispersion.c), and
 *
 *     z = (above - 1/2) / sqrt(s^2 + tau^2),  q after Benjamini and Hochberg over all changes
 *
 * A signal also needs a median that moved as far as asked, the same way as the ranks. Against the latest
 * earlier period with enough prices: gaps are stepped over. O(prices). */
#include "movement/change.h"

#include <math.h>
#include <stdlib.h>

#include "base/threads.h"
#include "stat/dispersion.h"
#include "stat/interval.h"
#include "stat/multiplicity.h"
#include "stat/rank.h"

typedef struct comparing {
    an_price_change *changes;
    const an_levels *levels;
    const an_movement_rules *rules;
    double *error; /* of each level's `above`; NAN: not tested */
} comparing;

static void compare(const comparing *c, size_t now, size_t before)
{
    const an_level *a = &c->levels->levels[before], *b = &c->levels->levels[now];
    an_price_change *change = &c->changes[now];
    an_rank_comparison ranks;
    change->previous = a->median;
    change->change = b->median / a->median - 1;
    if (an_rank_compare(c->levels->prices + a->first, a->n, c->levels->prices + b->first, b->n, &ranks) !=
        AN_OK)
        return; /* all prices are the same */
    change->above = ranks.above;
    c->error[now] = ranks.error;
}

static void compare_some(void *context, unsigned thread, size_t first, size_t end)
{
    const comparing *c = context;
    (void)thread;
    for (size_t s = first; s < end; s++) {
        const an_level_series *series = &c->levels->series[s];
        size_t before = SIZE_MAX;
        for (size_t i = series->first; i < series->first + series->n; i++) {
            c->changes[i] = (an_price_change){NAN, NAN, NAN, NAN, NAN, ""};
            c->error[i] = NAN;
            if (!an_level_is_enough(&c->levels->levels[i], c->rules->min_group))
                continue;
            if (before != SIZE_MAX)
                compare(c, i, before);
            before = i;
        }
    }
}

static const char *moved(const an_price_change *change, const an_movement_rules *rules)
{
    if (!(change->q_value <= rules->fdr && fabs(change->change) >= rules->least) ||
        (change->change > 0) != (change->above > .5))
        return "";
    return change->change > 0 ? "up" : "down";
}

double an_changes_test(double d[], double s[], size_t n, double scratch[], double q[])
{
    double tau2 = 0;
    (void)an_dispersion_between(d, s, n, &tau2); /* of fewer than two: 0 */
    for (size_t k = 0; k < n; k++) {
        d[k] /= sqrt(s[k] * s[k] + tau2);
        s[k] = fmin(1, an_interval_p(d[k]));
    }
    (void)an_multiplicity_bh(s, n, scratch, q); /* each is a p-value */
    return sqrt(tau2);
}

/* numbers: 5 n doubles, n that of the levels. */
static void test(const comparing *c, double numbers[], double *tau)
{
    const size_t n = c->levels->n;
    double *d = numbers, *s = d + n, *q = s + n;
    size_t tests = 0;
    for (size_t i = 0; i < n; i++)
        if (!isnan(c->error[i])) {
            d[tests] = c->changes[i].above - .5;
            s[tests++] = c->error[i];
        }
    *tau = an_changes_test(d, s, tests, q + n, q);
    for (size_t i = 0, k = 0; i < n; i++)
        if (!isnan(c->error[i])) {
            c->changes[i].p_value = s[k];
            c->changes[i].q_value = q[k++];
            c->changes[i].moved = moved(&c->changes[i], c->rules);
        }
}

an_code an_changes_make(an_price_change changes[], const an_levels *levels, const an_movement_rules *rules,
                        unsigned threads, double *tau, an_error *err)
{
    enum { GRAIN = 16 };
    double *numbers = malloc((6 * levels->n + 1) * sizeof *numbers);
    if (numbers == NULL)
        return an_fail_memory(err);
    comparing c = {.changes = changes, .levels = levels, .rules = rules, .error = numbers + 5 * levels->n};
    an_threads_run(levels->n_series, GRAIN, threads, compare_some, &c);
    test(&c, numbers, tau);
    free(numbers);
    return AN_OK;
}
