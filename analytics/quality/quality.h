/* quality: the checks of an extract, and their verdicts on each row.
 *
 * Every column of the extract that the header has is checked, whatever a program would need: that it is what
 * its declaration says (schema/extract.h), and what the declaration says of the cells of a row together. The
 * last check is that no key, or where none is declared no whole row, occurs twice. A check is made where it
 * can be: a cell that is empty is no wrong number, a duty is not judged where the value is not a number. */
#ifndef AN_QUALITY_QUALITY_H
#define AN_QUALITY_QUALITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "csv/writer.h"
#include "scan/scan.h"

typedef struct an_check {
    const char *name;
    const char *column; /* that it is about; "" the whole row */
    bool is_fault;      /* false: completeness */
    bool is_key;        /* that something does not occur twice: an_inspection_key */
} an_check;

typedef struct an_check_verdict {
    bool made;
    bool bad; /* only if made */
} an_check_verdict;

/* What is checked; constant once made. */
typedef struct an_quality an_quality;

/* files, n_files: those of the run, the first for messages; schema: whose rules are checked, too. extract
 * NULL: the one with the most columns among needs; needs: as an_scan's begin tells them (kept, valid during
 * the scan), the columns of the file from the first on. AN_USAGE: no such extract, or two fit alike; a
 * foreign key of the descriptor that cannot be looked up. AN_DATA: none of the columns is one of the
 * extract's, and the descriptor has no rule; with may_be_none whole rows are then all that is checked. */
an_code an_quality_new(an_quality **quality, const char *extract, bool may_be_none, const an_schema *schema,
                       const char *const files[], size_t n_files, const an_need *needs, size_t first,
                       size_t n, an_error *err);
void an_quality_free(an_quality *quality);

/* Its name; "": of none of ours, the descriptor's rules are all that is checked. */
const char *an_quality_extract(const an_quality *quality);

/* The checks, by name and then by column in the declared order; behind them the duplicate check and the rules
 * of descriptors. */
const an_check *an_quality_checks(const an_quality *quality, size_t *n);

/* Names of the extract's columns that are not there (present false), or of columns there that are not the
 * extract's and so are not checked, with ", " between them, as many as fit. Only during the scan. */
void an_quality_columns(const an_quality *quality, bool present, char *out, size_t size);

/* One thread's look at its rows. */
typedef struct an_inspection an_inspection;

an_code an_inspection_new(an_inspection **inspection, const an_quality *quality, const an_schema *schema,
                          an_error *err);
void an_inspection_free(an_inspection *inspection);

/* A verdict for each check on a row of the scan, valid until the next; of those with is_key it says only
 * whether an empty key is bad. AN_SYSTEM: no memory. */
an_code an_inspection_row(an_inspection *inspection, const an_row *row, const an_check_verdict **verdicts,
                          an_error *err);

/* What must not occur twice by check, which is_key, of the last row; empty: it has no key. Valid until the
 * next. */
an_code an_inspection_key(an_inspection *inspection, size_t check, an_cell *key, an_error *err);

/* The number in the file of the cell that check is about (0: none), and what stands there: the cell, or where
 * the check looks at several, NAME=CELL of each, cut to AN_EXAMPLE_SIZE bytes. Of the last row. */
enum { AN_EXAMPLE_SIZE = 160 };
uint64_t an_inspection_example(const an_inspection *inspection, size_t check, char out[AN_EXAMPLE_SIZE]);

/* Appends text to an example, cut between letters where it does not fit. */
void an_example_append(char out[AN_EXAMPLE_SIZE], const char *text, size_t size);

#endif
