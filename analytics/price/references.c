/* references: the references of all comparison sets of an extract.
 *
 * A set is found by its name: level, period and joined key, interned. It holds the numbers of its groups,
 * not their prices, so that one price stands in memory once though six levels rest on it; describing a set
 * gathers the prices of its groups.
 *
 * The reference of a small group is an_references_find: from the finest level on the first set with at least
 * min_group prices, and NULL where no level has as many: the item is then counted as not scored, never
 * judged by too few. The same search serves a table that sidda-reference wrote in an earlier quarter, which
 * therefore holds the coarser levels as well. */
#include "price/references.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

an_code an_references_new(an_references *references, const an_comparison *comparison, an_error *err)
{
    *references = (an_references){.comparison = comparison};
    return an_intern_new(&references->keys) == AN_OK ? AN_OK : an_fail_memory(err);
}

void an_references_free(an_references *references)
{
    an_intern_free(references->keys);
    an_arena_free(&references->arena);
    free(references->entries);
    free(references->sets);
    free(references->members);
    *references = (an_references){0};
}

size_t an_references_count(const an_references *references)
{
    return references->keys != NULL ? an_intern_count(references->keys) : 0;
}

/* The text under which an entry is found. False: too long. */
static bool make_name(const an_references *references, size_t level, const char *period, const char *key,
                      size_t size, char name[AN_COMPARISON_KEY + 64], size_t *length)
{
    size_t period_size = references->any_period ? 0 : strlen(period);
    if (period_size > 48)
        return false;
    name[0] = (char)('0' + level);
    memcpy(name + 1, period, period_size);
    name[1 + period_size] = '\n';
    memcpy(name + 2 + period_size, key, size);
    *length = 2 + period_size + size;
    return true;
}

/* The entry of a set, made now if it is new. */
static an_code add(an_references *references, size_t level, const char *period, const char *key, size_t size,
                   an_references_entry **entry, an_error *err)
{
    char name[AN_COMPARISON_KEY + 64];
    size_t length;
    uint32_t id, known = an_intern_count(references->keys);
    if (!make_name(references, level, period, key, size, name, &length))
        return an_fail(err, AN_DATA, "a period is too long: '%.60s'", period);
    if (an_intern_add(references->keys, name, length, &id) != AN_OK ||
        an_grow(&references->entries, &references->capacity, (size_t)id + 1, sizeof *references->entries) !=
            AN_OK)
        return an_fail_memory(err);
    *entry = &references->entries[id];
    if (id < known)
        return AN_OK;
    **entry = (an_references_entry){
        .level = level,
        .period = an_arena_copy(&references->arena, period, strlen(period)),
        .key = an_arena_copy(&references->arena, key, size),
        .reference = an_reference_none,
    };
    return (*entry)->period != NULL && (*entry)->key != NULL ? AN_OK : an_fail_memory(err);
}

const an_references_entry *an_references_find(const an_references *references, const char *period,
                                              const char *const keys[], size_t min_group)
{
    char key[AN_COMPARISON_KEY], name[AN_COMPARISON_KEY + 64];
    size_t size, length;
    uint32_t id;
    for (size_t level = 0; level < references->comparison->n; level++)
        if (an_comparison_key(references->comparison, level, keys, key, &size) &&
            make_name(references, level, period, key, size, name, &length) &&
            an_intern_find(references->keys, name, length, &id) &&
            references->entries[id].reference.n >= min_group)
            return &references->entries[id];
    return NULL;
}

/* ---- of declarations ---- */

/* Names the set of each group. A set that only repeats a finer one stands once, at the finer level. */
static an_code name_sets(an_references *references, const an_item_group groups[], size_t level,
                         uint32_t set[], an_error *err)
{
    const an_comparison *comparison = references->comparison;
    for (size_t g = 0; g < references->n_groups; g++) {
        const an_item_group *group = &groups[g];
        char key[AN_COMPARISON_KEY];
        size_t size;
        an_references_entry *entry;
        set[g] = AN_REFERENCES_NONE;
        if (an_comparison_repeats(comparison, level, group->keys) ||
            !an_comparison_key(comparison, level, group->keys, key, &size))
            continue;
        an_code code = add(references, level, group->period, key, size, &entry, err);
        if (code != AN_OK)
            return code;
        set[g] = (uint32_t)(entry - references->entries);
        entry->n_groups++;
        entry->reference.n += group->n;
    }
    return AN_OK;
}

