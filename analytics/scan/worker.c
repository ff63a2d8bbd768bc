/* worker: one thread's share of a scan: it parses slices, one at a time, into typed rows.
 *
 * Two ways for a row. The long one: the record's cells, each read (row.c), the conditions of --where, the
 * caller's function; errors and rejected rows always take it, so that a message has one maker. The short
 * one, of plain records whose columns repeat: 256 records at a time become keys (pattern_key.c), and a key
 * that is known is only counted (pattern.c). Patterns are handed over at the end of the scan, each with its
 * count; they are given up where they do not pay.
 *
 * What a slice leaves behind, rejected rows and their reasons, stays with the worker until the slice is
 * committed in the order of the input: the first bad row in that order is the one reported, whatever thread
 * met one first. Caches and patterns are the thread's own: nothing is locked. */
#include "scan/worker.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "scan/row.h"

enum { CACHES_MOST = 1000 };

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
    for (size_t i = 0; worker->caches != NULL && i < worker->plan->n; i++)
        an_value_cache_free(&worker->caches[i]);
    an_patterns_free(&worker->patterns);
    if (worker->keys != NULL)
        an_pattern_key_free(worker->keys);
    if (worker->key != NULL)
        an_pattern_key_free(worker->key);
}

void an_worker_free(an_worker *worker)
{
    forget(worker);
    free(worker->caches);
    free(worker->keys);
    free(worker->key);
    free(worker->number);
    an_reader_free(worker->reader);
    an_writer_abort(worker->rejects);
    an_counts_free(&worker->counts);
    free(worker->values);
    free(worker->file_rows);
    free(worker->rewritten);
    free(worker->standing_key.text);
    *worker = (an_worker){0};
}

/* ---- rows that are rejected ---- */

/* Adds the rows of a reason to those of the same text in reasons; its place is kept if it is the first.
 * O(reasons). */
static an_code add_reason(an_reason **reasons, size_t *n, size_t *capacity, const an_reason *reason,
                          an_error *err)
{
    for (size_t i = 0; i < *n; i++) {
        an_reason *known = &(*reasons)[i];
        if (strcmp(known->text, reason->text) != 0)
            continue;
        known->rows += reason->rows;
        if (reason->file < known->file || (reason->file == known->file && reason->line < known->line)) {
            known->file = reason->file;
            known->line = reason->line;
        }
        return AN_OK;
    }
    if (an_grow(reasons, capacity, *n + 1, sizeof **reasons) != AN_OK)
        return an_fail_memory(err);
    an_reason added = *reason;
    added.text = strdup(reason->text);
    if (added.text == NULL)
        return an_fail_memory(err);
    (*reasons)[(*n)++] = added;
    return AN_OK;
}

