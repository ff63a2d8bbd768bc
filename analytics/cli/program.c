/* program: from the command line to the exit status.
 *
 * The order of a run: options, the schema, the program's own check of its options, the files that would
 * stand in each other's way (paths.c), outputs opened, the work, outputs committed, notes, status. Nothing
 * is read before the command line is known to be right, and nothing appears under a final name before the
 * work is done: then all outputs appear together or none does (outputs.c), the audit record last, so that who
 * sees it has all that it tells of. One message, once: notes wait for the end and are dropped by an error.
 *
 * `runs` chooses the shape: a program with run does its own work, any other is a tally (run.c). */
#include "cli/program.h"

#include <math.h>
#include <errno.h>
#include <fcntl.h>
#include <gsl/gsl_errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/nearest.h"
#include "cli/config.h"
#include "cli/paths.h"
#include "cli/run.h"

/* A file opened while 0, 1 or 2 is closed would become stdin, stdout or stderr. */
static void hold_standard_files(void)
{
    for (int fd = 0; fd <= 2; fd++)
        if (fcntl(fd, F_GETFD) == -1 && errno == EBADF)
            (void)open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY); /* using it for its purpose still fails */
}

/* A message is one write, so that those of programs that run at once do not mix. */
static void print_line(const char *text, size_t size)
{
    while (size > 0) {
        const ssize_t n = write(STDERR_FILENO, text, size);
        if (n < 0 && errno != EINTR)
            return; /* nobody is left to be told */
        text += n > 0 ? n : 0;
        size -= n > 0 ? (size_t)n : 0;
    }
}

static void print_message(const an_program *program, const char *kind, const char *shown)
{
    char line[AN_ERROR_SIZE + 128];
    const int size = snprintf(line, sizeof line, "%s: %s%s\n", program->name, kind, shown);
    print_line(line, (size_t)size < sizeof line ? (size_t)size : sizeof line - 1);
}

static void print_error(const an_program *program, const an_error *err)
{
    char text[AN_ERROR_SIZE];
    an_error_format(err, text);
    print_message(program, "", text);
}

static void print_note(const an_program *program, const char *note)
{
    char text[AN_ERROR_SIZE]; /* a note has 600 bytes at most */
    an_error_show(note, text);
    print_message(program, "note: ", text);
}

static an_code one_character(const char *option, const char *text, char *out, an_error *err)
{
    if (strcmp(text, "tab") == 0 || strcmp(text, "\\t") == 0)
        text = "\t";
    *out = text[0];
    if (strlen(text) == 1 && strchr("\"\r\n", text[0]) == NULL && (unsigned char)text[0] < 128)
        return AN_OK;
    return an_fail(err, AN_USAGE, "--%s %s: expected one character, such as ; or tab", option, text);
}

/* The files of sources that options name. */
static an_code find_others(an_run *run, const char *const **others, size_t *n, an_error *err)
{
    const an_source *const sources = run->program->sources;
    const size_t most = an_list_count(sources, sizeof *sources);
    const char **const files = an_arena_alloc(&run->arena, (most + 1) * sizeof *files);
    *n = 0;
    for (size_t s = 0; files != NULL && s < most; s++) {
        const char *const file =
            sources[s].option != NULL ? an_options_text(run->options, sources[s].option) : NULL;
        if (file != NULL)
            files[(*n)++] = file;
    }
    *others = files;
    return files != NULL ? AN_OK : an_fail_memory(err);
}

static an_code make_schema(an_run *run, an_error *err)
{
    const an_options *options = run->options;
    const char *delimiter = an_options_text(options, "delimiter"),
               *decimal = an_options_text(options, "decimal");
    char delimiter_character = '\0', decimal_character = '\0';
    an_code code = AN_OK;
    if (strcmp(delimiter, "auto") != 0)
        code = one_character("delimiter", delimiter, &delimiter_character, err);
    if (code == AN_OK && decimal != NULL)
        code = one_character("decimal", decimal, &decimal_character, err);
    if (code != AN_OK)
        return code;
    if (delimiter_character != '\0' && delimiter_character == decimal_character)
        return an_fail(err, AN_USAGE, "--delimiter and --decimal are the same character");
    size_t n, n_others;
    const char *const *columns = an_options_list(options, "column", &n), *const *others;
    code = find_others(run, &others, &n_others, err);
    if (code != AN_OK)
        return code;
    return an_schema_new(&run->schema,
                         &(an_schema_options){.path = an_options_text(options, "schema"),
                                              .columns = columns,
                                              .n_columns = n,
                                              .others = others,
                                              .n_others = n_others,
                                              .delimiter = delimiter_character,
                                              .decimal = decimal_character,
                                              .encoding = an_options_text(options, "encoding"),
                                              .header_row = (uint64_t)an_options_count(options, "header-row"),
                                              .sheet = an_options_text(options, "sheet")},
                         err);
}

