/* finished: what can be asked of a finished tally. */
#include <stdlib.h>
#include <string.h>

#include "tally/groups.h"

const an_compiled_sum *an_tally_sum_of(const an_tally *tally, size_t sum)
{
    size_t s = 0;
    while (s + 1 < tally->compiled.n_sources && sum >= tally->compiled.sources[s + 1].first_sum)
        s++;
    return &tally->compiled.sources[s].sums[sum - tally->compiled.sources[s].first_sum];
}

an_decimal an_line_sum(const an_tally *tally, const an_group_line *line, size_t sum)
{
    uint32_t id = an_tally_sum_of(tally, sum)->whole ? line->whole_id : line->full_id;
    const an_decimal none = {0};
    return id == AN_ALL ? none : tally->sums[id * tally->compiled.n_sums + sum];
}

size_t an_tally_groups(const an_tally *tally)
{
    return tally->groups.n;
}

size_t an_tally_keys(const an_tally *tally)
{
    return tally->plan->n_by;
}

const char *an_tally_period(const an_tally *tally, size_t group)
{
    return tally->groups.periods[group];
}

const char *const *an_tally_key(const an_tally *tally, size_t group)
{
    return tally->groups.keys + group * tally->plan->n_by;
}

int an_tally_compare(const an_tally *tally, size_t a, size_t b, size_t n)
{
    const char *const *x = an_tally_key(tally, a), *const *y = an_tally_key(tally, b);
    int order = 0;
    for (size_t k = 0; k < n && order == 0; k++)
        order = strcmp(x[k], y[k]);
    return (order > 0) - (order < 0);
}

/* Groups come by period, and so stay in order of it. */
static int compare_groups(const void *a, const void *b, void *context)
{
    const an_tally *tally = *(const an_tally *const *)context;
    const size_t x = *(const size_t *)a, y = *(const size_t *)b;
    const int order = an_tally_compare(tally, x, y, an_tally_keys(tally));
    return order != 0 ? order : (x > y) - (x < y);
}

void an_tally_by_keys(const an_tally *tally, size_t order[])
{
    for (size_t g = 0; g < an_tally_groups(tally); g++)
        order[g] = g;
    qsort_r(order, an_tally_groups(tally), sizeof *order, compare_groups, &tally);
}

int an_tally_find(const an_tally *tally, const char *name)
{
    for (size_t i = 0; i < tally->compiled.n_sums; i++)
        if (strcmp(an_tally_sum_of(tally, i)->sum->name, name) == 0)
            return (int)i;
    return -1;
}

static const an_sum *declared_sum(const an_tally *tally, const char *name)
{
    for (const an_source *source = tally->plan->sources; source->extract != NULL; source++)
        for (const an_sum *sum = source->sums; sum != NULL && sum->name != NULL; sum++)
            if (strcmp(sum->name, name) == 0)
                return sum;
    return NULL;
}

bool an_tally_declares(const an_tally *tally, const char *name)
{
    return declared_sum(tally, name) != NULL;
}

static bool same_text(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

bool an_tally_same(const an_tally *tally, const char *a, const char *b)
{
    const an_sum *x = declared_sum(tally, a), *y = declared_sum(tally, b);
    bool same = x != NULL && y != NULL && same_text(x->of, y->of) && same_text(x->distinct, y->distinct) &&
                x->count == y->count && x->square == y->square;
    for (size_t i = 0; same && i < AN_CONDITIONS; i++)
        same = same_text(x->where[i].column, y->where[i].column) &&
               same_text(x->where[i].codes, y->where[i].codes);
    return same && (x->of != NULL || x->distinct != NULL);
}

an_decimal an_tally_sum(const an_tally *tally, size_t group, int sum)
{
    return tally->groups.sums[group * tally->compiled.n_sums + (size_t)sum];
}

size_t an_tally_strata(const an_tally *tally, size_t group)
{
    return tally->groups.first[group + 1] - tally->groups.first[group];
}

an_decimal an_tally_stratum(const an_tally *tally, size_t group, size_t k, int sum)
{
    return an_line_sum(tally, &tally->groups.lines[tally->groups.first[group] + k], (size_t)sum);
}

const double *an_tally_sample(const an_tally *tally, size_t group, size_t *n)
{
    size_t first = an_tally_first(tally, group);
    *n = an_tally_first(tally, group + 1) - first;
    return tally->samples.values + first * tally->samples.width;
}

size_t an_tally_first(const an_tally *tally, size_t group)
{
    return an_tally_first_of(tally, group, 0);
}

size_t an_tally_first_of(const an_tally *tally, size_t group, size_t k)
{
    return tally->groups.sample[tally->groups.first[group] + k];
}

const char *an_tally_carry(const an_tally *tally, size_t row, size_t column)
{
    return an_samples_text(&tally->samples, row, column);
}
