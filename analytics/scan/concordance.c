/* concordance: commodity codes of several years under one number each, that of the newest.
 *
 * The table is a graph: an edge leads from a code to what it becomes on a day. The codes that one reaches
 * from a day on, each step on a later day than the last, are its numbers of today; where they are several
 * they are put into one union (disjoint sets, by the bytewise first code). Changes of one day are
 * simultaneous: what a code becomes is not changed once more by the same day's. */
#include "scan/concordance.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/listing.h"
#include "base/memory.h"
#include "scan/scan.h"
#include "schema/code.h"

enum { OLD, NEW, SHARE, FROM, N_COLUMNS };

static const an_need needs[N_COLUMNS] = {
    {.name = "old_code", .text = true},
    {.name = "new_code", .text = true},
    {.name = "share", .text = true},
    {.name = "from", .text = true},
};

/* A row of the table. */
typedef struct edge {
    uint32_t old, now;
    an_date from;
    an_decimal share;
    uint64_t line;
    uint32_t today; /* a code of the union under which trade of the old code before `from` stands */
} edge;

struct an_concordance {
    const char *path;
    an_intern *codes;
    edge *edges; /* by old code, then day, then new code */
    size_t n, capacity;
    uint32_t *first;    /* the first edge of each code; n of the last */
    uint32_t *parent;   /* of each code, in its union */
    const char **names; /* of each code: that of its union, or its own */
    bool *is_union;     /* of each root */
    an_arena arena;
};

/* ---- reading ---- */

static an_code read_code(an_concordance *c, const an_row *row, size_t need, uint32_t *id, an_error *err)
{
    char room[AN_COMMODITY_ROOM];
    const an_cell cell = row->values[need].text;
    const an_judgement j = an_code_commodity(cell, 0, room);
    if (cell.size == 0)
        return an_row_fail(row, needs, need, err, "empty; expected a code of 6, 8 or 10 digits");
    if (j.reason != NULL)
        return an_row_fail(row, needs, need, err, "%s: '%.*s'; expected 6, 8 or 10 digits", j.reason,
                           (int)(cell.size < 80 ? cell.size : 80), cell.text);
    return an_intern_add(c->codes, j.text.text, j.text.size, id) == AN_OK ? AN_OK : an_fail_memory(err);
}

static an_code read_edge(void *state, const an_row *row, an_error *err)
{
    an_concordance *const c = state;
    edge e = {.share = an_decimal_from_int(1), .line = row->record->line};
    const an_cell share = row->values[SHARE].text, from = row->values[FROM].text;
    size_t old_size, new_size;
    an_code code = read_code(c, row, OLD, &e.old, err);
    if (code == AN_OK)
        code = read_code(c, row, NEW, &e.now, err);
    if (code != AN_OK)
        return code;
    (void)an_intern_text(c->codes, e.old, &old_size);
    (void)an_intern_text(c->codes, e.now, &new_size);
    if (old_size != new_size)
        return an_row_fail(row, needs, NEW, err, "'%s' has %zu digits, and '%s' %zu",
                           an_intern_text(c->codes, e.now, NULL), new_size,
                           an_intern_text(c->codes, e.old, NULL), old_size);
    if (share.size > 0 && (an_decimal_parse(share.text, share.size, '.', &e.share) != AN_OK ||
                           e.share.units <= 0 || an_decimal_compare(e.share, an_decimal_from_int(1)) > 0))
        return an_row_fail(row, needs, SHARE, err, "not above 0 and up to 1: '%.*s'", (int)share.size,
                           share.text);
    if (an_date_parse(from.text, from.size, NULL, &e.from) != AN_OK)
        return an_row_fail(row, needs, FROM, err, "not a date: '%.*s'", (int)from.size, from.text);
    if (an_grow(&c->edges, &c->capacity, c->n + 1, sizeof *c->edges) != AN_OK)
        return an_fail_memory(err);
    c->edges[c->n++] = e;
    return AN_OK;
}

static an_code read_table(an_concordance *c, bool hash, an_counts *counts, an_error *err)
{
    an_schema *schema = NULL;
    void *const states[] = {c};
    an_code code = an_schema_new(&schema, &(an_schema_options){0}, err);
    const an_scan scan = {.files = &c->path,
                          .n_files = 1,
                          .schema = schema,
                          .needs = needs,
                          .n_needs = N_COLUMNS,
                          .hash = hash,
                          .threads = 1,
                          .row = read_edge};
    if (code == AN_OK)
        code = an_extract_scan(&scan, states, counts, err);
    an_schema_free(schema);
    return code;
}

