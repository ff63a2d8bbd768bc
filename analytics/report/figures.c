/* figures: the value of each indicator of the whole at the period of the page. */
#include <stdbool.h>
#include <string.h>

#include "base/date.h"
#include "report/page_parts.h"

const an_observation *an_figure_observation(const an_figure *figure)
{
    return &figure->file->rows.rows[figure->row];
}

const an_figure *an_figures_of(const an_figures *figures, const char *code)
{
    for (size_t i = 0; i < figures->n; i++)
        if (strcmp(an_figure_observation(&figures->figures[i])->indicator, code) == 0)
            return &figures->figures[i];
    return NULL;
}

/* A later period stands for an earlier one, a row of ind-trend for the same without its columns. */
static bool is_better(const an_result_file *file, size_t row, const an_figure *known)
{
    const int order = strcmp(file->rows.rows[row].period, an_figure_observation(known)->period);
    return order > 0 || (order == 0 && file->kind == AN_TABLE_TREND && known->file->kind != AN_TABLE_TREND);
}

static an_code add_row(an_figures *figures, const an_result_file *file, size_t row, an_error *err)
{
    for (size_t i = 0; i < figures->n; i++) {
        an_figure *const known = &figures->figures[i];
        if (strcmp(an_figure_observation(known)->indicator, file->rows.rows[row].indicator) != 0)
            continue;
        if (is_better(file, row, known))
            *known = (an_figure){.file = file, .row = row};
        return AN_OK;
    }
    if (an_grow(&figures->figures, &figures->capacity, figures->n + 1, sizeof *figures->figures) != AN_OK)
        return an_fail_memory(err);
    figures->figures[figures->n++] = (an_figure){.file = file, .row = row};
    return AN_OK;
}

/* The last period of the whole in the first table that has one: declarations come first. */
static const char *find_period(const an_results *results)
{
    const char *last = "";
    for (size_t f = 0; f < results->n_files && last[0] == '\0'; f++) {
        const an_result_file *const file = &results->files[f];
        for (size_t i = 0; an_results_has_rows(file) && i < file->rows.n; i++)
            if (an_results_is_total(&file->rows, i) && strcmp(file->rows.rows[i].period, last) > 0)
                last = file->rows.rows[i].period;
    }
    return last;
}

/* Whether text is a later period of the same kind: a quarter after a quarter. */
static bool is_later(const char *text, const char *than)
{
    an_period a, b;
    return an_period_parse(text, strlen(text), NULL, &a) == AN_OK &&
           an_period_parse(than, strlen(than), NULL, &b) == AN_OK && a.kind == b.kind && a.index > b.index;
}

an_code an_figures_find(an_figures *figures, const an_results *results, an_error *err)
{
    an_code code = AN_OK;
    figures->period = find_period(results);
    for (size_t f = 0; f < results->n_files; f++) {
        const an_result_file *const file = &results->files[f];
        if (!an_results_has_rows(file))
            continue;
        for (size_t i = 0; i < file->rows.n && code == AN_OK; i++)
            if (an_results_is_total(&file->rows, i)) {
                const bool later = is_later(file->rows.rows[i].period, figures->period);
                figures->later = figures->later || later;
                code = later ? AN_OK : add_row(figures, file, i, err);
            }
    }
    return code;
}
