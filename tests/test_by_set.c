/* test_by_set: what is found part by part is what is found of all items at once, bit by bit. */
#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "signal/by_set.h"
#include "near.h"
#include "price/reference_list.h"
#include "sample.h"

static const char *const by[] = {"commodity", "origin"};
enum { GROUPS = 60, ITEMS = 1500, MIN_GROUP = 10 };

/* Items of many groups in few headings, some groups too small, with prices far off here and there. */
typedef struct market {
    char commodity[GROUPS][11];
    const char *keys[GROUPS][2];
    size_t group[ITEMS];
    double value[ITEMS], mass[ITEMS];
} market;

static void make_market(market *m)
{
    static const char *const origins[] = {"CN", "IN", "US", "VN"};
    double a[ITEMS], b[ITEMS], c[ITEMS];
    uniforms(a, ITEMS, 11);
    uniforms(b, ITEMS, 12);
    uniforms(c, ITEMS, 13);
    for (size_t g = 0; g < GROUPS; g++) {
        snprintf(m->commodity[g], sizeof m->commodity[g], "%02zu%02zu%06zu", g % 9, g % 2, g / 4 % 3);
        m->commodity[g][g % 7 == 3 ? 3 : g % 7 == 5 ? 8 : 10] = '\0'; /* short codes too */
        m->keys[g][0] = m->commodity[g];
        m->keys[g][1] = origins[g / 12 % 4];
    }
    for (size_t i = 0; i < ITEMS; i++) {
        const size_t g = (size_t)(a[i] * a[i] * GROUPS);
        const double off = i % 40 == 0 ? 0.2 : i % 41 == 0 ? 1000 : 1;
        m->group[i] = g;
        m->mass[i] = ceil(1000 * b[i] * b[i]);
        m->value[i] =
            g % 11 == 0 ? 3 * m->mass[i] * off : ceil(m->mass[i] * (double)(2 + g) * exp(c[i]) * off);
    }
}

static int by_keys(const void *a, const void *b)
{
    const char *const *x = *(const char *const *const *)a, *const *y = *(const char *const *const *)b;
    const int order = strcmp(x[0], y[0]);
    return order != 0 ? order : strcmp(x[1], y[1]);
}

/* The same items as a table, groups of equal keys joined and in order. */
static void make_items(const market *m, an_items *items)
{
    const char *const *keys[GROUPS];
    an_error err = {0};
    for (size_t g = 0; g < GROUPS; g++)
        keys[g] = m->keys[g];
    qsort(keys, GROUPS, sizeof *keys, by_keys);
    *items = (an_items){0};
    for (size_t k = 0; k < GROUPS; k++) {
        if (k > 0 && by_keys(&keys[k - 1], &keys[k]) == 0)
            continue;
        cr_assert_eq(an_items_group(items, "2017-Q3", keys[k], &err), AN_OK);
        for (size_t i = 0; i < ITEMS; i++) {
            const char *const *own = m->keys[m->group[i]];
            const an_item item = {.value = m->value[i], .mass = m->mass[i], .duty_rate = 12, .place = i};
            if (by_keys(&own, &keys[k]) == 0)
                cr_assert_eq(an_items_add(items, &item, &err), AN_OK);
        }
    }
}

static an_cell cell(const char *text)
{
    return (an_cell){.text = text, .size = strlen(text)};
}

/* And in parts, by so many workers that take turns. */
static an_partitions *make_partitions(const market *m, const an_comparison *comparison, uint64_t memory,
                                      unsigned workers)
{
    an_partitions *partitions;
    an_error err = {0};
    cr_assert_eq(an_partitions_new(&partitions, comparison, AN_PERIOD_QUARTER, workers, true, memory, &err),
                 AN_OK);
    for (size_t i = 0; i < ITEMS; i++) {
        const char *const *keys = m->keys[m->group[i]];
        const an_cell cells[] = {cell(keys[0]), cell(keys[1])};
        const unsigned worker = (unsigned)(i / 7 % workers);
        uint32_t group;
        cr_assert_eq(an_partitions_group(partitions, worker, 4 * 2017 + 2, cells, &group, &err), AN_OK);
        cr_assert_eq(an_partitions_add(partitions, worker, group, m->value[i], m->mass[i], i, &err), AN_OK);
    }
    cr_assert_eq(an_partitions_close(partitions, &err), AN_OK);
    return partitions;
}

