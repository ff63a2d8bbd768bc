/* rewrite: one physical line after the other, cell by cell.
 *
 * A line is held until its end is there (LF, CRLF, a lone CR). One that begins a record is passed over where
 * the dialect says so; else its cells are followed from quote to quote. A quoted cell is written in double
 * quotes, its own double quotes doubled; a cell without quotes as it stands, unless an escape or a double
 * quote at its begin make quotes necessary. A quoted cell may go on in the next line: `inside` says so. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "csv/rewrite.h"

#include <pcre2.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "csv/delimiter.h"
#include "csv/preamble.h"
#include "csv/record_end.h"

enum { READ_SIZE = 64 << 10 };

typedef struct text {
    char *bytes;
    size_t at, end, capacity;
} text;

struct an_rewriter {
    const an_dialect *dialect;
    const char *file;
    an_byte_source from;
    char delimiter;             /* '\0': the header was not seen */
    text in, out;               /* read and not yet rewritten; rewritten and not yet given out */
    size_t looked;              /* behind in.at there is no line end in so many bytes */
    bool is_read;               /* from came to its end */
    uint64_t line;              /* physical line at in.at */
    size_t passed;              /* of dialect->passed lie before it */
    bool inside;                /* a quoted cell goes on */
    bool has_header, has_ended; /* the header, the footer was seen */
    pcre2_code *footer;
    pcre2_match_data *match;
};

bool an_rewrite_is_needed(const an_dialect *d)
{
    return d->quote != '"' || !d->doubled || d->escape != '\0' || d->comment != '\0' || d->skip_space ||
           d->header_row > 1 || d->n_passed > 0 || d->footer != NULL;
}

static an_code compile_footer(an_rewriter *rewriter, an_error *err)
{
    int number;
    PCRE2_SIZE at;
    PCRE2_UCHAR reason[128];
    const char *const pattern = rewriter->dialect->footer;
    rewriter->footer =
        pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
                      PCRE2_ANCHORED | PCRE2_UTF | PCRE2_MATCH_INVALID_UTF, &number, &at, NULL);
    if (rewriter->footer != NULL) {
        rewriter->match = pcre2_match_data_create_from_pattern(rewriter->footer, NULL);
        return rewriter->match != NULL ? AN_OK : an_fail_memory(err);
    }
    pcre2_get_error_message(number, reason, sizeof reason);
    return an_fail_at(err, AN_DATA, rewriter->file, 0, 0, "the footer '%s' is no pattern: %s", pattern,
                      (const char *)reason);
}

an_code an_rewriter_new(an_rewriter **out, const an_dialect *dialect, const char *file, an_byte_source from,
                        an_error *err)
{
    *out = NULL;
    an_rewriter *const rewriter = calloc(1, sizeof *rewriter);
    if (rewriter == NULL)
        return an_fail_memory(err);
    *rewriter = (an_rewriter){.dialect = dialect,
                              .file = file,
                              .from = from,
                              .delimiter = dialect->delimiter,
                              .has_header = dialect->no_header,
                              .line = 1};
    const an_code code = dialect->footer != NULL ? compile_footer(rewriter, err) : AN_OK;
    if (code == AN_OK)
        *out = rewriter;
    else
        an_rewriter_free(rewriter);
    return code;
}

void an_rewriter_free(an_rewriter *rewriter)
{
    if (rewriter == NULL)
        return;
    pcre2_match_data_free(rewriter->match);
    pcre2_code_free(rewriter->footer);
    free(rewriter->in.bytes);
    free(rewriter->out.bytes);
    free(rewriter);
}

/* ---- a line's cells ---- */

/* There is room for what a line becomes: begin_line made it. */
static void put(text *out, char c)
{
    out->bytes[out->end++] = c;
}

static void put_all(text *out, const char *bytes, size_t size)
{
    memcpy(out->bytes + out->end, bytes, size);
    out->end += size;
}

