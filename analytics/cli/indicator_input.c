/* indicator_input: the indicator table that a program of shape table reads. */
#include "cli/indicator_input.h"

#include <string.h>

#include "cli/run.h"
#include "schema/nomenclature.h"

an_code an_run_record(an_run *run, const an_sheet *sheet, size_t n_used, an_error *err)
{
    an_counts *counts = &run->counts;
    size_t n;
    const an_file_record *files = an_sheet_files(sheet, &n);
    if (an_grow(&counts->files, &counts->files_capacity, counts->n_files + n, sizeof *counts->files) != AN_OK)
        return an_fail_memory(err);
    if (n > 0)
        memcpy(counts->files + counts->n_files, files, n * sizeof *files);
    counts->n_files += n;
    counts->read += an_sheet_rows(sheet);
    counts->used += an_sheet_rows(sheet);
    counts->filtered += an_sheet_rows(sheet) - n_used;
    return AN_OK;
}

an_code an_run_meanings(an_run *run, const an_meanings **meanings, an_error *err)
{
    an_code code = AN_OK;
    if (run->meanings == NULL)
        code = an_meanings_new(&run->meanings, an_options_text(run->options, "meaning"), err);
    *meanings = run->meanings;
    return code;
}

an_code an_run_sheet(an_run *run, const char *const files[], size_t n, an_sheet **sheet, an_error *err)
{
    const char *const first = n > 0 ? files[0] : "-";
    an_code code = an_sheet_new(sheet, err);
    if (code != AN_OK)
        return code;
    an_sheet_interpret(*sheet, an_schema_dialect(run->schema, first), an_schema_decimal(run->schema, first));
    code = an_sheet_read(*sheet, files, n, err);
    if (code == AN_OK)
        return AN_OK;
    an_sheet_free(*sheet);
    *sheet = NULL;
    return code;
}

an_code an_run_observations(an_run *run, an_observations *table, an_error *err)
{
    const an_options *options = an_run_options(run);
    size_t n_files, n_where;
    const char *const *files = an_options_operands(options, &n_files);
    const char *const *where = an_options_list(options, "where", &n_where);
    const an_meanings *meanings;
    an_sheet *sheet = NULL;
    *table = (an_observations){.sheet = NULL};
    an_code code = an_run_meanings(run, &meanings, err);
    if (code == AN_OK)
        code = an_run_sheet(run, files, n_files, &sheet, err);
    if (code == AN_OK)
        code = an_observations_of(table, sheet, where, n_where, meanings, err);
    return code == AN_OK ? an_run_record(run, table->sheet, table->n, err) : code;
}

/* Puts the key of observation i in breakdown column k under its code of today. */
static an_code concord(an_run *run, an_observations *table, size_t i, size_t k, an_date day, an_error *err)
{
    const char *const key = an_observation_key(table, i, k);
    if (key == an_key_all || key[0] == '\0')
        return AN_OK;
    const an_cell old = {.text = key, .size = strlen(key)},
                  now = an_concordance_code(run->concordance, old, day);
    if (now.size == old.size && memcmp(now.text, key, now.size) == 0)
        return AN_OK;
    run->counts.concorded++;
    return an_sheet_set(table->sheet, table->rows[i].row, table->columns.breakdown[k], now.text, now.size,
                        err);
}

an_code an_run_concord(an_run *run, an_observations *table, an_error *err)
{
    const an_indicator_columns *const c = &table->columns;
    an_code code = an_run_concordance(run, err);
    if (code != AN_OK || run->concordance == NULL)
        return code;
    for (size_t i = 0; i < table->n && code == AN_OK; i++) {
        an_period period;
        an_date day, end;
        code = an_observation_period(table, i, &period, err);
        if (code == AN_OK && period.kind == AN_PERIOD_NONE)
            code = an_observation_fail(table, i, c->period, err, "no period: --concordance goes by dates");
        if (code == AN_OK)
            an_period_days(period, &day, &end);
        for (size_t k = 0; k < c->n_breakdown && code == AN_OK; k++)
            if (an_nomenclature_is_of(an_sheet_name(table->sheet, (size_t)c->breakdown[k])))
                code = concord(run, table, i, k, day, err);
    }
    if (code == AN_OK)
        an_run_note_concordance(run);
    return code;
}
