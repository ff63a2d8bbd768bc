/* sidda-importer: importers whose prices lie below their peers' for the same goods. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cli/program.h"
#include "price/party_levels.h"
#include "price/party_rows.h"

/* What follows from a party's level. */
typedef struct stake {
    an_date first, last;
    an_decimal value, gap, duty; /* of its compared items, EUR */
    bool has_duty;               /* of one of these at least */
    size_t rank;                 /* 0: its level is not below its peers' */
} stake;

typedef struct importer_state {
    an_run *run;
    an_arena arena;
    const char *const *by;
    const char *const *within;
    an_party_rows rows;
    size_t least_prices;
    an_party_level *levels;
    double *peer;
    an_party_spread spread;
    stake *stakes;       /* by party */
    size_t *order;       /* items by party and state */
    uint32_t *text_rank; /* of texts, in their order */
} importer_state;

static an_code read_rows(importer_state *s, an_error *err)
{
    const size_t n_by = s->rows.n_by, n_within = s->rows.n_within, n = AN_PARTY_ROWS_NEEDS + n_by + n_within;
    an_need *const needs = an_arena_alloc(&s->arena, n * sizeof *needs);
    if (needs == NULL)
        return an_fail_memory(err);
    memcpy(needs, an_party_rows_needs, AN_PARTY_ROWS_NEEDS * sizeof *needs);
    for (size_t k = 0; k < n_by; k++)
        needs[AN_PARTY_ROWS_NEEDS + k] = (an_need){.name = s->by[k], .option = "--by"};
    for (size_t k = 0; k < n_within; k++)
        needs[AN_PARTY_ROWS_NEEDS + n_by + k] = (an_need){.name = s->within[k], .option = "--within"};
    an_scan scan = {.needs = needs,
                    .n_needs = n,
                    .date = "acceptance_date",
                    .period = an_run_period(s->run),
                    .extract = an_extract_of("declarations"),
                    .row = an_party_rows_take,
                    .threads = 1};
    void *const workers[] = {&s->rows};
    const an_code code = an_run_scan(s->run, &scan, workers, err);
    return code == AN_OK ? an_party_rows_number(&s->rows, err) : code;
}

/* ---- what follows from levels ---- */

/* Sums of whole millionths: no order of rows changes them. */
static void add_euros(an_decimal *sum, double euros)
{
    (void)an_decimal_add(sum, (an_decimal){(an_int128)llround(euros * 1e6) * 1000000});
}

/* What is at stake if a party's prices were its peers': what is missing at the least, by the interval. */
static void add_money(importer_state *s)
{
    for (size_t i = 0; i < s->rows.n; i++) {
        stake *const e = &s->stakes[s->rows.items[i].party];
        const an_party_level *const level = &s->levels[s->rows.items[i].party];
        const an_date day = s->rows.items[i].day;
        if (isnan(s->peer[i]))
            continue;
        const double missing = fmax(expm1(-level->upper), 0);
        e->first = day < e->first ? day : e->first;
        e->last = day > e->last ? day : e->last;
        add_euros(&e->value, s->rows.money[i].value);
        add_euros(&e->gap, s->rows.money[i].value * missing);
        if (isnan(s->rows.money[i].duty))
            continue;
        add_euros(&e->duty, s->rows.money[i].duty * missing);
        e->has_duty = true;
    }
}

/* Whether the interval of a party of whom enough is known lies below its peers. */
static bool is_below(const importer_state *s, uint32_t party)
{
    const an_party_level *const level = &s->levels[party];
    return level->prices >= s->least_prices && level->upper < 0; /* false where it is NAN */
}

typedef struct ranked {
    uint32_t party;
    an_int128 stake, gap;
} ranked;

static int by_stake(const void *a, const void *b)
{
    const ranked *const x = a, *const y = b;
    if (x->stake != y->stake)
        return x->stake > y->stake ? -1 : 1;
    if (x->gap != y->gap)
        return x->gap > y->gap ? -1 : 1;
    return (x->party > y->party) - (x->party < y->party);
}