static bool same(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

/* What at once and in parts are alike in; only what has a signal, where not all were asked for. */
static void expect_same(const an_signals *whole, const an_items *items, const an_by_set *sift, bool all,
                        const char *what)
{
    const an_signals *found = &sift->signals;
    const size_t n = all ? whole->n : whole->n_signals;
    cr_assert_eq(found->n, n, "%s: %zu, not %zu", what, found->n, n);
    cr_expect_eq(found->n_signals, whole->n_signals, "%s", what);
    cr_expect_eq(found->unmatched, whole->unmatched, "%s", what);
    cr_expect_eq(sift->n_scored, whole->n, "%s", what);
    for (size_t i = 0; i < n; i++) {
        const an_scored *a = &whole->items[i], *b = &found->items[i];
        const an_reference *r = &a->entry->reference, *s = &b->entry->reference;
        cr_expect_eq(items->items[a->item].place, sift->items[b->item].place, "%s: %zu", what, i);
        cr_expect(same(a->score, b->score) && same(a->p_value, b->p_value) && same(a->q_value, b->q_value) &&
                      a->signal == b->signal && a->rank == b->rank && same(a->reference, b->reference) &&
                      strcmp(a->method, b->method) == 0,
                  "%s: %zu: %g %g %g, not %g %g %g", what, i, b->score, b->p_value, b->q_value, a->score,
                  a->p_value, a->q_value);
        cr_expect(strcmp(a->entry->key, b->entry->key) == 0 && a->entry->level == b->entry->level &&
                      r->n == s->n && same(r->cleaned_share, s->cleaned_share) && r->verdict == s->verdict,
                  "%s: %zu", what, i);
    }
}

static void rank(an_by_set *sift, const an_signal_rules *rules)
{
    for (size_t i = 0; i < sift->signals.n; i++)
        an_signals_appraise(&sift->signals.items[i], sift->items[i].value, sift->items[i].mass, 12);
    an_signals_rank(&sift->signals, rules);
}

static void compare(const market *m, const an_items *items, const an_references *references,
                    const an_signal_rules *rules, unsigned threads, bool all)
{
    char what[100];
    an_signals whole;
    an_by_set sift;
    an_error err = {0};
    snprintf(what, sizeof what, "%s, threshold %g, fdr %g, %d, %u threads, %s", rules->method->name,
             rules->threshold, rules->fdr, (int)rules->correction, threads, all ? "all" : "signals");
    cr_assert_eq(an_signals_make(&whole, items, references, rules, &err), AN_OK);
    an_partitions *partitions =
        make_partitions(m, references->comparison, threads == 1 ? UINT64_MAX : 0, threads);
    cr_assert_eq(an_by_set_make(&sift, partitions, references->comparison, rules, all, threads, &err), AN_OK,
                 "%s", err.text);
    rank(&sift, rules);
    expect_same(&whole, items, &sift, all, what);
    an_by_set_free(&sift);
    an_partitions_free(partitions);
    an_signals_free(&whole);
}

static market usual;

Test(by_set, finds_what_is_found_of_all_items_at_once, .init = gsl_handler_off)
{
    static const struct {
        double threshold, fdr;
        an_correction correction;
    } rules[] = {
        {3.5, 0, AN_CORRECTION_USUAL},    {0.5, 0, AN_CORRECTION_BH},    {0, 0.05, AN_CORRECTION_USUAL},
        {0, 0.6, AN_CORRECTION_BH},       {0, 1, AN_CORRECTION_BH},      {0, 0.05, AN_CORRECTION_BONFERRONI},
        {2, 0, AN_CORRECTION_BONFERRONI}, {100, 0, AN_CORRECTION_USUAL}, {0, 0, AN_CORRECTION_USUAL},
        {1.2, 0, AN_CORRECTION_USUAL}}; /* q-values that p-values near 1 have a say in */
    an_items items;
    an_comparison comparison;
    an_references references;
    an_error err = {0};
    make_market(&usual);
    make_items(&usual, &items);
    cr_assert_eq(an_comparison_new(&comparison, by, 2, &err), AN_OK);
    cr_assert_eq(an_references_new(&references, &comparison, &err), AN_OK);
    cr_assert_eq(an_references_make(&references, &items, MIN_GROUP, &err), AN_OK);
    for (const an_method *method = an_methods; method->fit != NULL; method++)
        for (size_t r = 0; r < sizeof rules / sizeof *rules; r++) {
            const an_signal_rules own = {.method = method,
                                         .threshold = rules[r].threshold,
                                         .fdr = rules[r].fdr,
                                         .correction = rules[r].correction,
                                         .min_group = MIN_GROUP,
                                         .by_score = r % 2 == 0};
            compare(&usual, &items, &references, &own, 1 + (unsigned)(r % 3), r % 4 == 3);
        }
    an_references_free(&references);
    an_items_free(&items);
}

Test(by_set, lists_the_references_that_all_items_at_once_have, .init = gsl_handler_off)
{
    an_items items;
    an_comparison comparison;
    an_references references;
    an_reference_list listing;
    const an_references_entry *list[1000];
    an_error err = {0};
    make_market(&usual);
    make_items(&usual, &items);
    cr_assert_eq(an_comparison_new(&comparison, by, 2, &err), AN_OK);
    cr_assert_eq(an_references_new(&references, &comparison, &err), AN_OK);
    cr_assert_eq(an_references_make(&references, &items, MIN_GROUP, &err), AN_OK);
    cr_assert_lt(an_references_count(&references), 1000);
    for (size_t i = 0; i < an_references_count(&references); i++)
        list[i] = &references.entries[i];
    an_references_sort(list, an_references_count(&references));
    an_partitions *partitions = make_partitions(&usual, &comparison, 0, 3);
    cr_assert_eq(an_reference_list_make(&listing, partitions, &comparison, comparison.n, AN_REFERENCE_ALL,
                                        MIN_GROUP, 2, &err),
                 AN_OK);
    cr_assert_eq(listing.n, an_references_count(&references));
    for (size_t i = 0; i < listing.n; i++) {
        const an_reference *a = &list[i]->reference, *b = &listing.list[i]->reference;
        cr_expect(strcmp(list[i]->key, listing.list[i]->key) == 0 &&
                  list[i]->level == listing.list[i]->level);
        cr_expect(a->n == b->n && same(a->median, b->median) && same(a->q1, b->q1) && same(a->cap, b->cap) &&
                      same(a->lap, b->lap) && same(a->mad, b->mad) && same(a->qn, b->qn) &&
                      same(a->mc, b->mc) && a->verdict == b->verdict && a->price_groups == b->price_groups,
                  "%s", list[i]->key);
    }
    an_reference_list_free(&listing);
    cr_assert_eq(
        an_reference_list_make(&listing, partitions, &comparison, 1, AN_REFERENCE_LEVEL, MIN_GROUP, 2, &err),
        AN_OK);
    for (size_t i = 0; i < listing.n; i++) { /* the finest level, and no more than was asked for */
        const an_reference *a = &list[i]->reference, *b = &listing.list[i]->reference;
        cr_expect(a->n == b->n && same(a->median, b->median) && same(a->mad, b->mad) && isnan(b->qn) &&
                  isnan(b->cap) && listing.list[i]->level == 0);
    }
    an_reference_list_free(&listing);
    an_partitions_free(partitions);
    an_references_free(&references);
    an_items_free(&items);
}

Test(by_set, no_items_are_no_signals, .init = gsl_handler_off)
{
    an_comparison comparison;
    an_partitions *partitions;
    an_by_set sift;
    an_reference_list listing;
    an_error err = {0};
    const an_signal_rules rules = {.method = an_methods, .fdr = 0.05, .min_group = MIN_GROUP};
    const an_cell keys[] = {cell("0307491800"), cell("CN")};
    cr_assert_eq(an_comparison_new(&comparison, by, 2, &err), AN_OK);
    cr_assert_eq(an_partitions_new(&partitions, &comparison, AN_PERIOD_NONE, 1, true, 1 << 20, &err), AN_OK);
    uint32_t group; /* of a row without a price */
    cr_assert_eq(an_partitions_group(partitions, 0, 0, keys, &group, &err), AN_OK);
    cr_assert_eq(an_partitions_close(partitions, &err), AN_OK);
    cr_assert_eq(an_by_set_make(&sift, partitions, &comparison, &rules, true, 2, &err), AN_OK);
    cr_expect(sift.signals.n == 0 && sift.n_scored == 0 && sift.signals.unmatched == 0);
    an_by_set_free(&sift);
    cr_assert_eq(an_reference_list_make(&listing, partitions, &comparison, comparison.n, AN_REFERENCE_ALL,
                                        MIN_GROUP, 1, &err),
                 AN_OK);
    cr_expect_eq(listing.n, 6, "the sets that the row belongs to, with n = 0");
    an_reference_list_free(&listing);
    an_partitions_free(partitions);
}
