/* shares: how a group's trade is shared out among the values of a column, period by period.
 *
 * The tally has the amounts of each key and part, exact, and the sum of their squares. A panel is a group
 * with all its parts in all its periods: a part that has nothing in a period stands there with 0, because a
 * share that vanished is a jump too. n, what a share rests on, is the number of items, or T^2 / sum of
 * squares of amounts (Kish 1965). O(groups log groups). */
#include "movement/shares.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const an_need an_shares_reads[] = {
    {.name = "items", .optional = true}, {.name = "{quantity}", .optional = true}, {.name = NULL}};
enum { ITEMS, QUANTITY }; /* places there, unless both are one */

/* The amount of a row that stands for an item: the second control of one repeats it. */
static an_decimal amount_of(const an_row *row, const void *context)
{
    (void)context;
    const an_decimal none = {0};
    return row->values[ITEMS].number.units > 0 ? row->values[QUANTITY].number : none;
}

/* Its square, in units of 10^6: 10^9 rows of EUR 10^9 do not overflow. */
static an_decimal square_of(const an_row *row, const void *context)
{
    an_decimal scaled = {0}, product = {0};
    const an_decimal thousandth = {1000000000};
    (void)an_decimal_mul(&scaled, amount_of(row, context), thousandth); /* smaller than what was read */
    (void)an_decimal_mul(&product, scaled, scaled);            /* 0 above 10^16: no consignment */
    return product;
}

const an_sum an_shares_sums[] = {
    {.name = "items", .of = "items"},
    {.name = "amount", .of = "{quantity}", .count = amount_of},
    {.name = "squares", .of = "{quantity}", .count = square_of},
    {.name = "missing", .of = "items", .where = {{"{quantity}", "-"}}},
    {.name = NULL},
};

void an_shares_free(an_shares *shares)
{
    an_arena_free(&shares->arena);
    free(shares->panels);
    free(shares->shares);
    *shares = (an_shares){0};
}

typedef struct reading {
    an_shares *shares;
    const an_tally *tally;
    size_t *order; /* groups of the tally, by the keys of --by, then the part, then the period */
    int amount, items, sum_of_squares, missing;
    size_t capacity;
    bool counted;
} reading;

/* ---- a panel ---- */

static const char *part_of(const an_tally *tally, size_t group)
{
    return an_tally_key(tally, group)[an_tally_keys(tally) - 1];
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The different texts of n, sorted; returns their number. ISO and SDMX periods sort as texts. */
static size_t distinct(const char *texts[], size_t n)
{
    size_t kept = 0;
    qsort(texts, n, sizeof *texts, compare_texts);
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || strcmp(texts[kept - 1], texts[i]) != 0)
            texts[kept++] = texts[i];
    return kept;
}

static size_t place_of(const char *const texts[], size_t n, const char *text)
{
    const char *const *found = bsearch(&text, texts, n, sizeof *texts, compare_texts);
    return (size_t)(found - texts);
}

/* The parts and periods of the groups order[first] to order[end - 1]. */
static an_code name_panel(reading *r, an_share_panel *panel, size_t first, size_t end)
{
    an_arena *arena = &r->shares->arena;
    const size_t n = end - first;
    panel->keys = an_tally_key(r->tally, r->order[first]);
    panel->parts = an_arena_alloc(arena, n * sizeof *panel->parts);
    panel->periods = an_arena_alloc(arena, n * sizeof *panel->periods);
    int32_t *times = an_arena_alloc(arena, n * sizeof *times);
    if (panel->parts == NULL || panel->periods == NULL || times == NULL)
        return AN_SYSTEM;
    for (size_t i = 0; i < n; i++) {
        panel->parts[i] = part_of(r->tally, r->order[first + i]);
        panel->periods[i] = an_tally_period(r->tally, r->order[first + i]);
    }
    panel->n_parts = distinct(panel->parts, n);
    panel->n_periods = distinct(panel->periods, n);
    for (size_t p = 0; p < panel->n_periods; p++) {
        an_period period = {0};
        (void)an_period_parse(panel->periods[p], strlen(panel->periods[p]), NULL,
                              &period); /* a tally's own */
        times[p] = period.index;
    }
    panel->times = times;
    return AN_OK;
}

