/* intake: reads an extract's priced items into partitions, and afterwards what names those that are sought.
 *
 * What a signal is named by (its declaration, duty rate ...) is not kept for every row. A file is read a
 * second time, and of its records only those that are sought; where that cannot be done (stdin, a pipe)
 * the names are kept in a spill, in memory up to the bound and then on disk.
 *
 *     an_intake_new; an_intake_needs; a scan with an_intake_row; an_intake_close;
 *     an_intake_seek; if an_intake_reads_again: a scan with an_intake_wants and an_intake_name;
 *     an_intake_finish */
#ifndef AN_PRICE_INTAKE_H
#define AN_PRICE_INTAKE_H

#include "price/partitions.h"
#include "scan/scan.h"

typedef struct an_intake_plan {
    const an_comparison *comparison; /* kept, not owned, like all here */
    const char *const *by;           /* its keys */
    an_period_kind period;
    const char *const *files; /* "-": stdin */
    size_t n_files;
    bool named;       /* an_intake_seek will be called */
    bool extended;    /* day, supplementary units, Member State and importer of the items are kept, too */
    unsigned threads; /* of both scans */
    uint64_t memory;  /* bytes that may be used */
} an_intake_plan;

typedef struct an_intake an_intake;

an_code an_intake_new(an_intake **intake, const an_intake_plan *plan, an_error *err);
void an_intake_free(an_intake *intake); /* NULL is allowed */

/* What is read of an item; where its names are sought, its outcome at once, so that a bad one is told as
 * such. */
enum {
    AN_INTAKE_VALUE,
    AN_INTAKE_MASS,
    AN_INTAKE_RATE,
    AN_INTAKE_ITEMS,
    AN_INTAKE_OUTCOME,
    AN_INTAKE_DECLARATION,
    AN_INTAKE_NUMBER,
    AN_INTAKE_NEEDS
};
extern const an_need an_intake_item[AN_INTAKE_NEEDS];

enum { AN_INTAKE_MORE = 4, AN_INTAKE_NEEDS_MOST = AN_INTAKE_NEEDS + AN_COMPARISON_KEYS + AN_INTAKE_MORE };

/* What the first scan must read; the second: again. Returns how many. */
size_t an_intake_needs(const an_intake *intake, bool again, an_need needs[AN_INTAKE_NEEDS_MOST]);

/* The workers of both scans, plan->threads of them; row of the first. */
void *const *an_intake_workers(an_intake *intake);
an_code an_intake_row(void *worker, const an_row *row, an_error *err);

/* again of the first scan, where an_intake_counts_again: names are not kept, and rows need not be read
 * whole. */
bool an_intake_counts_again(const an_intake *intake);
an_code an_intake_again(void *worker, uint32_t token, const char *file, uint64_t line,
                        const an_decimal number[], an_error *err);

/* After the first scan. */
an_code an_intake_close(an_intake *intake, an_error *err);
an_partitions *an_intake_partitions(an_intake *intake);
uint64_t an_intake_unpriced(const an_intake *intake); /* items without a value or a mass, or with 0 */
uint64_t an_intake_uncoded(const an_intake *intake);  /* priced items without a commodity: in no set */

/* An item, and what names it. */
typedef struct an_named_item {
    uint64_t place;
    double value, mass; /* EUR, kg: as they were added; a file may have changed meanwhile */
    /* These are filled: valid as long as intake. */
    double duty_rate; /* per cent; NAN: not known */
    const char *declaration, *number, *outcome;
} an_named_item;

/* Asks for what names items[n], in any order, each once. items is put in the order of place and kept until
 * an_intake_finish. O(n log n). */
void an_intake_seek(an_intake *intake, an_named_item *items[], size_t n);
bool an_intake_reads_again(const an_intake *intake);

/* wants and row of the second scan. */
bool an_intake_wants(void *worker, const char *file, uint64_t line);
an_code an_intake_name(void *worker, const an_row *row, an_error *err);

/* AN_SYSTEM: an item was not found again as it was: a file has changed since it was read first. */
an_code an_intake_finish(an_intake *intake, an_error *err);

#endif
