/* tally: exact sums by key, and where asked for a sample of numbers by key.
 *
 * A key is the period and the texts of the breakdown columns. Sums are decimals: counts and money are exact
 * and do not depend on the order of the rows; tallies of parts add up to the tally of the whole. Memory is
 * O(groups x sums); with a sample, also O(rows sampled).
 *
 * Breakdown columns that split the numerators only (column.h) are left out of the key of `whole` sums: the
 * items of a group are the denominator of each of its stages. Groups then stand for every code of such a
 * column, also where nothing was counted: no control at a stage is a rate of 0, not a missing row, and
 * partial tables add up. */
#ifndef AN_TALLY_TALLY_H
#define AN_TALLY_TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/date.h"
#include "base/decimal.h"
#include "base/error.h"
#include "scan/scan.h"

enum { AN_CONDITIONS = 4 };

/* Holds where the column's code is one of codes (blank between them). "-" stands for an empty cell and "*"
 * for any that is not empty, as read: a default does not fill it. Columns of other types than code can only
 * be asked for these two. */
typedef struct an_condition {
    const char *column;
    const char *codes;
} an_condition;

/* A declared sum, or measure: of a column, over the rows where all conditions hold. A name has one
 * meaning over all programs. One that has neither of, count nor distinct is not added up here: the
 * program computes it. */
typedef struct an_sum {
    const char *name;
    const char *title; /* what is counted, for people: "closed controls"; NULL: its numbers are not told */
    const char *parts; /* sums that add up to this one in every group, what is unknown among them; blank
                          between them, and | where it can be taken apart in another way too; NULL: none are
                          declared */
    const char *of;    /* a count or amount column; with `count` any column, for --help: what it looks at */
    an_decimal (*count)(const an_row *row, const void *context); /* instead: what the row adds, made of its
                              values (those of the source's .reads come first, in their order). Threads share
                              it; context is that of the plan */
    const char *distinct; /* instead: the number of distinct texts of this column, empty ones left out */
    an_condition where[AN_CONDITIONS]; /* ends with a NULL column, or full */
    bool whole;                        /* over all rows of the group, whatever splitting column is in --by */
    bool square;                       /* of the squares of the column's numbers, row by row */
    bool is_public; /* its totals are published by others anyway, or tell of no operator: never suppressed */
} an_sum;

/* A count or amount that is part of another, or a date that comes before another or is the same: a row in
 * which it is larger or later is bad. Either may be empty. */
typedef struct an_part {
    const char *part, *whole;
} an_part;

/* An extract that a program reads. */
typedef struct an_source {
    const char *extract;  /* declarations, tor ...; NULL ends a list */
    const char *option;   /* the option that names its file; NULL: the operands */
    const char *date;     /* its date column; its `period` column stands for it where aggregated. NULL: it has
                             none; if no source has one the only period is empty */
    const an_need *reads; /* columns; ends with a NULL name. Columns of sums need not be repeated, unless they
                             are required: what only sums name is optional */
    const an_sum *sums;   /* ends with a NULL name; NULL: none */
    const an_part *parts; /* ends with a NULL part; NULL: none */
    const char *const *sample; /* count, amount or date columns kept as numbers (dates as an_date), by key;
                                  ends with NULL; NULL: none */
    const char *const *carry;  /* columns kept as text with each sampled row; ends with NULL; NULL: none */
    const char *named_by; /* a carried column that names the row; empty: FILE:LINE stands for it */
    an_condition sample_where[AN_CONDITIONS]; /* rows that are kept */
    const char *operator; /* the column that names whose a row is (importer), for --disclosure; NULL: none */
    bool optional;     /* its option need not be given; its sums are then 0 */
    bool every_period; /* for stocks: each key stands in every period from the tally's first to its last */
    bool partial; /* a column of --by that is of other extracts only (column.h) is not asked of this one: its
                     rows stand under an empty key */
    bool absent;  /* of a run, not of a declaration: its option was not given */
} an_source;

typedef struct an_tally an_tally;

