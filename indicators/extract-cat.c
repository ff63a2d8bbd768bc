/* extract-cat: selects, renames and filters the columns of extracts; the reader made visible. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/listing.h"
#include "base/memory.h"
#include "cli/program.h"
#include "csv/blocks.h"
#include "csv/input.h"
#include "csv/reader.h"

/* What the threads share. */
typedef struct shared_state {
    an_run *run;
    an_format format;
    an_arena arena;
    an_need *needs;            /* that of --split-by, and of --select */
    bool all;                  /* no --select: all columns */
    const char **new_names;    /* of each selected; NULL: as it is called */
    const an_column **columns; /* --canonical: what each is; NULL: the extract's own. Else NULL */
    size_t n;               /* columns written */
    size_t first;           /* 1 with --split-by, whose column comes before them; else 0 */
    an_output *output;
    an_writer *head; /* --split-by: the header, with which each file begins; else NULL */
    struct worker_state *workers;
    unsigned threads;
    bool began; /* a row was written */
} shared_state;

/* Rows of one file that follow each other in a worker's text. */
typedef struct stretch {
    uint32_t key; /* of the worker's keys */
    size_t end;   /* in its text */
} stretch;

/* A thread's rows of the block under way, until it is their turn. */
typedef struct worker_state {
    shared_state *shared;
    an_writer *text;
    an_output *output;
    uint64_t rows; /* in text */
    /* --split-by: */
    an_intern *keys; /* values of the column, */
    uint32_t *files; /* their files, of as many as n_files, */
    size_t n_files, files_capacity;
    stretch *stretches; /* and what stands in text */
    size_t n_stretches, stretches_capacity;
} worker_state;

static const an_option options[] = {
    {.name = "select",
     .letter = 's',
     .type = AN_OPTION_LIST,
     .argument = "[NEW=]COL[,...]",
     .help = "only these columns, in this order; NEW=COL calls COL NEW"},
    {.name = "rename",
     .type = AN_OPTION_TEXT,
     .argument = "NEW=COL",
     .repeats = true,
     .help = "calls the column COL NEW and leaves it where it stands"},
    {.name = "canonical",
     .type = AN_OPTION_FLAG,
     .help =
         "canonical values, which need no descriptor any more: dates and periods in ISO 8601, numbers with a "
         "decimal point in the unit of their column, codes and countries as they are declared"},
    {.name = "part",
     .type = AN_OPTION_TEXT,
     .argument = "K/N",
     .help = "only the K-th of N parts of each file: whole records, all parts together the whole"},
    {.name = "split-by",
     .type = AN_OPTION_TEXT,
     .argument = "COL",
     .help = "a file for each value of this column, such as hs4, in the folder of -o; rows keep their order"},
    {.name = "raw",
     .type = AN_OPTION_FLAG,
     .help = "every record as read, the header too, under no rule of header, width or encoding; with -f json "
             "an array of strings a line"},
    {.name = NULL},
};

/* ---- which columns, and what they are called ---- */

/* NEW=COL as its two halves; without "=" *new_name is NULL. */
static an_code split(shared_state *shared, const char *text, const char **new_name, const char **column,
                     an_error *err)
{
    const char *sign = strchr(text, '=');
    *new_name = NULL;
    *column = sign != NULL ? sign + 1 : text;
    if (sign == NULL)
        return AN_OK;
    *new_name = an_arena_copy(&shared->arena, text, (size_t)(sign - text));
    return *new_name != NULL ? AN_OK : an_fail_memory(err);
}

/* A word of --select. */
static an_code read_word(shared_state *shared, const char *word, an_need *need, const char **new_name,
                         an_error *err)
{
    *need = (an_need){.option = "--select"};
    an_code code = split(shared, word, new_name, &need->name, err);
    if (code != AN_OK)
        return code;
    if (need->name[0] == '\0' || (*new_name != NULL && (*new_name)[0] == '\0'))
        return an_fail(err, AN_USAGE, "--select %s: expected COL or NEW=COL", word);
    const an_column *column = an_column_find(need->name);
    need->text = !an_options_flag(an_run_options(shared->run), "canonical") &&
                 (column == NULL || column->prefix_of == NULL); /* a derived column is text anyway */
    return AN_OK;
}