static bool in_list(const an_options *options, const char *list, const char *name)
{
    size_t n;
    const char *const *words = an_options_list(options, list, &n);
    for (size_t i = 0; i < n; i++)
        if (strncmp(words[i], name, strlen(name)) == 0 && strchr("=!<>", words[i][strlen(name)]) != NULL)
            return true;
    return false;
}

unsigned an_program_uses(const an_program *program)
{
    unsigned uses = program->uses;
    if (program->sources != NULL)
        uses |= AN_USES_EXTRACTS | AN_USES_GROUPS | AN_USES_PERIODS;
    for (const an_indicator *i = program->indicators; i != NULL && i->code != NULL; i++) {
        uses |= program->sources != NULL ? AN_USES_STATUS : 0;
        if (program->run == NULL && an_indicator_clusters(i))
            uses |= AN_USES_CLUSTERS;
        switch (i->kind) {
        case AN_SHARE:
        case AN_EVENTS:
        case AN_SHARE_OF_TOTAL:
            uses |= AN_USES_INTERVAL | AN_USES_LEVEL | AN_USES_MIN_N;
            break;
        case AN_RATIO:
        case AN_RATIO_OF_AMOUNTS:
        case AN_MEAN:
        case AN_INDEX:
        case AN_QUANTILE:
            uses |= AN_USES_LEVEL | AN_USES_MIN_N;
            break;
        case AN_KIND_NONE:
        case AN_COUNT:
        case AN_AMOUNT:
        case AN_STOCK:
        case AN_DIFFERENCE:
            break;
        }
    }
    return uses;
}

static an_code fail_mapped(const char *name, an_error *err)
{
    an_nearest nearest = {0};
    char meant[100];
    for (const an_column *c = an_columns; c->name != NULL; c++)
        an_nearest_try(&nearest, name, c->name);
    an_nearest_phrase(&nearest, meant, sizeof meant);
    return an_fail(err, AN_USAGE,
                   "--column %s=...: there is no column '%s'%s; --help lists those that are read", name, name,
                   meant);
}

/* --column speaks of a column that exists for us: a misspelt one would silently do nothing. */
static an_code check_mapped(const an_run *run, an_error *err)
{
    const char *name;
    for (size_t i = 0; run->program->sources != NULL && (name = an_schema_mapped(run->schema, i)) != NULL;
         i++)
        if (an_column_find(name) == NULL && !in_list(run->options, "by", name) &&
            !in_list(run->options, "strata", name) && !in_list(run->options, "cluster", name) &&
            !in_list(run->options, "where", name) &&
            (run->program->inner == NULL || !in_list(run->options, run->program->inner, name)))
            return fail_mapped(name, err);
    return AN_OK;
}

static void read_settings(an_run *run)
{
    static const an_proportion_method methods[] = {AN_PROPORTION_WILSON, AN_PROPORTION_EXACT,
                                                   AN_PROPORTION_JEFFREYS};
    const an_options *options = run->options;
    const char *interval = an_options_text(options, "interval"), *format = an_options_text(options, "format");
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    run->settings = (an_settings){
        .interval = methods[an_words_find("wilson exact jeffreys", interval, strlen(interval)) - 1],
        .level = an_options_number(options, "level"),
        .min_n = an_options_count(options, "min-n"),
        .as_of = NAN,
        .provisional = an_options_flag(options, "provisional"),
    };
    const char *const as_of = an_options_text(options, "as-of");
    an_date day;
    if (as_of != NULL && an_date_parse(as_of, strlen(as_of), NULL, &day) == AN_OK)
        run->settings.as_of = day;
    run->threads = an_options_given(options, "threads") ? (unsigned)an_options_count(options, "threads")
                   : processors > 0                     ? (unsigned)processors
                                                        : 1;
    if (format != NULL)
        run->format = (an_format)(an_words_find(AN_FORMATS, format, strlen(format)) - 1);
    else if (an_options_text(options, "output") == NULL && isatty(STDOUT_FILENO))
        run->format = AN_FORMAT_TABLE;
}

/* The columns of the terminal that stdout is; 0: it is none, or does not tell. */
static size_t terminal_width(const an_run *run)
{
    struct winsize size;
    return an_options_text(run->options, "output") == NULL && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0
               ? size.ws_col
               : 0;
}

static void take_note(void *run, const char *text)
{
    an_run_note(run, "%s", text);
}

static const char *const *give_notes(void *context, size_t *n)
{
    const an_run *const run = context;
    *n = run->n_notes;
    return run->notes;
}

