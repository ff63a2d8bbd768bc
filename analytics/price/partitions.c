/* partitions: the priced items of an extract, parted. Adding rows; partition.c looks at one part. */
#include "price/partition_store.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

enum { LINE = 64 }; /* bytes of a cache line */

an_code an_partitions_new(an_partitions **partitions, const an_comparison *comparison, an_period_kind period,
                          unsigned workers, bool placed, uint64_t memory, an_error *err)
{
    const uint64_t open = (uint64_t)workers * AN_PARTITIONS * sizeof(an_open_rows);
    an_partitions *made = calloc(1, sizeof *made);
    if (made == NULL)
        return an_fail_memory(err);
    *made = (an_partitions){.comparison = comparison, .period = period, .placed = placed};
    made->row_size = 2 * sizeof(double) + sizeof(uint32_t) + (placed ? sizeof(uint64_t) : 0);
    made->hands = calloc(workers, sizeof *made->hands);
    an_code code = made->hands == NULL ? an_fail_memory(err) : AN_OK;
    if (code == AN_OK)
        code = an_spill_new(&made->pieces, memory > open ? (memory - open) / 2 : 0, err);
    if (code == AN_OK && getrandom(made->seed, sizeof made->seed, 0) != (ssize_t)sizeof made->seed)
        code = an_fail_errno(err, NULL, "no random bytes");
    for (; made->n_hands < workers && code == AN_OK; made->n_hands++)
        if (an_intern_new(&made->hands[made->n_hands].names) != AN_OK)
            code = an_fail_memory(err);
    if (code != AN_OK) {
        an_partitions_free(made);
        return code;
    }
    *partitions = made;
    return AN_OK;
}

static void free_hand(an_partition_store *h)
{
    an_intern_free(h->names);
    for (size_t p = 0; p < AN_PARTITIONS; p++) {
        free(h->open[p]);
        free(h->more[p]);
        free(h->lists[p].pieces);
    }
    an_parties_free(h);
    free(h->groups);
    free(h->name);
    free(h->order);
    free(h->packed);
}

void an_partitions_free(an_partitions *partitions)
{
    if (partitions == NULL)
        return;
    for (unsigned w = 0; w < partitions->n_hands; w++)
        free_hand(&partitions->hands[w]);
    free(partitions->hands);
    an_spill_free(partitions->pieces);
    free(partitions);
}

/* Writes the name of a group to h->name. */
static an_code make_name(an_partition_store *h, int32_t period, const an_cell keys[], size_t n_keys,
                         size_t *size)
{
    size_t need = sizeof period;
    for (size_t k = 0; k < n_keys; k++)
        need += keys[k].size + 1;
    if (an_grow(&h->name, &h->name_capacity, need, 1) != AN_OK)
        return AN_SYSTEM;
    char *end = mempcpy(h->name, &period, sizeof period);
    for (size_t k = 0; k < n_keys; k++) {
        if (keys[k].size > 0)
            end = mempcpy(end, keys[k].text, keys[k].size);
        *end++ = '\0';
    }
    *size = need;
    return AN_OK;
}

/* The part of a group: by what all sets that it may belong to have in common. */
static uint32_t find_part(const an_partitions *partitions, int32_t period, const an_cell keys[],
                          const char *name, size_t size)
{
    const an_comparison *const comparison = partitions->comparison;
    char heading[sizeof period + 16];
    if (comparison->commodity != SIZE_MAX) {
        const an_cell *const commodity = &keys[comparison->commodity];
        const size_t digits = comparison->levels[comparison->n - 1].digits;
        const size_t n = commodity->size < digits ? commodity->size : digits;
        char *const end = mempcpy(heading, &period, sizeof period);
        if (n > 0)
            memcpy(end, commodity->text, n);
        name = heading;
        size = sizeof period + n;
    }
    return (uint32_t)(an_hash(partitions->seed, name, size) % AN_PARTITIONS);
}

an_code an_partitions_group(an_partitions *partitions, unsigned worker, int32_t period, const an_cell keys[],
                            uint32_t *group, an_error *err)
{
    an_partition_store *const h = &partitions->hands[worker];
    const uint32_t known = an_intern_count(h->names);
    size_t size;
    if (make_name(h, period, keys, partitions->comparison->n_keys, &size) != AN_OK ||
        an_intern_add(h->names, h->name, size, group) != AN_OK)
        return an_fail_memory(err);
    if (*group < known)
        return AN_OK;
    if (an_grow(&h->groups, &h->capacity, (size_t)*group + 1, sizeof *h->groups) != AN_OK)
        return an_fail_memory(err);
    h->groups[*group] = (an_local_group){.part = find_part(partitions, period, keys, h->name, size)};
    return AN_OK;
}

