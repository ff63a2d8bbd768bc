/* extract-check: the data-quality report of an extract: what was checked, and every violation. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cli/against_run.h"
#include "cli/diagnosis_run.h"
#include "cli/program.h"
#include "quality/findings.h"
#include "quality/infer.h"
#include "quality/quality.h"
#include "quality/totals.h"
#include "schema/extract.h"

static const char key_separator = '\0'; /* between the cells of --by: no cell has one */

/* What the threads share. */
typedef struct shared_state {
    an_run *run;
    an_arena arena;
    an_need *by;
    size_t n_by;
    an_quality *quality;
    const an_check *checks;
    size_t n_checks;
    an_findings *findings;
    an_diagnosis diagnosis;
    an_writer *list; /* --violations; NULL: not asked for */
    struct worker_state *workers;
    void **states;
} shared_state;

typedef struct worker_state {
    shared_state *shared;
    an_inspection *inspection;
    an_findings *findings; /* of the block under way */
    an_writer *list;
    char *key;
    size_t key_capacity;
    size_t n_needs;
    const char *total_file; /* of the first row that looks like a total; NULL: none */
    uint64_t total_line, totals;
    char total[AN_EXAMPLE_SIZE]; /* what stands in it */
} worker_state;

static const an_option options[] = {
    {.name = "extract",
     .type = AN_OPTION_CHOICE,
     .argument = "NAME",
     .choices = an_extract_names,
     .help = "which extract it is, by default the one that its columns fit best"},
    {.name = "infer",
     .type = AN_OPTION_FLAG,
     .help = "no report, but the draft of a descriptor for FILE, for --schema; what could not be guessed "
             "stands in it as questions"},
    {.name = "resources",
     .type = AN_OPTION_FLAG,
     .help = "no report, but what --schema describes: name,path of each of its files, by which quarter finds "
             "them"},
    {.name = "against",
     .type = AN_OPTION_FILE,
     .argument = "OLD",
     .help = "no checks, but what changed since OLD, an earlier extract of the same rows: which are new, "
             "gone or changed, by the key of the extract, and in which columns"},
    {.name = "violations",
     .type = AN_OPTION_OUTPUT,
     .argument = "FILE",
     .help = "writes every violation there: file,line,cell,check,column,value (empty cells are none)"},
    {.name = "strict",
     .type = AN_OPTION_FLAG,
     .help =
         "exit status 3 if there is a violation (empty cells are none); the report is written all the same"},
    {.name = NULL},
};

/* ---- rows ---- */

/* The group of a row: the cells of --by. */
static an_code find_group(worker_state *worker, const an_row *row, size_t *group, an_error *err)
{
    size_t size = 0;
    for (size_t i = 0; i < worker->shared->n_by; i++) {
        an_cell cell = row->values[i].text;
        if (an_grow(&worker->key, &worker->key_capacity, size + cell.size + 1, 1) != AN_OK)
            return an_fail_memory(err);
        if (cell.size > 0)
            memcpy(worker->key + size, cell.text, cell.size);
        size += cell.size;
        worker->key[size++] = key_separator;
    }
    return an_findings_group(worker->findings, worker->key, size, group, err);
}

static void list_violation(an_writer *list, const an_check *check, const char *file, uint64_t line,
                           uint64_t cell, const char *value)
{
    if (list == NULL || !check->is_fault)
        return;
    an_writer_cell(list, file, strlen(file));
    an_writer_count_cell(list, line);
    an_writer_count_cell(list, cell);
    an_writer_cell(list, check->name, strlen(check->name));
    an_writer_cell(list, check->column, strlen(check->column));
    an_writer_cell(list, value, strlen(value));
    an_writer_end_row(list);
}

/* Notes what must not occur twice by a check. */
static an_code add_key(worker_state *worker, const an_row *row, size_t group, size_t check, an_error *err)
{
    an_cell key;
    const an_code code = an_inspection_key(worker->inspection, check, &key, err);
    if (code != AN_OK || key.size == 0)
        return code;
    an_findings_at(worker->findings, group, check)->rows++;
    return an_findings_key(worker->findings, group, check, row->file, row->record->line, key.text, key.size,
                           err);
}

