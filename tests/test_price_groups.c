/* test_price_groups: which price groups and which common price the distribution of a set shows. */
#include <criterion/criterion.h>
#include <gsl/gsl_cdf.h>
#include <stdlib.h>

#include "model/price_groups.h"
#include "near.h"

TestSuite(price_groups, .init = gsl_handler_off);

enum { MOST = 200 };

typedef struct set {
    double x[MOST], weight[MOST], scratch[MOST];
    uint32_t order[MOST];
    size_t n;
} set;

/* Adds the quantiles of a normal distribution, as many as n. */
static void add(set *s, size_t n, double center, double scale, double weight)
{
    for (size_t i = 0; i < n; i++) {
        s->x[s->n] = center + scale * gsl_cdf_ugaussian_Pinv(((double)i + 0.5) / (double)n);
        s->weight[s->n] = weight;
        s->order[s->n] = (uint32_t)s->n;
        s->n++;
    }
}

static int by_x(const void *a, const void *b, void *given)
{
    const set *s = given;
    uint32_t i = *(const uint32_t *)a, j = *(const uint32_t *)b;
    return (s->x[i] > s->x[j]) - (s->x[i] < s->x[j]);
}

static an_mixture find(set *s)
{
    an_mixture mixture = {.n_parts = 0};
    qsort_r(s->order, s->n, sizeof *s->order, by_x, s);
    an_price_groups_find(s->x, s->weight, s->order, s->n, s->scratch, &mixture);
    return mixture;
}

Test(price_groups, one_price_group_is_one)
{
    set s = {.n = 0};
    add(&s, 100, 2, 0.3, 1);
    an_mixture mixture = find(&s);
    cr_assert_eq(mixture.n_parts, 1);
    cr_expect(mixture.atom_share == 0 && fabs(mixture.parts[0].center - 2) < 0.01);
    expect_near(mixture.parts[0].under, 0.3, 0.05); /* the MAD x 1.4826 of a normal distribution */
}

Test(price_groups, fashion_and_mass_goods_are_two)
{
    set s = {.n = 0};
    add(&s, 65, 2, 0.15, 1);
    add(&s, 35, 2 + log(4), 0.15, 1);
    an_mixture mixture = find(&s);
    cr_assert_eq(mixture.n_parts, 2);
    cr_expect(fabs(mixture.parts[0].center - 2) < 0.02 && fabs(mixture.parts[1].center - 2 - log(4)) < 0.02);
    cr_expect(fabs(mixture.parts[0].share - 0.65) < 0.02 && fabs(mixture.parts[1].share - 0.35) < 0.02);
}

/* 40 of 100 items, but of few importers: 7 % of the weight. */
Test(price_groups, a_cluster_of_little_weight_is_none)
{
    set s = {.n = 0};
    add(&s, 60, 2, 0.15, 1);
    add(&s, 40, 1, 0.1, 0.11);
    cr_expect_eq(find(&s).n_parts, 1);
}

Test(price_groups, few_items_show_none)
{
    set s = {.n = 0};
    add(&s, 15, 2, 0.1, 1);
    add(&s, AN_PRICE_GROUPS_LEAST - 16, 4, 0.1, 1);
    cr_expect_eq(find(&s).n_parts, 1);
    s.n = 0;
    add(&s, 1, 2, 0.1, 1);
    cr_expect_eq(find(&s).n_parts, 1);
}

Test(price_groups, a_price_that_many_share_stands_apart)
{
    set s = {.n = 0};
    add(&s, 70, 3, 0, 1);
    add(&s, 30, 3, 0.2, 1);
    an_mixture mixture = find(&s);
    cr_expect_eq(mixture.n_parts, 1);
    expect_near(mixture.atom, 3, 1e-12);
    expect_near(mixture.atom_share, 0.7, 1e-12);
    expect_near(mixture.parts[0].under, 0.2, 0.1);
}
