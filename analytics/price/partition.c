/* partition: one part of an an_partitions: its groups and rows. */
#include "price/partition_store.h"

#include <stdlib.h>
#include <string.h>

#include "base/threads.h"

void an_partition_free(an_partition *partition)
{
    an_arena_free(&partition->arena);
    free(partition->groups);
    free(partition->periods);
    *partition = (an_partition){0};
}

int an_partition_compare(const an_partition *a, size_t g, const an_partition *b, size_t h)
{
    int order = (a->periods[g] > b->periods[h]) - (a->periods[g] < b->periods[h]);
    for (size_t k = 0; k < a->from->comparison->n_keys && order == 0; k++)
        order = strcmp(a->groups[g].keys[k], b->groups[h].keys[k]);
    return (order > 0) - (order < 0);
}

/* Numbers the groups that the workers found in this part, those of one name alike. */
static an_code join_groups(an_partition *partition, an_intern *names)
{
    for (unsigned w = 0; w < partition->from->n_hands; w++) {
        const an_partition_store *const h = &partition->from->hands[w];
        for (size_t i = h->first[partition->number]; i < h->first[partition->number + 1]; i++) {
            an_local_group *const group = &h->groups[h->order[i]];
            size_t size;
            const char *const name = an_intern_text(h->names, h->order[i], &size);
            if (an_intern_add(names, name, size, &group->number) != AN_OK)
                return AN_SYSTEM;
        }
    }
    return AN_OK;
}

/* Makes the groups of their names, in the order of these. */
static an_code make_groups(an_partition *partition, const an_intern *names)
{
    const size_t n_keys = partition->from->comparison->n_keys, n = an_intern_count(names);
    partition->groups = calloc(n + 1, sizeof *partition->groups);
    partition->periods = calloc(n + 1, sizeof *partition->periods);
    if (partition->groups == NULL || partition->periods == NULL)
        return AN_SYSTEM;
    for (; partition->n_groups < n; partition->n_groups++) {
        size_t size;
        char period[AN_PERIOD_SIZE];
        const char *const name = an_intern_text(names, (uint32_t)partition->n_groups, &size);
        int32_t *const index = &partition->periods[partition->n_groups];
        memcpy(index, name, sizeof *index);
        const size_t length = an_period_print((an_period){partition->from->period, *index}, period);
        const char *text = an_arena_copy(&partition->arena, name + sizeof *index, size - sizeof *index);
        const char **const keys = an_arena_alloc(&partition->arena, n_keys * sizeof *keys);
        an_item_group *const group = &partition->groups[partition->n_groups];
        group->period = an_arena_copy(&partition->arena, period, length);
        group->keys = keys;
        if (text == NULL || keys == NULL || group->period == NULL)
            return AN_SYSTEM;
        for (size_t k = 0; k < n_keys; k++, text += strlen(text) + 1)
            keys[k] = text;
    }
    return AN_OK;
}

static int by_name(const void *a, const void *b, void *given)
{
    return an_partition_compare(given, *(const uint32_t *)a, given, *(const uint32_t *)b);
}

/* Puts the groups in order; rank[g]: where group g goes. */
static an_code sort_groups(an_partition *partition, uint32_t rank[])
{
    const size_t n = partition->n_groups;
    uint32_t *const sorted = malloc((n + 1) * sizeof *sorted);
    an_item_group *const groups = calloc(n + 1, sizeof *groups);
    int32_t *const periods = malloc((n + 1) * sizeof *periods);
    if (sorted == NULL || groups == NULL || periods == NULL) {
        free(sorted);
        free(groups);
        free(periods);
        return AN_SYSTEM;
    }
    for (size_t g = 0; g < n; g++)
        sorted[g] = (uint32_t)g;
    qsort_r(sorted, n, sizeof *sorted, by_name, partition);
    for (size_t i = 0; i < n; i++) {
        rank[sorted[i]] = (uint32_t)i;
        groups[i] = partition->groups[sorted[i]];
        periods[i] = partition->periods[sorted[i]];
    }
    free(sorted);
    free(partition->groups);
    free(partition->periods);
    partition->groups = groups;
    partition->periods = periods;
    return AN_OK;
}

/* Tells the workers' groups their final numbers, and the groups how many rows they have. */
static void number_rows(an_partition *partition, const uint32_t rank[])
{
    for (unsigned w = 0; w < partition->from->n_hands; w++) {
        const an_partition_store *const h = &partition->from->hands[w];
        for (size_t i = h->first[partition->number]; i < h->first[partition->number + 1]; i++) {
            an_local_group *const group = &h->groups[h->order[i]];
            group->number = rank[group->number];
            partition->groups[group->number].n += group->n;
        }
    }
    for (size_t g = 0; g < partition->n_groups; g++) {
        partition->groups[g].first = partition->n;
        partition->n += partition->groups[g].n;
    }
}

an_code an_partition_open(an_partition *partition, an_partitions *from, size_t p, an_error *err)
{
    an_intern *names = NULL;
    uint32_t *rank = NULL;
    *partition = (an_partition){.from = from, .number = p};
    an_code code = an_intern_new(&names);
    if (code == AN_OK)
        code = join_groups(partition, names);
    if (code == AN_OK)
        code = make_groups(partition, names);
    if (code == AN_OK && (rank = calloc(partition->n_groups + 1, sizeof *rank)) == NULL)
        code = AN_SYSTEM;
    if (code == AN_OK)
        code = sort_groups(partition, rank);
    if (code == AN_OK)
        number_rows(partition, rank);
    free(rank);
    an_intern_free(names);
    return code == AN_OK ? AN_OK : an_fail_memory(err);
}

