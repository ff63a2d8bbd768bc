/* results: a folder of results, as quarter leaves it, in memory. */
#include "report/results.h"

#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/digest.h"
#include "report/download.h"
#include "schema/json.h"

static const char contents_name[] = "contents.csv";

/* ---- files ---- */

static const char *join(an_arena *arena, const char *folder, const char *name)
{
    const size_t size = strlen(folder) + strlen(name) + 2;
    char *const path = an_arena_alloc(arena, size);
    if (path != NULL)
        snprintf(path, size, "%s/%s", folder, name);
    return path;
}

/* Notes that path is read; it is kept. */
static an_code note_path(an_results *results, const char *path, an_error *err)
{
    if (an_grow(&results->paths, &results->paths_capacity, results->n_paths + 1, sizeof *results->paths) !=
        AN_OK)
        return an_fail_memory(err);
    results->paths[results->n_paths++] = path;
    return AN_OK;
}

/* All bytes of a regular file, with a NUL behind them. */
static an_code slurp(an_arena *arena, const char *path, const char **bytes, size_t *size, an_error *err)
{
    struct stat about;
    char *text = NULL;
    an_code code = AN_OK;
    FILE *const file = fopen(path, "rb");
    if (file == NULL)
        return an_fail_errno(err, path, "cannot open");
    if (fstat(fileno(file), &about) != 0)
        code = an_fail_errno(err, path, "cannot read");
    else if (!S_ISREG(about.st_mode))
        code = an_fail_at(err, AN_SYSTEM, path, 0, 0, "no regular file");
    if (code == AN_OK) {
        *size = (size_t)about.st_size;
        text = an_arena_alloc(arena, *size + 1);
        if (text == NULL)
            code = an_fail_memory(err);
        else if (fread(text, 1, *size, file) != *size)
            code = an_fail_at(err, AN_SYSTEM, path, 0, 0, "cannot read the whole file");
    }
    fclose(file);
    if (code == AN_OK && text != NULL)
        text[*size] = '\0';
    *bytes = text;
    return code;
}

static bool ends_in(const char *name, const char *ending)
{
    const size_t n = strlen(name), m = strlen(ending);
    return name[0] != '.' && n > m && strcmp(name + n - m, ending) == 0;
}

/* The names in folder that end so, sorted; a folder that is not there has none unless it must be. */
typedef struct an_names {
    struct dirent **entries;
    int n;
} an_names;

static an_code list(an_names *names, const char *folder, bool must, an_error *err)
{
    names->n = scandir(folder, &names->entries, NULL, alphasort);
    if (names->n >= 0)
        return AN_OK;
    names->n = 0;
    return errno == ENOENT && !must ? AN_OK : an_fail_errno(err, folder, "cannot read the folder");
}

static void free_names(an_names *names)
{
    for (int i = 0; i < names->n; i++)
        free(names->entries[i]);
    free(names->entries);
}

/* ---- tables and charts ---- */

static an_table_kind find_kind(const an_sheet *sheet)
{
    static const struct {
        const char *columns[3];
        an_table_kind kind;
    } kinds[] = {
        {{"indicator", "status", "change_p"}, AN_TABLE_TREND},
        {{"indicator", "status", "outside"}, AN_TABLE_COMPARED},
        {{"indicator", "status", "value"}, AN_TABLE_INDICATORS},
        {{"signal", "duty_at_stake", "reference_price"}, AN_TABLE_SIGNALS},
        {{"check", "column", "violations"}, AN_TABLE_QUALITY},
    };
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
        bool all = true;
        for (size_t c = 0; c < 3; c++)
            all = all && an_sheet_find(sheet, kinds[k].columns[c]) >= 0;
        if (all)
            return kinds[k].kind;
    }
    return AN_TABLE_OTHER;
}

bool an_results_has_rows(const an_result_file *file)
{
    return file->kind == AN_TABLE_INDICATORS || file->kind == AN_TABLE_TREND ||
           file->kind == AN_TABLE_COMPARED;
}

/* The number in a column of a row, NAN where there is none. */
static an_code read_number(const an_sheet *sheet, size_t row, const char *column, double *value,
                           an_error *err)
{
    const int c = an_sheet_find(sheet, column);
    *value = NAN;
    return c >= 0 ? an_sheet_number(sheet, row, c, value, err) : AN_OK;
}