/* The columns that are read: that of --split-by, by which files are told apart as what it is, and those
 * selected. */
static an_code read_needs(shared_state *shared, an_error *err)
{
    const char *const *words = an_options_list(an_run_options(shared->run), "select", &shared->n);
    const char *const column = an_options_text(an_run_options(shared->run), "split-by");
    shared->first = column != NULL;
    shared->all = shared->n == 0;
    shared->needs = an_arena_alloc(&shared->arena, (shared->n + 1) * sizeof *shared->needs);
    if (shared->needs == NULL)
        return an_fail_memory(err);
    if (column != NULL)
        shared->needs[0] = (an_need){.name = column, .option = "--split-by"};
    if (shared->all)
        return AN_OK;
    shared->new_names = an_arena_alloc(&shared->arena, shared->n * sizeof *shared->new_names);
    an_code code = shared->new_names == NULL ? an_fail_memory(err) : AN_OK;
    for (size_t i = 0; i < shared->n && code == AN_OK; i++)
        code = read_word(shared, words[i], &shared->needs[shared->first + i], &shared->new_names[i], err);
    return code;
}

static an_code rename_columns(shared_state *shared, const char *names[], an_error *err)
{
    size_t n;
    const char *const *given = an_options_list(an_run_options(shared->run), "rename", &n);
    for (size_t i = 0; i < n; i++) {
        const char *new_name, *column;
        an_code code = split(shared, given[i], &new_name, &column, err);
        if (code != AN_OK)
            return code;
        if (new_name == NULL || new_name[0] == '\0' || column[0] == '\0')
            return an_fail(err, AN_USAGE, "--rename %s: expected NEW=COL, such as net_mass=mass", given[i]);
        size_t c = 0;
        while (c < shared->n && strcmp(names[c], column) != 0)
            c++;
        if (c == shared->n)
            return an_fail(err, AN_USAGE, "--rename %s: there is no column '%s' among those written",
                           given[i], column);
        names[c] = new_name;
    }
    return AN_OK;
}

static an_code check_names(const shared_state *shared, const char *const names[], an_error *err)
{
    an_intern *seen = NULL;
    uint32_t number;
    an_code code = an_intern_new(&seen) == AN_OK ? AN_OK : an_fail_memory(err);
    for (size_t i = 0; i < shared->n && code == AN_OK; i++)
        if (an_intern_add(seen, names[i], strlen(names[i]), &number) != AN_OK)
            code = an_fail_memory(err);
        else if (number < i)
            code = an_fail(err, AN_USAGE,
                           "two columns would be called '%s': give one of them another name, --rename NEW=%s",
                           names[i], names[i]);
    an_intern_free(seen);
    return code;
}

/* The workers write as the whole does, but for what stands before their rows. */
static an_code open_worker(worker_state *worker, const char *const names[], an_error *err)
{
    an_code code =
        an_output_new(&worker->output, worker->text, worker->shared->format, names, worker->shared->n, err);
    if (code == AN_OK)
        an_writer_clear(worker->text);
    return code;
}

/* --canonical: what each column is, and a note of those that nobody declares. */
static an_code find_columns(shared_state *shared, const an_need *needs, an_error *err)
{
    char others[400] = "";
    shared->columns = an_arena_alloc(&shared->arena, shared->n * sizeof *shared->columns);
    if (shared->columns == NULL)
        return an_fail_memory(err);
    for (size_t i = 0; i < shared->n; i++) {
        shared->columns[i] = an_column_find(needs[i].name);
        if (shared->columns[i] == NULL)
            an_listing_add(others, sizeof others, needs[i].name);
    }
    if (others[0] != '\0')
        an_run_note(shared->run, "columns of no extract, written as they stand: %s", others);
    return AN_OK;
}

