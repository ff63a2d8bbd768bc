/* compare: reads the same bytes with the library, in slices of any size, and with the oracle.
 *
 * The tests of the reader and the fuzzer call oracle_compare, which says where the two differ. */
#ifndef AN_TESTS_COMPARE_H
#define AN_TESTS_COMPARE_H

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "csv/blocks.h"
#include "csv/input.h"
#include "csv/reader.h"
#include "oracle.h"

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

/* The bytes as an input of the library, read in order or (hash false) at any place; NULL: the system
 * failed. */
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
    an_block block = {.size = 1};
    for (uint64_t number = 0; why == NULL && block.size > 0;) {
        if (an_blocks_next(blocks, &block, NULL) != AN_OK)
            return "a block that cannot be cut";
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
