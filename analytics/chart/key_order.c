/* key_order: the rows of an indicator table that are of one key. */
#include "chart/key_order.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct group {
    const char *key;
    double value; /* of the first series */
    size_t first; /* row */
    uint32_t id;
} group;

static int compare(const void *a, const void *b)
{
    const group *const x = a, *const y = b;
    const int order = an_chart_descending(x->value, y->value);
    return order != 0 ? order : strcmp(x->key, y->key);
}

static an_code number_rows(const an_chart_rows *rows, uint32_t ids[], size_t *n)
{
    an_intern *keys = NULL;
    an_code code = an_intern_new(&keys);
    for (size_t i = 0; i < rows->n && code == AN_OK; i++)
        code = an_intern_add(keys, rows->rows[i].key, strlen(rows->rows[i].key), &ids[i]);
    if (code == AN_OK)
        *n = an_intern_count(keys);
    an_intern_free(keys);
    return code;
}

/* Ids are given in the order of first appearance. */
static void describe(const an_chart_rows *rows, const uint32_t ids[], group all[], size_t n)
{
    for (size_t k = 0; k < n; k++)
        all[k] = (group){.value = NAN};
    for (size_t i = 0; i < rows->n; i++) {
        group *const of = &all[ids[i]];
        if (of->key == NULL)
            *of = (group){rows->rows[i].key, NAN, i, ids[i]};
        if (rows->rows[i].series == 0)
            of->value = rows->rows[i].value;
    }
}

an_code an_key_order_make(an_key_order *groups, const an_chart_rows *rows, bool sorted, an_error *err)
{
    uint32_t *const ids = calloc(rows->n + 1, sizeof *ids);
    group *const all = calloc(rows->n + 1, sizeof *all);
    size_t *const rank_of = calloc(rows->n + 1, sizeof *rank_of);
    groups->rank = calloc(rows->n + 1, sizeof *groups->rank);
    groups->first = calloc(rows->n + 1, sizeof *groups->first);
    an_code code = AN_OK;
    if (ids == NULL || all == NULL || rank_of == NULL || groups->rank == NULL || groups->first == NULL ||
        number_rows(rows, ids, &groups->n) != AN_OK)
        code = an_fail_memory(err);
    if (code == AN_OK) {
        describe(rows, ids, all, groups->n);
        if (sorted && groups->n > 0)
            qsort(all, groups->n, sizeof *all, compare);
        for (size_t k = 0; k < groups->n; k++) {
            rank_of[all[k].id] = k;
            groups->first[k] = all[k].first;
        }
        for (size_t i = 0; i < rows->n; i++)
            groups->rank[i] = rank_of[ids[i]];
    }
    free(rank_of);
    free(all);
    free(ids);
    return code;
}

void an_key_order_free(an_key_order *groups)
{
    free(groups->rank);
    free(groups->first);
    *groups = (an_key_order){0};
}
