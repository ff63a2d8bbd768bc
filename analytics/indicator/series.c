/* series: the observations of one indicator and one key in the order of their periods.
 *
 * Kinds of periods never mix: a year does not come before its quarters, but apart from them. A period of a
 * kind has a number (an_period.index), so that a gap in time is a gap in numbers. A break cuts before the
 * first period that begins on or after its day; a period that the break falls into belongs to what was
 * before. */
#include "indicator/series.h"

#include <stdlib.h>

static int by_period(const void *a, const void *b)
{
    const an_point *x = a, *y = b;
    if (x->period.kind != y->period.kind)
        return x->period.kind < y->period.kind ? -1 : 1;
    if (x->period.index != y->period.index)
        return x->period.index < y->period.index ? -1 : 1;
    return (x->observation > y->observation) - (x->observation < y->observation);
}

an_code an_series_sort(const an_observations *table, const size_t rows[], size_t n, an_point points[],
                       an_error *err)
{
    an_code code = AN_OK;
    for (size_t i = 0; i < n && code == AN_OK; i++) {
        points[i] = (an_point){.observation = rows[i], .segment = 1};
        code = an_observation_period(table, rows[i], &points[i].period, err);
    }
    if (code != AN_OK)
        return code;
    qsort(points, n, sizeof *points, by_period);
    for (size_t i = 1; i < n; i++)
        if (points[i].period.kind == points[i - 1].period.kind &&
            points[i].period.index == points[i - 1].period.index)
            return an_observation_fail(table, points[i].observation, table->columns.period, err,
                                       "%s has two rows of %s with the same keys; ind-merge adds up those "
                                       "of parts",
                                       table->rows[points[i].observation].indicator,
                                       table->rows[points[i].observation].period);
    return AN_OK;
}

size_t an_series_run(const an_point points[], size_t n)
{
    size_t k = 0;
    while (k < n && points[k].period.kind == points[0].period.kind)
        k++;
    return k;
}

/* The number of breaks up to the day on which a period begins. */
static size_t breaks_before(an_period period, const an_date breaks[], size_t n)
{
    an_date first, end;
    size_t count = 0;
    an_period_days(period, &first, &end);
    for (size_t k = 0; k < n; k++)
        count += breaks[k] <= first;
    return count;
}

void an_series_cut(an_point points[], size_t n, const an_date breaks[], size_t n_breaks)
{
    size_t before = 0;
    for (size_t i = 0; i < n; i++) {
        const size_t passed = breaks_before(points[i].period, breaks, n_breaks);
        points[i].segment = i == 0 ? 1 : points[i - 1].segment + (passed > before);
        before = passed;
    }
}

size_t an_series_segment(const an_point points[], size_t n)
{
    size_t k = 0;
    while (k < n && points[k].segment == points[0].segment)
        k++;
    return k;
}

unsigned an_period_cycle(an_period_kind kind)
{
    return kind == AN_PERIOD_QUARTER ? 4 : kind == AN_PERIOD_MONTH ? 12 : kind == AN_PERIOD_HALF ? 2 : 1;
}
