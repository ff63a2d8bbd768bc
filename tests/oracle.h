/* oracle: the reading rules of csv/reader.h once more, byte by byte and in the plainest way.
 *
 * It shares no code with the library. oracle_compare reads the same bytes with both and says where they
 * differ; the tests of the reader and the fuzzer call it with several block sizes.
 */
#ifndef AN_TESTS_ORACLE_H
#define AN_TESTS_ORACLE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "csv/blocks.h"
#include "csv/input.h"
#include "csv/reader.h"

typedef enum oracle_kind {
    ORACLE_END,
    ORACLE_RECORD,
    ORACLE_AFTER_QUOTE,
    ORACLE_OPEN_QUOTE,
    ORACLE_NUL,
    ORACLE_NOT_UTF8,
} oracle_kind;

typedef struct oracle_cell {
    size_t source;     /* where it begins in the bytes */
    size_t text, size; /* in oracle.text */
    bool quoted;
} oracle_cell;

typedef struct oracle {
    const unsigned char *bytes;
    size_t size, at;
    uint64_t line, empty_lines;
    int delimiter;
    bool raw;

    /* the last record */
    oracle_kind kind;
    size_t start;
    uint64_t first_line, error_line, error_column;
    unsigned error_byte;
    oracle_cell *cells;
    size_t n;
    char *text;
    size_t used;
} oracle;

enum { ORACLE_EOF = -1 };

static inline int oracle_byte(const oracle *o, size_t at)
{
    return at < o->size ? o->bytes[at] : ORACLE_EOF;
}

/* Steps over a line end at o->at and counts it; false: there is none. */
static inline bool oracle_line_end(oracle *o)
{
    const int c = oracle_byte(o, o->at);
    if (c != '\n' && c != '\r')
        return false;
    o->at += c == '\r' && oracle_byte(o, o->at + 1) == '\n' ? 2 : 1;
    o->line++;
    return true;
}

static inline bool oracle_begins(const oracle *o, const char *mark, size_t size)
{
    return o->size - o->at >= size && memcmp(o->bytes + o->at, mark, size) == 0;
}

/* Starts on the bytes of a whole file. False: UTF-16 or UTF-32. */
static inline bool oracle_start(oracle *o, const void *bytes, size_t size, char delimiter, bool raw)
{
    *o = (oracle){.bytes = bytes, .size = size, .line = 1, .delimiter = (unsigned char)delimiter, .raw = raw};
    if (size > 0 && o->bytes[size - 1] == 0x1A)
        o->size--;
    if (oracle_begins(o, "\xFF\xFE", 2) || oracle_begins(o, "\xFE\xFF", 2) ||
        oracle_begins(o, "\0\0\xFE\xFF", 4))
        return false;
    if (oracle_begins(o, "\xEF\xBB\xBF", 3))
        o->at = 3;
    const size_t begin = o->at;
    const int c = oracle_byte(o, begin + 4);
    if (o->size - begin >= 5 && strncasecmp((const char *)o->bytes + begin, "sep=", 4) == 0 && c > 0 &&
        c < 128 && c != '"' && c != '\n' && c != '\r') {
        o->at += 5;
        if (!oracle_line_end(o))
            o->at = o->at == o->size ? o->at : begin;
    }
    o->cells = malloc((size + 1) * sizeof *o->cells);
    o->text = malloc(size + 1);
    return o->cells != NULL && o->text != NULL;
}

static inline void oracle_free(oracle *o)
{
    free(o->cells);
    free(o->text);
}