static void put_quoted(text *out, char c)
{
    if (c == '"')
        put(out, '"');
    put(out, c);
}

/* From inside a quoted cell to behind its closing quote, or to the end of the line. */
static size_t quoted_cell(an_rewriter *rewriter, const char *line, size_t size, size_t at)
{
    const an_dialect *const d = rewriter->dialect;
    text *const out = &rewriter->out;
    for (; at < size; at++) {
        const bool has_next = at + 1 < size;
        const bool is_escape = d->escape != '\0' && line[at] == d->escape && has_next;
        const bool is_doubled = d->doubled && line[at] == d->quote && has_next && line[at + 1] == d->quote;
        if (line[at] == d->quote && !is_escape && !is_doubled) {
            put(out, '"');
            rewriter->inside = false;
            return at + 1;
        }
        at += is_escape || is_doubled;
        put_quoted(out, line[at]);
    }
    return at;
}

/* A cell without quotes, up to the delimiter. */
static size_t bare_cell(an_rewriter *rewriter, const char *line, size_t size, size_t from)
{
    const char escape = rewriter->dialect->escape;
    text *const out = &rewriter->out;
    bool needs_quotes = from < size && line[from] == '"';
    size_t end = from;
    for (; end < size && line[end] != rewriter->delimiter; end++)
        if (escape != '\0' && line[end] == escape && end + 1 < size) {
            needs_quotes = true;
            end++;
        }
    if (!needs_quotes) {
        put_all(out, line + from, end - from);
        return end;
    }
    put(out, '"');
    for (size_t at = from; at < end; at++) {
        at += escape != '\0' && line[at] == escape && at + 1 < end;
        put_quoted(out, line[at]);
    }
    put(out, '"');
    return end;
}

static void rewrite_line(an_rewriter *rewriter, const char *line, size_t size)
{
    const an_dialect *const d = rewriter->dialect;
    size_t at = 0;
    for (;;) {
        while (!rewriter->inside && d->skip_space && at < size && line[at] == ' ' &&
               rewriter->delimiter != ' ')
            at++;
        const bool opens = !rewriter->inside && d->quote != '\0' && at < size && line[at] == d->quote;
        if (opens)
            put(&rewriter->out, '"');
        rewriter->inside = rewriter->inside || opens;
        if (!rewriter->inside) {
            at = bare_cell(rewriter, line, size, at);
        } else {
            at = quoted_cell(rewriter, line, size, at + opens);
            if (at < size && line[at] != rewriter->delimiter) { /* malformed: the rest as it stands */
                put_all(&rewriter->out, line + at, size - at);
                return;
            }
        }
        if (at == size)
            return;
        put(&rewriter->out, line[at++]);
    }
}

/* ---- lines ---- */

/* Whether the line, which begins a record, is none of the table's. */
static bool is_passed(an_rewriter *rewriter, const char *line, size_t size)
{
    const an_dialect *const d = rewriter->dialect;
    while (rewriter->passed < d->n_passed && d->passed[rewriter->passed] < rewriter->line)
        rewriter->passed++;
    if (rewriter->line < d->header_row ||
        (rewriter->passed < d->n_passed && d->passed[rewriter->passed] == rewriter->line) ||
        (d->comment != '\0' && size > 0 && line[0] == d->comment))
        return true;
    rewriter->has_ended =
        rewriter->has_header && rewriter->footer != NULL && size > 0 &&
        pcre2_match(rewriter->footer, (PCRE2_SPTR)line, size, 0, 0, rewriter->match, NULL) >= 0;
    rewriter->has_header = rewriter->has_header || size > 0;
    return rewriter->has_ended;
}

/* "sep=;", as spreadsheets write it in the first line, which preamble.h understands. */
static bool is_separator(const an_rewriter *rewriter, const char *line, size_t size)
{
    return rewriter->line == 1 && size == 5 && strncasecmp(line, "sep=", 4) == 0;
}