/* A row with a word for a total in a cell. */
static void look_for_total(worker_state *worker, const an_row *row)
{
    for (size_t i = 0; i < worker->n_needs; i++) {
        const an_cell cell = row->values[i].text;
        if (cell.size == 0 || !an_totals_is_word(cell.text, cell.size))
            continue;
        if (worker->totals++ == 0) {
            worker->total_file = row->file;
            worker->total_line = row->record->line;
            an_example_append(worker->total, cell.text, cell.size);
        }
        return;
    }
}

static an_code check_row(void *state, const an_row *row, an_error *err)
{
    worker_state *worker = state;
    const shared_state *shared = worker->shared;
    const an_check_verdict *verdicts;
    size_t group = 0;
    char example[AN_EXAMPLE_SIZE];
    look_for_total(worker, row);
    an_code code = an_inspection_row(worker->inspection, row, &verdicts, err);
    if (code == AN_OK)
        code = find_group(worker, row, &group, err);
    for (size_t i = 0; i < shared->n_checks && code == AN_OK; i++) {
        an_finding *finding = an_findings_at(worker->findings, group, i);
        finding->rows += verdicts[i].made;
        if (!verdicts[i].made || !verdicts[i].bad)
            continue;
        uint64_t cell = an_inspection_example(worker->inspection, i, example);
        list_violation(worker->list, &shared->checks[i], row->file, row->record->line, cell, example);
        if (an_findings_add(finding, row->file, row->record->line))
            code = an_findings_example(worker->findings, finding, example, err);
    }
    for (size_t i = 0; i < shared->n_checks && code == AN_OK; i++)
        code = shared->checks[i].is_key ? add_key(worker, row, group, i, err) : AN_OK;
    return code;
}

/* A duplicate is known only where the blocks come together. */
static an_code add_duplicate(void *context, const an_duplicate *row, an_error *err)
{
    shared_state *shared = context;
    const an_check *check = &shared->checks[row->check];
    an_finding *finding = an_findings_at(shared->findings, row->group, row->check);
    bool is_text = check->column[0] != '\0'; /* else the key is a hash of the row */
    char example[AN_EXAMPLE_SIZE] = "";
    for (const char *text = row->key; is_text && text < row->key + row->size; text += strlen(text) + 1) {
        an_example_append(example, " ", text > row->key);
        an_example_append(example, text, strlen(text));
    }
    list_violation(shared->list, check, row->file, row->line, 0, example);
    if (!an_findings_add(finding, row->file, row->line))
        return AN_OK;
    return an_findings_example(shared->findings, finding, example, err);
}

static an_code commit(void *state, uint64_t block, an_error *err)
{
    (void)block;
    worker_state *worker = state;
    shared_state *shared = worker->shared;
    an_code code = worker->list != NULL ? an_writer_move(shared->list, worker->list, err) : AN_OK;
    if (code == AN_OK)
        code = an_findings_merge(shared->findings, worker->findings, add_duplicate, shared, err);
    return code;
}

/* ---- the scan ---- */

static void note_columns(an_run *run, const an_quality *quality, bool is_guessed)
{
    char absent[400], others[400];
    if (an_quality_extract(quality)[0] == '\0') {
        an_run_note(run, "no column is one of an extract of ours: only whole rows and what a descriptor says "
                         "are checked");
        return;
    }
    an_quality_columns(quality, false, absent, sizeof absent);
    an_quality_columns(quality, true, others, sizeof others);
    an_run_note(run, "checked as %s%s", an_quality_extract(quality),
                is_guessed ? " (its columns fit that best; --extract says otherwise)" : "");
    if (absent[0] != '\0')
        an_run_note(run, "columns of %s that are not there: %s", an_quality_extract(quality), absent);
    if (others[0] != '\0')
        an_run_note(run, "columns that are not of %s and were not checked: %s", an_quality_extract(quality),
                    others);
}