/* Where the header goes: to the result, or to what each file of --split-by begins with. */
static an_code write_header(shared_state *shared, const char *const names[], an_error *err)
{
    if (an_run_folder(shared->run) == NULL)
        return an_run_output(shared->run, names, shared->n, &shared->output, err);
    const an_code code = an_writer_memory(&shared->head, err);
    return code == AN_OK ? an_output_new(&shared->output, shared->head, shared->format, names, shared->n, err)
                         : code;
}

/* Called with the columns before the first row: writes the header. */
static an_code begin(void *context, const an_need *needs, size_t n_needs, an_error *err)
{
    shared_state *shared = context;
    needs += shared->first;
    shared->n = n_needs - shared->first;
    const char **names = an_arena_alloc(&shared->arena, (shared->n + 1) * sizeof *names);
    if (names == NULL)
        return an_fail_memory(err);
    for (size_t i = 0; i < shared->n; i++)
        names[i] =
            shared->new_names != NULL && shared->new_names[i] != NULL ? shared->new_names[i] : needs[i].name;
    an_code code = rename_columns(shared, names, err);
    if (code == AN_OK)
        code = check_names(shared, names, err);
    if (code == AN_OK && an_options_flag(an_run_options(shared->run), "canonical"))
        code = find_columns(shared, needs, err);
    if (code == AN_OK)
        code = write_header(shared, names, err);
    for (unsigned t = 0; t < shared->threads && code == AN_OK && !an_format_is_whole(shared->format); t++)
        code = open_worker(&shared->workers[t], names, err);
    return code;
}

/* ---- rows ---- */

/* An amount of money has its cents. */
static size_t print_amount(const an_column *column, an_decimal number, char out[AN_DECIMAL_SIZE])
{
    enum { CENTS = 2 };
    size_t size = an_decimal_print(number, out);
    if (column->unit == NULL || strcmp(column->unit, "EUR") != 0)
        return size;
    const char *const point = strchr(out, '.');
    size_t digits = point != NULL ? (size_t)(out + size - point - 1) : 0;
    if (point == NULL)
        out[size++] = '.';
    for (; digits < CENTS; digits++)
        out[size++] = '0';
    out[size] = '\0';
    return size;
}

static void write_canonical(an_output *output, const an_column *column, const an_value *value)
{
    char text[AN_DECIMAL_SIZE]; /* longer than a date and a period */
    size_t size = 0;
    if (column != NULL && value->text.size > 0)
        switch (column->type) {
        case AN_TYPE_COUNT:
        case AN_TYPE_AMOUNT:
            size = print_amount(column, value->number, text);
            break;
        case AN_TYPE_DATE:
            size = an_date_print(value->date, text);
            break;
        case AN_TYPE_PERIOD:
            size = an_period_print(value->period, text);
            break;
        case AN_TYPE_TEXT:
        case AN_TYPE_CODE:
        case AN_TYPE_COMMODITY:
        case AN_TYPE_COUNTRY:
            break;
        }
    an_output_text(output, size > 0 ? text : value->text.text, size > 0 ? size : value->text.size);
}

/* The row that was just written belongs to the file of this value. */
static an_code note_stretch(worker_state *worker, an_cell value, an_error *err)
{
    uint32_t key;
    size_t end;
    (void)an_writer_text(worker->text, &end);
    if (an_intern_add(worker->keys, value.text, value.size, &key) != AN_OK)
        return an_fail_memory(err);
    if (worker->n_stretches == 0 || worker->stretches[worker->n_stretches - 1].key != key) {
        if (an_grow(&worker->stretches, &worker->stretches_capacity, worker->n_stretches + 1,
                    sizeof *worker->stretches) != AN_OK)
            return an_fail_memory(err);
        worker->stretches[worker->n_stretches++].key = key;
    }
    worker->stretches[worker->n_stretches - 1].end = end;
    return AN_OK;
}

