/* panels: rows of an indicator table arranged by series and period. */
#include "chart/panels.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "chart/phrase.h"

enum { MOST_PLACES = 1000 }; /* a longer run of periods, mostly without rows, is not spaced in time */

const an_chart_row *an_panels_row(const an_panels *series, size_t s, size_t p)
{
    return series->cells[s * series->n_places + p];
}

void an_panels_free(an_panels *series)
{
    free(series->names);
    free(series->places);
    free(series->cells);
    *series = (an_panels){0};
}

/* ---- which series ---- */

static const char *name_of(an_chart_rows *rows, const an_chart_row *row)
{
    an_sentence name = {0};
    if (rows->n_indicators == 1 || rows->columns.n_breakdown == 0)
        return row->label;
    const char *const words = an_phrase_of_name(&rows->arena, rows->indicators[row->series]);
    if (words == NULL)
        return NULL;
    an_sentence_add(&name, "%s, %s", row->label, words);
    return an_arena_copy(&rows->arena, name.text, name.used);
}

/* The number of a row's series: that of its indicator and its key together. */
static an_code find_series(an_intern *keys, an_chart_rows *rows, const an_chart_row *row, uint32_t *id)
{
    const size_t size = strlen(row->key);
    char *const key = an_arena_alloc(&rows->arena, size + 1);
    if (key == NULL)
        return AN_SYSTEM;
    key[0] = (char)('0' + row->series);
    memcpy(key + 1, row->key, size);
    return an_intern_add(keys, key, size + 1, id);
}

static an_code number_series(an_panels *series, an_chart_rows *rows, uint32_t ids[], an_error *err)
{
    an_intern *keys = NULL;
    an_code code = an_intern_new(&keys);
    for (size_t i = 0; i < rows->n && code == AN_OK; i++) {
        code = find_series(keys, rows, &rows->rows[i], &ids[i]);
        if (code == AN_OK && series->names[ids[i]] == NULL)
            series->names[ids[i]] = name_of(rows, &rows->rows[i]);
        if (code == AN_OK && series->names[ids[i]] == NULL)
            code = AN_SYSTEM;
    }
    if (code == AN_OK)
        series->n = an_intern_count(keys);
    an_intern_free(keys);
    return code == AN_OK ? AN_OK : an_fail_memory(err);
}

/* ---- which places ---- */

/* First and last period, if all are of one kind and their run is not too long. */
static bool find_run(const an_chart_rows *rows, an_period *first, an_period *last)
{
    for (size_t i = 0; i < rows->n; i++) {
        an_period period;
        const char *const text = rows->rows[i].period;
        if (an_period_parse(text, strlen(text), NULL, &period) != AN_OK)
            return false;
        if (i == 0)
            *first = *last = period;
        if (period.kind != first->kind)
            return false;
        if (period.index < first->index)
            *first = period;
        if (period.index > last->index)
            *last = period;
    }
    return (int64_t)last->index - first->index < MOST_PLACES;
}

static an_code name_run(an_panels *series, an_chart_rows *rows, an_period first, an_period last,
                        size_t of_row[], an_error *err)
{
    series->n_places = (size_t)(last.index - first.index) + 1;
    series->places = calloc(series->n_places, sizeof *series->places);
    if (series->places == NULL)
        return an_fail_memory(err);
    for (size_t p = 0; p < series->n_places; p++) {
        char text[AN_PERIOD_SIZE];
        const size_t size = an_period_print(an_period_shift(first, (int32_t)p), text);
        if ((series->places[p] = an_arena_copy(&rows->arena, text, size)) == NULL)
            return an_fail_memory(err);
    }
    for (size_t i = 0; i < rows->n; i++) {
        an_period period = first;
        an_period_parse(rows->rows[i].period, strlen(rows->rows[i].period), NULL, &period); /* find_run did */
        of_row[i] = (size_t)(period.index - first.index);
    }
    return AN_OK;
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The different texts in their order. */
static an_code name_texts(an_panels *series, const an_chart_rows *rows, size_t of_row[], an_error *err)
{
    series->places = calloc(rows->n, sizeof *series->places);
    if (series->places == NULL)
        return an_fail_memory(err);
    for (size_t i = 0; i < rows->n; i++)
        series->places[i] = rows->rows[i].period;
    qsort(series->places, rows->n, sizeof *series->places, compare_texts);
    for (size_t i = 0; i < rows->n; i++)
        if (i == 0 || strcmp(series->places[i], series->places[series->n_places - 1]) != 0)
            series->places[series->n_places++] = series->places[i];
    for (size_t i = 0; i < rows->n; i++) {
        const char *const *const found = bsearch(&rows->rows[i].period, series->places, series->n_places,
                                                 sizeof *series->places, compare_texts);
        of_row[i] = (size_t)(found - series->places);
    }
    return AN_OK;
}

/* ---- both ---- */

static an_code fill(an_panels *series, const an_chart_rows *rows, const an_sheet *sheet, const uint32_t ids[],
                    const size_t places[], an_error *err)
{
    series->cells = calloc(series->n * series->n_places, sizeof *series->cells);
    if (series->cells == NULL)
        return an_fail_memory(err);
    for (size_t i = 0; i < rows->n; i++) {
        const an_chart_row **const cell = &series->cells[ids[i] * series->n_places + places[i]];
        if (*cell != NULL)
            return an_sheet_fail(sheet, rows->rows[i].row, rows->columns.period, err,
                                 "a second row for '%s' in '%s'", series->names[ids[i]],
                                 rows->rows[i].period);
        *cell = &rows->rows[i];
    }
    return AN_OK;
}

an_code an_panels_make(an_panels *series, an_chart_rows *rows, const an_sheet *sheet, an_error *err)
{
    an_period first = {0}, last = {0};
    uint32_t *const ids = calloc(rows->n, sizeof *ids);
    size_t *const places = calloc(rows->n, sizeof *places);
    series->names = calloc(rows->n, sizeof *series->names);
    an_code code = AN_OK;
    if (ids == NULL || places == NULL || series->names == NULL)
        code = an_fail_memory(err);
    if (code == AN_OK)
        code = number_series(series, rows, ids, err);
    if (code == AN_OK)
        code = find_run(rows, &first, &last) ? name_run(series, rows, first, last, places, err)
                                             : name_texts(series, rows, places, err);
    if (code == AN_OK)
        code = fill(series, rows, sheet, ids, places, err);
    free(ids);
    free(places);
    return code;
}
