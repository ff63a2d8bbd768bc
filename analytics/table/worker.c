/* worker: one thread's share of a scan: it parses blocks, one at a time, into typed rows. */
#include "table/worker.h"

#include <stdlib.h>
#include <string.h>

an_code an_worker_init(an_worker *worker, const an_scan *scan, const an_plan *plan, void *state,
                       an_error *err)
{
    *worker = (an_worker){.scan = scan, .plan = plan, .state = state};
    worker->file_rows = calloc(scan->n_files + 1, sizeof *worker->file_rows);
    if (worker->file_rows == NULL)
        return an_fail_memory(err);
    return scan->rejects != NULL ? an_writer_memory(&worker->rejects, err) : AN_OK;
}

void an_worker_free(an_worker *worker)
{
    an_reader_free(worker->reader);
    an_writer_abort(worker->rejects);
    an_counts_free(&worker->counts);
    free(worker->values);
    free(worker->file_rows);
    *worker = (an_worker){0};
}

void an_counts_free(an_counts *counts)
{
    for (size_t i = 0; i < counts->n_reasons; i++)
        free(counts->reasons[i].text);
    free(counts->reasons);
    free(counts->files);
    *counts = (an_counts){0};
}

static an_code add_reason(an_counts *counts, const an_reason *reason, an_error *err)
{
    for (size_t i = 0; i < counts->n_reasons; i++) {
        an_reason *known = &counts->reasons[i];
        if (strcmp(known->text, reason->text) != 0)
            continue;
        known->rows += reason->rows;
        if (reason->file < known->file || (reason->file == known->file && reason->line < known->line)) {
            known->file = reason->file;
            known->line = reason->line;
        }
        return AN_OK;
    }
    if (an_grow(&counts->reasons, &counts->reasons_capacity, counts->n_reasons + 1,
                sizeof *counts->reasons) != AN_OK)
        return an_fail_memory(err);
    an_reason added = *reason;
    added.text = strdup(reason->text);
    if (added.text == NULL)
        return an_fail_memory(err);
    counts->reasons[counts->n_reasons++] = added;
    return AN_OK;
}

/* The reason without the value at fault, "net_mass: not a number" or "ragged row", so that equal ones can be
 * counted. */
static void shorten(const char *text, bool is_malformed, char *out, size_t size)
{
    size_t length = strcspn(text, is_malformed ? ":" : "'");
    while (length > 0 && strchr(" :,;(", text[length - 1]) != NULL)
        length--;
    if (length >= size)
        length = size - 1;
    memcpy(out, text, length);
    out[length] = '\0';
}

static an_code reject(an_worker *worker, size_t file, const an_record *record, const an_error *why,
                      an_error *err)
{
    char text[256];
    const bool is_ragged = strncmp(why->text, "ragged", strlen("ragged")) == 0;
    shorten(why->text, record->n == 0 || is_ragged, text, sizeof text);
    worker->counts.rejected++;
    if (worker->rejects != NULL) {
        size_t size = record->source_size;
        while (size > 0 && (record->source[size - 1] == '\n' || record->source[size - 1] == '\r'))
            size--;
        an_writer_cell(worker->rejects, why->file, strlen(why->file));
        an_writer_count_cell(worker->rejects, why->line);
        an_writer_count_cell(worker->rejects, why->column);
        an_writer_cell(worker->rejects, why->text, strlen(why->text));
        an_writer_cell(worker->rejects, record->source, size);
        an_writer_end_row(worker->rejects);
    }
    return add_reason(&worker->counts, &(an_reason){text, 1, file, why->line}, err);
}

static an_code one_record(an_worker *worker, const an_job *job, const an_record *record, an_error *err)
{
    an_row row;
    bool passes;
    an_code code = an_binding_row(job->binding, record, worker->values, &row, &passes, err);
    if (code == AN_OK && passes)
        code = worker->scan->row(worker->state, &row, err);
    if (code == AN_OK && !passes)
        worker->counts.filtered++;
    return code;
}

/* The reader of the job's file; the last file's is let go. */
static an_code start(an_worker *worker, const an_job *job, an_error *err)
{
    if (worker->values == NULL)
        worker->values = calloc(worker->plan->n + 1, sizeof *worker->values);
    if (worker->values == NULL)
        return an_fail_memory(err);
    if (worker->reader == NULL || worker->reader_file != job->file) {
        if (worker->reader != NULL)
            worker->counts.empty_lines += an_reader_empty_lines(worker->reader);
        an_reader_free(worker->reader);
        worker->reader = NULL;
        worker->reader_file = job->file;
        an_code code = an_reader_new(&worker->reader, job->name, job->delimiter, false, err);
        if (code != AN_OK)
            return code;
    }
    an_block rows = job->block;
    rows.text += job->skip;
    rows.size -= job->skip;
    rows.line += job->skip_lines;
    an_reader_start(worker->reader, &rows);
    return AN_OK;
}

an_code an_worker_block(an_worker *worker, const an_job *job, an_error *err)
{
    an_code code = start(worker, job, err);
    if (code != AN_OK)
        return code;
    for (;;) {
        an_record record;
        code = an_reader_next(worker->reader, &record, err);
        if (code == AN_OK && record.n == 0)
            return AN_OK;
        if (code == AN_OK || code == AN_DATA) {
            worker->counts.read++;
            worker->file_rows[job->file]++;
        }
        if (code == AN_OK)
            code = one_record(worker, job, &record, err);
        if (code == AN_OK) {
            worker->counts.used++;
        } else if (code == AN_DATA && worker->scan->skip_bad) {
            const an_error why = *err;
            code = reject(worker, job->file, &record, &why, err);
        }
        if (code != AN_OK)
            return code;
    }
}

an_code an_worker_commit(an_worker *worker, uint64_t number, an_error *err)
{
    const an_scan *scan = worker->scan;
    if (worker->rejects != NULL) {
        size_t size;
        const char *text = an_writer_text(worker->rejects, &size);
        an_code code = an_writer_check(worker->rejects, err);
        if (code != AN_OK)
            return code;
        an_writer_bytes(scan->rejects, text, size);
        an_writer_clear(worker->rejects);
    }
    return scan->commit != NULL ? scan->commit(worker->state, number, err) : AN_OK;
}

an_code an_worker_counts(an_worker *worker, an_counts *counts, size_t first_file, an_error *err)
{
    const an_counts *own = &worker->counts;
    counts->read += own->read;
    counts->used += own->used;
    counts->filtered += own->filtered;
    counts->rejected += own->rejected;
    counts->empty_lines += own->empty_lines;
    if (worker->reader != NULL)
        counts->empty_lines += an_reader_empty_lines(worker->reader);
    for (size_t f = 0; f < worker->scan->n_files; f++)
        counts->files[first_file + f].rows += worker->file_rows[f];
    for (size_t i = 0; i < own->n_reasons; i++) {
        an_reason reason = own->reasons[i];
        reason.file += first_file;
        an_code code = add_reason(counts, &reason, err);
        if (code != AN_OK)
            return code;
    }
    return AN_OK;
}