/* Where the columns of a piece lie. */
static an_partition_piece view(const an_partitions *from, const void *bytes, size_t size)
{
    an_partition_piece piece = {.n = size / from->row_size, .place = from->placed ? bytes : NULL};
    piece.value = from->placed ? (const double *)(const void *)(piece.place + piece.n) : bytes;
    piece.mass = piece.value + piece.n;
    const void *more = piece.mass + piece.n;
    piece.more = from->extended ? more : NULL;
    piece.group = from->extended ? (const void *)(piece.more + piece.n) : more;
    return piece;
}

an_code an_partition_rows(const an_partition *partition, an_partition_each *each, void *context,
                          an_error *err)
{
    const an_partitions *const from = partition->from;
    void *const room = malloc(AN_PIECE_ROWS * from->row_size);
    uint32_t *const group = malloc(AN_PIECE_ROWS * sizeof *group);
    an_partition_more *const more = malloc((from->extended ? AN_PIECE_ROWS : 1) * sizeof *more);
    an_code code = room == NULL || group == NULL || more == NULL ? an_fail_memory(err) : AN_OK;
    for (unsigned w = 0; w < from->n_hands; w++) {
        const an_partition_store *const h = &from->hands[w];
        const an_chunk_list *const list = &h->lists[partition->number];
        for (size_t i = 0; i < list->n && code == AN_OK; i++) {
            const void *bytes;
            code = an_spill_get(from->pieces, &list->pieces[i], room, &bytes, err);
            if (code != AN_OK)
                break;
            an_partition_piece piece = view(from, bytes, list->pieces[i].size);
            for (size_t k = 0; k < piece.n; k++)
                group[k] = h->groups[piece.group[k]].number;
            piece.group = group;
            if (piece.more != NULL) {
                memcpy(more, piece.more, piece.n * sizeof *more);
                an_parties_translate(h, more, piece.n);
                piece.more = more;
            }
            code = each(context, &piece, err);
        }
    }
    free(room);
    free(group);
    free(more);
    return code;
}

/* Rows on their way to their groups. */
typedef struct placing {
    size_t *next; /* of each group */
    double *value, *mass;
} placing;

static an_code place_rows(void *context, const an_partition_piece *piece, an_error *err)
{
    const placing *const to = context;
    (void)err;
    for (size_t i = 0; i < piece->n; i++) {
        const size_t at = to->next[piece->group[i]]++;
        to->value[at] = piece->value[i];
        to->mass[at] = piece->mass[i];
    }
    return AN_OK;
}

static an_code place_all(const an_partition *partition, const an_partition_data *data, an_error *err)
{
    placing to = {malloc((partition->n_groups + 1) * sizeof *to.next), data->value, data->mass};
    if (to.next == NULL)
        return an_fail_memory(err);
    for (size_t g = 0; g < partition->n_groups; g++)
        to.next[g] = partition->groups[g].first;
    const an_code code = an_partition_rows(partition, place_rows, &to, err);
    free(to.next);
    return code;
}

an_code an_partition_load(const an_partition *partition, size_t room, an_partition_data *data, an_error *err)
{
    const size_t n = partition->n;
    *data = (an_partition_data){.price = malloc((3 * n + room + 1) * sizeof *data->price)};
    if (data->price == NULL)
        return an_fail_memory(err);
    data->value = data->price + n;
    data->mass = data->value + n;
    data->room = data->mass + n;
    const an_code code = place_all(partition, data, err);
    for (size_t i = 0; i < n && code == AN_OK; i++)
        data->price[i] = data->value[i] / data->mass[i];
    return code;
}

void an_partition_unload(an_partition_data *data)
{
    free(data->price);
    *data = (an_partition_data){0};
}

/* ---- all parts ---- */

typedef struct part_size {
    uint64_t n;
    size_t p;
} part_size;

static int by_size(const void *a, const void *b)
{
    const part_size *x = a, *y = b;
    return x->n != y->n ? (x->n < y->n) - (x->n > y->n) : (x->p > y->p) - (x->p < y->p);
}

typedef struct running {
    an_partitions_step *step;
    void *context;
    part_size turn[AN_PARTITIONS];
    an_code code[AN_PARTITIONS];
    an_error error[AN_PARTITIONS];
} running;

static void run_some(void *context, unsigned thread, size_t first, size_t end)
{
    running *r = context;
    for (size_t i = first; i < end; i++) {
        const size_t p = r->turn[i].p;
        r->code[p] = r->step(r->context, p, thread, &r->error[p]);
    }
}

an_code an_partitions_run(an_partitions *partitions, unsigned threads, an_partitions_step *step,
                          void *context, an_error *err)
{
    running *const r = calloc(1, sizeof *r);
    if (r == NULL)
        return an_fail_memory(err);
    r->step = step;
    r->context = context;
    for (size_t p = 0; p < AN_PARTITIONS; p++)
        r->turn[p] = (part_size){an_partitions_size(partitions, p), p};
    qsort(r->turn, AN_PARTITIONS, sizeof *r->turn, by_size);
    an_threads_run(AN_PARTITIONS, 1, threads, run_some, r);
    an_code code = AN_OK;
    for (size_t p = 0; p < AN_PARTITIONS && code == AN_OK; p++) {
        code = r->code[p];
        if (code != AN_OK)
            *err = r->error[p];
    }
    free(r);
    return code;
}
