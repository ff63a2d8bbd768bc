/* groups: what an an_tally holds: the sums of tuples that were counted, and the groups that are made of them
 * once it is finished. */
#ifndef AN_TALLY_GROUPS_H
#define AN_TALLY_GROUPS_H

#include "base/memory.h"
#include "tally/samples.h"
#include "tally/sums.h"
#include "tally/tally.h"

/* In a tuple, instead of the number of a text: all of them. */
#define AN_ALL UINT32_MAX

/* A row of the finished tally: a group, or a stratum of it. */
typedef struct an_group_line {
    const uint32_t *whole; /* tuples: of the whole sums ... */
    uint32_t whole_id;
    uint32_t full_id;      /* ... and of the split ones; AN_ALL: nothing was counted there */
    const uint32_t *split; /* the texts of the splitting keys; NULL: there are none */
} an_group_line;

typedef struct an_groups {
    an_group_line *lines;
    size_t n_lines;
    size_t *first; /* of each group; one more at the end */
    size_t n;
    const char **keys; /* n x n_by */
    char (*periods)[AN_PERIOD_SIZE];
    an_decimal *sums; /* n x n_sums: over the strata of the group */
    size_t *sample;   /* first sampled row of each line; one more at the end */
    uint32_t *splits; /* the combinations of splitting texts, n_keys each */
    size_t n_splits;
} an_groups;

struct an_tally {
    const an_tally_plan *plan;
    an_arena arena;
    an_compiled compiled;
    const an_compiled_source *source;
    size_t n_keys, width; /* a tuple is the period's index and the numbers of the key texts */
    an_intern **texts;    /* of each key */
    an_intern *tuples;
    uint32_t n_tuples;
    an_decimal *sums;                                  /* n_tuples x n_sums */
    size_t sums_capacity;                              /* in sums */
    an_intern *distinct_keys, *distinct_texts, *pairs; /* (group, sum, text) seen */
    an_samples samples;
    uint32_t *tuple; /* scratch: three tuples */
    an_groups groups;
};

void an_groups_free(an_groups *groups);

/* The number of a tuple, with room for its sums. */
an_code an_tally_tuple(an_tally *tally, const uint32_t *tuple, uint32_t *id, an_error *err);

#endif