static an_code write_row(void *state, const an_row *row, an_error *err)
{
    worker_state *worker = state;
    const shared_state *const shared = worker->shared;
    an_output *output = worker->output != NULL ? worker->output : shared->output;
    const an_value *const values = row->values + shared->first;
    for (size_t i = 0; i < shared->n; i++)
        if (shared->columns != NULL)
            write_canonical(output, shared->columns[i], &values[i]);
        else
            an_output_text(output, values[i].text.text, values[i].text.size);
    an_output_end_row(output);
    worker->rows++;
    const an_code code = an_writer_check(worker->text, err);
    return code == AN_OK && shared->first > 0 ? note_stretch(worker, row->values[0].text, err) : code;
}

/* The rows of a block go to their files. */
static an_code commit_stretches(worker_state *worker, an_error *err)
{
    an_folder *const folder = an_run_folder(worker->shared->run);
    size_t size, head_size, from = 0;
    const char *const text = an_writer_text(worker->text, &size);
    const char *const head = an_writer_text(worker->shared->head, &head_size);
    an_code code = AN_OK;
    for (uint32_t k = (uint32_t)worker->n_files; k < an_intern_count(worker->keys) && code == AN_OK; k++) {
        size_t length;
        const char *const value = an_intern_text(worker->keys, k, &length);
        if (an_grow(&worker->files, &worker->files_capacity, k + 1, sizeof *worker->files) != AN_OK)
            return an_fail_memory(err);
        code = an_folder_find(folder, value, length, head, head_size, &worker->files[k], err);
        worker->n_files = k + 1;
    }
    for (size_t i = 0; i < worker->n_stretches && code == AN_OK; i++) {
        const stretch *const part = &worker->stretches[i];
        code = an_folder_add(folder, worker->files[part->key], text + from, part->end - from, err);
        from = part->end;
    }
    worker->n_stretches = 0;
    an_writer_clear(worker->text);
    return code;
}

/* In JSON a comma stands before every row but the very first; a worker knows only its own. */
static an_code commit(void *state, uint64_t block, an_error *err)
{
    (void)block;
    worker_state *worker = state;
    size_t size;
    if (worker->shared->first > 0)
        return commit_stretches(worker, err);
    const char *text = an_writer_text(worker->text, &size);
    if (size == 0)
        return AN_OK;
    an_writer *writer = an_run_writer(worker->shared->run);
    if (worker->shared->format == AN_FORMAT_JSON) {
        bool has_comma = text[0] == ',';
        if (worker->shared->began)
            an_writer_string(writer, ",");
        text += has_comma;
        size -= has_comma;
    }
    an_writer_bytes(writer, text, size);
    worker->shared->began = true;
    an_run_rows(worker->shared->run, worker->rows);
    worker->rows = 0;
    an_writer_clear(worker->text);
    return an_writer_check(writer, err);
}

static an_code scan(shared_state *shared, an_error *err)
{
    void **states = an_arena_alloc(&shared->arena, shared->threads * sizeof *states);
    an_code code = states == NULL ? an_fail_memory(err) : AN_OK;
    for (unsigned t = 0; t < shared->threads && code == AN_OK; t++) {
        states[t] = &shared->workers[t];
        shared->workers[t].shared = shared;
        code = an_writer_memory(&shared->workers[t].text, err);
        if (code == AN_OK && shared->first > 0 && an_intern_new(&shared->workers[t].keys) != AN_OK)
            code = an_fail_memory(err);
    }
    an_file_part part = {0};
    const char *const given = an_options_text(an_run_options(shared->run), "part");
    if (code == AN_OK && given != NULL)
        code = an_file_part_parse(&part, given, err);
    if (code != AN_OK)
        return code;
    an_scan scan = {.needs = shared->needs,
                    .part = part,
                    .n_needs = shared->first + shared->n,
                    .all_columns = shared->all,
                    .typed = an_options_flag(an_run_options(shared->run), "canonical"),
                    .row = write_row,
                    .begin = begin,
                    .commit = commit,
                    .context = shared,
                    .threads = shared->threads};
    return an_run_scan(shared->run, &scan, states, err);
}

static void free_worker(worker_state *worker)
{
    an_output_free(worker->output);
    an_writer_abort(worker->text);
    an_intern_free(worker->keys);
    free(worker->files);
    free(worker->stretches);
}

