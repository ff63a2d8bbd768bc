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

#include "base/nearest.h"
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
    return name[0] != '\0' && an_intern_find(header->known, name, strlen(name), &number)
               ? (int)header->columns[number]
               : -1;
}

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
    size_t used = 0;
    out[0] = '\0';
    for (size_t i = 0; i < header->n && used < size; i++) {
        if (header->names[i][0] == '\0')
            continue;
        int more = snprintf(out + used, size - used, "%s%s", used > 0 ? ", " : "", header->names[i]);
        used += more > 0 ? (size_t)more : size;
    }
    if (used >= size && size > 4)
        memcpy(out + size - 4, "...", 4);
}

void an_header_suggest(const an_header *header, const char *name, char *out, size_t size)
{
    const bool is_ours = an_column_find(name) != NULL;
    an_nearest there = {0};
    for (size_t i = 0; i < header->n; i++)
        if (!is_ours || an_column_find(header->names[i]) == NULL)
            an_nearest_try(&there, name, header->names[i]);
    out[0] = '\0';
    if (there.word != NULL)
        snprintf(out, size, " (did you mean '%s'?)", there.word);
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