/* The length of the letter at at by its value, 0 if it is none. */
static inline size_t oracle_letter(const oracle *o, size_t at)
{
    const unsigned lead = o->bytes[at];
    if (lead < 0x80)
        return 1;
    const size_t length = lead >> 5 == 6 ? 2 : lead >> 4 == 14 ? 3 : lead >> 3 == 30 ? 4 : 0;
    uint32_t value = lead & (0x7Fu >> length);
    for (size_t i = 1; i < length; i++) {
        const int c = oracle_byte(o, at + i);
        if (c == ORACLE_EOF || c >> 6 != 2)
            return 0;
        value = value << 6 | ((unsigned)c & 0x3F);
    }
    const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
    return length == 0 || value < least[length] || value > 0x10FFFF || surrogate ? 0 : length;
}

/* Looks through the bytes of the record up to end for a fault that comes before the one known. */
static inline void oracle_encoding(oracle *o, size_t end)
{
    size_t at = o->start, length;
    for (; at < end && o->bytes[at] != 0 && (length = oracle_letter(o, at)) > 0; at += length)
        continue;
    if (at >= end)
        return;
    o->kind = o->bytes[at] == 0 ? ORACLE_NUL : ORACLE_NOT_UTF8;
    o->error_byte = o->bytes[at];
    o->error_line = o->first_line;
    o->error_column = 0;
    for (size_t k = 0; k < o->n; k++)
        o->error_column += o->cells[k].source <= at;
}

static inline void oracle_add(oracle *o, int c)
{
    o->text[o->used++] = (char)c;
    o->cells[o->n - 1].size++;
}

static inline void oracle_begin_cell(oracle *o)
{
    o->cells[o->n++] = (oracle_cell){o->at, o->used, 0, oracle_byte(o, o->at) == '"'};
}

/* Reads one quoted cell whose quote stands at o->at; afterwards o->at is behind its closing quote. */
static inline oracle_kind oracle_quoted(oracle *o)
{
    o->error_line = o->line;
    o->at++;
    for (;;) {
        const int c = oracle_byte(o, o->at);
        const size_t from = o->at;
        if (c == ORACLE_EOF)
            return ORACLE_OPEN_QUOTE;
        if (oracle_line_end(o)) {
            for (size_t i = from; i < o->at; i++)
                oracle_add(o, o->bytes[i]);
        } else if (c != '"') {
            oracle_add(o, c);
            o->at++;
        } else if (oracle_byte(o, o->at + 1) == '"') {
            oracle_add(o, c);
            o->at += 2;
        } else {
            o->at++;
            return ORACLE_RECORD;
        }
    }
}

/* Reads one cell; afterwards o->at is on what ended it. */
static inline oracle_kind oracle_read_cell(oracle *o)
{
    oracle_begin_cell(o);
    const bool quoted = o->cells[o->n - 1].quoted;
    if (quoted && oracle_quoted(o) == ORACLE_OPEN_QUOTE)
        return ORACLE_OPEN_QUOTE;
    for (;;) {
        const int c = oracle_byte(o, o->at);
        if (c == ORACLE_EOF || c == '\n' || c == '\r' || c == o->delimiter)
            return ORACLE_RECORD;
        if (quoted)
            return ORACLE_AFTER_QUOTE;
        oracle_add(o, c);
        o->at++;
    }
}

/* Reads the next record; o->kind tells what it is. */
static inline void oracle_next(oracle *o)
{
    while (oracle_line_end(o))
        o->empty_lines++;
    o->start = o->at;
    o->first_line = o->line;
    o->n = o->used = 0;
    if (o->at == o->size) {
        o->kind = ORACLE_END;
        return;
    }
    while ((o->kind = oracle_read_cell(o)) == ORACLE_RECORD && oracle_byte(o, o->at) == o->delimiter)
        o->at++;
    size_t fault = o->at;
    o->error_column = o->n;
    if (o->kind == ORACLE_OPEN_QUOTE)
        fault = o->cells[o->n - 1].source;
    if (o->kind == ORACLE_AFTER_QUOTE)
        o->error_line = o->first_line;
    while (o->at < o->size && !oracle_line_end(o))
        o->at++;
    if (!o->raw)
        oracle_encoding(o, fault);
}