/* Writes rows as a piece, column by column. more: NULL where they have none. */
static void pack(const an_open_row rows[], const an_partition_more more[], size_t n, bool placed, void *piece)
{
    uint64_t *const place = piece;
    double *const value = (double *)piece + (placed ? n : 0), *const mass = value + n;
    const size_t more_size = more != NULL ? n * sizeof *more : 0;
    uint32_t *const group = (uint32_t *)(void *)((char *)(mass + n) + more_size);
    if (more != NULL)
        memcpy(mass + n, more, more_size);
    for (size_t i = 0; i < n; i++) {
        value[i] = rows[i].value;
        mass[i] = rows[i].mass;
        group[i] = rows[i].group;
    }
    for (size_t i = 0; placed && i < n; i++)
        place[i] = rows[i].place;
}

/* Makes a piece of the open rows of part p. */
static an_code flush(an_partitions *partitions, an_partition_store *h, size_t p, an_error *err)
{
    const size_t n = h->n_open[p];
    an_chunk_list *const list = &h->lists[p];
    if (n == 0)
        return AN_OK;
    if (h->packed == NULL && (h->packed = malloc(AN_PIECE_ROWS * partitions->row_size)) == NULL)
        return an_fail_memory(err);
    if (an_grow(&list->pieces, &list->capacity, list->n + 1, sizeof *list->pieces) != AN_OK)
        return an_fail_memory(err);
    pack(h->open[p]->rows, partitions->extended ? h->more[p] : NULL, n, partitions->placed, h->packed);
    h->n_open[p] = 0;
    list->rows += n;
    return an_spill_keep(partitions->pieces, h->packed, n * partitions->row_size, &list->pieces[list->n++],
                         err);
}

an_code an_partitions_add(an_partitions *partitions, unsigned worker, uint32_t group, double value,
                          double mass, uint64_t place, an_error *err)
{
    an_partition_store *const h = &partitions->hands[worker];
    const size_t p = h->groups[group].part;
    if (h->open[p] == NULL && (h->open[p] = aligned_alloc(LINE, sizeof *h->open[p])) == NULL)
        return an_fail_memory(err);
    h->open[p]->rows[h->n_open[p]++] = (an_open_row){value, mass, place, group};
    h->groups[group].n++;
    return h->n_open[p] == AN_PIECE_ROWS ? flush(partitions, h, p, err) : AN_OK;
}

/* Lists the groups of a worker part by part. */
static an_code order_groups(an_partition_store *h)
{
    const uint32_t n = an_intern_count(h->names);
    size_t next[AN_PARTITIONS];
    h->order = malloc((n + 1) * sizeof *h->order);
    if (h->order == NULL)
        return AN_SYSTEM;
    for (uint32_t g = 0; g < n; g++)
        h->first[h->groups[g].part + 1]++;
    for (size_t p = 0; p < AN_PARTITIONS; p++) {
        next[p] = h->first[p];
        h->first[p + 1] += h->first[p];
    }
    for (uint32_t g = 0; g < n; g++)
        h->order[next[h->groups[g].part]++] = g;
    return AN_OK;
}

an_code an_partitions_close(an_partitions *partitions, an_error *err)
{
    an_code code = AN_OK;
    for (unsigned w = 0; w < partitions->n_hands && code == AN_OK; w++) {
        an_partition_store *const h = &partitions->hands[w];
        for (size_t p = 0; p < AN_PARTITIONS && code == AN_OK; p++) {
            code = flush(partitions, h, p, err);
            free(h->open[p]);
            free(h->more[p]);
            h->open[p] = NULL;
            h->more[p] = NULL;
        }
        if (code == AN_OK && order_groups(h) != AN_OK)
            code = an_fail_memory(err);
    }
    return code == AN_OK ? an_parties_join(partitions, err) : code;
}

void an_partitions_forget(an_partitions *partitions)
{
    an_spill_free(partitions->pieces);
    partitions->pieces = NULL;
}

uint64_t an_partitions_size(const an_partitions *partitions, size_t p)
{
    uint64_t rows = 0;
    for (unsigned w = 0; w < partitions->n_hands; w++)
        rows += partitions->hands[w].lists[p].rows;
    return rows;
}