static an_code add_rejected(an_counts *counts, const an_reason *reason, an_error *err)
{
    return add_reason(&counts->reasons, &counts->n_reasons, &counts->reasons_capacity, reason, err);
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

static an_code reject(an_worker *worker, const an_record *record, const an_error *why, an_error *err)
{
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
    char text[256];
    const bool is_ragged = strncmp(why->text, "ragged", strlen("ragged")) == 0;
    shorten(why->text, record->n == 0 || is_ragged, text, sizeof text);
    worker->counts.rejected++;
    return add_rejected(&worker->counts, &(an_reason){text, 1, worker->reader_file, why->line}, err);
}

/* ---- codes that were rewritten ---- */

/* Counts rows of the reader's file, the first of them at line, whose value of a need was rewritten as phrase
 * says. */
static an_code note_rewritten(an_worker *worker, size_t need, const char *phrase, uint64_t line,
                              uint64_t rows, an_error *err)
{
    const an_cell_source *const s = &worker->binding->sources[need];
    for (size_t i = 0; i < worker->n_rewritten; i++)
        if (worker->rewritten[i].need == need && worker->rewritten[i].phrase == phrase) {
            worker->rewritten[i].rows += rows;
            return AN_OK;
        }
    if (an_grow(&worker->rewritten, &worker->rewritten_capacity, worker->n_rewritten + 1,
                sizeof *worker->rewritten) != AN_OK)
        return an_fail_memory(err);
    const an_column *const column = s->judge != NULL ? s->judge : s->column;
    worker->rewritten[worker->n_rewritten++] =
        (an_rewritten){need, column->name, phrase, rows, worker->reader_file, line};
    return AN_OK;
}

/* What was done, or would be, to the cell of a need. */
static const char *phrase_of(const an_worker *worker, const an_record *record, size_t need)
{
    const an_cell_source *const s = &worker->binding->sources[need];
    const char *reason, *expected;
    an_value value;
    if (s->judge == NULL)
        return worker->values[need].rewritten;
    return an_value_read(s->judge, &s->mapping, worker->binding->decimal, record->cells[s->cell], &value,
                         &reason, &expected) == AN_OK
               ? value.rewritten
               : NULL;
}

/* Of a row that was read. */
static an_code note_row(an_worker *worker, const an_record *record, an_error *err)
{
    an_code code = AN_OK;
    for (size_t k = 0; k < worker->binding->n_codes && code == AN_OK; k++) {
        const size_t need = worker->binding->codes[k];
        const char *const phrase = phrase_of(worker, record, need);
        if (phrase != NULL)
            code = note_rewritten(worker, need, phrase, record->line, 1, err);
    }
    return code;
}

/* Of the rows of a pattern that were counted. */
static an_code note_pattern(an_worker *worker, size_t number, an_error *err)
{
    const an_patterns *const patterns = &worker->patterns;
    const uint64_t *const key = an_patterns_key(patterns, number);
    an_code code = AN_OK;
    for (size_t k = 0; k < worker->binding->n_codes && code == AN_OK; k++) {
        const size_t need = worker->binding->codes[k];
        const uint32_t known = an_pattern_number(key, (size_t)worker->binding->sources[need].lane);
        if (known < AN_VALUE_CACHE_FIRST)
            continue;
        const an_value *const value = &worker->caches[need].values[known];
        if (value->rewritten != NULL)
            code = note_rewritten(worker, need, value->rewritten, patterns->patterns[number].line,
                                  *an_patterns_times(patterns, number), err);
    }
    return code;
}

/* ---- rows that are counted ---- */

/* The key of a text that is only told apart; false: it cannot be remembered. */
static bool distinct_key(const an_plain *plain, size_t r, size_t cell, bool *is_empty,
                         an_value_cache_key *key)
{
    const char *text;
    size_t size;
    if (!an_plain_cell(plain, r, cell, &text, &size) || size > AN_VALUE_CACHE_SIZE)
        return false;
    *is_empty = size == 0;
    *key = an_value_cache_key_near(text, size);
    return true;
}

/* Whether all texts of a record that are only told apart were seen with its pattern. */
static inline bool has_seen(const an_worker *worker, size_t pattern, const an_plain *plain, size_t r)
{
    const uint32_t *const distinct = worker->binding->distinct;
    for (size_t i = 0; i < worker->binding->n_distinct; i++) {
        bool is_empty;
        an_value_cache_key key;
        if (!distinct_key(plain, r, distinct[i], &is_empty, &key))
            return false;
        if (!is_empty && !an_patterns_has_seen(&worker->patterns, pattern, distinct[i], key))
            return false;
    }
    return true;
}

static an_code note_seen(an_worker *worker, size_t pattern, const an_plain *plain)
{
    const uint32_t *const distinct = worker->binding->distinct;
    an_code code = AN_OK;
    for (size_t i = 0; i < worker->binding->n_distinct && code == AN_OK; i++) {
        bool is_empty;
        an_value_cache_key key;
        if (distinct_key(plain, 0, distinct[i], &is_empty, &key) && !is_empty)
            code = an_patterns_note(&worker->patterns, pattern, distinct[i], key);
    }
    return code;
}

/* Hands the numbers of record r of plain, whose pattern is known, to the scan. */
static an_code hand_numbers(an_worker *worker, const an_pattern *pattern, const an_plain *plain, size_t r,
                            an_error *err)
{
    an_pattern_key_numbers(worker->keys, worker->binding, r, worker->caches, worker->number);
    return worker->scan->again(worker->state, pattern->token, worker->file, plain->line + r, worker->number,
                               err);
}

/* Counts record r of plain, whose key is made, if its pattern is known: *is_known. first: of its key. */
static an_code count_pattern(an_worker *worker, const an_plain *plain, size_t r, uint32_t first,
                             bool *is_known, an_error *err)
{
    *is_known = false;
    an_patterns *patterns = &worker->patterns;
    const an_pattern_keys *keys = worker->keys;
    patterns->tried++;
    if (!keys->is_known[r] || (worker->scan->again != NULL && plain->has_lines))
        return AN_OK;
    const size_t known = an_patterns_find_from(patterns, keys->keys + r * keys->words, first);
    if (known == AN_PATTERNS_NONE || !has_seen(worker, known, plain, r))
        return AN_OK;
    *is_known = true;
    patterns->found++;
    ++*an_patterns_times(patterns, known);
    if (worker->scan->again != NULL && patterns->patterns[known].passes)
        return hand_numbers(worker, &patterns->patterns[known], plain, r, err);
    if (keys->has_numbers) {
        an_decimal *sums = patterns->sums + known * patterns->n_sums;
        for (size_t i = 0; i < patterns->n_sums; i++)
            sums[i].units += keys->numbers[i * keys->room + r].units; /* 127 bits hold 10^9 of the largest */
    }
    return AN_OK;
}

/* Remembers the pattern of record r of plain, which has just been read. */
static an_code add_pattern(an_worker *worker, const an_plain *plain, size_t r, const an_row *row, bool passes,
                           an_error *err)
{
    an_patterns *patterns = &worker->patterns;
    const an_plain one = an_plain_one(plain, r);
    const uint64_t *key = worker->keys->keys + r * worker->keys->words;
    if (!worker->keys->is_known[r]) { /* its texts are known by now, if there was room */
        an_pattern_key_make(worker->key, worker->binding, &one, worker->caches);
        key = worker->key->keys;
        if (!worker->key->is_known[0])
            return AN_OK;
    }
    size_t known = an_patterns_find(patterns, key);
    if (known == AN_PATTERNS_NONE) {
        const an_pattern pattern = {row->record->line, row->period, passes, worker->token};
        if (an_patterns_add(patterns, key, &pattern) != AN_OK)
            return an_fail_memory(err);
        known = an_patterns_find(patterns, key);
    }
    return known == AN_PATTERNS_NONE || note_seen(worker, known, &one) == AN_OK ? AN_OK : an_fail_memory(err);
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
                        .cell = worker->binding->cells};
    const uint64_t times = *an_patterns_times(patterns, number);
    if (!an_pattern_key_values(an_patterns_key(patterns, number), worker->binding, worker->caches,
                               patterns->sums + number * patterns->n_sums, times, worker->values))
        return an_fail_at(err, AN_DATA, worker->file, pattern->line, 0, "a sum is too large");
    return worker->scan->repeat(worker->state, &row, times, err);
}