static void rank(importer_state *s, ranked list[], size_t *n)
{
    *n = 0;
    for (uint32_t p = 0; p < an_intern_count(s->rows.parties); p++) {
        const stake *const e = &s->stakes[p];
        if (!isnan(s->levels[p].level))
            list[(*n)++] = (ranked){p, is_below(s, p) ? e->duty.units : -1, e->gap.units};
    }
    qsort(list, *n, sizeof *list, by_stake);
    size_t place = 0;
    for (size_t i = 0; i < *n; i++)
        if (is_below(s, list[i].party))
            s->stakes[list[i].party].rank = ++place;
}

/* Items by party, state and distance from their peers; those without peers last. */
static int by_state(const void *a, const void *b, void *context)
{
    const importer_state *const s = context;
    const size_t i = *(const size_t *)a, j = *(const size_t *)b;
    if (isnan(s->peer[i]) != isnan(s->peer[j]))
        return isnan(s->peer[i]) ? 1 : -1;
    if (s->rows.items[i].party != s->rows.items[j].party)
        return s->rows.items[i].party < s->rows.items[j].party ? -1 : 1;
    const uint32_t p = s->text_rank[s->rows.money[i].state], q = s->text_rank[s->rows.money[j].state];
    if (p != q)
        return p < q ? -1 : 1;
    const double x = s->rows.items[i].log_price - s->peer[i], y = s->rows.items[j].log_price - s->peer[j];
    return (x > y) - (x < y);
}

static an_code order_items(importer_state *s, an_error *err)
{
    const uint32_t texts = an_intern_count(s->rows.texts);
    uint32_t *const sorted = malloc(((size_t)texts + 1) * sizeof *sorted);
    if (sorted == NULL)
        return an_fail_memory(err);
    an_intern_sort(s->rows.texts, sorted);
    for (uint32_t k = 0; k < texts; k++)
        s->text_rank[sorted[k]] = k;
    for (size_t i = 0; i < s->rows.n; i++)
        s->order[i] = i;
    qsort_r(s->order, s->rows.n, sizeof *s->order, by_state, s);
    free(sorted);
    return AN_OK;
}

/* ---- writing ---- */

/* In each Member State, where there are several, the median factor of the items to their peers. */
static void write_states(const importer_state *s, an_output *output, size_t first, size_t end)
{
    char text[400] = "";
    size_t used = 0;
    if (first < end && s->rows.money[s->order[first]].state == s->rows.money[s->order[end - 1]].state)
        first = end;
    while (first < end && used < sizeof text) {
        const uint32_t state = s->rows.money[s->order[first]].state;
        size_t next = first;
        while (next < end && s->rows.money[s->order[next]].state == state)
            next++;
        const size_t a = s->order[first + (next - first - 1) / 2], b = s->order[first + (next - first) / 2];
        const double middle =
            (s->rows.items[a].log_price - s->peer[a] + s->rows.items[b].log_price - s->peer[b]) / 2;
        if (*an_intern_text(s->rows.texts, state, NULL) != '\0')
            used += (size_t)snprintf(text + used, sizeof text - used, "%s%s %.2f (%zu)", used > 0 ? "; " : "",
                                     an_intern_text(s->rows.texts, state, NULL), exp(middle), next - first);
        first = next;
    }
    if (used >= sizeof text)
        memcpy(text + sizeof text - 4, "...", 4);
    an_output_string(output, text);
}

/* To the cent. */
static void write_euros(an_output *output, an_decimal value)
{
    const an_int128 cent = (an_int128)10000000000;
    an_output_decimal(output, (an_decimal){(value.units + cent / 2) / cent * cent});
}

static void write_day(an_output *output, an_date day)
{
    char text[AN_PERIOD_SIZE];
    an_output_text(output, text, an_date_print(day, text));
}