/* Takes the line of size bytes that begins at in.at, its line end of end bytes behind it. */
static an_code take_line(an_rewriter *rewriter, size_t size, size_t end, an_error *err)
{
    const char *const line = rewriter->in.bytes + rewriter->in.at;
    text *const out = &rewriter->out;
    /* A byte becomes two at most, a cell of it two quotes. */
    if (an_grow(&out->bytes, &out->capacity, out->end + 4 * size + 8, 1) != AN_OK)
        return an_fail_memory(err);
    if (!rewriter->inside && is_separator(rewriter, line, size)) {
        rewriter->delimiter = rewriter->delimiter != '\0' ? rewriter->delimiter : line[4];
        put_all(out, line, size);
    } else if (rewriter->inside || !is_passed(rewriter, line, size)) {
        an_delimiter_search seen = {.quote = rewriter->dialect->quote};
        if (rewriter->delimiter == '\0' && size > 0) {
            an_delimiter_look(&seen, line, size);
            rewriter->delimiter = an_delimiter_found(&seen);
        }
        rewrite_line(rewriter, line, size);
    }
    put_all(out, line + size, end);
    rewriter->in.at += size + end;
    rewriter->looked = 0;
    rewriter->line++;
    return AN_OK;
}

static an_code fill(an_rewriter *rewriter, an_error *err)
{
    text *const in = &rewriter->in;
    size_t got = 0;
    if (in->at > 0) {
        in->end -= in->at;
        memmove(in->bytes, in->bytes + in->at, in->end);
        in->at = 0;
    }
    if (in->end > AN_RECORD_LIMIT)
        return an_fail_at(err, AN_DATA, rewriter->file, rewriter->line, 0,
                          "a line of more than %u MiB: is this a CSV file?",
                          (unsigned)(AN_RECORD_LIMIT >> 20));
    if (an_grow(&in->bytes, &in->capacity, in->end + READ_SIZE, 1) != AN_OK)
        return an_fail_memory(err);
    const an_code code =
        rewriter->from.read(rewriter->from.context, in->bytes + in->end, READ_SIZE, &got, err);
    in->end += got;
    rewriter->is_read = code == AN_OK && got == 0;
    return code;
}

/* Takes the lines that are whole. */
static an_code take_lines(an_rewriter *rewriter, an_error *err)
{
    const text *const in = &rewriter->in;
    an_code code = AN_OK;
    while (code == AN_OK && in->at < in->end && !rewriter->has_ended) {
        const char *const line = in->bytes + in->at;
        const size_t held = in->end - in->at;
        size_t size = rewriter->looked;
        while (size < held && !an_record_end_is_end(line[size]))
            size++;
        rewriter->looked = size;
        const bool waits = size == held || (line[size] == '\r' && size + 1 == held); /* for its LF */
        if (waits && !rewriter->is_read)
            return AN_OK;
        const size_t end = size == held                                                      ? 0
                           : line[size] == '\r' && size + 1 < held && line[size + 1] == '\n' ? 2
                                                                                             : 1;
        code = take_line(rewriter, size, end, err);
    }
    return code;
}

an_code an_rewriter_read(void *given, void *buffer, size_t size, size_t *got, an_error *err)
{
    an_rewriter *const rewriter = given;
    text *const out = &rewriter->out;
    an_code code = AN_OK;
    *got = 0;
    while (out->at == out->end && !(rewriter->is_read && (rewriter->in.at == rewriter->in.end))) {
        out->at = out->end = 0;
        if (rewriter->has_ended)
            rewriter->in.at = rewriter->in.end; /* what follows is read, so that who writes it can end */
        if (!rewriter->is_read)
            code = fill(rewriter, err);
        if (code == AN_OK && !rewriter->has_ended)
            code = take_lines(rewriter, err);
        if (code != AN_OK)
            return code;
    }
    const size_t left = out->end - out->at;
    *got = left < size ? left : size;
    if (*got > 0)
        memcpy(buffer, out->bytes + out->at, *got);
    out->at += *got;
    return AN_OK;
}
