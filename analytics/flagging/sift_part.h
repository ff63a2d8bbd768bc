/* sift_part: what a sift does in one part at a time; shared by sift.c, sift_part.c and sift_auto.c only. */
#ifndef AN_FLAGGING_SIFT_PART_H
#define AN_FLAGGING_SIFT_PART_H

#include "flagging/sift.h"
#include "price/lot.h"

/* The fit of a set. */
typedef struct an_sift_fit_of {
    bool used, fits, named; /* items are judged by it; they can be; some of them were found */
    an_price_fit fit;
    double low, high; /* EUR/kg: no item between them is asked for; where low is above high, any may be */
} an_sift_fit_of;

/* A row that may be a signal. */
typedef struct an_sift_found {
    uint64_t place;
    double value, mass, p_value;
    uint32_t group;
} an_sift_found;

struct an_sift_part {
    an_partition partition;
    an_references references;
    uint32_t *entry;      /* of each group: what judges it; AN_REFERENCES_NONE: nothing does */
    an_sift_fit_of *fits; /* of each entry */
    uint32_t *order;      /* of each group, over all parts */
    uint64_t scored, unmatched;
    an_sift_found *found;
    size_t n_found, found_capacity;
    double *others; /* p-values of open bins */
    size_t n_others, others_capacity;
};

void an_sift_part_free(an_sift_part *part);

/* What all parts have in common. */
typedef struct an_sift_job {
    an_partitions *partitions;
    const an_ladder *ladder;
    const an_signal_rules *rules;
    bool all;
    unsigned threads;
    an_sift_part *parts;
    uint64_t *counts; /* p-values by bin: of each thread */
    double near;      /* scores nearer to 0 are counted as if their p-value were 1 */
    uint64_t n;       /* items scored */
    size_t last;      /* bin of what may be a signal */
    double least;     /* items of no larger score are no signals, nor are their p-values wanted */
    bool *open;       /* bins whose p-values are wanted besides */
} an_sift_job;

/* Opens part p, and finds what judges its groups: entry, fits. AN_SYSTEM. */
an_code an_sift_open(const an_sift_job *job, size_t p, an_error *err);

/* Lists the groups of all parts in the order of period and keys, and sets part->order. Free names. AN_SYSTEM.
 */
an_code an_sift_order(an_sift_part parts[], an_lot_group **names, size_t *n, an_error *err);

/* auto, whose sets are not fitted one by one: sift_auto.c. */
an_code an_sift_auto(an_sift_job *job, an_sift *sift, an_error *err);

/* Steps of an_partitions_run; context: an an_sift_job. */
an_partitions_step an_sift_fit;      /* opens the part, fits the sets that its items need, counts scores */
an_partitions_step an_sift_count;    /* counts all scores once more */
an_partitions_step an_sift_collect;  /* found and others */
an_partitions_step an_sift_describe; /* AN_REFERENCE_GOODS of the sets that are named */

#endif