static void write_party(const importer_state *s, an_output *output, uint32_t party, size_t first, size_t end)
{
    const an_party_level *const l = &s->levels[party];
    const stake *const e = &s->stakes[party];
    const an_party_evidence *const told = &s->rows.evidence[party];
    const char *name = an_party_rows_name(&s->rows, party);
    const double factors[] = {l->level, l->lower, l->upper};
    const double changes[] = {l->change, l->change_lower, l->change_upper};
    if (e->rank > 0)
        an_output_count(output, (int64_t)e->rank);
    else
        an_output_empty(output);
    for (size_t k = 0; k < s->rows.n_by; k++, name += strlen(name) + 1)
        an_output_string(output, name);
    for (size_t k = 0; k < sizeof factors / sizeof factors[0]; k++)
        an_output_number(output, exp(factors[k]));
    an_output_number(output, l->score);
    an_output_count(output, (int64_t)l->peers);
    an_output_count(output, (int64_t)l->sets);
    an_output_count(output, (int64_t)l->items);
    an_output_count(output, (int64_t)l->prices);
    write_euros(output, e->value);
    write_euros(output, e->gap);
    if (e->has_duty)
        write_euros(output, e->duty);
    else
        an_output_empty(output);
    write_day(output, e->first);
    write_day(output, e->last);
    for (size_t k = 0; k < sizeof changes / sizeof changes[0]; k++)
        an_output_number(output, exp(changes[k]));
    an_output_string(output, told->aeo > 0 ? an_intern_text(s->rows.texts, told->aeo - 1, NULL) : "");
    an_output_count(output, (int64_t)told->closed);
    an_output_count(output, (int64_t)told->irregular);
    write_states(s, output, first, end);
    an_output_end_row(output);
}

static an_code write_rows(importer_state *s, const ranked list[], size_t n, an_output *output, an_error *err)
{
    const uint32_t parties = an_intern_count(s->rows.parties);
    size_t *const begin = calloc((size_t)parties + 2, sizeof *begin);
    if (begin == NULL)
        return an_fail_memory(err);
    for (size_t i = 0; i < s->rows.n; i++)
        if (!isnan(s->peer[i]))
            begin[s->rows.items[i].party + 1]++;
    for (uint32_t p = 0; p < parties; p++)
        begin[p + 1] += begin[p];
    for (size_t i = 0; i < n; i++) {
        const uint32_t p = list[i].party;
        if (s->stakes[p].rank > 0 || an_options_flag(an_run_options(s->run), "all"))
            write_party(s, output, p, begin[p], begin[p + 1]);
    }
    free(begin);
    return AN_OK;
}

static an_code write_table(importer_state *s, const ranked list[], size_t n, an_error *err)
{
    static const char *const behind[] = {"level",         "lower", "upper",    "score",     "peers",
                                         "goods",         "items", "prices",   "value",     "value_gap",
                                         "duty_at_stake", "first", "last",     "change",    "change_lower",
                                         "change_upper",  "aeo",   "controls", "irregular", "by_state"};
    enum { BEHIND = sizeof behind / sizeof behind[0] };
    const char **const names = an_arena_alloc(&s->arena, (1 + s->rows.n_by + BEHIND) * sizeof *names);
    an_output *output;
    if (names == NULL)
        return an_fail_memory(err);
    names[0] = "rank";
    memcpy(names + 1, s->by, s->rows.n_by * sizeof *names);
    memcpy(names + 1 + s->rows.n_by, behind, sizeof behind);
    an_code code = an_run_output(s->run, names, 1 + s->rows.n_by + BEHIND, &output, err);
    if (code != AN_OK)
        return code;
    code = write_rows(s, list, n, output, err);
    if (code == AN_OK)
        return an_output_finish(output, err);
    an_output_free(output);
    return code;
}

