/* partitions: the priced items of an extract, parted so that every comparison set lies in one part.
 *
 * An item is 20 bytes: its group, value and mass; 28 with its place in the input, 52 with what auto asks
 * for besides. Groups (keys and period) are parted by a hash of the heading, the coarsest key that a
 * comparison compares at; parts can then be looked at one by one, by threads that share nothing, and lie
 * on disk meanwhile where memory has a bound.
 *
 *     an_partitions_group     by each worker of a scan, under its own number,
 *     an_partitions_add       and the items of that group
 *     an_partitions_close     after the scan
 *     an_partition_open       the groups of one part, in order
 *     an_partition_rows       its rows as they were added; items.h: group by group */
#ifndef AN_PRICE_PARTITIONS_H
#define AN_PRICE_PARTITIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/date.h"
#include "base/memory.h"
#include "csv/reader.h"
#include "price/comparison.h"

enum { AN_PARTITIONS = 128 };

typedef struct an_partitions an_partitions;

/* For workers 0 to workers - 1; comparison is kept, not owned. placed: the places of rows are kept,
 * extended: and more of each.
 * memory: bytes that may be used in all; rows beyond half of what the workers leave go to a temporary
 * file (spill.h), the other half is for the parts that are looked at. */
an_code an_partitions_new(an_partitions **partitions, const an_comparison *comparison, an_period_kind period,
                          unsigned workers, bool placed, bool extended, uint64_t memory, an_error *err);
void an_partitions_free(an_partitions *partitions); /* NULL is allowed */

/* The group of a period and keys (as many as the comparison has), as this worker numbers them. O(1).
 * AN_SYSTEM. */
an_code an_partitions_group(an_partitions *partitions, unsigned worker, int32_t period, const an_cell keys[],
                            uint32_t *group, an_error *err);

/* Who stands behind an item. */
enum { AN_PARTY_STATE, AN_PARTY_IMPORTER, AN_PARTIES };

/* What else is known of an item. */
typedef struct an_partition_more {
    double units;               /* supplementary; NAN: none declared */
    int32_t day;                /* of acceptance, an an_date; AN_PARTITION_NO_DAY: not known */
    uint32_t party[AN_PARTIES]; /* numbers from 1; 0: not known */
} an_partition_more;

#define AN_PARTITION_NO_DAY INT32_MIN

/* The number of a party's text as this worker numbers them; 0 of an empty one. O(1). AN_SYSTEM. */
an_code an_partitions_party(an_partitions *partitions, unsigned worker, int kind, an_cell text,
                            uint32_t *number, an_error *err);

/* Adds an item of value EUR and mass kg, above 0. place says where in the input it stands, larger ones later;
 * more: NULL where rows are not extended. O(1). AN_SYSTEM. */
an_code an_partitions_add(an_partitions *partitions, unsigned worker, uint32_t group, double value,
                          double mass, uint64_t place, const an_partition_more *more, an_error *err);

/* Call once, after the last row. AN_SYSTEM. */
an_code an_partitions_close(an_partitions *partitions, an_error *err);

uint64_t an_partitions_size(const an_partitions *partitions, size_t p); /* rows of part p */

/* How many parties of a kind have a number: up to it, over all workers. */
size_t an_partitions_parties(const an_partitions *partitions, int kind);

/* Lets go of all rows; the groups of open parts stay. */
void an_partitions_forget(an_partitions *partitions);

/* The groups of one part, ordered by period and, bytewise, keys. first and n number their rows, group by
 * group. Start with {0}. */
typedef struct an_partition {
    an_partitions *from;
    size_t number;
    an_arena arena;
    an_item_group *groups;
    size_t n_groups, n;
} an_partition;

/* Threads may open, and then read, different parts at a time. AN_SYSTEM. */
an_code an_partition_open(an_partition *partition, an_partitions *from, size_t p, an_error *err);
void an_partition_free(an_partition *partition);

/* -1, 0, 1: the order of group g of a and group h of b, of two parts of one extract. */
int an_partition_compare(const an_partition *a, size_t g, const an_partition *b, size_t h);

/* Does a step for each part, the largest first, on up to so many threads; it may touch what belongs to its
 * part or its thread only. Returns the failure of the first part, by number, that failed. */
typedef an_code an_partitions_step(void *context, size_t p, unsigned thread, an_error *err);
an_code an_partitions_run(an_partitions *partitions, unsigned threads, an_partitions_step *step,
                          void *context, an_error *err);

/* Some rows as they were added. group[i]: a number of partition->groups. */
typedef struct an_partition_batch {
    size_t n;
    const uint64_t *place; /* NULL: not kept */
    const double *value, *mass;
    const uint32_t *group;
    const an_partition_more *more; /* NULL: not kept; parties as they are numbered over all workers */
} an_partition_batch;

/* Calls each for all rows of a part, some at a time, until it fails. */
typedef an_code an_partition_each(void *context, const an_partition_batch *batch, an_error *err);
an_code an_partition_rows(const an_partition *partition, an_partition_each *each, void *context,
                          an_error *err);

#endif