an_code an_worker_finish(an_worker *worker, an_error *err)
{
    an_patterns *patterns = &worker->patterns;
    an_code code = AN_OK;
    for (size_t i = 0; i < patterns->count && code == AN_OK; i++) {
        const uint64_t times = *an_patterns_times(patterns, i);
        if (!patterns->patterns[i].passes) {
            worker->counts.filtered += times;
        } else if (times > 0) {
            code = note_pattern(worker, i, err);
            if (code == AN_OK && worker->scan->repeat != NULL)
                code = hand_over(worker, i, err);
        }
    }
    an_patterns_free(patterns);
    return code;
}

/* ---- rows that are read ---- */

/* A row that was read, by what becomes of it. */
static an_code give_row(an_worker *worker, const an_record *record, const an_row *row, an_fate fate,
                        an_error *err)
{
    an_code code = AN_OK;
    switch (fate) {
    case AN_FATE_PASSES:
        code = worker->scan->row(worker->state, row, err);
        if (code == AN_OK)
            code = note_row(worker, record, err);
        break;
    case AN_FATE_FILTERED:
        worker->counts.filtered++;
        break;
    case AN_FATE_SUPERSEDED:
        worker->counts.superseded++;
        return AN_OK;
    case AN_FATE_WITHDRAWN:
        worker->counts.withdrawn++;
        return AN_OK;
    }
    worker->counts.used += code == AN_OK;
    worker->counts.concorded += code == AN_OK && row->is_concorded;
    return code;
}