/* Puts the groups of each set together, from entry number first on; next: where the members of this level
 * go. */
static void list_members(an_references *references, const uint32_t set[], size_t first, size_t next)
{
    for (size_t e = first; e < an_references_count(references); e++) {
        references->entries[e].first = next;
        next += references->entries[e].n_groups;
        references->entries[e].n_groups = 0;
    }
    for (size_t g = 0; g < references->n_groups; g++)
        if (set[g] != AN_REFERENCES_NONE) {
            an_references_entry *entry = &references->entries[set[g]];
            references->members[entry->first + entry->n_groups++] = (uint32_t)g;
        }
}

an_code an_references_name(an_references *references, const an_item_group groups[], size_t n_groups,
                           size_t levels, an_error *err)
{
    if (references->sets == NULL) {
        const size_t room = references->comparison->n * n_groups + 1;
        references->n_groups = n_groups;
        references->sets = malloc(room * sizeof *references->sets);
        references->members = malloc(room * sizeof *references->members);
    }
    an_code code = references->sets == NULL || references->members == NULL ? an_fail_memory(err) : AN_OK;
    for (; references->n_named < levels && code == AN_OK; references->n_named++) {
        const size_t level = references->n_named, first = an_references_count(references);
        uint32_t *set = references->sets + level * n_groups;
        code = name_sets(references, groups, level, set, err);
        if (code == AN_OK)
            list_members(references, set, first, level * n_groups);
    }
    return code;
}

size_t an_references_gather(const an_references *references, const an_references_entry *entry,
                            const an_item_group groups[], const double from[], double to[])
{
    size_t n = 0;
    for (size_t i = 0; i < entry->n_groups; i++) {
        const an_item_group *group = &groups[references->members[entry->first + i]];
        if (group->n > 0)
            memcpy(to + n, from + group->first, group->n * sizeof *to);
        n += group->n;
    }
    return n;
}

void an_references_describe(an_references *references, size_t number, const an_item_group groups[],
                            const double price[], unsigned parts, size_t min_group, double room[])
{
    an_references_entry *entry = &references->entries[number];
    const size_t n = an_references_gather(references, entry, groups, price, room);
    an_reference_describe(room, n, parts, min_group, room + n, &entry->reference);
}

an_code an_references_price(an_references *references, const an_partition *partition, unsigned parts,
                            size_t min_group, size_t room, an_prices *prices, an_error *err)
{
    const size_t n = an_references_count(references);
    size_t most = 0;
    bool any = false;
    *prices = (an_prices){0};
    for (size_t e = 0; e < n; e++) {
        const an_references_entry *const entry = &references->entries[e];
        any = any || entry->wanted;
        most = entry->wanted && entry->reference.n > most ? entry->reference.n : most;
    }
    if (!any)
        return AN_OK;
    an_code code = an_prices_load(prices, partition, room * most, err);
    for (size_t e = 0; e < n && code == AN_OK; e++)
        if (references->entries[e].wanted) {
            an_references_describe(references, e, partition->groups, prices->price, parts, min_group,
                                   prices->room);
            references->entries[e].wanted = false;
        }
    return code;
}

/* ---- of all parts ---- */

struct an_reference_list_part {
    an_partition partition;
    an_references references;
};

typedef struct listing_job {
    an_partitions *partitions;
    const an_comparison *comparison;
    size_t levels, min_group;
    unsigned parts;
    an_reference_list_part *out;
} listing_job;

static an_code describe_part(void *context, size_t p, unsigned thread, an_error *err)
{
    const listing_job *job = context;
    an_reference_list_part *part = &job->out[p];
    an_references *references = &part->references;
    an_prices prices = {0};
    (void)thread;
    an_code code = an_partition_open(&part->partition, job->partitions, p, err);
    if (code == AN_OK)
        code = an_references_new(references, job->comparison, err);
    if (code == AN_OK)
        code = an_references_name(references, part->partition.groups, part->partition.n_groups, job->levels,
                                  err);
    for (size_t e = 0; e < an_references_count(references) && code == AN_OK; e++)
        references->entries[e].wanted = true;
    if (code == AN_OK)
        code = an_references_price(references, &part->partition, job->parts, job->min_group,
                                   AN_REFERENCES_ROOM, &prices, err);
    an_prices_free(&prices);
    return code;
}

