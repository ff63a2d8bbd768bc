/* extract: the typed rows of one or many files, in parallel and in order.
 *
 * The reading thread cuts blocks and puts them into a ring of jobs; workers take them in order, parse them on
 * their own, then wait for their turn to commit. Blocks are handed out in order, so the oldest uncommitted
 * one is always being worked on: no deadlock. With one thread the same steps run one after the other, without
 * threads.
 */
#include "table/extract.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "csv/blocks.h"
#include "table/worker.h"

/* What one file needs while its blocks are under way. */
typedef struct open_file {
    an_binding *binding;
    const char **names;
} open_file;

typedef struct scanner {
    const an_scan *scan;
    an_arena arena;
    an_plan plan;
    bool planned;
    open_file *files;
    an_worker *workers;
    an_job *ring;
    size_t ring_size;
    uint64_t bytes, bytes_before; /* of all files, 0: not known; of those that were read */
    /* shared with the workers, under the lock */
    pthread_mutex_t lock;
    pthread_cond_t changed;
    uint64_t handed, taken, committed; /* blocks handed out, begun and done */
    uint64_t rows;                     /* read, of the committed blocks */
    bool closed;
    an_code code; /* the first failure in the order of the input */
    an_error error;
} scanner;

static const char *shown_name(const char *path)
{
    return strcmp(path, "-") == 0 ? "stdin" : path;
}

an_code an_row_fail(const an_row *row, const an_need *needs, size_t need, an_error *err, const char *format,
                    ...)
{
    char text[400];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return an_fail_at(err, AN_DATA, row->file, row->record->line, row->cell[need], "%s: %s", needs[need].name,
                      text);
}

/* ---- the beginning of a file ---- */

static uint64_t count_lines(const char *text, const char *end)
{
    uint64_t lines = 0;
    for (; text < end; text++)
        lines += *text == '\n' || (*text == '\r' && (text + 1 == end || text[1] != '\n'));
    return lines;
}

static an_code copy_names(scanner *s, open_file *file, const an_record *record, an_error *err)
{
    file->names = an_arena_alloc(&s->arena, record->n * sizeof *file->names);
    if (file->names == NULL)
        return an_fail_memory(err);
    for (size_t i = 0; i < record->n; i++) {
        file->names[i] = an_arena_copy(&s->arena, record->cells[i].text, record->cells[i].size);
        if (file->names[i] == NULL)
            return an_fail_memory(err);
    }
    return AN_OK;
}

/* Takes the header off the first block of a file: *n names, which stand on *line. */
static an_code read_header(scanner *s, an_job *first, size_t *n, uint64_t *line, an_error *err)
{
    an_reader *reader = NULL;
    an_record record = {0};
    an_code code = an_reader_new(&reader, first->name, first->delimiter, false, err);
    if (code == AN_OK && first->block.size > 0) {
        an_reader_start(reader, &first->block);
        code = an_reader_next(reader, &record, err);
    }
    if (code == AN_OK && record.n == 0)
        code = an_fail_at(err, AN_DATA, first->name, 0, 0,
                          "empty: expected a header line with the names of the columns");
    if (code == AN_OK)
        code = copy_names(s, &s->files[first->file], &record, err);
    if (code == AN_OK) {
        const char *end = record.source + record.source_size;
        *n = record.n;
        *line = record.line;
        first->skip = (size_t)(end - first->block.text);
        first->skip_lines = count_lines(first->block.text, end);
    }
    an_reader_free(reader);
    return code;
}

static an_code bind_file(scanner *s, an_job *first, an_error *err)
{
    const an_scan *scan = s->scan;
    open_file *file = &s->files[first->file];
    const char *path = scan->files[first->file];
    const char *const *names = NULL;
    size_t n = 0;
    uint64_t line = 0;
    an_code code = AN_OK;
    if (an_schema_has_header(scan->schema, path, &names, &n)) {
        code = read_header(s, first, &n, &line, err);
        names = file->names;
    } else if (first->block.size == 0) {
        code = an_fail_at(err, AN_DATA, first->name, 0, 0, "empty: expected at least one row");
    }
    bool is_first = !s->planned;
    if (code == AN_OK && is_first)
        code = an_plan_new(&s->plan, &s->arena, scan, first->name, names, n, err);
    s->planned = true;
    if (code == AN_OK)
        code = an_binding_new(&file->binding, &s->plan, scan->schema, first->name, names, n, line, err);
    if (code == AN_OK && is_first && scan->begin != NULL)
        code = scan->begin(scan->context, s->plan.needs, s->plan.n_asked, err);
    return code;
}

/* ---- the ring of jobs ---- */

