/* test_by_set: what is found part by part is what is found of all items at once, bit by bit. */
#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "near.h"
#include "plain_signals.h"
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
    for (size_t g = 0; g < GROUPS; g++)
        keys[g] = m->keys[g];
    qsort(keys, GROUPS, sizeof *keys, by_keys);
    *items = (an_items){0};
    for (size_t k = 0; k < GROUPS; k++) {
        if (k > 0 && by_keys(&keys[k - 1], &keys[k]) == 0)
            continue;
        table_group(items, "2017-Q3", keys[k]);
        for (size_t i = 0; i < ITEMS; i++) {
            const char *const *own = m->keys[m->group[i]];
            if (by_keys(&own, &keys[k]) == 0)
                table_add(items, (an_item){.value = m->value[i], .mass = m->mass[i], .place = i});
        }
    }
}

/* The same in parts, by so many workers that take turns. */
static an_partitions *make_partitions(const an_items *items, const an_comparison *comparison, uint64_t memory,
                                      unsigned workers)
{
    const table_scan scan = {
        .workers = workers, .memory = memory, .period = {AN_PERIOD_QUARTER, 4 * 2017 + 2}};
    return table_partitions(items, comparison, scan);
}

static bool same(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

/* What at once and in parts are alike in; only what has a signal, where not all were asked for. */
static void expect_same(const an_signals *whole, const an_signals *found, bool all, const char *what)
{
    const size_t n = all ? whole->n : whole->n_signals;
    cr_assert_eq(found->n, n, "%s: %zu, not %zu", what, found->n, n);
    cr_expect_eq(found->n_signals, whole->n_signals, "%s", what);
    cr_expect_eq(found->unmatched, whole->unmatched, "%s", what);
    cr_expect_eq(found->scored, whole->scored, "%s", what);
    for (size_t i = 0; i < n; i++) {
        const an_signal *a = &whole->list[i], *b = &found->list[i];
        const an_reference *r = &a->set->reference, *s = &b->set->reference;
        cr_expect_eq(a->item.place, b->item.place, "%s: %zu", what, i);
        cr_expect(same(a->score, b->score) && same(a->p_value, b->p_value) && same(a->q_value, b->q_value) &&
                      a->kind == b->kind && a->rank == b->rank && same(a->reference, b->reference) &&
                      strcmp(a->method, b->method) == 0,
                  "%s: %zu: %g %g %g, not %g %g %g", what, i, b->score, b->p_value, b->q_value, a->score,
                  a->p_value, a->q_value);
        cr_expect(strcmp(a->set->key, b->set->key) == 0 && a->set->level == b->set->level && r->n == s->n &&
                      same(r->cleaned_share, s->cleaned_share) && r->verdict == s->verdict,
                  "%s: %zu", what, i);
    }
}

static double duty_rate(const void *context, uint64_t place)
{
    (void)context;
    (void)place;
    return 12;
}

static void compare(const an_items *items, const an_references *references, const an_signal_rules *rules)
{
    char what[100];
    an_signals found;
    an_error err = {0};
    snprintf(what, sizeof what, "%s, threshold %g, fdr %g, %d, %u threads, %s", rules->method->name,
             rules->threshold, rules->fdr, (int)rules->correction, rules->threads,
             rules->all ? "all" : "signals");
    an_signals whole = plain_signals(items, references, rules, duty_rate, NULL);
    an_partitions *partitions = make_partitions(items, references->comparison,
                                                rules->threads == 1 ? UINT64_MAX : 0, rules->threads);
    cr_assert_eq(an_signals_find(&found, partitions, references->comparison, rules, &err), AN_OK, "%s",
                 err.text);
    for (size_t i = 0; i < found.n; i++)
        found.list[i].item.duty_rate = 12;
    an_signals_rank(&found, rules);
    expect_same(&whole, &found, rules->all, what);
    an_signals_free(&found);
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
    table_references(&references, &comparison, &items, MIN_GROUP);
    for (const an_method *method = an_methods; method->fit != NULL; method++)
        for (size_t r = 0; r < sizeof rules / sizeof *rules; r++) {
            const an_signal_rules own = {.method = method,
                                         .threshold = rules[r].threshold,
                                         .fdr = rules[r].fdr,
                                         .correction = rules[r].correction,
                                         .min_group = MIN_GROUP,
                                         .by_score = r % 2 == 0,
                                         .threads = 1 + (unsigned)(r % 3),
                                         .all = r % 4 == 3};
            compare(&items, &references, &own);
        }
    an_references_free(&references);
    an_items_free(&items);
}

/* The entry of the same set. */
static const an_references_entry *entry_of(const an_references *references, const an_references_entry *like)
{
    for (size_t e = 0; e < an_references_count(references); e++)
        if (references->entries[e].level == like->level && strcmp(references->entries[e].key, like->key) == 0)
            return &references->entries[e];
    cr_assert_fail("no set %s", like->key);
    return NULL;
}

static bool in_order(const an_references_entry *a, const an_references_entry *b)
{
    return a->level < b->level || (a->level == b->level && strcmp(a->key, b->key) < 0);
}

Test(by_set, lists_the_references_that_all_items_at_once_have, .init = gsl_handler_off)
{
    an_items items;
    an_comparison comparison;
    an_references references;
    an_reference_list listing;
    an_error err = {0};
    make_market(&usual);
    make_items(&usual, &items);
    cr_assert_eq(an_comparison_new(&comparison, by, 2, &err), AN_OK);
    table_references(&references, &comparison, &items, MIN_GROUP);
    an_partitions *partitions = make_partitions(&items, &comparison, 0, 3);
    cr_assert_eq(an_reference_list_make(&listing, partitions, &comparison, comparison.n, AN_REFERENCE_ALL,
                                        MIN_GROUP, 2, &err),
                 AN_OK);
    cr_assert_eq(listing.n, an_references_count(&references));
    for (size_t i = 0; i < listing.n; i++) {
        const an_reference *a = &entry_of(&references, listing.list[i])->reference,
                           *b = &listing.list[i]->reference;
        cr_expect(i == 0 || in_order(listing.list[i - 1], listing.list[i]), "%zu", i);
        cr_expect(a->n == b->n && same(a->median, b->median) && same(a->q1, b->q1) && same(a->cap, b->cap) &&
                      same(a->lap, b->lap) && same(a->mad, b->mad) && same(a->qn, b->qn) &&
                      same(a->mc, b->mc) && a->verdict == b->verdict && a->price_groups == b->price_groups,
                  "%s", listing.list[i]->key);
    }
    an_reference_list_free(&listing);
    cr_assert_eq(
        an_reference_list_make(&listing, partitions, &comparison, 1, AN_REFERENCE_LEVEL, MIN_GROUP, 2, &err),
        AN_OK);
    for (size_t i = 0; i < listing.n; i++) { /* the finest level, and no more than was asked for */
        const an_reference *a = &entry_of(&references, listing.list[i])->reference,
                           *b = &listing.list[i]->reference;
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
    an_signals found;
    an_reference_list listing;
    an_error err = {0};
    const an_signal_rules rules = {
        .method = an_methods, .fdr = 0.05, .min_group = MIN_GROUP, .all = true, .threads = 2};
    const an_cell keys[] = {table_cell("0307491800"), table_cell("CN")};
    cr_assert_eq(an_comparison_new(&comparison, by, 2, &err), AN_OK);
    cr_assert_eq(an_partitions_new(&partitions, &comparison, AN_PERIOD_NONE, 1, true, false, 1 << 20, &err),
                 AN_OK);
    uint32_t group; /* of a row without a price */
    cr_assert_eq(an_partitions_group(partitions, 0, 0, keys, &group, &err), AN_OK);
    cr_assert_eq(an_partitions_close(partitions, &err), AN_OK);
    cr_assert_eq(an_signals_find(&found, partitions, &comparison, &rules, &err), AN_OK);
    cr_expect(found.n == 0 && found.scored == 0 && found.unmatched == 0);
    an_signals_free(&found);
    cr_assert_eq(an_reference_list_make(&listing, partitions, &comparison, comparison.n, AN_REFERENCE_ALL,
                                        MIN_GROUP, 1, &err),
                 AN_OK);
    cr_expect_eq(listing.n, 6, "the sets that the row belongs to, with n = 0");
    an_reference_list_free(&listing);
    an_partitions_free(partitions);
}
