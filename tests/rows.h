/* rows: an extract scanned for a test, its rows as text in the order in which they were committed.
 *
 * A row is "LINE PERIOD|CELL|CELL...", cells as in shown.h; of several files "FILE:LINE ...", FILE without
 * its folder. */
#ifndef AN_TESTS_ROWS_H
#define AN_TESTS_ROWS_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include "shown.h"
#include "scan/scan.h"

enum { ROWS_THREADS = 8 };

typedef struct rows_worker {
    const an_scan *scan;
    FILE *block; /* of the block under way */
    char *text;
    size_t size;
    FILE *all; /* shared: commits come one at a time */
} rows_worker;

/* What a scan gave. */
typedef struct rows_result {
    an_code code;
    an_error err;
    an_counts counts;
    char *text; /* the rows */
    size_t size;
} rows_result;

static inline an_code rows_row(void *state, const an_row *row, an_error *err)
{
    const rows_worker *worker = state;
    const char *slash = strrchr(row->file, '/');
    char period[AN_PERIOD_SIZE], cell[SHOWN_SIZE];
    (void)err;
    an_period_print(row->period, period);
    if (worker->scan->n_files > 1)
        fprintf(worker->block, "%s:", slash != NULL ? slash + 1 : row->file);
    fprintf(worker->block, "%llu %s", (unsigned long long)row->record->line, period);
    for (size_t i = 0; i < worker->scan->n_needs; i++)
        fprintf(worker->block, "|%s",
                shown(worker->scan->needs[i].text ? NULL : an_column_find(worker->scan->needs[i].name),
                      &row->values[i], cell));
    fputc('\n', worker->block);
    return AN_OK;
}

static inline an_code rows_commit(void *state, uint64_t block, an_error *err)
{
    rows_worker *worker = state;
    (void)block;
    (void)err;
    fflush(worker->block);
    fwrite(worker->text, 1, worker->size, worker->all);
    rewind(worker->block);
    return AN_OK;
}

/* Runs scan, whose row, commit and (where NULL) schema are set here. rows_free(&result) afterwards. */
static inline rows_result rows_read(an_scan scan)
{
    rows_result result = {.code = AN_OK};
    rows_worker workers[ROWS_THREADS];
    void *states[ROWS_THREADS];
    an_schema *plain = NULL;
    cr_assert_eq(an_schema_new(&plain, &(an_schema_options){0}, &result.err), AN_OK);
    if (scan.schema == NULL)
        scan.schema = plain;
    if (scan.threads == 0)
        scan.threads = 1;
    scan.row = rows_row;
    scan.commit = rows_commit;
    FILE *all = open_memstream(&result.text, &result.size);
    for (unsigned t = 0; t < scan.threads; t++) {
        workers[t] = (rows_worker){.scan = &scan, .all = all};
        workers[t].block = open_memstream(&workers[t].text, &workers[t].size);
        states[t] = &workers[t];
    }
    result.code = an_extract_scan(&scan, states, &result.counts, &result.err);
    for (unsigned t = 0; t < scan.threads; t++) {
        fclose(workers[t].block);
        free(workers[t].text);
    }
    fclose(all);
    an_schema_free(plain);
    return result;
}

static inline void rows_free(rows_result *result)
{
    an_counts_free(&result->counts);
    free(result->text);
}

/* The error as it is shown, the folder of the file left out. */
static inline const char *rows_error(const rows_result *result, char out[AN_ERROR_SIZE])
{
    an_error_format(&result->err, out);
    const char *slash = strrchr(result->err.file, '/');
    return slash != NULL ? out + (slash + 1 - result->err.file) : out;
}

#endif