static an_code open_worker(worker_state *worker, size_t n_needs, an_error *err)
{
    worker->n_needs = n_needs;
    const shared_state *shared = worker->shared;
    an_code code = an_inspection_new(&worker->inspection, shared->quality, an_run_schema(shared->run), err);
    if (code == AN_OK)
        code = an_findings_new(&worker->findings, shared->n_checks, err);
    if (code == AN_OK && shared->list != NULL)
        code = an_writer_memory(&worker->list, err);
    return code;
}

/* Called with the columns before the first row: now it is known what to check. */
static an_code begin(void *context, const an_need *needs, size_t n_needs, an_error *err)
{
    shared_state *shared = context;
    size_t n_files;
    const char *extract = an_options_text(an_run_options(shared->run), "extract");
    const char *const *const files = an_run_files(shared->run, &n_files);
    an_code code =
        an_quality_new(&shared->quality, extract, shared->diagnosis.n > 0, an_run_schema(shared->run), files,
                       n_files, needs, shared->n_by, n_needs, err);
    if (code != AN_OK)
        return code;
    shared->checks = an_quality_checks(shared->quality, &shared->n_checks);
    note_columns(shared->run, shared->quality, extract == NULL);
    code = an_findings_new(&shared->findings, shared->n_checks, err);
    size_t whole;
    if (code == AN_OK && shared->n_by == 0) /* the one group is there without any row */
        code = an_findings_group(shared->findings, "", 0, &whole, err);
    for (unsigned t = 0; t < an_run_threads(shared->run) && code == AN_OK; t++)
        code = open_worker(&shared->workers[t], n_needs, err);
    return code;
}

/* The columns of --by as text: a wrong code is a violation, not a reason to stop. */
static an_code read_by(shared_state *shared, an_error *err)
{
    const char *const *names;
    an_code code = an_run_by(shared->run, &names, &shared->n_by, err);
    if (code != AN_OK)
        return code;
    shared->by = an_arena_alloc(&shared->arena, shared->n_by * sizeof *shared->by);
    if (shared->by == NULL)
        return an_fail_memory(err);
    for (size_t i = 0; i < shared->n_by; i++) {
        const an_column *column = an_column_find(names[i]);
        bool cannot_fail =
            column != NULL && (column->type == AN_TYPE_TEXT || column->type == AN_TYPE_COUNTRY ||
                               column->type == AN_TYPE_COMMODITY);
        shared->by[i] = (an_need){.name = names[i], .text = !cannot_fail, .lenient = true, .option = "--by"};
    }
    return AN_OK;
}

static an_code scan(shared_state *shared, an_error *err)
{
    unsigned threads = an_run_threads(shared->run);
    shared->workers = calloc(threads, sizeof *shared->workers);
    shared->states = calloc(threads, sizeof *shared->states);
    if (shared->workers == NULL || shared->states == NULL)
        return an_fail_memory(err);
    for (unsigned t = 0; t < threads; t++) {
        shared->workers[t].shared = shared;
        shared->states[t] = &shared->workers[t];
    }
    an_scan scan = {.needs = shared->by,
                    .n_needs = shared->n_by,
                    .all_columns = true,
                    .judges = true,
                    .skip_bad = true,
                    .row = check_row,
                    .begin = begin,
                    .commit = commit,
                    .context = shared};
    return an_run_scan(shared->run, &scan, shared->states, err);
}

/* Says where the first row is that looks like a total: the file that was named first, its first line. */
static void note_totals(const shared_state *shared)
{
    const worker_state *first = NULL;
    uint64_t totals = 0;
    size_t n_files;
    const char *const *files = an_run_files(shared->run, &n_files);
    for (size_t f = 0; f < n_files; f++) {
        const char *const name = strcmp(files[f], "-") == 0 ? "stdin" : files[f];
        const bool is_found = first != NULL;
        for (unsigned t = 0; !is_found && t < an_run_threads(shared->run); t++) {
            const worker_state *const w = &shared->workers[t];
            const bool is_here = w->total_file != NULL && strcmp(w->total_file, name) == 0;
            first = is_here && (first == NULL || w->total_line < first->total_line) ? w : first;
        }
    }
    for (unsigned t = 0; t < an_run_threads(shared->run); t++)
        totals += shared->workers[t].totals;
    if (first != NULL)
        an_run_note(shared->run,
                    "%s:%" PRIu64 ": looks like a total, which is no item ('%s'; %" PRIu64
                    " such rows): a descriptor's footerPattern passes over it and what follows",
                    first->total_file, first->total_line, first->total, totals);
}