/* ---- what is refused ---- */

static int by_old(const void *a, const void *b)
{
    const edge *const x = a, *const y = b;
    if (x->old != y->old)
        return x->old < y->old ? -1 : 1;
    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    return x->now != y->now ? (x->now > y->now) - (x->now < y->now)
                            : (x->line > y->line) - (x->line < y->line);
}

static const char *text_of(const an_concordance *c, uint32_t id)
{
    return an_intern_text(c->codes, id, NULL);
}

/* The shares of one code and day, edges first to end - 1. */
static an_code check_shares(const an_concordance *c, size_t first, size_t end, an_error *err)
{
    an_decimal sum = {0};
    uint64_t last = 0;
    char text[AN_DECIMAL_SIZE];
    for (size_t i = first; i < end; i++) {
        const edge *const e = &c->edges[i];
        if (i > first && e->now == e[-1].now)
            return an_fail_at(err, AN_DATA, c->path, e->line, 1,
                              "old_code: '%s' becomes '%s' in line %" PRIu64 " already", text_of(c, e->old),
                              text_of(c, e->now), e[-1].line);
        (void)an_decimal_add(&sum, e->share);
        last = e->line > last ? e->line : last;
    }
    if (an_decimal_compare(sum, an_decimal_from_int(1)) == 0)
        return AN_OK;
    an_decimal_print(sum, text);
    return an_fail_at(err, AN_DATA, c->path, last, SHARE + 1, "share: those of '%s' are %s together, not 1",
                      text_of(c, c->edges[first].old), text);
}

/* Whether the code that edge e leads to leads back to where e begins, by edges of the same day: steps of them
 * at most, so that a chain of many codes ends. */
static bool leads_back(const an_concordance *c, const edge *e, uint32_t at, size_t steps)
{
    for (size_t i = c->first[at]; i < c->first[at + 1] && steps > 0; i++) {
        const edge *const next = &c->edges[i];
        if (next->from != e->from || next->now == at)
            continue;
        if (next->now == e->old || leads_back(c, e, next->now, steps - 1))
            return true;
    }
    return false;
}

static an_code check(const an_concordance *c, an_error *err)
{
    enum { STEPS = 16 };
    for (size_t first = 0, end; first < c->n; first = end) {
        for (end = first + 1; end < c->n && c->edges[end].old == c->edges[first].old &&
                              c->edges[end].from == c->edges[first].from;)
            end++;
        const an_code code = check_shares(c, first, end, err);
        if (code != AN_OK)
            return code;
    }
    for (size_t i = 0; i < c->n; i++) {
        const edge *const e = &c->edges[i];
        if (e->now != e->old && leads_back(c, e, e->now, STEPS))
            return an_fail_at(
                err, AN_DATA, c->path, e->line, NEW + 1,
                "new_code: '%s' becomes '%s', which becomes '%s' again on the same day: a cycle",
                text_of(c, e->old), text_of(c, e->now), text_of(c, e->old));
    }
    return AN_OK;
}

/* ---- unions ---- */

static uint32_t root_of(const an_concordance *c, uint32_t id)
{
    while (c->parent[id] != id)
        id = c->parent[id] = c->parent[c->parent[id]];
    return id;
}

/* Joins all that a code becomes later than `after` with *one; UINT32_MAX: it is made that. */
static void join_all(an_concordance *c, uint32_t id, int64_t after, uint32_t *one)
{
    size_t i = c->first[id];
    const size_t end = c->first[id + 1];
    while (i < end && c->edges[i].from <= after)
        i++;
    if (i == end) {
        const uint32_t root = root_of(c, id), other = *one != UINT32_MAX ? root_of(c, *one) : root;
        const bool is_first = strcmp(text_of(c, root), text_of(c, other)) < 0;
        c->parent[is_first ? other : root] = is_first ? root : other;
        *one = root_of(c, id);
        return;
    }
    for (const an_date day = c->edges[i].from; i < end && c->edges[i].from == day; i++)
        join_all(c, c->edges[i].now, day, one);
}

/* What is known of the union of a root while its codes are gone through in order. */
typedef struct union_name {
    char text[80];
    size_t codes;
} union_name;

