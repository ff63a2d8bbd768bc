/* partitions: the priced items of an extract, parted.
 *
 * Each worker of a scan has groups and rows of its own, so that nothing is locked. Its rows wait, part by
 * part, until there are enough for a chunk, in which they lie column by column; chunks go to a spill, in
 * memory up to the bound and then on disk. What the workers found is joined when a part is opened: groups of
 * one name become one, and so do, after the scan, the Member States and importers. */
#include "price/partitions.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/threads.h"
#include "base/spill.h"

enum { CHUNK_ROWS = 256 };

/* A row that is not in a chunk yet: half a cache line, so that adding one touches one line of its part.
 * (Columns a multiple of 4 KiB apart, in all parts, would fall on the same few sets of the cache.) */
typedef struct open_row {
    double value, mass;
    uint64_t place;
    uint32_t group; /* the worker's number */
} open_row;

typedef struct chunk_list {
    an_spill_chunk *chunks;
    size_t n, capacity;
    uint64_t rows;
} chunk_list;

/* A group as its worker knows it. */
typedef struct local_group {
    uint32_t n, part;
    uint32_t number; /* in its part, once that is open */
} local_group;

typedef struct worker_store {
    an_intern *names; /* of the groups: period, then the keys, each with a NUL */
    local_group *groups;
    size_t capacity;
    open_row *open[AN_PARTITIONS]; /* room for CHUNK_ROWS */
    size_t n_open[AN_PARTITIONS];
    an_partition_more *more[AN_PARTITIONS]; /* of open rows */
    an_intern *parties[AN_PARTIES];
    uint32_t *number_of[AN_PARTIES]; /* of each the number over all workers, once that is known */
    void *packed;                    /* scratch: a chunk */
    chunk_list lists[AN_PARTITIONS];
    char *name; /* scratch */
    size_t name_capacity;
    uint32_t *order; /* groups, part by part */
    size_t first[AN_PARTITIONS + 1];
} worker_store;

struct an_partitions {
    const an_comparison *comparison;
    an_period_kind period;
    bool placed, extended;
    size_t row_size; /* in a chunk: its columns one behind the other, places first where they are kept */
    uint64_t seed[2];
    an_spill *spill;
    worker_store *workers;
    unsigned n_workers;
    size_t n_parties[AN_PARTIES];
};

enum { LINE = 64 }; /* bytes of a cache line */

an_code an_partitions_new(an_partitions **partitions, const an_comparison *comparison, an_period_kind period,
                          unsigned workers, bool placed, bool extended, uint64_t memory, an_error *err)
{
    const uint64_t open = (uint64_t)workers * AN_PARTITIONS * CHUNK_ROWS * sizeof(open_row);
    an_partitions *made = calloc(1, sizeof *made);
    if (made == NULL)
        return an_fail_memory(err);
    *made =
        (an_partitions){.comparison = comparison, .period = period, .placed = placed, .extended = extended};
    made->row_size = 2 * sizeof(double) + sizeof(uint32_t) + (placed ? sizeof(uint64_t) : 0) +
                     (extended ? sizeof(an_partition_more) : 0);
    made->workers = calloc(workers, sizeof *made->workers);
    an_code code = made->workers == NULL ? an_fail_memory(err) : AN_OK;
    if (code == AN_OK)
        code = an_spill_new(&made->spill, memory > open ? (memory - open) / 2 : 0, err);
    if (code == AN_OK && getrandom(made->seed, sizeof made->seed, 0) != (ssize_t)sizeof made->seed)
        code = an_fail_errno(err, NULL, "no random bytes");
    for (; made->n_workers < workers && code == AN_OK; made->n_workers++)
        if (an_intern_new(&made->workers[made->n_workers].names) != AN_OK)
            code = an_fail_memory(err);
    if (code != AN_OK) {
        an_partitions_free(made);
        return code;
    }
    *partitions = made;
    return AN_OK;
}

static void free_worker(worker_store *own)
{
    an_intern_free(own->names);
    for (size_t p = 0; p < AN_PARTITIONS; p++) {
        free(own->open[p]);
        free(own->more[p]);
        free(own->lists[p].chunks);
    }
    for (int kind = 0; kind < AN_PARTIES; kind++) {
        an_intern_free(own->parties[kind]);
        free(own->number_of[kind]);
    }
    free(own->groups);
    free(own->name);
    free(own->order);
    free(own->packed);
}