/* ---- the report ---- */

static an_code write_report(const shared_state *shared, an_error *err)
{
    enum { BEFORE = 2, AFTER = 5 };
    const char *names[BEFORE + AFTER] = {"check", "column",     "rows",   "violations",
                                         "share", "first_line", "example"};
    const char **all = calloc(shared->n_by + BEFORE + AFTER, sizeof *all);
    if (all == NULL)
        return an_fail_memory(err);
    memcpy(all, names, BEFORE * sizeof *all);
    for (size_t b = 0; b < shared->n_by; b++)
        all[BEFORE + b] = shared->by[b].name;
    memcpy(all + BEFORE + shared->n_by, names + BEFORE, AFTER * sizeof *all);
    an_output *output;
    an_code code = an_run_output(shared->run, all, shared->n_by + BEFORE + AFTER, &output, err);
    free(all);
    if (code != AN_OK)
        return code;
    an_findings_write(shared->findings, shared->checks, shared->n_by, &shared->diagnosis,
                      an_run_counts(shared->run), output);
    return an_output_finish(output, err);
}

/* --strict: all that was found as one error, at the first of it. */
static void give_verdict(const shared_state *shared)
{
    const an_counts *counts = an_run_counts(shared->run);
    uint64_t violations = counts->rejected, checks = counts->rejected > 0;
    an_finding first = {0}, sum;
    const char *column = "", *name = "structure";
    if (counts->n_reasons > 0)
        first = (an_finding){.file = counts->files[counts->reasons[0].file].name,
                             .line = counts->reasons[0].line,
                             .example = counts->reasons[0].text};
    for (size_t i = 0; i < shared->n_checks; i++) {
        an_findings_sum(shared->findings, i, &sum);
        if (!shared->checks[i].is_fault || sum.violations == 0)
            continue;
        violations += sum.violations;
        checks++;
        if (first.file == NULL) {
            first = sum;
            column = shared->checks[i].column;
            name = shared->checks[i].name;
        }
    }
    if (violations == 0)
        return;
    an_error verdict;
    an_fail_at(&verdict, AN_DATA, first.file, first.line, 0,
               "%s%s%s%s%s%s; in all %" PRIu64 " violation%s of %" PRIu64 " check%s (--strict)", column,
               column[0] != '\0' ? ": " : "", name, first.example[0] != '\0' ? ": '" : "", first.example,
               first.example[0] != '\0' ? "'" : "", violations, violations == 1 ? "" : "s", checks,
               checks == 1 ? "" : "s");
    an_run_verdict(shared->run, &verdict);
}

static void close_shared(shared_state *shared)
{
    for (unsigned t = 0; shared->workers != NULL && t < an_run_threads(shared->run); t++) {
        worker_state *worker = &shared->workers[t];
        an_inspection_free(worker->inspection);
        an_findings_free(worker->findings);
        an_writer_abort(worker->list);
        free(worker->key);
    }
    free(shared->workers);
    free(shared->states);
    an_findings_free(shared->findings);
    an_diagnosis_free(&shared->diagnosis);
    an_quality_free(shared->quality);
    an_arena_free(&shared->arena);
}

/* ---- --infer ---- */

/* An option that makes something else of the program: needs, another option, goes with it (NULL: none), and
 * so many files; what only the report looks at does not. */
