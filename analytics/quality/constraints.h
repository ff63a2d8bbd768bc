/* constraints: what a descriptor demands of cells and keys (schema/rule.h), tested row by row.
 *
 * A descriptor's rule is a check of the report. Keys that must not occur twice go where those of extracts go
 * (findings.h); the keys of a foreign key are read before the scan. All is linear in the rows. */
#ifndef AN_QUALITY_CONSTRAINTS_H
#define AN_QUALITY_CONSTRAINTS_H

#include "quality/quality.h"
#include "schema/rule.h"

/* The rules of the descriptors of all files of a run; constant once made. */
typedef struct an_constraints an_constraints;

/* needs as an_quality_new has them; files: those of the run, whose descriptors are asked. AN_USAGE: a foreign
 * key that refers to standard input itself. What reading the files of foreign keys returns. */
an_code an_constraints_new(an_constraints **constraints, const an_schema *schema, const char *const files[],
                           size_t n_files, const an_need *needs, size_t first, size_t n, an_error *err);
void an_constraints_free(an_constraints *constraints);

size_t an_constraints_count(const an_constraints *constraints);

/* Rule i as a check; valid as long as constraints. */
an_check an_constraints_check(const an_constraints *constraints, size_t i);

/* One thread's. */
typedef struct an_constraints_judge an_constraints_judge;
an_code an_constraints_judge_new(an_constraints_judge **judge, const an_constraints *constraints,
                                 const an_schema *schema, an_error *err);
void an_constraints_judge_free(an_constraints_judge *judge);

/* The verdict of rule i on a row; of a key that must not occur twice *key is it, and the verdict is whether
 * it is there (an empty primary key is bad). AN_SYSTEM: no memory. */
an_code an_constraints_test(an_constraints_judge *judge, const an_row *row, size_t i,
                            an_check_verdict *verdict, an_cell *key, an_error *err);

/* The first cell that rule i is about (0: none), and what stands in its cells. */
uint64_t an_constraints_example(const an_constraints_judge *judge, const an_row *row, size_t i,
                                char out[AN_EXAMPLE_SIZE]);

#endif