static an_code read_further(an_results *results, an_result_file *file, an_error *err)
{
    an_code code = AN_OK;
    file->further = an_arena_alloc(&results->arena, (file->rows.n + 1) * sizeof *file->further);
    if (file->further == NULL)
        return an_fail_memory(err);
    for (size_t i = 0; i < file->rows.n && code == AN_OK; i++) {
        an_further *const f = &file->further[i];
        const size_t row = file->rows.rows[i].row;
        const struct {
            const char *column;
            double *value;
        } numbers[] = {{"previous", &f->previous},       {"change", &f->change}, {"change_p", &f->change_p},
                       {"year_before", &f->year_before}, {"year_p", &f->year_p}, {"expected", &f->expected}};
        for (size_t k = 0; k < sizeof numbers / sizeof numbers[0] && code == AN_OK; k++) {
            const char *const column = file->kind == AN_TABLE_INDICATORS ? "" : numbers[k].column;
            code = read_number(file->sheet, row, column, numbers[k].value, err);
        }
        f->signal = an_results_cell(file, row, "signal");
        f->rule = an_results_cell(file, row, "rule");
        f->change_verdict = an_results_cell(file, row, "change_verdict");
        f->outside = an_results_cell(file, row, "outside");
    }
    return code;
}

static an_code read_table(an_results *results, an_result_file *file, const char *path, an_error *err)
{
    an_code code = an_sheet_new(&file->sheet, err);
    if (code == AN_OK)
        code = an_sheet_read(file->sheet, &path, 1, err);
    if (code != AN_OK)
        return code;
    file->kind = find_kind(file->sheet);
    if (!an_results_has_rows(file))
        return AN_OK;
    code = an_observations_of(&file->rows, file->sheet, NULL, 0, results->meanings, err);
    file->sheet = file->rows.sheet;
    return code == AN_OK ? read_further(results, file, err) : code;
}

static an_result_file *add_file(an_results *results, const char *name, an_error *err)
{
    if (an_grow(&results->files, &results->files_capacity, results->n_files + 1, sizeof *results->files) !=
        AN_OK) {
        an_fail_memory(err);
        return NULL;
    }
    const char *const dot = strrchr(name, '.');
    an_result_file *const file = &results->files[results->n_files];
    *file = (an_result_file){.name = an_arena_copy(&results->arena, name, strlen(name)),
                             .stem = an_arena_copy(&results->arena, name, (size_t)(dot - name)),
                             .section = "Further results",
                             .of = "",
                             .chart_kind = "",
                             .indicator = "",
                             .is_chart = ends_in(name, ".svg")};
    if (file->name == NULL || file->stem == NULL) {
        an_fail_memory(err);
        return NULL;
    }
    file->title = file->stem;
    results->n_files++;
    return file;
}

/* The bytes that are shown are those that the table was read of, a moment later. */
static an_code check_same(const an_result_file *file, const char *path, an_error *err)
{
    size_t n;
    char sha256[AN_SHA256_SIZE] = "";
    an_digest *const digest = an_digest_new();
    if (digest == NULL)
        return an_fail_memory(err);
    const bool is_made =
        an_digest_add(digest, file->bytes, file->size) && an_digest_text(digest, sha256);
    an_digest_free(digest);
    if (is_made && strcmp(sha256, an_sheet_files(file->sheet, &n)->sha256) == 0)
        return AN_OK;
    return an_fail_at(err, AN_SYSTEM, path, 0, 0, "it changed while it was read; run it again");
}

static an_code load_file(an_results *results, const char *folder, an_result_file *file, an_error *err)
{
    const char *const path = join(&results->arena, folder, file->name);
    if (path == NULL)
        return an_fail_memory(err);
    an_code code = note_path(results, path, err);
    if (code == AN_OK)
        code = slurp(&results->arena, path, &file->bytes, &file->size, err);
    if (code == AN_OK && !file->is_chart)
        code = read_table(results, file, path, err);
    if (code == AN_OK && !file->is_chart)
        code = check_same(file, path, err);
    return code == AN_OK && !file->is_chart && file->size <= AN_DOWNLOAD_MOST
               ? an_download_make(file->sheet, &results->arena, &file->download, &file->download_size, err)
               : code;
}

/* ---- contents.csv ---- */

