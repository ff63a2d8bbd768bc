/* input: a file or stdin, plain, compressed, packed or a workbook, as CSV in the plain form.
 *
 * What it is, is recognised by its first bytes, whatever the name: gzip, zstd, xz and bzip2 (also several
 * members), a zip or 7z archive of one file, an Excel workbook, UTF-16 and UTF-32 by their marks. What
 * people take for a table and is none (a PDF document, a Parquet file) is named. Files are read block by
 * block, never mapped: a file that shrinks is a short read. */
#ifndef AN_CSV_INPUT_H
#define AN_CSV_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "base/digest.h"
#include "base/error.h"
#include "csv/dialect.h"

typedef struct an_input an_input;

/* Opens path ("-": stdin, named "stdin" in messages). With hash, every byte read (as stored, before
 * decompression) goes into a SHA-256. A directory is an error here, not later. AN_SYSTEM: cannot be
 * opened. */
an_code an_input_open(an_input **in, const char *path, bool hash, an_error *err);

/* To be called before the first read: the text is written as dialect says (kept, what it points to too),
 * and comes in the plain form. Without it only a mark tells an encoding other than UTF-8. */
void an_input_interpret(an_input *in, an_dialect dialect);

/* size bytes of text into buffer; *got is less only at the end. Interrupted and short reads are
 * continued. AN_SYSTEM: read error, no converter for a workbook; AN_DATA: a damaged or truncated compressed
 * file (also bytes behind its last member: what cannot be read is never left out silently), one that was
 * compressed twice, an archive of several files, what is no CSV, text that its encoding does not have;
 * AN_USAGE: an encoding or a sheet that is not there. */
an_code an_input_read(an_input *in, void *buffer, size_t size, size_t *got, an_error *err);

/* From now on an_input_read gives what has arrived instead of waiting for size bytes: *got is 0 only at the
 * end. For a reader that is to answer each record at once. */
void an_input_prompt(an_input *in);
bool an_input_is_prompt(const an_input *in);

/* To be called before the first read: compressed data are then decompressed in a thread of their own, ahead
 * of who reads. */
void an_input_read_ahead(an_input *in);

const char *an_input_name(const an_input *in);

/* Which file it is and how it is now: what a second reading of the same name is compared with. All 0 where
 * the system does not tell. */
typedef struct an_input_identity {
    uint64_t device, inode, size;
    struct timespec modified;
} an_input_identity;
an_input_identity an_input_identify(const an_input *in);
bool an_input_is_same(const an_input_identity *a, const an_input_identity *b);

/* Bytes of the stored file read so far, and in all from where the reading began (0: not known, a pipe). */
uint64_t an_input_position(const an_input *in);
uint64_t an_input_size(const an_input *in);

/* Whether any part can be read at any time, by any thread: a file that is plain and not hashed.
 * Known once some bytes were read. */
bool an_input_is_random(const an_input *in);

/* Exactly size bytes from position at on, without moving an_input_position. AN_SYSTEM: read error; the file
 * became shorter. */
an_code an_input_read_at(const an_input *in, uint64_t at, void *buffer, size_t size, an_error *err);

/* The SHA-256 of the whole stored input in hex; reads on to the end if need be, after which
 * an_input_read gives no more bytes. AN_SYSTEM: read error; AN_USAGE: opened without hash. */
an_code an_input_hash(an_input *in, char out[AN_SHA256_SIZE], an_error *err);

void an_input_free(an_input *in);

#endif