/* Names each union: by all of its codes, or by the first and how many more. */
static an_code name_unions(an_concordance *c, const uint32_t order[], union_name unions[], an_error *err)
{
    enum { SHOWN = 4 };
    const uint32_t count = an_intern_count(c->codes);
    for (uint32_t k = 0; k < count; k++) {
        union_name *const one = &unions[root_of(c, order[k])];
        const size_t used = strlen(one->text);
        if (++one->codes <= SHOWN)
            snprintf(one->text + used, sizeof one->text - used, "%s%s", used > 0 ? "+" : "",
                     text_of(c, order[k]));
    }
    for (uint32_t k = 0; k < count; k++) {
        union_name *const one = &unions[k];
        const size_t used = strlen(one->text);
        c->is_union[k] = one->codes > 1;
        if (one->codes > SHOWN)
            snprintf(one->text + used, sizeof one->text - used, "+%zu more", one->codes - SHOWN);
        c->names[k] = one->codes > 0 ? an_arena_copy(&c->arena, one->text, strlen(one->text)) : NULL;
        if (one->codes > 0 && c->names[k] == NULL)
            return an_fail_memory(err);
    }
    for (uint32_t k = 0; k < count; k++)
        c->names[k] = c->names[root_of(c, k)];
    return AN_OK;
}

static an_code make_unions(an_concordance *c, an_error *err)
{
    const size_t count = an_intern_count(c->codes);
    uint32_t *const order = malloc((count + 1) * sizeof *order);
    union_name *const unions = calloc(count + 1, sizeof *unions);
    an_code code = order != NULL && unions != NULL ? AN_OK : an_fail_memory(err);
    for (uint32_t k = 0; k < count; k++)
        c->parent[k] = k;
    for (size_t i = 0; i < c->n; i++) {
        edge *const e = &c->edges[i];
        e->today = UINT32_MAX;
        join_all(c, e->old, (int64_t)e->from - 1, &e->today);
    }
    if (code == AN_OK) {
        an_intern_sort(c->codes, order);
        code = name_unions(c, order, unions, err);
    }
    free(unions);
    free(order);
    return code;
}

/* Room for what is known of each code, and where its edges begin. */
static an_code index_edges(an_concordance *c, an_error *err)
{
    const size_t count = an_intern_count(c->codes);
    c->first = calloc(count + 1, sizeof *c->first);
    c->parent = calloc(count + 1, sizeof *c->parent);
    c->names = calloc(count + 1, sizeof *c->names);
    c->is_union = calloc(count + 1, sizeof *c->is_union);
    if (c->first == NULL || c->parent == NULL || c->names == NULL || c->is_union == NULL)
        return an_fail_memory(err);
    if (c->n > 0)
        qsort(c->edges, c->n, sizeof *c->edges, by_old);
    for (size_t id = 0, i = 0; id <= count; id++) {
        while (i < c->n && c->edges[i].old < id)
            i++;
        c->first[id] = (uint32_t)i;
    }
    return AN_OK;
}

an_code an_concordance_new(an_concordance **concordance, const char *path, bool hash, an_counts *counts,
                           an_error *err)
{
    an_concordance *const c = calloc(1, sizeof *c);
    if (c == NULL)
        return an_fail_memory(err);
    c->path = path;
    an_code code = an_intern_new(&c->codes) == AN_OK ? AN_OK : an_fail_memory(err);
    if (code == AN_OK)
        code = read_table(c, hash, counts, err);
    if (code == AN_OK)
        code = index_edges(c, err);
    if (code == AN_OK)
        code = check(c, err);
    if (code == AN_OK)
        code = make_unions(c, err);
    if (code != AN_OK) {
        an_concordance_free(c);
        return code;
    }
    *concordance = c;
    return AN_OK;
}

void an_concordance_free(an_concordance *c)
{
    if (c == NULL)
        return;
    an_intern_free(c->codes);
    free(c->edges);
    free(c->first);
    free(c->parent);
    free(c->names);
    free(c->is_union);
    an_arena_free(&c->arena);
    free(c);
}

an_cell an_concordance_code(const an_concordance *c, an_cell code, an_date day)
{
    uint32_t id;
    if (!an_intern_find(c->codes, code.text, code.size, &id))
        return code;
    const char *name = c->names[id];
    for (size_t i = c->first[id]; i < c->first[id + 1]; i++)
        if (c->edges[i].from > day) {
            name = c->names[c->edges[i].today];
            break;
        }
    return (an_cell){.text = name, .size = strlen(name)};
}

size_t an_concordance_unions(const an_concordance *c, char *out, size_t size)
{
    size_t n = 0;
    out[0] = '\0';
    for (uint32_t k = 0; k < an_intern_count(c->codes); k++) {
        if (!c->is_union[k])
            continue;
        an_listing_add(out, size, c->names[k]);
        n++;
    }
    return n;
}
