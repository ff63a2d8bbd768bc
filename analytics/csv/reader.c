/* reader: plain records by the block's index, all others by libcsv_record.h.
 *
 * A record of the index goes to libcsv too if its encoding is at fault, so that each error has one maker. */
#include "csv/reader.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "csv/libcsv_record.h"
#include "csv/record_end.h"
#include "csv/encoding.h"

struct an_reader {
    an_libcsv *libcsv;
    const char *file;
    char delimiter;
    bool raw;
    uint64_t empty_lines;
    const uint32_t *wanted; /* numbers of cells; NULL: all */
    size_t n_wanted;

    const char *text; /* the base of the block; what follows are offsets in it */
    size_t size;      /* the end of the block */
    size_t at;        /* not read before here */
    uint64_t line;    /* physical line of at */

    const an_index *index; /* of the block */
    size_t next;           /* record of the index that begins at at */
    size_t other;          /* the first of index->others at or behind next */
    size_t bad;            /* the first byte at or behind at that is not right UTF-8 or NUL; size: none */

    an_cell *cells;
    size_t capacity;
    char *copies; /* cells whose quotes were doubled */
    size_t used, copies_capacity;
};

static const an_index no_index;

an_code an_reader_new(an_reader **out, const char *file, char delimiter, bool raw, an_error *err)
{
    *out = NULL;
    an_reader *const reader = calloc(1, sizeof *reader);
    if (reader == NULL)
        return an_fail_memory(err);
    *reader = (an_reader){.file = file, .delimiter = delimiter, .raw = raw, .index = &no_index};
    const an_code code = an_libcsv_new(&reader->libcsv, delimiter, err);
    if (code == AN_OK)
        *out = reader;
    else
        an_reader_free(reader);
    return code;
}

void an_reader_free(an_reader *reader)
{
    if (reader == NULL)
        return;
    an_libcsv_free(reader->libcsv);
    free(reader->cells);
    free(reader->copies);
    free(reader);
}

void an_reader_want(an_reader *reader, const uint32_t cells[], size_t n)
{
    reader->wanted = cells;
    reader->n_wanted = n;
}

/* The first fault of the encoding from at to end; the block's end: there is none. */
static size_t find_bad(const an_reader *reader, size_t at, size_t end)
{
    if (reader->raw)
        return reader->size;
    const size_t found = at + an_encoding_check(reader->text + at, end - at);
    return found < end ? found : reader->size;
}

void an_reader_start(an_reader *reader, const an_block *block)
{
    const bool is_indexed = block->index != NULL && block->size > 0;
    reader->text = block->size == 0 ? "" : is_indexed ? block->base : block->text;
    reader->at = is_indexed ? (size_t)(block->text - block->base) : 0;
    reader->size = reader->at + block->size;
    reader->line = block->line;
    reader->index = is_indexed ? block->index : &no_index;
    reader->next = reader->other = 0;
    reader->bad = reader->index->has_letters ? find_bad(reader, reader->at, reader->size) : reader->size;
    an_libcsv_start(reader->libcsv, reader->text, reader->size);
}

/* ---- plain records ---- */

/* Whether the record at at is one of the index that is plain. */
static bool is_plain(const an_reader *reader)
{
    const an_index *const index = reader->index;
    return reader->next < index->n_records &&
           (reader->other == index->n_others || index->others[reader->other] != reader->next);
}

/* Records up to the next that is not plain, or whose encoding is at fault. */
static size_t count_plain(const an_reader *reader)
{
    const an_index *const index = reader->index;
    size_t end = reader->other < index->n_others ? index->others[reader->other] : index->n_records;
    if (reader->bad < reader->size)
        for (size_t r = reader->next; r < end; r++)
            if (index->ends[index->records[r + 1]] >= reader->bad)
                end = r;
    return end - reader->next;
}

void an_reader_plain(const an_reader *reader, size_t width, size_t most, an_plain *plain)
{
    const an_index *const index = reader->index;
    *plain = (an_plain){.text = reader->text, .width = width};
    if (width < 2 || reader->next >= index->n_records)
        return;
    const size_t known = count_plain(reader);
    const uint32_t *const records = index->records + reader->next;
    most = most < known ? most : known;
    while (plain->n < most && records[plain->n + 1] - records[plain->n] == width)
        plain->n++;
    plain->ends = index->ends + records[0];
    plain->has_returns = index->has_returns;
    plain->has_doubled = index->has_doubled;
    plain->line = reader->line;
    plain->has_lines = index->has_lines;
}

void an_reader_pass(an_reader *reader, size_t n)
{
    const an_index *const index = reader->index;
    const size_t from = reader->at;
    reader->next += n;
    reader->at = (size_t)(index->ends[index->records[reader->next]] + 1);
    reader->line += index->has_lines ? an_record_end_lines(reader->text + from, reader->at - from) : n;
}

/* The size bytes between two quotes, one of each doubled pair left out. */
static void copy_undoubled(an_reader *reader, const char *text, size_t size, an_cell *cell)
{
    char *const copy = reader->copies + reader->used, *to = copy;
    for (size_t i = 0; i < size; i++) {
        *to++ = text[i];
        i += text[i] == '"';
    }
    reader->used += (size_t)(to - copy);
    cell->text = copy;
    cell->size = (size_t)(to - copy);
}

