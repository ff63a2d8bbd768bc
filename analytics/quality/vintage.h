/* vintage: two extracts of one quarter, an older and a newer: which rows are new, gone, or changed.
 *
 * Rows are told apart by the key that their extract declares. A row without a key (an empty cell in it; a
 * further control of an item, of items 0) and one whose key is not its alone in one of the extracts can only
 * be the same row as a whole, or none: it is never changed, but new or gone. Cells are compared as values:
 * 1.50 is 1.5, 01.07.2017 by a descriptor is 2017-07-01, EL is GR. The order of rows means nothing.
 *
 *     columns -> rows of both (an_vintage_row) -> match -> rows once more (an_vintage_again) -> write
 *
 * Memory: 32 bytes for each row of both extracts, and the texts of those that changed. */
#ifndef AN_QUALITY_VINTAGE_H
#define AN_QUALITY_VINTAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "csv/writer.h"
#include "indicator/output.h"
#include "quality/common_columns.h"
#include "scan/scan.h"

typedef enum an_vintage_side { AN_VINTAGE_OLD, AN_VINTAGE_NEW } an_vintage_side;

typedef struct an_vintage an_vintage;

/* What is compared: files by side, headed the first of them (all kept during the
 * comparison). extract NULL: the one that the common columns fit best. list: where every row that differs is
 * told, the gone first: file,line,cell,check,column,value; NULL: nowhere. AN_DATA: no common column;
 * AN_USAGE: as an_extract_guess. */
typedef struct an_vintage_plan {
    const char *extract;
    const an_schema *schema;
    an_headed_file headed[2];
    const char *const *files[2];
    size_t n_files[2];
    unsigned threads;
    an_writer *list;
} an_vintage_plan;
an_code an_vintage_new(an_vintage **vintage, const an_vintage_plan *plan, an_error *err);
void an_vintage_free(an_vintage *vintage);

const an_common_columns *an_vintage_columns(const an_vintage *vintage);

/* The states of the threads of the next scan, which reads this side. AN_SYSTEM: no memory. */
an_code an_vintage_workers(an_vintage *vintage, an_vintage_side side, void *const **workers, an_error *err);

/* The functions of scans: of the first of each side, then, once matched, of the second, in which they are
 * called with the older side first. */
an_code an_vintage_row(void *worker, const an_row *row, an_error *err);
bool an_vintage_wants(void *worker, const char *file, uint64_t line);
an_code an_vintage_again(void *worker, const an_row *row, an_error *err);
an_code an_vintage_commit(void *worker, uint64_t slice, an_error *err);

/* To be called after the first scans of both sides. O(n log n). */
an_code an_vintage_match(an_vintage *vintage, an_error *err);

/* Whether rows of a side are to be read again. */
bool an_vintage_reads_again(const an_vintage *vintage, an_vintage_side side);

/* What was found of a check: new (of the rows of the newer side), gone (of the older), duplicate (of both,
 * those that have a key), changed (of the rows that both have by one key), and changed by column, which has
 * the sums of a column of counts or amounts over all rows of each side. */
typedef struct an_vintage_finding {
    const char *check, *column;
    uint64_t rows, violations;
    const char *file; /* of the first; NULL: there is none */
    uint64_t line;
    const char *example;
    bool is_summed;
    an_decimal before, after;
} an_vintage_finding;

/* Finding k, once all is read: the first AN_VINTAGE_WHOLE in that order, then the columns. False: there are
 * no more. */
enum { AN_VINTAGE_WHOLE = 4 };
bool an_vintage_finding_of(const an_vintage *vintage, size_t k, an_vintage_finding *finding);

/* The report, of the columns an_vintage_names: an_findings_write's, with before and after. */
enum { AN_VINTAGE_COLUMNS = 9 };
extern const char *const an_vintage_names[AN_VINTAGE_COLUMNS];
void an_vintage_write(const an_vintage *vintage, an_output *output);

#endif
