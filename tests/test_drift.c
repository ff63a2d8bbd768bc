/* test_drift: drifts and jumps that were planted in the prices of one group are found, and nothing else. */
#include <criterion/criterion.h>

#include <gsl/gsl_cdf.h>
#include <stdlib.h>

#include "model/drift.h"
#include "near.h"

TestSuite(drift, .init = gsl_handler_off);

enum { N = 90 };

typedef struct group_prices {
    double x[N], day[N], weight[N], scratch[2 * N + 100];
    uint32_t order[N];
} group_prices;

static int by_x(const void *a, const void *b, void *given)
{
    const group_prices *p = given;
    uint32_t i = *(const uint32_t *)a, j = *(const uint32_t *)b;
    return (p->x[i] > p->x[j]) - (p->x[i] < p->x[j]);
}

/* Normal quantiles with a spread of 0.1 in an order that knows nothing of the days 0 to 89. */
static void fill(group_prices *p)
{
    for (uint32_t i = 0; i < N; i++) {
        p->x[i] = 0.1 * gsl_cdf_ugaussian_Pinv(((i * 37) % N + 0.5) / N);
        p->day[i] = i;
        p->weight[i] = 1;
        p->order[i] = i;
    }
}

static an_drift find(group_prices *p, size_t n)
{
    an_drift drift;
    qsort_r(p->order, n, sizeof *p->order, by_x, p);
    an_drift_find(p->x, p->day, p->weight, p->order, n, p->scratch, &drift);
    return drift;
}

Test(drift, prices_that_stand_still_have_none)
{
    group_prices p;
    fill(&p);
    cr_expect_eq(find(&p, N).kind, AN_DRIFT_NONE);
    for (size_t i = 0; i < N; i++)
        p.x[i] = 1.5;
    cr_expect_eq(find(&p, N).kind, AN_DRIFT_NONE);
}

Test(drift, a_jump_is_dated_to_the_day)
{
    for (int day = 20; day <= 70; day += 5) {
        group_prices p;
        fill(&p);
        for (size_t i = 0; i < N; i++)
            p.x[i] += i >= (size_t)day ? 0.6 : 0;
        an_drift drift = find(&p, N);
        cr_expect_eq(drift.kind, AN_DRIFT_JUMP);
        cr_expect(fabs(drift.day - day) < 1e-9, "%g, should be %d", drift.day, day);
        cr_expect(fabs(drift.jump - 0.6) < 0.08, "%g", drift.jump);
        cr_expect(fabs(an_drift_at(&drift, day) - an_drift_at(&drift, day - 1) - drift.jump) < 1e-12);
    }
}

Test(drift, a_steady_drift_is_no_jump)
{
    group_prices p;
    fill(&p);
    for (size_t i = 0; i < N; i++)
        p.x[i] -= 0.6 * (double)i / N;
    an_drift drift = find(&p, N);
    cr_expect_eq(drift.kind, AN_DRIFT_STEADY);
    cr_expect(fabs(drift.slope + 0.6 / N) < 0.1 / N, "%g", drift.slope);
    cr_expect(fabs(an_drift_at(&drift, drift.day)) < 1e-12);
}

Test(drift, one_in_ten_manipulated_prices_make_none)
{
    group_prices p;
    fill(&p);
    for (size_t i = 80; i < N; i++)
        p.x[i] -= i % 2 == 0 ? 1 : 0;
    cr_expect_eq(find(&p, N).kind, AN_DRIFT_NONE);
}

Test(drift, few_or_undated_prices_have_none)
{
    group_prices p;
    fill(&p);
    for (size_t i = 0; i < N; i++)
        p.x[i] += i >= 15 ? 2 : 0;
    cr_expect_eq(find(&p, AN_DRIFT_LEAST - 1).kind, AN_DRIFT_NONE);
    fill(&p);
    for (size_t i = 0; i < N; i++)
        p.day[i] = NAN;
    an_drift drift = find(&p, N);
    cr_expect_eq(drift.kind, AN_DRIFT_NONE);
    cr_expect_eq(an_drift_at(&drift, 3), 0);
    drift = (an_drift){AN_DRIFT_JUMP, 10, 0, 0.5};
    cr_expect_eq(an_drift_at(&drift, NAN), 0);
}
