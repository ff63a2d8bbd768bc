/* by_model: what auto keeps of the items of each part; shared by sift_auto.c and sift_kept.c only. */
#ifndef AN_SIGNAL_BY_MODEL_H
#define AN_SIGNAL_BY_MODEL_H

#include "signal/part.h"

typedef struct an_auto_found {
    an_scored scored; /* q-value and signal not decided */
    uint64_t place;
    double value, mass;
    uint32_t group;
} an_auto_found;

typedef struct an_auto_part {
    an_auto_found *found;
    size_t n_found, capacity;
    double *others[2]; /* see an_signals_others */
    size_t n_others[2], others_capacity[2];
    uint64_t passed[2]; /* items that are not even among the others, by the same classes */
    uint64_t scored, unmatched;
} an_auto_part;

/* What a thread has seen. */
typedef struct an_auto_seen {
    an_model_totals totals;
    an_model_parties senders;
} an_auto_seen;

typedef struct an_auto_job {
    an_by_set_job *job;
    uint64_t n_items, at_once; /* all; so many are judged at once, and twice as many are learned from */
    bool keeps_all;
    an_part_group *groups; /* of all parts, in order */
    size_t n_groups;
    an_model_shared shared, known; /* learned from some; with what all look like */
    an_model_parties senders;
    an_auto_seen *seen;  /* by each thread */
    an_auto_part *parts; /* AN_PARTITIONS */
} an_auto_job;

/* Keeps what may be a signal of the items of group number g of items, whose results are given, and counts the
 * others. Threads may do so for groups of different parts. AN_SYSTEM. */
an_code an_auto_keep(const an_auto_job *all, const an_part_group *group, const an_items *items, size_t g,
                     const an_auto_result result[], an_error *err);

/* All that was found, part by part, as signals. Free with an_signals_free. AN_SYSTEM. */
an_code an_auto_list(const an_auto_job *all, an_signals *signals, an_error *err);

/* Their q-values and signals. *complete: no item that was passed over can be a signal. AN_SYSTEM. */
an_code an_auto_decide(const an_auto_job *all, an_signals *signals, bool *complete, an_error *err);

/* Moves the signals (all: every item), in order, to the sift, and names their sets. AN_SYSTEM. */
an_code an_auto_hand_over(const an_auto_job *all, const an_signals *decided, an_by_set *sift, an_error *err);

/* Lets go of what was found. */
void an_auto_forget(an_auto_part parts[]);

#endif
