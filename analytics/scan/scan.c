/* scan: the typed rows of one or many files, in parallel and in order.
 *
 * All threads do the same: take the next slice of the input, read and index it, join it to the one before
 * (csv/blocks.h), parse its rows on their own, commit. Slices are joined and committed in order, each when it
 * is due; they are taken in order, so the oldest is always being worked on: no deadlock. With one thread the
 * same steps run one after the other. */
#include "scan/scan.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/threads.h"
#include "csv/blocks.h"
#include "scan/standing.h"
#include "scan/worker.h"

/* What one file needs while its slices are under way. */
typedef struct open_file {
    an_input *in;
    an_blocks *blocks;
    an_binding *binding;
    uint64_t from, to; /* of a part: lines that were not counted stand between these bytes */
} open_file;

typedef struct scanner {
    const an_scan *scan;
    const an_file_record *known; /* the scan's, or those of the reading for the rows that stand; NULL: none */
    an_standing *standing;
    an_file_record *records; /* of the files */
    uint64_t bytes;          /* of all files; 0: not known */
    an_arena arena;
    open_file *files;
    an_worker *workers;
    an_job *jobs; /* of each worker */

    pthread_mutex_t taking; /* of those who take a slice: */
    an_plan plan;
    bool planned;
    size_t file;    /* slices are taken of */
    uint64_t taken; /* slices */
    bool is_over;   /* none is left, or one could not be taken */

    an_sequence joining; /* of the one whose step is due: */
    bool is_broken;      /* a slice was not joined: nothing that comes behind it counts */

    an_sequence committing; /* of the one whose step is due: */
    uint64_t rows;          /* read, of the committed slices */
    size_t shown_file;      /* of the last of them */
    uint64_t shown, before; /* bytes up to its end in its file; bytes of the files before */
    an_code code;           /* the first failure in the order of the input */
    an_error error;
    atomic_bool has_failed;
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

/* Says what was done with the names of the header that was not asked for. */
static void note_names(const an_scan *scan, const an_binding *binding)
{
    char text[500];
    if (scan->note == NULL)
        return;
    an_header_unnamed(&binding->header, text, sizeof text);
    if (text[0] != '\0')
        scan->note(scan->note_context, text);
    an_binding_alike(binding, text, sizeof text);
    if (text[0] != '\0')
        scan->note(scan->note_context, text);
}

/* Which rows of a file with versions stand is known where it was read before. */
static an_code check_standing(const scanner *s, const char *path, const an_header *header, an_error *err)
{
    const an_extract *const extract = s->scan->extract;
    const char *const column =
        s->standing == NULL && extract != NULL
            ? an_standing_column(extract, s->scan->schema, path, header)
            : NULL;
    return column == NULL
               ? AN_OK
               : an_fail_at(err, AN_USAGE, header->file, 0, 0,
                            "it has the column '%s', so it is read twice, which can be done with files only: "
                            "give it by its name",
                            column);
}

static an_code bind_file(scanner *s, const an_job *job, an_error *err)
{
    const an_scan *scan = s->scan;
    open_file *file = &s->files[job->file];
    const char *path = scan->files[job->file];
    an_header header = {.file = job->name};
    header.names = an_schema_fields(scan->schema, path, &header.n);
    an_code code = AN_OK;
    if (!an_schema_dialect(scan->schema, path).no_header)
        code = an_header_take(&header, &s->arena, file->blocks, job->name, err);
    else if (an_blocks_is_empty(file->blocks))
        code = an_fail_at(err, AN_DATA, job->name, 0, 0, "empty: expected at least one row");
    if (code == AN_OK)
        code = check_standing(s, path, &header, err);
    const bool is_first = !s->planned;
    if (code == AN_OK && is_first)
        code = an_plan_new(&s->plan, &s->arena, scan, s->standing, job->name, header.names, header.n, err);
    s->planned = true;
    if (code == AN_OK)
        code = an_binding_new(&file->binding, &s->plan, scan->schema, &header, err);
    if (code == AN_OK)
        note_names(scan, file->binding);
    if (code == AN_OK && is_first && scan->begin != NULL)
        code = scan->begin(scan->context, s->plan.needs, s->plan.n_asked, err);
    return code;
}

/* A second reading finds the file that the first one read: asked when it is opened, and at its end. */
static an_code check_same(const scanner *s, size_t f, an_error *err)
{
    const an_file_record *const before = s->known != NULL ? &s->known[f] : NULL;
    const an_file_record *const now = &s->records[f];
    const an_input_identity identity = an_input_identify(s->files[f].in);
    if (before == NULL || (an_input_is_same(&identity, &before->identity) &&
                           (now->sha256[0] == '\0' || strcmp(now->sha256, before->sha256) == 0)))
        return AN_OK;
    return an_fail_at(err, AN_SYSTEM, now->name, 0, 0,
                      "it changed since its first reading (it is read twice); run it again");
}

static an_code open_next(scanner *s, an_job *job, an_error *err)
{
    const an_scan *scan = s->scan;
    open_file *file = &s->files[s->file];
    const char *path = scan->files[s->file];
    job->file = s->file;
    an_code code = an_schema_check(scan->schema, path, err);
    if (code == AN_OK)
        code = an_input_open(&file->in, path, scan->hash, err);
    if (code == AN_OK)
        code = check_same(s, s->file, err);
    if (code == AN_OK) {
        s->records[s->file].identity = an_input_identify(file->in);
        an_input_interpret(file->in, an_schema_dialect(scan->schema, path));
    }
    if (code == AN_OK && scan->prompt)
        an_input_prompt(file->in);
    if (code == AN_OK && scan->threads > 1)
        an_input_read_ahead(file->in);
    if (code == AN_OK)
        code = an_blocks_new(&file->blocks, file->in, an_schema_dialect(scan->schema, path).delimiter,
                             AN_BLOCK_SIZE, err);
    if (code != AN_OK)
        return code;
    job->name = shown_name(path);
    job->delimiter = an_blocks_delimiter(file->blocks);
    code = bind_file(s, job, err);
    if (code == AN_OK && scan->part.n > 0)
        code = an_blocks_part(file->blocks, scan->part, scan->skip_bad, &file->from, &file->to, err);
    return code;
}

/* All of a file, of which `bytes` were read, is joined, or there is nothing in it to join. */
static an_code close_file(scanner *s, size_t f, uint64_t bytes, an_error *err)
{
    open_file *file = &s->files[f];
    an_code code = AN_OK;
    if (s->scan->hash)
        code = an_input_hash(file->in, s->records[f].sha256, err);
    if (code == AN_OK)
        code = check_same(s, f, err);
    s->records[f].bytes = s->scan->hash ? an_input_position(file->in) : bytes;
    an_blocks_free(file->blocks);
    an_input_free(file->in);
    file->blocks = NULL;
    file->in = NULL;
    return code;
}

/* ---- slices ---- */

/* The next slice of any file. */
static an_code take(scanner *s, an_job *job, bool *got, an_error *err)
{
    an_code code = AN_OK;
    for (*got = false; code == AN_OK && s->file < s->scan->n_files; s->file++) {
        open_file *file = &s->files[s->file];
        if (file->blocks == NULL)
            code = open_next(s, job, err);
        if (code == AN_OK)
            code = an_blocks_take(file->blocks, &job->slice, got, err);
        if (code == AN_OK && *got) {
            job->file = s->file;
            job->name = shown_name(s->scan->files[s->file]);
            job->delimiter = an_blocks_delimiter(file->blocks);
            job->binding = file->binding;
            s->file += job->slice.is_last;
            return AN_OK;
        }
        if (code == AN_OK)
            code = close_file(s, s->file, an_input_position(file->in), err);
    }
    return code;
}

/* Joins a slice that was taken with code to those before it. Returns false where one of those failed. */
static bool join(scanner *s, an_job *job, uint64_t number, an_code *code, an_error *err)
{
    an_blocks *const blocks = *code == AN_OK ? s->files[job->file].blocks : NULL;
    if (*code == AN_OK)
        *code = an_blocks_read(blocks, &job->slice, err);
    if (*code == AN_OK && !an_sequence_is_due(&s->joining, number))
        *code = an_blocks_guess(blocks, &job->slice, err);
    an_sequence_wait(&s->joining, number);
    const bool counts = !s->is_broken;
    if (counts && *code == AN_OK)
        *code = an_blocks_join(blocks, &job->slice, err);
    if (counts && *code == AN_OK && job->slice.is_last)
        *code = close_file(s, job->file, job->slice.position, err);
    s->is_broken = s->is_broken || *code != AN_OK;
    an_sequence_done(&s->joining);
    return counts;
}

static void show_progress(scanner *s, const an_job *job)
{
    const an_scan *scan = s->scan;
    if (job->file != s->shown_file)
        s->before += s->shown;
    s->shown_file = job->file;
    s->shown = job->slice.position;
    if (scan->progress != NULL)
        scan->progress(scan->progress_context, s->before + s->shown, s->bytes, s->rows);
}

/* The lines before a part are counted only where an error is to name one. */
static void count_lines(const scanner *s, size_t f, an_error *error)
{
    const open_file *const file = &s->files[f];
    an_input *in = NULL;
    uint64_t lines = 0;
    if (error->line == 0 || file->from == file->to)
        return;
    if (an_input_open(&in, s->scan->files[f], false, NULL) == AN_OK &&
        an_file_part_lines(in, file->from, file->to, &lines, NULL) == AN_OK)
        error->line += lines;
    else
        error->line = 0; /* not known */
    an_input_free(in);
}

static void commit(scanner *s, an_worker *worker, const an_job *job, uint64_t number, an_code code,
                   an_error *error)
{
    if (s->code != AN_OK)
        return;
    if (code == AN_OK)
        code = an_worker_commit(worker, number, error);
    if (code != AN_OK) {
        s->code = code;
        s->error = *error;
        count_lines(s, job->file, &s->error);
        s->has_failed = true;
        return;
    }
    s->rows += worker->counts.read - worker->reported;
    worker->reported = worker->counts.read;
    show_progress(s, job);
}

/* One worker's share: slice after slice. */
static void work(scanner *s, an_worker *worker, an_job *job)
{
    for (;;) {
        an_error error;
        bool got = false;
        pthread_mutex_lock(&s->taking);
        const bool is_over = s->is_over || s->has_failed;
        an_code code = is_over ? AN_OK : take(s, job, &got, &error);
        s->is_over = is_over || !got || code != AN_OK;
        if (!got && code == AN_OK) {
            pthread_mutex_unlock(&s->taking);
            return;
        }
        const uint64_t number = s->taken++;
        pthread_mutex_unlock(&s->taking);
        const bool counts = join(s, job, number, &code, &error);
        if (counts && code == AN_OK && !s->has_failed)
            code = an_worker_do(worker, job, &error);
        an_sequence_wait(&s->committing, number);
        if (counts)
            commit(s, worker, job, number, code, &error);
        an_sequence_done(&s->committing);
    }
}

/* ---- the scan ---- */

static void work_share(void *given, unsigned thread, size_t first, size_t end)
{
    scanner *s = given;
    (void)first;
    (void)end;
    work(s, &s->workers[thread], &s->jobs[thread]);
}

/* The bytes of all files as they are stored; 0: not known, one is no file. */
static uint64_t count_bytes(const an_scan *scan)
{
    uint64_t bytes = 0;
    for (size_t f = 0; f < scan->n_files; f++) {
        struct stat about;
        const bool is_stdin = strcmp(scan->files[f], "-") == 0;
        if ((is_stdin ? fstat(STDIN_FILENO, &about) : stat(scan->files[f], &about)) != 0 ||
            !S_ISREG(about.st_mode))
            return 0;
        const off_t begun = is_stdin ? lseek(STDIN_FILENO, 0, SEEK_CUR) : 0;
        bytes += (uint64_t)about.st_size - (begun > 0 && begun < about.st_size ? (uint64_t)begun : 0);
    }
    return bytes;
}

static an_code make_scanner(scanner *s, void *const states[], an_error *err)
{
    const an_scan *scan = s->scan;
    s->bytes = scan->progress != NULL ? count_bytes(scan) : 0;
    s->files = calloc(scan->n_files, sizeof *s->files);
    s->jobs = calloc(scan->threads, sizeof *s->jobs);
    s->workers = calloc(scan->threads, sizeof *s->workers);
    an_code code = s->files == NULL || s->jobs == NULL || s->workers == NULL ? an_fail_memory(err) : AN_OK;
    for (unsigned t = 0; t < scan->threads && code == AN_OK; t++)
        code = an_worker_init(&s->workers[t], scan, &s->plan, states[t], err);
    return code;
}

static void free_scanner(scanner *s)
{
    for (size_t f = 0; s->files != NULL && f < s->scan->n_files; f++) {
        an_binding_free(s->files[f].binding);
        an_blocks_free(s->files[f].blocks);
        an_input_free(s->files[f].in);
    }
    for (unsigned t = 0; s->jobs != NULL && t < s->scan->threads; t++)
        an_slice_free(&s->jobs[t].slice);
    for (unsigned t = 0; s->workers != NULL && t < s->scan->threads; t++)
        an_worker_free(&s->workers[t]);
    free(s->files);
    free(s->jobs);
    free(s->workers);
    an_arena_free(&s->arena);
    pthread_mutex_destroy(&s->taking);
    an_sequence_destroy(&s->joining);
    an_sequence_destroy(&s->committing);
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

static int by_text(const void *a, const void *b)
{
    const an_reason *x = a, *y = b;
    return strcmp(x->text, y->text);
}

void an_counts_free(an_counts *counts)
{
    for (size_t i = 0; i < counts->n_reasons; i++)
        free(counts->reasons[i].text);
    for (size_t i = 0; i < counts->n_rewritten; i++)
        free(counts->rewritten[i].text);
    free(counts->reasons);
    free(counts->rewritten);
    free(counts->files);
    *counts = (an_counts){0};
}

an_code an_extract_scan(const an_scan *scan, void *const workers[], an_counts *counts, an_error *err)
{
    scanner s = {.scan = scan, .known = scan->before, .taking = PTHREAD_MUTEX_INITIALIZER};
    an_counts learned = {0};
    an_sequence_init(&s.joining);
    an_sequence_init(&s.committing);
    size_t first = counts->n_files;
    an_code code = add_files(counts, scan, err);
    if (code == AN_OK)
        code = an_standing_new(&s.standing, scan, &learned, err);
    if (s.standing != NULL && s.known == NULL)
        s.known = learned.files;
    counts->has_versions = counts->has_versions || s.standing != NULL;
    if (code == AN_OK)
        code = make_scanner(&s, workers, err);
    s.records = counts->files + first;
    if (code == AN_OK)
        an_threads_run(scan->threads, 1, scan->threads, work_share, &s);
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
    if (counts->n_rewritten > 0)
        qsort(counts->rewritten, counts->n_rewritten, sizeof *counts->rewritten, by_text);
    free_scanner(&s);
    an_standing_free(s.standing);
    an_counts_free(&learned);
    return code;
}