/* What is no text never goes to a terminal. */
static an_code check_format(const an_run *run, an_error *err)
{
    const char *const output = an_options_text(run->options, "output");
    if (an_options_given(run->options, "structure") && run->format != AN_FORMAT_SDMX)
        return an_fail(err, AN_USAGE, "--structure goes with --format sdmx");
    if (!an_format_is_binary(run->format) || (output != NULL && strcmp(output, "-") != 0) ||
        !isatty(STDOUT_FILENO))
        return AN_OK;
    return an_fail(err, AN_USAGE, "--format %s is no text for a terminal: -o FILE says where it goes",
                   an_options_text(run->options, "format"));
}

static an_code open_outputs(an_run *run, an_error *err)
{
    const char *rejects = an_options_text(run->options, "rejects");
    const char *const parts = run->program->parts, *const output = an_options_text(run->options, "output");
    const bool is_folder = parts != NULL && an_options_given(run->options, parts);
    if (is_folder && (output == NULL || strcmp(output, "-") == 0))
        return an_fail(err, AN_USAGE, "--%s writes a folder of files: expected -o FOLDER", parts);
    if (rejects != NULL && strcmp(an_options_text(run->options, "bad-rows"), "skip") != 0)
        return an_fail(err, AN_USAGE, "--rejects goes with --bad-rows skip");
    an_code code = check_format(run, err);
    if (code == AN_OK)
        code = an_paths_check(run->options, err);
    if (code == AN_OK)
        code = an_outputs_open(&run->outputs, run->options, is_folder, err);
    if (code != AN_OK)
        return code;
    run->writer = an_outputs_find(&run->outputs, "output");
    if (run->writer != NULL) /* else a folder of files, which are csv */
        an_writer_sign(run->writer, &(an_imprint){.program = run->program->name,
                                                  .version = an_version,
                                                  .width = terminal_width(run),
                                                  .structure = an_outputs_find(&run->outputs, "structure"),
                                                  .note = take_note,
                                                  .notes = give_notes,
                                                  .context = run});
    run->rejects = an_outputs_find(&run->outputs, "rejects");
    if (run->rejects != NULL)
        an_writer_string(run->rejects, "file,line,column,reason,record\n");
    return AN_OK;
}

/* The audit record tells of the other outputs, and appears behind them: it is the mark of a finished run. */
static an_code commit_outputs(an_run *run, an_error *err)
{
    an_writer *const audit = an_outputs_find(&run->outputs, "audit");
    an_code code = an_outputs_complete(&run->outputs, err);
    if (code == AN_OK && audit != NULL)
        code = an_audit_write(run, audit, err);
    return code == AN_OK ? an_outputs_publish(&run->outputs, err) : code;
}

/* A run that failed after rows went to stdout: what was made before the failure goes there too, so that they
 * end with a whole row, and the message says how many there are. */
static void tell_rows(const an_run *run, an_error *err)
{
    if (run->rows_out == 0 || run->writer == NULL || !an_writer_has_begun(run->writer) ||
        an_writer_failed(run->writer))
        return;
    an_writer_flush(run->writer);
    if (!an_writer_failed(run->writer))
        an_fail_at(err, err->code, err->file, err->line, err->column, "%s; %llu row%s written before",
                   err->text, (unsigned long long)run->rows_out, run->rows_out == 1 ? " was" : "s were");
}

static bool runs(const an_run *run)
{
    const an_program *program = run->program;
    return program->run != NULL && (program->streams == NULL || program->streams(run));
}

/* What the descriptors of the files that were read ask for and the program does not do. */
static void note_descriptors(an_run *run)
{
    const an_counts *const counts = &run->counts;
    for (size_t i = 0; i < counts->n_files; i++) {
        const char *const note = an_schema_note(run->schema, counts->files[i].name);
        const char *const untested = an_schema_untested(run->schema, counts->files[i].name);
        if (note != NULL)
            an_run_note(run, "the descriptor says what no program looks at: %s", note);
        if (untested != NULL && !run->program->tests_constraints)
            an_run_note(run, "constraints of the descriptor that extract-check alone tests: %s", untested);
    }
}

static an_code work(an_run *run, an_error *err)
{
    const an_program *program = run->program;
    an_code code = make_schema(run, err);
    if (code == AN_OK)
        code = check_mapped(run, err);
    if (code == AN_OK && program->check != NULL)
        code = program->check(run, err);
    if (code == AN_OK)
        code = open_outputs(run, err);
    if (code == AN_OK)
        code = runs(run) ? program->run(run, err) : an_run_tally(run, err);
    if (code == AN_OK)
        note_descriptors(run);
    if (code == AN_OK && run->lost_note)
        code = an_fail_memory(err);
    if (code != AN_OK)
        tell_rows(run, err);
    return code == AN_OK ? commit_outputs(run, err) : code;
}