static an_code copy_cell(an_results *results, const an_sheet *sheet, size_t row, const char *column,
                         const char **text, an_error *err)
{
    const char *const cell = an_sheet_cell(sheet, row, an_sheet_find(sheet, column));
    if (cell[0] == '\0')
        return AN_OK;
    *text = an_arena_copy(&results->arena, cell, strlen(cell));
    return *text != NULL ? AN_OK : an_fail_memory(err);
}

static an_code read_entry(an_results *results, const an_sheet *sheet, size_t row, size_t name_column,
                          an_error *err)
{
    const char *const name = an_sheet_cell(sheet, row, (int)name_column);
    if (strchr(name, '/') != NULL || (!ends_in(name, ".csv") && !ends_in(name, ".svg")))
        return an_sheet_fail(sheet, row, (int)name_column, err,
                             "'%s': expected the name of a .csv or .svg file of this folder", name);
    if (an_results_find(results, name) != NULL)
        return an_sheet_fail(sheet, row, (int)name_column, err, "'%s' stands here twice", name);
    an_result_file *const file = add_file(results, name, err);
    if (file == NULL)
        return err != NULL ? err->code : AN_SYSTEM;
    an_code code = copy_cell(results, sheet, row, "section", &file->section, err);
    if (code == AN_OK)
        code = copy_cell(results, sheet, row, "title", &file->title, err);
    if (code == AN_OK)
        code = copy_cell(results, sheet, row, "table", &file->of, err);
    if (code == AN_OK)
        code = copy_cell(results, sheet, row, "kind", &file->chart_kind, err);
    return code == AN_OK ? copy_cell(results, sheet, row, "indicator", &file->indicator, err) : code;
}

static an_code read_contents(an_results *results, const char *folder, an_error *err)
{
    const char *const path = join(&results->arena, folder, contents_name);
    an_sheet *sheet = NULL;
    size_t column;
    if (path == NULL)
        return an_fail_memory(err);
    an_code code = note_path(results, path, err);
    if (code == AN_OK)
        code = an_sheet_new(&sheet, err);
    if (code == AN_OK)
        code = an_sheet_read(sheet, &path, 1, err);
    if (code == AN_OK)
        code = an_sheet_need(sheet, "file", &column, err);
    for (size_t r = 0; code == AN_OK && r < an_sheet_rows(sheet); r++)
        code = read_entry(results, sheet, r, column, err);
    an_sheet_free(sheet);
    return code;
}

static an_code read_files(an_results *results, const char *folder, an_error *err)
{
    an_names names = {0};
    an_code code = list(&names, folder, true, err);
    for (int i = 0; i < names.n && code == AN_OK; i++)
        if (strcmp(names.entries[i]->d_name, contents_name) == 0)
            code = read_contents(results, folder, err);
    for (int i = 0; i < names.n && code == AN_OK; i++) {
        const char *const name = names.entries[i]->d_name;
        if ((ends_in(name, ".csv") || ends_in(name, ".svg")) && strcmp(name, contents_name) != 0 &&
            an_results_find(results, name) == NULL && add_file(results, name, err) == NULL)
            code = AN_SYSTEM;
    }
    free_names(&names);
    size_t tables = 0;
    for (size_t i = 0; i < results->n_files && code == AN_OK; i++) {
        code = load_file(results, folder, &results->files[i], err);
        tables += results->files[i].is_chart ? 0 : 1;
    }
    if (code == AN_OK && tables == 0)
        return an_fail_at(err, AN_DATA, folder, 0, 0,
                          "no table in this folder: expected .csv files as quarter leaves them");
    return code;
}

/* ---- records and definitions ---- */

static an_code add_audit(an_results *results, const char *path, const char *stem, an_error *err)
{
    json_t *record = NULL;
    an_code code = an_json_read(&record, path, err);
    if (code != AN_OK)
        return code;
    if (an_grow(&results->audits, &results->audits_capacity, results->n_audits + 1,
                sizeof *results->audits) != AN_OK) {
        json_decref(record);
        return an_fail_memory(err);
    }
    results->audits[results->n_audits++] = (an_audit){.name = stem, .record = record};
    return AN_OK;
}