static int by_level(const void *a, const void *b)
{
    const an_references_entry *x = *(const an_references_entry *const *)a,
                              *y = *(const an_references_entry *const *)b;
    int order = (x->level > y->level) - (x->level < y->level);
    if (order == 0)
        order = strcmp(x->period, y->period);
    return order != 0 ? order : strcmp(x->key, y->key);
}

static an_code list(an_reference_list *listing, an_error *err)
{
    size_t n = 0;
    for (size_t p = 0; p < AN_PARTITIONS; p++)
        n += an_references_count(&listing->parts[p].references);
    listing->list = malloc((n + 1) * sizeof *listing->list);
    if (listing->list == NULL)
        return an_fail_memory(err);
    for (size_t p = 0; p < AN_PARTITIONS; p++) {
        const an_references *references = &listing->parts[p].references;
        for (size_t e = 0; e < an_references_count(references); e++)
            listing->list[listing->n++] = &references->entries[e];
    }
    if (listing->n > 0)
        qsort(listing->list, listing->n, sizeof *listing->list, by_level);
    return AN_OK;
}

an_code an_reference_list_make(an_reference_list *listing, an_partitions *partitions,
                               const an_comparison *comparison, size_t levels, unsigned parts,
                               size_t min_group, unsigned threads, an_error *err)
{
    *listing = (an_reference_list){.parts = calloc(AN_PARTITIONS, sizeof *listing->parts)};
    if (listing->parts == NULL)
        return an_fail_memory(err);
    listing_job job = {partitions, comparison, levels, min_group, parts, listing->parts};
    an_code code = an_partitions_run(partitions, threads, describe_part, &job, err);
    if (code == AN_OK)
        code = list(listing, err);
    if (code != AN_OK)
        an_reference_list_free(listing);
    return code;
}

void an_reference_list_free(an_reference_list *listing)
{
    for (size_t p = 0; listing->parts != NULL && p < AN_PARTITIONS; p++) {
        an_references_free(&listing->parts[p].references);
        an_partition_free(&listing->parts[p].partition);
    }
    free(listing->parts);
    free(listing->list);
    *listing = (an_reference_list){0};
}

/* ---- as a table ---- */

const char *const an_reference_columns[] = {
    "n",  "median",       "q1",      "q3",    "cap",        "lap",           "mad",         "qn",
    "mc", "price_groups", "verdict", "level", "log_median", "cleaned_share", "scale_method"};

void an_references_write(const an_references_entry *entry, const an_comparison *comparison, an_output *output)
{
    const an_reference *r = &entry->reference;
    const char *method;
    char key[AN_COMPARISON_KEY];
    (void)an_reference_scale(r, &method);
    an_output_string(output, entry->period);
    for (size_t k = 0; k < comparison->n_keys; k++) {
        an_comparison_split(entry->key, k, key);
        an_output_string(output, key);
    }
    an_output_count(output, (int64_t)r->n);
    const double numbers[] = {r->median, r->q1, r->q3, r->cap, r->lap, r->mad, r->qn, r->mc};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        an_output_number(output, numbers[i]);
    const bool judged = (r->made & AN_REFERENCE_GOODS) != 0;
    if (judged)
        an_output_count(output, r->price_groups);
    else
        an_output_empty(output);
    an_output_string(output, judged ? an_reference_verdict(r->verdict) : "");
    an_output_string(output, comparison->levels[entry->level].name);
    an_output_number(output, r->log_median);
    an_output_number(output, r->cleaned_share);
    an_output_string(output, method);
}

/* The columns that the score needs; from N on numbers. */
enum { PERIOD, LEVEL, N, MEDIAN, Q1, Q3, MAD, LOG_MEDIAN, COLUMNS };

typedef struct table_columns {
    size_t keys[AN_COMPARISON_KEYS], own[COLUMNS];
} table_columns;