/* What an_error.text begins with. */
static inline const char *oracle_text(const oracle *o, char *room, size_t size)
{
    if (o->kind == ORACLE_AFTER_QUOTE)
        return "text after the closing quote of a cell: expected ";
    if (o->kind == ORACLE_OPEN_QUOTE)
        return "the quote opened here is never closed";
    if (o->kind == ORACLE_NUL)
        return "a NUL byte: this is no text (a workbook is to be saved as CSV, UTF-16 converted by iconv)";
    snprintf(room, size, "not UTF-8: byte 0x%02X (", o->error_byte);
    return room;
}

/* NULL, or what is not the same. */
static inline const char *oracle_match(const oracle *o, an_code code, const an_record *record,
                                       const an_error *err, const char *file)
{
    char room[64];
    if (record->line != o->first_line)
        return "the record's line";
    if (record->source_size != o->at - o->start ||
        memcmp(record->source, o->bytes + o->start, record->source_size) != 0)
        return "the record's source";
    if (o->kind != ORACLE_RECORD) {
        const char *const text = oracle_text(o, room, sizeof room);
        return code != AN_DATA || err->code != AN_DATA       ? "an error that is missing"
               : strncmp(err->text, text, strlen(text)) != 0 ? "the error's text"
               : strcmp(err->file, file) != 0                ? "the error's file"
               : err->line != o->error_line                  ? "the error's line"
               : err->column != o->error_column              ? "the error's column"
               : record->n != 0                              ? "cells of a malformed record"
                                                             : NULL;
    }
    if (code != AN_OK)
        return "an error that is none";
    if (record->n != o->n)
        return "the number of cells";
    for (size_t k = 0; k < o->n; k++) {
        const an_cell *const mine = &record->cells[k];
        const oracle_cell *const its = &o->cells[k];
        if (mine->size != its->size || memcmp(mine->text, o->text + its->text, its->size) != 0)
            return "the text of a cell";
        if (mine->quoted != its->quoted)
            return "whether a cell was quoted";
    }
    return NULL;
}

/* The bytes as an input of the library, read in order or (hash false) at any place; NULL: the system failed.
 */
static inline an_input *oracle_input_as(const void *bytes, size_t size, bool hash)
{
    const int fd = memfd_create("bytes", MFD_CLOEXEC);
    char path[32];
    an_input *in = NULL;
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    if (fd >= 0 && write(fd, bytes, size) == (ssize_t)size)
        an_input_open(&in, path, hash, NULL);
    close(fd);
    return in;
}

static inline an_input *oracle_input(const void *bytes, size_t size)
{
    return oracle_input_as(bytes, size, false);
}

/* Reads the records of one block with both. */
static inline const char *oracle_compare_block(oracle *o, an_reader *reader, const an_block *block,
                                               const char *file)
{
    an_reader_start(reader, block);
    for (;;) {
        an_record record;
        an_error err = {0};
        const an_code code = an_reader_next(reader, &record, &err);
        if (code == AN_OK && record.n == 0)
            return NULL;
        oracle_next(o);
        if (o->kind == ORACLE_END)
            return "a record too many";
        const char *const why = oracle_match(o, code, &record, &err, file);
        if (why != NULL)
            return why;
    }
}

/* One block, which must be number `number` and begin at *at. */
static inline const char *oracle_one_block(oracle *o, an_reader *reader, const an_block *block, size_t *at,
                                           uint64_t *number, const char *file)
{
    if (block->size == 0)
        return NULL;
    if (block->number != (*number)++)
        return "the number of a block";
    if (o->size - *at < block->size || memcmp(o->bytes + *at, block->text, block->size) != 0)
        return "the bytes of a block";
    *at += block->size;
    return oracle_compare_block(o, reader, block, file);
}

