/* audit: the record of a run: what was read, how, what became of each row, and what was written.
 *
 * It is the mark of a finished run: a run that fails writes none, and leaves the record of an earlier one
 * beside that one's results. "status" is therefore 0, or 3 where the result is whole and itself says no
 * (--strict). */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "cli/run.h"

static json_t *options_record(const an_run *run)
{
    json_t *list = json_array();
    for (int i = 1; i < run->argc; i++)
        json_array_append_new(list, json_string_nocheck(run->argv[i]));
    return list;
}

/* The file of settings and what of it applied. */
static json_t *settings_record(const an_run *run)
{
    json_t *const applied = json_object();
    const an_option *option;
    const char *const *values;
    size_t at = 0, n;
    while ((option = an_options_settled(run->options, &at, &values, &n)) != NULL) {
        json_t *const list = json_array();
        for (size_t i = 0; i < n; i++)
            json_array_append_new(list, json_string_nocheck(values[i]));
        json_object_set_new(applied, option->name, list);
    }
    return json_pack("{s:s, s:s, s:o}", "name", run->config, "sha256", run->config_sha256, "applied",
                     applied);
}

static json_t *inputs_record(const an_counts *counts)
{
    json_t *list = json_array();
    for (size_t i = 0; i < counts->n_files; i++) {
        const an_file_record *file = &counts->files[i];
        json_array_append_new(list, json_pack("{s:s, s:I, s:s, s:I}", "name", file->name, "bytes",
                                              (json_int_t)file->bytes, "sha256", file->sha256, "rows",
                                              (json_int_t)file->rows));
    }
    return list;
}

/* The descriptors that said how the inputs are read. */
static json_t *descriptors_record(const an_run *run)
{
    json_t *list = json_array();
    const char *path, *sha256;
    for (size_t k = 0; (path = an_schema_source(run->schema, k, &sha256)) != NULL; k++)
        json_array_append_new(list, json_pack("{s:s, s:s}", "name", path, "sha256", sha256));
    return list;
}

static json_t *reasons_record(const an_reason reasons[], size_t n)
{
    json_t *object = json_object();
    for (size_t i = 0; i < n; i++)
        json_object_set_new(object, reasons[i].text, json_integer((json_int_t)reasons[i].rows));
    return object;
}

static json_t *output_record(const char *option, const char *name, uint64_t bytes, const char *sha256)
{
    return json_pack("{s:s, s:s, s:I, s:s}", "option", option, "name", name, "bytes", (json_int_t)bytes,
                     "sha256", sha256);
}

static json_t *outputs_record(const an_outputs *outputs)
{
    json_t *list = json_array();
    for (size_t i = 0; i < outputs->n; i++) {
        const an_writer *const writer = outputs->writers[i];
        if (strcmp(outputs->options[i], "audit") != 0)
            json_array_append_new(list, output_record(outputs->options[i], an_writer_name(writer),
                                                      an_writer_size(writer), an_writer_sha256(writer)));
    }
    for (uint32_t i = 0; outputs->folder != NULL && i < an_folder_count(outputs->folder); i++) {
        const an_folder_file *const file = an_folder_get(outputs->folder, i);
        json_array_append_new(list, output_record("output", file->name, file->bytes, file->sha256));
    }
    return list;
}

an_code an_audit_write(const an_run *run, an_writer *writer, an_error *err)
{
    const an_counts *counts = &run->counts;
    json_t *record = json_pack(
        "{s:s, s:s, s:o, s:o, s:o, s:I, s:I, s:I, s:I, s:I, s:o, s:o, s:o, s:i}", "program",
        run->program->name, "version", an_version, "arguments", options_record(run), "inputs",
        inputs_record(counts), "descriptors", descriptors_record(run), "rows_read", (json_int_t)counts->read,
        "rows_used", (json_int_t)counts->used, "rows_rejected", (json_int_t)counts->rejected, "rows_filtered",
        (json_int_t)counts->filtered, "empty_lines", (json_int_t)counts->empty_lines, "rejected_by_reason",
        reasons_record(counts->reasons, counts->n_reasons), "rewritten_codes",
        reasons_record(counts->rewritten, counts->n_rewritten), "outputs", outputs_record(&run->outputs),
        "status", (int)run->verdict.code);
    if (record != NULL && counts->has_versions) {
        json_object_set_new(record, "rows_superseded", json_integer((json_int_t)counts->superseded));
        json_object_set_new(record, "rows_withdrawn", json_integer((json_int_t)counts->withdrawn));
    }
    if (record != NULL && run->config != NULL)
        json_object_set_new(record, "settings", settings_record(run));
    char *text = record != NULL ? json_dumps(record, JSON_INDENT(2) | JSON_SORT_KEYS) : NULL;
    json_decref(record);
    if (text == NULL)
        return an_fail(err, AN_SYSTEM,
                       "cannot make the audit record (a name that is not UTF-8, or out of memory)");
    an_writer_string(writer, text);
    an_writer_string(writer, "\n");
    free(text);
    return an_writer_check(writer, err);
}
