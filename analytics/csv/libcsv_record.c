/* libcsv_record: one physical line after another goes to libcsv, which says where cells and records end.
 *
 * What libcsv does not tell is found again from what it does: a cell takes its size in the source, and two
 * quotes and one for each quote in it if it stood in quotes. So each cell's place in the text is known,
 * and only cells with doubled quotes are copied. libcsv's strict mode refuses a bare quote in an unquoted
 * cell too; it is switched off for that one byte. */
#include "csv/libcsv_record.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { STRICT = CSV_STRICT | CSV_STRICT_FINI };

struct an_libcsv {
    struct csv_parser parser;
    const char *text; /* what follows are offsets in it */
    size_t size;
    size_t at;               /* not read before here */
    size_t past_lf, past_cr; /* behind the first LF, CR at or behind at; 0: not looked for; size + 1: none */

    size_t cell; /* where the cell that comes next begins */
    bool whole;  /* the record has ended */
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

/* Copies are made where nothing moves before the next text: they all fit into as much as the text. */
static const char *copy(an_libcsv *libcsv, const char *text, size_t size)
{
    if (an_grow(&libcsv->copies, &libcsv->copies_capacity, libcsv->size, 1) != AN_OK) {
        libcsv->no_memory = true;
        return NULL;
    }
    char *const to = memcpy(libcsv->copies + libcsv->used, text, size);
    libcsv->used += size;
    return to;
}

static void on_cell(void *text, size_t size, void *data)
{
    an_libcsv *const libcsv = data;
    if (libcsv->no_memory) /* libcsv cannot be stopped before the end of the line */
        return;
    if (an_grow(&libcsv->cells, &libcsv->capacity, libcsv->n + 1, sizeof *libcsv->cells) != AN_OK) {
        libcsv->no_memory = true;
        return;
    }
    const bool quoted = libcsv->cell < libcsv->size && libcsv->text[libcsv->cell] == '"';
    an_cell cell = {.text = text, .size = size, .quoted = quoted};
    const size_t length = extent(&cell);
    cell.text = length > size + 2 ? copy(libcsv, text, size) : libcsv->text + libcsv->cell + quoted;
    libcsv->cells[libcsv->n++] = cell;
    libcsv->cell += length + 1;
}

static void on_record(int end, void *data)
{
    (void)end;
    an_libcsv *const libcsv = data;
    libcsv->whole = true;
}

an_code an_libcsv_new(an_libcsv **out, char delimiter, an_error *err)
{
    *out = NULL;
    an_libcsv *const libcsv = calloc(1, sizeof *libcsv);
    if (libcsv == NULL)
        return an_fail_memory(err);
    if (csv_init(&libcsv->parser, STRICT) != 0) {
        free(libcsv);
        return an_fail_memory(err);
    }
    csv_set_delim(&libcsv->parser, (unsigned char)delimiter);
    csv_set_space_func(&libcsv->parser, no_blank);
    *out = libcsv;
    return AN_OK;
}

void an_libcsv_free(an_libcsv *libcsv)
{
    if (libcsv == NULL)
        return;
    csv_free(&libcsv->parser);
    free(libcsv->cells);
    free(libcsv->copies);
    free(libcsv);
}

void an_libcsv_start(an_libcsv *libcsv, const char *text, size_t size)
{
    libcsv->text = text;
    libcsv->size = size;
    libcsv->past_lf = libcsv->past_cr = 0;
}

/* Behind the first c at or behind at. */
static size_t find(const an_libcsv *libcsv, size_t at, char c)
{
    const char *const found = memchr(libcsv->text + at, c, libcsv->size - at);
    return found != NULL ? (size_t)(found - libcsv->text) + 1 : libcsv->size + 1;
}

/* LF and CR are each looked for once: a text without LF is not searched to its end for each line. */
size_t an_libcsv_line_end(an_libcsv *libcsv, size_t at)
{
    if (libcsv->past_lf <= at)
        libcsv->past_lf = find(libcsv, at, '\n');
    if (libcsv->past_cr <= at)
        libcsv->past_cr = find(libcsv, at, '\r');
    if (libcsv->past_cr < libcsv->past_lf && libcsv->past_cr + 1 != libcsv->past_lf)
        return libcsv->past_cr;
    return libcsv->past_lf <= libcsv->size ? libcsv->past_lf : libcsv->size;
}

/* Makes libcsv's buffer double: of itself it grows by 128 bytes, and a cell of 60 MiB takes four times
 * as long. */
static void set_growth(struct csv_parser *parser, size_t line_size)
{
    const size_t held = csv_get_buffer_size(parser);
    csv_set_blk_size(parser, held > line_size ? held : line_size);
}

/* Hands the bytes from at to end to libcsv. AN_DATA: text after a closing quote; at is then on it. */
static an_code feed(an_libcsv *libcsv, size_t end)
{
    struct csv_parser *const parser = &libcsv->parser;
    set_growth(parser, end - libcsv->at);
    while (libcsv->at < end) {
        const char *const from = libcsv->text + libcsv->at;
        libcsv->at += csv_parse(parser, from, end - libcsv->at, on_cell, on_record, libcsv);
        if (libcsv->at == end)
            break;
        if (csv_error(parser) != CSV_EPARSE)
            return AN_SYSTEM;
        if (parser->quoted)
            return AN_DATA;
        csv_set_opts(parser, 0);
        const size_t taken = csv_parse(parser, libcsv->text + libcsv->at, 1, on_cell, on_record, libcsv);
        csv_set_opts(parser, STRICT);
        if (taken != 1)
            return AN_SYSTEM;
        libcsv->at++;
    }
    return libcsv->no_memory ? AN_SYSTEM : AN_OK;
}

/* Forgets a record that libcsv is in the middle of. */
static void reset(an_libcsv *libcsv)
{
    csv_set_opts(&libcsv->parser, 0);
    csv_fini(&libcsv->parser, NULL, NULL, NULL);
    csv_set_opts(&libcsv->parser, STRICT);
}

/* Feeds line after line until the record ends. */
static an_code feed_lines(an_libcsv *libcsv, an_libcsv_record *record)
{
    an_code code = AN_OK;
    while (code == AN_OK && !libcsv->whole && libcsv->at < libcsv->size) {
        const size_t end = an_libcsv_line_end(libcsv, libcsv->at);
        code = feed(libcsv, end);
        record->fault = libcsv->at;
        libcsv->at = end;
        record->lines++;
    }
    if (code != AN_OK || libcsv->whole)
        return code;
    const int status = csv_fini(&libcsv->parser, on_cell, on_record, libcsv);
    record->fault = libcsv->cell;
    record->is_open = status != 0;
    return libcsv->no_memory ? AN_SYSTEM : status != 0 ? AN_DATA : AN_OK;
}

an_code an_libcsv_read(an_libcsv *libcsv, size_t at, an_libcsv_record *record)
{
    libcsv->at = libcsv->cell = at;
    libcsv->n = libcsv->used = 0;
    libcsv->whole = false;
    *record = (an_libcsv_record){.start = at};
    const an_code code = feed_lines(libcsv, record);
    if (code == AN_DATA)
        reset(libcsv);
    record->end = libcsv->at;
    record->cells = libcsv->cells;
    record->n = libcsv->n;
    return code;
}

uint64_t an_libcsv_column(const an_libcsv_record *record, size_t at)
{
    size_t k = 0;
    for (size_t end = record->start; k < record->n; k++) {
        end += extent(&record->cells[k]) + 1;
        if (at < end)
            break;
    }
    return k + 1;
}