/* Cell k of the n whose ends stand behind ends[0]. */
static inline void set_cell(an_reader *reader, const uint32_t *ends, size_t n, size_t k)
{
    an_cell *const cell = &reader->cells[k];
    const char *const text = reader->text + (size_t)(ends[k] + 1);
    const char *end = reader->text + ends[k + 1];
    if (k + 1 == n && end > text && end[-1] == '\r')
        end--;
    cell->text = text;
    cell->size = (size_t)(end - text);
    cell->quoted = *text == '"';
    if (!cell->quoted)
        return;
    cell->text = text + 1;
    cell->size -= 2;
    if (reader->index->has_doubled && memchr(text + 1, '"', cell->size) != NULL)
        copy_undoubled(reader, text + 1, cell->size, cell);
}

static an_code plain_record(an_reader *reader, an_record *record, an_error *err)
{
    const an_index *const index = reader->index;
    const uint32_t *const ends = index->ends + index->records[reader->next];
    const size_t n = index->records[reader->next + 1] - index->records[reader->next];
    record->source_size = (size_t)(ends[n] + 1) - reader->at;
    reader->used = 0;
    if (an_grow(&reader->cells, &reader->capacity, n, sizeof *reader->cells) != AN_OK ||
        (index->has_doubled &&
         an_grow(&reader->copies, &reader->copies_capacity, record->source_size, 1) != AN_OK))
        return an_fail_memory(err);
    if (reader->wanted == NULL)
        for (size_t k = 0; k < n; k++)
            set_cell(reader, ends, n, k);
    else
        for (size_t i = 0; i < reader->n_wanted; i++)
            if (reader->wanted[i] < n)
                set_cell(reader, ends, n, reader->wanted[i]);
    record->cells = reader->cells;
    record->n = n;
    an_reader_pass(reader, 1);
    return AN_OK;
}

/* ---- all others ---- */

static an_code fail_encoding(const an_reader *reader, const an_libcsv_record *record, size_t bad,
                             an_error *err)
{
    const uint64_t column = an_libcsv_column(record, bad);
    const unsigned byte = (unsigned char)reader->text[bad];
    if (byte == 0)
        return an_fail_at(
            err, AN_DATA, reader->file, reader->line, column,
            "a NUL byte: this is no text (is the file UTF-16 without its mark? then --encoding UTF-16LE)");
    return an_fail_at(
        err, AN_DATA, reader->file, reader->line, column,
        "not UTF-8: byte 0x%02X (is the file of Windows or Latin-1? then --encoding CP1252 or LATIN1)", byte);
}

static an_code fail_quotes(const an_reader *reader, const an_libcsv_record *record, an_error *err)
{
    const uint64_t column = record->n + 1;
    if (record->is_open) {
        const char *const start = reader->text + record->start;
        return an_fail_at(err, AN_DATA, reader->file,
                          reader->line + an_record_end_lines(start, record->fault - record->start), column,
                          "the quote opened here is never closed");
    }
    const char expected[] = {'\'', reader->delimiter, '\'', '\0'};
    return an_fail_at(err, AN_DATA, reader->file, reader->line, column,
                      "text after the closing quote of a cell: expected %s or the end of the line",
                      reader->delimiter == '\t' ? "a tab" : expected);
}

static an_code libcsv_record(an_reader *reader, an_record *record, an_error *err)
{
    an_libcsv_record found;
    an_code code = an_libcsv_read(reader->libcsv, reader->at, &found);
    if (code == AN_SYSTEM)
        return an_fail_memory(err);
    const size_t bad = find_bad(reader, found.start, found.end);
    if (bad < found.end && (code == AN_OK || bad < found.fault))
        code = fail_encoding(reader, &found, bad, err);
    else if (code != AN_OK)
        code = fail_quotes(reader, &found, err);
    record->source_size = found.end - found.start;
    if (code == AN_OK) {
        record->cells = found.cells;
        record->n = found.n;
    }
    reader->other += reader->next < reader->index->n_records && !is_plain(reader);
    reader->at = found.end;
    reader->line += found.lines;
    reader->next += reader->next < reader->index->n_records;
    if (reader->bad < reader->at)
        reader->bad = find_bad(reader, reader->at, reader->size);
    return code;
}

static void skip_empty_line(an_reader *reader)
{
    reader->other += reader->next < reader->index->n_records && !is_plain(reader);
    reader->at = an_libcsv_line_end(reader->libcsv, reader->at);
    reader->line++;
    reader->empty_lines++;
    reader->next += reader->next < reader->index->n_records;
}

an_code an_reader_next(an_reader *reader, an_record *record, an_error *err)
{
    while (reader->at < reader->size && an_record_end_is_end(reader->text[reader->at]))
        skip_empty_line(reader);
    *record = (an_record){.line = reader->line, .source = reader->text + reader->at};
    if (reader->at == reader->size)
        return AN_OK;
    if (!is_plain(reader) || reader->bad <= reader->index->ends[reader->index->records[reader->next + 1]])
        return libcsv_record(reader, record, err);
    return plain_record(reader, record, err);
}

uint64_t an_reader_empty_lines(const an_reader *reader)
{
    return reader->empty_lines;
}