/* What became of the rows, where some were rejected. */
static void print_summary(const an_run *run)
{
    const an_counts *counts = &run->counts;
    char text[4096]; /* no memory is asked for any more: outputs are in place */
    if (strcmp(an_options_text(run->options, "bad-rows"), "skip") != 0 || counts->n_files == 0)
        return;
    size_t size = (size_t)snprintf(text, sizeof text, "%s: %llu rows read, %llu used, %llu rejected",
                                   run->program->name, (unsigned long long)counts->read,
                                   (unsigned long long)counts->used, (unsigned long long)counts->rejected);
    if (counts->has_versions)
        size += (size_t)snprintf(text + size, sizeof text - size, ", %llu superseded, %llu withdrawn",
                                 (unsigned long long)counts->superseded,
                                 (unsigned long long)counts->withdrawn);
    for (size_t i = 0; i < counts->n_reasons && size < sizeof text; i++)
        size += (size_t)snprintf(text + size, sizeof text - size, "%s%s: %llu", i == 0 ? " (" : ", ",
                                 counts->reasons[i].text, (unsigned long long)counts->reasons[i].rows);
    const bool is_whole = size + sizeof ")\n" <= sizeof text;
    const char *const end = !is_whole ? ", ...)\n" : counts->n_reasons > 0 ? ")\n" : "\n";
    memcpy(text + (is_whole ? size : sizeof text - sizeof ", ...)\n"), end, strlen(end) + 1);
    print_line(text, strlen(text));
}

/* Codes that were not taken as they stand. */
static void print_rewritten(const an_run *run)
{
    const an_counts *counts = &run->counts;
    for (size_t i = 0; i < counts->n_rewritten; i++) {
        const an_reason *const r = &counts->rewritten[i];
        fprintf(stderr, "%s: note: %s in %llu row%s (first: %s:%llu)\n", run->program->name, r->text,
                (unsigned long long)r->rows, r->rows == 1 ? "" : "s", counts->files[r->file].name,
                (unsigned long long)r->line);
    }
}

static an_code run_program(an_run *run, an_error *err)
{
    read_settings(run);
    an_code code = work(run, err);
    if (code == AN_OK) {
        print_summary(run);
        print_rewritten(run);
        for (size_t i = 0; i < run->n_notes; i++)
            print_note(run->program, run->notes[i]);
    }
    if (code == AN_OK && run->verdict.code != AN_OK) {
        code = run->verdict.code;
        *err = run->verdict;
    }
    an_outputs_abort(&run->outputs);
    an_schema_free(run->schema);
    an_meanings_free(run->meanings);
    an_counts_free(&run->counts);
    an_concordance_free(run->concordance);
    free(run->notes);
    return code;
}

static bool asks_about(const an_options *options)
{
    return an_options_given(options, "help") || an_options_given(options, "man") ||
           an_options_given(options, "declarations") || an_options_told(options, "completion") ||
           an_options_given(options, "version");
}

/* --help, --man, --declarations, --completion, --version. */
static an_code print_about(an_run *run, an_error *err)
{
    const an_options *const options = run->options;
    const bool manual = an_options_given(options, "help") || an_options_given(options, "man");
    const bool declares = !manual && an_options_given(options, "declarations");
    an_writer *writer;
    an_code code = an_writer_open(&writer, declares ? an_options_text(options, "output") : NULL, err);
    if (code != AN_OK)
        return code;
    read_settings(run);
    if (an_options_given(options, "help"))
        an_help_text(run, writer);
    else if (manual)
        an_help_man(run->program, writer);
    else if (declares)
        code = an_declarations_write(run, writer, err);
    else if (an_options_told(options, "completion"))
        an_completion_write(run->program, an_options_text(options, "completion"), writer);
    else
        an_writer_print(writer, "%s (cuprum) %s\n", run->program->name, an_version);
    if (code == AN_OK)
        return an_writer_commit(writer, err);
    an_writer_abort(writer);
    return code;
}

int an_main(const an_program *program, int argc, char **argv)
{
    an_error err = {0};
    an_run run = {.program = program, .argc = argc, .argv = argv};
    hold_standard_files();
    gsl_set_error_handler_off();
    an_code code =
        an_options_parse(&run.options, program->options, an_program_uses(program), argc, argv, &err);
    if (code == AN_OK)
        code = an_config_apply(&run, &err);
    if (code == AN_OK)
        code = asks_about(run.options) ? print_about(&run, &err) : run_program(&run, &err);
    if (code != AN_OK)
        print_error(program, &err);
    an_options_free(run.options);
    an_arena_free(&run.arena);
    return (int)code;
}
