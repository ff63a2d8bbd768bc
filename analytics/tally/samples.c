/* samples: rows of numbers with a group each, kept in the order of the input whatever thread read them.
 *
 * Each thread appends to its own blocks; a block is committed under the number of its slice, so that sorting
 * the blocks by number is sorting the rows by place. A counting sort then lists them by group. What is
 * computed from a sample (a sum of doubles) gives the same bytes for any number of threads. */
#include "tally/samples.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

typedef struct an_segment {
    uint64_t block;
    size_t first, end;
} an_segment;

static an_code reserve(an_samples *s, size_t rows, size_t bytes)
{
    an_code code = an_grow(&s->group, &s->group_capacity, s->n + rows, sizeof *s->group);
    if (code == AN_OK)
        code = an_grow(&s->values, &s->values_capacity, (s->n + rows) * s->width, sizeof *s->values);
    if (code == AN_OK)
        code = an_grow(&s->text, &s->text_capacity, s->n + rows, sizeof *s->text);
    return code == AN_OK ? an_grow(&s->bytes, &s->bytes_capacity, s->n_bytes + bytes, 1) : code;
}

/* Room for row's texts; place is the text of a row that has no name. */
static an_code add_texts(an_samples *s, const an_row *row, const size_t *texts, size_t named_by,
                         an_error *err)
{
    char place[600];
    for (size_t i = 0; i < s->carry; i++) {
        an_cell text = row->values[texts[i]].text;
        if (i == named_by && text.size == 0) {
            int size = snprintf(place, sizeof place, "%.500s:%llu", row->file,
                                (unsigned long long)row->record->line);
            text = (an_cell){.text = place, .size = (size_t)size};
        }
        if (an_grow(&s->bytes, &s->bytes_capacity, s->n_bytes + text.size + 1, 1) != AN_OK)
            return an_fail_memory(err);
        if (text.size > 0)
            memcpy(s->bytes + s->n_bytes, text.text, text.size);
        s->bytes[s->n_bytes + text.size] = '\0';
        s->n_bytes += text.size + 1;
    }
    return AN_OK;
}

an_code an_samples_add(an_samples *s, uint32_t group, const an_row *row, const size_t *numbers,
                       const size_t *texts, size_t named_by, an_error *err)
{
    if (reserve(s, 1, 0) != AN_OK)
        return an_fail_memory(err);
    s->group[s->n] = group;
    s->text[s->n] = s->n_bytes;
    for (size_t i = 0; i < s->width; i++) {
        const an_value *value = &row->values[numbers[i]];
        s->values[s->n * s->width + i] = value->present ? an_decimal_double(value->number) : NAN;
    }
    an_code code = add_texts(s, row, texts, named_by, err);
    if (code == AN_OK)
        s->n++;
    return code;
}

an_code an_samples_commit(an_samples *s, uint64_t block, an_error *err)
{
    if (an_grow(&s->segments, &s->segments_capacity, s->n_segments + 1, sizeof *s->segments) != AN_OK)
        return an_fail_memory(err);
    s->segments[s->n_segments++] = (an_segment){block, s->committed, s->n};
    s->committed = s->n;
    return AN_OK;
}

an_code an_samples_merge(an_samples *into, const an_samples *from, const uint32_t *translate, an_error *err)
{
    if (from->n == 0)
        return AN_OK;
    if (reserve(into, from->n, from->n_bytes) != AN_OK ||
        an_grow(&into->segments, &into->segments_capacity, into->n_segments + from->n_segments,
                sizeof *into->segments) != AN_OK)
        return an_fail_memory(err);
    for (size_t i = 0; i < from->n; i++) {
        into->group[into->n + i] = translate[from->group[i]];
        into->text[into->n + i] = into->n_bytes + from->text[i];
    }
    memcpy(into->values + into->n * into->width, from->values, from->n * from->width * sizeof *from->values);
    if (from->n_bytes > 0)
        memcpy(into->bytes + into->n_bytes, from->bytes, from->n_bytes);
    for (size_t i = 0; i < from->n_segments; i++) {
        an_segment segment = from->segments[i];
        into->segments[into->n_segments++] =
            (an_segment){segment.block, into->n + segment.first, into->n + segment.end};
    }
    into->n += from->n;
    into->n_bytes += from->n_bytes;
    into->committed = into->n;
    return AN_OK;
}

static int by_block(const void *a, const void *b)
{
    uint64_t x = ((const an_segment *)a)->block, y = ((const an_segment *)b)->block;
    return (x > y) - (x < y);
}

/* Counting sort: order[k] is the row that comes k-th. */
static size_t *sort_rows(const an_samples *s, const size_t *place, size_t n_groups, size_t *first)
{
    size_t *order = malloc((s->n + 1) * sizeof *order), *next = calloc(n_groups + 1, sizeof *next);
    if (order == NULL || next == NULL) {
        free(order);
        free(next);
        return NULL;
    }
    memset(first, 0, (n_groups + 1) * sizeof *first);
    for (size_t i = 0; i < s->n; i++)
        if (place[s->group[i]] != SIZE_MAX)
            first[place[s->group[i]] + 1]++;
    for (size_t g = 0; g < n_groups; g++) {
        first[g + 1] += first[g];
        next[g] = first[g];
    }
    for (size_t k = 0; k < s->n_segments; k++)
        for (size_t i = s->segments[k].first; i < s->segments[k].end; i++)
            if (place[s->group[i]] != SIZE_MAX)
                order[next[place[s->group[i]]]++] = i;
    free(next);
    return order;
}

an_code an_samples_sort(an_samples *s, const size_t *place, size_t n_groups, size_t *first, an_error *err)
{
    if (s->n_segments > 0)
        qsort(s->segments, s->n_segments, sizeof *s->segments, by_block);
    size_t *order = sort_rows(s, place, n_groups, first);
    size_t n = order != NULL ? first[n_groups] : 0;
    double *values = malloc((n * s->width + 1) * sizeof *values);
    size_t *text = malloc((n + 1) * sizeof *text);
    if (order == NULL || values == NULL || text == NULL) {
        free(order);
        free(values);
        free(text);
        return an_fail_memory(err);
    }
    for (size_t k = 0; k < n; k++) {
        memcpy(values + k * s->width, s->values + order[k] * s->width, s->width * sizeof *values);
        text[k] = s->text[order[k]];
    }
    free(order);
    free(s->values);
    free(s->text);
    s->values = values;
    s->text = text;
    s->n = n;
    return AN_OK;
}

const char *an_samples_text(const an_samples *samples, size_t row, size_t column)
{
    const char *text = samples->bytes + samples->text[row];
    for (; column > 0; column--)
        text += strlen(text) + 1;
    return text;
}

void an_samples_free(an_samples *s)
{
    free(s->group);
    free(s->values);
    free(s->text);
    free(s->bytes);
    free(s->segments);
    *s = (an_samples){.width = s->width, .carry = s->carry};
}