static void tell(const importer_state *s, size_t below)
{
    size_t many = 0;
    for (uint32_t p = 0; p < an_intern_count(s->rows.parties); p++)
        many += s->levels[p].prices >= s->least_prices;
    an_run_note_filtered(s->run);
    an_run_note(
        s->run,
        "%zu of %u compared by %zu of %zu items with peers; of %zu with %zu prices or more %zu lie below, "
        "where chance alone would make %.0f",
        s->spread.compared, an_intern_count(s->rows.parties), s->spread.items, s->rows.n, many,
        s->least_prices, below, (double)many * (1 - an_run_settings(s->run)->level) / 2);
    if (s->spread.compared > 0)
        an_run_note(s->run,
                    "prices of one vary by %.0f %% within a comparison set, its level by %.0f %% from one to "
                    "another; levels honestly differ by %.0f %% (learned from those above their peers)",
                    100 * s->spread.within, 100 * s->spread.goods, 100 * s->spread.parties);
    if (s->rows.unpriced > 0)
        an_run_note(s->run, "%llu items have no unit price (no value or no mass, or 0) and are left out",
                    (unsigned long long)s->rows.unpriced);
    if (s->rows.nameless > 0)
        an_run_note(s->run, "%llu items name nobody in the columns of --by and are left out",
                    (unsigned long long)s->rows.nameless);
}

/* ---- the run ---- */

static an_code compare(importer_state *s, an_error *err)
{
    const an_options *const given = an_run_options(s->run);
    const uint32_t parties = an_intern_count(s->rows.parties);
    const an_party_rules rules = {
        .level = an_run_settings(s->run)->level,
        .least_peers = (size_t)an_options_count(given, "min-peers"),
        .middle = s->rows.n > 0 ? s->rows.first + (s->rows.last - s->rows.first + 1) / 2 : 0};
    ranked *const list = malloc(((size_t)parties + 1) * sizeof *list);
    size_t n = 0, below = 0;
    s->stakes = malloc(((size_t)parties + 1) * sizeof *s->stakes);
    s->levels = calloc((size_t)parties + 1, sizeof *s->levels);
    s->peer = malloc((s->rows.n + 1) * sizeof *s->peer);
    s->order = malloc((s->rows.n + 1) * sizeof *s->order);
    s->text_rank = malloc(((size_t)an_intern_count(s->rows.texts) + 1) * sizeof *s->text_rank);
    s->least_prices = (size_t)an_options_count(given, "min-prices");
    an_code code =
        list == NULL || s->stakes == NULL || s->levels == NULL || s->peer == NULL || s->order == NULL ||
                s->text_rank == NULL
            ? an_fail_memory(err)
            : an_party_levels_find(s->rows.items, s->rows.n, parties, an_intern_count(s->rows.sets), &rules,
                                   s->levels, s->peer, &s->spread, err);
    for (uint32_t p = 0; p < parties && code == AN_OK; p++)
        s->stakes[p] = (stake){.first = INT32_MAX, .last = INT32_MIN};
    if (code == AN_OK)
        code = order_items(s, err);
    if (code == AN_OK) {
        add_money(s);
        rank(s, list, &n);
    }
    for (size_t i = 0; i < n; i++)
        below += s->stakes[list[i].party].rank > 0;
    if (code == AN_OK)
        code = write_table(s, list, n, err);
    if (code == AN_OK)
        tell(s, below);
    free(list);
    return code;
}

static an_code run(an_run *run, an_error *err)
{
    importer_state s = {.run = run};
    size_t n_by, n_within;
    s.within = an_options_list(an_run_options(run), "within", &n_within);
    an_code code = an_run_by(run, &s.by, &n_by, err);
    if (code == AN_OK)
        code = an_party_rows_new(&s.rows, n_by, n_within, err);
    if (code == AN_OK)
        code = read_rows(&s, err);
    if (code == AN_OK)
        code = compare(&s, err);
    an_party_rows_free(&s.rows);
    free(s.stakes);
    free(s.levels);
    free(s.peer);
    free(s.order);
    free(s.text_rank);
    an_arena_free(&s.arena);
    return code;
}

