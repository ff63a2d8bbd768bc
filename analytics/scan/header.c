/* header: names are compared as they are first, then without case and without the blanks around them.
 *
 * Blanks are also those that nobody sees: a no-break space, a byte order mark in the middle of joined
 * files. A column without a name is what pandas and R write for the number of the row, or a delimiter too
 * many at the end of each line. */
#include "scan/header.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unictype.h>
#include <unistr.h>

#include "base/listing.h"
#include "base/nearest.h"
#include "csv/reader.h"
#include "schema/column.h"

/* Whether a letter is white space or one of those that show nothing. */
static bool is_blank(ucs4_t c)
{
    return c < 0x80 ? c == ' ' || c == '\t'
                    : uc_is_general_category_withtable(c, UC_CATEGORY_MASK_Zs | UC_CATEGORY_MASK_Cf);
}

/* The name without blanks around it. */
static const char *trim(const char *name, size_t *size)
{
    const uint8_t *begin = (const uint8_t *)name, *at, *end, *next;
    ucs4_t c;
    while ((next = u8_next(&c, begin)) != NULL && is_blank(c))
        begin = next;
    end = begin;
    for (at = begin; (next = u8_next(&c, at)) != NULL; at = next)
        if (!is_blank(c))
            end = next;
    *size = (size_t)(end - begin);
    return (const char *)begin;
}

static bool is_alike(const char *a, const char *b)
{
    size_t n, m;
    const char *const p = trim(a, &n), *const q = trim(b, &m);
    return n == m && n > 0 && strncasecmp(p, q, n) == 0;
}

static int find_same(const an_header *header, const char *name)
{
    uint32_t number;
    for (size_t i = 0; header->known == NULL && i < header->n; i++)
        if (name[0] != '\0' && strcmp(header->names[i], name) == 0)
            return (int)i;
    return name[0] != '\0' && header->known != NULL &&
                   an_intern_find(header->known, name, strlen(name), &number)
               ? (int)header->columns[number]
               : -1;
}

/* ---- reading ---- */

static an_code copy_names(an_header *header, an_arena *arena, const an_record *record, an_error *err)
{
    const char **const names = an_arena_alloc(arena, record->n * sizeof *names);
    if (names == NULL)
        return an_fail_memory(err);
    for (size_t i = 0; i < record->n; i++) {
        names[i] = an_arena_copy(arena, record->cells[i].text, record->cells[i].size);
        if (names[i] == NULL)
            return an_fail_memory(err);
    }
    header->names = names;
    header->n = record->n;
    header->line = record->line;
    return AN_OK;
}

an_code an_header_take(an_header *header, an_arena *arena, an_blocks *blocks, const char *name, an_error *err)
{
    an_reader *reader = NULL;
    an_record record = {0};
    an_block first;
    an_code code = an_blocks_first(blocks, &first, err);
    if (code == AN_OK)
        code = an_reader_new(&reader, name, an_blocks_delimiter(blocks), false, err);
    if (code == AN_OK) {
        an_reader_start(reader, &first);
        code = an_reader_next(reader, &record, err);
    }
    if (code == AN_OK && record.n == 0)
        code = an_fail_at(err, AN_DATA, name, 0, 0,
                          "empty: expected a header line with the names of the columns");
    *header = (an_header){.file = name};
    if (code == AN_OK)
        code = copy_names(header, arena, &record, err);
    an_reader_free(reader);
    return code;
}

an_code an_header_read(an_header *header, an_arena *arena, const an_schema *schema, const char *path,
                       an_error *err)
{
    an_input *in = NULL;
    an_blocks *blocks = NULL;
    an_code code = an_schema_check(schema, path, err);
    const an_dialect dialect = an_schema_dialect(schema, path);
    *header = (an_header){.file = path};
    if (code == AN_OK && dialect.no_header) {
        header->names = an_schema_fields(schema, path, &header->n);
        return AN_OK;
    }
    if (code == AN_OK)
        code = an_input_open(&in, path, false, err);
    if (code == AN_OK) {
        an_input_interpret(in, dialect);
        code = an_blocks_new(&blocks, in, dialect.delimiter, AN_BLOCK_SIZE, err);
    }
    if (code == AN_OK)
        code = an_header_take(header, arena, blocks, path, err);
    an_blocks_free(blocks);
    an_input_free(in);
    return code;
}

