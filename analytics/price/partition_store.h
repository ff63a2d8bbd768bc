/* partition_store: what an_partitions is made of; shared by partitions.c, partition.c and senders.c only. */
#ifndef AN_PRICE_PARTITION_STORE_H
#define AN_PRICE_PARTITION_STORE_H

#include "base/spill.h"
#include "price/partitions.h"

enum { AN_PIECE_ROWS = 256 };

/* A row that is not in a piece yet: half a cache line, so that adding one touches one line of its part.
 * (Columns a multiple of 4 KiB apart, in all parts, would fall on the same few sets of the cache.) */
typedef struct an_open_row {
    double value, mass;
    uint64_t place;
    uint32_t group; /* the worker's number */
} an_open_row;

/* Rows of one part that are not a piece yet; there is room for a piece too. */
typedef struct an_open_rows {
    an_open_row rows[AN_PIECE_ROWS];
} an_open_rows;

typedef struct an_chunk_list {
    an_spill_chunk *pieces;
    size_t n, capacity;
    uint64_t rows;
} an_chunk_list;

/* A group as its worker knows it. */
typedef struct an_local_group {
    uint32_t n, part;
    uint32_t number; /* in its part, once that is open */
} an_local_group;

typedef struct an_partition_store {
    an_intern *names; /* of the groups: period, then the keys, each with a NUL */
    an_local_group *groups;
    size_t capacity;
    an_open_rows *open[AN_PARTITIONS];
    size_t n_open[AN_PARTITIONS];
    an_partition_more *more[AN_PARTITIONS]; /* of open rows */
    an_intern *senders[AN_PARTIES];
    uint32_t *sender[AN_PARTIES]; /* of each the number over all workers, once that is known */
    void *packed;                 /* scratch: a piece */
    an_chunk_list lists[AN_PARTITIONS];
    char *name; /* scratch */
    size_t name_capacity;
    uint32_t *order; /* groups, part by part */
    size_t first[AN_PARTITIONS + 1];
} an_partition_store;

struct an_partitions {
    const an_comparison *comparison;
    an_period_kind period;
    bool placed, extended;
    size_t row_size; /* in a piece: its columns one behind the other, places first where they are kept */
    uint64_t seed[2];
    an_spill *pieces;
    an_partition_store *hands;
    unsigned n_hands;
    size_t n_senders[AN_PARTIES];
};

/* Numbers the senders over all workers. AN_SYSTEM. */
an_code an_parties_join(an_partitions *partitions, an_error *err);

/* Translates a worker's numbers in more[n]. */
void an_parties_translate(const an_partition_store *hand, an_partition_more more[], size_t n);

void an_parties_free(an_partition_store *hand);

#endif