/* plain: the record is number r of these, and its pattern is wanted; or NULL. */
static an_code one_record(an_worker *worker, const an_plain *plain, size_t r, const an_record *record,
                          an_error *err)
{
    if (worker->scan->wants != NULL && !worker->scan->wants(worker->state, worker->file, record->line)) {
        worker->counts.filtered++;
        worker->counts.used++;
        return AN_OK;
    }
    an_row row;
    an_fate fate;
    an_code code = an_row_read(worker->binding, record, worker->caches, &worker->standing_key, worker->values,
                               &row, &fate, err);
    row.token = worker->patterns.slots != NULL ? &worker->token : NULL;
    if (code == AN_OK)
        code = give_row(worker, record, &row, fate, err);
    if (code == AN_OK && plain != NULL && worker->patterns.slots != NULL)
        code = an_patterns_pay(&worker->patterns)
                   ? add_pattern(worker, plain, r, &row, fate == AN_FATE_PASSES, err)
                   : an_worker_finish(worker, err);
    return code;
}

static an_code start_patterns(an_worker *worker)
{
    const an_binding *binding = worker->binding;
    if (an_pattern_key_init(worker->keys, binding, AN_PATTERN_KEYS_MOST) != AN_OK ||
        an_pattern_key_init(worker->key, binding, 1) != AN_OK)
        return AN_SYSTEM;
    return an_patterns_init(&worker->patterns, binding->n_lanes, binding->n_sums);
}

/* Whether equal rows may be counted; not where each has to be judged by its key. */
static bool counts_patterns(const an_worker *worker)
{
    return (worker->scan->repeat != NULL || worker->scan->again != NULL) && worker->plan->standing == NULL &&
           worker->plan->concordance == NULL;
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
        worker->caches = calloc(n + 1, sizeof *worker->caches);
        worker->keys = calloc(1, sizeof *worker->keys);
        worker->key = calloc(1, sizeof *worker->key);
        worker->number = calloc(n + 1, sizeof *worker->number);
        for (size_t i = CACHES_MOST; worker->caches != NULL && i < n; i++)
            worker->caches[i].given_up = true; /* else thousands of columns would take gigabytes */
    }
    if (code == AN_OK &&
        (worker->values == NULL || worker->caches == NULL || worker->keys == NULL || worker->key == NULL ||
         worker->number == NULL ||
         (counts_patterns(worker) && start_patterns(worker) != AN_OK)))
        code = an_fail_memory(err);
    if (code == AN_OK)
        code = an_reader_new(&worker->reader, job->name, job->delimiter, false, err);
    if (code == AN_OK)
        an_reader_want(worker->reader, job->binding->wanted, job->binding->n_wanted);
    return code;
}

/* Goes behind n plain records that were counted. */
static void pass_counted(an_worker *worker, size_t n)
{
    if (n == 0)
        return;
    an_reader_pass(worker->reader, n);
    worker->counts.read += n;
    worker->counts.used += n;
}

/* Reads the next record, if there is one. plain, r: as one_record. */
static an_code next_record(an_worker *worker, const an_plain *plain, size_t r, bool *got, an_error *err)
{
    an_record record;
    an_code code = an_reader_next(worker->reader, &record, err);
    *got = code != AN_OK || record.n > 0;
    if (!*got || code == AN_SYSTEM)
        return code;
    worker->counts.read++;
    if (code == AN_OK)
        code = one_record(worker, plain, r, &record, err);
    if (code == AN_DATA && worker->scan->skip_bad) {
        const an_error why = *err;
        code = reject(worker, &record, &why, err);
    }
    return code;
}