/* Under the lock: the block of a worker is done. */
static void commit(scanner *s, an_worker *worker, uint64_t number, an_code code, an_error *error)
{
    if (code == AN_OK && s->code == AN_OK)
        code = an_worker_commit(worker, number, error);
    if (code != AN_OK && s->code == AN_OK) {
        s->code = code;
        s->error = *error;
    }
    s->rows += worker->counts.read - worker->reported;
    worker->reported = worker->counts.read;
    s->committed++;
}

typedef struct thread_argument {
    scanner *scanner;
    an_worker *worker;
    pthread_t thread;
} thread_argument;

static void *work(void *given)
{
    const thread_argument *argument = given;
    scanner *s = argument->scanner;
    an_error error;
    pthread_mutex_lock(&s->lock);
    for (;;) {
        while (s->taken == s->handed && !s->closed)
            pthread_cond_wait(&s->changed, &s->lock);
        if (s->taken == s->handed)
            break;
        uint64_t number = s->taken++;
        an_code code = AN_OK;
        if (s->code == AN_OK) {
            pthread_mutex_unlock(&s->lock);
            code = an_worker_block(argument->worker, &s->ring[number % s->ring_size], &error);
            pthread_mutex_lock(&s->lock);
        }
        while (s->committed != number)
            pthread_cond_wait(&s->changed, &s->lock);
        commit(s, argument->worker, number, code, &error);
        pthread_cond_broadcast(&s->changed);
    }
    pthread_mutex_unlock(&s->lock);
    return NULL;
}

/* The next job to fill, once it is free; NULL: the scan has failed. */
static an_job *next_job(scanner *s)
{
    pthread_mutex_lock(&s->lock);
    while (s->handed - s->committed == s->ring_size && s->code == AN_OK)
        pthread_cond_wait(&s->changed, &s->lock);
    an_job *job = s->code == AN_OK ? &s->ring[s->handed % s->ring_size] : NULL;
    pthread_mutex_unlock(&s->lock);
    return job;
}

/* Returns the rows committed so far. */
static uint64_t hand_out(scanner *s, const an_job *job)
{
    if (s->scan->threads > 1) {
        pthread_mutex_lock(&s->lock);
        s->handed++;
        uint64_t rows = s->rows;
        pthread_cond_broadcast(&s->changed);
        pthread_mutex_unlock(&s->lock);
        return rows;
    }
    an_error error;
    an_code code = an_worker_block(&s->workers[0], job, &error);
    commit(s, &s->workers[0], s->handed++, code, &error);
    return s->rows;
}

/* ---- files ---- */

static an_code read_blocks(scanner *s, size_t f, an_input *in, an_blocks *blocks, an_error *err)
{
    const an_scan *scan = s->scan;
    for (bool first = true;; first = false) {
        an_job *job = next_job(s);
        if (job == NULL)
            return AN_OK; /* the failure is the scan's */
        an_code code = an_blocks_next(blocks, &job->block, err);
        if (code != AN_OK)
            return code;
        *job = (an_job){.block = job->block,
                        .file = f,
                        .name = shown_name(scan->files[f]),
                        .delimiter = an_blocks_delimiter(blocks)};
        if (first)
            code = bind_file(s, job, err);
        if (code != AN_OK || job->block.size == 0)
            return code;
        job->binding = s->files[f].binding;
        uint64_t rows = hand_out(s, job);
        if (scan->progress != NULL)
            scan->progress(scan->progress_context, s->bytes_before + an_input_position(in),
                           scan->n_files == 1 ? an_input_size(in) : s->bytes, rows);
    }
}

static an_code one_file(scanner *s, size_t f, an_file_record *record, an_error *err)
{
    const an_scan *scan = s->scan;
    const char *path = scan->files[f];
    an_input *in = NULL;
    an_blocks *blocks = NULL;
    an_code code = an_input_open(&in, path, scan->hash, err);
    if (code == AN_OK && scan->prompt)
        an_input_prompt(in);
    if (code == AN_OK)
        code = an_blocks_new(&blocks, in, an_schema_delimiter(scan->schema, path), AN_BLOCK_SIZE, err);
    if (code == AN_OK)
        code = read_blocks(s, f, in, blocks, err);
    if (code == AN_OK && scan->hash)
        code = an_input_hash(in, record->sha256, err);
    if (code == AN_OK)
        record->bytes = an_input_position(in);
    s->bytes_before += record->bytes;
    an_blocks_free(blocks);
    an_input_free(in);
    return code;
}

static an_code read_files(scanner *s, an_file_record *records, an_error *err)
{
    an_code code = AN_OK;
    for (size_t f = 0; f < s->scan->n_files && code == AN_OK; f++)
        code = one_file(s, f, &records[f], err);
    return code;
}

