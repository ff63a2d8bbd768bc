/* reader: one physical line after another goes to libcsv, which says where cells and records end.
 *
 * What libcsv does not tell is found again from what it does: a cell takes its size in the source, and two
 * quotes and one for each quote in it if it stood in quotes. So each cell's place in the block is known,
 * and only cells with doubled quotes are copied. libcsv's strict mode refuses a bare quote in an unquoted
 * cell too; it is switched off for that one byte. The encoding is checked once for the whole block; only
 * where it fails the cell is looked for. Of two faults in a record the first is reported.
 */
#include "csv/reader.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "csv/cutter.h"
#include "csv/encoding.h"

enum { STRICT = CSV_STRICT | CSV_STRICT_FINI };

struct an_reader {
    struct csv_parser parser;
    const char *file;
    bool raw;
    uint64_t empty_lines;

    const char *text; /* the block; what follows are offsets in it */
    size_t size;
    size_t at;     /* not read before here */
    uint64_t line; /* physical line of at */
    size_t lf, cr; /* the first LF, CR at or behind at; size: there is none */
    size_t bad;    /* the first byte behind at that is not right UTF-8 or NUL; size: there is none */

    size_t start, cell; /* of the record; of the cell that comes next */
    bool whole;         /* the record has ended */
    bool no_memory;
    an_cell *cells;
    size_t n, capacity;
    char *copies; /* cells whose quotes were doubled */
    size_t used, copies_capacity;
};

static int no_blank(unsigned char c)
{
    (void)c;
    return 0;
}

static size_t count_quotes(const char *text, size_t size)
{
    size_t n = 0;
    const char *const end = text + size;
    while ((text = memchr(text, '"', (size_t)(end - text))) != NULL) {
        n++;
        text++;
    }
    return n;
}

/* Bytes of a cell in the source, without the delimiter. */
static size_t extent(const an_cell *cell)
{
    return cell->quoted ? cell->size + count_quotes(cell->text, cell->size) + 2 : cell->size;
}

/* Copies are made where nothing moves before the next block: they all fit into as much as the block. */
static const char *copy(an_reader *reader, const char *text, size_t size)
{
    if (an_grow(&reader->copies, &reader->copies_capacity, reader->size, 1) != AN_OK) {
        reader->no_memory = true;
        return NULL;
    }
    char *const to = memcpy(reader->copies + reader->used, text, size);
    reader->used += size;
    return to;
}

static void on_cell(void *text, size_t size, void *data)
{
    an_reader *const reader = data;
    if (reader->no_memory) /* libcsv cannot be stopped before the end of the line */
        return;
    if (an_grow(&reader->cells, &reader->capacity, reader->n + 1, sizeof *reader->cells) != AN_OK) {
        reader->no_memory = true;
        return;
    }
    const bool quoted = reader->cell < reader->size && reader->text[reader->cell] == '"';
    an_cell cell = {.text = text, .size = size, .quoted = quoted};
    const size_t length = extent(&cell);
    cell.text = length > size + 2 ? copy(reader, text, size) : reader->text + reader->cell + quoted;
    reader->cells[reader->n++] = cell;
    reader->cell += length + 1;
}

static void on_record(int end, void *data)
{
    (void)end;
    an_reader *const reader = data;
    reader->whole = true;
}

an_code an_reader_new(an_reader **out, const char *file, char delimiter, bool raw, an_error *err)
{
    *out = NULL;
    an_reader *const reader = calloc(1, sizeof *reader);
    if (reader == NULL)
        return an_fail_memory(err);
    if (csv_init(&reader->parser, STRICT) != 0) {
        free(reader);
        return an_fail_memory(err);
    }
    csv_set_delim(&reader->parser, (unsigned char)delimiter);
    csv_set_space_func(&reader->parser, no_blank);
    reader->file = file;
    reader->raw = raw;
    *out = reader;
    return AN_OK;
}

/* The first fault of the encoding at or behind at. */
static size_t find_bad(const an_reader *reader, size_t at)
{
    return reader->raw ? reader->size : at + an_encoding_check(reader->text + at, reader->size - at);
}

/* The first c at or behind at. */
static size_t find(const an_reader *reader, char c)
{
    const char *const from = reader->text + reader->at;
    const char *const found = memchr(from, c, reader->size - reader->at);
    return found != NULL ? (size_t)(found - reader->text) : reader->size;
}

void an_reader_start(an_reader *reader, const an_block *block)
{
    static const char none[1] = "";
    reader->text = block->size > 0 ? block->text : none;
    reader->size = block->size;
    reader->at = 0;
    reader->line = block->line;
    reader->lf = find(reader, '\n');
    reader->cr = find(reader, '\r');
    reader->bad = find_bad(reader, 0);
}

/* Behind the physical line that begins at at. LF and CR are each looked for once: a file without LF is
 * not searched to its end for each line. */
static size_t line_end(an_reader *reader)
{
    if (reader->lf < reader->at)
        reader->lf = find(reader, '\n');
    if (reader->cr < reader->at)
        reader->cr = find(reader, '\r');
    if (reader->cr < reader->lf && reader->cr + 1 != reader->lf)
        return reader->cr + 1;
    return reader->lf < reader->size ? reader->lf + 1 : reader->size;
}