/* Counts the plain records that come next, and reads those among them whose pattern is not known. */
static an_code count_records(an_worker *worker, an_error *err)
{
    an_plain plain;
    uint32_t first[AN_PATTERN_KEYS_MOST];
    bool got;
    an_code code = AN_OK;
    an_reader_plain(worker->reader, worker->binding->width, AN_PATTERN_KEYS_MOST, &plain);
    if (plain.n > 0) {
        an_pattern_key_make(worker->keys, worker->binding, &plain, worker->caches);
        an_patterns_first(&worker->patterns, worker->keys->keys, plain.n, first);
    }
    size_t n = 0; /* counted, and not yet passed */
    for (size_t r = 0; r < plain.n && code == AN_OK; r++) {
        bool is_known = false;
        if (worker->patterns.slots != NULL)
            code = count_pattern(worker, &plain, r, first[r], &is_known, err);
        n += is_known;
        if (is_known || code != AN_OK)
            continue;
        pass_counted(worker, n);
        n = 0;
        code = next_record(worker, &plain, r, &got, err);
    }
    pass_counted(worker, n);
    return code;
}

/* Goes behind the plain records that come next and are not wanted. */
static void skip_unwanted(an_worker *worker)
{
    an_plain plain;
    size_t n = 0;
    an_reader_plain(worker->reader, worker->binding->width, AN_PATTERN_KEYS_MOST, &plain);
    while (!plain.has_lines && n < plain.n &&
           !worker->scan->wants(worker->state, worker->file, plain.line + n))
        n++;
    pass_counted(worker, n);
    worker->counts.filtered += n;
}

static an_code one_block(an_worker *worker, const an_block *block, an_error *err)
{
    bool got = true;
    an_code code = AN_OK;
    an_reader_start(worker->reader, block);
    while (got && code == AN_OK) {
        if (worker->patterns.slots != NULL)
            code = count_records(worker, err);
        if (worker->scan->wants != NULL)
            skip_unwanted(worker);
        if (code == AN_OK)
            code = next_record(worker, NULL, 0, &got, err);
    }
    return code;
}

an_code an_worker_do(an_worker *worker, const an_job *job, an_error *err)
{
    const uint64_t before = worker->counts.read;
    an_code code = AN_OK;
    if (worker->reader == NULL || worker->reader_file != job->file)
        code = open_file(worker, job, err);
    if (code == AN_OK)
        code = one_block(worker, &job->slice.seam, err);
    if (code == AN_OK)
        code = one_block(worker, &job->slice.rest, err);
    worker->file_rows[job->file] += worker->counts.read - before;
    return code;
}

an_code an_worker_commit(an_worker *worker, uint64_t number, an_error *err)
{
    const an_scan *scan = worker->scan;
    an_code code = AN_OK;
    if (worker->rejects != NULL)
        code = an_writer_move(scan->rejects, worker->rejects, err);
    return code == AN_OK && scan->commit != NULL ? scan->commit(worker->state, number, err) : code;
}

an_code an_worker_counts(an_worker *worker, an_counts *counts, size_t first_file, an_error *err)
{
    const an_counts *own = &worker->counts;
    counts->read += own->read;
    counts->used += own->used;
    counts->filtered += own->filtered;
    counts->rejected += own->rejected;
    counts->superseded += own->superseded;
    counts->withdrawn += own->withdrawn;
    counts->concorded += own->concorded;
    counts->empty_lines += own->empty_lines;
    if (worker->reader != NULL)
        counts->empty_lines += an_reader_empty_lines(worker->reader);
    for (size_t f = 0; f < worker->scan->n_files; f++)
        counts->files[first_file + f].rows += worker->file_rows[f];
    for (size_t i = 0; i < own->n_reasons; i++) {
        an_reason reason = own->reasons[i];
        reason.file += first_file;
        an_code code = add_rejected(counts, &reason, err);
        if (code != AN_OK)
            return code;
    }
    for (size_t i = 0; i < worker->n_rewritten; i++) {
        const an_rewritten *const r = &worker->rewritten[i];
        char text[160];
        snprintf(text, sizeof text, "%s: %s", r->column, r->phrase);
        an_code code = add_reason(&counts->rewritten, &counts->n_rewritten, &counts->rewritten_capacity,
                                  &(an_reason){text, r->rows, first_file + r->file, r->line}, err);
        if (code != AN_OK)
            return code;
    }
    return AN_OK;
}
