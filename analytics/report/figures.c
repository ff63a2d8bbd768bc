/* figures: the last value of each indicator of the whole. */
#include <string.h>

#include "report/parts.h"

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

an_code an_figures_find(an_figures *figures, const an_results *results, an_error *err)
{
    an_code code = AN_OK;
    for (size_t f = 0; f < results->n_files; f++) {
        const an_result_file *const file = &results->files[f];
        if (!an_results_has_rows(file))
            continue;
        for (size_t i = 0; i < file->rows.n && code == AN_OK; i++)
            if (an_results_is_total(&file->rows, i))
                code = add_row(figures, file, i, err);
    }
    return code;
}