static an_code check_alone(const an_options *given, const char *name, const char *needs, const char *what,
                           size_t files, an_error *err)
{
    static const char *const others[] = {"by",      "where",  "column", "schema",  "violations", "strict",
                                         "rejects", "period", "audit",  "against", "infer",      "format"};
    size_t n;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        const bool is_allowed = strcmp(others[i], name) == 0 ||
                                (needs != NULL && strcmp(others[i], needs) == 0) ||
                                (files == 0 && strcmp(others[i], "format") == 0);
        if (an_options_told(given, others[i]) && !is_allowed)
            return an_fail(err, AN_USAGE, "--%s %s: --%s does not go with it", name, what, others[i]);
    }
    if (needs != NULL && !an_options_given(given, needs))
        return an_fail(err, AN_USAGE, "--%s %s: --%s is needed", name, what, needs);
    (void)an_options_operands(given, &n);
    return n == files ? AN_OK
                      : an_fail(err, AN_USAGE, "--%s %s, and takes %zu file%s, not %zu", name, what, files,
                                files == 1 ? "" : "s", n);
}

static an_code check_options(an_run *run, an_error *err)
{
    const an_options *const given = an_run_options(run);
    if (an_options_given(given, "against") && an_options_told(given, "by"))
        return an_fail(err, AN_USAGE, "--against compares whole extracts: --by does not go with it; take a "
                                      "part of both with --where");
    if (an_options_flag(given, "resources"))
        return check_alone(given, "resources", "schema", "lists what a descriptor describes", 0, err);
    if (an_options_flag(given, "infer"))
        return check_alone(given, "infer", NULL, "drafts the descriptor of one file", 1, err);
    return AN_OK;
}

static an_code infer(an_run *run, an_error *err)
{
    size_t n;
    const an_options *const given = an_run_options(run);
    const char *const file = an_run_files(run, &n)[0], *const decimal = an_options_text(given, "decimal");
    const an_dialect told = an_schema_dialect(an_run_schema(run), file);
    an_excerpt excerpt = {0};
    an_code code = an_excerpt_read(&excerpt, file, &told, err);
    if (code == AN_OK)
        code = an_infer_write(&excerpt, an_options_text(given, "extract"),
                              decimal != NULL ? decimal[0] : '\0', an_run_writer(run), err);
    an_excerpt_free(&excerpt);
    return code;
}

/* ---- --resources ---- */

static an_code list_resources(an_run *run, an_error *err)
{
    static const char *const names[] = {"name", "path"};
    const an_schema *const schema = an_run_schema(run);
    const char *name, *path;
    an_output *output;
    an_code code = an_run_output(run, names, sizeof names / sizeof names[0], &output, err);
    if (code != AN_OK)
        return code;
    for (size_t k = 0; an_schema_resource(schema, k, &name, &path); k++) {
        an_output_string(output, name);
        an_output_string(output, path);
        an_output_end_row(output);
    }
    return an_output_finish(output, err);
}

static an_code run(an_run *run, an_error *err)
{
    if (an_options_flag(an_run_options(run), "resources"))
        return list_resources(run, err);
    if (an_options_flag(an_run_options(run), "infer"))
        return infer(run, err);
    const char *const older = an_options_text(an_run_options(run), "against");
    if (older != NULL)
        return an_run_against(run, older, an_options_flag(an_run_options(run), "strict"), err);
    shared_state shared = {.run = run};
    an_code code = read_by(&shared, err);
    shared.list = an_run_side(run, "violations");
    if (shared.list != NULL)
        an_writer_string(shared.list, "file,line,cell,check,column,value\n");
    if (code == AN_OK)
        code = an_run_diagnose(run, &shared.diagnosis, err);
    if (code == AN_OK)
        code = scan(&shared, err);
    if (code == AN_OK) {
        note_totals(&shared);
        code = an_findings_sort(shared.findings, err);
    }
    if (code == AN_OK)
        code = write_report(&shared, err);
    if (code == AN_OK && !an_run_diagnosed(run, &shared.diagnosis) &&
        an_options_flag(an_run_options(run), "strict"))
        give_verdict(&shared);
    close_shared(&shared);
    return code;
}

