/* reader: plain records by index.h, all others by careful.h.
 *
 * The records of a block are indexed window by window. Where the index finds no plain record, one record goes
 * to libcsv, and indexing begins anew behind it. A record of the index goes there too if its encoding is at
 * fault, so that each error has one maker. The encoding of an indexed window is checked at once.
 */
#include "csv/reader.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "csv/careful.h"
#include "csv/cutter.h"
#include "csv/encoding.h"
#include "csv/index.h"

struct an_reader {
    an_careful *careful;
    an_index_maker *make;
    const char *file;
    char delimiter;
    bool raw;
    uint64_t empty_lines;
    const uint32_t *wanted; /* numbers of cells; NULL: all */
    size_t n_wanted;

    const char *text; /* the block; what follows are offsets in it */
    size_t size;
    size_t at;     /* not read before here */
    uint64_t line; /* physical line of at */

    an_index index; /* of a window that begins at base */
    size_t base;
    size_t next; /* record of the index that begins at at */
    size_t bad;  /* the first byte at or behind at in the window that is not right UTF-8 or NUL; size: none */

    an_cell *cells;
    size_t capacity;
    char *copies; /* cells whose quotes were doubled: there is room for a window */
    size_t used;
};

an_code an_reader_new(an_reader **out, const char *file, char delimiter, bool raw, an_error *err)
{
    *out = NULL;
    an_reader *const reader = calloc(1, sizeof *reader);
    if (reader == NULL)
        return an_fail_memory(err);
    *reader = (an_reader){
        .make = an_index_maker_of(an_mask_best()), .file = file, .delimiter = delimiter, .raw = raw};
    an_code code = an_careful_new(&reader->careful, delimiter, err);
    if (code == AN_OK)
        code = an_index_init(&reader->index, err);
    if (code == AN_OK && (reader->copies = malloc(AN_INDEX_WINDOW)) == NULL)
        code = an_fail_memory(err);
    if (code != AN_OK) {
        an_reader_free(reader);
        return code;
    }
    *out = reader;
    return AN_OK;
}

void an_reader_free(an_reader *reader)
{
    if (reader == NULL)
        return;
    an_careful_free(reader->careful);
    an_index_free(&reader->index);
    free(reader->cells);
    free(reader->copies);
    free(reader);
}

void an_reader_want(an_reader *reader, const uint32_t cells[], size_t n)
{
    reader->wanted = cells;
    reader->n_wanted = n;
}

void an_reader_start(an_reader *reader, const an_block *block)
{
    static const char none[1] = "";
    reader->text = block->size > 0 ? block->text : none;
    reader->size = block->size;
    reader->at = 0;
    reader->line = block->line;
    reader->index.n_records = reader->next = 0;
    an_careful_start(reader->careful, reader->text, reader->size);
}

/* The first fault of the encoding from at to end; size: there is none. */
static size_t find_bad(const an_reader *reader, size_t at, size_t end)
{
    if (reader->raw)
        return reader->size;
    const size_t found = at + an_encoding_check(reader->text + at, end - at);
    return found < end ? found : reader->size;
}

/* Indexes what begins at at, once the records of the last index are used up. False: not plain. */
static bool has_plain(an_reader *reader)
{
    an_index *const index = &reader->index;
    if (reader->next < index->n_records)
        return true;
    reader->base = reader->at;
    reader->next = 0;
    reader->make(index, reader->text + reader->at, reader->size - reader->at, reader->delimiter);
    reader->bad =
        index->has_letters ? find_bad(reader, reader->base, reader->base + index->size) : reader->size;
    return index->n_records > 0;
}

/* ---- plain records ---- */

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

/* Cell k of the n whose ends stand at ends, offsets of the window. */
static inline void set_cell(an_reader *reader, const uint32_t *ends, size_t n, size_t k)
{
    an_cell *const cell = &reader->cells[k];
    const char *const text = reader->text + (k > 0 ? reader->base + ends[k - 1] + 1 : reader->at);
    const char *end = reader->text + reader->base + ends[k];
    if (k + 1 == n && end > text && end[-1] == '\r')
        end--;
    cell->text = text;
    cell->size = (size_t)(end - text);
    cell->quoted = *text == '"';
    if (!cell->quoted)
        return;
    cell->text = text + 1;
    cell->size -= 2;
    if (reader->index.has_doubled && memchr(text + 1, '"', cell->size) != NULL)
        copy_undoubled(reader, text + 1, cell->size, cell);
}