/* Reads with as many threads besides as the scan asks for. */
static an_code read_threaded(scanner *s, an_file_record *records, an_error *err)
{
    thread_argument *threads = calloc(s->scan->threads, sizeof *threads);
    if (threads == NULL)
        return an_fail_memory(err);
    unsigned started = 0;
    an_code code = AN_OK;
    for (; started < s->scan->threads; started++) {
        threads[started] = (thread_argument){.scanner = s, .worker = &s->workers[started]};
        if (pthread_create(&threads[started].thread, NULL, work, &threads[started]) != 0)
            break;
    }
    if (started == 0)
        code = an_fail(err, AN_SYSTEM, "cannot start a thread; try --threads 1");
    else
        code = read_files(s, records, err);
    pthread_mutex_lock(&s->lock);
    s->closed = true;
    pthread_cond_broadcast(&s->changed);
    pthread_mutex_unlock(&s->lock);
    for (unsigned t = 0; t < started; t++)
        pthread_join(threads[t].thread, NULL);
    free(threads);
    return code;
}

/* The bytes of all files as they are stored; 0: not known, one is no file. */
static uint64_t count_bytes(const an_scan *scan)
{
    uint64_t bytes = 0;
    for (size_t f = 0; f < scan->n_files; f++) {
        struct stat about;
        if (stat(scan->files[f], &about) != 0 || !S_ISREG(about.st_mode))
            return 0;
        bytes += (uint64_t)about.st_size;
    }
    return bytes;
}

static an_code make_scanner(scanner *s, void *const states[], an_error *err)
{
    const an_scan *scan = s->scan;
    s->ring_size = scan->threads > 1 ? 2 * (size_t)scan->threads + 2 : 1;
    s->bytes = scan->progress != NULL ? count_bytes(scan) : 0;
    s->files = calloc(scan->n_files, sizeof *s->files);
    s->ring = calloc(s->ring_size, sizeof *s->ring);
    s->workers = calloc(scan->threads, sizeof *s->workers);
    an_code code = s->files == NULL || s->ring == NULL || s->workers == NULL ? an_fail_memory(err) : AN_OK;
    for (unsigned t = 0; t < scan->threads && code == AN_OK; t++)
        code = an_worker_init(&s->workers[t], scan, &s->plan, states[t], err);
    return code;
}

static void free_scanner(scanner *s)
{
    for (size_t f = 0; s->files != NULL && f < s->scan->n_files; f++)
        an_binding_free(s->files[f].binding);
    for (size_t i = 0; s->ring != NULL && i < s->ring_size; i++)
        an_block_free(&s->ring[i].block);
    for (unsigned t = 0; s->workers != NULL && t < s->scan->threads; t++)
        an_worker_free(&s->workers[t]);
    free(s->files);
    free(s->ring);
    free(s->workers);
    an_arena_free(&s->arena);
    pthread_mutex_destroy(&s->lock);
    pthread_cond_destroy(&s->changed);
}

/* Room for the files of this scan in counts. */
static an_code add_files(an_counts *counts, const an_scan *scan, an_error *err)
{
    if (an_grow(&counts->files, &counts->files_capacity, counts->n_files + scan->n_files,
                sizeof *counts->files) != AN_OK)
        return an_fail_memory(err);
    for (size_t f = 0; f < scan->n_files; f++)
        counts->files[counts->n_files++] = (an_file_record){.name = shown_name(scan->files[f])};
    return AN_OK;
}

/* The most frequent first: the order in which threads met them is not that of the input. */
static int by_reason(const void *a, const void *b)
{
    const an_reason *x = a, *y = b;
    return x->rows != y->rows ? (x->rows < y->rows) - (x->rows > y->rows) : strcmp(x->text, y->text);
}

an_code an_extract_scan(const an_scan *scan, void *const workers[], an_counts *counts, an_error *err)
{
    scanner s = {.scan = scan, .lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};
    size_t first = counts->n_files;
    an_code code = add_files(counts, scan, err);
    if (code == AN_OK)
        code = make_scanner(&s, workers, err);
    if (code == AN_OK)
        code = scan->threads > 1 ? read_threaded(&s, counts->files + first, err)
                                 : read_files(&s, counts->files + first, err);
    /* A bad row stands before the place where reading stopped. */
    if (s.code != AN_OK) {
        code = s.code;
        *err = s.error;
    }
    for (unsigned t = 0; t < scan->threads && code == AN_OK; t++)
        code = an_worker_finish(&s.workers[t], err);
    for (unsigned t = 0; t < scan->threads && code == AN_OK; t++)
        code = an_worker_counts(&s.workers[t], counts, first, err);
    if (counts->n_reasons > 0)
        qsort(counts->reasons, counts->n_reasons, sizeof *counts->reasons, by_reason);
    free_scanner(&s);
    return code;
}