static an_code run_columns(an_run *run, an_error *err)
{
    shared_state shared = {.run = run, .format = an_run_format(run)};
    /* An aligned table is held as a whole: one thread hands it its rows. */
    shared.threads = an_format_is_whole(shared.format) ? 1 : an_run_threads(run);
    shared.workers = calloc(shared.threads, sizeof *shared.workers);
    an_code code = shared.workers == NULL ? an_fail_memory(err) : read_needs(&shared, err);
    if (code == AN_OK)
        code = scan(&shared, err);
    if (code == AN_OK) {
        code = an_output_finish(shared.output, err);
        shared.output = NULL;
    }
    an_output_free(shared.output);
    an_writer_abort(shared.head);
    for (unsigned t = 0; shared.workers != NULL && t < shared.threads; t++)
        free_worker(&shared.workers[t]);
    free(shared.workers);
    an_arena_free(&shared.arena);
    return code;
}

/* ---- --raw ---- */

static void write_record(an_writer *writer, const an_record *record, bool json)
{
    for (size_t i = 0; i < record->n && !json; i++)
        an_writer_cell(writer, record->cells[i].text, record->cells[i].size);
    if (!json) {
        an_writer_end_row(writer);
        return;
    }
    for (size_t i = 0; i < record->n; i++) {
        an_writer_string(writer, i == 0 ? "[" : ",");
        an_writer_json(writer, record->cells[i].text, record->cells[i].size);
    }
    an_writer_string(writer, "]\n");
}

static an_code raw_blocks(an_run *run, an_blocks *blocks, an_reader *reader, bool json, an_error *err)
{
    an_writer *const writer = an_run_writer(run);
    an_block block = {0};
    an_record record = {0};
    an_code code;
    while ((code = an_blocks_next(blocks, &block, err)) == AN_OK && block.size > 0) {
        an_reader_start(reader, &block);
        while ((code = an_reader_next(reader, &record, err)) == AN_OK && record.n > 0) {
            write_record(writer, &record, json);
            an_run_rows(run, 1);
        }
        if (code == AN_OK)
            code = an_writer_check(writer, err);
        if (code != AN_OK)
            break;
    }
    return code;
}

static an_code raw_file(an_run *run, const char *path, bool json, an_error *err)
{
    an_input *in = NULL;
    an_blocks *blocks = NULL;
    an_reader *reader = NULL;
    const an_dialect dialect = an_schema_dialect(an_run_schema(run), path);
    an_code code = an_input_open(&in, path, false, err);
    if (code == AN_OK) {
        an_input_interpret(in, dialect);
        code = an_blocks_new(&blocks, in, dialect.delimiter, AN_BLOCK_SIZE, err);
    }
    if (code == AN_OK)
        code = an_reader_new(&reader, an_input_name(in), an_blocks_delimiter(blocks), true, err);
    if (code == AN_OK)
        code = raw_blocks(run, blocks, reader, json, err);
    an_reader_free(reader);
    an_blocks_free(blocks);
    an_input_free(in);
    return code;
}

static an_code run_raw(an_run *run, an_error *err)
{
    size_t n;
    const char *const *files = an_run_files(run, &n);
    bool json = an_run_format(run) == AN_FORMAT_JSON;
    an_code code = AN_OK;
    for (size_t f = 0; f < n && code == AN_OK; f++)
        code = raw_file(run, files[f], json, err);
    return code;
}

static an_code check(an_run *run, an_error *err)
{
    static const char *const others[] = {"select", "rename", "canonical", "where",
                                         "column", "schema", "audit",     "part"};
    const an_options *given = an_run_options(run);
    if (an_options_given(given, "part") && an_options_given(given, "audit"))
        return an_fail(
            err, AN_USAGE,
            "--part does not go with --audit, whose hashes are those of whole files: have the program "
            "that reads the part make the audit record");
    const char *format = an_options_text(given, "format");
    if (an_options_given(given, "split-by") && format != NULL && strcmp(format, "csv") != 0)
        return an_fail(err, AN_USAGE, "--split-by writes csv: --format %s does not go with it", format);
    if (!an_options_flag(given, "raw"))
        return AN_OK;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (an_options_told(given, others[i]))
            return an_fail(err, AN_USAGE, "--raw takes every record as it is: --%s does not go with it",
                           others[i]);
    if (strcmp(an_options_text(given, "bad-rows"), "skip") == 0)
        return an_fail(err, AN_USAGE,
                       "--raw takes every record as it is: --bad-rows skip does not go with it");
    if (format != NULL && strcmp(format, "csv") != 0 && strcmp(format, "json") != 0)
        return an_fail(err, AN_USAGE, "--raw is written as csv or json: --format %s does not go with it",
                       format);
    return AN_OK;
}

