/* writer: output that is written whole or not at all.
 *
 * To a file: into a temporary file of the same folder, renamed at an_writer_commit; a run that fails
 * leaves nothing under the final name, and two runs at once leave one whole result. To stdout: the first
 * AN_WRITER_HOLD bytes are held back until commit, so that a run that fails early writes nothing; longer
 * output streams. Every write, sync and close is checked. Several outputs of one run: an_writer_publish. */
#ifndef AN_CSV_WRITER_H
#define AN_CSV_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

enum { AN_WRITER_HOLD = 8 << 20 };

typedef struct an_writer an_writer;

/* path NULL or "-": stdout. A path that is no regular file (/dev/full, a fifo) is written directly. A
 * symbolic link stays, its target is replaced. An existing file keeps its permissions and must be writable;
 * a new one gets those of the umask. The temporary file is ".cuprum-PID-N" beside the final one.
 * AN_SYSTEM: cannot be made. */
an_code an_writer_open(an_writer **writer, const char *path, an_error *err);

/* A writer into memory: an_writer_text gives what was written so far (no NUL behind it, valid until the
 * next write). Commit reports whether memory ran out, and frees. */
an_code an_writer_memory(an_writer **writer, an_error *err);
const char *an_writer_text(const an_writer *writer, size_t *size);
void an_writer_clear(an_writer *writer); /* memory writers only: forgets the text, keeps the buffer */

/* Appends the text of a memory writer, which is then cleared. AN_SYSTEM: memory ran out while it was made. */
an_code an_writer_move(an_writer *writer, an_writer *memory, an_error *err);

/* These remember the first failure, which an_writer_commit reports; no need to check each. */
void an_writer_bytes(an_writer *writer, const char *text, size_t size);
void an_writer_string(an_writer *writer, const char *text);
void an_writer_print(an_writer *writer, const char *format, ...) AN_PRINTF(2, 3);

/* A CSV cell with minimal quoting (only what holds the delimiter ',', a quote, CR or LF; and the
 * only cell of a row when it is empty, which would be a blank line), and the end of a row (LF). */
void an_writer_cell(an_writer *writer, const char *text, size_t size);
void an_writer_count_cell(an_writer *writer, uint64_t count);
void an_writer_end_row(an_writer *writer);

/* A JSON string with its quotes. Bytes over 127 pass as they are: UTF-8 stays UTF-8, and what was no
 * UTF-8 is kept byte-true. (A JSON library would refuse those, and prints doubles its own way.) */
void an_writer_json(an_writer *writer, const char *text, size_t size);

/* Who writes a result, for forms that say so: a workbook its sheet of notes, SDMX the name of its structure.
 * What is NULL is not known. */
typedef struct an_imprint {
    const char *program, *version;
    size_t width;         /* columns of the terminal that shows it; 0: none does */
    an_writer *structure; /* where the structure of the result goes (--structure); NULL: not asked for */
    void (*note)(void *context, const char *text); /* takes what a form has to say to the user */
    const char *const *(*notes)(void *context, size_t *n); /* what was said so far */
    void *context;
} an_imprint;
void an_writer_sign(an_writer *writer, const an_imprint *imprint); /* copied */
const an_imprint *an_writer_imprint(const an_writer *writer);      /* all NULL before */

/* True once a write failed: a long loop may stop early. */
bool an_writer_failed(const an_writer *writer);

/* The first failure so far, for a loop that stops early; AN_OK: none. */
an_code an_writer_check(const an_writer *writer, an_error *err);

/* Writes out what is held so far (a stream whose reader waits); stdout is not held back from then on. */
void an_writer_flush(an_writer *writer);

/* Whether some of it stands on stdout or in a pipe already, so that dropping the rest leaves a part. */
bool an_writer_has_begun(const an_writer *writer);

/* Before the first byte: has the SHA-256 made of what is written. AN_SYSTEM: no memory. */
an_code an_writer_digest(an_writer *writer, an_error *err);

/* The end of writing. A file is now whole and on the disk (fsync), and under the final name stands what
 * stood there before; what goes to stdout or into a pipe is held back still. Then the size and, where
 * an_writer_digest asked for it, the hash of all that was written are known. AN_SYSTEM: the first thing that
 * failed. */
an_code an_writer_complete(an_writer *writer, an_error *err);
const char *an_writer_name(const an_writer *writer);   /* as it was given, or "stdout" */
const char *an_writer_sha256(const an_writer *writer); /* in hex; "" where it was not asked for */
uint64_t an_writer_size(const an_writer *writer);      /* in bytes */

/* The outputs of a run appear together: n writers that are complete. Writes out stdout and pipes, then gives
 * the files their final names, in this order, so that who sees the last has them all. Frees them in any case.
 * AN_SYSTEM: the first thing that failed; under every final name stands what stood there before. */
an_code an_writer_publish(an_writer *const writers[], size_t n, an_error *err);

/* an_writer_complete and an_writer_publish of one; frees the writer in any case. AN_SYSTEM: the first thing
 * that failed; under the final name stands what stood there before. */
an_code an_writer_commit(an_writer *writer, an_error *err);

/* Drops what was held, removes the temporary file, frees the writer. NULL is allowed. */
void an_writer_abort(an_writer *writer);

#endif
