/* test_by_model: auto part by part: what it finds does not depend on parts, threads or bounds. */
#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/price_scenario.h"
#include "signal/by_set.h"
#include "near.h"

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

static an_cell cell(const char *text)
{
    return (an_cell){.text = text, .size = strlen(text)};
}

/* The items in parts, by so many workers that take turns; `back`: each worker meets the later ones first. */
static an_partitions *deal(const made *data, const an_comparison *comparison, uint64_t memory,
                           unsigned workers, bool back)
{
    an_partitions *partitions;
    an_error err = {0};
    cr_assert_eq(an_partitions_new(&partitions, comparison, AN_PERIOD_NONE, workers, true, memory, &err),
                 AN_OK);
    an_partitions_extend(partitions);
    for (size_t k = 0; k < data->items.n; k++) {
        const size_t i = back ? data->items.n - 1 - k : k;
        const an_item *const item = &data->items.items[i];
        const char *const *const keys = data->items.groups[item->group].keys;
        const an_cell cells[] = {cell(keys[0]), cell(keys[1])};
        const unsigned worker = (unsigned)(i / 7 % workers);
        an_partition_more more = {.units = item->units,
                                  .day = isnan(item->day) ? AN_PARTITION_NO_DAY : (int32_t)item->day};
        char state[20], importer[20];
        uint32_t group;
        snprintf(state, sizeof state, "%u", item->state);
        snprintf(importer, sizeof importer, "%u", item->importer);
        cr_assert(an_partitions_group(partitions, worker, 0, cells, &group, &err) == AN_OK &&
                  an_partitions_party(partitions, worker, AN_SENDER_STATE, cell(state),
                                      &more.sender[AN_SENDER_STATE], &err) == AN_OK &&
                  an_partitions_party(partitions, worker, AN_SENDER_IMPORTER, cell(importer),
                                      &more.sender[AN_SENDER_IMPORTER], &err) == AN_OK &&
                  an_partitions_more(partitions, worker, group, &more, &err) == AN_OK &&
                  an_partitions_add(partitions, worker, group, item->value, item->mass, i, &err) == AN_OK);
    }
    cr_assert_eq(an_partitions_close(partitions, &err), AN_OK);
    return partitions;
}

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

static uint32_t appear(uint32_t seen[1000], uint32_t sender, uint32_t *n)
{
    cr_assert_lt(sender, 1000);
    if (seen[sender] == 0)
        seen[sender] = ++*n;
    return seen[sender];
}

/* The items with groups in order, senders as they appear; place: where they stand in data. */
static void sort_items(const made *data, an_items *items)
{
    size_t *const order = malloc((data->items.n_groups + 1) * sizeof *order);
    static uint32_t states[1000], importers[1000];
    uint32_t n_states = 0, n_importers = 0;
    an_error err = {0};
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
            cr_assert_eq(an_items_group(items, "", group->keys, &err), AN_OK);
        for (size_t i = group->first; i < group->first + group->n; i++) {
            an_item item = data->items.items[i];
            item.place = i;
            item.state = appear(states, item.state, &n_states);
            item.importer = appear(importers, item.importer, &n_importers);
            cr_assert_eq(an_items_add(items, &item, &err), AN_OK);
        }
    }
    free(order);
}

static void appraise(const made *data, an_by_set *sift, const an_signal_rules *rules)
{
    for (size_t i = 0; i < sift->signals.n; i++)
        an_signals_appraise(&sift->signals.items[i], sift->items[i].value, sift->items[i].mass,
                            data->items.items[sift->items[i].place].duty_rate);
    an_signals_rank(&sift->signals, rules);
}

