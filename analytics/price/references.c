/* references: the references of all comparison sets of an extract, by level, period and key. */
#include "price/references.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

an_code an_references_new(an_references *references, const an_ladder *ladder, an_error *err)
{
    *references = (an_references){.ladder = ladder};
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
                      size_t size, char name[AN_LADDER_KEY + 64], size_t *length)
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
static an_code add_entry(an_references *references, size_t level, const char *period, const char *key,
                         size_t size, an_references_entry **entry, an_error *err)
{
    char name[AN_LADDER_KEY + 64];
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
        .reference = {.median = NAN,
                      .q1 = NAN,
                      .q3 = NAN,
                      .cap = NAN,
                      .lap = NAN,
                      .cleaned_share = NAN,
                      .log_median = NAN,
                      .mad = NAN,
                      .qn = NAN,
                      .mc = NAN,
                      .verdict = AN_PRICE_SPARSE},
    };
    return (*entry)->period != NULL && (*entry)->key != NULL ? AN_OK : an_fail_memory(err);
}

const an_references_entry *an_references_find(const an_references *references, const char *period,
                                              const char *const keys[], size_t min_group)
{
    char key[AN_LADDER_KEY], name[AN_LADDER_KEY + 64];
    size_t size, length;
    uint32_t id;
    for (size_t level = 0; level < references->ladder->n; level++)
        if (an_ladder_key(references->ladder, level, keys, key, &size) &&
            make_name(references, level, period, key, size, name, &length) &&
            an_intern_find(references->keys, name, length, &id) &&
            references->entries[id].reference.n >= min_group)
            return &references->entries[id];
    return NULL;
}

/* ---- of declarations ---- */

static int by_set(const void *a, const void *b, void *given)
{
    const uint32_t *const set = *(const uint32_t *const *)given;
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return set[x] != set[y] ? (set[x] > set[y]) - (set[x] < set[y]) : (x > y) - (x < y);
}

/* Names the set of each group. A set that only repeats a finer one stands once, at the finer level. */
static an_code name_sets(an_references *references, const an_items *items, size_t level, uint32_t set[],
                         an_error *err)
{
    const an_ladder *ladder = references->ladder;
    for (size_t g = 0; g < items->n_groups; g++) {
        const an_item_group *group = &items->groups[g];
        char key[AN_LADDER_KEY];
        size_t size;
        an_references_entry *entry;
        set[g] = AN_REFERENCES_NONE;
        if (an_ladder_repeats(ladder, level, group->keys) ||
            !an_ladder_key(ladder, level, group->keys, key, &size))
            continue;
        an_code code = add_entry(references, level, group->period, key, size, &entry, err);
        if (code != AN_OK)
            return code;
        set[g] = (uint32_t)(entry - references->entries);
    }
    return AN_OK;
}

/* Puts the groups of each set together, and describes it. members: those of this level. scratch: 5 n. */
static void describe_sets(an_references *references, const an_items *items, size_t min_group,
                          const uint32_t set[], uint32_t members[], double scratch[])
{
    for (size_t g = 0; g < items->n_groups; g++)
        members[g] = (uint32_t)g;
    qsort_r(members, items->n_groups, sizeof *members, by_set, &set);
    for (size_t i = 0; i < items->n_groups && set[members[i]] != AN_REFERENCES_NONE;) {
        uint32_t number = set[members[i]];
        an_references_entry *entry = &references->entries[number];
        size_t first = i, n = 0;
        for (; i < items->n_groups && set[members[i]] == number; i++) {
            const an_item_group *group = &items->groups[members[i]];
            for (size_t k = group->first; k < group->first + group->n; k++)
                scratch[n++] = items->items[k].value / items->items[k].mass;
        }
        entry->first = (size_t)(members - references->members) + first;
        entry->n_groups = i - first;
        (void)an_reference_make(scratch, n, min_group, scratch + n, &entry->reference); /* none: n stays 0 */
    }
}

an_code an_references_make(an_references *references, const an_items *items, size_t min_group, an_error *err)
{
    size_t n_groups = items->n_groups, levels = references->ladder->n;
    double *scratch = malloc((5 * items->n + 1) * sizeof *scratch);
    references->n_groups = n_groups;
    references->sets = malloc((levels * n_groups + 1) * sizeof *references->sets);
    references->members = malloc((levels * n_groups + 1) * sizeof *references->members);
    an_code code = AN_OK;
    if (references->sets == NULL || references->members == NULL || scratch == NULL)
        code = an_fail_memory(err);
    for (size_t level = 0; level < levels && code == AN_OK; level++) {
        uint32_t *set = references->sets + level * n_groups;
        code = name_sets(references, items, level, set, err);
        if (code == AN_OK)
            describe_sets(references, items, min_group, set, references->members + level * n_groups, scratch);
    }
    free(scratch);
    return code;
}

static int by_place(const void *a, const void *b)
{
    const an_references_entry *x = *(const an_references_entry *const *)a,
                              *y = *(const an_references_entry *const *)b;
    int order = (x->level > y->level) - (x->level < y->level);
    if (order == 0)
        order = strcmp(x->period, y->period);
    return order != 0 ? order : strcmp(x->key, y->key);
}

an_code an_references_list(an_references *references, const an_references_entry ***list, an_error *err)
{
    size_t n = an_references_count(references);
    *list = an_arena_alloc(&references->arena, n * sizeof **list);
    if (*list == NULL)
        return an_fail_memory(err);
    for (size_t i = 0; i < n; i++)
        (*list)[i] = &references->entries[i];
    qsort(*list, n, sizeof **list, by_place);
    return AN_OK;
}

/* ---- of a table ---- */

