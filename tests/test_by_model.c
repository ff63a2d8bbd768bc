/* test_by_model: auto part by part: what it finds does not depend on parts, threads or bounds. */
#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/price_scenario.h"
#include "near.h"
#include "plain_signals.h"

TestSuite(by_model, .init = gsl_handler_off);

static const char *const by[] = {"commodity", "origin"};
enum { MIN_GROUP = 10 };

/* Some 6,000 items in 16 headings of price groups, manipulated values and wrong quantities; rings that
 * mask. */
static const scenario market = {"",
                                192,
                                4,
                                60,
                                {{0.65, 0, 0.15}, {0.35, 1.386, 0.15}},
                                .scale_spread = 0.2,
                                .under = 0.02,
                                .over = 0.01,
                                .quantity = 0.02,
                                .units = 0.5,
                                .masked = 0.1};

static bool same(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

static const made *sorted;

static int by_keys(const void *a, const void *b)
{
    const an_item_group *x = &sorted->items.groups[*(const size_t *)a],
                        *y = &sorted->items.groups[*(const size_t *)b];
    const int order = strcmp(x->keys[0], y->keys[0]);
    return order != 0 ? order : strcmp(x->keys[1], y->keys[1]);
}

static uint32_t appear(uint32_t seen[1000], uint32_t party, uint32_t *n)
{
    cr_assert_lt(party, 1000);
    if (seen[party] == 0)
        seen[party] = ++*n;
    return seen[party];
}

/* The items with groups in order, parties as they appear; place: where they stand in data. */
static void sort_items(const made *data, an_items *items)
{
    size_t *const order = malloc((data->items.n_groups + 1) * sizeof *order);
    static uint32_t states[1000], importers[1000];
    uint32_t n_states = 0, n_importers = 0;
    cr_assert_not_null(order);
    memset(states, 0, sizeof states);
    memset(importers, 0, sizeof importers);
    for (size_t g = 0; g < data->items.n_groups; g++)
        order[g] = g;
    sorted = data;
    qsort(order, data->items.n_groups, sizeof *order, by_keys);
    *items = (an_items){0};
    for (size_t k = 0; k < data->items.n_groups; k++) {
        const an_item_group *const group = &data->items.groups[order[k]];
        if (k == 0 || by_keys(&order[k - 1], &order[k]) != 0)
            table_group(items, "", group->keys);
        for (size_t i = group->first; i < group->first + group->n; i++) {
            an_item item = data->items.items[i];
            item.state = appear(states, item.state, &n_states);
            item.importer = appear(importers, item.importer, &n_importers);
            table_add(items, item);
        }
    }
    free(order);
}

static double duty_rate(const void *data, uint64_t place)
{
    return ((const made *)data)->duty_rate[place];
}

/* The first n of both lists are alike. */
static void expect_alike(const an_signal a[], const an_signal b[], size_t n, const char *what)
{
    for (size_t i = 0; i < n; i++)
        cr_expect(same(a[i].score, b[i].score) && same(a[i].p_value, b[i].p_value) &&
                      same(a[i].q_value, b[i].q_value) && same(a[i].probability, b[i].probability) &&
                      same(a[i].shortfall, b[i].shortfall) && same(a[i].reference, b[i].reference) &&
                      same(a[i].borrowed, b[i].borrowed) && a[i].kind == b[i].kind &&
                      a[i].rank == b[i].rank && a[i].price_group == b[i].price_group &&
                      a[i].item.place == b[i].item.place && strcmp(a[i].set->key, b[i].set->key) == 0 &&
                      same(a[i].set->reference.cleaned_share, b[i].set->reference.cleaned_share),
                  "%s: %zu: %g %g, not %g %g", what, i, b[i].q_value, b[i].score, a[i].q_value, a[i].score);
}

static const struct {
    double threshold, fdr;
    an_correction correction;
} cases[] = {{0, 0.05, AN_CORRECTION_USUAL},  {0, 0.6, AN_CORRECTION_USUAL},
             {0, 0.999, AN_CORRECTION_USUAL}, {3, 0, AN_CORRECTION_USUAL},
             {0, 0.05, AN_CORRECTION_BH},     {0, 0.1, AN_CORRECTION_BONFERRONI},
             {2, 0, AN_CORRECTION_BH},        {0, 0, AN_CORRECTION_USUAL}};
enum { CASES = sizeof cases / sizeof *cases };

static an_signal_rules rules_of(size_t r, size_t at_once, bool all, unsigned threads)
{
    return (an_signal_rules){.method = an_method_find("auto"),
                             .threshold = cases[r].threshold,
                             .fdr = cases[r].fdr,
                             .correction = cases[r].correction,
                             .min_group = MIN_GROUP,
                             .by_score = r % 2 == 0,
                             .all = all,
                             .threads = threads,
                             .at_once = at_once};
}

/* The signals of items in parts; free both. */
static an_signals signals_of(const made *data, const an_comparison *comparison, const an_signal_rules *rules,
                             an_partitions **partitions)
{
    an_signals found;
    an_error err = {0};
    const table_scan scan = {.workers = rules->threads,
                             .memory = rules->threads == 1 ? UINT64_MAX : 0,
                             .back = rules->threads == 2,
                             .extended = true};
    *partitions = table_partitions(&data->items, comparison, scan);
    cr_assert_eq(an_signals_find(&found, *partitions, comparison, rules, &err), AN_OK, "%s", err.text);
    for (size_t i = 0; i < found.n; i++)
        found.list[i].item.duty_rate = duty_rate(data, found.list[i].item.place);
    an_signals_rank(&found, rules);
    return found;
}

Test(by_model, few_items_are_judged_as_all_at_once_bit_by_bit)
{
    made data;
    an_items items;
    an_comparison comparison;
    an_references references;
    an_error err = {0};
    make_scenario(&market, 1, &data);
    sort_items(&data, &items);
    cr_assert_eq(an_comparison_new(&comparison, by, 2, &err), AN_OK);
    table_references(&references, &comparison, &items, MIN_GROUP);
    for (size_t r = 0; r < CASES; r++) {
        const bool all = r % 3 == 2;
        const an_signal_rules rules = rules_of(r, 0, all, 1 + (unsigned)(r % 3));
        an_partitions *partitions;
        char what[50];
        snprintf(what, sizeof what, "case %zu", r);
        an_signals whole = plain_signals(&items, &references, &rules, duty_rate, &data);
        an_signals found = signals_of(&data, &comparison, &rules, &partitions);
        cr_expect(found.scored == whole.scored && found.unmatched == whole.unmatched);
        cr_assert_eq(found.n_signals, whole.n_signals, "%s", what);
        cr_assert_eq(found.n, all ? whole.n : whole.n_signals, "%s", what);
        expect_alike(whole.list, found.list, found.n, what);
        an_signals_free(&found);
        an_partitions_free(partitions);
        an_signals_free(&whole);
    }
    an_references_free(&references);
    an_items_free(&items);
    free_scenario(&data);
}

/* Where they are too many, parts are drawn anew at each run, by another seed: nothing may show of it. Without
 * `all` only those are kept that may be signals: these must be the same. */
Test(by_model, many_items_are_judged_alike_in_any_parts_by_any_threads)
{
    made data;
    an_comparison comparison;
    an_error err = {0};
    make_scenario(&market, 2, &data);
    cr_assert_eq(an_comparison_new(&comparison, by, 2, &err), AN_OK);
    for (size_t r = 0; r < CASES; r++) {
        const an_signal_rules all = rules_of(r, 500, true, 1),
                              some = rules_of(r, 500, false, 2 + (unsigned)(r % 2));
        an_partitions *first, *second;
        char what[50];
        snprintf(what, sizeof what, "case %zu", r);
        an_signals one = signals_of(&data, &comparison, &all, &first);
        an_signals other = signals_of(&data, &comparison, &some, &second);
        cr_expect_eq(one.scored, other.scored);
        cr_assert_eq(one.n_signals, other.n_signals, "%s", what);
        cr_expect_eq(other.n, other.n_signals, "%s", what);
        cr_expect_eq(one.n, one.scored, "%s", what);
        expect_alike(one.list, other.list, other.n, what);
        an_signals_free(&one);
        an_signals_free(&other);
        an_partitions_free(first);
        an_partitions_free(second);
    }
    free_scenario(&data);
}

/* The share of planted items among the first n, by probability. */
static double share_planted(const made *data, const an_signals *found, size_t n)
{
    size_t planted = 0;
    cr_assert_geq(found->n, n);
    for (size_t i = 0; i < n; i++)
        planted += data->truth[found->list[i].item.place] != HONEST;
    return (double)planted / (double)n;
}

Test(by_model, many_items_are_judged_as_well_as_few)
{
    made data;
    an_comparison comparison;
    an_error err = {0};
    double found[2];
    make_scenario(&market, 3, &data);
    cr_assert_eq(an_comparison_new(&comparison, by, 2, &err), AN_OK);
    for (int parted = 0; parted < 2; parted++) {
        const an_signal_rules rules = rules_of(0, parted ? 500 : 0, true, 2);
        an_partitions *partitions;
        an_signals signals = signals_of(&data, &comparison, &rules, &partitions);
        found[parted] = share_planted(&data, &signals, data.items.n / 20);
        an_signals_free(&signals);
        an_partitions_free(partitions);
    }
    cr_expect(found[0] > 0.6, "%g", found[0]);
    cr_expect(found[1] > found[0] - 0.03, "%g, at once %g", found[1], found[0]);
    free_scenario(&data);
}

Test(by_model, no_items_are_no_signals)
{
    an_comparison comparison;
    an_partitions *partitions;
    an_signals found;
    an_error err = {0};
    const an_signal_rules rules = rules_of(0, 0, true, 2);
    cr_assert_eq(an_comparison_new(&comparison, by, 2, &err), AN_OK);
    cr_assert_eq(an_partitions_new(&partitions, &comparison, AN_PERIOD_NONE, 2, true, true, 1 << 20, &err),
                 AN_OK);
    cr_assert_eq(an_partitions_close(partitions, &err), AN_OK);
    cr_assert_eq(an_signals_find(&found, partitions, &comparison, &rules, &err), AN_OK);
    cr_expect(found.n == 0 && found.scored == 0 && found.unmatched == 0);
    an_signals_free(&found);
    an_partitions_free(partitions);
}