/* The first n of both lists are alike. */
static void expect_alike(const an_scored a[], const an_scored b[], size_t n, const char *what)
{
    for (size_t i = 0; i < n; i++)
        cr_expect(same(a[i].score, b[i].score) && same(a[i].p_value, b[i].p_value) &&
                      same(a[i].q_value, b[i].q_value) && same(a[i].probability, b[i].probability) &&
                      same(a[i].shortfall, b[i].shortfall) && same(a[i].reference, b[i].reference) &&
                      same(a[i].borrowed, b[i].borrowed) && a[i].signal == b[i].signal &&
                      a[i].rank == b[i].rank && a[i].price_group == b[i].price_group &&
                      strcmp(a[i].entry->key, b[i].entry->key) == 0 &&
                      same(a[i].entry->reference.cleaned_share, b[i].entry->reference.cleaned_share),
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

static an_signal_rules rules_of(size_t r, size_t at_once)
{
    return (an_signal_rules){.method = an_method_find("auto"),
                             .threshold = cases[r].threshold,
                             .fdr = cases[r].fdr,
                             .correction = cases[r].correction,
                             .min_group = MIN_GROUP,
                             .by_score = r % 2 == 0,
                             .threads = 1,
                             .at_once = at_once};
}

static an_by_set sift_of(const made *data, const an_comparison *comparison, const an_signal_rules *rules,
                         bool all, unsigned threads, an_partitions **partitions)
{
    an_by_set sift;
    an_error err = {0};
    *partitions = deal(data, comparison, threads == 1 ? UINT64_MAX : 0, threads, threads == 2);
    cr_assert_eq(an_by_set_make(&sift, *partitions, comparison, rules, all, threads, &err), AN_OK, "%s",
                 err.text);
    appraise(data, &sift, rules);
    return sift;
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
    cr_assert(an_comparison_new(&comparison, by, 2, &err) == AN_OK &&
              an_references_new(&references, &comparison, &err) == AN_OK &&
              an_references_make(&references, &items, MIN_GROUP, &err) == AN_OK);
    for (size_t r = 0; r < CASES; r++) {
        const an_signal_rules rules = rules_of(r, 0);
        const bool all = r % 3 == 2;
        an_partitions *partitions;
        an_signals whole;
        char what[50];
        snprintf(what, sizeof what, "case %zu", r);
        cr_assert_eq(an_signals_make(&whole, &items, &references, &rules, &err), AN_OK);
        an_by_set sift = sift_of(&data, &comparison, &rules, all, 1 + (unsigned)(r % 3), &partitions);
        cr_expect(sift.n_scored == whole.n && sift.signals.unmatched == whole.unmatched);
        cr_assert_eq(sift.signals.n_signals, whole.n_signals, "%s", what);
        cr_assert_eq(sift.signals.n, all ? whole.n : whole.n_signals, "%s", what);
        expect_alike(whole.items, sift.signals.items, sift.signals.n, what);
        for (size_t i = 0; i < sift.signals.n; i++)
            cr_expect_eq(sift.items[sift.signals.items[i].item].place, items.items[whole.items[i].item].place,
                         "%s: %zu", what, i);
        an_by_set_free(&sift);
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
        const an_signal_rules rules = rules_of(r, 500);
        an_partitions *first, *second;
        char what[50];
        snprintf(what, sizeof what, "case %zu", r);
        an_by_set one = sift_of(&data, &comparison, &rules, true, 1, &first);
        an_by_set other = sift_of(&data, &comparison, &rules, false, 2 + (unsigned)(r % 2), &second);
        cr_expect_eq(one.n_scored, other.n_scored);
        cr_assert_eq(one.signals.n_signals, other.signals.n_signals, "%s", what);
        cr_expect_eq(other.signals.n, other.signals.n_signals, "%s", what);
        cr_expect_eq(one.signals.n, one.n_scored, "%s", what);
        expect_alike(one.signals.items, other.signals.items, other.signals.n, what);
        an_by_set_free(&one);
        an_by_set_free(&other);
        an_partitions_free(first);
        an_partitions_free(second);
    }
    free_scenario(&data);
}

/* The share of planted items among the first n, by probability. */
static double share_planted(const made *data, const an_by_set *sift, size_t n)
{
    size_t planted = 0;
    cr_assert_geq(sift->signals.n, n);
    for (size_t i = 0; i < n; i++)
        planted += data->truth[sift->items[sift->signals.items[i].item].place] != HONEST;
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
        const an_signal_rules rules = rules_of(0, parted ? 500 : 0);
        an_partitions *partitions;
        an_by_set sift = sift_of(&data, &comparison, &rules, true, 2, &partitions);
        found[parted] = share_planted(&data, &sift, data.items.n / 20);
        an_by_set_free(&sift);
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
    an_by_set sift;
    an_error err = {0};
    const an_signal_rules rules = rules_of(0, 0);
    cr_assert_eq(an_comparison_new(&comparison, by, 2, &err), AN_OK);
    cr_assert_eq(an_partitions_new(&partitions, &comparison, AN_PERIOD_NONE, 2, true, 1 << 20, &err), AN_OK);
    an_partitions_extend(partitions);
    cr_assert_eq(an_partitions_close(partitions, &err), AN_OK);
    cr_assert_eq(an_by_set_make(&sift, partitions, &comparison, &rules, true, 2, &err), AN_OK);
    cr_expect(sift.signals.n == 0 && sift.n_scored == 0 && sift.signals.unmatched == 0);
    an_by_set_free(&sift);
    an_partitions_free(partitions);
}