/* The blocks as one thread takes them. */
static inline const char *oracle_in_order(oracle *o, an_blocks *blocks, an_reader *reader, size_t *at,
                                          const char *file)
{
    const char *why = NULL;
    an_block block;
    for (uint64_t number = 0; why == NULL;) {
        if (an_blocks_next(blocks, &block, NULL) != AN_OK)
            return "a block that cannot be cut";
        if (block.size == 0)
            return NULL;
        why = oracle_one_block(o, reader, &block, at, &number, file);
    }
    return why;
}

/* The blocks as many threads do: each slice guesses where a record begins before it is joined. */
static inline const char *oracle_in_slices(oracle *o, an_blocks *blocks, an_reader *reader, size_t *at,
                                           const char *file)
{
    const char *why = NULL;
    an_slice slice = {0};
    bool got = true;
    for (uint64_t number = 0; why == NULL && got;) {
        if (an_blocks_take(blocks, &slice, &got, NULL) != AN_OK)
            why = "a slice that cannot be taken";
        else if (got && (an_blocks_read(blocks, &slice, NULL) != AN_OK ||
                         an_blocks_guess(blocks, &slice, NULL) != AN_OK ||
                         an_blocks_join(blocks, &slice, NULL) != AN_OK))
            why = "a slice that cannot be joined";
        if (why == NULL && got)
            why = oracle_one_block(o, reader, &slice.seam, at, &number, file);
        if (why == NULL && got)
            why = oracle_one_block(o, reader, &slice.rest, at, &number, file);
    }
    an_slice_free(&slice);
    return why;
}

static inline const char *oracle_compare_blocks(oracle *o, an_blocks *blocks, an_reader *reader, bool guesses,
                                                const char *file)
{
    size_t at = o->at;
    const char *const why = guesses ? oracle_in_slices(o, blocks, reader, &at, file)
                                    : oracle_in_order(o, blocks, reader, &at, file);
    if (why != NULL)
        return why;
    oracle_next(o);
    return o->kind != ORACLE_END                             ? "a record too few"
           : at != o->size                                   ? "bytes left over"
           : an_reader_empty_lines(reader) != o->empty_lines ? "the number of empty lines"
                                                             : NULL;
}

static inline const char *oracle_compare_once(const void *bytes, size_t size, char *delimiter, bool raw,
                                              size_t slice_size, bool hash, bool guesses)
{
    oracle o;
    an_error err = {0};
    an_blocks *blocks = NULL;
    an_reader *reader = NULL;
    an_input *const in = oracle_input_as(bytes, size, hash);
    if (in == NULL)
        return "the input cannot be opened";
    const an_code code = an_blocks_new(&blocks, in, *delimiter, slice_size, &err);
    if (code == AN_OK)
        *delimiter = an_blocks_delimiter(blocks);
    const char *why = NULL;
    if (!oracle_start(&o, bytes, size, *delimiter, raw))
        why = code != AN_DATA || strncmp(err.text, "UTF-", 4) != 0 ? "a byte order mark" : NULL;
    else if (code != AN_OK || an_reader_new(&reader, "in.csv", *delimiter, raw, NULL) != AN_OK)
        why = "the start";
    else
        why = oracle_compare_blocks(&o, blocks, reader, guesses, "in.csv");
    oracle_free(&o);
    an_reader_free(reader);
    an_blocks_free(blocks);
    an_input_free(in);
    return why;
}

/* Reads bytes with the library, in slices of slice_size and in each of its ways, and with the oracle. NULL:
 * all is the same; otherwise what differs. *delimiter '\0': the header decides, and *delimiter becomes what
 * it chose. */
static inline const char *oracle_compare(const void *bytes, size_t size, char *delimiter, bool raw,
                                         size_t slice_size)
{
    const char asked = *delimiter;
    const char *why = NULL;
    for (int way = 0; way < 4 && why == NULL; way++) {
        *delimiter = asked;
        why = oracle_compare_once(bytes, size, delimiter, raw, slice_size, way % 2 == 1, way >= 2);
    }
    return why;
}

#endif
