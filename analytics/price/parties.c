/* parties: the Member States and importers of the items in partitions, as numbers. */
#include <stdlib.h>

#include "price/partition_store.h"

void an_parties_free(an_partition_store *hand)
{
    for (int kind = 0; kind < AN_PARTIES; kind++) {
        an_intern_free(hand->senders[kind]);
        free(hand->sender[kind]);
    }
}

void an_partitions_extend(an_partitions *partitions)
{
    partitions->extended = true;
    partitions->row_size += sizeof(an_partition_more);
}

an_code an_partitions_party(an_partitions *partitions, unsigned worker, int kind, an_cell text,
                            uint32_t *number, an_error *err)
{
    an_intern **const senders = &partitions->hands[worker].senders[kind];
    *number = 0;
    if (text.size == 0)
        return AN_OK;
    if ((*senders == NULL && an_intern_new(senders) != AN_OK) ||
        an_intern_add(*senders, text.text, text.size, number) != AN_OK)
        return an_fail_memory(err);
    ++*number;
    return AN_OK;
}

an_code an_partitions_more(an_partitions *partitions, unsigned worker, uint32_t group,
                           const an_partition_more *more, an_error *err)
{
    an_partition_store *const h = &partitions->hands[worker];
    const size_t p = h->groups[group].part;
    if (h->more[p] == NULL && (h->more[p] = malloc(AN_PIECE_ROWS * sizeof *h->more[p])) == NULL)
        return an_fail_memory(err);
    h->more[p][h->n_open[p]] = *more;
    return AN_OK;
}

/* Numbers a worker's senders among those of all. */
static an_code join(an_partition_store *h, int kind, an_intern *all)
{
    const uint32_t n = h->senders[kind] != NULL ? an_intern_count(h->senders[kind]) : 0;
    h->sender[kind] = calloc((size_t)n + 1, sizeof *h->sender[kind]);
    if (h->sender[kind] == NULL)
        return AN_SYSTEM;
    for (uint32_t i = 0; i < n; i++) {
        size_t size;
        uint32_t number;
        const char *const text = an_intern_text(h->senders[kind], i, &size);
        if (an_intern_add(all, text, size, &number) != AN_OK)
            return AN_SYSTEM;
        h->sender[kind][i + 1] = number + 1;
    }
    an_intern_free(h->senders[kind]);
    h->senders[kind] = NULL;
    return AN_OK;
}

an_code an_parties_join(an_partitions *partitions, an_error *err)
{
    an_code code = AN_OK;
    for (int kind = 0; kind < AN_PARTIES && partitions->extended && code == AN_OK; kind++) {
        an_intern *all = NULL;
        code = an_intern_new(&all);
        for (unsigned w = 0; w < partitions->n_hands && code == AN_OK; w++)
            code = join(&partitions->hands[w], kind, all);
        partitions->n_senders[kind] = code == AN_OK ? an_intern_count(all) : 0;
        an_intern_free(all);
    }
    return code == AN_OK ? AN_OK : an_fail_memory(err);
}

size_t an_partitions_senders(const an_partitions *partitions, int kind)
{
    return partitions->n_senders[kind];
}

void an_parties_translate(const an_partition_store *hand, an_partition_more more[], size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (int kind = 0; kind < AN_PARTIES; kind++)
            more[i].sender[kind] = hand->sender[kind][more[i].sender[kind]];
}
