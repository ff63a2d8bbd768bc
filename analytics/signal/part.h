/* part: what a sift does in one part at a time; shared by sift.c, sift_part.c and sift_auto.c only. */
#ifndef AN_SIGNAL_PART_H
#define AN_SIGNAL_PART_H

#include "signal/by_set.h"
#include "price/part_items.h"

/* The fit of a set. */
typedef struct an_by_set_fit_of {
    bool used, fits, named; /* items are judged by it; they can be; some of them were found */
    an_price_fit fit;
    double low, high; /* EUR/kg: no item between them is asked for; where low is above high, any may be */
} an_by_set_fit_of;

/* A row that may be a signal. */
typedef struct an_by_set_found {
    uint64_t place;
    double value, mass, p_value;
    uint32_t group;
} an_by_set_found;

struct an_by_set_part {
    an_partition partition;
    an_references references;
    uint32_t *entry;      /* of each group: what judges it; AN_REFERENCES_NONE: nothing does */
    an_by_set_fit_of *fits; /* of each entry */
    uint32_t *order;      /* of each group, over all parts */
    uint64_t scored, unmatched;
    an_by_set_found *found;
    size_t n_found, found_capacity;
    double *others; /* p-values of open bins */
    size_t n_others, others_capacity;
};

void an_by_set_part_free(an_by_set_part *part);

/* What all parts have in common. */
typedef struct an_by_set_job {
    an_partitions *partitions;
    const an_comparison *comparison;
    const an_signal_rules *rules;
    bool all;
    unsigned threads;
    an_by_set_part *parts;
    uint64_t *counts; /* p-values by bin: of each thread */
    double near;      /* scores nearer to 0 are counted as if their p-value were 1 */
    uint64_t n;       /* items scored */
    size_t last;      /* bin of what may be a signal */
    double least;     /* items of no larger score are no signals, nor are their p-values wanted */
    bool *open;       /* bins whose p-values are wanted besides */
} an_by_set_job;

/* Opens part p, and finds what judges its groups: entry, fits. AN_SYSTEM. */
an_code an_by_set_open(const an_by_set_job *job, size_t p, an_error *err);

/* Lists the groups of all parts in the order of period and keys, and sets part->order. Free names.
 * AN_SYSTEM. */
an_code an_by_set_order(an_by_set_part parts[], an_part_group **names, size_t *n, an_error *err);

/* auto, whose sets are not fitted one by one: sift_auto.c. */
an_code an_by_set_auto(an_by_set_job *job, an_by_set *sift, an_error *err);

/* Steps of an_partitions_run; context: an an_by_set_job. */
an_partitions_step an_by_set_fit;      /* opens the part, fits the sets that its items need, counts scores */
an_partitions_step an_by_set_count;    /* counts all scores once more */
an_partitions_step an_by_set_collect;  /* found and others */
an_partitions_step an_by_set_describe; /* AN_REFERENCE_GOODS of the sets that are named */

#endif
