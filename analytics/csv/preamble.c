/* preamble: the beginning of an input, byte by byte.
 *
 * In this order: a UTF-8 mark is passed over, a "sep=;" line of spreadsheets sets the delimiter, and the
 * first record is found with quotes followed. Without a word from the user the delimiter is the one that
 * delimiter.h finds in the first line that is not empty. Slices begin where this ends. */
#include "csv/preamble.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "csv/delimiter.h"

bool an_preamble_is_delimiter(char c)
{
    return c != '\0' && (unsigned char)c < 0x80 && c != '"' && !an_record_end_is_end(c);
}

/* Reads a slice more behind the preamble. */
static an_code fill(an_preamble *o, an_error *err)
{
    if (an_grow(&o->text, &o->capacity, o->size + o->read_size + AN_PREAMBLE_PADDING, 1) != AN_OK)
        return an_fail_memory(err);
    size_t got = 0;
    const an_code code = an_input_read(o->in, o->text + o->size, o->read_size, &got, err);
    o->size += got;
    o->is_read = code == AN_OK && (an_input_is_prompt(o->in) ? got == 0 : got < o->read_size);
    return code;
}

/* Reads on until size bytes are there, if the input has them. */
static an_code need(an_preamble *o, size_t size, an_error *err)
{
    an_code code = AN_OK;
    while (code == AN_OK && o->size - o->at < size && !o->is_read)
        code = fill(o, err);
    return code;
}

static bool begins(const an_preamble *o, const char *mark, size_t size)
{
    return o->size - o->at >= size && memcmp(o->text + o->at, mark, size) == 0;
}

static an_code take_mark(an_preamble *o, an_error *err)
{
    const an_code code = need(o, 3, err);
    if (code == AN_OK && begins(o, "\xEF\xBB\xBF", 3))
        o->at += 3;
    return code;
}

/* Takes a first line "sep=C", as spreadsheets write it. */
static an_code take_separator(an_preamble *o, an_error *err)
{
    enum { PREFIX = 4, LINE = 7 }; /* "sep=", "sep=C" CR LF */
    const an_code code = need(o, LINE, err);
    const char *const text = o->text + o->at;
    const size_t size = o->size - o->at;
    if (code != AN_OK || size <= PREFIX || strncasecmp(text, "sep=", PREFIX) != 0)
        return code;
    size_t end = PREFIX + 1;
    if (!an_preamble_is_delimiter(text[PREFIX]) || (end < size && !an_record_end_is_end(text[end])))
        return AN_OK;
    if (o->delimiter == '\0')
        o->delimiter = text[PREFIX];
    if (end < size)
        end += text[end] == '\r' && end + 1 < size && text[end + 1] == '\n' ? 2 : 1;
    o->at += end;
    o->line++;
    return AN_OK;
}

static an_code find_delimiter(an_preamble *o, an_error *err)
{
    an_delimiter_search seen = {.quote = '"'};
    for (;;) {
        an_delimiter_look(&seen, o->text + o->at, o->size - o->at);
        if (seen.done || o->is_read || o->size - o->at > AN_RECORD_LIMIT)
            break;
        const an_code code = fill(o, err);
        if (code != AN_OK)
            return code;
    }
    o->delimiter = an_delimiter_found(&seen);
    return AN_OK;
}

an_code an_preamble_read(an_preamble *o, an_input *in, char delimiter, size_t read_size, an_error *err)
{
    *o = (an_preamble){.in = in, .read_size = read_size, .line = 1, .delimiter = delimiter};
    if (delimiter != '\0' && !an_preamble_is_delimiter(delimiter))
        return an_fail(err, AN_USAGE, "the delimiter must be an ASCII character, no quote and no line end");
    an_code code = take_mark(o, err);
    if (code == AN_OK)
        code = take_separator(o, err);
    if (code == AN_OK && o->delimiter == '\0')
        code = find_delimiter(o, err);
    return code;
}

an_code an_preamble_too_long(const an_preamble *o, const char *text, const an_record_end *finder,
                             uint64_t line, an_error *err)
{
    const char *const name = an_input_name(o->in);
    const unsigned limit = AN_RECORD_LIMIT >> 20;
    if (finder->place != AN_RECORD_END_INSIDE)
        return an_fail_at(err, AN_DATA, name, line, 0, "a line of more than %u MiB: is this a CSV file?",
                          limit);
    return an_fail_at(err, AN_DATA, name, line + an_record_end_lines(text, finder->quote), 0,
                      "the quote opened here is never closed: the record has more than %u MiB", limit);
}

/* The size of the first record behind at, with the empty lines before it. */
static an_code find_record(an_preamble *o, size_t *size, an_error *err)
{
    an_record_end finder = {.delimiter = o->delimiter};
    size_t empty = 0;
    for (;;) {
        const char *const text = o->text + o->at;
        const size_t held = o->size - o->at;
        const size_t end = an_record_end_find(&finder, text + empty, held - empty, o->is_read);
        *size = end > 0 ? empty + end : held;
        if (end > 0 && !an_record_end_is_end(text[empty]))
            return AN_OK;
        if (end > 0) {
            empty += end;
            finder = (an_record_end){.delimiter = o->delimiter};
        } else if (o->is_read) {
            return AN_OK;
        } else if (held - empty > AN_RECORD_LIMIT) {
            return an_preamble_too_long(o, text + empty, &finder, o->line + an_record_end_lines(text, empty),
                                        err);
        } else {
            const an_code code = fill(o, err);
            if (code != AN_OK)
                return code;
        }
    }
}

an_code an_preamble_record(an_preamble *o, size_t *size, an_error *err)
{
    const an_code code = find_record(o, size, err);
    if (code != AN_OK)
        return code;
    o->line += an_record_end_lines(o->text + o->at, *size);
    o->at += *size;
    return AN_OK;
}

void an_preamble_free(an_preamble *o)
{
    free(o->text);
    *o = (an_preamble){0};
}
