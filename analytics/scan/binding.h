/* binding: the columns that a scan needs, found in the header of one file; and its records as typed rows. */
#ifndef AN_SCAN_BINDING_H
#define AN_SCAN_BINDING_H

#include "base/memory.h"
#include "scan/scan.h"
#include "schema/filter.h"
#include "scan/value_cache.h"

/* What a scan asks of every file, made once. */
typedef struct an_plan {
    an_need *needs;    /* the scan's, then what filters, dates and defaults need besides */
    size_t n, n_asked; /* all; the scan's own */
    an_filter *filters;
    size_t *filter_need; /* the need that each filter looks at */
    size_t n_filters;
    int date, period_need; /* needs; -1: none */
    bool only_period;      /* nothing but the period is made of the date */
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

/* Which cells of a record an_binding_row looks at: for an_reader_want. */
const uint32_t *an_binding_wanted(const an_binding *binding, size_t *n);

/* Makes a row of a record. caches, values: as many as plan->n; caches is changed: one set a thread and
 * binding. *passes: the row passes the filters; only then are the values that no filter needs read. AN_DATA:
 * ragged, or a cell that is not what its column says. */
an_code an_binding_row(const an_binding *binding, const an_record *record, an_value_cache caches[],
                       an_value values[], an_row *row, bool *passes, an_error *err);

enum { AN_KEYS_MOST = 256 };

/* The patterns of up to AN_KEYS_MOST records, as their keys (pattern.h): records of one key make rows that
 * are equal but for the columns of AN_USE_SUM and AN_USE_DISTINCT. Start as {0}. */
typedef struct an_keys {
    bool is_known[AN_KEYS_MOST]; /* false: a cell is not in its column's cache or cannot be read */
    size_t room;                 /* records, at most AN_KEYS_MOST */
    size_t words;                /* of a key */
    uint64_t *keys;              /* words of each record */
    bool has_numbers;            /* some number is not 0 */
    an_decimal *numbers; /* what it adds, besides 1s that its key tells of, to sum s of record r, AN_USE_SUM:
                            numbers[s * room + r] */
} an_keys;
an_code an_keys_init(an_keys *keys, const an_binding *binding, size_t room);
void an_keys_free(an_keys *keys);

/* Makes the keys of plain records (at most keys->room), as wide as the header. O(records x needs). */
void an_binding_keys(const an_binding *binding, const an_plain *plain, const an_value_cache caches[],
                     an_keys *keys);

/* number[i] for each need i that is asked for as AN_USE_SUM: that of record r of keys; the others stay. */
void an_binding_numbers(const an_binding *binding, const an_keys *keys, size_t r,
                        const an_value_cache caches[], an_decimal number[]);

/* Cells of a record; numbers in a key; sums. */
size_t an_binding_width(const an_binding *binding);
size_t an_binding_lanes(const an_binding *binding);
size_t an_binding_sums(const an_binding *binding);

/* The cells of AN_USE_DISTINCT. */
const uint32_t *an_binding_distinct(const an_binding *binding, size_t *n);

/* The values that times rows of a key have together; sums are those of its numbers. False: too large. */
bool an_binding_values(const an_binding *binding, const uint64_t key[], const an_value_cache caches[],
                       const an_decimal sums[], uint64_t times, an_value values[]);

/* The numbers of the needs' cells, as an_row has them. */
const uint64_t *an_binding_cells(const an_binding *binding);

#endif
