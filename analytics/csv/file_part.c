/* file_part: a border lies where a record begins, and whether a line end is one depends on all quotes before.
 *
 * Two things can be true at a byte in the middle of a file: it stands outside quotes, or inside. Each is
 * tried on the text that follows. The wrong one meets quotes in the middle of cells and text behind closing
 * quotes, which few files have: the one that meets fewer is taken, and "outside" where none does, as without
 * quotes.
 *
 * That is a guess, but it is always found out. It depends on the text alone, so that both neighbours make the
 * same; whoever reads the part before knows the truth, from the beginning of the file part by part, and fails
 * where no record ends at the border. So if all parts are read without an error, each border was true and
 * each record stands in one part.
 *
 * Source of the idea: Ge, Li, Eilebrecht, Chandramouli, Kossmann 2019, Speculative distributed CSV data
 * parsing for big data analytics, SIGMOD. */
#include "csv/file_part.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/number.h"
#include "csv/index.h"
#include "csv/preamble.h"
#include "csv/record_end.h"

enum { WINDOW = 1 << 20 };

an_code an_file_part_parse(an_file_part *part, const char *text, an_error *err)
{
    const char *const sign = strchr(text, '/');
    int64_t k = 0, n = 0;
    if (sign == NULL || an_count_parse(text, (size_t)(sign - text), '.', &k) != AN_OK ||
        an_count_parse(sign + 1, strlen(sign + 1), '.', &n) != AN_OK || k < 1 || k > n ||
        n > AN_FILE_PART_MOST)
        return an_fail(err, AN_USAGE, "--part %s: expected K/N, the K-th of N parts, such as 3/16", text);
    *part = (an_file_part){.k = (uint32_t)k, .n = (uint32_t)n};
    return AN_OK;
}

/* Where the record ends, with an LF, of which text begins at some place; 0: it does not, or text follows a
 * closing quote. */
static size_t behind_record(const char *text, size_t size, an_record_end_place place, char delimiter)
{
    an_record_end finder = {.delimiter = delimiter, .place = place};
    size_t end = 0, more;
    do {
        more = an_record_end_find(&finder, text + end, size - end, false);
        if (finder.place == AN_RECORD_END_BROKEN)
            return 0;
        end += more;
        finder = (an_record_end){.delimiter = delimiter};
    } while (more > 0 && text[end - 1] != '\n');
    return more > 0 ? end : 0;
}

/* Where a record begins in text, which begins anywhere in one; 0: nowhere. */
static an_code find_begin(const char *text, size_t size, char delimiter, size_t *begin, an_error *err)
{
    const size_t outside = behind_record(text, size, AN_RECORD_END_OUTSIDE, delimiter);
    const size_t inside = behind_record(text, size, AN_RECORD_END_INSIDE, delimiter);
    an_index index = {0};
    *begin = outside > 0 ? outside : inside;
    if (outside == 0 || inside == 0 || inside == outside)
        return AN_OK;
    an_code code = an_index_make(&index, text, outside, size, delimiter, false, err);
    const size_t odd = index.n_others;
    if (code == AN_OK)
        code = an_index_make(&index, text, inside, size, delimiter, false, err);
    if (index.n_others < odd)
        *begin = inside;
    an_index_free(&index);
    return code;
}

/* The first byte at or behind at where a record is believed to begin; the end of the input if none does. The
 * byte before at is looked at too: behind its line end one may begin just there. */
static an_code find_border(const an_input *in, uint64_t at, char delimiter, uint64_t *border, an_error *err)
{
    const uint64_t size = an_input_size(in);
    char *text = NULL;
    size_t capacity = 0;
    an_code code = AN_OK;
    *border = size;
    for (uint64_t window = WINDOW; at < size && code == AN_OK; window *= 2) {
        const uint64_t left = size - (at - 1), held = window < left ? window : left;
        code = an_grow(&text, &capacity, (size_t)held + AN_PREAMBLE_PADDING, 1) == AN_OK
                   ? an_input_read_at(in, at - 1, text, (size_t)held, err)
                   : an_fail_memory(err);
        size_t begin = 0;
        if (code == AN_OK)
            code = find_begin(text, (size_t)held, delimiter, &begin, err);
        if (begin > 0)
            *border = at - 1 + begin;
        if (begin > 0 || held == left || held > AN_RECORD_LIMIT)
            break;
    }
    free(text);
    return code;
}

/* Where the part behind the first k of n begins, which is where the k-th ends. */
static an_code find_bound(const an_input *in, uint64_t k, uint64_t n, uint64_t from, char delimiter,
                          uint64_t *bound, an_error *err)
{
    const uint64_t size = an_input_size(in);
    const uint64_t at = size / n * k + size % n * k / n;
    if (at > from && k < n)
        return find_border(in, at, delimiter, bound, err);
    *bound = k < n ? from : size;
    return AN_OK;
}

an_code an_file_part_range(const an_input *in, an_file_part part, uint64_t from, char delimiter,
                           uint64_t *begin, uint64_t *end, an_error *err)
{
    const an_code code = find_bound(in, part.k - 1, part.n, from, delimiter, begin, err);
    return code == AN_OK ? find_bound(in, part.k, part.n, from, delimiter, end, err) : code;
}

an_code an_file_part_lines(const an_input *in, uint64_t from, uint64_t to, uint64_t *lines, an_error *err)
{
    char *const text = malloc(WINDOW);
    an_code code = text != NULL ? AN_OK : an_fail_memory(err);
    char last = '\0';
    *lines = 0;
    while (from < to && code == AN_OK) {
        const size_t size = to - from < WINDOW ? (size_t)(to - from) : WINDOW;
        code = an_input_read_at(in, from, text, size, err);
        if (code != AN_OK)
            break;
        *lines += an_record_end_lines(text, size) - (last == '\r' && text[0] == '\n'); /* one CRLF */
        last = text[size - 1];
        from += size;
    }
    free(text);
    return code;
}
