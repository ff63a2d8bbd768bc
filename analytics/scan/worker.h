/* worker: one thread's share of a scan: it parses slices, one at a time, into typed rows. */
#ifndef AN_SCAN_WORKER_H
#define AN_SCAN_WORKER_H

#include "csv/blocks.h"
#include "scan/binding.h"
#include "scan/pattern.h"
#include "scan/pattern_key.h"
#include "scan/scan.h"

/* A slice that is joined (blocks.h), with what is known of the file it comes from. */
typedef struct an_job {
    an_slice slice;
    size_t file;      /* number of the file in the scan */
    const char *name; /* of the file, for messages */
    char delimiter;
    const an_binding *binding;
} an_job;

/* Rows whose value of a need was rewritten in one way. */
typedef struct an_rewritten {
    size_t need;
    const char *column, *phrase; /* constants: value.h */
    uint64_t rows;
    size_t file; /* of the first */
    uint64_t line;
} an_rewritten;

typedef struct an_worker {
    const an_scan *scan;
    const an_plan *plan;
    void *state; /* the caller's */
    an_reader *reader;
    size_t reader_file;
    const an_binding *binding; /* of the reader's file */
    const char *file;          /* its name, for messages */
    an_value *values;
    an_value_cache *caches; /* of each need, for this binding */
    an_standing_key standing_key;
    an_decimal *number; /* by need, for an_scan.again */
    uint32_t token;     /* of the row under way */
    an_patterns patterns; /* of its rows; slots NULL: they are not counted */
    an_pattern_keys *keys, *key; /* of many records, of one */
    an_writer *rejects;   /* of the slice under way; NULL: dropped */
    an_counts counts;
    an_rewritten *rewritten;
    size_t n_rewritten, rewritten_capacity;
    uint64_t *file_rows; /* rows read of each file */
    uint64_t reported;   /* of counts.read, what was committed */
} an_worker;

an_code an_worker_init(an_worker *worker, const an_scan *scan, const an_plan *plan, void *state,
                       an_error *err);
void an_worker_free(an_worker *worker);

/* Parses the blocks of a job. A failure is its first bad row (unless skip_bad) or AN_SYSTEM. */
an_code an_worker_do(an_worker *worker, const an_job *job, an_error *err);

/* Hands over what was only counted. Call once after the last slice. */
an_code an_worker_finish(an_worker *worker, an_error *err);

/* Writes out what a slice left behind. Called in the order of the input, one at a time. */
an_code an_worker_commit(an_worker *worker, uint64_t number, an_error *err);

/* Adds what the worker counted to counts; file f of the scan is counts->files[first_file + f]. */
an_code an_worker_counts(an_worker *worker, an_counts *counts, size_t first_file, an_error *err);

#endif
