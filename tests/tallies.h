/* tallies: a tally made of files for a test, by any number of threads, and its groups as text. */
#ifndef AN_TESTS_TALLIES_H
#define AN_TESTS_TALLIES_H

#include <stdio.h>
#include <stdlib.h>

#include <criterion/criterion.h>

#include "scan/scan.h"
#include "tally/tally.h"

enum { TALLIES_THREADS = 8 };

/* Scans the files[s] of each source s (NULL-ended; NULL: none) into one finished tally. Threads' tallies are
 * merged in the order of their numbers, or, with backwards, from the last to the first. */
typedef struct tallies_order {
    const char *const *const *files;
    unsigned threads;
    bool backwards;
    const char *const *where;
    size_t n_where;
} tallies_order;

static inline an_code tallies_scan(const an_tally_plan *plan, const tallies_order *order,
                                   an_tally *const *tallies, size_t s, an_error *err)
{
    an_schema *schema;
    an_counts counts = {0};
    an_code code = an_schema_new(&schema, &(an_schema_options){0}, err);
    cr_assert_eq(code, AN_OK);
    an_scan scan = {.files = order->files[s],
                    .schema = schema,
                    .date = plan->sources[s].date,
                    .period = plan->period,
                    .threads = order->threads,
                    .row = an_tally_row,
                    .commit = an_tally_commit,
                    .where = order->where,
                    .n_where = order->n_where};
    while (scan.files != NULL && scan.files[scan.n_files] != NULL)
        scan.n_files++;
    scan.needs = an_tally_needs(tallies[0], s, &scan.n_needs);
    for (unsigned t = 0; t < order->threads; t++)
        an_tally_source(tallies[t], s);
    if (scan.n_files > 0)
        code = an_extract_scan(&scan, (void *const *)tallies, &counts, err);
    an_counts_free(&counts);
    an_schema_free(schema);
    return code;
}

/* NULL on an error, which err then says. an_tally_free afterwards. */
static inline an_tally *tallies_make(const an_tally_plan *plan, const tallies_order *order, an_error *err)
{
    an_tally *tallies[TALLIES_THREADS] = {NULL};
    an_code code = AN_OK;
    for (unsigned t = 0; t < order->threads && code == AN_OK; t++)
        code = an_tally_new(&tallies[t], plan, err);
    for (size_t s = 0; plan->sources[s].extract != NULL && code == AN_OK; s++)
        code = tallies_scan(plan, order, tallies, s, err);
    unsigned into = order->backwards ? order->threads - 1 : 0;
    for (unsigned t = 0; t < order->threads && code == AN_OK; t++)
        if (t != into)
            code = an_tally_merge(tallies[into], tallies[t], err);
    if (code == AN_OK)
        code = an_tally_finish(tallies[into], err);
    for (unsigned t = 0; t < order->threads; t++)
        if (t != into || code != AN_OK)
            an_tally_free(tallies[t]);
    return code == AN_OK ? tallies[into] : NULL;
}

/* "PERIOD KEY KEY: SUM SUM" for each group, the sums by their names; free it. */
static inline char *tallies_text(const an_tally *tally, const char *const sums[], size_t n)
{
    char *text, number[AN_DECIMAL_SIZE];
    size_t size;
    FILE *out = open_memstream(&text, &size);
    for (size_t g = 0; g < an_tally_groups(tally); g++) {
        fputs(an_tally_period(tally, g), out);
        for (size_t k = 0; k < an_tally_keys(tally); k++)
            fprintf(out, " %s", an_tally_key(tally, g)[k]);
        fputc(':', out);
        for (size_t i = 0; i < n; i++) {
            int sum = an_tally_find(tally, sums[i]);
            cr_assert(sum >= 0, "no sum %s", sums[i]);
            an_decimal_print(an_tally_sum(tally, g, sum), number);
            fprintf(out, " %s", number);
        }
        fputc('\n', out);
    }
    fclose(out);
    return text;
}

#endif
