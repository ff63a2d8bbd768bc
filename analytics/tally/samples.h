/* samples: rows of numbers with a group each, kept in the order of the input whatever thread read them. */
#ifndef AN_TALLY_SAMPLES_H
#define AN_TALLY_SAMPLES_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "scan/scan.h"

/* Start one as (an_samples){.width = numbers a row, .carry = texts a row}. */
typedef struct an_samples {
    size_t width, carry;
    size_t n;
    uint32_t *group;
    double *values;
    size_t *text; /* of each row, where its texts begin in bytes */
    char *bytes;  /* NUL after each text */
    size_t n_bytes;
    size_t group_capacity, values_capacity, text_capacity, bytes_capacity;
    struct an_segment *segments; /* rows of one block each */
    size_t n_segments, segments_capacity, committed;
} an_samples;

/* Adds a row of group: its width numbers and carry texts, by their needs. named_by: the carried text for
 * which FILE:LINE stands where it is empty; SIZE_MAX: none. */
an_code an_samples_add(an_samples *samples, uint32_t group, const an_row *row, const size_t *numbers,
                       const size_t *texts, size_t named_by, an_error *err);

/* The rows since the last commit are those of this block. */
an_code an_samples_commit(an_samples *samples, uint64_t block, an_error *err);

/* Appends from's rows, group g as translate[g]. from is left as it is. */
an_code an_samples_merge(an_samples *into, const an_samples *from, const uint32_t *translate, an_error *err);

/* Sorts the rows by group (numbered below n_groups by place[group]; SIZE_MAX: the group is left out),
 * within a group in the order of the input; first[g] .. first[g + 1] are the rows of group g (n_groups +
 * 1 places). */
an_code an_samples_sort(an_samples *samples, const size_t *place, size_t n_groups, size_t *first,
                        an_error *err);

const char *an_samples_text(const an_samples *samples, size_t row, size_t column);

void an_samples_free(an_samples *samples);

#endif