void an_partitions_free(an_partitions *partitions)
{
    if (partitions == NULL)
        return;
    for (unsigned w = 0; w < partitions->n_workers; w++)
        free_worker(&partitions->workers[w]);
    free(partitions->workers);
    an_spill_free(partitions->spill);
    free(partitions);
}

/* Writes the name of a group to own->name. */
static an_code make_name(worker_store *own, int32_t period, const an_cell keys[], size_t n_keys, size_t *size)
{
    size_t need = sizeof period;
    for (size_t k = 0; k < n_keys; k++)
        need += keys[k].size + 1;
    if (an_grow(&own->name, &own->name_capacity, need, 1) != AN_OK)
        return AN_SYSTEM;
    char *end = mempcpy(own->name, &period, sizeof period);
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
    worker_store *const own = &partitions->workers[worker];
    const uint32_t known = an_intern_count(own->names);
    size_t size;
    if (make_name(own, period, keys, partitions->comparison->n_keys, &size) != AN_OK ||
        an_intern_add(own->names, own->name, size, group) != AN_OK)
        return an_fail_memory(err);
    if (*group < known)
        return AN_OK;
    if (an_grow(&own->groups, &own->capacity, (size_t)*group + 1, sizeof *own->groups) != AN_OK)
        return an_fail_memory(err);
    own->groups[*group] = (local_group){.part = find_part(partitions, period, keys, own->name, size)};
    return AN_OK;
}

