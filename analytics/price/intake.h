/* intake: reads an extract's priced items into partitions, and afterwards what names those that are asked
 * for.
 *
 * What a signal is named by (its declaration, duty rate ...) is not kept for every row. A file is read a
 * second time, and of its records only those that are asked for; where that cannot be done (stdin, a pipe)
 * the names are kept in pieces, in memory up to the bound and then on disk.
 *
 *     an_intake_new; an_intake_needs; a scan with an_intake_row; an_intake_close;
 *     an_intake_ask; if an_intake_reads_again: a scan with an_intake_wants and an_intake_name;
 *     an_intake_answer */
#ifndef AN_PRICE_INTAKE_H
#define AN_PRICE_INTAKE_H

#include "price/partitions.h"
#include "scan/scan.h"

typedef struct an_intake_plan {
    const an_comparison *comparison; /* kept, not owned, like all here */
    const char *const *by;   /* its keys */
    an_period_kind period;
    const char *const *files; /* "-": stdin */
    size_t n_files;
    bool named;       /* an_intake_ask will be called */
    bool extended;    /* day, supplementary units, Member State and importer of the items are kept, too */
    unsigned threads; /* of both scans */
    uint64_t memory;  /* bytes that may be used */
} an_intake_plan;

typedef struct an_intake an_intake;

an_code an_intake_new(an_intake **intake, const an_intake_plan *plan, an_error *err);
void an_intake_free(an_intake *intake); /* NULL is allowed */

enum {
    AN_INTAKE_NEEDS = 7,
    AN_INTAKE_MORE = 4,
    AN_INTAKE_NEEDS_MOST = AN_INTAKE_NEEDS + AN_COMPARISON_KEYS + AN_INTAKE_MORE
};

/* What the first scan must read; the second: again. Returns how many. */
size_t an_intake_needs(const an_intake *intake, bool again, an_need needs[AN_INTAKE_NEEDS_MOST]);

/* The workers of both scans, plan->threads of them; row of the first. */
void *const *an_intake_workers(an_intake *intake);
an_code an_intake_row(void *worker, const an_row *row, an_error *err);

/* again of the first scan, where an_intake_counts_again: names are not asked for, and rows need not be read
 * whole. */
bool an_intake_counts_again(const an_intake *intake);
an_code an_intake_again(void *worker, uint32_t token, const char *file, uint64_t line,
                        const an_decimal number[], an_error *err);

/* After the first scan. */
an_code an_intake_close(an_intake *intake, an_error *err);
an_partitions *an_intake_partitions(an_intake *intake);
uint64_t an_intake_unpriced(const an_intake *intake); /* items without a value or a mass, or with 0 */

/* What names an item. */
typedef struct an_detail {
    double duty_rate; /* NAN: not known */
    const char *declaration, *number, *outcome;
} an_detail;

/* An item that is asked for. */
typedef struct an_question {
    uint64_t place;
    double value, mass; /* as it was added: a file may have changed meanwhile */
} an_question;

/* Asks for n items, in any order, each once. The answers go to detail[n], in the order of question, which
 * stays as it is; they are valid as long as intake. */
an_code an_intake_ask(an_intake *intake, const an_question question[], size_t n, an_detail detail[],
                      an_error *err);
bool an_intake_reads_again(const an_intake *intake);

/* wants and row of the second scan. */
bool an_intake_wants(void *worker, const char *file, uint64_t line);
an_code an_intake_name(void *worker, const an_row *row, an_error *err);

/* AN_SYSTEM: an item was not found again as it was: a file has changed since it was read first. */
an_code an_intake_answer(an_intake *intake, an_error *err);

#endif
