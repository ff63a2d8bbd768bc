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

static void forget(an_worker *worker)
{
    for (size_t i = 0; worker->recalls != NULL && i < worker->plan->n; i++)
        an_recall_free(&worker->recalls[i]);
    an_patterns_free(&worker->patterns);
}

void an_worker_free(an_worker *worker)
{
    forget(worker);
    free(worker->recalls);
    free(worker->key);
    free(worker->numbers);
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

/* Whether all texts of a record that are only told apart were seen with its pattern. */
static bool has_seen(const an_worker *worker, const an_pattern *pattern, const an_record *record)
{
    size_t n;
    const uint32_t *distinct = an_binding_distinct(worker->binding, &n);
    for (size_t i = 0; i < n; i++) {
        const an_cell *cell = &record->cells[distinct[i]];
        if (cell->size > 0 &&
            !an_patterns_has_seen(&worker->patterns, pattern, distinct[i], cell->text, cell->size))
            return false;
    }
    return true;
}

static an_code note_seen(an_worker *worker, const an_pattern *pattern, const an_record *record)
{
    size_t n;
    const uint32_t *distinct = an_binding_distinct(worker->binding, &n);
    an_code code = AN_OK;
    for (size_t i = 0; i < n && code == AN_OK; i++) {
        const an_cell *cell = &record->cells[distinct[i]];
        if (cell->size > 0)
            code = an_patterns_note(&worker->patterns, pattern, distinct[i], cell->text, cell->size);
    }
    return code;
}

/* Counts a record whose pattern is known. */
static bool count_pattern(an_worker *worker, const an_record *record)
{
    an_patterns *patterns = &worker->patterns;
    if (!an_binding_key(worker->binding, record, worker->recalls, worker->key, worker->numbers))
        return false;
    an_pattern *known = an_patterns_find(patterns, worker->key);
    if (known == NULL || !has_seen(worker, known, record))
        return false;
    an_decimal *sums = patterns->sums + (size_t)(known - patterns->patterns) * patterns->n_sums;
    for (size_t i = 0; i < patterns->n_sums; i++)
        sums[i].units += worker->numbers[i].units; /* 127 bits hold 10^9 numbers of the largest size */
    known->times++;
    worker->counts.filtered += !known->passes;
    return true;
}

/* Remembers the pattern of a record that has just been read. */
static an_code add_pattern(an_worker *worker, const an_row *row, bool passes, an_error *err)
{
    an_patterns *patterns = &worker->patterns;
    if (!an_binding_key(worker->binding, row->record, worker->recalls, worker->key, worker->numbers))
        return AN_OK;
    const an_pattern *known = an_patterns_find(patterns, worker->key);
    if (known == NULL) {
        const an_pattern pattern = {.line = row->record->line, .period = row->period, .passes = passes};
        if (an_patterns_add(patterns, worker->key, &pattern) != AN_OK)
            return an_fail_memory(err);
        known = an_patterns_find(patterns, worker->key);
    }
    return known == NULL || note_seen(worker, known, row->record) == AN_OK ? AN_OK : an_fail_memory(err);
}

static an_code hand_over(an_worker *worker, size_t number, an_error *err)
{
    an_patterns *patterns = &worker->patterns;
    const an_pattern *pattern = &patterns->patterns[number];
    const an_record record = {.line = pattern->line, .n = 0};
    const an_row row = {.values = worker->values,
                        .period = pattern->period,
                        .file = worker->file,
                        .record = &record,
                        .cell = an_binding_cells(worker->binding)};
    if (!an_binding_values(worker->binding, patterns->keys + number * patterns->words, worker->recalls,
                           patterns->sums + number * patterns->n_sums, pattern->times, worker->values))
        return an_fail_at(err, AN_DATA, worker->file, pattern->line, 0, "a sum is too large");
    return worker->scan->repeat(worker->state, &row, pattern->times, err);
}

an_code an_worker_finish(an_worker *worker, an_error *err)
{
    an_patterns *patterns = &worker->patterns;
    an_code code = AN_OK;
    for (size_t i = 0; i < patterns->count && code == AN_OK; i++)
        if (patterns->patterns[i].times > 0 && patterns->patterns[i].passes)
            code = hand_over(worker, i, err);
    an_patterns_free(patterns);
    return code;
}

static an_code one_record(an_worker *worker, const an_record *record, an_error *err)
{
    const bool counting = worker->patterns.slots != NULL;
    if (worker->scan->wants != NULL &&
        !worker->scan->wants(worker->state, worker->file, record->line)) {
        worker->counts.filtered++;
        return AN_OK;
    }
    if (counting && count_pattern(worker, record))
        return AN_OK;
    an_row row;
    bool passes;
    an_code code =
        an_binding_row(worker->binding, record, worker->recalls, worker->values, &row, &passes, err);
    if (code == AN_OK && passes)
        code = worker->scan->row(worker->state, &row, err);
    if (code == AN_OK && !passes)
        worker->counts.filtered++;
    if (code == AN_OK && counting)
        code = an_patterns_pay(&worker->patterns) ? add_pattern(worker, &row, passes, err)
                                                  : an_worker_finish(worker, err);
    return code;
}

/* Goes to another file: the last one's reader and what was remembered of its columns is let go. */
static an_code open_file(an_worker *worker, const an_job *job, an_error *err)
{
    const size_t n = worker->plan->n;
    an_code code = an_worker_finish(worker, err);
    forget(worker);
    if (worker->reader != NULL)
        worker->counts.empty_lines += an_reader_empty_lines(worker->reader);
    an_reader_free(worker->reader);
    worker->reader = NULL;
    worker->reader_file = job->file;
    worker->binding = job->binding;
    worker->file = job->name;
    if (worker->values == NULL) {
        worker->values = calloc(n + 1, sizeof *worker->values);
        worker->recalls = calloc(n + 1, sizeof *worker->recalls);
        worker->key = calloc(n + 1, sizeof *worker->key);
        worker->numbers = calloc(n + 1, sizeof *worker->numbers);
    }
    if (code == AN_OK && (worker->values == NULL || worker->recalls == NULL || worker->key == NULL ||
                          worker->numbers == NULL ||
                          (worker->scan->repeat != NULL &&
                           an_patterns_init(&worker->patterns, n, an_binding_sums(job->binding)) != AN_OK)))
        code = an_fail_memory(err);
    if (code == AN_OK)
        code = an_reader_new(&worker->reader, job->name, job->delimiter, false, err);
    if (code == AN_OK) {
        size_t n_wanted;
        const uint32_t *wanted = an_binding_wanted(job->binding, &n_wanted);
        an_reader_want(worker->reader, wanted, n_wanted);
    }
    return code;
}

static an_code start(an_worker *worker, const an_job *job, an_error *err)
{
    if (worker->reader == NULL || worker->reader_file != job->file) {
        const an_code code = open_file(worker, job, err);
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
            code = one_record(worker, &record, err);
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