static an_code run(an_run *run, an_error *err)
{
    return an_options_flag(an_run_options(run), "raw") ? run_raw(run, err) : run_columns(run, err);
}

static const an_program program = {
    .name = "extract-cat",
    .summary = "selects, renames and filters the columns of extracts",
    .definition =
        "Reads extracts as every program of this family reads them and writes their rows: all columns of "
        "the first file or those of --select, the rows of --where, several files as one table whatever the "
        "order of their columns. Memory is constant (but for --format table, which is held to be "
        "aligned).\n\n"
        "Columns are called by the names that --column and --schema give them. Cells are written as they "
        "stand, without checks: the missing values and categories of --schema are applied, its factors, "
        "date formats and decimal marks are not. A column whose own name --column gives to another one is "
        "left out. With --canonical every cell is read as what its column is, a wrong one is a bad row, and "
        "what is written needs no descriptor any more. chapter, hs4, hs6 and cn8 may be selected as the "
        "first digits of commodity. A column that stands in the first file only is an error, one that "
        "stands in later files only is left out.\n\n"
        "--part K/N reads one of N parts of each file, so that N processes or machines share one large "
        "file (GNU parallel, Slurm arrays): parts are about equal in bytes, hold whole records, and together "
        "hold each once. Only the bytes of the part are read, so the file must be plain. Where quotes leave "
        "two readings open a part may be cut wrongly; then the part before it ends with an error, so the "
        "parts are the whole if all of them end with 0. Lines in messages are those of the file.\n\n"
        "--split-by COL writes a file for each value, in one reading: prices look at one heading at a time, "
        "so that its files can be judged on many machines (q-values then are those of one file). Each file "
        "is called by its value (_missing.csv where there is none; what is no letter, digit, -, . or _ as "
        "%XX), begins with the header, and holds its rows in their order. The folder appears whole or not at "
        "all.\n\n"
        "--raw shows what the reader reads: every record of every file, the header too, one after the "
        "other, under no rule of header, width or encoding; only malformed quotes are errors. Empty lines "
        "are skipped; a byte order mark, a first line sep=C and a last Ctrl-Z are no part of the records. "
        "With --format json each record is an array of strings on a line of its own (JSON Lines); bytes "
        "that are not UTF-8 pass as they are.",
    .source =
        "RFC 4180, Common Format and MIME Type for CSV Files. RFC 8259, The JavaScript Object Notation Data "
        "Interchange Format.",
    .examples =
        "extract-cat --select declaration_id,item_number,mass=net_mass declarations.csv\n"
        "extract-cat --where control_result=irregular --where 'established_amount>10000' declarations.csv\n"
        "extract-cat --schema national.json --delimiter ';' national.csv > declarations.csv\n"
        "extract-cat --canonical --schema national.json national.csv > declarations.csv\n"
        "extract-cat --split-by hs4 -o headings/ 2017-*.csv.gz\n"
        "extract-cat --part 3/16 2017.csv | cup-controls --by member_state > part-3.csv\n"
        "extract-cat --raw -f json declarations.csv | jq -c 'select(length != 27)'",
    .output =
        "csv: a header and a row a line, quoted where needed; json: an array of objects of strings; --raw: "
        "records, see above",
    .parts = "split-by",
    .options = options,
    .uses = AN_USES_EXTRACTS,
    .check = check,
    .run = run,
};

AN_PROGRAM(program)