static an_code plain_record(an_reader *reader, an_record *record, an_error *err)
{
    const an_index *const index = &reader->index;
    const size_t first = reader->next > 0 ? index->records[reader->next - 1] : 0;
    const size_t n = index->records[reader->next] - first;
    const uint32_t *const ends = index->ends + first;
    if (an_grow(&reader->cells, &reader->capacity, n, sizeof *reader->cells) != AN_OK)
        return an_fail_memory(err);
    reader->used = 0;
    if (reader->wanted == NULL)
        for (size_t k = 0; k < n; k++)
            set_cell(reader, ends, n, k);
    else
        for (size_t i = 0; i < reader->n_wanted; i++)
            if (reader->wanted[i] < n)
                set_cell(reader, ends, n, reader->wanted[i]);
    record->cells = reader->cells;
    record->n = n;
    record->source_size = reader->base + ends[n - 1] + 1 - reader->at;
    reader->at += record->source_size;
    reader->line += index->has_lines ? an_cutter_lines(record->source, record->source_size) : 1;
    reader->next++;
    return AN_OK;
}

/* ---- all others ---- */

static an_code fail_encoding(const an_reader *reader, const an_careful_record *record, size_t bad,
                             an_error *err)
{
    const uint64_t column = an_careful_column(record, bad);
    const unsigned byte = (unsigned char)reader->text[bad];
    if (byte == 0)
        return an_fail_at(
            err, AN_DATA, reader->file, reader->line, column,
            "a NUL byte: this is no text (a workbook is to be saved as CSV, UTF-16 converted by iconv)");
    return an_fail_at(err, AN_DATA, reader->file, reader->line, column,
                      "not UTF-8: byte 0x%02X (is the file Latin-1? convert it: iconv -f LATIN1 -t UTF-8)",
                      byte);
}

static an_code fail_quotes(const an_reader *reader, const an_careful_record *record, an_error *err)
{
    const uint64_t column = record->n + 1;
    if (record->is_open) {
        const char *const start = reader->text + record->start;
        return an_fail_at(err, AN_DATA, reader->file,
                          reader->line + an_cutter_lines(start, record->fault - record->start), column,
                          "the quote opened here is never closed");
    }
    const char expected[] = {'\'', reader->delimiter, '\'', '\0'};
    return an_fail_at(err, AN_DATA, reader->file, reader->line, column,
                      "text after the closing quote of a cell: expected %s or the end of the line",
                      reader->delimiter == '\t' ? "a tab" : expected);
}

static an_code careful_record(an_reader *reader, an_record *record, an_error *err)
{
    an_careful_record found;
    an_code code = an_careful_read(reader->careful, reader->at, &found);
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
    reader->at = found.end;
    reader->line += found.lines;
    if (reader->next < reader->index.n_records) { /* of the index, but for its encoding */
        reader->next++;
        reader->bad = find_bad(reader, reader->at, reader->base + reader->index.size);
    }
    return code;
}

static void skip_empty_line(an_reader *reader)
{
    reader->at = an_careful_line_end(reader->careful, reader->at);
    reader->line++;
    reader->empty_lines++;
    reader->next += reader->next < reader->index.n_records;
}

an_code an_reader_next(an_reader *reader, an_record *record, an_error *err)
{
    bool plain = false;
    while (reader->at < reader->size) {
        plain = has_plain(reader);
        if (!an_cutter_is_end(reader->text[reader->at]))
            break;
        skip_empty_line(reader);
    }
    *record = (an_record){.line = reader->line, .source = reader->text + reader->at};
    if (reader->at == reader->size)
        return AN_OK;
    if (!plain)
        return careful_record(reader, record, err);
    const size_t end = reader->base + reader->index.ends[reader->index.records[reader->next] - 1];
    return reader->bad <= end ? careful_record(reader, record, err) : plain_record(reader, record, err);
}

uint64_t an_reader_empty_lines(const an_reader *reader)
{
    return reader->empty_lines;
}
