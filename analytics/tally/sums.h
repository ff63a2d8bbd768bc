/* sums: the declared sums of a program's sources, resolved to columns, conditions to bit tests. */
#ifndef AN_TALLY_SUMS_H
#define AN_TALLY_SUMS_H

#include "base/memory.h"
#include "tally/tally.h"

/* A condition: the bit of the cell's code (0 where it is empty, 1 for any text of another column) is in the
 * mask. */
typedef struct an_test {
    size_t need;
    uint64_t mask;
} an_test;

typedef struct an_tests {
    an_test test[AN_CONDITIONS];
    size_t n;
} an_tests;

typedef struct an_compiled_sum {
    const an_sum *sum;
    size_t need; /* of the amount, or of the text whose distinct values are counted */
    bool distinct;
    bool whole;
    an_tests where;
} an_compiled_sum;

/* The key of a source that does not have the column: the sums belong to all its texts, or to the empty
 * one. */
enum { AN_KEY_ALL = -1, AN_KEY_EMPTY = -2 };

/* One source. */
typedef struct an_compiled_source {
    an_need *needs;
    size_t n_needs;
    int *key;              /* the need of each key column (by, then strata); AN_KEY_ALL or AN_KEY_EMPTY */
    bool splits;           /* it has sums or samples that are split */
    an_compiled_sum *sums; /* numbered on from first_sum */
    size_t n_sums, first_sum;
    size_t (*parts)[2], n_parts; /* needs: part, whole */
    size_t *sample, n_sample;
    an_value *dated; /* room for the values of a row where dates are sampled; NULL: none is */
    size_t *carry, n_carry;
    size_t named_by; /* of carry; SIZE_MAX: none */
    an_tests sample_where;
} an_compiled_source;

typedef struct an_compiled {
    an_compiled_source *sources;
    size_t n_sources, n_sums;
    bool *splitting; /* of each key column */
    bool any_splitting;
    bool dated, every_period; /* of any source */
} an_compiled;

/* AN_USAGE: a mistake in the declarations or a column that cannot be asked for. What it makes lies in
 * arena. */
an_code an_sums_compile(an_compiled *compiled, an_arena *arena, const an_tally_plan *plan, an_error *err);

/* True where all tests hold. */
bool an_tests_hold(const an_tests *tests, const an_value *values);

#endif
