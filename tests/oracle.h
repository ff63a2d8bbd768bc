/* oracle: the reading rules of csv/reader.h once more, byte by byte and in the plainest way.
 *
 * It shares no code with the library; compare.h holds both against each other. */
#ifndef AN_TESTS_ORACLE_H
#define AN_TESTS_ORACLE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

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

#endif