/* Writes rows as a chunk, column by column. more: NULL where they have none. */
static void pack(const open_row rows[], const an_partition_more more[], size_t n, bool placed, void *chunk)
{
    uint64_t *const place = chunk;
    double *const value = (double *)chunk + (placed ? n : 0), *const mass = value + n;
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

/* Makes a chunk of the open rows of part p. */
static an_code flush(an_partitions *partitions, worker_store *own, size_t p, an_error *err)
{
    const size_t n = own->n_open[p];
    chunk_list *const list = &own->lists[p];
    if (n == 0)
        return AN_OK;
    if (own->packed == NULL && (own->packed = malloc(CHUNK_ROWS * partitions->row_size)) == NULL)
        return an_fail_memory(err);
    if (an_grow(&list->chunks, &list->capacity, list->n + 1, sizeof *list->chunks) != AN_OK)
        return an_fail_memory(err);
    pack(own->open[p], partitions->extended ? own->more[p] : NULL, n, partitions->placed, own->packed);
    own->n_open[p] = 0;
    list->rows += n;
    return an_spill_keep(partitions->spill, own->packed, n * partitions->row_size, &list->chunks[list->n++],
                         err);
}

an_code an_partitions_add(an_partitions *partitions, unsigned worker, uint32_t group, double value,
                          double mass, uint64_t place, const an_partition_more *more, an_error *err)
{
    worker_store *const own = &partitions->workers[worker];
    const size_t p = own->groups[group].part;
    if (own->open[p] == NULL &&
        (own->open[p] = aligned_alloc(LINE, CHUNK_ROWS * sizeof *own->open[p])) == NULL)
        return an_fail_memory(err);
    if (more != NULL && own->more[p] == NULL &&
        (own->more[p] = malloc(CHUNK_ROWS * sizeof *own->more[p])) == NULL)
        return an_fail_memory(err);
    if (more != NULL)
        own->more[p][own->n_open[p]] = *more;
    own->open[p][own->n_open[p]++] = (open_row){value, mass, place, group};
    own->groups[group].n++;
    return own->n_open[p] == CHUNK_ROWS ? flush(partitions, own, p, err) : AN_OK;
}

/* ---- Member States and importers ---- */

an_code an_partitions_party(an_partitions *partitions, unsigned worker, int kind, an_cell text,
                            uint32_t *number, an_error *err)
{
    an_intern **const parties = &partitions->workers[worker].parties[kind];
    *number = 0;
    if (text.size == 0)
        return AN_OK;
    if ((*parties == NULL && an_intern_new(parties) != AN_OK) ||
        an_intern_add(*parties, text.text, text.size, number) != AN_OK)
        return an_fail_memory(err);
    ++*number;
    return AN_OK;
}

/* Numbers a worker's parties among those of all. */
static an_code join(worker_store *own, int kind, an_intern *all)
{
    const uint32_t n = own->parties[kind] != NULL ? an_intern_count(own->parties[kind]) : 0;
    own->number_of[kind] = calloc((size_t)n + 1, sizeof *own->number_of[kind]);
    if (own->number_of[kind] == NULL)
        return AN_SYSTEM;
    for (uint32_t i = 0; i < n; i++) {
        size_t size;
        uint32_t number;
        const char *const text = an_intern_text(own->parties[kind], i, &size);
        if (an_intern_add(all, text, size, &number) != AN_OK)
            return AN_SYSTEM;
        own->number_of[kind][i + 1] = number + 1;
    }
    an_intern_free(own->parties[kind]);
    own->parties[kind] = NULL;
    return AN_OK;
}

/* Numbers the parties over all workers. */
static an_code join_parties(an_partitions *partitions, an_error *err)
{
    an_code code = AN_OK;
    for (int kind = 0; kind < AN_PARTIES && partitions->extended && code == AN_OK; kind++) {
        an_intern *all = NULL;
        code = an_intern_new(&all);
        for (unsigned w = 0; w < partitions->n_workers && code == AN_OK; w++)
            code = join(&partitions->workers[w], kind, all);
        partitions->n_parties[kind] = code == AN_OK ? an_intern_count(all) : 0;
        an_intern_free(all);
    }
    return code == AN_OK ? AN_OK : an_fail_memory(err);
}

/* ---- after the scan ---- */

/* Lists the groups of a worker part by part. */
static an_code order_groups(worker_store *own)
{
    const uint32_t n = an_intern_count(own->names);
    size_t next[AN_PARTITIONS];
    own->order = malloc((n + 1) * sizeof *own->order);
    if (own->order == NULL)
        return AN_SYSTEM;
    for (uint32_t g = 0; g < n; g++)
        own->first[own->groups[g].part + 1]++;
    for (size_t p = 0; p < AN_PARTITIONS; p++) {
        next[p] = own->first[p];
        own->first[p + 1] += own->first[p];
    }
    for (uint32_t g = 0; g < n; g++)
        own->order[next[own->groups[g].part]++] = g;
    return AN_OK;
}

an_code an_partitions_close(an_partitions *partitions, an_error *err)
{
    an_code code = AN_OK;
    for (unsigned w = 0; w < partitions->n_workers && code == AN_OK; w++) {
        worker_store *const own = &partitions->workers[w];
        for (size_t p = 0; p < AN_PARTITIONS && code == AN_OK; p++) {
            code = flush(partitions, own, p, err);
            free(own->open[p]);
            free(own->more[p]);
            own->open[p] = NULL;
            own->more[p] = NULL;
        }
        if (code == AN_OK && order_groups(own) != AN_OK)
            code = an_fail_memory(err);
    }
    return code == AN_OK ? join_parties(partitions, err) : code;
}

void an_partitions_forget(an_partitions *partitions)
{
    an_spill_free(partitions->spill);
    partitions->spill = NULL;
}

uint64_t an_partitions_size(const an_partitions *partitions, size_t p)
{
    uint64_t rows = 0;
    for (unsigned w = 0; w < partitions->n_workers; w++)
        rows += partitions->workers[w].lists[p].rows;
    return rows;
}

size_t an_partitions_parties(const an_partitions *partitions, int kind)
{
    return partitions->n_parties[kind];
}

/* ---- one part ---- */

void an_partition_free(an_partition *partition)
{
    an_arena_free(&partition->arena);
    free(partition->groups);
    *partition = (an_partition){0};
}

int an_partition_compare(const an_partition *a, size_t g, const an_partition *b, size_t h)
{
    const an_item_group *const x = &a->groups[g], *const y = &b->groups[h];
    int order = (x->time > y->time) - (x->time < y->time);
    for (size_t k = 0; k < a->from->comparison->n_keys && order == 0; k++)
        order = strcmp(x->keys[k], y->keys[k]);
    return (order > 0) - (order < 0);
}

/* Numbers the groups that the workers found in this part, those of one name alike. */
static an_code join_groups(an_partition *partition, an_intern *names)
{
    for (unsigned w = 0; w < partition->from->n_workers; w++) {
        const worker_store *const own = &partition->from->workers[w];
        for (size_t i = own->first[partition->number]; i < own->first[partition->number + 1]; i++) {
            local_group *const group = &own->groups[own->order[i]];
            size_t size;
            const char *const name = an_intern_text(own->names, own->order[i], &size);
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
    if (partition->groups == NULL)
        return AN_SYSTEM;
    for (; partition->n_groups < n; partition->n_groups++) {
        size_t size;
        char period[AN_PERIOD_SIZE];
        const char *const name = an_intern_text(names, (uint32_t)partition->n_groups, &size);
        an_item_group *const group = &partition->groups[partition->n_groups];
        memcpy(&group->time, name, sizeof group->time);
        const size_t length = an_period_print((an_period){partition->from->period, group->time}, period);
        const char *text =
            an_arena_copy(&partition->arena, name + sizeof group->time, size - sizeof group->time);
        const char **const keys = an_arena_alloc(&partition->arena, n_keys * sizeof *keys);
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
    if (sorted == NULL || groups == NULL) {
        free(sorted);
        free(groups);
        return AN_SYSTEM;
    }
    for (size_t g = 0; g < n; g++)
        sorted[g] = (uint32_t)g;
    qsort_r(sorted, n, sizeof *sorted, by_name, partition);
    for (size_t i = 0; i < n; i++) {
        rank[sorted[i]] = (uint32_t)i;
        groups[i] = partition->groups[sorted[i]];
    }
    free(sorted);
    free(partition->groups);
    partition->groups = groups;
    return AN_OK;
}

/* Tells the workers' groups their final numbers, and the groups how many rows they have. */
static void number_rows(an_partition *partition, const uint32_t rank[])
{
    for (unsigned w = 0; w < partition->from->n_workers; w++) {
        const worker_store *const own = &partition->from->workers[w];
        for (size_t i = own->first[partition->number]; i < own->first[partition->number + 1]; i++) {
            local_group *const group = &own->groups[own->order[i]];
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

/* Gives the parties of a worker the numbers that they have over all. */
static void translate(const worker_store *own, an_partition_more more[], size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (int kind = 0; kind < AN_PARTIES; kind++)
            more[i].party[kind] = own->number_of[kind][more[i].party[kind]];
}

/* Where the columns of a chunk lie. */
static an_partition_batch view(const an_partitions *from, const void *bytes, size_t size)
{
    an_partition_batch batch = {.n = size / from->row_size, .place = from->placed ? bytes : NULL};
    batch.value = from->placed ? (const double *)(const void *)(batch.place + batch.n) : bytes;
    batch.mass = batch.value + batch.n;
    const void *more = batch.mass + batch.n;
    batch.more = from->extended ? more : NULL;
    batch.group = from->extended ? (const void *)(batch.more + batch.n) : more;
    return batch;
}

an_code an_partition_rows(const an_partition *partition, an_partition_each *each, void *context,
                          an_error *err)
{
    const an_partitions *const from = partition->from;
    void *const room = malloc(CHUNK_ROWS * from->row_size);
    uint32_t *const group = malloc(CHUNK_ROWS * sizeof *group);
    an_partition_more *const more = malloc((from->extended ? CHUNK_ROWS : 1) * sizeof *more);
    an_code code = room == NULL || group == NULL || more == NULL ? an_fail_memory(err) : AN_OK;
    for (unsigned w = 0; w < from->n_workers; w++) {
        const worker_store *const own = &from->workers[w];
        const chunk_list *const list = &own->lists[partition->number];
        for (size_t i = 0; i < list->n && code == AN_OK; i++) {
            const void *bytes;
            code = an_spill_get(from->spill, &list->chunks[i], room, &bytes, err);
            if (code != AN_OK)
                break;
            an_partition_batch batch = view(from, bytes, list->chunks[i].size);
            for (size_t k = 0; k < batch.n; k++)
                group[k] = own->groups[batch.group[k]].number;
            batch.group = group;
            if (batch.more != NULL) {
                memcpy(more, batch.more, batch.n * sizeof *more);
                translate(own, more, batch.n);
                batch.more = more;
            }
            code = each(context, &batch, err);
        }
    }
    free(room);
    free(group);
    free(more);
    return code;
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
    part_size parts[AN_PARTITIONS];
    an_code code[AN_PARTITIONS];
    an_error error[AN_PARTITIONS];
} running;

static void run_some(void *context, unsigned thread, size_t first, size_t end)
{
    running *r = context;
    for (size_t i = first; i < end; i++) {
        const size_t p = r->parts[i].p;
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
        r->parts[p] = (part_size){an_partitions_size(partitions, p), p};
    qsort(r->parts, AN_PARTITIONS, sizeof *r->parts, by_size);
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