/* What a tally is made of: the sources of a program with what the command line says. */
typedef struct an_tally_plan {
    const an_source *sources; /* ends with a NULL extract */
    const char *const *by;    /* breakdown columns */
    size_t n_by;
    const char *const
        *strata; /* finer keys inside a group, for stratified estimates; none may be a splitting column */
    size_t n_strata;
    bool by_operator; /* the strata are the operators of the sources that name them (an_source.operator); rows
                         of others stand under an empty key */
    an_period_kind period;
    const void *context; /* of an_sum.count */
} an_tally_plan;

/* plan is kept, not owned. AN_USAGE: a mistake in the declarations (unknown sum, column or code), named. */
an_code an_tally_new(an_tally **tally, const an_tally_plan *plan, an_error *err);
void an_tally_free(an_tally *tally);

/* The needs of source s for a scan; valid as long as the tally. */
const an_need *an_tally_needs(const an_tally *tally, size_t s, size_t *n);

/* A tally counts the rows of one source at a time: say which before its scan. */
void an_tally_source(an_tally *tally, size_t s);

/* row and commit of an_scan, for a worker that is a tally. */
an_code an_tally_row(void *tally, const an_row *row, an_error *err);
an_code an_tally_commit(void *tally, uint64_t block, an_error *err);

/* repeat of an_scan, for a source that keeps no sample: an_tally_repeats. */
an_code an_tally_repeat(void *tally, const an_row *row, uint64_t times, an_error *err);
bool an_tally_repeats(const an_tally *tally, size_t s);

/* Adds from to into, and empties it. Both of one plan. */
an_code an_tally_merge(an_tally *into, an_tally *from, an_error *err);

/* Sorts the groups by period and keys (bytewise), spreads whole sums over the codes of splitting columns and
 * the samples over the groups. Call once, after the last merge; what follows is valid after it. */
an_code an_tally_finish(an_tally *tally, an_error *err);

size_t an_tally_groups(const an_tally *tally);
size_t an_tally_keys(const an_tally *tally); /* n_by */
const char *an_tally_period(const an_tally *tally, size_t group);
const char *const *an_tally_key(const an_tally *tally, size_t group); /* n_by texts */

/* -1, 0 or 1: the first n keys of group a stand before those of b (bytewise), are the same, or behind. */
int an_tally_compare(const an_tally *tally, size_t a, size_t b, size_t n);

/* order[an_tally_groups]: the numbers of the groups by their keys, and there by period, so that a key's
 * periods stand together. O(n log n). */
void an_tally_by_keys(const an_tally *tally, size_t order[]);

/* The number of the sum called name over all sources, or -1; its value in a group. */
int an_tally_find(const an_tally *tally, const char *name);

/* Whether a source declares a sum of this name, be it one that the program computes itself; whether the two
 * sums of these names add up the same column of the same rows. */
bool an_tally_declares(const an_tally *tally, const char *name);
bool an_tally_same(const an_tally *tally, const char *a, const char *b);

an_decimal an_tally_sum(const an_tally *tally, size_t group, int sum);

/* The same by its name; 0 where the name is NULL, or that of a sum that the program computes itself. */
an_decimal an_tally_total(const an_tally *tally, size_t group, const char *name);

/* The strata of a group, in order; the value of a sum in stratum k. Distinct counts are of groups only. */
size_t an_tally_strata(const an_tally *tally, size_t group);
an_decimal an_tally_stratum(const an_tally *tally, size_t group, size_t k, int sum);

/* The text of stratum k of a group under column `column` of plan->strata; "" where it is empty or stands for all. */
const char *an_tally_stratum_key(const an_tally *tally, size_t group, size_t k, size_t column);

/* The sample of a group: *n rows, stratum by stratum and there in the order of the input, each as many
 * doubles as the source has sample columns, row by row (missing cells NAN): an_tally_sample_width.
 * an_tally_carry: the carried texts of sampled row i of the whole tally (an_tally_first_of gives the
 * first of stratum k of a group; k the number of strata: one past the last), as many as the source has
 * carry columns. */
const double *an_tally_sample(const an_tally *tally, size_t group, size_t *n);
size_t an_tally_sample_width(const an_tally *tally);
size_t an_tally_first_of(const an_tally *tally, size_t group, size_t k);
const char *an_tally_carry(const an_tally *tally, size_t i, size_t column);

/* The place of a column in a row of the sample; SIZE_MAX: it is not sampled. */
size_t an_tally_sampled(const an_tally *tally, const char *column);

#endif