static void skip_empty_lines(an_reader *reader)
{
    while (reader->at < reader->size && an_cutter_is_end(reader->text[reader->at])) {
        reader->at = line_end(reader);
        reader->line++;
        reader->empty_lines++;
    }
}

/* Makes libcsv's buffer double: of itself it grows by 128 bytes, and a cell of 60 MiB takes four times
 * as long. */
static void set_growth(struct csv_parser *parser, size_t line_size)
{
    const size_t held = csv_get_buffer_size(parser);
    csv_set_blk_size(parser, held > line_size ? held : line_size);
}

/* Hands the bytes from at to end to libcsv. AN_DATA: text after a closing quote; at is then on it. */
static an_code feed(an_reader *reader, size_t end)
{
    struct csv_parser *const parser = &reader->parser;
    set_growth(parser, end - reader->at);
    while (reader->at < end) {
        const char *const from = reader->text + reader->at;
        reader->at += csv_parse(parser, from, end - reader->at, on_cell, on_record, reader);
        if (reader->at == end)
            break;
        if (csv_error(parser) != CSV_EPARSE)
            return AN_SYSTEM;
        if (parser->quoted)
            return AN_DATA;
        csv_set_opts(parser, 0);
        const size_t taken = csv_parse(parser, reader->text + reader->at, 1, on_cell, on_record, reader);
        csv_set_opts(parser, STRICT);
        if (taken != 1)
            return AN_SYSTEM;
        reader->at++;
    }
    return reader->no_memory ? AN_SYSTEM : AN_OK;
}

/* Forgets a record that libcsv is in the middle of. */
static void reset(an_reader *reader)
{
    csv_set_opts(&reader->parser, 0);
    csv_fini(&reader->parser, NULL, NULL, NULL);
    csv_set_opts(&reader->parser, STRICT);
}

/* Reads the record at at, with its line end. AN_DATA: *fault is the byte where it went wrong, which is the
 * opening quote of a cell that is never closed. */
static an_code read_record(an_reader *reader, size_t *fault)
{
    an_code code = AN_OK;
    while (code == AN_OK && !reader->whole && reader->at < reader->size) {
        const size_t end = line_end(reader);
        code = feed(reader, end);
        *fault = reader->at;
        reader->at = end;
        reader->line++;
    }
    if (code != AN_OK || reader->whole)
        return code;
    const int status = csv_fini(&reader->parser, on_cell, on_record, reader);
    *fault = reader->cell;
    return reader->no_memory ? AN_SYSTEM : status != 0 ? AN_DATA : AN_OK;
}

/* The cell of the record, from 1, in which byte at of the block stands. */
static uint64_t column_of(const an_reader *reader, size_t at)
{
    size_t k = 0;
    for (size_t end = reader->start; k < reader->n; k++) {
        end += extent(&reader->cells[k]) + 1;
        if (at < end)
            break;
    }
    return k + 1;
}

static an_code fail_encoding(const an_reader *reader, uint64_t line, size_t bad, an_error *err)
{
    const uint64_t column = column_of(reader, bad);
    const unsigned byte = (unsigned char)reader->text[bad];
    if (byte == 0)
        return an_fail_at(err, AN_DATA, reader->file, line, column, "a NUL byte: is this a text file?");
    return an_fail_at(err, AN_DATA, reader->file, line, column,
                      "not UTF-8: byte 0x%02X (is the file Latin-1? convert it: iconv -f LATIN1 -t UTF-8)",
                      byte);
}

static an_code fail_quotes(const an_reader *reader, uint64_t line, size_t fault, an_error *err)
{
    const uint64_t column = reader->n + 1;
    if (fault == reader->cell) {
        const uint64_t lines = an_cutter_lines(reader->text + reader->start, fault - reader->start);
        return an_fail_at(err, AN_DATA, reader->file, line + lines, column,
                          "the quote opened here is never closed");
    }
    char expected[] = "'?'";
    expected[1] = (char)reader->parser.delim_char;
    return an_fail_at(err, AN_DATA, reader->file, line, column,
                      "text after the closing quote of a cell: expected %s or the end of the line",
                      expected[1] == '\t' ? "a tab" : expected);
}

an_code an_reader_next(an_reader *reader, an_record *record, an_error *err)
{
    skip_empty_lines(reader);
    reader->start = reader->cell = reader->at;
    reader->n = reader->used = 0;
    reader->whole = false;
    *record = (an_record){.line = reader->line, .source = reader->text + reader->at};
    if (reader->at == reader->size)
        return AN_OK;
    size_t fault = 0;
    const an_code code = read_record(reader, &fault);
    if (code == AN_SYSTEM)
        return an_fail_memory(err);
    record->source_size = reader->at - reader->start;
    const size_t bad = reader->bad;
    if (bad < reader->at)
        reader->bad = find_bad(reader, reader->at);
    if (code != AN_OK)
        reset(reader);
    if (bad < reader->at && (code == AN_OK || bad < fault))
        return fail_encoding(reader, record->line, bad, err);
    if (code != AN_OK)
        return fail_quotes(reader, record->line, fault, err);
    record->n = reader->n;
    record->cells = reader->cells;
    return AN_OK;
}

uint64_t an_reader_empty_lines(const an_reader *reader)
{
    return reader->empty_lines;
}

void an_reader_free(an_reader *reader)
{
    if (reader == NULL)
        return;
    csv_free(&reader->parser);
    free(reader->cells);
    free(reader->copies);
    free(reader);
}
