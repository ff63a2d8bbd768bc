/* header: a column without a name is what pandas and R write for the number of the row, or a delimiter
 * too many at the end of each line. */
#include "scan/header.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/nearest.h"
#include "schema/column.h"

static int find_same(const char *const names[], size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(names[i], name) == 0)
            return (int)i;
    return -1;
}

an_code an_header_check(const an_header *header, an_error *err)
{
    for (size_t i = 0; i < header->n; i++) {
        const char *const name = header->names[i];
        const int first = name[0] != '\0' ? find_same(header->names, i, name) : -1;
        if (first >= 0)
            return an_fail_at(err, AN_DATA, header->file, header->line, i + 1,
                              "two columns are called '%s' (this one and column %d)%s", name, first + 1,
                              strchr("0123456789", name[0]) != NULL ? ": is this line the header?" : "");
    }
    return AN_OK;
}

int an_header_find(const an_header *header, const char *name)
{
    return name[0] != '\0' ? find_same(header->names, header->n, name) : -1;
}

int an_header_find_alike(const an_header *header, size_t from, const char *name)
{
    for (size_t i = from; i < header->n; i++)
        if (header->names[i][0] != '\0' && an_name_is(name, header->names[i]))
            return (int)i;
    return -1;
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
    const char *there = NULL;
    size_t best = SIZE_MAX;
    for (size_t i = 0; i < header->n; i++) {
        const char *const word = header->names[i];
        const size_t distance = an_nearest_distance(name, word);
        if (distance < best && !(is_ours && an_column_find(word) != NULL)) {
            best = distance;
            there = word;
        }
    }
    out[0] = '\0';
    if (there != NULL)
        snprintf(out, size, " (did you mean '%s'?)", there);
}

void an_header_unnamed(const an_header *header, char *out, size_t size)
{
    size_t used = 0;
    out[0] = '\0';
    for (size_t i = 0; i < header->n && used < size; i++)
        if (header->names[i][0] == '\0') {
            const int more = snprintf(out + used, size - used, "%s%zu", used > 0 ? ", " : "", i + 1);
            used += more > 0 ? (size_t)more : size;
        }
}