static const an_program program = {
    .name = "extract-check",
    .summary = "the data-quality report of an extract: what was checked, and what violates it",
    .definition =
        "Checks every cell of every canonical column that the extract has, and the rules between its cells, "
        "and counts all violations, not only the first of a row. A row of the report is a check of a column, "
        "for each combination of --by; checks without a violation are listed too. Which extract it is, its "
        "columns tell.\n\n"
        "--infer drafts the descriptor of a file of other names and forms: its encoding, delimiter, header "
        "line, the line that ends the table, decimal and group marks, forms of dates, what stands for no "
        "value, lost zeros of commodity codes, and which column is which, by words of the EU's languages in "
        "its name and by the codes, countries and dates in its cells. Where two things could be, the draft "
        "asks (cuprum:questions); every program takes it as it is. It is a Data Package that names the file "
        "as the extract it is: with quarter --schema the file is found by it.\n\n"
        "structure: rows with too many or too few cells, malformed quotes, a NUL byte, text that is not "
        "UTF-8. They are counted by reason, and the exit status is 3 unless --bad-rows skip leaves them "
        "out.\n\n"
        "A file that nobody has described (no --schema, no --column) is looked at before it is read, so that "
        "all that is wrong with it is said at once. encoding: lines that are not UTF-8, and which encoding "
        "fits; title, units: lines before and behind the header that are no data; header: there is none; "
        "name: names that are not those of canonical columns, each with the column that it seems to be. Its "
        "cells are checked all the same, as the plain form wants them, and the exit status is 3. Of stdin "
        "and pipes, which cannot be read twice, only the rows are judged.\n\n"
        "completeness: the empty cells. Many a cell is empty for good reason, so they are no violations for "
        "--strict and --violations.\n\n"
        "What a column must be, its declaration says (datasets/extracts/NAME.json). number, range, code, "
        "date, period, country, required, length, pattern: the cell is a number (whole for a count), not "
        "less or more than it may be, one of the codes, a date or period that exists, a code of the EU's "
        "geonomenclature, not empty, not shorter or longer than it may be, of the form that the declaration "
        "gives.\n\n"
        "dated: the row has its date or a period. commodity: 6, 8 or 10 digits. above_zero: net_mass is not "
        "0. with_stage: control_type, control_basis and control_result stand only with a control_stage. "
        "with_irregular: an established_amount stands only with the result irregular. duty: duty_amount is "
        "statistical_value x duty_rate / 100 within 1 %, or within 0.01 EUR. at_most: counts that are part "
        "of others are not larger (final_hits, fields_completed, shared ...), and no established_amount is "
        "more than the statistical_value: no duty is. not_before: feedback is not due or given before the "
        "issue.\n\n"
        "duplicate: no key of the declaration occurs twice (declaration_id and item_number where items is "
        "not 0); in extracts without a key, and where its columns are not there, no row occurs twice. This "
        "takes about 75 bytes of memory for each row; all else is constant.\n\n"
        "--against: an item of the newer extract that OLD has by its key is the same or changed; by column "
        "it is said how often, with the sums of its counts and amounts before and after, exact. Cells are "
        "compared as values (1.50 is 1.5), and the order of rows means nothing. A row without a key (a "
        "further control, of items 0), or whose key occurs more than once in an extract (duplicate), can "
        "only be there as it was, or be gone and new. No column that only one of them has is compared. It "
        "takes about 50 bytes of memory for each row of both, and the texts of those that changed, which are "
        "read again.\n\n"
        "A check is made on the rows where it can be made (rows): an empty cell is no wrong number, and a "
        "duty is not judged where the value is none. share is violations / rows.",
    .source = "SWD(2018) 380, objective 1: improve data quality and filing arrangements. Regulation (EU) No "
              "952/2013 (UCC). The rules are this project's own.",
    .examples = "extract-check declarations.csv\n"
                "extract-check --by member_state --violations violations.csv declarations.csv > quality.csv\n"
                "extract-check --bad-rows skip --rejects rejects.csv --strict 2017-Q?.csv\n"
                "extract-check --against declarations-may.csv --violations changes.csv declarations.csv",
    .output =
        "check,column,COLUMNS OF --by,rows,violations,share,first_line,example: by check, then column, then "
        "--by; first_line is FILE:LINE of the first violation in the order of the input, example what stands "
        "there. With --against: check,column,rows,violations,share,first_line,example,before,after",
    .options = options,
    .tests_constraints = true,
    .check = check_options,
    .uses = AN_USES_EXTRACTS | AN_USES_GROUPS,
    .run = run,
};

AN_PROGRAM(program)