static const an_source sources[] = {
    {.extract = "declarations", .date = "acceptance_date", .reads = an_party_rows_needs},
    {.extract = NULL},
};

static const an_option options[] = {
    {.name = "within",
     .type = AN_OPTION_LIST,
     .argument = "COL[,...]",
     .fallback = "commodity,origin",
     .help = "what goods are compared within, in each period"},
    {.name = "min-peers",
     .type = AN_OPTION_COUNT,
     .argument = "N",
     .fallback = "5",
     .min = 2,
     .max = 1e6,
     .help = "a comparison set with fewer others is left out"},
    {.name = "min-prices",
     .type = AN_OPTION_COUNT,
     .argument = "N",
     .fallback = "5",
     .min = 1,
     .max = 1e6,
     .help = "who has fewer different prices to compare has no rank: of these sidda-flag tells more"},
    {.name = "all",
     .type = AN_OPTION_FLAG,
     .help = "also those that do not lie below their peers, without a rank"},
    {.name = NULL},
};

static const an_program program = {
    .name = "sidda-importer",
    .summary = "importers whose prices lie below their peers' for the same goods, for audits after clearance",
    .definition =
        "A row for each importer (or whoever --by names, such as member_state) whose level lies below its "
        "peers', those with the most duty at stake first. level is the factor between its unit prices "
        "(statistical_value / net_mass) and those of the others in the same goods (--within) and period: "
        "the median of its prices over the median of the medians of the others, combined over its goods "
        "with weights that say how well each is known. lower and upper are its interval; it lies below "
        "where upper is less than 1. Equal prices of one count once as evidence: a standing order is one "
        "price. score is the logarithm of level over the standard deviation that chance and honest "
        "differences of levels (transfer prices, qualities, lots) make together; these are learned from "
        "those above their peers, for low prices may be anything. Below -3 they hardly explain it.\n\n"
        "A low level is either a related party, large lots or another quality, or undervaluation of "
        "everything: prices alone cannot tell, and no false discovery rate is claimed. Whether an item "
        "falls out of its importer's own prices is sidda-flag's question, not this one. The other columns "
        "help to choose: value of the compared items; value_gap and duty_at_stake, what is missing of both "
        "if its prices should be those of its peers, at the least (by upper); first and last date; change, "
        "the factor from the earlier to the later half of the extract's days, with its interval; aeo; "
        "controls (closed) and irregular; by_state, where there are several Member States, the median "
        "factor of the items in each to their peers (not weighed by goods as level is: to compare Member "
        "States with), and the items: who is dear in one and cheap in another has no reason in the goods.\n\n"
        "Goods with fewer than --min-peers others are not compared, and who has fewer than --min-prices "
        "different prices has no rank; the notes say how many are left. Memory: 60 bytes an item.",
    .output = "rank, the columns of --by, level, lower, upper (factors), score, peers (in a comparison set, "
              "median), goods (comparison sets), items, prices (different ones), value, value_gap, "
              "duty_at_stake (EUR), first, last, change, change_lower, change_upper, aeo, controls, "
              "irregular, by_state",
    .source =
        "Huber, Ronchetti 2009, Robust Statistics (medians). Union Customs Code, Articles 70 to 74, and "
        "Implementing Regulation (EU) 2015/2447, Articles 127, 128 and 140 (related parties, doubts). "
        "In the manner of Italy's SIDDA, whose formulas are not public.",
    .examples = "sidda-importer declarations.csv\n"
                "sidda-importer --period year --min-peers 8 2017/*.csv -o importers.csv\n"
                "sidda-importer --by member_state --all declarations.csv\n"
                "sidda-importer --by importer,member_state --within hs6,origin declarations.csv",
    .by = "importer",
    .uses = AN_USES_LEVEL,
    .options = options,
    .sources = sources,
    .run = run,
};

AN_PROGRAM(program)