static an_code find_columns(const an_sheet *sheet, const an_comparison *comparison, const char *const by[],
                            table_columns *at, an_error *err)
{
    static const char *const names[COLUMNS] = {"period", "level", "n",   "median",
                                               "q1",     "q3",    "mad", "log_median"};
    an_code code = AN_OK;
    for (size_t i = 0; i < COLUMNS && code == AN_OK; i++)
        code = an_sheet_need(sheet, names[i], &at->own[i], err);
    for (size_t k = 0; k < comparison->n_keys && code == AN_OK; k++)
        code = an_sheet_need(sheet, by[k], &at->keys[k], err);
    return code;
}

/* The cells of a row that the score needs. */
static an_code read_reference(const an_sheet *sheet, size_t row, const table_columns *at,
                              an_reference *reference, an_error *err)
{
    double n = 0;
    double *const values[COLUMNS] = {[N] = &n,
                                     [MEDIAN] = &reference->median,
                                     [Q1] = &reference->q1,
                                     [Q3] = &reference->q3,
                                     [MAD] = &reference->mad,
                                     [LOG_MEDIAN] = &reference->log_median};
    for (size_t i = N; i < COLUMNS; i++) {
        an_code code = an_sheet_number(sheet, row, (int)at->own[i], values[i], err);
        if (code != AN_OK)
            return code;
        if (isnan(*values[i]))
            return an_sheet_fail(sheet, row, (int)at->own[i], err, "empty: expected a number");
    }
    if (!(n >= 0 && n <= 1e15) || !(reference->median > 0))
        return an_sheet_fail(sheet, row, (int)at->own[N], err, "not a reference of positive prices");
    reference->n = (size_t)n;
    reference->made = AN_REFERENCE_LEVEL;
    return AN_OK;
}

static size_t find_level(const an_comparison *comparison, const char *name)
{
    for (size_t level = 0; level < comparison->n; level++)
        if (strcmp(comparison->levels[level].name, name) == 0)
            return level;
    return SIZE_MAX;
}

static an_code read_row(an_references *references, const an_sheet *sheet, size_t row, const table_columns *at,
                        an_error *err)
{
    const an_comparison *comparison = references->comparison;
    const char *keys[AN_COMPARISON_KEYS], *period = an_sheet_cell(sheet, row, (int)at->own[PERIOD]);
    char key[AN_COMPARISON_KEY];
    size_t size, level = find_level(comparison, an_sheet_cell(sheet, row, (int)at->own[LEVEL]));
    an_reference reference = an_reference_none;
    an_references_entry *entry;
    if (level == SIZE_MAX)
        return an_sheet_fail(sheet, row, (int)at->own[LEVEL], err, "unknown level '%s' for these keys (--by)",
                             an_sheet_cell(sheet, row, (int)at->own[LEVEL]));
    for (size_t k = 0; k < comparison->n_keys; k++)
        keys[k] = an_sheet_cell(sheet, row, (int)at->keys[k]);
    if (!an_comparison_key(comparison, level, keys, key, &size))
        return an_sheet_fail(sheet, row, (int)at->own[LEVEL], err,
                             "the commodity code is too short for its level");
    if (strcmp(an_sheet_cell(sheet, row, (int)at->own[N]), "0") == 0)
        return AN_OK; /* no price: nothing to compare with */
    an_code code = read_reference(sheet, row, at, &reference, err);
    if (code == AN_OK)
        code = add(references, level, period, key, size, &entry, err);
    if (code != AN_OK)
        return code;
    if (entry->reference.n == 0 || strcmp(entry->period, period) <= 0) { /* the latest period */
        entry->reference = reference;
        entry->period = an_arena_copy(&references->arena, period, strlen(period));
    }
    return entry->period != NULL ? AN_OK : an_fail_memory(err);
}

an_code an_references_read(an_references *references, const an_sheet *sheet, const char *const by[],
                           an_error *err)
{
    table_columns at;
    references->any_period = true;
    an_code code = find_columns(sheet, references->comparison, by, &at, err);
    for (size_t row = 0; code == AN_OK && row < an_sheet_rows(sheet); row++)
        code = read_row(references, sheet, row, &at, err);
    return code;
}