/* ---- names ---- */

an_code an_header_check(an_header *header, an_error *err)
{
    header->columns = calloc(header->n + 1, sizeof *header->columns);
    if (header->columns == NULL || an_intern_new(&header->known) != AN_OK)
        return an_fail_memory(err);
    for (size_t i = 0; i < header->n; i++) {
        const char *const name = header->names[i];
        const int first = find_same(header, name);
        uint32_t number;
        if (first >= 0)
            return an_fail_at(err, AN_DATA, header->file, header->line, i + 1,
                              "two columns are called '%s' (this one and column %d)%s", name, first + 1,
                              strchr("0123456789", name[0]) != NULL ? ": is this line the header?" : "");
        if (name[0] == '\0')
            continue;
        if (an_intern_add(header->known, name, strlen(name), &number) != AN_OK)
            return an_fail_memory(err);
        header->columns[number] = (uint32_t)i;
    }
    return AN_OK;
}

void an_header_free(an_header *header)
{
    an_intern_free(header->known);
    free(header->columns);
    header->known = NULL;
    header->columns = NULL;
}

int an_header_find(const an_header *header, const char *name)
{
    int found = find_same(header, name);
    if (found >= 0)
        return found;
    for (size_t i = 0; i < header->n; i++)
        if (is_alike(header->names[i], name)) {
            if (found >= 0)
                return -1;
            found = (int)i;
        }
    return found;
}

int an_header_find_mapped(const an_header *header, const an_mapping *mapping)
{
    const int found = an_header_find(header, mapping->actual != NULL ? mapping->actual : mapping->name);
    return found < 0 && mapping->title != NULL ? an_header_find(header, mapping->title) : found;
}

an_code an_header_check_alike(const an_header *header, const char *name, an_error *err)
{
    const char *first = NULL;
    if (an_header_find(header, name) >= 0)
        return AN_OK;
    for (size_t i = 0; i < header->n; i++) {
        const char *const it = header->names[i];
        if (!is_alike(name, it))
            continue;
        if (first != NULL)
            return an_fail_at(err, AN_DATA, header->file, header->line, i + 1,
                              "both '%s' and '%s' could be %s; say which: --column %s=ACTUAL", first, it,
                              name, name);
        first = it;
    }
    return AN_OK;
}

void an_header_list(const an_header *header, char *out, size_t size)
{
    out[0] = '\0';
    for (size_t i = 0; i < header->n; i++)
        if (header->names[i][0] != '\0')
            an_listing_add(out, size, header->names[i]);
}

void an_header_suggest(const an_header *header, const char *name, char *out, size_t size)
{
    const bool is_ours = an_column_find(name) != NULL;
    an_nearest there = {0};
    for (size_t i = 0; i < header->n; i++)
        if (!is_ours || an_column_find(header->names[i]) == NULL)
            an_nearest_try(&there, name, header->names[i]);
    an_nearest_phrase(&there, out, size);
}

void an_header_unnamed(const an_header *header, char *out, size_t size)
{
    size_t used = 0, n = 0;
    out[0] = '\0';
    for (size_t i = 0; i < header->n && used < size; i++)
        if (header->names[i][0] == '\0') {
            const int more = snprintf(out + used, size - used, "%s%zu", n > 0 ? ", " : "", i + 1);
            used += more > 0 ? (size_t)more : size;
            n++;
        }
    char numbers[100];
    if (n == 0)
        return;
    snprintf(numbers, sizeof numbers, "%s", out);
    snprintf(out, size, "%s: column%s %s %s no name in the header and %s not read", header->file,
             n > 1 ? "s" : "", numbers, n > 1 ? "have" : "has", n > 1 ? "are" : "is");
}