static an_code add_definition(an_results *results, const char *path, const char *stem, an_error *err)
{
    size_t size;
    an_definition definition = {.name = stem};
    const an_code code = slurp(&results->arena, path, &definition.text, &size, err);
    if (code != AN_OK)
        return code;
    if (an_grow(&results->definitions, &results->definitions_capacity, results->n_definitions + 1,
                sizeof *results->definitions) != AN_OK)
        return an_fail_memory(err);
    results->definitions[results->n_definitions++] = definition;
    return AN_OK;
}

typedef an_code add_function(an_results *results, const char *path, const char *stem, an_error *err);

/* Adds every file of FOLDER/PART that ends so. */
static an_code read_part(an_results *results, const char *folder, const char *part, const char *ending,
                         add_function *add, an_error *err)
{
    an_names names = {0};
    const char *const inside = join(&results->arena, folder, part);
    an_code code = inside != NULL ? list(&names, inside, false, err) : an_fail_memory(err);
    for (int i = 0; i < names.n && code == AN_OK; i++) {
        const char *const name = names.entries[i]->d_name;
        if (!ends_in(name, ending))
            continue;
        const char *const path = join(&results->arena, inside, name);
        const char *const stem = an_arena_copy(&results->arena, name, strlen(name) - strlen(ending));
        code = path != NULL && stem != NULL ? note_path(results, path, err) : an_fail_memory(err);
        if (code == AN_OK)
            code = add(results, path, stem, err);
    }
    free_names(&names);
    return code;
}

an_code an_results_read(an_results *results, const char *folder, an_error *err)
{
    an_code code = read_files(results, folder, err);
    if (code == AN_OK)
        code = read_part(results, folder, "audit", ".json", add_audit, err);
    return code == AN_OK ? read_part(results, folder, "definitions", ".txt", add_definition, err) : code;
}

void an_results_free(an_results *results)
{
    for (size_t i = 0; i < results->n_files; i++) {
        an_result_file *const file = &results->files[i];
        if (an_results_has_rows(file))
            an_observations_free(&file->rows);
        else
            an_sheet_free(file->sheet);
    }
    for (size_t i = 0; i < results->n_audits; i++)
        json_decref(results->audits[i].record);
    free(results->files);
    free(results->paths);
    free(results->audits);
    free(results->definitions);
    an_arena_free(&results->arena);
}

/* ---- questions ---- */

const an_result_file *an_results_find(const an_results *results, const char *name)
{
    for (size_t i = 0; i < results->n_files; i++)
        if (strcmp(results->files[i].name, name) == 0)
            return &results->files[i];
    return NULL;
}

const char *an_results_cell(const an_result_file *file, size_t row, const char *column)
{
    return an_sheet_cell(file->sheet, row, an_sheet_find(file->sheet, column));
}

double an_results_number(const an_result_file *file, size_t row, const char *column)
{
    double value;
    return read_number(file->sheet, row, column, &value, NULL) == AN_OK ? value : (double)NAN;
}

const char *an_results_option(const an_results *results, const char *program, const char *option)
{
    for (size_t i = 0; i < results->n_audits; i++) {
        const char *const name = json_string_value(json_object_get(results->audits[i].record, "program"));
        const json_t *const arguments = json_object_get(results->audits[i].record, "arguments");
        if (name == NULL || strcmp(name, program) != 0)
            continue;
        for (size_t k = 0; k + 1 < json_array_size(arguments); k++) {
            const char *const text = json_string_value(json_array_get(arguments, k));
            if (text != NULL && strncmp(text, "--", 2) == 0 && strcmp(text + 2, option) == 0)
                return json_string_value(json_array_get(arguments, k + 1));
        }
    }
    return NULL;
}

const char *an_results_label(an_arena *arena, const an_observations *rows, size_t i)
{
    size_t size = 1, used = 0;
    for (size_t k = 0; k < rows->columns.n_breakdown; k++)
        size += strlen(an_observation_cell(rows, i, rows->columns.breakdown[k])) + 2;
    char *const label = an_arena_alloc(arena, size);
    if (label == NULL)
        return NULL;
    label[0] = '\0';
    for (size_t k = 0; k < rows->columns.n_breakdown; k++) {
        const char *const key = an_observation_cell(rows, i, rows->columns.breakdown[k]);
        if (key[0] != '\0')
            used += (size_t)snprintf(label + used, size - used, "%s%s", used > 0 ? ", " : "", key);
    }
    return label;
}
