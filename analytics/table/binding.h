/* binding: the columns that a scan needs, found in the header of one file; and its records as typed rows.
 */
#ifndef AN_TABLE_BINDING_H
#define AN_TABLE_BINDING_H

#include "base/memory.h"
#include "table/extract.h"
#include "table/filter.h"

/* What a scan asks of every file, made once. */
typedef struct an_plan {
    an_need *needs;    /* the scan's, then what filters, dates and defaults need besides */
    size_t n, n_asked; /* all; the scan's own */
    an_filter *filters;
    size_t *filter_need; /* the need that each filter looks at */
    size_t n_filters;
    int date, period_need; /* needs; -1: none */
    const char *date_name;
    an_period_kind period;
} an_plan;

/* names, n: the header of the first file, called file, for a scan of all columns. What the plan holds lies in
 * arena. */
an_code an_plan_new(an_plan *plan, an_arena *arena, const an_scan *scan, const char *file,
                    const char *const names[], size_t n, an_error *err);

typedef struct an_binding an_binding;

/* Finds the needs of plan in the header names[n] of file. AN_DATA: a column is missing (the message lists
 * those there are), two columns have one name, a name is empty. The binding is constant: threads share it. */
an_code an_binding_new(an_binding **binding, const an_plan *plan, const an_schema *schema, const char *file,
                       const char *const names[], size_t n, uint64_t line, an_error *err);
void an_binding_free(an_binding *binding);

/* Makes a row of a record. values: room for plan->n. *passes: the row passes the filters; only then are the
 * values that no filter needs read. AN_DATA: ragged, or a cell that is not what its column says. */
an_code an_binding_row(const an_binding *binding, const an_record *record, an_value *values, an_row *row,
                       bool *passes, an_error *err);

#endif
