/* indicator_input: the indicator table that a program of shape table reads. */
#include "cli/indicator_input.h"

#include <string.h>

#include "cli/run.h"

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
