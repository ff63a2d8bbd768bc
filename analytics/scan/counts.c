/* counts: what happened to the rows of a scan, and why some were rejected. */
#include "scan/counts.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

void an_counts_free(an_counts *counts)
{
    for (size_t i = 0; i < counts->n_reasons; i++)
        free(counts->reasons[i].text);
    free(counts->reasons);
    free(counts->files);
    *counts = (an_counts){0};
}

an_code an_counts_reason(an_counts *counts, const an_reason *reason, an_error *err)
{
    for (size_t i = 0; i < counts->n_reasons; i++) {
        an_reason *known = &counts->reasons[i];
        if (strcmp(known->text, reason->text) != 0)
            continue;
        known->rows += reason->rows;
        if (reason->file < known->file || (reason->file == known->file && reason->line < known->line)) {
            known->file = reason->file;
            known->line = reason->line;
        }
        return AN_OK;
    }
    if (an_grow(&counts->reasons, &counts->reasons_capacity, counts->n_reasons + 1,
                sizeof *counts->reasons) != AN_OK)
        return an_fail_memory(err);
    an_reason added = *reason;
    added.text = strdup(reason->text);
    if (added.text == NULL)
        return an_fail_memory(err);
    counts->reasons[counts->n_reasons++] = added;
    return AN_OK;
}

/* The reason without the value at fault, "net_mass: not a number" or "ragged row", so that equal ones can be
 * counted. */
static void shorten(const char *text, bool is_malformed, char *out, size_t size)
{
    size_t length = strcspn(text, is_malformed ? ":" : "'");
    while (length > 0 && strchr(" :,;(", text[length - 1]) != NULL)
        length--;
    if (length >= size)
        length = size - 1;
    memcpy(out, text, length);
    out[length] = '\0';
}

an_code an_counts_reject(an_counts *counts, size_t file, const an_error *why, bool is_malformed,
                         an_error *err)
{
    char text[256];
    const bool is_ragged = strncmp(why->text, "ragged", strlen("ragged")) == 0;
    shorten(why->text, is_malformed || is_ragged, text, sizeof text);
    counts->rejected++;
    return an_counts_reason(counts, &(an_reason){text, 1, file, why->line}, err);
}
