/* reference_list: the references of all comparison sets of an extract in partitions. */
#include "price/reference_list.h"

#include <stdlib.h>

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
    an_partition_data data = {0};
    size_t most = 0;
    (void)thread;
    an_code code = an_partition_open(&part->partition, job->partitions, p, err);
    if (code == AN_OK)
        code = an_references_new(references, job->comparison, err);
    if (code == AN_OK)
        code = an_references_name(references, part->partition.groups, part->partition.n_groups, job->levels,
                                  err);
    for (size_t e = 0; e < an_references_count(references) && code == AN_OK; e++)
        most = references->entries[e].reference.n > most ? references->entries[e].reference.n : most;
    if (code == AN_OK)
        code = an_partition_load(&part->partition, 5 * most, &data, err);
    for (size_t e = 0; e < an_references_count(references) && code == AN_OK; e++)
        an_references_describe(references, e, part->partition.groups, data.price, job->parts, job->min_group,
                               data.room);
    an_partition_unload(&data);
    return code;
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
    an_references_sort(listing->list, listing->n);
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
