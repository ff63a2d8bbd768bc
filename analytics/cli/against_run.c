/* against_run: a run that compares its extract with an older one (quality/vintage.h). */
#include "cli/against_run.h"

#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "quality/vintage.h"

typedef struct comparison {
    an_run *run;
    an_arena arena;
    const char *older;
    an_vintage_plan plan;
    an_vintage *vintage;
} comparison;

/* Rows that differ are read again, so both have to be files; and one file differs from itself in nothing. */
static an_code check_files(const comparison *c, an_error *err)
{
    struct stat older, newer;
    size_t n;
    const char *const *const files = an_run_files(c->run, &n);
    const bool is_file = strcmp(c->older, "-") != 0 && stat(c->older, &older) == 0;
    if (strcmp(c->older, "-") == 0 || (is_file && !S_ISREG(older.st_mode)))
        return an_fail(err, AN_USAGE, "--against %s: it is read twice, so it has to be a file", c->older);
    for (size_t i = 0; i < n; i++) {
        const bool is_stdin = strcmp(files[i], "-") == 0;
        if (is_stdin || (stat(files[i], &newer) == 0 && !S_ISREG(newer.st_mode)))
            return an_fail(err, AN_USAGE,
                           "%s: --against reads it twice, so it has to be a file; give it by its name",
                           is_stdin ? "stdin" : files[i]);
        if (is_file && stat(files[i], &newer) == 0 && newer.st_dev == older.st_dev &&
            newer.st_ino == older.st_ino)
            return an_fail(err, AN_USAGE, "--against %s: it is compared with itself", c->older);
    }
    return AN_OK;
}

static an_code read_headers(comparison *c, an_error *err)
{
    const an_schema *const schema = an_run_schema(c->run);
    c->plan.files[AN_VINTAGE_OLD] = &c->older;
    c->plan.n_files[AN_VINTAGE_OLD] = 1;
    c->plan.files[AN_VINTAGE_NEW] = an_run_files(c->run, &c->plan.n_files[AN_VINTAGE_NEW]);
    an_code code = AN_OK;
    for (size_t side = 0; side < 2 && code == AN_OK; side++) {
        an_headed_file *const headed = &c->plan.headed[side];
        headed->path = c->plan.files[side][0];
        code = an_header_read(&headed->header, &c->arena, schema, headed->path, err);
        if (code == AN_OK)
            code = an_header_check(&headed->header, err);
    }
    return code;
}

static void note_columns(const comparison *c)
{
    const an_common_columns *const common = an_vintage_columns(c->vintage);
    char names[400];
    an_common_columns_key(common, names, sizeof names);
    if (common->extract != NULL && names[0] != '\0')
        an_run_note(c->run, "compared as %s, by its key: %s", common->extract->name, names);
    else
        an_run_note(c->run, "compared row by row, for there is no key of an extract of ours: a row that "
                            "changed is gone and new");
    for (size_t side = 0; side < 2; side++) {
        an_common_columns_lacking(common, c->plan.schema, &c->plan.headed[side], names, sizeof names);
        if (names[0] != '\0')
            an_run_note(c->run, "columns that %s alone has, which are not compared: %s",
                        c->plan.headed[side].path, names);
    }
}

/* The first reading of a side; *first is where its records begin in the run's counts. */
static an_code read_side(comparison *c, an_vintage_side side, size_t *first, an_error *err)
{
    const an_common_columns *const common = an_vintage_columns(c->vintage);
    void *const *workers;
    an_scan scan = {
        .needs = common->needs, .n_needs = common->n, .row = an_vintage_row, .extract = common->extract};
    *first = an_run_counts(c->run)->n_files;
    if (side == AN_VINTAGE_OLD) {
        scan.files = c->plan.files[side];
        scan.n_files = c->plan.n_files[side];
    }
    const an_code code = an_vintage_workers(c->vintage, side, &workers, err);
    return code == AN_OK ? an_run_scan(c->run, &scan, workers, err) : code;
}

static an_code read_again(comparison *c, an_vintage_side side, size_t first, an_error *err)
{
    const an_common_columns *const common = an_vintage_columns(c->vintage);
    void *const *workers;
    an_scan scan = {.files = c->plan.files[side],
                    .n_files = c->plan.n_files[side],
                    .before = an_run_counts(c->run)->files + first,
                    .needs = common->needs,
                    .n_needs = common->n,
                    .row = an_vintage_again,
                    .wants = an_vintage_wants,
                    .commit = an_vintage_commit};
    if (!an_vintage_reads_again(c->vintage, side))
        return AN_OK;
    const an_code code = an_vintage_workers(c->vintage, side, &workers, err);
    return code == AN_OK ? an_run_scan_again(c->run, &scan, workers, err) : code;
}

static an_code write_report(const comparison *c, an_error *err)
{
    an_output *output;
    const an_code code = an_run_output(c->run, an_vintage_names, AN_VINTAGE_COLUMNS, &output, err);
    if (code != AN_OK)
        return code;
    an_vintage_write(c->vintage, output);
    return an_output_finish(output, err);
}

/* --strict: all that differs as one error, at the first of it. */
static void give_verdict(const comparison *c)
{
    an_vintage_finding f;
    an_error verdict;
    uint64_t counts[AN_VINTAGE_WHOLE] = {0};
    const char *file = NULL;
    uint64_t line = 0;
    for (size_t k = 0; k < AN_VINTAGE_WHOLE && an_vintage_finding_of(c->vintage, k, &f); k++) {
        counts[k] = f.violations;
        if (file == NULL) {
            file = f.file;
            line = f.line;
        }
    }
    if (file == NULL)
        return;
    an_fail_at(&verdict, AN_DATA, file, line, 0,
               "not as in %s: %" PRIu64 " rows new, %" PRIu64 " gone, %" PRIu64 " changed, %" PRIu64
               " of a key that is not theirs alone (--strict)",
               c->older, counts[0], counts[1], counts[3], counts[2]);
    an_run_verdict(c->run, &verdict);
}

static an_code compare(comparison *c, an_error *err)
{
    size_t first[2];
    an_code code = an_vintage_new(&c->vintage, &c->plan, err);
    if (code != AN_OK)
        return code;
    note_columns(c);
    if (c->plan.list != NULL)
        an_writer_string(c->plan.list, "file,line,cell,check,column,value\n");
    for (unsigned side = 0; side < 2 && code == AN_OK; side++)
        code = read_side(c, (an_vintage_side)side, &first[side], err);
    if (code == AN_OK)
        code = an_vintage_match(c->vintage, err);
    for (unsigned side = 0; side < 2 && code == AN_OK; side++)
        code = read_again(c, (an_vintage_side)side, first[side], err);
    return code == AN_OK ? write_report(c, err) : code;
}

an_code an_run_against(an_run *run, const char *older, bool is_strict, an_error *err)
{
    comparison c = {.run = run, .older = older};
    c.plan.extract = an_options_text(an_run_options(run), "extract");
    c.plan.schema = an_run_schema(run);
    c.plan.threads = an_run_threads(run);
    c.plan.list = an_run_side(run, "violations");
    an_code code = check_files(&c, err);
    if (code == AN_OK)
        code = read_headers(&c, err);
    if (code == AN_OK)
        code = compare(&c, err);
    if (code == AN_OK && is_strict)
        give_verdict(&c);
    an_vintage_free(c.vintage);
    for (size_t side = 0; side < 2; side++)
        an_header_free(&c.plan.headed[side].header);
    an_arena_free(&c.arena);
    return code;
}