/* Adds the groups to the shares of the panel and to its totals. False: a total is too large. */
static bool add_amounts(reading *r, const an_share_panel *panel, size_t first, size_t end, an_decimal total[])
{
    bool fits = true;
    for (size_t i = first; i < end; i++) {
        const size_t g = r->order[i];
        const size_t part = place_of(panel->parts, panel->n_parts, part_of(r->tally, g)),
                     period = place_of(panel->periods, panel->n_periods, an_tally_period(r->tally, g));
        an_share *share = &r->shares->shares[panel->first + period * panel->n_parts + part];
        share->amount = an_tally_sum(r->tally, g, r->counted ? r->items : r->amount);
        if (!r->counted)
            share->missing = an_tally_sum(r->tally, g, r->missing);
        share->squares = an_decimal_double(an_tally_sum(r->tally, g, r->sum_of_squares)) * 1e6;
        fits = fits && an_decimal_add(&total[period], share->amount);
    }
    return fits;
}

/* Shares of a period, and how many items tell of them. */
static void divide(const reading *r, const an_share_panel *panel, size_t period)
{
    an_share *shares = &r->shares->shares[panel->first + period * panel->n_parts];
    const double total = an_decimal_double(panel->total[period]);
    double squares = 0;
    for (size_t k = 0; k < panel->n_parts; k++)
        squares += shares[k].squares;
    for (size_t k = 0; k < panel->n_parts; k++) {
        shares[k].x = an_decimal_double(shares[k].amount);
        shares[k].share = total > 0 ? shares[k].x / total : (double)NAN;
        shares[k].n = r->counted ? total : squares > 0 ? total * total / squares : 0;
    }
}

static an_code fill_panel(reading *r, size_t first, size_t end)
{
    an_shares *out = r->shares;
    an_share_panel *panel = &out->panels[out->n_panels];
    *panel = (an_share_panel){.first = out->n};
    if (name_panel(r, panel, first, end) != AN_OK)
        return AN_SYSTEM;
    const size_t n = panel->n_parts * panel->n_periods;
    an_decimal *total = an_arena_alloc(&out->arena, panel->n_periods * sizeof *total);
    if (total == NULL || an_grow(&out->shares, &r->capacity, out->n + n, sizeof *out->shares) != AN_OK)
        return AN_SYSTEM;
    memset(total, 0, panel->n_periods * sizeof *total);
    for (size_t i = 0; i < n; i++)
        out->shares[out->n + i] = (an_share){
            .panel = out->n_panels, .part = i % panel->n_parts, .period = i / panel->n_parts, .share = NAN};
    if (!add_amounts(r, panel, first, end, total))
        return AN_UNDEFINED;
    panel->total = total;
    for (size_t p = 0; p < panel->n_periods; p++)
        divide(r, panel, p);
    out->n += n;
    out->n_panels++;
    return AN_OK;
}

static an_code fill_panels(reading *r, size_t n)
{
    const size_t n_by = an_tally_keys(r->tally) - 1; /* behind them comes the part */
    an_code code = AN_OK;
    for (size_t first = 0, end; first < n && code == AN_OK; first = end) {
        for (end = first + 1; end < n; end++)
            if (an_tally_compare(r->tally, r->order[first], r->order[end], n_by) != 0)
                break;
        code = fill_panel(r, first, end);
    }
    return code;
}

an_code an_shares_read(an_shares *shares, const an_tally *tally, bool counted, an_error *err)
{
    const size_t n = an_tally_groups(tally);
    reading r = {.shares = shares,
                 .tally = tally,
                 .order = malloc((n + 1) * sizeof *r.order),
                 .amount = an_tally_find(tally, "amount"),
                 .items = an_tally_find(tally, "items"),
                 .sum_of_squares = an_tally_find(tally, "squares"),
                 .missing = an_tally_find(tally, "missing"),
                 .counted = counted};
    *shares = (an_shares){.panels = calloc(n + 1, sizeof *shares->panels)};
    an_code code = AN_SYSTEM;
    if (r.order != NULL && shares->panels != NULL) {
        an_tally_by_keys(tally, r.order);
        code = fill_panels(&r, n);
    }
    free(r.order);
    if (code == AN_OK)
        return AN_OK;
    an_shares_free(shares);
    return code == AN_SYSTEM
               ? an_fail_memory(err)
               : an_fail(err, AN_DATA, "a sum of amounts is larger than can be added up exactly");
}