const char *const an_reference_columns[] = {
    "n",  "median",       "q1",      "q3",    "cap",        "lap",           "mad",         "qn",
    "mc", "price_groups", "verdict", "level", "log_median", "cleaned_share", "scale_method"};

void an_references_write(const an_references_entry *entry, const an_ladder *ladder, an_output *output)
{
    const an_reference *r = &entry->reference;
    const char *method;
    char key[AN_LADDER_KEY];
    (void)an_reference_scale(r, &method);
    an_output_string(output, entry->period);
    for (size_t k = 0; k < ladder->n_keys; k++) {
        an_ladder_split(entry->key, k, key);
        an_output_string(output, key);
    }
    an_output_count(output, (int64_t)r->n);
    const double numbers[] = {r->median, r->q1, r->q3, r->cap, r->lap, r->mad, r->qn, r->mc};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        an_output_number(output, numbers[i]);
    an_output_count(output, r->price_groups);
    an_output_string(output, an_reference_verdict(r->verdict));
    an_output_string(output, ladder->levels[entry->level].name);
    an_output_number(output, r->log_median);
    an_output_number(output, r->cleaned_share);
    an_output_string(output, method);
}

typedef struct table_columns {
    size_t keys[AN_LADDER_KEYS], period, level;
    size_t n, median, q1, q3, mad, log_median;
} table_columns;

static an_code find_columns(const an_sheet *sheet, const an_ladder *ladder, const char *const by[],
                            table_columns *at, an_error *err)
{
    size_t *const places[] = {&at->period, &at->level, &at->n,   &at->median,
                              &at->q1,     &at->q3,    &at->mad, &at->log_median};
    static const char *const names[] = {"period", "level", "n", "median", "q1", "q3", "mad", "log_median"};
    an_code code = AN_OK;
    for (size_t i = 0; i < sizeof names / sizeof names[0] && code == AN_OK; i++)
        code = an_sheet_need(sheet, names[i], places[i], err);
    for (size_t k = 0; k < ladder->n_keys && code == AN_OK; k++)
        code = an_sheet_need(sheet, by[k], &at->keys[k], err);
    return code;
}

/* The cells of a row that the score needs. */
static an_code read_reference(const an_sheet *sheet, size_t row, const table_columns *at,
                              an_reference *reference, an_error *err)
{
    double n = 0;
    const size_t places[] = {at->n, at->median, at->q1, at->q3, at->mad, at->log_median};
    double *const values[] = {
        &n, &reference->median, &reference->q1, &reference->q3, &reference->mad, &reference->log_median};
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        an_code code = an_sheet_number(sheet, row, (int)places[i], values[i], err);
        if (code != AN_OK)
            return code;
        if (isnan(*values[i]))
            return an_sheet_fail(sheet, row, (int)places[i], err, "empty: expected a number");
    }
    if (!(n >= 0 && n <= 1e15) || !(reference->median > 0))
        return an_sheet_fail(sheet, row, (int)at->n, err, "not a reference of positive prices");
    reference->n = (size_t)n;
    return AN_OK;
}

static size_t find_level(const an_ladder *ladder, const char *name)
{
    for (size_t level = 0; level < ladder->n; level++)
        if (strcmp(ladder->levels[level].name, name) == 0)
            return level;
    return SIZE_MAX;
}

static an_code read_row(an_references *references, const an_sheet *sheet, size_t row, const table_columns *at,
                        an_error *err)
{
    const an_ladder *ladder = references->ladder;
    const char *keys[AN_LADDER_KEYS], *period = an_sheet_cell(sheet, row, (int)at->period);
    char key[AN_LADDER_KEY];
    size_t size, level = find_level(ladder, an_sheet_cell(sheet, row, (int)at->level));
    an_reference reference = {.lap = NAN, .qn = NAN, .mc = NAN};
    an_references_entry *entry;
    if (level == SIZE_MAX)
        return an_sheet_fail(sheet, row, (int)at->level, err, "unknown level '%s' for these keys (--by)",
                             an_sheet_cell(sheet, row, (int)at->level));
    for (size_t k = 0; k < ladder->n_keys; k++)
        keys[k] = an_sheet_cell(sheet, row, (int)at->keys[k]);
    if (!an_ladder_key(ladder, level, keys, key, &size))
        return an_sheet_fail(sheet, row, (int)at->level, err,
                             "the commodity code is too short for its level");
    if (strcmp(an_sheet_cell(sheet, row, (int)at->n), "0") == 0)
        return AN_OK; /* no price: nothing to compare with */
    an_code code = read_reference(sheet, row, at, &reference, err);
    if (code == AN_OK)
        code = add_entry(references, level, period, key, size, &entry, err);
    if (code != AN_OK)
        return code;
    if (entry->reference.n == 0 || strcmp(entry->period, period) <= 0) { /* the latest period */
        entry->reference = reference;
        entry->period = an_arena_copy(&references->arena, period, strlen(period));
    }
    return entry->period != NULL ? AN_OK : an_fail_memory(err);
}

an_code an_references_read(an_references *references, const char *path, const char *const by[], an_error *err)
{
    an_sheet *sheet;
    table_columns at;
    references->any_period = true;
    an_code code = an_sheet_new(&sheet, err);
    if (code != AN_OK)
        return code;
    code = an_sheet_read(sheet, &path, 1, err);
    if (code == AN_OK)
        code = find_columns(sheet, references->ladder, by, &at, err);
    for (size_t row = 0; code == AN_OK && row < an_sheet_rows(sheet); row++)
        code = read_row(references, sheet, row, &at, err);
    an_sheet_free(sheet);
    return code;
}
